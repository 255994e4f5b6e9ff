"""My record: what the office knows of me, year by year, and who looked at it."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.audit import looks_at
from shebao.portal.pages import Pages, page, session, who_of

pages = Pages()
YEARS = """
    SELECT s.start / 12 AS year, coalesce(e.name, '') AS payer, sum(s.months)::int AS months,
           max(s.base)::bigint AS base
    FROM record.stint s LEFT JOIN record.employer e ON e.employer_id = s.payer_id
    WHERE s.person_id = :p GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""


@pages.get("/record")
@allow("own record")
def record(request: Request) -> Response:
    """The years paid, newest first, and the looks."""
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        years = [
            dict(zip(("year", "payer", "months", "base"), row, strict=True))
            for row in rows(connection, YEARS, p=person)
        ]
        looks = looks_at(connection, person)
    return page(request, "person/record.html", years=years, looks=looks)

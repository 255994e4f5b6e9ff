"""The work of one's own place, and one person on a page."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.audit import looked, looks_at
from shebao.portal.pages import NotThere, Pages, page, session, who_of

pages = Pages()
MOST = 50
WAITING = """
    SELECT d.person_id AS person, p.name, d.kind, d.month, d.amount
    FROM office.decision d JOIN record.person p USING (person_id)
    LEFT JOIN office.approval a USING (person_id, kind, month)
    WHERE a.person_id IS NULL ORDER BY d.month, d.person_id LIMIT :n
"""
PERSON = "SELECT name, sex, birth, region, id_number FROM record.person WHERE person_id = :p"


@pages.get("/work")
@allow("work")
def work(request: Request) -> Response:
    """Decisions that wait for a second pair of eyes. Each person named here is logged as looked at."""
    names = ("person", "name", "kind", "month", "amount")
    with session(request) as connection:
        waiting = [dict(zip(names, row, strict=True)) for row in rows(connection, WAITING, n=MOST)]
        looked(connection, who_of(request), [row["person"] for row in waiting], "work")
    return page(request, "staff/work.html", waiting=waiting)


@pages.get("/people/{person}")
@allow("see person")
def person(request: Request, person: int) -> Response:
    """One person on a page. The guard has looked whether she is of this place, and logged the look."""
    with session(request) as connection:
        found: list[tuple[Any, ...]] = rows(connection, PERSON, p=person)
        if not found:
            raise NotThere(f"person {person}")
        looks = looks_at(connection, person)
    names = ("name", "sex", "birth", "region", "id_number")
    return page(request, "staff/person.html", person=dict(zip(names, found[0], strict=True)), looks=looks)

"""Statistics of one's own region: people, payers and pensions, by the places one level below.

The one thing to know: the queries name no place; the row policies leave only the reader's own, so each level sees its
region and those below, and a place that is not hers is not even counted.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.who import LEVELS
from shebao.portal.pages import Pages, page, session, who_of

pages = Pages()
COLUMNS = ("place", "people", "paying", "pensioners", "residents", "pensions", "waiting")
STATISTICS = """
    WITH month AS (SELECT coalesce(max(month), 0) AS m FROM office.bill_line),
    here AS MATERIALIZED (
        SELECT person_id, left(coalesce(place, guard.place_of(region)), :digits) AS place FROM record.person
    ),
    paying AS (SELECT DISTINCT person_id FROM office.bill_line, month WHERE month.m = bill_line.month),
    pension AS (
        SELECT person_id, max(amount) FILTER (WHERE scheme = 1) AS employee,
               max(amount) FILTER (WHERE scheme = 2) AS resident FROM record.award GROUP BY 1
    ),
    waiting AS (
        SELECT d.person_id, count(*) AS n FROM office.decision d
        LEFT JOIN office.approval a USING (person_id, kind, month)
        WHERE a.person_id IS NULL GROUP BY 1
    )
    SELECT h.place, count(*), count(paying.person_id), count(pension.employee), count(pension.resident),
           coalesce(sum(coalesce(pension.employee, 0) + coalesce(pension.resident, 0)), 0)::bigint,
           coalesce(sum(waiting.n), 0)::bigint
    FROM here h LEFT JOIN paying USING (person_id) LEFT JOIN pension USING (person_id)
    LEFT JOIN waiting USING (person_id)
    GROUP BY h.place ORDER BY h.place
"""


@pages.get("/statistics")
@allow("work")
def statistics(request: Request) -> Response:
    """The own region by the places below it, and all together."""
    with session(request) as connection:
        places, total, employers = statistics_of(connection, who_of(request).place)
    return page(request, "staff/statistics.html", places=places, total=total, employers=employers)


def statistics_of(connection: Connection, place: str) -> tuple[list[dict[str, Any]], dict[str, int], int]:
    """The COLUMNS of each place one level below `place` that the reader may see, all together, and the employers."""
    below = [n for n in LEVELS if n > len(place)]
    digits = below[0] if below else len(place)
    places: list[dict[str, Any]] = [
        dict(zip(COLUMNS, row, strict=True)) for row in rows(connection, STATISTICS, digits=digits)
    ]
    employers = int(rows(connection, "SELECT count(*) FROM record.employer")[0][0])
    return places, {name: sum(int(row[name]) for row in places) for name in COLUMNS[1:]}, employers

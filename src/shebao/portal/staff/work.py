"""The work of one's own place: what waits for whom.

The one thing to know: a list names people, so each person on it is logged as looked at, as on her own page.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.audit import looked
from shebao.guard.who import Who
from shebao.portal.language import N_
from shebao.portal.pages import Pages, page, session, who_of
from shebao.portal.person.requests import KINDS as REQUESTS
from shebao.portal.person.requests import STATES
from shebao.portal.staff.running import months_of, state_of, waiting_for_release

pages = Pages()
MOST = 50
LEVELS = {
    "nation": N_("nation"), "province": N_("province"), "city": N_("city"), "county": N_("county"),
    "township": N_("township"),
}  # fmt: skip
DECISIONS = """
    SELECT d.person_id AS person, p.name, d.kind, d.month, d.amount, d.prepared_by AS by
    FROM office.decision d JOIN record.person p USING (person_id)
    LEFT JOIN office.approval a USING (person_id, kind, month)
    WHERE a.person_id IS NULL ORDER BY d.month, d.person_id LIMIT :n
"""
CORRECTIONS = """
    SELECT c.person_id AS person, p.name, c.kind, c.prepared::date AS day
    FROM office.correction c JOIN record.person p USING (person_id)
    WHERE c.approved IS NULL ORDER BY c.correction_id LIMIT :n
"""
ASKED = """
    SELECT r.person_id AS person, p.name, r.kind, r.made::date AS day, coalesce(s.state, 'received') AS state
    FROM office.request r JOIN record.person p USING (person_id)
    LEFT JOIN LATERAL (SELECT state FROM office.request_step s WHERE s.request_no = r.request_no
                       ORDER BY step_no DESC LIMIT 1) s ON true
    WHERE coalesce(s.state, 'received') IN ('received', 'in work') ORDER BY r.request_no LIMIT :n
"""


@pages.get("/work")
@allow("work")
def work(request: Request) -> Response:
    """Decisions and corrections that wait for a second pair of eyes, and what people asked for."""
    with session(request) as connection:
        decisions, corrections, asked = waiting(connection, who_of(request))
        now, release = release_of(connection)
    return page(
        request, "staff/work.html", waiting=decisions, corrections=corrections, asked=asked, levels=LEVELS,
        kinds=REQUESTS, states=STATES, release=release, now=now,
    )  # fmt: skip


Rows = list[dict[str, Any]]


def waiting(connection: Connection, who: Who) -> tuple[Rows, Rows, Rows]:
    """Decisions and corrections that wait for another, and what people asked for; each person is logged."""
    decisions = _named(("person", "name", "kind", "month", "amount", "by"), rows(connection, DECISIONS, n=MOST))
    corrections = _named(("person", "name", "kind", "day"), rows(connection, CORRECTIONS, n=MOST))
    asked = _named(("person", "name", "kind", "day", "state"), rows(connection, ASKED, n=MOST))
    persons = dict.fromkeys(row["person"] for found in (decisions, corrections, asked) for row in found)
    looked(connection, who, list(persons), "work")
    return decisions, corrections, asked


def release_of(connection: Connection) -> tuple[int, str | None]:
    """The month to be worked now (0 for who works elsewhere), and what stands before its payments."""
    _, now = months_of(connection)
    return now, waiting_for_release(connection, state_of(connection, now)) if now else None


def _named(names: tuple[str, ...], found: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in found]

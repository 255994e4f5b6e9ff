"""One person on a page: her record, decisions with their reasons, payments, what she asked, who looked.

The one thing to know: the guard has looked whether she is of this place and logged the look before a line here runs.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.audit import looks_at
from shebao.portal.forms import Form
from shebao.portal.language import N_
from shebao.portal.pages import NotThere, Pages, page, portal_of, reader_of, session, who_of
from shebao.portal.person.decisions import KINDS, STATES, payments_of
from shebao.portal.person.requests import KINDS as REQUESTS
from shebao.portal.person.requests import STATES as ASKED
from shebao.portal.person.requests import asked
from shebao.portal.person.stored import StoredTrace
from shebao.portal.person.told import words_of
from shebao.portal.why import articles, why

pages = Pages()
PERSON = "SELECT name, sex, birth, region, id_number, place FROM record.person WHERE person_id = :p"
YEARS = """
    SELECT s.start / 12 AS year, s.scheme, coalesce(e.name, '') AS payer, sum(s.months)::int AS months,
           max(s.base)::bigint AS base
    FROM record.stint s LEFT JOIN record.employer e ON e.employer_id = s.payer_id
    WHERE s.person_id = :p GROUP BY 1, 2, 3 ORDER BY 1 DESC, 3
"""
DECISIONS = """
    SELECT d.kind, d.month, d.question, d.amount, d.trace, d.content, d.prepared_by, a.approved_by, a.rule
    FROM office.decision d LEFT JOIN office.approval a USING (person_id, kind, month)
    WHERE d.person_id = :p ORDER BY d.month DESC, d.kind
"""
CORRECTIONS = """
    SELECT correction_id, kind, since, value, evidence, prepared_by, approved_by FROM office.correction
    WHERE person_id = :p ORDER BY 1 DESC
"""
FACTS = {
    "chosen_retirement_month": N_("Month chosen to retire"), "work_started": N_("Began to work"),
    "deemed_months": N_("Months before accounts that count as paid"), "file_checked": N_("Personal file was checked"),
}  # fmt: skip
"""Facts of the record that staff may set right, and what they are called."""


def about(connection: Connection, person: int) -> dict[str, Any]:
    """Who a person is. NotThere where the reader may not see her."""
    found = rows(connection, PERSON, p=person)
    if not found:
        raise NotThere(f"person {person}")
    return {
        "number": person,
        **dict(zip(("name", "sex", "birth", "region", "id_number", "place"), found[0], strict=True)),
    }


@pages.get("/people/{person}")
@allow("see person")
def one(request: Request, person: int) -> Response:
    """Everything the office knows of a person that this reader may see."""
    with session(request) as connection:
        return shown(request, connection, person)


def decisions_on(connection: Connection, person: int) -> list[dict[str, Any]]:
    """Every decision about a person, newest first: the columns of DECISIONS, the trace as it was stored."""
    names = ("kind", "month", "question", "amount", "trace", "content", "prepared_by", "approved_by", "rule")
    return [dict(zip(names, row, strict=True)) for row in rows(connection, DECISIONS, p=person)]


def corrections_on(connection: Connection, person: int) -> list[dict[str, Any]]:
    """Every correction of a person's record, newest first; the value in the unit of its kind."""
    names = ("number", "kind", "since", "value", "evidence", "prepared_by", "approved_by")
    return [dict(zip(names, row, strict=True)) for row in rows(connection, CORRECTIONS, p=person)]


def years_of(connection: Connection, person: int) -> list[dict[str, Any]]:
    """What was paid for a person by year, scheme and payer, newest first; base: the highest of the year, fen."""
    names = ("year", "scheme", "payer", "months", "base")
    return [dict(zip(names, row, strict=True)) for row in rows(connection, YEARS, p=person)]


def awards_of(connection: Connection, person: int) -> list[tuple[int, int, int, bool]]:
    """Scheme, first month, fen a month, and whether it is provisional, of every pension of a person; newest first."""
    query = "SELECT scheme, start, amount, provisional FROM record.award WHERE person_id = :p ORDER BY start DESC"
    return [(scheme, start, amount, late) for scheme, start, amount, late in rows(connection, query, p=person)]


def shown(request: Request, connection: Connection, person: int, form: Form | None = None) -> Response:
    """The page, with what is wrong in a form on it, if anything."""
    law, reader, form = portal_of(request).law, reader_of(request), form or Form(reader_of(request))
    decisions: list[dict[str, Any]] = []
    for decision in decisions_on(connection, person):
        trace = StoredTrace(law, decision.pop("trace")) if decision["trace"].get("nodes") else None
        decision |= {"why": why(trace, reader) if trace else None, "articles": articles(trace) if trace else []}
        decision["mine"] = decision["prepared_by"] == who_of(request).subject
        decisions.append(decision)
    corrections: list[dict[str, Any]] = []
    for held in corrections_on(connection, person):
        unit = law.unit_of(held["kind"])
        corrections.append(
            {**held, "shown": reader.value(unit, held["value"]), "mine": held["prepared_by"] == who_of(request).subject}
        )
    return page(
        request,
        "staff/person.html",
        422 if form.errors else 200,
        person=about(connection, person),
        years=years_of(connection, person),
        decisions=decisions,
        corrections=corrections,
        awards=awards_of(connection, person),
        payments=payments_of(connection, person),
        asked=[(it, words_of(it, reader)) for it in asked(connection, person)],
        looks=looks_at(connection, person, 20),
        form=form,
        kinds=KINDS,
        states=STATES,
        request_kinds=REQUESTS,
        request_states=ASKED,
        facts=FACTS,
    )

"""What the office has found for somebody: a pension about to begin, ready to confirm; nothing is to be filled in.

The one thing to know: the office's `find` step says who is due this month; here the same law is asked about the next
three, of one person's record with her last base paid on until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.engine.estimate import paying_on, window_of
from shebao.engine.law import Law
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError
from shebao.guard.access import allow
from shebao.guard.who import Who
from shebao.office.steps.decide import ask as ask_pension
from shebao.office.work import EMPLOYEE_PENSION, RESIDENT_PENSION
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session, who_of
from shebao.portal.person.requests import Asked, ask, asked
from shebao.portal.public.life import this_month
from shebao.portal.why import rests_on, why
from shebao.record.dossier import RESIDENTS, Dossier, dossiers

pages = Pages()
BANK = "SELECT bank, right(account, 4) FROM office.bank_account WHERE person_id = :p"
AHEAD = 3
"""Months before a pension in which it is shown for confirmation."""


@dataclass(frozen=True)
class Known:
    """What the office knows of one person: dossier with the account, place, months paid as a resident."""

    dossier: Dossier
    place: str
    resident_months: int
    pensioned: bool
    decided: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Finding:
    """One finding. kind: decided, due, short or later. month: when the pension begins or age is reached.

    needed, counted: months of contributions asked for and there. trace: the pension and why, where it is due.
    """

    kind: str
    scheme: str
    month: int
    amount: int | None = None
    needed: int = 0
    counted: int = 0
    trace: Trace | None = None


def known_of(connection: Connection, person: int, now: int) -> Known:
    """What the record holds of a person, as the law asks for it."""
    (found,) = dossiers(connection, [person], now)
    query = """
        SELECT coalesce(sum(amount) FILTER (WHERE f.scheme = :e), 0),
               coalesce(sum(amount) FILTER (WHERE f.scheme = :r), 0)
        FROM fund.personal JOIN fund.fund f USING (fund_id) WHERE person_id = :p
    """
    ((employee, resident),) = rows(connection, query, p=person, e=EMPLOYEE_PENSION, r=RESIDENT_PENSION)
    dossier = {**found[1], "account_balance": int(employee), "resident_account": int(resident)}
    place = int(value(connection, "SELECT region FROM record.person WHERE person_id = :p", p=person))
    premiums = value(
        connection, "SELECT coalesce(sum(months), 0) FROM record.stint WHERE person_id = :p AND scheme = :s",
        p=person, s=RESIDENTS,
    )  # fmt: skip
    decided = rows(connection, "SELECT kind, month, amount FROM office.decision WHERE person_id = :p", p=person)
    pensioned = value(connection, "SELECT count(*) FROM record.award WHERE person_id = :p", p=person)
    return Known(dossier, f"{place:06d}", int(premiums), bool(pensioned), tuple((k, m, int(a)) for k, m, a in decided))


def facts_of(law: Law, known: Known) -> dict[str, Any]:
    """The part of a dossier that the law asks about."""
    return {name: held for name, held in known.dossier.items() if name in law.facts and name != "resident_account"}


def find(law: Law, known: Known, now: int) -> list[Finding]:
    """What is found for a person in month `now`. law: with later figures carried on."""
    coming = [Finding("decided", kind, month + 1, amount) for kind, month, amount in known.decided if month + 1 >= now]
    if coming or known.pensioned or known.decided:
        return coming
    if known.dossier["stint_start"] and "retirement_track" in known.dossier:
        return [_employee(law, known, now)]
    if known.resident_months:
        return [_resident(law, known, now)]
    return []


def _employee(law: Law, known: Known, now: int) -> Finding:
    facts = facts_of(law, known)
    window = window_of(law, facts, known.place, now)
    month = facts.get("chosen_retirement_month", window.statutory.value)
    then = {**facts, "chosen_retirement_month": month}
    if month > now:
        then.update(paying_on(then, known.place, now, month, known.dossier["stint_base"][-1]))
    on = law.at(max(month, now), known.place)
    got = on.values(["minimum_months_paid", "contribution_months"], then)
    needed, counted = got["minimum_months_paid"], got["contribution_months"]
    if month > now + AHEAD:
        return Finding("later", "pension", month, None, needed, counted, window.statutory)
    if counted < needed:
        return Finding("short", "pension", month, None, needed, counted, window.statutory)
    try:
        trace = ask_pension(on, "pension", then)[1]
    except ShebaoError:
        return Finding("due", "pension", month, None, needed, counted)
    return Finding("due", "pension", month, trace.value, needed, counted, trace)


def _resident(law: Law, known: Known, now: int) -> Finding:
    facts: dict[str, Any] = {"birth": known.dossier["birth"]}
    got = law.at(now, known.place).values(["resident_retirement_month", "resident_years_needed"], facts)
    month, needed = got["resident_retirement_month"], got["resident_years_needed"] // 1000
    counted = known.resident_months
    if month > now + AHEAD or counted < needed:
        return Finding("later" if month > now + AHEAD else "short", "resident", month, None, needed, counted)
    facts |= {"sex": known.dossier["sex"], "contribution_years": counted * 1000,
              "account_balance": known.dossier["resident_account"]}  # fmt: skip
    try:
        trace = ask_pension(law.at(max(month, now), known.place), "resident", facts)[1]
    except ShebaoError:
        return Finding("due", "resident", month, None, needed, counted)
    return Finding("due", "resident", month, trace.value, needed, counted, trace)


@pages.get("/found")
@allow("own record")
def found(request: Request) -> Response:
    """What is found, with a button where something is to be confirmed."""
    portal, reader, person = portal_of(request), reader_of(request), who_of(request).person_id
    assert person is not None
    now = this_month()
    with session(request) as connection:
        known = known_of(connection, person, now)
        confirmed = confirmed_of(connection, person)
        bank = rows(connection, BANK, p=person)
    findings = find(portal.book, known, now)
    return page(
        request, "person/found.html", confirmed=confirmed, bank=bank[0] if bank else None, place=known.place,
        findings=[(it, why(it.trace, reader) if it.trace else None, rests_on(it.trace, reader) if it.trace else [])
                  for it in findings],
    )  # fmt: skip


@pages.post("/found")
@allow("own record")
def confirm(request: Request) -> Response:
    """Confirm the pension that is due: the office found it, the button says yes. Pressed again, nothing changes."""
    who, now = who_of(request), this_month()
    assert who.person_id is not None
    with session(request) as connection:
        confirm_due(connection, portal_of(request).book, who, who.person_id, now)
    return go(request, "/found")


def confirmed_of(connection: Connection, person: int) -> dict[Any, Asked]:
    """What a person has confirmed already, by the month in which the pension begins."""
    return {it.content.get("month"): it for it in asked(connection, person) if it.kind == "pension"}


def confirm_due(connection: Connection, law: Law, who: Who, person: int, now: int) -> list[Finding]:
    """Confirm for the one who is signed in what is due to her; what that is. Again, nothing changes."""
    due = [it for it in find(law, known_of(connection, person, now), now) if it.kind == "due"]
    for it in due:
        content = {"month": it.month, "scheme": it.scheme, "amount": it.amount}
        ask(connection, who, "pension", content, f"pension {it.scheme} {it.month}")
    return due

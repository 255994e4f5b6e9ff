"""Decisions and payments: each decision with the tree it was made by, each payment with what the bank said of it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.engine.law import Law
from shebao.engine.trace import Trace
from shebao.guard.access import allow
from shebao.portal.language import N_
from shebao.portal.pages import Pages, page, portal_of, reader_of, session, who_of
from shebao.portal.person.stored import StoredTrace
from shebao.portal.why import articles, why

pages = Pages()
KINDS = {"pension": N_("Pension of employees"), "resident": N_("Pension of residents")}
STATES = {
    "paid": N_("paid"), "returned": N_("returned by the bank, still owed to you"), "": N_("on its way"),
}  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """One decision. start: the first month it pays for. state: approved or waiting for a second pair of eyes."""

    kind: str
    month: int
    question: str
    amount: int
    approved: bool
    trace: Trace

    @property
    def provisional(self) -> bool:
        """Whether it is replaced once the year's figures are published."""
        return self.question.endswith("_provisional")

    @property
    def start(self) -> int:
        """The first month it pays for."""
        return self.month + 1


@dataclass(frozen=True)
class Payment:
    """One payment of a pension. state: paid, returned, or '' while it is on its way."""

    month: int
    scheme: int
    amount: int
    account_part: int
    state: str


def decisions_of(connection: Connection, law: Law, person: int) -> list[Decision]:
    """Every decision about a person, newest first."""
    query = """
        SELECT d.kind, d.month, d.question, d.amount, a.person_id IS NOT NULL, d.trace
        FROM office.decision d LEFT JOIN office.approval a USING (person_id, kind, month)
        WHERE d.person_id = :p ORDER BY d.month DESC, d.kind
    """
    return [
        Decision(kind, month, question, int(amount), approved, StoredTrace(law, trace))
        for kind, month, question, amount, approved, trace in rows(connection, query, p=person)
        if trace.get("nodes")
    ]


def payments_of(connection: Connection, person: int) -> list[Payment]:
    """Every payment ordered for a person, newest first."""
    query = """
        SELECT i.month, i.scheme, i.amount, i.account_part, coalesce(c.state, '')
        FROM office.instruction i LEFT JOIN office.confirmation c USING (instruction_no)
        WHERE i.person_id = :p ORDER BY i.month DESC, i.scheme
    """
    return [
        Payment(month, scheme, int(amount), int(part), state)
        for month, scheme, amount, part, state in rows(connection, query, p=person)
    ]


@pages.get("/decisions")
@allow("own record")
def decisions(request: Request) -> Response:
    """All decisions with their reasons, all awards, all payments."""
    person, reader = who_of(request).person_id, reader_of(request)
    assert person is not None
    with session(request) as connection:
        found = decisions_of(connection, portal_of(request).law, person)
        payments = payments_of(connection, person)
        awards = rows(
            connection, "SELECT scheme, start, amount FROM record.award WHERE person_id = :p ORDER BY start DESC",
            p=person,
        )  # fmt: skip
    return page(
        request, "person/decisions.html", kinds=KINDS, states=STATES, payments=payments, awards=awards,
        decisions=[(it, why(it.trace, reader), articles(it.trace)) for it in found],
    )  # fmt: skip

"""My account: what came in and went out each year, as the annual statement has it, and every month below it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.portal.language import N_
from shebao.portal.pages import Pages, page, session, who_of

pages = Pages()
FUNDS = {
    "employee_pension": N_("Personal account of employees"),
    "resident_pension": N_("Personal account of residents"),
}
KINDS = {
    "opening": N_("brought forward"), "entry": N_("contribution"), "interest": N_("interest"), "paid": N_("paid out"),
}  # fmt: skip


@dataclass(frozen=True)
class Year:
    """One year of one account, in fen. start: with what it began; end: start and all that moved."""

    fund: str
    year: int
    start: int
    entries: int
    interest: int
    paid: int
    moves: tuple[tuple[int, str, int], ...]

    @property
    def end(self) -> int:
        """What lies in the account at the end of the year, or now."""
        return self.start + self.entries + self.interest + self.paid


def statements(connection: Connection, person: int) -> list[Year]:
    """Every year of every account of a person, newest first."""
    query = """
        SELECT f.scheme, p.month, p.kind, p.amount FROM fund.personal p JOIN fund.fund f USING (fund_id)
        WHERE p.person_id = :p ORDER BY f.scheme, p.month, array_position(ARRAY['opening', 'entry', 'interest'], p.kind)
    """
    moves: dict[tuple[str, int], list[tuple[int, str, int]]] = {}
    for fund, month, kind, amount in rows(connection, query, p=person):
        moves.setdefault((fund, month // 12), []).append((month, kind, int(amount)))
    made: list[Year] = []
    balance: dict[str, int] = {}
    for (fund, year), held in sorted(moves.items()):

        def total(kind: str, held: list[tuple[int, str, int]] = held) -> int:
            return sum(amount for _, k, amount in held if k == kind)

        start = balance.get(fund, 0) + total("opening")
        made.append(Year(fund, year, start, total("entry"), total("interest"), total("paid"), tuple(held)))
        balance[fund] = made[-1].end
    return sorted(made, key=lambda it: (it.year, it.fund), reverse=True)


@pages.get("/account")
@allow("own record")
def account(request: Request) -> Response:
    """The statements, newest year first."""
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        years = statements(connection, person)
    return page(request, "person/account.html", years=years, funds=FUNDS, kinds=KINDS)

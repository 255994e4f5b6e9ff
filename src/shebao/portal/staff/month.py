"""The month of the office: its steps and how far they are, what was refused, the books.

The one thing to know: these belong to the office's region as a whole, so staff of a county or township see none of
them; the database decides that (`guard.office_here`). How the month is run from its page: `running.py`.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.fund.books import ACCOUNTS, Fund, Statement, faults, funds, statements, trial_balance
from shebao.guard.access import allow
from shebao.portal.language import N_
from shebao.portal.pages import Pages, page, session
from shebao.portal.public.system import SCHEMES
from shebao.portal.staff.running import shown

pages = Pages()
MOST = 100
ACCOUNT_NAMES = {
    "bank": N_("In the bank"), "unmatched_receipts": N_("Receipts not matched"),
    "payments_on_the_way": N_("Payments on the way"), "payments_returned": N_("Payments returned"),
    "personal_accounts": N_("Personal accounts"), "pooled_balance": N_("Pooled balance"),
    "contributions": N_("Contributions"), "subsidies": N_("Subsidies"), "from_other_pools": N_("From other pools"),
    "benefits": N_("Benefits"), "to_other_pools": N_("To other pools"),
    "credited_to_accounts": N_("Credited to personal accounts"),
    "drawn_from_accounts": N_("Drawn from personal accounts"),
}  # fmt: skip


@pages.get("/month")
@allow("work")
def month(request: Request, at: int = 0) -> Response:
    """The steps of a month: done, being done or open. at: the month; the newest unless said."""
    with session(request) as connection:
        return shown(request, connection, at)


@pages.get("/rejects")
@allow("work")
def rejects(request: Request, at: int = 0, after: int = 0) -> Response:
    """Rows that were refused, with the reason; a page at a time. at: the month; the newest unless said."""
    with session(request) as connection:
        months, chosen, found = rejects_in(connection, at, after)
    return page(
        request, "staff/rejects.html", months=months, chosen=chosen, rejects=found[:MOST], after=after,
        more=after + MOST if len(found) > MOST else 0,
    )  # fmt: skip


def rejects_in(connection: Connection, at: int, after: int) -> tuple[list[int], int, list[dict[str, Any]]]:
    """The months there are, the one of `at` or the newest, and its rejects after the first `after`: MOST and one."""
    months = [m for (m,) in rows(connection, "SELECT DISTINCT month FROM office.reject ORDER BY 1 DESC LIMIT 24")]
    chosen = at if at in months else months[0] if months else 0
    query = (
        "SELECT file, line, field, value, reason FROM office.reject WHERE month = :m ORDER BY file, line, field"
        " LIMIT :n OFFSET :o"
    )
    names = ("file", "line", "field", "value", "reason")
    found = rows(connection, query, m=chosen, n=MOST + 1, o=max(0, min(after, 1_000_000)))
    return months, chosen, [dict(zip(names, row, strict=True)) for row in found]


@pages.get("/books")
@allow("books")
def books(request: Request) -> Response:
    """Each fund's month and how it stands, the trial balance, and what does not add up."""
    with session(request) as connection:
        last, held, balance, off = books_of(connection)
    return page(
        request, "staff/books.html", month=last, funds=held, off=off,
        balance=balance, accounts=list(ACCOUNTS), account_names=ACCOUNT_NAMES, schemes=SCHEMES,
    )  # fmt: skip


def books_of(
    connection: Connection,
) -> tuple[int | None, list[tuple[Fund, Statement]], dict[int, dict[str, int]], list[str]]:
    """The last month with an entry, each fund with its month, the trial balance, and what does not add up.

    The balance: fund number to account to fen, debit above zero.
    """
    last = value(connection, "SELECT max(month) FROM fund.entry")
    held = funds(connection) if value(connection, "SELECT guard.office_here()") else []
    stated = statements(connection, last or 0)
    balance: dict[int, dict[str, int]] = {}
    for fund, account, amount in trial_balance(connection):
        balance.setdefault(fund, {})[account] = amount
    return last, [(fund, stated[fund.fund_id]) for fund in held], balance, faults(connection) if held else []

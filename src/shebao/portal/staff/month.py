"""The month of the office: its steps and how far they are, what was refused, the books.

The one thing to know: these belong to the office's region as a whole, so staff of a county or township see none of
them; the database decides that (`guard.office_here`).
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.fund.books import ACCOUNTS, Fund, Statement, faults, funds, statements, trial_balance
from shebao.guard.access import allow
from shebao.office.month import STEPS
from shebao.portal.language import N_
from shebao.portal.pages import Pages, page, session

pages = Pages()
MOST = 100
NAMES = {
    "declare": N_("Declarations are read"), "bill": N_("Bills are made"), "collect": N_("Receipts are matched"),
    "post": N_("Money is booked, months count"), "find": N_("People who are due are found"),
    "decide": N_("Decisions are prepared"), "approve": N_("Decisions are approved"), "pay": N_("Payments are ordered"),
    "confirm": N_("The banks confirm"), "settle": N_("Pools settle with each other"), "close": N_("The month closes"),
}  # fmt: skip
SCHEMES = {
    "employee_pension": N_("Pension of employees"), "resident_pension": N_("Pension of residents"),
    "unemployment": N_("Unemployment insurance"), "work_injury": N_("Work injury insurance"),
}  # fmt: skip
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
        months, chosen, steps, working = steps_in(connection, at)
    return page(request, "staff/month.html", months=months, chosen=chosen, steps=steps, names=NAMES, working=working)


def steps_in(
    connection: Connection, at: int
) -> tuple[list[int], int, list[tuple[str, str, tuple[int, int, str, object] | None]], bool]:
    """The months there are, the one of `at` or the newest, its steps, and whether somebody works on it now.

    A step: its name, its state (done, now, open), and rows done, rows refused, what it said, when it ended.
    """
    months = [m for (m,) in rows(connection, "SELECT DISTINCT month FROM office.lease ORDER BY 1 DESC LIMIT 24")]
    chosen = at if at in months else months[0] if months else 0
    query = "SELECT step, done, refused, said, ended FROM office.step WHERE month = :m"
    done = {step: (n, refused, said, ended) for step, n, refused, said, ended in rows(connection, query, m=chosen)}
    # Whoever works on the month holds this lock (office/month.py).
    query = (
        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 20611 AND objid = :m"
        " AND objsubid = 2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND mode = 'ExclusiveLock' AND granted)"
    )
    working = bool(chosen) and bool(value(connection, query, m=chosen))
    steps: list[tuple[str, str, tuple[int, int, str, object] | None]] = []
    current = working
    for step in STEPS:
        state = "done" if step in done else "now" if current else "open"
        current = current and step in done
        steps.append((step, state, done.get(step)))
    return months, chosen, steps, working


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
    held = funds(connection)
    stated = statements(connection, last or 0)
    balance: dict[int, dict[str, int]] = {}
    for fund, account, amount in trial_balance(connection):
        balance.setdefault(fund, {})[account] = amount
    return last, [(fund, stated[fund.fund_id]) for fund in held], balance, faults(connection) if held else []

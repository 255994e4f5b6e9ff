"""Bills, what was received on them, and what is in arrears with its late fee by the law.

The one thing to know: a bill counts as due by the end of the month it is for, and days in arrears are counted from the
day after; the day itself is set locally, so it is shown as assumed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.engine.trace import Trace
from shebao.guard.access import allow
from shebao.portal.pages import NotThere, Pages, page, portal_of, reader_of, session, who_of
from shebao.portal.why import why

pages = Pages()
MOST_LINES = 200
BILLS = """
    SELECT b.bill_no, b.month, b.lines, b.pension, b.unemployment, b.injury, b.total,
           coalesce(c.received, 0)::bigint, coalesce(c.state, 'new')
    FROM office.bill b LEFT JOIN office.collected c USING (bill_no)
    WHERE b.payer_id = :e AND b.category = 0 ORDER BY b.month DESC, b.bill_no
"""
LINES = """
    SELECT p.name, l.base, l.employer_pension + l.employer_unemployment + l.injury AS employer,
           l.own_pension + l.own_unemployment AS own
    FROM office.bill_line l JOIN record.person p USING (person_id)
    WHERE l.payer_id = :e AND l.month = :m AND l.category = 0 ORDER BY l.person_id LIMIT :n
"""


@dataclass(frozen=True)
class Bill:
    """One bill in fen. state: 'new' (nothing heard of it yet), 'full', 'short', 'over', 'open' (nothing received)."""

    number: str
    month: int
    lines: int
    pension: int
    unemployment: int
    injury: int
    total: int
    received: int
    state: str

    @property
    def overdue(self) -> bool:
        """Whether less came than was due."""
        return self.state in ("short", "open")


@dataclass(frozen=True)
class Arrear:
    """A bill that is not paid, with what clears it on a day: the answer of the law and its trace."""

    bill: Bill
    since: int
    trace: Trace

    @property
    def fee(self) -> int:
        """The late fee, in fen."""
        fee = self.trace.nodes["late_fee"].value
        assert isinstance(fee, int)
        return fee


def bills_of(connection: Connection, employer: int) -> list[Bill]:
    """Every bill of an employer, newest first."""
    return [Bill(*row) for row in rows(connection, BILLS, e=employer)]


def owed_on(bills: list[Bill]) -> int:
    """What is missing on bills that are overdue, in fen, without late fees."""
    return sum(max(0, bill.total - bill.received) for bill in bills if bill.overdue)


def bill_of(
    connection: Connection, employer: int, number: str
) -> tuple[Bill, list[dict[str, Any]], list[dict[str, Any]]]:
    """One bill, the first MOST_LINES people on it (name, base, employer, own) and its receipts (number, day, amount).

    NotThere where the employer has none of this number.
    """
    found = next((one for one in bills_of(connection, employer) if one.number == number), None)
    if found is None:
        raise NotThere(f"bill {number}")
    names = ("name", "base", "employer", "own")
    lines = rows(connection, LINES, e=employer, m=found.month, n=MOST_LINES)
    query = "SELECT receipt_ref, day, amount FROM office.receipt WHERE bill_no = :b ORDER BY day, receipt_ref"
    receipts = [
        {"number": ref, "day": day.toordinal(), "amount": fen}
        for ref, day, fen in rows(connection, query, b=number)
    ]  # fmt: skip
    return found, [dict(zip(names, row, strict=True)) for row in lines], receipts


def about(connection: Connection, employer: int) -> dict[str, Any]:
    """What the register says of an employer. NotThere where the reader may not see it."""
    names = ("name", "credit_code", "region", "industry_class", "injury_float")
    found = rows(connection, f"SELECT {', '.join(names)} FROM record.employer WHERE employer_id = :e", e=employer)
    if not found:
        raise NotThere(f"employer {employer}")
    return dict(zip(names, found[0], strict=True))


def arrears_of(request: Request, bills: list[Bill], region: int, today: datetime.date) -> list[Arrear]:
    """What is owed on each bill today, by the law in force here."""
    month = today.year * 12 + today.month - 1
    law = portal_of(request).book.at(month, f"{region:06d}")
    found: list[Arrear] = []
    for bill in bills:
        if bill.overdue:
            year, at = divmod(bill.month + 1, 12)
            since = datetime.date(year, at + 1, 1).toordinal()
            facts = {
                "overdue_amount": bill.total - bill.received, "overdue_since": since,
                "payment_day": today.toordinal(), "unemployment_overdue": 0,
            }  # fmt: skip
            found.append(Arrear(bill, since, law.explain("arrears_total", facts)))
    return found


@pages.get("/business/bill")
@allow("own business")
def bill(request: Request, number: str) -> Response:
    """One bill: its parts, the people on it, the receipts."""
    employer = who_of(request).employer_id
    assert employer is not None
    with session(request) as connection:
        found, people, receipts = bill_of(connection, employer, number)
    return page(request, "employer/bill.html", bill=found, people=people, receipts=receipts)


@pages.get("/business/arrears")
@allow("own business")
def arrears(request: Request) -> Response:
    """What is owed, with the late fee up to today and why."""
    employer = who_of(request).employer_id
    assert employer is not None
    today, reader = datetime.date.today(), reader_of(request)
    with session(request) as connection:
        bills, me = bills_of(connection, employer), about(connection, employer)
    found = arrears_of(request, bills, me["region"], today)
    return page(
        request,
        "employer/arrears.html",
        arrears=[(one, why(one.trace, reader)) for one in found],
        total=sum(int(one.trace.value) for one in found),
        today=today.toordinal(),
    )

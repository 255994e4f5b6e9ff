"""My business: the bills of an employer, month by month."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.portal.pages import Pages, page, session, who_of

pages = Pages()
BILLS = """
    SELECT b.month, b.bill_no, b.lines, b.total, coalesce(c.received, 0)::bigint
    FROM office.bill b LEFT JOIN office.collected c USING (bill_no)
    WHERE b.payer_id = :e ORDER BY b.month DESC, b.bill_no
"""


@pages.get("/business")
@allow("own business")
def business(request: Request) -> Response:
    """Every bill with what was received."""
    names = ("month", "bill", "lines", "total", "received")
    with session(request) as connection:
        found = rows(connection, BILLS, e=who_of(request).employer_id)
    return page(request, "employer/business.html", bills=[dict(zip(names, row, strict=True)) for row in found])

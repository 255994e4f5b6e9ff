"""My business: where the declaration of the month stands, what is owed, and every bill."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.portal.employer.bills import about, bills_of, owed_on
from shebao.portal.employer.sheet import draft_of, open_month
from shebao.portal.pages import Pages, page, session, who_of

pages = Pages()


@pages.get("/business")
@allow("own business")
def business(request: Request) -> Response:
    """The open month, what is owed, and the bills, newest first."""
    employer = who_of(request).employer_id
    assert employer is not None
    with session(request) as connection:
        draft = draft_of(connection, employer, open_month(connection))
        bills = bills_of(connection, employer)
        me = about(connection, employer)
    return page(request, "employer/business.html", draft=draft, bills=bills, owed=owed_on(bills), me=me)

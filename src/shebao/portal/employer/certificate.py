"""An employer's certificates of what was due and paid: issued, handed out, withdrawn."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.guard.access import allow
from shebao.portal.employer.bills import about, bills_of
from shebao.portal.forms import Form, Sent
from shebao.portal.language import N_
from shebao.portal.pages import Pages, go, page, reader_of, session, who_of
from shebao.portal.papers.contents import office
from shebao.portal.papers.issue import REASONS, issued_of, keep, pdf_of, take_back
from shebao.portal.person.requests import new_mark

pages = Pages()
MOST = 12
NOTHING = N_("Nothing has been billed and received yet.")


@pages.get("/business/certificates")
@allow("own business")
def certificates(request: Request) -> Response:
    """Those issued, and a button for a new one."""
    return _shown(request, Form(reader_of(request)))


@pages.post("/business/certificates")
@allow("own business")
def issue(request: Request, sent: Sent) -> Response:
    """A certificate of what was paid for the last months."""
    employer, form = who_of(request).employer_id, Form(reader_of(request), {"months": str(sent.get("months", ""))})
    once = form.typed["once"] = str(sent.get("once", ""))
    assert employer is not None
    most = form.whole("months", 1, MOST)
    if most is None:
        return _shown(request, form)
    with session(request) as connection:
        if issue_payments(request, connection, employer, most, once) is None:
            form.wrong("months", form.reader.text(NOTHING))
    return _shown(request, form) if form.errors else go(request, "/business/certificates")


def issue_payments(request: Request, connection: Connection, employer: int, most: int, once: str) -> str | None:
    """Issue a certificate of the last months that were paid; its code, or None where nothing was. once: see `keep`."""
    bills = [bill for bill in bills_of(connection, employer) if bill.state != "new"][:most]
    if not bills:
        return None
    me = about(connection, employer)
    said = {
        "name": me["name"], "number": me["credit_code"], "office": office(connection),
        "rows": [[bill.month, bill.lines, bill.total, bill.received] for bill in reversed(bills)],
    }  # fmt: skip
    return keep(request, connection, "employer_payments", said, once, employer=employer)


@pages.get("/business/certificate.pdf")
@allow("own business")
def certificate(request: Request, code: str) -> Response:
    """One of those issued, as PDF."""
    with session(request) as connection:
        return pdf_of(request, connection, code, employer=who_of(request).employer_id or -1)


@pages.post("/business/certificates/withdraw")
@allow("own business")
def withdraw(request: Request, sent: Sent) -> Response:
    """Take one back: whoever checks it is told."""
    form = take_back(request, sent, employer=who_of(request).employer_id or -1)
    return _shown(request, form) if form.errors else go(request, "/business/certificates")


def _shown(request: Request, form: Form) -> Response:
    form.typed = {"months": "12", "once": new_mark(), **form.typed}
    with session(request) as connection:
        found = issued_of(connection, employer=who_of(request).employer_id or -1)
    return page(
        request, "employer/certificates.html", 422 if form.errors else 200, form=form, issued=found, reasons=REASONS
    )

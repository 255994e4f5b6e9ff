"""Papers at the counter: issued for a person who came, printed at once, withdrawn where they are wrong."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.portal.forms import Form, Sent
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session
from shebao.portal.papers.contents import choices
from shebao.portal.papers.issue import REASONS, issue_chosen, issued_of, pdf_of, take_back
from shebao.portal.person.requests import new_mark
from shebao.portal.staff.people import about

pages = Pages()


@pages.get("/people/{person}/papers")
@allow("see papers")
def papers(request: Request, person: int) -> Response:
    """What can be issued of her, and what was."""
    return _shown(request, person, Form(reader_of(request)))


@pages.post("/people/{person}/certificate")
@allow("serve person")
def issue(request: Request, person: int, sent: Sent) -> Response:
    """A paper issued and handed out as PDF."""
    form = Form(reader_of(request), {name: str(sent.get(name, "")) for name in ("what", "once")})
    with session(request) as connection:
        if code := issue_chosen(request, connection, person, form):
            return pdf_of(request, connection, code, person=person)
    return _shown(request, person, form)


@pages.get("/people/{person}/paper.pdf")
@allow("see papers")
def one(request: Request, person: int, code: str) -> Response:
    """One of hers, as PDF."""
    with session(request) as connection:
        return pdf_of(request, connection, code, person=person)


@pages.post("/people/{person}/papers/withdraw")
@allow("withdraw paper")
def withdraw(request: Request, person: int, sent: Sent) -> Response:
    """Take one of hers back: whoever checks it is told."""
    form = take_back(request, sent, person=person)
    return _shown(request, person, form) if form.errors else go(request, f"/people/{person}/papers")


def _shown(request: Request, person: int, form: Form) -> Response:
    form.typed = {"once": new_mark(), **form.typed}
    with session(request) as connection:
        her = about(connection, person)
        found = choices(connection, portal_of(request).law, form.reader, person)
        issued = issued_of(connection, person=person)
    return page(
        request, "staff/papers.html", 422 if form.errors else 200, person=her, choices=found, issued=issued,
        reasons=REASONS, form=form,
    )  # fmt: skip

"""My papers: the certificate of my record, my pension decision, my account's statement: PDF that anyone can check."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.portal.forms import Form, Sent
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session, who_of
from shebao.portal.papers.contents import choices
from shebao.portal.papers.issue import REASONS, issue_chosen, issued_of, pdf_of, take_back
from shebao.portal.person.requests import new_mark

pages = Pages()


@pages.get("/papers")
@allow("own record")
def papers(request: Request) -> Response:
    """What can be issued of me, and what was."""
    return _shown(request, Form(reader_of(request)))


@pages.post("/papers")
@allow("own record")
def issue(request: Request, sent: Sent) -> Response:
    """Issue one."""
    form = Form(reader_of(request), {name: str(sent.get(name, "")) for name in ("what", "once")})
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        issue_chosen(request, connection, person, form)
    return _shown(request, form) if form.errors else go(request, "/papers", issued="")


@pages.get("/papers/paper.pdf")
@allow("own record")
def one(request: Request, code: str) -> Response:
    """One of mine, as PDF."""
    with session(request) as connection:
        return pdf_of(request, connection, code, person=who_of(request).person_id or -1)


@pages.post("/papers/withdraw")
@allow("own record")
def withdraw(request: Request, sent: Sent) -> Response:
    """Take one back: whoever checks it is told."""
    form = take_back(request, sent, person=who_of(request).person_id or -1)
    return _shown(request, form) if form.errors else go(request, "/papers")


def _shown(request: Request, form: Form) -> Response:
    person = who_of(request).person_id
    assert person is not None
    form.typed = {"once": new_mark(), **form.typed}
    with session(request) as connection:
        found = choices(connection, portal_of(request).law, form.reader, person)
        issued = issued_of(connection, person=person)
    return page(
        request, "person/papers.html", 422 if form.errors else 200, form=form, choices=found, issued=issued,
        reasons=REASONS,
    )  # fmt: skip

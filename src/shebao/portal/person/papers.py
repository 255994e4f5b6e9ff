"""My papers: the certificate of my record, my pension decision, my account's statement: PDF that anyone can check."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.portal.forms import Form, Sent
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session, who_of
from shebao.portal.papers.contents import choices, content
from shebao.portal.papers.issue import REASONS, issued_of, keep, pdf_of, withdraw

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
    person, form = who_of(request).person_id, Form(reader_of(request), {"what": str(sent.get("what", ""))})
    assert person is not None
    with session(request) as connection:
        law = portal_of(request).law
        if form.one_of("what", [it.what for it in choices(connection, law, form.reader, person)]):
            kind, said = content(connection, law, person, form.typed["what"])
            keep(request, connection, kind, said, person=person)
    return _shown(request, form) if form.errors else go(request, "/papers", issued="")


@pages.get("/papers/paper.pdf")
@allow("own record")
def one(request: Request, code: str) -> Response:
    """One of mine, as PDF."""
    with session(request) as connection:
        return pdf_of(request, connection, code, person=who_of(request).person_id or -1)


@pages.post("/papers/withdraw")
@allow("own record")
def take_back(request: Request, sent: Sent) -> Response:
    """Take one back: whoever checks it is told."""
    with session(request) as connection:
        withdraw(request, connection, str(sent.get("code", "")), str(sent.get("reason", "")))
    return go(request, "/papers")


def _shown(request: Request, form: Form) -> Response:
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        found = choices(connection, portal_of(request).law, form.reader, person)
        issued = issued_of(connection, person=person)
    return page(
        request, "person/papers.html", 422 if form.errors else 200, form=form, choices=found, issued=issued,
        reasons=REASONS,
    )  # fmt: skip

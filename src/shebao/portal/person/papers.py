"""My papers: the certificate of my record, my pension decision, my account's statement: PDF that anyone can check."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.guard.access import allow
from shebao.portal.forms import Form, Sent
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session, who_of
from shebao.portal.papers.contents import choices, content
from shebao.portal.papers.issue import REASONS, issued_of, keep, pdf_of, reason_said, withdraw
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


def issue_chosen(request: Request, connection: Connection, person: int, form: Form) -> str:
    """Issue the paper that a form chooses by `what`; its code, or '' with form.errors."""
    law = portal_of(request).law
    if not form.one_of("what", [it.what for it in choices(connection, law, form.reader, person)]):
        return ""
    kind, said = content(connection, law, person, form.typed["what"])
    return keep(request, connection, kind, said, form.typed.get("once", ""), person=person)


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
    form, code, reason = Form(reader_of(request)), str(sent.get("code", "")), str(sent.get("reason", ""))
    with session(request) as connection:
        if reason_said(connection, form, code, reason):
            withdraw(request, connection, code, reason)
    if form.errors:
        return _shown(request, form)
    return go(request, "/papers")


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

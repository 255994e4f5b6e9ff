"""Papers at the counter: issued for a person who came, printed at once, withdrawn where they are wrong."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.engine.errors import BadInput
from shebao.guard.access import allow
from shebao.portal.forms import Form, Sent
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session
from shebao.portal.papers.contents import choices, content
from shebao.portal.papers.issue import REASONS, issued_of, keep, pdf_of, plain_code, reason_said, withdraw
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
        if form.one_of("what", [it.what for it in choices(connection, portal_of(request).law, form.reader, person)]):
            return issued_at_once(request, connection, person, form.typed["what"], form.typed["once"])
    return _shown(request, person, form)


def issued_at_once(request: Request, connection: Connection, person: int, what: str, once: str) -> Response:
    """The paper of a person that `what` names, issued, as PDF."""
    kind, said = content(connection, portal_of(request).law, person, what)
    code = keep(request, connection, kind, said, once, person=person)
    return pdf_of(request, connection, code, person=person)


@pages.get("/people/{person}/paper.pdf")
@allow("see papers")
def one(request: Request, person: int, code: str) -> Response:
    """One of hers, as PDF."""
    with session(request) as connection:
        return pdf_of(request, connection, code, person=person)


@pages.post("/people/{person}/papers/withdraw")
@allow("withdraw paper")
def take_back(request: Request, person: int, sent: Sent) -> Response:
    """Take one of hers back: whoever checks it is told."""
    form, code, reason = Form(reader_of(request)), str(sent.get("code", "")), str(sent.get("reason", ""))
    with session(request) as connection:
        if reason_said(connection, form, code, reason):
            withdraw_of(request, connection, person, code, reason)
    if form.errors:
        return _shown(request, person, form)
    return go(request, f"/people/{person}/papers")


def withdraw_of(request: Request, connection: Connection, person: int, code: str, reason: str) -> None:
    """Take a paper of a person back. BadInput for one that is not hers."""
    if plain_code(code) not in [it.code for it in issued_of(connection, person=person)]:
        raise BadInput("code", code[:40], "the code of a paper of hers")
    withdraw(request, connection, code, reason)


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

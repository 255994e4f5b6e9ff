"""Registering as an employer: anyone applies, an approver of the place lets in, and the state can be asked by a number.

The one thing to know: the application is the employer's word and nothing more until an approver has looked; then
whoever proves the credit code at the identity provider stands for the employer.
"""

from __future__ import annotations

import secrets

from fastapi import Request
from fastapi.responses import Response

from shebao.database.store import rows, run, value
from shebao.guard.access import allow
from shebao.office.codes import credit_code_fault
from shebao.portal.employer.reasons import said
from shebao.portal.forms import Form, Sent
from shebao.portal.language import N_
from shebao.portal.pages import NotThere, Pages, go, page, reader_of, session
from shebao.portal.papers.issue import LETTERS, grouped, plain_code

pages = Pages()
FIELDS = ("credit_code", "name", "industry_class", "contact")
LENGTH = 16


@pages.get("/register")
@allow("public")
def register(request: Request) -> Response:
    """What the office needs to know of an employer."""
    return page(request, "employer/register.html", form=Form(reader_of(request)))


@pages.post("/register")
@allow("public")
def apply(request: Request, sent: Sent) -> Response:
    """Take the application, or show again what is wrong with it."""
    form = Form(reader_of(request), {name: str(sent.get(name, ""))[:200].strip() for name in FIELDS})
    code = form.typed["credit_code"].upper()
    if fault := credit_code_fault(code):
        form.wrong("credit_code", said(fault, form.reader))
    for name in ("name", "contact"):
        if len(form.typed[name]) < 2:
            form.wrong(name, form.reader.text(N_("Fill this in")))
    industry = form.whole("industry_class", 1, 8)
    if form.errors:
        return page(request, "employer/register.html", 422, form=form)
    number = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    with session(request) as connection:
        region = int(value(connection, "SELECT value FROM office.setting WHERE name = 'region'") or 0)
        run(
            connection,
            "INSERT INTO office.registration (number, credit_code, name, region, industry_class, contact)"
            " VALUES (:n, :c, :name, :r, :i, :contact)",
            n=number,
            c=code,
            name=form.typed["name"],
            r=region,
            i=industry,
            contact=form.typed["contact"],
        )
    return go(request, "/register/state", number=number)


@pages.get("/register/state")
@allow("public")
def state(request: Request, number: str) -> Response:
    """How far an application is, by its number."""
    with session(request) as connection:
        found = rows(connection, "SELECT * FROM office.registration_state(:n)", n=plain_code(number))
    if not found:
        raise NotThere(f"application {number}")
    name, code, applied, accepted = found[0]
    return page(
        request,
        "employer/register_state.html",
        name=name,
        code=code,
        number=grouped(plain_code(number)),
        applied=applied.date().toordinal(),
        accepted=accepted,
    )

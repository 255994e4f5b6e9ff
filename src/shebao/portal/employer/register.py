"""Registering as an employer: anyone applies, an approver of the place lets in, and the state can be asked by a number.

The one thing to know: the application is the employer's word and nothing more until an approver has looked; then
whoever proves the credit code at the identity provider stands for the employer.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, run, value
from shebao.guard.access import allow
from shebao.office.codes import credit_code_fault
from shebao.portal.employer.reasons import said
from shebao.portal.forms import Form, Sent
from shebao.portal.language import N_
from shebao.portal.pages import NotThere, Pages, go, page, portal_of, reader_of, session
from shebao.portal.papers.issue import LETTERS, grouped, plain_code
from shebao.portal.person.requests import new_mark
from shebao.portal.shield import derived

pages = Pages()
FIELDS = ("credit_code", "name", "industry_class", "contact")
LENGTH = 16


@pages.get("/register")
@allow("public")
def register(request: Request) -> Response:
    """What the office needs to know of an employer."""
    return page(request, "employer/register.html", form=Form(reader_of(request), {"once": new_mark()}))


@pages.post("/register")
@allow("public")
def apply(request: Request, sent: Sent) -> Response:
    """Take the application, or show again what is wrong with it."""
    form = Form(reader_of(request), {name: str(sent.get(name, ""))[:200].strip() for name in (*FIELDS, "once")})
    industry = read_application(form)
    if industry is None:
        return page(request, "employer/register.html", 422, form=form)
    with session(request) as connection:
        number = keep_application(request, connection, form.typed, industry)
    return go(request, "/register/state", number=number)


def read_application(form: Form) -> int | None:
    """The industry class of an application; None with form.errors where the form is not whole."""
    code = form.typed["credit_code"].upper()
    if fault := credit_code_fault(code):
        form.wrong("credit_code", said(fault, form.reader))
    for name in ("name", "contact"):
        if len(form.typed[name]) < 2:
            form.wrong(name, form.reader.text(N_("Fill this in")))
    industry = form.whole("industry_class", 1, 8)
    return None if form.errors else industry


def keep_application(request: Request, connection: Connection, typed: Mapping[str, str], industry: int) -> str:
    """Keep an application that was read; the number by which its state is asked. Sent twice with a mark, it is one."""
    code = typed["credit_code"].upper()
    mark = f"{typed.get('once', '') or new_mark()}:{code}"
    number = derived(portal_of(request).settings.secret, "registration", mark, LETTERS, LENGTH)
    region = int(value(connection, "SELECT value FROM office.setting WHERE name = 'region'") or 0)
    run(
        connection,
        "INSERT INTO office.registration (number, credit_code, name, region, industry_class, contact)"
        " VALUES (:n, :c, :name, :r, :i, :contact) ON CONFLICT DO NOTHING",
        n=number,
        c=code,
        name=typed["name"],
        r=region,
        i=industry,
        contact=typed["contact"],
    )
    return number


def state_of(connection: Connection, number: str) -> tuple[str, str, datetime.datetime, bool | None]:
    """Name and credit code of an application, when it came, and whether it was accepted (None: not decided)."""
    found = rows(connection, "SELECT * FROM office.registration_state(:n)", n=plain_code(number))
    if not found:
        raise NotThere(f"application {number}")
    name, code, applied, accepted = found[0]
    return name, code, applied, accepted


@pages.get("/register/state")
@allow("public")
def state(request: Request, number: str) -> Response:
    """How far an application is, by its number."""
    with session(request) as connection:
        name, code, applied, accepted = state_of(connection, number)
    return page(
        request,
        "employer/register_state.html",
        name=name,
        code=code,
        number=grouped(plain_code(number)),
        applied=applied.date().toordinal(),
        accepted=accepted,
    )

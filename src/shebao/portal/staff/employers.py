"""Employers of the own place: one on a page, and those that want to be registered."""

from __future__ import annotations

import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.guard.access import allow
from shebao.guard.who import Role
from shebao.portal.employer.bills import about, arrears_of, bills_of
from shebao.portal.employer.sheet import draft_of, open_month
from shebao.portal.forms import Form, Sent
from shebao.portal.language import N_
from shebao.portal.pages import Pages, go, page, reader_of, session, who_of
from shebao.portal.papers.issue import plain_code

pages = Pages()
KNOWN = N_("An employer with this credit code is in the register already.")
GONE = N_("This application is not waiting any more.")
WAITING = """
    SELECT number, name, credit_code, industry_class, contact, applied::date FROM office.registration
    WHERE decided IS NULL ORDER BY applied LIMIT 50
"""


@pages.get("/employers")
@allow("work")
def employers(request: Request, name: str = "") -> Response:
    """Employers of this place: by a part of the name or the credit code, else the first by number."""
    sought = name.replace("\0", "").strip()[:100]
    with session(request) as connection:
        found = employers_by(connection, sought)
    return page(request, "staff/employers.html", found=found, form=Form(reader_of(request), {"name": sought}))


def employers_by(connection: Connection, sought: str) -> list[tuple[int, str, str]]:
    """Number, name and credit code of the first fifty whose name holds the word, or whose credit code it is."""
    query = (
        "SELECT employer_id, name, credit_code FROM record.employer"
        " WHERE :s = '' OR strpos(name, :s) > 0 OR credit_code = upper(:s) ORDER BY employer_id LIMIT 50"
    )
    return [(number, name, code) for number, name, code in rows(connection, query, s=sought)]


@pages.get("/employers/{employer}")
@allow("see employer")
def employer(request: Request, employer: int) -> Response:
    """Its declaration, its bills and what it owes."""
    with session(request) as connection:
        me, bills = about(connection, employer), bills_of(connection, employer)
        draft = draft_of(connection, employer, open_month(connection))
    owed = arrears_of(request, bills, me["region"], datetime.date.today())
    return page(
        request, "staff/employer.html", me=me, bills=bills, draft=draft,
        total=sum(int(one.trace.value) for one in owed),
    )  # fmt: skip


@pages.get("/registrations")
@allow("work")
def registrations(request: Request) -> Response:
    """Employers that want to be registered here."""
    with session(request) as connection:
        return _waiting(request, connection, Form(reader_of(request)))


@pages.post("/registrations")
@allow("let employer in")
def decide(request: Request, sent: Sent) -> Response:
    """Let an employer in, or not."""
    form, number = Form(reader_of(request)), plain_code(str(sent.get("number", "")))
    with session(request) as connection:
        if wrong := let_in(connection, number, sent.get("accept") == "yes"):
            form.wrong(f"number_{number}", form.reader.text(wrong))
            return _waiting(request, connection, form)
    return go(request, "/registrations")


def let_in(connection: Connection, number: str, accept: bool) -> str:
    """Accept or refuse an application; '' when it is done, else why not: KNOWN or GONE."""
    done = value(connection, "SELECT office.decide_registration(:n, :a)", n=number, a=accept)
    return "" if done == "done" else KNOWN if done == "known" else GONE


def _waiting(request: Request, connection: Connection, form: Form) -> Response:
    return page(
        request, "staff/registrations.html", 422 if form.errors else 200, form=form,
        waiting=rows(connection, WAITING), approver=Role.APPROVER in who_of(request).roles,
    )  # fmt: skip

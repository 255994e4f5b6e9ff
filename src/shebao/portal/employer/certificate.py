"""Certificates: issued, drawn as PDF, and verified by anyone who holds one.

The one thing to know: what a certificate says is stored when it is issued and never changed; whoever has its code (100
random bits, on the paper) sees what was said, so a paper that was changed is found out.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, run
from shebao.guard.access import allow
from shebao.portal.employer.bills import about, bills_of
from shebao.portal.employer.paper import COLUMNS, TITLES, draw, grouped, rows_of
from shebao.portal.forms import Form, Sent
from shebao.portal.identity.sign import address_of
from shebao.portal.language import N_
from shebao.portal.pages import NotThere, Pages, go, page, portal_of, reader_of, session, who_of
from shebao.portal.person.requests import new_mark
from shebao.portal.shield import derived

pages = Pages()
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: nobody mistakes them for 1 and 0."""
LENGTH, MOST = 20, 12
NOTHING = N_("Nothing has been billed and received yet.")
UNKNOWN = N_("No certificate has this code: the paper is not ours, or it is mistyped.")


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
        "name": me["name"], "number": me["credit_code"], "number_label": "统一社会信用代码 Credit code",
        "rows": [[bill.month, bill.lines, bill.total, bill.received] for bill in reversed(bills)],
    }  # fmt: skip
    return keep(request, connection, "employer_payments", said, once, employer=employer)


@pages.get("/business/certificate.pdf")
@allow("own business")
def certificate(request: Request, code: str) -> Response:
    """One of those issued, as PDF."""
    with session(request) as connection:
        return pdf_of(request, connection, code)


@pages.get("/verify")
@allow("public")
def verify(request: Request, code: str = "") -> Response:
    """What a certificate said when it was issued, by the code on it."""
    form = Form(reader_of(request), {"code": code})
    found: dict[str, Any] | None = None
    if code:
        with session(request) as connection:
            found = verified(connection, code)
        if found is None:
            form.wrong("code", form.reader.text(UNKNOWN))
    return page(request, "employer/verify.html", 422 if form.errors else 200, form=form, found=found)


def verified(connection: Connection, code: str) -> dict[str, Any] | None:
    """What a certificate said when it was issued, and how it is laid out; None where no certificate has the code."""
    held = rows(connection, "SELECT kind, issued, said FROM office.verify(:c)", c=plain_code(code))
    if not held:
        return None
    kind, issued, said = held[0]
    return {
        "titles": TITLES[kind], "issued": issued.date().toordinal(), "said": said, "rows": rows_of(kind, said),
        "columns": COLUMNS[kind], "code": grouped(plain_code(code)), "kind": kind,
    }  # fmt: skip


def issued_to(connection: Connection, employer: int) -> list[tuple[str, datetime.datetime]]:
    """The newest fifty certificates of an employer: code and when it was issued, newest first."""
    query = "SELECT code, issued FROM office.certificate WHERE employer_id = :e ORDER BY issued DESC LIMIT 50"
    return [(code, issued) for code, issued in rows(connection, query, e=employer)]


def plain_code(typed: str) -> str:
    """A code as it is kept: capitals and digits, what looks alike taken as meant."""
    return "".join({"I": "1", "L": "1", "O": "0"}.get(sign, sign) for sign in typed.upper() if sign.isalnum())[:40]


def keep(
    request: Request,
    connection: Connection,
    kind: str,
    said: dict[str, Any],
    once: str,
    *,
    employer: int = 0,
    person: int = 0,
) -> str:
    """Issue a certificate; its code. once: the mark of the form, so that sent twice it is one certificate."""
    mark = f"{who_of(request).subject}:{once or new_mark()}"
    code = derived(portal_of(request).settings.secret, "certificate", mark, LETTERS, LENGTH)
    run(
        connection,
        "INSERT INTO office.certificate (code, kind, person_id, employer_id, issued_by, said)"
        " VALUES (:c, :k, :p, :e, :by, CAST(:s AS jsonb)) ON CONFLICT DO NOTHING",
        c=code,
        k=kind,
        p=person,
        e=employer,
        by=who_of(request).subject,
        s=json.dumps({**said, "synthetic": portal_of(request).settings.demo}, ensure_ascii=False),
    )
    return code


def pdf_of(request: Request, connection: Connection, code: str) -> Response:
    """A certificate that the reader may see, drawn. NotThere for any other."""
    query = "SELECT code, kind, issued, said FROM office.certificate WHERE code = :c"
    found = rows(connection, query, c=plain_code(code))
    if not found:
        raise NotThere(f"certificate {code}")
    number, kind, issued, said = found[0]
    drawn = draw(number, kind, issued.astimezone(datetime.UTC), said, f"{address_of(request)}/verify")
    name = f'attachment; filename="certificate-{grouped(number)}.pdf"'
    return Response(drawn, media_type="application/pdf", headers={"content-disposition": name})


def _shown(request: Request, form: Form) -> Response:
    employer = who_of(request).employer_id
    assert employer is not None
    form.typed = {"months": "12", "once": new_mark(), **form.typed}
    with session(request) as connection:
        found = [(code, grouped(code), issued.date().toordinal()) for code, issued in issued_to(connection, employer)]
    return page(request, "employer/certificates.html", 422 if form.errors else 200, form=form, issued=found)

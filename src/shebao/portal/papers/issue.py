"""Papers issued, handed out, and withdrawn.

The one thing to know: what a paper says is kept when it is issued and never changed; it is drawn and sealed anew each
time it is handed out. Whoever has its code (100 random bits, on the paper) sees what was said.
"""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, run
from shebao.engine.errors import BadInput
from shebao.errors import ShebaoError
from shebao.guard.seal import KEY, PAPER, Seal, seal
from shebao.portal.forms import Form
from shebao.portal.identity.sign import address_of
from shebao.portal.language import N_, Reader, reader
from shebao.portal.pages import NotThere, Portal, portal_of, reader_of, session, who_of
from shebao.portal.papers.contents import choices, content, office
from shebao.portal.papers.kinds import KINDS
from shebao.portal.papers.sheet import Part, draw
from shebao.portal.person.requests import new_mark
from shebao.portal.shield import derived

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: nobody mistakes them for 1 and 0."""
LENGTH = 20
REASONS = {
    "wrong": N_("It says something that is wrong"), "hands": N_("It came into wrong hands"),
    "replaced": N_("Another was issued in its place"),
}  # fmt: skip
MADE_UP = N_("Demonstration: everything here is synthetic")
_beginning = threading.Lock()


class NoSeal(ShebaoError):
    """The office has no key to sign papers with."""


@dataclass(frozen=True)
class Issued:
    """One paper of somebody. day: when it was issued; withdrawn: the day it was taken back, or 0."""

    code: str
    kind: str
    day: int
    withdrawn: int

    @property
    def shown(self) -> str:
        """Its code as it is printed."""
        return grouped(self.code)

    @property
    def title(self) -> str:
        """What kind of paper it is (English, to be translated)."""
        return KINDS[self.kind].title if self.kind in KINDS else self.kind


def seal_of(portal: Portal) -> Seal:
    """The office's seal. NoSeal where it has none; the demonstration makes its own at the first call."""
    folder = portal.settings.cards
    if folder is not None and not (folder / KEY).exists() and portal.settings.demo and portal.engine is not None:
        with _beginning, portal.engine.begin() as connection:
            if not (folder / KEY).exists():
                Seal.begin(
                    folder, f"Demonstration {office(connection)} (synthetic)", datetime.datetime.now(datetime.UTC)
                )
    if folder is None or not (folder / KEY).exists():
        raise NoSeal("this office has no key to sign papers with: `shebao paper begin FOLDER --name NAME` makes one")
    return Seal.read(folder)


def grouped(code: str) -> str:
    """A code in fours, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """A code as it is kept: capitals and digits, what looks alike taken as meant."""
    return "".join({"I": "1", "L": "1", "O": "0"}.get(sign, sign) for sign in typed.upper() if sign.isalnum())[:40]


def keep(
    request: Request, connection: Connection, kind: str, said: dict[str, Any], once: str, *,
    employer: int = 0, person: int = 0,
) -> str:  # fmt: skip
    """Issue a paper; its code. once: the mark of the form, so that sent twice it is one paper.

    NoSeal where the office has none: a paper that cannot be signed is not issued.
    """
    seal_of(portal_of(request))
    mark = f"{kind}:{employer}:{person}:{who_of(request).subject}:{once or new_mark()}"
    code = derived(portal_of(request).settings.secret, "certificate", mark, LETTERS, LENGTH)
    run(
        connection,
        "INSERT INTO office.certificate (code, kind, person_id, employer_id, issued_by, said)"
        " VALUES (:c, :k, :p, :e, :by, CAST(:s AS jsonb)) ON CONFLICT DO NOTHING",
        c=code, k=kind, p=person, e=employer, by=who_of(request).subject,
        s=json.dumps({**said, "synthetic": portal_of(request).settings.demo}, ensure_ascii=False),
    )  # fmt: skip
    return code


def issue_chosen(request: Request, connection: Connection, person: int, form: Form) -> str:
    """Issue the paper of a person that a form chooses by `what`; its code, or '' with form.errors."""
    law = portal_of(request).law
    if not form.one_of("what", [it.what for it in choices(connection, law, form.reader, person)]):
        return ""
    kind, said = content(connection, law, person, form.typed["what"])
    return keep(request, connection, kind, said, form.typed.get("once", ""), person=person)


def issued_of(connection: Connection, *, employer: int = 0, person: int = 0) -> list[Issued]:
    """The papers of somebody, newest first."""
    query = """
        SELECT c.code, c.kind, c.issued, w.withdrawn FROM office.certificate c
        LEFT JOIN office.withdrawn_paper w USING (code)
        WHERE c.employer_id = :e AND c.person_id = :p ORDER BY c.issued DESC LIMIT 50
    """
    return [
        Issued(code, kind, issued.date().toordinal(), withdrawn.date().toordinal() if withdrawn else 0)
        for code, kind, issued, withdrawn in rows(connection, query, e=employer, p=person)
    ]


def reason_said(connection: Connection, form: Form, code: str, reason: str) -> bool:
    """Whether it is said why a paper is withdrawn; else form.errors has it by the field, `reason_CODE`.

    A paper that is withdrawn already needs no reason: nothing changes any more.
    """
    query = "SELECT 1 FROM office.withdrawn_paper WHERE code = :c"
    if reason not in REASONS and not rows(connection, query, c=plain_code(code)):
        form.wrong(f"reason_{plain_code(code)}", form.reader.text("Choose one of these"))
    return not form.errors


def take_back(request: Request, sent: Mapping[str, Any], *, employer: int = 0, person: int = 0) -> Form:
    """Take back the paper of somebody that a form names by `code`, for its `reason`; the form, with what is wrong."""
    form, code, reason = Form(reader_of(request)), str(sent.get("code", "")), str(sent.get("reason", ""))
    with session(request) as connection:
        if reason_said(connection, form, code, reason):
            withdraw(request, connection, code, reason, employer=employer, person=person)
    return form


def withdraw(
    request: Request, connection: Connection, code: str, reason: str, *, employer: int = 0, person: int = 0
) -> None:
    """Take a paper of somebody back, once and for all. BadInput for any other, or for no reason of ours."""
    query = "SELECT 1 FROM office.certificate WHERE code = :c AND employer_id = :e AND person_id = :p"
    if not rows(connection, query, c=plain_code(code), e=employer, p=person):
        raise BadInput("code", code[:40], "the code of a paper that you can see")
    if rows(connection, "SELECT 1 FROM office.withdrawn_paper WHERE code = :c", c=plain_code(code)):
        return
    if reason not in REASONS:
        raise BadInput("reason", reason[:40], f"one of {', '.join(REASONS)}")
    run(
        connection,
        "INSERT INTO office.withdrawn_paper (code, withdrawn_by, reason) VALUES (:c, :by, :r) ON CONFLICT DO NOTHING",
        c=plain_code(code), by=who_of(request).subject, r=reason,
    )  # fmt: skip


def pdf_of(request: Request, connection: Connection, code: str, *, employer: int = 0, person: int = 0) -> Response:
    """A paper of somebody, drawn in Chinese and the reader's language, and sealed. NotThere for any other."""
    query = (
        "SELECT code, kind, issued, said FROM office.certificate"
        " WHERE code = :c AND employer_id = :e AND person_id = :p"
    )
    found = rows(connection, query, c=plain_code(code), e=employer, p=person)
    if not found or found[0][1] not in KINDS:
        raise NotThere(f"paper {code}")
    number, kind, issued, said = found[0]
    made = paper(portal_of(request), number, kind, issued, said, address_of(request), request.state.language)
    name = f'attachment; filename="{kind.replace("_", "-")}-{grouped(number)}.pdf"'
    return Response(
        made, media_type="application/pdf", headers={"content-disposition": name, "cache-control": "no-store"}
    )


def paper(
    portal: Portal, code: str, kind: str, issued: datetime.datetime, said: dict[str, Any], address: str, language: str
) -> bytes:
    """The signed PDF. language: beside Chinese, which comes first. address: where these pages are served."""
    by = seal_of(portal)
    verify = f"{address}/verify"
    languages = ["zh"] if language == "zh" else ["zh", language]
    parts = [_part(portal, reader(it), code, kind, issued, said, verify) for it in languages]
    data = {"code": code, "kind": kind, "issued": issued.isoformat(timespec="seconds"), "verify": verify, "said": said}
    drawn = draw(parts, f"{verify}?code={code}", issued, data, PAPER)
    return seal(drawn, by, f"{parts[0].title} {grouped(code)}")


def _part(
    portal: Portal, it: Reader, code: str, kind: str, issued: datetime.datetime, said: dict[str, Any], verify: str
) -> Part:
    from shebao.guard.card import CHINA

    made, text = KINDS[kind], it.text
    title, note = text(made.title), text("Translation; the Chinese text counts")
    other = "" if it.language == "zh" else f"{reader('zh').text(made.title)} · {note}"
    place = it.place(said["office"]) if said.get("office") else ""
    of = text("Social insurance agency of {place}").format(place=place) if place else text("Social insurance agency")
    how = text(
        "To check this paper, scan the code, or go to {address} and enter the code above or send the PDF itself. The"
        " PDF is signed digitally: whatever is changed in it is found out."
    ).format(address=verify)
    return Part(
        it, title, other, of, made.lay(said, it, portal.law), it.date(issued.astimezone(CHINA).toordinal()),
        grouped(code), text(MADE_UP) if said.get("synthetic") else "", how, text("page {page} of {pages}"),
    )  # fmt: skip

"""Checking a paper: by the code on it, or by the PDF itself. For everyone, without signing in.

The one thing to know: two questions are answered apart. Is the file as the office made it (the signature says), and
does the office still stand by what it says (the code says)? A paper is good where both are yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.seal import CERTIFICATES, LARGEST, Verdict, check, read_certificates
from shebao.portal.forms import Form, Sent
from shebao.portal.language import N_
from shebao.portal.pages import Pages, page, portal_of, reader_of, session
from shebao.portal.papers.issue import REASONS, grouped, plain_code
from shebao.portal.papers.kinds import KINDS
from shebao.portal.papers.sheet import Section

pages = Pages()
UNKNOWN = N_("No certificate has this code: the paper is not ours, or it is mistyped.")
FAULTS = {
    "no_pdf": N_("This is no PDF that an office issues. Send the file as you received it."),
    "unsigned": N_("This file bears no digital signature: it is a print, a scan or a copy made by another program."
                   " Enter the code on it instead, and compare."),
    "again": N_("This file was signed or changed again after the office signed it. Do not rely on it."),
    "added": N_("Something was added to this file or taken away from it. Do not rely on it."),
    "damaged": N_("The signature of this file is damaged. Do not rely on it."),
    "changed": N_("The content of this file was changed after the office signed it. Do not rely on it."),
    "forged": N_("The signature does not belong to this file: it was forged or changed. Do not rely on it."),
    "stranger": N_("This file was signed by somebody else, not by this office. Do not rely on it."),
    "time": N_("This file was signed at a time when the key was not to be used. Do not rely on it."),
}  # fmt: skip
"""What is said of each fault of `guard.seal.FAULTS`."""


@dataclass(frozen=True)
class Answer:
    """A paper that the office issued. withdrawn: the day it was taken back, or 0. signer: of the file sent, if any."""

    title: str
    chinese: str
    code: str
    issued: int
    sections: tuple[Section, ...]
    withdrawn: int
    reason: str
    signer: str = ""


@pages.get("/verify")
@allow("public")
def verify(request: Request, code: str = "") -> Response:
    """What a paper said when it was issued, by the code on it."""
    form = Form(reader_of(request), {"code": code})
    found: Answer | None = None
    if code:
        found = by_code(request, code)
        if found is None:
            form.wrong("code", form.reader.text(UNKNOWN))
    return page(request, "papers/verify.html", 422 if form.errors else 200, form=form, found=found)


@pages.post("/verify")
@allow("public")
def verify_file(request: Request, sent: Sent) -> Response:
    """Whether a PDF is as the office made it, and whether it still holds."""
    form = Form(reader_of(request), {"code": ""})
    file = sent.get("file")
    data: bytes = b"" if file is None or isinstance(file, str) else file.file.read(LARGEST + 1)
    found: Answer | None = None
    if not data:
        form.wrong("file", form.reader.text(N_("Choose the PDF to check")))
    else:
        found = by_file(request, data, form)
    return page(request, "papers/verify.html", 422 if form.errors else 200, form=form, found=found)


def by_code(request: Request, code: str) -> Answer | None:
    """What the paper of a code said when it was issued; None where no paper has it."""
    held = _held(request, plain_code(code))
    return _answer(request, plain_code(code), held) if held else None


def by_file(request: Request, data: bytes, form: Form) -> Answer | None:
    """The paper behind a PDF that is as the office made it; else what is wrong, in the form."""
    finding = check(data, _known(request))
    if finding.verdict is not Verdict.GOOD or finding.paper is None:
        form.wrong("file", form.reader.text(FAULTS[finding.fault]))
        return None
    code = str(finding.paper.get("code", ""))
    held = _held(request, code)
    if held is None or held["said"] != finding.paper.get("said"):
        said = N_(
            "This file was signed by this office, but the office has no such paper. Do not rely on it; ask the office."
        )
        form.wrong("file", form.reader.text(said))
        return None
    form.typed["code"] = grouped(code)
    return _answer(request, code, held, finding.signer)


@pages.get("/verify/issuer.pem")
@allow("public")
def issuer(request: Request) -> Response:
    """The office's public certificate, for whoever checks papers without a network; nothing where nothing is signed."""
    folder = portal_of(request).settings.cards
    if folder is None or not _known(request):
        return Response(status_code=204)
    named = {"content-disposition": f'attachment; filename="{CERTIFICATES}"'}
    return Response((folder / CERTIFICATES).read_bytes(), media_type="application/x-pem-file", headers=named)


def _held(request: Request, code: str) -> dict[str, Any] | None:
    """What the office has under a code."""
    query = "SELECT kind, issued, said, withdrawn, reason FROM office.verify(:c)"
    with session(request) as connection:
        found = rows(connection, query, c=code)
    names = ("kind", "issued", "said", "withdrawn", "reason")
    return dict(zip(names, found[0], strict=True)) if found and found[0][0] in KINDS else None


def _answer(request: Request, code: str, held: dict[str, Any], signer: str = "") -> Answer:
    from shebao.guard.card import CHINA
    from shebao.portal.language import reader

    mine, kind = reader_of(request), KINDS[held["kind"]]
    back, because = held["withdrawn"], REASONS.get(held["reason"], "")
    return Answer(
        mine.text(kind.title), reader("zh").text(kind.title), grouped(code),
        held["issued"].astimezone(CHINA).toordinal(), kind.lay(held["said"], mine, portal_of(request).law),
        back.astimezone(CHINA).toordinal() if back else 0, mine.text(because) if back else "", signer,
    )  # fmt: skip


def _known(request: Request) -> list[Any]:
    folder = portal_of(request).settings.cards
    return read_certificates(folder / CERTIFICATES) if folder and (folder / CERTIFICATES).exists() else []

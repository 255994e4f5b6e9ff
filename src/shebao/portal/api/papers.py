"""Papers over HTTP: checked by anyone, by the code or the PDF; a person's own; those issued at the counter.

The one thing to know: what a paper says is kept when it is issued and never changed. Two questions are answered apart:
is the file as the office made it, and does the office still stand by what it says?
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from shebao.guard.access import allow
from shebao.guard.seal import LARGEST
from shebao.portal.api.mine import person_of
from shebao.portal.api.problem import GIVES, TAKES, Wrong, as_page, bearer, problems
from shebao.portal.api.shapes import Day, Once, Sent, Shape, Text
from shebao.portal.forms import Form
from shebao.portal.pages import NotThere, Pages, portal_of, reader_of, session
from shebao.portal.papers import issue as issuing
from shebao.portal.papers import verify
from shebao.portal.papers.contents import choices
from shebao.portal.papers.issue import grouped, issue_chosen, issued_of, pdf_of, plain_code, withdraw
from shebao.portal.papers.sheet import Section as PaperSection

PUBLIC = problems(400, 404, 413)
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "The paper"}}
pages = Pages(include_in_schema=True)
signed_in = [Depends(bearer)]
Code = Annotated[str, Query(max_length=60, description="As printed, with or without dashes")]


class Step(Shape):
    """A step of a decision: how deep below the answer, what it is, how much, and the article or source."""

    depth: int
    label: str
    value: str
    source: str


class Section(Shape):
    """A part of a paper, in the reader's words. facts: label, value; table: the head, the rows and the sum."""

    heading: str
    text: str
    facts: list[tuple[str, str]]
    table: list[list[str]]
    steps: list[Step]


class Checked(BaseModel):
    """A paper that the office issued. What is shown here counts, not the paper."""

    code: str
    title: str
    title_zh: str
    issued: Day
    withdrawn: Day | None = Field(description="The day the office took it back: it holds no more")
    reason: str = Field(description="Why it was taken back")
    signer: str = Field(description="Who signed the file that was sent; '' where it was asked by the code")
    sections: list[Section]


class Issued(Shape):
    """A paper that was issued. GET /api/v1/verify tells of its code."""

    code: str = Field(validation_alias="shown")
    kind: str = Field(description="contributions, pension_decision, account_year, employer_payments")
    issued: Day = Field(validation_alias="day")
    withdrawn: Annotated[Day | None, Field(validation_alias="withdrawn_day")] = None


class Choice(Shape):
    """A paper that can be issued now."""

    what: str
    label: str


class Papers(BaseModel):
    """What can be issued of a person, and what was, newest first."""

    choices: list[Choice]
    issued: list[Issued]


class Chosen(Sent):
    """The paper to be issued."""

    what: Text = Field(max_length=100, description="One of the choices")
    once: Once = ""


class Withdrawal(Sent):
    """The paper to be taken back, and why."""

    code: Text = Field(max_length=60)
    reason: Literal["wrong", "hands", "replaced"]


def issued_shape(it: issuing.Issued) -> Issued:
    """An issued paper as the interface gives it."""
    back = datetime.date.fromordinal(it.withdrawn) if it.withdrawn else None
    return Issued.model_validate({"shown": it.shown, "kind": it.kind, "day": it.day, "withdrawn_day": back})


def issued_one(found: Sequence[issuing.Issued], code: str) -> Issued:
    """The one of a code."""
    return issued_shape(next(it for it in found if it.code == code))


@pages.get("/verify", responses=PUBLIC, summary="Whether a paper is genuine, by its code",
           openapi_extra=as_page("GET /verify"))  # fmt: skip
@allow("public")
def check_code(request: Request, code: Code) -> Checked:
    """What the paper said when it was issued, and whether it still holds; 404 where no paper has the code."""
    found = verify.by_code(request, code)
    if found is None:
        raise NotThere(reader_of(request).text(verify.UNKNOWN))
    return _checked(found)


@pages.post("/verify", responses=PUBLIC, summary="Whether a paper is genuine, by its PDF",
            openapi_extra=as_page("POST /verify"))  # fmt: skip
@allow("ask by program")
def check_file(request: Request, file: UploadFile) -> Checked:
    """Whether the file is as the office made it, and whether it still holds; 422 says what is wrong with it."""
    form = Form(reader_of(request), {"code": ""})
    found = verify.by_file(request, file.file.read(LARGEST + 1), form)
    if found is None:
        raise Wrong(form.errors)
    return _checked(found)


@pages.get(
    "/verify/issuer.pem", response_class=Response, summary="The office's public certificate",
    responses={**problems(404), 200: {"content": {"application/x-pem-file": {}}, "description": "PEM"}},
    openapi_extra=as_page("GET /verify/issuer.pem"),
)  # fmt: skip
@allow("public")
def issuer(request: Request) -> Response:
    """For whoever checks papers without a network."""
    return verify.issuer(request)


@pages.get("/mine/papers", responses=GIVES, summary="My papers", dependencies=signed_in,
           openapi_extra=as_page("GET /papers"))  # fmt: skip
@allow("own record")
def mine(request: Request) -> Papers:
    """What can be issued of me, and what was."""
    return _papers(request, person_of(request))


@pages.post("/mine/papers", status_code=201, responses=TAKES, summary="Issue a paper of mine", dependencies=signed_in,
            openapi_extra=as_page("POST /papers"))  # fmt: skip
@allow("own record")
def issue(request: Request, chosen: Chosen) -> Issued:
    """It is drawn as PDF by GET /mine/papers/paper.pdf."""
    form, person = Form(reader_of(request), chosen.model_dump()), person_of(request)
    with session(request) as connection:
        code = issue_chosen(request, connection, person, form)
        if not code:
            raise Wrong(form.errors)
        return issued_one(issued_of(connection, person=person), code)


@pages.get("/mine/papers/paper.pdf", responses={**GIVES, **PDF}, response_class=Response, dependencies=signed_in,
           summary="A paper of mine as PDF", openapi_extra=as_page("GET /papers/paper.pdf"))  # fmt: skip
@allow("own record")
def my_paper(request: Request, code: Code) -> Response:
    """Signed, in Chinese with a translation into the language of Accept-Language."""
    with session(request) as connection:
        return pdf_of(request, connection, code, person=person_of(request))


@pages.post("/mine/papers/withdraw", status_code=204, responses=TAKES, summary="Take a paper of mine back",
            dependencies=signed_in, openapi_extra=as_page("POST /papers/withdraw"))  # fmt: skip
@allow("own record")
def take_back(request: Request, back: Withdrawal) -> Response:
    """Once and for all: whoever checks it is told. 422 where I have none of this code."""
    with session(request) as connection:
        withdraw(request, connection, back.code, back.reason, person=person_of(request))
    return Response(status_code=204)


@pages.get("/people/{person}/papers", responses=GIVES, summary="The papers of a person", dependencies=signed_in,
           openapi_extra=as_page("GET /people/{person}/papers"))  # fmt: skip
@allow("see papers")
def hers(request: Request, person: int) -> Papers:
    """What can be issued of her, and what was."""
    return _papers(request, person)


@pages.post(
    "/people/{person}/certificate", responses={**TAKES, **PDF}, response_class=Response, dependencies=signed_in,
    summary="A paper of a person, issued and handed out as PDF",
    openapi_extra=as_page("POST /people/{person}/certificate"),
)  # fmt: skip
@allow("serve person")
def hand_out(
    request: Request,
    person: int,
    what: Annotated[str, Query(max_length=100, description="One of the choices")] = "contributions",
    once: Annotated[str, Query(max_length=40, description="A mark; sent again with it, it is one paper")] = "",
) -> Response:
    """Of her record unless another is asked for; 422 for what cannot be issued of her."""
    form = Form(reader_of(request), {"what": what, "once": once})
    with session(request) as connection:
        code = issue_chosen(request, connection, person, form)
        if not code:
            raise Wrong(form.errors)
        return pdf_of(request, connection, code, person=person)


@pages.get("/people/{person}/paper.pdf", responses={**GIVES, **PDF}, response_class=Response, dependencies=signed_in,
           summary="A paper of a person as PDF", openapi_extra=as_page("GET /people/{person}/paper.pdf"))  # fmt: skip
@allow("see papers")
def her_paper(request: Request, person: int, code: Code) -> Response:
    """One of those issued."""
    with session(request) as connection:
        return pdf_of(request, connection, code, person=person)


@pages.post("/people/{person}/papers/withdraw", status_code=204, responses=TAKES, dependencies=signed_in,
            summary="Take a paper of a person back",
            openapi_extra=as_page("POST /people/{person}/papers/withdraw"))  # fmt: skip
@allow("withdraw paper")
def take_hers_back(request: Request, person: int, back: Withdrawal) -> Response:
    """Once and for all: whoever checks it is told. 422 where she has none of this code."""
    with session(request) as connection:
        withdraw(request, connection, back.code, back.reason, person=person)
    return Response(status_code=204)


def _papers(request: Request, person: int) -> Papers:
    with session(request) as connection:
        found = choices(connection, portal_of(request).law, reader_of(request), person)
        issued = issued_of(connection, person=person)
    return Papers(choices=[Choice.model_validate(it) for it in found], issued=[issued_shape(it) for it in issued])


def _checked(found: verify.Answer) -> Checked:
    return Checked.model_validate(
        {
            "code": grouped(plain_code(found.code)), "title": found.title, "title_zh": found.chinese,
            "issued": found.issued, "withdrawn": found.withdrawn or None, "reason": found.reason,
            "signer": found.signer, "sections": [_section(it) for it in found.sections],
        }
    )  # fmt: skip


def _section(it: PaperSection) -> Section:
    lines: list[list[str]] = []
    if it.table:
        head = [column.head for column in it.table.columns]
        lines = [head, *map(list, it.table.rows), *([list(it.table.last)] if it.table.last else [])]
    steps = [Step.model_validate(step) for step in it.steps]
    return Section(heading=it.heading, text=it.text, facts=list(it.facts), table=lines, steps=steps)

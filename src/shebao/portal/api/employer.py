"""An employer's work over HTTP: declaring by rows or by file, bills and receipts, arrears, certificates.

The one thing to know: rows are kept as they were sent, wrong ones with their place and the reason, until all are right
and the declaration is handed in; what is handed in can be taken back while the month has not read it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from shebao.guard.access import allow
from shebao.office.tables import Bad
from shebao.portal.api.papers import PDF, Issued, Withdrawal, issued_one, issued_shape
from shebao.portal.api.problem import GIVES, TAKES, Clash, Wrong, as_page, bearer
from shebao.portal.api.shapes import Day, Fen, Month, Once, Place, Sent, Shape, Text, Why, why_of
from shebao.portal.employer import sheet
from shebao.portal.employer.bills import Bill as Billing
from shebao.portal.employer.bills import about, arrears_of, bill_of, bills_of, owed_on
from shebao.portal.employer.certificate import MOST, NOTHING, issue_payments
from shebao.portal.employer.declare import HANDING, NOTHING_BACK, code_of, hand_over, read_sent, taken_back
from shebao.portal.employer.reasons import said
from shebao.portal.employer.sheet import Draft, Line, draft_of, line_of, lines_of, open_month
from shebao.portal.language import Reader
from shebao.portal.pages import NotThere, Pages, reader_of, session, who_of
from shebao.portal.papers.issue import issued_of, pdf_of, withdraw
from shebao.portal.why import why

pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])
MOST_ROWS = 1000
Number = Annotated[int, Path(ge=1, le=99_999_999, description="The row's number")]


class Row(Sent):
    """A person's wage of the month, as it is typed."""

    name: Text = Field(max_length=100, description="As in the register")
    id_type: Text = Field("居民身份证", max_length=100, description="居民身份证 or another kind of document")
    id_number: Text = Field(max_length=100)
    wage: Text = Field(max_length=100, description="Yuan, e.g. 8000.50")


class Declared(Shape):
    """A row of the declaration. field: what is wrong (name, id_type, id_number, wage, line), '' when nothing is."""

    row: int
    name: str
    id_type: str
    id_number: str
    wage: str = Field(description="As typed")
    wage_fen: Fen = Field(description="0 while the row is wrong")
    raw: str = Field(description="What stood in the file, where the row has no columns or is another's")
    field: str
    reason: str = Field(description="What is wrong and what would be right")


class Declaration(BaseModel):
    """How far the declaration of the open month is."""

    month: Month
    good: int = Field(description="Rows that are right")
    wrong: int = Field(description="Rows to be put right")
    wages_fen: Fen
    handed_in: bool
    begun: bool


class Declarations(Declaration):
    """The declaration with its rows: wrong ones first. more: ask again with this `after`; 0 where all are shown."""

    rows: list[Declared]
    more: int


class Bill(Shape):
    """A bill. state: new (nothing heard of it yet), full, short, over, open (nothing received)."""

    number: str
    month: Month
    people: int = Field(validation_alias="lines")
    pension_fen: Fen = Field(validation_alias="pension")
    unemployment_fen: Fen = Field(validation_alias="unemployment")
    injury_fen: Fen = Field(validation_alias="injury")
    total_fen: Fen = Field(validation_alias="total")
    received_fen: Fen = Field(validation_alias="received")
    state: str
    overdue: bool


class Billed(Shape):
    """What a bill asks for one person."""

    name: str
    base_fen: Fen = Field(validation_alias="base")
    employer_fen: Fen = Field(validation_alias="employer")
    own_fen: Fen = Field(validation_alias="own")


class Receipt(Shape):
    """Money that came for a bill."""

    number: str
    day: Day
    amount_fen: Fen = Field(validation_alias="amount")


class BillWhole(BaseModel):
    """A bill with the first two hundred people on it, and the receipts."""

    bill: Bill
    people: list[Billed]
    receipts: list[Receipt]


class Business(BaseModel):
    """The employer as the register has it, the declaration of the open month, the bills, and what is overdue."""

    name: str
    credit_code: str
    place: Place
    industry_class: int = Field(description="1 to 8: the risk class of work injury insurance")
    declaration: Declaration
    bills: list[Bill]
    owed_fen: Fen = Field(description="Missing on overdue bills, without late fees")


class Arrear(BaseModel):
    """What clears an overdue bill today. since: the first day it was late.

    Assumed: a bill is due by the end of its month.
    """

    bill: str
    since: Day
    late_fee_fen: Fen
    total_fen: Fen
    why: Why | None


class Arrears(BaseModel):
    """All that is owed today."""

    day: Day
    total_fen: Fen
    arrears: list[Arrear]


class Months(Sent):
    """For how many of the last months."""

    months: int = Field(12, ge=1, le=MOST)
    once: Once = ""


@pages.get("/business", summary="My business", responses=GIVES, openapi_extra=as_page("GET /business"))
@allow("own business")
def business(request: Request) -> Business:
    """Where the declaration stands, what is owed, every bill, newest first."""
    employer = _me(request)
    with session(request) as connection:
        draft = draft_of(connection, employer, open_month(connection))
        bills, me = bills_of(connection, employer), about(connection, employer)
    return Business.model_validate(registered(me, draft, bills, owed_on(bills)))


@pages.get("/business/declaration", summary="The declaration of the open month", responses=GIVES,
           openapi_extra=as_page("GET /business/declare"))  # fmt: skip
@allow("own business")
def declaration(
    request: Request,
    after: Annotated[int, Query(ge=0, le=99_999_999, description="Right rows after this number")] = 0,
    most: Annotated[int, Query(ge=1, le=MOST_ROWS)] = MOST_ROWS,
) -> Declarations:
    """What is wrong first, each row with its place and the reason."""
    with session(request) as connection:
        return _shown(request, connection, after, most)


@pages.put("/business/declaration/file", summary="Declare by a file", responses=TAKES,
           openapi_extra=as_page("POST /business/declare/file"))  # fmt: skip
@allow("own business")
def take_file(request: Request, file: UploadFile) -> Declarations:
    """CSV or Excel with the columns of the office, instead of the rows there were; 409 when it is handed in already."""
    with session(request) as connection:
        draft = _open(request, connection)
        found = read_sent(file, code_of(connection, _me(request)), draft.month)
        if isinstance(found, Bad):
            raise Wrong({"file": said(found.reason, reader_of(request))})
        sheet.replace_lines(connection, _me(request), draft.month, found)
        return _shown(request, connection)


@pages.put("/business/declaration/rows", summary="Declare by rows", responses=TAKES,
           openapi_extra=as_page("POST /business/declare/lines"))  # fmt: skip
@allow("own business")
def put_rows(request: Request, rows: Annotated[list[Row], Field(max_length=100_000)]) -> Declarations:
    """These rows instead of all there were, numbered from 1; wrong ones are kept among those to put right."""
    with session(request) as connection:
        month = _open(request, connection).month
        lines = [sheet.judge(_line(row, number), month) for number, row in enumerate(rows, 1)]
        sheet.replace_lines(connection, _me(request), month, lines)
        return _shown(request, connection)


@pages.post("/business/declaration/rows", status_code=201, summary="Declare one person more", responses=TAKES,
            openapi_extra=as_page("POST /business/declare/add"))  # fmt: skip
@allow("own business")
def add_row(request: Request, row: Row) -> Declared:
    """A row below the others, as it stands after the register was asked; a wrong one is kept as well."""
    with session(request) as connection:
        month = _open(request, connection).month
        return _row(sheet.add_line(connection, _me(request), month, _line(row, 0)), reader_of(request))


@pages.put("/business/declaration/rows/{row}", summary="Put a row right", responses=TAKES,
           openapi_extra=as_page("POST /business/declare/lines"))  # fmt: skip
@allow("own business")
def set_right(request: Request, row: Number, typed: Row) -> Declared:
    """The row as it is typed now."""
    with session(request) as connection:
        employer, month = _me(request), _open(request, connection).month
        _there(connection, employer, month, row)
        sheet.put_lines(connection, employer, month, [sheet.judge(_line(typed, row), month)])
        return _row(_there(connection, employer, month, row), reader_of(request))


@pages.delete("/business/declaration/rows/{row}", status_code=204, summary="Take a row out", responses=TAKES,
              openapi_extra=as_page("POST /business/declare/lines"))  # fmt: skip
@allow("own business")
def remove_row(request: Request, row: Number) -> Response:
    """The others stay as they are; a row that is gone already is no mistake."""
    with session(request) as connection:
        sheet.remove_line(connection, _me(request), _open(request, connection).month, row)
    return Response(status_code=204)


@pages.post("/business/declaration/copy", summary="Begin with the month before", responses=TAKES,
            openapi_extra=as_page("POST /business/declare/copy"))  # fmt: skip
@allow("own business")
def copy(request: Request) -> Declarations:
    """The people and wages of the month before, instead of the rows there were."""
    with session(request) as connection:
        sheet.copy_before(connection, _me(request), _open(request, connection).month)
        return _shown(request, connection)


@pages.post("/business/declaration/hand-in", summary="Hand in", responses=TAKES,
            openapi_extra=as_page("POST /business/declare/hand-in"))  # fmt: skip
@allow("own business")
def hand_in(request: Request) -> Declaration:
    """All rows to the office, or none: 409 while a row is wrong, the office works on the month, or it is closed."""
    with session(request) as connection:
        if why_not := hand_over(connection, _me(request)):
            raise Clash(reader_of(request).text(HANDING[why_not]))
        return draft_shape(draft_of(connection, _me(request), open_month(connection)))


@pages.post("/business/declaration/take-back", summary="Take back what was handed in", responses=TAKES,
            openapi_extra=as_page("POST /business/declare/take-back"))  # fmt: skip
@allow("own business")
def take_back(request: Request) -> Declaration:
    """While the month has not read it; 409 after that, or where nothing was handed in."""
    with session(request) as connection:
        if not taken_back(connection):
            raise Clash(reader_of(request).text(NOTHING_BACK))
        return draft_shape(draft_of(connection, _me(request), open_month(connection)))


@pages.get("/business/bill", summary="One bill", responses=GIVES, openapi_extra=as_page("GET /business/bill"))
@allow("own business")
def bill(request: Request, number: Annotated[str, Query(max_length=60)]) -> BillWhole:
    """Its parts, the people on it, the receipts."""
    with session(request) as connection:
        found, people, receipts = bill_of(connection, _me(request), number)
    return BillWhole(
        bill=Bill.model_validate(found),
        people=[Billed.model_validate(it) for it in people],
        receipts=[Receipt.model_validate(it) for it in receipts],
    )


@pages.get("/business/arrears", summary="What is owed today", responses=GIVES,
           openapi_extra=as_page("GET /business/arrears"))  # fmt: skip
@allow("own business")
def arrears(request: Request) -> Arrears:
    """Each overdue bill with its late fee and the article behind it."""
    today, reader = datetime.date.today(), reader_of(request)
    with session(request) as connection:
        bills, me = bills_of(connection, _me(request)), about(connection, _me(request))
    found = arrears_of(request, bills, me["region"], today)
    return Arrears(
        day=today,
        total_fen=sum(it.trace.value for it in found),
        arrears=[
            Arrear(
                bill=it.bill.number, since=datetime.date.fromordinal(it.since), late_fee_fen=it.fee,
                total_fen=it.trace.value, why=why_of(why(it.trace, reader)),
            )
            for it in found
        ],
    )  # fmt: skip


@pages.get("/business/certificates", summary="Certificates that were issued", responses=GIVES,
           openapi_extra=as_page("GET /business/certificates"))  # fmt: skip
@allow("own business")
def certificates(request: Request) -> list[Issued]:
    """The newest fifty, newest first."""
    with session(request) as connection:
        return [issued_shape(it) for it in issued_of(connection, employer=_me(request))]


@pages.post("/business/certificates", status_code=201, summary="A certificate of what was paid", responses=TAKES,
            openapi_extra=as_page("POST /business/certificates"))  # fmt: skip
@allow("own business")
def issue(request: Request, asked: Months) -> Issued:
    """Of the last months that were billed; 409 where none was yet."""
    with session(request) as connection:
        code = issue_payments(request, connection, _me(request), asked.months, asked.once)
        if code is None:
            raise Clash(reader_of(request).text(NOTHING))
        return issued_one(issued_of(connection, employer=_me(request)), code)


@pages.get("/business/certificate.pdf", summary="A certificate as PDF", response_class=Response,
           responses={**GIVES, **PDF}, openapi_extra=as_page("GET /business/certificate.pdf"))  # fmt: skip
@allow("own business")
def certificate(request: Request, code: Annotated[str, Query(max_length=60)]) -> Response:
    """One of those issued."""
    with session(request) as connection:
        return pdf_of(request, connection, code, employer=_me(request))


@pages.post("/business/certificates/withdraw", status_code=204, summary="Take a certificate back", responses=TAKES,
            openapi_extra=as_page("POST /business/certificates/withdraw"))  # fmt: skip
@allow("own business")
def withdraw_one(request: Request, back: Withdrawal) -> Response:
    """Once and for all: whoever checks it is told that it holds no more. 422 where I have none of this code."""
    with session(request) as connection:
        withdraw(request, connection, back.code, back.reason, employer=_me(request))
    return Response(status_code=204)


def _me(request: Request) -> int:
    employer = who_of(request).employer_id
    if employer is None:
        raise NotThere("no employer stands behind this account")
    return employer


def _open(request: Request, connection: Connection) -> Draft:
    """The declaration while it can be changed."""
    draft = draft_of(connection, _me(request), open_month(connection))
    if draft.handed_in:
        raise Clash(reader_of(request).text("It is handed in: take it back first."))
    return draft


def _there(connection: Connection, employer: int, month: int, number: int) -> Line:
    found = line_of(connection, employer, month, number)
    if found is None:
        raise NotThere(f"row {number}")
    return found


def _line(row: Row, number: int) -> Line:
    return Line(number, row.name, row.id_type, row.id_number, row.wage)


def _row(it: Line, reader: Reader) -> Declared:
    return Declared(
        row=it.line, name=it.name, id_type=it.id_type, id_number=it.id_number, wage=it.wage, wage_fen=it.fen,
        raw=it.raw, field=it.field, reason=said(it.reason, reader) if it.field else "",
    )  # fmt: skip


def registered(me: Mapping[str, Any], draft: Draft, bills: Sequence[Billing], owed: int) -> dict[str, Any]:
    """An employer as the register has it, with its declaration, its bills and what it owes, fen."""
    return {
        "name": me["name"], "credit_code": me["credit_code"], "place": me["region"],
        "industry_class": me["industry_class"], "declaration": draft_shape(draft), "owed_fen": owed,
        "bills": [Bill.model_validate(bill) for bill in bills],
    }  # fmt: skip


def draft_shape(draft: Draft) -> Declaration:
    """How far a declaration is, as the interface gives it."""
    return Declaration.model_validate(
        {
            "month": draft.month, "good": draft.good, "wrong": draft.wrong, "wages_fen": draft.fen,
            "handed_in": draft.handed_in, "begun": draft.begun,
        }
    )  # fmt: skip


def _shown(request: Request, connection: Connection, after: int = 0, most: int = MOST_ROWS) -> Declarations:
    employer, reader = _me(request), reader_of(request)
    draft = draft_of(connection, employer, open_month(connection))
    wrong = lines_of(connection, draft, employer, wrong=True, most=most)
    good = lines_of(connection, draft, employer, wrong=False, most=most + 1, after=after)
    return Declarations(
        **draft_shape(draft).model_dump(),
        rows=[_row(it, reader) for it in (*wrong, *good[:most])],
        more=good[most - 1].line if len(good) > most else 0,
    )

"""One's own record over HTTP: what the pages of an insured person show and take.

The one thing to know: it is asked with a token of POST /api/v1/token, and row policies hold for it as for every reader.
What is told to the office is kept as a request (GET /mine/requests); nothing here changes the record itself.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from shebao.guard.access import allow
from shebao.guard.audit import looks_at
from shebao.portal.api.problem import GIVES, as_page, bearer
from shebao.portal.api.shapes import (
    Day,
    Fen,
    Month,
    Place,
    Shape,
    Why,
    why_of,
)
from shebao.portal.language import Reader
from shebao.portal.pages import NotThere, Pages, portal_of, reader_of, session, who_of
from shebao.portal.person import receipt as receipts
from shebao.portal.person.account import statements
from shebao.portal.person.data import TABLES, table_of
from shebao.portal.person.decisions import decisions_of, payments_of
from shebao.portal.person.life import Gap, life_of
from shebao.portal.person.messages import messages_of
from shebao.portal.person.requests import asked
from shebao.portal.person.told import words_of
from shebao.portal.public.life import this_month
from shebao.portal.why import articles, why

pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])
Table = Literal["person", "facts", "contributions", "account", "decisions", "awards", "payments", "requests", "looks"]
RequestNumber = Annotated[int, Query(ge=0, le=10**15, description="Of the request; the newest unless said")]
SCHEMES = "1 employees, 2 residents"


class Held(BaseModel):
    """Who one is, and how many rows each table holds."""

    name: str
    tables: dict[str, int]


class Rows(BaseModel):
    """A table's rows: amounts in whole fen, months YYYY-MM; a decision carries its facts and its tree."""

    table: str
    found: int
    rows: list[dict[str, Any]]


class Everything(BaseModel):
    """Every table's rows, by its name."""

    tables: dict[str, list[dict[str, Any]]]


class Part(BaseModel):
    """A run of months paid without a break by one payer in one place, or a gap: then payer and bases are null."""

    gap: bool
    first: Month
    last: Month
    months: int
    scheme: int | None = Field(None, description=SCHEMES)
    payer: str | None = Field(None, description="The employer; '' for oneself")
    place: Place | None = None
    first_base_fen: Fen | None = None
    last_base_fen: Fen | None = None


class Award(Shape):
    """A pension. first: the first month it is paid for."""

    first: Month
    scheme: int = Field(description=SCHEMES)
    amount_fen: Fen = Field(validation_alias="amount", description="Fen a month")
    provisional: bool = Field(description="Replaced once the year's figures are published")


class Look(Shape):
    """A look of staff at a record. act: what for. place: where who looked works."""

    at: datetime.datetime
    name: str
    place: str
    act: str


class Step(Shape):
    """What became of a request."""

    state: str = Field(description="in work, done, refused")
    said: str
    made: datetime.datetime


class Asked(Shape):
    """Something that was asked of the office or told to it."""

    number: int
    kind: str = Field(description="correction, pension, start-work, move, lose-work, injury, retire, death")
    state: str = Field(description="received, in work, done, refused")
    made: datetime.datetime
    content: dict[str, Any] = Field(description="As it was told; months are year * 12 + month - 1")
    words: list[tuple[str, str]] = Field(description="The same in the reader's words: label, value")
    steps: list[Step]


class Receipt(BaseModel):
    """What was handed in, for paper. given: what the law gave as it was told then: label, value."""

    name: str
    id_number: str = Field(description="With its middle left out")
    office: Place
    request: Asked
    given: list[tuple[str, str]]
    follows: list[str] = Field(description="What happens next, and who does it")


class Record(BaseModel):
    """A life from the first contribution to the pension, with its gaps, the looks at it, and the corrections asked."""

    parts: list[Part]
    awards: list[Award]
    employee_months: int
    resident_months: int
    corrections: list[Asked]
    looks: list[Look]


class Move(BaseModel):
    """A movement of an account. kind: opening, entry, interest, paid (below zero)."""

    month: Month
    kind: str
    amount_fen: Fen


class Year(BaseModel):
    """One year of one personal account. end = start + entries + interest + paid."""

    fund: str = Field(description="employee_pension, resident_pension")
    year: int
    start_fen: Fen
    entries_fen: Fen
    interest_fen: Fen
    paid_fen: Fen
    end_fen: Fen
    moves: list[Move]


class Decision(BaseModel):
    """A decision with the tree of the day it was made."""

    kind: str = Field(description="pension, resident")
    start: Month = Field(description="The first month it pays for")
    question: str
    amount_fen: Fen = Field(description="Fen a month")
    approved: bool = Field(description="Whether a second pair of eyes has approved it")
    provisional: bool
    why: Why | None
    articles: list[str]


class Payment(Shape):
    """A payment. account_part_fen: what of it comes from the personal account."""

    month: Month
    scheme: int = Field(description=SCHEMES)
    amount_fen: Fen = Field(validation_alias="amount")
    account_part_fen: Fen = Field(validation_alias="account_part")
    state: str = Field(description="paid, returned (still owed), '' on its way")


class Message(Shape):
    """A message. when: null for what holds now. path: the page that tells more."""

    when: Day | None
    said: str
    path: str


@pages.get("/mine", summary="What the office holds about me", responses=GIVES, openapi_extra=as_page("GET /my-data"))
@allow("own record")
def mine(request: Request) -> Held:
    """Every table with its number of rows."""
    with session(request) as connection:
        counts = {name: len(table_of(connection, name, person_of(request))) for name in TABLES}
    return Held(name=who_of(request).name, tables=counts)


@pages.get("/mine/data", summary="Everything about me", responses=GIVES,
           openapi_extra=as_page("GET /my-data/record.json"))  # fmt: skip
@allow("own record")
def everything(request: Request) -> Everything:
    """Every table at once."""
    with session(request) as connection:
        return Everything(tables={name: table_of(connection, name, person_of(request)) for name in TABLES})


@pages.get("/mine/data/{table}", summary="One table about me", responses=GIVES,
           openapi_extra=as_page("GET /my-data/{table}.csv"))  # fmt: skip
@allow("own record")
def table(request: Request, table: Table) -> Rows:
    """Months paid, account, decisions with their trees, pensions, payments, requests, looks at the record."""
    with session(request) as connection:
        found = table_of(connection, table, person_of(request))
    return Rows(table=table, found=len(found), rows=found)


@pages.get("/mine/record", summary="My life as the record has it", responses=GIVES,
           openapi_extra=as_page("GET /record"))  # fmt: skip
@allow("own record")
def record(request: Request) -> Record:
    """Runs and gaps in order of time, pensions, who looked, what I said is wrong."""
    person, reader = person_of(request), reader_of(request)
    with session(request) as connection:
        life, looks = life_of(connection, person, this_month()), looks_at(connection, person)
        corrections = [asked_shape(it, reader) for it in asked(connection, person) if it.kind == "correction"]
    return Record(
        parts=[_part(it) for it in life.parts],
        awards=[Award.model_validate(it) for it in life.awards],
        employee_months=life.employee_months,
        resident_months=life.resident_months,
        corrections=corrections,
        looks=[Look.model_validate(it) for it in looks],
    )


@pages.get("/mine/requests", summary="What I asked for or told", responses=GIVES,
           openapi_extra=as_page("GET /requests"))  # fmt: skip
@allow("own record")
def requests(request: Request) -> list[Asked]:
    """Newest first, each with what became of it."""
    reader = reader_of(request)
    with session(request) as connection:
        return [asked_shape(it, reader) for it in asked(connection, person_of(request))]


@pages.get("/mine/requests/receipt", summary="The receipt of what I handed in", responses=GIVES,
           openapi_extra=as_page("GET /requests/receipt"))  # fmt: skip
@allow("own record")
def receipt(request: Request, number: RequestNumber = 0) -> Receipt | None:
    """As it was told then; nothing is asked of the law again. null where there is no such request."""
    return receipt_for(request, person_of(request), number)


@pages.get("/mine/statements", summary="My personal accounts, year by year", responses=GIVES,
           openapi_extra=as_page("GET /account"))  # fmt: skip
@allow("own record")
def accounts(request: Request) -> list[Year]:
    """The annual statements, newest first, with every movement."""
    with session(request) as connection:
        found = statements(connection, person_of(request))
    return [
        Year(
            fund=it.fund, year=it.year, start_fen=it.start, entries_fen=it.entries, interest_fen=it.interest,
            paid_fen=it.paid, end_fen=it.end,
            moves=[Move.model_validate({"month": at, "kind": kind, "amount_fen": fen}) for at, kind, fen in it.moves],
        )
        for it in found
    ]  # fmt: skip


@pages.get("/mine/decisions", summary="Decisions about me, with their reasons", responses=GIVES,
           openapi_extra=as_page("GET /decisions"))  # fmt: skip
@allow("own record")
def decisions(request: Request) -> list[Decision]:
    """Newest first."""
    reader = reader_of(request)
    with session(request) as connection:
        found = decisions_of(connection, portal_of(request).law, person_of(request))
    return [
        Decision.model_validate(
            {
                "kind": it.kind, "start": it.start, "question": it.question, "amount_fen": it.amount,
                "approved": it.approved, "provisional": it.provisional, "why": why_of(why(it.trace, reader)),
                "articles": articles(it.trace),
            }
        )
        for it in found
    ]  # fmt: skip


@pages.get("/mine/payments", summary="Payments to me", responses=GIVES,
           openapi_extra=as_page("GET /decisions"))  # fmt: skip
@allow("own record")
def payments(request: Request) -> list[Payment]:
    """Every payment that was ordered, newest first, with what the bank said of it."""
    with session(request) as connection:
        return [Payment.model_validate(it) for it in payments_of(connection, person_of(request))]


@pages.get("/mine/messages", summary="What the office has to tell me", responses=GIVES,
           openapi_extra=as_page("GET /messages"))  # fmt: skip
@allow("own record")
def messages(request: Request) -> list[Message]:
    """Newest first."""
    with session(request) as connection:
        told = messages_of(connection, request, reader_of(request), person_of(request))
    return [Message.model_validate(it) for it in told]


@pages.get("/mine/looks", summary="Who looked at my record", responses=GIVES, openapi_extra=as_page("GET /record"))
@allow("own record")
def looks(request: Request) -> list[Look]:
    """The newest two hundred looks of staff, newest first."""
    with session(request) as connection:
        return [Look.model_validate(it) for it in looks_at(connection, person_of(request))]


def person_of(request: Request) -> int:
    """The person who is signed in."""
    person = who_of(request).person_id
    if person is None:
        raise NotThere("no person stands behind this account")
    return person


def _part(it: Any) -> Part:
    if isinstance(it, Gap):
        return Part.model_validate({"gap": True, "first": it.first, "last": it.last, "months": it.months})
    return Part.model_validate(
        {
            "gap": False, "first": it.first, "last": it.last, "months": it.months, "scheme": it.scheme,
            "payer": it.payer, "place": it.region, "first_base_fen": it.bases[0], "last_base_fen": it.bases[1],
        }
    )  # fmt: skip


def receipt_for(request: Request, person: int, number: int) -> Receipt | None:
    """The receipt of a person's request, the newest with 0."""
    reader, law = reader_of(request), portal_of(request).law
    with session(request) as connection:
        it, head = receipts.handed_in(connection, person, number), receipts.head_of(connection, person)
    if it is None:
        return None
    return Receipt(
        **head, request=asked_shape(it, reader), given=receipts.given(it, law, reader),
        follows=[reader.text(one) for one in receipts.follows_of(it)],
    )  # fmt: skip


def asked_shape(it: Any, reader: Reader) -> Asked:
    """A request as the interface gives it."""
    return Asked(
        number=it.number, kind=it.kind, state=it.state, made=it.made, content=dict(it.content),
        words=words_of(it, reader), steps=[Step.model_validate(step) for step in it.steps],
    )  # fmt: skip

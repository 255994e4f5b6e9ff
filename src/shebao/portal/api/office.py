"""The office as a whole over HTTP: its employers, its books, the statistics of the region.

The one thing to know: the books belong to the office's region as a whole; staff of a county or township get empty
lists, for the database decides what is theirs.
"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.portal.api.employer import Bill, Declaration, registered
from shebao.portal.api.problem import GIVES, TAKES, Clash, as_page, bearer
from shebao.portal.api.shapes import Day, Fen, Month, Place, Sent, Shape, Text
from shebao.portal.employer.bills import about, arrears_of, bills_of
from shebao.portal.employer.sheet import draft_of, open_month
from shebao.portal.pages import Pages, reader_of, session, who_of
from shebao.portal.papers.issue import grouped, plain_code
from shebao.portal.staff import employers, month, region

pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])


class EmployerShown(BaseModel):
    """An employer in a list."""

    employer: int
    name: str
    credit_code: str


class Employer(BaseModel):
    """An employer as registered, its declaration of the open month, its bills, what it owes today with late fees."""

    name: str
    credit_code: str
    place: Place
    industry_class: int = Field(description="1 to 8: the risk class of work injury insurance")
    declaration: Declaration
    bills: list[Bill]
    owed_fen: Fen


class Registration(BaseModel):
    """An employer that wants to be registered."""

    number: str
    name: str
    credit_code: str
    industry_class: int
    contact: str
    applied: Day


class Decision(Sent):
    """Whether an employer is let in."""

    number: Text = Field(max_length=60)
    accept: bool


class FundShown(BaseModel):
    """A fund: what it took in and spent in the month, gross, how it stands, and its accounts (debit above zero)."""

    fund: int
    scheme: str
    region: Place
    income_fen: Fen
    spending_fen: Fen
    balance_fen: Fen
    personal_accounts_fen: Fen
    off_fen: Fen = Field(description="What does not balance; 0 in good books")
    accounts_fen: dict[str, int] = Field(description="The trial balance")


class Books(BaseModel):
    """The books of the office. month: the last with an entry. faults: what does not add up, in words."""

    month: Month | None
    funds: list[FundShown]
    faults: list[str]


class PlaceShown(Shape):
    """People, payers and pensions of a place."""

    place: str | None = Field(None, description="The digits of its code that count; null for all together")
    people: int
    paying: int
    pensioners: int = Field(description="Of employees")
    residents: int = Field(description="Pensioners of residents")
    pensions_fen: Fen = Field(validation_alias="pensions", description="Pensions a month")
    waiting: int = Field(description="Decisions that wait for approval")


class Statistics(BaseModel):
    """The own region by the places one level below, and all together."""

    places: list[PlaceShown]
    total: PlaceShown
    employers: int


@pages.get("/employers", summary="Employers of my place", responses=GIVES, openapi_extra=as_page("GET /employers"))
@allow("work")
def listed(
    request: Request,
    name: Annotated[str, Query(max_length=100, description="A part of the name, or the credit code")] = "",
) -> list[EmployerShown]:
    """The first fifty by number."""
    with session(request) as connection:
        found = employers.employers_by(connection, name.replace("\0", "").strip())
    return [EmployerShown(employer=number, name=name, credit_code=code) for number, name, code in found]


@pages.get("/employers/{employer}", summary="One employer", responses=GIVES,
           openapi_extra=as_page("GET /employers/{employer}"))  # fmt: skip
@allow("see employer")
def one(request: Request, employer: int) -> Employer:
    """What it declared, was billed and owes."""
    with session(request) as connection:
        me, bills = about(connection, employer), bills_of(connection, employer)
        draft = draft_of(connection, employer, open_month(connection))
    owed = arrears_of(request, bills, me["region"], datetime.date.today())
    return Employer.model_validate(registered(me, draft, bills, sum(it.trace.value for it in owed)))


@pages.get("/registrations", summary="Employers that want to be registered here", responses=GIVES,
           openapi_extra=as_page("GET /registrations"))  # fmt: skip
@allow("work")
def registrations(request: Request) -> list[Registration]:
    """The oldest fifty that nobody has decided."""
    with session(request) as connection:
        found = rows(connection, employers.WAITING)
    return [
        Registration(
            number=grouped(number), name=name, credit_code=code, industry_class=industry, contact=contact, applied=day
        )
        for number, name, code, industry, contact, day in found
    ]  # fmt: skip


@pages.post("/registrations/decision", status_code=204, summary="Let an employer in, or not", responses=TAKES,
            openapi_extra=as_page("POST /registrations"))  # fmt: skip
@allow("let employer in")
def let_in(request: Request, decision: Decision) -> Response:
    """409 where the application is not waiting any more, or the employer is in the register already."""
    with session(request) as connection:
        if wrong := employers.let_in(connection, plain_code(decision.number), decision.accept):
            raise Clash(reader_of(request).text(wrong))
    return Response(status_code=204)


@pages.get("/books", summary="The books", responses=GIVES, openapi_extra=as_page("GET /books"))
@allow("books")
def books(request: Request) -> Books:
    """Each fund's month and how it stands, the trial balance, and what does not add up."""
    with session(request) as connection:
        last, held, balance, off = month.books_of(connection)
    return Books.model_validate(
        {
            "month": last, "faults": off,
            "funds": [
                FundShown(
                    fund=fund.fund_id, scheme=fund.scheme, region=fund.region, income_fen=stated.income,
                    spending_fen=stated.spending, balance_fen=stated.balance, off_fen=stated.off,
                    personal_accounts_fen=stated.personal_accounts, accounts_fen=balance.get(fund.fund_id, {}),
                )
                for fund, stated in held
            ],
        }
    )  # fmt: skip


@pages.get("/statistics", summary="Statistics of my region", responses=GIVES,
           openapi_extra=as_page("GET /statistics"))  # fmt: skip
@allow("work")
def statistics(request: Request) -> Statistics:
    """People, payers and pensions by the places below."""
    with session(request) as connection:
        places, total, count = region.statistics_of(connection, who_of(request).place)
    return Statistics(
        places=[PlaceShown.model_validate(it) for it in places], total=PlaceShown.model_validate(total), employers=count
    )

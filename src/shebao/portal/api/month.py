"""The month of the office over HTTP: how far it is, the order to go on, payments released by two, what was refused.

The one thing to know: nothing is worked here: an order is written and a process of its own does it, so a call returns
at once and GET /month tells how far it is. Staff of a county or township see none of it.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from shebao.guard.access import allow
from shebao.portal.api.problem import GIVES, TAKES, Clash, as_page, bearer
from shebao.portal.api.shapes import MONTH, AskedMonth, Fen, Month, Sent, Shape, Text, said_month
from shebao.portal.pages import Pages, reader_of, session, who_of
from shebao.portal.staff import month, payments, running

pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])


class MonthStep(Shape):
    """A step of the month. done, refused: rows, said, ended: of a step that is done. at, of: how far one is that is
    being worked on, 0 where it does not tell.
    """

    name: str
    state: str = Field(description="done, now, open")
    done: int
    refused: int
    said: str
    ended: datetime.datetime | None
    at: int
    of: int


class Ordered(Shape):
    """The last order of a month: up to which step, by whom, when, and what came of it."""

    until: str
    by: str
    when: datetime.datetime
    ended: datetime.datetime | None
    outcome: str = Field(description="done, waits, stopped; '' while it is open")
    said: str


class MonthShown(BaseModel):
    """A month of the office. month: null where none has begun, or for who works elsewhere."""

    month: Month | None
    months: list[Month] = Field(description="Those that were begun, newest first")
    now: Month | None = Field(description="The one to be worked now")
    state: str = Field(description="open (nobody works), starting, working, left (whoever worked is gone)")
    holder: str = Field(description="Who works on it")
    since: datetime.datetime | None
    order: Ordered | None
    steps: list[MonthStep]
    refused: int = Field(description="Rows refused")
    results: dict[str, int] = Field(description="What the month gave: counts, by name")
    release: str | None = Field(description="What stands before the payments: prepare, approve, ready; null: nothing")
    may_run: bool


class Order(Sent):
    """What is ordered: the next step, or all that are left."""

    month: str = Field(pattern=MONTH, description="YYYY-MM")
    until: Literal["next", "close"] = "next"


class PaymentLine(BaseModel):
    """What is to be paid, or was ordered, by one insurance through one bank."""

    scheme: int = Field(description="1 employees, 2 residents")
    bank: str
    payments: int
    total_fen: Fen


class Release(Shape):
    """Payments as somebody looked at them. content: their hash."""

    content: str
    prepared_by: str
    prepared: datetime.datetime
    approved_by: str | None
    approved: datetime.datetime | None


class Payments(BaseModel):
    """What is to be paid in a month beside the month before, and who has looked."""

    month: Month | None
    lines: list[PaymentLine]
    content: str = Field(description="The hash of every payment: send it to prepare or approve exactly these")
    payments: int
    total_fen: Fen
    ordered: bool
    returned: int | None = Field(description="Payments the banks returned; null before they confirmed")
    before_payments: int
    before_total_fen: Fen
    standing: Release | None = Field(description="Of exactly these payments")
    earlier: list[Release]
    by_two: bool = Field(description="Whether the office's rule asks for two")
    open: bool = Field(description="Whether it is time: decisions are approved, nothing is ordered yet")
    mine: bool = Field(description="Whether whoever asks prepared them, and so may not approve them")


class LookedAt(Sent):
    """The payments that were looked at."""

    month: str = Field(pattern=MONTH, description="YYYY-MM")
    content: Text = Field(max_length=64)


class Reject(Shape):
    """A row that was refused."""

    file: str
    line: int
    field: str
    value: str
    reason: str


class Rejects(BaseModel):
    """The rejects of a month, a hundred at a time. more: ask again with this `after`; 0 where all are shown."""

    month: Month | None
    months: list[Month]
    rejects: list[Reject]
    more: int


@pages.get("/month", summary="The steps of a month", responses=GIVES, openapi_extra=as_page("GET /month"))
@allow("work")
def steps(request: Request, at: AskedMonth = "") -> MonthShown:
    """How far each is, who works on it, what the month gave."""
    with session(request) as connection:
        begun, now, chosen = running.chosen_of(connection, said_month(at))
        held = running.state_of(connection, chosen) if chosen else running.Month(0)
        refused, results = running.results_of(connection, chosen)
        release = running.waiting_for_release(connection, held) if chosen else None
        may = bool(chosen) and running.may_run(connection, who_of(request))
    return MonthShown.model_validate(
        {
            "month": chosen or None, "months": begun, "now": now or None, "state": held.state, "holder": held.holder,
            "since": held.since, "order": Ordered.model_validate(held.order) if held.order else None,
            "steps": [MonthStep.model_validate(step) for step in held.steps], "refused": refused, "results": results,
            "release": release, "may_run": may,
        }
    )  # fmt: skip


@pages.post("/month/run", status_code=202, summary="Go on with the month", responses=TAKES,
            openapi_extra=as_page("POST /month/run"))  # fmt: skip
@allow("run month")
def run(request: Request, order: Order) -> MonthShown:
    """A process of its own begins at once. 409 where it is being worked on, another comes first, or all is done."""
    if wrong := running.start(request, said_month(order.month), whole=order.until == "close"):
        raise Clash(wrong)
    return steps(request, order.month)


@pages.get("/month/payments", summary="What the month is to pay", responses=GIVES,
           openapi_extra=as_page("GET /month/payments"))  # fmt: skip
@allow("work")
def to_be_paid(request: Request, at: AskedMonth = "") -> Payments:
    """By insurance and bank, beside the month before; and who has looked."""
    with session(request) as connection:
        sums = payments.sums_of(connection, who_of(request), said_month(at))
    return Payments.model_validate(
        {
            "month": sums["month"] or None, "content": sums["content"], "payments": sums["count"],
            "total_fen": sums["total"], "before_payments": sums["before"][0], "before_total_fen": sums["before"][1],
            "lines": [
                PaymentLine(scheme=it["scheme"], bank=it["bank"], payments=it["count"], total_fen=it["total"])
                for it in sums["lines"]
            ],
            "ordered": sums["ordered"], "returned": sums["returned"],
            "standing": Release.model_validate(sums["standing"]) if sums["standing"] else None,
            "earlier": [Release.model_validate(it) for it in sums["earlier"]], "by_two": sums["by_two"],
            "open": sums["open"], "mine": sums["mine"],
        }
    )  # fmt: skip


@pages.post("/month/payments/prepare", summary="Prepare the payments", responses=TAKES,
            openapi_extra=as_page("POST /month/payments/prepare"))  # fmt: skip
@allow("prepare payments")
def prepare(request: Request, looked_at: LookedAt) -> Payments:
    """As they were looked at; 409 where they are others now, or it is not the time."""
    return _release(request, looked_at, payments.PREPARE)


@pages.post("/month/payments/approve", summary="Approve the payments", responses=TAKES,
            openapi_extra=as_page("POST /month/payments/approve"))  # fmt: skip
@allow("approve payments")
def approve(request: Request, looked_at: LookedAt) -> Payments:
    """As another has prepared them; 409 where they are others now, it is not the time, or for one's own."""
    return _release(request, looked_at, payments.APPROVE)


def _release(request: Request, looked_at: LookedAt, statement: str) -> Payments:
    with session(request) as connection:
        if wrong := payments.decided(connection, said_month(looked_at.month), looked_at.content, statement):
            raise Clash(reader_of(request).text(wrong))
    return to_be_paid(request, looked_at.month)


@pages.get("/rejects", summary="Rows that were refused", responses=GIVES, openapi_extra=as_page("GET /rejects"))
@allow("work")
def rejects(
    request: Request,
    at: AskedMonth = "",
    after: Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over")] = 0,
) -> Rejects:
    """Each with its place and the reason."""
    with session(request) as connection:
        months, chosen, found = month.rejects_in(connection, said_month(at), after)
    return Rejects.model_validate(
        {
            "month": chosen or None, "months": months,
            "rejects": [Reject.model_validate(it) for it in found[: month.MOST]],
            "more": after + month.MOST if len(found) > month.MOST else 0,
        }
    )  # fmt: skip

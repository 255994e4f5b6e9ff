"""The work of an office over HTTP: what waits, one person, deciding by two.

The one thing to know: a token has the roles and the place of who signed in. People and employers elsewhere are not
there (404), and every look at a person is logged for her to see, as on the pages.
"""

from __future__ import annotations

import json
from typing import Literal

from fastapi import Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from shebao.engine.texts import units_month
from shebao.guard.access import allow
from shebao.guard.audit import looks_at
from shebao.portal.api.mine import Asked, Award, Look, Payment, asked_shape
from shebao.portal.api.problem import GIVES, TAKES, Clash, Wrong, as_page, bearer
from shebao.portal.api.shapes import (
    Day,
    Fen,
    Month,
    Place,
    Sent,
    Shape,
    Text,
    Why,
    said_month,
    why_of,
)
from shebao.portal.forms import Form
from shebao.portal.pages import Pages, portal_of, reader_of, session, who_of
from shebao.portal.person.decisions import payments_of
from shebao.portal.person.requests import asked
from shebao.portal.person.stored import StoredTrace
from shebao.portal.staff import decide, people, work
from shebao.portal.why import articles, why

pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])
HASH = "What was looked at, by its hash: where it would come out other now, nothing is done (409)"


class WaitingDecision(Shape):
    """A decision that waits for somebody else's approval."""

    person: int
    name: str
    kind: str = Field(description="pension, resident")
    month: Month
    amount_fen: Fen = Field(validation_alias="amount", description="Fen a month")
    prepared_by: str = Field(validation_alias="by")


class WaitingCorrection(Shape):
    """A correction of the record that waits for somebody else's approval. kind: the fact that is set right."""

    person: int
    name: str
    kind: str
    day: Day


class WaitingRequest(WaitingCorrection):
    """Something a person asked for. state: received, in work."""

    state: str


class WorkList(BaseModel):
    """What waits in one's own place, the oldest fifty of each kind; and the payments of the month to be worked now."""

    month: Month | None
    release: str | None = Field(description="What stands before the payments: prepare, approve, ready; null: nothing")

    decisions: list[WaitingDecision]
    corrections: list[WaitingCorrection]
    requests: list[WaitingRequest]


class YearPaid(Shape):
    """What was paid for a person in a year."""

    year: int
    scheme: int = Field(description="1 employees, 2 residents")
    payer: str = Field(description="The employer; '' for oneself")
    months: int
    base_fen: Fen = Field(validation_alias="base", description="The highest base of the year, fen a month")


class Decided(BaseModel):
    """A decision about a person. content: the hash that an approval binds."""

    kind: str = Field(description="pension, resident")
    month: Month
    question: str
    amount_fen: Fen = Field(description="Fen a month")
    content: str
    prepared_by: str
    approved_by: str | None = Field(description="null while it waits")
    rule: str | None = Field(description="The rule that approved it without a person, if one did")
    mine: bool = Field(description="Whether whoever asks prepared it, and so may not approve it")
    why: Why | None
    articles: list[str]


class Corrected(BaseModel):
    """A correction of the record. kind: the fact; value: in the whole numbers of its unit."""

    number: int
    kind: str
    value: int
    shown: str
    evidence: str
    prepared_by: str
    approved_by: str | None = Field(description="null while it waits")
    mine: bool


class Person(BaseModel):
    """Everything the office knows of a person that whoever asks may see."""

    person: int
    name: str
    sex: int = Field(description="0 male, 1 female")
    birth: Day
    id_number: str
    region: Place
    place: str | None = Field(description="The county or township, where one is known")
    years: list[YearPaid]
    decisions: list[Decided]
    corrections: list[Corrected]
    awards: list[Award]
    payments: list[Payment]
    requests: list[Asked]
    looks: list[Look]


class Proposed(BaseModel):
    """What would be decided about a person now; nothing is noted. refused: why nothing would."""

    month: Month
    kind: str | None
    amount_fen: Fen | None = Field(description="Fen a month")
    content: str | None = Field(description="Send it with POST …/decisions to note exactly this")
    refused: str
    why: Why | None
    articles: list[str]


class Content(Sent):
    """The decision to be noted."""

    content: Text = Field(max_length=200, description=HASH)


class Approval(Content):
    """The decision to be approved."""

    kind: Literal["pension", "resident"]
    month: str = Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="YYYY-MM")


class Fact(Sent):
    """A fact of the record to set right, and the paper that shows it."""

    fact: Literal["chosen_retirement_month", "work_started", "deemed_months", "file_checked"]
    value: Text = Field("", max_length=20, description="YYYY-MM; months for deemed_months; nothing for file_checked")
    evidence: Text = Field(max_length=300, description="Which paper shows it")


class Reply(Sent):
    """What becomes of a request; the person reads it."""

    state: Literal["in work", "done", "refused"]
    said: Text = Field(max_length=500)


@pages.get("/work", summary="What waits in my place", responses=GIVES, openapi_extra=as_page("GET /work"))
@allow("work")
def waiting(request: Request) -> WorkList:
    """Decisions and corrections that wait for a second pair of eyes, what people asked for. Each person is logged."""
    with session(request) as connection:
        decisions, corrections, requests = work.waiting(connection, who_of(request))
        now, release = work.release_of(connection)
    return WorkList(
        month=units_month(now) if now else None,
        release=release,
        decisions=[WaitingDecision.model_validate(it) for it in decisions],
        corrections=[WaitingCorrection.model_validate(it) for it in corrections],
        requests=[WaitingRequest.model_validate(it) for it in requests],
    )


@pages.get("/people/{person}", summary="One person", responses=GIVES, openapi_extra=as_page("GET /people/{person}"))
@allow("see person")
def one(request: Request, person: int) -> Person:
    """Record, decisions with their reasons, payments, what was asked, who looked. The look is logged."""
    reader = reader_of(request)
    with session(request) as connection:
        her = people.about(connection, person)
        return Person.model_validate(
            {
                "person": person, "name": her["name"], "sex": her["sex"], "birth": her["birth"],
                "id_number": her["id_number"], "region": her["region"], "place": her["place"],
                "years": [YearPaid.model_validate(it) for it in people.years_of(connection, person)],
                "decisions": _decisions(request, connection, person),
                "corrections": _corrections(request, connection, person),
                "awards": [
                    Award.model_validate({"scheme": scheme, "first": start, "amount": fen, "provisional": late})
                    for scheme, start, fen, late in people.awards_of(connection, person)
                ],
                "payments": [Payment.model_validate(it) for it in payments_of(connection, person)],
                "requests": [asked_shape(it, reader) for it in asked(connection, person)],
                "looks": [Look.model_validate(it) for it in looks_at(connection, person, 20)],
            }
        )  # fmt: skip


@pages.get("/people/{person}/proposal", summary="What would be decided now", responses=GIVES,
           openapi_extra=as_page("GET /people/{person}/prepare"))  # fmt: skip
@allow("prepare")
def proposal(request: Request, person: int) -> Proposed:
    """With its reasons; nothing is noted yet."""
    reader = reader_of(request)
    with session(request) as connection:
        law = decide.law_of(request, connection)
        people.about(connection, person)
        decision, refused = decide.proposed(request, connection, law, person)
    trace = StoredTrace(law.law, json.loads(decision["trace"])) if decision else None
    held = decision or {"kind": None, "amount": None, "content": None}
    return Proposed.model_validate(
        {
            "month": law.month, "kind": held["kind"], "amount_fen": held["amount"], "content": held["content"],
            "refused": refused, "why": why_of(why(trace, reader)) if trace else None,
            "articles": articles(trace) if trace else [],
        }
    )  # fmt: skip


@pages.post("/people/{person}/decisions", status_code=201, summary="Prepare a decision", responses=TAKES,
            openapi_extra=as_page("POST /people/{person}/prepare"))  # fmt: skip
@allow("prepare")
def prepare(request: Request, person: int, looked_at: Content) -> Decided:
    """Note the decision that was looked at; it waits for another's approval. 409 where it would come out other now."""
    with session(request) as connection:
        if not decide.note(request, connection, person, looked_at.content):
            raise Clash(reader_of(request).text(decide.BEFORE))
        return _decided(request, connection, person, looked_at.content)


@pages.post("/people/{person}/decisions/approval", summary="Approve a decision", responses=TAKES,
            openapi_extra=as_page("POST /people/{person}/approve"))  # fmt: skip
@allow("approve")
def approve(request: Request, person: int, looked_at: Approval) -> Decided:
    """As another prepared it and as it was looked at; the award follows at once. 409 otherwise, and for one's own."""
    with session(request) as connection:
        at, content = said_month(looked_at.month), looked_at.content
        if wrong := decide.sign(connection, who_of(request), person, looked_at.kind, at, content):
            raise Clash(reader_of(request).text(wrong))
        return _decided(request, connection, person, content)


@pages.post("/people/{person}/corrections", status_code=201, summary="Prepare a correction", responses=TAKES,
            openapi_extra=as_page("GET /people/{person}/correct", "POST /people/{person}/correct"))  # fmt: skip
@allow("prepare")
def correct(request: Request, person: int, fact: Fact) -> list[Corrected]:
    """It holds when another has approved it; all corrections of the person, newest first."""
    year, _, at = fact.value.partition("-")
    typed = {"fact": fact.fact, "value": fact.value, "year": year, "month": at, "evidence": fact.evidence}
    form = Form(reader_of(request), typed)
    with session(request) as connection:
        if not decide.note_correction(connection, who_of(request), person, form):
            names = {"year": "value", "month": "value"}
            raise Wrong({names.get(field, field): said for field, said in form.errors.items()})
        return _corrections(request, connection, person)


@pages.post("/people/{person}/corrections/{number}/approval", summary="Approve a correction", responses=TAKES,
            openapi_extra=as_page("POST /people/{person}/approve-correction"))  # fmt: skip
@allow("approve")
def approve_correction(request: Request, person: int, number: int) -> list[Corrected]:
    """As another prepared it: from now on it holds. 409 where it waits no more, and for one's own."""
    with session(request) as connection:
        if wrong := decide.sign_correction(connection, person, str(number)):
            raise Clash(reader_of(request).text(wrong))
        return _corrections(request, connection, person)


@pages.post("/people/{person}/requests/{number}/answer", summary="Answer a request", responses=TAKES,
            openapi_extra=as_page("POST /people/{person}/answer"))  # fmt: skip
@allow("prepare")
def reply(request: Request, person: int, number: int, reply: Reply) -> list[Asked]:
    """She reads it; all of hers, newest first. 409 where she has no request of this number."""
    form = Form(reader_of(request), reply.model_dump())
    with session(request) as connection:
        if not decide.say(connection, who_of(request), person, str(number), form):
            found = {"said" if field.startswith("said_") else field: said for field, said in form.errors.items()}
            raise Clash(found["said"]) if found.get("said") == form.reader.text(decide.BEFORE) else Wrong(found)
        return [asked_shape(it, form.reader) for it in asked(connection, person)]


def _decisions(request: Request, connection: Connection, person: int) -> list[Decided]:
    law, reader = portal_of(request).law, reader_of(request)
    found: list[Decided] = []
    for it in people.decisions_on(connection, person):
        trace = StoredTrace(law, it["trace"]) if it["trace"].get("nodes") else None
        found.append(
            Decided.model_validate(
                {
                    **it, "amount_fen": it["amount"], "mine": it["prepared_by"] == who_of(request).subject,
                    "why": why_of(why(trace, reader)) if trace else None, "articles": articles(trace) if trace else [],
                }
            )
        )  # fmt: skip
    return found


def _decided(request: Request, connection: Connection, person: int, content: str) -> Decided:
    return next(it for it in _decisions(request, connection, person) if it.content == content)


def _corrections(request: Request, connection: Connection, person: int) -> list[Corrected]:
    law, reader = portal_of(request).law, reader_of(request)
    return [
        Corrected(
            number=it["number"], kind=it["kind"], value=it["value"], evidence=it["evidence"],
            shown=reader.value(law.unit_of(it["kind"]), it["value"]), prepared_by=it["prepared_by"],
            approved_by=it["approved_by"], mine=it["prepared_by"] == who_of(request).subject,
        )
        for it in people.corrections_on(connection, person)
    ]  # fmt: skip

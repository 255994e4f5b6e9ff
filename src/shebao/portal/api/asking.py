"""What an insured person tells the office and confirms over HTTP: corrections, findings, life events, her card.

The one thing to know: what is told is kept as a request (GET /mine/requests) for staff to work on; nothing here changes
the record itself.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.revocation import Status
from shebao.portal.api.mine import Asked, asked_shape, person_of
from shebao.portal.api.problem import GIVES, TAKES, Clash, Wrong, as_page, bearer, problems
from shebao.portal.api.public import UNKNOWN_FIELD, Said, typed_of
from shebao.portal.api.shapes import (
    Answer,
    Day,
    Fen,
    Month,
    Once,
    Place,
    Question,
    Sent,
    Text,
    Why,
    answer_of,
    question_of,
    why_of,
)
from shebao.portal.forms import Form
from shebao.portal.language import Reader
from shebao.portal.pages import Pages, portal_of, reader_of, session, who_of
from shebao.portal.person import card as cards
from shebao.portal.person.events import EVENTS, Event, event_of, follows, keep
from shebao.portal.person.found import BANK, Finding, confirm_due, confirmed_of, find, known_of
from shebao.portal.person.record import LONGEST, correction_of
from shebao.portal.person.requests import ask, asked
from shebao.portal.public.fields import check
from shebao.portal.public.life import this_month
from shebao.portal.why import rests_on, why

pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])
KEEPS = problems(400, 401, 403, 404, 413)
OPTIONAL_MONTH = r"^([0-9]{4}-(0[1-9]|1[0-2]))?$"


class Correction(Sent):
    """Something that is wrong in the record."""

    what: Literal["missing", "base", "payer", "twice", "person", "other"]
    first: Annotated[
        str, Field(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$", description="YYYY-MM; not for person, other")
    ] = ""
    last: Annotated[
        str, Field(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$", description="YYYY-MM; not for person, other")
    ] = ""
    said: Text = Field(max_length=LONGEST, description="What would be right")
    once: Once = ""


class Found(BaseModel):
    """What the office has found. kind: decided, due (may be confirmed), short (months are missing), later."""

    kind: str
    scheme: str = Field(description="pension (employees), resident")
    month: Month
    amount_fen: Fen | None = Field(description="Fen a month; null where it cannot be told yet")
    needed_months: int
    counted_months: int
    confirmed: bool
    assumed: list[str]
    why: Why | None


class Findings(BaseModel):
    """What is found, and where a pension would be paid to: the bank and the last four digits of the account."""

    findings: list[Found]
    bank: str | None
    account_end: str | None


class EventShown(BaseModel):
    """Something that may happen in a life. follows: what happens next, and who does it."""

    event: str
    title: str
    lead: str
    fields: list[Question]
    asks: list[str]
    follows: list[str]


class Told(Sent):
    """What is said of an event. sure: false asks what would follow, and nothing is kept."""

    said: Said
    sure: bool = False
    once: Once = ""


class Follows(BaseModel):
    """What follows from an event by the law."""

    number: int | None = Field(description="Of the request, where the event was kept; null where nothing was")
    answers: list[Answer]
    follows: list[str]


class Card(BaseModel):
    """A digital card. said: the text of its QR code. status: good, revoked, suspended."""

    card: str
    said: str
    until: Day
    status: str
    good: bool = Field(description="Whether it can be shown")


class Cards(BaseModel):
    """The cards, newest first. issuer: null where this office issues none."""

    issuer: Place | None
    cards: list[Card]


@pages.post("/mine/corrections", status_code=201, summary="Something is wrong in my record", responses=KEEPS,
            openapi_extra=as_page("GET /record/wrong", "POST /record/wrong"))  # fmt: skip
@allow("own record")
def correct(request: Request, wrong: Correction) -> list[Asked]:
    """Kept as a request; all of mine, newest first."""
    typed = {"what": wrong.what, "said": wrong.said}
    for end, held in (("from", wrong.first), ("to", wrong.last)):
        year, _, month = held.partition("-")
        typed |= {f"{end}_year": year, f"{end}_month": month}
    form = Form(reader_of(request), typed)
    content = correction_of(form)
    if content is None:
        names = {"from_year": "first", "from_month": "first", "to_year": "last", "to_month": "last", "to": "last"}
        raise Wrong({names.get(field, field): said for field, said in form.errors.items()})
    with session(request) as connection:
        ask(connection, who_of(request), "correction", content, wrong.once)
        return [asked_shape(it, form.reader) for it in asked(connection, person_of(request))]


@pages.get("/mine/found", summary="What the office has found for me", responses=GIVES,
           openapi_extra=as_page("GET /found"))  # fmt: skip
@allow("own record")
def found(request: Request) -> Findings:
    """A pension that begins soon, with its reasons, ready to confirm."""
    return _found(request)


@pages.post("/mine/found", summary="Yes, start my pension", responses=TAKES,
            openapi_extra=as_page("POST /found"))  # fmt: skip
@allow("own record")
def confirm(request: Request) -> Findings:
    """Confirm what is due; again, nothing changes. 409 where nothing is due."""
    with session(request) as connection:
        due = confirm_due(connection, portal_of(request).book, who_of(request), person_of(request), this_month())
    if not due:
        raise Clash(reader_of(request).text("Nothing is due that could be confirmed."))
    return _found(request)


@pages.get("/mine/events", summary="What may happen in a life", responses=GIVES,
           openapi_extra=as_page("GET /events"))  # fmt: skip
@allow("own record")
def events(request: Request) -> list[EventShown]:
    """Each event with its fields and what follows."""
    return [event_shape(it, reader_of(request)) for it in EVENTS.values()]


@pages.get("/mine/events/{event}", summary="One event and its fields", responses=GIVES,
           openapi_extra=as_page("GET /events/{event}"))  # fmt: skip
@allow("own record")
def event(request: Request, event: str) -> EventShown:
    """What is asked is little: the record knows the rest."""
    return event_shape(event_of(event), reader_of(request))


@pages.post("/mine/events/{event}", summary="Tell the office of an event", responses=KEEPS,
            openapi_extra=as_page("POST /events/{event}"))  # fmt: skip
@allow("own record")
def tell(request: Request, event: str, told: Told) -> Follows:
    """What the law gives by the event; with `sure`, the event is kept as a request."""
    return tell_for(request, event, told, person_of(request))


def tell_for(request: Request, event: str, told: Told, person: int, *, clerk: bool = False) -> Follows:
    """What follows from an event for a person, and keep it where she is sure. clerk: told at the counter for her."""
    it, reader, law = event_of(event), reader_of(request), portal_of(request).book
    typed = typed_of(told.said)
    form, said = Form(reader, typed), {field.fact: typed.get(field.fact, "") for field in it.fields}
    for name in set(typed) - set(said):
        form.wrong(name, reader.text(UNKNOWN_FIELD).format(names=", ".join(said)))
    said |= {field.fact: check(field, said, form) for field in it.fields if field.asked(said)}
    if form.errors:
        raise Wrong(form.errors)
    said = {field.fact: said[field.fact] for field in it.fields if field.asked(said)}
    with session(request) as connection:
        answers, at = follows(connection, law, person, it, said, reader), person if clerk else None
        number = keep(connection, who_of(request), it, said, answers, told.once, person=at) if told.sure else None
    found = [answer_of(law, one) for one in answers]
    return Follows(number=number, answers=found, follows=[reader.text(one) for one in it.follows])


@pages.get("/mine/card", summary="My digital social security card", responses=GIVES,
           openapi_extra=as_page("GET /card"))  # fmt: skip
@allow("own record")
def card(request: Request) -> Cards:
    """Every card there was, newest first; `said` is what a QR code of it says."""
    return _cards(request)


@pages.post("/mine/card", status_code=201, summary="A new card", responses=TAKES,
            openapi_extra=as_page("POST /card"))  # fmt: skip
@allow("own record")
def make(request: Request) -> Cards:
    """409 where one is good still, or where this office issues none."""
    issuer = cards.issuer_of(portal_of(request))
    if issuer is None:
        raise Clash(reader_of(request).text("This office issues no digital cards."))
    with session(request) as connection:
        if not cards.new_card(connection, issuer, person_of(request)):
            raise Clash(reader_of(request).text("A card is good still: revoke it first."))
    return _cards(request)


@pages.delete("/mine/card", status_code=204, summary="Revoke my cards", responses=KEEPS,
              openapi_extra=as_page("POST /card/revoke"))  # fmt: skip
@allow("own record")
def revoke(request: Request) -> Response:
    """Whoever holds a picture of one shows it in vain."""
    issuer = cards.issuer_of(portal_of(request))
    if issuer is not None:
        with session(request) as connection:
            cards.revoke_cards(connection, issuer, person_of(request))
    return Response(status_code=204)


def _found(request: Request) -> Findings:
    person, reader, now = person_of(request), reader_of(request), this_month()
    with session(request) as connection:
        known, confirmed = known_of(connection, person, now), confirmed_of(connection, person)
        bank = rows(connection, BANK, p=person)
    return Findings(
        findings=[_finding(it, it.month in confirmed, reader) for it in find(portal_of(request).book, known, now)],
        bank=bank[0][0] if bank else None, account_end=bank[0][1] if bank else None,
    )  # fmt: skip


def _finding(it: Finding, confirmed: bool, reader: Reader) -> Found:
    return Found.model_validate(
        {
            "kind": it.kind, "scheme": it.scheme, "month": it.month, "amount_fen": it.amount, "confirmed": confirmed,
            "needed_months": it.needed, "counted_months": it.counted,
            "assumed": rests_on(it.trace, reader) if it.trace else [],
            "why": why_of(why(it.trace, reader)) if it.trace else None,
        }
    )  # fmt: skip


def event_shape(it: Event, reader: Reader) -> EventShown:
    """An event as the interface describes it."""
    return EventShown(
        event=it.name, title=reader.text(it.title), lead=reader.text(it.lead),
        fields=[question_of(field, reader.text) for field in it.fields], asks=list(it.asks),
        follows=[reader.text(one) for one in it.follows],
    )  # fmt: skip


def _cards(request: Request) -> Cards:
    issuer = cards.issuer_of(portal_of(request))
    if issuer is None:
        return Cards(issuer=None, cards=[])
    with session(request) as connection:
        held = cards.cards_of(connection, issuer, person_of(request))
    names = {Status.GOOD: "good", Status.REVOKED: "revoked", Status.SUSPENDED: "suspended"}
    return Cards(
        issuer=issuer.key.issuer,
        cards=[
            Card(card=it.card, said=it.said, until=it.until, status=names[it.status], good=it.good) for it in held
        ],
    )  # fmt: skip

"""The counter over HTTP: a person came in; she is found, and what she came for is done for her.

The one thing to know: who is found is logged as looked at; what is done for her is a request like her own, made in the
clerk's name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from shebao.guard.access import allow
from shebao.portal.api.asking import EventShown, Follows, Told, event_shape, tell_for
from shebao.portal.api.mine import Asked, Receipt, RequestNumber, asked_shape, receipt_for
from shebao.portal.api.problem import GIVES, TAKES, Wrong, as_page, bearer
from shebao.portal.api.shapes import Day, Once, Sent, Text
from shebao.portal.forms import Form
from shebao.portal.pages import Pages, reader_of, session, who_of
from shebao.portal.person.events import event_of
from shebao.portal.person.requests import asked
from shebao.portal.staff import counter

pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])


class Met(BaseModel):
    """Somebody who was found."""

    person: int
    name: str
    birth: Day
    id_number: str


class Visit(Sent):
    """What a person came for, in her words."""

    kind: Literal["correction", "start-work", "move", "lose-work", "injury", "retire", "death"]
    said: Text = Field(max_length=1000)
    once: Once = ""


@pages.get("/people", summary="Find a person at the counter", responses=GIVES, openapi_extra=as_page("GET /counter"))
@allow("find person")
def find(
    request: Request,
    who: Annotated[str, Query(min_length=2, max_length=100, description="A whole name or the number of a document")],
) -> list[Met]:
    """Those of my place whose it is; everybody in the answer is logged as looked at."""
    with session(request) as connection:
        found = counter.find_people(connection, who_of(request), who.replace("\0", "").strip())
    return [
        Met.model_validate({"person": person, "name": name, "birth": birth, "id_number": number})
        for person, name, birth, number in found
    ]


@pages.post("/people/{person}/requests", status_code=201, summary="Take down what a person came for", responses=TAKES,
            openapi_extra=as_page("GET /people/{person}/visit", "POST /people/{person}/visit"))  # fmt: skip
@allow("serve person")
def take_down(request: Request, person: int, visit: Visit) -> list[Asked]:
    """Kept as her request, made here; all of hers, newest first."""
    form = Form(reader_of(request), visit.model_dump())
    with session(request) as connection:
        if not counter.take_down(connection, who_of(request), person, form):
            raise Wrong(form.errors)
        return [asked_shape(it, form.reader) for it in asked(connection, person)]


@pages.get("/people/{person}/events/{event}", summary="A life event and its fields, at the counter", responses=GIVES,
           openapi_extra=as_page("GET /people/{person}/events/{event}"))  # fmt: skip
@allow("serve person")
def event(request: Request, person: int, event: str) -> EventShown:
    """The person's own form: what is asked is little, for the record knows the rest."""
    return event_shape(event_of(event), reader_of(request))


@pages.post("/people/{person}/events/{event}", summary="Tell of a life event for who came in", responses=TAKES,
            openapi_extra=as_page("POST /people/{person}/events/{event}"))  # fmt: skip
@allow("serve person")
def tell(request: Request, person: int, event: str, told: Told) -> Follows:
    """What follows for her; with `sure`, it is kept as her request, told at the counter."""
    return tell_for(request, event, told, person, clerk=True)


@pages.get("/people/{person}/receipt", summary="The receipt of what she handed in", responses=GIVES,
           openapi_extra=as_page("GET /people/{person}/receipt"))  # fmt: skip
@allow("serve person")
def receipt(request: Request, person: int, number: RequestNumber = 0) -> Receipt | None:
    """To be printed for her; null where she handed in no such thing."""
    return receipt_for(request, person, number)

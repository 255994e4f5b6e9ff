"""What the pages for everyone tell beside a pension and the law: topics, cards, employers that want to be registered.

The one thing to know: nobody signs in here. What is asked is answered and forgotten; an application to be registered is
kept, and its state is told to who has its number.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from shebao.engine.texts import units_month
from shebao.guard.access import allow
from shebao.portal.api.problem import Wrong, as_page, problems
from shebao.portal.api.shapes import Answer, Day, Month, Once, Question, Sent, Text, answer_of, question_of
from shebao.portal.employer import register
from shebao.portal.forms import Form
from shebao.portal.language import N_, Reader
from shebao.portal.pages import Pages, portal_of, reader_of, session
from shebao.portal.papers.issue import grouped, plain_code
from shebao.portal.person import card
from shebao.portal.public.life import this_month
from shebao.portal.public.topics import TOPICS, Topic, answers_of, read_said, topic_of

PROBLEMS = problems(400, 404)
UNKNOWN_FIELD = N_("There is no field of this name; there are: {names}")
pages = Pages(include_in_schema=True)
Said = Annotated[
    dict[str, Annotated[str, Field(max_length=100)] | int],
    Field(description="By the names of the fields", max_length=30),
]


class TopicShown(BaseModel):
    """Something that can be asked: its fields in their order, and the quantities of the law it is answered by."""

    topic: str
    title: str
    lead: str
    fields: list[Question]
    asks: list[str]


class Asked(Sent):
    """What is said of a topic's fields."""

    said: Said


class Answers(BaseModel):
    """What the law says this month. said: as it was read."""

    month: Month
    said: dict[str, str]
    answers: list[Answer]


class Application(Sent):
    """An employer that wants to be registered."""

    credit_code: Text = Field(max_length=40)
    name: Text = Field(max_length=200)
    industry_class: int = Field(description="1 to 8: the risk class of work injury insurance")
    contact: Text = Field(max_length=200, description="Who can be asked")
    once: Once = ""


class Applied(BaseModel):
    """An application. number: by it its state is asked; accepted: null while nobody has decided."""

    number: str
    name: str
    credit_code: str
    applied: Day
    accepted: bool | None


def typed_of(said: dict[str, str | int]) -> dict[str, str]:
    """What is said, as an address would say it."""
    return {name: str(held).replace("\0", "") for name, held in said.items()}


@pages.get("/questions", responses=PROBLEMS, summary="What can be asked beside a pension",
           openapi_extra=as_page("GET /questions"))  # fmt: skip
@allow("public")
async def questions(request: Request) -> list[TopicShown]:
    """Unemployment, work injury, survivors, transfer: each with its fields."""
    return [_topic(it, reader_of(request)) for it in TOPICS.values()]


@pages.get("/questions/{topic}", responses=PROBLEMS, summary="One topic and its fields",
           openapi_extra=as_page("GET /questions/{topic}"))  # fmt: skip
@allow("public")
async def question(request: Request, topic: str) -> TopicShown:
    """What is to be said of it."""
    return _topic(topic_of(topic), reader_of(request))


@pages.post(
    "/questions/{topic}/answer", responses=problems(400, 404, 413), summary="What the law gives",
    openapi_extra=as_page("GET /questions/{topic}/answer", "GET /questions/{topic}/{ask}"),
)  # fmt: skip
@allow("ask by program")
async def answer(request: Request, topic: str, asked: Asked) -> Answers:
    """The answers with their trees; what is missing or wrong comes back by the name of its field."""
    about, reader, law = topic_of(topic), reader_of(request), portal_of(request).book
    form = Form(reader, typed_of(asked.said))
    for name in set(asked.said) - {it.fact for it in about.fields}:
        form.wrong(name, reader.text(UNKNOWN_FIELD).format(names=", ".join(it.fact for it in about.fields)))
    said = read_said(about, {name: held for name, held in form.typed.items() if held}, form)
    if form.errors:
        raise Wrong(form.errors)
    found = answers_of(law, about, said, reader)
    return Answers(month=units_month(this_month()), said=said, answers=[answer_of(law, it) for it in found])


@pages.post(
    "/registrations", status_code=201, responses=problems(400, 404, 413), summary="Apply as an employer",
    openapi_extra=as_page("GET /register", "POST /register"),
)  # fmt: skip
@allow("apply by program")
def apply(request: Request, application: Application) -> Applied:
    """The application is kept until an approver of the place has decided."""
    form = Form(reader_of(request), {name: str(held).strip() for name, held in application.model_dump().items()})
    industry = register.read_application(form)
    if industry is None:
        raise Wrong(form.errors)
    with session(request) as connection:
        number = register.keep_application(request, connection, form.typed, industry)
        return _applied(connection, number)


@pages.get("/registrations/state", responses=PROBLEMS, summary="How far an application is",
           openapi_extra=as_page("GET /register/state"))  # fmt: skip
@allow("public")
def state(request: Request, number: Annotated[str, Query(max_length=60)]) -> Applied:
    """By the number that applying gave."""
    with session(request) as connection:
        return _applied(connection, number)


@pages.get(
    "/cards/keys", response_class=Response, summary="The public keys of the issuer of digital cards",
    responses={**problems(404), 200: {"content": {"application/jwk-set+json": {}}, "description": "A JWK set"}},
    openapi_extra=as_page("GET /cards/keys"),
)  # fmt: skip
@allow("public")
async def keys(request: Request) -> Response:
    """For whoever checks a card without a network."""
    return await card.keys(request)


@pages.get(
    "/cards/list", response_class=Response, summary="The issuer's list of cards that are not good any more",
    responses={
        **problems(404), 200: {"content": {"application/statuslist+cwt": {}}, "description": "A status list, signed"},
        204: {"description": "No cards are issued here"},
    },
    openapi_extra=as_page("GET /cards/list"),
)  # fmt: skip
@allow("public")
async def revoked(request: Request) -> Response:
    """For whoever checks a card without a network."""
    return await card.revoked(request)


def _topic(it: Topic, reader: Reader) -> TopicShown:
    return TopicShown(
        topic=it.name, title=reader.text(it.title), lead=reader.text(it.lead),
        fields=[question_of(field, reader.text) for field in it.fields], asks=list(it.asks),
    )  # fmt: skip


def _applied(connection: Any, number: str) -> Applied:
    name, code, applied, accepted = register.state_of(connection, number)
    shown = grouped(plain_code(number))
    return Applied(number=shown, name=name, credit_code=code, applied=applied.date(), accepted=accepted)

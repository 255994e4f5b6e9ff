"""The pension over HTTP: of one month, for the slider of a page and for any program; of all months; and why.

The one thing to know: amounts are whole fen, months YYYY-MM, and `shown` says the same in the language asked for.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from shebao.engine.estimate import window_of
from shebao.engine.texts import units_month
from shebao.errors import ShebaoError
from shebao.guard.access import allow
from shebao.portal.api.problem import Wrong, as_page, problems
from shebao.portal.api.shapes import Fen, Month, Shape, Why, why_of
from shebao.portal.forms import Form
from shebao.portal.language import N_, Reader, reader
from shebao.portal.pages import Pages, portal_of
from shebao.portal.public import prospect as prospects
from shebao.portal.public.life import Life, read_life, this_month
from shebao.portal.why import rests_on, why

PROBLEMS = problems(400)
pages = Pages(include_in_schema=True)
NO_PENSION = N_("There is no pension of this month, so no amount has a reason.")


class Pension(BaseModel):
    """The pension of one month of retirement. None where the law gives none: `refusal` says why."""

    month: Month
    age_months: int
    pension_fen: Fen | None
    parts_fen: dict[str, int] = Field(description="Each part by its name in the law, in whole fen")
    needed_months: int | None = Field(description="Months of contributions the law asks for")
    counted_months: int | None = Field(description="Months of contributions there would be")
    refusal: str
    shown: dict[str, str]


class Point(BaseModel):
    """What retiring in a month brings."""

    month: Month
    pension_fen: Fen


class Change(Shape):
    """What would change the pension. name: more, longer, sooner, stop. query: the life that does so."""

    name: str
    query: dict[str, str]
    pension_fen: Fen | None
    difference_fen: Fen | None


class Prospect(BaseModel):
    """The whole answer: when, how much, the line over the months, and what would change it."""

    earliest: Month
    statutory: Month
    latest: Month
    base_fen: Fen = Field(description="The base that today's wage gives, a month")
    then_fen: Fen = Field(description="What is paid on from now, a month")
    chosen: Pension
    points: list[Point]
    changes: list[Change]
    assumed: list[str]


async def asked_life(
    who: Literal["men_60", "women_55", "women_50"],
    birth: Annotated[str, Query(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD")],
    place: Annotated[str, Query(pattern=r"^\d{6}$", description="Six digits, e.g. 330100")],
    paid: Annotated[int, Query(ge=0, le=540, description="Months paid so far, the last one just ended")],
    wage: Annotated[str, Query(max_length=16, description="Yuan a month today")],
    then: Annotated[str, Query(max_length=16, description="Yuan a month paid on from now; 0 stops")] = "",
    at: Annotated[str, Query(max_length=7, description="YYYY-MM; the statutory month unless said")] = "",
    move: Annotated[str, Query(max_length=6, description="Where contributions go on, if elsewhere")] = "",
    language: Literal["en", "zh", "fa"] = "en",
) -> tuple[Life, Reader]:
    """The life that is asked about and the language to answer in. Wrong by the parameter."""
    words = reader(language)
    form = Form(words)
    said = {"who": who, "birth": birth, "place": place, "paid": str(paid), "wage": wage, "then": then, "at": at,
            "move": move}  # fmt: skip
    life = read_life({name: value for name, value in said.items() if value}, form)
    if life is None:
        raise Wrong(form.errors)
    return life, words


Asked = Annotated[tuple[Life, Reader], Depends(asked_life)]


@pages.get(
    "/pension", response_model=Pension, responses=PROBLEMS, summary="What one person will get who retires in a month",
    openapi_extra=as_page("GET /my-pension", "GET /my-pension/{step}"),
)  # fmt: skip
@allow("public")
async def pension(request: Request, asked: Asked) -> JSONResponse:
    """The same answer as the page's, to the fen."""
    (life, words), book, now = asked, portal_of(request).book, this_month()
    if life.at is None:
        window = window_of(book, life.facts(book, now), life.move or life.place, now)
        life = life.but(at=window.statutory.value)
    return JSONResponse(_told(prospects.in_month(book, life, now, life.at or now, words), words))


@pages.get(
    "/pension/prospect", responses=PROBLEMS, summary="When one may retire, what each month brings, what changes it",
    openapi_extra=as_page("GET /my-pension/answer"),
)  # fmt: skip
@allow("public")
async def prospect(request: Request, asked: Asked) -> Prospect:
    """The answer of 'My pension' with every point of its line."""
    (life, words), book, now = asked, portal_of(request).book, this_month()
    try:
        found = prospects.prospect(book, life, now, words)
    except ShebaoError as error:
        raise Wrong({"life": prospects.why_not(book, error, {}, life.place, now, words)}) from None
    trace = found.chosen.trace
    return Prospect(
        earliest=units_month(found.window.earliest),
        statutory=units_month(found.window.statutory.value),
        latest=units_month(found.window.latest),
        base_fen=found.base,
        then_fen=found.then,
        chosen=Pension.model_validate(_told(found.chosen, words)),
        points=[Point(month=units_month(month), pension_fen=fen) for month, fen in found.points],
        changes=[
            Change(name=it.name, query=it.life.query(), pension_fen=it.pension, difference_fen=it.difference)
            for it in found.changes
        ],
        assumed=rests_on(trace, words) if trace else [],
    )


@pages.get(
    "/pension/why/{about}", responses=problems(400, 404), summary="The tree behind the amount, or behind the months",
    openapi_extra=as_page("GET /my-pension/why/{about}"),
)  # fmt: skip
@allow("public")
async def reasons(request: Request, about: Literal["amount", "months"], asked: Asked) -> Why:
    """Every step of the law with its article."""
    life, words = asked
    trace = prospects.trace_of(portal_of(request).book, life, this_month(), about, words)
    if trace is None:
        raise Wrong({"at": words.text(NO_PENSION)})
    found = why_of(why(trace, words))
    assert found is not None
    return found


def _told(found: prospects.Month, words: Reader) -> dict[str, object]:
    """One month as plain data."""
    shown = {"month": words.month(found.month), "age": words.span(found.age), "refusal": found.refusal}
    shown["pension"] = words.money(found.pension) if found.pension is not None else ""
    return {
        "month": units_month(found.month),
        "age_months": found.age,
        "pension_fen": found.pension,
        "parts_fen": dict(found.parts),
        "needed_months": found.needed,
        "counted_months": found.counted,
        "refusal": found.refusal,
        "shown": shown,
    }

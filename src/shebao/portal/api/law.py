"""The law over HTTP: one pension, for the slider of a page and for any program.

The one thing to know: amounts are whole fen, months YYYY-MM, and `shown` says the same in the language asked for.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from shebao.engine.texts import units_month
from shebao.guard.access import allow
from shebao.portal.api.problem import problems
from shebao.portal.forms import Form
from shebao.portal.language import reader
from shebao.portal.pages import Pages, portal_of
from shebao.portal.public.life import read_life, this_month
from shebao.portal.public.prospect import in_month

pages = Pages(include_in_schema=True)


class Pension(BaseModel):
    """The pension of one month of retirement. None where the law gives none: `refusal` says why."""

    month: str
    age_months: int
    pension_fen: int | None
    parts_fen: dict[str, int]
    needed_months: int | None
    counted_months: int | None
    refusal: str
    shown: dict[str, str]


@pages.get(
    "/pension",
    response_model=Pension,
    responses=problems(400),
    summary="What one person will get who retires in a month",
)
@allow("public")
async def pension(
    request: Request,
    who: Literal["men_60", "women_55", "women_50"],
    birth: Annotated[str, Query(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD")],
    place: Annotated[str, Query(pattern=r"^\d{6}$", description="Six digits, e.g. 330100")],
    paid: Annotated[int, Query(ge=0, le=540, description="Months paid so far, the last one just ended")],
    wage: Annotated[str, Query(max_length=16, description="Yuan a month today")],
    then: Annotated[str, Query(max_length=16, description="Yuan a month paid on from now; 0 stops")] = "",
    at: Annotated[str, Query(max_length=7, description="YYYY-MM; the statutory month unless said")] = "",
    move: Annotated[str, Query(max_length=6, description="Where contributions go on, if elsewhere")] = "",
    language: Literal["en", "zh", "fa"] = "en",
) -> JSONResponse:
    """The same answer as the page's, to the fen."""
    from shebao.portal.app import problem

    words, form = reader(language), Form(reader(language))
    said = {"who": who, "birth": birth, "place": place, "paid": str(paid), "wage": wage, "then": then, "at": at,
            "move": move}  # fmt: skip
    life = read_life({name: value for name, value in said.items() if value}, form)
    if life is None:
        return problem(422, "parameters are not what they must be", faults=form.errors)
    book, now = portal_of(request).book, this_month()
    if life.at is None:
        from shebao.engine.estimate import window_of

        window = window_of(book, life.facts(book, now), life.move or life.place, now)
        life = life.but(at=window.statutory.value)
    found = in_month(book, life, now, life.at or now, words)
    shown = {"month": words.month(found.month), "age": words.span(found.age), "refusal": found.refusal}
    shown["pension"] = words.money(found.pension) if found.pension is not None else ""
    return JSONResponse(
        {
            "month": units_month(found.month),
            "age_months": found.age,
            "pension_fen": found.pension,
            "parts_fen": dict(found.parts),
            "needed_months": found.needed,
            "counted_months": found.counted,
            "refusal": found.refusal,
            "shown": shown,
        }
    )

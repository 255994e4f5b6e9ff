"""What the answers of the interface are made of: money, months, days, the tree behind an amount.

The one thing to know: names say the unit (`_fen`, `_months`), months are YYYY-MM, days YYYY-MM-DD, places six digits;
what is for reading only (`label`, `shown`, `said`) is in the language of Accept-Language.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from shebao.engine.law import Law
from shebao.engine.texts import units_month
from shebao.law.units import parse_month
from shebao.portal.public.answers import Answered
from shebao.portal.public.fields import Field as Asked
from shebao.portal.why import Reason

MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


def _month(held: object) -> object:
    return units_month(held) if isinstance(held, int) else held


def _day(held: object) -> object:
    if isinstance(held, int):
        return datetime.date.fromordinal(held)
    return held.date() if isinstance(held, datetime.datetime) else held


def _place(held: object) -> object:
    return f"{held:06d}" if isinstance(held, int) else held


def _plain(text: str) -> str:
    # PostgreSQL has no zero byte, and nobody types one.
    return text.replace("\0", "")


Fen = Annotated[int, Field(description="Whole fen, a hundredth of a yuan")]
Month = Annotated[str, BeforeValidator(_month), Field(description="YYYY-MM", examples=["2026-11"])]
Day = Annotated[datetime.date, BeforeValidator(_day), Field(description="YYYY-MM-DD")]
Place = Annotated[str, BeforeValidator(_place), Field(description="Six digits (GB/T 2260)", examples=["330100"])]
Text = Annotated[str, AfterValidator(_plain)]
Once = Annotated[
    Text, Field(max_length=40, description="Any mark; a call that is sent again with the same one is kept once")
]
AskedMonth = Annotated[str, Query(pattern=rf"^$|{MONTH}", description="YYYY-MM; the newest there is unless said")]


class Shape(BaseModel):
    """What is answered, made of what the pages are made of."""

    model_config = ConfigDict(from_attributes=True)


class Sent(BaseModel):
    """What is sent. A name that is not known is a mistake and said to be one."""

    model_config = ConfigDict(extra="forbid")


class Why(Shape):
    """One quantity of the tree behind an amount, with those it was made of."""

    name: str = Field(description="Its name in the law: GET /api/v1/law/{name} tells more")
    label: str
    value: str = Field(description="As people write it, '' for a table and for what nobody stated")
    kind: str = Field(description="rule (computed), fact, given, default (not stated), figure (looked up)")
    cites: list[str] = Field(description="Document and article")
    said: str = Field(description="The rule in one sentence, in English")
    assumed: str = Field(description="What it rests on beside its source; '' where it rests on the source alone")
    reading: str = Field(description="The reading chosen where the text is ambiguous")
    again: bool = Field(description="Whether its own tree stands above already and is left out here")
    inputs: list[Why]


class Answer(Shape):
    """What the law answers to one question."""

    question: str = Field(description="The name of the quantity in the law")
    label: str
    value: int | None = Field(description="In whole `unit`s; null with a refusal")
    unit: str = Field(description="fen, months, month (year * 12 + month - 1), day (ordinal), yes_no …")
    shown: str = Field(description="The value as people write it")
    refusal: str = Field(description="Why there is no value; '' where there is one")
    assumed: list[str] = Field(description="Each assumption the value rests on")
    why: Why | None


class Choice(Shape):
    """One of the values a field takes."""

    value: str
    label: str


class Question(Shape):
    """A field to be said: how, and when."""

    name: str
    kind: str = Field(
        description="money (yuan, e.g. 8000.50), months (a whole number of them), whole, date (YYYY-MM-DD), "
        "choice (one of `choices`), place (six digits), text"
    )
    label: str
    hint: str
    choices: list[Choice]
    low: int = Field(description="The least, for whole; in fen for money")
    high: int = Field(description="The most, for whole")
    optional: bool = Field(description="Whether it may be left out")
    only_with: dict[str, list[str]] = Field(description="Asked only where another field has one of these values")


def said_month(text: str) -> int:
    """The number of a month of a query that was checked; 0 for ''."""
    return parse_month(text) if text else 0


def answer_of(law: Law, it: Answered) -> Answer:
    """An answer as the interface gives it."""
    why = Why.model_validate(it.reason) if it.reason else None
    return Answer(
        question=it.question, label=it.label, value=it.value, unit=law.unit_of(it.question).name, shown=it.shown,
        refusal=it.refusal, assumed=list(it.assumed), why=why,
    )  # fmt: skip


def why_of(reason: Reason | None) -> Why | None:
    """A tree as the interface gives it."""
    return Why.model_validate(reason) if reason else None


def question_of(it: Asked, text: Any) -> Question:
    """A field as the interface describes it. text: how the reader's language says a word."""
    return Question(
        name=it.fact, kind=it.kind, label=text(it.label), hint=text(it.hint) if it.hint else "",
        choices=[Choice(value=value, label=text(label) if label else "") for value, label in it.choices],
        low=it.low, high=it.high, optional=it.empty or ("" in dict(it.choices)),
        only_with={it.when[0]: list(it.when[1])} if it.when else {},
    )  # fmt: skip

"""The answer to a life: when to retire, what it brings, the line over all months, and what would change it.

The one thing to know: every number is the law's own, asked through the engine; a month whose pension cannot be
computed carries the reason. One answer costs about two milliseconds once its place and months have been asked before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shebao.engine.asks import lacking
from shebao.engine.errors import MissingFigure, MissingInput
from shebao.engine.estimate import PARTS, Window, window_of
from shebao.engine.law import Law
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError
from shebao.portal.language import Reader
from shebao.portal.public.life import Life

STEP = 12
"""Months between two points of the line, counted from the statutory month; the slider asks for any month between."""


@dataclass(frozen=True)
class Month:
    """One month of retirement: the pension with its trace, or why there is none.

    age: months. needed, counted: the months of contributions the law asks for, and those there would be.
    """

    month: int
    age: int
    trace: Trace | None
    needed: int | None
    counted: int | None
    refusal: str = ""

    @property
    def pension(self) -> int | None:
        """Fen a month."""
        return self.trace.value if self.trace else None

    @property
    def short(self) -> int:
        """Months of contributions that are missing."""
        return max(0, (self.needed or 0) - (self.counted or 0))

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The parts of the pension that are more than nothing, in the order of the award sheet."""
        nodes = self.trace.nodes if self.trace else {}
        found = [(name, nodes[name].value) for name in PARTS if name in nodes]
        return [(name, value) for name, value in found if isinstance(value, int) and value]


@dataclass(frozen=True)
class Change:
    """What would change the pension: what is done otherwise, and the life that does it."""

    name: str
    life: Life
    pension: int | None
    difference: int | None


@dataclass(frozen=True)
class Prospect:
    """The whole answer."""

    life: Life
    window: Window
    base: int
    then: int
    chosen: Month
    points: tuple[tuple[int, int], ...]
    changes: tuple[Change, ...]


def prospect(law: Law, life: Life, now: int, reader: Reader) -> Prospect:
    """The answer for a life asked in month `now`. law: with later figures carried on. ShebaoError without one."""
    base = life.base(law, now)
    facts = life.facts(law, now, base)
    window = window_of(law, facts, life.move or life.place, now)
    chosen = in_month(law, life, now, life.at or window.statutory.value, reader, facts, window)
    pensions: dict[int, int | None] = {chosen.month: chosen.pension}

    def pension_in(month: int) -> int | None:
        if month not in pensions:
            pensions[month] = _pension(law, life, now, month, facts, base)
        return pensions[month]

    statutory = window.statutory.value
    months = {
        window.earliest,
        *range(statutory - (statutory - window.earliest) // STEP * STEP, window.latest, STEP),
        window.latest,
        chosen.month,
    }
    points = [(month, pension_in(month)) for month in sorted(months) if window.earliest <= month <= window.latest]
    line = tuple((month, pension) for month, pension in points if pension is not None)
    changes: list[Change] = []
    then = base if life.then is None else life.then
    for name, other in _others(life, chosen.month, then, base, window):
        same = other.then == life.then and other.move == life.move
        pension = pension_in(other.at or 0) if same else _pension(law, other, now, other.at or 0, facts, base)
        known = pension is not None and chosen.pension is not None
        changes.append(Change(name, other, pension, (pension or 0) - (chosen.pension or 0) if known else None))
    return Prospect(life, window, base, then, chosen, line, tuple(changes))


def in_month(
    law: Law, life: Life, now: int, month: int, reader: Reader, facts: dict[str, Any] | None = None,
    window: Window | None = None,
) -> Month:  # fmt: skip
    """The pension of one month of retirement, with its trace."""
    facts = life.facts(law, now) if facts is None else facts
    place = life.move or life.place
    window = window or window_of(law, facts, place, now)
    age = month - window.birth_month
    if not window.earliest <= month <= window.latest:
        said = reader.text("The law lets you retire from {first} to {last}")
        refusal = said.format(first=reader.month(window.earliest), last=reader.month(window.latest))
        return Month(month, age, None, None, None, refusal)
    on, then = law.at(month, place), life.until(law, now, facts, month)

    def number(question: str) -> int | None:
        try:
            return on.values((question,), then)[question]
        except ShebaoError:
            return None

    needed, counted = number("minimum_months_paid"), number("contribution_months")
    try:
        return Month(month, age, on.explain("monthly_pension", then), needed, counted)
    except ShebaoError as error:
        return Month(month, age, None, needed, counted, why_not(law, error, then, place, month, reader))


def trace_of(law: Law, life: Life, now: int, about: str, reader: Reader) -> Trace | None:
    """The tree behind a life's months (about 'months') or its pension ('amount'); None where there is no pension."""
    facts = life.facts(law, now)
    window = window_of(law, facts, life.move or life.place, now)
    if about == "months":
        return window.statutory
    return in_month(law, life, now, life.at or window.statutory.value, reader, facts, window).trace


def why_not(law: Law, error: ShebaoError, facts: dict[str, Any], place: str, month: int, reader: Reader) -> str:
    """Why there is no amount, in the reader's words."""
    if isinstance(error, MissingFigure):
        said = reader.text("{figure} is not known for {place} in {when}, so no amount can be told")
        when = reader.digits(error.when)
        return said.format(figure=reader.name(error.figure), place=reader.place(error.region), when=when)
    if isinstance(error, MissingInput):
        lacks = lacking(law, ["monthly_pension"], facts, place, month)
        names = reader.text(", ").join(dict.fromkeys(reader.name(lack.name) for lack in lacks))
        return reader.text("no amount can be told without: {facts}").format(facts=names)
    return str(error)


def _pension(law: Law, life: Life, now: int, month: int, facts: dict[str, Any], base: int) -> int | None:
    try:
        then = life.until(law, now, facts, month, base)
        return law.at(month, life.move or life.place).values(("monthly_pension",), then)["monthly_pension"]
    except ShebaoError:
        return None


def _others(life: Life, at: int, then: int, base: int, window: Window) -> list[tuple[str, Life]]:
    """More, longer, shorter, stop: the lives with which this one is compared."""
    found = [("more", life.but(then=then * 3 // 2 if then else base, at=at))]
    if at < window.latest:
        found.append(("longer", life.but(at=min(window.latest, at + STEP))))
    if at > window.earliest:
        found.append(("sooner", life.but(at=max(window.earliest, at - STEP))))
    if then:
        found.append(("stop", life.but(then=0, at=at)))
    return found

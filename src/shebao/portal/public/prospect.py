"""The answer to a life: when to retire, what it brings, the line over all months, and what would change it.

The one thing to know: every number is the law's own, asked through the engine; a month whose pension cannot be
computed carries the reason. The month asked about is explained by the interpreter; the line and the comparisons, of
which only the amount is shown, are one call of the compiled loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shebao.engine.asks import lacking
from shebao.engine.errors import MissingFigure, MissingInput
from shebao.engine.estimate import PARTS, Window, window_of
from shebao.engine.law import Law
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError
from shebao.portal.language import Reader
from shebao.portal.public.life import Life

if TYPE_CHECKING:
    from shebao.engine.few import Row

NOT_ASKED = {"resident_account_balance": 0}
"""Stated of everybody in the line and the comparisons: without it the loop would lay out all subsidies of residents."""
STATED = (
    "birth", "sex", "retirement_track", "chosen_retirement_month", "stint_start", "stint_months", "stint_base",
    "stint_region", "stint_category", *NOT_ASKED,
)  # fmt: skip
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
    statutory = window.statutory.value
    chosen = in_month(law, life, now, life.at or statutory, reader, facts, window)
    months = {
        window.earliest,
        *range(statutory - (statutory - window.earliest) // STEP * STEP, window.latest, STEP),
        window.latest,
        chosen.month,
    }
    line = [(month, life.but(at=month)) for month in sorted(months) if window.earliest <= month <= window.latest]
    then = base if life.then is None else life.then
    others = _others(life, chosen.month, then, base, window)
    pensions = {life.but(at=chosen.month): chosen.pension}
    lives = list(dict.fromkeys(other for _, other in (*line, *others) if other not in pensions))
    pensions.update(zip(lives, _pensions(law, lives, now, facts, base), strict=True))
    points = [(month, pension) for month, other in line if (pension := pensions[other]) is not None]
    changes = [
        Change(name, other, pensions[other], _difference(pensions[other], chosen.pension)) for name, other in others
    ]
    return Prospect(life, window, base, then, chosen, tuple(points), tuple(changes))


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


def _pensions(law: Law, lives: list[Life], now: int, facts: dict[str, Any], base: int) -> list[int | None]:
    """The pension of each, all with the same past; None where there is none."""
    rows: list[Row] = []
    for life in lives:
        month = life.at or 0
        rows.append((month, life.move or life.place, {**NOT_ASKED, **life.until(law, now, facts, month, base)}))
    return law.few("monthly_pension", STATED).answers(rows)


def _difference(pension: int | None, other: int | None) -> int | None:
    return None if pension is None or other is None else pension - other


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

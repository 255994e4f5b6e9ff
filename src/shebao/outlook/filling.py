"""A figure with its holes filled by its rule, in every province or in the nation.

The one thing to know: amounts that grow keep their relation to a path (a wage, the residents' minimum): the relation
runs in a straight line between two published values and stays what it is before the first and after the last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from statistics import median_low

import numpy as np
import numpy.typing as npt

from shebao.engine.figures import Figure
from shebao.law.language import NATION
from shebao.law.units import MILLION
from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.growth import Paths
from shebao.outlook.rules import GROWING, SAYS, Rule
from shebao.outlook.spans import HELD, Known, filled, known, reach_of

Rates = npt.NDArray[np.float64]
ValueOf = Callable[[int], int]
ROOM = 100
"""How far above its declared bound an amount that grows for decades may go: the same for all scenarios, because the
bounds are proofs in the compiled law."""
CAPITAL = "0100"


def filled_figure(
    figure: Figure, rule: Rule, paths: Paths, interest: Rates, raised: tuple[int, float] | None = None
) -> tuple[Figure, dict[str, list[int]]]:
    """A figure with its holes filled, and for each place the years that were.

    interest: what accounts earn, by year from FIRST. raised: from which year on values that grow are how many times
    what they would be.
    """
    places = {"nation": (NATION,), "own": tuple(p for p in PROVINCES if p in figure.spans)}.get(rule.where, PROVINCES)
    spans = {place: figure.spans[place] for place in figure.spans}
    years_of: dict[str, list[int]] = {}
    reach = reach_of(figure, rule.first, rule.last)
    grows = rule.ends or rule.kind in GROWING
    for place in places:
        made = dict(spans.get(place, {}).items())
        for key in rule.keys:
            value_of = _Values(figure, rule, key, paths, interest, raised).of(place)
            now, years = filled(figure, place, key, reach, value_of, rule.says or SAYS[rule.kind], grows=grows)
            if years:
                made[key] = now
                years_of.setdefault(place, []).extend(years)
        if place in years_of:
            spans[place] = made
    high = figure.high * ROOM if grows and figure.high is not None else figure.high
    return replace(figure, spans=spans, high=high), years_of


class _Values:
    """What the holes of one figure and key get."""

    def __init__(
        self, figure: Figure, rule: Rule, key: int, paths: Paths, interest: Rates, raised: tuple[int, float] | None
    ) -> None:
        self.figure, self.rule, self.key, self.paths, self.interest = figure, rule, key, paths, interest
        self.raised = raised or (LAST + 1, 1.0)

    def of(self, place: str) -> ValueOf:
        """The value of a year for a place; made when the first hole asks."""
        ready: list[ValueOf] = []

        def value_of(year: int) -> int:
            if not ready:
                ready.append(getattr(self, f"_{self.rule.kind}", self._growing)(place))
            return ready[0](year)

        return value_of

    def _fixed(self, place: str) -> ValueOf:
        return lambda year: self.rule.value if year >= self.rule.since else 0

    def _interest(self, place: str) -> ValueOf:
        first, value = known(self.figure, place, self.key)[0]
        return lambda year: value if year < first else self._assumed_interest(year)

    def _residents_interest(self, place: str) -> ValueOf:
        by_year: dict[int, list[int]] = {}
        for province in PROVINCES:
            for year, value in known(self.figure, province, self.key):
                by_year.setdefault(year, []).append(value)
        years = sorted(by_year)
        means = [sum(by_year[year]) / len(by_year[year]) for year in years]
        return lambda year: (
            self._assumed_interest(year) if year > years[-1] else round(float(np.interp(year, years, means)))
        )

    def _assumed_interest(self, year: int) -> int:
        return round(float(self.interest[max(year - FIRST, 0)]) * MILLION)

    def _of_income(self, place: str) -> ValueOf:
        incomes = self.paths.incomes[place]
        return lambda year: round(incomes[year - 1] * self.rule.value / 12)

    def _stays(self, place: str) -> ValueOf:
        points = known(self.figure, place, self.key) or self._given(place)
        return lambda year: next((value for at, value in reversed(points) if at <= year), points[0][1])

    def _growing(self, place: str) -> ValueOf:
        """The published value nearest in time, moved along the path."""
        points = [p for p in known(self.figure, place, self.key) if p[1]] or self._given(place)
        path = self.paths.of(self.rule.kind, place)
        at = np.array([year for year, _ in points]) - self.paths.first
        ratios = np.array([value for _, value in points]) / path[at]
        wanted = np.arange(LAST + 1 - self.paths.first)
        step, (year, times) = self.rule.step, self.raised
        factor = np.where(wanted + self.paths.first >= year, times, 1.0)
        values = np.rint(np.interp(wanted, at, ratios) * path[wanted] * factor / step).astype(np.int64) * step
        return lambda year: int(values[year - self.paths.first])

    def _given(self, place: str) -> Known:
        """What a province without any value of its own takes: the capital's, else the middle of the others'."""
        capital = [p for p in known(self.figure, place[:2] + CAPITAL, self.key) if p[1]]
        if capital:
            return capital
        rows = {p: known(self.figure, p, self.key) for p in PROVINCES}
        if self.rule.kind == "stays":
            return [(FIRST, median_low([row[-1][1] for row in rows.values() if row]))]
        ratios = [
            row[-1][1] / self.paths.of(self.rule.kind, p)[row[-1][0] - self.paths.first]
            for p, row in rows.items()
            if row and row[-1][1]
        ]
        return [(HELD, round(median_low(ratios) * self.paths.of(self.rule.kind, place)[HELD - self.paths.first]))]

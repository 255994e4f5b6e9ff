"""The law's figures for every province and every year to 2100: published where they are, carried by a rule elsewhere.

The one thing to know: nothing published is changed up to 2026. A value in force without an end holds through 2026 and
grows from 2027 on; holes are filled as `rules` says. Every value so made is marked as assumed in the law itself, and
`Carried.assumed` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shebao.engine.errors import BadInput
from shebao.engine.figures import Figure, Later
from shebao.engine.law import Law
from shebao.engine.texts import Text
from shebao.law.language import NATION
from shebao.outlook.adjustments import PLAIN_RATE, scheme_years
from shebao.outlook.axes import FIRST, LAST, PROVINCES, YEARS
from shebao.outlook.filling import filled_figure
from shebao.outlook.growth import paths_of
from shebao.outlook.rules import DOUBTED, DOUBTED_SAYS, EARLIER, GROWING, RULES, SAYS
from shebao.outlook.spans import HELD
from shebao.outlook.tiers import FIGURE as TIERS
from shebao.outlook.tiers import SAYS as TIERS_SAY
from shebao.outlook.tiers import subsidies

Rates = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Assumed:
    """Values that nobody has published: of which figure, where, for which years, and by what rule they were made."""

    figure: str
    provinces: tuple[str, ...]
    first: int
    last: int
    rule: str


@dataclass(frozen=True)
class Carried:
    """The law with its figures carried, and the list of what was assumed. Lay reforms over `law`: they win.

    resident_level: [years], how many times the standard of 2026 a year's residents' standard is (1 until 2026): what
    premiums are divided by before they are asked about, since their tiers are in yuan of today.
    """

    law: Law
    assumed: tuple[Assumed, ...]
    resident_level: Rates


def carry(
    law: Law,
    wage_growth: Rates,
    price_growth: Rates,
    *,
    account_interest: Rates,
    resident_interest: Rates | None = None,
    indexation: tuple[float, float],
    resident_indexation: tuple[float, float],
    raised: Mapping[str, tuple[int, float]] | None = None,
) -> Carried:
    """The law with a figure for every province and year 2012..2100 that the outlook's questions ask for.

    wage_growth: [years] or [years, provinces], of a year over the year before, as a share; price_growth and
    account_interest: [years], of employees' accounts; resident_interest: [years], of residents', the same where it is
    not given. indexation: which shares of the growth of prices and of wages in the year before a pension rises by after
    the last published scheme; resident_indexation: the same for residents' standards.
    raised: a figure that grows, from which year and by what factor: unlike a reform's value it goes on growing.
    A reform laid over the result wins, save where it says keep_local: what is carried for a province is local.
    Errors: BadInput for arrays of another shape, for a value that is no number, for `raised` figures that do not grow.
    """
    wages = np.asarray(wage_growth, dtype=np.float64)
    if wages.ndim == 1:
        wages = np.repeat(wages[:, None], len(PROVINCES), axis=1)
    prices, interest = np.asarray(price_growth, dtype=np.float64), np.asarray(account_interest, dtype=np.float64)
    residents = interest if resident_interest is None else np.asarray(resident_interest, dtype=np.float64)
    for name, array, shape in (
        ("wage_growth", wages, (YEARS, len(PROVINCES))),
        ("price_growth", prices, (YEARS,)),
        ("account_interest", interest, (YEARS,)),
        ("resident_interest", residents, (YEARS,)),
    ):
        if array.shape != shape or not np.isfinite(array).all():
            raise BadInput(name, array.shape, f"a number for each year {FIRST}..{LAST}: {shape}")
    for name, (year, _) in (raised or {}).items():
        if name not in RULES or RULES[name].kind not in GROWING or not HELD < year <= LAST:
            growing = ", ".join(sorted(n for n in RULES if RULES[n].kind in GROWING))
            raise BadInput("raised", f"{name} {year}", f"one of {growing}, from a year {HELD + 1}..{LAST}")
    figures = dict(law.figures)
    figures["index_wage"] = _without_doubted(figures["index_wage"])
    paths = paths_of(law, figures["index_wage"], wages, prices, resident_indexation)
    notes: list[Assumed] = []
    for name, rule in RULES.items():
        earns = residents if rule.kind == "residents_interest" else interest
        figures[name], years = filled_figure(figures[name], rule, paths, earns, (raised or {}).get(name))
        notes += _notes(name, rule.says or SAYS[rule.kind], years)
    rises = indexation[0] * prices + indexation[1] * wages.mean(axis=1)
    schemes, years = scheme_years(figures, rises)
    figures.update(schemes)
    notes += _notes("adjustment_level_rate", PLAIN_RATE, years)
    figures[TIERS] = subsidies(figures[TIERS])
    notes.append(Assumed(TIERS, PROVINCES, FIRST, LAST, TIERS_SAY))
    notes += [Assumed(n, (NATION,), FIRST, law.rules[n][0].since // 12, says) for n, says in EARLIER.items()]
    notes += [Assumed("index_wage", (place,), *DOUBTED[place], DOUBTED_SAYS) for place in DOUBTED]
    lean = {name: _of_provinces(figure) for name, figure in figures.items()}
    made = law.with_figures(lean, {**law.rules, **_earlier(law)})
    return Carried(made, tuple(notes), paths.resident_level())


def _of_provinces(figure: Figure) -> Figure:
    """A figure without the values of cities, which the outlook never asks about: its tables are half as large."""
    spans = figure.spans
    return replace(figure, spans=Later(lambda: {p: spans[p] for p in spans if p == NATION or p in PROVINCES}))


def _without_doubted(figure: Figure) -> Figure:
    """The index wages without what their source has filled in itself."""
    spans = {place: figure.spans[place] for place in figure.spans}
    for place, (first, last) in DOUBTED.items():
        spans[place] = {0: tuple(span for span in spans[place][0] if not first <= span.since <= last)}
    return replace(figure, spans=spans)


def _earlier(law: Law) -> dict[str, tuple[Text, ...]]:
    """Texts that begin later than the outlook, holding from its start."""
    return {name: tuple(replace(t, since=min(t.since, FIRST * 12)) for t in law.rules[name]) for name in EARLIER}


def _notes(figure: str, rule: str, years: Mapping[str, Iterable[int]]) -> list[Assumed]:
    """One line for the past and one for the years after 2026."""
    made: list[Assumed] = []
    for begin, end in ((0, HELD), (HELD + 1, LAST)):
        here = {place: [y for y in ys if begin <= y <= end] for place, ys in years.items()}
        every = [y for ys in here.values() for y in ys]
        if every:
            made.append(Assumed(figure, tuple(sorted(p for p in here if here[p])), min(every), max(every), rule))
    return made

"""The law's figures for every province and every year to 2100: published where they are, carried by a rule elsewhere.

The one thing to know: nothing published is changed up to 2026. A value in force without an end holds through 2026 and
grows from 2027 on; holes of the past follow the province's average wage, or the value next to them. Every value so
made is marked as assumed, and `Carried.assumed` lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shebao.engine.errors import BadInput
from shebao.engine.figures import Figure, Span
from shebao.engine.law import Law
from shebao.engine.texts import Text
from shebao.law.language import NATION
from shebao.law.units import MILLION
from shebao.outlook.adjustments import scheme_years
from shebao.outlook.growth import Paths, paths_of
from shebao.outlook.spans import FIRST, HELD, LAST, Known, assumed_span, filled, known, reach_of

Rates = npt.NDArray[np.float64]
YEARS = LAST - FIRST + 1
PROVINCES = tuple(
    f"{p}0000"
    for p in (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
              61, 62, 63, 64, 65)
)  # fmt: skip
"""The provinces in the order of their codes: the index P of every table of the outlook."""
OLDEST = 1978
"""The first year of a history that an award may read."""


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
    """The law with its figures carried, and the list of what was assumed. Lay reforms over `law`: they win."""

    law: Law
    assumed: tuple[Assumed, ...]


@dataclass(frozen=True)
class Rule:
    """How the holes of a figure are filled.

    kind: `wage` (the province's average wage of the year before), `income` (that of the year itself), `prices`,
    `residents` (the residents' standard), `stays` (the value next in time), `fixed` (`value`), `interest`.
    keys: the keys that are filled. first: the first year. nation: filled for the nation, not for each province.
    ends: a value in force without an end ends with 2026 all the same.
    """

    kind: str
    keys: tuple[int, ...] = (0,)
    value: int = 0
    first: int = FIRST
    nation: bool = False
    ends: bool = False
    step: int = 1


SAYS = {
    "wage": "follows the average wage of the province",
    "income": "follows the average wage of the province, year by year",
    "prices": "follows prices",
    "residents": "follows the standard of residents' pensions",
    "stays": "stays as next published in time",
    "fixed": "none",
    "interest": "the interest assumed for accounts",
    "scheme": "a plain rate: the nation's until 2025, then price and wage shares",
    "text": "the rates of October 2015 are taken for the years before",
}
YUAN = 100
ROOM = 100
"""How far above its declared bound an amount that grows for decades may go: the same for all scenarios, because the
bounds are proofs in the compiled law."""
RULES: dict[str, Rule] = {
    "index_wage": Rule("wage", first=OLDEST, step=YUAN),
    "published_reference_wage": Rule("wage", first=FIRST - 1, step=YUAN),
    "published_base_wage": Rule("wage", ends=True, step=YUAN),
    "published_base_floor": Rule("fixed", (0, 1, 2), ends=True),
    "published_base_ceiling": Rule("fixed", (0, 1, 2), ends=True),
    "published_index_wage_base": Rule("fixed", nation=True),
    "published_interest_rate": Rule("interest", first=OLDEST, nation=True),
    "only_child_average": Rule("stays"),
    "employer_unemployment_rate": Rule("stays"),
    "employee_unemployment_rate": Rule("stays"),
    "injury_rate_cut": Rule("fixed"),
    "injury_class_rate": Rule("stays", tuple(range(1, 9)), nation=True),
    "injury_float_table": Rule("stays", tuple(range(5)), nation=True),
}
EARLIER = {"injury_rate": "2012-01", "injury_float": "2012-01", "injury_float_step": "2012-01"}
"""Rules that begin later than the outlook and are taken to hold from its start."""


def carry(
    law: Law,
    wage_growth: Rates,
    price_growth: Rates,
    *,
    account_interest: Rates,
    indexation: tuple[float, float] = (0.5, 0.5),
    resident_indexation: tuple[float, float] = (0.5, 0.5),
) -> Carried:
    """The law with a figure for every province and year 2012..2100 that the outlook's questions ask for.

    wage_growth: [years] or [years, provinces], of a year over the year before, as a share; price_growth and
    account_interest: [years]. indexation: what of the growth of prices and of wages in the year before a pension
    rises by after the last published scheme; resident_indexation: the same for residents' standards.
    Errors: BadInput for arrays of another shape.
    """
    wages = np.asarray(wage_growth, dtype=np.float64)
    if wages.ndim == 1:
        wages = np.repeat(wages[:, None], len(PROVINCES), axis=1)
    for name, array, shape in (
        ("wage_growth", wages, (YEARS, len(PROVINCES))),
        ("price_growth", np.asarray(price_growth), (YEARS,)),
        ("account_interest", np.asarray(account_interest), (YEARS,)),
    ):
        if array.shape != shape:
            raise BadInput(name, array.shape, f"one value a year {FIRST}..{LAST}: {shape}")
    paths = paths_of(law, PROVINCES, wages, np.asarray(price_growth, dtype=np.float64), resident_indexation)
    figures = dict(law.figures)
    notes: list[Assumed] = []
    interest = np.asarray(account_interest, dtype=np.float64)
    for name, rule in RULES.items():
        figures[name], years = _carried(figures[name], rule, paths, interest)
        notes += _notes(name, SAYS[rule.kind], years)
    rises = indexation[0] * np.asarray(price_growth) + indexation[1] * wages.mean(axis=1)
    changed, years = scheme_years(figures, PROVINCES, rises)
    figures.update(changed)
    notes += _notes("adjustment_level_rate", SAYS["scheme"], years)
    made = law.with_figures(figures)
    rules = dict(made.rules)
    for name in EARLIER:
        rules[name] = tuple(_from_the_start(text) for text in rules[name])
        notes.append(Assumed(name, (NATION,), FIRST, 2015, SAYS["text"]))
    made.rules = rules
    return Carried(made, tuple(notes))


def _from_the_start(text: Text) -> Text:
    return replace(text, since=min(text.since, FIRST * 12))


def _carried(figure: Figure, rule: Rule, paths: Paths, interest: Rates) -> tuple[Figure, dict[str, list[int]]]:
    """A figure with its holes filled, and for each place the years that were."""
    places = (NATION,) if rule.nation else PROVINCES
    spans = {place: figure.spans[place] for place in figure.spans}
    filled_years: dict[str, list[int]] = {}
    reach = reach_of(figure, rule.first)
    grows = rule.ends or rule.kind in ("wage", "income", "prices", "residents")
    for key in rule.keys:
        donor = _donor(figure, rule, key, paths)
        for place in places:
            value_of = _values(figure, rule, place, key, paths, interest, donor)
            made, years = filled(figure, place, key, reach, value_of, SAYS[rule.kind], grows=grows)
            if years:
                spans[place] = {**dict(spans.get(place, {}).items()), key: made}
                filled_years.setdefault(place, []).extend(years)
    high = figure.high * ROOM if grows and figure.high is not None else figure.high
    return replace(figure, spans=spans, high=high), filled_years


def _donor(figure: Figure, rule: Rule, key: int, paths: Paths) -> Callable[[str], Known]:
    """What a province without any value of its own takes: the capital's, else the middle of the other provinces'."""
    rows = {place: known(figure, place, key) for place in PROVINCES}
    last = {place: row[-1] for place, row in rows.items() if row}

    def given(place: str) -> Known:
        capital = known(figure, place[:2] + "0100", key)
        if capital or not last:
            return capital
        if rule.kind == "stays":
            return [(FIRST, Counter(value for _, value in last.values()).most_common(1)[0][0])]
        path = {p: paths.of(rule.kind, p) for p in (*last, place)}
        ratio = float(np.median([value / path[p][year - paths.first] for p, (year, value) in last.items()]))
        return [(HELD, round(ratio * path[place][HELD - paths.first]))]

    return given


def _values(
    figure: Figure, rule: Rule, place: str, key: int, paths: Paths, interest: Rates, donor: Callable[[str], Known]
) -> Callable[[int], int]:
    """The value that a hole of a year gets."""
    if rule.kind == "fixed":
        return lambda year: rule.value
    if rule.kind == "interest":
        first = known(figure, place, key)[0]
        return lambda year: first[1] if year < first[0] else round(interest[year - FIRST] * MILLION)
    points = known(figure, place, key) or donor(place)
    if rule.kind == "stays":
        return lambda year: next((value for at, value in reversed(points) if at <= year), points[0][1])
    path = paths.of(rule.kind, place)
    years = np.array([year for year, _ in points])
    ratios = np.array([value for _, value in points]) / path[years - paths.first]
    wanted = np.arange(paths.first, LAST + 1)
    values = np.rint(np.interp(wanted, years, ratios) * path[: len(wanted)] / rule.step).astype(np.int64) * rule.step
    return lambda year: int(values[year - paths.first])


def _notes(figure: str, rule: str, years: Mapping[str, Iterable[int]]) -> list[Assumed]:
    """One line for the past and one for the years after 2026."""
    made: list[Assumed] = []
    for wanted in (lambda y: y <= HELD, lambda y: y > HELD):
        here = {place: [y for y in set(ys) if wanted(y)] for place, ys in years.items()}
        here = {place: ys for place, ys in here.items() if ys}
        if here:
            every = [y for ys in here.values() for y in ys]
            made.append(Assumed(figure, tuple(sorted(here)), min(every), max(every), rule))
    return made

"""The yearly adjustment of pensions where no scheme is published whole: a plain rate on the pension, nothing else.

The one thing to know: the rate goes through the law's own rules (`adjustment_level_rate`); every other part of the
scheme is set to what means "none" for the years without a published scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from shebao.engine.figures import Figure, Span
from shebao.law.language import NATION
from shebao.law.units import MILLION
from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.spans import assumed_span, overlaid

RATE = "adjustment_level_rate"
MOST = 100_000
PLAIN_RATE = "no scheme: a plain rate, the nation's of the year, after the last what price and wage shares give"
PARTS = {
    "adjustment_fixed_amount": (0, 0), "adjustment_year_bands": (0, 0), "adjustment_age_bands": (0, 0),
    "adjustment_level_limit": (0, 0), "adjustment_level_by_post": (0, 0), "adjustment_level_minimum": (0, 0),
    "adjustment_floor_before": (0, 0), "adjustment_low_pension_limit": (0, 0), "adjustment_old_retiree_price": (0, 0),
    "adjustment_sum_step": (0, 1), "adjustment_level_step": (0, 1), "adjustment_years_step": (0, 1),
    "adjustment_months_step": (0, 1), "adjustment_class_price": (0, 0), "adjustment_years_flat": (0, 0),
    "adjustment_years_minimum": (0, 0), "adjustment_hard_table": (0, 0), "adjustment_age_women_from": (0, 0),
}  # fmt: skip
"""Parts of a scheme: the key of everybody's row, and the value that means none."""


def scheme_years(
    figures: Mapping[str, Figure], rises: npt.NDArray[np.float64]
) -> tuple[dict[str, Figure], dict[str, list[int]]]:
    """The figures of the schemes with a plain rate where a province has no whole one, and the years of that.

    rises: what pensions rise by for a year's growth of prices and wages [years]; paid in the January after.
    """
    spans = {name: {p: dict(figures[name].spans.get(p, {}).items()) for p in PROVINCES} for name in (RATE, *PARTS)}
    without: dict[str, list[int]] = {}
    for place in PROVINCES:
        years = [year for year in range(FIRST, LAST + 1) if not _whole(figures, place, year * 12)]
        without[place] = years
        rates = [assumed_span(y * 12, y * 12 + 11, _rate(figures, y, rises), PLAIN_RATE) for y in years]
        _lay(spans[RATE][place], 0, rates)
        for name, (key, none) in PARTS.items():
            over = _runs(_other_years(figures[name], place, years, key, none))
            _lay(spans[name][place], key, [assumed_span(a * 12, b * 12 + 11, none, PLAIN_RATE) for a, b in over])
    changed = {
        name: replace(figures[name], spans={**{p: figures[name].spans[p] for p in figures[name].spans}, **made})
        for name, made in spans.items()
    }
    return changed, without


def _other_years(figure: Figure, place: str, years: list[int], key: int, value: int) -> list[int]:
    """The years in which a figure has another value in a place, in some month."""
    spans = [*figure.spans.get(NATION, {}).get(key, ()), *figure.spans.get(place, {}).get(key, ())]
    if len(spans) == 1 and spans[0].value == value and spans[0].since <= FIRST * 12 and spans[0].until > LAST * 12 + 11:
        return []
    months = [(year, month) for year in years for month in (year * 12, year * 12 + 11)]
    found = {year for year, month in months if (span := figure.look(place, month, key)) is None or span.value != value}
    return sorted(found)


def _lay(spans: dict[int, tuple[Span, ...]], key: int, over: list[Span]) -> None:
    if over:
        spans[key] = overlaid(spans.get(key, ()), over)


def _runs(years: list[int]) -> list[tuple[int, int]]:
    """Years in a row, as first and last."""
    runs: list[tuple[int, int]] = []
    for year in years:
        if runs and runs[-1][1] == year - 1:
            runs[-1] = runs[-1][0], year
        else:
            runs.append((year, year))
    return runs


def _rate(figures: Mapping[str, Figure], year: int, rises: npt.NDArray[np.float64]) -> int:
    """The nation's rate of the year; after the last one what prices and wages of the year before give."""
    national = figures["national_adjustment_rate"].look(NATION, year)
    if national is not None and national.value is not None:
        return min(national.value, MOST)
    return min(max(round(float(rises[max(year - 1 - FIRST, 0)]) * MILLION), 0), MOST)


def _whole(figures: Mapping[str, Figure], place: str, month: int) -> bool:
    """Whether a province's scheme of a year is published with all its parts for everybody's row."""

    def value(name: str, key: int = 0) -> int | None:
        span = figures[name].look(place, month, key)
        return None if span is None else span.value

    bands, ages = value("adjustment_year_bands"), value("adjustment_age_bands")
    if bands is None or ages is None or value(RATE) is None or value("adjustment_fixed_amount") is None:
        return False
    needed = [("adjustment_class_price", 0), ("adjustment_hard_table", 0), ("adjustment_level_minimum", 0)]
    needed += [("adjustment_year_price", band) for band in range(1, bands + 1)]
    needed += [("adjustment_years_to", band) for band in range(1, bands + 1)]
    needed += [(name, band) for name in ("adjustment_age_from", "adjustment_age_amount") for band in range(1, ages + 1)]
    if value("adjustment_level_limit"):
        needed += [(f"adjustment_level_{name}", 0) for name in ("below", "above", "each_hundred")]
    if value("adjustment_low_pension_limit"):
        needed.append(("adjustment_low_pension_extra", 0))
    return all(value(name, key) is not None for name, key in needed)

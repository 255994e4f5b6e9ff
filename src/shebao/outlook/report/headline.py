"""The first table of the report: what became of each scenario, in a handful of figures.

The one thing to know: it is computed from the exact fen of the result and written into the HTML, so it needs no script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from shebao.outlook.readings import exhausted
from shebao.outlook.report.payload import FEN_A_UNIT, NATION, Result

FUND = "employee_pension"
# The year whose support ratio and surplus stand for the middle of the century, and the cohort that retires about then.
MIDDLE = 2050
COHORT = 1990
# Constant prices are those of this year, when the result knows them.
PRICES_OF = 2025


@dataclass(frozen=True)
class Row:
    """One scenario. Money in millions of yuan (of PRICES_OF when `constant`), shares and ratios as plain numbers."""

    name: str
    titles: Mapping[str, str]
    last: int
    exhausted: int | None
    peak_year: int | None
    peak: float | None
    surplus: float | None
    share_of_gdp: float | None
    constant: bool
    support_now: float | None
    support_middle: float | None
    support_last: float | None
    replacement: float | None


def rows(results: Sequence[Result]) -> list[Row]:
    """One row a scenario, in the order given."""
    return [_row(result) for result in results]


def _row(result: Result) -> Row:
    funds = _series(result.funds, "item", "fen", {"fund": FUND})
    people = _series(result.people, "measure", "persons", {})
    balance = funds.get("balance", {})
    prices, gdp = _by_year(result.meta.get("price_index")), _by_year(result.meta.get("gdp"))
    constant = PRICES_OF in prices

    def real(year: int) -> float:
        factor = prices[PRICES_OF] / prices[year] if constant and year in prices else 1.0
        return balance[year] / FEN_A_UNIT * factor

    last = max(balance, default=0)
    middle = min(MIDDLE, last)
    peak_year = max(balance, key=real, default=None)
    surplus = None
    if middle in funds.get("income", {}):
        surplus = funds["income"][middle] - funds["spending"][middle]
    deflate = prices[PRICES_OF] / prices[middle] if constant and middle in prices else 1.0
    return Row(
        name=result.name,
        titles=result.titles,
        last=last,
        exhausted=exhausted(balance),
        peak_year=peak_year,
        peak=None if peak_year is None else real(peak_year),
        surplus=None if surplus is None else surplus / FEN_A_UNIT * deflate,
        share_of_gdp=surplus / gdp[middle] if surplus is not None and middle in gdp else None,
        constant=constant,
        support_now=_support(people, PRICES_OF),
        support_middle=_support(people, middle),
        support_last=_support(people, last),
        replacement=_replacement(result),
    )


def _support(people: Mapping[str, Mapping[int, float]], year: int) -> float | None:
    """Insured who are not retired (flexible workers among them) for each retiree."""
    insured, retirees = (people.get(measure, {}).get(year) for measure in ("in_service", "retirees"))
    return insured / retirees if insured is not None and retirees else None


def _replacement(result: Result) -> float | None:
    """Mean first pension over last wage of the cohort, weighted by persons."""
    table = result.cohorts
    born = np.asarray(table["birth_year"].to_numpy())
    rate = np.asarray(table["replacement_ppm"].to_numpy(), np.float64)
    persons = np.asarray(table["persons"].to_numpy(), np.float64)
    chosen = (born == COHORT) & np.isfinite(rate) & (persons > 0)
    return float(np.average(rate[chosen], weights=persons[chosen]) / 1e6) if chosen.any() else None


def _series(table: Any, key: str, column: str, where: Mapping[str, str]) -> dict[str, dict[int, Any]]:
    """The nation's values by key and year."""

    kept = table.filter(pc.field("province") == NATION)
    for name, value in where.items():
        kept = kept.filter(pc.field(name) == value)
    found: dict[str, dict[int, Any]] = {}
    for year, name, value in zip(
        kept["year"].to_pylist(), kept[key].to_pylist(), kept[column].to_pylist(), strict=True
    ):
        found.setdefault(name, {})[year] = value
    return found


def _by_year(values: Mapping[Any, float] | None) -> dict[int, float]:
    return {int(year): float(value) for year, value in (values or {}).items()}

"""The economy of a run: mean wage, prices, product and the provinces' relative wages from 2012 to 2100.

The one thing to know: past years are statistics (`data/economy.csv`, `data/province_wages.csv`, each row with its
source and status), later ones grow by the assumptions. The mean wage of insured employees is the weighted mean of what
the statistics call non-private and private units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from shebao.outlook import tables
from shebao.outlook.axes import FIRST, LAST, PROVINCES, YEARS
from shebao.outlook.yearly import Array

if TYPE_CHECKING:
    from shebao.outlook.assumptions import Assumptions, Flag

UNSEEN = "M"
"""Status of a figure written down from memory: carried, flagged, and no evidence for anything."""


@dataclass(frozen=True, eq=False)
class Economy:
    """Arrays over years from 2012 to 2100; the arrays are not to be written to.

    wage: [Y] int64, national mean wage of insured employees, fen a month. prices: [Y] price level, 2012 is 1.
    wage_growth, price_growth: [Y] rates over the year before. relative: [Y, P] a province's mean wage as a multiple of
    the nation's. gdp: [Y] int64, nominal product, fen a year. flagged: what rests on unseen or missing figures.
    """

    wage: np.ndarray
    prices: Array
    wage_growth: Array
    price_growth: Array
    relative: Array
    gdp: np.ndarray
    flagged: tuple[Flag, ...]

    @classmethod
    def of(cls, assumptions: Assumptions) -> Economy:
        """The economy that the assumptions make of the known past."""
        a = assumptions
        start = _blend(a.nonprivate_share)[FIRST] / 12 * 100
        growth = np.concatenate(([1.0], 1 + a.wage_growth[1:]))
        wage = np.rint(start * np.cumprod(growth)).astype(np.int64)
        prices: Array = np.cumprod(np.concatenate(([1.0], 1 + a.price_growth[1:])), dtype=np.float64)
        relative = _relative(wage / 100, a.wage_convergence)
        gdp = _gdp(a.wage_growth, a.employment_growth)
        for array in (wage, prices, relative, gdp):
            array.flags.writeable = False
        return cls(wage, prices, a.wage_growth, a.price_growth, relative, gdp, flags())

    def province_wage(self) -> np.ndarray:
        """[Y, P] int64, mean wage of insured employees in each province, fen a month."""
        return np.rint(self.wage[:, None] * self.relative).astype(np.int64)

    def share_of_gdp(self, fen: np.ndarray) -> Array:
        """A sum of each year as a share of the year's product. fen: [Y]."""
        return np.asarray(fen / self.gdp, dtype=np.float64)


def known_wage_growth(nonprivate_share: float) -> Array:
    """Growth of the mean wage in the years from 2012 on for which both means are published."""
    blend = _blend(nonprivate_share)
    return np.array([blend[year] / blend[year - 1] - 1 for year in range(FIRST, max(blend) + 1)])


def known_price_growth() -> Array:
    """Growth of consumer prices in the years from 2012 on for which it is published."""
    known = _series()["cpi_change"]
    return np.array([known[year] / 100 for year in range(FIRST, max(known) + 1)])


def unemployment() -> dict[int, float]:
    """The surveyed rate of unemployment in towns, percent, mean of the year; published since 2018."""
    return dict(_series()["surveyed_unemployment"])


@lru_cache(maxsize=1)
def flags() -> tuple[Flag, ...]:
    """What of the known past is from memory, or missing and taken from a neighbouring year."""
    from shebao.outlook.assumptions import Flag

    unseen: dict[str, list[str]] = {}
    table = _economy()
    for indicator, year, status in zip(table["indicator"], table["year"], table["status"], strict=True):
        if status == UNSEEN:
            unseen.setdefault(str(indicator), []).append(str(year))
    found = [
        Flag(name, ", ".join(years), "past figures from memory, not seen in a publication: no evidence")
        for name, years in unseen.items()
    ]
    known = _province_wages()
    years = sorted({year for _, year in known})
    found.append(Flag("province_wages", f"before {years[0]}", f"relative wages of {years[0]}: earlier ones not found"))
    for year in years:
        lacking = [code for code in PROVINCES if (code, year) not in known]
        if lacking:
            found.append(
                Flag("province_wages", f"{year}: {', '.join(lacking)}", "relative wage of the nearest known year")
            )
    return tuple(found)


def _economy() -> tables.Table:
    return tables.read("economy.csv", year=int, indicator=str, value=float, unit=str, status=str, note=str, source=str)


@lru_cache(maxsize=1)
def _series() -> dict[str, dict[int, float]]:
    table = _economy()
    found: dict[str, dict[int, float]] = {}
    for indicator, year, value in zip(table["indicator"], table["year"], table["value"], strict=True):
        found.setdefault(str(indicator), {})[int(year)] = float(value)
    return found


def _blend(nonprivate_share: float) -> dict[int, float]:
    """The mean wage in yuan a year, by year, from 2011 on."""
    nonprivate, private = _series()["avg_wage_nonprivate"], _series()["avg_wage_private"]
    return {
        year: nonprivate_share * nonprivate[year] + (1 - nonprivate_share) * private[year]
        for year in sorted(nonprivate.keys() & private.keys())
    }


@lru_cache(maxsize=1)
def _province_wages() -> dict[tuple[str, int], float]:
    table = tables.read("province_wages.csv", province=str, year=int, yuan_month=float, note=str, source=str)
    rows = zip(table["province"], table["year"], table["yuan_month"], strict=True)
    return {(str(province), int(year)): float(yuan) for province, year, yuan in rows}


def _relative(wage: Array, convergence: float) -> Array:
    """Known years by their figures, earlier and missing ones as the nearest known year, later ones nearing 1."""
    known = _province_wages()
    last = max(year for _, year in known)
    relative = np.empty((YEARS, len(PROVINCES)))
    for p, code in enumerate(PROVINCES):
        years = sorted(year for place, year in known if place == code)
        for year in range(FIRST, LAST + 1):
            nearest = min(years, key=lambda other, year=year: (abs(other - year), other))
            here = known[code, nearest] / wage[nearest - FIRST]
            relative[year - FIRST, p] = here ** ((1 - convergence) ** max(0, year - last))
    return relative


def _gdp(wage_growth: Array, employment_growth: Array) -> np.ndarray:
    """Known years by their figures; later ones grow as wages and employment do, labour's share being constant."""
    known = _series()["gdp_nominal"]
    gdp = np.empty(YEARS)
    for year in range(FIRST, LAST + 1):
        y = year - FIRST
        gdp[y] = known[year] if year in known else gdp[y - 1] * (1 + wage_growth[y]) * (1 + employment_growth[y])
    return np.rint(gdp * 1e8).astype(np.int64) * 100

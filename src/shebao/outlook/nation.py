"""The nation of the United Nations' World Population Prospects 2024, laid out by calendar year and birth cohort.

The one thing to know: age here is year minus birth year, so a rate of age a is met halfway between the completed ages
a - 1 and a (the Lexis parallelogram of a birth cohort in a calendar year). Persons, not thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from shebao.outlook import tables
from shebao.outlook.axes import FIRST, LAST
from shebao.outlook.curves import Floats, monotone, split

YEARS = range(FIRST, LAST + 1)
AGES = 106
SEXES = ("male", "female")
VARIANTS = ("low", "medium", "high")

# Of the deaths under age one, the part that falls in the calendar year of birth (Shryock and Siegel, The Methods and
# Materials of Demography, separation factors at infant mortality of 5 to 15 per 1000: 0.80 to 0.85).
_SAME_YEAR = 0.8
_THOUSAND = 1000.0
# The first year that WPP 2024 projects: from it on persons at 31 December are published, and the variants differ.
_FORKED = 2024


@dataclass(frozen=True)
class Nation:
    """WPP 2024 for China. Arrays by year (89), sex (2), age (106); counts in persons."""

    start: Floats  # [S, A] at 31 December 2011
    hazard: Floats  # [Y, S, A] of death in the year
    shape: Floats  # [Y, A] births a woman of the age has in the year at a total fertility rate of one
    tfr: dict[str, Floats]  # by variant [Y]
    boys: Floats  # [Y] share of boys among births
    births: Floats  # [Y] medium
    deaths: Floats  # [Y] medium
    migration: Floats  # [Y, S, A] net, medium
    end: Floats  # [Y, S] persons at 31 December, medium
    totals: dict[str, Floats]  # by variant [Y]: persons at 31 December


@cache
def nation() -> Nation:
    """Everything read, split to single ages and moved to calendar years, once a process."""
    annual = wpp_annual()
    years = annual["year"]
    ours = years >= FIRST
    boys = annual["sex_ratio_at_birth"] / (1 + annual["sex_ratio_at_birth"])
    births = annual["births"] * _THOUSAND
    by_sex = np.stack([births * boys, births * (1 - boys)])
    groups = _groups("")
    hazard = _hazard()
    totals, end = _totals(annual, groups)
    tfr = annual["tfr"][ours]
    variants = {name: _wpp_totals().cube(f"tfr_{name}", year=range(_FORKED, LAST + 1)) for name in ("low", "high")}
    return Nation(
        start=_start(by_sex, groups, hazard, float(totals["before"])),
        hazard=hazard,
        shape=_shape(),
        tfr={"medium": tfr} | {name: np.append(tfr[: _FORKED - FIRST], path) for name, path in variants.items()},
        boys=boys[ours],
        births=births[ours],
        deaths=annual["deaths"][ours] * _THOUSAND,
        migration=_migration(annual["net_migration"][ours]),
        end=end,
        totals={name: totals[name] for name in VARIANTS},
    )


@cache
def wpp_annual() -> tables.Table:
    """Births, deaths, net migration (thousands), fertility and life expectancy of every year 1950 to 2100, medium."""
    names = ("births", "deaths", "net_migration", "sex_ratio_at_birth", "tfr", "life_expectancy_male",
             "life_expectancy_female")  # fmt: skip
    table = tables.read("wpp_annual.csv", year=int, **dict.fromkeys(names, float))
    if table["year"].tolist() != list(range(1950, LAST + 1)):
        raise tables.TableError(table.path, None, "year", f"not every year from 1950 to {LAST} once, in order")
    return table


def wpp_totals(variant: str = "medium") -> dict[int, float]:
    """Persons at 31 December of each year 2012 to 2100 in the WPP 2024 variant low, medium or high.

    From 2024 as published; before, the published births, deaths and net migration taken off year by year.
    """
    return dict(zip(YEARS, nation().totals[variant].tolist(), strict=True))


def wpp_ages(variant: str = "medium") -> dict[int, Floats]:
    """Persons at 1 July of 2010, 2015 to 2100 by sex and five-year group (0-4 to 100 and over): year -> [2, 21]."""
    suffix = "" if variant == "medium" else f"_{variant}"
    return dict(zip(range(2010, LAST + 1, 5), _groups(suffix), strict=True))


def _groups(suffix: str) -> Floats:
    names = [sex + of for of in ("", "_low", "_high") for sex in SEXES]
    table = tables.read("wpp_population_age.csv", year=int, age=int, **dict.fromkeys(names, float))
    axes = {"year": range(2010, LAST + 1, 5), "age": range(0, 101, 5)}
    return np.stack([table.cube(sex + suffix, **axes) for sex in SEXES], axis=1) * _THOUSAND


def _hazard() -> Floats:
    """Central death rates of abridged ages and five-year periods, to single ages and years, on the logarithm."""
    table = tables.read("wpp_mortality.csv", period=int, age=int, male=float, female=float)
    lower = np.array([0, 1, *range(5, 101, 5)])
    periods = range(2005, 2100, 5)
    rate = np.stack([table.cube(sex, period=periods, age=lower.tolist()) for sex in SEXES], axis=1)
    completed = _single(rate, lower)
    # A period runs from the middle of its first year for five years; a calendar year's centre is its own middle.
    centre = np.array(periods) + 0.5 + 2.5
    by_year = np.exp(np.moveaxis(monotone(centre, np.moveaxis(completed, 0, -1), np.array(YEARS) + 0.5), -1, 0))
    hazard = np.empty_like(by_year)
    hazard[..., 1:] = (by_year[..., :-1] + by_year[..., 1:]) / 2
    hazard[..., 0] = _SAME_YEAR * by_year[..., 0]
    hazard[..., 1] = (1 - _SAME_YEAR) * by_year[..., 0] + by_year[..., 1] / 2
    return hazard


def _single(rate: Floats, lower: NDArray[np.int64]) -> Floats:
    """The logarithm of death rates at single ages [..., 106] whose life table has the rates of the groups [..., 22].

    A smooth curve through the groups' middles gives groups too light at old ages, where those who die are the older
    ones; its points are raised until the groups of its life table are met.
    """
    point = np.log(rate)
    middle = (lower + np.append(lower[1:], 105)) / 2
    at = np.arange(0.5, 121.0)
    for _ in range(6):
        hazard = np.exp(monotone(middle, point, at))
        alive = np.exp(-np.concatenate([np.zeros_like(hazard[..., :1]), np.cumsum(hazard, axis=-1)], axis=-1))
        deaths = alive[..., :-1] - alive[..., 1:]
        got = np.add.reduceat(deaths, lower, axis=-1) / np.add.reduceat(deaths / hazard, lower, axis=-1)
        point = point + np.log(rate / got)
    return monotone(middle, point, at[:AGES])


def _shape() -> Floats:
    table = tables.read("wpp_fertility_age.csv", year=int, age=int, percent_of_tfr=float)
    percent = table.cube("percent_of_tfr", year=YEARS, age=range(10, 55, 5))
    single = split(percent / 100, np.arange(10.0, 56, 5), np.arange(10.0, 56))
    shape = np.zeros((len(YEARS), AGES))
    shape[:, 10:55] += single / 2
    shape[:, 11:56] += single / 2
    return shape


def _wpp_totals() -> tables.Table:
    names = ("male", "female", "total", "total_low", "total_high", "tfr_low", "tfr_high")
    return tables.read("wpp_totals.csv", year=int, **dict.fromkeys(names, float))


def _migration(net: Floats) -> Floats:
    """Net migration by age: published by single age from 2023; before, the yearly total in the ages of 2023.

    A newborn does not migrate in its year of birth here: that half-year's migration is taken at age one.
    """
    table = tables.read("wpp_migration_age.csv", year=int, age=int, male=float, female=float)
    axes = {"year": range(2023, LAST + 1), "age": range(101)}
    published = np.stack([table.cube(sex, **axes) for sex in SEXES], axis=1)
    completed = np.zeros((len(YEARS), 2, AGES))
    known = 2023 - FIRST
    completed[known:, :, :101] = published
    completed[:known, :, :101] = published[0] * (net[:known] / published[0].sum())[:, None, None]
    completed[known:] *= (net[known:] / completed[known:].sum(axis=(1, 2)))[:, None, None]
    migration = completed / 2
    migration[..., 1:] += completed[..., :-1] / 2
    migration[..., 1] += migration[..., 0]
    migration[..., 0] = 0
    return migration * _THOUSAND


def _totals(annual: tables.Table, groups: Floats) -> tuple[dict[str, Floats], Floats]:
    """Persons at each 31 December by variant, and by sex in the medium one."""
    table = _wpp_totals()
    known = _FORKED - FIRST
    names = ("male", "female", "total", "total_low", "total_high")
    published = {name: table.cube(name, year=YEARS[known:]) * _THOUSAND for name in names}
    medium = np.empty(len(YEARS))
    medium[known:] = published["total"]
    growth = (annual["births"] - annual["deaths"] + annual["net_migration"])[FIRST - 1950 :] * _THOUSAND
    for y in range(known - 1, -1, -1):
        medium[y] = medium[y + 1] - growth[y + 1]
    totals = {"medium": medium, "before": np.array(medium[0] - growth[0])}
    for name in ("low", "high"):
        totals[name] = np.concatenate([medium[:known], published[f"total_{name}"]])
    # The share of men: published for each 31 December from 2024 and for 1 July of 2010, 2015 and 2020; lines between.
    men = published["male"] / (published["male"] + published["female"])
    middles = groups[:3, 0].sum(axis=-1) / groups[:3].sum(axis=(1, 2))
    share = np.interp(np.array(YEARS) + 1.0, [2010.5, 2015.5, 2020.5, 2025.0], [*middles, men[0]])
    share[known:] = men
    return totals, medium[:, None] * np.stack([share, 1 - share], axis=1)


def _start(births: Floats, groups: Floats, hazard: Floats, total: float) -> Floats:
    """Birth cohorts at 31 December 2011, between their sizes in mid-2010 and mid-2015 as the deaths fall in time."""
    early, late = _cohorts(births, groups[0], 2010), _cohorts(births, groups[1], 2015)
    start = np.zeros((2, AGES))
    # The cohort of age a at the end of 2011 is of age a - 1 at the end of 2010 and a + 4 at the end of 2015.
    old = np.arange(2, AGES - 4)
    half, year = hazard[0] / 2, hazard[0]
    passed = half[:, old - 1] + year[:, old]
    to_come = year[:, old + 1] + year[:, old + 2] + year[:, old + 3] + half[:, np.minimum(old + 4, AGES - 1)]
    weight = passed / (passed + to_come)
    start[:, old] = np.exp((1 - weight) * np.log(early[:, old - 1]) + weight * np.log(late[:, old + 4]))
    for a in range(AGES - 4, AGES):
        start[:, a] = start[:, a - 1] * np.exp(-hazard[0, :, a])
    start[:, 0] = births[:, 2011 - 1950] * np.exp(-hazard[0, :, 0])
    start[:, 1] = births[:, 2010 - 1950] * np.exp(-hazard[0, :, 0] - hazard[0, :, 1])
    return start * (total / start.sum())


def _cohorts(births: Floats, groups: Floats, year: int) -> Floats:
    """Persons by birth cohort at 1 July of `year`, indexed by age at its end, from five-year groups [2, 21].

    A group holds those born from July to June. From 1950 on it is dealt out by the births of the years, which keeps
    the famine and the waves where they were; before, by a smooth curve through the groups' densities.
    """
    place = np.arange(2 * AGES)  # half-years of completed age
    born = year - (place + 1) // 2
    group = np.minimum(place // 10, 20)
    middle = np.append(np.arange(2.5, 100, 5), 102.0)
    density = np.exp(monotone(middle, np.log(groups / np.append(np.full(20, 5.0), 10.0)), place / 2 + 0.25))
    dealt = np.where(born[group * 10 + 9 * (group < 20)] >= 1950, births[:, np.maximum(born - 1950, 0)], density)
    dealt[:, place >= 200] = np.exp(-0.4 * (place[place >= 200] - 200) / 2)  # about the hazard at these ages
    out = np.zeros((2, AGES + 1))
    for g in range(21):
        mine = group == g
        dealt[:, mine] *= (groups[:, g] / dealt[:, mine].sum(axis=1))[:, None]
    for sex in range(2):
        out[sex] = np.bincount((place + 1) // 2, weights=dealt[sex], minlength=AGES + 1)
    return out

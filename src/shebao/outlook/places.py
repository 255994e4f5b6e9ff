"""The provinces: where the nation's people are at the start, and what draws and keeps them, fitted to 2011 and 2020.

The one thing to know: start, attraction and fertility of each province are solved together, so that the run from its
known population of 2011 arrives at its census of 2020, by age and sex; what is fitted is an assumption afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from shebao.outlook import tables
from shebao.outlook.curves import Floats, moving_by_age, split
from shebao.outlook.nation import AGES, SEXES, YEARS, nation

# Mean probability to move to another province in a year. The 2020 census counted 124.84 million people living outside
# the province of their registration, the 2010 census 85.88 million: the growth, returns and deaths of those make about
# 12 million moves a year. Assumed.
MOVING = 0.008
# Half-lives in years of what was fitted to 2012-2020, from 2020 on. Assumed.
ATTRACTION_FADES, FERTILITY_FADES = 20.0, 40.0
# Children a rural woman has for each of an urban one of the same province and age. Li and others (2024, Scientific
# Reports 14, 8601) reconstruct below 1.5 urban and above 1.8 rural from the 2020 census. Assumed constant in time.
RURAL_FERTILITY = 1.25
# Urban share (log-odds) by age against the whole of a province, at the ages given, lines between. Assumed.
_RESIDENCE_AGE = ([0, 10, 20, 30, 45, 60, 105], [-0.30, -0.20, 0.30, 0.30, 0.05, -0.26, -0.26])


@dataclass(frozen=True)
class Places:
    """What is known or fitted by province, in the order of their codes. Arrays by province (31), sex, age."""

    codes: tuple[str, ...]
    start: Floats  # [P, S, A] persons at 31 December 2011
    attraction: Floats  # [P] log of inflow over outflow, 2012 to 2020
    fertility: Floats  # [P] births against the national schedule, 2012 to 2020
    urban: Floats  # [P, 2] urban shares, end of 2011 and census of 2020
    census: Floats  # [P] persons, census of 2020


def provinces() -> tuple[str, ...]:
    """The 31 codes of six digits, ascending: index P everywhere."""
    return tuple(_table()["province"].tolist())


@cache
def places() -> Places:
    """Read and fitted, once a process (some tens of milliseconds)."""
    table = _table()
    codes = tuple(table["province"].tolist())
    start, attraction, fertility = _fit(table["persons_2011"], _census(codes))
    shares = [table[f"urban_{year}"] / table[f"persons_{year}"] for year in (2011, 2020)]
    return Places(codes, start, attraction, fertility, np.stack(shares, axis=1), table["persons_2020"].astype(float))


def urban_by_age(persons: Floats, share: Floats) -> Floats:
    """The urban share [P, S, A] of `persons` [P, S, A] that gives each province its `share` [P]."""
    tilt = np.interp(np.arange(AGES), *_RESIDENCE_AGE)
    level = np.log(share / (1 - share))
    for _ in range(20):
        urban = 1 / (1 + np.exp(-(level[:, None] + tilt)))[:, None]
        miss = (persons * urban).sum(axis=(1, 2)) - share * persons.sum(axis=(1, 2))
        level -= miss / (persons * urban * (1 - urban)).sum(axis=(1, 2))
    return np.broadcast_to(1 / (1 + np.exp(-(level[:, None] + tilt)))[:, None], persons.shape)


def destinations(persons: Floats, attraction: Floats) -> Floats:
    """Where movers go [P, P]: in proportion to the destination's persons [P] and half its attraction; rows sum to 1."""
    pull = persons * np.exp(attraction / 2)
    shares = np.broadcast_to(pull, (len(pull), len(pull))) * (1 - np.eye(len(pull)))
    return shares / shares.sum(axis=1, keepdims=True)


def out_probability(attraction: Floats) -> Floats:
    """The probability [P, A] to leave the province in a year: higher where attraction is low, by age; none at birth."""
    schedule = moving_by_age(AGES)
    schedule[0] = 0
    return np.minimum(MOVING * np.exp(-attraction / 2)[:, None] * schedule, 0.5)


def _table() -> tables.Table:
    return tables.read("provinces.csv", province=str, name_zh=str, name_en=str,
                       persons_2011=int, urban_2011=int, persons_2020=int, urban_2020=int)  # fmt: skip


def _census(codes: tuple[str, ...]) -> Floats:
    """Persons of the 2020 census [P, S, A], its groups split to single ages by the monotone cubic."""
    table = tables.read("census_2020_age.csv", province=str, age=int, male=int, female=int)
    lower = [0, 1, *range(5, 90, 5)]
    groups = np.stack([table.cube(sex, province=codes, age=lower) for sex in SEXES], axis=1)
    return split(groups, np.array([*lower, AGES], dtype=float), np.arange(AGES + 1.0))


def _fit(known: Floats, census: Floats) -> tuple[Floats, Floats, Floats]:
    """Start [P, S, A], attraction [P] and fertility [P] whose run of 2012 to 2020 arrives at the census."""
    country = nation()
    target_2011 = country.start.sum() * known / known.sum()
    shares = census / census.sum(axis=0)
    # Shares of birth cohorts: those of age a in 2011 are of age a + 9 in 2020; the oldest are not split by province.
    later = np.minimum(np.arange(AGES) + 9, 90)
    start = _margins(country.start * shares[:, :, later], target_2011, country.start)
    attraction, fertility = np.zeros(len(known)), np.ones(len(known))
    for _ in range(25):
        end = _run(start, attraction, fertility)
        target = end.sum(axis=0) * shares
        ratio = target / np.maximum(end, 1e-9)
        attraction += 4 * np.log(target.sum(axis=(1, 2)) / end.sum(axis=(1, 2)))
        attraction -= attraction.mean()
        fertility *= target[:, :, :9].sum(axis=(1, 2)) / end[:, :, :9].sum(axis=(1, 2))
        start = _margins(start * ratio[:, :, later], target_2011, country.start)
    return start, attraction, fertility


def _margins(persons: Floats, by_place: Floats, by_age: Floats) -> Floats:
    """Iterative proportional fitting of [P, S, A] to the totals of the provinces and of sex and age."""
    for _ in range(8):
        persons = persons * (by_place / persons.sum(axis=(1, 2)))[:, None, None]
        persons = persons * (by_age / persons.sum(axis=0))
    return persons


def _run(persons: Floats, attraction: Floats, fertility: Floats) -> Floats:
    """The nine years from 2012 to 2020 without residence: births, deaths and moves, not yet aligned."""
    country = nation()
    leave = out_probability(attraction)[:, None]
    for y in range(2020 - YEARS[0] + 1):
        aged = grow_older(persons)
        born = (aged[:, 1] @ country.shape[y]) * fertility
        born *= country.births[y] / born.sum()
        aged[:, 0, 0], aged[:, 1, 0] = born * country.boys[y], born * (1 - country.boys[y])
        aged *= np.exp(-country.hazard[y])
        moving = aged * leave
        where = destinations(persons.sum(axis=(1, 2)), attraction)
        persons = aged - moving + np.tensordot(where, moving, axes=(0, 0))
    return persons


def grow_older(persons: Floats) -> Floats:
    """Everyone a year older along the last axis; the oldest group takes in those who reach it; no one of age 0."""
    out = np.zeros_like(persons)
    out[..., 1:] = persons[..., :-1]
    out[..., -1] += persons[..., -1]
    return out

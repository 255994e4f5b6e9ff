"""The provinces: where the nation's people are at the start, how many children they have, what draws and keeps them.

The one thing to know: a province's attraction is what makes its share of the nation come true in each year that is
published; its start and fertility are solved so that the run from 2011 arrives at its census of 2020, by age and sex.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from shebao.outlook import tables
from shebao.outlook.curves import Floats, moving_by_age, split
from shebao.outlook.nation import AGES, SEXES, YEARS, nation

CENSUS = 2020

# Mean probability to move to another province in a year. The census of 2020 (communique no. 7) counted 124.84 million
# people who had left the province of their registration; some ten years' stay of each makes about 12 million moves a
# year. Assumed.
MOVING = 0.008
# After the last published year the mean attraction of the last five years holds and halves in so many years; the
# fertility fitted to the children of the census halves its distance to the nation's likewise. Assumed.
RECENT, ATTRACTION_FADES, FERTILITY_FADES = 5, 20.0, 40.0
# The two-child policy took effect on 1 January 2016; the census shows it to have counted more in some provinces.
TWO_CHILDREN = 2016
# Children a rural woman has for each of an urban one of the same province and age. Li and others (2024, Scientific
# Reports, doi 10.1038/s41598-024-59177-2) find below 1.5 urban and above 1.8 rural from the census of 2020. Assumed
# constant in time.
RURAL_FERTILITY = 1.25
# Urban share (log-odds) by age against the whole of a province, at the ages given, lines between. Assumed.
_RESIDENCE_AGE = ([0, 10, 20, 30, 45, 60, 105], [-0.30, -0.20, 0.30, 0.30, 0.05, -0.26, -0.26])


@dataclass(frozen=True)
class Places:
    """What is known or fitted by province, in the order of their codes. Arrays by province (31), sex, age."""

    codes: tuple[str, ...]
    start: Floats  # [P, S, A] persons at 31 December 2011
    shares: Floats  # [years, P] of the nation's persons at the end of 2012, 2013 and so on, as far as published
    fertility: Floats  # [2, P] births against the national schedule, 2012 to 2015 and from 2016
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
    known = _known(codes)
    start, fertility = _fit(known, _census(codes))
    urban = [table[f"urban_{year}"] / table[f"persons_{year}"] for year in (2011, CENSUS)]
    return Places(codes, start, known[1:], fertility, np.stack(urban, axis=1), table["persons_2020"].astype(float))


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
    return np.minimum(np.exp(-attraction / 2)[:, None] * _moving(), 0.5)


def settle(persons: Floats, before: Floats, shares: Floats) -> Floats:
    """The attraction [P], of mean zero, that takes `persons` [P, A] by moving to their provinces' `shares` [P].

    `before` [P] are the persons of the year before, which weigh the destinations.
    """
    here, leaving = persons.sum(axis=1), persons @ _moving()
    wanted = shares * here.sum()
    attraction = np.zeros(len(here))
    for _ in range(200):
        out = leaving * np.exp(-attraction / 2)
        into = out @ destinations(before, attraction)
        miss = wanted - (here - out + into)
        if (abs(miss) < 1e-9 * wanted).all():
            break
        attraction = attraction + np.clip(miss / ((out + into) / 2), -1, 1)
        attraction -= attraction.mean()
    return attraction


def _moving() -> Floats:
    schedule = MOVING * moving_by_age(AGES)
    schedule[0] = 0
    return schedule


def _known(codes: tuple[str, ...]) -> Floats:
    """Shares of the nation's persons at the end of 2011, 2012 and so on to the last year published: [years, P]."""
    table = tables.read("provinces_persons.csv", year=int, province=str, persons=int)
    years = range(YEARS[0] - 1, int(table["year"].max()) + 1)
    persons = table.cube("persons", year=years, province=codes)
    return persons / persons.sum(axis=1, keepdims=True)


def _table() -> tables.Table:
    return tables.read("provinces.csv", province=str, name_zh=str, name_en=str,
                       persons_2011=int, urban_2011=int, persons_2020=int, urban_2020=int)  # fmt: skip


def _census(codes: tuple[str, ...]) -> Floats:
    """Persons of the 2020 census [P, S, A], its groups split to single ages by the monotone cubic."""
    table = tables.read("census_2020_age.csv", province=str, age=int, male=int, female=int)
    lower = [0, 1, *range(5, 90, 5)]
    groups = np.stack([table.cube(sex, province=codes, age=lower) for sex in SEXES], axis=1)
    return split(groups, np.array([*lower, AGES], dtype=float), np.arange(AGES + 1.0))


def _fit(known: Floats, census: Floats) -> tuple[Floats, Floats]:
    """Start [P, S, A] and fertility [2, P] whose run of 2012 to 2020 has the ages of the census in every province."""
    country = nation()
    wanted = country.start.sum() * known[0]
    shares = census / census.sum(axis=0)
    # The birth cohort of age a in 2011 is of age a + 9 in 2020; the oldest are dealt out like those of 90.
    born = CENSUS - YEARS[0] + 1
    later = np.minimum(np.arange(AGES) + born, 90)
    start = _margins(country.start * shares[:, :, later], wanted, country.start)
    fertility = np.ones((2, len(wanted)))
    children = slice(CENSUS - TWO_CHILDREN + 1, born), slice(0, CENSUS - TWO_CHILDREN + 1)
    for _ in range(12):
        end = _run(start, fertility, known[1:])
        target = end.sum(axis=0) * shares
        target *= (end.sum(axis=(1, 2)) / target.sum(axis=(1, 2)))[:, None, None]
        for then, ages in enumerate(children):
            fertility[then] *= target[:, :, ages].sum(axis=(1, 2)) / end[:, :, ages].sum(axis=(1, 2))
        start = _margins(start * (target / np.maximum(end, 1e-9))[:, :, later], wanted, country.start)
    return start, fertility


def _margins(persons: Floats, by_place: Floats, by_age: Floats) -> Floats:
    """Iterative proportional fitting of [P, S, A] to the totals of the provinces and of sex and age."""
    for _ in range(8):
        persons = persons * (by_place / persons.sum(axis=(1, 2)))[:, None, None]
        persons = persons * (by_age / persons.sum(axis=0))
    return persons


def _run(persons: Floats, fertility: Floats, shares: Floats) -> Floats:
    """The years to the census without residence: births, deaths and moves, deaths not yet aligned."""
    country = nation()
    for y, year in enumerate(range(YEARS[0], CENSUS + 1)):
        before = persons.sum(axis=(1, 2))
        aged = grow_older(persons)
        born = (aged[:, 1] @ country.shape[y]) * fertility[int(year >= TWO_CHILDREN)]
        born *= country.births[y] / born.sum()
        aged[:, 0, 0], aged[:, 1, 0] = born * country.boys[y], born * (1 - country.boys[y])
        aged *= np.exp(-country.hazard[y])
        attraction = settle(aged.sum(axis=1), before, shares[y])
        moving = aged * out_probability(attraction)[:, None]
        persons = aged - moving + np.tensordot(destinations(before, attraction), moving, axes=(0, 0))
    return persons


def grow_older(persons: Floats) -> Floats:
    """Everyone a year older along the last axis; the oldest group takes in those who reach it; no one of age 0."""
    out = np.zeros_like(persons)
    out[..., 1:] = persons[..., :-1]
    out[..., -1] += persons[..., -1]
    return out

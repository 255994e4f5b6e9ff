"""The population of the nation by province, sex, residence and age, 2012 to 2100: a cohort-component projection.

The one thing to know: the run of the medium variant solves factors on births (by year) and deaths (by year and sex)
that meet WPP 2024 at every year's end, and the attraction of each province that meets its published persons. Every
other run takes them over; the low and high variants solve their births again, to meet their own totals.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from shebao.engine.errors import BadInput
from shebao.errors import ShebaoError
from shebao.outlook import tables
from shebao.outlook.axes import FIRST, LAST
from shebao.outlook.curves import Floats, monotone, moving_by_age
from shebao.outlook.nation import AGES, VARIANTS, YEARS, Nation, nation, wpp_ages, wpp_totals
from shebao.outlook.places import (
    ATTRACTION_FADES,
    CENSUS,
    FERTILITY_FADES,
    RECENT,
    RURAL_FERTILITY,
    TWO_CHILDREN,
    Places,
    destinations,
    grow_older,
    out_probability,
    places,
    provinces,
    settle,
    urban_by_age,
)

__all__ = ["AGES", "FIRST", "LAST", "YEARS", "Population", "project", "provinces", "wpp_ages", "wpp_totals"]

# Of those who become urban, the part who move there (by the ages of movers); the others are reached by the town where
# they live, at every age. With it the census's shares of the old in town and country in 2020 come out. Assumed.
_MOVERS = 0.75


class Unbalanced(ShebaoError):
    """A population whose persons do not add up, or whose probabilities are none: a defect, never to be used."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"the population does not add up: {what}")


@dataclass(frozen=True)
class Population:
    """Persons and what happens to them. Y 89 years from 2012, P 31 provinces by code, S men and women, R urban and
    rural, A age reached in the year, 0 to 105 and over. All arrays are read-only float64.

    In a year someone alive at its start, in this order and independently: leaves the country, dies, moves to another
    province, becomes urban. A newborn may only die in its year of birth. Arrivals are counted at the year's end.
    """

    persons: Floats  # [Y, P, S, R, A] at 31 December of the year
    start: Floats  # [P, S, R, A] at 31 December 2011
    death: Floats  # [Y, P, S, R, A] probability to die in the year; age 0: newborns
    births: Floats  # [Y, P, S, R] live births in the year
    abroad: Floats  # [Y, P, S, R, A] probability to leave the country in the year
    arrivals: Floats  # [Y, P, S, R, A] persons who arrived from abroad in the year
    move: Floats  # [Y, P, S, R, A] probability to move to another province in the year
    destination: Floats  # [Y, P, P] where movers go; rows sum to 1, diagonal 0
    urbanise: Floats  # [Y, P, S, A] probability that a rural person becomes urban in the year

    def at_start(self) -> Floats:
        """Persons exposed in each year [Y, P, S, R, A]: alive at its start, at the age they reach; newborns at 0."""
        before = np.concatenate([self.start[None], self.persons[:-1]])
        exposed = grow_older(before)
        exposed[..., 0] = self.births
        return exposed

    def deaths(self) -> Floats:
        """Deaths in each year [Y, P, S, R, A] by the age reached in it."""
        return self.at_start() * (1 - self.abroad) * self.death

    def emigrants(self) -> Floats:
        """Persons who left the country in each year [Y, P, S, R, A]."""
        return self.at_start() * self.abroad

    def check(self) -> float:
        """The largest miss of a cell, in persons, when every year is counted again from its start.

        Raises Unbalanced for a miss of a cell or of a nation's sum above a millionth of a person in a thousand
        million, a probability outside 0 to 1, or destinations that are none.
        """
        for name in ("death", "abroad", "move", "urbanise", "destination"):
            value = getattr(self, name)
            if not ((value >= 0) & (value <= 1)).all():
                raise Unbalanced(f"{name} holds what is no probability")
        if abs(self.destination.sum(axis=2) - 1).max() > 1e-12 or np.einsum("ypp->yp", self.destination).any():
            raise Unbalanced("destinations do not sum to one over the other provinces")
        if not all(np.isfinite(getattr(self, part.name)).all() and (getattr(self, part.name) >= 0).all()
                   for part in fields(self)):  # fmt: skip
            raise Unbalanced("a cell is negative or no number")
        alive = self.at_start() * (1 - self.abroad) * (1 - self.death)
        moving = alive * self.move
        there = alive - moving + np.einsum("ypsra,ypq->yqsra", moving, self.destination)
        becoming = there[:, :, :, 1] * self.urbanise
        there[:, :, :, 0] += becoming
        there[:, :, :, 1] -= becoming
        miss = float(abs(there + self.arrivals - self.persons).max())
        before = np.concatenate([self.start[None], self.persons[:-1]]).sum(axis=(1, 2, 3, 4))
        flows = [self.births, -self.deaths(), -self.emigrants(), self.arrivals]
        nation = before + sum(flow.reshape(len(flow), -1).sum(axis=1) for flow in flows)
        gap = float(abs(nation - self.persons.sum(axis=(1, 2, 3, 4))).max())
        if miss > 1e-6 or gap > 1e-5:
            raise Unbalanced(f"{miss:.2g} persons in a cell, {gap:.2g} in the nation")
        return miss


@dataclass(frozen=True)
class Factors:
    """What an aligned run solved: factors on births [Y] and on the hazard of death [Y, S], attraction [Y, P]."""

    births: Floats
    deaths: Floats
    attraction: Floats


def project(fertility: str | Floats = "medium", mortality: Floats | None = None) -> Population:
    """The population under a fertility and a mortality.

    `fertility` is "low", "medium" or "high" (WPP 2024) or the total fertility rate, children a woman, of each year
    2012 to 2100. `mortality` is a factor on the death rates of each year, 1 for WPP 2024. Raises BadInput for a name
    that is none, a path with a hole, a wrong length or an impossible rate.
    """
    if isinstance(fertility, str):
        if fertility not in VARIANTS:
            raise BadInput("fertility", fertility, f"one of {', '.join(VARIANTS)}, or a rate for each year")
        if mortality is None:
            return _aligned(fertility)[0]
        tfr, solved = nation().tfr[fertility], factors(fertility)
    else:
        tfr, solved = _path("fertility", fertility, 0.0, 10.0), factors()
    factor = np.ones(len(YEARS)) if mortality is None else _path("mortality", mortality, 0.0, 20.0)
    return _run(tfr, factor, solved)[0]


def factors(variant: str = "medium") -> Factors:
    """The factors that align the run of a variant with WPP 2024 and the provinces."""
    return _aligned(variant)[1]


@cache
def _aligned(variant: str) -> tuple[Population, Factors]:
    tfr, totals = nation().tfr[variant], nation().totals[variant]
    if variant == "medium":
        return _run(tfr, np.ones(len(YEARS)), None)
    return _run(tfr, np.ones(len(YEARS)), factors(), np.where(totals == nation().totals["medium"], np.nan, totals))


def _path(name: str, values: Floats, low: float, high: float) -> Floats:
    path = np.asarray(values, dtype=float)
    if path.shape != (len(YEARS),):
        raise BadInput(name, f"{path.size} values", f"{len(YEARS)} values, one for each year {FIRST} to {LAST}")
    for year, value in zip(YEARS, path.tolist(), strict=True):
        if not low < value < high:
            raise BadInput(f"{name} {year}", value, f"a number above {low:g} and below {high:g}")
    return path


def _run(
    tfr: Floats, mortality: Floats, given: Factors | None, totals: Floats | None = None
) -> tuple[Population, Factors]:
    """One pass through the years. Without `given` factors all are solved; births are where `totals` holds a number."""
    country, local = nation(), places()
    number = len(local.codes)
    cells = (len(YEARS), number, 2, 2, AGES)
    out = {name: np.zeros(cells) for name in ("persons", "death", "abroad", "arrivals", "move")}
    births = np.zeros((len(YEARS), number, 2, 2))
    destination = np.zeros((len(YEARS), number, number))
    urbanise = np.zeros((len(YEARS), number, 2, AGES))
    solved = Factors(np.ones(len(YEARS)), np.ones((len(YEARS), 2)), np.zeros((len(YEARS), number)))
    share = _urban_shares()
    urban = urban_by_age(local.start, local.urban[:, 0])
    start = persons = np.stack([local.start * urban, local.start * (1 - urban)], axis=2)
    for y, year in enumerate(YEARS):
        before = persons.sum(axis=(1, 2, 3))
        staying = grow_older(persons)
        abroad, arrivals = _abroad(staying, country.migration[y])
        staying *= 1 - abroad
        born = _births(staying[:, 1], country, local, y) * tfr[y]
        if given is None:
            solved.births[y], solved.deaths[y] = _solve(country, staying, arrivals, born, y)
        else:
            solved.births[y], solved.deaths[y] = given.births[y], given.deaths[y]
        living = np.exp(-country.hazard[y] * (solved.deaths[y] * mortality[y])[:, None])
        if totals is not None and np.isfinite(totals[y]):
            surviving = (staying.sum(axis=(0, 2)) * living).sum() + arrivals.sum()
            newborn = living[:, 0] @ [country.boys[y], 1 - country.boys[y]]
            solved.births[y] = (totals[y] - surviving) / newborn / born.sum()
        born *= solved.births[y]
        births[y] = np.stack([born * country.boys[y], born * (1 - country.boys[y])], axis=1)
        staying[..., 0] = births[y]
        staying *= living[None, :, None]
        attraction = solved.attraction[y] = _attraction(solved, given, local, staying, before, y)
        leave, destination[y] = out_probability(attraction), destinations(before, attraction)
        moving = staying * leave[:, None, None]
        there = staying - moving + np.tensordot(destination[y], moving, axes=(0, 0))
        urbanise[y] = _urbanise(there, arrivals, local.urban, year, share[y])
        becoming = there[:, :, 1] * urbanise[y]
        there[:, :, 0] += becoming
        there[:, :, 1] -= becoming
        persons = there + arrivals
        out["persons"][y], out["abroad"][y], out["arrivals"][y] = persons, abroad, arrivals
        out["death"][y], out["move"][y] = 1 - living[None, :, None], leave[:, None, None]
    population = Population(start=start, births=births, destination=destination, urbanise=urbanise, **out)
    for part in fields(population):
        getattr(population, part.name).setflags(write=False)
    return population, solved


def _solve(country: Nation, staying: Floats, arrivals: Floats, born: Floats, y: int) -> tuple[float, Floats]:
    """The factor on births and those on deaths by sex that give the nation its births and its persons by sex."""
    exposed = staying.sum(axis=(0, 2))
    exposed[:, 0] = country.births[y] * np.array([country.boys[y], 1 - country.boys[y]])
    wanted = exposed.sum(axis=1) + arrivals.sum(axis=(0, 2, 3)) - country.end[y]
    return float(country.births[y] / born.sum()), _death_factor(exposed, country.hazard[y], wanted)


def _attraction(
    solved: Factors, given: Factors | None, local: Places, living: Floats, before: Floats, y: int
) -> Floats:
    """What the published persons of the provinces ask for; after them the recent mean, fading."""
    if given is not None:
        return given.attraction[y]
    known = len(local.shares)
    if y < known:
        return settle(living.sum(axis=(1, 2)), before, local.shares[y])
    recent = solved.attraction[known - RECENT : known].mean(axis=0)
    return recent * 0.5 ** ((y - known + 1) / ATTRACTION_FADES)


def _abroad(aged: Floats, net: Floats) -> tuple[Floats, Floats]:
    """Net migration [S, A] as probabilities to leave and arrivals, both spread as the persons of that sex and age."""
    there = aged.sum(axis=(0, 2))
    rate = net / np.maximum(there, 1e-9)
    leaving = np.clip(-rate, 0, 0.9)
    return np.broadcast_to(leaving[None, :, None], aged.shape), aged * np.maximum(rate, 0)[None, :, None]


def _births(women: Floats, country: Nation, local: Places, y: int) -> Floats:
    """Births [P, R] at a total fertility rate of one, from the women [P, R, A] alive through half the year's deaths."""
    through = women * (1 + np.exp(-country.hazard[y, 1])) / 2
    national = through @ country.shape[y]
    here = local.fertility[int(YEARS[y] >= TWO_CHILDREN)]
    here = 1 + (here - 1) * 0.5 ** (max(YEARS[y] - CENSUS, 0) / FERTILITY_FADES)
    parts = national * np.array([1.0, RURAL_FERTILITY])
    return parts * (here * national.sum(axis=1) / parts.sum(axis=1))[:, None]


def _death_factor(exposed: Floats, hazard: Floats, wanted: Floats) -> Floats:
    """The factor on the hazard [S, A] by sex that gives the `wanted` deaths [S] among the `exposed` [S, A]."""
    factor = np.ones(2)
    for _ in range(30):
        living = exposed * np.exp(-hazard * factor[:, None])
        miss = exposed.sum(axis=1) - living.sum(axis=1) - wanted
        factor = factor - miss / (living * hazard).sum(axis=1)
        if abs(miss).max() < 1e-7:
            break
    return factor


@cache
def _urban_shares() -> Floats:
    """The national urban share at the end of each year, by a monotone curve; not used up to the census of 2020."""
    local = places()
    table = tables.read("urban_share.csv", year=int, share=float, status=str, source=str)
    of_census = float((local.census * local.urban[:, 1]).sum() / local.census.sum())
    years = np.concatenate([[float(CENSUS)], table["year"]])
    return monotone(years, np.concatenate([[of_census], table["share"]]), np.array(YEARS, dtype=float))


def _urbanise(there: Floats, arrivals: Floats, known: Floats, year: int, national: float) -> Floats:
    """The probability [P, S, A] of rural people to become urban that brings each province to its urban share.

    Shares of provinces lie on lines of log-odds from 2011 to 2020 and afterwards move by the same log-odds everywhere,
    so that the nation has its share. Where deaths and moves alone pass a share, no one returns to the country.
    """
    end = there + arrivals
    total, rural = end.sum(axis=(1, 2, 3)), end[:, :, 1].sum(axis=(1, 2))
    odds = np.log(known / (1 - known))
    if year <= CENSUS:
        share = _share(odds[:, 0] + (odds[:, 1] - odds[:, 0]) * (year - 2011) / (CENSUS - 2011))
    else:
        level = 0.0
        for _ in range(20):
            share = _share(odds[:, 1] + level)
            level -= ((share - national) * total).sum() / (share * (1 - share) * total).sum()
        share = _share(odds[:, 1] + level)
    need = np.maximum(rural - (1 - share) * total, 0)
    schedule = _MOVERS * moving_by_age(AGES) + 1 - _MOVERS
    schedule[0] = 0
    by_age = there[:, :, 1].sum(axis=1)
    need = np.minimum(need, 0.9 * by_age[:, 1:].sum(axis=1))
    intensity = np.zeros(len(need))
    for _ in range(20):
        staying = by_age * np.exp(-intensity[:, None] * schedule)
        miss = need - (by_age - staying).sum(axis=1)
        intensity += miss / np.maximum((staying * schedule).sum(axis=1), 1e-9)
    becoming = 1 - np.exp(-np.maximum(intensity, 0)[:, None] * schedule)
    return np.broadcast_to(becoming[:, None], (len(need), 2, AGES))


def _share(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-odds))

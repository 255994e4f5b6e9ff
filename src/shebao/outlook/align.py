"""What a run of lives is off the tables it was aligned with: deaths and persons of every province and year.

The one thing to know: factors are solved on the tables once, so what is left must be noise of a sample. It is held
against the variance of independent draws, event by event; draws by rank have less, so the measure errs on the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shebao.outlook import accounts as of
from shebao.outlook.population import Population
from shebao.outlook.running import Cells


@dataclass(frozen=True)
class Residuals:
    """[Y, P] standard scores: (lives - expected) / deviation of independent draws, of deaths and of persons."""

    deaths: Any
    persons: Any

    @staticmethod
    def rms(scores: Any) -> float:
        """The root of the mean square: about 1 for independent draws, less for even ones, more for a bias."""
        return float(np.sqrt(np.mean(np.square(scores))))


@dataclass(frozen=True)
class Expected:
    """What the tables expect in a year, persons [Y, P]: deaths, moves out and in, those there at the year's end."""

    deaths: Any
    out: Any
    into: Any
    persons: Any


def expected(population: Population, count: int) -> Expected:
    """Deaths, moves and persons of the first `count` years, from the chances that lives are given too."""
    deaths, out, into = [], [], []
    before = population.start
    for n in range(count):
        there = np.concatenate([population.births[n][..., None], before[..., :-1]], axis=-1)
        there[..., -1] += before[..., -1]
        stay = there * (1 - population.abroad[n])
        deaths.append((stay * population.death[n]).sum(axis=(1, 2, 3)))
        moved = stay * (1 - population.death[n]) * population.move[n]
        out.append(moved[..., 1:].sum(axis=(1, 2, 3)))
        into.append(out[-1] @ population.destination[n])
        before = population.persons[n]
    return Expected(np.array(deaths), np.array(out), np.array(into), population.persons[:count].sum(axis=(2, 3, 4)))


def residuals(cells: Cells, population: Population, weight: int) -> Residuals:
    """How far the lives of `cells`, each standing for `weight` persons, are off the tables of `population`.

    Variances in lives, of independent draws of rare events: of deaths in a year their expected number; of persons at a
    year's end all deaths and moves expected in the province since the start, for each takes a life out or brings one.
    """
    count = len(cells.cells)
    tables = expected(population, count)
    deaths = tables.deaths / weight
    persons = tables.persons / weight
    passing = np.cumsum(tables.deaths + tables.out + tables.into, axis=0) / weight
    return Residuals(
        (cells.cells[..., of.DEATHS] - deaths) / np.sqrt(deaths),
        (cells.cells[..., of.POPULATION] - persons) / np.sqrt(passing),
    )

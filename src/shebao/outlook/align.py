"""How far a run of lives is from the tables it was drawn from: deaths and population of every province and year.

The one thing to know: factors are solved on tables, so what is left over in a run is sampling noise and nothing else.
A residual is divided by what chance alone would give if every death and every move were a Poisson event of its own;
draws that are even over cohorts stay below that, so a root mean square above one and a bit is a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shebao.outlook import accounts as of
from shebao.outlook.population import Population


@dataclass(frozen=True)
class Residuals:
    """Deaths and persons of a run less the tables' expectation, over the standard deviation: [Y, P] each.

    deaths: the variance is the expected number of deaths of the sample. population: the sum of the deaths and moves
    in and out expected since the start, and a twelfth for the rounding of each cohort's count.
    """

    deaths: Any
    population: Any

    def rms(self) -> tuple[float, float]:
        """The root mean square over all years and provinces, of deaths and of population."""
        return tuple(float(np.sqrt((z**2).mean())) for z in (self.deaths, self.population))  # type: ignore[return-value]


def residuals(cells: Any, population: Population, weight: int) -> Residuals:
    """Residuals of a run. cells: [Y, P, accounts] in lives of the sample, each standing for `weight` persons."""
    count = len(cells)
    died, moved = _expected(population, count)
    expected = died / weight
    deaths = (cells[..., of.DEATHS] - expected) / np.sqrt(expected)
    there = population.persons[:count].sum(axis=(2, 3, 4)) / weight
    variance = np.cumsum((died + moved) / weight, axis=0) + 2 * 106 / 12
    return Residuals(deaths, (cells[..., of.POPULATION] - there) / np.sqrt(variance))


def _expected(population: Population, count: int) -> tuple[Any, Any]:
    """[Y, P] deaths, and moves in and out."""
    died, moved = np.zeros((2, count, population.start.shape[0]))
    for n in range(count):
        before = population.start if n == 0 else population.persons[n - 1]
        here = np.zeros_like(before)
        here[..., 1:] = before[..., :-1]
        here[..., -1] += before[..., -1]
        here[..., 0] = population.births[n]
        staying = here * (1 - population.abroad[n])
        died[n] = (staying * population.death[n]).sum(axis=(1, 2, 3))
        leaving = staying * (1 - population.death[n]) * population.move[n]
        out = leaving[..., 1:].sum(axis=(1, 2, 3))
        moved[n] = out + out @ population.destination[n]
    return died, moved

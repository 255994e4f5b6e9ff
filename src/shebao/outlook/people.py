"""The people of a run: a weighted sample of everyone alive at the start, born or arriving later.

The one thing to know: all stand for the same number of persons and have a number in the order of birth cohort (year and
sex), first year and place. Draws go by it (`strata`): they are even over cohorts and over neighbouring places in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from shebao.outlook.axes import FIRST, LAST

Ints = npt.NDArray[Any]
OLDEST = 105
FIRST_BIRTH = FIRST - 1 - OLDEST
"""The birth year of the open age group at the start."""
COHORTS = (LAST - FIRST_BIRTH + 1) * 2
"""Birth years times sexes; the cohort of a person is (birth year - FIRST_BIRTH) * 2 + sex."""


@dataclass(frozen=True)
class People:
    """One row a life, ordered by cohort, first year and place.

    birth: year; entry: the first year lived through in the run; number: in this order, below 2**32; weight: persons a
    life stands for.
    """

    birth: Ints
    sex: Ints
    province: Ints
    residence: Ints
    entry: Ints
    number: Ints
    weight: int

    def __len__(self) -> int:
        return len(self.birth)

    @property
    def cohort(self) -> Ints:
        """The cohort of every life."""
        return (self.birth.astype(np.int64) - FIRST_BIRTH) * 2 + self.sex


def sample(population: Any, weight: int, last: int, places: Any) -> People:
    """One life for every `weight` persons of a `Population`, up to births of the year `last`.

    places: [P, R] where each province and residence stands in the order of numbers: those next to each other should be
    alike, for draws are even over neighbours.
    Cells are walked through in order with a step of `weight`, so every cell, cohort and province holds its number
    to less than one life.
    """
    births, arrivals = population.births, population.arrivals
    years = last - FIRST + 1
    parts: list[tuple[Ints, ...]] = []

    def add(count: Ints, birth: Ints, entry: Ints) -> None:
        # count: [..., P, S, R]; the other two broadcast over the leading axes.
        shape = count.shape
        province = np.arange(shape[-3])[:, None, None]
        sex, residence = np.arange(2)[:, None], np.arange(2)
        made = [np.broadcast_to(x, shape).ravel() for x in (birth, sex, entry, province, residence)]
        parts.append((*made, count.ravel()))

    start = np.moveaxis(population.start, -1, 0)
    ages = np.arange(start.shape[0])[:, None, None, None]
    add(start, FIRST - 1 - ages, np.full_like(ages, FIRST))
    when = np.arange(FIRST, FIRST + years)[:, None, None, None]
    add(births[:years], when, when)
    if arrivals.any():
        came = np.moveaxis(arrivals[: years - 1], -1, 1)
        then = when[: years - 1, None]
        add(came, np.maximum(then - ages[None], FIRST_BIRTH), np.broadcast_to(then + 1, (years - 1, 1, 1, 1, 1)))
    birth, sex, entry, province, residence, count = (np.concatenate(x) for x in zip(*parts, strict=True))
    some = count > 0
    birth, sex, entry, province, residence, count = (x[some] for x in (birth, sex, entry, province, residence, count))
    order = np.lexsort((np.asarray(places)[province, residence], entry, sex, birth))
    ends = np.cumsum(count[order]) / weight
    lives = int(ends[-1] + 0.5)
    cell = order[np.minimum(np.searchsorted(ends, np.arange(lives) + 0.5), len(order) - 1)]
    birth, sex = birth[cell].astype(np.int16), sex[cell].astype(np.int8)
    return People(
        birth,
        sex,
        province[cell].astype(np.int8),
        residence[cell].astype(np.int8),
        entry[cell].astype(np.int16),
        np.arange(lives, dtype=np.uint32),
        weight,
    )

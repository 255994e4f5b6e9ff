"""The people of a run: a weighted sample of everyone alive at the start, born or arriving later.

The one thing to know: all stand for the same number of persons, in birth cohorts of one year and sex. Inside a cohort
everyone has a rank that no province or residence can be read from, yet those of one place have ranks spread evenly:
draws that go by rank are therefore even over the nation and over places.
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
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class People:
    """One row a life, ordered by cohort, first year, province and residence.

    birth: year; entry: the first year lived through in the run; rank: within the cohort, 0 to its size - 1;
    size: people of each cohort; weight: persons a life stands for.
    """

    birth: Ints
    sex: Ints
    province: Ints
    residence: Ints
    entry: Ints
    rank: Ints
    size: Ints
    weight: int

    def __len__(self) -> int:
        return len(self.birth)

    @property
    def cohort(self) -> Ints:
        """The cohort of every life."""
        return (self.birth.astype(np.int64) - FIRST_BIRTH) * 2 + self.sex


def sample(population: Any, weight: int, last: int) -> People:
    """One life for every `weight` persons of a `Population`, up to births of the year `last`.

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
    order = np.lexsort((residence, province, entry, sex, birth))
    ends = np.cumsum(count[order]) / weight
    lives = int(ends[-1] + 0.5)
    cell = order[np.minimum(np.searchsorted(ends, np.arange(lives) + 0.5), len(order) - 1)]
    birth, sex = birth[cell].astype(np.int16), sex[cell].astype(np.int8)
    cohort = (birth.astype(np.int64) - FIRST_BIRTH) * 2 + sex
    size = np.bincount(cohort, minlength=COHORTS)
    begin = np.concatenate([[0], np.cumsum(size)[:-1]])
    number = np.arange(lives) - begin[cohort]
    rank = np.empty(lives, dtype=np.int32)
    rank[np.lexsort((number.astype(np.uint64) * GOLDEN, cohort))] = number.astype(np.int32)
    return People(
        birth,
        sex,
        province[cell].astype(np.int8),
        residence[cell].astype(np.int8),
        entry[cell].astype(np.int16),
        rank,
        size,
        weight,
    )

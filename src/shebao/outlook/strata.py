"""Draws that lie evenly over people: the points of a scrambled Sobol sequence, one a person in the order of cohorts.

The one thing to know: everyone has a number in the order of birth, sex, first year, province and residence, and each
event of a life or of a year is a dimension. The points of any run of numbers (a cohort, its people of one province)
fill every dimension, and few dimensions together, evenly: of those with one standing the right part loses its job.
Each dimension is scrambled anew for every seed by words of Philox, so a person's draw is uniform, and a function of
seed, person, year and event alone.

Source: S. Joe and F. Y. Kuo, Constructing Sobol Sequences with Better Two-Dimensional Projections, SIAM J. Sci. Comput.
30 (2008) 2635-2654, whose numbers are `data/sobol.csv`; scrambling by a random lower triangular matrix and a shift:
J. Matousek, On the L2-Discrepancy for Anchored Boxes, J. Complexity 14 (1998) 527-556.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from shebao.outlook.axes import YEARS
from shebao.outlook.draws import philox
from shebao.outlook.machine import compiled, inlined
from shebao.outlook.tables import DATA, TableError, read

(
    STANDING, JOBLESS_IN, INJURY_IN, LIFE, WAGE, TOWN_ONCE, TRACK, CHOICE, MONTH, RESIDENT, PAY, ODD, INDUSTRY, TIER,
    SCHOOL,
) = range(15)  # fmt: skip
LIFE_EVENTS = 15
"""Dimensions drawn once in a life: first those on which most hangs, for early dimensions are the best."""
MOVES, LOSES, HURT = range(3)
YEAR_EVENTS = 3
ONCE, YEARLY, CHANGE, SETUP = 1, 2, 3, 4
"""The last word of a Philox counter: which kind of draw it is."""
BITS = 32
LOW = 6
NEIGHBOURS = (1 << LOW) - 1
"""The lowest bits of a number: those who differ in them alone stand side by side and change jobs with each other."""
WORD = (1 << BITS) - 1


@lru_cache(maxsize=1)
def directions() -> Any:
    """[dimensions, BITS] direction numbers: what a one in each bit of a person's number turns in each draw."""
    table = read("sobol.csv", dimension=int, polynomial=int, first_numbers=str)
    made = np.zeros((LIFE_EVENTS + YEAR_EVENTS * YEARS, BITS), dtype=np.uint64)
    if len(table) + 1 < len(made):
        raise TableError(DATA / "sobol.csv", None, "dimension", f"{len(made)} dimensions are needed")
    made[0] = 1 << np.arange(BITS - 1, -1, -1, dtype=np.uint64)
    for d in range(1, len(made)):
        polynomial = int(table["polynomial"][d - 1])
        degree = polynomial.bit_length() - 1
        m = [int(word) for word in str(table["first_numbers"][d - 1]).split()]
        for n in range(degree, BITS):
            new = m[n - degree] ^ (m[n - degree] << degree)
            for k in range(1, degree):
                if polynomial >> (degree - k) & 1:
                    new ^= m[n - k] << k
            m.append(new)
        made[d] = [m[n] << (BITS - 1 - n) for n in range(BITS)]
    return made


@compiled()
def _words(count: int, width: int, seed: int) -> Any:
    """[count, width] random words of 32 bits."""
    low, high = np.uint32(seed & 0xFFFFFFFF), np.uint32((seed >> 32) & 0xFFFFFFFF)
    made = np.empty((count, width), dtype=np.uint64)
    for d in range(count):
        for n in range(width):
            made[d, n] = philox(np.uint32(d), np.uint32(n), np.uint32(0), np.uint32(SETUP), low, high)[0]
    return made


def scrambled(seed: int) -> tuple[Any, Any]:
    """Direction numbers and shifts of a seed: [dimensions, BITS] and [dimensions], words of 32 bits."""
    numbers = directions()
    words = _words(len(numbers), BITS + 1, seed)  # a matrix and a shift for every dimension
    made = np.zeros_like(numbers)
    for bit in range(BITS):
        # Each bit of a draw takes itself and a random choice of those above it.
        above = np.uint64((WORD << (BITS - bit)) & WORD)
        row = (words[:, bit] & above) | np.uint64(1 << (BITS - 1 - bit))
        odd = np.bitwise_count(numbers & row[:, None]).astype(np.uint64) & np.uint64(1)
        made |= odd << np.uint64(BITS - 1 - bit)
    return made, words[:, BITS]


def exchanges(years: int, seed: int) -> tuple[Any, Any, Any]:
    """[years] each: factor by neighbourhood, factor by pair, shift: who changes jobs with whom, and whether they do."""
    words = _words(years, 3, seed ^ WORD)
    return words[:, 0] | np.uint64(1), words[:, 1] | np.uint64(1), words[:, 2]


def by_bytes(words: Any) -> Any:
    """[dimensions, 4, 256] what each value of each byte of a number turns in a draw."""
    value = np.arange(256, dtype=np.uint64)
    made = np.zeros((len(words), 4, 256), dtype=np.uint64)
    for bit in range(BITS):
        made[:, bit // 8] ^= words[:, bit, None] * ((value >> np.uint64(bit % 8)) & np.uint64(1))
    return made


@inlined()
def turned(draw: int, number: int, bit: int, by: int) -> Any:
    """The draw after one bit of the person's number: turned by its direction number where the bit is a one."""
    return draw ^ (by & -((number >> bit) & 1))

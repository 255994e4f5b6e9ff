"""Draws that go by rank: even over a birth cohort, and keyed, so that no order of work can change them.

The one thing to know: for one event of one year the people of a cohort take their places in [0, 1) like cards that
are dealt: place = (factor * rank + shift) mod size, with factor and shift drawn by Philox for cohort, event and year.
Every person's place is uniform, but all together fill the interval evenly, so totals have little noise. Inside its
place a draw is again Philox, keyed by person, year and event.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from shebao.outlook.draws import philox
from shebao.outlook.machine import compiled, inlined
from shebao.outlook.people import COHORTS

LIFE_EVENTS = ("life", "wage", "school", "track", "choice", "resident", "jobless", "injury", "month", "industry", "job",
               "tier", "odd", "town")  # fmt: skip
LIFE, WAGE, SCHOOL, TRACK, CHOICE, RESIDENT, JOBLESS_IN, INJURY_IN, MONTH, INDUSTRY, JOB, TIER, ODD, TOWN_ONCE = range(
    len(LIFE_EVENTS)
)
YEAR_EVENTS = ("move", "jobless", "injury", "mirror", "swap")
MOVES, LOSES, HURT, MIRROR, SWAPS = range(len(YEAR_EVENTS))
ONCE, YEARLY, PAIR, SETUP = 1, 2, 3, 4
"""The last word of a Philox counter: which kind of draw it is."""


@compiled()
def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


@compiled()
def _deal(size: Any, events: int, first: int, years: int, seed: int, factor: Any, shift: Any) -> None:
    low, high = np.uint32(seed & 0xFFFFFFFF), np.uint32((seed >> 32) & 0xFFFFFFFF)
    for c in range(size.size):
        n = size[c]
        if n == 0:
            continue
        for e in range(events):
            for y in range(years):
                w = philox(np.uint32(c), np.uint32(e), np.uint32(first + y), np.uint32(SETUP), low, high)
                f = 1 + (np.int64(w[0]) * np.int64(65536) + np.int64(w[1] >> np.uint32(16))) % n
                while _gcd(f, n) != 1:
                    f = f % n + 1
                factor[c, e, y] = f
                shift[c, e, y] = (np.int64(w[2]) * np.int64(65536) + np.int64(w[3] >> np.uint32(16))) % n


def dealt(size: npt.NDArray[Any], events: int, first: int, years: int, seed: int) -> tuple[Any, Any]:
    """Factor and shift of every cohort, event and year: int32 [COHORTS, events, years]."""
    factor = np.zeros((COHORTS, events, years), dtype=np.int32)
    shift = np.zeros_like(factor)
    _deal(size, events, first, years, seed, factor, shift)
    return factor, shift


def steps(size: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """The width of one place in every cohort, as a fraction of 2**64 rounded up."""
    wide = np.maximum(size.astype(object), 1)
    return np.array([min(-(-(1 << 64) // int(n)), (1 << 64) - 1) for n in wide], dtype=np.uint64)


@inlined()
def place(rank: int, step: Any, factor: int, shift: int, inside: Any, even: int) -> Any:
    """A draw in [0, 2**32): the person's place and, inside it, the 32 bits `inside`; those alone where not `even`."""
    if even == 0:
        return np.int64(inside)
    # Multiplying fractions of 2**64 leaves the whole turns out by itself: no division.
    width = np.uint64(step)
    at = np.uint64(np.int64(factor) * np.int64(rank) + np.int64(shift)) * width
    within = (np.uint64(inside) * (width >> np.uint64(32))) >> np.uint64(32)
    return np.int64((at >> np.uint64(32)) + within) & np.int64(0xFFFFFFFF)

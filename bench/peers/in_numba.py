"""Our way: a whole life at a time, draws for 16 years at once, whole numbers, two threads."""

from __future__ import annotations

import given as g
import numba
import numpy as np
from numba import njit, prange, uint32

from shebao.outlook.draws import philox

ONCE, THREADS, PARTS, SEED = 16, 2, 64, 1
UNIT, SHIFT = 1 << 20, 20
"""Factors and relative wages are whole multiples of 2**-20; money is in fen."""
RETIRED, WORK, YEARS, NEEDED = g.RETIRED, g.WORK, g.YEARS, g.MONTHS_NEEDED
FLOOR, CAP, DIVISOR = round(g.FLOOR * UNIT), round(g.CAP * UNIT), g.DIVISOR


def whole(values: np.ndarray, unit: int = UNIT) -> np.ndarray:
    return np.rint(np.asarray(values) * unit).astype(np.int64)


def chances(values: np.ndarray) -> np.ndarray:
    return np.minimum(whole(values, 1 << 32), (1 << 32) - 1).astype(np.uint32)


# Years after the oldest age are looked at together with those before: all die in them.
DEATH = np.pad(chances(g.death), ((0, 0), (0, ONCE)), constant_values=(1 << 32) - 1)
MOVES, PROFILE, RETIREMENT = chances(g.moves), whole(g.profile), g.retirement_age
LEVEL, INTEREST, ADJUSTMENT = whole(g.level, 100), whole(g.interest), whole(g.adjustment)
PAID = g.PAID_MONTHS
TO_ACCOUNT, TO_FUND = round(g.TO_ACCOUNT * UNIT), round(g.TO_FUND * UNIT)


@njit(parallel=True)
def lives(people, first, sexes, ages, states, wages, months_paid, indices, accounts, pensions, seed):
    sums = np.zeros((PARTS, 5, YEARS + 1), np.int64)
    for part in prange(PARTS):
        alive, payers, retired, contributed, received = sums[part]
        mover = np.empty(YEARS + ONCE, np.uint32)
        raiser = np.empty(YEARS + ONCE, np.uint32)
        for p in range(part * people // PARTS, (part + 1) * people // PARTS):
            began, sex, age, state = first[p], np.uint64(sexes[p]), ages[p], states[p]
            # The draws of 16 years, and whether one of them is the last.
            end = YEARS
            for year in range(began, YEARS, ONCE):
                dies = 0
                m, r, d = mover[year : year + ONCE], raiser[year : year + ONCE], DEATH[sex, age + year - began :]
                for y in range(ONCE):
                    u, v, w, _ = philox(p, year + y, 0, 0, seed, 0)
                    m[y] = v
                    r[y] = w
                    dies |= (u < d[y]) << y
                if dies:
                    while not dies & 1:
                        dies >>= 1
                        year += 1
                    end = min(year, YEARS)
                    break
            alive[began] += 1
            alive[end] -= 1
            # Work. Indices are unsigned: others are tried for counting from the end.
            wage, months, index, account, pension = wages[p], months_paid[p], indices[p], accounts[p], pensions[p]
            leaves = began if state == RETIRED else began + RETIREMENT[sex] - age - 1
            for count in range(max(began, began + WORK - age - 1), min(leaves, end)):
                year, birthday, was = np.uint64(count), np.uint64(age + count - began + 1), np.uint64(state)
                v = mover[year]
                state = np.int64(v >= MOVES[sex, was, 0]) + (v >= MOVES[sex, was, 1]) + (v >= MOVES[sex, was, 2])
                paid = PAID[np.uint64(state)]
                pays = np.int64(paid > 0)
                aim = PROFILE[birthday] * ((1 << 30) + 6 * (raiser[year] >> 2)) >> 32
                wage += ((aim - wage) >> 3) * pays
                base = min(max(wage, FLOOR), CAP)
                months += paid
                index += base * paid
                money = (base * LEVEL[year] >> SHIFT) * paid
                account += (account * INTEREST[year] >> SHIFT) + (money * TO_ACCOUNT >> SHIFT)
                contributed[year] += money * TO_FUND >> SHIFT
                payers[year] += pays
            if leaves >= end:
                continue
            # Retirement and the years after it.
            retired[leaves] += 1
            retired[end] -= 1
            if state != RETIRED:
                if months >= NEEDED:
                    basic = LEVEL[leaves] * (UNIT + index // months) // (2 * UNIT) * months // 1200
                    pension = 12 * (basic + account // DIVISOR)
                received[leaves] += pension
                leaves += 1
            for year in range(leaves, end):
                pension += pension * ADJUSTMENT[year] >> SHIFT
                received[year] += pension
    return sums


def prepare(given: g.People) -> tuple:
    total = len(given.sex)
    first = np.maximum(np.arange(total) - given.start, 0) // given.newborns
    return (
        total, first, given.sex, given.age, given.state, whole(given.wage), given.months, whole(given.index),
        whole(given.account, 100), whole(given.pension, 100), uint32(SEED),
    )  # fmt: skip


def run(ready: tuple) -> np.ndarray:
    sums = lives(*ready).sum(axis=0)
    sums[[0, 2]] = sums[[0, 2]].cumsum(axis=1)
    return sums[:, :YEARS] / np.array([1, 1, 1, 100, 100])[:, None]


if __name__ == "__main__":
    numba.set_num_threads(THREADS)
    g.report("numba", prepare, run)

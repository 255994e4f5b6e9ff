"""What every engine is given: a synthetic nation, tables, and one way to time and report. Needs only NumPy.

The transitions, for everybody alive at the start of year t with uniform draws u, v, w:

1. dies if u < death[sex, age]; otherwise age grows by one;
2. the retired (state 4): the pension grows by adjustment[t] and is paid;
3. others who reached retirement_age[sex]: with at least 180 months the yearly pension is
   12 x (level[t] x (1 + index / months) / 2 x months / 12 x 1% + account / 139), with fewer 0; state 4; paid;
4. others from 16: the next state (0 out of work, 1 employee, 2 flexible, 3 unemployed) is the number of
   moves[sex, state] at or below v; the account bears interest[t]; in states 1 and 2 the relative wage goes an eighth of
   the way to profile[age] x (1/4 + 3/2 w), the base is the wage held within 0.6 and 3, the base x 12 or 9 months is
   added to the index, 8% of base x level[t] x months to the account and 24% to the contributions of the year.

Newborns are a list fixed beforehand: they join at age 0 when a year begins. Nobody lives past 105. Each engine sums by
year: alive, payers, retired, contributions, pensions (after the year's transitions).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

YEARS, OLDEST, WORK, MONTHS_NEEDED = 75, 105, 16, 180
RETIRED = 4
FLOOR, CAP, TO_ACCOUNT, TO_FUND, DIVISOR = 0.6, 3.0, 0.08, 0.24, 139
PAID_MONTHS = np.array([0, 12, 9, 0, 0])

_AGES = np.arange(OLDEST + 1)
death = np.minimum(np.exp(np.log([[4e-5], [2.5e-5]]) + 0.092 * _AGES) + 0.004 * (_AGES == 0), 1)
death[:, OLDEST] = 1
moves = np.cumsum(
    [[[0.80, 0.12, 0.05], [0.02, 0.92, 0.03], [0.05, 0.05, 0.87], [0.10, 0.35, 0.15]],
     [[0.84, 0.10, 0.04], [0.04, 0.90, 0.03], [0.07, 0.05, 0.85], [0.15, 0.30, 0.15]]], axis=2)  # fmt: skip
profile = np.clip(0.5 + 0.03 * (_AGES - WORK) - 0.0004 * (_AGES - WORK) ** 2, 0.3, None)
retirement_age = np.array([63, 58])
level = 7_000.0 * 1.03 ** np.arange(YEARS)
interest = np.full(YEARS, 0.025)
adjustment = np.full(YEARS, 0.022)


@dataclass(frozen=True)
class People:
    """A row a person, in random order; the newborns of year t are rows `of_year(t)`, all zero but sex."""

    sex: np.ndarray
    age: np.ndarray
    state: np.ndarray
    wage: np.ndarray
    months: np.ndarray
    index: np.ndarray
    account: np.ndarray
    pension: np.ndarray
    start: int
    newborns: int

    def of_year(self, year: int) -> slice:
        """Rows of those who join when the year begins; the others are there before year 0."""
        return slice(self.start + year * self.newborns, self.start + (year + 1) * self.newborns)


def people(many: int) -> People:
    """A synthetic nation of `many`, and 0.9% of it newborn in each year."""
    rng = np.random.default_rng(20260101)
    newborns = many * 9 // 1000
    total = many + newborns * YEARS
    born = np.arange(total) >= many
    age = np.where(born, 0, (100 * rng.beta(1.6, 2.0, total)).astype(np.int64))
    sex = rng.integers(0, 2, total)
    state = np.where(age < WORK, 0, rng.choice(4, total, p=[0.2, 0.58, 0.19, 0.03]))
    state = np.where(age >= retirement_age[sex], RETIRED, state)
    wage = np.where(age < WORK, 0, profile[age] * rng.uniform(0.7, 1.3, total))
    months = np.where((age > 22) & (state != RETIRED), (age - 22) * 9, 0)
    index = months * np.clip(wage, FLOOR, CAP)
    account = index * level[0] * 0.8 * TO_ACCOUNT
    pension = np.where(state == RETIRED, 12 * 0.4 * level[0] * np.clip(wage, FLOOR, CAP), 0)
    return People(sex, age, state, wage, months, index, account, pension, many, newborns)


def worked(t, sex, age, state, wage, months, index, account, v, w):
    """Rule 4 in NumPy for those it concerns: their new state, wage, months, index, account, and money of the year."""
    state = (v[:, None] >= moves[sex, state]).sum(axis=1)
    paid = PAID_MONTHS[state]
    wage = np.where(paid, wage + (profile[age] * (0.25 + 1.5 * w) - wage) / 8, wage)
    base = np.clip(wage, FLOOR, CAP) * paid
    money = base * level[t]
    return state, wage, months + paid, index + base, account * (1 + interest[t]) + money * TO_ACCOUNT, money


def awarded(t, months, index, account):
    """Rule 3 in NumPy for those it concerns: the yearly pension."""
    basic = level[t] * (1 + index / np.maximum(months, 1)) / 2 * months / 12 * 0.01
    return np.where(months >= MONTHS_NEEDED, 12 * (basic + account / DIVISOR), 0)


def report(engine: str, prepare: Callable[[People], Any], run: Callable[[Any], Any]) -> None:
    """Time `run` on what `prepare` made for as many people as the command line says; one line of JSON.

    `run` gives the five sums by year, [5, YEARS]. Imports, reading people in and compiling are not timed.
    """
    run(prepare(people(1000)))
    ready = prepare(people(int(sys.argv[1])))
    wall, cpu = time.perf_counter(), time.process_time()
    sums = run(ready)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"version": version(engine), "wall": wall, "cpu": cpu, "sums": np.asarray(sums).tolist()}))

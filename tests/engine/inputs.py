"""Valid facts for any rule, from their declared bounds alone: columns of numbers, many rows at once.

The one thing to know: most values are of the size the law is about (a wage of some thousand yuan, a month of the last
decades), the rest are the edges of what may be stated: the lowest, the highest, zero, not stated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from dossiers import PLACES

from shebao.engine.law import Law
from shebao.law.language import Fact
from shebao.law.units import YEAR, Unit

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Histories = list[list[int]]
CODES = np.array([int(place) for place in PLACES])
MOST = {
    "fen": 10_000_000,
    "ppm": 2_000_000,
    "years": 60 * YEAR,
    "months": 720,
    "days": 100,
    "count": 100,
    "tenths": 2000,
}
FEW = 64
"""A fact with no more than so many values takes any of them alike."""


def columns(law: Law, rng: np.random.Generator, names: Iterable[str], as_of: Ints, region: Ints) -> dict[str, Any]:
    """A column for each of these facts: an array, or a list of lists for a history."""
    made: dict[str, Any] = {}
    groups: dict[str, list[Fact]] = {}
    plain = rng.random(len(as_of)) < 0.6
    for name in names:
        fact = fact_of(law, name)
        if fact.history:
            groups.setdefault(fact.history, []).append(fact)
        elif name not in ("as_of", "region"):
            made[name] = column(rng, fact, law.unit_of(name), as_of, region, plain)
    for members in groups.values():
        made.update(histories(law, rng, members, as_of, region, plain))
    return made


def fact_of(law: Law, name: str) -> Fact:
    """A fact as declared; a quantity or figure of the law that is stated instead, with what it may be in earnest."""
    figure = law.figures.get(name)
    low = max(0, figure.low or 0) if figure else 0
    high = MOST.get(law.unit_of(name).name, 1)
    if figure is not None and figure.high is not None:
        high = figure.high
    return law.facts.get(name) or Fact(name, None, low, high, None, None)


def column(rng: np.random.Generator, fact: Fact, unit: Unit, as_of: Ints, region: Ints, plain: Bools) -> Ints:
    """Values of one fact: what is not stated mostly, else usual ones; where a row is not `plain`, some at the edges."""
    size = len(as_of)
    values = np.clip(_usual(rng, fact, unit, as_of, region), fact.low, fact.high)
    if fact.default is not None:
        values = np.where(rng.random(size) < np.where(plain, 0.6, 0.3), fact.default, values)
    if fact.high - fact.low > FEW:
        edges = np.array([fact.low, fact.high, max(0, fact.low)])
        values = np.where(~plain & (rng.random(size) < 0.15), rng.choice(edges, size, p=(0.4, 0.2, 0.4)), values)
    return values


def _usual(rng: np.random.Generator, fact: Fact, unit: Unit, as_of: Ints, region: Ints) -> Ints:
    size, low, high = len(as_of), fact.low, fact.high
    if high - low <= FEW:
        return rng.integers(low, high + 1, size)
    if unit.kind == "region":
        return np.where(rng.random(size) < 0.6, region, rng.choice(CODES, size))
    if unit.kind == "month" or unit.name == "year":
        month = as_of - _pick(rng, size, [(0.5, 1, 36), (0.4, 1, 480), (0.1, -60, 1)])
        return month // 12 if unit.name == "year" else month
    if unit.kind == "day":
        lately = [(0.7, -40, 100), (0.25, 0, 3000), (0.05, -3000, 20_000)]
        lifetimes = [(0.8, 45 * 365, 72 * 365), (0.2, 0, 110 * 365)]
        return _day(as_of) - _pick(rng, size, lifetimes if fact.name == "birth" else lately)
    if unit.name == "ppm":
        return _sized(rng, size, 300_000, 3_000_000) if high > 1_000_000 else _sized(rng, size, 1000, 200_000)
    if unit.name == "fen":
        # A wage, a premium; sometimes the sums of whole employers.
        if fact.history:
            return _sized(rng, size, 30_000, 2_000_000)
        return np.where(rng.random(size) < 0.9, _sized(rng, size, 10_000, 3_000_000), _sized(rng, size, 100, 10**9))
    if "age" in fact.name.split("_"):
        a_year = 12 if unit.name == "months" else 1
        return rng.integers(40 * a_year, 75 * a_year, size)
    if unit.name == "years":
        odd = np.where(rng.random(size) < 0.3, rng.integers(0, 1000, size), 0)
        return rng.integers(0, 45 * 12, size) * 1000 + odd
    if unit.name == "months":
        return rng.integers(max(low, 0), min(high, 80 if fact.history else 540) + 1, size)
    return _sized(rng, size, max(1, low), min(high, 10**6))


def _sized(rng: np.random.Generator, size: int, low: int, high: int) -> Ints:
    """Of every size alike: as many between 10 and 100 as between 1000 and 10,000."""
    return np.exp(rng.uniform(np.log(low), np.log(high), size)).astype(np.int64)


def _pick(rng: np.random.Generator, size: int, parts: list[tuple[float, int, int]]) -> Ints:
    drawn = np.stack([rng.integers(low, high, size) for _, low, high in parts])
    return drawn[rng.choice(len(parts), size, p=[p for p, _, _ in parts]), np.arange(size)]


def _day(month: Ints) -> Ints:
    return (month * 30.436875).astype(np.int64) - 350


def histories(
    law: Law, rng: np.random.Generator, members: list[Fact], as_of: Ints, region: Ints, plain: Bools
) -> dict[str, Histories]:
    """The lists of one group, as long as each other; stints follow one another in time, each inside one year."""
    lengths = rng.choice([0, 1, 2, 5, 12, 25], len(as_of), p=(0.06, 0.14, 0.2, 0.3, 0.2, 0.1))
    ends = np.cumsum(lengths)
    here, now = np.repeat(region, lengths), np.repeat(as_of, lengths)
    moved = rng.random(len(here)) < 0.1
    flat: dict[str, Ints] = {}
    for fact in members:
        flat[fact.name] = column(rng, fact, law.unit_of(fact.name), now, here, np.repeat(plain, lengths))
        if law.unit_of(fact.name).kind == "region":
            flat[fact.name] = np.where(moved, rng.choice(CODES, len(here)), here)
    if "stint_start" in flat:
        place = np.arange(len(here)) - np.repeat(ends - lengths, lengths)
        begun = np.repeat(as_of // 12 - lengths + rng.integers(-12, 2, len(as_of)), lengths)
        flat["stint_start"] = np.clip((begun + place) * 12 + rng.choice([0, 0, 0, 3, 11], len(here)), 1900 * 12, None)
        flat["stint_months"] = np.minimum(rng.choice([12, 12, 12, 5, 1], len(here)), 12 - flat["stint_start"] % 12)
    return {name: [part.tolist() for part in np.split(values, ends[:-1])] for name, values in flat.items()}


def table(law: Law, rows: dict[str, Any], narrow: bool) -> pa.Table:
    """Columns as an Arrow table; `narrow`: in as few bits as the bounds of the facts allow."""
    arrays: dict[str, Any] = {}
    for name, values in rows.items():
        fact = fact_of(law, name)
        kind = pa.int64()
        if narrow:
            kind = next(
                kind
                for kind, bits in ((pa.int8(), 7), (pa.int16(), 15), (pa.int32(), 31), (pa.int64(), 64))
                if -(2**bits) <= fact.low and fact.high < 2**bits
            )
        arrays[name] = pa.array(values, pa.list_(kind) if fact.history else kind)
    return pa.table(arrays)

"""The ways of asking a rule of the law, and dossiers for each: which facts are stated, where and when it is asked.

The one thing to know: nothing here knows any rule by name. What a rule asks for, where it holds and which places have
figures for it is read from the law itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from dossiers import PLACES
from inputs import Ints, columns

from shebao.engine import bulk
from shebao.engine.law import Law
from shebao.engine.texts import Text
from shebao.law.language import NATION

LAW = Law.load()
PLACES_AND_MONTHS = 120
FIRST, LAST, WHEN = 1998 * 12, 2027 * 12 + 11, 2024 * 12 + 6


@dataclass(frozen=True)
class Way:
    """One way of asking a rule: with which facts stated, and where the law has figures for it."""

    rule: str
    stated: tuple[str, ...]
    places: tuple[str, ...]


def ways(rule: str) -> Iterator[Way]:
    """All facts from the ground up; what may be stated instead of a history, with some facts that have a default left
    out; what a text is given."""
    groups = {group for text in LAW.rules[rule] for group in text.rule.given if rule not in group}
    for group in [(), *sorted(groups)]:
        stated = frozenset(group)
        if not LAW.texts_of(rule, stated):
            continue  # a fact, where nothing more is stated
        facts, instead, places = on_the_way(rule, stated)
        yield Way(rule, tuple(sorted(stated | facts)), places)
        optional = sorted(name for name in facts | instead if has_default(name))
        if instead or optional:
            left_out = set(optional[zlib.crc32(rule.encode()) % 2 :: 2])
            instead -= left_out
            facts, _, _ = on_the_way(rule, stated | instead)
            if any(name in LAW.facts for name in instead):
                left_out |= {name for name in facts if LAW.facts[name].history}
            yield Way(rule, tuple(sorted(stated | instead | facts - left_out)), places)


def has_default(name: str) -> bool:
    """Whether a fact may be left out."""
    return name in LAW.facts and LAW.facts[name].default is not None


def on_the_way(rule: str, stated: frozenset[str]) -> tuple[set[str], set[str], tuple[str, ...]]:
    """What a rule asks for where `stated` is given: facts; what may be stated instead of being worked out or looked up
    (rules that bear the name of a fact, figures that few places have); and the places that have figures of their own.
    """
    facts: set[str] = set()
    instead: set[str] = set()
    seen: set[str] = set()
    places: dict[str, None] = {}
    where = {tuple(PLACES), *(text.rule.regions for text in LAW.rules[rule] if text.rule.regions)}

    def visit(name: str) -> None:
        if name in seen or name in stated:
            return
        seen.add(name)
        texts = LAW.texts_of(name, stated)
        if name in LAW.facts:
            (instead if texts else facts).add(name)
        elif name in LAW.figures:
            own = [code for code in LAW.figures[name].spans if code != NATION]
            # A figure that a few places have is looked for in those; one that many have, in the places of all.
            places.update(dict.fromkeys(own if len(own) <= 8 else own[:: len(own) // 8]))
            if any(scarce(name, some) for some in where):
                instead.add(name)
        for text in texts:
            for parameter in text.parameters:
                visit(parameter.name)

    visit(rule)
    return facts, instead - {rule}, tuple(places)


@cache
def scarce(name: str, places: tuple[str, ...]) -> bool:
    """Whether these places mostly lack a figure, or most of its table."""
    figure = LAW.figures[name]
    keys = {key for keyed in figure.spans.values() for key in keyed}
    when = WHEN // 12 if figure.per == "year" else WHEN
    cells = [figure.look(place, when, key) for place in places for key in keys]
    return sum(span is not None and span.value is not None for span in cells) * 2 < max(1, len(cells))


def places_and_months(rng: np.random.Generator, texts: tuple[Text, ...], places: tuple[str, ...]) -> Ints:
    """Where and when each text is in force, its first and last months and the ones beside them among them."""
    made: list[tuple[int, int]] = []
    for text in texts:
        regions = [*text.rule.regions, *(code[:4] + "01" for code in text.rule.regions)]
        since, until = max(text.since, FIRST), min(text.until, LAST)
        edges = [since, since + 1, since - 1, until, until + 1]
        usual = [m for m in (2009 * 12, 2015 * 12 + 5, 2022 * 12 + 3, 2025 * 12 + 11) if since <= m <= until]
        for n in range(PLACES_AND_MONTHS // len(texts)):
            month = edges[n] if n < len(edges) else int(rng.integers(since, until + 1))
            if n >= len(edges) and n % 3 == 2 and usual:
                month = usual[n // 3 % len(usual)]
            place = rng.choice(regions or places if n % 2 and places else regions or PLACES)
            made.append((int(place), month))
    return np.array(sorted(made))


def rows_of(way: Way, count: int, rng: np.random.Generator) -> dict[str, Any]:
    """So many dossiers, as columns. Those of one place and month stand together: a plan is made for them once."""
    where = places_and_months(rng, LAW.texts_of(way.rule, way.stated), way.places)
    where = where[np.sort(rng.integers(0, len(where), count))]
    rows: dict[str, Any] = {"region": where[:, 0], "as_of": where[:, 1]}
    return rows | columns(LAW, rng, way.stated, rows["as_of"], rows["region"])


def seeded(way: Way) -> np.random.Generator:
    """The same numbers every time for the same way."""
    return np.random.default_rng(zlib.crc32(repr(way).encode()))


def one(rows: dict[str, Any], row: int) -> dict[str, Any]:
    """One row as a dossier."""
    return {name: values[row] if isinstance(values, list) else int(values[row]) for name, values in rows.items()}


def loop_alone(compiled: bulk.Compiled, made: Any) -> tuple[list[int], Any]:
    """What the machine code answers, and which rows it vouches for; the rest it leaves to the interpreter."""
    batch = made.to_batches()[0]
    ready = compiled.ready(batch.schema)
    held = bulk._columns(batch, ready.program, batch.num_rows, None, None)
    out = np.empty(batch.num_rows, dtype=np.int64)
    ready.call(0, batch.num_rows, held.pointers.ctypes.data, out.ctypes.data, batch.num_rows, held.status.ctypes.data)
    return out.tolist(), held.status == 0

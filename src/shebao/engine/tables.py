"""Figures as dense tables for the compiled loop: region and time to a value, without a search.

The one thing to know: a region code leads to a small region number (its own, else its city's, province's, the
nation's), a month or year to a segment between changes; a hole is the lowest 64-bit integer and marks the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shebao.engine.errors import LawError
from shebao.engine.figures import Figure, layers
from shebao.engine.texts import Text
from shebao.law.language import NATION
from shebao.law.units import Unit

HOLE = -(2**63)
FIRST_WHEN, LAST_WHEN = 0, 2400 * 12
LAST_YEAR = 2400
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dense:
    """One figure: value = data[rows[region number], segments[when - first], key - first_key]."""

    data: Ints
    rows: npt.NDArray[np.int16]
    segments: npt.NDArray[np.int16]
    first_key: int
    keys: int

    @property
    def segment_count(self) -> int:
        """How many segments of time."""
        return self.data.shape[1]


def region_numbers(codes: Iterable[str]) -> tuple[dict[str, int], npt.NDArray[np.int16]]:
    """The number of each code, and for every six-digit code the number of its nearest known place."""
    known = sorted({NATION, *codes}, key=lambda c: (_depth(c), c))
    numbers = {code: n for n, code in enumerate(known)}
    near = np.zeros(1_000_000, dtype=np.int16)
    for code in known:
        if code == NATION:
            continue
        start, width = int(code), (10_000, 100, 1)[_depth(code) - 1]
        near[start : start + width] = numbers[code]
    return numbers, near


def _depth(code: str) -> int:
    if code == NATION:
        return 0
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def dense(figure: Figure, numbers: Mapping[str, int]) -> Dense:
    """A figure as a table. LawError when a value lies outside what its unit or bounds allow."""
    low, high = figure_range(figure)
    yearly = figure.per == "year"
    first_key, last_key = figure.keys or (0, 0)
    changes = {0}
    for keyed in figure.spans.values():
        for key in keyed:
            for span in keyed[key]:
                changes |= {span.since, span.until + 1}
    last = LAST_YEAR if yearly else LAST_WHEN
    starts = sorted(c for c in changes if 0 <= c <= last)
    segments = np.zeros(last + 1, dtype=np.int16)
    for n, start in enumerate(starts):
        segments[start:] = n
    own = [code for code in numbers if code == NATION or code in figure.spans or _between(code, figure)]
    rows = np.zeros(len(numbers), dtype=np.int16)
    data = np.full((len(own), len(starts), last_key - first_key + 1), HOLE, dtype=np.int64)
    position = {start: n for n, start in enumerate(starts)}
    for row, code in enumerate(own):
        # From the nation down, nearer places over farther ones.
        for layer in reversed(layers(code)):
            keyed = figure.spans.get(layer, {})
            for key in keyed:
                for span in keyed[key]:
                    begin = position[span.since]
                    end = position.get(span.until + 1, len(starts))
                    value = HOLE if span.value is None else span.value
                    if value != HOLE and not low <= value <= high:
                        raise LawError(span.where, f"{value} lies outside what {figure.name} may be")
                    data[row, begin:end, key - first_key] = value
    for code, number in numbers.items():
        for layer in layers(code):
            if layer in own:
                rows[number] = own.index(layer)
                break
    return Dense(data, rows, segments, first_key, last_key - first_key + 1)


def versions(texts: tuple[Text, ...], numbers: Mapping[str, int]) -> Dense:
    """Which text of a rule is in force where and when: its place in `texts`, a hole where none is."""
    changes = sorted({0, *(t.since for t in texts), *(min(t.until + 1, LAST_WHEN) for t in texts)})
    segments = np.zeros(LAST_WHEN + 1, dtype=np.int16)
    for n, start in enumerate(changes):
        segments[start:] = n
    data = np.full((len(numbers), len(changes), 1), HOLE, dtype=np.int64)
    for code, number in numbers.items():
        for layer, asking in [(layer, asking) for asking in (False, True) for layer in reversed(layers(code))]:
            for n, text in enumerate(texts):
                here = layer in text.rule.regions if layer != NATION else not text.rule.regions
                if here and bool(text.rule.given) == asking:
                    for s, start in enumerate(changes):
                        if text.since <= start <= text.until:
                            data[number, s, 0] = n
    return Dense(data, np.arange(len(numbers), dtype=np.int16), segments, 0, 1)


def figure_range(figure: Figure) -> tuple[int, int]:
    """What a figure's values may be: its declared bounds, else what its unit can mean."""
    low, high = unit_range(figure.unit)
    return (figure.low if figure.low is not None else low), (figure.high if figure.high is not None else high)


def unit_range(unit: Unit) -> tuple[int, int]:
    """What a value of a unit can be when nobody declares it."""
    if unit.kind == "month":
        return 0, LAST_WHEN
    if unit.kind == "day":
        return 0, 900_000
    if unit.kind == "region":
        return 0, 999_999
    if unit.kind == "enum":
        return 0, len(unit.choices) - 1
    return -(2**62), 2**62


def _between(code: str, figure: Figure) -> bool:
    """Whether a nearer place than the nation has values for this code."""
    return any(layer in figure.spans for layer in layers(code) if layer != NATION)

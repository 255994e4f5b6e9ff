"""Figures as dense tables for the compiled loop: region and time to a value, without a search.

The one thing to know: a region code leads to a small region number (its own, else its city's, province's, the
nation's), a month or year to a place in the table. A hole has a flag beside it, and in its place stands a value that
the proofs allow: whatever reads it runs on, and the flag sends the row to the interpreter. One row and one place more
than there is data are all hole, so that a look-up beyond the table needs no other path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shebao.engine.errors import LawError
from shebao.engine.figures import LAST_WHEN, Figure, Span, figure_range, layers
from shebao.engine.texts import Text
from shebao.law.language import NATION

LAST_YEAR = 2400
FIRST_YEAR, LAST_DATED = 1900, 2199
"""How far tables by month reach: all that facts about months may be; those by year begin at zero, which rules take for
none yet. What lies beyond goes to the interpreter."""
NO_TEXT = -1
NO_PLACE = 1_000_000
"""A region code that is none."""
GOOD, JUDGE = 0, 2
"""A figure that is known, and a hole: what statuses in the compiled loop say of it."""
VALUE, FLAG = 0, 1
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dense:
    """One figure: the cell of a place and time begins at data[rows[region number], segments[when]]; of each key it has
    a value and, beside it, whether that is a hole (JUDGE) or not (GOOD)."""

    data: Ints
    rows: npt.NDArray[np.int16]
    segments: npt.NDArray[np.int16]
    first_key: int

    @property
    def places(self) -> int:
        """How many places of time each row has, the hole at the end included."""
        return self.data.shape[1]

    @property
    def cells(self) -> int:
        """How many keys each place has, the hole at the end included."""
        return self.data.shape[2]


def region_numbers(codes: Iterable[str]) -> tuple[dict[str, int], npt.NDArray[np.int16]]:
    """The number of each code, and for every six-digit code (and NO_PLACE) the number of its nearest known place."""
    known = sorted({NATION, *codes}, key=lambda c: (_depth(c), c))
    numbers = {code: n for n, code in enumerate(known)}
    near = np.zeros(NO_PLACE + 1, dtype=np.int16)
    near[NO_PLACE] = len(known)
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


def by_segment(figure: Figure, numbers: Mapping[str, int]) -> Dense:
    """A figure asked where and when the row is, with or without a key: time in segments between changes."""
    last = LAST_YEAR if figure.per == "year" else LAST_WHEN
    starts = sorted(c for c in _changes(figure) if 0 <= c <= last)
    segments = np.zeros(last + 1, dtype=np.int16)
    for n, start in enumerate(starts):
        segments[start:] = n
    place = {start: n for n, start in enumerate(starts)}
    first_key, last_key = figure.keys or (0, 0)
    return _filled(
        figure, numbers, len(starts), segments, first_key, last_key - first_key + 1,
        lambda span: (place[span.since], place.get(span.until + 1, len(starts))),
    )  # fmt: skip


def by_time(figure: Figure, numbers: Mapping[str, int]) -> Dense:
    """A figure asked with a place and time of its own: one place for every year or month from the first to the last."""
    first, last = line_of(figure)

    def reach(span: Span) -> tuple[int, int]:
        return max(span.since, first) - first, max(min(span.until, last) + 1 - first, 0)

    made = _filled(figure, numbers, last - first + 1, np.zeros(1, dtype=np.int16), 0, 1, reach)
    # Nothing asks for a key here.
    return Dense(np.ascontiguousarray(made.data[:, :, :1]), made.rows, made.segments, 0)


def line_of(figure: Figure) -> tuple[int, int]:
    """The first and last year or month of a figure's table by time: the same for all, so that code may count on it."""
    return (0, LAST_DATED) if figure.per == "year" else (FIRST_YEAR * 12, LAST_DATED * 12 + 11)


def _filled(
    figure: Figure,
    numbers: Mapping[str, int],
    places: int,
    segments: npt.NDArray[np.int16],
    first_key: int,
    keys: int,
    reach: Callable[[Span], tuple[int, int]],
) -> Dense:
    low, high = figure_range(figure)
    own = [code for code in numbers if code == NATION or any(layer in figure.spans for layer in layers(code)[:-1])]
    data = np.full((len(own) + 1, places + 1, keys + 1, 2), JUDGE, dtype=np.int64)
    data[..., VALUE] = min(max(low, 0), high)
    for row, code in enumerate(own):
        # From the nation down, nearer places over farther ones.
        for layer in reversed(layers(code)):
            keyed = figure.spans.get(layer, {})
            for key in keyed:
                for span in keyed[key]:
                    begin, end = reach(span)
                    if span.value is None:
                        data[row, begin:end, key - first_key, FLAG] = JUDGE
                        continue
                    if not low <= span.value <= high:
                        raise LawError(span.where, f"{span.value} lies outside what {figure.name} may be")
                    data[row, begin:end, key - first_key] = span.value, GOOD
    # The number after the last is no place at all.
    rows = np.full(len(numbers) + 1, len(own), dtype=np.int16)
    for code, number in numbers.items():
        rows[number] = next(own.index(layer) for layer in layers(code) if layer in own)
    return Dense(data, rows, segments, first_key)


def _changes(figure: Figure) -> set[int]:
    changes = {0}
    for keyed in figure.spans.values():
        for key in keyed:
            for span in keyed[key]:
                changes |= {span.since, span.until + 1}
    return changes


def versions(texts: tuple[Text, ...], numbers: Mapping[str, int]) -> Dense:
    """Which text of a rule is in force where and when: its place in `texts`, NO_TEXT where none is."""
    changes = sorted({0, *(t.since for t in texts), *(min(t.until + 1, LAST_WHEN) for t in texts)})
    segments = np.zeros(LAST_WHEN + 1, dtype=np.int16)
    for n, start in enumerate(changes):
        segments[start:] = n
    data = np.full((len(numbers) + 1, len(changes) + 1, 2, 2), NO_TEXT, dtype=np.int64)
    data[..., FLAG] = GOOD
    # What holds nearer is written later; a reform's text, of higher rank, last of all.
    ranks = sorted({text.rank for text in texts})
    for code, number in numbers.items():
        order = [
            (asking, rank, layer) for asking in (False, True) for rank in ranks for layer in reversed(layers(code))
        ]
        for asking, rank, layer in order:
            for n, text in enumerate(texts):
                here = layer in text.rule.regions if layer != NATION else not text.rule.regions
                if here and text.rank == rank and bool(text.rule.given) == asking:
                    for s, start in enumerate(changes):
                        if text.since <= start <= text.until:
                            data[number, s, 0, VALUE] = n
    rows = np.arange(len(numbers) + 1, dtype=np.int16)
    return Dense(data, rows, segments, 0)

"""Yearly series that somebody made up: the same growth year after year, or another place's series times a number.

The one thing to know: values marked as assumed may be anything, they say so; what claims a source may not look so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from shebao.engine.figures import Figure, Span

FEWEST = 6
"""Values in a row before the same growth is a pattern."""
FEWEST_SHARED = 10
"""Years in a row before a ratio is: for a few years provinces raise reference wages by the nation's percentages."""
SAME_GROWTH = 0.0015
"""How far growth factors of one series may lie apart: values of a thousand yuan are rounded to whole yuan."""
SAME_SHARE = 0.0006
"""How far the ratios of two series may lie apart."""
SHIFTS = (-1, 0, 1)


def made_up(figure: Figure) -> Iterator[str]:
    """What is wrong with a yearly figure's series, with file and row: values with a source that follow a pattern.

    A figure that does not change is no pattern, nor one that two places share.
    """
    if figure.per != "year":
        return
    claimed = {(region, key): _claimed(spans) for region, keyed in figure.spans.items() for key, spans in keyed.items()}
    for (region, _), spans in claimed.items():
        growth = {year: _value(spans, year + 1) / _value(spans, year) for year in spans if year + 1 in spans}
        for first, last in _runs(growth, SAME_GROWTH, FEWEST - 1):
            if abs(growth[first] - 1) > SAME_GROWTH:
                yield (
                    f"{spans[first].where}: {figure.name} of {region} grows by the same {growth[first] - 1:.2%} every"
                    f" year from {first} to {last + 1}: a source is missing, or the values are assumed"
                )
    for ((region, key), spans), ((other, same), others) in permutations(claimed.items(), 2):
        if key != same:
            continue
        for shift in SHIFTS:
            if shift == 0 and region > other:
                continue
            share = {y: _value(spans, y) / _value(others, y + shift) for y in spans if y + shift in others}
            for first, last in _runs(share, SAME_SHARE, FEWEST_SHARED):
                if abs(share[first] - 1) > SAME_SHARE:
                    yield (
                        f"{spans[first].where}: {figure.name} of {region} is {share[first]:.4f} times that of {other}"
                        f" from {first} to {last}: a source is missing, or the values are assumed"
                    )


def _claimed(spans: Sequence[Span]) -> dict[int, Span]:
    """Year by year, the values above nothing that name a source."""
    return {span.since: span for span in spans if span.value and span.value > 0 and not span.assumed}


def _value(spans: Mapping[int, Span], year: int) -> int:
    value = spans[year].value
    assert value is not None
    return value


def _runs(values: Mapping[int, float], apart: float, fewest: int) -> Iterator[tuple[int, int]]:
    """The longest runs of years whose values lie within `apart` of each other, relative to the first."""
    years = sorted(values)
    start = 0
    for i in range(1, len(years) + 1):
        goes_on = (
            i < len(years)
            and years[i] == years[i - 1] + 1
            and abs(values[years[i]] - values[years[start]]) <= apart * values[years[start]]
        )
        if not goes_on:
            if i - start >= fewest:
                yield years[start], years[i - 1]
            start = i

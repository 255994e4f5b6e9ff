"""Holes of a figure filled for one place: what is known stays, what is not is made year by year from a rule.

The one thing to know: a hole is a time for which the place has nothing in force: nothing said, declared unknown, or,
for amounts that grow, an open last value beyond `HELD`. Values are made per calendar year and marked as assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from shebao.engine.figures import Figure, Span
from shebao.law.language import NATION
from shebao.outlook.axes import FIRST, LAST

HELD = 2026
"""The last year for which a value in force without an end is taken as published; later ones are carried."""
Known = list[tuple[int, int]]
"""Years and values that are published for a place, in order of time."""


@dataclass(frozen=True)
class Reach:
    """Which years of a figure are wanted, and in what steps of time it is kept."""

    first: int
    last: int
    yearly: bool

    def starts(self, year: int) -> int:
        """The first step (month or year) of a year."""
        return year if self.yearly else year * 12

    def year_of(self, step: int) -> int:
        """The year a step lies in."""
        return step if self.yearly else step // 12

    @property
    def begin(self) -> int:
        """The first step wanted."""
        return self.starts(self.first)

    @property
    def end(self) -> int:
        """The last step wanted."""
        return self.starts(self.last + 1) - 1


def reach_of(figure: Figure, first: int = FIRST, last: int = LAST) -> Reach:
    """The years first..last of a figure."""
    return Reach(first, last, figure.per == "year")


def pieces(figure: Figure, place: str, key: int, reach: Reach) -> Iterator[tuple[int, int, Span | None]]:
    """What is in force in a place from step to step, over the years wanted; None for a hole."""
    spans = [*figure.spans.get(place, {}).get(key, ()), *figure.spans.get(NATION, {}).get(key, ())]
    changes = {reach.begin, *(s.since for s in spans), *(s.until + 1 for s in spans)}
    starts = sorted(c for c in changes if reach.begin <= c <= reach.end)
    for start, after in zip(starts, [*starts[1:], reach.end + 1], strict=True):
        span = figure.look(place, start, key)
        yield start, after - 1, None if span is None or span.value is None else span


def known(figure: Figure, place: str, key: int) -> Known:
    """The published values of a place, each at the year it begins."""
    year = 1 if figure.per == "year" else 12
    found = {s.since // year: s.value for s in figure.spans.get(place, {}).get(key, ()) if s.value is not None}
    return sorted(found.items())


def filled(
    figure: Figure, place: str, key: int, reach: Reach, value_of: Callable[[int], int], rule: str, *, grows: bool
) -> tuple[tuple[Span, ...], list[int]]:
    """The spans of a place with its holes filled by `value_of(year)`, and the years so filled.

    grows: an open value ends with `HELD` and is carried on from there; nothing (0) stays nothing.
    """
    own = figure.spans.get(place, {}).get(key, ())
    held = reach.starts(HELD + 1) - 1
    made: list[Span] = [s for s in own if s.value is not None and s.until < reach.begin]
    years: list[int] = []

    def carry(since: int, until: int) -> None:
        begin, value = since, None
        for year in range(reach.year_of(since), reach.year_of(until) + 1):
            years.append(year)
            now = value_of(year)
            if value is not None and now != value:
                made.append(assumed_span(begin, reach.starts(year) - 1, value, rule))
                begin = reach.starts(year)
            value = now
        if value is not None:
            made.append(assumed_span(begin, until, value, rule))

    for since, until, span in pieces(figure, place, key, reach):
        if span is None:
            carry(since, until)
            continue
        known_until = until
        if grows and span.value and span.until > held:
            known_until = min(until, max(held, since - 1))
        if known_until >= since and span in own:
            begins = span.since if since == reach.begin else since
            made.append(span if (begins, known_until) == (span.since, span.until) else _cut(span, begins, known_until))
        if known_until < until:
            carry(known_until + 1, until)
    return tuple(made), years


def assumed_span(since: int, until: int, value: int, rule: str) -> Span:
    """A value nobody has published: a trace shows it as assumed, with the rule it was made by."""
    return Span(since, until, value, f"outlook: {rule}", "", True, "", "outlook")


def overlaid(spans: Iterable[Span], new: Iterable[Span]) -> tuple[Span, ...]:
    """Spans with new ones laid over them."""
    kept = list(spans)
    for over in new:
        kept = [
            part
            for span in kept
            for part in (
                [span]
                if span.until < over.since or span.since > over.until
                else [
                    *([_cut(span, span.since, over.since - 1)] if span.since < over.since else []),
                    *([_cut(span, over.until + 1, span.until)] if span.until > over.until else []),
                ]
            )
        ]
        kept.append(over)
    return tuple(sorted(kept, key=lambda span: span.since))


def _cut(span: Span, since: int, until: int) -> Span:
    return replace(span, since=since, until=until)

"""Small charts of figures as SVG: a value over time, a table by its key, or all places with their middle.

The one thing to know: a chart is drawn from the figure alone, never from the clock: the same law gives the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from shebao.engine.figures import FOREVER, Figure, Span
from shebao.engine.texts import units_month
from shebao.law.language import NATION

WIDE, HIGH, LEFT, TOP, BOTTOM = 460, 130, 64, 12, 22
LINE, PALE, INK = "#3b5b92", "#c3cede", "#52606d"
LEAST_KEYS = 6
Points = list[tuple[int, int]]


def chart(figure: Figure, title: str) -> str:
    """The figure as one self-contained SVG text; empty where there is nothing to see in a picture."""
    if figure.unit.kind != "number":
        return ""
    if figure.keys is not None:
        return _by_key(figure, title)
    national = _steps(figure.spans.get(NATION, {}).get(0, ()))
    places = [_steps(keyed.get(0, ())) for code, keyed in sorted(figure.spans.items()) if code != NATION]
    moving = [points for points in places if len({value for _, value in points}) > 1]
    if len({value for _, value in national}) > 1:
        return _draw(figure, title, [national], [])
    if len(moving) >= 3:
        return _draw(figure, title, [_middle(moving)], moving)
    return ""


def _by_key(figure: Figure, title: str) -> str:
    newest = {k: spans[-1].value for k, spans in figure.spans.get(NATION, {}).items() if spans}
    points = sorted((key, value) for key, value in newest.items() if value is not None)
    if len(points) < LEAST_KEYS or len({value for _, value in points}) < 2:
        return ""
    return _draw(figure, title, [points], [], keyed=True)


def _steps(spans: Sequence[Span]) -> Points:
    """The corners of a line that keeps each value until the next; a hole is jumped."""
    points: Points = []
    for span in spans:
        if span.value is None:
            continue
        points.append((span.since, span.value))
        if span.until != FOREVER and span.until > span.since:
            points.append((span.until, span.value))
    return points


def _middle(places: Iterable[Points]) -> Points:
    """At each time at which some place changes, the middle of the values in force."""
    lines = list(places)
    times = sorted({when for points in lines for when, _ in points})
    found: Points = []
    for when in times:
        here = sorted(
            max((p for p in points if p[0] <= when), key=lambda p: p[0])[1] for points in lines if points[0][0] <= when
        )
        found.append((when, here[len(here) // 2]))
    return found


def _draw(figure: Figure, title: str, strong: list[Points], pale: list[Points], *, keyed: bool = False) -> str:
    every = [point for line in (*strong, *pale) for point in line]
    first, last = min(x for x, _ in every), max(x for x, _ in every)
    end = last if keyed else last + max(1, (last - first) // 12)  # the last value goes on
    low, high = min(y for _, y in every), max(y for _, y in every)

    def across(x: int) -> float:
        return LEFT + (x - first) * (WIDE - LEFT - 10) / max(1, end - first)

    def at(x: int, y: int) -> str:
        return f"{across(x):.1f} {TOP + (high - y) * (HIGH - TOP - BOTTOM) / max(1, high - low):.1f}"

    def path(points: Points, colour: str, width: str) -> str:
        steps = [at(*points[0])]
        for (_, before), (x, y) in pairwise(points):
            steps += [at(x, y)] if keyed else [at(x, before), at(x, y)]
        if not keyed:
            steps.append(at(end, points[-1][1]))
        return f'<path d="M{" L".join(steps)}" fill="none" stroke="{colour}" stroke-width="{width}"/>'

    def when(x: int) -> str:
        return str(x) if keyed or figure.per == "year" else units_month(x)

    def label(x: float, y: float, text: str, anchor: str) -> str:
        return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="10" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
        f'<path d="M{LEFT} {TOP} V{HIGH - BOTTOM} H{WIDE - 10}" fill="none" stroke="#d5dce4"/>',
        *(path(points, PALE, "0.7") for points in pale),
        *(path(points, LINE, "1.8") for points in strong if points),
        label(LEFT - 6, TOP + 4, figure.unit.show(high), "end"),
        label(LEFT - 6, HIGH - BOTTOM + 3, figure.unit.show(low), "end"),
        label(LEFT, HIGH - 6, when(first), "start"),
        label(across(last), HIGH - 6, when(last), "end" if across(last) > WIDE - 40 else "middle"),
        "</svg>\n",
    ]
    return "\n".join(parts)

"""A line over months, drawn as SVG by the server: no script is needed to see it, and none may add styles to it.

The one thing to know: colours and text sizes come from the classes in the style sheet; the numbers that a script needs
to move the marker stand in data attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 420, 210, 10, 10, 26, 30


@dataclass(frozen=True)
class Line:
    """A line ready for the template: its path, the filled ground below it, ticks, and where the marker stands."""

    path: str
    ground: str
    ticks: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, int], ...]
    first: int
    last: int
    low: int
    high: int
    marker: tuple[float, float] | None
    wide: int = WIDE
    high_px: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    top: int = TOP
    bottom: int = HIGH - BOTTOM


def line(points: Sequence[tuple[int, int]], ticks: Sequence[tuple[int, str]], marked: int | None) -> Line | None:
    """A line through (month, fen) points. marked: the month of the marker. None below two points."""
    if len(points) < 2:
        return None
    first, last = points[0][0], points[-1][0]
    lowest, highest = min(v for _, v in points), max(v for _, v in points)
    room = max(1, (highest - lowest) // 3)
    low, high = max(0, lowest - room), highest + room // 2

    def across(month: int) -> float:
        return round(LEFT + (month - first) * (WIDE - LEFT - RIGHT) / (last - first), 1)

    def up(value: int) -> float:
        return round(HIGH - BOTTOM - (value - low) * (HIGH - TOP - BOTTOM) / (high - low), 1)

    steps = " L".join(f"{across(month)} {up(value)}" for month, value in points)
    here = next(((across(month), up(value)) for month, value in points if month == marked), None)
    return Line(
        f"M{steps}",
        f"M{across(first)} {HIGH - BOTTOM} L{steps} L{across(last)} {HIGH - BOTTOM} Z",
        tuple((across(month), text) for month, text in ticks),
        tuple((up(value), value) for value in (lowest, highest)),
        first, last, low, high, here,
    )  # fmt: skip

"""A line over months, drawn as SVG by the server: no script is needed to see it, and none may add styles to it.

The one thing to know: colours and text sizes come from the classes in the style sheet; the numbers that a script needs
to move the marker stand in data attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from shebao.portal.language import Reader

WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 420, 210, 10, 10, 26, 30


@dataclass(frozen=True)
class Line:
    """A line ready to be drawn: its path, the filled ground below it, ticks, and where the marker stands."""

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


def draw_line(reader: Reader, line: Line, title: str, scale: Callable[[int], str] | None = None) -> Markup:
    """The line as SVG. scale: how a value is shown; without it, as money. Not a template, as `why.draw`."""
    wide, high, left, right, bottom = line.wide, line.high_px, line.left, line.right, line.bottom
    shown, across = scale or reader.money_short, f'x1="{left}" x2="{right}"'
    levels = "".join(
        f'<line class="axis" {across} y1="{y}" y2="{y}"/><text x="{left}" y="{y - 6}">{escape(shown(value))}</text>\n'
        for y, value in line.levels
    )
    ticks = "".join(
        f'<text x="{x}" y="{high - 12}" text-anchor="{_anchor(n, x, wide)}">{escape(said)}</text>\n'
        for n, (x, said) in enumerate(line.ticks)
    )
    marker = ""
    if line.marker:
        x, y = line.marker
        marker = f'<line class="rule" x1="{x}" x2="{x}" y1="{y}" y2="{bottom}"/>'
        marker += f'<circle class="dot" r="8" cx="{x}" cy="{y}"/>'
    return Markup(
        f'<svg class="chart" viewBox="0 0 {wide} {high}" role="img" aria-label="{escape(title)}"'
        f' data-first="{line.first}" data-last="{line.last}" data-low="{line.low}" data-high="{line.high}"'
        f' data-left="{left}" data-right="{right}" data-top="{line.top}" data-bottom="{bottom}">\n'
        f'<path class="ground" d="{line.ground}"/>\n{levels}'
        f'<line class="axis" {across} y1="{bottom}" y2="{bottom}"/>\n'
        f'<path class="line" d="{line.path}"/>\n{ticks}{marker}</svg>\n'
    )


def _anchor(n: int, x: float, wide: int) -> str:
    """So that what stands at an end of the line does not run out of the picture."""
    return "start" if n == 0 and x < 40 else "end" if x > wide - 40 else "middle"

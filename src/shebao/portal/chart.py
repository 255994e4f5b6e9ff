"""Lines over months and bars over years, drawn as SVG by the server: no script is needed, and none may add styles.

The one thing to know: colours and text sizes come from the classes in the style sheet; the numbers that a script needs
to move the marker stand in data attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True)
class Bars:
    """Bars ready for the template. bars: (x, y, width, height, which series); dots: (x, y) of a third series with lines
    between neighbouring years; ticks and levels as for a line.
    """

    bars: tuple[tuple[float, float, float, float, int], ...]
    dots: tuple[tuple[float, float], ...]
    path: str
    ticks: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, int], ...]
    wide: int = WIDE
    high_px: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    bottom: int = HIGH - BOTTOM


def bars(
    years: Sequence[int], series: Sequence[Mapping[int, int]], dotted: Mapping[int, int], tick: Callable[[int], str]
) -> Bars | None:
    """Bars side by side for each year, from zero up, and dots; a year without a value stays empty. None without any.

    tick: how a year is shown; the first, the last and every fifth are.
    """
    values = [value for row in (*series, dotted) for value in row.values()]
    if not values or max(values) <= 0:
        return None
    top, room = max(values), (WIDE - LEFT - RIGHT) / len(years)
    wide = room * 0.7 / len(series)

    def up(value: int) -> float:
        return round(HIGH - BOTTOM - value * (HIGH - TOP - BOTTOM) / top, 1)

    drawn: list[tuple[float, float, float, float, int]] = []
    dots: list[tuple[float, float]] = []
    path = ""
    for n, year in enumerate(years):
        left = LEFT + n * room + room * 0.15
        for which, row in enumerate(series):
            if year in row:
                y = up(row[year])
                bar = (round(left + which * wide, 1), y, round(wide, 1), round(HIGH - BOTTOM - y, 1), which)
                drawn.append(bar)
        if year in dotted:
            at = (round(LEFT + (n + 0.5) * room, 1), up(dotted[year]))
            path += f"{'L' if year - 1 in dotted else 'M'}{at[0]} {at[1]} "
            dots.append(at)
    last = len(years) - 1
    shown = [n for n, year in enumerate(years) if n in (0, last) or (year % 5 == 0 and 1 < n < last - 1)]
    ticks = tuple((round(LEFT + (n + 0.5) * room, 1), tick(years[n])) for n in shown)
    return Bars(tuple(drawn), tuple(dots), path.strip(), ticks, ((up(top), top),))


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

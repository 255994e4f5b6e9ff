"""The past as a run gives it beside the past as it was published: the ministry's bulletins, year by year.

The one thing to know: 2012 to 2018 were fitted, later years were not; only unfitted rows whose published figure was
seen (not recalled) are judged, 5 percent for head counts and 10 for money. Which items stand for which published
figure, and what either counts that the other does not, stands in `data/measures.yaml`; why a row lies beyond its limit
in `data/past_reasons.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from shebao.outlook.bulletins import published, unclosed
from shebao.outlook.readings import by_keys, of_the_nation
from shebao.outlook.tables import DATA

if TYPE_CHECKING:
    from rich.console import Console

    from shebao.outlook.readings import Tables

FIRST_YEAR, LAST_FITTED, LAST_YEAR = 2012, 2018, 2024
LIMITS = {"persons": 0.05, "flow": 0.10, "stock": 0.10}
FUNDS = {
    "employee_pension": {"en": "employees' pension", "zh": "职工养老", "fa": "بازنشستگی کارکنان"},
    "resident_pension": {"en": "residents' pension", "zh": "居民养老", "fa": "بازنشستگی ساکنان"},
    "unemployment": {"en": "unemployment", "zh": "失业", "fa": "بیکاری"},
    "injury": {"en": "work injury", "zh": "工伤", "fa": "آسیب کار"},
}


At = TypeVar("At", int, str)


@dataclass(frozen=True)
class Measure:
    """One published figure and the items of a run that stand for it."""

    fund: str
    name: str
    title: Mapping[str, str]
    published: str
    kind: str
    add: tuple[str, ...]
    less: tuple[str, ...]
    calibre: str


@dataclass(frozen=True)
class Row:
    """One year of one measure: persons or fen, ours and theirs, and whether the difference is within its limit."""

    year: int
    fund: str
    measure: str
    unit: str
    ours: float
    published: float
    difference: float
    """Ours over theirs less one."""
    status: str
    evidence: bool
    fitted: bool
    within: bool
    source: str
    reason: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why it lies beyond its limit, by language; empty where it does not, or where nobody has said."""

    @property
    def judged(self) -> bool:
        """Whether this row says how good the model is: not fitted, and the published figure was seen."""
        return self.evidence and not self.fitted


@cache
def measures() -> tuple[Measure, ...]:
    """The table of measures, fund by fund in the order of the file."""
    table = yaml.safe_load((DATA / "measures.yaml").read_text(encoding="utf-8"))
    return tuple(
        Measure(
            fund=fund, name=name, title=m["title"], published=m["published"], kind=m["kind"],
            add=tuple(m["add"]), less=tuple(m.get("less", ())), calibre=m["calibre"].strip(),
        )
        for fund, named in table.items()
        for name, m in named.items()
    )  # fmt: skip


def table(result: Tables, until: int = LAST_YEAR) -> list[Row]:
    """Every measure and year from 2012 for which there is a published figure and the run has the items, in order."""
    people, funds = nation(result)
    rows = []
    for measure in measures():
        for year in range(FIRST_YEAR, until + 1):
            theirs, ours = published(measure.published, year), added(measure, year, people, funds)
            if theirs is None or ours is None or theirs.value == 0:
                continue
            off = ours / theirs.value - 1
            within = abs(off) <= LIMITS[measure.kind]
            rows.append(
                Row(
                    year, measure.fund, measure.name, theirs.unit, ours, theirs.value, off, theirs.status,
                    theirs.evidence, year <= LAST_FITTED, within, theirs.source,
                    {} if within else reason(measure.fund, measure.name, year),
                )
            )  # fmt: skip
    return rows


def reason(fund: str, measure: str, year: int) -> Mapping[str, str]:
    """Why our figure lies beyond its limit, by language; empty where nothing is written."""
    given = reasons().get(fund, {})
    return given.get(f"{measure}@{year}", given.get(measure, {}))


@cache
def reasons() -> dict[str, dict[str, dict[str, str]]]:
    """What is written of rows beyond their limit: fund, then measure or measure@year, then language."""
    table = yaml.safe_load((DATA / "past_reasons.yaml").read_text(encoding="utf-8"))
    return {
        fund: {name: {lang: text.strip() for lang, text in said.items()} for name, said in given.items()}
        for fund, given in table.items()
    }


def beyond(rows: Iterable[Row]) -> list[Row]:
    """The judged rows that lie beyond their limit."""
    return [row for row in rows if row.judged and not row.within]


def nation(result: Tables) -> tuple[dict[tuple[int, str], float], dict[tuple[int, str, str], int]]:
    """The nation's rows of a run: persons by year and measure, fen by year, fund and item."""
    people = by_keys(of_the_nation(result.people), "year", "measure", "persons")
    funds = by_keys(of_the_nation(result.funds), "year", "fund", "item", "fen")
    return people, funds


def summary(rows: Iterable[Row]) -> dict[str, int]:
    """How many judged rows are within their limit, and how many there are, for head counts and for money."""
    said = {"heads_within": 0, "heads": 0, "money_within": 0, "money": 0}
    for row in rows:
        if row.judged:
            what = "heads" if row.unit == "persons" else "money"
            said[what] += 1
            said[f"{what}_within"] += row.within
    return said


def as_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows for programs: every field by its name, whether the row is judged, `what` it is in three languages."""
    titles = _titles()
    return [asdict(row) | {"judged": row.judged, "what": titles[row.fund, row.measure]} for row in rows]


def render(rows: Sequence[Row], console: Console) -> None:
    """Print the rows as one table a fund, a line a year: ours, and how far from what was published."""
    from rich import box
    from rich.table import Table

    for fund in dict.fromkeys(row.fund for row in rows):
        here = {(row.year, row.measure): row for row in rows if row.fund == fund}
        names = [m.name for m in measures() if m.fund == fund and any(name == m.name for _, name in here)]
        shown = Table(title=fund.replace("_", " "), box=box.SIMPLE_HEAD, title_justify="left")
        shown.add_column("year")
        for name in names:
            unit = "million" if here[next(key for key in here if key[1] == name)].unit == "persons" else "bn yuan"
            shown.add_column(f"{name.replace('_', ' ')}, {unit}", justify="right")
        for year in sorted({year for year, _ in here}):
            cells = [_cell(here.get((year, name))) for name in names]
            shown.add_row(f"{year}{' fitted' if year <= LAST_FITTED else ''}", *cells)
        console.print(shown)
    said = summary(rows)
    console.print(
        f"Not fitted and seen in a source: {said['heads_within']} of {said['heads']} head counts within 5 percent, "
        f"{said['money_within']} of {said['money']} sums within 10."
    )
    console.print("(…) the published figure was only recalled: no evidence.  ! beyond the limit.")
    titles = _titles()
    for row in beyond(rows):
        why = row.reason.get("en", "unexplained.")
        console.print(f"! {titles[row.fund, row.measure]['en']} {row.year} {row.difference * 100:+.1f}%: {why}")
    gaps = ", ".join(f"{u.scheme} {u.year} {u.fen / 1e11:+.0f}" for u in unclosed(FIRST_YEAR, LAST_YEAR))
    console.print(f"Published balances that do not close, billion yuan: {gaps}.")


PANEL_WIDE, PANEL_HIGH, LEFT, TOP, FOOT, LINE = 220, 130, 8, 30, 20, 13
FOOT_WIDE = {"en": 190, "zh": 92, "fa": 180}
"""Signs on a line under the panels."""
# Blue and vermilion of Okabe and Ito: told apart by every colour-blind eye, and by shape besides.
OURS, THEIRS, SHADE, INK = "#0072b2", "#d55e00", "#eef2f6", "#334"
LEGEND = {
    "en": "line: ours · dots: published (hollow: recalled, no evidence; ringed: beyond the limit) · shaded: fitted",
    "zh": "线:本模型 · 点:公布值(空心:凭记忆,不作证据;带圈:超出界限) · 阴影:用于拟合的年份",
    "fa": "خط: برآورد ما · نقطه: منتشرشده (توخالی: نقل از حافظه؛ حلقه‌دار: بیرون از حد) · سایه: سال‌های برازش",
}
UNEXPLAINED = {"en": "unexplained", "zh": "原因不明", "fa": "بی‌توضیح"}

UNITS = {
    "en": ("m", "bn yuan"),
    "zh": ("百万", "十亿元"),
    "fa": ("میلیون", "میلیارد یوان"),
}


def chart(rows: Sequence[Row], language: str = "en") -> str:
    """The rows as one self-contained SVG: a panel a measure, ours as a line, what was published as dots."""
    panels = {}
    for row in rows:
        panels.setdefault((row.fund, row.measure), []).append(row)
    if not panels:
        return ""
    across = 4
    titles = _titles()
    foot = _foot(rows, language)
    wide, panels_high = across * PANEL_WIDE, -(-len(panels) // across) * PANEL_HIGH + 24
    high = panels_high + LINE * len(foot) + (LINE if foot else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
        f'font-family="sans-serif" font-size="10" fill="{INK}">',
        f'<text x="{LEFT}" y="14">{escape(LEGEND[language])}</text>',
    ]
    for place, (key, here) in enumerate(panels.items()):
        x, y = place % across * PANEL_WIDE, place // across * PANEL_HIGH + 20
        panel = _panel(titles[key][language], here, UNITS[language], language)
        parts.append(f'<g transform="translate({x} {y})">{panel}</g>')
    side = f'x="{wide - LEFT}" text-anchor="start" direction="rtl"' if language == "fa" else f'x="{LEFT}"'
    for n, line in enumerate(foot):
        parts.append(f'<text {side} y="{panels_high + LINE * (n + 1)}" font-size="9">{escape(line)}</text>')
    return "\n".join([*parts, "</svg>"])


@cache
def _titles() -> dict[tuple[str, str], dict[str, str]]:
    """Fund and measure in three languages."""
    return {
        (m.fund, m.name): {language: f"{FUNDS[m.fund][language]}: {m.title[language]}" for language in LEGEND}
        for m in measures()
    }


def _foot(rows: Sequence[Row], language: str) -> list[str]:
    """Under the panels, why each judged row beyond its limit lies there, in lines that fit."""
    titles, lines = _titles(), list[str]()
    for row in beyond(rows):
        why = row.reason.get(language) or UNEXPLAINED[language]
        said = f"{titles[row.fund, row.measure][language]} {row.year} {row.difference * 100:+.1f}%: {why}"
        lines += wrap(said, FOOT_WIDE[language], break_long_words=True)
    return lines


def _panel(title: str, rows: Sequence[Row], units: tuple[str, str], language: str) -> str:
    first, last = min(r.year for r in rows), max(max(r.year for r in rows), LAST_YEAR)
    top = max(max(r.ours, r.published) for r in rows) or 1
    low = min(0, *(r.ours for r in rows))

    def x(year: float) -> float:
        return round(LEFT + (year - first) * (PANEL_WIDE - 2 * LEFT) / max(1, last - first), 1)

    def y(value: float) -> float:
        return round(PANEL_HIGH - FOOT - (value - low) * (PANEL_HIGH - FOOT - TOP) / (top - low), 1)

    unit, scale = (units[0], 1e6) if rows[0].unit == "persons" else (units[1], 1e11)
    said = [f'<text x="{LEFT}" y="14" font-weight="bold">{escape(title)}</text>']
    if first <= LAST_FITTED:
        width = round(x(LAST_FITTED + 0.5) - LEFT, 1)
        said.append(f'<rect x="{LEFT}" y="{TOP}" width="{width}" height="{PANEL_HIGH - FOOT - TOP}" fill="{SHADE}"/>')
    line = " ".join(f"{x(r.year)},{y(r.ours)}" for r in rows)
    said.append(f'<polyline points="{line}" fill="none" stroke="{OURS}" stroke-width="1.8"/>')
    for r in rows:
        said.append(
            f'<circle cx="{x(r.year)}" cy="{y(r.published)}" r="2.4" stroke="{THEIRS}" '
            f'fill="{THEIRS if r.evidence else "none"}"><title>{escape(_tip(r, language))}</title></circle>'
        )
        if r.judged and not r.within:
            said.append(f'<circle cx="{x(r.year)}" cy="{y(r.published)}" r="5" stroke="{INK}" fill="none"/>')
    said.append(f'<text x="{LEFT}" y="{PANEL_HIGH - 6}">{first}</text>')
    said.append(f'<text x="{PANEL_WIDE - LEFT}" y="{PANEL_HIGH - 6}" text-anchor="end">{last}</text>')
    said.append(f'<text x="{PANEL_WIDE - LEFT}" y="{TOP - 4}" text-anchor="end">{top / scale:,.0f} {unit}</text>')
    return "".join(said)


def _tip(row: Row, language: str) -> str:
    said = f"{row.year}: {row.difference * 100:+.1f}%"
    return f"{said}. {row.reason[language]}" if row.reason else said


def _cell(row: Row | None) -> str:
    if row is None:
        return "–"
    value = row.ours / 1e6 if row.unit == "persons" else row.ours / 1e11
    said = f"{value:,.1f} {row.difference * 100:+.1f}%"
    if not row.evidence:
        return f"[dim]({said})[/dim]"
    if row.within:
        return f"[dim]{said}[/dim]" if row.fitted else said
    return f"[bold]{said} ![/bold]"


def added(
    measure: Measure, at: At, people: Mapping[tuple[At, str], float], funds: Mapping[tuple[At, str, str], int]
) -> float | None:
    """The items of a run added up, at a year or a place (first in the keys of `people` and `funds`).

    None when one to add is lacking. One to take off that a fund lacks is nothing.
    """

    def held(item: str) -> float | None:
        return people.get((at, item)) if measure.kind == "persons" else funds.get((at, measure.fund, item))

    found = [held(item) for item in measure.add]
    if any(value is None for value in found):
        return None
    return sum(v for v in found if v is not None) - sum(held(item) or 0 for item in measure.less)

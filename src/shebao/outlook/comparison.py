"""Ours beside what others have published of the future, as it stands and on their assumptions.

The one thing to know: a difference above a tenth must have a reason that somebody wrote down (`data/reasons.yaml`);
without one its row says `unexplained`. What of ours stands beside which figure is said in `data/comparisons.yaml`,
and a published figure that nothing of ours can stand beside is kept with the reason why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from shebao.errors import ShebaoError
from shebao.outlook.readings import Readings, read
from shebao.outlook.tables import DATA
from shebao.outlook.tables import read as read_table

if TYPE_CHECKING:
    from rich.console import Console

SCENARIOS = Path(__file__).with_name("comparison_scenarios")
LANGUAGES = ("en", "zh", "fa")
BASE, THEIRS = "base", "theirs"
RUNS = {
    BASE: {"en": "the law as it stands", "zh": "现行法律", "fa": "قانون کنونی"},
    THEIRS: {"en": "on their assumptions", "zh": "按其假设", "fa": "با فرض‌های آنان"},
}
LIMIT = 0.10
CLOSE, EXPLAINED, UNEXPLAINED, NOT_COMPARED = "close", "explained", "unexplained", "not compared"
# A published unit in ours: persons, fen, or the plain number it is (percent, points, a ratio, a year).
TIMES = {"million": 1e6, "100m_yuan": 1e10, "bn_yuan": 1e11}
OURS_IN = {"million": "persons", "100m_yuan": "fen", "bn_yuan": "fen"}


class BadComparison(ShebaoError):
    """`comparisons.yaml` or `reasons.yaml` does not fit the published figures: which entry, and what is wrong."""

    def __init__(self, file: str, where: str, what: str) -> None:
        self.file, self.where, self.what = file, where, what
        super().__init__(f"{file}: {where}: {what}")


@dataclass(frozen=True)
class Projected:
    """One published figure of the future, as printed."""

    source_id: str
    scenario: str
    year: str
    """A year, or several (2040-2070)."""
    variable: str
    value: float
    unit: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Compared:
    """A published figure and ours: persons, fen, or a plain number (percent, points of the product, a year)."""

    source_id: str
    scenario: str
    variable: str
    year: str
    run: str
    """base: the law as it stands; theirs: on their assumptions."""
    reading: str
    """What of ours is read, a function of readings.py; empty where nothing is."""
    unit: str
    theirs: float
    ours: float | None
    """None where nothing is read, or where it never happens to us."""
    difference: float | None
    """Ours over theirs less one; between years, of the way from the year the source looks from."""
    state: str
    """close | explained | unexplained | not compared"""
    reason: str
    calibre: str
    source: str


@cache
def projections() -> tuple[Projected, ...]:
    """Every published figure kept, in the order of the file."""
    kinds = {"source_id": str, "scenario": str, "year": str, "variable": str, "value": float, "unit": str}
    table = read_table("projections.csv", **kinds, status=str, source=str, note=str)
    return tuple(Projected(*row) for row in zip(*(table[name].tolist() for name in table.columns), strict=True))


def scenario_file(source_id: str) -> Path | None:
    """The scenario that makes the source's own assumptions, or None where the law as it stands is theirs."""
    name = _sources()[source_id].get("scenario", BASE)
    return None if name == BASE else SCENARIOS / f"{name}.yaml"


def scenario_files() -> list[Path]:
    """Every scenario that some comparison needs a run of, each once."""
    found = dict.fromkeys(scenario_file(source_id) for source_id in _sources())
    return [file for file in found if file is not None]


def compare(base: Readings, theirs: Mapping[str, Readings] | None = None) -> list[Compared]:
    """Every published figure beside ours.

    base: the law as it stands. theirs: runs of `scenario_files()` by the file's name without its ending; a figure whose
    run is not among them is compared with the base alone. Raises BadComparison for a figure nothing is said about, and
    for a reason that no figure asks for.
    """
    rows = []
    for figure in projections():
        for line in _lines(figure):
            if "not" in line:
                rows.append(_not_compared(figure, line))
                continue
            name = line.get("run", _sources()[figure.source_id].get("scenario", BASE))
            runs = {BASE: base} if name == BASE else {BASE: base, THEIRS: (theirs or {}).get(name)}
            rows += [_compared(figure, line, run, readings) for run, readings in runs.items() if readings is not None]
    _check_reasons()
    return rows


def unexplained(rows: Iterable[Compared]) -> list[Compared]:
    """The rows that differ by more than a tenth and nobody has said why."""
    return [row for row in rows if row.state == UNEXPLAINED]


def as_json(rows: Iterable[Compared]) -> list[dict[str, Any]]:
    """The rows for programs, every field by its name, and `what` is compared in three languages."""
    return [asdict(row) | {"what": what(row)} for row in rows]


def what(row: Compared) -> dict[str, str]:
    """What a row compares, whose figure it is, and on whose assumptions, by language."""
    said = {}
    for language in LANGUAGES:
        run = f" ({RUNS[row.run][language]})" if row.run else ""
        said[language] = f"{_sources()[row.source_id]['title'][language]}: {_named(row, language)}{run}"
    return said


def render(rows: Sequence[Compared], console: Console) -> None:
    """Print the rows as one table a source."""
    from rich import box
    from rich.table import Table

    for source_id in dict.fromkeys(row.source_id for row in rows):
        shown = Table(title=_sources()[source_id]["title"]["en"], box=box.SIMPLE_HEAD, title_justify="left")
        for column in ("figure", "year", "theirs", "ours", "difference", "run", "why"):
            shown.add_column(column, justify="right" if column in ("theirs", "ours", "difference") else "left")
        for row in (row for row in rows if row.source_id == source_id):
            off = "" if row.difference is None else f"{row.difference * 100:+.0f}%"
            shown.add_row(
                _named(row, "en"), row.year, written(row.theirs, row.unit), written(row.ours, row.unit),
                off, row.run, row.reason or row.state,
            )  # fmt: skip
        console.print(shown)
    lacking = unexplained(rows)
    if lacking:
        console.print(f"{len(lacking)} differences above a tenth without a reason.")


def written(value: float | None, unit: str) -> str:
    """A figure as people say it: millions of persons, billions of yuan, a year, a plain number."""
    if value is None:
        return "–"
    if unit == "persons":
        return f"{value / 1e6:,.1f} m"
    if unit == "fen":
        return f"{value / 1e11:,.0f} bn"
    return f"{value:.0f}" if unit in ("year", "provinces") else f"{value:,.1f} {unit}"


def _named(row: Compared, language: str) -> str:
    return _titles()[row.reading][language] if row.reading else row.variable.replace("_", " ")


def _compared(figure: Projected, line: Mapping[str, Any], run: str, readings: Readings) -> Compared:
    year = int(figure.year)
    dated = line.get("theirs") == "year" or figure.unit == "year"
    theirs = float(year) if line.get("theirs") == "year" else figure.value * TIMES.get(figure.unit, 1)
    ours = read(readings, line["ours"], year, line.get("with", {}))
    off = None
    if ours is not None:
        since = _sources()[figure.source_id]["since"] if dated else 0
        off = (ours - theirs) / abs(theirs - since) if theirs != since else None
    reason = _reason(figure, run)
    state = CLOSE if off is not None and abs(off) <= LIMIT else EXPLAINED if reason else UNEXPLAINED
    return Compared(
        figure.source_id, figure.scenario, figure.variable, figure.year, run, line["ours"],
        "year" if dated else OURS_IN.get(figure.unit, figure.unit), theirs, ours, off, state,
        "" if state == CLOSE else reason, _sources()[figure.source_id]["calibre"].strip(), figure.source,
    )  # fmt: skip


def _not_compared(figure: Projected, line: Mapping[str, Any]) -> Compared:
    return Compared(
        figure.source_id, figure.scenario, figure.variable, figure.year, "", "", OURS_IN.get(figure.unit, figure.unit),
        figure.value * TIMES.get(figure.unit, 1), None, None, NOT_COMPARED, line["not"],
        _sources()[figure.source_id]["calibre"].strip(), figure.source,
    )  # fmt: skip


@cache
def _sources() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((DATA / "comparisons.yaml").read_text(encoding="utf-8"))


@cache
def _titles() -> dict[str, dict[str, str]]:
    return yaml.safe_load((DATA / "readings.yaml").read_text(encoding="utf-8"))


@cache
def _reasons() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((DATA / "reasons.yaml").read_text(encoding="utf-8")) or {}


def _lines(figure: Projected) -> list[Mapping[str, Any]]:
    """What is said of a figure: the most narrowly named lines that fit it, several where several things are read."""
    if figure.source_id not in _sources():
        raise BadComparison("comparisons.yaml", figure.source_id, "the source is not there")
    said = [line for line in _sources()[figure.source_id]["figures"] if line["variable"] == figure.variable]
    fits = [
        line
        for line in said
        if all(line.get(k, v) == v for k, v in (("scenario", figure.scenario), ("year", figure.year)))
    ]
    if not fits:
        raise BadComparison(
            "comparisons.yaml", f"{figure.source_id}: {figure.variable}", f"nothing is said of {figure.year}"
        )
    narrow = max(("scenario" in line) + ("year" in line) for line in fits)
    return [line for line in fits if ("scenario" in line) + ("year" in line) == narrow]


def _reason(figure: Projected, run: str) -> str:
    given = _reasons().get(figure.source_id, {})
    said = given.get(f"{figure.variable}@{figure.year}", given.get(figure.variable, ""))
    return (said.get(run, "") if isinstance(said, dict) else said).strip()


def _check_reasons() -> None:
    """A reason for a figure that does not exist would explain nothing and hide a slip of the pen."""
    known = {f.source_id: set[str]() for f in projections()}
    for figure in projections():
        known[figure.source_id] |= {figure.variable, f"{figure.variable}@{figure.year}"}
    for source_id, given in _reasons().items():
        for variable in given:
            if variable not in known.get(source_id, ()):
                raise BadComparison("reasons.yaml", f"{source_id}: {variable}", "no such published figure")

"""Figures: dated, local, cited numbers of the law, read from YAML and CSV and layered nation, province, city.

The one thing to know: a figure is a list of spans per region, `since..until -> value`; the value in force is
the city's, else the province's, else the nation's, and a hole is an error, never a neighbour's value. Parsing
is slow, so the parsed form is kept (`engine.kept`).
"""

from __future__ import annotations

import marshal
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

from shebao.engine.errors import LawError, MissingFigure
from shebao.engine.kept import keep, recall, stamp
from shebao.law import units
from shebao.law.language import NATION
from shebao.law.units import Unit, parse_month

FIGURES = Path(units.__file__).parent / "figures"
EVIDENCE = {"P", "S", "D", "K"}
FOREVER = 9999 * 12
LAST_WHEN = 2400 * 12
UNITS: dict[str, Unit] = {
    name: next(m for m in cast(Any, annotation).__metadata__ if isinstance(m, Unit))
    for name, annotation in {
        "yuan": units.Fen, "ratio": units.Ppm, "months": units.Months, "month": units.Month, "day": units.Day,
        "days": units.Days, "year": units.YearNo, "years": units.Years, "tenths": units.Tenths,
        "count": units.Count, "yes_no": units.YesNo, "region": units.Region, "sex": units.Sex,
        "track": units.Track, "category": units.Category, "method": units.Method,
    }.items()
}  # fmt: skip
FILES = (".yaml", ".csv")
REPEALED = "repealed"
_VERSION = 5


@dataclass(frozen=True)
class Span:
    """One value of a figure: in force from `since` to `until` (months, or years where `per` is year).

    value None is a declared hole. `where` is the file and line or row it was read from.
    """

    since: int
    until: int
    value: int | None
    cites: str
    evidence: str
    assumed: bool
    note: str
    where: str


@dataclass(frozen=True)
class Figure:
    """One declared figure with all its values, by region (six digits; 000000 is the nation) and key."""

    name: str
    unit: Unit
    per: str
    low: int | None
    high: int | None
    local: tuple[int, int] | None
    keys: tuple[int, int] | None
    spans: Mapping[str, Mapping[int, tuple[Span, ...]]]
    where: str

    def find(self, region: str, when: int, key: int = 0) -> Span:
        """The span in force in a region at a month (or year). MissingFigure where there is none."""
        span = self.look(region, when, key)
        if span is None:
            raise self._missing(region, when, key, "")
        if span.value is None:
            raise self._missing(region, when, key, span.note or "declared unknown")
        return span

    def look(self, region: str, when: int, key: int = 0) -> Span | None:
        """The span in force, a declared hole included (its value is None); None where nothing is said."""
        for layer in layers(region):
            spans = self.spans.get(layer, {}).get(key)
            if not spans:
                continue
            i = bisect_right(spans, when, key=lambda s: s.since) - 1
            if i >= 0 and spans[i].until >= when:
                return spans[i]
        return None

    def _missing(self, region: str, when: int, key: int, reason: str) -> MissingFigure:
        shown = str(when) if self.per == "year" else f"{when // 12:04d}-{when % 12 + 1:02d}"
        return MissingFigure(self.name, region, shown, key if self.keys else None, reason)

    def gaps(self) -> Iterable[tuple[str, int, Span]]:
        """Every declared hole: region, key, span."""
        for region, keyed in self.spans.items():
            for key, spans in keyed.items():
                for span in spans:
                    if span.value is None:
                        yield region, key, span


@lru_cache(4096)
def layers(region: str) -> tuple[str, ...]:
    """The codes whose figures hold in a region, nearest first: county, city, province, nation."""
    found: list[str] = []
    for code in (region, region[:4] + "00", region[:2] + "0000", NATION):
        if code not in found:
            found.append(code)
    return tuple(found)


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


def figure_files(folder: Path = FIGURES) -> list[Path]:
    """Every file of figures below a folder, in order."""
    return sorted(p for p in folder.rglob("*") if p.suffix in FILES)


def load_figures(folder: Path = FIGURES, cache: Path | None = None) -> dict[str, Figure]:
    """All figures below a folder, checked. Errors name file and line (LawError)."""
    read = stamp([folder], FILES) + f"|{_VERSION}".encode()
    kept = recall("figures", read, cache)
    if kept is not None:
        try:
            return _thaw(marshal.loads(kept))
        except (ValueError, EOFError, TypeError):
            pass  # made by another Python: read anew
    figures = _parse(folder, figure_files(folder))
    keep("figures", read, marshal.dumps(_freeze(figures)), cache)
    return figures


# Parsing


def _parse(folder: Path, paths: list[Path]) -> dict[str, Figure]:
    import csv

    declared: dict[str, tuple[dict[str, Any], str]] = {}
    for path in paths:
        if path.suffix == ".yaml" and path.parent == folder:
            for name, entry in _mapping(path).items():
                where = f"{path.name}: {name}"
                if name in declared:
                    raise LawError(where, f"figure already declared in {declared[name][1]}")
                if not isinstance(entry, dict):
                    raise LawError(where, "a figure is a mapping with unit and values")
                declared[name] = (cast("dict[str, Any]", entry), where)
    shells = {name: _declare(name, entry, where) for name, (entry, where) in declared.items()}
    raw: dict[str, dict[str, dict[int, list[Span]]]] = {name: {} for name in shells}

    def add(name: str, region: str, row: Mapping[str, Any], where: str) -> None:
        if name not in shells:
            raise LawError(where, f"figure {name} is not declared in any figures/*.yaml")
        key, span = _span(shells[name], region, row, where)
        raw[name].setdefault(region, {}).setdefault(key, []).append(span)

    for name, (entry, where) in declared.items():
        for number, row in enumerate(entry.get("values") or [], 1):
            add(name, NATION, row, f"{where}, value {number}")
    for path in paths:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), 2):
                    add(path.stem, row.get("region") or NATION, row, f"{path.name}:{number}")
        elif path.parent != folder:
            for name, rows in _mapping(path).items():
                for number, row in enumerate(cast("list[dict[str, Any]]", rows), 1):
                    add(name, path.stem, row, f"{path.name}: {name}, value {number}")
    return {name: _assemble(shells[name], raw[name]) for name in shells}


def _mapping(path: Path) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        data = yaml.load(
            path.read_text(encoding="utf-8"), Loader=loader
        )  # BaseLoader: text only, so decimals stay exact
    except yaml.YAMLError as error:
        raise LawError(path.name, f"not valid YAML: {error}") from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise LawError(path.name, "expected a mapping from figure names to their values")
    return cast("dict[str, Any]", data)


def _declare(name: str, entry: dict[str, Any], where: str) -> Figure:
    known = {"unit", "per", "bounds", "local", "key", "values", "note"}
    for word in entry:
        if word not in known:
            raise LawError(where, f"unknown word {word!r}, expected {', '.join(sorted(known))}")
    if entry.get("unit") not in UNITS:
        raise LawError(where, f"unknown unit {entry.get('unit')!r}, expected one of {', '.join(UNITS)}")
    unit = UNITS[entry["unit"]]
    per = entry.get("per", "month")
    if per not in ("month", "year"):
        raise LawError(where, f"per: {per!r}, expected month or year")
    bounds = _pair(unit, entry.get("bounds"), where)
    allowed = entry.get("local")
    if allowed in ("true", "yes"):
        local = bounds or (-(2**62), 2**62)
    elif isinstance(allowed, list):
        local = _pair(unit, cast("list[str]", allowed), where)
    else:
        local = None
    keys = entry.get("key")
    return Figure(
        name, unit, per, bounds[0] if bounds else None, bounds[1] if bounds else None, local,
        (int(keys[0]), int(keys[1])) if keys else None, {}, where,
    )  # fmt: skip


def _pair(unit: Unit, pair: list[str] | None, where: str) -> tuple[int, int] | None:
    if pair is None:
        return None
    try:
        low, high = pair
        return unit.parse(low), unit.parse(high)
    except ValueError as error:
        raise LawError(where, f"bounds {pair}: {error}") from None


def _span(figure: Figure, region: str, row: Mapping[str, Any], where: str) -> tuple[int, Span]:
    text = str(row.get("value", "")).strip()
    try:
        if figure.per == "year":
            since = until = int(row.get("year") or row["since"])
        else:
            since = parse_month(row["since"])
            until = parse_month(row["until"]) if row.get("until") else FOREVER
        key = int(row.get("key") or 0)
        value = None if text in ("unknown", REPEALED) else figure.unit.parse(text)
    except (ValueError, KeyError, TypeError) as error:
        raise LawError(where, f"{error}") from None
    if until < since:
        raise LawError(where, "until lies before since")
    if figure.keys and not figure.keys[0] <= key <= figure.keys[1]:
        raise LawError(where, f"key {key} outside {figure.keys[0]} to {figure.keys[1]}")
    assumed = str(row.get("assumed") or "").lower() in ("true", "yes", "1")
    evidence, cites = str(row.get("evidence") or "").strip(), str(row.get("cites") or "").strip()
    if value is not None:
        if evidence not in EVIDENCE and not assumed:
            raise LawError(where, f"evidence {evidence!r}: expected one of {sorted(EVIDENCE)}, else assumed: true")
        if not cites and not assumed:
            raise LawError(where, "a figure names its source in cites")
        if (figure.low is not None and value < figure.low) or (figure.high is not None and value > figure.high):
            raise LawError(where, f"{text} lies outside the bounds of {figure.name}")
        if region != NATION:
            if figure.local is None:
                raise LawError(where, f"{figure.name} may not differ by place: the national text does not allow it")
            if not figure.local[0] <= value <= figure.local[1]:
                raise LawError(where, f"{text} lies outside what the nation allows {figure.name} in a place")
    elif region != NATION and figure.local is None:
        raise LawError(where, f"{figure.name} may not differ by place: the national text does not allow it")
    note = REPEALED if text == REPEALED else str(row.get("note") or "")
    return key, Span(since, until, value, cites, evidence, assumed, note, where)


def _assemble(shell: Figure, raw: dict[str, dict[int, list[Span]]]) -> Figure:
    done: dict[str, dict[int, tuple[Span, ...]]] = {}
    for region, keyed in raw.items():
        for key, spans in keyed.items():
            spans.sort(key=lambda s: s.since)
            closed: list[Span] = []
            for this, after in zip(spans, [*spans[1:], None], strict=True):
                until = this.until
                if after is not None:
                    if after.since == this.since or (this.until != FOREVER and after.since <= this.until):
                        raise LawError(after.where, f"two values of {shell.name} in force at once, see {this.where}")
                    if until == FOREVER:
                        until = after.since - 1
                    elif until + 1 != after.since:
                        raise LawError(
                            after.where,
                            f"hole in {shell.name} before this value: declare it with value: unknown",
                        )
                if this.value is None and this.note == REPEALED:
                    continue
                closed.append(
                    Span(
                        this.since,
                        until,
                        this.value,
                        this.cites,
                        this.evidence,
                        this.assumed,
                        this.note,
                        this.where,
                    )
                )
            done.setdefault(region, {})[key] = tuple(closed)
    return Figure(shell.name, shell.unit, shell.per, shell.low, shell.high, shell.local, shell.keys, done, shell.where)


# The cache: plain tuples, read by marshal; each figure's values stay bytes until it is asked about.


class Later(Mapping[str, Mapping[int, tuple[Span, ...]]]):
    """The spans of a figure, made when first looked at: most of the law is not asked about."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[str, Mapping[int, tuple[Span, ...]]]]) -> None:
        self._make: Callable[[], Mapping[str, Mapping[int, tuple[Span, ...]]]] = make
        self._made: Mapping[str, Mapping[int, tuple[Span, ...]]] | None = None

    def _all(self) -> Mapping[str, Mapping[int, tuple[Span, ...]]]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, region: str) -> Mapping[int, tuple[Span, ...]]:
        return self._all()[region]

    def get(self, region: str, default: Any = None) -> Any:
        """What a region says, as a dict's `get`."""
        return self._all().get(region, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _freeze(figures: dict[str, Figure]) -> list[Any]:
    return [
        (f.name, f.unit.name, f.per, f.low, f.high, f.local, f.keys, f.where, marshal.dumps(_freeze_spans(f)))
        for f in figures.values()
    ]


def _freeze_spans(figure: Figure) -> list[Any]:
    return [
        (
            region, key,
            [(s.since, s.until, s.value, s.cites, s.evidence, s.assumed, s.note, s.where) for s in spans],
        )
        for region, keyed in figure.spans.items()
        for key, spans in keyed.items()
    ]  # fmt: skip


def _thaw(data: list[Any]) -> dict[str, Figure]:
    by_name = {unit.name: unit for unit in UNITS.values()}
    return {
        name: Figure(name, by_name[unit], per, low, high, local, keys, Later(partial(_thaw_spans, spans)), where)
        for name, unit, per, low, high, local, keys, where, spans in data
    }


def _thaw_spans(data: bytes) -> Mapping[str, Any]:
    spans: dict[str, Any] = {}
    for region, key, frozen in marshal.loads(data):
        spans.setdefault(region, _LazySpans())[key] = frozen
    return spans


class _LazySpans(dict[int, Any]):
    """Spans by key that become `Span` objects when first looked at: most of the law is not asked about."""

    def _made(self, key: int) -> tuple[Span, ...]:
        held = super().__getitem__(key)
        if isinstance(held, list):
            held = tuple(Span(*row) for row in cast("list[Any]", held))
            super().__setitem__(key, held)
        return cast("tuple[Span, ...]", held)

    def __getitem__(self, key: int) -> tuple[Span, ...]:
        return self._made(key)

    def get(self, key: int, default: Any = None) -> Any:
        return self._made(key) if key in self else default

    def items(self) -> Any:
        return [(key, self._made(key)) for key in self]

    def values(self) -> Any:
        return [self._made(key) for key in self]

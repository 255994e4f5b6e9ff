"""What the page is given: each result's tables as blocks of whole numbers, and the facts about its run.

The one thing to know: money is shown in whole millions of yuan, persons in whole hundreds, rates in hundredths of a
percent; the exact fen stand in the Parquet and CSV files beside the report. Equal blocks of two scenarios (the same
population, say) are kept once.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from shebao.engine.names import NAMES
from shebao.errors import ShebaoError
from shebao.law.language import NATION
from shebao.outlook.report import checks
from shebao.outlook.report.packing import HOLE, pack

FUNDS = ("employee_pension", "resident_pension", "unemployment", "injury")
# What the page draws for a single province; the other items are shown for the nation alone, which keeps the file small.
PROVINCIAL_ITEMS = ("income", "spending", "balance", "pooling_in", "pooling_out")
PROVINCIAL_MEASURES = (
    "population",
    "in_service",
    "flexible",
    "platform_workers",
    "retirees",
    "resident_payers",
    "resident_recipients",
)
COHORT_COLUMNS = {"replacement_ppm": 100, "irr_ppm": 100, "real_irr_ppm": 100, "pension_years": 0.01}
FEN_A_UNIT = 10**8
PERSONS_A_UNIT = 100
AGES = 106
COLUMNS = {
    "funds": ("year", "province", "fund", "item", "fen"),
    "people": ("year", "province", "measure", "persons"),
    "pyramid": ("year", "sex", "age", "persons"),
    "cohorts": ("birth_year", "sex", "third", "persons", *COHORT_COLUMNS),
}


class UnreadableResult(ShebaoError):
    """A result lacks a table's column or the nation's rows, so no page can be made of it."""

    def __init__(self, result: str, where: str, what: str) -> None:
        self.result, self.where, self.what = result, where, what
        super().__init__(f"result {result}, {where}: {what}")


class Result(Protocol):
    """What a run gives, as far as the report reads it. The tables' columns stand in COLUMNS.

    Of `meta` it shows what is there: sample, seed, years, lives, person_years, draws, seconds, law_version;
    `assumptions` (rows of name, value, why and perhaps titles and unit) and `warnings`; `price_index` and `gdp` (fen)
    by year, for constant prices and shares of GDP; `published_until`, the last year that is past; `hindcast` and
    `comparison` (rows as in `checks`); `fan`, percentiles 5, 25, 50, 75 and 95 in fen by fund, item and year. Any text
    may be given by language: {en, zh, fa}.
    """

    @property
    def name(self) -> str: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    @property
    def funds(self) -> pa.Table: ...
    @property
    def people(self) -> pa.Table: ...
    @property
    def pyramid(self) -> pa.Table: ...
    @property
    def cohorts(self) -> pa.Table: ...
    @property
    def meta(self) -> Mapping[str, Any]: ...


@cache
def places() -> tuple[dict[str, Any], ...]:
    """The nation, then the provinces by code: names in three languages, letter code, tile on the map (column, row)."""
    with (Path(__file__).parent / "tiles.csv").open(encoding="utf-8", newline="") as file:
        tiles = {row["code"]: row for row in csv.DictReader(file)}
    with (NAMES / "provinces.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row for row in csv.DictReader(file)}
    nation = {**names[NATION], "letters": "", "column": None, "row": None}
    return (
        nation,
        *(
            {**names[code], "letters": tile["letters"], "column": int(tile["column"]), "row": int(tile["row"])}
            for code, tile in sorted(tiles.items())
        ),
    )


def payload(results: Sequence[Result]) -> dict[str, Any]:
    """Everything the page draws, ready for JSON: places, years, scenarios with their blocks by name, packed numbers."""
    for result in results:
        _check(result)
    years = _span([_numbers(result.funds, "year") for result in results])
    births = _span([_numbers(result.cohorts, "birth_year") for result in results if result.cohorts.num_rows])
    blocks: list[np.ndarray] = []
    held: dict[tuple[tuple[int, ...], bytes], int] = {}

    def keep(block: np.ndarray) -> int:
        key = (block.shape, block.tobytes())
        if key not in held:
            held[key] = len(blocks)
            blocks.append(block)
        return held[key]

    scenarios = []
    for result in results:
        named = {**_money(result, years), **_persons(result, years), **_lives(result, births)}
        named["pyramid"] = _pyramid(result, years)
        scenarios.append(
            {
                "name": result.name,
                "titles": dict(result.titles),
                "blocks": {name: keep(block) for name, block in named.items()},
                "fan": _fan(result.meta.get("fan") or {}),
                "draws": result.meta.get("draws"),
                "prices": _by_year(result.meta.get("price_index")),
                "gdp": _by_year(result.meta.get("gdp"), FEN_A_UNIT),
                "published_until": result.meta.get("published_until"),
                "hindcast": checks.shown(result.meta.get("hindcast")),
                "comparison": checks.shown(result.meta.get("comparison")),
            }
        )
    return {
        "first": years.start,
        "last": years.stop - 1,
        "births": births.start,
        "places": list(places()),
        "funds": [fund for fund in FUNDS if any(f"funds/{fund}/income" in s["blocks"] for s in scenarios)],
        "scenarios": scenarios,
        "shapes": [list(block.shape) for block in blocks],
        "packed": pack(blocks),
    }


def _check(result: Result) -> None:
    for table, columns in COLUMNS.items():
        lacking = [column for column in columns if column not in getattr(result, table).column_names]
        if lacking:
            raise UnreadableResult(result.name, f"table {table}", f"column {', '.join(lacking)} is missing")
    for table in ("funds", "people"):
        if NATION not in getattr(result, table)["province"].unique().to_pylist():
            raise UnreadableResult(result.name, f"table {table}", f"no rows of the nation (province {NATION})")


def _money(result: Result, years: range) -> dict[str, np.ndarray]:
    table = result.funds
    funds, fund_of = _codes(table["fund"])
    items, item_of = _codes(table["item"])
    cube = _cube(table, years, fund_of * len(items) + item_of, len(funds) * len(items))
    cube[cube != HOLE] = np.rint(cube[cube != HOLE] / FEN_A_UNIT).astype(np.int64)
    named = {}
    for f, fund in enumerate(funds):
        for i, item in enumerate(items):
            block = cube[f * len(items) + i]
            if fund in FUNDS and item != "surplus" and (block[0] != HOLE).any():
                named[f"funds/{fund}/{item}"] = block if item in PROVINCIAL_ITEMS else block[:1].copy()
    return named


def _persons(result: Result, years: range) -> dict[str, np.ndarray]:
    measures, measure_of = _codes(result.people["measure"])
    cube = _cube(result.people, years, measure_of, len(measures), "persons", 1 / PERSONS_A_UNIT)
    return {
        f"people/{measure}": cube[m] if measure in PROVINCIAL_MEASURES else cube[m][:1].copy()
        for m, measure in enumerate(measures)
    }


def _cube(
    table: pa.Table, years: range, kind: np.ndarray, kinds: int, column: str = "fen", scale: float | None = None
) -> np.ndarray:
    """[kinds, places, years] of a long table; HOLE where it has no row; rows of other places and years are left out."""
    codes, place_of = _codes(table["province"])
    index = {place["code"]: i for i, place in enumerate(places())}
    row_of = np.array([index.get(code, -1) for code in codes])[place_of]
    values = _numbers(table, column)
    whole = values.astype(np.int64) if scale is None else np.rint(values * scale).astype(np.int64)
    cube = np.full((kinds, len(index), len(years)), HOLE, np.int64)
    column_of = _numbers(table, "year").astype(np.int64) - years.start
    known = (row_of >= 0) & (column_of >= 0) & (column_of < len(years))
    cube[kind[known], row_of[known], column_of[known]] = whole[known]
    return cube


def _pyramid(result: Result, years: range) -> np.ndarray:
    """[sex * AGES + age, years] in hundreds of persons."""
    table = result.pyramid
    block = np.full((2 * AGES, len(years)), HOLE, np.int64)
    row = _numbers(table, "sex").astype(np.int64) * AGES + _numbers(table, "age").astype(np.int64)
    persons = np.rint(_numbers(table, "persons") / PERSONS_A_UNIT).astype(np.int64)
    column = _numbers(table, "year").astype(np.int64) - years.start
    known = (column >= 0) & (column < len(years))
    block[row[known], column[known]] = persons[known]
    return block


def _lives(result: Result, births: range) -> dict[str, np.ndarray]:
    """By column: [sex * 3 + third, birth years]; a null or NaN is a hole."""
    table = result.cohorts
    row = _numbers(table, "sex").astype(np.int64) * 3 + _numbers(table, "third").astype(np.int64)
    column = _numbers(table, "birth_year").astype(np.int64) - births.start
    named = {}
    for name, unit in COHORT_COLUMNS.items():
        values = np.asarray(table[name].to_numpy(), np.float64)
        known = np.isfinite(values)
        block = np.full((6, len(births)), HOLE, np.int64)
        block[row[known], column[known]] = np.rint(values[known] / unit).astype(np.int64)
        named[f"cohorts/{name}"] = block
    return named


def _fan(fan: Mapping[str, Mapping[str, Mapping[Any, Sequence[float]]]]) -> dict[str, Any]:
    """Fund, item, year to the five percentiles, in millions of yuan."""
    return {
        fund: {
            item: {str(year): [round(fen / FEN_A_UNIT) for fen in band] for year, band in by_year.items()}
            for item, by_year in items.items()
        }
        for fund, items in fan.items()
    }


def _by_year(values: Mapping[Any, float] | None, unit: float = 1) -> dict[str, float] | None:
    return {str(year): float(f"{value / unit:.7g}") for year, value in values.items()} if values else None


def _codes(column: pa.ChunkedArray) -> tuple[list[str], np.ndarray]:
    coded = column.combine_chunks().dictionary_encode() if not pa.types.is_dictionary(column.type) else column
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    return coded.dictionary.to_pylist(), np.asarray(coded.indices.to_numpy(zero_copy_only=False), np.int64)


def _numbers(table: pa.Table, column: str) -> np.ndarray:
    return np.asarray(table[column].to_numpy())


def _span(columns: Sequence[np.ndarray]) -> range:
    filled = [column for column in columns if column.size]
    if not filled:
        return range(0, 0)
    return range(int(min(c.min() for c in filled)), int(max(c.max() for c in filled)) + 1)

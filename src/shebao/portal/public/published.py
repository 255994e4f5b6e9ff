"""What was published of the system: who is insured, what the funds took in, paid and held; nation, provinces, sources.

The one thing to know: every number here stands in the outlook's data files with its source and is shown as printed
there; what was only recalled (`Published.evidence`) is a hole. Computed are shares, quotients and sums, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from shebao.engine.names import provinces as places
from shebao.law.language import NATION
from shebao.portal.language import N_

YEARS = range(2009, 2026)
PROVINCIAL = 2024
"""The year whose yearbook has every province."""
ADULT, OLD = 15, 60
"""Ages in the tables of persons go by five years: 15 stands for the 16 from which the law insures residents."""


class Insurance(NamedTuple):
    """One insurance. key: its letters in the bulletins' file. scheme: its name in the provinces' files."""

    key: str
    name: str
    insured: str
    scheme: str = ""


INSURANCES = (
    Insurance("ue", N_("Pension of employees"), "ue_total", "employee_pension"),
    Insurance("ru", N_("Pension of residents"), "ru_participants", "resident_pension"),
    Insurance("ui", N_("Unemployment insurance"), "ui_participants"),
    Insurance("wi", N_("Work injury insurance"), "wi_participants"),
)
MONEY = {"revenue": N_("Income"), "expenditure": N_("Spending"), "balance": N_("Balance at the year's end")}


@dataclass(frozen=True)
class Figure:
    """One published number: persons, or whole fen. express: from the December express, which is preliminary."""

    value: int
    source: str
    express: bool = False


Years = dict[int, dict[str, Figure | None]]


@dataclass(frozen=True)
class Share:
    """Insured persons as a share of those who can be insured, in millionths. of: who these are, and their source."""

    insurance: str
    year: int
    insured: int
    of: str
    can: int
    source: str
    note: str = ""

    @property
    def ppm(self) -> int:
        """The share."""
        return round(self.insured * 1_000_000 / self.can)


def figure(measure: str, year: int) -> Figure | None:
    """A published figure of the nation, or None where none was seen."""
    from shebao.outlook.bulletins import published

    found = published(measure, year)
    if found is None or not found.evidence:
        return None
    return Figure(round(found.value), found.source, found.report == "express")


@cache
def coverage() -> Years:
    """The insured of each insurance by year; years without any figure are left out."""
    rows = {year: {it.key: figure(it.insured, year) for it in INSURANCES} for year in YEARS}
    return {year: row for year, row in rows.items() if any(row.values())}


@cache
def funds(key: str) -> Years:
    """Income, spending and balance of an insurance by year; years without any figure are left out."""
    rows = {year: {part: figure(f"{key}_{part}", year) for part in MONEY} for year in YEARS}
    return {year: row for year, row in rows.items() if any(row.values())}


@cache
def shares() -> list[Share]:
    """Who is insured as a share of those who can be, in the years for which both were published."""
    found: list[Share] = []
    towns = _insurable()
    for measure, name in (
        ("ue_in_service", N_("Pension of employees, in service")), *((it.insured, it.name) for it in INSURANCES[2:]),
    ):  # fmt: skip
        for year, (persons, source) in towns.items():
            held = figure(measure, year)
            if held is not None:
                found.append(Share(name, year, held.value, N_("employed in towns"), persons, source))
    for year, persons in _adults().items():
        both = figure("ue_total", year), figure("ru_participants", year)
        if both[0] is not None and both[1] is not None:
            source = "United Nations, World Population Prospects 2024"
            insured = both[0].value + both[1].value
            found.append(Share(N_("Both pensions together"), year, insured, N_("aged 15 and over"), persons, source))
    return found


def _insurable() -> dict[int, tuple[int, str]]:
    from shebao.outlook.tables import read

    table = read("insurable.csv", who=str, year=int, persons=int, source=str)
    rows = zip(*(table[name].tolist() for name in ("who", "year", "persons", "source")), strict=True)
    return {year: (persons, source) for who, year, persons, source in rows if who == "employed_in_towns"}


def _adults() -> dict[int, int]:
    """Persons of 15 and over in the nation at 1 July, by year of the table up to now."""
    from shebao.outlook.tables import read

    names = ("male", "female", "male_low", "female_low", "male_high", "female_high")
    table = read("wpp_population_age.csv", year=int, age=int, **dict.fromkeys(names, float))
    found: dict[int, float] = {}
    for year, age, male, female in zip(*(table[n].tolist() for n in ("year", "age", "male", "female")), strict=True):
        if year in YEARS and age >= ADULT:
            found[year] = found.get(year, 0.0) + male + female
    return {year: round(thousands * 1000) for year, thousands in sorted(found.items())}


class Column(NamedTuple):
    """A column of the provinces' table. kind: persons, fen, ppm or months."""

    key: str
    name: str
    kind: str


COLUMNS = (
    Column("ue_participants", N_("Insured as employees"), "persons"),
    Column("ue_in_service", N_("of them in service"), "persons"),
    Column("ue_retirees", N_("of them retired"), "persons"),
    Column("ratio", N_("In service for each retired"), "ratio"),
    Column("ru_participants", N_("Insured as residents"), "persons"),
    Column("share", N_("Share of persons of 15 and over"), "ppm"),
    Column("ue_revenue", N_("Employees: income"), "fen"),
    Column("ue_expenditure", N_("Employees: spending"), "fen"),
    Column("ue_balance", N_("Employees: balance"), "fen"),
    Column("months", N_("Months of spending it would last"), "months"),
    Column("ru_revenue", N_("Residents: income"), "fen"),
    Column("ru_expenditure", N_("Residents: spending"), "fen"),
    Column("ru_balance", N_("Residents: balance"), "fen"),
)
"""ratio in thousandths, months in tenths; persons of 15 and over are those of the census of 2020."""


@cache
def provinces() -> dict[str, dict[str, int | None]]:
    """Each province, and the nation first, with every one of COLUMNS in PROVINCIAL; None where none was published."""
    from shebao.outlook import bulletins

    held = {
        f"{it.key}_{measure}": bulletins.provinces(it.scheme, measure, PROVINCIAL)
        for it in INSURANCES[:2]
        for measure in ("participants", "in_service", "retirees", *MONEY)
    }
    adults = census_adults()
    rows: dict[str, dict[str, int | None]] = {}
    for place in (NATION, *(place for place in places() if place != NATION and place in adults)):
        row: dict[str, int | None] = {}
        for column in COLUMNS:
            value = held.get(column.key, {}).get(place)
            row[column.key] = None if value is None else round(value)
        row["ratio"] = _quotient(row["ue_in_service"], row["ue_retirees"], 1000)
        row["months"] = _quotient(row["ue_balance"], row["ue_expenditure"], 120)
        employees, residents = row["ue_participants"], row["ru_participants"]
        both = None if employees is None or residents is None else employees + residents
        row["share"] = _quotient(both, adults[place], 1_000_000)
        rows[place] = row
    return rows


@cache
def census_adults() -> dict[str, int]:
    """Persons of 15 and over in the census of 2020, by province; the nation is their sum."""
    from shebao.outlook.tables import read

    table = read("census_2020_age.csv", province=str, age=int, male=int, female=int)
    found = {NATION: 0}
    names = ("province", "age", "male", "female")
    for place, age, male, female in zip(*(table[n].tolist() for n in names), strict=True):
        if age >= ADULT:
            found[place] = found.get(place, 0) + male + female
            found[NATION] += male + female
    return found


@cache
def tiles() -> dict[str, tuple[str, int, int]]:
    """Where each province stands on a map of squares: its letters, column and row."""
    import csv
    from importlib.resources import files

    with files("shebao.outlook.report").joinpath("tiles.csv").open(encoding="utf-8") as file:
        return {row["code"]: (row["letters"], int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def heads(place: str) -> list[tuple[int, int]]:
    """The insured employees of a province (or the nation) by year, where they were published."""
    from shebao.outlook import bulletins

    held = {year: bulletins.provinces("employee_pension", "participants", year) for year in (*range(2008, 2017), 2024)}
    return [(year, round(row[place])) for year, row in held.items() if place in row]


SOURCES = {
    "yearbook": "National Bureau of Statistics, China Statistical Yearbook 2025, tables 24-26 and 24-27",
    "earlier": "National Bureau of Statistics, China Statistical Yearbooks 2009 to 2017",
    "census": "National Bureau of Statistics, seventh national population census, 1 November 2020",
}


def coverage_lines() -> Iterator[tuple[object, ...]]:
    """The national insured as lines of a file, with the shares."""
    yield "year", "insurance", "measure", "value", "unit", "report", "source"
    for year, row in coverage().items():
        for it in INSURANCES:
            yield from _line(year, it.key, "insured", row[it.key], "persons")
    for it in shares():
        source = f"{it.insured} of {it.can} {it.of}: {it.source}"
        yield it.year, it.insurance, "share", f"{it.ppm / 1_000_000:.6f}", "share", "computed", source


def funds_lines() -> Iterator[tuple[object, ...]]:
    """The national funds as lines of a file, in whole yuan."""
    yield "year", "insurance", "measure", "value", "unit", "report", "source"
    for it in INSURANCES:
        for year, row in funds(it.key).items():
            for part in MONEY:
                yield from _line(year, it.key, part, row[part], "yuan")


def _line(year: int, key: str, measure: str, held: Figure | None, unit: str) -> Iterator[tuple[object, ...]]:
    if held is not None:
        value = held.value // 100 if unit == "yuan" else held.value
        yield year, key, measure, value, unit, "express" if held.express else "bulletin", held.source


def provinces_lines() -> Iterator[tuple[object, ...]]:
    """The provinces as lines of a file."""
    yield "year", "province", "measure", "value", "unit", "source"
    units = {"fen": ("yuan", 100), "persons": ("persons", 1), "ppm": ("share", 1_000_000), "ratio": ("persons", 1000),
             "months": ("months", 10)}  # fmt: skip
    for place, row in provinces().items():
        for column in COLUMNS:
            held = row[column.key]
            if held is not None:
                unit, by = units[column.kind]
                source = SOURCES["yearbook"] + (f"; {SOURCES['census']}" if column.key == "share" else "")
                yield PROVINCIAL, place, column.key, held // by if held % by == 0 else held / by, unit, source


def _quotient(above: int | None, below: int | None, by: int) -> int | None:
    return round(above * by / below) if above is not None and below else None

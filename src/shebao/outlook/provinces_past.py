"""The provinces of 2024 as a run gives them beside the yearbook's: the part of the past that is known worst.

The one thing to know: heads by province went into the fit to 2016 and money of 2010 into `bases_by_province`; nothing
of 2024 did, and a province is not held to the nation's limits: what is shown is how far off each one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from shebao.outlook.axes import PROVINCES
from shebao.outlook.bulletins import provinces
from shebao.outlook.hindcast import added, measures
from shebao.outlook.tables import DATA, read

if TYPE_CHECKING:
    from rich.console import Console

    from shebao.outlook.readings import Tables

YEAR = 2024
SHOWN = {
    "employee_pension": ("in_service", "retirees", "revenue", "expenditure", "balance"),
    "resident_pension": ("participants", "recipients", "revenue", "expenditure", "balance"),
}


@dataclass(frozen=True)
class Place:
    """One measure of one province: persons or fen, ours and the yearbook's. difference: ours over theirs less one."""

    year: int
    province: str
    fund: str
    measure: str
    unit: str
    ours: float
    published: float
    difference: float


def places(result: Tables) -> list[Place]:
    """Every province and measure that the yearbook of 2024 has and the run holds, fund by fund."""
    people, funds = _sums(result)
    found: list[Place] = []
    for measure in measures():
        if measure.name not in SHOWN.get(measure.fund, ()):
            continue
        theirs = provinces(measure.fund, measure.name, YEAR)
        for place in PROVINCES:
            ours = added(measure, place, people, funds)
            if ours is None or not theirs.get(place):
                continue
            unit = "persons" if measure.kind == "persons" else "fen"
            off = ours / theirs[place] - 1
            found.append(Place(YEAR, place, measure.fund, measure.name, unit, ours, theirs[place], off))
    return found


def spread(found: Iterable[Place]) -> dict[tuple[str, str], float]:
    """How far provinces are off, root mean square weighted by what was published, by fund and measure."""
    sums: dict[tuple[str, str], tuple[float, float]] = {}
    for place in found:
        square, weight = sums.get((place.fund, place.measure), (0.0, 0.0))
        size = abs(place.published)
        sums[place.fund, place.measure] = square + size * place.difference**2, weight + size
    return {key: sqrt(square / weight) for key, (square, weight) in sums.items()}


def as_json(found: Iterable[Place]) -> list[dict[str, Any]]:
    """The rows for programs."""
    return [asdict(place) for place in found]


def summary(found: Sequence[Place]) -> str:
    """One line: how far provinces are off."""
    said = [f"{fund.split('_')[0]}s' {name.replace('_', ' ')} {off:.0%}" for (fund, name), off in spread(found).items()]
    return f"Provinces {YEAR}, root mean square weighted by size: {', '.join(said)}."


def render(found: Sequence[Place], console: Console) -> None:
    """Print a table a fund, a line a province: how far ours are from the yearbook's, percent, and the spread."""
    from rich import box
    from rich.table import Table

    names = read(
        DATA / "provinces.csv", province=str, name_zh=str, name_en=str, persons_2011=int, urban_2011=int,
        persons_2020=int, urban_2020=int,
    )  # fmt: skip
    called = dict(zip(names["province"].tolist(), names["name_en"].tolist(), strict=True))
    off = spread(found)
    for fund in dict.fromkeys(place.fund for place in found):
        here = {(p.province, p.measure): p.difference for p in found if p.fund == fund}
        shown = [name for name in SHOWN[fund] if any(m == name for _, m in here)]
        table = Table(title=f"{fund.replace('_', ' ')}, {YEAR}", box=box.SIMPLE_HEAD, title_justify="left")
        table.add_column("province")
        for name in shown:
            table.add_column(name.replace("_", " "), justify="right")
        for place in PROVINCES:
            cells = [f"{here[place, name]:+.0%}" if (place, name) in here else "–" for name in shown]
            table.add_row(called[place], *cells)
        table.add_section()
        table.add_row("root mean square", *(f"{off[fund, name]:.0%}" for name in shown))
        console.print(table)
    console.print(
        "Not fitted: heads by province are known to 2016, money by province for 2010 alone. Here a pension is claimed "
        "where its owner lives; many who worked in coastal provinces claim theirs at home."
    )


def _sums(result: Tables) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str, str], int]]:
    """The provinces' rows of the year: persons by place and measure, fen by place, fund and item."""
    import pyarrow.compute as pc

    people, funds = (table.filter(pc.field("year") == YEAR) for table in (result.people, result.funds))
    heads = zip(*(people[name].to_pylist() for name in ("province", "measure", "persons")), strict=True)
    money = zip(*(funds[name].to_pylist() for name in ("province", "fund", "item", "fen")), strict=True)
    return {(p, m): n for p, m, n in heads}, {(p, f, i): n for p, f, i, n in money}

"""Facts as people write them, read into the whole numbers of a dossier.

The one thing to know: the law itself says what a name means. A value is parsed by the unit of the fact, figure
or quantity it names, so a YAML file, a published case and a form need no second list of fields.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.engine.texts import unit_of
from shebao.law import units
from shebao.law.units import CATEGORIES, Unit, parse_month

MOST_FILE_BYTES = 10_000_000
MOST_MONTHS = 1200


def load_yaml(path: Path) -> Any:
    """A YAML file as mappings, lists and text only: decimals stay as written. BadInput when it is not YAML."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise BadInput(str(path), f"{path.stat().st_size} bytes", f"at most {MOST_FILE_BYTES} bytes")
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except OSError as error:
        raise BadInput(str(path), error.strerror or "unreadable", "a file that can be read") from None
    except UnicodeDecodeError as error:
        raise BadInput(str(path), f"byte {error.start}", "text in UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise BadInput(where, getattr(error, "problem", "") or "this text", "valid YAML") from None


def read_dossier(law: Law, facts: Mapping[str, Any], region: str = "000000") -> dict[str, Any]:
    """A dossier from facts in the units people write. `history` (or `contributions`) and `places` are lists of rows.

    Unknown names are refused with the nearest known ones. Errors: BadInput naming field and expectation.
    """
    dossier: dict[str, Any] = {}
    for name, value in facts.items():
        if name in ("history", "contributions"):
            dossier.update(read_history(value, region))
        elif name == "places":
            dossier.update(read_places(value))
        elif name != "region":
            dossier[name] = read_value(law, name, value)
    return dossier


def read_value(law: Law, name: str, value: object) -> int:
    """One value by the unit its name has in the law."""
    unit = law.unit_of(name)
    try:
        return unit.parse(value)
    except ValueError as error:
        raise BadInput(name, value, f"{unit.shown} ({error})") from None


def read_history(rows: object, region: str) -> dict[str, list[int]]:
    """Rows of contributions as stints: runs of months in one calendar year with one base, place and category.

    A row has `year` with `months` (12 unless said), or `from` and `to`; `base` (yuan a month), with the `average_wage`
    it is measured by where that is known better than the law's figure, or an `index`; optional `region`, `category`
    (employee, flexible) and `scheme` (employees). Rows without any date are months whose index alone is known. What
    one row states of date, base, average_wage and index, all rows state.
    """
    stints: list[_Stint] = []
    for number, row in enumerate(_rows("history", rows, "a list of rows"), 1):
        where = f"history[{number}]"
        found = _stints(_cells(where, row, _OF_A_STINT, "{year: 2020, months: 12, base: 6000}"), where, region)
        if stints:
            _stated_alike(stints[0], found[0], where)
        stints.extend(found)
    if stints and "stint_start" in stints[0]:
        stints.sort(key=lambda stint: stint["stint_start"])
        for before, after in itertools.pairwise(stints):
            if after["stint_start"] < before["stint_start"] + before["stint_months"]:
                year, month = divmod(after["stint_start"], 12)
                raise BadInput("history", f"{year}-{month + 1:02d}", "each month at most once")
    return {name: [stint[name] for stint in stints] for name in (stints[0] if stints else _PLAIN_STINT)}


def read_places(rows: object) -> dict[str, list[int]]:
    """The places of a life in time order, as the histories place_region, place_months and so on.

    A row has `region` (six digits) and `months` really paid there, perhaps `deemed_months` of work there, and
    `temporary: yes` for a temporary account.
    """
    columns: dict[str, list[int]] = {name: [] for name in _OF_A_PLACE.values()}
    for number, row in enumerate(_rows("places", rows, "a list of places in time order"), 1):
        where = f"places[{number}]"
        cells = _cells(where, row, set(_OF_A_PLACE), "{region: '330000', months: 120}")
        for name, column in _OF_A_PLACE.items():
            if name not in cells and name in ("region", "months"):
                raise BadInput(f"{where}.{name}", "nothing", _UNIT_OF_CELL[name].shown)
            value = _cell(where, cells, name) if name in cells else 0
            if column in ("place_months", "place_deemed_months") and not 0 <= value <= MOST_MONTHS:
                raise BadInput(f"{where}.{name}", cells[name], f"0 to {MOST_MONTHS} months")
            columns[column].append(value)
    return columns


_Stint = dict[str, int]
_PLAIN_STINT = ("stint_start", "stint_months", "stint_base", "stint_region", "stint_category")
_OF_A_STINT = {"year", "months", "from", "to", "base", "index", "average_wage", "region", "category", "scheme", "place"}
_OF_A_PLACE = {
    "region": "place_region",
    "months": "place_months",
    "deemed_months": "place_deemed_months",
    "temporary": "place_temporary",
}
_UNIT_OF_CELL: dict[str, Unit] = {
    name: unit_of(annotation)
    for name, annotation in {
        "region": units.Region, "months": units.Months, "deemed_months": units.Months, "temporary": units.YesNo,
        "base": units.Fen, "average_wage": units.Fen, "index": units.Ppm,
    }.items()
}  # fmt: skip


def _rows(name: str, rows: object, wanted: str) -> Sequence[object]:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise BadInput(name, rows, wanted)
    return cast("Sequence[object]", rows)


def _cells(where: str, row: object, known: set[str], example: str) -> dict[str, object]:
    if not isinstance(row, Mapping):
        raise BadInput(where, row, f"a row such as {example}")
    cells = {str(name): value for name, value in cast("Mapping[Any, Any]", row).items()}
    for name in cells:
        if name not in known:
            raise BadInput(f"{where}.{name}", cells[name], f"one of {', '.join(sorted(known))}")
    return cells


def _cell(where: str, cells: Mapping[str, object], name: str) -> int:
    unit = _UNIT_OF_CELL[name]
    try:
        return unit.parse(cells[name])
    except ValueError as error:
        raise BadInput(f"{where}.{name}", cells[name], f"{unit.shown} ({error})") from None


def _stated_alike(first: _Stint, row: _Stint, where: str) -> None:
    for column, name in (
        ("stint_start", "year"), ("stint_base", "base"), ("stint_average_wage", "average_wage"),
        ("stint_index", "index"),
    ):  # fmt: skip
        if (column in first) != (column in row):
            said = "nothing" if column in first else "a value"
            raise BadInput(f"{where}.{name}", said, f"{name} in every row or in none")


def _stints(cells: dict[str, object], where: str, region: str) -> list[_Stint]:
    scheme = str(cells.get("scheme", "employees"))
    if scheme != "employees":
        raise BadInput(f"{where}.scheme", scheme, "employees (months of other schemes do not count here)")
    category = str(cells.get("category", "employee"))
    if category not in CATEGORIES:
        raise BadInput(f"{where}.category", category, " or ".join(CATEGORIES))
    place = _cell(where, {"region": cells.get("region", region)}, "region")
    if "base" not in cells and "index" not in cells:
        raise BadInput(f"{where}.base", "nothing", "yuan a month")
    if "average_wage" in cells and ("base" not in cells or "index" in cells):
        raise BadInput(
            f"{where}.average_wage", cells["average_wage"], "a base to measure by it, and no index beside it"
        )
    stated = {f"stint_{name}": _cell(where, cells, name) for name in ("base", "average_wage", "index") if name in cells}
    if min(stated.values()) < 0 or stated.get("stint_average_wage", 1) < 1:
        raise BadInput(where, cells, "a base of 0 or more, an average wage above 0")
    where_and_who = {"stint_region": place, "stint_category": CATEGORIES.index(category)}
    start, months = _when(where, cells)
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(where, cells, f"1 to {MOST_MONTHS} months")
    found: list[_Stint] = []
    while months > 0:
        here = min(months, 12 - (start or 0) % 12)
        dated = {} if start is None else {"stint_start": start}
        found.append({**dated, "stint_months": here, **stated, **where_and_who})
        start, months = None if start is None else start + here, months - here
    return found


def _when(where: str, cells: dict[str, object]) -> tuple[int | None, int]:
    """The first month of a row (None where the row states no date) and how many there are."""
    try:
        if "from" in cells:
            start = parse_month(cells["from"])
        elif "year" in cells:
            start = int(str(cells["year"])) * 12
        elif "months" in cells and ("index" in cells or "average_wage" in cells):
            start = None
        else:
            raise BadInput(where, cells, "a `year`, or `from` and `to`")
        if "to" in cells and start is not None:
            return start, parse_month(cells["to"]) - start + 1
        return start, int(str(cells.get("months", 12)))
    except ValueError as error:
        raise BadInput(where, cells, str(error)) from None

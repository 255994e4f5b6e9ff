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
from shebao.law.units import CATEGORIES, parse_month

MOST_FILE_BYTES = 10_000_000


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
    """A dossier from facts in the units people write. `history` (or `contributions`) is a list of rows.

    Unknown names are refused with the nearest known ones. Errors: BadInput naming field and expectation.
    """
    dossier: dict[str, Any] = {}
    for name, value in facts.items():
        if name in ("history", "contributions"):
            dossier.update(read_history(value, region))
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

    A row has `base` (yuan a month) and either `year` with `months` (12 unless said) and perhaps `from`, or
    `from` and `to`; optional `region`, `category` (employee, flexible) and `scheme` (employees).
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise BadInput("history", rows, "a list of rows")
    stints: list[tuple[int, int, int, int, int]] = []
    for number, row in enumerate(cast("Sequence[Any]", rows), 1):
        stints.extend(_stints(row, f"history[{number}]", region))
    stints.sort()
    for before, after in itertools.pairwise(stints):
        if after[0] < before[0] + before[1]:
            year, month = divmod(after[0], 12)
            raise BadInput("history", f"{year}-{month + 1:02d}", "each month at most once")
    names = ("stint_start", "stint_months", "stint_base", "stint_region", "stint_category")
    return {name: [stint[i] for stint in stints] for i, name in enumerate(names)}


def _stints(row: object, where: str, region: str) -> list[tuple[int, int, int, int, int]]:
    if not isinstance(row, Mapping):
        raise BadInput(where, row, "a row such as {year: 2020, months: 12, base: 6000}")
    cells = {str(k): v for k, v in cast("Mapping[Any, Any]", row).items()}
    known = {"year", "months", "from", "to", "base", "region", "category", "scheme", "place"}
    for name in cells:
        if name not in known:
            raise BadInput(f"{where}.{name}", cells[name], f"one of {', '.join(sorted(known))}")
    scheme = str(cells.get("scheme", "employees"))
    if scheme != "employees":
        raise BadInput(f"{where}.scheme", scheme, "employees (months of other schemes do not count here)")
    category = str(cells.get("category", "employee"))
    if category not in CATEGORIES:
        raise BadInput(f"{where}.category", category, " or ".join(CATEGORIES))
    place = str(cells.get("region", region))
    if len(place) != 6 or not place.isdigit():
        raise BadInput(f"{where}.region", place, "a six-digit region code")
    if "base" not in cells:
        raise BadInput(f"{where}.base", "nothing", "yuan a month")
    try:
        from shebao.engine.figures import UNITS

        base = UNITS["yuan"].parse(cells["base"])
        start = parse_month(cells["from"]) if "from" in cells else int(str(cells["year"])) * 12
        months = parse_month(cells["to"]) - start + 1 if "to" in cells else int(str(cells.get("months", 12)))
    except KeyError:
        raise BadInput(where, dict(cells), "a `year`, or `from` and `to`") from None
    except ValueError as error:
        raise BadInput(where, dict(cells), str(error)) from None
    if not 1 <= months <= 1200 or base < 0:
        raise BadInput(where, dict(cells), "1 to 1200 months and a base of 0 or more")
    found: list[tuple[int, int, int, int, int]] = []
    while months > 0:
        here = min(months, 12 - start % 12)
        found.append((start, here, base, int(place), CATEGORIES.index(category)))
        start, months = start + here, months - here
    return found

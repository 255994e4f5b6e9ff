"""The outlook in a few figures: when the employees' fund first spends more than it takes in, when it holds nothing, how
many pay for each who is retired.

The one thing to know: the figures are read off the runs as `shebao outlook` wrote them, by the report's own readings;
where no run can be read there are none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shebao.law.language import NATION

FUND = "employee_pension"
NOW, MIDDLE = 2025, 2050
"""The years whose support ratio is shown beside that of the last."""


@dataclass(frozen=True)
class Ahead:
    """One scenario. deficit: the first year after the known past that spends more than it takes in, exhausted: the
    first that ends below zero; None where none does until `last`. support: insured for each retired, by year.
    """

    name: str
    titles: Mapping[str, str]
    last: int
    deficit: int | None
    exhausted: int | None
    support: Mapping[int, float]
    sample: int

    def title(self, language: str) -> str:
        """What the scenario is called."""
        return self.titles.get(language) or self.titles.get("en") or self.name.replace("_", " ")


def ahead(folder: Path, scenarios: tuple[str, ...]) -> list[Ahead]:
    """The scenarios of a report that can be read, in its order."""
    found: list[Ahead] = []
    for name in scenarios:
        at = folder / name
        try:
            marks = tuple((at / file).stat().st_mtime_ns for file in ("meta.json", "funds.parquet", "people.parquet"))
            found.append(_read(at, name, marks))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


@lru_cache(100)
def _read(folder: Path, name: str, marks: tuple[int, ...]) -> Ahead:
    """marks: when the files were written, so that a new run is read anew."""
    import pyarrow.parquet as parquet

    from shebao.outlook.readings import KNOWN, exhausted

    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    kept: dict[str, dict[int, float]] = {}
    for file, key, column, where in (
        ("funds", "item", "fen", [("fund", "=", FUND), ("item", "in", ["balance", "surplus"])]),
        ("people", "measure", "persons", [("measure", "in", ["in_service", "retirees"])]),
    ):
        table = parquet.read_table(
            folder / f"{file}.parquet", columns=["year", key, column], filters=[("province", "=", NATION), *where]
        )
        rows = zip(*(table[n].to_pylist() for n in ("year", key, column)), strict=True)
        for year, what, held in rows:
            kept.setdefault(what, {})[int(year)] = held
    balance, surplus = kept["balance"], kept["surplus"]
    last = max(balance)
    support = {
        year: kept["in_service"][year] / kept["retirees"][year]
        for year in dict.fromkeys((NOW, min(MIDDLE, last), last))
        if kept["in_service"].get(year) and kept["retirees"].get(year)
    }
    deficit = next((year for year in sorted(surplus) if year > KNOWN and surplus[year] < 0), None)
    titles = meta.get("titles") or {}
    return Ahead(name, titles, last, deficit, exhausted(balance), support, int(meta.get("sample") or 0))

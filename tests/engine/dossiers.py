"""Random dossiers for the equality tests: ragged histories, every province, months old and new, some of it absurd."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from shebao.engine.law import Law

PROVINCES = (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
             61, 62, 63, 64, 65)  # fmt: skip
PLACES = [*(f"{p}0000" for p in PROVINCES), "330100", "220100", "440300", "410100", "630100", "000000"]
TYPES = {"list": pa.list_(pa.int64()), "one": pa.int64()}


def dossier(rng: random.Random, history: bool) -> dict[str, Any]:
    """One person: facts by name, region and month among them."""
    year = rng.choice([2012, 2018, 2021, 2024, 2025, 2025, 2026, 2026])
    made: dict[str, Any] = {
        "region": int(rng.choice(PLACES)),
        "as_of": year * 12 + rng.randrange(12),
        "birth": rng.randrange(711_000, 733_000),
        "sex": rng.randrange(2),
        "retirement_track": rng.randrange(3),
        "deemed_months": rng.choice([0, 0, 0, rng.randrange(1, 200)]),
        "work_started": rng.choice([0, 1980 * 12 + rng.randrange(360)]),
        "elastic_months": rng.choice([0, 0, -36, -5, 7, 36, 90]),
        "only_child_parent": rng.choice([0, 0, 1]),
        "intellectual": rng.choice([0, 0, 0, 1]),
        "transitional_index": rng.choice([0, rng.randrange(300_000, 3_000_000)]),
        "deemed_index": rng.choice([0, 0, 1_000_000]),
        "wage": rng.choice([0, rng.randrange(100_000, 5_000_000), 10_000_000_000]),
        "tier": rng.choice([0, 0, 600_000, 1_000_000]),
        "industry_class": rng.randrange(1, 9),
        "overdue_amount": rng.randrange(0, 10_000_000),
        "overdue_days": rng.randrange(0, 3000),
        "average_wage_year": rng.randrange(5_000_000, 20_000_000),
        "insured_in_service": rng.choice([0, 1000, 10**6, 10**9]),
        "retirees": rng.choice([0, 500, 10**7]),
        "resident_subsidy": rng.randrange(0, 10_000),
        "resident_premium_year": rng.choice([-1, 10_000, 30_000, 100_000, 333]),
    }
    if history:
        starts, months, bases, regions, categories = [], [], [], [], []
        at = 1992 * 12 + rng.randrange(300)
        for _ in range(rng.choice([0, 1, 3, 12, 30])):
            length = rng.randrange(1, 13 - at % 12)
            starts.append(at)
            months.append(length)
            bases.append(rng.choice([0, rng.randrange(20_000, 3_000_000), 100_000_000]))
            regions.append(made["region"] if rng.random() < 0.9 else int(rng.choice(PLACES)))
            categories.append(rng.randrange(2))
            at += length + rng.choice([0, 0, 0, 1, 14])
        made.update(
            stint_start=starts, stint_months=months, stint_base=bases, stint_region=regions, stint_category=categories
        )
    else:
        made.update(
            months_paid=rng.randrange(0, 600),
            contribution_index=rng.choice([0, rng.randrange(400_000, 3_000_000), 20_000_000]),
            account_balance=rng.choice([0, rng.randrange(0, 60_000_000), 10_000_000_000]),
        )
    return made


def table(rows: list[dict[str, Any]], names: list[str]) -> Any:
    """Rows as an Arrow table with these columns."""
    columns = {
        name: pa.array([row[name] for row in rows], TYPES["list" if name.startswith("stint_") else "one"])
        for name in names
    }
    return pa.table(columns)


def interpreted(law: Law, question: str, row: dict[str, Any], names: list[str]) -> tuple[int | None, str | None]:
    """The interpreter's answer or refusal for one row with these columns."""
    from shebao.errors import ShebaoError

    facts = {name: row[name] for name in names if name not in ("region", "as_of")}
    try:
        answer = law.at(row["as_of"], f"{row['region']:06d}").values([question], facts)[question]
    except ShebaoError as error:
        return None, str(error)
    return answer, None

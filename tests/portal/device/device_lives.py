"""Generated lives as requests in the units people write: a pension each, and every branch of the law in turn."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from shebao.engine import Law
from shebao.engine.asks import ASKS
from shebao.law.units import CATEGORIES

sys.path.append(str(Path(__file__).parents[2] / "engine"))
from dossiers import dossier  # pyright: ignore[reportMissingImports]


def requests(law: Law, count: int, seed: int = 6) -> list[dict[str, Any]]:
    """That many lives, each asked for a pension (every second with its history) and for one branch."""
    rng = random.Random(seed)
    made: list[dict[str, Any]] = []
    branches = list(ASKS)
    for number in range(count):
        person = dossier(rng, history=number % 2 == 0)
        request = {
            "region": f"{person.pop('region'):06d}",
            "month": law.unit_of("as_of").show(person.pop("as_of")),
            "facts": written(law, person),
            "language": rng.choice(["en", "zh", "fa"]),
            "strict": rng.random() < 0.2,
            "steps": rng.random() < 0.2,
        }
        made.append({**request, "at": ["2031-07"]})
        made.append({**request, "ask": branches[number % len(branches)]})
    return made


def written(law: Law, person: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers of a dossier as people write them; stints as the rows of a history."""
    facts: dict[str, Any] = {
        name: law.unit_of(name).show(value) for name, value in person.items() if not name.startswith("stint_")
    }
    if "stint_start" in person:
        columns = ("stint_start", "stint_months", "stint_base", "stint_region", "stint_category")
        facts["history"] = [
            {
                "from": law.unit_of("stint_start").show(start), "months": months,
                "base": law.unit_of("stint_base").show(base), "region": f"{region:06d}",
                "category": CATEGORIES[category],
            }
            for start, months, base, region, category in zip(*(person[name] for name in columns), strict=True)
        ]  # fmt: skip
    return facts

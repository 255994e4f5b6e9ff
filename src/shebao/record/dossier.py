"""A dossier: what the law may ask about one person, as known to the record.

The one thing to know: a dossier is plain data (names to whole numbers, histories to lists), so it can be stored
with a decision, hashed, and asked again later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from shebao.database.store import stream

EMPLOYEES, RESIDENTS = 1, 2
SCHEMES = {EMPLOYEES: "employees", RESIDENTS: "residents"}
Dossier = dict[str, Any]


def dossiers(connection: Connection, persons: Sequence[int], month: int) -> Iterator[tuple[int, Dossier]]:
    """Person and dossier for each of `persons`, in order of number: facts that hold in `month`, and all stints."""
    if not persons:
        return
    query = """
        WITH wanted AS (SELECT unnest(CAST(:persons AS bigint[])) AS person_id),
        facts AS (
            SELECT person_id, jsonb_object_agg(kind, value) AS facts FROM (
                SELECT DISTINCT ON (person_id, kind) person_id, kind, value FROM record.fact_now
                JOIN wanted USING (person_id) WHERE since <= :month ORDER BY person_id, kind, since DESC
            ) f GROUP BY person_id
        ),
        stints AS (
            SELECT person_id, array_agg(start ORDER BY start) AS starts, array_agg(months ORDER BY start) AS months,
                   array_agg(base ORDER BY start) AS bases, array_agg(region ORDER BY start) AS regions,
                   array_agg(category ORDER BY start) AS categories
            FROM (
                -- Two employers in one month are one month with both bases.
                SELECT person_id, start, max(months) AS months, sum(base)::bigint AS base, min(region) AS region,
                       min(category) AS category
                FROM record.stint JOIN wanted USING (person_id) WHERE scheme = 1 AND start <= :month
                GROUP BY person_id, start
            ) s GROUP BY person_id
        )
        SELECT p.person_id, p.sex, p.birth, f.facts, s.starts, s.months, s.bases, s.regions, s.categories
        FROM wanted JOIN record.person p USING (person_id)
        LEFT JOIN facts f USING (person_id) LEFT JOIN stints s USING (person_id) ORDER BY 1
    """
    for person, sex, birth, facts, starts, months, bases, regions, categories in stream(
        connection, query, {"persons": list(persons), "month": month}
    ):
        dossier: Dossier = {"sex": sex, "birth": birth.toordinal(), **(facts or {})}
        dossier["stint_start"] = list(starts or [])
        dossier["stint_months"] = list(months or [])
        dossier["stint_base"] = list(bases or [])
        dossier["stint_region"] = list(regions or [])
        dossier["stint_category"] = list(categories or [])
        yield int(person), dossier


def canonical(data: Any) -> str:
    """One text for the same data: what hashes are taken of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(data: Any) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()

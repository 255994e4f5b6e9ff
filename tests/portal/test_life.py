"""A life as the record has it: runs, gaps, the pension; made of rows written here."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import Engine

from shebao.database.store import copy_rows
from shebao.portal.person.life import Gap, Run, life_of

NOW = 2026 * 12 + 10
JANUARY = 2020 * 12
Stint = tuple[int, int, int, int, int]
"""scheme, first month, months, payer, place."""


def lived(database: Engine, stints: list[Stint], pension: int | None = None) -> list[tuple[str, int, int]]:
    """The parts of a life, as 'run' or 'gap' with first and last month counted from January 2020."""
    with database.begin() as connection:
        person = [(1, "resident_id", "11010119600101001X", "X", 0, datetime.date(1960, 1, 1), 330100)]
        copy_rows(
            connection, "record.person", ("person_id", "id_type", "id_number", "name", "sex", "birth", "region"), person
        )
        columns = ("person_id", "scheme", "start", "months", "payer_id", "region", "base", "category", "learnt")
        rows = [(1, scheme, JANUARY + at, n, payer, region, 5000, 0, NOW) for scheme, at, n, payer, region in stints]
        copy_rows(connection, "record.stint", columns, rows)
        if pension is not None:
            award = [(1, 1, JANUARY + pension, 100, 0, False, "x")]
            columns = ("person_id", "scheme", "start", "amount", "account_part", "provisional", "decided")
            copy_rows(connection, "record.award", columns, award)
        life = life_of(connection, 1, NOW)
    kind = {Run: "run", Gap: "gap"}
    return [(kind[type(part)], part.first - JANUARY, part.last - JANUARY) for part in life.parts]


TODAY = NOW - JANUARY


@pytest.mark.parametrize(
    ("stints", "pension", "parts"),
    [
        pytest.param([], None, [], id="nothing paid is no gap"),
        pytest.param([(1, 0, 12, 7, 330100), (1, 12, 12, 7, 330100)], 24, [("run", 0, 23)],
                     id="years that follow are one run"),
        pytest.param([(1, 0, 3, 7, 330100), (1, 5, 7, 7, 330100)], 12, [("run", 0, 2), ("gap", 3, 4), ("run", 5, 11)],
                     id="months between are a gap"),
        pytest.param([(1, 0, 6, 7, 330100), (1, 6, 6, 8, 330100)], 12, [("run", 0, 5), ("run", 6, 11)],
                     id="another employer is another run, without a gap"),
        pytest.param([(1, 0, 6, 7, 330100), (1, 6, 6, 7, 310000)], 12, [("run", 0, 5), ("run", 6, 11)],
                     id="another place is another run"),
        pytest.param([(1, 0, 12, 7, 330100), (1, 3, 3, 8, 330100)], 12, [("run", 0, 11), ("run", 3, 5)],
                     id="two employers at once hide no gap and make none"),
        pytest.param([(2, 0, 12, 0, 330100), (1, 14, 4, 7, 330100)], 18,
                     [("run", 0, 11), ("gap", 12, 13), ("run", 14, 17)],
                     id="months of the other scheme count too"),
        pytest.param([(1, 0, 12, 7, 330100)], 15, [("run", 0, 11), ("gap", 12, 14)], id="a gap ends with the pension"),
        pytest.param([(1, 0, 12, 7, 330100)], None, [("run", 0, 11), ("gap", 12, TODAY - 2)],
                     id="without a pension it reaches to now; this month and the last may still come in"),
    ],
)  # fmt: skip
def test_runs_and_gaps(
    stints: list[Stint], pension: int | None, parts: list[tuple[str, int, int]], database: Engine
) -> None:
    assert lived(database, stints, pension) == parts

"""A few dossiers at once: compiled, and to the fen what the interpreter says; nothing where that refuses."""

from __future__ import annotations

import random
from typing import Any

import pytest

from shebao.engine.errors import MissingFigure
from shebao.engine.estimate import carried, paying_on
from shebao.engine.few import Few, Row
from shebao.engine.law import Law
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError

BOOK = carried(Law.load())
HISTORY = ("stint_start", "stint_months", "stint_base", "stint_region", "stint_category")
NAMES = ("birth", "sex", "retirement_track", "chosen_retirement_month", *HISTORY)
PLACES = ("330100", "310000", "440100", "110000", "510000", "210000")
NOW = 2026 * 12 + 6


def row(dice: random.Random, month: int) -> Row:
    """Somebody who has paid on one base for some years, who pays on until she retires in a month."""
    place, months, base = dice.choice(PLACES), dice.randint(0, 400), dice.randint(300_000, 3_000_000)
    facts: dict[str, Any] = {
        "birth": 365 * dice.randint(1965, 1980), "sex": dice.randint(0, 1), "retirement_track": dice.randint(0, 2),
        "chosen_retirement_month": month,
    }  # fmt: skip
    facts |= paying_on(facts, place, NOW - months, month, base)
    return month, place, facts


def one(law: Law, asked: Row) -> int | None:
    """The interpreter's answer."""
    month, place, facts = asked
    try:
        return law.at(month, place).values(["monthly_pension"], facts)["monthly_pension"]
    except ShebaoError:
        return None


def test_eight_pensions_at_a_time_are_the_interpreters() -> None:
    dice = random.Random(6)
    few = BOOK.few("monthly_pension", NAMES)
    for _ in range(60):
        asked = [row(dice, NOW + 12 * year) for year in range(dice.randint(1, 8))]
        assert few.answers(asked) == [one(BOOK, each) for each in asked]


def test_whom_the_law_refuses_has_no_answer_and_the_others_have_theirs() -> None:
    dice = random.Random(7)
    good, early = row(dice, NOW), row(dice, NOW)
    never = (NOW, good[1], {**good[2], "stint_base": [-1] * len(good[2]["stint_base"])})
    short = (NOW, early[1], {**early[2], "stint_base": []})
    found = BOOK.few("monthly_pension", NAMES).answers([never, good, short])
    assert found == [None, one(BOOK, good), None]
    assert found[1] is not None


def test_a_figure_nobody_has_published_is_no_answer() -> None:
    law = Law.load()
    later = row(random.Random(8), NOW + 240)
    with pytest.raises(MissingFigure):
        law.at(later[0], later[1]).values(["monthly_pension"], later[2])
    assert law.few("monthly_pension", NAMES).answers([later]) == [None]


def test_nobody_is_nobody() -> None:
    assert BOOK.few("monthly_pension", NAMES).answers([]) == []


def test_a_question_is_made_ready_once() -> None:
    assert BOOK.few("monthly_pension", NAMES) is BOOK.few("monthly_pension", NAMES)
    assert isinstance(BOOK.few("monthly_pension", NAMES), Few)


def test_what_a_run_saw_is_what_its_rules_read() -> None:
    """A tree holds what was read of each figure, in the order read, whichever question was asked before."""
    month, place, facts = row(random.Random(9), NOW + 24)
    fresh = carried(Law.load())
    fresh.at(month, place).values(["monthly_pension"], facts)
    first, again = (law.at(month, place).explain("monthly_pension", facts) for law in (fresh, BOOK))
    assert first.to_json() == again.to_json()
    assert read(first, "index_wage") == sorted({start // 12 for start in facts["stint_start"]})
    assert read(BOOK.at(month, place).explain("monthly_pension", facts, steps=True), "index_wage") == read(
        first, "index_wage"
    )


def read(trace: Trace, figure: str) -> list[int]:
    """The years in which a figure was asked for."""
    return [step["when"] for step in trace.nodes[figure].steps]

"""Published worked cases: those the law covers must pass; the disputed ones must still be disputed."""

from __future__ import annotations

from pathlib import Path

import pytest

from shebao.engine.conform import Outcome, run
from shebao.engine.law import Law

CASES = Path(__file__).parents[2] / "conformance"
OUTCOMES = run([CASES], Law.load())


@pytest.mark.parametrize("outcome", [o for o in OUTCOMES if o.status != "not covered"], ids=lambda o: o.id)
def test_case(outcome: Outcome) -> None:
    wanted = "disputed" if outcome.file == "disputed.yaml" else "pass"
    assert outcome.status == wanted, (outcome.checks, outcome.reason)


def test_the_slice_is_covered() -> None:
    """No file of this branch has shrunk into 'not covered'."""
    covered = {o.file for o in OUTCOMES if o.status == "pass"}
    assert {
        "retirement.yaml",
        "employees.yaml",
        "awards.yaml",
        "bases.yaml",
        "contributions.yaml",
        "residents.yaml",
    } <= covered
    assert sum(o.status == "pass" for o in OUTCOMES) >= 339

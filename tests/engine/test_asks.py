"""What people ask of each branch: answered, or told what is missing in words they can act on."""

from __future__ import annotations

import pytest

from shebao import Law
from shebao.engine.asks import ASKS, ask, lack, lacking, questions_of
from shebao.engine.errors import BadInput
from shebao.engine.reading import read_dossier
from shebao.law.units import parse_month

NOW = parse_month("2026-11")


def answers(branch: str, region: str = "330100", **facts: str):
    law = Law.load()
    return ask(law, branch, read_dossier(law, facts, region), region, NOW)


def test_every_question_named_is_in_the_law() -> None:
    law = Law.load()
    named = {name: branch for branch, found in ASKS.items() for name in (*found.main, *found.more)}
    assert {name: branch for name, branch in named.items() if name not in {*law.rules, *law.figures}} == {}


def test_no_question_is_asked_twice() -> None:
    named = [name for found in ASKS.values() for name in (*found.main, *found.more)]
    assert len(named) == len(set(named))


def test_a_branch_is_answered_with_the_same_value_and_trace_as_the_law_gives() -> None:
    found = answers("contributions", wage="8000")
    law = Law.load()
    assert [a.question for a in found.answers][:3] == list(ASKS["contributions"].main)
    for answer in found.answers:
        assert answer.trace is not None
        assert answer.trace.value == law.at(NOW, "330100").explain(answer.question, {"wage": 800_000}).value


def test_what_is_missing_is_named_with_label_unit_and_an_example() -> None:
    (missing,) = answers("contributions").answers[0].missing
    assert (missing.name, missing.label, missing.unit, missing.example) == (
        "wage", "own wage", "yuan", "--fact wage=5000",
    )  # fmt: skip


def test_whoever_has_no_history_is_asked_for_what_it_would_give() -> None:
    law = Law.load()
    names = [found.name for found in lacking(law, ["monthly_pension"], {}, "330100", NOW)]
    assert {"months_paid", "contribution_index", "account_balance", "birth", "retirement_track"} <= set(names)
    assert not any(name.startswith("stint") for name in names)


def test_stating_every_fact_that_is_missing_by_its_example_leaves_nothing_missing() -> None:
    law = Law.load()
    for branch in ASKS:
        try:
            wanted = questions_of(law, branch)
        except BadInput:
            continue  # no rule of this branch yet
        missing = lacking(law, wanted.main, {}, "330100", NOW)
        stated = {found.name: found.example.partition("=")[2] for found in missing if found.name != "history"}
        dossier = read_dossier(law, stated, "330100")
        assert [f.name for f in lacking(law, wanted.main, dossier, "330100", NOW) if f.name != "history"] == []
        assert not any(answer.missing for answer in ask(law, branch, dossier, "330100", NOW).answers)


@pytest.mark.parametrize("name", sorted(Law.load().facts))
def test_the_example_of_every_fact_can_be_read_and_lies_in_its_bounds(name: str) -> None:
    law = Law.load()
    fact, found = law.facts[name], lack(law, name)
    assert found.label
    if fact.history:
        assert found.name == "history"
    else:
        example = law.unit_of(name).parse(found.example.removeprefix(f"--fact {name}="))
        assert fact.low <= example <= fact.high


def test_a_fact_nothing_asks_for_is_named() -> None:
    assert answers("late_fee", overdue_amount="3000", overdue_days="15", wage="5").unused == ("wage",)
    assert answers("late_fee", overdue_amount="3000", overdue_days="15").unused == ()


def test_a_single_rule_may_be_asked_and_an_unknown_branch_names_near_ones() -> None:
    assert questions_of(Law.load(), "payment_months").main == ("payment_months",)
    with pytest.raises(BadInput, match="perhaps late_fee"):
        questions_of(Law.load(), "latefee")

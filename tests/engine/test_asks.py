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


@pytest.mark.parametrize("branch", ASKS)
def test_stating_what_is_missing_by_its_examples_leads_to_answers(branch: str) -> None:
    stated: dict[str, str] = {}
    found = answers(branch)
    for _ in range(3):  # an answer may make other facts count
        missing = [m for a in found.answers for m in a.missing if m.name != "history"]
        stated |= {m.name: m.example.removeprefix(f"--fact {m.name}=") for m in missing}
        found = answers(branch, **stated)
    assert not any(m.name != "history" for a in found.answers for m in a.missing)
    unanswered = [a for a in found.answers if a.trace is None]
    assert all(a.refusal or any(m.name == "history" for m in a.missing) for a in unanswered)


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


def test_a_figure_the_law_leaves_open_may_be_stated_where_it_has_one_value() -> None:
    found = answers("annuity_deduction", annuity_personal_contribution="400", wage="10000").answers[0]
    assert "every city publishes its own" in found.refusal
    assert [m.name for m in found.missing] == ["city_average_wage"]
    stated = answers(
        "annuity_deduction", annuity_personal_contribution="400", wage="10000", city_average_wage="9000"
    ).answers[0]
    assert stated.trace is not None


def test_a_repealed_rule_says_when_it_held() -> None:
    found = answers("pooling").answers[0]
    assert found.refusal.endswith("is in force for 330100 in 2026-11: texts hold 2018-07 to 2021-12")


def test_a_branch_that_makes_no_sense_without_a_fact_asks_for_it() -> None:
    first = answers("account").answers[0]
    assert (first.trace, [m.name for m in first.missing]) == (None, ["account_balance_start"])
    stated = answers("account", account_balance_start="10000", account_interest_rate="0.02").answers[0]
    assert stated.trace is not None
    assert stated.trace.value == 1_020_000


def test_what_is_taken_for_facts_nobody_stated_is_said_with_its_value() -> None:
    notes = answers("account", account_balance_start="10000", account_interest_rate="0.02").notes
    (usual,) = [note for note in notes if note.startswith("not stated, taken as usual: ")]
    assert "months entered in the year = 12" in usual
    (none,) = [note for note in notes if note.startswith("not stated, taken as none or no: ")]
    assert "entries of the year" in none


def test_the_lists_of_a_history_count_as_one_fact() -> None:
    law = Law.load()
    row = {"year": "2020", "base": "6000"}
    life = read_dossier(law, {"birth": "1980-05-05", "retirement_track": "men_60", "history": [row]}, "330100")
    assert ask(law, "months_of_history", life, "330100", NOW).unused == ("birth", "retirement_track")
    assert ask(law, "statutory_retirement_month", life, "330100", NOW).unused == ("history",)


def test_without_a_place_the_answer_says_that_it_is_the_nations() -> None:
    assert "no place stated: the nation's own texts and figures" in answers("late_fee", "000000").notes
    assert not any(note.startswith("no place") for note in answers("late_fee").notes)

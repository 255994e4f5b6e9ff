"""One person: the answer, its trace, and what is said where there is none."""

from __future__ import annotations

import pytest

from shebao import Law
from shebao.engine.errors import MissingInput, NotInForce
from shebao.engine.recording import recorder
from shebao.engine.trace import Reads, Turns

YEARS = range(1996, 2026)
LIFE = {
    "birth": 719_000, "retirement_track": 0, "stint_start": [y * 12 for y in YEARS], "stint_months": [12] * 30,
    "stint_base": [400_000 + 10_000 * n for n in range(30)], "stint_region": [330_100] * 30,
}  # fmt: skip
ON = Law.load().at("2025-12", "330100")


def test_an_answer_is_the_same_with_a_trace_with_every_step_and_without() -> None:
    plain = ON.values(["monthly_pension"], LIFE)["monthly_pension"]
    assert ON.explain("monthly_pension", LIFE).value == plain
    assert ON.explain("monthly_pension", LIFE, steps=True).value == plain
    again = ON.explain("monthly_pension", LIFE, steps=True)
    assert again.to_json() == ON.explain("monthly_pension", LIFE, steps=True).to_json()


def test_every_turn_and_every_read_of_a_history_is_in_the_trace() -> None:
    nodes = ON.explain("monthly_pension", LIFE, steps=True).nodes
    turns = nodes["index_sum_paid"].steps
    assert isinstance(turns, Turns)
    assert [turn["start"] for turn in turns] == LIFE["stint_start"]
    assert turns[-1]["total"] == nodes["index_sum_paid"].value
    reads = nodes["index_wage"].steps
    assert isinstance(reads, Reads)
    assert [read["when"] for read in reads] == list(YEARS)
    assert all(read["value"] == ON.law.figures["index_wage"].find("330100", read["when"]).value for read in reads)


def test_a_trace_without_steps_keeps_what_was_read_but_no_turns() -> None:
    nodes = ON.explain("monthly_pension", LIFE).nodes
    assert nodes["index_sum_paid"].steps == ()
    assert len(nodes["index_wage"].steps) == 30


def test_a_trace_stays_as_it_was_computed_when_the_lists_stated_are_changed_later() -> None:
    life = {**LIFE, "stint_base": list(LIFE["stint_base"]), "stint_start": list(LIFE["stint_start"])}
    trace = ON.explain("contribution_index", life)
    before = ON.explain("contribution_index", LIFE).to_json()
    life["stint_base"][0] = 1
    life["stint_start"].clear()
    assert trace.to_json() == before


def test_only_the_lists_and_rules_on_the_way_are_in_the_trace_in_the_order_computed() -> None:
    trace = ON.explain("monthly_pension", LIFE)
    position = {name: at for at, name in enumerate(trace.nodes)}
    assert list(trace.nodes)[-1] == "monthly_pension"
    for node in trace.nodes.values():
        assert all(position[name] < position[node.name] for name in node.inputs)
    used = {"monthly_pension", *(name for node in trace.nodes.values() for name in node.inputs)}
    assert set(trace.nodes) == used


def test_one_person_leaves_nothing_behind_for_the_next() -> None:
    other = {**LIFE, "birth": 725_000, "stint_base": [900_000] * 30, "stint_region": [110_000] * 30}
    alone = Law.load().with_figures(Law.load().figures).at("2025-12", "330100")
    ON.explain("monthly_pension", LIFE, steps=True)
    assert ON.explain("monthly_pension", other).to_json() == alone.explain("monthly_pension", other).to_json()


def test_a_rule_without_a_text_in_force_says_when_its_texts_hold() -> None:
    with pytest.raises(NotInForce, match="in force for 330100 in 2025-12: texts hold 2018-07 to 2021-12"):
        ON.explain("central_adjustment_upload", {})


def test_a_missing_fact_is_named_for_the_question_asked_each_time() -> None:
    for question in ("monthly_pension", "account_pension", "monthly_pension"):
        with pytest.raises(MissingInput, match=f"^{question} needs"):
            ON.values([question], {"birth": 719_000})


def test_a_copy_that_notes_its_turns_computes_what_its_rule_does() -> None:
    rule = ON.law.rules["months_before_accounts"][0].rule
    noting = recorder(rule)
    assert noting is not None
    turns: list[tuple[object, ...]] = []
    begins = {(330_100, 1990 * 12): 1995 * 12, (330_100, 1996 * 12): 1995 * 12}
    arguments = ([1990 * 12, 1996 * 12], [12, 12], [330_100, 330_100], begins)
    assert noting(turns.append, *arguments) == rule.function(*arguments) == 12
    assert len(turns) == 2


def test_what_nobody_stated_shows_no_value() -> None:
    node = ON.explain("monthly_pension", LIFE).nodes["account_balance_start"]
    assert (node.kind, node.shown(), node.says) == ("default", "", "not stated")

"""One door for all askers: plain data in, plain data out, the same answers as the law's own functions give."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shebao.engine import BadInput, Law
from shebao.engine.answering import answer, answer_text
from shebao.engine.asks import ASKS
from shebao.engine.estimate import estimate
from shebao.engine.reading import read_dossier

FACTS = {"birth": "1975-03-08", "sex": "female", "retirement_track": "women_50", "months_paid": 240,
         "contribution_index": "1.1", "account_balance": 86000}  # fmt: skip
HERE = {"month": "2026-11", "region": "330100"}


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def test_a_pension_is_the_estimates_own(law: Law) -> None:
    made = answer(law, {**HERE, "facts": FACTS, "at": ["2027-01"]})
    there = estimate(law, read_dossier(law, FACTS, "330100"), "330100", 2026 * 12 + 10, at=(2027 * 12,))
    assert [c["monthly_pension_fen"] for c in made["choices"]] == [c.trace and c.trace.value for c in there.choices]
    assert made["assumptions"] == list(there.assumptions)
    assert made["missing"] == []


def test_every_branch_answers_or_says_what_it_lacks(law: Law) -> None:
    for branch in ASKS:
        made = answer(law, {**HERE, "ask": branch, "facts": {}})
        for one in made["answers"]:
            assert one["trace"] or one["missing"] or one["refusal"], (branch, one["question"])


def test_labels_come_in_the_language_asked_for(law: Law) -> None:
    made = answer(law, {**HERE, "facts": FACTS, "language": "zh"})
    assert made["labels"]["basic_pension"] == "基础养老金"
    assert set(made["labels"]) >= {n["name"] for c in made["choices"] for n in c["trace"]["nodes"]}
    assert "labels" not in answer(law, {**HERE, "facts": FACTS})


def test_a_pension_without_a_birth_lists_what_is_missing(law: Law) -> None:
    made = answer(law, {**HERE, "facts": {}})
    assert made["choices"] == []
    assert "birth" in [lack["name"] for lack in made["missing"]]


@pytest.mark.parametrize(
    ("request_", "word"),
    [
        ({}, "month"),
        ({"facts": FACTS, "month": "2026-11"}, "region"),
        ({**HERE, "month": "2026"}, "2026"),
        ({**HERE, "region": "33"}, "six-digit"),
        ({**HERE, "fact": {}}, "one of ask"),
        ({**HERE, "facts": []}, "mapping"),
        ({**HERE, "facts": {"birht": "1975-03-08"}}, "birth"),
        ({**HERE, "facts": {"sex": {"a": 1}}}, "male"),
        ({**HERE, "facts": FACTS, "at": "2027-01"}, "list"),
        ({**HERE, "facts": FACTS, "at": ["2027-01"] * 100}, "at most"),
        ({**HERE, "facts": FACTS, "then_base": 6000}, "history"),
        ({**HERE, "facts": FACTS, "ask": "pensoin"}, "branch"),
        ({**HERE, "facts": FACTS, "ask": "unemployment", "at": ["2027-01"]}, "pension"),
        ({**HERE, "facts": FACTS, "language": "xx"}, "en or zh or fa"),
        ({**HERE, "facts": FACTS, "strict": "maybe"}, "true or false"),
    ],
)
def test_a_mistake_names_what_would_be_right(law: Law, request_: dict[str, Any], word: str) -> None:
    if "region" not in request_ and "month" not in request_:
        request_ = {"region": "330100"}
    with pytest.raises(BadInput, match=word):
        answer(law, request_)
    assert word in json.loads(answer_text(json.dumps(request_)))["error"]["message"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "1e999", '{"facts": 1}', '{"month": {}}'])
def test_text_that_is_no_request_is_an_error_as_data(text: str) -> None:
    error = json.loads(answer_text(text))["error"]
    assert error["kind"] == "BadInput"
    assert error["message"]

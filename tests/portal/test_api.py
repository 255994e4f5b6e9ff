"""The interface for programs: the same answers as the law, and nothing that its description does not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from people import Reader
from schemathesis.specs.openapi.checks import positive_data_acceptance

from shebao import Law
from shebao.engine.answering import answer

ASKED = {
    "ask": "unemployment", "month": "2026-11", "region": "310000", "facts": {"unemployment_months_paid": 130},
}  # fmt: skip


def test_a_program_gets_the_answer_of_the_law_with_its_tree(reader: Callable[[str], Reader]) -> None:
    got = reader("").client.post("/api/v1/estimate", json=ASKED)
    assert got.status_code == 200
    assert got.json() == answer(Law.load(), ASKED)
    assert got.json()["answers"][0]["trace"]["nodes"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"month": "2026-13"}, "month"),
        ({"region": "33"}, "region"),
        ({"ask": "pensoin"}, "pension"),
        ({"asks": 1}, "ask"),
    ],
)
def test_a_mistake_comes_back_as_a_problem_that_says_what_would_be_right(
    reader: Callable[[str], Reader], wrong: dict[str, object], said: str
) -> None:
    got = reader("").client.post("/api/v1/estimate", json={**ASKED, **wrong})
    assert got.status_code == 422
    assert got.headers["content-type"] == "application/problem+json"
    assert said in got.json()["title"]


def test_the_dictionary_shows_a_figure_over_time_and_what_changed(reader: Callable[[str], Reader]) -> None:
    client = reader("").client
    assert "employer_pension_rate" in {row["name"] for row in client.get("/api/v1/law?word=employer").json()["names"]}
    assert len(client.get("/api/v1/law/employer_pension_rate").json()["values"]) > 1
    assert client.get("/api/v1/law/no_such_name").status_code == 404
    changed = client.get("/api/v1/changes?before=2024-12&after=2025-01").json()
    assert "retirement_delay_months" in {one["name"] for one in changed["changes"]}


@pytest.mark.slow
def test_nothing_breaks_and_nothing_is_answered_that_is_not_described(app: FastAPI) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    operations = [cast("Any", found).ok() for found in schema.get_all_operations()]
    assert len(operations) >= 5
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=40, deadline=None, suppress_health_check=cast("Any", list(HealthCheck)))
        def hold(case: schemathesis.Case) -> None:
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        hold()

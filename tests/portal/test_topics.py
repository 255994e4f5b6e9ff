"""The questions of everyone beside the pension: one a page, an answer with its reasons, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ANSWERS = {
    "unemployment": (
        "place=330100&leaving_reason=laid_off&unemployment_months_paid=100", "¥2,394.00", "社会保险法 §46",
    ),
    "work-injury": (
        "place=330100&wage=8000&injury_grade=7&retirement_track=men_60&birth=1975-03-08", "¥104,000.00", "工伤保险条例",
    ),
    "survivors": (
        "place=330100&death_by_work=no&insured_status=in_service&months_paid=200&retirement_track=men_60"
        "&birth=1975-03-08", "¥82,598.27", "人社部发",
    ),
    "transfer": ("place=330100&months_paid=120&wage=6000&account_balance=5000", "¥91,400.00", "国办发"),
}  # fmt: skip
"""An address, the amount the engine gives for the same facts, and a text of law that must stand behind it."""


@pytest.mark.parametrize("topic", list(ANSWERS))
def test_the_answer_is_the_laws_and_stands_on_its_articles(topic: str, reader: Callable[..., Any]) -> None:
    query, amount, article = ANSWERS[topic]
    page = reader("").get(f"/en/questions/{topic}/answer?{query}")
    assert page.status_code == 200
    assert amount in page.text
    assert article in page.text


@pytest.mark.parametrize("topic", list(ANSWERS))
def test_each_question_leads_to_the_next_and_at_last_to_the_answer(topic: str, reader: Callable[..., Any]) -> None:
    one = reader("")
    at = one.get(f"/zh/questions/{topic}").text.partition(f'href="/zh/questions/{topic}/')[2].partition('"')[0]
    told = dict(part.split("=") for part in ANSWERS[topic][0].split("&"))
    said: dict[str, str] = {}
    leads = ""
    for _ in range(12):
        typed = {at: told[at], "answered": at}
        if at == "birth":
            typed |= {"birth_year": "1975", "birth_month": "3", "birth_day": "8"}
        elif "months_paid" in at:
            typed |= {f"{at}_years": str(int(told[at]) // 12), f"{at}_months": str(int(told[at]) % 12)}
        path = f"/zh/questions/{topic}/{at}"
        assert one.get(path, params=said).status_code == 200
        answer = one.get(path, params={**said, **typed})
        assert answer.status_code == 303, answer.text
        leads = answer.headers["location"]
        said[at] = told[at]
        at = leads.partition("?")[0].rpartition("/")[2]
        if at == "answer":
            break
    assert said == told
    assert one.get(leads).status_code == 200


def test_a_death_by_work_is_asked_other_questions(reader: Callable[..., Any]) -> None:
    page = reader("").get(
        "/en/questions/survivors/answer?place=330100&death_by_work=yes&spouse_depends=yes&relatives_depending=1&wage=8000"
    )
    assert "¥1,130,040.00" in page.text


def test_a_mistake_is_said_beside_the_field_and_above_and_stays_as_typed(reader: Callable[..., Any]) -> None:
    answer = reader("").get(
        "/fa/questions/work-injury/injury_grade?place=330100&wage=8000&answered=injury_grade&injury_grade=۱۱"
    )
    assert answer.status_code == 422
    assert 'value="۱۱"' in answer.text
    assert 'href="#injury_grade"' in answer.text
    assert 'id="injury_grade-error"' in answer.text


def test_an_answer_left_out_or_made_up_in_the_address_is_asked_again(reader: Callable[..., Any]) -> None:
    for query in ("place=330100&leaving_reason=bored&unemployment_months_paid=9", "place=330100"):
        answer = reader("").get(f"/en/questions/unemployment/answer?{query}")
        assert answer.status_code == 303
        assert "/leaving_reason?" in answer.headers["location"]
    assert reader("").get("/en/questions/nothing").status_code == 404

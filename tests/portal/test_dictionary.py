"""The law to browse: found by a word in any language, one name over time, and what changed when."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from shebao.engine.law import Law


@pytest.mark.parametrize("word", ["funeral grant", "丧葬补助金", "کفن"])
def test_a_name_is_found_by_a_word_of_any_language(word: str, reader: Callable[..., Any]) -> None:
    for language in ("en", "zh", "fa"):
        assert "/law/funeral_grant" in reader("").get(f"/{language}/law", params={"word": word}).text


def test_a_rule_is_found_by_its_article(reader: Callable[..., Any]) -> None:
    assert "/law/basic_pension" in reader("").get("/en/law", params={"word": "国发〔2005〕38号 §6"}).text


def test_a_figure_shows_its_values_over_time_with_their_sources_and_a_line(reader: Callable[..., Any]) -> None:
    page = reader("").get("/en/law/index_wage?place=330000").text
    spans = Law.load().figures["index_wage"].spans["330000"][0]
    for span in spans:
        assert f"¥{span.value // 100:,}.{span.value % 100:02d}" in page if span.value is not None else True
        assert span.cites in page
    assert '<path class="line"' in page


def test_every_name_of_the_law_has_a_page(reader: Callable[..., Any]) -> None:
    one = reader("")
    for name in Law.load().names()[::40]:
        for language in ("en", "zh", "fa"):
            answer = one.get(f"/{language}/law/{name}?place=330100")
            assert answer.status_code == 200, name
    assert one.get("/en/law/nothing_of_this_name").status_code == 404


def test_what_changed_between_two_months_is_shown_with_both_sides(reader: Callable[..., Any]) -> None:
    page = reader("").get("/en/law/changes?from_year=2024&from_month=12&to_year=2025&to_month=2").text
    assert "国务院关于渐进式延迟法定退休年龄的办法" in page or "retirement" in page
    assert "/law/" in page


def test_a_month_that_is_none_is_said_beside_the_field_and_stays(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/zh/law/changes?from_year=2024&from_month=14&to_year=2025&to_month=2")
    assert answer.status_code == 422
    assert 'value="14"' in answer.text
    assert 'href="#from_month"' in answer.text


def test_many_changes_stand_on_several_pages_none_left_out_and_each_weighs_little(reader: Callable[..., Any]) -> None:
    client = reader("").client
    asked = "/zh/law/changes?place=330100&from_year=1995&from_month=1&to_year=2026&to_month=1"
    first = client.get(asked).text
    parts = int(re.findall(r"part=(\d+)", first)[-1])
    shown = [client.get(f"{asked}&part={part}").text for part in range(1, parts + 1)]
    count = int(re.findall(r"<h2>\D*([\d,]+)", first)[0].replace(",", ""))
    assert parts > 1
    assert sum(text.count('<tr><th scope="row"><a href="/zh/law/') for text in shown) == count
    assert max(len(text.encode()) for text in shown) < 120_000
    for odd in ("0", "x", "999999", "-1", "²"):
        assert client.get(f"{asked}&part={odd}").status_code == 200

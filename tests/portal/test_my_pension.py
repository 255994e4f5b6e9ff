"""My pension: its slider, its reasons, what is answered in place, and all of it without scripts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from shebao.portal.language import reader as words

LIFE = "who=women_50&birth=1983-05-17&place=330100&paid=190&wage=8000"


@pytest.mark.slow
def test_the_slider_answers_at_once_and_as_the_page_does(browser_page: Any) -> None:
    page = browser_page
    page.goto(f"/en/my-pension/answer?{LIFE}")
    months = page.locator("#slide")
    wanted = words("en").month(int(months.input_value()) + 6)
    months.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.locator("[data-shows=month]", has_text=wanted).wait_for()
    told = page.locator("[data-shows=pension]").inner_text()
    month = page.locator("[data-shows=month]").inner_text()
    page.get_by_role("button", name="Show the reasons for this month").click()
    assert page.locator("[data-shows=month]").inner_text() == month
    assert page.locator("[data-shows=pension]").inner_text() == told


@pytest.mark.slow
def test_another_base_is_answered_in_place_and_the_slider_goes_on_from_there(browser_page: Any) -> None:
    page = browser_page
    page.goto(f"/en/my-pension/answer?{LIFE}")
    pension = page.locator("[data-shows=pension]")
    before = pension.inner_text()
    for base in ("20000", "0"):
        page.fill("#then", base)
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url(f"**then={base}*")
        page.wait_for_function("was => document.querySelector('[data-shows=pension]').textContent !== was", arg=before)
        before = pension.inner_text()
    page.locator("#slide").focus()
    page.keyboard.press("End")
    page.wait_for_function("was => document.querySelector('[data-shows=pension]').textContent !== was", arg=before)
    page.fill("#then", "much")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator(".summary:focus").wait_for()
    assert page.locator("#then").input_value() == "much"


@pytest.mark.slow
def test_without_scripts_the_journey_is_the_same(open_page: Callable[..., Any]) -> None:
    page = open_page(scripts=False)
    page.goto("/zh/my-pension/who")
    page.get_by_text("男性").click()
    page.get_by_role("button", name="继续").click()
    for part, value in (("year", "1975"), ("month", "3"), ("day", "8")):
        page.fill(f"#birth_{part}", value)
    page.get_by_role("button", name="继续").click()
    page.select_option("#place", "310000")
    page.get_by_role("button", name="继续").click()
    page.fill("#years", "20")
    page.get_by_role("button", name="继续").click()
    page.fill("#wage", "12000")
    page.get_by_role("button", name="继续").click()
    page.locator(".figure").wait_for()
    page.get_by_text("为什么是这个金额?").click()
    page.get_by_role("link", name="在单独的页面上查看理由").first.click()
    page.wait_for_url("**/my-pension/why/amount?*")
    page.get_by_text("国发〔2005〕38号 §6").first.wait_for()


@pytest.mark.slow
def test_the_reasons_have_a_page_of_their_own(browser_page: Any, check: Callable[..., None]) -> None:
    for about in ("amount", "months"):
        browser_page.goto(f"/fa/my-pension/why/{about}?{LIFE}")
        browser_page.locator(".tree .cite").first.wait_for()
        check(browser_page, about)


def test_the_tree_is_made_only_when_it_is_opened(reader: Callable[..., Any]) -> None:
    answer = reader("").get(f"/en/my-pension/answer?{LIFE}&then=9000.50").text
    where = re.findall(r'hx-get="(/en/my-pension/why/[^"]+)"', answer)
    assert [url.partition("?")[0].rpartition("/")[2] for url in where] == ["amount", "months"]
    assert '<ul class="tree"><li><details' not in answer
    told = reader("").get(html.unescape(where[0])).text
    pension = re.search(r'data-shows="pension">([^<]+)<', answer)
    assert pension is not None
    assert f'<bdi class="value">{pension[1]}</bdi>' in told
    assert "社会保险法 §15" in told


def test_reasons_that_are_not_there_lead_back_to_the_answer_or_the_open_question(reader: Callable[..., Any]) -> None:
    where = reader("").get(f"/en/my-pension/why/amount?{LIFE}&at=2090-01")
    assert where.headers["location"].startswith("/en/my-pension/answer?who=women_50")
    where = reader("").get("/en/my-pension/why/amount?who=men_60")
    assert where.headers["location"] == "/en/my-pension/birth?who=men_60"
    assert reader("").get(f"/en/my-pension/why/else?{LIFE}").status_code == 404


def test_a_mistake_is_said_beside_the_field_and_above_and_nothing_typed_is_lost(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/zh/my-pension/birth?who=men_60&answered=birth&birth_year=1975&birth_month=13&birth_day=8")
    assert answer.status_code == 422
    assert answer.text.count("请填写真实的日期") == 2
    for typed in ("1975", "13", "8"):
        assert f'value="{typed}"' in answer.text
    assert '<input type="hidden" name="who" value="men_60">' in answer.text


def test_a_question_left_out_is_asked_before_the_answer(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/en/my-pension/answer?who=men_60&birth=1975-03-08&paid=300&wage=9000")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/en/my-pension/place?who=men_60")


def test_going_back_shows_what_was_answered(reader: Callable[..., Any]) -> None:
    said = reader("").get(f"/en/my-pension/paid?{LIFE}").text
    assert 'name="years" class="n2" inputmode="numeric" autocomplete="off" value="15"' in said
    assert 'name="wage" value="8000"' in said


def test_a_place_without_figures_is_told_and_nothing_is_made_up(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/en/my-pension/answer?who=men_60&birth=1975-03-08&place=660000&paid=300&wage=9000")
    assert answer.status_code == 200
    assert "is not known for" in answer.text
    assert 'class="figure"' not in answer.text


def test_the_interface_and_the_page_say_the_same(reader: Callable[..., Any]) -> None:
    told = reader("").get(f"/api/v1/pension?{LIFE}&language=fa").json()
    page = reader("").get(f"/fa/my-pension/answer?{LIFE}").text
    assert told["shown"]["pension"] in page
    assert sum(told["parts_fen"].values()) <= told["pension_fen"] + 10


def test_the_interface_says_what_is_wrong_by_the_name_of_the_parameter(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/api/v1/pension?who=men_60&birth=1975-03-08&place=999999&paid=300&wage=9000")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [fault["field"] for fault in answer.json()["faults"]] == ["place"]


@pytest.mark.parametrize("month", ["1999-01", "9999-12", "0000-01", "2030-13"])
def test_a_month_outside_the_law_is_refused_at_once(month: str, reader: Callable[..., Any]) -> None:
    answer = reader("").get(f"/api/v1/pension?{LIFE}&at={month}")
    told = answer.json()
    assert answer.status_code == 422 or (told["pension_fen"] is None and "The law lets you retire" in told["refusal"])
    assert reader("").get(f"/zh/my-pension/answer?{LIFE}&at={month}").status_code in (200, 422)

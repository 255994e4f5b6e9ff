"""My pension, from the first question to the reason: in three languages, on a phone, with and without scripts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

LIFE = "who=women_50&birth=1983-05-17&place=330100&paid=190&wage=8000"
WORDS = {
    "en": {"begin": "Begin", "on": "Continue", "woman": "Any other woman", "why": "Why this amount?",
           "place": "Zhejiang", "answer": "If you retire in"},
    "zh": {"begin": "开始", "on": "继续", "woman": "女性,其他岗位", "why": "为什么是这个金额?", "place": "浙江",
           "answer": "如果您退休的时间是"},
    "fa": {"begin": "آغاز", "on": "ادامه", "woman": "زن، در شغل‌های دیگر", "why": "چرا این مبلغ؟", "place": "جه‌جیانگ",
           "answer": "اگر بازنشستگی شما در این زمان باشد:"},
}  # fmt: skip
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.mark.slow
@pytest.mark.parametrize("language", list(WORDS))
def test_five_questions_lead_to_an_answer_with_its_reasons(
    language: str, browser_page: Any, check: Callable[..., None]
) -> None:
    page, words = browser_page, WORDS[language]

    def typed(text: str) -> str:
        return text.translate(PERSIAN) if language == "fa" else text

    page.goto(f"/{language}/")
    check(page, "home")
    page.locator("main a[href$='/my-pension']").click()
    check(page, "begin")
    page.get_by_role("link", name=words["begin"]).click()
    page.get_by_text(words["woman"]).click()
    check(page, "who")
    page.get_by_role("button", name=words["on"]).click()
    for part, value in (("year", "1983"), ("month", "5"), ("day", "17")):
        page.fill(f"#birth_{part}", typed(value))
    check(page, "birth")
    page.get_by_role("button", name=words["on"]).click()
    page.select_option("#place", "330100")
    check(page, "place")
    page.get_by_role("button", name=words["on"]).click()
    page.fill("#years", typed("15"))
    page.fill("#months", typed("10"))
    check(page, "paid")
    page.get_by_role("button", name=words["on"]).click()
    page.fill("#wage", typed("8000"))
    page.get_by_role("button", name=words["on"]).click()
    page.get_by_text(words["answer"]).wait_for()
    check(page, "answer")
    page.get_by_text(words["why"]).click()
    page.get_by_text("社会保险法 §15").first.wait_for()
    check(page, "why")


@pytest.mark.slow
def test_the_slider_answers_at_once_and_as_the_page_does(browser_page: Any) -> None:
    page = browser_page
    page.goto(f"/en/my-pension/answer?{LIFE}")
    before = page.locator("[data-shows=pension]").inner_text()
    page.locator("#slide").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("was => document.querySelector('[data-shows=pension]').textContent !== was", arg=before)
    page.wait_for_load_state("networkidle")
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
def test_the_journey_is_made_with_the_keyboard_alone(browser_page: Any) -> None:
    page = browser_page
    page.goto("/en/my-pension/who")
    page.focus("#who")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/birth?*")
    page.focus("#birth_year")
    for key in ("1975", "Tab", "3", "Tab", "8", "Enter"):
        page.keyboard.press(key) if key in ("Tab", "Enter") else page.keyboard.type(key)
    page.wait_for_url("**/place?*")
    page.focus("#place")
    page.keyboard.type("Zhejiang")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/paid?*")
    page.focus("#years")
    page.keyboard.type("25")
    page.keyboard.press("Enter")
    page.wait_for_url("**/wage?*")
    page.focus("#wage")
    page.keyboard.type("9000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer?*")
    page.locator(".figure").wait_for()


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
    assert "place" in answer.json()["faults"]


@pytest.mark.parametrize("month", ["1999-01", "9999-12", "0000-01", "2030-13"])
def test_a_month_outside_the_law_is_refused_at_once(month: str, reader: Callable[..., Any]) -> None:
    answer = reader("").get(f"/api/v1/pension?{LIFE}&at={month}")
    told = answer.json()
    assert answer.status_code == 422 or (told["pension_fen"] is None and "The law lets you retire" in told["refusal"])
    assert reader("").get(f"/zh/my-pension/answer?{LIFE}&at={month}").status_code in (200, 422)

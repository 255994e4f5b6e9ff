"""What everyone can do without signing in, from first click to last: in three languages, on a phone, by keys alone."""

from __future__ import annotations

import pytest
from hands import EVERY_WAY, Tap

from shebao.portal.language import reader as words

pytestmark = pytest.mark.slow


@EVERY_WAY
def test_my_pension_from_five_questions_to_the_reason_and_to_what_would_change_it(hand: Tap) -> None:
    hand.open("/")
    hand.press("main a[href$='/my-pension']")
    hand.press("main a.button")
    hand.mark("input[value=women_50]")
    hand.press("main form button")
    hand.number("#birth_year", "1983")
    hand.press("main form button")
    assert hand.page.input_value("#birth_year") in ("1983", "۱۹۸۳")
    hand.check("mistake")
    hand.date("birth", "1983-05-17")
    hand.press("main form button")
    hand.pick("#place", "330100")
    hand.press("main form button")
    hand.number("#years", "15")
    hand.number("#months", "10")
    hand.press("main form button")
    hand.number("#wage", "8000")
    hand.press("main form button")
    first = hand.see("[data-shows=pension]").inner_text()
    hand.check("answer")
    wanted = words(hand.language).month(int(hand.page.input_value("#slide")) + 6)
    hand.slide("#slide", 6)
    hand.see(f"[data-shows=month]:has-text('{wanted}')")
    later, month = (hand.see(f"[data-shows={name}]").inner_text() for name in ("pension", "month"))
    hand.press("p[data-until-asked] button")
    assert [hand.see(f"[data-shows={name}]").inner_text() for name in ("pension", "month")] == [later, month]
    assert later != first
    hand.number("#then", "0")
    hand.press("form[hx-get] button", stays=True)
    hand.page.wait_for_function("was => document.querySelector('[data-shows=pension]').textContent !== was", arg=later)
    hand.press("details.why summary", stays=True)
    hand.see("details.why .tree .cite:has-text('社会保险法 §15')")
    hand.check("why")
    hand.press("table th a[href*='/my-pension/answer']")
    hand.see("[data-shows=pension]")


@EVERY_WAY
@pytest.mark.parametrize("topic", ["unemployment", "work-injury", "survivors", "transfer"])
def test_the_other_questions_lead_to_an_answer_with_its_reasons(topic: str, hand: Tap) -> None:
    page = hand.page
    hand.open("/")
    hand.press(f"main a[href$='/questions/{topic}']")
    hand.press("main a.button")
    for _ in range(12):
        if page.locator("main select").count():
            hand.pick("main select", "330100")
        if page.locator("main input[type=radio]").count():
            value = page.locator("main input[type=radio]").last.get_attribute("value")
            hand.mark(f"main input[type=radio][value='{value}']")
        for typed in page.locator("main input:not([type=hidden]):not([type=radio])").all():
            name = typed.get_attribute("name") or ""
            what = "1975" if name.endswith("birth_year") else "9000" if "wage" in name or "balance" in name else "7"
            hand.number(f"main input[name='{name}']", what)
        hand.press("main form button")
        if "/answer?" in page.url:
            break
    hand.see(".answer")
    hand.press(".answer summary", stays=True)
    hand.see(".answer .tree .cite")
    hand.check("answer")


@EVERY_WAY
def test_the_law_is_found_read_over_time_and_compared(hand: Tap) -> None:
    hand.open("/")
    hand.press("main a[href$='/law']")
    hand.write("#word", "index_wage")
    hand.press("main form button")
    hand.press("main a[href$='/law/index_wage']")
    hand.pick("#place", "330000")
    hand.press("main form button")
    hand.see("svg.chart")
    hand.check("figure")
    hand.press("main ul:last-of-type a")
    hand.press("details > summary", stays=True)
    hand.see("details[open] code")
    hand.check("rule")
    hand.press("main a.back")
    hand.press("main a[href$='/law/changes']")
    hand.number("#from_month", "13")
    hand.press("main form button")
    hand.see(".summary")
    hand.number("#from_year", "2024")
    hand.number("#from_month", "12")
    hand.number("#to_year", "2025")
    hand.number("#to_month", "1")
    hand.press("main form button")
    hand.press("main table a")
    hand.see("h1")


@EVERY_WAY
def test_the_system_shows_figures_and_leads_to_their_sources(hand: Tap) -> None:
    hand.open("/")
    hand.press("main a[href$='/system']")
    hand.see("main table tbody tr >> nth=30")
    hand.check("system")
    hand.press("main > p a[href$='/law']")
    hand.see("#word")


@EVERY_WAY
def test_a_certificate_that_is_none_is_told_to_whoever_checks_it(hand: Tap) -> None:
    hand.open("/")
    hand.press("footer a[href$='/verify']")
    hand.write("#code", "ABCD-EFGH")
    hand.press("form:has(#code) button")
    hand.see(".summary:focus")
    assert hand.page.input_value("#code") == "ABCD-EFGH"
    hand.check("not-genuine")


@EVERY_WAY
def test_the_law_itself_is_loaded_with_one_tap_and_answers_without_a_network(hand: Tap, pyodide: None) -> None:
    page = hand.page
    hand.open("/")
    hand.press("main a[href*='/device/']")
    page.wait_for_function("lang => document.documentElement.lang === lang", arg=hand.language)
    hand.see("#load:enabled")
    hand.check("before")
    hand.press("#load", stays=True)
    page.locator("html[data-law]").wait_for(timeout=120_000)
    hand.check("loaded")
    page.context.set_offline(True)
    for change in (lambda: hand.slide("#when", 6), lambda: hand.write("[name=months_paid]", "300")):
        before = hand.see("#amount").inner_text()
        change()
        page.wait_for_function("was => document.querySelector('#amount').textContent !== was", arg=before)
    hand.press("#why summary", stays=True)
    hand.see("#tree li small")
    hand.check("why")

"""The law in a real browser answers as the server does, to the fen and to the last step, with and without a network."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from device_lives import requests

from shebao.engine import Law
from shebao.engine.answering import answer_text
from shebao.portal.device import pages
from shebao.portal.device.bundle import bundle

LIVES = 200
pytestmark = pytest.mark.slow


def loaded(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("#load:enabled").click()
    page.locator("html[data-law]").wait_for()


def ask_all(page: Any, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return page.evaluate(
        "async (all) => { const law = await import('./law.mjs'); return Promise.all(all.map((one) => law.ask(one))) }",
        asked,
    )


def quiet(served: Any, before: int) -> bool:
    """Whether nothing was asked of the server since; the browser itself looks after its service worker."""
    return set(served.asked[before:]) <= {"/device/keep.mjs"}


def test_two_hundred_lives_get_the_servers_answers_and_trees(page: Any, served: Any) -> None:
    law = Law.load()
    asked = requests(law, LIVES)
    loaded(page, served.address)
    before = len(served.asked)
    answers = ask_all(page, asked)
    assert quiet(served, before)
    pensions = trees = 0
    for request, there in zip(asked, answers, strict=True):
        assert there == json.loads(answer_text(json.dumps(request))), request
        parts = [part["trace"] for part in (*there.get("choices", ()), *there.get("answers", ())) if part["trace"]]
        trees += len(parts)
        pensions += any(choice["monthly_pension_fen"] for choice in there.get("choices", ()))
    assert pensions > LIVES / 2
    assert trees > 2 * LIVES
    print(f"\n{len(asked)} requests of {LIVES} lives, {pensions} with a pension, {trees} trees alike")


def test_a_mistake_is_told_as_the_server_tells_it(page: Any, served: Any) -> None:
    loaded(page, served.address)
    asked = [{}, {"month": "2026-11", "region": "33", "facts": {}}, {"month": "2026-11", "facts": {"birht": "x"}}]
    assert ask_all(page, asked) == [json.loads(answer_text(json.dumps(one))) for one in asked]


def test_after_one_tap_the_page_works_without_network_and_server(page: Any, served: Any) -> None:
    loaded(page, served.address)
    online = page.locator("#amount").inner_text()
    page.context.set_offline(True)
    served.stop()
    page.reload()
    page.locator("html[data-law]").wait_for()
    assert page.locator("#amount").inner_text() == online
    assert page.locator("#load").is_hidden()
    (request,) = requests(Law.load(), 1)[:1]
    assert ask_all(page, [request]) == [json.loads(answer_text(json.dumps(request)))]


def test_a_newer_law_is_offered_and_the_kept_one_answers_until_it_is_taken(
    page: Any, served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(page, served.address)
    newer = replace(bundle(), version="0123456789abcdef")
    monkeypatch.setattr(pages, "bundle", lambda: newer)
    page.reload()
    page.locator("html[data-law]").wait_for()
    assert page.locator("html").get_attribute("data-law") == bundle().version
    page.locator("#load:enabled").click()
    page.locator(f"html[data-law='{newer.version}']").wait_for()
    kept = page.evaluate("caches.keys()")
    assert len([name for name in kept if name.startswith("shebao-device-")]) == 1
    page.reload()
    page.locator(f"html[data-law='{newer.version}']").wait_for()


def test_the_slider_answers_at_once_and_says_why(page: Any, served: Any) -> None:
    loaded(page, served.address)
    law = Law.load()
    slider = page.locator("#when")
    seen: dict[str, int] = {}
    before = len(served.asked)
    for month in (slider.get_attribute("min"), slider.get_attribute("max")):
        slider.fill(month)
        page.locator(f"#amount[data-month='{int(month) // 12}-{int(month) % 12 + 1:02d}']").wait_for()
        seen[month] = int(page.locator("#amount").get_attribute("data-fen"))
    first, last = seen.values()
    assert 0 < first < last
    month = page.evaluate("new Date().toISOString().slice(0, 7)")
    facts = {"birth": "1975-03-08", "sex": "female", "retirement_track": "women_50", "months_paid": "240",
             "contribution_index": "1.1", "account_balance": "86000"}  # fmt: skip
    there = json.loads(answer_text(json.dumps({"month": month, "region": "330100", "facts": facts})))
    assert [there["choices"][at]["monthly_pension_fen"] for at in (0, -1)] == [first, last]
    page.locator("#why summary").click()
    shown = {item.get_attribute("data-name") for item in page.locator("#tree li").all()}
    assert shown == {node["name"] for node in there["choices"][-1]["trace"]["nodes"]}
    assert law.rules["basic_pension"][0].rule.cites[0] in page.locator("#tree").inner_text()
    assert quiet(served, before)


@pytest.mark.parametrize(("language", "direction", "word"), [("zh", "ltr", "基础养老金"), ("fa", "rtl", "تاریخ تولد")])
def test_the_page_speaks_its_readers_language(page: Any, served: Any, language: str, direction: str, word: str) -> None:
    page.set_viewport_size({"width": 375, "height": 720})
    loaded(page, served.address)
    page.locator("#language").select_option(language)
    page.wait_for_function("(w) => document.body.innerText.includes(w)", arg=word)
    assert page.locator("html").get_attribute("dir") == direction
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_heavy_comes_before_the_tap(page: Any, served: Any) -> None:
    page.goto(served.address)
    page.locator("#load:enabled").wait_for()
    assert not [path for path in served.asked if "/runtime/" in path or "/law/" in path]
    assert "MB" in page.locator("#size").inner_text()

"""Signing in by OpenID Connect with the demonstration's own provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "subject", "lands"),
    [("en", "demo-clerk", "/en/work"), ("zh", "demo-insured", "/zh/record"), ("fa", "demo-employer", "/fa/business")],
)
def test_a_click_signs_in_and_leads_to_ones_own_room(
    language: str, subject: str, lands: str, browser_page: Any, check: Callable[..., None]
) -> None:
    page = browser_page
    page.goto(f"/{language}/sign-in")
    check(page, "sign-in")
    page.locator("main a.button").click()
    check(page, "choose")
    page.locator(f"a[href*='subject={subject}']").first.click()
    assert urlsplit(page.url).path == lands
    check(page, "landed")
    page.locator("header button.link").click()
    page.goto(lands)
    assert urlsplit(page.url).path == f"/{language}/sign-in"


@pytest.mark.slow
def test_who_asked_for_a_page_gets_it_after_signing_in(browser_page: Any) -> None:
    page = browser_page
    page.goto("/zh/work")
    page.locator("main a.button").click()
    page.locator("a[href*='subject=demo-clerk']").first.click()
    assert urlsplit(page.url).path == "/zh/work"


def test_an_answer_for_another_sign_in_is_refused(reader: Callable[..., Any]) -> None:
    anyone = reader("")
    begun = anyone.get("/sign/start")
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    assert anyone.get("/sign/back?code=x&state=other").status_code == 400
    assert anyone.get(f"/sign/back?code=made-up&state={state}").status_code == 400
    assert reader("").get(f"/sign/back?code=x&state={state}").status_code == 400


def test_a_code_is_good_once(reader: Callable[..., Any]) -> None:
    anyone = reader("")
    begun = anyone.get("/sign/start")
    asked = urlsplit(begun.headers["location"]).query
    chosen = anyone.get(f"/demo-identity/choose?{asked}&subject=demo-clerk")
    back = urlsplit(chosen.headers["location"])
    assert anyone.get(f"{back.path}?{back.query}").status_code == 303
    assert anyone.get(f"{back.path}?{back.query}").status_code == 400


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_a_sign_in_leads_to_no_other_site(then: str, reader: Callable[..., Any]) -> None:
    said = reader("").get("/en/sign-in", params={"then": then}).text
    assert "elsewhere" not in said.partition("<main")[2]

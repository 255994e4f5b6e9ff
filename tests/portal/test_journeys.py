"""Journeys of everyone and of an insured person in a real Chromium: three languages, a phone's width, no violation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from people import Office, Reader

from shebao.guard import sessions
from shebao.portal.pages import SESSION

pytestmark = pytest.mark.slow
LANGUAGES = ("en", "zh", "fa")
OWN = ("record", "record/wrong", "account", "decisions", "found", "events", "requests", "messages", "card", "my-data")


@pytest.fixture
def signed_in(open_page: Callable[..., Any], office: Office, address: str) -> Callable[..., Any]:
    """A page of somebody who has signed in: signed_in("demo-insured")."""

    def opened(subject: str, **options: Any) -> Any:
        page = open_page(**options)
        token = sessions.begin(office.guarded, subject)
        assert token
        page.context.add_cookies(
            [{"name": SESSION, "value": token, "url": address.replace("http:", "https:"), "secure": True}]
        )
        return page

    return opened


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["demo-insured", "demo-resident"])
def test_every_own_page_holds_on_a_phone(
    subject: str, language: str, signed_in: Callable[..., Any], check: Callable[..., None]
) -> None:
    page = signed_in(subject)
    for path in OWN:
        page.goto(f"/{language}/{path}")
        assert page.url.endswith(f"/{language}/{path}"), page.url
        check(page, path.replace("/", "-"))
        if path in ("account", "decisions", "found"):
            page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            check(page, f"{path}-opened")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_in_the_record_is_told_from_its_place_on_the_timeline(
    language: str, signed_in: Callable[..., Any], check: Callable[..., None]
) -> None:
    page = signed_in("demo-insured", scripts=language != "zh")
    page.goto(f"/{language}/record")
    page.locator(".timeline a").first.click()
    assert page.input_value("#from_year")
    page.locator("main form button").click()
    page.locator(".summary").wait_for()
    if language != "zh":  # axe needs scripts
        check(page, "mistake")
    page.locator("input[name=what]").nth(1).check()
    page.fill("#said", f"My wage was higher ({language})")
    page.locator("main form button").click()
    page.wait_for_url("**/requests?sent=*")
    assert page.get_by_text(f"My wage was higher ({language})").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_life_event_is_one_visit(language: str, signed_in: Callable[..., Any], check: Callable[..., None]) -> None:
    page = signed_in("demo-insured")
    page.goto(f"/{language}/events")
    page.locator("main a[href$='/lose-work']").click()
    for part, typed in (("year", "2026"), ("month", "11"), ("day", "20")):
        page.fill(f"#employment_ended_{part}", typed)
    page.locator("main form button").click()
    check(page, "mistake")
    assert page.input_value("#employment_ended_day") == "20"
    page.locator("input[name=leaving_reason]").first.check()
    page.locator("main form button").click()
    page.locator(".figure").first.wait_for()
    check(page, "told")
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/requests?sent=*")
    check(page, "sent")


def test_a_life_event_is_told_with_the_keyboard_alone(signed_in: Callable[..., Any]) -> None:
    page = signed_in("demo-insured")
    page.goto("/en/events/start-work")
    page.focus("#employer")
    page.keyboard.type("The mill")
    for typed in ("2026", "11", "2", "9000"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.locator("button[value=yes]").wait_for()
    page.focus("button[value=yes]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/requests?sent=*")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ["unemployment", "work-injury", "survivors", "transfer"])
def test_the_questions_of_everyone_lead_to_an_answer(
    topic: str, language: str, open_page: Callable[..., Any], check: Callable[..., None]
) -> None:
    page = open_page()
    page.goto(f"/{language}/")
    page.locator(f"main a[href$='/questions/{topic}']").click()
    page.locator("main a.button").click()
    for _ in range(12):
        for place in page.locator("main select").all():
            place.select_option("330100")
        if page.locator("main input[type=radio]").count():
            page.locator("main input[type=radio]").last.check()
        for typed in page.locator("main input:not([type=hidden]):not([type=radio])").all():
            name = typed.get_attribute("name") or ""
            typed.fill(
                "1975" if name.endswith("birth_year") else "9000" if "wage" in name or "balance" in name else "7"
            )
        page.locator("main form button").click()
        if "/answer?" in page.url:
            break
    page.locator(".answer").first.wait_for()
    page.locator(".answer summary").first.click()
    check(page, "answer")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_law_is_found_read_and_compared(
    language: str, open_page: Callable[..., Any], check: Callable[..., None]
) -> None:
    page = open_page()
    page.goto(f"/{language}/law")
    check(page, "search")
    page.fill("#word", "index_wage")
    page.locator("main form button").click()
    page.locator("main a[href$='/law/index_wage']").click()
    page.select_option("#place", "330000")
    page.locator("main form button").click()
    page.locator("svg.chart").wait_for()
    check(page, "figure")
    page.goto(f"/{language}/law/basic_pension")
    page.locator("details > summary").first.click()
    check(page, "rule")
    page.goto(f"/{language}/law/changes?place=330100")
    check(page, "changes")
    page.goto(f"/{language}/system")
    check(page, "system")


def test_a_card_is_read_from_the_screen(
    office: Office, tmp_path: Path, open_page: Callable[..., Any], check: Callable[..., None]
) -> None:
    import threading

    zxing = pytest.importorskip("zxingcpp")
    from io import BytesIO

    import uvicorn
    from PIL import Image

    from shebao.portal.app import create_app
    from shebao.portal.settings import Settings

    app: FastAPI = create_app(Settings(demo=True, calls=0, sign_ins=0, cards=tmp_path / "cards"), office.guarded)
    text = Reader(app, office, "demo-pensioner")
    text.post("/en/card")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    page = open_page()
    page.context.add_cookies(
        [{"name": SESSION, "value": text.token, "url": f"https://localhost:{port}", "secure": True}]
    )
    page.goto(f"http://localhost:{port}/fa/card")
    check(page, "card")
    shown = Image.open(BytesIO(page.locator("svg.qr").screenshot()))
    (found,) = zxing.read_barcodes(shown)
    server.should_exit = True
    thread.join(10)
    assert found.text.startswith("SSC1:")
    assert found.text in page.locator("#text").input_value()

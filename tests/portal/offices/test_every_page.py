"""What holds on every page, made from the routes: no barrier, little weight, and the keyboard reaches all of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addresses import NOT_PAGES, PAGES, Address
from people import ARTEFACTS, DESK, PHONE, Office

from shebao.guard import sessions
from shebao.portal.pages import SESSION

pytestmark = pytest.mark.slow
MOST_BYTES, MOST_REQUESTS, MOST_ELEMENTS, MOST_SHIFT = 150 * 1024, 6, 2500, 0.02
"""The budget of a page. Lighthouse calls a shift of 0.1 good and begins to warn at 1,400 elements; a list of every
place, or of every month of a working life, has some more."""
LANGUAGES = {"en": "ltr", "zh": "ltr", "fa": "rtl"}
OF_LANGUAGE = ["html-has-lang", "html-lang-valid", "valid-lang", "document-title", "label", "link-name", "button-name",
               "duplicate-id-aria", "aria-valid-attr-value", "list", "listitem"]  # fmt: skip
"""Axe's rules that a translation can break."""
IN_ENGLISH = [pytest.param("en", it, id=f"en-{it}") for it in PAGES]
IN_OTHERS = [
    pytest.param(code, it, id=f"{code}-{it}") for code in ("zh", "fa") for it in PAGES if it.first and not it.rest
]
ONE_OF_EACH = [pytest.param("en", it, id=f"en-{it}") for it in PAGES if it.first and not it.rest]
WATCH = """
    window.seen = {shift: 0, long: 0, paint: 0, stops: []};
    const watch = (type, note) =>
        new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type, buffered: true});
    watch("layout-shift", (it) => { if (!it.hadRecentInput) seen.shift += it.value; });
    watch("longtask", (it) => { seen.long += it.duration - 50; });
    watch("largest-contentful-paint", (it) => { seen.paint = it.startTime; });
"""
WEIGHED = """() => {
    const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return {...seen, elements: document.querySelectorAll("*").length,
            parts: Object.fromEntries(parts.map((it) => [it.name, it.encodedBodySize])),
            lang: document.documentElement.lang, dir: getComputedStyle(document.documentElement).direction,
            wide: document.documentElement.scrollWidth - document.documentElement.clientWidth};
}"""


@pytest.fixture(scope="module")
def opened(
    chromium: Any, address: str, office: Office, furnished: dict[str, str]
) -> Iterator[Callable[[str, Address], Any]]:
    """A page as its reader has it before her, on a phone: opened("en", address)."""
    pages: dict[str, Any] = {}

    def open_it(language: str, at: Address) -> Any:
        if at.subject not in pages:
            context = chromium.new_context(viewport=PHONE, base_url=address)
            context.add_init_script(WATCH)
            if at.subject:
                token = sessions.begin(office.guarded, at.subject)
                url = address.replace("http:", "https:")
                context.add_cookies([{"name": SESSION, "value": token, "url": url, "secure": True}])
            page = pages[at.subject] = context.new_page()
            page.complaints, page.asked = [], []
            page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
            page.on("request", lambda sent: page.asked.append(sent.url))
        page = pages[at.subject]
        page.complaints.clear()
        page.asked.clear()
        answer = page.goto(f"/{language}" + at.path.format(**furnished))
        assert answer.status == 200, f"{page.url}: {answer.status}"
        assert "text/html" in answer.headers["content-type"], f"{at.path} is no page: name it in NOT_PAGES"
        return page

    yield open_it
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def book() -> Iterator[dict[str, Any]]:
    """What every page weighs and takes, kept beside the screenshots. The times are this machine's, for reading only."""
    kept: dict[str, Any] = {}
    yield kept
    ARTEFACTS.mkdir(exist_ok=True)
    (ARTEFACTS / "pages.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(("language", "at"), IN_ENGLISH + IN_OTHERS)
def test_a_page_has_no_barrier_and_is_light(
    language: str,
    at: Address,
    opened: Callable[[str, Address], Any],
    axe: Callable[..., list[str]],
    book: dict[str, Any],
    address: str,
) -> None:
    page = opened(language, at)
    is_ = page.evaluate(WEIGHED)
    weight = sum(is_["parts"].values())
    book[f"{language} {at}"] = {"bytes": weight, **{name: is_[name] for name in ("elements", "shift", "long", "paint")}}
    assert axe(page, None if language == "en" else OF_LANGUAGE) == []
    assert (is_["lang"], is_["dir"]) == (language, LANGUAGES[language])
    assert is_["wide"] <= 0, f"{is_['wide']} pixels wider than the screen"
    assert page.complaints == []
    assert [url for url in page.asked if not url.startswith((address, "data:"))] == []
    assert len(page.asked) <= MOST_REQUESTS, page.asked
    assert weight < MOST_BYTES, is_["parts"]
    assert is_["elements"] < MOST_ELEMENTS
    assert is_["shift"] < MOST_SHIFT, f"what stands on the page moves by {is_['shift']}"
    page.set_viewport_size(DESK)
    assert page.evaluate(WEIGHED)["wide"] <= 0, "wider than a desk's screen"
    page.set_viewport_size(PHONE)


WALK = (Path(__file__).parent / "walk.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "at"), ONE_OF_EACH)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    language: str, at: Address, opened: Callable[[str, Address], Any]
) -> None:
    page = opened(language, at)
    walk = page.evaluate(WALK)
    wanted = range(walk["from"], len(walk["names"]))
    for _ in wanted:
        page.keyboard.press("Tab")
    stops = page.evaluate("seen.stops")
    assert [stop["at"] for stop in stops] == list(wanted), [stop["name"] for stop in stops]
    assert walk["names"][0].endswith("Skip to what this page is about")
    dim = [it for it in stops if it["style"] == "none" or it["width"] < 2 or it["contrast"] < 3 or it["size"] < 1]
    assert not dim, dim
    for back in range(min(3, len(wanted) - 1)):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("seen.stops.at(-1).at") == wanted[-2 - back], "there is no way back"


def test_the_skip_link_leads_past_what_every_page_begins_with(opened: Callable[[str, Address], Any]) -> None:
    page = opened("en", next(it for it in PAGES if it.path == "/law/employer_pension_rate"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_is_named_as_no_page_is_none(reader: Callable[[str], Any], furnished: dict[str, str]) -> None:
    asked = {"/my-data/{table}.csv": "/my-data/person.csv",
             "/business/certificate.pdf": "/business/certificate.pdf?code={certificate}"}  # fmt: skip
    under_way = {"/sign/back", "/demo-identity/choose", "/demo-identity/authorize"}
    for path in (it for it in NOT_PAGES - under_way if not it.endswith("/paper.pdf")):  # test_papers opens those
        who = "demo-insured" if "data" in path else "demo-employer" if "business" in path else ""
        answer = reader(who).get("/en" + asked.get(path, path).format(**furnished))
        assert answer.status_code == 200, path
        assert "text/html" not in answer.headers["content-type"] or path == "/system/report"

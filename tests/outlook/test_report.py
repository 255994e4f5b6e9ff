"""The report as a reader meets it: a real browser opens the file, from a disk, on made-up results."""

from __future__ import annotations

import base64
import csv
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest
from made_up_results import MadeUp, made_up

from shebao.outlook.report import UnreadableResult, checks, headline, packing, words, write
from shebao.outlook.report.payload import places

LANGUAGES = ("en", "zh", "fa")


@pytest.fixture(scope="module")
def results() -> list[MadeUp]:
    return [
        made_up("as_it_stands", fan=True),
        made_up("no_pooling", pooling=False, strength=1.4),
        made_up("low", strength=9.0),
    ]


@pytest.fixture(scope="module")
def report(results: list[MadeUp], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("report") / "new", results)


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Any:
    return chromium


class Opened:
    """A page, with what went wrong on it and what it asked for."""

    def __init__(self, browser: Any, report: Path, **context: Any) -> None:
        self.context = browser.new_context(locale="en-GB", **context)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.troubles.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.troubles.append(str(e)))
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.goto(report.as_uri())

    def scripted(self) -> Any:
        self.page.wait_for_selector("html.scripted")
        return self.page


@pytest.fixture
def opened(browser: Any, report: Path) -> Iterator[Opened]:
    page = Opened(browser, report, viewport={"width": 1280, "height": 900})
    yield page
    page.context.close()


def test_every_text_is_written_in_three_languages_with_the_same_blanks() -> None:
    assert len(words.labels()) > 140
    for key, texts in words.labels().items():
        assert all(texts[language].strip() for language in LANGUAGES), key
        blanks = [sorted(re.findall(r"\{\w+\}", texts[language])) for language in LANGUAGES]
        assert blanks[0] == blanks[1] == blanks[2], key


def test_every_text_that_a_script_asks_for_has_a_label() -> None:
    page = Path(words.__file__).parent / "page"
    asked = {k for path in page.glob("*.js") for k in re.findall(r'\btext\("(\w+)"', path.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= set(words.labels())


def test_numbers_are_written_the_readers_way() -> None:
    assert words.money(6_990_000, "en") == "6.99 tn yuan"
    assert words.money(6_990_000, "zh") == "6.99万亿元"
    assert words.money(-12_340, "zh") == "−123.4亿元"
    assert words.money(6_990_000, "fa") == "۶٫۹۹ هزار میلیارد یوان"
    assert words.number(-1234.5, "fa", 1) == "−۱٬۲۳۴٫۵"


def test_packed_numbers_come_back_exactly() -> None:
    block = np.array([[5, -7, packing.HOLE, 10**14, -(10**14)], [packing.HOLE, 0, 0, 1, -1]])
    raw = zlib.decompress(base64.b64decode(packing.pack([block])))
    codes, code, shift = [], 0, 0
    for byte in raw:
        code, shift = code | (byte & 127) << shift, shift + 7
        if byte < 128:
            codes.append(code)
            code = shift = 0
    back = []
    for row in range(2):
        last = 0
        for code in codes[row * 5 : row * 5 + 5]:
            if code:
                last += -((code - 1 + 1) // 2) if (code - 1) % 2 else (code - 1) // 2
            back.append(last if code else packing.HOLE)
    assert back == block.ravel().tolist()


def test_the_map_has_a_tile_of_its_own_for_each_of_31_provinces() -> None:
    tiles = {(place["column"], place["row"]) for place in places()[1:]}
    assert len(tiles) == len(places()) - 1 == 31


def test_exhausted_is_the_first_year_that_ends_below_zero() -> None:
    assert headline.exhausted({2030: 5, 2031: 0, 2032: -1, 2033: -9}) == 2032
    assert headline.exhausted({2030: 5, 2031: 0}) is None


def test_rows_of_persons_and_fen_are_shown_in_millions_and_billions() -> None:
    row = {"fund": "injury", "measure": "income", "year": 2020, "unit": "fen", "ours": 5e12, "published": 4e12}
    [shown] = checks.shown([row | {"difference": 0.25, "evidence": False, "fitted": False}])
    assert (shown["ours"], shown["theirs"], shown["difference_ppm"], shown["evidence"]) == (50, 40, 250_000, False)
    assert shown["unit"]["en"] == "bn yuan"
    assert shown["what"]["zh"] == "工伤保险, 收入"


def test_the_report_is_one_file_without_addresses_to_fetch(report: Path) -> None:
    assert [path.name for path in report.parent.iterdir()] == ["index.html"]
    html = report.read_text(encoding="utf-8")
    assert not re.search(r'(src|href)="(?!data:)', html)
    assert len(html.encode()) < 3_000_000


def test_the_headline_table_stands_in_the_html_in_each_language(report: Path, results: list[MadeUp]) -> None:
    html = report.read_text(encoding="utf-8").split("<script")[0]
    row = headline.rows(results)[0]
    assert row.exhausted is not None
    assert f'<td class="exhausted">{row.exhausted}</td>' in html
    assert f'<td class="exhausted">{words.digits(str(row.exhausted), "fa")}</td>' in html
    assert headline.rows(results)[2].exhausted is None
    assert "not before 2100" in html
    assert all(words.labels()["synthetic"][language] in html for language in LANGUAGES)


def test_a_title_cannot_break_out_of_the_page(results: list[MadeUp], tmp_path: Path) -> None:
    bad = MadeUp(**{**vars(results[0]), "titles": {"en": "</script><b>x", "zh": "x", "fa": "x"}})
    html = write(tmp_path, [bad]).read_text(encoding="utf-8")
    assert "</script><b>" not in html


def test_a_missing_column_is_named_and_nothing_is_written(results: list[MadeUp], tmp_path: Path) -> None:
    lame = MadeUp(**{**vars(results[0]), "cohorts": results[0].cohorts.drop_columns(["irr_ppm"])})
    with pytest.raises(UnreadableResult, match=r"as_it_stands, table cohorts: column irr_ppm is missing"):
        write(tmp_path / "out", [lame])
    assert not (tmp_path / "out").exists()


def test_a_result_without_the_nation_is_refused(results: list[MadeUp], tmp_path: Path) -> None:
    people = results[0].people
    lame = MadeUp(**{**vars(results[0]), "people": people.filter(pc.field("province") != "000000")})
    with pytest.raises(UnreadableResult, match="table people: no rows of the nation"):
        write(tmp_path, [lame])


@pytest.mark.slow
def test_a_browser_opens_it_in_three_languages_without_a_request_or_an_error(opened: Opened) -> None:
    page = opened.scripted()
    for language, direction, title in (("zh", "ltr", "全国"), ("fa", "rtl", "سراسر کشور"), ("en", "ltr", "The nation")):
        page.locator(f"label:has(#language-{language})").click()
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [language, direction]
        assert title in page.locator("#chart-support h3").inner_text()
        assert page.locator(".plot svg").count() > 12
    page.locator("label:has(#language-fa)").click()
    assert page.locator("#people output.year").inner_text() == "۲۰۲۵"
    assert opened.troubles == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


@pytest.mark.slow
def test_the_pyramid_plays_and_follows_the_keyboard(opened: Opened) -> None:
    from playwright.sync_api import expect

    page = opened.scripted()
    year = page.locator("#people output.year")
    bar = page.locator("#chart-pyramid rect").nth(20)
    before = bar.get_attribute("width")
    page.locator("#people .play").click()
    expect(year).to_have_text(re.compile(r"20(2[89]|[3-9]\d)"))
    page.locator("#people .play").click()
    assert bar.get_attribute("width") != before
    stopped = int(year.inner_text())
    page.locator("#people input").focus()
    page.keyboard.press("ArrowRight")
    assert int(year.inner_text()) == stopped + 1
    page.keyboard.press("PageUp")
    assert int(year.inner_text()) == stopped + 11
    page.keyboard.press("Space")
    expect(year).not_to_have_text(str(stopped + 11))
    assert opened.troubles == []


@pytest.mark.slow
def test_the_page_shows_the_results_figures(opened: Opened, results: list[MadeUp]) -> None:
    page = opened.scripted()
    page.select_option("#scenario", "no_pooling")
    page.select_option("#place", "440000")
    page.select_option("#prices", "nominal")
    funds = results[1].funds
    chosen = (pc.field("province") == "440000") & (pc.field("year") == 2050)
    chosen &= (pc.field("fund") == "employee_pension") & (pc.field("item") == "spending")
    [fen] = funds.filter(chosen)["fen"].to_pylist()
    page.locator("#chart-flow summary").click()
    row = page.locator("#chart-flow tbody tr", has=page.locator("th", has_text="2050")).inner_text().split()
    assert page.locator("#chart-flow .unit").inner_text().startswith("tn yuan")
    assert float(row[2]) == pytest.approx(fen / 1e14, abs=0.006)
    assert "Nothing is pooled" in page.locator("#chart-map .readout").inner_text()
    assert opened.troubles == []


@pytest.mark.slow
def test_a_result_with_little_in_it_opens_without_an_error(browser: Any, results: list[MadeUp], tmp_path: Path) -> None:
    whole = results[1]
    bare = MadeUp(
        name="bare",
        titles={},
        funds=whole.funds.filter((pc.field("year") >= 2020) & (pc.field("year") <= 2060)),
        people=whole.people.filter(pc.field("measure") == "retirees"),
        pyramid=whole.pyramid,
        cohorts=whole.cohorts.slice(0, 0),
        meta={"seed": 1},
    )
    opened = Opened(browser, write(tmp_path, [bare]))
    page = opened.scripted()
    assert "2020 to 2060" in page.locator("#subtitle").inner_text()
    assert "No figures" in page.locator("#chart-replacement").inner_text()
    assert page.locator("#prices option").count() == 1
    assert opened.troubles == []
    opened.context.close()


@pytest.mark.slow
def test_the_map_says_who_gives_and_who_receives(opened: Opened) -> None:
    page = opened.scripted()
    page.locator("#chart-map summary").click()
    rows = [row.inner_text().split("\t") for row in page.locator("#chart-map tbody tr").all()]
    assert len(rows) == 31
    assert rows[0][1].startswith("+")
    assert rows[-1][1].startswith("−")
    assert opened.troubles == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_nothing_sticks_out(browser: Any, report: Path, language: str) -> None:
    opened = Opened(browser, report, viewport={"width": 390, "height": 844})
    page = opened.scripted()
    page.locator(f"label:has(#language-{language})").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert opened.troubles == []
    opened.context.close()


@pytest.mark.slow
def test_without_scripts_the_headline_can_be_read_in_the_chosen_language(browser: Any, report: Path) -> None:
    opened = Opened(browser, report, java_script_enabled=False)
    page = opened.page
    assert page.locator("table.headline:visible").count() == 1
    page.locator("label:has(#language-zh)").click()
    assert "现行法律" in page.locator("table.headline:visible").inner_text()
    assert page.locator("#people:visible").count() == 0
    opened.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_object_to(browser: Any, report: Path, scheme: str, axe: Callable[..., Any]) -> None:
    opened = Opened(browser, report, color_scheme=scheme, bypass_csp=True)
    page = opened.scripted()
    for language in ("en", "fa"):
        page.locator(f"label:has(#language-{language})").click()
        assert axe(page) == []
    opened.context.close()


def test_labels_file_has_no_key_twice() -> None:
    with (Path(words.__file__).parent / "labels.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]
    assert len(keys) == len(set(keys))


def test_data_in_the_page_is_json(report: Path) -> None:
    data = re.search(r'id="data">(.*?)</script>', report.read_text(encoding="utf-8"), re.S)
    assert data
    assert [s["name"] for s in json.loads(data[1])["scenarios"]] == ["as_it_stands", "no_pooling", "low"]

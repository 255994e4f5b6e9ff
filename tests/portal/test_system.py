"""The system's pages: coverage, funds, provinces, each with its source; the report, which runs as nobody's page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from people import Office, Reader

from shebao.engine.law import Law
from shebao.engine.names import provinces
from shebao.outlook import bulletins
from shebao.outlook.bulletins import published
from shebao.portal.app import create_app
from shebao.portal.public.life import this_month
from shebao.portal.public.published import census_adults
from shebao.portal.public.published import provinces as provincial
from shebao.portal.settings import Settings


def test_every_province_stands_there_with_the_laws_own_figures(reader: Callable[..., Any]) -> None:
    page = reader("").get("/en/system").text
    wage = Law.load().at(this_month(), "330000").values(["average_wage"], {})["average_wage"]
    assert f"{wage // 100:,}.{wage % 100:02d}" in page
    assert page.count('<th scope="row" class="whole">') == len(provinces()) - 1
    assert "No outlook has been made" in page


def test_the_report_of_a_configured_folder_is_served_in_a_sandbox(office: Office, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>outlook</title><script>1</script>")
    (tmp_path / "outlook.json").write_text(json.dumps({"scenarios": ["retirement_at_65"], "years": 75}))
    one = Reader(create_app(Settings(calls=0, outlook=tmp_path)), office)
    assert "retirement at 65" in one.get("/fa/system").text
    report = one.get("/en/system/report")
    assert report.text.startswith("<!doctype html><title>outlook")
    assert report.headers["content-security-policy"].startswith("sandbox allow-scripts allow-downloads;")
    assert "allow-same-origin" not in report.headers["content-security-policy"]


def test_without_a_report_its_address_leads_back(reader: Callable[..., Any]) -> None:
    assert reader("").get("/zh/system/report").headers["location"] == "/zh/system"


def cells(page: str) -> list[list[str]]:
    """The rows of a page's tables as texts."""
    found = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in found]


def test_every_number_of_coverage_stands_in_the_bulletins_and_the_file_names_its_source(reader: Any) -> None:
    lines = list(csv.reader(io.StringIO(reader("").get("/en/system/coverage.csv").text.lstrip("\ufeff"))))
    assert lines[0] == ["year", "insurance", "measure", "value", "unit", "report", "source"]
    measures = {"ue": "ue_total", "ru": "ru_participants", "ui": "ui_participants", "wi": "wi_participants"}
    insured = [line for line in lines[1:] if line[2] == "insured"]
    assert len(insured) > 50
    for year, key, _, value, _, _, source in insured:
        printed = published(measures[key], int(year))
        assert printed is not None
        assert printed.evidence
        assert int(value) == printed.value
        assert source == printed.source
    shares = [line for line in lines[1:] if line[2] == "share"]
    assert {line[5] for line in shares} == {"computed"}
    for _, _, _, value, _, _, source in shares:
        above, _, below = source.partition(" of ")
        assert float(value) == pytest.approx(int(above) / int(below.split()[0]), abs=1e-6)


def test_what_was_only_recalled_is_a_dash(reader: Any) -> None:
    assert not published("ue_balance", 2018).evidence  # type: ignore[union-attr]
    page = reader("").get("/en/system/funds").text
    row = next(row for row in cells(page) if row and row[0] == "2018")
    assert row == ["2018", "¥5.01 trillion*", "¥4.42 trillion*", "—"]


def test_the_funds_are_drawn_and_listed_with_each_insurance(reader: Any) -> None:
    page = reader("").get("/fa/system/funds").text
    assert page.count('<svg class="chart"') == 4
    assert "۷٫۸۷ هزارمیلیارد یوان" in page  # 78,685 hundred million yuan at the end of 2025
    lines = list(csv.reader(io.StringIO(reader("").get("/en/system/funds.csv").text.lstrip("\ufeff"))))
    assert ["2025", "ue", "balance", "7868500000000", "yuan", "bulletin"] in [line[:6] for line in lines]
    assert all(line[6] for line in lines)


def test_the_provinces_are_sorted_by_a_click_on_a_heading_without_scripts(reader: Any) -> None:
    one = reader("")
    for by, down in (("ue_balance", "1"), ("ue_balance", "0"), ("ratio", "1"), ("ru_revenue", "0")):
        page = one.get(f"/en/system/provinces?by={by}&down={down}").text
        order = re.findall(r'href="/en/system/provinces/(\d{6})"', page)
        values = [provincial()[place][by] or 0 for place in order]
        assert len(order) == 31
        assert values == sorted(values, reverse=down == "1")
        assert page.count(f'aria-sort="{"descending" if down == "1" else "ascending"}"') == 1
    assert one.get("/en/system/provinces?by=nothing&down=x").status_code == 200


def test_a_provinces_page_has_its_published_figures_beside_the_nation(reader: Any) -> None:
    page = reader("").get("/en/system/provinces/330000").text
    assert ["Insured as employees", "36.31 million", "534.52 million"] in cells(page)
    share = bulletins.provinces("employee_pension", "participants", 2024)["330000"]
    share += bulletins.provinces("resident_pension", "participants", 2024)["330000"]
    assert ["Share of persons of 15 and over", f"{share / census_adults()['330000'] * 100:.1f}%", "92.8%"] in cells(
        page
    )
    assert "China Statistical Yearbook 2025" in page
    for nowhere in ("000000", "999999", "330100", "x"):
        assert reader("").get(f"/en/system/provinces/{nowhere}").status_code == 404


def test_the_demonstrations_own_figures_stand_apart_and_say_that_they_are_synthetic(
    reader: Any, office: Office
) -> None:
    page = reader("").get("/en/system").text
    own = page.partition('<section class="answer own"')[2].partition("</section>")[0]
    assert "Synthetic: made-up people" in own
    paid = office.value("SELECT value FROM office.statistic WHERE name = 'retirees_paid' ORDER BY month DESC LIMIT 1")
    assert f"<dt>Pensions paid, employees</dt><dd>{paid:,}</dd>" in own
    file = reader("").get("/en/system/coverage.csv").text + reader("").get("/en/system/provinces.csv").text
    assert "synthetic" not in file.lower()


def test_without_an_office_the_page_has_no_such_part(office: Office) -> None:
    one = Reader(create_app(Settings(calls=0)), office)
    page = one.get("/zh/system")
    assert page.status_code == 200
    assert "本系统所属经办机构" not in page.text


def test_the_outlooks_figures_are_those_of_its_run(office: Office, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "outlook.json").write_text(json.dumps({"scenarios": ["base", "gone"], "years": 75}))
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "meta.json").write_text(json.dumps({"name": "base", "titles": {"zh": "现行法律"}}))
    years = list(range(2023, 2101))
    surplus = {year: -1 if year in (2023,) or year >= 2040 else 1 for year in years}
    balance = {year: 2060 - year for year in years}
    items = {"surplus": surplus, "balance": balance}
    funds = [(y, "000000", "employee_pension", item, held[y]) for item, held in items.items() for y in years]
    funds += [(y, "330000", "employee_pension", "balance", -1) for y in years]
    people = [(y, "000000", m, n) for y in years for m, n in (("in_service", 300.0 - (y - 2025)), ("retirees", 100.0))]
    for name, columns, rows in (
        ("funds", ("year", "province", "fund", "item", "fen"), funds),
        ("people", ("year", "province", "measure", "persons"), people),
    ):
        table = pa.table({column: [row[n] for row in rows] for n, column in enumerate(columns)})
        parquet.write_table(table, tmp_path / "base" / f"{name}.parquet")
    page = Reader(create_app(Settings(calls=0, outlook=tmp_path)), office).get("/zh/system").text
    assert ["现行法律", "2040", "2061", "2025: 3.00 · 2050: 2.75 · 2100: 2.25"] in cells(page)


LANGUAGES = ("en", "zh", "fa")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_system_to_a_province_on_a_phone(
    language: str, open_page: Callable[..., Any], check: Callable[..., None]
) -> None:
    page = open_page()
    page.goto(f"/{language}/")
    page.locator("header a[href$='/system']").click()
    check(page, "glance")
    page.locator(".actions a[href$='/system/coverage']").click()
    page.locator("details summary").first.click()
    check(page, "coverage")
    page.locator(".rooms a[href$='/system/funds']").click()
    check(page, "funds")
    page.locator(".rooms a[href$='/system/provinces']").click()
    check(page, "provinces")
    heading = page.locator("thead a[href*='by=ue_balance']")
    heading.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**by=ue_balance*")
    assert page.locator("th[aria-sort=descending]").count() == 1
    check(page, "sorted")
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/system/provinces/*")
    check(page, "province")
    with page.expect_download() as file:
        page.goto(f"/{language}/system/provinces")
        page.locator("a[href$='/system/provinces.csv']").click()
    assert file.value.suggested_filename == "shebao-provinces.csv"


@pytest.mark.slow
def test_the_systems_pages_on_a_large_screen_without_scripts(open_page: Callable[..., Any]) -> None:
    page = open_page({"width": 1200, "height": 900}, scripts=False)
    page.goto("/en/system/provinces")
    page.locator("thead a", has_text="In service for each retired").click()
    assert "by=ratio" in page.url
    page.locator("tbody th a").first.click()
    page.get_by_role("heading", level=1).wait_for()
    for path in ("", "/coverage", "/funds", "/provinces"):
        page.goto(f"/en/system{path}")
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path

"""The past beside what was published. Every run here is made by hand, a few lines of a nation: named `HandMade`."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest
from rich.console import Console

from shebao.outlook.bulletins import UnknownMeasure, pooling, provinces, published, unclosed, years
from shebao.outlook.hindcast import as_json, beyond, chart, measures, reason, reasons, render, summary, table
from shebao.outlook.provinces_past import places, spread
from shebao.outlook.provinces_past import render as render_places

YI = 10**10  # a hundred million yuan, in fen


@dataclass(frozen=True)
class HandMade:
    """A result written down by hand: what a run would give, with nobody in it."""

    funds: pa.Table
    people: pa.Table


def hand_made(people: dict[tuple[int, str], float], funds: dict[tuple[int, str, str], int]) -> HandMade:
    """A nation's figures, and the same again for Beijing alone, which must not be counted twice."""
    places = ("000000", "110000")
    money = [(year, place, fund, item, fen) for (year, fund, item), fen in funds.items() for place in places]
    heads = [(year, place, measure, heads) for (year, measure), heads in people.items() for place in places]
    return HandMade(
        rows(("year", "province", "fund", "item", "fen"), money),
        rows(("year", "province", "measure", "persons"), heads),
    )


def rows(names: tuple[str, ...], values: list[tuple[Any, ...]]) -> pa.Table:
    return pa.table(dict(zip(names, map(list, zip(*values, strict=True)), strict=True)))


def pension(year: int, **items: int) -> dict[tuple[int, str, str], int]:
    return {(year, "employee_pension", item): fen for item, fen in items.items()}


def test_a_head_count_four_percent_off_is_within_and_one_six_percent_off_is_not():
    run = hand_made(
        {(2024, "in_service"): 387_132_000 * 1.04, (2024, "retirees"): 147_391_000 * 0.94}, pension(2024, income=1)
    )
    found = {row.measure: row for row in table(run) if row.unit == "persons"}
    assert found["in_service"].within
    assert not found["retirees"].within
    assert found["retirees"].difference == pytest.approx(-0.06)


def test_money_may_be_ten_percent_off():
    run = hand_made(
        {(2024, "births"): 0.0}, pension(2024, income=round(74_732 * 1.09) * YI, spending=round(67_656.3 * 1.11) * YI)
    )
    found = {row.measure: row for row in table(run)}
    assert found["revenue"].within
    assert not found["expenditure"].within


def test_money_that_moves_between_provinces_is_no_revenue_of_the_nation():
    run = hand_made(
        {(2024, "births"): 0.0}, pension(2024, income=80_000 * YI, pooling_in=3_000 * YI, transfers_in=2_000 * YI)
    )
    (row,) = table(run)
    assert row.ours == 75_000 * YI


def test_years_to_2018_are_fitted_and_never_judged():
    run = hand_made({(2015, "retirees"): 91_420_000.0, (2021, "retirees"): 131_570_000.0}, pension(2015, x=0))
    assert [(row.year, row.fitted, row.judged) for row in table(run)] == [(2015, True, False), (2021, False, True)]


def test_a_recalled_figure_is_shown_and_is_no_evidence():
    run = hand_made({(2019, "in_service"): 311_770_000.0}, pension(2019, x=0))
    (row,) = table(run)
    assert (row.status, row.evidence, row.judged) == ("M", False, False)
    assert summary([row]) == {"heads_within": 0, "heads": 0, "money_within": 0, "money": 0}


def test_a_year_without_a_published_figure_or_without_ours_gives_no_row():
    run = hand_made({(2024, "unemployment_recipients"): 1.0, (2011, "retirees"): 1.0}, pension(2024, x=0))
    assert table(run) == []


def test_the_most_trusted_report_of_a_year_is_taken():
    seen = published("ue_revenue", 2021)
    assert seen is not None
    assert (seen.value, seen.status, seen.report) == (60_455 * YI, "V", "bulletin")
    express = published("ue_revenue", 2020)  # the bulletin's figure of 2020 was only recalled
    assert express is not None
    assert (express.status, express.report, express.evidence) == ("K", "express", True)


def test_a_measure_nobody_publishes_is_named_with_those_there_are():
    with pytest.raises(UnknownMeasure, match=r"no measure 'ue_happiness'; it has .*ue_total"):
        published("ue_happiness", 2024)
    assert years("ui_benefits") == [2022, 2023]
    assert published("ui_benefits", 2021) is None


def test_the_published_balances_that_do_not_close_are_found():
    off = {(gap.scheme, gap.year): round(gap.fen / YI) for gap in unclosed(2012, 2024)}
    assert {key: off[key] for key in (("ue", 2013), ("ue", 2018), ("ue", 2020), ("ue", 2021), ("ui", 2019))} == {
        ("ue", 2013): 118, ("ue", 2018): 493, ("ue", 2020): 619, ("ue", 2021): 283, ("ui", 2019): -1143,
    }  # fmt: skip
    assert ("wi", 2016) not in off


@pytest.mark.parametrize(("scheme", "measure"), [("employee_pension", "balance"), ("resident_pension", "recipients")])
def test_the_provinces_of_2024_add_up_to_the_nation(scheme: str, measure: str):
    places = provinces(scheme, measure, 2024)
    nation = places.pop("000000")
    assert len(places) == 31 + (scheme == "employee_pension")
    assert sum(places.values()) == pytest.approx(nation, rel=2e-4)


def test_earlier_head_counts_stand_for_all_provinces_from_2009_to_2016():
    for year in range(2009, 2017):
        assert len(set(provinces("employee_pension", "retirees", year)) - {"000000"}) == 31
    assert provinces("employee_pension", "revenue", 2014) == {}


def test_transfers_between_provinces_are_kept_as_printed():
    guangdong = [
        m.value for m in pooling() if (m.year, m.area, m.indicator) == ("2020", "Guangdong", "net_contribution")
    ]
    assert guangdong == [645.71]


def test_every_measure_names_a_published_indicator_in_three_languages():
    for measure in measures():
        assert years(measure.published)
        assert set(measure.title) == {"en", "zh", "fa"}
        assert measure.calibre


def run_of_two_years() -> HandMade:
    return hand_made(
        {(2017, "retirees"): 110_260_000.0, (2024, "retirees"): 200_000_000.0, (2024, "in_service"): 387_000_000.0},
        pension(2024, income=74_000 * YI, spending=67_000 * YI, balance=70_000 * YI),
    )


def test_the_table_marks_what_is_beyond_its_limit_and_what_is_no_evidence():
    console = Console(width=160, force_terminal=False)
    with console.capture() as printed:
        render(table(run_of_two_years()), console)
    said = printed.get()
    assert "200.0 +35.7% !" in said
    assert "(110.3 +0.0%)" in said
    assert "1 of 3 head counts within 5 percent, 3 of 3 sums within 10" in said
    assert "ue 2018 +49" in said


@pytest.mark.parametrize("language", ["en", "zh", "fa"])
def test_the_chart_is_whole_svg_with_a_panel_a_measure(language: str):
    root = ET.fromstring(chart(table(run_of_two_years()), language))
    panels = root.findall("{http://www.w3.org/2000/svg}g")
    assert len(panels) == 6
    assert chart([], language) == ""


def test_rows_go_to_programs_as_json():
    found = json.loads(json.dumps(as_json(table(run_of_two_years()))))
    assert found[0].keys() >= {
        "year",
        "fund",
        "measure",
        "ours",
        "published",
        "difference",
        "status",
        "judged",
        "within",
    }
    assert found[0]["what"]["fa"] == "بازنشستگی کارکنان: بیمه‌شدگان"


def beyond_its_limit() -> HandMade:
    """Too few jobless in 2023, for which a reason is written, and too many retirees in 2024, for which none is."""
    return hand_made(
        {(2023, "unemployment_recipients"): 2_500_000.0, (2024, "retirees"): 200_000_000.0}, pension(2024, x=0)
    )


def test_a_row_beyond_its_limit_says_why_and_one_nobody_explained_says_so():
    rows = {row.measure: row for row in table(beyond_its_limit())}
    assert set(rows["recipients"].reason) == {"en", "zh", "fa"}
    assert not rows["retirees"].reason
    assert [row.measure for row in beyond(rows.values())] == ["retirees", "recipients"]
    console = Console(width=160, force_terminal=False)
    with console.capture() as printed:
        render(list(rows.values()), console)
    said = " ".join(printed.get().split())
    assert "unemployment: recipients 2023 -29.0%: In 2022 and 2023 the number rose" in said
    assert "retirees 2024 +35.7%: unexplained." in said


def test_a_row_within_its_limit_needs_no_reason():
    run = hand_made({(2023, "unemployment_recipients"): 3_500_000.0}, pension(2024, x=0))
    (row,) = table(run)
    assert row.within
    assert not row.reason
    assert reason("unemployment", "recipients", 2023)


@pytest.mark.parametrize("language", ["en", "zh", "fa"])
def test_the_chart_rings_what_is_beyond_and_says_why_below(language: str):
    drawn = chart(table(beyond_its_limit()), language)
    ET.fromstring(drawn)
    assert drawn.count('r="5"') == 2
    assert reason("unemployment", "recipients", 2023)[language][:20] in drawn


def test_every_reason_is_of_a_measure_there_is_and_stands_in_three_languages():
    known = {(measure.fund, measure.name) for measure in measures()}
    for fund, given in reasons().items():
        for name, said in given.items():
            assert (fund, name.split("@")[0]) in known
            assert set(said) == {"en", "zh", "fa"}
            assert all(said.values())


def test_provinces_are_set_beside_the_yearbook_and_their_spread_is_weighted_by_size():
    run = hand_made({(2024, "in_service"): 15_000_000.0}, pension(2024, income=5_000 * YI, pooling_in=200 * YI))
    found = {place.measure: place for place in places(run)}
    theirs = provinces("employee_pension", "in_service", 2024)["110000"]
    assert found["in_service"].ours / theirs - 1 == found["in_service"].difference
    assert found["revenue"].ours == 4_800 * YI
    assert spread(found.values())["employee_pension", "in_service"] == pytest.approx(
        abs(found["in_service"].difference)
    )
    console = Console(width=120, force_terminal=False)
    with console.capture() as printed:
        render_places(list(found.values()), console)
    assert "Beijing" in printed.get()


def test_money_of_provinces_before_2024_is_known_for_two_years():
    guangdong = provinces("employee_pension", "balance", 2010)["440000"]
    assert guangdong == 2471.5 * YI
    assert "620000" not in provinces("employee_pension", "balance", 2010)

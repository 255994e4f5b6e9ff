"""Ours beside others' projections. Every run here is made by hand: named `HandMade`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest
from rich.console import Console

from shebao.outlook import comparison
from shebao.outlook.comparison import (
    BadComparison,
    as_json,
    compare,
    projections,
    render,
    scenario_files,
    unexplained,
)
from shebao.outlook.population import project
from shebao.outlook.readings import Readings
from shebao.outlook.scenario import read_assumptions, read_scenario

YI = 10**10  # a hundred million yuan, in fen
YEARS = range(2015, 2101)


@dataclass(frozen=True)
class HandMade:
    """A result written down by hand: what a run would give, with nobody in it."""

    funds: pa.Table
    people: pa.Table
    pyramid: pa.Table


def hand_made(exhausted: int = 2035, in_service: float = 270e6, retirees: float = 102e6) -> Readings:
    """A fund that grows by 100 to 2027, sinks to nothing in `exhausted`, and heads that stand still."""
    money: list[tuple[Any, ...]] = []
    for place in ("000000", "440000"):
        balance = 0
        for year in YEARS:
            surplus = 100 * YI if year <= 2027 else -(1300 * YI // (exhausted - 2027) + 1)
            balance += surplus
            spending = 5_000 * YI
            items = {"income": spending + surplus, "spending": spending, "surplus": surplus, "balance": balance}
            items |= {"subsidy": 800 * YI, "interest": 0}
            money += [(year, place, "employee_pension", item, fen) for item, fen in items.items()]
            money += [(year, place, "resident_pension", item, fen) for item, fen in items.items()]
    heads = [(y, "000000", m, v) for y in YEARS for m, v in (("in_service", in_service), ("retirees", retirees))]
    ages = [(y, s, a, 1e6 * (100 - a) / 10) for y in YEARS for s in (0, 1) for a in range(100)]
    result = HandMade(
        rows(("year", "province", "fund", "item", "fen"), money),
        rows(("year", "province", "measure", "persons"), heads),
        rows(("year", "sex", "age", "persons"), ages),
    )
    return Readings(result, read_assumptions())


def rows(names: tuple[str, ...], values: list[tuple[Any, ...]]) -> pa.Table:
    return pa.table(dict(zip(names, map(list, zip(*values, strict=True)), strict=True)))


def found(rows: list[comparison.Compared], source: str, reading: str, year: str = "") -> comparison.Compared:
    return next(r for r in rows if r.source_id == source and r.reading == reading and year in ("", r.year))


def test_every_published_figure_is_compared_or_says_why_not():
    compared = compare(hand_made())
    assert {(r.source_id, r.variable, r.year) for r in compared} == {
        (p.source_id, p.variable, p.year) for p in projections()
    }
    assert all(r.reason for r in compared if r.state == "not compared")


def test_a_year_is_compared_on_the_way_from_where_the_source_looks():
    # The Academy looks from 2018 to 2035: a tenth of that way is 1.7 years.
    assert found(compare(hand_made(exhausted=2036)), "CASS2019", "exhaustion_year").state == "close"
    late = found(compare(hand_made(exhausted=2038)), "CASS2019", "exhaustion_year")
    assert (late.theirs, late.ours, late.state) == (2035, 2038, "explained")
    assert late.difference == pytest.approx(3 / 17)


def test_the_peak_is_compared_by_its_height_and_by_its_year():
    compared = compare(hand_made())
    assert found(compared, "CASS2019", "peak_balance").theirs == 69_900 * YI
    assert found(compared, "CASS2019", "peak_balance").ours == 1_300 * YI
    year = found(compared, "CASS2019", "peak_year")
    assert (year.theirs, year.ours, year.state) == (2027, 2027, "close")


def test_heads_are_compared_in_persons_and_ratios_as_they_are():
    compared = compare(hand_made())
    assert found(compared, "CASS2019", "retirees", "2019").theirs == 102e6
    assert found(compared, "CASS2019", "retirees", "2019").state == "close"
    assert found(compared, "CASS2019", "retirees_per_insured", "2019").ours == pytest.approx(37.8, abs=0.05)
    assert found(compared, "CASS2019", "retirees_per_payer", "2019").ours == pytest.approx(47.2, abs=0.05)


def test_what_never_happens_needs_a_reason_too():
    never = found(compare(hand_made(exhausted=2200)), "CASS_update", "exhaustion_year")
    assert never.ours is None
    assert never.state == "explained"
    assert never.reason


def test_the_surplus_without_subsidies_is_smaller_by_them():
    compared = compare(hand_made())
    with_, without = (found(compared, "CASS2019", name, "2050").ours for name in ("surplus", "surplus_unsubsidised"))
    assert with_ is not None
    assert without == with_ - 800 * YI


def test_shares_of_the_product_count_both_pension_funds():
    readings = hand_made()
    share = readings.spending_share(2024)
    assert share == pytest.approx(100 * 10_000 / 1_349_084, rel=1e-3)
    assert readings.uncovered_share(2024) == pytest.approx(100 * 1_400 / 1_349_084, rel=1e-3)


def test_a_run_on_their_assumptions_gets_a_row_of_its_own():
    compared = compare(hand_made(), {"cass2019": hand_made(exhausted=2040)})
    both = [(r.run, r.ours) for r in compared if r.source_id == "CASS2019" and r.reading == "exhaustion_year"]
    assert both == [("base", 2035), ("theirs", 2040)]


def test_a_reason_explains_one_variable_and_no_other(monkeypatch: pytest.MonkeyPatch):
    given = {"CASS2019": {"accumulated_balance_peak": {"base": "Ours is a toy."}}}
    monkeypatch.setattr(comparison, "_reasons", lambda: given)
    compared = compare(hand_made())
    assert found(compared, "CASS2019", "peak_balance").state == "explained"
    assert found(compared, "CASS2019", "peak_balance").reason == "Ours is a toy."
    assert found(compared, "CASS2019", "balance", "2019").state == "unexplained"
    assert found(compared, "CASS2019", "balance", "2019") in unexplained(compared)


def test_a_reason_for_a_figure_nobody_published_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(comparison, "_reasons", lambda: {"CASS2019": {"retirees@2051": "why"}})
    with pytest.raises(BadComparison, match=r"reasons.yaml: CASS2019: retirees@2051: no such published figure"):
        compare(hand_made())


def test_what_the_population_alone_decides_is_close_or_has_its_reason():
    people = project().persons.sum(axis=(1, 3))  # year, sex, age
    ages = [(2012 + y, sex, age, people[y, sex, age]) for y in (3, 12, 38) for sex in (0, 1) for age in range(106)]
    given = hand_made()
    result = HandMade(given.result.funds, given.result.people, rows(("year", "sex", "age", "persons"), ages))
    compared = compare(Readings(result, read_assumptions()))
    readings = ("old_age_dependency", "working_age_change")
    states = {(r.source_id, r.variable, r.year): r.state for r in compared if r.reading in readings}
    assert states == {
        ("IMF2017", "old_age_dependency", "2015"): "explained", ("IMF2017", "old_age_dependency", "2050"): "explained",
        ("IMF2026", "old_age_dependency", "2024"): "close", ("IMF2026", "working_age_change", "2050"): "explained",
    }  # fmt: skip


def test_every_reading_that_is_compared_exists_and_has_its_name_in_three_languages():
    titles = comparison._titles()
    read = {row.reading for row in compare(hand_made()) if row.reading}
    assert read == set(titles)
    assert all(callable(getattr(Readings, name)) and set(titles[name]) == {"en", "zh", "fa"} for name in read)


def test_the_scenarios_of_others_can_be_read_and_change_what_they_say():
    read = {file.stem: read_scenario(file) for file in scenario_files()}
    assert set(read) == {"cass2019", "cfer2017", "before_the_reform"}
    for scenario in read.values():
        assert set(scenario.titles) == {"en", "zh", "fa"}
        assert [law.stem for law in scenario.laws] == ["no_retirement_reform"]
    assert read["cass2019"].assumptions.paying_share[2050 - 2012] == pytest.approx(0.849)
    assert read["cfer2017"].assumptions.wage_growth[2090 - 2012] == pytest.approx(0.02)


def test_the_tables_name_source_and_reason():
    console = Console(width=200, force_terminal=False)
    with console.capture() as printed:
        render(compare(hand_made()), console)
    said = printed.get()
    assert "Chinese Academy of Social Sciences" in said
    assert "it begins eleven years before the outlook does" in said
    assert "without a reason" in said


def test_rows_go_to_programs_as_json():
    first, *_, last = json.loads(json.dumps(as_json(compare(hand_made()))))
    assert first.keys() >= {"source_id", "variable", "ours", "theirs", "difference", "state", "reason", "calibre"}
    assert first["what"]["zh"] == "中国社科院精算报告2019-2050: 当期结余 (现行法律)"
    assert last["what"]["en"] == "World Bank (read in a secondary source): pension gap"


@pytest.mark.slow
def test_no_difference_of_the_shipped_base_run_is_unexplained():
    from shebao.outlook.outlook import Outlook

    run = Outlook("law_as_it_stands", sample=10_000).run()
    assert unexplained(compare(Readings(run, read_assumptions()))) == []

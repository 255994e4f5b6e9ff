"""Platform work: who is counted, since when and where she is in the pilot, and that no other life changes by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from shebao.law.platform_workers import PLATFORMS, TRADES
from shebao.outlook import accounts as of
from shebao.outlook import world
from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.behaviour import listed, over
from shebao.outlook.outlook import Ready
from shebao.outlook.pilot import WORK, tables
from shebao.outlook.result import Result
from shebao.outlook.running import Cells
from shebao.outlook.story import life

Lived = Callable[..., Cells]
FIRST_SEVEN = {"110000", "310000", "320000", "440000", "460000", "500000", "510000"}
OTHERS = slice(0, of.PLATFORM)


def without(ready: Ready) -> Cells:
    """The same lives in a nation where nobody takes orders of platforms."""
    begin, count = world._begins["platform"], int(np.prod(world.SHAPES["platform"]))
    nobody = ready.tables.copy()
    nobody[begin : begin + count] = 0
    return replace(ready, tables=nobody).lived()


def places(cells: Cells, account: int, year: int) -> set[str]:
    """The provinces that have anybody, or any fen, in an account."""
    return {p for p, value in zip(PROVINCES, cells.cells[year - FIRST, :, account], strict=True) if value}


def test_platform_work_moves_no_other_head_and_no_other_fen(ready: Ready, lived: Lived) -> None:
    one, nobody = lived(), without(ready)
    np.testing.assert_array_equal(one.cells[..., OTHERS], nobody.cells[..., OTHERS])
    np.testing.assert_array_equal(one.flows, nobody.flows)
    np.testing.assert_array_equal(one.firsts, nobody.firsts)
    assert not nobody.cells[..., of.PLATFORM :].any()
    assert one.cells[..., of.PLATFORM].sum() > 1_000


def test_as_many_take_orders_as_behaviour_says(ready: Ready, lived: Lived) -> None:
    years = np.arange(2018, 2026)
    counted = lived().cells[years - FIRST, :, of.PLATFORM].sum() * ready.people.weight
    assert counted == pytest.approx(over("platform_workers", years).sum(), rel=0.1)


def test_nobody_is_in_the_pilot_before_it_begins_and_then_only_where_it_holds(lived: Lived) -> None:
    cells = lived()
    for account in (of.PLATFORM_INSURED, of.PLATFORM_PAID, of.PLATFORM_BENEFIT):
        assert not cells.cells[: 2022 - FIRST, :, account].any()
    for year in (2022, 2023, 2024):
        assert places(cells, of.PLATFORM_INSURED, year) <= FIRST_SEVEN
        assert places(cells, of.PLATFORM_PAID, year) <= FIRST_SEVEN
    joined = places(cells, of.PLATFORM_INSURED, 2025)
    assert len(joined) > 7
    assert not joined & {"140000", "360000", "410000", "430000", "610000"}
    assert "410000" in places(cells, of.PLATFORM_INSURED, 2026)


def test_since_the_whole_country_joined_everybody_who_takes_orders_is_insured(lived: Lived) -> None:
    cells = lived().cells
    assert (cells[..., of.PLATFORM_INSURED] <= cells[..., of.PLATFORM]).all()
    after = cells[2026 - FIRST :]
    np.testing.assert_array_equal(after[..., of.PLATFORM_INSURED], after[..., of.PLATFORM])


def test_nobody_is_counted_twice(lived: Lived) -> None:
    cells = lived().cells
    heads = [of.IN_SERVICE, of.RETIREES, of.PLATFORM]
    assert (cells[..., heads].sum(axis=2) <= cells[..., of.POPULATION]).all()


def test_a_year_s_premium_is_the_law_s_for_each_of_its_months(ready: Ready) -> None:
    made = tables(ready.law, ready.economy)
    orders = listed("platform_orders")
    for year, place, kind in ((2022, "110000", 0), (2025, "330000", 4), (2025, "440000", 2), (2026, "410000", 7)):
        trade, platform = WORK[kind]
        facts = {
            "orders": int(orders[kind]), "platform_trade": TRADES.index(trade), "platform": PLATFORMS.index(platform)
        }  # fmt: skip
        months, paid = 0, 0
        for month in range(max(year * 12, 2022 * 12 + 6), year * 12 + 12):
            answers = ("occupational_injury_covered", "occupational_injury_premium")
            covered, premium = ready.law.at(month, place).values(answers, facts).values()
            months, paid = months + covered, paid + covered * premium
        at = year - FIRST, PROVINCES.index(place), kind
        assert 0 < months == made["platform_months"][at]
        assert 0 < paid == made["platform_premium"][at]


def test_what_an_injury_brings_is_what_the_interpreter_says(ready: Ready) -> None:
    made, wages = tables(ready.law, ready.economy), ready.economy.private_wage_before()
    for year, place in ((2023, "110000"), (2025, "510000"), (2040, "650000")):
        n, p = year - FIRST, PROVINCES.index(place)
        said = ready.law.at(year * 12 + 6, place)
        wage = {"private_wage": int(wages[n, p])}
        for grade in (1, 5, 10):
            names = ("platform_disability_grant", "platform_single_allowance", "platform_disability_allowance")
            grant, single, monthly = said.values(names, {**wage, "injury_grade": grade}).values()
            assert made["platform_grant"][n, p, grade - 1] == grant + single > 0
            if grade < 5:
                assert made["platform_allowance"][n, p, grade - 1] == monthly > 0
        names = ("platform_funeral_grant", "platform_death_grant", "platform_survivor_allowance_total")
        funeral, death, survivors = said.values(names, {**wage, "spouse_depends": 1, "relatives_depending": 1}).values()
        assert made["platform_grant"][n, p, 10] == funeral + death + 12 * survivors


def test_the_pilot_is_kept_apart_in_the_injury_fund(ready: Ready, lived: Lived, result: Result) -> None:
    cells = lived().cells
    premiums, benefits = (result.series("injury", f"platform_{what}") for what in ("premiums", "benefits"))
    for n in range(len(cells)):
        assert premiums[FIRST + n] == cells[n, :, of.PLATFORM_PAID].sum() * ready.people.weight
        assert benefits[FIRST + n] >= cells[n, :, of.PLATFORM_BENEFIT].sum() * ready.people.weight
    assert sum(premiums.values()) > 0
    assert sum(benefits.values()) > 0


def test_premiums_a_reform_doubles_change_nothing_but_premiums(ready: Ready, lived: Lived) -> None:
    begin, count = world._begins["platform_premium"], int(np.prod(world.SHAPES["platform_premium"]))
    dearer = ready.tables.copy()
    dearer[begin : begin + count] *= 2
    one, other = lived().cells, replace(ready, tables=dearer).lived().cells
    same = [a for a in range(of.ACCOUNTS) if a != of.PLATFORM_PAID]
    np.testing.assert_array_equal(one[..., same], other[..., same])
    paid, doubled = one[..., of.PLATFORM_PAID].sum(), other[..., of.PLATFORM_PAID].sum()
    assert doubled == pytest.approx(2 * paid, rel=1e-5)


def test_a_life_told_says_the_years_on_platforms(ready: Ready) -> None:
    chosen = np.flatnonzero((ready.people.birth >= 1985) & (ready.people.birth <= 1995))[::29]
    columns = ("birth", "sex", "province", "residence", "entry", "number")
    few = replace(ready.people, **{name: getattr(ready.people, name)[chosen] for name in columns})
    counted = replace(ready, people=few).lived(1).cells[..., of.PLATFORM].sum()
    told = [y for number in chosen for y in life(ready, int(number)).years if y.doing == "platform"]
    assert len(told) == counted > 0
    assert all(16 <= y.age < 63 and y.months == 0 and y.paid == 0 for y in told)

"""Draws of the assumptions and the fan they open. The runs are made by hand: named `HandMade`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pytest

from shebao.engine.errors import BadInput
from shebao.outlook import economy, fans
from shebao.outlook.assumptions import FERTILITY_OPEN, Assumptions, read_assumptions
from shebao.outlook.axes import FIRST, YEARS
from shebao.outlook.fans import draw, fan, run_draws
from shebao.outlook.nation import nation
from shebao.outlook.scenario import Scenario, read_scenario

BASE = read_assumptions()
MANY = [draw(BASE, n, seed=7) for n in range(400)]


def at(year: int) -> int:
    return year - FIRST


def of(name: str) -> np.ndarray:
    """A path in every draw: [draw, year]."""
    return np.array([getattr(assumptions, name) for assumptions in MANY])


@dataclass(frozen=True)
class HandMade:
    """A result written down by hand: what a run would give, with nobody in it."""

    funds: pa.Table
    people: pa.Table


def hand_made(balances: dict[int, int], heads: float = 1.0) -> HandMade:
    years, fen = list(balances), list(balances.values())
    places, retirees = ["000000"] * len(years), ["retirees"] * len(years)
    return HandMade(
        pa.table({
            "year": years, "province": places, "fund": ["employee_pension"] * len(years),
            "item": ["balance"] * len(years), "fen": fen,
        }),
        pa.table({"year": years, "province": places, "measure": retirees, "persons": [heads] * len(years)}),
    )  # fmt: skip


def same(a: Assumptions, b: Assumptions) -> bool:
    return all(
        np.array_equal(getattr(a, name), getattr(b, name)) for name in ("mortality", "fertility", *fans.ECONOMIC)
    )


def test_a_draw_is_the_same_however_many_are_made_and_in_whatever_order():
    assert same(draw(BASE, 3, seed=7), MANY[3])
    assert not same(draw(BASE, 4, seed=7), MANY[3])
    assert not same(draw(BASE, 3, seed=8), MANY[3])


def test_what_is_known_of_the_past_stays():
    for name, open_ in (("mortality", 2024), ("wage_growth", 2025), ("price_growth", 2026), ("account_interest", 2026)):
        assert (of(name)[:, : at(open_)] == getattr(BASE, name)[: at(open_)]).all(), name
    assert (of("fertility")[:, : at(2024)] == nation().tfr["medium"][: at(2024)]).all()
    assert of("fertility")[:, at(2024)].std() > 0.05


def test_fertility_lies_within_the_limits_of_the_united_nations_in_eight_draws_of_ten():
    below, above = fans._fertility_limits()
    for year in (2030, 2050, 2100):
        k, medium = year - FERTILITY_OPEN, nation().tfr["medium"][at(year)]
        low, high = medium - fans.EIGHTY * below[k], medium + fans.EIGHTY * above[k]
        within = ((of("fertility")[:, at(year)] >= low) & (of("fertility")[:, at(year)] <= high)).mean()
        assert within == pytest.approx(0.8, abs=0.06), year


def test_fertility_moves_around_the_scenarios_own_path():
    low = draw(replace(BASE, fertility="low"), 5, seed=7).fertility
    assert isinstance(low, np.ndarray)
    gap = np.asarray(MANY[5].fertility) - low
    assert gap == pytest.approx(nation().tfr["medium"] - nation().tfr["low"])


def test_life_expectancy_spreads_as_the_united_nations_say():
    hazard = nation().hazard

    def expectancy(year: int, factor: float) -> float:
        alive = np.exp(-np.cumsum(hazard[at(year)] * factor, axis=1))
        return float(
            (0.5 + alive[:, :-1].sum(axis=1) + alive[:, -1] * (0.5 + 1 / hazard[at(year)][:, -1] / factor)).mean()
        )

    for year, spread in ((2050, (87.47 - 77.90) / 3.92), (2100, (97.16 - 83.45) / 3.92)):
        drawn = np.array([expectancy(year, factor) for factor in of("mortality")[:, at(year)]])
        assert drawn.std() == pytest.approx(spread, rel=0.15), year


def test_swings_of_wages_and_prices_are_those_of_the_past():
    for name, series in (
        ("wage_growth", economy.known_wage_growth(BASE.nonprivate_share)),
        ("price_growth", economy.known_price_growth()),
    ):
        years = np.arange(len(series))
        off = series - np.polyval(np.polyfit(years, series, 1), years)
        persistence = (off[1:] * off[:-1]).sum() / (off[:-1] ** 2).sum()
        shocks = off[1:] - persistence * off[:-1]
        assert fans._volatility()[name]["persistence"] == pytest.approx(persistence, abs=0.005)
        assert fans._volatility()[name]["sd"] == pytest.approx(shocks.std(ddof=1), abs=0.00005)


def test_interest_follows_wages_by_half_as_it_did():
    wages, interest = (getattr(BASE, name)[at(2016) : at(2025)] for name in ("wage_growth", "account_interest"))
    years = np.arange(len(wages))
    wages, interest = (series - np.polyval(np.polyfit(years, series, 1), years) for series in (wages, interest))
    assert np.polyfit(wages, interest, 1)[0] == pytest.approx(0.5, abs=0.06)
    left = interest - 0.5 * wages
    assert left.std(ddof=2) == pytest.approx(fans._volatility()["account_interest"]["sd"], abs=0.0005)
    assert (left[1:] * left[:-1]).sum() < 0  # the rest does not last


def test_accounts_earn_more_where_wages_grow_more():
    wages, interest = of("wage_growth")[:, at(2040)], of("account_interest")[:, at(2040)]
    assert np.corrcoef(wages, interest)[0, 1] > 0.4


def test_draws_lie_around_the_base_path():
    for name in ("wage_growth", "price_growth", "fund_return"):
        assert np.median(of(name)[:, at(2060)]) == pytest.approx(getattr(BASE, name)[at(2060)], abs=0.002)
    assert np.median(of("mortality")[:, at(2060)]) == pytest.approx(1, abs=0.05)


def test_no_draw_leaves_the_bounds_of_an_assumption():
    for name in ("mortality", "fertility", *fans.ECONOMIC, "resident_account_interest", "provident_return"):
        low, high = fans.declared()[name].bounds
        assert of(name).min() >= low, name
        assert of(name).max() <= high, name


def test_what_is_no_matter_of_chance_stays():
    assert MANY[0].discount is BASE.discount
    assert MANY[0].retirement_choice == BASE.retirement_choice
    assert MANY[0].wage_growth.shape == (YEARS,)


def test_the_fan_gives_percentiles_of_every_year_and_item():
    opened = fan(hand_made({2030: 100 * n, 2031: 5}, heads=float(n)) for n in range(101))
    first, second = opened.funds.to_pylist()
    assert first == {
        "year": 2030, "fund": "employee_pension", "item": "balance",
        "p5": 500, "p25": 2500, "p50": 5000, "p75": 7500, "p95": 9500,
    }  # fmt: skip
    assert {second[f"p{p}"] for p in fans.PERCENTILES} == {5}
    assert opened.people.to_pylist()[0]["p75"] == 75.0
    assert opened.draws == 101


def test_a_fund_once_exhausted_counts_as_exhausted_later():
    opened = fan([hand_made({2030: 5, 2031: -1, 2032: 3}), hand_made({2030: 5, 2031: 4, 2032: 3})])
    assert opened.exhausted.to_pylist() == [
        {"year": year, "fund": "employee_pension", "share": share}
        for year, share in ((2030, 0), (2031, 0.5), (2032, 0.5))
    ]


def test_runs_of_other_years_make_no_fan():
    with pytest.raises(BadInput, match=r"draw 1: funds.*the rows of draw 0"):
        fan([hand_made({2030: 5}), hand_made({2031: 5})])
    with pytest.raises(BadInput, match="2 or more"):
        fan([hand_made({2030: 5})])


def test_every_draw_gets_the_same_lives_and_its_own_assumptions():
    asked: list[tuple[float, int, int]] = []

    def run(scenario: Scenario, sample: int, seed: int) -> HandMade:
        wage = math.prod(1 + scenario.assumptions.wage_growth)
        asked.append((wage, sample, seed))
        return hand_made({2100: round(wage * 1000)})

    base = read_scenario()
    opened = run_draws(base, draws=20, sample=1000, seed=3, run=run)
    assert {(sample, seed) for _, sample, seed in asked} == {(1000, 3)}
    assert len({wage for wage, _, _ in asked}) == 20
    row = opened.funds.to_pylist()[0]
    assert row["p5"] < row["p50"] < row["p95"]
    with pytest.raises(BadInput, match="2 or more"):
        run_draws(base, draws=1, sample=1000, seed=3, run=run)


def test_two_scenarios_share_every_draw_that_they_do_not_change():
    reformed = draw(read_assumptions({"indexation": {"prices": 1}}), 9, seed=7)
    assert same(reformed, MANY[9])


def test_there_is_no_draw_before_the_first():
    with pytest.raises(BadInput, match="0 or more"):
        draw(BASE, -1)

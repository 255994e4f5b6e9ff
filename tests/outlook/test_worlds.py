"""Three models of the world on the same lives: other money, the same people; no fen appears or is lost in any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from shebao.outlook import accounts as of
from shebao.outlook import worlds
from shebao.outlook.axes import FIRST
from shebao.outlook.lives import DRAWN, LEFT_OVER, RECEIVED
from shebao.outlook.outlook import Outlook, Ready
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.result import Result
from shebao.outlook.returns import rate_of_return
from shebao.outlook.running import Cells
from shebao.outlook.scenario import read_assumptions

NAMES = {
    "social_insurance": "world_social_insurance",
    "flat_pension": "world_flat_pension",
    "provident_fund": "world_provident_fund",
}
OTHERS = ("flat_pension", "provident_fund")
BEGINS = 2027
Lived = Callable[[str], tuple[Ready, Cells, Result]]
PENSIONS = ("employee_pension", "resident_pension")


@pytest.fixture(scope="module")
def world() -> Lived:
    """A world lived through by few lives to 2100: what it is made of, its cells, its funds."""

    @cache
    def lived(name: str) -> tuple[Ready, Cells, Result]:
        ready = Outlook(NAMES[name], sample=40_000, years=75).ready()
        cells = ready.lived()
        return ready, cells, ready.result(cells)

    return lived


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_people_live_work_move_retire_and_die_in_all_worlds(world: Lived, name: str) -> None:
    law, other = world("social_insurance")[1].cells, world(name)[1].cells
    heads = slice(of.POPULATION, of.LIVES + 1)
    np.testing.assert_array_equal(law[..., heads], other[..., heads])


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_differs_before_the_other_world_begins(world: Lived, name: str) -> None:
    law, other = world("social_insurance")[2], world(name)[2]
    for fund in PENSIONS:
        for item in ("income", "spending", "balance"):
            ours, theirs = law.series(fund, item), other.series(fund, item)
            assert all(ours[year] == theirs[year] for year in range(FIRST, BEGINS))
            assert any(ours[year] != theirs[year] for year in range(BEGINS, 2101))


@pytest.mark.parametrize("name", OTHERS)
def test_unemployment_and_injury_stay_as_the_law_has_them(world: Lived, name: str) -> None:
    for fund in ("unemployment", "injury"):
        assert world(name)[2].balance(fund) == world("social_insurance")[2].balance(fund)


@pytest.mark.parametrize("name", NAMES)
def test_the_law_answers_every_question_in_every_world(world: Lived, name: str) -> None:
    assert world(name)[1].failed.sum() == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_world_has_the_same_tables(world: Lived, name: str) -> None:
    law, other = world("social_insurance")[2], world(name)[2]
    assert other.cohorts.column_names == law.cohorts.column_names
    assert other.people["measure"].unique().to_pylist() == law.people["measure"].unique().to_pylist()
    items = set(law.funds["item"].to_pylist())
    assert items <= set(other.funds["item"].to_pylist()) <= items | {"flat_pensions"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fund", PENSIONS)
def test_balances_follow_from_all_items_to_the_fen(world: Lived, name: str, fund: str) -> None:
    from shebao.outlook.result import INCOME

    result = world(name)[2]
    rows = [r for r in result.funds.to_pylist() if r["province"] == "000000" and r["fund"] == fund]
    by: dict[str, dict[int, int]] = {}
    for row in rows:
        by.setdefault(row["item"], {})[row["year"]] = row["fen"]
    parts = set(by) - {"income", "spending", "surplus", "balance"}
    for year in range(FIRST + 1, 2101):
        got = sum(by[item][year] for item in parts if item in INCOME)
        spent = sum(by[item][year] for item in parts if item not in INCOME)
        assert by["balance"][year] - by["balance"][year - 1] == got - spent


def test_with_a_flat_pension_nobody_pays_and_the_state_pays_when_reserves_are_gone(world: Lived) -> None:
    result = world("flat_pension")[2]
    for item in ("contributions_employer", "contributions_employee", "contributions_flexible"):
        assert not any(fen for year, fen in result.series("employee_pension", item).items() if year >= BEGINS)
    assert not any(fen for year, fen in result.series("resident_pension", "premiums").items() if year >= BEGINS)
    held = result.balance("employee_pension")
    assert held[BEGINS - 1] > held[BEGINS] > held[2100] == 0
    assert min(held.values()) >= 0
    assert result.series("employee_pension", "subsidy")[2100] == result.series("employee_pension", "spending")[2100]


def test_the_flat_pension_of_a_year_is_one_sum_for_everyone_of_its_age(world: Lived) -> None:
    ready, cells, _ = world("flat_pension")
    paid = cells.cells[..., of.FLAT_EMPLOYEES] + cells.cells[..., of.FLAT_RESIDENTS]
    amount = worlds.flat_pension(ready.assumptions, ready.economy)
    assert amount.dtype == np.int64
    for n in (BEGINS - FIRST, 2050 - FIRST, 2100 - FIRST):
        assert paid[n].sum() % amount[n] == 0
        months, heads = paid[n].sum() // amount[n], cells.cells[n, :, of.FLAT_RECIPIENTS].sum()
        old = ready.population.persons[n, ..., ready.assumptions.flat_pension_age :].sum() / ready.people.weight
        assert months / 12 == pytest.approx(heads, rel=0.05)
        assert heads == pytest.approx(old, rel=0.05)


def test_what_own_accounts_get_they_pay_out_leave_pass_on_or_hold(world: Lived) -> None:
    cells = world("provident_fund")[1].cells
    held = cells[..., of.OWN_HELD].sum(axis=1)
    total = {x: cells[..., x].sum(axis=1) for x in range(of.ACCOUNTS)}
    got = total[of.OWN_ENTRIES] + total[of.OWN_OPENED] + total[of.OWN_INTEREST]
    went = total[of.OWN_PAID] + total[of.OWN_LEFT] + total[of.OWN_REFUNDED]
    np.testing.assert_array_equal(np.diff(held), (got - went)[1:])
    n = BEGINS - FIRST
    paid = total[of.EMPLOYER] + total[of.EMPLOYEE] + total[of.FLEXIBLE_PAID]
    np.testing.assert_array_equal(paid[n:], total[of.OWN_ENTRIES][n:])


@pytest.mark.parametrize("name", OTHERS)
def test_accounts_of_the_law_are_paid_inherited_or_made_own_ones(world: Lived, name: str) -> None:
    sums = world(name)[1].cells.sum(axis=(0, 1))
    entered = sums[of.ACCOUNT_OPENED] + sums[of.ACCOUNT_ENTRIES] + sums[of.ACCOUNT_INTEREST]
    left = sums[of.ACCOUNT_PAID] + sums[of.INHERITED] + sums[of.REFUNDS] + sums[of.ACCOUNT_ELSEWHERE]
    assert entered == left + sums[of.OWN_OPENED] + sums[of.ACCOUNT_HELD]


@pytest.mark.parametrize("name", OTHERS)
def test_residents_accounts_balance(world: Lived, name: str) -> None:
    sums = world(name)[1].cells.sum(axis=(0, 1))
    entered = sums[of.RESIDENT_PREMIUM] + sums[of.RESIDENT_SUBSIDY] + sums[of.RESIDENT_MOVED_IN]
    left = sums[of.RESIDENT_ACCOUNT] + sums[of.RESIDENT_INHERITED] + sums[of.RESIDENT_KEPT]
    assert entered + sums[of.RESIDENT_INTEREST] == left + sums[of.RESIDENT_HELD]


def test_a_provident_fund_holds_at_least_what_its_accounts_hold_in_every_province(world: Lived) -> None:
    ready, cells, result = world("provident_fund")
    held = cells.cells[..., of.OWN_HELD] * ready.people.weight
    for p, place in ((0, "110000"), (18, "440000"), (22, "510000")):
        balance = result.balance("employee_pension", place)
        assert all(balance[FIRST + n] >= held[n, p] for n in range(BEGINS - FIRST, len(held)))


def test_without_pooling_a_cohort_earns_what_its_accounts_earn(world: Lived) -> None:
    # Born 2005: nobody of them has paid much before 2027; the return is 0.0225 from 2030 on.
    flows = world("provident_fund")[1].flows[2005 - FIRST_BIRTH].sum(axis=(0, 1)).astype(float)
    found = rate_of_return(flows[:, RECEIVED] + flows[:, LEFT_OVER] - flows[:, 0])
    assert found == pytest.approx(0.0225, abs=0.0005)


def test_own_accounts_end_with_the_law_s_payment_months_and_flat_pensions_with_life(world: Lived) -> None:
    years = {}
    for name in NAMES:
        facts = world(name)[1].firsts[1975 - FIRST_BIRTH : 1990 - FIRST_BIRTH].sum(axis=(0, 1, 2))
        years[name] = facts[DRAWN] / facts[0] / 12
    assert 8 < years["provident_fund"] < 15.5 < 17 < years["flat_pension"] < years["social_insurance"]


def test_payment_months_are_those_of_the_law(world: Lived) -> None:
    months = worlds.payment_months(world("social_insurance")[0].law, BEGINS)
    assert (months[50], months[55], months[60], months[63]) == (195, 170, 139, 117)


def test_two_provinces_and_three_years_by_hand() -> None:
    """What the fund holds, what accounts hold, what is paid: the state adds what lacks."""
    a = replace(
        read_assumptions({"world": "provident_fund"}),
        world_begins=FIRST + 1,
        fund_return=np.full(89, 0.10),
        pooling="none",
    )

    def cells(**of_accounts: list[list[int]]) -> Any:
        made = np.zeros((3, 2, of.ACCOUNTS), dtype=np.int64)
        for name, values in of_accounts.items():
            made[..., getattr(of, name)] = values
        return made

    def table(values: list[list[int]]) -> Any:
        return np.array(values, dtype=np.int64)

    none = [[0, 0]] * 3
    pension = {
        "contributions_employer": table([[9, 9], [40, 0], [40, 0]]),
        "account_pensions": table(none), "inherited": table(none), "refunds": table(none),
        "basic_pensions": table([[9, 9], [30, 70], [30, 70]]),
        "subsidy": table([[5, 5], [77, 77], [77, 77]]), "interest": table(none),
        "income": table(none), "spending": table(none), "surplus": table(none),
        "balance": table([[100, 100], [0, 0], [0, 0]]),
    }  # fmt: skip
    resident = {
        x: table(none) for x in ("transfers_in", "subsidy", "interest", "income", "spending", "surplus", "balance")
    }
    funds = {"employee_pension": pension, "resident_pension": resident}
    c = cells(
        OWN_HELD=[[0, 0], [40, 0], [74, 0]], OWN_PAID=[[0, 0], [0, 0], [10, 0]], OWN_INTEREST=[[0, 0], [0, 0], [4, 0]]
    )
    worlds.settle(funds, c, a)
    # 2013: 100 earn 10. The first has 40 + 10 - 30 more: 120, of which 40 are the accounts'. The second pays 70 of 110.
    assert pension["balance"][1].tolist() == [120, 40]
    assert pension["subsidy"][1].tolist() == [0, 0]
    # 2014: accounts earn their 4; what is beyond them, 80 and 40, earns 8 and 4. First: 120 + 40 + 4 + 8 - 30 - 10.
    assert pension["interest"][2].tolist() == [12, 4]
    assert pension["balance"][2].tolist() == [132, 0]
    # The second had 44 and owed 70: the state adds 26.
    assert pension["subsidy"][2].tolist() == [0, 26]


def test_awards_of_the_law_end_where_another_world_begins(world: Lived) -> None:
    basic = world("flat_pension")[1].cells[..., of.BASIC].sum(axis=1)
    assert basic[BEGINS - FIRST] > 0 == basic[2100 - FIRST]

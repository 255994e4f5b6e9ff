"""What is paid in each month: the bounds of the base, the tiers, the rates, and who need not pay."""

from __future__ import annotations

import pytest
from asking import Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.law.units import EMPLOYEE, FLEXIBLE, MILLION

NOW = "2025-06"
ZHEJIANG = "330000"
ask = Asking(NOW)


@pytest.mark.parametrize(
    ("wage", "base"), [(0, 300_000), (300_001, 300_001), (999_999, 999_999), (5_000_000, 1_000_000)]
)
def test_a_flexible_workers_base_lies_between_her_own_bounds(wage: int, base: int) -> None:
    own = {"published_base_floor": 300_000, "published_base_ceiling": 1_000_000}
    assert ask("flexible_base", wage=wage, base_floor=1, base_ceiling=2, **own) == base


@pytest.mark.parametrize(("wage", "base"), [(0, 400_000), (450_000, 450_000), (5_000_000, 900_000)])
def test_without_bounds_of_her_own_those_of_employees_hold(wage: int, base: int) -> None:
    none = {"published_base_floor": 0, "published_base_ceiling": 0}
    assert ask("flexible_base", wage=wage, base_floor=400_000, base_ceiling=900_000, **none) == base


def test_bounds_not_published_are_sixty_percent_and_three_times_the_average_in_whole_yuan() -> None:
    not_published = {"published_base_floor": 0, "published_base_ceiling": 0, "published_base_wage": 0}
    assert ask("base_floor", average_wage=654_321, **not_published) == 392_600  # 3,925.926 yuan
    assert ask("base_ceiling", average_wage=654_321, **not_published) == 1_963_000  # 19,629.63 yuan


def test_the_published_pair_holds_for_the_wage_behind_it_alone() -> None:
    pair = {"published_base_floor": 400_000, "published_base_ceiling": 2_000_000, "published_base_wage": 700_000}
    for wage, floor, ceiling in (
        (700_000, 400_000, 2_000_000),
        (700_100, 420_100, 2_100_300),
        (600_000, 360_000, 1_800_000),
    ):
        assert ask("base_floor", average_wage=wage, **pair) == floor
        assert ask("base_ceiling", average_wage=wage, **pair) == ceiling


def test_who_chooses_a_tier_pays_that_part_of_the_average_whatever_she_earns() -> None:
    facts = {"wage": 9_999_999, "base_floor": 400_000, "base_ceiling": 900_000, "average_wage": 1_000_000}
    assert ask("contribution_base", tier=700_000, **facts) == 700_000
    assert ask("contribution_base", tier=1, **facts) == 1
    assert ask("contribution_base", tier=0, **facts) == 900_000


@quick
@given(st.integers(0, MILLION), st.integers(0, 3 * MILLION))
def test_a_cut_of_the_injury_rate_and_the_own_record_multiply(cut: int, record: int) -> None:
    rate = ask("injury_rate", industry_class=2, injury_class_rate=4000, injury_rate_cut=cut, injury_float=record)
    assert abs(rate * MILLION**2 - 4000 * (MILLION - cut) * record) * 2 <= MILLION**2


def test_a_building_project_pays_on_its_sum_and_others_on_the_base() -> None:
    facts = {"contribution_base": 500_000, "injury_rate": 4000, "injury_project_rate": 1000}
    assert ask("injury_contribution", project_contract_sum=100_000_000, **facts) == 100_000
    assert ask("injury_contribution", project_contract_sum=0, **facts) == 0
    assert ask("injury_contribution", project_contract_sum=-1, **facts) == 2000


def test_the_government_bears_both_shares_of_every_deemed_month() -> None:
    shares = {"employer_pension_contribution": 80_000, "employee_pension_contribution": 40_000}
    assert ask("deemed_months_cost", deemed_months=120, **shares) == 120 * 120_000


def test_months_missing_are_paid_as_a_flexible_worker_pays_them() -> None:
    assert ask("late_payment_cost", pension_shortfall_months=7, flexible_pension_contribution=100_000) == 700_000
    assert ask("lump_sum_payment", lump_sum_months=60, flexible_pension_contribution=100_000) == 6_000_000


def test_employees_must_be_insured_and_flexible_workers_may() -> None:
    assert ask("pension_insurance_required", insured_category=EMPLOYEE) == 1
    assert ask("pension_insurance_required", insured_category=FLEXIBLE) == 0

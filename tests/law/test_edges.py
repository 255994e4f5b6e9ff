"""What a rule gives at its edges and just beside them, all that it asks for stated: a line a value."""

from __future__ import annotations

import pytest
from asking import Asking

from shebao.law.units import EMPLOYEE, FLEXIBLE, MILLION, YEAR, parse_month

NOW = "2025-06"
ask = Asking(NOW)


def test_before_2006_fifteen_years_and_more_bring_a_pension() -> None:
    for months, basic, account in ((179, 0, 0), (180, 100_000, 10_000), (181, 100_000, 10_000)):
        assert ask("basic_pension", "2005-12", average_wage=500_000, contribution_months=months) == basic
        assert ask("account_pension", "2005-12", account_balance=1_200_000, contribution_months=months) == account


def test_arrears_paid_with_more_than_the_late_fee_count_too() -> None:
    facts = {"arrear_months": 6, "overdue_amount": 1000, "late_fee": 10}
    assert [ask("arrear_months_counted", arrears_paid=paid, **facts) for paid in (1009, 1010, 1011)] == [0, 6, 6]


@pytest.mark.parametrize(
    ("category", "month", "now", "allowed"),
    [
        (EMPLOYEE, "2010-01", "2025-06", 1),
        (FLEXIBLE, "2025-01", "2025-06", 1),
        (FLEXIBLE, "2024-12", "2025-06", 0),
        (FLEXIBLE, "2026-01", "2025-06", 0),
        (FLEXIBLE, "2020-05", "2021-12", 1),
        (FLEXIBLE, "2020-05", "2022-01", 0),
        (FLEXIBLE, "2019-12", "2021-06", 0),
        (FLEXIBLE, "2022-01", "2021-06", 0),
    ],
)
def test_flexible_workers_pay_back_inside_the_year_alone(category: int, month: str, now: str, allowed: int) -> None:
    assert ask("back_payment_allowed", now, insured_category=category, arrear_month=parse_month(month)) == allowed


def test_interest_on_back_payments_grows_with_each_full_year_between() -> None:
    facts = {"arrears_principal": 100_000, "published_interest_rate": 100_000, "arrear_month": parse_month("2022-12")}
    interest = [ask("back_payment_interest", f"{year}-06", **facts) for year in (2022, 2023, 2024, 2025)]
    assert interest == [0, 0, 10_000, 21_000]


def test_the_account_is_drawn_from_the_month_the_pension_starts() -> None:
    facts = {"pension_start_month": parse_month("2025-06"), "died": 0, "account_refund": 0}
    assert [ask("account_drawable", month, **facts) for month in ("2025-05", "2025-06", "2025-07")] == [0, 1, 1]


def test_a_rate_above_the_banks_is_lawful_and_one_below_is_not() -> None:
    least = {"account_interest_rate_least": 3}
    lawful = [ask("account_interest_rate_lawful", interest_rate_of_year=rate, **least) for rate in (2, 3, 4)]
    assert lawful == [0, 1, 1]


def test_an_account_used_up_pays_nothing_and_the_pool_all() -> None:
    for balance, own in ((0, 0), (1, 1), (500, 500), (501, 500)):
        assert ask("account_pension_from_account", account_pension=500, account_balance=balance) == own
        assert ask("account_pension_from_pool", account_pension=500, account_pension_from_account=own) == 500 - own


@pytest.mark.parametrize(
    ("found", "late", "lacking", "allowed"), [(0, 0, 0, 0), (1, -1, 0, 0), (1, 0, 0, 1), (1, 1, 0, 1), (1, 0, 1, 0)]
)
def test_leaving_for_lost_capacity_needs_all_three(found: int, late: int, lacking: int, allowed: int) -> None:
    month = parse_month("2024-06")
    facts = {"incapacitated": found, "incapacity_retirement_month": month - late, "pension_shortfall_months": lacking}
    assert ask("incapacity_retirement_allowed", "2024-06", **facts) == allowed


@pytest.mark.parametrize(
    ("months", "pension"), [(-1, 100_000), (11, 100_000), (12, 82_000), (24, 64_000), (60, 10_000), (72, 10_000)]
)
def test_the_pension_of_lost_capacity_is_cut_for_whole_years_down_to_the_account(months: int, pension: int) -> None:
    facts = {"monthly_pension": 100_000, "account_pension": 10_000, "incapacity_reduction_rate": MILLION // 5}
    assert ask("incapacity_pension", "2024-06", months_to_statutory_age=months, **facts) == pension


def test_income_below_the_deductions_is_no_income_and_bears_no_tax() -> None:
    deductions = {"basic_deduction": 6_000_000, "other_deductions": 100}
    income = [ask("taxable_income", annual_income=a, **deductions) for a in (0, 6_000_099, 6_000_100, 6_000_101)]
    assert income == [0, 0, 0, 1]
    paid = {"personal_pension_deduction": 1_200_000}
    assert [ask("income_tax", taxable_income=t, **paid) for t in (0, 1_199_999, 1_200_000)] == [0, 0, 0]
    assert ask("income_tax", taxable_income=1_200_100, **paid) == 3  # three percent of a yuan
    assert ask("marginal_tax_rate", taxable_income=0) == 0
    assert ask("marginal_tax_rate", taxable_income=100) == 30_000


def test_a_floor_lifts_who_is_below_it_and_nobody_else() -> None:
    for pension, lift in ((99_999, 1), (100_000, 0), (100_001, 0)):
        facts = {"pension_before": pension, "adjustment_floor_before": 100_000, "army_cadre": 0}
        assert ask("adjustment_floor_lift", **facts) == lift


def test_years_beyond_twenty_raise_who_retired_before_2006() -> None:
    facts = {"adjustment_old_retiree_price": 100, "retiree_group": 0, "pension_since": parse_month("2005-12")}
    paid = [ask("adjustment_old_retirees", adjustment_years=y, **facts) for y in (19 * YEAR, 20 * YEAR, 21 * YEAR)]
    assert paid == [0, 0, 100]
    half, less = (ask("adjustment_old_retirees", adjustment_years=20 * YEAR + n, **facts) for n in (60, 59))
    assert (half, less) == (1, 0)


@pytest.mark.parametrize(("first", "second", "counts"), [(5, 0, 5), (5, 1, 1), (5, 4, 4), (9, 10, 10)])
def test_a_second_injurys_grade_takes_the_place_of_the_first(first: int, second: int, counts: int) -> None:
    assert ask("allowance_grade", injury_grade=first, second_injury_grade=second) == counts


@pytest.mark.parametrize(
    ("started", "retired", "cohort"),
    [("1990-01", "2005-12", 0), ("1990-01", "2006-01", 1), ("1998-05", "2010-01", 2), ("1997-12", "2010-01", 1)],
)
def test_who_was_at_work_before_the_system_is_of_the_middle(started: str, retired: str, cohort: int) -> None:
    facts = {"new_formula_month": parse_month("2006-01"), "unified_system_month": parse_month("1998-01")}
    both = {"work_started": parse_month(started), "retirement_month": parse_month(retired)}
    assert ask("pension_cohort", **facts, **both) == cohort


def test_each_method_of_interest_on_a_years_entries_and_payments() -> None:
    def year_end(method: int, **facts: int) -> int:
        none = {"entries_of_year": 0, "months_entered": 0, "account_part_paid_month": 0, "months_paid_out": 0}
        given = {**none, "account_balance_start": 0, "interest_rate_of_year": MILLION // 10, **facts}
        return ask("account_year_end", account_interest_method=method, **given)

    by_months, by_year, half = 0, 1, 2
    # 78 months of 1,000 lie there; 1.083 halves of a year; half a year.
    assert [year_end(m, entries_of_year=12_000, months_entered=12) for m in (by_months, by_year, half)] == [
        12_650,
        12_650,
        12_600,
    ]
    paid = {"account_balance_start": 100_000, "account_part_paid_month": 1000, "months_paid_out": 12}
    assert [year_end(m, **paid) for m in (by_months, by_year, half)] == [97_350, 97_450, 97_400]
    # A tenth of 5 is a half, of 4 less.
    for method in (by_months, by_year, half):
        assert [year_end(method, account_balance_start=n) for n in (4, 5)] == [4, 6]

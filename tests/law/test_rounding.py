"""Where the law rounds: of the rules that divide, the value at which the next fen (yuan, month, millionth) begins.

The one thing to know: all that a rule asks for is stated, figures too, in numbers small enough to divide in the head.
At a rate of a tenth 5 give a half, which goes up, and 4 give four tenths, which go away.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from asking import Asking
from hypothesis import given
from hypothesis import strategies as st

from shebao.law.language import NATION, half_up
from shebao.law.pension import basic_of, mean_wage, stepped
from shebao.law.units import MILLION, YEAR, parse_day

TENTH = MILLION // 10
NOW = "2025-06"
ask = Asking(NOW)


class Step(NamedTuple):
    """Just before `at` the result is `below`, from there on `result`."""

    question: str
    stated: str
    at: int
    below: int
    result: int
    facts: dict[str, Any]
    month: str = NOW
    region: str = NATION


def tenth(question: str, of: str, rate: str, month: str = NOW, region: str = NATION, /, **facts: Any) -> Step:
    """A tenth of something, stated as a rate."""
    return Step(question, of, 5, 0, 1, {rate: TENTH, **facts}, month, region)


CONTRIBUTIONS = [
    tenth("flexible_pension_contribution", "contribution_base", "flexible_pension_rate"),
    Step("flexible_pension_contribution_year", "contribution_base", 5, 1, 2,
         {"flexible_pension_rate": TENTH, "months": 3}),  # 1.2 and 1.5
    tenth("employer_unemployment_contribution", "unemployment_base", "employer_unemployment_rate"),
    tenth("employee_unemployment_contribution", "unemployment_base", "employee_unemployment_rate",
          rural_contract_worker=0),
    tenth("flexible_unemployment_contribution", "contribution_base", "flexible_unemployment_rate"),
    tenth("injury_contribution", "contribution_base", "injury_rate", project_contract_sum=-1),
    tenth("injury_contribution", "project_contract_sum", "injury_project_rate", contribution_base=0, injury_rate=0),
    tenth("institution_employer_contribution", "contribution_base", "institution_employer_rate"),
    tenth("institution_employee_contribution", "contribution_base", "institution_employee_rate"),
    tenth("contribution_base", "average_wage", "tier", wage=0, base_floor=0, base_ceiling=0),
    tenth("flexible_social_insurance_subsidy", "contribution_base", "flexible_pension_rate",
          flexible_medical_rate=0, flexible_subsidy_share=MILLION),
    Step("injury_rate", "injury_float", 5, 0, 1,
         {"industry_class": 1, "injury_class_rate": TENTH, "injury_rate_cut": 0}),
    # To whole yuan: six tenths of 2.49 and of 2.50, three times 0.49 and 0.50.
    Step("base_floor", "average_wage", 250, 100, 200, {"published_base_floor": 0, "published_base_wage": 0}),
    Step("base_ceiling", "average_wage", 50, 100, 200, {"published_base_ceiling": 0, "published_base_wage": 0}),
    # To four places of an index.
    Step("month_index", "contribution_base", 5, 0, 100, {"average_wage": 100_000}),
]  # fmt: skip

PENSIONS = [
    Step("basic_pension", "average_wage", 3, 0, 1, {"contribution_months": 180}, "2005-12"),  # a fifth
    Step("account_pension", "account_balance", 60, 0, 1, {"contribution_months": 180}, "2005-12"),
    tenth("indexed_wage", "index_reference_wage", "contribution_index"),
    tenth("minimum_pension_top_up", "local_average_pension", "minimum_pension_share", NOW, "330000",
          monthly_pension=0, paid_always_in_time=1, pension_shortfall_months=0),
    # By 139 months, written in tenths.
    Step("resident_account_pension", "account_balance", 70, 0, 1, {"resident_payment_months": 1390}),
    Step("occupational_annuity_monthly", "occupational_account_balance", 70, 0, 1, {"payment_months": 1390}),
    Step("personal_pension_monthly", "personal_pension_balance", 70, 0, 1, {"payment_months": 1390}),
    Step("incapacity_pension", "monthly_pension", 5, 0, 1,
         {"account_pension": 0, "months_to_statutory_age": 12, "incapacity_reduction_rate": 9 * TENTH}, "2024-06"),
    Step("transition_pension_with_annuity", "new_method_pension", 105, 100, 101,
         {"old_method_pension": 100, "transition_share": TENTH}, "2022-06"),
    Step("resident_backpay_amount", "resident_backpay_years", YEAR // 2, 0, 1, {"resident_premium_year": 1}),
    Step("survivors_grant", "survivors_months", YEAR // 2, 0, 1,
         {"provincial_urban_income_month": 12, "death_month": 0}),
    Step("survivors_total_most", "provincial_urban_income_month", 1, 0, 2, {"funeral_grant": 0}),
    tenth("tax_saved", "personal_pension_deduction", "marginal_tax_rate"),
    # A year at index one, a tenth of it a month.
    Step("transitional_pension", "reference_wage", 5, 0, 1,
         {"deemed_years": YEAR, "years_before_accounts": 0, "contribution_index": MILLION, "transitional_index": 0,
          "transitional_rate": TENTH}, NOW, "110000"),
    Step("supplement_by_index", "contribution_index", 5, 0, 1,
         {"counted_years": YEAR, "supplement_per_index_year": TENTH}),
    # Of the mean with an own indexed wage of nothing: a tenth is a fifth of it.
    Step("supplement_on_wages", "reference_wage", 5, 0, 1,
         {"index_reference_wage": 0, "contribution_index": MILLION, "contribution_years": YEAR,
          "supplement_per_wage_year": 0, "supplement_year_share": 2 * TENTH}),
    Step("supplement_on_wages", "index_reference_wage", 5, 0, 1,
         {"reference_wage": 0, "contribution_index": MILLION, "contribution_years": YEAR,
          "supplement_per_wage_year": TENTH, "supplement_year_share": 0}),
    Step("sickness_allowance", "provincial_urban_income_month", 60, 0, 1,  # twelfths of a fen
         {"sickness_income_share": TENTH}, "2024-06", "510000"),
    tenth("sickness_allowance", "minimum_living", "sickness_living_share", "2024-06", "440000"),
]  # fmt: skip

RESIDENTS = [
    Step("resident_account_balance", "contribution_years", YEAR // 2, 0, 1,
         {"resident_year_entry": 1, "account_interest_sum": 0}),
    Step("resident_account_year_end", "account_balance_start", 5, 4, 6,
         {"resident_year_entry": 0, "resident_account_rates": TENTH}),  # 4.4 and 5.5
    Step("account_interest_sum", "resident_year_entry", 5, 0, 1,
         {"contribution_years": YEAR, "account_interest_rate": TENTH}),
    tenth("resident_tier_supplement", "resident_premium_year", "tier_supplement_share", tier_supplement_from=0,
          contribution_years=YEAR, resident_minimum_years=YEAR),
    Step("years_supplement", "resident_basic_pension", 5, 0, 1,
         {"supplement_years": 1, "years_supplement_each": 0, "years_supplement_share": TENTH}),
]  # fmt: skip

INJURY = [
    Step("injury_wage", "area_monthly_wage", 3, 1, 2, {"injury_mean_base": -1, "wage": 0}),  # 1.2 and 1.8
    Step("injury_wage", "area_monthly_wage", 4, 2, 2, {"injury_mean_base": -1, "wage": 0}),  # 1.8 and 2.4
    Step("lump_sum_wage", "area_monthly_wage", 3, 1, 2,
         {"lump_sum_base": 2, "injury_wage": 9, "injury_wage_at_end": 0}),
    Step("lump_sum_wage", "area_monthly_wage", 4, 2, 2,
         {"lump_sum_base": 2, "injury_wage": 9, "injury_wage_at_end": 0}),
    tenth("disability_allowance_share", "injury_wage", "disability_allowance_rate", allowance_grade=1,
          suitable_work_offered=0),
    tenth("nursing_allowance", "area_monthly_wage", "nursing_rate", care_level=1),
    # Seven tenths of what the wage fell by.
    Step("in_service_disability_grant", "injury_wage", 5, 3, 4,
         {"injury_grade": 5, "wage_after_injury": 0}, NOW, "410000"),
    Step("in_service_disability_grant", "injury_wage", 3, 1, 2,
         {"injury_grade": 5, "wage_after_injury": 0}, NOW, "410000"),
    tenth("survivor_allowance_total", "injury_wage", "survivor_shares", injury_death=1),
    tenth("survivor_allowance_spouse", "survivor_allowance_total", "survivor_rate", spouse_depends=1,
          survivor_shares=MILLION),
    tenth("survivor_allowance_relative", "survivor_allowance_total", "survivor_rate", relatives_depending=1,
          survivor_shares=MILLION),
    Step("missing_death_grant_advance", "death_grant", 3, 1, 2, {"missing_family_in_need": 1}),
    *[tenth(f"injury_{grant}_grant_full", "area_monthly_wage", "grant_floor", NOW, "350000", lump_sum_grade=5,
            remaining_years=0, grant_rate=0) for grant in ("medical", "employment")],
    # A tenth more: 4.4 and 5.5.
    *[Step(f"injury_{grant}_grant", f"injury_{grant}_grant_full", 5, 4, 6,
           {"lump_sum_grade": 5, "occupational_disease": 1, f"disease_{grant}_addition": TENTH,
            f"{grant}_grant_share": MILLION}) for grant in ("medical", "employment")],
    *[tenth(f"injury_{grant}_grant", f"injury_{grant}_grant_full", f"{grant}_grant_share",
            lump_sum_grade=5, occupational_disease=0) for grant in ("medical", "employment")],
    tenth("injury_leaving_grants", "area_monthly_wage", "grant_floor", "2010-12", "350000", lump_sum_grade=5,
          remaining_years=0, grant_rate=0, occupational_disease=0),
    Step("injury_leaving_grants", "area_monthly_wage", 5, 5, 7,  # 5.2 and 6.5
         {"grant_floor": MILLION, "lump_sum_grade": 5, "remaining_years": 0, "grant_rate": 0,
          "occupational_disease": 1}, "2010-12", "350000"),
    Step("injury_payout_ratio", "injury_benefits_year", 5, 0, 1, {"injury_premiums_year": 10 * MILLION}),
    tenth("injury_reserve_addition", "injury_premiums_collected", "injury_reserve_rate"),
    tenth("injury_prevention_most", "injury_premiums_collected", "injury_prevention_rate"),
    Step("hospital_food_allowance", "minimum_wage", 43, 0, 1, {"hospital_days": 1}, NOW, "330000"),  # 0.490 and 0.502
    Step("paid_injury_leave_wage", "wage_before_injury", 5, 0, 1, {"injury_wage": 0, "paid_injury_leave_months": 1}),
    tenth("leave_nursing_pay_minimum", "area_monthly_wage", "leave_nursing_rate"),
    Step("occupational_injury_premium", "orders", 5, 0, 1,
         {"order_premium": 1, "occupational_injury_float": TENTH, "occupational_injury_pilot": 1}),
    Step("platform_benefit_base", "private_wage", 3, 1, 2, {}, "2025-07"),
    Step("platform_benefit_base", "private_wage", 4, 2, 2, {}, "2025-07"),
    tenth("platform_disability_allowance", "platform_benefit_base", "disability_allowance_rate", "2025-07",
          injury_grade=1),
    tenth("platform_survivor_allowance_total", "platform_benefit_base", "survivor_shares", "2025-07", injury_death=1),
]  # fmt: skip

UNEMPLOYMENT = [
    tenth("unemployment_benefit_floor", "minimum_living", "unemployment_floor_share"),
    tenth("unemployment_extension_benefit", "unemployment_benefit", "unemployment_extension_share",
          unemployment_extension_sum=0, unemployment_benefit_floor=0),
    tenth("unemployment_share_amount", "minimum_wage", "unemployment_cap_share", unemployment_share=MILLION,
          unemployment_share_wage=100, unemployment_benefit_step=1, unemployment_benefit_rounds_down=0),
    tenth("jobseeker_subsidy", "unemployment_mean_wage", "jobseeker_subsidy_share", unemployment_benefit_month=1,
          jobseeker_subsidy_months=1, past_retirement_age=0),
    tenth("unemployment_birth_grant", "birth_hospital_cost", "birth_cost_share", unemployment_benefit=100,
          birth_grant_months=1),
    # A begun month counts: a tenth of 10.1 months.
    Step("reemployment_bonus_months", "unemployment_months_left", 101, 1, 2, {"reemployment_bonus_share": TENTH}),
    Step("self_employment_lump_sum", "unemployment_months_left", 5, 0, 100,
         {"self_employment_share": MILLION, "unemployment_benefit": 100}),
    tenth("jobless_medical_premium", "average_wage", "jobless_medical_rate", jobless_medical_base_share=MILLION),
    tenth("jobless_medical_premium_own", "jobless_medical_premium", "jobless_medical_own_share"),
    tenth("older_jobless_pension_subsidy", "base_floor", "flexible_pension_rate",
          statutory_retirement_month=2025 * 12 + 6, older_jobless_window=12, pension_premium_self_paid=100),
    tenth("unemployment_survivors_grant", "unemployment_death_month_amount", "public_good_uplift",
          unemployment_death_on_wage=1, dependants=0, unemployment_survivors_first_months=1,
          unemployment_survivors_more_months=0, unemployment_survivors_most_months=1, died_for_public_good=1,
          )._replace(below=4, result=6),  # 4.4 and 5.5
    tenth("rural_worker_lump_sum_month", "unemployment_benefit", "rural_worker_share", rural_worker_share_of_wage=0,
          minimum_wage=0),
    tenth("rural_worker_old_rights", "unemployment_mean_wage", "rural_bonus_share", months_before_unification=13,
          unemployment_minimum_months=12),
    tenth("unemployment_aid", "unemployment_benefit", "unemployment_aid_share", "2022-06", unemployment_benefit_month=1,
          unemployment_aid_months=1),
    tenth("job_retention_refund", "unemployment_premiums_last_year", "retention_refund_table", retention_refund_due=1,
          employer_size=0, long_reserve=0),
    # The last day drawn falls into a month begun.
    Step("unemployment_last_month", "unemployment_benefit_months", 11, 2025 * 12 + 5, 2025 * 12 + 6,
         {"unemployment_start": parse_day("2025-06-30")}),
    tenth("unemployment_adjustment_remittance", "unemployment_premiums_due", "unemployment_adjustment_rate"),
    tenth("unemployment_adjustment_most", "unemployment_adjustment_remittance", "unemployment_adjustment_payback"),
]  # fmt: skip

POOLS_AND_FINES = [
    tenth("central_adjustment_upload", "insured_in_service", "upload_rate", "2020-06", average_wage_year=1),
    Step("central_adjustment_upload", "average_wage_year", 5, 4, 5,  # 3.6 and 4.5, rounded before they are multiplied
         {"upload_rate": MILLION, "insured_in_service": 1}, "2020-06"),
    Step("central_adjustment_download", "retirees", 5, 0, 1, {"central_fund": 1, "national_retirees": 10}, "2020-06"),
    *[tenth(f"{wrong}_fine_{end}", of, f"fine_times_{most}", month)
      for end, most in (("minimum", "least"), ("maximum", "most"))
      for wrong, of, month in (("fraud", "cheated_amount", "2011-06"), ("fraud", "cheated_amount", NOW),
                               ("registration", "premium_due", NOW), ("arrears", "overdue_amount", NOW))],
    Step("area_monthly_wage", "average_wage_year", 6, 0, 1, {}),
    tenth("annuity_deduction_limit", "annuity_tax_base", "annuity_deduction_rate"),
    tenth("enterprise_annuity_total_most", "wage_bill_of_year", "enterprise_annuity_total_rate"),
    *[tenth(f"{kind}_annuity_tax", f"{kind}_annuity_yearly", "monthly_tax_rate", "2018-12", monthly_quick_deduction=0)
      for kind in ("enterprise", "occupational")],
    tenth("annuity_tax", "annuity_payout", "monthly_tax_rate", "2018-12", monthly_quick_deduction=0,
          annuity_spread_months=1),
    tenth("back_payment_interest", "arrears_principal", "published_interest_rate", arrear_month=2023 * 12),
]  # fmt: skip

INSTITUTIONS = [
    tenth("teacher_raise", "post_wage_2014", "teacher_raise_rate", scale_wage_2014=0),
    tenth("old_method_pension", "basic_wage_2014", "old_method_ratio", retirement_allowance_standard=0,
          pension_increase_2014=0, hardship_allowance=0, old_method_counts_hardship=0, wage_growth_factor=MILLION),
    tenth("old_method_pension", "basic_wage_2014", "old_method_ratio", NOW, "620000", retirement_allowance_standard=0,
          pension_increase_2014=0, wage_growth_factor=MILLION),
    # To four places of an index.
    Step("post_index_part", "post_wage_2014", 5, 0, 100,
         {"institution_post": 0, "index_wage_share": MILLION, "pension_increase_2014": 0, "index_divisor": 100_000},
         NOW, "430000"),
]  # fmt: skip
STEPS = [*CONTRIBUTIONS, *PENSIONS, *RESIDENTS, *INJURY, *UNEMPLOYMENT, *POOLS_AND_FINES, *INSTITUTIONS]


@pytest.mark.parametrize("step", STEPS, ids=lambda s: f"{s.question}-{s.month}-{s.region}-{s.stated}-{s.at}")
def test_the_next_whole_begins_where_the_law_says(step: Step) -> None:
    found = [
        ask(step.question, step.month, step.region, **{**step.facts, step.stated: value})
        for value in (step.at - 1, step.at)
    ]
    assert found == [step.below, step.result]


@given(st.integers(0, 10**14), st.integers(0, 600_000), st.sampled_from([1, 10, 100]), st.integers(0, 1))
def test_cutting_a_common_divisor_of_the_years_rounds_alike(mean: int, years: int, step: int, upwards: int) -> None:
    whole = stepped(mean * years, 200 * YEAR * MILLION, step, upwards)
    assert basic_of(mean, years, 0, step, upwards) == whole
    assert basic_of(mean, years * 40, 0, step, upwards) == stepped(mean * years, 5 * YEAR * MILLION, step, upwards)


@given(st.integers(0, 10**8), st.integers(0, 2_000_000), st.sampled_from([600_000, 599_999, 350_001]))
def test_a_low_index_rounds_alike_whatever_divides_it(plain: int, index: int, low: int) -> None:
    wanted = half_up(plain * index * MILLION, low) if index < low else plain * MILLION
    assert mean_wage(plain, 0, index, low) == wanted

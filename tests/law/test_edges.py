"""What a rule gives at its edges and just beside them, all that it asks for stated: a line a value."""

from __future__ import annotations

import pytest
from asking import Asking

from shebao.law.language import NATION
from shebao.law.units import EMPLOYEE, FLEXIBLE, MILLION, MONTH, YEAR, parse_day, parse_month

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


# Work injury


@pytest.mark.parametrize(("allowance", "own", "paid"), [(0, 50, 0), (1, 50, 1050), (2049, 50, 2049), (2050, 50, 2050)])
def test_in_henan_what_is_left_after_own_premiums_is_not_below_the_minimum_wage(
    allowance: int, own: int, paid: int
) -> None:
    facts = {"own_premiums_on_allowance": own, "highest_minimum_wage": 2000, "minimum_wage": 1000}
    assert ask("disability_allowance", NOW, "410000", disability_allowance_share=allowance, **facts) == paid


def test_the_employer_pays_what_the_fund_does_not() -> None:
    facts = {"disability_allowance": 5000, "disability_allowance_from_fund": 1200}
    assert ask("disability_allowance_from_employer", **facts) == 3800
    assert ask("injury_leaving_grants", injury_medical_grant=300, injury_employment_grant=500) == 800


def test_an_application_is_in_time_until_the_last_day_of_whoever_applies() -> None:
    last = {"employer_application_deadline": 100, "worker_application_deadline": 200}
    day = parse_day("2025-01-01")
    facts = {name: day + days for name, days in last.items()}
    for applicant, days in ((0, 100), (1, 200)):
        told = [
            ask("application_in_time", injury_applicant=applicant, application_day=day + days + n, **facts)
            for n in (-1, 0, 1)
        ]
        assert told == [1, 1, 0]
    costs = [
        ask("cost_before_application_from_employer", application_day=day + 100 + n, cost_before_application=7, **facts)
        for n in (-1, 0, 1)
    ]
    assert costs == [0, 0, 7]


def test_holidays_lengthen_the_days_to_accept_an_application() -> None:
    monday = parse_day("2025-06-02")
    days = [
        ask("acceptance_deadline", NOW, "330000", application_received_day=monday, holidays_in_period=n) - monday
        for n in (0, 1, 5)
    ]
    assert days == [7, 8, 14]


def test_relatives_are_all_who_depend_but_the_spouse() -> None:
    assert [ask("relatives_depending", dependants=n, spouse_depends=1) for n in (0, 1, 3)] == [0, 0, 2]
    assert ask("relatives_depending", dependants=3, spouse_depends=0) == 3


def test_fujian_counts_the_years_of_life_expected_but_not_below_its_months() -> None:
    facts = {"lump_sum_grade": 5, "area_monthly_wage": 1000, "grant_rate": MILLION // 10, "grant_floor": 2 * MILLION}
    for grant in ("medical", "employment"):
        paid = [ask(f"injury_{grant}_grant_full", NOW, "350000", remaining_years=n, **facts) for n in (19, 20, 30)]
        assert paid == [2000, 2000, 3000]


# The pension and its parts


def test_the_index_is_the_mean_of_months_paid_and_deemed() -> None:
    paid = {"index_sum_stated": -1, "index_sum_paid": 100 * MILLION, "months_paid": 100, "index_step": 1}
    assert ask("contribution_index", deemed_index=0, deemed_months=50, **paid) == MILLION
    assert ask("contribution_index", deemed_index=4 * MILLION, deemed_months=50, **paid) == 2 * MILLION
    both = {"stint_start": [2015 * 12, 2016 * 12], "stint_months": [12, 6], "stint_base": [600, 300],
            "stint_region": [330000, 330000]}  # fmt: skip
    assert ask("index_sum_paid", index_wage=300, **both) == 30 * MILLION


def test_a_pension_is_the_sum_of_its_parts_to_the_places_step() -> None:
    step = {"monthly_pension_step": 10, "monthly_pension_rounds_up": 1, "account_pension": 20}
    parts = {"basic_pension": 100, "transitional_pension": 3, "regional_supplement": 4}
    assert ask("monthly_pension", **step, **parts) == 130
    assert ask("monthly_pension_provisional", **step, **{f"{k}_provisional": v for k, v in parts.items()}) == 130


def test_what_is_added_is_the_sum_of_its_kinds() -> None:
    facts = {"supplement_fixed": 1, "supplement_by_index": 20, "only_child_parent": 1, "only_child_average": 0,
             "only_child_share": MILLION // 10}  # fmt: skip
    parts = {"basic_pension_provisional": 1000, "account_pension": 2000, "transitional_pension_provisional": 3000}
    found = ask("regional_supplement_provisional", supplement_on_wages_provisional=300, **facts, **parts)
    assert found == 321 + 600


def test_each_year_from_the_first_adds_its_rate_and_a_begun_year_its_part() -> None:
    def share(years: int) -> int:
        facts = {"supplement_first_year": 16, "supplement_year_rate": 1200}
        return ask("supplement_year_share", contribution_years=years, **facts)

    assert [share(n * YEAR) for n in (15, 16, 17, 20)] == [0, 1200, 2400, 6000]
    assert [share(14 * YEAR + 6 * MONTH), share(15 * YEAR + 6 * MONTH), share(16 * YEAR + MONTH)] == [0, 600, 1300]
    assert share(60 * YEAR) == share(61 * YEAR) == 45 * 1200


def test_years_before_the_accounts_are_those_paid_then_and_deemed() -> None:
    begin = parse_month("1996-01")
    stints = {"stint_start": [begin - 12, begin - 3, begin], "stint_months": [12, 12, 12], "stint_region": [330000] * 3}
    assert ask("months_before_accounts", accounts_begin_of=begin, **stints) == 15
    facts = {"deemed_years": 2 * YEAR, "accounts_begin_of": begin}
    assert ask("years_paid_before_accounts", months_before_accounts=15, work_started=1, **facts) == 15 * MONTH
    assert ask("years_paid_before_accounts", months_before_accounts=0, work_started=0, **facts) == 0
    by_work = [
        ask("years_paid_before_accounts", months_before_accounts=0, work_started=begin - n, **facts)
        for n in (12, 24, 36)
    ]
    assert by_work == [0, 0, YEAR]
    assert ask("years_before_accounts", deemed_years=2 * YEAR, years_paid_before_accounts=YEAR) == 3 * YEAR
    assert ask("years_before_accounts", NOW, "110000", deemed_years=2 * YEAR, years_paid_before_accounts=YEAR) == YEAR


def test_a_short_life_of_work_has_a_rate_of_its_own() -> None:
    facts = {
        "transitional_coefficient": 13,
        "transitional_coefficient_short": 10,
        "transitional_short_years": 15 * YEAR,
    }
    for years, rate in ((15 * YEAR - 1, 10), (15 * YEAR, 13), (16 * YEAR, 13)):
        assert ask("transitional_rate", counted_years=years, intellectual=0, **facts) == rate


def test_months_missing_are_never_less_than_none() -> None:
    facts = {"minimum_months_paid": 180}
    assert [ask("pension_shortfall_months", contribution_months=n, **facts) for n in (179, 180, 181)] == [1, 0, 0]
    born = parse_day("1965-06-15")
    assert ask("claim_age_months", birth=born, retirement_month=parse_month("2025-07")) == 721


def test_each_pays_the_pension_premium_of_her_kind() -> None:
    facts = {"employee_pension_contribution": 80, "flexible_pension_contribution": 200}
    assert [ask("own_pension_contribution", insured_category=kind, **facts) for kind in (EMPLOYEE, FLEXIBLE)] == [
        80,
        200,
    ]


def test_paying_on_is_open_from_the_age_to_who_was_insured_before_it_and_lacks_months() -> None:
    month = parse_month(NOW)
    for insured, age, lacking, allowed in (
        (month - 200, month, 1, 1),
        (month - 200, month - 1, 1, 1),
        (month - 200, month + 1, 1, 0),
        (month - 200, month, 0, 0),
        (month, month, 1, 0),
        (month + 1, month, 1, 0),
        (0, month, 1, 0),
    ):
        facts = {"first_insured_month": insured, "statutory_retirement_month": age, "pension_shortfall_months": lacking}
        assert ask("late_paying_allowed", **facts) == allowed


def test_the_rest_is_paid_at_once_after_five_years_by_who_was_insured_before_the_law() -> None:
    law = parse_month("2011-07")
    for insured, paid, lacking, allowed in (
        (law - 1, 60, 1, 1), (law - 1, 61, 1, 1), (law - 1, 59, 1, 0), (law - 1, 60, 0, 0), (law, 60, 1, 0),
        (0, 60, 1, 0),
    ):  # fmt: skip
        facts = {"first_insured_month": insured, "months_paid_after_age": paid, "pension_shortfall_months": lacking}
        assert ask("lump_sum_allowed", **facts) == allowed


def test_between_2006_and_the_law_who_lacked_months_took_the_account_out() -> None:
    paid = [ask("account_refund", "2010-06", account_balance=500, pension_shortfall_months=n) for n in (0, 1)]
    assert paid == [0, 500]


@pytest.mark.parametrize(("years", "months"), [(4, 3), (5, 6), (9, 6), (10, 9), (15, 9), (16, 10), (30, 24), (31, 24)])
def test_survivors_of_who_was_at_work_get_months_by_the_years_paid(years: int, months: int) -> None:
    facts = {"insured_status": 0, "grant_years_step": MONTH, "pension_months_drawn": 0}
    assert ask("survivors_months", contribution_years=years * YEAR, **facts) == months * YEAR


def test_the_least_and_the_most_of_survivors_are_nine_and_twenty_four_months() -> None:
    facts = {"provincial_urban_income_month": 12 * 1000, "funeral_grant": 500}
    assert ask("survivors_total_least", **facts) == 9500
    assert ask("survivors_total_most", **facts) == 24_500


def test_the_personal_pension_opens_in_the_month_of_the_age() -> None:
    for now in ("2025-06", "2026-06"):
        age = parse_month(now)
        facts = {"incapacitated": 0, "settled_abroad": 0, "on_minimum_living": 0, "own_medical_costs_of_year": 0,
                 "resident_income_before": 1, "benefit_months_in_two_years": 0,
                 "benefit_months_for_drawing": 12}  # fmt: skip
        assert [ask("personal_pension_drawable", now, pension_age_month=age + n, **facts) for n in (-1, 0, 1)] == [
            1,
            1,
            0,
        ]


def test_the_difference_is_paid_part_by_part() -> None:
    known = {"basic_pension": 110, "transitional_pension": 25, "regional_supplement": 7, "account_pension": 50}
    before = {"basic_pension_provisional": 100, "transitional_pension_provisional": 20,
              "regional_supplement_provisional": 5, "account_pension_provisional": 48}  # fmt: skip
    whole = {"monthly_pension": 190, "monthly_pension_provisional": 170}
    both = {**known, **before, **whole}
    assert ask("reissue_month_amount", account_balance_provisional=-1, monthly_pension_step=1, **both) == 17
    assert ask("reissue_month_amount", account_balance_provisional=9, monthly_pension_step=1, **both) == 19
    assert ask("reissue_month_amount", account_balance_provisional=-1, monthly_pension_step=10, **both) == 20


# Unemployment and fines


def test_past_the_age_is_after_the_month_of_retirement() -> None:
    month = parse_month(NOW)
    assert [ask("past_retirement_age", statutory_retirement_month=month + n) for n in (-1, 0, 1)] == [1, 0, 0]


def test_a_bonus_for_old_months_counts_those_beyond_the_minimum() -> None:
    facts = {"unemployment_minimum_months": 12, "unemployment_mean_wage": 1000, "rural_bonus_share": MILLION // 10}
    paid = [ask("rural_worker_old_rights", months_before_unification=n, **facts) for n in (11, 12, 13, 15)]
    assert paid == [0, 0, 100, 300]


def test_a_leaver_gets_a_multiple_of_what_she_paid_but_no_more_than_so_many_months() -> None:
    facts = {"unemployment_premiums_own": 100, "unemployment_benefit": 150, "leaver_lump_most_months": 4}
    assert [ask("leaver_lump_sum", leaver_lump_multiple=n, **facts) for n in (0, 1, 6, 7)] == [0, 100, 600, 600]


def test_skills_are_subsidised_so_often_a_year_after_so_many_months() -> None:
    facts = {"certificate_grade": 3, "skill_subsidy_table": 1000, "skill_subsidy_months": 12,
             "skill_subsidies_a_year": 1, "skill_subsidies_scarce": 1}  # fmt: skip
    for months, had, scarce, paid in ((11, 0, 0, 0), (12, 0, 0, 1000), (12, 1, 0, 0), (12, 1, 1, 1000), (12, 3, 1, 0)):
        more = {"unemployment_months_paid": months, "skill_subsidies_had": had, "scarce_occupation": scarce}
        assert ask("skill_subsidy", **facts, **more) == paid


def test_fraud_is_referred_from_the_amount_on() -> None:
    assert [ask("fraud_referred", cheated_amount=n, fraud_referral_least=100) for n in (99, 100, 101)] == [0, 1, 1]


def test_a_residents_subsidy_goes_by_whole_yuan_of_the_premium() -> None:
    paid = [ask("resident_subsidy", "2024-06", "410000", resident_premium_year=n) for n in (20_000, 20_099, 30_000)]
    assert paid == [3000, 3000, 4000]


def test_the_pension_of_the_sick_is_the_sum_of_its_parts() -> None:
    facts = {"sickness_claim_age_months": 600, "sickness_account_pension": 20, "transitional_pension": 3}
    assert ask("sickness_pension", basic_pension=100, regional_supplement=4, **facts) == 127


def test_who_does_not_depend_gets_no_allowance() -> None:
    facts = {"survivor_allowance_total": 1000, "survivor_rate": MILLION // 2, "survivor_shares": MILLION}
    assert [ask("survivor_allowance_spouse", spouse_depends=n, **facts) for n in (0, 1)] == [0, 500]
    assert [ask("survivor_allowance_relative", relatives_depending=n, **facts) for n in (0, 1, 3)] == [0, 500, 500]
    base = {"platform_benefit_base": 1000, "injury_funeral_months": 6, "survivor_shares": MILLION}
    dead_otherwise = [ask(f"platform_{what}", "2025-07", injury_death=3, **base)
                      for what in ("funeral_grant", "survivor_allowance_total")]  # fmt: skip
    assert dead_otherwise == [0, 0]


def test_a_long_reserve_and_the_minimum_wage_count_where_they_are_asked_for() -> None:
    facts = {"retention_refund_due": 1, "employer_size": 0, "unemployment_premiums_last_year": 100,
             "retention_refund_table": MILLION // 2, "retention_refund_reserve_table": MILLION}  # fmt: skip
    assert [ask("job_retention_refund", long_reserve=n, **facts) for n in (0, 1)] == [50, 100]
    month = {"unemployment_benefit": 100, "minimum_wage": 200, "rural_worker_share": MILLION}
    assert [ask("rural_worker_lump_sum_month", rural_worker_share_of_wage=n, **month) for n in (0, 1)] == [100, 200]


def test_who_does_not_ask_to_end_the_relation_gets_nothing_back() -> None:
    facts = {"account_balance": 500, "pension_shortfall_months": 1, "nationality_lost": 1, "settled_abroad": 1,
             "contribution_months": 12, "indexed_wage": 100}  # fmt: skip
    for place in (NATION, "330000", "410100"):
        assert ask("account_refund", "2012-01", place, relation_end_requested=0, **facts) == 0
        assert ask("account_refund", "2012-01", place, relation_end_requested=1, **facts) == 500


def test_what_is_taken_off_never_leaves_less_than_nothing() -> None:
    for off, left in ((99, 1), (100, 0), (101, 0)):
        assert ask("benefits_beside_third_party", NOW, "330000", benefits_due=100, third_party_compensation=off) == left
        due = {"survivor_allowance_relative": 10, "uninsured_survivor_months": 10, "monthly_benefits_drawn": off}
        assert ask("uninsured_survivor_lump_sum", NOW, "330000", **due) == left
    start = parse_month(NOW)
    assert [ask("months_reissued", pension_start_month=start + n) for n in (-1, 0, 1, 2)] == [2, 1, 0, 0]


def test_who_claims_earlier_or_later_than_the_table_has_its_first_or_last_age() -> None:
    for month in ("2024-06", "2025-06"):
        ages = [ask("payment_months", month, claim_age_months=n) for n in (470, 479, 480, 840, 841, 853)]
        assert ages == [2330] * 3 + [560] * 3


def test_counties_under_a_province_lie_in_it() -> None:
    nowhere = {name: list[int]() for name in ("place_region", "place_months", "place_deemed_months", "place_temporary")}
    for county, province in ((419001, 410000), (429004, 420000), (469001, 460000), (659001, 650000)):
        assert ask("pension_place", household_place=county, relation_place=county, **nowhere) == province

"""The pension beside its formula: survivors, lost capacity, hazardous posts, late payers, reissues, suspension."""

from __future__ import annotations

from typing import Any

import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure
from shebao.law.units import YEAR, parse_day, parse_month

NOW = "2025-01"
ask = Asking(NOW)
months = st.integers(0, 600)
incomes = st.integers(20_000_00, 120_000_00)
MALE, FEMALE = 0, 1
RETIRED = 1


def grant_months(paid: int, region: Any = "000000", **facts: Any) -> int:
    return ask("survivors_months", "2025-01", region, contribution_months=paid, **{"insured_status": 0, **facts})


# Survivors


@pytest.mark.parametrize(
    ("paid", "wanted"),
    [
        (0, 3),
        (59, 3),
        (60, 6),
        (119, 6),
        (120, 9),
        (180, 9),
        (192, 10),
        (348, 23),
        (359, 23.9167),
        (360, 24),
        (361, 24),
    ],
)
def test_the_months_of_the_grant_step_at_five_ten_fifteen_and_thirty_years(paid: int, wanted: float) -> None:
    assert grant_months(paid) == pytest.approx(wanted * YEAR, abs=1)


@quick
@given(months, months)
def test_more_months_paid_never_bring_a_smaller_grant(paid: int, more: int) -> None:
    assert 3 * YEAR <= grant_months(paid) <= grant_months(paid + more) <= 24 * YEAR


@quick
@given(months, months)
def test_a_retiree_loses_a_month_for_each_year_drawn_but_keeps_nine(paid: int, drawn: int) -> None:
    got = grant_months(paid, insured_status=RETIRED, pension_months_drawn=drawn)
    assert got == max(9 * YEAR, grant_months(paid) - drawn * 1000)


@quick
@given(months)
def test_sichuan_counts_parts_of_a_year_in_hundredths(paid: int) -> None:
    assert grant_months(paid, "510000") % (YEAR // 100) == 0
    assert abs(grant_months(paid, "510000") - grant_months(paid)) <= YEAR // 200


def test_sichuan_rounds_the_years_drawn_too() -> None:
    # 20 years 7 months: 20.58, less 1 year 1 month: 1.08.
    got = grant_months(360, "510000", insured_status=RETIRED, pension_months_drawn=13)
    assert got == 24 * YEAR - 1 * YEAR - 8 * YEAR // 100


@quick
@given(incomes, months)
def test_the_total_is_both_grants_and_lies_between_least_and_most(income: int, paid: int) -> None:
    names = ["funeral_grant", "survivors_grant", "survivors_total", "survivors_total_least", "survivors_total_most"]
    facts = {"provincial_urban_income": income, "contribution_months": paid, "insured_status": 1}
    got = LAW.at("2025-01", "370000").values(names, {**facts, "pension_months_drawn": 0})
    assert got["survivors_total"] == got["funeral_grant"] + got["survivors_grant"]
    assert got["survivors_total_least"] <= got["survivors_total"] <= got["survivors_total_most"]


@quick
@given(incomes)
def test_the_exact_twelfth_is_not_rounded_before_the_grant(income: int) -> None:
    assert ask("funeral_grant", "2023-06", "500000", provincial_urban_income=income) == (2 * income + 6) // 12


@quick
@given(incomes)
def test_jiangsu_rounds_the_month_to_whole_yuan_first(income: int) -> None:
    yuan = (2 * income + 1200) // 2400
    assert ask("funeral_grant", "2023-06", "320000", provincial_urban_income=income) == 200 * yuan


def test_beijing_rounds_the_month_to_the_fen_since_2026() -> None:
    facts = {"provincial_urban_income": 96_292_00}
    assert ask("funeral_grant", "2026-02", "110000", **facts) == 16_048_66
    assert ask("funeral_grant", "2025-12", "110000", **facts) == 16_048_67


def test_the_income_is_of_the_year_before_the_death_even_when_asked_later() -> None:
    # 40,006 yuan is Chongqing's income of 2020, 43,502 that of 2021.
    on = LAW.at("2023-05", "500000")
    day = parse_day("2022-12-31")
    assert on.values(["provincial_urban_income"], {"death_day": day})["provincial_urban_income"] == 43_502_00
    assert on.values(["provincial_urban_income"], {"death_day": day + 1})["provincial_urban_income"] == 45_509_00


def test_an_income_that_is_not_known_is_named_and_never_a_neighbours() -> None:
    with pytest.raises(MissingFigure, match="published_provincial_income"):
        ask("funeral_grant", "2025-06", "130000")


def test_a_pension_of_the_month_of_death_is_still_drawn() -> None:
    start = parse_month("2024-01")
    on = {"pension_start_month": start}
    assert ask("pension_months_drawn", "2025-01", **on, death_day=parse_day("2024-01-15")) == 1
    assert ask("pension_months_drawn", "2025-01", **on, death_day=parse_day("2023-11-15")) == 0


def test_a_death_before_september_2021_is_not_paid_by_the_later_law() -> None:
    facts = {"provincial_urban_income": 47_066_00, "contribution_months": 60, "insured_status": 0}
    for question in ("funeral_grant", "survivors_grant"):
        assert ask(question, "2022-01", "370000", **facts, death_day=parse_day("2021-09-01")) > 0
        with pytest.raises(MissingFigure, match=f"old_{question}"):
            ask(question, "2022-01", "370000", **facts, death_day=parse_day("2021-08-31"))


def test_months_drawn_without_a_death_run_to_the_month_asked_about() -> None:
    assert ask("pension_months_drawn", "2025-01", pension_start_month=parse_month("2024-12")) == 2
    assert ask("provincial_urban_income", "2022-05", "500000") == 43_502_00


def test_a_death_through_work_is_the_injury_insurances() -> None:
    assert [ask("survivors_entitled", "2025-01", death_by_work=n) for n in (0, 1)] == [1, 0]
    assert ask("survivors_entitled", "2025-01") == 1


def test_before_september_2021_the_place_had_its_own_amounts() -> None:
    with pytest.raises(MissingFigure, match="old_funeral_grant"):
        ask("funeral_grant", "2021-08", "370000")
    assert ask("survivors_total", "2021-08", "620000") == 11_028_00
    shenzhen = {"city_average_wage": 10_000_00}
    assert ask("funeral_grant", "2020-05", "440300", **shenzhen) == 30_000_00
    got = [ask("survivors_grant", "2020-05", "440300", **shenzhen, supported_relatives=n) for n in range(5)]
    assert got == [0, 60_000_00, 90_000_00, 120_000_00, 120_000_00]


# Lost capacity to work


def case(paid: int, away: int, month: str = "2025-06") -> int:
    return ask("sickness_allowance_case", month, contribution_months=paid, months_to_statutory_age=away)


def test_the_three_cases_meet_at_the_minimum_and_at_five_years() -> None:
    assert [case(180, 60), case(180, 61), case(179, 60), case(179, 61)] == [0, 1, 2, 2]


def test_the_minimum_is_that_of_the_year_of_the_application() -> None:
    young = {"birth": parse_day("1990-01-15"), "retirement_track": 0, "contribution_months": 180}
    assert ask("minimum_months_paid", "2025-06", **young) == 240
    assert ask("sickness_allowance_case", "2025-06", **young) == 1
    assert ask("sickness_allowance_case", "2030-06", **young) == 2
    assert ask("sickness_allowance_case", "2025-06", **young, minimum_months_paid=186) == 2


@quick
@given(st.integers(0, 179))
def test_the_limited_months_are_a_year_and_three_for_each_year_begun_above_five(paid: int) -> None:
    got = ask("sickness_allowance_months", "2025-06", contribution_months=paid)
    begun = max(0, -(-(paid - 60) // 12))
    assert got == 12 + 3 * begun


@quick
@given(st.integers(180, 480), st.integers(-5, 300), st.integers(0, 80_000_000))
def test_the_full_allowance_is_the_basic_part_and_more(paid: int, away: int, account: int) -> None:
    facts = {"reference_wage": 800_000, "contribution_index": 900_000, "contribution_months": paid,
             "account_balance": account, "claim_age_months": 690, "months_to_statutory_age": away}  # fmt: skip
    names = ["sickness_allowance", "basic_pension", "account_pension", "sickness_allowance_total"]
    got = LAW.at("2025-06").values(names, facts)
    more = got["account_pension"] if away <= 60 else 0
    assert got["sickness_allowance"] == got["basic_pension"] + more
    assert got["sickness_allowance_total"] == got["sickness_allowance"] * max(0, away)


def test_the_account_is_paid_out_by_the_age_at_the_application() -> None:
    # Born March 1968, applying in June 2025 at 57 years 3 months: between 158 and 152 months.
    facts = {"birth": parse_day("1968-03-10"), "sex": MALE, "retirement_track": 0, "reference_wage": 800_000,
             "contribution_index": 1_000_000, "contribution_months": 240, "account_balance": 152_000_00}  # fmt: skip
    got = LAW.at("2025-06").values(["sickness_payment_months", "sickness_allowance", "months_to_statutory_age"], facts)
    assert got == {"sickness_payment_months": 1565, "sickness_allowance": 2_571_25, "months_to_statutory_age": 43}


def test_the_allowance_turns_into_the_pension_five_years_before_the_age() -> None:
    assert ask("sickness_recalculation_month", "2025-06", statutory_retirement_month=parse_month("2040-07")) == (
        parse_month("2035-07")
    )


@pytest.mark.parametrize(("years", "yuan"), [(10, 600), (15, 600), (16, 610), (16.99, 610), (25, 700), (40, 700)])
def test_ningxia_before_2025_added_ten_yuan_a_year_between_fifteen_and_twenty_five(years: float, yuan: int) -> None:
    assert ask("sickness_allowance", "2024-12", "640000", contribution_years=round(years * YEAR)) == yuan * 100


def test_sichuan_before_2025_followed_the_income_published_for_the_year_before() -> None:
    assert ask("sickness_allowance", "2019-12", "510000") == 692_00
    assert ask("sickness_allowance", "2022-06", "510000") == 863_42


def test_guangdong_before_2025_took_105_percent_of_the_subsistence_standard_half_up() -> None:
    assert ask("sickness_allowance", "2024-12", "440700", minimum_living=850_30) == 892_82


def test_anhui_counts_begun_tenths_of_a_year_for_pensions_but_not_for_the_allowance() -> None:
    facts = {"reference_wage": 8_220_00, "contribution_index": 600_000, "contribution_months": 123}
    assert ask("sickness_allowance", "2025-01", "340000", **facts) == 674_04
    assert ask("basic_pension", "2025-01", "340000", **facts) == 677_33


def test_an_old_allowance_that_was_not_read_is_named() -> None:
    with pytest.raises(MissingFigure, match="old_sickness_allowance"):
        ask("sickness_allowance", "2024-12", "370000")


def test_the_allowance_is_for_who_cannot_work_before_the_age() -> None:
    facts = {"incapacitated": 1, "months_to_statutory_age": 1}
    assert ask("sickness_entitled", "2025-06", **facts) == 1
    assert ask("sickness_entitled", "2025-06", **{**facts, "months_to_statutory_age": 0}) == 0
    assert ask("sickness_entitled", "2025-06", months_to_statutory_age=1) == 0


# Hazardous posts, and leaving for lost capacity


@pytest.mark.parametrize(("post", "needed"), [(1, 108), (2, 120), (3, 96)])
def test_years_in_special_posts_count_to_the_month(post: int, needed: int) -> None:
    facts = {"birth": parse_day("1970-05-20"), "sex": MALE, "retirement_track": 0, "special_post": post}
    open_at = [ask("early_retirement_month", "2025-05", **facts, special_post_months=needed - n) for n in (0, 1)]
    assert open_at[0] == parse_month("2025-05")
    assert open_at[1] == ask("statutory_retirement_month", "2025-05", **facts)


def test_the_reform_does_not_delay_special_posts_and_a_choice_in_between_is_free() -> None:
    facts = {"birth": parse_day("1980-05-20"), "sex": FEMALE, "retirement_track": 2, "special_post": 2,
             "special_post_months": 120}  # fmt: skip
    assert ask("earliest_retirement_month", "2025-05", **facts) == parse_month("2025-05")
    assert ask("earliest_retirement_month", "2024-05", **facts) == parse_month("2025-05")
    statutory = ask("statutory_retirement_month", "2025-05", **facts)
    assert statutory > parse_month("2030-05")
    for month in (parse_month("2025-05"), parse_month("2028-01"), statutory):
        assert ask("retirement_month", "2025-05", **facts, elastic_months=month - statutory) == month


def test_without_special_posts_the_earliest_month_is_the_elastic_one() -> None:
    facts = {"birth": parse_day("1980-05-20"), "retirement_track": 0}
    statutory = ask("statutory_retirement_month", "2026-05", **facts)
    assert ask("earliest_retirement_month", "2026-05", **facts) == statutory - 36
    assert ask("earliest_retirement_month", "2024-05", **facts) == parse_month("2040-05")


def test_leaving_for_lost_capacity_ended_with_2024_and_cost_two_percent_a_year() -> None:
    facts = {"monthly_pension": 3_000_00, "account_pension": 1_000_00, "months_to_statutory_age": 47}
    # Three whole years: six percent off the 2,000 beside the account.
    assert ask("incapacity_pension", "2024-12", "370000", **facts) == 2_880_00
    assert ask("incapacity_pension", "2024-12", "330100", **facts) == 3_000_00
    assert ask("incapacity_pension", "2024-12", "370000", **{**facts, "monthly_pension": 1_000_08}) == 1_000_08
    man = {"birth": parse_day("1974-12-01"), "sex": MALE, "incapacitated": 1, "pension_shortfall_months": 0}
    assert ask("incapacity_retirement_allowed", "2024-12", "370000", **man) == 1
    assert ask("incapacity_retirement_allowed", "2024-11", "370000", **man) == 0
    assert ask("incapacity_retirement_allowed", "2024-11", "330000", **man) == 1


# Too few months at the age


def lump(first: str, after: int, short: int) -> int:
    return ask("lump_sum_months", "2025-06", first_insured_month=parse_month(first), months_paid_after_age=after,
               pension_shortfall_months=short)  # fmt: skip


def test_the_rest_may_be_paid_at_once_after_five_years_by_who_joined_before_july_2011() -> None:
    assert lump("2011-06", 60, 24) == 24
    assert lump("2011-07", 60, 24) == 0
    assert lump("2011-06", 59, 24) == 0
    assert lump("2011-06", 60, 0) == 0


@quick
@given(st.integers(0, 180), st.integers(0, 60), st.booleans())
def test_the_minimum_is_full_when_every_missing_month_is_paid(short: int, after: int, early: bool) -> None:
    facts = {"retirement_month": parse_month("2025-06"), "months_paid_after_age": after,
             "pension_shortfall_months": short, "first_insured_month": parse_month("2005-01" if early else "2012-01"),
             "birth": parse_day("1965-06-01")}  # fmt: skip
    filled = ask("minimum_filled_month", "2026-01", **facts)
    assert filled == parse_month("2025-06") + (max(after, min(after + short, 60)) if early else after + short)
    assert ask("late_pension_start_month", "2026-01", **facts) == filled + 1
    assert ask("late_claim_age_months", "2026-01", **facts) == 720 + filled - parse_month("2025-06")


def test_only_who_joined_before_july_2011_shortens_late_paying_to_five_years() -> None:
    facts = {"retirement_month": parse_month("2025-06"), "pension_shortfall_months": 100}
    filled = [ask("minimum_filled_month", "2026-01", **facts, first_insured_month=m) - parse_month("2025-06")
              for m in (0, parse_month("2011-06"), parse_month("2011-07"))]  # fmt: skip
    assert filled == [100, 60, 100]
    early = {"first_insured_month": parse_month("2011-06"), "months_paid_after_age": 60}
    assert ask("lump_sum_allowed", "2026-01", **early, pension_shortfall_months=0) == 0


def test_nothing_is_refunded_to_who_has_the_months() -> None:
    facts = {"account_balance": 50_000_00, "relation_end_requested": 1, "indexed_wage": 5_000_00}
    for month, region in (("2005-12", "000000"), ("2011-06", "370000"), ("2025-06", "370000"), ("2025-06", "330100")):
        full = {**facts, "contribution_months": 180, "minimum_months_paid": 180}
        assert ask("account_refund", month, region, **full) == 0
        assert ask("account_refund", month, region, **{**full, "contribution_months": 179}) >= 50_000_00


def test_the_account_is_paid_out_only_to_who_asks_and_is_short() -> None:
    facts = {"account_balance": 50_000_00, "pension_shortfall_months": 12}
    assert ask("account_refund", "2025-06", **facts) == 0
    assert ask("account_refund", "2025-06", **facts, relation_end_requested=1) == 50_000_00
    full = {**facts, "pension_shortfall_months": 0, "relation_end_requested": 1}
    assert ask("account_refund", "2025-06", **full) == 0
    assert ask("account_refund", "2025-06", **full, nationality_lost=1) == 50_000_00
    assert ask("account_refund", "2025-06", "410100", **full) == 0
    assert ask("account_refund", "2025-06", "410100", **full, nationality_lost=1) == 50_000_00
    assert ask("account_refund", "2025-06", "330100", **full, nationality_lost=1) == 50_000_00
    assert ask("account_refund", "2025-06", "370000", **full, settled_abroad=1) == 0
    assert ask("account_refund", "2025-06", "410100", **full, settled_abroad=1) == 50_000_00


def test_zhejiang_adds_a_month_of_the_indexed_wage_for_each_whole_year() -> None:
    facts = {"account_balance": 50_000_00, "pension_shortfall_months": 12, "relation_end_requested": 1,
             "contribution_months": 131, "indexed_wage": 5_000_00}  # fmt: skip
    assert ask("account_refund", "2025-06", "330100", **facts) == 100_000_00
    assert ask("account_refund", "2025-06", "330100", **{**facts, "contribution_months": 132}) == 105_000_00


def test_who_never_joined_may_not_start_after_the_age() -> None:
    facts = {"statutory_retirement_month": parse_month("2025-01"), "pension_shortfall_months": 60}
    joined = [ask("late_paying_allowed", "2025-06", **facts, first_insured_month=m)
              for m in (0, parse_month("2024-12"), parse_month("2025-01"))]  # fmt: skip
    assert joined == [0, 1, 0]
    now = [ask("late_paying_allowed", month, **facts, first_insured_month=parse_month("2010-01"))
           for month in ("2024-12", "2025-01")]  # fmt: skip
    assert now == [0, 1]


# Arrears and reissues


def test_months_in_arrears_count_only_when_paid_with_the_late_fee() -> None:
    facts = {"arrear_months": 6, "overdue_amount": 10_000_00, "overdue_days": 20}  # a late fee of 100 yuan
    assert ask("arrear_months_counted", "2024-05", **facts, arrears_paid=10_099_99) == 0
    assert ask("arrear_months_counted", "2024-05", **facts, arrears_paid=10_100_00) == 6


def test_both_parts_of_a_month_in_arrears_are_rounded_half_up() -> None:
    # 16 and 8 percent of 1,000.05 and of 1,000.07 yuan.
    assert ask("arrears_principal", "2024-05", "370000", arrear_base=1_000_05, arrear_months=2) == 2 * (160_01 + 80_00)
    assert ask("arrears_principal", "2024-05", "370000", arrear_base=1_000_07, arrear_months=1) == 160_01 + 80_01


def test_arrears_enter_the_account_at_the_rate_of_their_own_time() -> None:
    facts = {"arrear_months_counted": 2, "arrear_base": 1_000_00}
    assert ask("arrears_account_entry", "2024-05", **facts, arrear_month=parse_month("2005-12")) == 220_00
    assert ask("arrears_account_entry", "2024-05", **facts, arrear_month=parse_month("2006-01")) == 160_00


def test_back_payments_earn_each_full_year_between() -> None:
    facts = {"arrears_principal": 10_000_00, "arrear_month": parse_month("2016-06")}
    assert ask("back_payment_interest", "2017-12", **facts) == 0
    # 7.12 percent for 2017, then 8.29 for 2018.
    assert ask("back_payment_interest", "2018-01", **facts) == 712_00
    assert ask("back_payment_interest", "2018-01", **{**facts, "arrears_principal": 1_000_09}) == 71_21
    assert ask("back_payment_interest", "2019-12", **facts) == 712_00 + 888_02


def test_flexible_workers_pay_past_months_only_inside_the_year() -> None:
    def allowed(month: str, now: str, category: int = 1) -> int:
        return ask("back_payment_allowed", now, insured_category=category, arrear_month=parse_month(month))

    assert [allowed("2023-12", "2024-01"), allowed("2024-01", "2024-12")] == [0, 1]
    assert [allowed("2020-03", "2021-12"), allowed("2020-03", "2022-01"), allowed("2019-12", "2021-12")] == [1, 0, 0]
    assert allowed("2010-01", "2024-01", category=0) == 1


def test_a_reissue_is_the_difference_of_the_parts_for_every_month_paid() -> None:
    # Puyang: 6,155 yuan at the award, 6,401 when the year's figure was out; 23 years at index 0.6.
    facts = {"reference_wage_provisional": 6_155_00, "reference_wage": 6_401_00, "contribution_index": 600_000,
             "contribution_years": 23 * YEAR, "pension_start_month": parse_month("2023-05")}  # fmt: skip
    got = LAW.at("2023-11", "410000").values(["months_reissued", "reissue_month_amount", "reissue_amount"], facts)
    assert got == {"months_reissued": 7, "reissue_month_amount": 45_26, "reissue_amount": 316_82}
    assert ask("reissue_amount", "2023-11", "410000", **{**facts, "reference_wage": 6_100_00}) == 0
    assert ask("months_reissued", "2023-04", "410000", **facts) == 0


def test_a_balance_known_later_is_made_good_too() -> None:
    facts = {"reference_wage": 8_000_00, "reference_wage_provisional": 8_000_00, "contribution_index": 1_000_000,
             "contribution_months": 240, "payment_months": 1390, "account_balance": 140_390_00,
             "account_balance_provisional": 139_000_00, "months_reissued": 5}  # fmt: skip
    assert ask("reissue_amount", "2025-09", **facts) == 5 * 10_00


def test_zhejiang_makes_good_the_difference_of_the_rounded_totals() -> None:
    facts = {"monthly_pension": 3_000_10, "monthly_pension_provisional": 2_950_00, "basic_pension": 2_000_03,
             "basic_pension_provisional": 1_949_99, "transitional_pension": 0, "transitional_pension_provisional": 0,
             "regional_supplement": 0, "regional_supplement_provisional": 0, "months_reissued": 2}  # fmt: skip
    assert ask("reissue_amount", "2023-11", "330100", **facts) == 100_20
    assert ask("reissue_amount", "2023-11", "410000", **facts) == 100_08


# The account after the claim


def test_heirs_got_the_own_part_until_june_2011_and_the_whole_balance_since() -> None:
    facts = {"account_own_part": 30_000_00, "account_balance": 50_000_00}
    assert ask("account_inheritance", "2011-06", **facts) == 30_000_00
    assert ask("account_inheritance", "2011-07", **facts) == 50_000_00
    assert ask("account_inheritance", "2020-07", account_balance_start=100_00, account_part_paid_month=100_00,
               months_paid_out=12, account_interest_rate=0) == 0  # fmt: skip


def test_the_year_of_the_claim_earns_by_months() -> None:
    # 12 percent a year is one a month. June: 1,000 yuan lay there 6 months; six entries of 100 lay 6 to 1 months.
    facts = {"account_balance_start": 1_000_00, "entries_of_year": 600_00, "months_entered": 6,
             "retirement_month": parse_month("2025-06"), "account_interest_rate": 120_000}  # fmt: skip
    assert ask("account_at_claim", "2025-06", **facts) == 1_600_00 + 60_00 + 21_00
    # Two entries, of January and February: 6 and 5 months.
    two = {**facts, "entries_of_year": 200_00, "months_entered": 2}
    assert ask("account_at_claim", "2025-06", **two) == 1_200_00 + 60_00 + 11_00
    # One fen for six months at 12 percent: less than half a fen.
    assert ask("account_at_claim", "2025-06", **{**two, "account_balance_start": 1, "entries_of_year": 0}) == 1
    assert ask("account_at_claim", "2025-06", "310000", **{**two, "entries_of_year": 201_00}) == 1_272_10


@quick
@given(st.integers(0, 500_000), st.integers(0, 1_000_000))
def test_the_pool_pays_what_the_account_no_longer_holds(pension: int, balance: int) -> None:
    names = ["account_pension_from_account", "account_pension_from_pool"]
    got = LAW.at("2025-06").values(names, {"account_pension": pension, "account_balance": balance})
    assert sum(got.values()) == pension
    assert got["account_pension_from_account"] == min(pension, balance)


def test_a_record_rate_may_equal_the_banks_but_not_lie_below() -> None:
    rates = [ask("account_interest_rate_lawful", "2025-06", account_interest_rate=n, bank_deposit_rate=15_000)
             for n in (14_999, 15_000)]  # fmt: skip
    assert rates == [0, 1]


def test_the_account_is_closed_until_the_pension_starts_save_to_the_heirs() -> None:
    facts = {"pension_start_month": parse_month("2025-07"), "account_refund": 0}
    assert ask("account_drawable", "2025-06", **facts) == 0
    assert ask("account_drawable", "2025-07", **facts) == 1
    assert ask("account_drawable", "2025-06", **facts, died=1) == 1
    assert ask("account_drawable", "2025-06", **{**facts, "account_refund": 1}) == 1


def test_zhejiang_paid_the_banks_rate_while_drawing_until_2015() -> None:
    facts = {"months_paid_out": 12, "bank_deposit_rate": 30_000}
    assert ask("interest_rate_of_year", "2015-12", "330100", **facts) == 30_000
    assert ask("interest_rate_of_year", "2016-01", "330100", **facts) == 83_100
    assert ask("interest_rate_of_year", "2015-12", "330100", **facts, account_interest_rate=40_000) == 40_000


# Suspension


def suspended(**facts: int) -> int:
    return ask("pension_suspended", "2025-06", **facts)


def test_prison_and_custody_stop_the_pension_and_a_suspended_sentence_does_not() -> None:
    assert [suspended(custody=n) for n in range(4)] == [0, 1, 1, 0]
    assert suspended(custody=1, acquitted=1) == 0
    assert [ask("pension_raise_allowed", "2025-06", custody=n) for n in range(4)] == [1, 1, 0, 0]


def test_a_missing_retirees_pension_stops_in_the_seventh_month() -> None:
    assert [suspended(missing_months=n) for n in (6, 7)] == [0, 1]
    assert suspended(missing_months=7, returned=1) == 0
    assert [suspended(unconfirmed_months=1), suspended(unconfirmed_months=1, life_confirmed=1)] == [1, 0]


def test_a_suspended_month_pays_nothing_and_a_confirmed_life_all_that_was_held_back() -> None:
    facts = {"monthly_pension_paid": 3_000_00, "unconfirmed_months": 4}
    assert ask("pension_payable", "2025-06", **facts) == 0
    assert ask("pension_payable", "2025-06", **facts, life_confirmed=1) == 3_000_00
    assert ask("pension_arrears", "2025-06", **facts) == 0
    assert ask("pension_arrears", "2025-06", **facts, life_confirmed=1) == 12_000_00


def test_grants_go_back_only_when_the_person_turns_up() -> None:
    assert ask("survivors_grants_returned", "2025-06", survivors_paid=50_000_00) == 0
    assert ask("survivors_grants_returned", "2025-06", survivors_paid=50_000_00, returned=1) == 50_000_00


@quick
@given(months, months, st.integers(0, 3), st.integers(0, 1), st.integers(0, 1))
def test_only_custody_without_guilt_and_an_absence_that_ended_are_made_good(
    held: int, missing: int, custody: int, acquitted: int, returned: int
) -> None:
    facts = {"custody": custody, "custody_months": held, "acquitted": acquitted, "missing_months": missing,
             "returned": returned, "monthly_pension_paid": 3_000_00}  # fmt: skip
    got = LAW.at("2025-06").values(["suspended_months_repaid", "pension_arrears"], facts)
    wanted = held * (custody == 1 and acquitted == 1) + max(0, missing - 6) * returned
    assert got == {"suspended_months_repaid": wanted, "pension_arrears": wanted * 3_000_00}


def test_what_was_paid_after_the_month_of_death_goes_back() -> None:
    facts = {"monthly_pension_paid": 3_000_00, "last_paid_month": parse_month("2025-05")}
    assert ask("overpaid_after_death", "2025-06", **facts, death_day=parse_day("2025-02-28")) == 9_000_00
    assert ask("overpaid_after_death", "2025-06", **facts, death_day=parse_day("2025-06-01")) == 0
    assert ask("overpaid_after_death", "2025-06", **facts) == 0


# Generations, minimum, shares


def test_a_generation_is_told_by_the_start_of_work_and_the_month_of_retirement() -> None:
    def cohort(started: str, retired: str, region: str = "000000") -> int:
        return ask("pension_cohort", "2020-01", region, work_started=parse_month(started),
                   retirement_month=parse_month(retired))  # fmt: skip

    assert [cohort("1970-01", "2005-12"), cohort("1997-06", "2006-01"), cohort("1997-07", "2006-01")] == [0, 1, 2]
    assert ask("pension_cohort", "2020-01", retirement_month=parse_month("2019-01")) == 2
    assert [cohort("1997-12", "1998-01", "330100"), cohort("1998-01", "1998-01", "330100")] == [1, 2]


def test_zhejiang_tops_a_first_pension_up_to_sixty_percent_of_the_local_average() -> None:
    facts = {"monthly_pension": 1_500_00, "local_average_pension": 3_000_00, "paid_always_in_time": 1,
             "pension_shortfall_months": 0}  # fmt: skip
    assert ask("minimum_pension_top_up", "2020-01", "330100", **facts) == 300_00
    assert ask("minimum_pension_top_up", "2020-01", "330100", **{**facts, "monthly_pension": 1_800_01}) == 0
    assert ask("minimum_pension_top_up", "2020-01", "330100", **{**facts, "paid_always_in_time": 0}) == 0
    assert ask("minimum_pension_top_up", "2020-01", "330100", **{**facts, "pension_shortfall_months": 1}) == 0
    assert ask("minimum_pension_top_up", "2020-01", "370000", **facts) == 0


def test_zhejiang_asked_ten_years_of_the_middle_generation_until_2010() -> None:
    def needed(started: str, month: str) -> int:
        return ask("minimum_months_paid", month, "330000", work_started=parse_month(started))

    assert ask("minimum_months_paid", "2010-12", "330000") == 180

    assert [needed("1997-12", "2010-12"), needed("1998-01", "2010-12"), needed("1997-12", "2011-01")] == [120, 180, 180]


def test_the_pension_of_1998_to_2005_is_a_fifth_of_the_wage_and_a_hundred_and_twentieth_of_the_account() -> None:
    facts = {"average_wage": 1_000_00, "account_balance": 12_000_00, "contribution_months": 180}
    assert ask("monthly_pension", "2005-12", **facts) == 300_00
    assert ask("monthly_pension", "2005-12", **{**facts, "contribution_months": 179}) == 0
    assert ask("account_refund", "2005-12", **{**facts, "contribution_months": 179}) == 12_000_00


@quick
@given(st.integers(0, 5_000_000), st.integers(0, 1))
def test_account_and_pool_share_a_months_contribution(base: int, category: int) -> None:
    names = ["pension_contribution", "account_entry", "pooled_pension_entry", "own_pension_contribution"]
    got = LAW.at("2025-06", "370000").values(names, {"contribution_base": base, "insured_category": category})
    assert got["account_entry"] + got["pooled_pension_entry"] == got["pension_contribution"]
    assert got["own_pension_contribution"] <= got["pension_contribution"]
    assert got["pension_contribution"] == pytest.approx(base * (0.24 if category == 0 else 0.2), abs=1)


def test_state_work_before_the_first_month_paid_is_deemed_paid() -> None:
    facts = {"work_started": parse_month("1985-08"), "first_insured_month": parse_month("1995-08")}
    assert ask("deemed_months_recognised", "2025-06", **facts, state_worker=1) == 120
    assert ask("deemed_months_recognised", "2025-06", **facts) == 0
    assert ask("first_insured_month", "2025-06", stint_start=[24_000, 23_000, 23_500]) == 23_000


def test_the_government_fills_what_the_fund_lacks() -> None:
    assert ask("pension_fund_subsidy", "2025-06", pension_fund_available=90, pension_fund_due=100) == 10
    assert ask("pension_fund_subsidy", "2025-06", pension_fund_available=101, pension_fund_due=100) == 0

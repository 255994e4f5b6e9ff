"""Work injury and platform workers: amounts by hand, boundaries at the day and the band, and what must never happen."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure, MissingInput
from shebao.engine.reading import read_dossier

NOW = "2025-06"
yuan = Asking(NOW, written=True)  # the answer in fen
ask = yuan.shown  # the answer as people write it
grades = st.integers(1, 10)
wages = st.integers(0, 200_000)
averages = st.integers(1_000, 20_000)
bands = st.integers(1, 11)
days = st.dates(datetime.date(2011, 1, 1), datetime.date(2090, 12, 31))


# The own wage


def test_the_own_wage_is_the_mean_of_the_twelve_months_before_the_accident() -> None:
    history = [{"from": "2023-01", "to": "2023-12", "base": 4000}, {"from": "2024-01", "to": "2024-12", "base": 7000}]
    # 2023-06 to 2023-12 are seven months of 4,000, 2024-01 to 2024-05 five of 7,000: 63,000 / 12.
    found = ask("injury_wage", injury_day="2024-06-15", history=history, average_wage=5000)
    assert found == "5250.00"
    # One paid month only: its base is the mean.
    short = [{"from": "2024-05", "to": "2024-05", "base": 6100}, {"from": "2024-06", "to": "2024-06", "base": 9999}]
    assert ask("injury_wage", injury_day="2024-06-30", history=short, average_wage=5000) == "6100.00"
    # No month in the year before: the wage that is stated.
    old = [{"from": "2023-05", "to": "2023-05", "base": 6100}]
    assert ask("injury_wage", injury_day="2024-06-30", history=old, wage=7000, average_wage=5000) == "7000.00"


@quick
@given(wages, averages)
def test_the_own_wage_stays_between_60_and_300_percent_of_the_area(wage: int, average: int) -> None:
    found = yuan("injury_wage", wage=wage, average_wage=average)
    assert average * 60 <= found <= average * 300
    if average * 60 <= wage * 100 <= average * 300:
        assert found == wage * 100


# Grants and allowances by grade


def test_months_of_the_grant_by_grade_before_and_since_2011() -> None:
    def months(month: str) -> list[int]:
        return [yuan("disability_grant", month, injury_grade=g, injury_wage=1) // 100 for g in range(1, 11)]

    assert months("2010-12") == [24, 22, 20, 18, 16, 14, 12, 10, 8, 6]
    assert months("2011-01") == [27, 25, 23, 21, 18, 16, 13, 11, 9, 7]


@quick
@given(st.integers(1, 9), wages)
def test_a_heavier_grade_never_gets_less(grade: int, wage: int) -> None:
    for question in ("disability_grant", "disability_allowance"):
        heavy, light = (
            yuan(question, NOW, "330000", injury_grade=g, injury_wage=wage, minimum_wage=2260)
            for g in (grade, grade + 1)
        )
        assert heavy >= light


def test_an_allowance_below_the_minimum_wage_is_raised_to_it() -> None:
    facts = {"injury_grade": 4, "minimum_wage": 2260}
    assert ask("disability_allowance", injury_wage=3000, **facts) == "2260.00"
    assert ask("disability_allowance", injury_wage=3014, **facts) == "2260.50"
    # Above every minimum wage of the country the place's own is not asked for; below it is.
    assert ask("disability_allowance", injury_grade=1, injury_wage=6000) == "5400.00"
    assert ask("disability_allowance", "2025-07", disability_allowance_share=2740) == "2740.00"
    assert ask("disability_allowance", "2025-07", "410000", disability_allowance_share=2740) == "2740.00"
    with pytest.raises(MissingFigure, match="minimum_wage_table"):
        ask("disability_allowance", injury_grade=1, injury_wage=2000)


def test_the_highest_minimum_wage_is_above_that_of_every_place_and_month() -> None:
    ceiling, table = LAW.figures["highest_minimum_wage"], LAW.figures["minimum_wage_table"]
    for keyed in table.spans.values():
        for spans in keyed.values():
            for span in spans:
                if span.value is not None:
                    assert span.value <= (ceiling.find("000000", span.since).value or 0), span.where


def test_in_henan_the_minimum_wage_is_left_after_the_own_premiums() -> None:
    facts = {"injury_grade": 1, "injury_wage": 2400, "minimum_wage": 2100, "own_premiums_on_allowance": 240}
    assert ask("disability_allowance", NOW, "410100", **facts) == "2340.00"
    assert ask("disability_allowance", NOW, "330000", **facts) == "2160.00"


def test_henan_makes_up_seven_tenths_of_a_wage_that_has_fallen() -> None:
    facts = {"injury_wage": 6000, "wage_after_injury": 4500}
    assert ask("in_service_disability_grant", NOW, "410000", injury_grade=5, **facts) == "1050.00"
    assert ask("in_service_disability_grant", NOW, "410000", injury_grade=4, **facts) == "0.00"
    assert (
        ask("in_service_disability_grant", NOW, "410000", injury_grade=5, **{**facts, "wage_after_injury": 7000})
        == "0.00"
    )


def test_grades_5_and_6_have_an_allowance_from_the_employer_only_without_suitable_work() -> None:
    facts = {"injury_grade": 5, "injury_wage": 6000}
    assert ask("disability_allowance_from_employer", **facts) == "4200.00"
    assert ask("disability_allowance_from_fund", **facts) == "0.00"
    assert ask("disability_allowance", suitable_work_offered="yes", **facts) == "0.00"
    assert ask("disability_allowance", injury_grade=4, injury_wage=6000, suitable_work_offered="yes") == "4500.00"
    assert ask("disability_allowance", injury_grade=6, injury_wage=6000) == "3600.00"
    assert ask("disability_allowance", injury_grade=7, injury_wage=6000) == "0.00"
    assert ask("disability_allowance_from_fund", injury_grade=4, injury_wage=6000) == "4500.00"


def test_after_another_injury_the_allowance_goes_by_the_new_grade() -> None:
    facts = {"injury_grade": 7, "injury_wage": 6000}
    assert ask("disability_allowance", second_injury_grade=3, **facts) == "4800.00"
    assert ask("disability_grant", second_injury_grade=3, **facts) == "78000.00"


def test_an_old_wound_of_service_has_every_benefit_but_the_grant() -> None:
    facts = {"injury_grade": 1, "injury_wage": 6000, "injury_situation": "old_wound"}
    assert ask("disability_grant", disabled_soldier_certificate="yes", **facts) == "0.00"
    assert ask("disability_allowance", disabled_soldier_certificate="yes", **facts) == "5400.00"
    assert ask("disability_grant", disabled_soldier_certificate="no", **facts) == "162000.00"


def test_the_fund_adds_what_the_pension_lacks() -> None:
    for region in ("000000", "330000"):
        for grade, added in ((4, "2100.00"), (5, "0.00")):
            found = ask("disability_allowance_after_retirement", NOW, region, injury_grade=grade,
                        disability_allowance=5100, monthly_pension=3000, pension_shortfall_months=0)  # fmt: skip
            assert found == added
    assert ask("disabled_premium_base", injury_grade=4, disability_allowance=5100) == "5100.00"
    assert ask("disabled_premium_base", injury_grade=5, disability_allowance=5100) == "0.00"
    facts = {"injury_grade": 2, "disability_allowance": 5100}
    assert ask("disability_allowance_after_retirement", monthly_pension=3000, **facts) == "2100.00"
    assert ask("disability_allowance_after_retirement", monthly_pension=5200, **facts) == "0.00"
    facts = {"injury_grade": 2, "disability_allowance": 5100, "monthly_pension": 0, "account_pension": 400}
    for lacking, added in ((1, "4700.00"), (0, "5100.00")):
        in_zhejiang = {**facts, "pension_shortfall_months": lacking}
        assert ask("disability_allowance_after_retirement", NOW, "330000", **in_zhejiang) == added


def test_nursing_counts_in_the_wage_of_the_area() -> None:
    levels = [ask("nursing_allowance", care_level=c, average_wage=7001) for c in ("none", "partial", "most", "full")]
    assert levels == ["0.00", "2100.30", "2800.40", "3500.50"]


# The two grants at the end of the labour relation


@pytest.mark.parametrize(
    ("region", "month", "facts", "medical", "employment"),
    [
        ("330000", "2021-06", {"injury_grade": 8, "average_wage": 6000}, "42000.00", "42000.00"),
        ("410100", "2021-06", {"injury_grade": 5, "average_wage": 5000}, "80000.00", "280000.00"),
        ("320500", "2021-06", {"injury_grade": 7}, "120000.00", "45000.00"),
        ("430000", "2025-06", {"injury_grade": 6, "injury_wage": 6000}, "108000.00", "180000.00"),
        ("500000", "2021-06", {"injury_grade": 9, "average_wage": 6000}, "24000.00", "54000.00"),
        ("130000", "2010-06", {"injury_grade": 10, "average_wage": 2500}, "20000.00", "10000.00"),
        ("360000", "2021-06", {"injury_grade": 5, "injury_wage": 5000}, "100000.00", "160000.00"),
    ],
)
def test_the_grants_count_as_the_province_says(
    region: str, month: str, facts: dict[str, Any], medical: str, employment: str
) -> None:
    assert ask("injury_medical_grant", month, region, **facts) == medical
    assert ask("injury_employment_grant", month, region, **facts) == employment


def test_guangdong_takes_the_higher_of_both_wages_and_jiangxi_that_at_the_end() -> None:
    facts = {"injury_grade": 10, "injury_wage": 5000, "average_wage": 6000}
    assert ask("injury_medical_grant", NOW, "440000", injury_wage_at_end=8000, **facts) == "8000.00"
    assert ask("injury_medical_grant", NOW, "440000", injury_wage_at_end=4000, **facts) == "5000.00"
    assert ask("injury_medical_grant", NOW, "440000", injury_wage_at_end=99000, **facts) == "18000.00"
    assert ask("injury_medical_grant", NOW, "360000", injury_wage_at_end=4000, **facts) == "16000.00"


def test_fujian_counts_the_years_of_life_expected() -> None:
    facts = {"injury_grade": 5, "birth": "1980-06-10", "life_expectancy": "78.2", "average_wage": 6000}
    # 45 years old in 2025-06: 33.2 years left, the begun one counts: 34 x 0.7 = 23.8 months.
    assert ask("injury_medical_grant", NOW, "350000", **facts) == "142800.00"
    # 0.7 x 10 years is below the floor of 15 months; three tenths more for an occupational disease.
    old = {**facts, "birth": "1956-12-01"}
    assert ask("injury_employment_grant", NOW, "350000", **old) == "90000.00"
    assert ask("injury_employment_grant", NOW, "350000", occupational_disease="yes", **old) == "117000.00"
    # Until 2010 one sum for both: 1.4 x 49 = 68.6 months.
    assert ask("injury_leaving_grants", "2010-06", "350000", **{**facts, "average_wage": 2000}) == "137200.00"


def test_guizhou_gave_a_month_for_each_month_left_until_2010() -> None:
    facts = {"injury_grade": 9, "average_wage": 2000}
    assert ask("injury_leaving_grants", "2010-12", "520000", months_before_retirement=5, **facts) == "10000.00"
    assert ask("injury_leaving_grants", "2010-12", "520000", months_before_retirement=9, **facts) == "16000.00"
    with pytest.raises(MissingFigure):
        ask("injury_leaving_grants", "2011-01", "520000", months_before_retirement=5, **facts)
    for region in ("350000", "520000"):
        assert ask("injury_leaving_grants", "2010-12", region, injury_grade=4, average_wage=2000) == "0.00"


@pytest.mark.parametrize(
    ("region", "shares"),
    [
        ("410000", ["0.1", "0.2", "0.4", "0.6", "0.8", "1"]),
        ("340000", ["0.3", "0.6", "0.7", "0.8", "0.9", "1"]),
        ("360000", ["0.5", "0.6", "0.7", "0.8", "0.9", "1"]),
        ("500000", ["0.1", "0.1", "0.2", "0.3", "0.4", "0.5"]),
    ],
)
def test_the_employment_grant_shrinks_in_the_last_years_before_retirement(region: str, shares: list[str]) -> None:
    for year, share in enumerate(shares):
        for left in (max(1, year * 12), year * 12 + 11):
            assert ask("employment_grant_share", NOW, region, months_before_retirement=left) == share
    assert ask("employment_grant_share", NOW, region, months_before_retirement=120) == "1"
    assert ask("employment_grant_share", NOW, region, months_to_statutory_age=35) == shares[2]


@quick
@given(st.sampled_from(["310000", "330000", "340000", "360000", "370000", "410000", "420000", "500000"]), st.data())
def test_more_months_to_retirement_never_give_less(region: str, data: st.DataObject) -> None:
    left = data.draw(st.integers(1, 200))
    for question in ("injury_medical_grant", "injury_employment_grant"):
        facts = {"injury_grade": 6, "average_wage": 6000, "injury_wage": 5000}
        now, later = (yuan(question, NOW, region, months_before_retirement=n, **facts) for n in (left, left + 1))
        assert 0 <= now <= later


def test_at_the_retirement_age_nothing_is_left_where_the_province_says_so() -> None:
    for region in ("340000", "370000", "500000"):
        assert ask("employment_grant_share", NOW, region, months_before_retirement=0) == "0"
    assert ask("injury_employment_grant", NOW, "340000", injury_grade=5, months_to_statutory_age=-3) == "0.00"
    with pytest.raises(MissingFigure, match="employment_grant_share_table"):
        ask("employment_grant_share", NOW, "410000", months_to_statutory_age=-3)


def test_leaving_for_the_employers_fault_spares_the_cut_where_the_province_says_so() -> None:
    facts = {"injury_grade": 8, "average_wage": 10000, "months_before_retirement": 30}
    assert ask("injury_medical_grant", NOW, "310000", **facts) == "36000.00"
    assert ask("injury_medical_grant", NOW, "310000", left_for_employer_fault="yes", **facts) == "90000.00"
    assert ask("injury_employment_grant", NOW, "310000", left_for_employer_fault="yes", **facts) == "90000.00"
    assert ask("injury_employment_grant", NOW, "410000", left_for_employer_fault="yes", **facts) == "104000.00"
    reached = {"injury_grade": 8, "months_to_statutory_age": 0, "left_for_employer_fault": "yes"}
    assert ask("injury_medical_grant", NOW, "320000", **reached) == "0.00"
    assert ask("injury_employment_grant", NOW, "320000", **reached) == "0.00"


def test_an_occupational_disease_adds_to_the_medical_grant_of_henan_alone() -> None:
    facts = {"injury_grade": 10, "average_wage": 5000, "occupational_disease": "yes"}
    assert ask("injury_medical_grant", NOW, "410000", **facts) == "39000.00"
    assert ask("injury_employment_grant", NOW, "410000", **facts) == "30000.00"


def test_a_place_whose_months_are_unknown_is_not_given_anothers() -> None:
    for region in ("000000", "620000", "130000"):
        with pytest.raises(MissingFigure):
            ask("injury_medical_grant", NOW, region, injury_grade=8, average_wage=5000, injury_wage=5000)


@quick
@given(st.integers(1, 4), averages)
def test_grades_1_to_4_have_neither_grant(grade: int, average: int) -> None:
    for question in ("injury_medical_grant", "injury_employment_grant", "injury_leaving_grants"):
        assert yuan(question, NOW, "330000", injury_grade=grade, average_wage=average) == 0


@quick
@given(grades, st.sampled_from(["yes", "no"]), averages)
def test_fund_and_employer_together_pay_all_lump_sums(grade: int, insured: str, average: int) -> None:
    facts = {"injury_grade": grade, "injury_wage": average, "average_wage": average, "employer_insured": insured}
    names = ("disability_grant", "injury_medical_grant", "injury_employment_grant")
    parts = ("injury_lump_sums_from_fund", "injury_lump_sums_from_employer")
    got = LAW.at("2025-06", "330000").values([*names, *parts], read_dossier(LAW, facts))
    assert sum(got[n] for n in names) == sum(got[n] for n in parts)
    if insured == "no":
        assert got["injury_lump_sums_from_fund"] == 0


def test_several_injuries_in_zhejiang_count_by_the_heaviest() -> None:
    facts = {"injury_grade": 9, "average_wage": 6000}
    assert ask("injury_medical_grant", NOW, "330000", second_injury_grade=8, **facts) == "42000.00"
    assert ask("injury_medical_grant", NOW, "330000", second_injury_grade=10, **facts) == "24000.00"


# Treatment and leave


def test_what_a_third_party_has_paid_is_not_paid_again() -> None:
    facts = {"treatment_cost_on_lists": 10000}
    assert ask("treatment_cost_from_fund", paid_by_third_party=4000, **facts) == "6000.00"
    assert ask("treatment_cost_from_fund", paid_by_third_party=12000, **facts) == "0.00"
    assert (
        ask("third_party_advance", paid_by_third_party=0, third_party_unknown_or_refusing="yes", **facts) == "10000.00"
    )
    assert ask("third_party_advance", **facts) == "0.00"


def test_food_travel_and_aids_within_their_standards() -> None:
    assert ask("hospital_food_allowance", NOW, "330100", hospital_days=10, minimum_wage=2490) == "290.50"
    assert ask("hospital_food_allowance", hospital_days=10, hospital_food_standard=20) == "200.00"
    travel = {"outside_treatment_cost": 900, "outside_treatment_limit": 800}
    assert ask("outside_treatment_paid", outside_treatment_agreed="yes", **travel) == "800.00"
    assert ask("outside_treatment_paid", **travel) == "0.00"
    assert ask("device_paid", device_cost=900, device_limit=1000, device_confirmed="yes") == "900.00"
    assert ask("device_paid", device_cost=900, device_limit=1000) == "0.00"


def test_paid_leave_is_the_unchanged_wage_for_twelve_months_or_twice_that() -> None:
    assert ask("paid_injury_leave_wage", wage=6500, paid_injury_leave_months=3) == "19500.00"
    assert ask("paid_injury_leave_wage", injury_wage=6000, paid_injury_leave_months=3) == "18000.00"
    assert ask("paid_injury_leave_wage", wage=6500, paid_injury_leave_months="2.5") == "16250.00"
    assert ask("paid_injury_leave_wage", wage=1000, paid_injury_leave_months=25) == "24000.00"
    assert ask("paid_injury_leave_limit") == "12"
    assert ask("paid_injury_leave_last_day", injury_day="2024-02-29") == "2025-02-27"
    assert ask("paid_injury_leave_last_day", injury_day="2024-03-10", leave_extension_confirmed="yes") == "2026-03-09"


@quick
@given(st.integers(0, 10**7), st.integers(0, 10**7), *[st.sampled_from(["yes", "no"])] * 3)
def test_the_fund_advances_only_for_an_uninsured_employer_who_does_not_pay(
    due: int, repaid: int, insured: str, pays: str, joined: str
) -> None:
    facts = {"benefits_due": due, "repaid_by_employer": repaid, "employer_insured": insured,
             "employer_pays_injury": pays, "arrears_paid_before_cost": joined}  # fmt: skip
    advanced = yuan("benefits_advanced", **facts)
    assert advanced == (due * 100 if insured == pays == joined == "no" else 0)
    assert yuan("advance_to_recover", **facts) == max(0, advanced - repaid * 100)


def test_any_one_reason_stops_the_benefits() -> None:
    assert ask("injury_benefits_stop") == "no"
    for reason in ("entitlement_lost", "refuses_appraisal", "refuses_treatment"):
        assert ask("injury_benefits_stop", **{reason: "yes"}) == "yes"


def test_other_sums_by_hand() -> None:
    assert ask("leave_nursing_pay_minimum", NOW, "330000", average_wage=7000) == "7000.00"
    due = {"benefits_due": 50000, "third_party_compensation": 30000}
    assert ask("benefits_beside_third_party", **due) == "50000.00"
    assert ask("benefits_beside_third_party", NOW, "330000", **due) == "20000.00"
    assert ask("underpaid_difference", NOW, "330000", benefits_due=50000, benefits_on_true_wage=61000) == "11000.00"
    assert ask("underpaid_difference", NOW, "410000", benefits_due=61000, benefits_on_true_wage=50000) == "0.00"
    persons = {"persons_with_monthly_benefits": 3, "average_benefits_year": 12000}
    assert ask("bankruptcy_injury_premium", NOW, "410000", **persons) == "360000.00"
    assert ask("illegal_employer_death_compensation") == "1625640.00"
    survivor = {"survivor_allowance_relative": 1500, "dependant_age_months": 900, "monthly_benefits_drawn": 5000}
    assert ask("uninsured_survivor_lump_sum", NOW, "330000", **survivor) == "85000.00"
    assert ask("disability_allowance_first_month", NOW, "410000", appraisal_day="2025-12-31") == "2026-01"
    assert ask("recognition_notice_deadline", NOW, "410000", recognition_day="2025-03-01") == "2025-03-16"


def test_yes_and_no_by_their_conditions() -> None:
    assert ask("recurrence_treated", recurrence_confirmed="yes") == "yes"
    assert ask("treatment_paid_during_review", injury_recognition="treated_as") == "yes"
    assert ask("treatment_paid_during_review", injury_recognition="excluded") == "no"
    assert ask("domestic_relation_suspended", insured_abroad="yes") == "yes"
    assert ask("injury_insurance_compulsory", employer_kind="insurable") == "yes"
    assert ask("injury_insurance_compulsory", employer_kind="civil_service") == "no"
    assert ask("appraisal_due", condition_stable="yes", disability_left="yes") == "yes"
    assert ask("appraisal_due", condition_stable="no", disability_left="yes") == "no"
    assert ask("appraisal_due", condition_stable="yes", disability_left="no") == "no"


def test_who_pays_by_kind_of_employer() -> None:
    assert ask("injury_payer") == "fund_and_employer"
    assert ask("injury_payer", employer_kind="civil_service") == "employer"
    assert ask("injury_payer", employer_insured="no", employer_pays_injury="yes") == "employer"
    assert ask("injury_payer", employer_insured="no") == "advance_by_fund"
    multiples = [ask("illegal_employer_compensation", injury_grade=g, average_wage_year=1) for g in range(1, 11)]
    assert multiples == [f"{n}.00" for n in (16, 14, 12, 10, 8, 6, 4, 3, 2, 1)]


# Death


def test_the_death_grant_is_twenty_times_the_income_of_the_year_before() -> None:
    assert ask("death_grant", "2011-01") == "382180.00"
    assert ask("death_grant", "2025-12") == "1083760.00"
    assert ask("death_grant", "2026-01") == "1130040.00"
    with pytest.raises(MissingFigure, match="urban_income"):
        ask("death_grant", "2027-01")


def test_until_2010_the_province_set_the_death_grant() -> None:
    assert ask("death_grant", "2010-12", "410000", average_wage=2000) == "108000.00"
    assert ask("death_grant", "2010-12", "410000", average_wage=2000, died_in_rescue="yes") == "120000.00"
    died = {"average_wage": 2000, "injury_death": "in_paid_leave"}
    assert ask("death_grant", "2010-12", "410000", **died) == "108000.00"
    assert ask("death_grant", "2010-12", "410000", **{**died, "injury_death": "graded_1_to_4"}) == "0.00"
    with pytest.raises(MissingFigure, match="death_grant_wage_months"):
        ask("death_grant", "2010-12", "440000", average_wage=2000)


def test_what_a_death_gives_depends_on_how_it_came() -> None:
    facts = {"average_wage": 6000, "injury_wage": 5000, "spouse_depends": "yes"}
    names = ("injury_funeral_grant", "death_grant", "survivor_allowance_total")
    full, none = ["36000.00", "1083760.00", "2000.00"], ["0.00"] * 3
    for death in ("from_injury", "in_paid_leave"):
        assert [ask(n, injury_death=death, **facts) for n in names] == full
    assert [ask(n, injury_death="graded_1_to_4", **facts) for n in names] == [full[0], "0.00", full[2]]
    assert [ask(n, injury_death="other", **facts) for n in names] == none
    assert ask("death_grant", NOW, "510000", injury_death="graded_1_to_4", **facts) == "300000.00"
    assert ask("death_grant", injury_death="graded_1_to_4") == "0.00"


def test_survivors_shares_by_hand() -> None:
    facts = {"injury_wage": 5000}
    assert ask("survivor_allowance_total", spouse_depends="yes", relatives_depending=1, **facts) == "3500.00"
    assert ask("survivor_allowance_total", relatives_depending=1, dependants_alone=1, **facts) == "2000.00"
    assert ask("survivor_allowance_total", dependants=3, spouse_depends="yes", **facts) == "5000.00"
    assert ask("survivor_allowance_total", dependants=2, **facts) == "3000.00"
    # 40 + 3 x 30 percent are cut to the wage in proportion: 4 and 3 thirteenths of 5,000.
    assert ask("survivor_allowance_spouse", spouse_depends="yes", relatives_depending=3, **facts) == "1538.46"
    assert ask("survivor_allowance_relative", spouse_depends="yes", relatives_depending=3, **facts) == "1153.85"


@quick
@given(st.integers(1, 50_000), st.sampled_from(["yes", "no"]), st.integers(0, 8))
def test_survivors_never_get_more_than_the_wage_and_their_parts_make_the_sum(
    wage: int, spouse: str, others: int
) -> None:
    facts = {"injury_wage": wage, "spouse_depends": spouse, "relatives_depending": others}
    total = yuan("survivor_allowance_total", **facts)
    parts = yuan("survivor_allowance_spouse", **facts) + others * yuan("survivor_allowance_relative", **facts)
    assert total <= wage * 100
    assert abs(total - parts) <= others + 1
    assert total <= yuan("survivor_allowance_total", **{**facts, "relatives_depending": others + 1})


def test_who_counts_as_a_dependant() -> None:
    def entitled(relation: str, sex: str, age: int, **more: str) -> bool:
        facts = {"dependant_relation": relation, "dependant_sex": sex, "dependant_age_months": age}
        return ask("dependant_entitled", lived_on_deceased=more.pop("lived", "yes"), **facts, **more) == "yes"

    assert entitled("spouse", "female", 660)
    assert not entitled("spouse", "female", 659)
    assert not entitled("parent", "male", 719)
    assert entitled("parent", "male", 720)
    assert entitled("child", "male", 215)
    assert not entitled("child", "male", 216)
    assert entitled("child", "male", 216, dependant_unable_to_work="yes")
    assert not entitled("grandparent", "male", 900)
    assert entitled("grandparent", "male", 900, nearer_relatives_gone="yes")
    assert entitled("sibling", "male", 100, nearer_relatives_gone="yes")
    assert not entitled("grandchild", "male", 900, nearer_relatives_gone="yes")
    assert not entitled("child", "male", 100, lived="no")


def test_a_missing_worker_is_paid_three_months_and_half_the_grant_in_need() -> None:
    facts = {"wage": 6000, "survivor_allowance_total": 3500}
    assert ask("missing_worker_payment", month_since_missing=3, **facts) == "6000.00"
    assert ask("missing_worker_payment", month_since_missing=4, **facts) == "3500.00"
    assert ask("missing_death_grant_advance", missing_family_in_need="yes") == "541880.00"
    assert ask("missing_death_grant_advance") == "0.00"
    assert ask("death_grant_remaining", death_grant_advanced=541880) == "541880.00"
    assert ask("death_grant_to_return", NOW, "410000", death_grant_advanced=541880) == "541880.00"


@pytest.mark.parametrize(
    ("age", "months"), [(0, 216), (215, 1), (216, 240), (720, 240), (732, 228), (899, 72), (900, 60), (1100, 60)]
)
def test_an_uninsured_survivor_of_zhejiang_may_take_all_at_once(age: int, months: int) -> None:
    assert ask("uninsured_survivor_months", NOW, "330000", dependant_age_months=age) == str(months)


def test_an_uninsured_worker_of_zhejiang_may_take_all_at_once() -> None:
    facts = {"average_wage_year": 80000, "monthly_benefits_drawn": 100000}
    for grade, paid in ((1, "1180000.00"), (4, "700000.00"), (5, "0.00")):
        assert ask("uninsured_lump_sum", NOW, "330000", injury_grade=grade, **facts) == paid


# Recognition

CASES: list[tuple[dict[str, str | int], str, str]] = [
    ({"injury_situation": "at_work"}, "recognised", "article_14_1"),
    ({"injury_situation": "at_work", "by_work": "no"}, "not_recognised", "no_item"),
    ({"injury_situation": "around_work"}, "recognised", "article_14_2"),
    ({"injury_situation": "violence_at_work"}, "recognised", "article_14_3"),
    ({"injury_situation": "occupational_disease", "diagnosis_certificate": "yes"}, "recognised", "article_14_4"),
    ({"injury_situation": "occupational_disease", "diagnosis_certificate": "no"}, "not_recognised", "no_item"),
    ({"injury_situation": "work_trip"}, "recognised", "article_14_5"),
    (
        {"injury_situation": "commute", "commute_accident": "traffic", "own_fault": "equal"},
        "recognised",
        "article_14_6",
    ),
    ({"injury_situation": "commute", "commute_accident": "traffic", "own_fault": "main"}, "not_recognised", "no_item"),
    ({"injury_situation": "commute", "commute_accident": "train", "own_fault": "full"}, "recognised", "article_14_6"),
    ({"injury_situation": "commute", "commute_accident": "other"}, "not_recognised", "no_item"),
    ({"injury_situation": "by_other_law"}, "recognised", "article_14_7"),
    ({"injury_situation": "sudden_illness", "hours_to_death": 0}, "treated_as", "article_15_1"),
    ({"injury_situation": "sudden_illness", "hours_to_death": 48}, "treated_as", "article_15_1"),
    ({"injury_situation": "sudden_illness", "hours_to_death": 49}, "not_recognised", "no_item"),
    ({"injury_situation": "sudden_illness", "hours_to_death": -1}, "not_recognised", "no_item"),
    ({"injury_situation": "rescue"}, "treated_as", "article_15_2"),
    ({"injury_situation": "old_wound", "disabled_soldier_certificate": "yes"}, "treated_as", "article_15_3"),
    ({"injury_situation": "old_wound", "disabled_soldier_certificate": "no"}, "not_recognised", "no_item"),
    ({"injury_situation": "none"}, "not_recognised", "no_item"),
    ({"injury_situation": "employer_event"}, "not_recognised", "no_item"),
]


@pytest.mark.parametrize(("facts", "decision", "ground"), CASES)
def test_a_case_is_decided_by_its_item(facts: dict[str, str | int], decision: str, ground: str) -> None:
    assert ask("injury_recognition", "2024-06", **facts) == decision
    assert ask("injury_ground", "2024-06", **facts) == ground
    due = "yes" if decision in ("recognised", "treated_as") else "no"
    assert ask("injury_benefits_due", "2024-06", **facts) == due


@pytest.mark.parametrize(("facts", "decision", "_"), CASES)
@pytest.mark.parametrize(
    ("exclusion", "ground"),
    [("intentional_crime", "16_1"), ("drunk_or_drugs", "16_2"), ("self_harm_or_suicide", "16_3")],
)
def test_crime_drink_and_self_harm_shut_every_case_out(
    facts: dict[str, str | int], decision: str, _: str, exclusion: str, ground: str
) -> None:
    met = decision != "not_recognised"
    shut = {**facts, "injury_exclusion": exclusion}
    assert ask("injury_recognition", "2024-06", **shut) == ("excluded" if met else decision)
    assert ask("injury_ground", "2024-06", **shut) == (f"article_{ground}" if met else "no_item")


def test_the_trace_of_a_decision_names_article_and_item() -> None:
    facts = {"injury_situation": "commute", "commute_accident": "traffic", "own_fault": "minor"}
    trace = LAW.at("2024-06", "000000").explain("injury_recognition", read_dossier(LAW, facts))
    cited = {cite for node in trace.nodes.values() for cite in node.cites}
    assert {"工伤保险条例 §14(6)", "工伤保险条例 §16", "社会保险法 §37"} <= cited


def test_since_november_2025_fault_and_home_office_must_be_proven() -> None:
    commute = {"injury_situation": "commute", "commute_accident": "traffic", "own_fault": "minor"}
    assert ask("injury_recognition", "2025-10", fault_document="no", **commute) == "recognised"
    assert ask("injury_recognition", "2025-11", fault_document="no", **commute) == "not_recognised"
    assert ask("injury_recognition", "2025-11", fault_document="yes", **commute) == "recognised"
    assert (
        ask("injury_recognition", "2025-11", fault_document="yes", **{**commute, "own_fault": "main"})
        == "not_recognised"
    )
    with pytest.raises(MissingInput, match="fault_document"):
        ask("injury_recognition", "2025-11", **commute)
    home = {"injury_situation": "at_work", "home_office": "yes"}
    assert ask("injury_recognition", "2025-11", **home) == "not_recognised"
    assert ask("injury_recognition", "2025-11", home_office_proven="yes", **home) == "recognised"


def test_provinces_widen_the_situations() -> None:
    for situation in ("break_or_meal", "employer_event", "union_rest_trip"):
        assert ask("injury_recognition", NOW, "330100", injury_situation=situation) == "recognised"
        assert ask("injury_recognition", NOW, "440000", injury_situation=situation) == "not_recognised"

    def at_the_post(**facts: object) -> str:
        return ask("injury_recognition", NOW, "330000", injury_situation="special_post_illness", **facts)

    assert at_the_post(hours_to_death=90) == "recognised"
    assert at_the_post(hours_to_death=-1) == "not_recognised"
    assert at_the_post(hours_to_death=-1, wholly_unable_to_work="yes") == "recognised"
    assert (
        ask("injury_recognition", NOW, "330000", injury_situation="sent_to_epidemic", hours_to_death=-1)
        == "not_recognised"
    )
    assert ask("injury_recognition", NOW, "410000", injury_situation="sent_to_epidemic") == "treated_as"
    assert ask("injury_recognition", NOW, "410000", injury_situation="at_work") == "recognised"
    assert ask("injury_recognition", NOW, "410000", injury_situation="rescue") == "treated_as"


def test_proof_papers_and_who_answers() -> None:
    assert ask("burden_of_proof", employer_denies="yes") == "employer"
    papers = {"has_application_form": "yes", "has_relation_proof": "yes", "has_medical_proof": "yes"}
    assert ask("injury_application_complete", **papers) == "yes"
    for paper in papers:
        assert ask("injury_application_complete", **{**papers, paper: "no"}) == "no"
    assert ask("liable_unit", employment_form="seconded") == "lending_employer"
    assert ask("liable_unit", employment_form="dispatched") == "dispatching_agency"
    assert ask("liable_unit", employment_form="several_employers") == "employer_worked_for"


# Days


def test_deadlines_by_hand() -> None:
    assert ask("employer_application_deadline", injury_day="2025-01-31") == "2025-03-02"
    assert ask("worker_application_deadline", injury_day="2024-02-29") == "2025-02-28"
    assert ask("worker_application_deadline", injury_day="2025-01-31", days_held_up=10) == "2026-02-10"
    assert ask("recognition_deadline", application_accepted_day="2025-03-01") == "2025-04-30"
    assert ask("recognition_deadline", application_accepted_day="2025-03-01", clear_case="yes") == "2025-03-16"
    assert ask("recognition_deadline", application_accepted_day="2025-03-01", days_awaiting_finding=31) == "2025-05-31"
    assert ask("appraisal_deadline", appraisal_application_day="2025-03-01") == "2025-04-30"
    assert ask("appraisal_deadline", appraisal_application_day="2025-03-01", appraisal_extended="yes") == "2025-05-30"
    assert ask("second_appraisal_deadline", appraisal_received_day="2025-03-01") == "2025-03-16"
    assert ask("review_appraisal_first_day", appraisal_day="2025-03-01") == "2026-03-02"
    assert ask("appraisal_notice_deadline", "2025-06", appraisal_day="2025-06-01") == "2025-06-21"
    assert ask("appraisal_notice_deadline", "2025-07", appraisal_day="2025-07-01") == "2025-07-16"
    # 20 working days from Friday 2025-06-06 end on Friday four weeks later; a holiday moves it to Monday.
    assert ask("injury_cost_claim_deadline", cost_claim_day="2025-06-06") == "2025-07-04"
    assert ask("injury_cost_claim_deadline", cost_claim_day="2025-06-06", holidays_in_period=1) == "2025-07-07"
    assert ask("acceptance_deadline", NOW, "330000", application_received_day="2025-06-05") == "2025-06-12"


def test_a_longer_time_for_applying_is_known_of_henan_alone() -> None:
    facts = {"injury_day": "2025-01-01", "application_extension_agreed": "yes"}
    assert ask("employer_application_deadline", NOW, "410000", **facts) == "2025-04-01"
    with pytest.raises(MissingFigure, match="extended_application_days"):
        ask("employer_application_deadline", NOW, "330000", **facts)


def test_an_application_is_in_time_to_its_last_day() -> None:
    for who, last in (("employer", "2025-01-31"), ("worker", "2026-01-01")):
        late = str(datetime.date.fromisoformat(last) + datetime.timedelta(days=1))
        facts = {"injury_day": "2025-01-01", "injury_applicant": who}
        assert ask("application_in_time", application_day=last, **facts) == "yes"
        assert ask("application_in_time", application_day=late, **facts) == "no"
    cost = {"injury_day": "2025-01-01", "cost_before_application": 900}
    assert ask("cost_before_application_from_employer", application_day="2025-01-31", **cost) == "0.00"
    assert ask("cost_before_application_from_employer", application_day="2025-02-01", **cost) == "900.00"


@quick
@given(days)
def test_a_year_later_is_the_same_day_or_the_last_of_february(day: datetime.date) -> None:
    found = datetime.date.fromisoformat(ask("worker_application_deadline", injury_day=str(day)))
    leap = (day.month, day.day) == (2, 29)
    assert found == (day.replace(year=day.year + 1, day=28) if leap else day.replace(year=day.year + 1))


@quick
@given(days)
def test_five_working_days_are_seven_days_and_never_end_on_a_weekend(day: datetime.date) -> None:
    found = datetime.date.fromisoformat(ask("acceptance_deadline", NOW, "330000", application_received_day=str(day)))
    assert found.weekday() < 5
    between = [day + datetime.timedelta(days=n) for n in range(1, (found - day).days + 1)]
    assert sum(d.weekday() < 5 for d in between) == 5


# Rates


def test_class_1_never_floats_down() -> None:
    steps = ("down_2", "down_1", "base", "up_1", "up_2")
    one = [ask("injury_float", industry_class=1, injury_float_step=s) for s in steps]
    eight = [ask("injury_float", industry_class=8, injury_float_step=s) for s in steps]
    assert one == ["1", "1", "1", "1.2", "1.5"]
    assert eight == ["0.5", "0.8", "1", "1.2", "1.5"]
    assert ask("injury_rate", industry_class=4, injury_float_step="down_1") == "0.0072"
    assert ask("injury_rate", industry_class=4) == "0.009"


def test_putian_moves_a_step_by_what_came_back() -> None:
    def step(benefits: str) -> str:
        facts = {"injury_benefits_year": benefits, "injury_premiums_year": 100000}
        return ask("injury_float_step", NOW, "350300", **facts)

    assert [step(b) for b in ("49999.9", "50000", "100000", "100000.1")] == ["down_1", "base", "base", "up_1"]
    assert ask("injury_float", NOW, "350300", industry_class=3) == "1"


def test_reserves_allow_a_cut_from_18_and_from_24_months() -> None:
    cuts = [ask("injury_rate_cut_allowed", fund_reserve_months=n) for n in (17, 18, 23, 24)]
    assert cuts == ["0", "0.2", "0.2", "0.5"]


def test_the_class_follows_the_trade() -> None:
    assert ask("industry_class", industry_division=65) == "1"
    assert ask("injury_rate", industry_division=6) == "0.019"
    assert {ask("industry_class", industry_division=n) for n in range(1, 97)} == set("12345678")


def test_what_henan_lays_by_and_may_spend_on_prevention() -> None:
    assert ask("injury_reserve_addition", NOW, "410000", injury_premiums_collected=1000000) == "70000.00"
    assert ask("injury_prevention_most", NOW, "410000", injury_premiums_collected=1000000) == "50000.00"
    assert ask("employee_injury_contribution", contribution_base=9000) == "0.00"


# Platforms


@pytest.mark.parametrize(
    ("month", "trade", "premium"),
    [
        ("2025-07", "ride_hailing", "0.01"),
        ("2025-07", "instant_delivery", "0.07"),
        ("2025-07", "takeaway", "0.07"),
        ("2025-07", "same_city_freight", "0.18"),
        ("2025-06", "takeaway", "0.06"),
        ("2025-06", "ride_hailing", "0.04"),
    ],
)
def test_the_premium_of_an_order(month: str, trade: str, premium: str) -> None:
    assert ask("order_premium", month, platform_trade=trade) == premium


def test_the_second_tier_is_for_delivery_alone() -> None:
    tier = {"delivery_tier": 2}
    assert ask("order_premium", "2025-08", platform_trade="instant_delivery", **tier) == "0.25"
    assert ask("order_premium", "2025-08", platform_trade="takeaway", **tier) == "0.25"
    assert ask("order_premium", "2025-08", platform_trade="ride_hailing", **tier) == "0.01"
    assert ask("order_premium", "2025-08", platform_trade="same_city_freight", **tier) == "0.18"


def test_the_premium_is_due_where_and_when_the_pilot_holds() -> None:
    def premium(month: str, region: str) -> str:
        return ask("occupational_injury_premium", month, region, orders=1000, platform_trade="same_city_freight")

    assert premium("2025-06", "500000") == "200.00"
    assert premium("2025-06", "330100") == "0.00"
    assert premium("2025-07", "330100") == "180.00"
    assert premium("2026-06", "410000") == "0.00"
    assert premium("2026-07", "410000") == "180.00"
    assert ask("occupational_injury_premium", "2025-08", "500000", orders=1000, platform_trade="same_city_freight",
               occupational_injury_float=1.5) == "270.00"  # fmt: skip


def test_which_platforms_take_part() -> None:
    def covered(month: str, region: str, platform: str, trade: str) -> str:
        return ask("occupational_injury_covered", month, region, platform=platform, platform_trade=trade)

    assert covered("2022-07", "110000", "meituan", "takeaway") == "yes"
    assert covered("2025-06", "110000", "didi", "ride_hailing") == "no"
    assert covered("2025-07", "110000", "didi", "ride_hailing") == "yes"
    assert covered("2025-07", "110000", "other", "ride_hailing") == "yes"
    assert covered("2025-07", "110000", "other", "takeaway") == "no"
    assert covered("2025-07", "310000", "other", "ride_hailing") == "no"
    assert covered("2026-07", "310000", "other", "takeaway") == "yes"
    facts = {"platform": "meituan", "platform_trade": "takeaway", "occupational_injury_confirmed": "yes"}
    assert ask("occupational_injury_benefits_due", "2025-07", "110000", **facts) == "yes"
    assert ask("occupational_injury_benefits_due", "2025-07", "110000", taking_order="no", **facts) == "no"


def test_benefits_of_platform_workers_count_in_six_tenths_of_the_private_wage() -> None:
    facts = {"private_wage": 5000, "injury_grade": 5}
    assert ask("platform_disability_grant", "2025-08", **facts) == "54000.00"
    assert ask("platform_single_allowance", "2025-08", **facts) == "90000.00"
    assert ask("platform_single_allowance", "2025-08", **{**facts, "injury_grade": 6}) == "75000.00"
    assert ask("platform_single_allowance", "2025-08", **{**facts, "injury_grade": 4}) == "0.00"
    assert ask("platform_disability_allowance", "2025-08", **{**facts, "injury_grade": 4}) == "2250.00"
    assert ask("platform_disability_allowance", "2025-08", **facts) == "0.00"
    assert ask("platform_funeral_grant", "2025-08", **facts) == "18000.00"
    assert ask("platform_survivor_allowance_total", "2025-08", spouse_depends="yes", **facts) == "1200.00"
    assert ask("platform_death_grant", "2025-08") == "1083760.00"
    assert ask("platform_death_grant", "2025-08", injury_death="graded_1_to_4") == "0.00"

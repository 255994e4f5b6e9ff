"""Unemployment insurance as people meet it: who gets it, for how long, how much, and what ends it."""

from __future__ import annotations

import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure
from shebao.law.unemployment import EVENTS, LEAVING

NOW = "2026-09"
ask = Asking(NOW)
shown = ask.shown
WITH_MONTHS = ["110000", "230000", "310000", "330000", "360000", "410100", "411000", "420000", "430000", "440000",
               "460000", "500000", "510000", "520000", "610000", "650000"]  # fmt: skip
WITH_SHARE = ["140000", "150000", "210100", "330100", "350100", "370000", "410000", "420100", "430100", "440100",
              "450100", "500000", "510100", "520000", "610000"]  # fmt: skip
months = st.integers(0, 600)


# Months


@pytest.mark.parametrize(
    ("region", "paid", "wanted"),
    [
        ("000000", 11, "0"), ("000000", 12, "12"), ("000000", 59, "12"), ("000000", 60, "18"), ("000000", 119, "18"),
        ("000000", 120, "24"),
        ("440000", 11, "0"), ("440000", 23, "1"), ("440000", 48, "4"), ("440000", 53, "4"), ("440000", 54, "5"),
        ("440000", 120, "16"), ("440000", 168, "24"), ("440000", 400, "24"),
        ("330000", 12, "2"), ("330000", 14, "2"), ("330000", 15, "3"), ("330000", 60, "10"), ("330000", 63, "10"),
        ("330000", 64, "11"), ("330000", 120, "18"),
        ("460000", 11, "0"), ("460000", 12, "2"), ("460000", 15, "2"), ("460000", 16, "3"), ("460000", 20, "3"),
        ("500000", 23, "3"), ("500000", 59, "12"), ("500000", 60, "15"), ("500000", 83, "15"), ("500000", 84, "16"),
        ("500000", 120, "19"), ("500000", 180, "24"),
        ("410100", 60, "14"), ("410100", 108, "18"), ("410100", 120, "19"), ("410100", 180, "24"),
        ("411000", 60, "13.5"), ("411000", 84, "16.5"), ("411000", 108, "18"),
        ("310000", 24, "4"), ("310000", 59, "8"), ("310000", 144, "24"),
        ("230000", 60, "14"), ("230000", 108, "18"), ("230000", 144, "24"),
    ],
)  # fmt: skip
def test_each_place_counts_months_its_own_way(region: str, paid: int, wanted: str) -> None:
    assert shown("unemployment_benefit_months", "2026-09", region, unemployment_months_paid=paid) == wanted


@quick
@given(st.sampled_from(WITH_MONTHS), months, st.integers(0, 24))
def test_more_months_paid_never_give_less_and_never_more_than_the_nation_allows(
    region: str, paid: int, unused: int
) -> None:
    def of(paid: int, unused: int) -> int:
        facts = {"unemployment_months_paid": paid, "unused_unemployment_months": unused}
        return ask("unemployment_benefit_months", "2026-09", region, **facts)

    ceiling = ask("unemployment_months_ceiling", "2026-09", region, unemployment_months_paid=paid)
    assert of(paid, 0) <= ceiling * 10
    assert of(paid, unused) <= of(paid + 1, unused) <= 240
    assert of(paid, unused) == min(240, of(paid, 0) + unused * 10)


@quick
@given(st.sampled_from(WITH_MONTHS), months, st.integers(0, 24))
def test_months_drawn_and_months_left_make_the_whole(region: str, paid: int, drawn: int) -> None:
    facts = {"unemployment_months_paid": paid, "unemployment_months_drawn": drawn}
    whole = ask("unemployment_benefit_months", "2026-09", region, **facts)
    left = ask("unemployment_months_left", "2026-09", region, **facts)
    assert left == max(0, whole - drawn * 10)


@pytest.mark.parametrize(("paid", "most"), [(11, 0), (12, 12), (59, 12), (60, 18), (119, 18), (120, 24), (600, 24)])
def test_the_nation_bounds_the_months_by_the_years_paid(paid: int, most: int) -> None:
    assert ask("unemployment_months_ceiling", "2026-09", "310000", unemployment_months_paid=paid) == most


def test_a_province_whose_table_is_not_known_says_so_and_does_not_take_the_ceiling() -> None:
    with pytest.raises(MissingFigure, match="unemployment_months_table"):
        ask("unemployment_benefit_months", "2026-09", "370000", unemployment_months_paid=60)
    with pytest.raises(MissingFigure, match="unemployment_months_table"):
        ask("unemployment_benefit_months", "2003-09", "440000", unemployment_months_paid=60)


# Who


@pytest.mark.parametrize("reason", LEAVING)
def test_only_work_lost_against_the_own_will_counts(reason: str) -> None:
    own_wish = reason in ("resigned", "agreed_on_own_proposal", "retired")
    facts = {"unemployment_months_paid": 12, "leaving_reason": LEAVING.index(reason), "registered_unemployed": 1}
    assert ask("unemployment_entitled", "2026-09", "110000", **facts) == (0 if own_wish else 1)


@pytest.mark.parametrize(
    ("region", "paid", "unused", "registered", "due"),
    [
        ("310000", 12, 0, 1, 1), ("310000", 11, 0, 1, 0), ("310000", 11, 3, 1, 0), ("310000", 12, 0, 0, 0),
        ("440000", 11, 3, 1, 1), ("440000", 11, 0, 1, 0),
    ],
)  # fmt: skip
def test_a_year_must_be_paid_but_guangdong_lets_unused_months_do(
    region: str, paid: int, unused: int, registered: int, due: int
) -> None:
    facts = {"unemployment_months_paid": paid, "unused_unemployment_months": unused, "leaving_reason": 0}
    assert ask("unemployment_entitled", "2026-09", region, registered_unemployed=registered, **facts) == due


@pytest.mark.parametrize("event", EVENTS)
def test_what_ends_the_benefit(event: str) -> None:
    at = EVENTS.index(event)

    def ends(region: str) -> int:
        return ask("unemployment_benefit_stops", "2026-09", region, stop_event=at)

    always = event in ("reemployed", "conscripted", "emigrated", "drawing_pension", "died")
    assert ends("110000") == (1 if always or event == "imprisoned" else 0)
    assert ends("500000") == (1 if always or event in ("imprisoned", "pension_age_reached") else 0)
    assert ends("440000") == (1 if always else 0)
    rests = ask("unemployment_benefit_rests", "2026-09", "440000", stop_event=at)
    assert rests == (1 if event in ("imprisoned", "drug_detention") else 0)
    assert ask("unemployment_benefit_rests", "2026-09", "110000", stop_event=at) == 0


@pytest.mark.parametrize(("region", "most"), [("110000", 1), ("310000", 3), ("440000", 3), ("410000", 2)])
def test_refusals_end_the_benefit_at_the_number_the_place_says(region: str, most: int) -> None:
    for refusals in range(5):
        ends = ask("unemployment_benefit_stops", "2026-09", region, work_refusals=refusals)
        assert ends == (1 if refusals >= most else 0)


def test_not_showing_up_ends_the_benefit_in_guangdong_and_chongqing_alone() -> None:
    question = "unemployment_benefit_stops"
    assert [ask(question, "2026-09", "440000", missed_monthly_checks=n) for n in (1, 2)] == [0, 1]
    assert [ask(question, "2026-09", "500000", unreported_days=n) for n in (60, 61)] == [0, 1]
    assert ask(question, "2026-09", "110000", missed_monthly_checks=9, unreported_days=900) == 0


def test_the_employer_reports_within_fifteen_days_and_before_the_law_within_seven() -> None:
    assert ask("unemployment_report_deadline", "2011-06", "000000", employment_ended=734_000) == 734_007
    assert ask("unemployment_report_deadline", "2011-07", "000000", employment_ended=734_000) == 734_015


def test_a_late_claim_in_guangdong_counts_from_its_own_day() -> None:
    days = {"unemployment_registered": 739_000, "unemployment_claimed": 739_030}
    assert ask("unemployment_start", "2026-09", "440000", claimed_in_time=0, **days) == 739_030
    assert ask("unemployment_start", "2026-09", "440000", claimed_in_time=1, **days) == 739_000
    assert ask("unemployment_start", "2026-09", "110000", claimed_in_time=0, **days) == 739_000


def test_the_last_month_is_counted_from_the_first() -> None:
    facts = {"unemployment_start": 739_000, "unemployment_months_paid": 60}  # 2024-04-29
    assert shown("unemployment_last_month", "2026-09", "500000", **facts) == "2025-06"
    assert shown("unemployment_last_month", "2026-09", "411000", **facts) == "2025-05"


@pytest.mark.parametrize(
    ("region", "when", "left", "months"),
    [
        ("110000", "2026-09", 11, 11), ("110000", "2026-09", 12, 0), ("110000", "2026-09", -3, 0),
        ("410100", "2026-09", 23, 23), ("410100", "2026-09", 24, 0), ("110000", "2019-11", 11, 0),
    ],
)  # fmt: skip
def test_who_is_near_retirement_keeps_the_benefit_until_then(region: str, when: str, left: int, months: int) -> None:
    year, month = (int(n) for n in when.split("-"))
    end = year * 12 + month - 1 + left
    assert ask("unemployment_extension_months", when, region, statutory_retirement_month=end) == months


# Amounts


@pytest.mark.parametrize(
    ("region", "when", "facts", "wanted"),
    [
        ("440100", "2018-07", {"minimum_wage": 189_500}, "1705.00"),  # 1705.50, dropped
        ("420000", "2015-09", {"minimum_wage": 122_500}, "858.00"),  # 857.50, to the nearest
        ("430100", "2015-07", {"minimum_wage": 139_000}, "1181.50"),  # kept
        ("210100", "2024-05", {"minimum_wage": 210_000, "unemployment_months_paid": 119}, "1785.00"),
        ("210100", "2024-05", {"minimum_wage": 210_000, "unemployment_months_paid": 120}, "1890.00"),
        ("450100", "2020-06", {"minimum_wage": 181_000, "unemployment_months_paid": 191}, "1629.00"),
        ("450100", "2020-06", {"minimum_wage": 181_000, "unemployment_months_paid": 192}, "1647.00"),  # 91 percent
        ("450100", "2020-06", {"minimum_wage": 181_000, "unemployment_months_paid": 480}, "1792.00"),  # 99 percent
        ("150100", "2024-12", {"unemployment_benefit_month": 12}, "2156.50"),
        ("150100", "2024-12", {"unemployment_benefit_month": 13}, "1929.50"),
        ("150100", "2024-12", {"unemployment_benefit_month": 13, "unemployment_favoured": 1}, "1997.60"),
        ("150100", "2024-12", {"region_class": 2}, "2156.50"),  # class 1 for all
        ("110000", "2025-09", {"unemployment_months_paid": 59}, "2129.00"),
        ("110000", "2025-09", {"unemployment_months_paid": 60}, "2156.00"),
        ("110000", "2025-09", {"unemployment_months_paid": 240}, "2286.00"),
        ("110000", "2025-09", {"unemployment_benefit_month": 13}, "2129.00"),  # one sum for all
        ("310000", "2026-07", {"unemployment_benefit_month": 12}, "2340.00"),
        ("310000", "2026-07", {"unemployment_benefit_month": 13}, "1872.00"),
        ("310000", "2026-07", {"minimum_living": 190_000, "unemployment_benefit_month": 13}, "1900.00"),
        ("320100", "2023-07", {"minimum_living": 94_501}, "1417.52"),  # half a fen up
        ("320100", "2023-07", {}, "1575.00"),  # one and a half allowances of 1050
        ("410000", "2025-03", {"region_class": 3}, "1800.00"),  # 1890 cut at the own minimum wage
        ("410000", "2025-03", {"region_class": 2}, "1890.00"),
        ("460000", "2022-03", {"wage": 250_000, "minimum_wage": 183_000}, "1500.00"),
        ("460000", "2022-03", {"wage": 900_000, "minimum_wage": 183_000}, "1793.40"),
        ("460000", "2022-03", {"wage": 100_000, "minimum_wage": 183_000, "minimum_living": 60_000}, "900.00"),
        ("650000", "2018-11", {}, "1225.00"),
        ("520000", "2025-03", {"region_class": 3}, "1917.00"),
    ],
)  # fmt: skip
def test_each_place_pays_by_its_own_form(region: str, when: str, facts: dict[str, int], wanted: str) -> None:
    assert shown("unemployment_benefit", when, region, **facts) == wanted


@quick
@given(st.sampled_from(WITH_SHARE), st.integers(100_000, 400_000), st.integers(1, 24), months, st.integers(0, 200_000))
def test_the_benefit_lies_between_the_allowance_and_the_minimum_wage(
    region: str, wage: int, month: int, paid: int, allowance: int
) -> None:
    on = LAW.at("2025-10", region)
    facts = {"minimum_wage": wage, "unemployment_benefit_month": month, "unemployment_months_paid": paid}
    low = on.values(["unemployment_benefit"], {**facts, "minimum_living": 0})["unemployment_benefit"]
    held = on.values(["unemployment_benefit"], {**facts, "minimum_living": allowance})["unemployment_benefit"]
    assert 0 < low < wage
    assert held == max(low, allowance)
    more = on.values(["unemployment_benefit"], {**facts, "minimum_wage": wage + 1000, "minimum_living": 0})
    assert more["unemployment_benefit"] >= low


def test_a_place_whose_share_is_not_known_says_so() -> None:
    with pytest.raises(MissingFigure, match="unemployment_first_share"):
        ask("unemployment_benefit", "2026-01", "540000")
    with pytest.raises(MissingFigure, match="minimum_living"):
        ask("unemployment_benefit", "2026-01", "320500")


def test_the_extension_pays_what_the_place_says_of_the_last_amount() -> None:
    question = "unemployment_extension_benefit"
    assert shown(question, "2025-08", "310000", unemployment_benefit_month=24) == "1650.00"
    assert shown(question, "2022-03", "410100", minimum_wage=200_000) == "1280.00"
    assert shown(question, "2022-03", "410000", minimum_wage=200_000) == "1600.00"


# Beside it


def test_the_jobseekers_subsidy_is_guangdongs_for_six_months_before_the_retirement_age() -> None:
    question = "jobseeker_subsidy"
    assert shown(question, "2024-01", "440000", wage=800_000, unemployment_benefit_month=6) == "1200.00"
    assert ask(question, "2024-01", "440000", wage=800_000, unemployment_benefit_month=7) == 0
    assert ask(question, "2024-01", "440000", wage=800_000, past_retirement_age=1) == 0
    assert ask(question, "2024-01", "110000", wage=800_000) == 0


@pytest.mark.parametrize(
    ("region", "dependants", "survivors", "funeral"),
    [
        ("410000", 0, 0, 1_120_000), ("410000", 1, 800_000, 1_120_000), ("410000", 3, 2_400_000, 1_120_000),
        ("410000", 4, 2_400_000, 1_120_000), ("500000", 1, 1_600_000, 960_000), ("500000", 5, 1_600_000, 960_000),
        ("440100", 0, 6_000_000, 3_000_000),
    ],
)  # fmt: skip
def test_survivors_get_months_by_the_place_and_the_dependants(
    region: str, dependants: int, survivors: int, funeral: int
) -> None:
    facts = {"unemployment_benefit": 160_000, "average_wage": 1_000_000, "dependants": dependants}
    assert ask("unemployment_survivors_grant", "2024-06", region, **facts) == survivors
    assert ask("unemployment_funeral_grant", "2024-06", region, **facts) == funeral
    assert ask("funeral_grant_taken", "2024-06", region, other_funeral_grant=funeral + 1, **facts) == funeral + 1


def test_death_for_others_adds_four_fifths_in_henan() -> None:
    facts = {"unemployment_benefit": 160_000, "dependants": 1, "died_for_public_good": 1}
    assert ask("unemployment_survivors_grant", "2024-06", "410000", **facts) == 1_440_000


@quick
@given(st.sampled_from(["410000", "410100", "610000", "620000"]), months)
def test_a_rural_workers_sum_is_its_months(region: str, worked: int) -> None:
    facts = {"rural_months_worked": worked, "unemployment_benefit": 150_000}
    count = ask("rural_worker_lump_sum_months", "2024-06", region, **facts)
    most = {"410000": 12, "410100": 12, "610000": 24, "620000": 6}[region]
    first = 2 if region == "620000" else 1
    assert count == (min(first + worked // 12 - 1, most) if worked >= 12 else 0)
    assert ask("rural_worker_lump_sum", "2024-06", region, **facts) == count * 150_000


@pytest.mark.parametrize(("worked", "count"), [(11, 0), (12, 1), (23, 1), (24, 2), (144, 12), (156, 12)])
def test_a_rural_worker_gets_a_month_for_each_whole_year(worked: int, count: int) -> None:
    assert ask("rural_worker_lump_sum_months", "2024-06", "410000", rural_months_worked=worked) == count


def test_lasting_work_earns_half_of_the_months_left_rounded_up() -> None:
    facts = {"unemployment_months_paid": 120, "unemployment_benefit": 225_000}
    assert ask("reemployment_bonus", "2025-05", "440100", unemployment_months_drawn=3, **facts) == 7 * 225_000
    assert ask("self_employment_lump_sum", "2025-05", "440100", unemployment_months_drawn=3, **facts) == 13 * 225_000
    assert ask("reemployment_bonus", "2025-05", "110000", unemployment_months_drawn=3, **facts) == 0


def test_a_birth_earns_months_of_benefit_or_a_share_of_the_bill() -> None:
    question, facts = "unemployment_birth_grant", {"unemployment_benefit": 135_000}
    assert ask(question, "2023-01", "340800", **facts) == 675_000
    assert ask(question, "2023-01", "440100", **facts) == 405_000
    assert ask(question, "2023-01", "410100", birth_hospital_cost=500_000, **facts) == 350_000
    assert ask(question, "2023-01", "410100", birth_hospital_cost=5_000_000, **facts) == 810_000
    assert ask(question, "2023-01", "110000", **facts) == 0


@pytest.mark.parametrize(
    ("when", "size", "wanted"), [("2022-06", 0, 90), ("2022-06", 1, 50), ("2024-06", 0, 60), ("2026-06", 1, 30)]
)
def test_the_refund_goes_by_year_and_size(when: str, size: int, wanted: int) -> None:
    facts = {"employer_size": size, "insured_employees": 31, "layoff_rate": 55_000}
    assert ask("job_retention_refund", when, "000000", unemployment_premiums_last_year=100, **facts) == wanted


@pytest.mark.parametrize(
    ("insured", "rate", "months", "due"),
    [(31, 55_000, 12, 1), (31, 55_001, 12, 0), (30, 200_000, 12, 1), (30, 200_001, 12, 0), (30, 0, 11, 0)],
)
def test_layoffs_and_missing_months_lose_the_refund(insured: int, rate: int, months: int, due: int) -> None:
    facts = {"insured_employees": insured, "layoff_rate": rate, "premium_months_last_year": months}
    assert ask("retention_refund_due", "2024-06", "000000", **facts) == due


@pytest.mark.parametrize(
    ("grade", "paid", "had", "wanted"),
    [(5, 12, 0, 1000), (4, 12, 0, 1500), (3, 12, 2, 2000), (3, 11, 0, 0), (3, 12, 3, 0)],
)
def test_a_certificate_earns_a_subsidy_by_its_grade(grade: int, paid: int, had: int, wanted: int) -> None:
    facts = {"certificate_grade": grade, "unemployment_months_paid": paid, "skill_subsidies_had": had}
    assert ask("skill_subsidy", "2024-06", "000000", **facts) == wanted * 100


def test_the_pension_premium_near_retirement_is_given_back_up_to_the_lowest() -> None:
    def back(left: int, paid: int) -> int:
        facts = {"statutory_retirement_month": 2026 * 12 + left, "pension_premium_self_paid": paid}
        rates = {"base_floor": 500_000, "flexible_pension_rate": 200_000}
        return ask("older_jobless_pension_subsidy", "2026-01", "000000", **facts, **rates)

    assert [back(left, 90_000) for left in (0, 1, 11, 12)] == [0, 90_000, 90_000, 0]
    assert back(5, 120_000) == 100_000


def test_the_fund_pays_the_medical_premium_and_the_person_nothing() -> None:
    facts = {"average_wage": 1_000_000, "jobless_medical_rate": 80_000}
    assert ask("jobless_medical_premium", "2024-06", "110000", **facts) == 48_000
    assert ask("jobless_medical_premium_own", "2024-06", "110000", **facts) == 0


def test_rural_workers_under_the_separate_rule_pay_nothing_themselves() -> None:
    facts = {"unemployment_base": 500_000, "employee_unemployment_rate": 10_000}
    question = "employee_unemployment_contribution"
    assert ask(question, "2010-01", "000000", **facts) == 5000
    assert ask(question, "2010-01", "000000", rural_contract_worker=1, **facts) == 0


def test_the_aid_of_2020_is_four_fifths_for_six_months_and_rural_workers_get_three_allowances() -> None:
    got = [
        ask("unemployment_aid", "2020-06", "640100", unemployment_benefit=165_600, unemployment_benefit_month=month)
        for month in (1, 6, 7)
    ]
    assert got == [132_480, 132_480, 0]
    assert ask("rural_aid", "2020-07", "320100") == 3 * 94_500


def test_scarce_occupations_earn_two_subsidies_more_a_year() -> None:
    facts = {"certificate_grade": 5, "unemployment_months_paid": 12, "scarce_occupation": 1}
    got = [ask("skill_subsidy", "2025-06", "000000", skill_subsidies_had=had, **facts) for had in (2, 3)]
    assert got == [100_000, 0]
    facts["scarce_occupation"] = 0
    assert [ask("skill_subsidy", "2025-06", "000000", skill_subsidies_had=had, **facts) for had in (0, 1)] == [
        100_000,
        0,
    ]


def test_guangdong_keeps_rural_months_of_before_beyond_the_first_twelve() -> None:
    facts = {"unemployment_mean_wage": 500_025}
    got = [ask("rural_worker_old_rights", "2015-01", "440000", months_before_unification=n, **facts) for n in (12, 13)]
    assert got == [0, 10_001]  # 10000.50


def test_half_a_fen_of_the_extension_counts_up() -> None:
    assert (
        ask("unemployment_extension_benefit", "2022-03", "410100", unemployment_benefit=150_002) == 120_002
    )  # 120001.6


def test_the_expansion_grant_and_the_old_fine_are_multiples() -> None:
    facts = {"target_hires": 4}
    assert [ask("expansion_grant", "2026-06", "000000", hire_months_paid=n, **facts) for n in (2, 3)] == [0, 600_000]
    assert ask("unemployment_fine_minimum", "2010-06", "000000", unemployment_sum_cheated=100) == 100
    assert ask("unemployment_fine_maximum", "2010-06", "000000", unemployment_sum_cheated=100) == 300


def test_zhengzhou_pays_who_lives_elsewhere_three_times_the_own_premiums() -> None:
    facts = {"unemployment_benefit": 150_000}
    assert ask("leaver_lump_sum", "2020-06", "410100", unemployment_premiums_own=500_000, **facts) == 1_500_000
    assert ask("leaver_lump_sum", "2020-06", "410100", unemployment_premiums_own=5_000_000, **facts) == 2_700_000

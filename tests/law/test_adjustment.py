"""The yearly adjustment: what holds in every scheme, and examples computed by hand from the schemes' own words."""

from __future__ import annotations

from typing import Any

import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure, MissingInput
from shebao.engine.reading import read_dossier

told = Asking("2025-01", written=True).shown
PARTS = [
    "adjustment_fixed",
    "adjustment_per_year",
    "adjustment_old_retirees",
    "adjustment_level",
    "adjustment_age",
    "adjustment_hard_region",
]
pensions = st.integers(50_000, 1_500_000)
months = st.integers(1, 600)


def whole_schemes() -> list[tuple[str, int]]:
    """Every province and year whose parts for someone under 60 are all known."""
    found: list[tuple[str, int]] = []
    facts = {"age": 59, "contribution_months": 480, "pension_before": 300_000}
    for region, keyed in LAW.figures["adjustment_fixed_amount"].spans.items():
        for span in keyed[0]:
            try:
                LAW.at(f"{span.since // 12}-01", region).values(["pension_adjustment"], facts)
            except MissingFigure:
                continue
            found.append((region, span.since // 12))
    return found


SCHEMES = whole_schemes()
schemes = st.sampled_from(SCHEMES)


def ask(year: int, region: str, question: str, month: int = 1, **facts: Any) -> str:
    """The answer as people write it, from facts as people write them."""
    stated: dict[str, Any] = {"age": 60, "contribution_months": 360, "pension_before": 3000, **facts}
    known = {name: value for name, value in stated.items() if value is not None}
    return told(question, f"{year}-{month:02d}", region, **known)


def per_year(year: int, region: str, contribution_months: int, **facts: Any) -> str:
    return ask(year, region, "adjustment_per_year", contribution_months=contribution_months, **facts)


def level(year: int, region: str, pension_before: object, **facts: Any) -> str:
    return ask(year, region, "adjustment_level", pension_before=pension_before, **facts)


def by_age(year: int, region: str, age: int, **facts: Any) -> str:
    return ask(year, region, "adjustment_age", age=age, **facts)


def total(year: int, region: str, **facts: Any) -> str:
    return ask(year, region, "pension_adjustment", **facts)


def test_a_hundred_and_forty_schemes_are_whole() -> None:
    assert len(SCHEMES) >= 140


@quick
@given(schemes, months, pensions, st.integers(45, 59), st.sampled_from([0, 1]))
def test_the_parts_are_the_rise_and_the_rise_is_what_comes_on_top(
    scheme: tuple[str, int], paid: int, pension: int, age: int, sex: int
) -> None:
    region, year = scheme
    facts = {"age": age, "contribution_months": paid, "pension_before": pension, "sex": sex}
    names = [*PARTS, "adjustment_low_pension", "adjustment_floor_lift", "pension_adjustment", "pension_after"]
    got = LAW.at(f"{year}-07", region).values(names, facts)
    parts = sum(got[name] for name in names[:-2])
    assert all(got[name] >= 0 for name in names)
    assert parts <= got["pension_adjustment"] < parts + 100
    assert got["pension_after"] == pension + got["pension_adjustment"]


@quick
@given(schemes, months, pensions)
def test_a_month_more_never_gives_less(scheme: tuple[str, int], paid: int, pension: int) -> None:
    region, year = scheme
    on = LAW.at(f"{year}-01", region)

    def rise(paid: int) -> int:
        facts = {"age": 59, "contribution_months": paid, "pension_before": pension}
        try:
            return on.values(["pension_adjustment"], facts)["pension_adjustment"]
        except MissingFigure:
            return 10**9  # the price of the next band was not printed

    assert rise(paid + 1) >= rise(paid)


@quick
@given(schemes, pensions, st.integers(1, 30_000))
def test_nobody_is_overtaken_by_a_lower_pension(scheme: tuple[str, int], pension: int, more: int) -> None:
    region, year = scheme
    on = LAW.at(f"{year}-01", region)

    def after(pension: int) -> int:
        facts = {"age": 59, "contribution_months": 330, "pension_before": pension}
        return on.values(["pension_after"], facts)["pension_after"]

    assert after(pension + more) >= after(pension)


@quick
@given(st.integers(1930, 1974), st.integers(1, 12), schemes)
def test_the_age_is_that_of_the_last_day_of_the_year_before(born: int, month: int, scheme: tuple[str, int]) -> None:
    region, year = scheme
    on = LAW.at(f"{year}-03", region)
    read = {"birth": f"{born}-{month:02d}-28", "pension_before": 3000}
    reached = on.values(["adjustment_reference_age"], read_dossier(LAW, read))["adjustment_reference_age"]
    assert reached == year - 1 - born
    stated = on.values(["adjustment_reference_age"], {"age_in_2024": 2024 - born})["adjustment_reference_age"]
    assert stated == reached


def test_who_retires_in_december_takes_part_and_who_retires_in_january_does_not() -> None:
    assert total(2025, "510000", retirement_month="2024-12") == "58.00"
    assert total(2025, "510000", retirement_month="2025-01") == "0.00"
    assert total(2025, "510000", pension_since="2025-01") == "58.00"
    assert total(2025, "510000", pension_since="2025-02") == "0.00"
    assert ask(2025, "510000", "pension_after", retirement_month="2025-01") == "3000.00"


def test_veterans_follow_another_adjustment() -> None:
    assert total(2025, "510000", retiree_kind="veteran") == "0.00"
    assert ask(2025, "510000", "takes_part_in_adjustment") == "yes"
    assert ask(2025, "110000", "adjustment_row", retiree_kind="veteran") == "0"


def test_a_scheme_ends_with_its_year() -> None:
    assert ask(2025, "510000", "adjustment_fixed", month=12) == "22.00"
    with pytest.raises(MissingFigure, match="adjustment_fixed_amount"):
        ask(2026, "510000", "adjustment_fixed")
    with pytest.raises(MissingFigure, match="adjustment_fixed_amount"):
        ask(2023, "510000", "adjustment_fixed")


def test_each_year_has_the_price_of_its_band() -> None:
    assert per_year(2025, "370000", 27 * 12) == "12.20"  # 15 x 0.4 + 10 x 0.5 + 2 x 0.6
    assert per_year(2025, "370000", 15 * 12) == "6.00"
    assert per_year(2025, "370000", 15 * 12 + 1) == "6.50"
    assert per_year(2025, "370000", 46 * 12) == "24.80"  # 6 + 5 + 6 + 7 + 0.8


def test_a_part_of_a_year_is_a_year_but_half_a_year_in_fujian_and_months_in_beijing() -> None:
    assert [per_year(2025, "410000", m) for m in (360, 361, 372)] == ["15.90", "16.43", "16.43"]
    assert [per_year(2025, "350000", m) for m in (360, 361, 366, 367, 372)] == [
        "21.00",
        "21.35",
        "21.35",
        "21.70",
        "21.70",
    ]
    assert [per_year(2025, "110000", m) for m in (360, 361, 371, 372)] == ["54.00", "54.15", "55.65", "55.80"]


def test_years_printed_with_decimals_are_whole_months() -> None:
    assert ask(2025, "110000", "adjustment_per_year", contribution_years=30.17) == "54.30"  # 30 years 2 months


def test_too_few_years_count_as_the_minimum() -> None:
    assert [per_year(2025, "110000", m) for m in (12, 120, 121)] == ["18.00", "18.00", "18.15"]
    assert [per_year(2025, "110000", m, retiree_kind="land_worker") for m in (12, 180, 181)] == [
        "27.00",
        "27.00",
        "27.15",
    ]
    assert [per_year(2025, "320000", m) for m in (12, 180, 181)] == ["12.00", "12.00", "12.90"]
    assert per_year(2025, "640000", 240) == "17.00"
    assert per_year(2025, "640000", 240, retiree_kind="injured") == "21.00"
    assert per_year(2025, "640000", 372, retiree_kind="injured") == "21.40"


def test_the_first_years_together_have_one_amount_in_some_provinces() -> None:
    assert [per_year(2025, "120000", m) for m in (12, 180, 181)] == ["10.50", "10.50", "11.20"]


def test_anhui_rounds_the_part_by_years_up_to_the_yuan() -> None:
    assert [per_year(2025, "340000", m) for m in (360, 300)] == ["22.00", "18.00"]  # 11 + 10.50, 11 + 7


def test_family_workers_of_jilin_get_nothing_for_years() -> None:
    assert per_year(2025, "220000", 360) == "17.50"
    assert per_year(2025, "220000", 360, retiree_kind="family_worker") == "0.00"
    assert per_year(2023, "220000", 360, retiree_kind="family_worker") == per_year(2023, "220000", 360)


def test_a_year_in_tibet_goes_by_class() -> None:
    assert [per_year(2024, "540000", 120, hard_region_class=k) for k in (2, 3, 4)] == ["11.00", "14.00", "17.00"]
    assert per_year(2024, "540000", 120) == "11.00"
    with pytest.raises(MissingFigure, match="adjustment_class_price"):
        per_year(2021, "540000", 120)


def test_a_band_nobody_printed_is_a_hole_only_for_who_reaches_it() -> None:
    assert per_year(2019, "220000", 360) == "50.00"
    with pytest.raises(MissingFigure, match="adjustment_year_price"):
        per_year(2019, "220000", 361)


def test_the_level_part_is_rounded_as_the_scheme_says() -> None:
    assert level(2025, "120000", "3489.68") == "18.15"  # 18.1463, up to the fen
    assert level(2025, "410000", "3489.68") == "16.05"  # 16.0525, to the nearest
    assert level(2022, "610000", "2101") == "22.00"  # 21.01, up to the yuan
    assert [level(2022, "650000", p) for p in ("3281.24", "3281.25")] == ["52.00", "53.00"]  # 52.4998, 52.50
    assert level(2022, "630000", "1000") == "21.00"  # 11, at least 21


def test_beijing_pays_by_a_threshold_and_lets_nobody_overtake() -> None:
    assert level(2022, "110000", 6250) == "50.00"
    assert level(2022, "110000", "6250.01") == "49.99"
    assert level(2022, "110000", 6280) == "20.00"
    assert level(2022, "110000", 6279) == "21.00"
    assert level(2025, "110000", 7118) == "28.68"  # 18 and 0.15 percent
    with pytest.raises(MissingFigure, match="adjustment_level_rate"):
        level(2024, "110000", 3000)


def test_ningxia_paid_by_hundreds_of_yuan() -> None:
    assert [level(2017, "640000", p) for p in (1500, "1500.01", 1600, "1600.01")] == [
        "35.00",
        "37.50",
        "37.50",
        "40.00",
    ]


def test_institutions_had_amounts_of_their_own() -> None:
    assert total(2017, "360000", retiree_group="institution", contribution_months=None) == "144.00"
    assert ask(2018, "120000", "adjustment_fixed", retiree_group="institution") == "40.00"
    assert ask(2025, "120000", "adjustment_fixed", retiree_group="institution") == "31.00"
    with pytest.raises(MissingInput, match="post_mean_pension"):
        level(2016, "140000", 4000, retiree_group="institution")
    assert level(2016, "140000", 4000, retiree_group="institution", post_mean_pension=5000) == "180.00"
    assert level(2016, "140000", 4000) == "0.00"


def test_gansu_paid_institutions_by_when_they_retired() -> None:
    paid = {"2014-09": "55.00", "2014-10": "45.00", "2015-12": "45.00", "2016-01": "40.00", "2019-12": "35.00"}
    for month, amount in paid.items():
        assert ask(2020, "620000", "adjustment_fixed", retiree_group="institution", retirement_month=month) == amount
        assert ask(2020, "620000", "adjustment_fixed", retirement_month=month) == "55.00"
    assert ask(2020, "620000", "adjustment_fixed", retiree_kind="family_worker") == "35.00"
    assert ask(2022, "620000", "adjustment_fixed", retiree_group="institution", retirement_month="2021-05") == "38.00"


def test_chongqing_paid_old_retirees_for_years_above_twenty() -> None:
    def more(contribution_months: int, month: str, **facts: Any) -> str:
        facts |= {"contribution_months": contribution_months, "retirement_month": month}
        return ask(2021, "500000", "adjustment_old_retirees", **facts)

    assert [more(m, "2005-12") for m in (240, 241, 360)] == ["0.00", "3.00", "30.00"]
    assert more(360, "2006-01") == "0.00"
    assert more(360, "2005-12", retiree_group="institution") == "0.00"
    assert ask(2021, "500000", "adjustment_old_retirees") == "0.00"
    assert total(2021, "500000", retirement_month="2005-12") == "153.00"  # 42 + 60 + 30 + 21


def test_age_is_paid_by_bands_by_years_or_once() -> None:
    assert [by_age(2025, "510000", a) for a in (69, 70, 79, 80, 90)] == ["0.00", "12.00", "12.00", "27.00", "41.00"]
    assert [by_age(2023, "450000", a) for a in (69, 70, 80, 81, 85)] == ["0.00", "2.00", "22.00", "25.00", "37.00"]
    assert [by_age(2025, "350000", a) for a in (69, 70, 71)] == ["0.00", "40.00", "0.00"]
    assert [by_age(2024, "370000", a) for a in (70, 71, 75, 76, 80, 81)] == [
        "290.00",
        "10.00",
        "190.00",
        "15.00",
        "360.00",
        "20.00",
    ]


def test_women_begin_earlier_where_the_scheme_says_so() -> None:
    assert [by_age(2024, "330000", a, sex="female") for a in (64, 65, 69, 70)] == ["0.00", "12.50", "12.50", "25.00"]
    assert [by_age(2024, "330000", a, sex="male") for a in (65, 69, 70)] == ["0.00", "0.00", "25.00"]
    assert by_age(2024, "330000", 64) == "0.00"
    assert [by_age(2021, "310000", a, sex="female") for a in (59, 60, 65)] == ["0.00", "20.00", "20.00"]
    assert [by_age(2021, "310000", a, sex="male") for a in (60, 64, 65)] == ["0.00", "0.00", "20.00"]


def test_anhui_tops_up_what_was_paid_for_age_before() -> None:
    assert by_age(2022, "340000", 70) == "140.00"
    assert by_age(2022, "340000", 71) == "10.00"
    assert by_age(2022, "340000", 75, age_tilt_before=150) == "30.00"
    assert by_age(2022, "340000", 80, age_tilt_before=275) == "20.00"
    assert by_age(2022, "340000", 85, age_tilt_before=0) == "390.00"
    assert by_age(2022, "340000", 90) == "60.00"
    with pytest.raises(MissingInput, match="age_tilt_before"):
        by_age(2022, "340000", 75)


def test_amounts_by_age_not_found_are_a_hole_from_the_age_they_begin() -> None:
    assert by_age(2022, "610000", 69) == "0.00"
    with pytest.raises(MissingFigure, match="adjustment_age_amount"):
        by_age(2022, "610000", 70)


def test_a_hard_region_pays_by_class_or_by_list() -> None:
    def paid(year: int, region: str, **facts: Any) -> str:
        return ask(year, region, "adjustment_hard_region", **facts)

    assert [paid(2025, "510000", hard_region_class=k) for k in (1, 6)] == ["2.00", "33.00"]
    assert paid(2025, "510000") == "0.00"
    assert paid(2025, "450000", hard_region="yes") == "2.00"
    assert paid(2025, "530000") == "2.00"  # all others in the province, too
    assert paid(2018, "530000", hard_region_class=6, retiree_group="institution") == "28.00"
    assert paid(2018, "530000", hard_region_class=6) == "30.00"
    with pytest.raises(MissingFigure, match="adjustment_hard_table"):
        paid(2025, "510000", hard_region="yes")  # the class decides there
    with pytest.raises(MissingFigure, match="adjustment_hard_table"):
        paid(2025, "640000", hard_region_class=1)  # cut off in the copy read


def test_the_sum_is_rounded_up_to_the_yuan_where_examples_show_it() -> None:
    facts: dict[str, Any] = {"contribution_months": 312, "pension_before": 2100}
    assert total(2022, "610000", **facts) == "112.00"  # 50 + 40.20 + 21


def test_low_pensions_are_lifted() -> None:
    assert total(2021, "410000", pension_before=800, contribution_months=12) == "78.54"  # 50 + 1.50 + 7.04 + 20
    assert total(2021, "410000", pension_before=935, contribution_months=12) == "65.00"  # 59.73, then to 1000
    assert total(2021, "410000", pension_before=950, contribution_months=12) == "59.86"
    assert total(2017, "150000", pension_before=650, contribution_months=12) == "133.50"  # 50, then 47 + 22.50 + 14


def test_army_cadres_have_a_floor_before_or_after() -> None:
    rise = total(2022, "640000", pension_before=3000)
    assert rise == "135.00"  # 60 + 15 + 15 x 2 + 30
    assert total(2022, "640000", pension_before=3000, army_cadre="yes") == "1572.00"
    assert total(2022, "640000", pension_before=4500, army_cadre="yes") == "150.00"
    assert total(2018, "350000", pension_before=2000, army_cadre="yes") == "565.03"  # 430, then 54 + 30 + 51.03
    assert total(2018, "350000", pension_before=2000) == "126.00"
    with pytest.raises(MissingFigure, match="adjustment_cadre_floor"):
        total(2025, "510000", army_cadre="yes")


def test_the_nation_limits_the_mean_rise() -> None:
    limit: dict[str, Any] = {"provincial_mean_pension": "3271.25"}
    assert ask(2025, "510000", "adjustment_mean_limit", **limit) == "65.43"  # 65.425
    assert ask(2016, "510000", "adjustment_mean_limit", **limit) == "212.63"
    with pytest.raises(MissingFigure, match="national_adjustment_rate"):
        ask(2026, "510000", "adjustment_mean_limit", **limit)

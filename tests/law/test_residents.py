"""The residents' pension as people meet it: what is paid in, who is entitled, the layers, the supplements, death."""

from __future__ import annotations

import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure
from shebao.law.residents import HARDSHIPS
from shebao.law.units import YEAR

NOW = "2024-01"
ask = Asking(NOW)
shown = ask.shown
PLACES = ["110000", "210000", "310000", "330100", "370300", "420100", "440000", "450400", "500000", "520100", "530000"]
places = st.sampled_from(PLACES)


@quick
@given(st.integers(0, 1_000_000), st.integers(0, 100_000), st.integers(0, 50_000), st.integers(0, 40))
def test_the_account_holds_every_payment_of_every_year(premium: int, collective: int, subsidy: int, years: int) -> None:
    facts = {"resident_premium_year": premium, "collective_subsidy": collective, "resident_subsidy": subsidy}
    held = ask("resident_account_balance", "2024-01", "000000", contribution_years=years * YEAR, **facts)
    assert held == (premium + collective + subsidy) * years
    with_interest = ask(
        "resident_account_balance", "2024-01", "000000", contribution_years=years * YEAR, account_interest_rate=30_000,
        **facts,
    )  # fmt: skip
    assert with_interest >= held


def test_part_of_a_year_earns_no_interest_yet() -> None:
    facts = {"resident_year_entry": 100_000, "account_interest_rate": 30_000}
    for years, interest in ((YEAR - 1, 0), (YEAR, 3000), (2 * YEAR - 1, 3000), (2 * YEAR, 9090)):
        assert ask("account_interest_sum", "2024-01", "000000", contribution_years=years, **facts) == interest


def test_a_year_of_interest_is_counted_on_what_was_carried_over() -> None:
    facts = {"account_balance_start": 1_000_000, "resident_premium_year": 100_000, "resident_subsidy": 6000}
    assert ask("resident_account_year_end", "2022-12", "420000", **facts) == 1_040_100 + 106_000
    facts["account_balance_start"] = 1_000_015  # 1040115.6015
    assert ask("resident_account_year_end", "2022-12", "420000", **facts) == 1_040_116 + 106_000
    with pytest.raises(MissingFigure, match="resident_account_rates"):
        ask("resident_account_year_end", "2022-12", "130000", **facts)


@pytest.mark.parametrize("hardship", HARDSHIPS)
def test_the_government_pays_the_premium_of_people_in_hardship(hardship: str) -> None:
    facts = {"resident_premium_year": 60_000, "hardship": HARDSHIPS.index(hardship)}
    helped = hardship in ("severely_disabled", "extreme_poverty", "low_income")
    if hardship == "none" or helped:
        paid = ask("resident_premium_by_government", "2022-01", "440100", **facts)
        assert paid == (36_000 if helped else 0)
        assert ask("resident_premium_own", "2022-01", "440100", **facts) == 60_000 - paid
    else:
        with pytest.raises(MissingFigure, match="hardship_premium_table"):
            ask("resident_premium_by_government", "2022-01", "440100", **facts)


def test_the_government_never_pays_more_than_the_premium() -> None:
    facts = {"resident_premium_year": 18_000, "hardship": 1}
    assert ask("resident_premium_by_government", "2022-01", "440100", **facts) == 18_000


@pytest.mark.parametrize(
    ("premium", "hardship", "allowed"),
    [(30_000, 0, 1), (29_999, 0, 0), (20_000, 1, 1), (19_999, 1, 0), (700_000, 0, 1), (700_001, 0, 0)],
)
def test_a_tier_lies_between_the_places_lowest_and_highest(premium: int, hardship: int, allowed: int) -> None:
    facts = {"resident_premium_year": premium, "hardship": hardship}
    assert ask("resident_tier_allowed", "2024-06", "330900", **facts) == allowed


@pytest.mark.parametrize(
    ("sixty", "needed"),
    [("2012-07", 0), ("2013-06", 0), ("2013-07", 1), ("2020-07", 8), ("2027-06", 14), ("2040-01", 15)],
)
def test_who_was_near_sixty_when_the_scheme_began_needs_fewer_years(sixty: str, needed: int) -> None:
    year, month = (int(n) for n in sixty.split("-"))
    facts = {"resident_retirement_month": year * 12 + month - 1}
    assert ask("resident_years_needed", "2026-01", "330100", **facts) == needed * YEAR


def test_a_pension_is_due_at_sixty_with_the_years_needed() -> None:
    at = {"resident_retirement_month": 2020 * 12 + 6}

    def due(when: str, **facts: int) -> int:
        return ask("resident_entitled", when, "330100", **at, **facts)

    assert due("2020-06", contribution_years=8 * YEAR) == 0
    assert due("2020-07", contribution_years=8 * YEAR) == 1
    assert due("2020-07", contribution_years=8 * YEAR - 1) == 0
    assert ask("resident_entitled", "2013-01", "330100", resident_retirement_month=2012 * 12) == 1
    assert shown("resident_pension_start", "2020-07", "330100", **at) == "2020-08"


@quick
@given(st.integers(0, 30 * YEAR), st.integers(10_000, 500_000))
def test_years_missing_to_fifteen_may_be_paid_afterwards(years: int, tier: int) -> None:
    facts = {"contribution_years": years, "resident_premium_year": tier}
    missing = ask("resident_backpay_years", "2024-01", "330100", **facts)
    assert missing == max(0, 15 * YEAR - years)
    assert (ask("resident_backpay_amount", "2024-01", "330100", **facts) > 0) == (missing * tier * 2 >= YEAR)


@quick
@given(places, st.integers(2024 * 12, 2025 * 12 + 11))
def test_each_layer_holds_the_one_below(region: str, month: int) -> None:
    on = LAW.at(month, region)
    names = ["resident_basic_standard", "national_minimum_basic_pension", "provincial_basic_pension_addition",
             "local_basic_pension_addition", "resident_basic_pension"]  # fmt: skip
    got = on.values(names, {"age": 60})
    standard = got["resident_basic_standard"]
    assert standard == sum(got[name] for name in names[1:4])
    assert standard >= max(got["national_minimum_basic_pension"], on.figure("resident_provincial_standard"))
    assert standard >= on.figure("resident_city_standard")
    assert got["resident_basic_pension"] == standard


def test_a_province_before_its_first_known_standard_says_so() -> None:
    with pytest.raises(MissingFigure, match="resident_provincial_standard"):
        ask("resident_basic_pension", "2020-01", "140000")
    assert shown("resident_basic_pension", "2014-03", "610100") == "130.00"


@pytest.mark.parametrize(
    ("region", "when", "age", "more"),
    [
        ("210000", "2025-06", 64, 0), ("210000", "2025-06", 65, 5), ("210000", "2025-06", 79, 5),
        ("210000", "2025-06", 80, 10), ("500000", "2022-06", 70, 10), ("330100", "2020-06", 75, 20),
        ("450400", "2018-08", 65, 5), ("450400", "2018-06", 65, 0), ("441900", "2025-12", 60, 50),
        ("441900", "2025-12", 85, 150), ("441900", "2026-01", 85, 0), ("410100", "2025-06", 85, 0),
        ("410100", "2025-06", 86, 50), ("310000", "2025-06", 90, 0),
    ],
)  # fmt: skip
def test_age_earns_what_the_place_says(region: str, when: str, age: int, more: int) -> None:
    assert ask("resident_age_supplement", when, region, age=age) == more * 100
    assert ask("resident_age_supplement", when, region) == (5000 if region == "441900" and when < "2026" else 0)


def test_the_age_comes_from_the_day_of_birth_where_it_is_not_stated() -> None:
    born_1960_04_10 = 715_610
    assert ask("resident_age", "2025-04", "210000", birth=born_1960_04_10) == 65
    assert ask("resident_age", "2025-03", "210000", birth=born_1960_04_10) == 64
    assert ask("resident_age", "2025-03", "210000", birth=born_1960_04_10, age=70) == 70
    assert ask("resident_age", "2025-03", "210000") == 60


@pytest.mark.parametrize(
    ("region", "when", "years", "wanted"),
    [
        ("210000", "2024-06", "15", "0.00"), ("210000", "2024-06", "16.99", "2.00"),
        ("500000", "2022-06", "15.01", "2.00"), ("420000", "2025-06", "10", "10.00"),
        ("420000", "2025-06", "15", "15.00"), ("420000", "2025-06", "25", "35.00"),
        ("420000", "2025-06", "30", "50.00"), ("220000", "2025-08", "30", "75.00"), ("370300", "2022-06", "17", "9.90"),
        ("310000", "2025-06", "40", "0.00"),
    ],
)  # fmt: skip
def test_long_payers_get_what_the_place_adds(region: str, when: str, years: str, wanted: str) -> None:
    unit = LAW.unit_of("contribution_years")
    assert shown("resident_years_supplement", when, region, contribution_years=unit.parse(years)) == wanted


def test_years_paid_afterwards_earn_no_supplement_in_chongqing() -> None:
    facts = {"contribution_years": 20 * YEAR, "backpaid_years": 4 * YEAR}
    assert ask("resident_years_supplement", "2022-06", "500000", **facts) == 200
    assert ask("resident_years_supplement", "2024-06", "210000", **facts) == 1000


@quick
@given(places, st.integers(0, 40 * YEAR), st.integers(60, 100))
def test_more_years_and_a_higher_age_never_give_less(region: str, years: int, age: int) -> None:
    def pension(years: int, age: int) -> int:
        facts = {"contribution_years": years, "age": age, "account_balance": 2_000_000, "claim_age_months": 720}
        return ask("resident_monthly_pension", "2025-10", region, resident_premium_year=100_000, **facts)

    assert pension(years, age) <= pension(years + YEAR, age)
    assert pension(years, age) <= pension(years, age + 1)


@pytest.mark.parametrize(("age", "months"), [(719, 139), (720, 139), (732, 132), (840, 56), (1000, 56)])
def test_who_starts_later_spreads_the_account_over_fewer_months(age: int, months: int) -> None:
    assert ask("resident_payment_months", "2024-01", "000000", claim_age_months=age) == months * 10


def test_guiyang_adds_for_high_tiers_and_for_service() -> None:
    tier = {"contribution_years": 15 * YEAR, "resident_premium_year": 60_000}
    assert ask("resident_tier_supplement", "2025-09", "520100", **tier) == 1800
    assert ask("resident_tier_supplement", "2025-09", "520100", **{**tier, "resident_premium_year": 59_900}) == 0
    assert ask("resident_tier_supplement", "2025-09", "520100", **{**tier, "resident_premium_year": 60_050}) == 1802
    assert ask("resident_tier_supplement", "2025-09", "520100", **{**tier, "contribution_years": 15 * YEAR - 1}) == 0
    assert ask("resident_group_supplement", "2025-09", "520100", service_months=25) == 3000
    assert ask("resident_group_supplement", "2025-09", "500000", only_child_parent=1) == 1000
    more = {**tier, "contribution_years": 17 * YEAR, "service_months": 25}
    parts = {"resident_basic_pension": 15_000, "resident_account_pension": 10_000}
    whole = ask("resident_monthly_pension", "2025-09", "520100", **parts, **more)
    assert whole == 15_000 + 10_000 + 2000 + 3000 + 1800


@pytest.mark.parametrize(
    ("when", "age", "wanted"), [("2023-12", 70, 924), ("2024-06", 64, 961), ("2025-06", 64, 998), ("2025-06", 70, 1008),
                                ("2025-06", 65, 1003)]
)  # fmt: skip
def test_beijing_raises_a_pension_in_payment_by_sums(when: str, age: int, wanted: int) -> None:
    facts = {"resident_basic_pension_2023": 92_400, "age": age}
    assert ask("resident_basic_pension", when, "110000", **facts) == wanted * 100


def test_elsewhere_a_pension_in_payment_follows_the_provinces_raises() -> None:
    facts = {"resident_basic_pension_2023": 16_800, "age": 80}
    assert [ask("resident_basic_pension", when, "370000", **facts) for when in ("2024-06", "2025-06")] == [
        18_800,
        20_800,
    ]


@pytest.mark.parametrize(
    ("region", "when", "wanted"),
    [
        ("420000", "2025-08", "1800.00"), ("350600", "2024-06", "3600.00"), ("220000", "2025-03", "580.00"),
        ("220000", "2025-11", "580.00"), ("530000", "2024-06", "1716.00"), ("110000", "2024-06", "5000.00"),
    ],
)  # fmt: skip
def test_the_funeral_grant_goes_by_the_place(region: str, when: str, wanted: str) -> None:
    assert shown("resident_funeral_grant", when, region) == wanted


def test_the_funeral_grant_counts_the_own_pension_or_the_provinces_standard() -> None:
    own = {"resident_basic_pension": 30_000}
    assert ask("resident_funeral_grant", "2025-08", "420000", **own) == 300_000
    assert ask("resident_funeral_grant", "2024-06", "630100", **own) == 205_000


def test_a_place_without_a_known_funeral_grant_says_so() -> None:
    with pytest.raises(MissingFigure, match="resident_funeral_months"):
        ask("resident_funeral_grant", "2024-06", "130000")


def test_heirs_get_the_subsidies_too_since_february_2014() -> None:
    facts = {"account_balance": 600_000, "resident_account_subsidies": 150_000}
    assert ask("resident_account_inherited", "2014-01", "000000", **facts) == 450_000
    assert ask("resident_account_inherited", "2014-02", "000000", **facts) == 600_000


@pytest.mark.parametrize(("age", "wanted"), [(59, 0), (60, 125), (69, 125), (70, 135), (80, 145), (95, 145)])
def test_old_people_outside_the_scheme_get_tianjins_allowance_by_age(age: int, wanted: int) -> None:
    assert ask("welfare_pension", "2020-06", "120000", age=age) == wanted * 100


@pytest.mark.parametrize(("age", "hardship", "due"), [(54, 1, 0), (55, 1, 1), (59, 1, 1), (60, 1, 0), (57, 3, 0)])
def test_severely_disabled_people_get_yunnans_basic_pension_from_55(age: int, hardship: int, due: int) -> None:
    got = ask("disabled_early_pension", "2024-06", "530000", age=age, hardship=hardship)
    assert got == due * ask("resident_basic_standard", "2024-06", "530000")

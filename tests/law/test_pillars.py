"""Annuities and the personal pension: what may be paid in, when it may be drawn, and the tax both ways."""

from __future__ import annotations

from fractions import Fraction

import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure
from shebao.law.annuity import EVENTS, WAYS
from shebao.law.units import parse_month

NOW = "2026-01"
ask = Asking(NOW)
YEARLY = [(0, 3), (36_000, 10), (144_000, 20), (300_000, 25), (420_000, 30), (660_000, 35), (960_000, 45)]
MONTHLY = [(0, 3), (3_000, 10), (12_000, 20), (25_000, 25), (35_000, 30), (55_000, 35), (80_000, 45)]


def progressive(fen: int, table: list[tuple[int, int]], months: int = 1) -> int:
    """The tax bracket by bracket, as the law says it, without quick deductions."""
    edges = [over * 100 * months for over, _ in table]
    ends = [*edges[1:], max(fen, edges[-1])]
    tax = sum(
        Fraction(max(0, min(fen, end) - over) * rate, 100)
        for over, end, (_, rate) in zip(edges, ends, table, strict=True)
    )
    return int(tax + Fraction(1, 2))


@quick
@given(st.integers(0, 200_000_000), st.sampled_from(WAYS))
def test_each_way_of_drawing_has_its_table(payout: int, way: str) -> None:
    got = ask("annuity_tax", annuity_payout=payout, annuity_payout_way=WAYS.index(way))
    if way in ("yearly", "lump_emigration_or_death"):
        assert got == progressive(payout, YEARLY)
    else:
        assert got == progressive(payout, MONTHLY, 3 if way == "quarterly" else 1)


@pytest.mark.parametrize("over", [over for over, _ in YEARLY[1:]])
def test_the_yearly_table_has_no_jump_at_its_edges(over: int) -> None:
    low, here, high = (ask("income_tax_without", taxable_income=over * 100 + d) for d in (-100, 0, 100))
    rates = dict(YEARLY)
    assert high - here == rates[over]
    assert here - low < rates[over]


@quick
@given(st.integers(0, 100_000_000), st.integers(0, 100_000_000))
def test_each_annuity_is_taxed_by_itself(enterprise: int, occupational: int) -> None:
    names = ["enterprise_annuity_tax", "occupational_annuity_tax"]
    facts = {"enterprise_annuity_yearly": enterprise, "occupational_annuity_yearly": occupational}
    got = LAW.at("2026-01").values(names, facts)
    assert got["enterprise_annuity_tax"] == progressive(enterprise, YEARLY)
    assert got["occupational_annuity_tax"] == progressive(occupational, YEARLY)


def test_before_2019_all_was_spread_over_months_of_the_monthly_table() -> None:
    def tax(way: str, yuan: int, month: str = "2018-12") -> int:
        return ask("annuity_tax", month, annuity_payout=yuan * 100, annuity_payout_way=WAYS.index(way))

    # 5000 a month by the table of October 2018: 5000 * 10% - 210 = 290
    assert tax("monthly", 5000) == 29_000
    assert tax("quarterly", 15_000) == 3 * 29_000
    assert tax("yearly", 60_000) == 12 * 29_000
    assert tax("lump_emigration_or_death", 60_000) == 12 * 29_000
    assert tax("lump", 60_000) == 60_000 * 35 - 716_000
    # By the table of 2011: 5000 * 20% - 555 = 445
    assert tax("monthly", 5000, "2018-09") == 44_500
    assert ask("enterprise_annuity_tax", "2018-12", enterprise_annuity_yearly=6_000_000) == 12 * 29_000
    assert ask("occupational_annuity_tax", "2018-12", occupational_annuity_yearly=6_000_000) == 12 * 29_000


@quick
@given(st.integers(0, 5_000_000), st.integers(100_000, 2_000_000), st.integers(0, 1_000_000))
def test_of_an_own_payment_a_part_is_untaxed_and_the_rest_is_taxed(wage: int, city: int, paid: int) -> None:
    names = ["annuity_tax_base", "annuity_deduction_limit", "annuity_deduction", "annuity_contribution_taxed"]
    facts = {"wage": wage, "city_average_wage": city, "annuity_personal_contribution": paid}
    base, limit, free, taxed = LAW.at("2026-01").values(names, facts).values()
    assert base == min(wage, 3 * city)
    assert free + taxed == paid
    assert taxed == max(0, paid - limit)
    assert abs(limit * 25 - base) <= 12


def test_a_citys_average_wage_is_never_guessed() -> None:
    with pytest.raises(MissingFigure, match="city_average_wage"):
        ask("annuity_tax_base", NOW, "330100", wage=500_000)


# Enterprise annuities


@quick
@given(st.integers(0, 10**12))
def test_employers_may_pay_eight_and_all_together_twelve_percent(bill: int) -> None:
    names = ["enterprise_annuity_employer_most", "enterprise_annuity_total_most"]
    employer, total = LAW.at("2026-01").values(names, {"wage_bill_of_year": bill}).values()
    assert abs(employer * 100 - bill * 8) <= 50
    assert abs(total * 2 - employer * 3) <= 3


def test_nobody_is_allotted_more_than_five_times_the_mean() -> None:
    assert ask("enterprise_annuity_allocation_most", annuity_mean_allocation=123_45) == 617_25


@pytest.mark.parametrize(
    ("months", "plan", "vested"), [(95, 120, 0), (96, 120, 1), (35, 36, 0), (36, 36, 1), (0, 0, 1)]
)
def test_the_employers_money_is_the_workers_after_the_plans_term_and_at_most_eight_years(
    months: int, plan: int, vested: int
) -> None:
    facts = {"annuity_member_months": months, "annuity_vesting_months": plan}
    assert ask("enterprise_annuity_vested", **facts) == vested
    own = ask("enterprise_annuity_own", annuity_own_part=100, annuity_employer_part=10, **facts)
    assert own == (110 if vested else 100)


@pytest.mark.parametrize("event", EVENTS)
def test_some_events_vest_at_once_and_some_open_the_account(event: str) -> None:
    facts = {"annuity_event": EVENTS.index(event), "annuity_member_months": 1, "annuity_vesting_months": 96,
             "retirement_month": parse_month("2040-01")}  # fmt: skip
    assert ask("enterprise_annuity_vested", **facts) == (0 if event in ("none", "emigration") else 1)
    opens = event in ("retirement", "incapacity", "emigration", "death")
    assert ask("enterprise_annuity_drawable", **facts) == opens
    assert ask("occupational_annuity_drawable", **facts) == (opens and event != "incapacity")


def test_annuities_may_be_drawn_from_the_month_of_retirement() -> None:
    for question in ("enterprise_annuity_drawable", "occupational_annuity_drawable", "personal_pension_drawable"):
        retired = parse_month("2026-03")
        assert ask(question, "2026-02", "110000", retirement_month=retired) == 0
        assert ask(question, "2026-03", "110000", retirement_month=retired) == 1


# Personal pension


@quick
@given(st.integers(0, 300_000_000), st.integers(0, 3_000_000))
def test_the_deduction_saves_tax_up_to_the_cap(income: int, paid: int) -> None:
    facts = {"taxable_income": income, "personal_pension_contribution": paid}
    names = ["tax_saved", "income_tax", "income_tax_without", "marginal_tax_rate", "net_tax_saved"]
    saved, tax, without, rate, net = LAW.at("2026-01").values(names, facts).values()
    deducted = min(paid, 1_200_000)
    assert tax == progressive(max(0, income - deducted), YEARLY)
    assert saved == without - tax >= 0
    assert saved <= deducted * rate / 1_000_000 + 1
    assert abs(saved - net - deducted * 3 / 100) <= 1


@pytest.mark.parametrize(
    ("yuan", "percent"), [(0, 0), (1, 3), (36_000, 3), (36_001, 10), (144_000, 10), (960_000, 35), (960_001, 45)]
)
def test_the_marginal_rate_is_that_of_the_last_yuan(yuan: int, percent: int) -> None:
    assert ask("marginal_tax_rate", taxable_income=yuan * 100) == percent * 10_000


def test_a_stated_marginal_rate_gives_the_tax_saved() -> None:
    facts = {"personal_pension_contribution": 1_500_000, "marginal_tax_rate": 100_000}
    assert ask("tax_saved", **facts) == 120_000
    assert ask("net_tax_saved", **facts) == 84_000


def test_income_below_the_deductions_bears_no_tax() -> None:
    assert ask("taxable_income", annual_income=6_000_000) == 0
    assert ask("taxable_income", annual_income=6_000_100) == 100
    assert ask("income_tax", annual_income=5_000_000, personal_pension_contribution=1_200_000) == 0


def test_the_relief_was_for_pilot_cities_until_2024() -> None:
    facts = {"personal_pension_contribution": 1_200_000}
    for region, month, deducted in [("110000", "2022-01", 1_200_000), ("330100", "2023-12", 1_200_000),
                                    ("330400", "2023-12", 0), ("330400", "2024-01", 1_200_000)]:  # fmt: skip
        assert ask("personal_pension_deduction", month, region, **facts) == deducted
    assert ask("personal_pension_open", "2024-11", "330400") == 0
    assert ask("personal_pension_open", "2024-12", "330400") == 1
    assert ask("income_tax", "2021-12", taxable_income=100_000_00, **facts) == 7_480_00


def test_room_of_the_year_is_what_the_cap_leaves() -> None:
    assert ask("personal_pension_room", personal_pension_contribution=1_000_000) == 200_000
    assert ask("personal_pension_room", personal_pension_contribution=1_300_000) == 0


@quick
@given(st.integers(0, 10**10))
def test_three_percent_of_all_that_is_drawn(payout: int) -> None:
    assert abs(ask("personal_pension_payout_tax", personal_pension_payout=payout) * 100 - payout * 3) <= 50


YOUNG = {"retirement_month": parse_month("2050-01")}


@pytest.mark.parametrize(
    ("facts", "since_2022", "since_2025"),
    [
        ({}, 0, 0),
        ({"incapacitated": 1}, 1, 1),
        ({"settled_abroad": 1}, 1, 1),
        ({"on_minimum_living": 1}, 0, 1),
        ({"benefit_months_in_two_years": 11}, 0, 0),
        ({"benefit_months_in_two_years": 12}, 0, 1),
        ({"own_medical_costs_of_year": 5_000_000, "resident_income_before": 5_000_000}, 0, 0),
        ({"own_medical_costs_of_year": 5_000_001, "resident_income_before": 5_000_000}, 0, 1),
    ],
)
def test_what_opens_the_account_before_the_age(facts: dict[str, int], since_2022: int, since_2025: int) -> None:
    assert ask("personal_pension_drawable", "2025-08", **YOUNG, **facts) == since_2022
    assert ask("personal_pension_drawable", "2025-09", **YOUNG, **facts) == since_2025


def test_the_income_that_medical_costs_are_measured_by_is_the_provinces_of_last_year() -> None:
    facts = {"own_medical_costs_of_year": 10_000_000, **YOUNG}
    with pytest.raises(MissingFigure, match="published_resident_income"):
        ask("personal_pension_drawable", "2026-01", "320500", **facts)
    assert ask("resident_income_before", "2020-05", "110100") == 6_775_600


def test_the_way_of_drawing_may_be_changed_since_september_2025() -> None:
    assert ask("personal_pension_way_may_change", "2025-08") == 0
    assert ask("personal_pension_way_may_change", "2025-09") == 1


def test_a_month_of_the_account_by_payment_months() -> None:
    assert ask("personal_pension_monthly", personal_pension_balance=13_900_000, claim_age_months=720) == 100_000
    assert ask("occupational_annuity_monthly", occupational_account_balance=13_900_000, claim_age_months=720) == 100_000


@pytest.mark.parametrize("month", ["2018-12", "2026-01"])
def test_a_small_annuity_lies_in_the_first_bracket(month: str) -> None:
    for kind in ("enterprise", "occupational"):
        assert ask(f"{kind}_annuity_tax", month, **{f"{kind}_annuity_yearly": 12_000_00}) == 360_00
    assert ask("annuity_tax", month, annuity_payout=1000_00, annuity_payout_way=WAYS.index("monthly")) == 30_00

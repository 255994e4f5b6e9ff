"""What must hold whatever the figures: more months, a higher base or a later month never make a pension smaller.

The one thing to know: lives are drawn over every province, 2015 to 2027, with totals or with a record of payments.
Where the law itself breaks a property the smallest case stands below as a test; docs/properties.md has the arithmetic.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from asking import LAW, Asking, quick
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure
from shebao.engine.gaps import provinces_of
from shebao.law.units import MILLION, parse_month

CITIES = ["330100", "220100", "440300", "410100", "630100"]
PLACES = [*provinces_of(LAW), *CITIES]
FIRST, LAST = parse_month("2015-01"), parse_month("2027-12")
HALF_A_YEAR = 6
ANHUI, BEIJING, SHANGHAI = "340000", "110000", "310000"
wide = settings(max_examples=500, deadline=None)
births = st.integers(718_000, 731_000)
ask = Asking("2025-12")

TOTALS = {"months_paid": 360, "contribution_index": MILLION, "account_balance": 100_000_00, "retirement_track": 0,
          "birth": 719_300}  # fmt: skip


@cache
def answered() -> list[tuple[str, int]]:
    """The places and half years whose pension the law knows all figures for."""
    found: list[tuple[str, int]] = []
    for place in PLACES:
        for month in range(FIRST, LAST + 1, HALF_A_YEAR):
            try:
                LAW.at(month, place).values(["monthly_pension"], TOTALS)
            except MissingFigure:
                continue
            found.append((place, month))
    return found


where = st.deferred(lambda: st.sampled_from(answered())).flatmap(
    lambda at: st.tuples(st.just(at[0]), st.integers(at[1], at[1] + HALF_A_YEAR - 1))
)
people = st.fixed_dictionaries(
    {
        "birth": st.integers(700_000, 731_000),
        "sex": st.integers(0, 1),
        "retirement_track": st.integers(0, 2),
        "elastic_months": st.integers(-60, 60),
        "work_started": st.one_of(st.just(0), st.integers(parse_month("1965-01"), parse_month("2000-12"))),
        "deemed_months": st.integers(0, 300),
        "only_child_parent": st.integers(0, 1),
        "intellectual": st.integers(0, 1),
    }
)
totals = st.fixed_dictionaries(
    {
        "months_paid": st.integers(0, 600),
        "contribution_index": st.integers(0, 3_000_000),
        "account_balance": st.integers(0, 100_000_000),
        "transitional_index": st.one_of(st.just(0), st.integers(300_000, 3_000_000)),
    }
)
Record = dict[str, list[int]]


@st.composite
def records(draw: Any, place: str, month: int, first: int = 1993) -> Record:
    """Years of payments up to the year before, nearly all of them in the place that pays the pension."""
    record: Record = {"stint_start": [], "stint_months": [], "stint_base": [], "stint_region": []}
    for year in range(draw(st.integers(first, month // 12 - 1)), month // 12):
        months = draw(st.sampled_from([0, 12, 12, 12, 7, 1]))
        if months:
            start = year * 12 + draw(st.integers(0, 12 - months))
            base, paid_in = draw(st.integers(10_000, 3_000_000)), draw(st.sampled_from([place] * 9 + PLACES[:3]))
            record = longer(record, start, months, base, paid_in)
    return record


def longer(record: Record, start: int, months: int, base: int, place: str) -> Record:
    """The record with one more run of months at its end."""
    more = {"stint_start": start, "stint_months": months, "stint_base": base, "stint_region": int(place)}
    return {name: [*values, more[name]] for name, values in record.items()}


def pension(place: str, month: int, facts: dict[str, Any], **more: Any) -> int:
    """The monthly pension; a case that needs a figure the law does not know is passed over."""
    try:
        return LAW.at(month, place).values(["monthly_pension"], {**facts, **more})["monthly_pension"]
    except MissingFigure:
        assume(False)
        raise


# What holds everywhere.


@wide
@given(where, people, totals)
def test_paying_more_never_gives_less(at: tuple[str, int], person: dict[str, int], paid: dict[str, int]) -> None:
    facts = {**person, **paid}
    now = pension(*at, facts)
    for name, more in (("months_paid", 1), ("months_paid", 12), ("contribution_index", 1), ("account_balance", 1)):
        assert pension(*at, {**facts, name: facts[name] + more}) >= now, name
    if paid["transitional_index"] > 0:
        assert pension(*at, facts, transitional_index=paid["transitional_index"] + 100) >= now


@wide
@given(where, people, totals)
def test_deemed_months_never_give_less(at: tuple[str, int], person: dict[str, int], paid: dict[str, int]) -> None:
    # In Beijing a month deemed may have been a month paid: see below.
    assume(at[0] != BEIJING or person["work_started"] == 0)
    facts = {**person, **paid}
    assert pension(*at, facts, deemed_months=person["deemed_months"] + 1) >= pension(*at, facts)


@wide
@given(st.data(), where, people)
def test_a_higher_base_in_any_year_never_gives_less(data: Any, at: tuple[str, int], person: dict[str, int]) -> None:
    record = data.draw(records(*at))
    assume(record["stint_base"])
    raised = list(record["stint_base"])
    raised[data.draw(st.integers(0, len(raised) - 1))] += data.draw(st.sampled_from([1, 100, 50_000]))
    assert pension(*at, {**person, **record}, stint_base=raised) >= pension(*at, {**person, **record})


@wide
@given(st.data(), where, people, st.integers(100_000, 2_000_000))
def test_another_month_never_gives_less_to_who_has_no_years_before_the_accounts(
    data: Any, at: tuple[str, int], person: dict[str, int], base: int
) -> None:
    assume(at[0] != ANHUI)  # counts tenths of years: see below
    record = data.draw(records(*at, first=1999))
    assume(record["stint_base"])
    facts: dict[str, Any] = {**person, "deemed_months": 0, "work_started": 0}
    more = longer(record, at[1] // 12 * 12, 1, base, at[0])
    assert pension(*at, {**facts, **more}) >= pension(*at, {**facts, **record})


@wide
@given(where, people, totals)
def test_retiring_later_never_lowers_the_monthly_amount(
    at: tuple[str, int], person: dict[str, int], paid: dict[str, int]
) -> None:
    # The same record, the amount of the same month: only the age at the claim differs.
    facts = {**person, **paid}
    assert pension(*at, facts, elastic_months=person["elastic_months"] + 1) >= pension(*at, facts)


@wide
@given(where, totals, st.integers(0, 300), st.integers(480, 839))
def test_waiting_a_month_never_lowers_the_amount_unless_the_reference_wage_falls(
    at: tuple[str, int], paid: dict[str, int], deemed: int, age: int
) -> None:
    place, month = at
    wages = [LAW.figures["published_reference_wage"].look(place, when // 12) for when in (month, month + 1)]
    now, then = (span.value or 0 if span is not None else 0 for span in wages)
    assume(0 < now <= then)
    facts = {**paid, "deemed_months": deemed, "claim_age_months": age}
    assert pension(place, month + 1, facts, claim_age_months=age + 1) >= pension(place, month, facts)


@quick
@given(births, st.integers(0, 2))
def test_the_elastic_window_holds_the_statutory_month(birth: int, track: int) -> None:
    names = [
        "earliest_retirement_month",
        "statutory_retirement_month",
        "latest_retirement_month",
        "retirement_delay_months",
    ]
    got = LAW.at("2026-11").values(names, {"birth": birth, "retirement_track": track})
    early, statutory, late, delay = (got[n] for n in names)
    assert early <= statutory <= late == statutory + 36
    assert 0 <= delay <= (60 if track == 2 else 36)
    assert statutory - early <= 36


@quick
@given(births, st.integers(0, 2))
def test_who_is_born_later_never_retires_earlier(birth: int, track: int) -> None:
    def month(day: int) -> int:
        return ask("statutory_retirement_month", "2026-11", birth=day, retirement_track=track)

    assert month(birth) <= month(birth + 1) <= month(birth + 31)


@quick
@given(where, st.integers(0, 100_000_00))
def test_the_base_stays_between_floor_and_ceiling(at: tuple[str, int], wage: int) -> None:
    place, month = at
    try:
        got = LAW.at(month, place).values(["contribution_base", "base_floor", "base_ceiling"], {"wage": wage})
    except MissingFigure:
        assume(False)
        raise
    assert got["base_floor"] <= got["contribution_base"] <= got["base_ceiling"]
    if got["base_floor"] <= wage <= got["base_ceiling"]:
        assert got["contribution_base"] == wage


@quick
@given(st.integers(FIRST, LAST), st.integers(480, 840))
def test_payment_months_fall_with_age(month: int, age: int) -> None:
    def months(a: int) -> int:
        return LAW.at(month).values(["payment_months"], {"claim_age_months": a})["payment_months"]

    assert months(age) >= months(min(840, age + 1)) >= 560


@quick
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(100_000, 3_000_000)), min_size=1, max_size=25))
def test_the_account_holds_at_least_what_was_put_in(years: list[tuple[int, int]]) -> None:
    start = [(1999 + n) * 12 for n in range(len(years))]
    facts = {"stint_start": start, "stint_months": [m for m, _ in years], "stint_base": [b for _, b in years],
             "stint_region": [330100] * len(years)}  # fmt: skip
    held = LAW.at("2026-11", "330100").values(["account_balance"], facts)["account_balance"]
    put_in = sum(m * ((b * (11 if s < 2006 * 12 else 8) + 50) // 100) for s, (m, b) in zip(start, years, strict=True))
    assert held >= put_in


# Where the law breaks one: the smallest case. The arithmetic is in docs/properties.md.


def test_a_month_at_a_low_base_lowers_the_mean_index_and_with_it_deemed_years() -> None:
    wages = [LAW.figures["index_wage"].find(SHANGHAI, year).value or 0 for year in (2024, 2025)]
    none: Record = {"stint_start": [], "stint_months": [], "stint_base": [], "stint_region": []}
    year = longer(none, parse_month("2024-01"), 12, wages[0], SHANGHAI)
    low = longer(year, parse_month("2025-01"), 1, wages[1] * 6 // 10, SHANGHAI)
    life = {"birth": 719_300, "retirement_track": 0, "deemed_months": 24}
    names = ("contribution_index", "basic_pension", "transitional_pension", "account_pension", "monthly_pension")
    before, after = (tuple(ask(n, "2025-12", SHANGHAI, **life, **record) for n in names) for record in (year, low))
    assert before == (1_000_000, 373_00, 298_40, 92_81, 764_21)
    assert after == (969_200, 377_40, 289_20, 97_44, 764_04)
    # One deemed month fewer, and the month paid is worth having.
    life["deemed_months"] = 23
    without, with_it = (ask("monthly_pension", "2025-12", SHANGHAI, **life, **record) for record in (year, low))
    assert with_it >= without


def test_in_anhui_a_month_inside_a_tenth_of_a_year_adds_no_time_but_lowers_the_index() -> None:
    facts = {"contribution_index": MILLION, "account_balance": 0, "claim_age_months": 720}
    amounts = [ask("basic_pension", "2025-12", ANHUI, **facts, months_paid=months) for months in (17, 18, 19)]
    assert amounts == [119_99, 119_99, 127_98]
    facts["contribution_index"] = (17 * MILLION + 600_000) // 18 // 100 * 100
    assert ask("basic_pension", "2025-12", ANHUI, **facts, months_paid=18) == 118_65


def test_in_beijing_a_month_deemed_instead_of_paid_weighs_by_index_one() -> None:
    facts = {**TOTALS, "months_paid": 383, "contribution_index": 340_000, "transitional_index": 2_500_000,
             "work_started": parse_month("1985-01")}  # fmt: skip
    names = ("transitional_pension", "basic_pension", "monthly_pension")
    less, more = ([ask(n, "2025-12", BEIJING, **facts, deemed_months=m) for n in names] for m in (60, 61))
    assert less == [3162_86, 2980_49, 6917_94]
    assert more == [3147_80, 2986_95, 6909_34]


def test_who_waits_for_january_loses_where_the_reference_wage_falls() -> None:
    wages = [LAW.figures["published_reference_wage"].find("220100", year).value for year in (2025, 2026)]
    assert wages == [7978_25, 7481_50]
    facts = {name: value for name, value in TOTALS.items() if name != "birth"}
    december = ask("monthly_pension", "2025-12", "220100", **facts, claim_age_months=720)
    january = ask("monthly_pension", "2026-01", "220100", **facts, claim_age_months=721)
    assert january < december == 3148_34


def test_the_guarantee_of_the_old_method_ends_with_the_transition() -> None:
    facts = {"deemed_months": 240, "contribution_index": MILLION, "deemed_index": MILLION, "claim_age_months": 720,
             "account_balance": 100_000_00, "occupational_account_balance": 50_000_00,
             "old_method_pension": 9000_00}  # fmt: skip
    september, october = (
        ask("transition_pension_with_annuity", month, SHANGHAI, **facts, months_paid=paid,
            transition_retirement_month=parse_month(month))
        for month, paid in (("2024-09", 120), ("2024-10", 121))
    )  # fmt: skip
    assert (september, october) == (9000_00, 7735_11)


@pytest.mark.parametrize(
    ("paid", "months", "amount", "total"), [(179, 42, 1257_92, 52_832_64), (180, 24, 1940_00, 46_560_00)]
)
def test_with_the_minimum_paid_the_sickness_allowance_is_higher_but_ends_at_the_age(
    paid: int, months: int, amount: int, total: int
) -> None:
    facts = {"months_paid": paid, "contribution_index": MILLION, "account_balance": 0, "months_to_statutory_age": 24,
             "sickness_claim_age_months": 700}  # fmt: skip
    names = ("sickness_allowance_months", "sickness_allowance", "sickness_allowance_total")
    assert tuple(ask(n, "2025-12", "330100", **facts) for n in names) == (months, amount, total)

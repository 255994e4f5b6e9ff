"""Nothing is made and nothing lost: parts sum to totals, transfers conserve money, no figure has a hole unsaid.

The one thing to know: that no amount of any rule falls below zero is tried in tests/engine/test_every_rule.py, on all
the lives that are made there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import yaml
from asking import LAW, quick
from hypothesis import assume, given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure, MissingInput, NotComputable, OutOfBounds
from shebao.engine.figures import FIGURES, REPEALED, figure_files
from shebao.engine.gaps import provinces_of
from shebao.law.language import NATION
from shebao.law.units import MILLION, parse_month

months = st.integers(parse_month("2016-12"), parse_month("2027-12"))
places = st.sampled_from([*provinces_of(LAW), "330100", "440300"])
anywhere = st.tuples(places, months)
amounts = st.one_of(st.just(0), st.integers(0, 3_000_000), st.integers(0, 10_000_000_000))
At = tuple[str, int]


def got(at: At, names: str, **facts: Any) -> list[int]:
    """Several quantities of one life; a case that needs a figure the law does not know is passed over."""
    try:
        found = LAW.at(at[1], at[0]).values(names.split(), facts)
    except (MissingFigure, NotComputable):
        assume(False)
        raise
    return [found[name] for name in names.split()]


# Parts and totals.


@quick
@given(anywhere, st.integers(0, 600), st.integers(0, 3_000_000), amounts, st.integers(0, 300), st.integers(480, 840))
def test_a_pension_is_its_parts_to_the_place_s_step(
    at: At, paid: int, index: int, account: int, deemed: int, age: int
) -> None:
    total, *parts, step = got(
        at, "monthly_pension basic_pension account_pension transitional_pension regional_supplement"
        " monthly_pension_step", months_paid=paid, contribution_index=index, account_balance=account,
        deemed_months=deemed, claim_age_months=age,
    )  # fmt: skip
    assert min(parts) >= 0
    assert abs(total - sum(parts)) < step
    assert total % step == 0


RETIREE = {"pension_before": 300_000, "contribution_years": 360_000, "age": 75, "age_tilt_before": 0,
           "post_mean_pension": 300_000, "sex": 0}  # fmt: skip


@cache
def adjusted() -> list[At]:
    """The places and Januaries whose adjustment is known."""
    found: list[At] = []
    for month in range(parse_month("2015-01"), parse_month("2027-12") + 1, 12):
        for place in provinces_of(LAW):
            try:
                LAW.at(month, place).values(["pension_after"], RETIREE)
            except MissingFigure:
                continue
            found.append((place, month))
    return found


@quick
@given(
    st.deferred(lambda: st.sampled_from(adjusted())),
    st.integers(0, 3_000_000),
    st.integers(0, 40 * 12_000),
    st.integers(60, 100),
    st.integers(0, 1),
    st.integers(0, 6),
)
def test_an_adjustment_is_its_parts_and_never_takes(
    at: At, before: int, years: int, age: int, group: int, hard: int
) -> None:
    facts = {**RETIREE, "contribution_years": years, "age": age, "retiree_group": group, "hard_region_class": hard}
    after, rise, lift, total, *parts, step = got(
        at, "pension_after pension_adjustment adjustment_floor_lift adjustment_sum adjustment_parts"
        " adjustment_low_pension adjustment_sum_step", **{**facts, "pension_before": before},
    )  # fmt: skip
    assert after == before + rise
    assert rise == lift + total
    assert min(rise, lift, total, *parts) >= 0
    assert 0 <= total - sum(parts) < step
    # Nobody is overtaken by who had less.
    assert got(at, "pension_after", **{**facts, "pension_before": before + 100})[0] >= after


@quick
@given(anywhere, st.integers(0, 100_000_000), st.integers(0, 100_000_000))
def test_a_resident_s_premium_is_paid_by_the_person_and_the_government(at: At, premium: int, collective: int) -> None:
    own, government, entry, subsidy = got(
        at, "resident_premium_own resident_premium_by_government resident_year_entry resident_subsidy",
        resident_premium_year=premium, collective_subsidy=collective, hardship=1, resident_subsidy=6000,
        hardship_premium_table=10_000,
    )  # fmt: skip
    assert own + government == premium
    assert min(own, government) >= 0
    assert entry == premium + collective + subsidy


@quick
@given(anywhere, amounts)
def test_what_the_account_no_longer_holds_the_pool_pays(at: At, balance: int) -> None:
    names = "account_pension account_pension_from_account account_pension_from_pool"
    month, own, pool = got(at, names, account_balance=balance, payment_months=1390)
    assert own + pool == month
    assert min(own, pool) >= 0
    assert own <= balance


# Transfers.

Run = tuple[int, int, int, int]


@st.composite
def runs(draw: Any) -> list[Run]:
    """Runs of months since 1998 in time order: start, months, base, place."""
    found: list[Run] = []
    for year in range(draw(st.integers(1998, 2015)), 2016):
        length = draw(st.integers(0, 12))
        if length:
            start = year * 12 + draw(st.integers(0, 12 - length))
            found.append((start, length, draw(st.integers(0, 3_000_000)), int(draw(places))))
    return found


def history(record: list[Run]) -> dict[str, list[int]]:
    columns = ("stint_start", "stint_months", "stint_base", "stint_region")
    return {name: [run[n] for run in record] for n, name in enumerate(columns)}


@quick
@given(anywhere, runs(), st.data())
def test_a_record_moved_in_two_pieces_moves_the_same_money(at: At, record: list[Run], data: Any) -> None:
    cut = data.draw(st.integers(0, len(record)))
    names = "transfer_account_principal account_record_principal transfer_pooled_amount"
    whole, first, second = (
        got(at, names, **history(piece), contribution_base=0, months_paid=0)
        for piece in (record, record[:cut], record[cut:])
    )
    assert whole[0] == first[0] + second[0]
    assert whole[1] == first[1] + second[1]
    # Twelve percent of each piece, each to the nearest fen.
    assert abs(whole[2] - first[2] - second[2]) <= 1
    assert whole[0] <= whole[1]


@quick
@given(anywhere, runs(), st.integers(0, 5), amounts, amounts)
def test_all_that_goes_along_is_of_the_account_or_of_the_pool(
    at: At, record: list[Run], kind: int, resident: int, temporary: int
) -> None:
    total, account, pooled = got(
        at, "transfer_amount transfer_account_amount transfer_pooled_amount", **history(record), transfer_kind=kind,
        resident_account=resident, temporary_account_balance=temporary, contribution_base=0, months_paid=0,
    )  # fmt: skip
    assert total == account + pooled
    assert min(account, pooled) >= 0


@quick
@given(anywhere, st.integers(0, 3_000_000), st.integers(0, 1_000_000), st.integers(0, 1_000_000), st.integers(0, 600))
def test_what_was_paid_twice_goes_back_and_the_rest_stays(
    at: At, interest: int, premium: int, collective: int, overlap: int
) -> None:
    facts = {"resident_premium_year": premium, "collective_subsidy": collective, "overlap_months": overlap}
    (refund,) = got(at, "resident_refund", **facts)
    account = refund + 1 + interest
    (keeps,) = got(at, "resident_account_keeps", **facts, resident_account=account, resident_subsidy=0)
    assert refund + keeps == account
    assert min(refund, keeps) >= 0


@quick
@given(anywhere, amounts, amounts, amounts, st.integers(0, 600))
def test_a_pension_drawn_twice_is_returned_in_full(
    at: At, account: int, subsidies: int, basic: int, twice: int
) -> None:
    payout, owed, to_person, set_off = got(
        at, "resident_account_payout resident_basic_to_return net_to_person set_off_against_pension",
        resident_account=account, resident_account_subsidies=subsidies, resident_basic_pension=basic,
        double_months=twice,
    )  # fmt: skip
    assert payout - owed == to_person - set_off
    assert min(to_person, set_off) == 0
    assert 0 <= payout <= account


@quick
@given(st.integers(0, 10**7), st.integers(0, 600), st.integers(0, 2))
def test_a_soldier_s_subsidy_is_its_two_parts(wage: int, service: int, destination: int) -> None:
    total, employer, account = got(
        ("110000", parse_month("2025-06")), "military_pension_subsidy military_employer_part military_account_part",
        monthly_contribution_wage=wage, service_months=service, military_destination=destination,
    )  # fmt: skip
    assert total == employer + account
    assert min(employer, account) >= 0


# What is not stated is no number, and nothing falls below nothing.


def test_a_premium_that_nobody_states_is_asked_for() -> None:
    with pytest.raises(MissingInput, match="resident_premium_year"):
        LAW.at("2025-06").values(["resident_refund"], {"collective_subsidy": 0, "overlap_months": 6})
    # Who states none pays as an employee.
    facts = {"account_balance_start": 1000, "monthly_entry": 0, "account_interest_rate": 0}
    assert LAW.at("2025-06").values(["account_balance"], facts)["account_balance"] == 1000


def test_an_account_without_a_stated_start_begins_at_nothing() -> None:
    facts = {"monthly_entry": 100, "account_interest_rate": 0}
    assert LAW.at("2025-06").values(["account_year_end"], facts)["account_year_end"] == 1200


def test_more_taken_back_than_the_account_holds_is_refused() -> None:
    facts = {"resident_premium_year": 120_000, "collective_subsidy": 0, "overlap_months": 12, "resident_account": 1}
    with pytest.raises(OutOfBounds, match="resident_account_keeps"):
        LAW.at("2025-06").values(["resident_account_keeps"], {**facts, "resident_subsidy": 0})


def test_the_fund_takes_nothing_back_from_a_large_occupational_annuity() -> None:
    facts = {"months_paid": 12, "deemed_months": 240, "contribution_index": MILLION, "deemed_index": MILLION,
             "claim_age_months": 720, "account_balance": 0, "occupational_account_balance": 100_000_000,
             "old_method_pension": 300_000, "transition_retirement_month": parse_month("2015-12")}  # fmt: skip
    assert LAW.at("2015-12", "310000").values(["monthly_pension"], facts)["monthly_pension"] == 0


def test_overlapping_months_take_no_more_years_than_there_are() -> None:
    facts = {"resident_years": 12_000, "months_paid": 3, "deemed_months": 0, "overlap_months": 24}
    assert LAW.at("2025-06").values(["resident_years_total"], facts)["resident_years_total"] == 12_000


# Figures.


def test_no_figure_has_a_hole_between_its_dates_that_is_not_said() -> None:
    """A value follows the one before at once, unless that was repealed and nothing said in its place."""
    said = set(repealed())
    holes = [
        (name, region, key, before.until, after.since)
        for name, figure in LAW.figures.items()
        for region, keyed in figure.spans.items()
        for key, spans in keyed.items()
        for before, after in pairwise(spans)
        if after.since != before.until + 1 and (name, region, key, before.until + 1) not in said
    ]
    assert not holes
    assert all(
        span.since <= span.until
        for figure in LAW.figures.values()
        for keyed in figure.spans.values()
        for spans in keyed.values()
        for span in spans
    )


def repealed() -> Iterator[tuple[str, str, int, int]]:
    """Figure, region, key and time of every value that the files say is repealed, read from the files themselves."""
    for path in figure_files():
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                rows = [(path.stem, row.get("region") or NATION, row) for row in csv.DictReader(file)]
        else:
            read: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader) or {}
            national = path.parent == FIGURES
            rows = [
                (name, NATION if national else path.stem, row)
                for name, held in read.items()
                for row in ((held.get("values") or []) if national else held)
            ]
        for name, region, row in rows:
            if row.get("value") == REPEALED:
                by_year = LAW.figures[name].per == "year"
                when = int(row.get("year") or row["since"]) if by_year else parse_month(row["since"])
                yield name, region, int(row.get("key") or 0), when

"""What must hold whatever the figures: more months, a higher index or a later month never make a pension smaller."""

from __future__ import annotations

from asking import LAW, quick
from hypothesis import given
from hypothesis import strategies as st

PROVINCES = ["110000", "120000", "310000", "330100", "340000", "450000", "510000", "620000"]
births = st.integers(718_000, 731_000)
regions = st.sampled_from(PROVINCES)


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
    on = LAW.at("2026-11")

    def month(day: int) -> int:
        return on.values(["statutory_retirement_month"], {"birth": day, "retirement_track": track})[
            "statutory_retirement_month"
        ]

    assert month(birth) <= month(birth + 1) <= month(birth + 31)


@quick
@given(regions, st.integers(180, 500), st.integers(600_000, 3_000_000), st.integers(0, 50_000_000))
def test_paying_more_never_gives_less(region: str, months: int, index: int, account: int) -> None:
    on = LAW.at("2025-12", region)

    def pension(**more: int) -> int:
        facts = {"birth": 719_300, "retirement_track": 0, "months_paid": months, "contribution_index": index,
                 "account_balance": account, **more}  # fmt: skip
        return on.values(["monthly_pension"], facts)["monthly_pension"]

    now = pension()
    assert pension(months_paid=months + 1) >= now
    assert pension(contribution_index=index + 100) >= now
    assert pension(account_balance=account + 100) >= now


@quick
@given(st.integers(0, 100_000_00))
def test_the_base_stays_between_floor_and_ceiling(wage: int) -> None:
    got = LAW.at("2026-11", "330100").values(["contribution_base", "base_floor", "base_ceiling"], {"wage": wage})
    assert got["base_floor"] <= got["contribution_base"] <= got["base_ceiling"]
    if got["base_floor"] <= wage <= got["base_ceiling"]:
        assert got["contribution_base"] == wage


@quick
@given(st.integers(480, 840))
def test_payment_months_fall_with_age(age: int) -> None:
    on = LAW.at("2026-11")

    def months(a: int) -> int:
        return on.values(["payment_months"], {"claim_age_months": a})["payment_months"]

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

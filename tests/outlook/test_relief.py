"""What unemployment funds paid by policies of the time, and parts of whole fen."""

from __future__ import annotations

import numpy as np
import pytest

from shebao.outlook.axes import FIRST
from shebao.outlook.behaviour import number, over
from shebao.outlook.bulletins import published
from shebao.outlook.economy import unemployment
from shebao.outlook.relief import assistance, paid_by, refunds
from shebao.outlook.shares import dealt, part

YI = 10**10  # a hundred million yuan, in fen


def paid(years: int) -> np.ndarray:
    """Contributions of two made-up provinces, the first paying three times the second."""
    return np.repeat(np.array([[900 * YI, 300 * YI]]), years, axis=0)


def test_what_was_published_is_given_back_to_the_fen_and_by_what_was_paid():
    given = refunds(paid(13))[2020 - FIRST]
    assert int(given.sum()) == paid_by("refunds")[2020] == 1042 * YI
    assert int(given[0]) == pytest.approx(3 * int(given[1]), abs=4)


def test_a_year_nobody_published_follows_the_law_and_what_firms_took_up_in_2018():
    given = refunds(paid(13))[2023 - FIRST]
    assert 2023 not in paid_by("refunds")
    assert int(given[0]) == pytest.approx(900 * YI * 0.45 * number("jobs_kept_taken"), abs=2)


def test_nothing_is_given_back_before_there_was_a_policy_or_a_year_before():
    assert not refunds(paid(13))[: 2015 - FIRST].any()
    assert not refunds(paid(1)).any()


def test_who_is_not_due_the_benefit_is_helped_from_2020_to_2022_alone():
    helped = assistance(paid(13)).sum(axis=1)
    assert [FIRST + n for n in np.flatnonzero(helped)] == [2020, 2021, 2022]
    assert int(helped[2021 - FIRST]) == pytest.approx(0.8 * 1200 * YI, abs=2)


def test_the_help_of_2022_is_what_was_published_less_medical_premiums():
    proper = published("ui_benefits", 2022)
    assert proper is not None
    helped = int(assistance(paid(13))[2022 - FIRST].sum())
    assert helped == paid_by("benefits_beside")[2022] - round(number("jobless_medical") * proper.value)


def test_every_policy_names_who_published_it_and_no_later_year_than_the_past():
    for policy in ("refunds", "benefits_beside"):
        assert paid_by(policy)
        assert max(paid_by(policy)) <= 2024


def test_a_sum_is_dealt_out_whole_however_odd_the_weights():
    weights = np.array([1, 1, 1, 0, 5])
    assert int(dealt(weights, 100).sum()) == 100
    assert dealt(weights, 100)[3] == 0
    assert dealt(np.zeros(3, dtype=np.int64), 100).tolist() == [0, 0, 0]


def test_a_part_of_a_nations_fen_does_not_pass_sixty_four_bits():
    nation = 70_000 * 100_000_000 * 100
    assert part(nation, 500_000) == nation // 2
    assert part(np.array([nation]), 999_999)[0] == nation // 1_000_000 * 999_999


def test_jobs_are_lost_as_the_surveyed_rate_goes_which_is_known_since_2018():
    rate = unemployment()
    assert min(rate) == 2018
    assert rate[2020] > rate[2018]


def test_fitted_factors_have_a_value_for_every_fitted_year_and_then_a_plain_rule():
    level = over("unemployment_benefit_level", np.arange(2012, 2025))
    assert level[-1] == 1
    assert (np.diff(level[6:11]) > 0).all()

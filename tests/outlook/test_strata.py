"""Even draws: places are dealt to all without a double, each person's place is uniform, order and seed decide alone."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from shebao.outlook.people import COHORTS
from shebao.outlook.strata import dealt, place, steps

sizes = st.integers(1, 20_000)
seeds = st.integers(0, 2**63 - 1)


@njit
def _places(ranks, step, factor, shift, inside, even):
    out = np.empty(ranks.size, np.int64)
    for n in range(ranks.size):
        out[n] = place(ranks[n], step, factor, shift, inside[n], even)
    return out


def drawn(size: int, seed: int, inside: int, even: int = 1) -> np.ndarray:
    """The draws of a whole cohort for one event of one year."""
    some = np.zeros(COHORTS, dtype=np.int64)
    some[3] = size
    factor, shift = dealt(some, 1, 2012, 1, seed)
    within = np.full(size, inside, dtype=np.uint32)
    ranks = np.arange(size, dtype=np.int64)
    return _places(ranks, steps(some)[3], int(factor[3, 0, 0]), int(shift[3, 0, 0]), within, even)


@settings(max_examples=200, deadline=None)
@given(size=sizes, seed=seeds, inside=st.integers(0, 2**32 - 1))
def test_every_place_is_dealt_once(size: int, seed: int, inside: int) -> None:
    draws = drawn(size, seed, inside)
    assert draws.min() >= 0
    assert draws.max() < 2**32
    # A place begins at the whole number below its share of 2**32.
    np.testing.assert_array_equal(np.sort((draws * size + size - 1) >> 32), np.arange(size))


@settings(max_examples=100, deadline=None)
@given(size=sizes, seed=seeds)
def test_any_share_of_the_cohort_is_met_to_within_one_person(size: int, seed: int) -> None:
    draws = drawn(size, seed, 0x12345678)
    for share in (0.001, 0.02, 0.3, 0.5, 0.97):
        assert abs((draws < share * 2**32).sum() - share * size) <= 1


@settings(max_examples=50, deadline=None)
@given(size=st.integers(2, 5_000), seed=seeds)
def test_who_is_drawn_changes_with_the_seed(size: int, seed: int) -> None:
    """Of nearby seeds at least one deals otherwise (two people have only two ways to be dealt to)."""
    one = drawn(size, seed, 0)
    assert any((drawn(size, (seed + n) % 2**63, 0) != one).any() for n in range(1, 40))


@pytest.mark.parametrize("size", [7, 850, 8_500])
def test_a_person_s_own_draw_is_uniform_over_years(size: int) -> None:
    some = np.zeros(COHORTS, dtype=np.int64)
    some[5] = size
    years = 4_000
    factor, shift = dealt(some, 1, 0, years, 11)
    for rank in (0, size // 3, size - 1):
        where = (factor[5, 0].astype(np.int64) * rank + shift[5, 0]) % size / size
        counts = np.histogram(where, bins=np.linspace(0, 1, min(size, 20) + 1))[0]
        expected = years / len(counts)
        assert ((counts - expected) ** 2 / expected).sum() < 2.5 * len(counts) + 10


@settings(max_examples=50, deadline=None)
@given(size=sizes, seed=seeds)
def test_without_even_draws_only_the_draw_inside_counts(size: int, seed: int) -> None:
    assert (drawn(size, seed, 0xCAFEBABE, even=0) == 0xCAFEBABE).all()


def test_two_events_and_two_years_deal_differently() -> None:
    some = np.full(COHORTS, 997, dtype=np.int64)
    factor, shift = dealt(some, 2, 2012, 2, 1)
    ways = {(int(factor[c, e, y]), int(shift[c, e, y])) for c in range(50) for e in range(2) for y in range(2)}
    assert len(ways) > 190


def test_a_step_is_the_width_of_a_place() -> None:
    assert steps(np.array([0, 1, 2, 3, 1_000])).tolist() == [
        2**64 - 1, 2**64 - 1, 2**63, -(-(2**64) // 3), -(-(2**64) // 1_000),
    ]  # fmt: skip

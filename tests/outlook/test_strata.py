"""Even draws: any run of numbers fills every dimension evenly, and pairs of them; the seed decides who draws what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.outlook.axes import YEARS
from shebao.outlook.strata import BITS, LIFE_EVENTS, NEIGHBOURS, YEAR_EVENTS, directions, exchanges, scrambled

DIMENSIONS = LIFE_EVENTS + YEAR_EVENTS * YEARS
seeds = st.integers(0, 2**63 - 1)


def draws(seed: int, dimensions: list[int], numbers: Any) -> Any:
    """[dimensions, numbers] of 2**32."""
    words, shifts = scrambled(seed)
    made = np.broadcast_to(shifts[dimensions][:, None], (len(dimensions), len(numbers))).copy()
    for bit in range(BITS):
        one = (numbers >> np.uint64(bit)) & np.uint64(1)
        made ^= words[dimensions, bit][:, None] * one[None]
    return made


def run(begin: int, count: int) -> Any:
    return np.arange(begin, begin + count, dtype=np.uint64)


def test_the_first_points_are_those_that_were_published() -> None:
    """Joe and Kuo print the first ten points of three dimensions; here in the order of plain binary numbers."""
    points = np.zeros((3, 8), dtype=np.uint64)
    for n in range(8):
        for bit in range(3):
            points[:, n] ^= directions()[:3, bit] * np.uint64(n >> bit & 1)
    points = points / 2.0**32
    assert points.tolist() == [
        [0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875],
        [0, 0.5, 0.75, 0.25, 0.625, 0.125, 0.375, 0.875],
        [0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125],
    ]


@settings(max_examples=40, deadline=None)
@given(seed=seeds, block=st.integers(0, 1000), dimension=st.integers(0, DIMENSIONS - 1), width=st.integers(0, 10))
def test_every_block_of_numbers_has_one_person_in_every_part_of_a_dimension(
    seed: int, block: int, dimension: int, width: int
) -> None:
    made = draws(seed, [dimension], run(block << width, 1 << width))[0]
    np.testing.assert_array_equal(np.sort(made >> np.uint64(BITS - width)), np.arange(1 << width))


@settings(max_examples=30, deadline=None)
@given(seed=seeds, begin=st.integers(0, 10**6), dimension=st.integers(0, DIMENSIONS - 1))
def test_any_share_of_any_run_of_numbers_is_nearly_met(seed: int, begin: int, dimension: int) -> None:
    made = draws(seed, [dimension], run(begin, 5_000))[0]
    for share in (0.001, 0.02, 0.3, 0.5, 0.97):
        assert (
            abs((made < share * 2**32).sum() - share * 5_000) <= 14
        )  # log2 of 5,000; independent draws: up to 35 each


def test_of_those_with_a_job_the_right_part_loses_it() -> None:
    """Pairs of what is drawn for a job and of a year lie far more evenly than independent draws."""
    n, share, part = 40_000, 0.45, 0.02
    found = []
    for seed in range(30):
        standing, *years = draws(seed, [0, LIFE_EVENTS + 1, LIFE_EVENTS + 31], run(70_000, n))
        found += [int(((standing < share * 2**32) & (x < part * 2**32)).sum()) for x in years]
    assert np.var(found) < n * share * part / 5
    assert np.mean(found) == pytest.approx(n * share * part, rel=0.01)


def test_a_person_s_own_draws_are_uniform_over_seeds_and_those_of_two_years_unrelated() -> None:
    numbers = np.array([0, 1, 77_777], dtype=np.uint64)
    dimensions = [0, 3, LIFE_EVENTS, LIFE_EVENTS + 3 * 50]
    many = np.array([draws(seed, dimensions, numbers) for seed in range(1_500)]) / 2.0**32
    assert np.abs(many.mean(axis=0) - 0.5).max() < 4 / np.sqrt(12 * 1_500)
    for person in range(3):
        related = np.corrcoef(many[:, :, person].T) - np.eye(4)
        assert np.abs(related).max() < 4 / np.sqrt(1_500)


@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_who_draws_what_changes_with_the_seed_alone(seed: int) -> None:
    one, again, other = (draws(x, [0, 20], run(5, 50)) for x in (seed, seed, (seed + 1) % 2**63))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_neighbours_exchange_and_years_differ() -> None:
    partner, pair, shift = exchanges(120, 5)
    assert NEIGHBOURS == 63
    assert len(set(partner.tolist())) == len(set(pair.tolist())) == len(set(shift.tolist())) == 120

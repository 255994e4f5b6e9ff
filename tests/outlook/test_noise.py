"""Noise: even draws give totals that hardly depend on the seed; small samples say what large ones say.

What even draws reach for every measure is measured by `python bench/run.py outlook`, at the sample of a usual run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shebao.outlook import accounts as of
from shebao.outlook.outlook import Outlook, Ready

SEEDS = 12


@pytest.fixture(scope="module")
def small() -> Ready:
    return Outlook(sample=10_000, years=2).ready()


@pytest.fixture(scope="module")
def drawn(small: Ready) -> dict[bool, Any]:
    """[seeds, years, accounts] of the nation with even draws and with independent ones."""
    return {
        even: np.array([small.drawn(seed, even).lived().cells.sum(axis=1) for seed in range(1, SEEDS + 1)])
        for even in (True, False)
    }


@pytest.mark.parametrize("account", [of.POPULATION, of.DEATHS])
def test_even_draws_leave_a_fifth_of_the_variance_of_people_and_deaths(drawn: dict[bool, Any], account: int) -> None:
    even, odd = (drawn[way][..., account].astype(float).var(axis=0, ddof=1).mean() for way in (True, False))
    assert odd > 5 * even


@pytest.mark.parametrize("account", [of.IN_SERVICE, of.RETIREES, of.BASIC, of.PAYERS])
def test_even_draws_leave_less_than_half_of_the_variance_of_careers(drawn: dict[bool, Any], account: int) -> None:
    even, odd = (drawn[way][..., account].astype(float).var(axis=0, ddof=1).mean() for way in (True, False))
    assert odd > 2 * even


@pytest.mark.parametrize(
    "account", [of.IN_SERVICE, of.RETIREES, of.RECIPIENTS, of.PAYERS, of.DEATHS, of.EMPLOYER, of.BASIC, of.MOVED_IN]
)
def test_even_draws_do_not_shift_the_mean(drawn: dict[bool, Any], account: int) -> None:
    even, odd = (drawn[way][..., account].sum(axis=1).astype(float) for way in (True, False))
    error = np.sqrt((even.var(ddof=1) + odd.var(ddof=1)) / SEEDS)
    assert abs(even.mean() - odd.mean()) < 4 * error + 0.003 * odd.mean()


def test_a_sample_of_a_tenth_says_what_the_larger_one_says(small: Ready) -> None:
    large = Outlook(sample=2_000, years=2).ready().lived().cells.sum(axis=1) * 2_000.0
    few = small.lived().cells.sum(axis=1) * 10_000.0
    for account, within in (
        (of.POPULATION, 0.002), (of.DEATHS, 0.04), (of.BIRTHS, 0.01), (of.IN_SERVICE, 0.02), (of.RETIREES, 0.03),
        (of.EMPLOYER, 0.03), (of.BASIC, 0.03), (of.RECIPIENTS, 0.03),
    ):  # fmt: skip
        assert few[:, account].sum() == pytest.approx(large[:, account].sum(), rel=within), account


def test_another_seed_is_another_run_and_the_same_seed_the_same(small: Ready) -> None:
    digests = [small.drawn(seed).lived().digest() for seed in (1, 1, 2)]
    assert digests[0] == digests[1] != digests[2]

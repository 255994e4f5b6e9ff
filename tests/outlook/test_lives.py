"""Lives: the same however they are walked through, and nobody and no fen is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from shebao.outlook import accounts as of
from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.outlook import Ready
from shebao.outlook.running import Cells

Lived = Callable[..., Cells]


@pytest.mark.parametrize(
    "way",
    [
        {"threads": 1},
        {"threads": 2, "batch": 7},
        {"threads": 3, "batch": 999},
        {"threads": 1, "by_year": True},
        {"threads": 3, "by_year": True, "batch": 999},
    ],
)
def test_any_order_threads_and_batches_give_the_same_digest(lived: Lived, way: dict[str, Any]) -> None:
    assert lived(**way).digest() == lived().digest()


def test_people_of_every_province_balance_each_year(ready: Ready, lived: Lived) -> None:
    cells, people = lived().cells, ready.people
    start = np.bincount(people.province[(people.entry == FIRST) & (people.birth < FIRST)], minlength=len(PROVINCES))
    before = np.concatenate([start[None], cells[:-1, :, of.POPULATION]])
    came = cells[..., of.BIRTHS] + cells[..., of.ARRIVED] + cells[..., of.MOVED_IN]
    went = cells[..., of.DEATHS] + cells[..., of.LEFT] + cells[..., of.MOVED_OUT]
    assert min(came.sum(), went.sum()) > 10_000
    np.testing.assert_array_equal(before + came - went, cells[..., of.POPULATION])


def test_moves_between_provinces_lose_nobody(lived: Lived) -> None:
    cells = lived().cells
    np.testing.assert_array_equal(cells[..., of.MOVED_IN].sum(axis=1), cells[..., of.MOVED_OUT].sum(axis=1))
    assert cells[..., of.MOVED_IN].sum() > 1_000


def test_those_born_and_arrived_are_the_lives_of_the_sample(ready: Ready, lived: Lived) -> None:
    cells, people = lived().cells, ready.people
    for n in range(len(cells)):
        born = people.province[(people.birth == FIRST + n) & (people.entry == people.birth)]
        came = people.province[(people.entry == FIRST + n + 1) & (people.birth < people.entry)]
        np.testing.assert_array_equal(cells[n, :, of.BIRTHS], np.bincount(born, minlength=len(PROVINCES)))
        np.testing.assert_array_equal(cells[n, :, of.ARRIVED], np.bincount(came, minlength=len(PROVINCES)))


def test_every_life_is_lived_once_a_year_until_it_ends(lived: Lived) -> None:
    cells = lived().cells
    there = cells[..., of.POPULATION] - cells[..., of.ARRIVED]
    gone = cells[..., of.DEATHS] + cells[..., of.LEFT]
    np.testing.assert_array_equal(cells[..., of.LIVES].sum(axis=1), (there + gone).sum(axis=1))


def test_what_entered_employees_accounts_is_paid_inherited_moved_or_still_held(lived: Lived) -> None:
    sums = lived().cells.sum(axis=(0, 1))
    entered = sums[of.ACCOUNT_OPENED] + sums[of.ACCOUNT_ENTRIES] + sums[of.ACCOUNT_INTEREST]
    left = sums[of.ACCOUNT_PAID] + sums[of.INHERITED] + sums[of.REFUNDS] + sums[of.ACCOUNT_ELSEWHERE]
    assert min(sums[of.ACCOUNT_HELD], sums[of.ACCOUNT_PAID], sums[of.INHERITED], sums[of.REFUNDS]) > 0
    assert entered == left + sums[of.ACCOUNT_HELD]


def test_what_entered_residents_accounts_is_paid_inherited_or_still_held(lived: Lived) -> None:
    sums = lived().cells.sum(axis=(0, 1))
    entered = sums[of.RESIDENT_PREMIUM] + sums[of.RESIDENT_SUBSIDY] + sums[of.RESIDENT_MOVED_IN]
    left = sums[of.RESIDENT_ACCOUNT] + sums[of.RESIDENT_INHERITED] + sums[of.RESIDENT_KEPT]
    assert entered + sums[of.RESIDENT_INTEREST] == left + sums[of.RESIDENT_HELD]


def test_interest_on_accounts_is_of_the_size_of_the_law_s_rates(lived: Lived) -> None:
    sums = lived().cells.sum(axis=(0, 1))
    entered = sums[of.ACCOUNT_OPENED] + sums[of.ACCOUNT_ENTRIES]
    assert 0.1 < sums[of.ACCOUNT_INTEREST] / entered < 1.5
    assert 0 < sums[of.RESIDENT_INTEREST] < sums[of.RESIDENT_PREMIUM]


def test_pensions_from_accounts_are_a_part_of_all_pensions(lived: Lived) -> None:
    cells = lived().cells
    assert (cells[..., of.BASIC] >= 0).all()
    assert cells[..., of.ACCOUNT_PAID].sum() < cells[..., of.BASIC].sum()


def test_what_moves_from_one_province_arrives_in_another_in_the_same_year(lived: Lived) -> None:
    cells = lived().cells
    np.testing.assert_array_equal(cells[..., of.TRANSFER_IN].sum(axis=1), cells[..., of.TRANSFER_OUT].sum(axis=1))
    assert cells[..., of.TRANSFER_IN].sum() > 0


def test_what_employees_accounts_give_up_residents_accounts_get(lived: Lived) -> None:
    cells = lived().cells
    np.testing.assert_array_equal(cells[..., of.REFUNDS], cells[..., of.RESIDENT_MOVED_IN])


def test_flows_of_cohorts_are_the_pensions_paid(lived: Lived) -> None:
    made = lived()
    sums = made.cells.sum(axis=(0, 1))
    paid = sums[of.BASIC] + sums[of.ACCOUNT_PAID] + sums[of.TRANSITIONAL]
    assert made.flows[..., 1].sum() == paid

"""Lives against the tables they are aligned with: what is left is the noise of a sample, and a bias would show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("numba")

from shebao.outlook import accounts as of
from shebao.outlook.align import Residuals, expected, residuals
from shebao.outlook.outlook import Outlook, Ready
from shebao.outlook.running import Cells

WEIGHT = 10_000


@pytest.fixture(scope="module")
def one_in_ten_thousand() -> Ready:
    return Outlook(sample=WEIGHT, years=10).ready()


@pytest.fixture(scope="module")
def cells(one_in_ten_thousand: Ready) -> Cells:
    return one_in_ten_thousand.lived()


@pytest.fixture(scope="module")
def off(one_in_ten_thousand: Ready, cells: Cells) -> Residuals:
    return residuals(cells, one_in_ten_thousand.population, WEIGHT)


def test_deaths_and_persons_by_province_and_year_are_off_by_no_more_than_noise(off: Residuals) -> None:
    assert Residuals.rms(off.deaths) <= 1.1
    assert Residuals.rms(off.persons) <= 1.1


def test_what_is_left_leans_to_no_side(off: Residuals) -> None:
    assert abs(off.deaths.mean()) < 0.1
    assert abs(off.persons.mean()) < 0.2


def test_tables_pass_people_between_provinces_without_losing_any(one_in_ten_thousand: Ready) -> None:
    tables = expected(one_in_ten_thousand.population, 30)
    assert np.allclose(tables.into.sum(axis=1), tables.out.sum(axis=1))


def test_a_bias_of_a_tenth_in_deaths_is_found(one_in_ten_thousand: Ready, cells: Cells) -> None:
    more = cells.cells.copy()
    more[..., of.DEATHS] = np.rint(more[..., of.DEATHS] * 1.1).astype(np.int64)
    biased = residuals(replace(cells, cells=more), one_in_ten_thousand.population, WEIGHT)
    assert Residuals.rms(biased.deaths) > 1.1


def test_births_are_met_to_a_life_in_every_province(one_in_ten_thousand: Ready, cells: Cells) -> None:
    born = one_in_ten_thousand.population.births[: len(cells.cells)].sum(axis=(2, 3)) / WEIGHT
    assert np.abs(cells.cells[..., of.BIRTHS] - born).max() <= 4

"""The sample: every cell, cohort and province holds its number to within one life; numbers go by cohort and place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.people import FIRST_BIRTH, People, sample
from shebao.outlook.population import Population, project

LAST_YEAR = 2045
PLACES = np.random.default_rng(3).permutation(62).reshape(31, 2)
"""Any order of places."""


@pytest.fixture(scope="module")
def population() -> Population:
    return project("medium")


@pytest.fixture(scope="module", params=[1_000, 10_000])
def people(population: Population, request: pytest.FixtureRequest) -> People:
    return sample(population, request.param, LAST_YEAR, PLACES)


def counted(people: People, *by: Any, shape: tuple[int, ...]) -> Any:
    made = np.zeros(shape)
    np.add.at(made, by, float(people.weight))
    return made


def test_the_people_of_the_start_meet_every_cohort_province_and_cell_within_one_life(
    population: Population, people: People
) -> None:
    here = people.birth < FIRST
    columns = ("birth", "sex", "province", "residence", "entry", "number")
    there = replace(people, **{column: getattr(people, column)[here] for column in columns})
    age = FIRST - 1 - there.birth.astype(int)
    start = there.entry == FIRST
    assert start.all() or people.birth.min() >= FIRST_BIRTH
    cells = counted(
        there, there.province, there.sex, there.residence, age, shape=population.start.shape
    ) - counted(
        there, there.province[~start], there.sex[~start], there.residence[~start], age[~start],
        shape=population.start.shape,
    )  # fmt: skip
    assert np.abs(cells - population.start).max() <= people.weight
    cohorts, said = cells.sum(axis=(0, 2)), population.start.sum(axis=(0, 2))
    assert np.abs(cohorts - said).max() <= people.weight


def test_births_of_every_year_province_sex_and_residence_are_met_within_one_life(
    population: Population, people: People
) -> None:
    years = LAST_YEAR - FIRST + 1
    born = (people.entry == people.birth) & (people.birth >= FIRST)
    made = np.zeros((years, len(PROVINCES), 2, 2))
    np.add.at(
        made,
        (people.birth[born].astype(int) - FIRST, people.province[born], people.sex[born], people.residence[born]),
        float(people.weight),
    )
    assert np.abs(made - population.births[:years]).max() <= people.weight


def test_all_lives_together_are_all_persons(population: Population, people: People) -> None:
    years = LAST_YEAR - FIRST + 1
    said = population.start.sum() + population.births[:years].sum() + population.arrivals[: years - 1].sum()
    assert abs(len(people) * people.weight - said) <= people.weight


def test_nobody_enters_before_being_born_or_after_the_last_year(people: People) -> None:
    assert (people.entry >= people.birth).all()
    assert (people.entry >= FIRST).all()
    assert (people.entry <= LAST_YEAR).all()
    assert people.birth.min() >= FIRST_BIRTH
    assert people.birth.max() <= LAST


def test_numbers_go_by_cohort_first_year_and_place(people: People) -> None:
    key = (people.cohort * 200 + people.entry - FIRST).astype(np.int64) * 62 + PLACES[people.province, people.residence]
    assert (np.diff(key) >= 0).all()


def test_those_who_are_born_later_do_not_change_the_numbers_of_those_before(population: Population) -> None:
    """So scenarios of other births share all draws of everyone born before they part."""
    more = population.births.copy()
    more[11:] *= 1.2
    more = replace(population, births=more)
    one, other = (sample(x, 10_000, LAST_YEAR, PLACES) for x in (population, more))
    before = int((one.birth <= FIRST + 10).sum())
    for column in ("birth", "sex", "province", "residence", "entry"):
        np.testing.assert_array_equal(getattr(one, column)[:before], getattr(other, column)[:before])

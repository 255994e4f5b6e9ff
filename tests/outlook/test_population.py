"""The population of the outlook: it meets the United Nations' totals, the provinces and the census; nobody is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shebao.engine.errors import BadInput
from shebao.outlook import tables
from shebao.outlook.nation import nation, wpp_annual
from shebao.outlook.places import places
from shebao.outlook.population import (
    AGES,
    FIRST,
    YEARS,
    Population,
    Unbalanced,
    factors,
    project,
    provinces,
    wpp_ages,
    wpp_totals,
)

PLACES = (1, 2, 3, 4)  # province, sex, residence, age


@pytest.fixture(scope="module")
def medium() -> Population:
    return project()


def at(year: int) -> int:
    return year - FIRST


def test_the_nation_meets_wpp_at_every_years_end_by_sex(medium: Population) -> None:
    wanted = np.array([wpp_totals()[year] for year in YEARS])
    assert abs(medium.persons.sum(axis=PLACES) / wanted - 1).max() < 1e-9
    assert abs(medium.persons.sum(axis=(1, 3, 4)) / nation().end - 1).max() < 1e-9


def test_births_and_deaths_are_those_of_wpp(medium: Population) -> None:
    assert abs(medium.births.sum(axis=(1, 2, 3)) / nation().births - 1).max() < 1e-9
    assert abs(medium.deaths().sum(axis=PLACES) / nation().deaths - 1).max() < 1e-4


def test_what_was_solved_stays_close_to_what_was_given() -> None:
    """The factors repair calendar years and ages, they do not carry the projection."""
    solved = factors()
    assert abs(solved.births - 1).max() < 0.03
    assert abs(solved.deaths - 1).max() < 0.05


@pytest.mark.parametrize("variant", ["low", "high"])
def test_low_and_high_fertility_meet_their_wpp_totals(variant: str) -> None:
    wanted = np.array([wpp_totals(variant)[year] for year in YEARS])
    assert abs(project(variant).persons.sum(axis=PLACES) / wanted - 1).max() < 1e-9
    assert abs(factors(variant).births / factors().births - 1).max() < 0.035


@pytest.mark.parametrize("year", [2015, 2020, 2025, 2050, 2075, 2100])
def test_five_year_ages_are_those_of_wpp_in_mid_year(medium: Population, year: int) -> None:
    ends = np.concatenate([medium.start[None], medium.persons])[at(year) : at(year) + 2].sum(axis=(1, 3))
    # In mid-year half of a birth cohort has had its birthday, and half of the year's children are born.
    middle = np.sqrt(ends[0][:, :-1] * ends[1][:, 1:])
    completed = np.append(ends[1][:, :1], middle[:, :-1], axis=1) / 2 + middle / 2
    five = completed[:, :95].reshape(2, 19, 5).sum(axis=2)
    assert abs(five / wpp_ages()[year][:, :19] - 1).max() < 0.02


@pytest.mark.parametrize(("sex", "name"), [(0, "life_expectancy_male"), (1, "life_expectancy_female")])
def test_the_probabilities_to_die_give_the_life_expectancy_of_wpp(medium: Population, sex: int, name: str) -> None:
    published = wpp_annual()[name][FIRST - 1950 :]
    alive = np.cumprod(1 - medium.death[:, 0, sex, 0], axis=1)
    mine = (1 + alive[:, 0]) / 4 + alive.sum(axis=1) - alive[:, 0] / 2
    assert abs(mine - published).max() < 0.6


def test_provinces_hold_their_published_shares_as_long_as_published(medium: Population) -> None:
    shares = places().shares
    mine = medium.persons[: len(shares)].sum(axis=(2, 3, 4))
    assert len(shares) == 2024 - FIRST + 1
    assert abs(mine / mine.sum(axis=1, keepdims=True) / shares - 1).max() < 1e-4


def test_provinces_start_with_their_persons_of_2011(medium: Population) -> None:
    published = tables.read("provinces_persons.csv", year=int, province=str, persons=int)
    wanted = published.cube("persons", year=[2011], province=provinces())[0]
    mine = medium.start.sum(axis=(1, 2, 3))
    assert abs(mine / mine.sum() / (wanted / wanted.sum()) - 1).max() < 1e-3
    assert abs(mine.sum() / wanted.sum() - 1) < 0.015  # WPP counts more than the national office


def test_the_ages_of_a_province_in_2020_are_those_of_its_census(medium: Population) -> None:
    table = tables.read("census_2020_age.csv", province=str, age=int, male=int, female=int)
    lower = [0, 1, *range(5, 90, 5)]
    men, women = (table.cube(sex, province=provinces(), age=lower) for sex in ("male", "female"))
    census = men + women
    mine = np.add.reduceat(medium.persons[at(2020)].sum(axis=(1, 2)), lower, axis=1)
    # WPP is not the census: what is compared is how each age group lies over the provinces.
    mine, census = mine / mine.sum(axis=0), census / census.sum(axis=0)
    miss = (mine / census - 1)[:, 1:17]  # 1 to 79; the very young and old are told apart by the groups' edges alone
    assert abs(miss).max() < 0.03
    assert np.sqrt((miss**2).mean()) < 0.01


def test_the_nation_becomes_urban_as_published_and_assumed(medium: Population) -> None:
    urban = medium.persons[:, :, :, 0].sum(axis=(1, 2, 3)) / medium.persons.sum(axis=PLACES)
    assert medium.start[:, :, 0].sum() / medium.start.sum() == pytest.approx(0.515, abs=0.005)
    for year, share in ((2020, 0.6384), (2023, 0.6616), (2024, 0.67), (2025, 0.6789), (2050, 0.8), (2100, 0.83)):
        assert urban[at(year)] == pytest.approx(share, abs=5e-4)
    assert (np.diff(urban) > -1e-9).all()


def test_the_country_is_older_than_the_town_as_the_census_found(medium: Population) -> None:
    """2020: aged 60 and over 23.81% of the rural and 15.82% of the urban people; 65 and over 17.72% and 11.11%."""
    people = medium.persons[at(2020)].sum(axis=(0, 1))
    for age, published in ((60, 23.81 / 15.82), (65, 17.72 / 11.11)):
        old = people[:, age:].sum(axis=1) / people.sum(axis=1)
        assert old[1] / old[0] == pytest.approx(published, rel=0.02)


def test_every_cell_of_a_year_follows_from_the_year_before(medium: Population) -> None:
    y = at(2031)
    before, after = medium.persons[y - 1], medium.persons[y]
    for age in (0, 1, 24, 63, AGES - 1):
        people = medium.births[y] if age == 0 else before[..., age - 1].copy()
        if age == AGES - 1:
            people = people + before[..., age]
        people = people * (1 - medium.abroad[y, ..., age]) * (1 - medium.death[y, ..., age])
        moving = people * medium.move[y, ..., age]
        people = people - moving + np.einsum("psr,pq->qsr", moving, medium.destination[y])
        becoming = people[..., 1] * medium.urbanise[y, ..., age]
        people = np.stack([people[..., 0] + becoming, people[..., 1] - becoming], axis=-1)
        assert abs(people + medium.arrivals[y, ..., age] - after[..., age]).max() < 1e-6


def test_persons_of_all_provinces_change_by_births_deaths_and_the_border_alone(medium: Population) -> None:
    before = np.concatenate([medium.start[None], medium.persons[:-1]]).sum(axis=PLACES)
    gained = medium.births.sum(axis=(1, 2, 3)) + medium.arrivals.sum(axis=PLACES)
    lost = medium.deaths().sum(axis=PLACES) + medium.emigrants().sum(axis=PLACES)
    assert abs(before + gained - lost - medium.persons.sum(axis=PLACES)).max() < 1e-5


@pytest.mark.parametrize("variant", ["low", "medium", "high"])
def test_every_variant_balances(variant: str) -> None:
    assert project(variant).check() < 1e-6


def test_one_person_too_many_is_noticed(medium: Population) -> None:
    persons = medium.persons.copy()
    persons[40, 5, 1, 0, 33] += 1e-3
    with pytest.raises(Unbalanced, match="persons in a cell"):
        replace(medium, persons=persons).check()


def test_a_probability_above_one_is_noticed(medium: Population) -> None:
    death = medium.death.copy()
    death[3, 0, 0, 0, 90] = 1.2
    with pytest.raises(Unbalanced, match="death holds what is no probability"):
        replace(medium, death=death).check()


def test_a_newborn_may_only_die_in_its_year_of_birth(medium: Population) -> None:
    for name in ("abroad", "arrivals", "move", "urbanise"):
        assert not getattr(medium, name)[..., 0].any()
    assert (medium.death[..., 0] > 0).all()


def test_movers_are_young_and_go_where_the_province_draws(medium: Population) -> None:
    assert 20 <= int(medium.move[5, 18, 0, 0].argmax()) <= 30
    guangdong, heilongjiang = provinces().index("440000"), provinces().index("230000")
    assert medium.move[5, heilongjiang].max() > medium.move[5, guangdong].max()
    assert medium.destination[5, 0, guangdong] > 5 * medium.destination[5, 0, heilongjiang]


def test_nobody_can_change_a_population_that_others_share(medium: Population) -> None:
    with pytest.raises(ValueError, match="read-only"):
        medium.persons[0] = 0


def test_a_path_of_ones_own_equal_to_the_medium_one_gives_the_medium_population(medium: Population) -> None:
    assert np.array_equal(project(nation().tfr["medium"]).persons, medium.persons)


def test_more_children_change_nothing_before_and_make_more_people_after(medium: Population) -> None:
    path = nation().tfr["medium"].copy()
    path[at(2030) :] *= 1.2
    more = project(path)
    assert np.array_equal(more.persons[: at(2030)], medium.persons[: at(2030)])
    assert more.births[at(2030)].sum() == pytest.approx(1.2 * medium.births[at(2030)].sum(), rel=1e-9)
    assert more.check() < 1e-6


def test_lighter_mortality_makes_more_old_people(medium: Population) -> None:
    lighter = project(mortality=np.full(len(YEARS), 0.8))
    old = lambda population: population.persons[at(2050), ..., 80:].sum()  # noqa: E731
    assert old(lighter) > 1.1 * old(medium)
    assert lighter.check() < 1e-6


def test_a_fertility_that_is_none_says_what_would_be_one() -> None:
    with pytest.raises(BadInput, match=r"fertility: 'middle' is not valid, expected one of low, medium, high"):
        project("middle")
    with pytest.raises(BadInput, match=r"fertility: '88 values' is not valid, expected 89 values, one for each year"):
        project(np.full(88, 1.5))


@pytest.mark.parametrize("wrong", [np.nan, -0.1, 12.0])
def test_a_path_with_a_hole_names_its_year(wrong: float) -> None:
    path = np.full(len(YEARS), 1.5)
    path[at(2047)] = wrong
    with pytest.raises(BadInput, match="fertility 2047"):
        project(path)
    with pytest.raises(BadInput, match="mortality 2047"):
        project(mortality=np.where(path == 1.5, 1.0, -abs(wrong)))

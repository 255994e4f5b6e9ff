"""The population of the outlook: it meets the totals of the United Nations and the census, and nobody is lost."""

from __future__ import annotations

import numpy as np
import pytest

from shebao.outlook.nation import nation
from shebao.outlook.population import YEARS, Population, project, wpp_totals

PLACES = (1, 2, 3, 4)  # province, sex, residence, age


@pytest.fixture(scope="module")
def medium() -> Population:
    return project()


def test_the_nation_meets_wpp_at_every_years_end(medium: Population) -> None:
    wanted = np.array([wpp_totals()[year] for year in YEARS])
    assert abs(medium.persons.sum(axis=PLACES) / wanted - 1).max() < 1e-9
    assert abs(medium.persons.sum(axis=(1, 3, 4)) / nation().end - 1).max() < 1e-9


def test_births_and_deaths_are_those_of_wpp(medium: Population) -> None:
    assert abs(medium.births.sum(axis=(1, 2, 3)) / nation().births - 1).max() < 1e-9
    assert abs(medium.deaths().sum(axis=PLACES) / nation().deaths - 1).max() < 1e-4


@pytest.mark.parametrize("variant", ["low", "high"])
def test_low_and_high_fertility_meet_their_wpp_totals(variant: str) -> None:
    wanted = np.array([wpp_totals(variant)[year] for year in YEARS])
    assert abs(project(variant).persons.sum(axis=PLACES) / wanted - 1).max() < 0.006

"""A run of lives is as near to the tables it was drawn from as chance allows, and a wrong table is noticed."""

# The library below has no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shebao.outlook.align import residuals
from shebao.outlook.outlook import Outlook

SAMPLE = 10_000


@pytest.fixture(scope="module")
def lived() -> tuple[Any, Any]:
    """The lives of one person in ten thousand, and the population they were drawn from."""
    ready = Outlook(sample=SAMPLE, years=10).ready()
    return ready.lived().cells, ready.population


def test_deaths_and_population_of_provinces_differ_from_the_tables_by_chance_alone(lived: tuple[Any, Any]) -> None:
    deaths, people = residuals(*lived, SAMPLE).rms()
    assert 0.3 < deaths <= 1.1
    assert 0.1 < people <= 1.1


def test_no_year_or_province_stands_out(lived: tuple[Any, Any]) -> None:
    found = residuals(*lived, SAMPLE)
    for z in (found.deaths, found.population):
        assert np.abs(z).max() < 5


def test_deaths_that_are_a_fifth_too_many_are_noticed(lived: tuple[Any, Any]) -> None:
    cells, population = lived
    wrong = replace(population, death=np.minimum(population.death * 1.2, 1))
    assert residuals(cells, wrong, SAMPLE).rms()[0] > 1.2

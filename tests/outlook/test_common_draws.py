"""Two scenarios share every draw a reform does not touch: their difference is the reform alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from shebao.outlook import accounts as of
from shebao.outlook.axes import FIRST
from shebao.outlook.outlook import Outlook, Ready
from shebao.outlook.running import Cells

LIVED = [of.POPULATION, of.URBAN, of.BIRTHS, of.DEATHS, of.LEFT, of.ARRIVED, of.MOVED_IN, of.MOVED_OUT, of.LIVES]


@pytest.fixture(scope="module")
def reformed(outlook: Outlook) -> Callable[[str], Cells]:
    """The same people under a scenario that comes with the program."""
    return lambda name: replace(outlook, scenario=name).ready().lived()


@pytest.mark.parametrize(
    ("scenario", "since"), [("no_retirement_reform", 2025), ("retirement_at_65", 2027), ("employer_rate_20", 2027)]
)
def test_a_reform_changes_no_birth_death_or_move_and_nothing_before_its_date(
    lived: Callable[..., Cells], reformed: Callable[[str], Cells], scenario: str, since: int
) -> None:
    one, other = lived().cells, reformed(scenario).cells
    np.testing.assert_array_equal(one[..., LIVED], other[..., LIVED])
    np.testing.assert_array_equal(one[: since - FIRST], other[: since - FIRST])
    assert (one[since - FIRST :] != other[since - FIRST :]).any()


def test_later_retirement_moves_people_from_pensions_to_work_and_nobody_else(
    lived: Callable[..., Cells], reformed: Callable[[str], Cells]
) -> None:
    one, other = lived().cells.sum(axis=1), reformed("retirement_at_65").cells.sum(axis=1)
    assert other[-1, of.RETIREES] < one[-1, of.RETIREES]
    assert other[-1, of.IN_SERVICE] > one[-1, of.IN_SERVICE]
    # Residents' pensions hang on employees' ones only for those who reach the age; their young are not touched.
    assert abs(other[-1, of.POPULATION] - one[-1, of.POPULATION]) == 0


def test_factors_are_those_of_the_base_run(ready: Ready, outlook: Outlook) -> None:
    """A reform is given the base run's factors: what is solved from the past does not see it."""
    from shebao.outlook import world

    after = replace(outlook, scenario="no_retirement_reform").ready()
    for name in ("covered", "public", "resident", "jobless_in", "injury_in", "lost", "old"):
        begin, count = world._begins[name], int(np.prod(world.SHAPES[name]))
        np.testing.assert_array_equal(ready.tables[begin:][:count], after.tables[begin:][:count])

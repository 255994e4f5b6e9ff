"""Yearly series: what somebody made up is refused, or says that it is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from shebao.engine.figures import load_figures
from shebao.engine.law import Law
from shebao.engine.series import FEWEST, made_up

WAGE = "wage: {unit: yuan, per: year, bounds: [0, 100000], local: true}\n"
HEAD = "region,year,value,cites,evidence,assumed,note\n"
GROWTH = (1.04, 1.12, 1.07, 1.21, 1.09, 1.02, 1.15, 1.11, 1.08, 1.13, 1.06)


def faults(tmp_path: Path, *series: tuple[str, int, Sequence[float]], assumed: bool = False) -> list[str]:
    """What is said of series of one figure: region, first year, values."""
    (tmp_path / "tables").mkdir(exist_ok=True)
    (tmp_path / "wages.yaml").write_text(WAGE, encoding="utf-8")
    tail = ",true,a guess" if assumed else "S,,"
    rows = [f"{p},{first + i},{v:g},a table,{tail}\n" for p, first, values in series for i, v in enumerate(values)]
    (tmp_path / "tables" / "wage.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    return list(made_up(load_figures(tmp_path, tmp_path / "cache")["wage"]))


def grown(start: float, factors: tuple[float, ...]) -> list[float]:
    values = [start]
    for factor in factors:
        values.append(round(values[-1] * factor))
    return values


def test_a_series_worked_back_by_five_percent_a_year_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, ("510000", 2008, grown(3630, (1.05,) * 8)))
    assert fault.startswith("wage.csv:2: wage of 510000 grows by the same 5.0")
    assert "from 2008 to 2016" in fault


def test_the_same_series_passes_when_it_says_that_it_is_assumed(tmp_path: Path) -> None:
    assert faults(tmp_path, ("510000", 2008, grown(3630, (1.05,) * 8)), assumed=True) == []


def test_a_series_that_is_another_places_times_a_number_is_refused(tmp_path: Path) -> None:
    shandong = grown(4193, GROWTH)
    beijing = [round(value * 1.45, 2) for value in shandong[1:]]
    found = faults(tmp_path, ("370000", 2000, shandong), ("110000", 2000, beijing))
    assert any("of 110000 is 1.4500 times that of 370000 from 2000 to 2010" in fault for fault in found)


@pytest.mark.parametrize(
    "values",
    [grown(4193, GROWTH), [3000.0] * 12, grown(3000, (1.05,) * (FEWEST - 2))],
    ids=["grows as wages do", "does not change", "too short to tell"],
)
def test_what_a_statistics_bureau_could_have_published_passes(tmp_path: Path, values: list[float]) -> None:
    assert faults(tmp_path, ("330000", 2000, values)) == []


def test_two_places_raised_alike_for_a_few_years_are_no_copy(tmp_path: Path) -> None:
    henan = grown(5448, (1.05, 1.06, 1.03, 1.02, 1.02))
    shaanxi = [round(value / 0.8546) for value in henan]
    assert faults(tmp_path, ("410000", 2020, henan), ("610000", 2020, shaanxi)) == []


def test_two_places_that_share_a_series_are_no_copy(tmp_path: Path) -> None:
    assert faults(tmp_path, ("330000", 2000, grown(4193, GROWTH)), ("330100", 2000, grown(4193, GROWTH))) == []


def test_a_law_with_such_a_series_does_not_load(tmp_path: Path) -> None:
    faults(tmp_path, ("510000", 2008, grown(3630, (1.05,) * 8)))
    law = Law.load()
    made = law.with_figures({**law.figures, **load_figures(tmp_path, tmp_path / "cache")})
    assert [fault for fault in made.check() if "wage of 510000" in fault]
    assert law.check() == []

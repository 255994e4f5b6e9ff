"""Figures: layered by place, dated, cited; holes are errors, never a neighbour's value."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import LawError, MissingFigure
from shebao.engine.figures import load_figures
from shebao.law.units import parse_month

RATE = """
rate:
  unit: ratio
  bounds: [0, 0.3]
  local: [0.1, 0.2]
  values:
    - {since: 1998-01, value: 0.20, cites: A §1, evidence: P}
    - {since: 2019-05, value: 0.16, cites: B §1, evidence: S}
wage:
  unit: yuan
  per: year
  local: true
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in {"national.yaml": RATE, **files}.items():
        path = tmp_path / "figures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "figures"


def load(tmp_path: Path, **files: str):
    return load_figures(folder(tmp_path, **files), tmp_path / "cache")


def test_the_value_in_force_is_the_last_one_begun(tmp_path: Path) -> None:
    rate = load(tmp_path)["rate"]
    assert rate.find("330100", parse_month("2019-04")).value == 200_000
    assert rate.find("330100", parse_month("2019-05")).value == 160_000
    assert rate.find("330100", parse_month("2019-05")).cites == "B §1"


def test_before_the_first_value_nothing_is_known(tmp_path: Path) -> None:
    with pytest.raises(MissingFigure, match=r"rate is not known for region 330100 in 1997-12"):
        load(tmp_path)["rate"].find("330100", parse_month("1997-12"))


def test_a_city_lies_over_its_province_over_the_nation(tmp_path: Path) -> None:
    province = "rate:\n- {since: 2020-01, value: 0.14, cites: C, evidence: P}\n"
    city = "rate:\n- {since: 2021-01, until: 2021-12, value: 0.13, cites: D, evidence: P}\n"
    rate = load(tmp_path, **{"provinces/330000.yaml": province, "cities/330100.yaml": city})["rate"]
    found = [rate.find("330106", parse_month(m)).value for m in ("2019-12", "2020-12", "2021-06", "2022-01")]
    assert found == [160_000, 140_000, 130_000, 140_000]
    assert rate.find("320100", parse_month("2022-01")).value == 160_000


def test_a_declared_hole_is_an_error_that_names_place_and_time(tmp_path: Path) -> None:
    table = "region,year,value,cites,evidence\n330000,2020,6000,E,S\n330000,2021,unknown,,\n330000,2022,7000,E,S\n"
    wage = load(tmp_path, **{"tables/wage.csv": table})["wage"]
    assert wage.find("330100", 2022).value == 700_000
    with pytest.raises(MissingFigure, match="wage is not known for region 330100 in 2021"):
        wage.find("330100", 2021)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("tables/wage.csv", "region,year,value,cites,evidence\n330000,2020,1,E,S\n330000,2022,2,E,S\n", "hole in wage"),
        ("tables/wage.csv", "region,year,value,cites,evidence\n330000,2020,1,E,S\n330000,2020,2,E,S\n", "two values"),
        ("tables/wage.csv", "region,year,value,cites,evidence\n330000,2020,1,E,M\n", "assumed: true"),
        ("tables/wage.csv", "region,year,value,cites,evidence\n330000,2020,1,,S\n", "names its source"),
        ("tables/wage.csv", "region,year,value,cites,evidence\n330000,2020,about 5,E,S\n", "not a number of yuan"),
        ("provinces/330000.yaml", "rate:\n- {since: 2020-01, value: 0.25, cites: C, evidence: P}\n", "nation allows"),
        (
            "provinces/330000.yaml",
            "rate:\n- {since: 2020-01, value: 0.5, cites: C, evidence: P}\n",
            "outside the bounds",
        ),
        ("provinces/330000.yaml", "rata:\n- {since: 2020-01, value: 0.1, cites: C, evidence: P}\n", "not declared"),
        ("other.yaml", "x: {unit: furlong}\n", "unknown unit 'furlong'"),
        ("other.yaml", "rate: {unit: ratio}\n", "already declared"),
    ],
)
def test_a_bad_figure_file_is_refused_with_its_place(tmp_path: Path, file: str, text: str, says: str) -> None:
    with pytest.raises(LawError, match=says) as caught:
        load(tmp_path, **{file: text})
    assert Path(file).name.split(".")[0] in str(caught.value)


def test_the_cache_gives_the_same_figures_and_a_broken_one_is_made_again(tmp_path: Path) -> None:
    where = folder(tmp_path)
    first = load_figures(where, tmp_path / "cache")["rate"].find("000000", parse_month("2020-01"))
    (kept,) = (tmp_path / "cache").iterdir()
    assert load_figures(where, tmp_path / "cache")["rate"].find("000000", parse_month("2020-01")) == first
    kept.write_bytes(kept.read_bytes()[:40])
    assert load_figures(where, tmp_path / "cache")["rate"].find("000000", parse_month("2020-01")) == first


@given(
    st.lists(st.integers(1990 * 12, 2030 * 12), min_size=1, max_size=8, unique=True), st.integers(1980 * 12, 2040 * 12)
)
def test_every_month_has_the_value_of_the_latest_start_not_after_it(starts: list[int], month: int) -> None:
    from shebao.engine.figures import FOREVER, UNITS, Figure, Span

    starts = sorted(starts)
    ends = [*(s - 1 for s in starts[1:]), FOREVER]
    spans = tuple(Span(s, e, s, "x", "P", False, "", "") for s, e in zip(starts, ends, strict=True))
    figure = Figure("f", UNITS["count"], "month", None, None, None, None, {"000000": {0: spans}}, "")
    begun = [s for s in starts if s <= month]
    if begun:
        assert figure.find("110000", month).value == max(begun)
    else:
        with pytest.raises(MissingFigure):
            figure.find("110000", month)

"""What the figures of rates keep in every province and month: the nation's totals, its bounds, and their flags."""

from __future__ import annotations

import pytest
from asking import LAW

from shebao.engine.errors import MissingFigure
from shebao.law.language import NATION
from shebao.law.units import parse_month

EMPLOYER, EMPLOYEE, PENSION = "employer_unemployment_rate", "employee_unemployment_rate", "employer_pension_rate"
PROVINCES = sorted(code for code in LAW.figures[EMPLOYER].spans if code != NATION)


def rate(name: str, month: str, place: str) -> int:
    """A rate in millionths, as carried."""
    value = LAW.figures[name].find(place, parse_month(month)).value
    assert value is not None
    return value


def months(first: str, last: str) -> range:
    return range(parse_month(first), parse_month(last) + 1)


@pytest.mark.parametrize("place", PROVINCES)
def test_the_unemployment_rate_is_in_total_what_the_nation_allows(place: str) -> None:
    """人社部发〔2015〕24号 two percent, 〔2016〕36号 one to one and a half, 〔2017〕14号 one; some earlier or later."""
    total = {
        month: sum(LAW.figures[name].find(place, month).value or 0 for name in (EMPLOYER, EMPLOYEE))
        for month in months("2014-01", "2026-12")
    }
    assert {total[m] for m in months("2014-01", "2014-12")} == {30_000}
    assert all(10_000 <= total[m] <= 20_000 for m in months("2015-03", "2016-06"))
    assert all(10_000 <= total[m] <= 15_000 for m in months("2016-07", "2017-04"))
    assert {total[m] for m in months("2017-05", "2026-12")} == {10_000}
    assert list(total.values()) == sorted(total.values(), reverse=True)


def test_two_percent_in_2015_and_not_the_one_of_later_years() -> None:
    shares = {place: (rate(EMPLOYER, "2015-06", place), rate(EMPLOYEE, "2015-06", place)) for place in PROVINCES}
    assert {sum(both) for both in shares.values()} == {20_000}
    assert shares["500000"] == (10_000, 10_000)
    assert shares["430000"] == (13_000, 7_000)
    assert shares["510000"] == (15_000, 5_000)


@pytest.mark.parametrize("place", PROVINCES)
def test_a_worker_pays_no_more_than_the_employer_and_half_a_percent_at_most_since_2016(place: str) -> None:
    for month in months("2015-03", "2026-12"):
        own = LAW.figures[EMPLOYEE].find(place, month).value or 0
        assert own <= (LAW.figures[EMPLOYER].find(place, month).value or 0)
        assert month < parse_month("2016-05") or own <= 5_000


@pytest.mark.parametrize(
    ("place", "month", "value"),
    [
        ("500000", "2016-04", 0.20), ("500000", "2016-05", 0.19), ("500000", "2019-05", 0.16),
        ("310000", "2013-06", 0.22), ("310000", "2015-12", 0.21), ("310000", "2016-01", 0.20),
        ("330100", "2014-06", 0.14), ("330100", "2021-06", 0.14), ("330100", "2026-01", 0.16),
        ("440100", "2018-06", 0.14), ("440300", "2015-06", 0.13), ("440100", "2026-01", 0.16),
        ("440100", "2013-12", 0.12), ("440500", "2013-12", 0.15), ("210200", "2016-01", 0.18),
        ("350200", "2018-06", 0.12), ("370000", "2015-06", 0.18), ("350000", "2018-06", 0.18),
        ("630000", "2017-06", 0.20),
    ],
)  # fmt: skip
def test_an_employer_pays_the_rate_of_the_province_and_time(place: str, month: str, value: float) -> None:
    assert rate(PENSION, month, place) == round(value * 1_000_000)


def test_steps_of_a_city_that_nobody_has_seen_are_a_hole_that_says_so() -> None:
    with pytest.raises(MissingFigure, match="Xiamen moved from 12 to 16"):
        LAW.at("2021-06", "350200").values(["employer_pension_contribution"], {"contribution_base": 500_000})
    assert rate(PENSION, "2026-01", "350200") == 160_000


def test_an_answer_that_rests_on_a_divided_rate_nobody_has_seen_says_so() -> None:
    fujian = LAW.at("2016-01", "350000").explain("employer_unemployment_contribution", {"unemployment_base": 500_000})
    assert fujian.value == 7_500
    assert [node.name for node in fujian.assumptions()] == [EMPLOYER]
    sichuan = LAW.at("2016-01", "510000").explain("employer_unemployment_contribution", {"unemployment_base": 500_000})
    assert sichuan.value == 7_500
    assert sichuan.assumptions() == []


def test_the_ceiling_of_1997_is_told_as_assumed_where_the_provinces_own_rate_was_not_seen() -> None:
    asked = {"contribution_base": 500_000}
    (flagged,) = LAW.at("2012-06", "620000").explain("employer_pension_contribution", asked).assumptions()
    assert "the most the nation allows" in flagged.assumed
    assert LAW.at("2014-06", "330100").explain("employer_pension_contribution", asked).assumptions() == []


def test_where_no_notice_of_a_cut_was_seen_the_uncut_injury_rate_is_told_as_assumed() -> None:
    asked = {"industry_class": 1, "injury_float": 1_000_000}
    assert LAW.at("2018-04", "350000").explain("injury_rate", asked).assumptions() == []
    later = LAW.at("2018-05", "350000").explain("injury_rate", asked)
    assert (later.value, [node.name for node in later.assumptions()]) == (2_000, ["injury_rate_cut"])
    shanghai = LAW.at("2020-05", "310000").explain("injury_rate", asked)
    assert (shanghai.value, shanghai.assumptions()) == (1_600, [])

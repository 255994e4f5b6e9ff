"""The wages that bases are divided by: the published ones, the same as behind the bounds, and said where guessed."""

from __future__ import annotations

import pytest
from asking import LAW

from shebao.law.language import NATION
from shebao.law.units import EMPLOYEE, parse_month

WAGES, BASES = LAW.figures["index_wage"], LAW.figures["published_base_wage"]


@pytest.mark.parametrize(
    ("place", "year", "yuan"),
    [
        # Beijing 44,715 a year in 2008, 77,560 in 2014; Shanghai 沪劳保综发〔2002〕5号, 沪人社综发〔2017〕106号.
        ("110000", 2009, 3726), ("110000", 2015, 6463), ("310000", 2002, 1480), ("310000", 2017, 6504),
        # Liaoning 27,729 and 31,104 a year in 2008 and 2009; Sichuan 71,631 in 2017; Jiangsu 57,985 in 2013.
        ("210000", 2009, 2310.75), ("210000", 2010, 2592), ("510000", 2018, 5969.25), ("320000", 2014, 4832.08),
        # Sichuan divides by the wage of the same year until 2005: 15,826 a year for 2005 and for 2006.
        ("510000", 2005, 1318.83), ("510000", 2006, 1318.83),
        ("430000", 2025, 6787), ("140000", 2019, 4565.25), ("370000", 2026, 7621), ("210000", 2026, 7555),
    ],
)  # fmt: skip
def test_a_base_is_divided_by_the_wage_that_was_published(place: str, year: int, yuan: float) -> None:
    span = WAGES.find(place, year)
    assert (span.value, span.assumed) == (round(yuan * 100), False)


STEPS = {("310000", 2019), ("310000", 2020), ("320000", 2019), ("330000", 2020), ("510000", 2019)}
"""Bounds of a year went by another wage than indices, on the way to counting private firms (国办发〔2019〕13号 §3)."""


def test_an_index_divides_by_the_wage_behind_the_bounds_of_the_year() -> None:
    apart: set[tuple[str, int]] = set()
    for place, keyed in WAGES.spans.items():
        if place[2:] != "0000":
            continue  # cities with a wage of their own pay by the province's bounds
        for span in keyed[0]:
            bounds = [BASES.look(place, span.since * 12 + month, 0) for month in range(12)]
            seen = {b.value for b in bounds if b and b.value and not b.assumed}
            if span.value and not span.assumed and seen and all(abs(b / span.value - 1) > 0.01 for b in seen):
                apart.add((place, span.since))
    older = {(place, year) for place, year in apart if year < 2016}
    # Bounds of Beijing that run to June still go by the wage before; Fujian raised them for work injury alone.
    assert apart - older - STEPS <= {("110000", 2019), ("110000", 2023), ("350000", 2026)}


def test_wages_rise_from_year_to_year_by_what_wages_can_rise() -> None:
    """From 1998 on, by no more than a third and never down but in the years the way of counting changed."""
    odd: set[tuple[str, int]] = set()
    for place, keyed in WAGES.spans.items():
        spans = {span.since: span for span in keyed[0] if span.value and not span.assumed}
        for year in range(1998, 2026):
            if year in spans and year + 1 in spans:
                rise = (spans[year + 1].value or 0) / (spans[year].value or 1)
                if not 0.98 <= rise <= 1.34:
                    odd.add((place, year + 1))
    assert {year for _, year in odd} <= {2006, 2007, 2019, 2020, 2021}
    assert {(place, year) for place, year in odd if year < 2019} <= {("430000", 2006), ("540000", 2006)}


@pytest.mark.parametrize(
    ("place", "month", "says"),
    [
        ("340000", "2003-01", "cannot be true"),
        ("210000", "2001-01", "one table alone"),
        ("330000", "2026-01", "2025's"),
    ],
)
def test_an_index_over_a_wage_nobody_has_seen_says_so(place: str, month: str, says: str) -> None:
    facts = {
        "stint_start": [parse_month(month)],
        "stint_months": [12],
        "stint_base": [200_000],
        "stint_region": [int(place)],
        "stint_category": [EMPLOYEE],
    }
    trace = LAW.at("2026-12", place).explain("index_sum_paid", facts)
    assert [node.name for node in trace.assumptions()] == ["index_wage"]
    assert says in trace.assumptions()[0].assumed


def test_a_year_made_up_by_its_source_is_a_hole_that_says_why() -> None:
    assert NATION not in WAGES.spans
    span = WAGES.look("210000", 1992)
    assert span is not None
    assert (span.value, "makes these years up" in span.note) == (None, True)

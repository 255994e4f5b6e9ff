"""The law's figures carried to 2100: what is published stays, what is not follows a stated rule, reforms win."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from typical import carried

from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.carried import YEARS, carry
from shebao.outlook.rules import DOUBTED, RULES
from shebao.outlook.spans import HELD

LAW = Law.load()


def test_what_is_published_until_2026_is_not_changed() -> None:
    after = carried().law
    for name, rule in RULES.items():
        figure, now = LAW.figures[name], after.figures[name]
        for province in PROVINCES:
            for key in rule.keys:
                for year in range(FIRST, HELD + 1):
                    when = year if figure.per == "year" else year * 12 + 6
                    span = figure.look(province, when, key)
                    if span is None or span.value is None:
                        continue
                    first, last = DOUBTED.get(province, (0, 0)) if name == "index_wage" else (0, 0)
                    if not first <= year <= last:
                        assert now.find(province, when, key).value == span.value, (name, province, year, key)


def test_every_value_made_is_marked_as_assumed() -> None:
    span = carried().law.figures["index_wage"].find("330000", 2060)
    assert (span.assumed, span.evidence) == (True, "")
    assert span.cites == "outlook: follows the average wage of the year before"
    traced = carried().law.at(2060 * 12, "330000").explain("average_wage", {})
    assert [node.name for node in traced.assumptions()] == ["published_base_wage"]


def test_wages_grow_by_the_growth_of_the_year_before() -> None:
    growth = np.full((YEARS, len(PROVINCES)), 0.03)
    growth[2030 - FIRST, 0] = 0.10
    law = carry(
        LAW, growth, np.zeros(YEARS), account_interest=np.zeros(YEARS), indexation=(0, 0), resident_indexation=(0, 0)
    ).law

    def rise(province: str, year: int) -> float:
        wage = law.figures["index_wage"]
        return (wage.find(province, year).value or 0) / (wage.find(province, year - 1).value or 1) - 1

    assert rise("110000", 2031) == pytest.approx(0.10, abs=1e-3)
    assert rise("110000", 2030) == pytest.approx(0.03, abs=1e-3)
    assert rise("120000", 2031) == pytest.approx(0.03, abs=1e-3)


def test_pensions_rise_by_the_shares_of_prices_and_wages_after_the_last_scheme() -> None:
    facts = {"pension_before": 400_000, "contribution_years": 360_000, "age": 80, "sex": 1, "pension_since": 2020 * 12}
    for province in PROVINCES:
        after = carried().law.at(2040 * 12, province).values(["pension_after"], facts)["pension_after"]
        assert after == 400_000 * 102 // 100  # half of two percent and a quarter of four


def test_a_published_scheme_is_left_as_it_is() -> None:
    facts = {"pension_before": 400_000, "contribution_years": 360_000, "age": 66, "sex": 1, "pension_since": 2020 * 12}
    published, after = (
        law.at(2024 * 12, "330000").values(["pension_adjustment"], facts) for law in (LAW, carried().law)
    )
    assert published == after
    assert published["pension_adjustment"] > 400_000 * 86 // 10_000  # more than its rate: an amount for every year too


def test_residents_standards_rise_by_their_own_shares() -> None:
    law, level = carried().law, carried().resident_level
    figure = law.figures["resident_provincial_standard"]
    first, later = figure.find("310000", 2026 * 12).value, figure.find("310000", 2027 * 12).value
    assert (first, later) == (157_500, 163_800)  # two percent of prices, half of four of wages
    assert level[:15].tolist() == [1.0] * 15
    assert level[-1] == pytest.approx(1.04**74)


def test_a_reform_lays_over_what_is_carried(tmp_path: Path) -> None:
    file = tmp_path / "higher.yaml"
    file.write_text(
        "title: Higher bases\nsince: 2040-01\nfigures:\n  employer_pension_rate: 0.20\n"
        "  published_base_wage:\n    - {key: 0, value: 20000}\n",
        encoding="utf-8",
    )
    law = carried().law.reformed(file)
    wanted = ["average_wage", "employer_pension_contribution"]
    for province in ("110000", "540000"):
        got = law.at(2041 * 12, province).values(wanted, {"wage": 2_500_000})
        assert got == {"average_wage": 2_000_000, "employer_pension_contribution": 500_000}


def test_a_raised_standard_goes_on_growing() -> None:
    rate = np.full(YEARS, 0.02)
    plain, raised = (
        carry(
            LAW, rate, rate, account_interest=rate, indexation=(1, 0), resident_indexation=(1, 0), raised=what
        ).law.figures["national_minimum_basic_pension"]
        for what in (None, {"national_minimum_basic_pension": (2030, 2.0)})
    )  # fmt: skip
    assert raised.find("000000", 2029 * 12) == plain.find("000000", 2029 * 12)
    for year in (2030, 2080):
        ratio = (raised.find("000000", year * 12).value or 0) / (plain.find("000000", year * 12).value or 1)
        assert ratio == pytest.approx(2, abs=0.01)


def test_what_does_not_grow_cannot_be_raised() -> None:
    rate = np.zeros(YEARS)
    with pytest.raises(BadInput, match="employer_pension_rate 2030"):
        carry(
            LAW, rate, rate, account_interest=rate, indexation=(1, 0), resident_indexation=(1, 0),
            raised={"employer_pension_rate": (2030, 2.0)},
        )  # fmt: skip


def test_scenarios_share_their_machine_code() -> None:
    """Bounds are what the compiled law stands on: they do not depend on how fast wages grow."""
    one, other = carried().law.figures, carried(wages=0.02).law.figures
    assert [(f.low, f.high) for f in one.values()] == [(f.low, f.high) for f in other.values()]


def test_the_list_of_assumptions_can_be_read() -> None:
    assumed = carried().assumed
    assert len(assumed) < 100
    assert {a.figure for a in assumed} >= set(RULES) - {"index_wage"}
    assert all(a.provinces and FIRST - 50 <= a.first <= a.last <= LAST and a.rule for a in assumed)


def test_growth_for_the_wrong_years_is_refused() -> None:
    with pytest.raises(BadInput, match="price_growth"):
        carry(
            LAW, np.zeros(YEARS), np.zeros(YEARS - 1), account_interest=np.zeros(YEARS),
            indexation=(1, 0), resident_indexation=(1, 0),
        )  # fmt: skip


def test_a_rule_taken_to_hold_earlier_leaves_the_law_itself_as_it_was() -> None:
    wages = pa.table({"region": [330000], "as_of": [2013 * 12], "wage": [500_000], "industry_class": [3]})
    asked = {name: law.compile(["injury_rate"]).run(wages) for name, law in (("now", LAW), ("carried", carried().law))}
    assert asked["carried"].to_pylist() == [{"injury_rate": 7_000, "refusal": None}]
    assert "no text of injury_rate is in force" in asked["now"].column("refusal")[0].as_py()

"""Scenarios and assumptions: what a file may say, what it comes to, and one clear line where it is wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao import Law
from shebao.errors import ShebaoError
from shebao.outlook.axes import FIRST, LAST, PROVINCES, YEARS
from shebao.outlook.economy import Economy, known_price_growth, known_wage_growth
from shebao.outlook.scenario import (
    SHIPPED,
    Assumptions,
    Scenario,
    declared,
    read_assumptions,
    read_scenario,
    shipped,
)
from shebao.outlook.yearly import read_path

ROOT = Path(__file__).parents[2]
REFORMS = sorted((SHIPPED / "reforms").glob("*.yaml"))


def scenario(folder: Path, text: str, name: str = "mine.yaml") -> Scenario:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_scenario(path, Law.load())


def path_of(folder: Path, name: str, said: str) -> list[float]:
    return list(getattr(scenario(folder, f"title: t\nassumptions:\n  {name}: {said}\n").assumptions, name))


def message(folder: Path, text: str) -> str:
    with pytest.raises(ShebaoError) as caught:
        scenario(folder, text)
    said = str(caught.value)
    assert "\n" not in said
    return said


# What is shipped


def test_every_assumption_is_declared_with_its_meaning_and_where_it_is_from() -> None:
    assert [f.name for f in fields(Assumptions) if f.name != "flagged"] != []
    assert {f.name for f in fields(Assumptions)} - {"flagged"} == set(declared())
    for entry in declared().values():
        assert entry.means, entry.name
        assert entry.source or (entry.assumed and entry.why), entry.name


def test_defaults_are_within_bounds_in_every_year() -> None:
    made = read_assumptions()
    for name, entry in declared().items():
        value = getattr(made, name)
        if entry.kind == "path":
            assert value.shape == (YEARS,), name
            assert ((value >= entry.bounds[0]) & (value <= entry.bounds[1])).all(), name
            assert not value.flags.writeable


@pytest.mark.parametrize("word", ["low", "high"])
def test_every_other_value_that_is_offered_can_be_taken(word: str) -> None:
    for name, entry in declared().items():
        if word in entry.values:
            assert read_assumptions({name: word}) is not None


def test_what_nobody_has_published_is_flagged_until_a_scenario_says_it() -> None:
    assert {"compliance", "wage_growth", "subsidy_share"} <= {flag.name for flag in read_assumptions().flagged}
    own = {flag.name: flag for flag in read_assumptions({"paying_share": "0.9"}, "mine.yaml").flagged}
    assert own["paying_share"].value == "0.9"
    assert own["paying_share"].why == "as mine.yaml says"


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_says_in_three_languages_what_changes(name: str) -> None:
    read = read_scenario(name, Law.load())
    for said in (read.titles, read.notes):
        assert set(said) == {"en", "zh", "fa"}
        assert all(said.values())
        assert len(set(said.values())) == 3
    assert read.laws or read.changed or name == "law_as_it_stands"


def test_the_law_as_it_stands_comes_first_and_is_the_one_taken_where_none_is_named() -> None:
    assert shipped()[0] == read_scenario().name == "law_as_it_stands"


def test_the_three_worlds_differ_in_nothing_else() -> None:
    worlds = [read_scenario(f"world_{name}") for name in declared()["world"].choices]
    assert [w.world for w in worlds] == list(declared()["world"].choices)
    assert all(w.changed == ("world",) and not w.laws for w in worlds)


# Reforms: the same files that an estimate takes


@pytest.mark.parametrize("reform", REFORMS, ids=lambda path: path.stem)
def test_a_shipped_reform_changes_an_answer_of_the_counter(reform: Path) -> None:
    words = {
        "employer_rate_16": ["--ask", "contributions", "--region", "330100", "--fact", "wage=8000"],
        "employer_rate_20": ["--ask", "contributions", "--region", "330100", "--fact", "wage=8000"],
        "resident_basic_doubled": [
            "--ask", "residents", "--region", "330000", "--born", "1960-03-01", "--fact", "account_balance=20000",
            "--fact", "contribution_years=15",
        ],
    }.get(reform.stem, ["docs/life.yaml"])  # fmt: skip
    program = [sys.executable, "-c", "from shebao.cli import main; main()", "estimate", *words]
    done = subprocess.run(
        [*program, "--as-of", "2027-03", "--reform", str(reform)], capture_output=True, text=True, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    said = {
        "employer_rate_16": "1,280.00",
        "employer_rate_20": "1,600.00     +320.00",
        "resident_basic_doubled": "520.00     +260.00",
        "retirement_at_65": "62y 05m  +15 months",
        "no_retirement_reform": "60y 00m  -14 months",
        "fifteen_years_stay": "-6 months",
    }
    assert said[reform.stem] in done.stdout


def age_at(law: Law, born: str, track: int) -> int:
    facts = {
        "birth": np.datetime64(born).astype("datetime64[D]").astype(int).item() + 719163,
        "retirement_track": track,
    }
    return law.at("2027-06").explain("statutory_retirement_age", facts).value  # type: ignore[return-value]


@pytest.mark.parametrize(("track", "first", "full"), [(0, 1965, 1973), (1, 1970, 1986), (2, 1975, 1997)])
def test_retirement_at_65_begins_where_the_law_leaves_off_and_ends_at_65(track: int, first: int, full: int) -> None:
    law = Law.load()
    later = read_scenario("retirement_at_65", law).reformed(law)
    # Born in the law's first two years: nothing changes; afterwards never earlier, never by leaps, and 65 in the end.
    before = 0
    for month in range((full - first + 3) * 12):
        born = f"{first + month // 12}-{month % 12 + 1:02d}-10"
        old, new = age_at(law, born, track), age_at(later, born, track)
        assert new == old if month < 26 else new > old or old == 780
        assert new >= before
        assert month == 0 or new - before <= 2
        before = new
    assert age_at(later, f"{full}-12-10", track) == 780
    assert age_at(later, f"{full - 2}-01-10", track) < 780


def test_the_reform_of_2025_is_gone_for_everybody() -> None:
    law = Law.load()
    undone = read_scenario("no_retirement_reform", law).reformed(law)
    for track, age in ((0, 720), (1, 660), (2, 600)):
        for born in ("1965-01-10", "1976-09-10", "1999-12-10"):
            assert age_at(undone, born, track) == age
    on = undone.at("2045-01")
    assert on.figure("elastic_months_most") == 0
    assert undone.figures["minimum_months_table"].look("330100", 2045 * 12, 2039).value == 180  # type: ignore[union-attr]


# Paths over years


def test_a_number_holds_from_the_first_open_year_on_and_leaves_the_past_alone(tmp_path: Path) -> None:
    known = known_wage_growth(0.505)
    growth = path_of(tmp_path, "wage_growth", "0.04")
    assert growth[: len(known)] == pytest.approx(list(known))
    assert set(growth[len(known) :]) == {0.04}
    default = list(read_assumptions().compliance)
    paid = path_of(tmp_path, "compliance", "0.9")
    assert paid[: 2026 - FIRST] == default[: 2026 - FIRST]
    assert set(paid[2026 - FIRST :]) == {0.9}


def test_years_hold_as_they_stand_and_the_last_one_holds_on(tmp_path: Path) -> None:
    paid = path_of(tmp_path, "compliance", "{2026: 0.8, 2027: 0.82, 2028: 0.85}")
    assert paid[2026 - FIRST : 2030 - FIRST] == [0.8, 0.82, 0.85, 0.85]
    assert paid[-1] == 0.85


def test_a_line_is_drawn_only_where_it_is_asked_for(tmp_path: Path) -> None:
    paid = path_of(tmp_path, "compliance", "{2026: 0.8, 2030: 0.9, interpolate: yes}")
    assert paid[2028 - FIRST] == pytest.approx(0.85)
    # From the last answered year on where the first open one is not named.
    start = read_assumptions().compliance[2025 - FIRST]
    assert path_of(tmp_path, "compliance", "{2035: 0.95, interpolate: yes}")[2030 - FIRST] == pytest.approx(
        (start + 0.95) / 2
    )


def test_a_path_may_be_a_multiple_of_the_default_of_a_variant_or_of_another_path(tmp_path: Path) -> None:
    default = read_assumptions()
    half = path_of(tmp_path, "wage_growth", "{base: default, factor: 0.5}")
    assert half[2026 - FIRST :] == pytest.approx(list(default.wage_growth[2026 - FIRST :] / 2))
    low = path_of(tmp_path, "fertility", "{base: low, plus: 0.25}")
    assert low[2050 - FIRST] == pytest.approx(
        path_of(tmp_path, "fertility", "{base: medium, plus: -0.25}")[2050 - FIRST]
    )
    interest = path_of(tmp_path, "account_interest", "{base: price_growth, plus: 0.01}")
    assert interest[2040 - FIRST] == pytest.approx(default.price_growth[2040 - FIRST] + 0.01)
    kinked = path_of(tmp_path, "wage_growth", "{base: default, 2040: 0.01}")
    assert kinked[2039 - FIRST] == default.wage_growth[2039 - FIRST]
    assert set(kinked[2040 - FIRST :]) == {0.01}


def test_what_rests_on_another_path_moves_with_it(tmp_path: Path) -> None:
    made = scenario(tmp_path, "title: t\nassumptions: {wage_growth: 0.06}\n").assumptions
    assert made.account_interest[2040 - FIRST] == pytest.approx(0.7 * 0.06)
    published = Law.load().figures["published_interest_rate"].look("000000", 2023, 0)
    assert published is not None
    assert made.account_interest[2023 - FIRST] * 1e6 == published.value


def test_a_province_may_pay_on_other_bases_than_the_nation_from_now_on(tmp_path: Path) -> None:
    made = scenario(
        tmp_path, "title: t\nassumptions:\n  compliance_by_province: {440000: 1.5, 650000: 0.9}\n"
    ).assumptions
    paid, nation = made.paid_share(), read_assumptions().compliance
    assert (paid[: 2026 - FIRST] == nation[: 2026 - FIRST, None]).all()
    assert (paid[2026 - FIRST :, PROVINCES.index("440000")] == 1).all()
    assert paid[-1, PROVINCES.index("650000")] == pytest.approx(0.9 * nation[-1])
    assert paid[-1, 0] == nation[-1]


# The economy


def test_the_past_of_the_economy_is_what_the_statistics_say() -> None:
    economy = Economy.of(read_assumptions())
    assert economy.wage.shape == economy.gdp.shape == (YEARS,)
    assert economy.wage[2023 - FIRST] == pytest.approx((0.505 * 120698 + 0.495 * 68340) / 12 * 100, rel=1e-4)
    assert economy.gdp[2023 - FIRST] == 129_427_200_000_000_00
    assert economy.prices[2025 - FIRST] == pytest.approx(np.prod(1 + known_price_growth()[1:]))


def test_the_nations_mean_wage_agrees_with_the_provinces_within_a_percent() -> None:
    economy = Economy.of(read_assumptions())
    # Means of the provinces' full-calibre wages, weighted by insured employees of 2024.
    for year, yuan in ((2021, 7086), (2022, 7510), (2023, 7904), (2024, 8025)):
        assert economy.wage[year - FIRST] / 100 == pytest.approx(yuan, rel=0.01)


def test_provinces_wages_are_known_ones_and_near_each_other_later() -> None:
    economy = Economy.of(read_assumptions())
    wages = economy.province_wage()
    beijing = PROVINCES.index("110000")
    assert wages[2024 - FIRST, beijing] == pytest.approx(11937 * 100, rel=1e-4)
    spread = economy.relative.std(axis=1)
    assert spread[LAST - FIRST] < spread[2060 - FIRST] < spread[2025 - FIRST]
    still = Economy.of(read_assumptions({"wage_convergence": "0"}))
    assert still.relative[-1] == pytest.approx(still.relative[2025 - FIRST])


def test_figures_from_memory_are_flagged_as_no_evidence() -> None:
    flagged = {flag.name: flag for flag in Economy.of(read_assumptions()).flagged}
    assert {"gdp_nominal", "cpi_change", "avg_wage_private"} <= set(flagged)
    assert "no evidence" in flagged["cpi_change"].why
    assert "2025" not in flagged["cpi_change"].value


def test_missing_wages_of_a_province_are_named() -> None:
    said = [flag.value for flag in Economy.of(read_assumptions()).flagged if flag.name == "province_wages"]
    assert "2020: 430000" in said


def test_a_sum_is_shown_as_a_share_of_the_product() -> None:
    economy = Economy.of(read_assumptions())
    assert economy.share_of_gdp(economy.gdp // 20)[60] == pytest.approx(0.05)


# Mistakes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: t\nassumption: {}", ["mine.yaml: assumption:", "one of title, note, law, world, assumptions"]),
        ("assumptions: {}", ["mine.yaml: title", "one line"]),
        ("title: {en: a, fr: b}", ["mine.yaml: title.fr", "one of en, zh, fa"]),
        ("- a", ["mine.yaml", "a mapping"]),
        ("title: [", ["mine.yaml", "valid YAML"]),
        ("title: t\nassumptions: {wage_grow: 0.1}", ["mine.yaml: assumptions.wage_grow", "perhaps wage_growth"]),
        ("title: t\nassumptions: {compliance: 1.2}", ["mine.yaml: assumptions.compliance", "0 to 1", "120%"]),
        ("title: t\nassumptions: {wage_growth: 4.5}", ["assumptions.wage_growth", "-0.2 to 0.3", "450%"]),
        ("title: t\nassumptions: {wage_growth: nan}", ["assumptions.wage_growth", "-0.2 to 0.3"]),
        ("title: t\nassumptions: {wage_growth: fast}", ["assumptions.wage_growth", "a number"]),
        (
            "title: t\nassumptions: {fertility: {2024: 1.1, 2025: 1.1, 2028: 1.2}}",
            ["mine.yaml: assumptions.fertility.2026", "2026 to 2027 are missing between 2025 and 2028", "interpolate"],
        ),
        (
            "title: t\nassumptions: {fertility: {2030: 1.1}}",
            ["assumptions.fertility.2024", "2024 to 2029 are missing before 2030"],
        ),
        ("title: t\nassumptions: {fertility: midium}", ["assumptions.fertility", "one of low, medium, high, or a"]),
        ("title: t\nassumptions: {fertility: {base: middle}}", ["assumptions.fertility.base", "low, medium, high"]),
        ("title: t\nassumptions: {fertility: {2124: 1.1}}", ["assumptions.fertility.2124", "2012 to 2100"]),
        ("title: t\nassumptions: {mortality: {2026: 0.9, interpolat: yes}}", ["mortality.interpolat", "interpolate"]),
        ("title: t\nassumptions: {mortality: {2026: 1, 2030: 1, interpolate: maybe}}", ["interpolate", "yes or no"]),
        ("title: t\nassumptions: {mortality: {factor: 2}}", ["assumptions.mortality", "a `base`"]),
        ("title: t\nassumptions: {mortality: {}}", ["assumptions.mortality", "a number, or years"]),
        (
            "title: t\nassumptions: {compliance: {base: default, factor: 1.5}}",
            ["assumptions.compliance, 2026", "0 to 1", "%"],
        ),
        ("title: t\nassumptions: {fund_return: {base: wages}}", ["fund_return.base", "perhaps"]),
        (
            "title: t\nassumptions: {fund_return: {base: discount}, discount: {base: fund_return}}",
            ["fund_return → discount → fund_return"],
        ),
        ("title: t\nassumptions: {indexation: {prices: 0.5, wages: 0.6}}", ["assumptions.indexation", "not to 1.1"]),
        ("title: t\nassumptions: {indexation: {price: 1}}", ["assumptions.indexation.price", "one of prices, wages"]),
        ("title: t\nassumptions: {pooling: nation}", ["assumptions.pooling", "one of national, none"]),
        ("title: t\nassumptions: {flat_pension_age: 64.5}", ["assumptions.flat_pension_age", "whole number"]),
        (
            "title: t\nassumptions: {compliance_by_province: {990000: 1}}",
            ["mine.yaml: assumptions.compliance_by_province.990000", "six-digit code"],
        ),
        ("title: t\nworld: provident_found", ["mine.yaml: world:", "flat_pension, provident_fund"]),
        ("title: t\nworld: flat_pension\nassumptions: {world: flat_pension}", ["said once"]),
        ("title: t\nlaw: [reforms/employer_rate_21.yaml]", ["mine.yaml: law[1]", "reforms/employer_rate_20.yaml"]),
        ("title: t\nlaw: 20", ["mine.yaml: law[1]", "YAML file"]),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_file_key_and_what_would_be_right(
    text: str, said: list[str], tmp_path: Path
) -> None:
    found = message(tmp_path, text)
    for part in said:
        assert part in found, found


@pytest.mark.parametrize(
    ("reform", "said"),
    [
        (
            "figures: {employer_pension_rat: 0.2}",
            ["mine_law.yaml: figures.employer_pension_rat", "employer_pension_rate"],
        ),
        ("figures: {employer_pension_rate: 2}", ["mine_law.yaml: figures.employer_pension_rate", "bounds"]),
        ('regions: ["990000"]\nfigures: {employer_pension_rate: 0.2}', ["mine_law.yaml: regions", "unknown region"]),
    ],
)
def test_a_mistake_in_a_reform_is_found_when_the_scenario_is_read(reform: str, said: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine_law.yaml").write_text(f"title: r\nsince: 2027-01\n{reform}\n", encoding="utf-8")
    found = message(tmp_path, "title: t\nlaw: [mine_law.yaml]")
    for part in said:
        assert part in found, found


def test_a_scenario_that_is_nowhere_is_answered_with_near_names(tmp_path: Path) -> None:
    with pytest.raises(ShebaoError, match=r"perhaps .*employer_rate_20"):
        read_scenario("employer_rate_21")
    with pytest.raises(ShebaoError, match="a YAML file that exists"):
        read_scenario(tmp_path / "none.yaml")


def test_a_scenario_elsewhere_may_use_shipped_reforms_and_its_own(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("title: r\nsince: 2030-01\nfigures: {employee_pension_rate: 0.06}\n")
    made = scenario(tmp_path, "title: both\nlaw: [reforms/employer_rate_20.yaml, own.yaml]\n")
    law = made.reformed(Law.load())
    assert law.at("2031-01", "330100").figure("employer_pension_rate") == 200_000
    assert law.at("2031-01", "330100").figure("employee_pension_rate") == 60_000
    assert made.titles == {"en": "both", "zh": "both", "fa": "both"}


def test_the_example_in_the_docs_can_be_read() -> None:
    made = read_scenario(ROOT / "docs" / "scenarios" / "later_and_fewer.yaml")
    assert made.changed == ("fertility", "wage_growth", "compliance_by_province")
    assert made.titles["zh"] == "少子化下的延迟退休"
    assert made.assumptions.paid_share().max() < 1


@settings(max_examples=200, deadline=None)
@given(
    points=st.dictionaries(st.integers(FIRST, LAST), st.floats(0, 1), min_size=1, max_size=12),
    known=st.integers(0, 14),
    fill=st.booleans(),
)
def test_a_path_has_every_year_or_says_which_is_missing(points: dict[int, float], known: int, fill: bool) -> None:
    past = np.linspace(0.2, 0.4, known)
    said: dict[str, object] = {str(year): value for year, value in points.items()}
    if fill:
        said["interpolate"] = "yes"
    first, last = min(points), max(points)
    years = sorted(points)
    whole = years == list(range(first, last + 1)) and first <= FIRST + known
    if not (whole or fill) or (first > FIRST and known == 0):
        with pytest.raises(ShebaoError, match="missing"):
            read_path("x", said, (0, 1), "share", past, lambda where, base: past)
        return
    path = read_path("x", said, (0, 1), "share", past, lambda where, base: past)
    assert path.shape == (YEARS,)
    assert np.isfinite(path).all()
    assert ((path >= 0) & (path <= 1)).all()
    assert all(path[year - FIRST] == value for year, value in points.items())
    assert (path[last - FIRST :] == points[last]).all()
    kept = min(known, first - FIRST)
    assert (path[:kept] == past[:kept]).all()

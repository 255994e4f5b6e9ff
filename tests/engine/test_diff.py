"""What changed in the law, and what is missing in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao import Law
from shebao.engine.diff import Change, differences
from shebao.engine.figures import layers
from shebao.engine.gaps import KINDS, concerns, gaps, provinces_of
from shebao.law.language import NATION
from shebao.law.units import parse_month

EXAMPLES = Path(__file__).parents[2] / "docs" / "reforms"
MONTHS = st.integers(parse_month("1996-01"), parse_month("2030-12"))
PLACES = st.sampled_from(["000000", "330000", "330100", "440300", "110000", "220100", "410100", "310000"])


def changes(before: str, after: str, region: str | None = None) -> list[Change]:
    law = Law.load()
    return differences((law, parse_month(before)), (law, parse_month(after)), region)


def test_the_reform_of_2025_is_what_changed_in_the_retirement_law() -> None:
    found = [c for c in changes("2024-12", "2025-01") if c.branch == "retirement"]
    rules = {c.name: c for c in found if c.kind == "rule"}
    assert set(rules) == {"retirement_delay_months", "earliest_retirement_month", "latest_retirement_month"}
    delay = rules["retirement_delay_months"]
    assert delay.how == "replaced"
    assert delay.before
    assert delay.after
    assert (delay.before.cites, delay.after.cites) == (
        "国发〔1978〕104号 §1", "国务院关于渐进式延迟法定退休年龄的办法 §1",
    )  # fmt: skip
    most = [c for c in found if c.name == "delay_most"]
    assert [(c.key, c.how, c.before, c.after and c.after.shown) for c in most] == [
        (0, "begun", None, "36"), (1, "begun", None, "36"), (2, "begun", None, "60"),
    ]  # fmt: skip


def test_a_rate_cut_is_shown_old_and_new_with_both_sources() -> None:
    cuts = {c.region: c for c in changes("2019-04", "2019-05") if c.name == "employer_pension_rate"}
    cut, sichuan = cuts[NATION], cuts["510000"]
    assert cut.before
    assert cut.after
    assert (cut.how, cut.before.shown, cut.after.shown, cut.region) == ("changed", "0.2", "0.16", NATION)
    assert (cut.before.cites, cut.after.cites) == ("人社部发〔2016〕36号 §1", "国办发〔2019〕13号 §1")
    assert sichuan.before
    assert sichuan.after
    assert (sichuan.before.shown, sichuan.after.shown) == ("0.19", "0.16")


def test_a_year_that_is_not_published_is_unknown_and_not_repealed() -> None:
    found = [c for c in changes("2025-06", "2030-06", "330000") if c.name == "published_reference_wage"]
    assert [(c.how, c.after and c.after.shown) for c in found] == [("changed", "unknown")]


@settings(max_examples=25, deadline=None)
@given(month=MONTHS, region=st.none() | PLACES)
def test_nothing_differs_from_itself(month: int, region: str | None) -> None:
    law = Law.load()
    assert differences((law, month), (law, month), region) == []


@settings(max_examples=25, deadline=None)
@given(before=MONTHS, after=MONTHS, region=PLACES)
def test_what_differs_one_way_differs_the_other_way_with_the_sides_changed(
    before: int, after: int, region: str
) -> None:
    law = Law.load()
    there = differences((law, before), (law, after), region)
    back = differences((law, after), (law, before), region)
    turned = {"begun": "ended", "ended": "begun"}
    assert {(c.name, c.key, c.before, c.after, c.how) for c in there} == {
        (c.name, c.key, c.after, c.before, turned.get(c.how, c.how)) for c in back
    }


@settings(max_examples=25, deadline=None)
@given(before=MONTHS, after=MONTHS, region=PLACES)
def test_what_is_said_to_hold_is_what_a_question_would_find(before: int, after: int, region: str) -> None:
    law = Law.load()
    found = {(c.name, c.key): c for c in differences((law, before), (law, after), region)}
    for name, figure in law.figures.items():
        when = [m // 12 if figure.per == "year" else m for m in (before, after)]
        keys = {key for code in layers(region) for key in figure.spans.get(code, {})}
        for key in keys:
            sides = [figure.look(region, at, key) for at in when]
            values = [span and (span.value, span.assumed) for span in sides]
            change = found.get((name, key if figure.keys else None))
            assert (change is not None) == (values[0] != values[1])
            for side, span in zip((change.before, change.after) if change else (), sides, strict=False):
                if side and span and span.value is not None:
                    assert (side.shown, side.cites) == (figure.unit.show(span.value), span.cites)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_reform_differs_from_the_law_in_what_it_names_and_nothing_else(path: Path) -> None:
    law = Law.load()
    after = law.reformed(path)
    reform = after.reforms[0]
    assert differences((law, reform.since - 1), (after, reform.since - 1)) == []
    found = differences((law, reform.since), (after, reform.since))
    assert {c.name for c in found} == {v.figure for v in reform.values} | {t.rule.name for t in reform.texts}
    assert all(c.after and c.after.cites.startswith(path.name) for c in found)


# Gaps


def test_every_declared_hole_and_assumption_is_listed_and_nothing_else() -> None:
    law = Law.load()
    found = gaps(law, parse_month("2026-11"))
    holes = sum(span.value is None for f in law.figures.values() for k in f.spans.values() for s in k.values()
                for span in s)  # fmt: skip
    assert sum(gap.what == "unknown" for gap in found) == holes
    assumed = sum(span.assumed and span.value is not None for f in law.figures.values() for k in f.spans.values()
                  for s in k.values() for span in s)  # fmt: skip
    rules = sum(bool(t.rule.assumed) * max(1, len(t.rule.regions)) for texts in law.rules.values() for t in texts)
    assert sum(gap.what == "assumed" for gap in found) == assumed + rules
    assert {gap.what for gap in found} <= set(KINDS)


def test_a_province_is_missing_exactly_where_asking_finds_nothing_said() -> None:
    law, month = Law.load(), parse_month("2026-11")
    missing = {(gap.figure, gap.region) for gap in gaps(law, month) if gap.what == "missing"}
    assert ("index_wage", "420000") in missing
    assert ("index_wage", "420000") not in {
        (gap.figure, gap.region) for gap in gaps(law, parse_month("2024-11")) if gap.what == "missing"
    }
    for name, figure in law.figures.items():
        when = month // 12 if figure.per == "year" else month
        for province in provinces_of(law):
            keys = {key for code in layers(province) for key in figure.spans.get(code, {})}
            nothing = figure.local is not None and all(figure.look(province, when, key) is None for key in keys)
            assert ((name, province) in missing) == nothing


def test_a_gap_of_the_nation_concerns_every_place_and_one_of_a_city_its_province() -> None:
    found = gaps(Law.load(), parse_month("2026-11"))
    nation = next(gap for gap in found if gap.region == NATION)
    province = next(gap for gap in found if gap.region == "130000")
    assert concerns(nation, "330100")
    assert concerns(province, "130100")
    assert concerns(province, NATION)
    assert not concerns(province, "330000")

"""A life told: the same life the run counted, and an award that is the law's own answer to its dossier."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from shebao.engine.errors import BadInput
from shebao.outlook import accounts as of
from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.outlook import Ready
from shebao.outlook.people import People
from shebao.outlook.story import Life, life

SOME = 60


@pytest.fixture(scope="module")
def retiring(ready: Ready) -> list[Life]:
    """Lives of all kinds that reach the age in the run."""
    born = np.flatnonzero((ready.people.birth >= 1954) & (ready.people.birth <= 1984))
    told = (life(ready, int(n)) for n in born[:: len(born) // 400])
    return [one for one in told if one.award]


def test_pensions_are_what_the_interpreter_says_of_the_same_dossier(ready: Ready, retiring: list[Life]) -> None:
    awards = [one.award for one in retiring if one.award and one.award.question != "old_method"]
    assert len(awards) >= SOME
    for award in awards:
        assert dict(award.answers) == ready.asked[award.question].interpreted(award.facts, award.history)


def test_dossiers_have_whole_lives_in_several_places_and_both_schemes(retiring: list[Life]) -> None:
    awards = [one.award for one in retiring if one.award]
    assert {award.question for award in awards} == {"award", "institution_award", "old_method"}
    assert any(len(set(award.history["stint_region"])) > 1 for award in awards)
    assert max(sum(award.history["stint_months"]) for award in awards) > 300
    assert len({award.province for award in awards}) > 15
    assert min(award.answers["monthly_pension"] for award in awards) > 0


def test_an_award_s_history_is_the_past_and_the_years_told(retiring: list[Life]) -> None:
    for one in retiring:
        assert one.award is not None
        told = sum(one.past["stint_months"]) + sum(y.months for y in one.years if y.doing != "pensioner" or y.months)
        asked = sum(one.award.history["stint_months"])
        # Months bought at the award are in the dossier alone.
        assert told <= asked


def test_a_pension_begins_when_work_ends_and_is_paid_until_death(retiring: list[Life]) -> None:
    for one in retiring:
        doing = [y.doing for y in one.years]
        since = doing.index("pensioner")
        assert set(doing[since:]) == {"pensioner"}
        assert all(y.pension > 0 for y in one.years[since:])


def test_told_lives_add_up_to_what_the_run_counted(ready: Ready) -> None:
    chosen = np.arange(0, len(ready.people), len(ready.people) // 300)
    columns = [f.name for f in fields(People) if f.name not in ("size", "weight")]
    few = replace(ready.people, **{name: getattr(ready.people, name)[chosen] for name in columns})
    cells = replace(ready, people=few).lived(1).cells.sum(axis=1)
    sums = np.zeros((len(cells), 5), dtype=np.int64)
    for number in chosen:
        for y in life(ready, int(number)).years:
            sums[y.year - FIRST] += (1, y.paid, y.received, y.resident_paid, y.resident_received)
    np.testing.assert_array_equal(sums[:, 0], cells[:, of.LIVES])
    np.testing.assert_array_equal(sums[:, 1], cells[:, [of.EMPLOYER, of.EMPLOYEE, of.FLEXIBLE_PAID]].sum(axis=1))
    np.testing.assert_array_equal(sums[:, 2], cells[:, [of.BASIC, of.ACCOUNT_PAID, of.TRANSITIONAL]].sum(axis=1))
    np.testing.assert_array_equal(sums[:, 3], cells[:, of.RESIDENT_PREMIUM])
    np.testing.assert_array_equal(sums[:, 4], cells[:, [of.RESIDENT_BASIC, of.RESIDENT_ACCOUNT]].sum(axis=1))


def test_a_life_says_who_she_is_and_where_she_lived(ready: Ready) -> None:
    number = int(np.flatnonzero((ready.people.birth == 1990) & (ready.people.sex == 1))[0])
    one = life(ready, number)
    assert (one.number, one.sex, one.born // 12, one.persons) == (number, 1, 1990, 40_000)
    assert [y.age for y in one.years] == list(range(22, 22 + len(one.years)))
    assert one.years[0].province in PROVINCES
    assert one.end in ("died", "left", "there")


def test_a_number_that_is_no_life_is_refused(ready: Ready) -> None:
    with pytest.raises(BadInput, match="a whole number from 0 to"):
        life(ready, len(ready.people))

"""Compiled equals interpreted, to the fen and to the word of a refusal, on ragged random lives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import inputs
import pyarrow as pa
import pytest
from dossiers import PLACES, dossier, interpreted, table
from hypothesis import given, settings
from hypothesis import strategies as st
from ways import one, rows_of, seeded, ways

from shebao.engine.asks import ASKS
from shebao.engine.errors import BadInput
from shebao.engine.law import Law

COUNT = 20_000
LAW = Law.load()
TOTALS = ["months_paid", "contribution_index", "account_balance"]
HISTORY = ["stint_start", "stint_months", "stint_base", "stint_region", "stint_category"]
PERSON = ["region", "as_of", "birth", "sex", "retirement_track"]
AWARD = [*PERSON, "deemed_months", "work_started", "elastic_months", "only_child_parent", "intellectual",
         "transitional_index"]  # fmt: skip
QUESTIONS: list[tuple[str, list[str]]] = [
    ("monthly_pension", [*AWARD, *TOTALS]),
    ("monthly_pension", [*AWARD, "deemed_index", *HISTORY]),
    ("monthly_pension_provisional", [*AWARD, *TOTALS]),
    ("contribution_index", [*PERSON, "deemed_months", "deemed_index", *HISTORY]),
    ("account_balance", [*PERSON, *HISTORY]),
    ("transitional_pension", [*AWARD, *TOTALS]),
    ("regional_supplement", [*AWARD, *TOTALS]),
    ("pension_entitled", [*AWARD, *TOTALS]),
    ("retirement_month", [*PERSON, "elastic_months"]),
    ("payment_months", [*PERSON, "elastic_months"]),
    ("employee_unemployment_contribution", ["region", "as_of", "wage", "tier"]),
    ("injury_contribution", ["region", "as_of", "wage", "tier", "industry_class"]),
    ("late_fee", ["region", "as_of", "overdue_amount", "overdue_days"]),
    (
        "resident_monthly_pension",
        ["region", "as_of", "resident_premium_year", "resident_subsidy", "months_paid", "deemed_months"],
    ),
    ("central_adjustment_upload", ["region", "as_of", "average_wage_year", "insured_in_service"]),
    ("account_interest_rate_month_compound_permille", ["region", "as_of"]),
]

ASKED = {"income_tax", *(name for branch in ASKS.values() for name in branch.main)}
OF_BRANCHES = sorted(ASKED - {name for name, _ in QUESTIONS})
"""What people ask of each branch; dossiers for these come from the bounds of the facts."""


@pytest.fixture(scope="module")
def people() -> dict[bool, list[dict[str, Any]]]:
    rng = random.Random(20_261_124)
    return {kind: [dossier(rng, kind) for _ in range(COUNT)] for kind in (False, True)}


@pytest.mark.slow
@pytest.mark.parametrize(("question", "names"), QUESTIONS, ids=lambda x: x if isinstance(x, str) else str(len(x)))
def test_compiled_is_interpreted(question: str, names: list[str], people: dict[bool, list[dict[str, Any]]]) -> None:
    rows = people["stint_start" in names]
    result = LAW.compile([question]).run(table(rows, names))
    answers, refusals = result.column(0).to_pylist(), result.column("refusal").to_pylist()
    differing = []
    answered = 0
    for row, answer, refusal in zip(rows, answers, refusals, strict=True):
        wanted, said = interpreted(LAW, question, row, names)
        answered += wanted is not None
        if (answer, refusal) != (wanted, said):
            differing.append((answer, refusal, wanted, said, row))
    assert not differing, (len(differing), differing[:2])
    assert answered > COUNT // 20, "too few dossiers have an answer for the comparison to mean anything"


@pytest.mark.slow
@pytest.mark.parametrize("question", OF_BRANCHES)
def test_compiled_is_interpreted_in_every_branch(question: str) -> None:
    found = [*ways(question)]
    answered, differing = 0, []
    for way in found:
        count = COUNT // len(found)
        rows = rows_of(way, count, seeded(way))
        result = LAW.compile([question]).run(inputs.table(LAW, rows, narrow=True)).to_pylist()
        for n, got in enumerate(result):
            row = one(rows, n)
            wanted, said = interpreted(LAW, question, row, [*rows])
            answered += wanted is not None
            if (got[question], got["refusal"]) != (wanted, said):
                differing.append((way, got, wanted, said, row))
    assert not differing, (len(differing), differing[:2])
    assert answered > COUNT // 20, "too few dossiers have an answer for the comparison to mean anything"


def base() -> dict[str, Any]:
    rng = random.Random(1)
    made = dossier(rng, True)
    made.update(region=330100, as_of=2025 * 12 + 6, birth=719_000, retirement_track=0, deemed_index=0, deemed_months=0,
                work_started=0, elastic_months=0)  # fmt: skip
    made.update(
        stint_start=[2010 * 12], stint_months=[12], stint_base=[400_000], stint_region=[330100], stint_category=[0]
    )
    return made


FAULTS: list[tuple[str, Any, str]] = [
    ("stint_base", [4 * 10**18], "stint_base[0]"),
    ("stint_base", [-1], "stint_base[0]"),
    ("stint_start", [99_999 * 12], "stint_start[0]"),
    ("stint_start", [1901 * 12], "index_wage"),
    ("stint_region", [770_000], ""),
    ("region", 990_000, ""),
    ("birth", 0, "birth"),
    ("retirement_track", 7, "retirement_track"),
    ("as_of", 2300 * 12, ""),
    ("deemed_months", -5, "deemed_months"),
    ("stint_months", [12, 12], ""),
]


@pytest.mark.parametrize(("name", "value", "said"), FAULTS, ids=lambda x: str(x)[:24])
def test_a_fault_marks_its_own_row_and_no_other(name: str, value: Any, said: str) -> None:
    names = [*PERSON, "deemed_months", "elastic_months", *HISTORY]
    rows = [base() for _ in range(9)]
    rows[4] = {**base(), name: value}
    compiled = LAW.compile(["monthly_pension"])
    good = compiled.run(table([base()], names)).to_pylist()[0]
    assert good["monthly_pension"]
    assert good["refusal"] is None
    for n, (got, row) in enumerate(zip(compiled.run(table(rows, names)).to_pylist(), rows, strict=True)):
        if n != 4:
            assert got == good
            continue
        wanted, refusal = interpreted(LAW, "monthly_pension", row, names)
        assert (got["monthly_pension"], got["refusal"]) == (wanted, refusal)
        if said:
            assert said in (refusal or "")


def test_a_sum_beyond_64_bits_is_never_silently_wrong() -> None:
    row = {"region": 0, "as_of": 2020 * 12, "average_wage_year": 10**16, "insured_in_service": 10**10}
    result = LAW.compile(["central_adjustment_upload"]).run(table([row], list(row)))
    assert result.column(0).to_pylist() == [None]
    assert result.column("refusal").to_pylist()[0]


def test_missing_null_and_wrong_columns_are_named() -> None:
    rows = [base(), base()]
    names = [*PERSON, *HISTORY]
    made = table(rows, names).set_column(2, "birth", pa.array([719_000, None], pa.int64()))
    got = LAW.compile(["retirement_month"]).run(made).to_pylist()
    assert got[0]["refusal"] is None
    assert "birth" in got[1]["refusal"]
    with pytest.raises(BadInput, match="birth"):
        LAW.compile(["retirement_month"]).run(made.set_column(2, "birth", pa.array([1.5, 2.5])))
    with pytest.raises(BadInput, match="question"):
        LAW.compile(["monthly_pensoin"])


def test_a_file_larger_than_a_batch_goes_through_in_order(tmp_path: Path) -> None:
    rng = random.Random(3)
    rows = [dossier(rng, True) for _ in range(3000)]
    names = [*AWARD, *HISTORY]
    made = table(rows, names)
    path = tmp_path / "lives.arrow"
    with pa.ipc.new_file(path, made.schema) as file:
        for start in range(0, 3000, 700):
            file.write_table(made.slice(start, 700))
    compiled = LAW.compile(["monthly_pension", "retirement_month"])
    assert compiled.run(path, threads=2).to_pylist() == compiled.run(made, threads=1).to_pylist()


def test_a_slice_with_an_offset_is_the_same_people() -> None:
    rng = random.Random(5)
    rows = [dossier(rng, True) for _ in range(200)]
    names = [*AWARD, *HISTORY]
    made = table(rows, names)
    compiled = LAW.compile(["account_balance"])
    assert compiled.run(made.slice(50, 60)).to_pylist() == compiled.run(made).slice(50, 60).to_pylist()


LIVES = st.fixed_dictionaries(
    {
        "region": st.sampled_from([int(p) for p in PLACES]),
        "as_of": st.integers(2006 * 12, 2027 * 12),
        "birth": st.integers(700_000, 740_000),
        "retirement_track": st.integers(0, 2),
        "elastic_months": st.integers(-60, 60),
        "deemed_months": st.integers(0, 400),
        "work_started": st.one_of(st.just(0), st.integers(1960 * 12, 2020 * 12)),
        "transitional_index": st.integers(0, 20_000_000),
        "only_child_parent": st.integers(0, 1),
        "intellectual": st.integers(0, 1),
        "months_paid": st.integers(0, 1200),
        "contribution_index": st.integers(0, 20_000_000),
        "account_balance": st.integers(0, 10_000_000_000),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LIVES, min_size=1, max_size=20))
def test_compiled_is_interpreted_on_lives_that_hypothesis_makes_up(rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    for question in ("monthly_pension", "monthly_pension_provisional", "pension_entitled"):
        for got, row in zip(LAW.compile([question]).run(table(rows, names)).to_pylist(), rows, strict=True):
            assert (got[question], got["refusal"]) == interpreted(LAW, question, row, names)

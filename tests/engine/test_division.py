"""Division in the compiled loop is exact to the last unit, up to where floating point stops being so and beyond."""

from __future__ import annotations

import importlib.util

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shebao.engine import Law
from shebao.law.facts import fact
from shebao.law.language import Book, collecting
from shebao.law.units import Count

MOST = 2**52
TEXT = """
from shebao.law.language import *
from shebao.law.units import *
"""
ROUND = """
@rule(cites="A §1", since="2000-01")
def by_{name}(top: Count, by: Count) -> Count:
    \"\"\"It divides.\"\"\"
    return {name}(top, by)
"""
KINDS = ("down", "up", "half_up", "remainder")


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    path = tmp_path_factory.mktemp("division") / "divided.py"
    path.write_text(TEXT + "".join(ROUND.format(name=name) for name in KINDS), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("divided", path)
    assert spec is not None
    assert spec.loader is not None
    with collecting(Book()) as book:
        fact("top", Count, low=0, high=MOST)
        fact("by", Count, low=1, high=MOST)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return Law(book, {})


PAIRS = st.one_of(
    st.tuples(st.integers(0, MOST), st.integers(1, MOST)),
    # Just below, on and just above a whole quotient: where rounding would show.
    st.builds(lambda by, times, off: (min(max(by * times + off, 0), MOST), by), st.integers(1, 2**26),
              st.integers(0, 2**26), st.integers(-1, 1)),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(pairs=st.lists(PAIRS, min_size=1, max_size=50))
@example(pairs=[(MOST, MOST), (MOST - 1, MOST), (MOST, 1), (0, 1), (MOST, 3), (MOST, 2)])
def test_every_rounding_is_that_of_whole_numbers(law: Law, pairs: list[tuple[int, int]]) -> None:
    tops, bys = (list(column) for column in zip(*pairs, strict=True))
    columns = {"top": pa.array(tops, pa.int64()), "by": pa.array(bys, pa.int64())}
    got = law.at("2020-01").compile([f"by_{kind}" for kind in KINDS]).run(pa.table(columns))
    assert got.column("refusal").null_count == len(pairs)
    assert got.column("by_down").to_pylist() == [a // b for a, b in pairs]
    assert got.column("by_up").to_pylist() == [-(-a // b) for a, b in pairs]
    assert got.column("by_half_up").to_pylist() == [(a + b // 2) // b for a, b in pairs]
    assert got.column("by_remainder").to_pylist() == [a % b for a, b in pairs]

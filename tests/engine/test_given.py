"""A text with `given` holds only where that is stated, for one person and in the compiled loop alike."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from shebao.engine.errors import LawError
from shebao.engine.figures import load_figures
from shebao.engine.law import Law
from shebao.law.language import Book, collecting, fact, rule
from shebao.law.units import Count, Month, Region

MONTH = 2026 * 12


def little_law() -> Law:
    """One rule with a plain, a local and two further texts."""
    book = Book()
    with collecting(book):
        fact("as_of", Month, low=0, high=3000 * 12)
        fact("region", Region, low=0, high=999_999)
        fact("a", Count, low=0, high=1000, default=0)
        fact("b", Count, low=0, high=1000)
        fact("c", Count, low=0, high=1000)

        @rule(cites="x", since="2020-01", local=True)
        def answer(a: Count) -> Count:
            """The plain text."""
            return a + 1

        @rule(cites="x", since="2020-01", regions=("110000",))
        def answer(a: Count) -> Count:  # noqa: F811
            """A place's own text."""
            return a + 2

        @rule(cites="x", since="2020-01", given=(("b", "c"), ("d",)))
        def answer(a: Count) -> Count:  # noqa: F811
            """For those of whom b and c, or d, is stated."""
            return a + 3

        @rule(cites="x", since="2020-01", given=(("answer",),))
        def d(answer: Count) -> Count:
            """Worked back from the answer."""
            return answer - 3

        @rule(cites="x", since="2020-01")
        def d(a: Count) -> Count:  # noqa: F811
            """The plain text."""
            return a

        assert answer
        assert d
    return Law(book, load_figures())


@pytest.mark.parametrize(
    ("region", "stated", "answer"),
    [
        ("310000", {}, 11),
        ("110000", {}, 12),
        ("110100", {"b": 1}, 12),
        ("310000", {"c": 1}, 11),
        ("310000", {"b": 1, "c": 1}, 13),
        ("110000", {"b": 1, "c": 1}, 13),
        ("110000", {"d": 1}, 13),
    ],
)
def test_a_text_for_what_is_stated_goes_before_plain_and_local_ones(
    region: str, stated: dict[str, int], answer: int
) -> None:
    law = little_law()
    facts = {"a": 10, **stated}
    assert law.at(MONTH, region).values(["answer"], facts)["answer"] == answer
    columns: dict[str, Any] = {
        "region": [int(region)] * 2,
        "as_of": [MONTH] * 2,
        **{k: [v] * 2 for k, v in facts.items()},
    }
    result = law.compile(["answer"]).run(pa.table({k: pa.array(v, pa.int64()) for k, v in columns.items()}))
    assert result.column(0).to_pylist() == [answer] * 2


def test_a_null_in_the_column_is_not_stated() -> None:
    table = pa.table(
        {
            "as_of": pa.array([MONTH] * 2, pa.int64()),
            "a": pa.array([10, 10], pa.int64()),
            "d": pa.array([1, None], pa.int64()),
        }
    )
    assert little_law().compile(["answer"], ()).run(table).column(0).to_pylist() == [13, 11]


def test_two_rules_may_work_back_from_each_other_where_one_is_stated() -> None:
    law = little_law()
    assert law.check() == []
    assert law.at(MONTH).values(["d"], {"answer": 13})["d"] == 10
    assert law.at(MONTH).values(["d"], {"a": 7})["d"] == 7


def test_a_circle_that_nothing_stated_breaks_is_refused() -> None:
    book = Book()
    with collecting(book):
        fact("a", Count, low=0, high=1000)

        @rule(cites="x", since="2020-01", given=(("a",),))
        def one(two: Count) -> Count:
            """From the other."""
            return two

        @rule(cites="x", since="2020-01")
        def two(one: Count) -> Count:
            """From the one."""
            return one

        @rule(cites="x", since="2020-01", given=(("nothing",),))
        def three(a: Count) -> Count:
            """Where something unheard of is stated."""
            return a

        assert one
        assert two
        assert three
    faults = "\n".join(Law(book, load_figures()).check())
    assert "a cycle: one → two → one" in faults
    assert "three holds where nothing is stated, which nothing defines" in faults


def test_two_texts_for_the_same_stated_things_at_once_are_refused() -> None:
    book = Book()
    with collecting(book):
        fact("a", Count, low=0, high=1000)
        for _ in range(2):

            @rule(cites="x", since="2020-01", given=(("a",),))
            def one(a: Count) -> Count:
                """Twice."""
                return a

            assert one
    with pytest.raises(LawError, match="two texts of one"):
        Law(book, load_figures())

"""What rules may be made of: everything else is refused at load with file and line."""

from __future__ import annotations

import importlib.util
import textwrap
from pathlib import Path

import pytest

from shebao.engine import Law, LawError, MissingInput, NotComputable
from shebao.law.facts import fact
from shebao.law.language import Book, collecting
from shebao.law.units import Fen, Months

HEAD = "from shebao.law.language import *\nfrom shebao.law.units import *\nK = 3\n"


def law_of(tmp_path: Path, text: str) -> Law:
    """A small law: the facts `wage`, `n` and the history `bases`, and the rules in `text`."""
    path = tmp_path / "small.py"
    path.write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("small", path)
    assert spec is not None
    assert spec.loader is not None
    with collecting(Book()) as book:
        fact("wage", Fen, low=0, high=10**9)
        fact("n", Months, low=0, high=1000)
        fact("bonus", Fen, low=0, high=10**9, default=7)
        fact("bases", Fen, low=0, high=10**9, history="h")
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return Law(book, {})


def rule(body: str, parameters: str = "wage: Fen, n: Months", decorator: str = 'cites="A §1", since="2000-01"') -> str:
    inner = "\n".join("    " + line for line in textwrap.dedent(body).strip().splitlines())
    return f'\n@rule({decorator})\ndef answer({parameters}) -> Fen:\n    """It says."""\n{inner}\n'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("return wage // 2", "name the rounding"),
        ("return wage / 2", "name the rounding"),
        ("return wage % 2", "name the rounding"),
        ("return wage ** 2", "name the rounding"),
        ("return 1.5", "not a whole number"),
        ("return 9223372036854775808", "literal above"),
        ("return 'x'", "not a whole number"),
        ("while wage > 0:\n    wage = wage - 1\nreturn wage", "while is outside"),
        ("for i in range(n):\n    return i\nreturn 0", "return inside a loop"),
        ("for i in range(n):\n    break\nreturn 0", "break is outside"),
        ("if wage > 0:\n    return 1", "does not end in a return"),
        ("return wage if wage else 0", "a test is a comparison"),
        ("return wage << 70", "outside the language"),
        ("return round(wage)", "round is neither"),
        ("return unknown_name", "unknown_name is neither"),
        ("import os\nreturn 1", "import is outside"),
        ("return [wage][0]", "outside the language"),
        ("return sum(x for x in range(3))", "sum is neither"),
        ("return answer(wage, n)", "neither|calls itself"),
        ("return half_up(wage)", "a dividend and a divisor"),
        ("if wage is None:\n    return 1\nreturn 2", "a test compares"),
    ],
)
def test_what_lies_outside_the_language_is_refused_with_file_and_line(tmp_path: Path, body: str, says: str) -> None:
    import re

    faults = law_of(tmp_path, rule(body)).check()
    assert any(re.search(says, f) and re.match(r"small\.py:\d+: ", f) for f in faults), faults


def test_what_lies_inside_the_language_is_accepted(tmp_path: Path) -> None:
    body = """
    total = 0
    for base in bases:
        if base > wage and not base == 5 or base < K:
            total += base
        else:
            total -= min(base, 3, K)
    for i in range(1, n):
        total = total + (i if i > 2 else -i)
    return half_up(abs(total), len(bases) + 1)
    """
    law = law_of(tmp_path, rule(body, "wage: Fen, n: Months, bases: History[Fen]"))
    assert law.check() == []
    assert law.at("2020-01").explain("answer", {"wage": 1, "n": 4, "bases": [4, 9]}).value == 4


def test_an_input_is_required_only_when_it_is_used(tmp_path: Path) -> None:
    on = law_of(tmp_path, rule("if n > 3:\n    return wage\nreturn 8")).at("2020-01")
    assert on.explain("answer", {"n": 3}).value == 8
    with pytest.raises(MissingInput, match="answer needs wage"):
        on.explain("answer", {"n": 4})
    trace = on.explain("answer", {"n": 3})
    assert set(trace.nodes) == {"answer", "n"}


def test_a_default_is_taken_and_said(tmp_path: Path) -> None:
    trace = law_of(tmp_path, rule("return bonus", "bonus: Fen")).at("2020-01").explain("answer", {})
    assert trace.value == 7
    assert trace.nodes["bonus"].kind == "default"


def test_a_cycle_names_its_way(tmp_path: Path) -> None:
    text = rule("return other", "other: Fen") + rule("return answer", "answer: Fen").replace("def answer", "def other")
    law = law_of(tmp_path, text)
    assert any("a cycle: " in fault for fault in law.check())
    with pytest.raises(LawError, match=r"small\.py:\d+: a cycle: answer → other → answer"):
        law.at("2020-01").explain("answer", {})


def test_an_unknown_input_and_a_rule_without_a_sentence_are_faults(tmp_path: Path) -> None:
    assert any(
        "asks for nonsense, which nothing defines" in f
        for f in law_of(tmp_path, rule("return nonsense", "nonsense: Fen")).check()
    )
    assert any(
        "no sentence" in f for f in law_of(tmp_path, rule("return wage").replace('"""It says."""', "pass")).check()
    )


def test_two_texts_in_force_on_one_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"two texts of answer in force in 2000-01"):
        law_of(tmp_path, rule("return 1") + rule("return 2"))


def test_a_later_text_ends_the_earlier_and_a_place_has_its_own(tmp_path: Path) -> None:
    text = (
        rule("return 1", decorator='cites="A", since="2000-01", local=True')
        + rule("return 2", decorator='cites="B", since="2010-01", local=True')
        + rule("return 3", decorator='cites="C", since="2015-01", until="2016-12", regions=("330000",)')
    )
    law = law_of(tmp_path, text)
    ask = [
        ("2009-12", "330100"),
        ("2010-01", "330100"),
        ("2015-01", "330100"),
        ("2017-01", "330100"),
        ("2015-01", "110000"),
    ]
    assert [law.at(m, r).explain("answer", {"wage": 0, "n": 0}).value for m, r in ask] == [1, 2, 3, 2, 2]


def test_a_place_may_not_differ_where_the_nation_does_not_let_it(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="may not differ by place"):
        law_of(
            tmp_path, rule("return 1") + rule("return 3", decorator='cites="C", since="2015-01", regions=("330000",)')
        )


def test_a_division_by_zero_is_named_not_raised(tmp_path: Path) -> None:
    on = law_of(tmp_path, rule("return half_up(wage, n)")).at("2020-01")
    with pytest.raises(NotComputable, match="answer cannot be computed: a division by zero"):
        on.explain("answer", {"wage": 1, "n": 0})


def test_each_turn_of_a_loop_is_kept_when_asked(tmp_path: Path) -> None:
    law = law_of(tmp_path, rule("t = 0\nfor b in bases:\n    t += b\nreturn t", "bases: History[Fen]"))
    trace = law.at("2020-01").explain("answer", {"bases": [3, 4]}, steps=True)
    assert [dict(s) for s in trace.node.steps] == [{"b": 3, "t": 3}, {"b": 4, "t": 7}]

"""Every text of every rule of the law, compiled, gives what the interpreter gives, to the fen and to the word.

The one thing to know: each rule is asked from the facts up, over places and months where each of its texts holds. What
the loop answers by itself is held against the interpreter; of the rows it leaves to the interpreter a few are run
whole, some with facts left out, for the words of the refusal.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from dossiers import interpreted
from inputs import table
from ways import LAW, Way, loop_alone, one, rows_of, seeded, ways

from shebao.engine import bulk
from shebao.engine.texts import Text

ROWS, COMPARED, LEFT = 3000, 240, 12
ENOUGH = 40
"""So many answers of the loop itself, at the least, are compared for every text of every rule."""
DIFFERENCES = {"account_year_end", "central_adjustment_net", "fund_surplus", "net_of_second_relation", "net_tax_saved"}
"""What may fall below zero: an account overdrawn by what was paid out of it, and what one side has over the other."""
RULES: dict[str, list[str]] = {}
for name, texts in LAW.rules.items():
    RULES.setdefault(Path(texts[0].rule.source_file).stem, []).append(name)


@dataclass
class Seen:
    """What comparing has shown: answers of the loop that were held against the interpreter, by text; differences; and
    amounts below zero."""

    compared: Counter[Text] = field(default_factory=Counter[Text])
    differing: list[Any] = field(default_factory=list[Any])
    negative: dict[str, Any] = field(default_factory=dict[str, Any])


@pytest.mark.slow
@pytest.mark.parametrize("module", sorted(RULES))
def test_every_text_compiled_is_interpreted(module: str) -> None:
    seen = Seen()
    for rule in RULES[module]:
        for way in ways(rule):
            compare(way, seen)
    assert not seen.differing, (len(seen.differing), seen.differing[:2])
    assert not seen.negative
    few = {
        (rule, text.rule.since, text.rule.regions): seen.compared[text]
        for rule in RULES[module]
        for text in LAW.rules[rule]
        if seen.compared[text] < ENOUGH
    }
    assert not few, "too few answers of the loop itself for the comparison to mean anything"


# How the answers are compared.


def compare(way: Way, seen: Seen) -> None:
    """Compile a rule with these facts as columns, run it on many rows, hold it against the interpreter."""
    rng = seeded(way)
    rows = rows_of(way, ROWS, rng)
    made = table(LAW, rows, narrow=bool(rng.integers(2)))
    compiled = LAW.compile([way.rule])
    answers, good = loop_alone(compiled, made)
    least = min(answers[row] for row in np.flatnonzero(good)) if good.any() else 0
    if least < floor(way.rule):
        seen.negative[way.rule] = way, one(rows, answers.index(least))
    by_text: dict[Text | None, list[int]] = {}
    for row in np.flatnonzero(good).tolist():
        by_text.setdefault(in_force(way, int(rows["region"][row]), int(rows["as_of"][row])), []).append(row)
    for text, found in by_text.items():
        for row in found[:: max(1, len(found) * len(by_text) // COMPARED)]:
            wanted, said = interpreted(LAW, way.rule, one(rows, row), [*rows])
            if text is not None:  # without a text the default of the fact holds
                seen.compared[text] += 1
            if wanted != answers[row]:
                seen.differing.append((way, answers[row], wanted, said, one(rows, row)))
    left = rng.permutation(np.flatnonzero(~good))[:LEFT]
    whole(way, compiled, rows, made, [*left.tolist(), *rng.integers(0, ROWS, LEFT // 3).tolist()], seen)


def floor(rule: str) -> int:
    """The least a rule may come to: an amount nothing, or what stands for one that is not stated."""
    if LAW.unit_of(rule).name != "fen" or rule in DIFFERENCES:
        return -(2**63)
    return min(0, LAW.facts[rule].low) if rule in LAW.facts else 0


def whole(way: Way, compiled: bulk.Compiled, rows: dict[str, Any], made: Any, left: list[int], seen: Seen) -> None:
    """Run rows through both halves, every other one with a fact left out, and compare answers and refusals."""
    part = made.take(left)
    lacking = ["" if n % 2 or not way.stated else way.stated[n // 2 % len(way.stated)] for n in range(len(left))]
    for name in {*lacking} - {"", "region", "as_of"}:
        held = zip(part.column(name).to_pylist(), lacking, strict=True)
        nulls = pa.array([None if name == lack else value for value, lack in held], part.schema.field(name).type)
        part = part.set_column(part.schema.get_field_index(name), name, nulls)
    for row, lack, result in zip(left, lacking, compiled.run(part).to_pylist(), strict=True):
        names = [name for name in rows if name != lack or name in ("region", "as_of")]
        wanted = interpreted(LAW, way.rule, one(rows, row), names)
        if (result[way.rule], result["refusal"]) != wanted:
            seen.differing.append((way, result, *wanted, lack, one(rows, row)))


@cache
def in_force(way: Way, region: int, month: int) -> Text | None:
    """The text of the rule that holds there then."""
    return LAW.text_of(way.rule, f"{region:06d}", month, way.stated)


def test_what_no_text_of_a_place_works_out_is_not_stated() -> None:
    """The agency's step is worked out in Putian alone; elsewhere its default holds, and the loop needs no help."""
    rows = {"region": [350300, 330100], "as_of": [2025 * 12] * 2, "wage": [800_000] * 2, "industry_class": [3] * 2}
    answers, good = loop_alone(LAW.compile(["injury_contribution"]), table(LAW, rows, narrow=False))
    assert answers == [interpreted(LAW, "injury_contribution", one(rows, n), [*rows])[0] for n in range(2)]
    assert good.all()

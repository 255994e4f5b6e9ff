"""What the law answers to a few questions about one life: each with its value and its tree, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shebao.engine.asks import lacking
from shebao.engine.errors import MissingFigure, MissingInput
from shebao.engine.law import Law
from shebao.errors import ShebaoError
from shebao.portal.language import Reader
from shebao.portal.why import Reason, rests_on, why


@dataclass(frozen=True)
class Answered:
    """One question. shown: the value for the reader, '' with a refusal. value: in the law's whole numbers."""

    question: str
    label: str
    shown: str
    value: int | None
    reason: Reason | None
    assumed: tuple[str, ...] = ()
    refusal: str = ""


def answers(
    law: Law, questions: Iterable[str], facts: Mapping[str, Any], place: str, month: int, reader: Reader
) -> list[Answered]:
    """Each question asked of the law of a place and month. An amount of nothing is left out unless it comes first."""
    on = law.at(month, place)
    found: list[Answered] = []
    for question in questions:
        unit, label = law.unit_of(question), reader.name(question)
        try:
            trace = on.explain(question, facts)
        except ShebaoError as error:
            refusal = refused(law, error, question, facts, place, month, reader)
            found.append(Answered(question, label, "", None, None, (), refusal))
            continue
        if trace.value == 0 and found and unit.kind == "number":
            continue
        shown = reader.value(unit, trace.value)
        reason, assumed = why(trace, reader), tuple(rests_on(trace, reader))
        found.append(Answered(question, label, shown, trace.value, reason, assumed))
    return found


def refused(
    law: Law, error: ShebaoError, question: str, facts: Mapping[str, Any], place: str, month: int, reader: Reader
) -> str:
    """Why there is no answer, in the reader's words."""
    if isinstance(error, MissingFigure):
        said = reader.text("{figure} is not known for {place} in {when}, so no amount can be told")
        when = reader.digits(error.when)
        return said.format(figure=reader.name(error.figure), place=reader.place(error.region), when=when)
    if isinstance(error, MissingInput):
        names = [reader.name(lack.name) for lack in lacking(law, [question], facts, place, month)]
        if names:
            said = reader.text("no amount can be told without: {facts}")
            return said.format(facts=reader.text(", ").join(dict.fromkeys(names)))
    return str(error)

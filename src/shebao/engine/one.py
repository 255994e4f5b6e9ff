"""One person: the law in force in one place and month, asked one question at a time, with a trace.

The one thing to know: the rules run as they stand, in dependency order; a missing input is a poison value that only
hurts the rule that touches it; what a question needs here is made ready once (`engine.run`) and remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shebao.engine.errors import BadInput, MissingFigure, MissingInput, NotInForce
from shebao.engine.figures import FOREVER, Span
from shebao.engine.poison import poison
from shebao.engine.run import Dossier, Held, Known, Ready, View
from shebao.engine.texts import Parameter, Text, units_month
from shebao.engine.trace import Trace

if TYPE_CHECKING:
    from shebao.engine.bulk import Compiled
    from shebao.engine.law import Law

MOST_READY = 256


@dataclass(frozen=True)
class LawOn:
    """The law in force in one place in one month."""

    law: Law
    month: int
    region: str
    _readies: dict[tuple[tuple[str, ...], frozenset[str]], Ready] = field(
        default_factory=dict[tuple[tuple[str, ...], frozenset[str]], Ready], repr=False
    )
    _known: dict[tuple[str, str], Known] = field(default_factory=dict[tuple[str, str], Known], repr=False)

    def explain(self, question: str, dossier: Dossier, *, steps: bool = False) -> Trace:
        """The answer to one question about one person, with everything that led to it.

        steps: also keep each turn of every loop over a history. Errors: MissingInput, MissingFigure,
        BadInput, OutOfBounds, NotComputable, each naming what and where.
        """
        run = self._ready((question,), dossier).run(dossier, seen=True, steps=steps)
        value = run.value(question)
        if isinstance(value, View):
            raise BadInput("question", question, "a quantity with one value")
        return Trace(question, self.region, units_month(self.month), value, run)

    def values(self, questions: Sequence[str], dossier: Dossier) -> dict[str, int]:
        """The answers to several questions about one person, without a trace. Errors as in `explain`."""
        run = self._ready(tuple(questions), dossier).run(dossier)
        return {name: run.value(name) for name in questions}

    def compile(self, questions: Sequence[str], given: Sequence[str] = ()) -> Compiled:
        """A compiled loop for many people; rows without `region` or `as_of` take this place and month."""
        from shebao.engine.bulk import compile_law

        return compile_law(self.law, tuple(questions), tuple(given), self.region, self.month)

    def figure(self, name: str, key: int = 0) -> int:
        """One figure's value here and now, in its own integers. MissingFigure where it is not known."""
        return self.span(name, key).value or 0

    def span(self, name: str, key: int = 0) -> Span:
        """One figure's value here and now with its source."""
        figure = self.law.figures[name]
        return figure.find(self.region, self.month // 12 if figure.per == "year" else self.month, key)

    def _ready(self, questions: tuple[str, ...], dossier: Dossier) -> Ready:
        """What the questions need here, made ready once for the names that are stated."""
        key = (questions, frozenset(dossier))
        ready = self._readies.get(key)
        if ready is None:
            if len(self._readies) >= MOST_READY:
                self._readies.clear()
            plan = self.law.plan(questions, self.region, self.month, key[1])
            asking = ",".join(questions)
            ready = Ready(plan, key[1], self.law.facts, lambda leaf: self._look_up(leaf, asking))
            self._readies[key] = ready
        return ready

    def _look_up(self, leaf: Parameter, asking: str) -> Held:
        """What stands for a fact or figure that is not stated."""
        name = leaf.name
        if name == "as_of":
            return Held(self.month)
        if name == "region":
            return Held(int(self.region))
        figure = self.law.figures.get(name)
        if figure is not None and leaf.shape == "scalar":
            try:
                span = self.span(name)
            except MissingFigure as error:
                return Held(poison(error))
            return Held(span.value or 0, span)
        if figure is not None:
            # A series is asked for a place and a time of its own: what was looked up in it holds for every month.
            kept = self.law.series if leaf.shape == "series" else self._known
            known = kept.get((name, leaf.shape))
            if known is None:
                known = kept[name, leaf.shape] = Known(figure, self.region, self.month, leaf.shape)
            return Held(known)
        fact = self.law.facts.get(name)
        if fact is not None and fact.default is not None:
            return Held([] if fact.history else fact.default)
        if fact is None and name in self.law.rules:
            where = f"for {self.region} in {units_month(self.month)}"
            return Held(poison(NotInForce(name, asking, where, _when(self.law.rules[name]))))
        return Held(poison(MissingInput((name,), asking)))


def _when(texts: Sequence[Text]) -> str:
    """When and where texts of a rule hold, e.g. `2018-07 to 2023-12`."""
    said: dict[str, None] = {}
    for text in texts:
        until = f"to {units_month(text.until)}" if text.until < FOREVER else "on"
        where = f" in {', '.join(text.rule.regions)}" if text.rule.regions else ""
        given = f" where {' and '.join(text.rule.given[0])} is stated" if text.rule.given else ""
        said[f"{units_month(text.since)} {until}{where}{given}"] = None
    return "; ".join(said)

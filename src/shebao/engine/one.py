"""One person: the law in force in one place and month, asked one question at a time, with a trace.

The one thing to know: the rules run as they stand, in dependency order; a missing input is a poison value that only
hurts the rule that touches it; figures looked up once here are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from shebao.engine.errors import BadInput, MissingFigure, MissingInput, NotComputable, OutOfBounds
from shebao.engine.figures import Figure, Span
from shebao.engine.language import Turn, recording, units_in_loops
from shebao.engine.poison import Poison, Tripped, poison
from shebao.engine.texts import Parameter, Step, units_month
from shebao.engine.trace import Node, Reads, Trace, Turns
from shebao.law.language import Fact
from shebao.law.units import Series, Unit

if TYPE_CHECKING:
    from shebao.engine.bulk import Compiled
    from shebao.engine.law import Law

Dossier = Mapping[str, Any]
"""Facts about one person: name to int, or to a list of ints for a history."""


@dataclass(frozen=True)
class LawOn:
    """The law in force in one place in one month."""

    law: Law
    month: int
    region: str
    _views: dict[str, _SeriesView] = field(default_factory=dict[str, "_SeriesView"], repr=False)
    _leaves: dict[str, tuple[int, Node]] = field(default_factory=dict[str, "tuple[int, Node]"], repr=False)
    spans: dict[str, dict[Any, Span]] = field(default_factory=dict[str, "dict[Any, Span]"], repr=False)

    def explain(self, question: str, dossier: Dossier, *, steps: bool = False) -> Trace:
        """The answer to one question about one person, with everything that led to it.

        steps: also keep each turn of every loop over a history. Errors: MissingInput, MissingFigure,
        BadInput, OutOfBounds, NotComputable, each naming what and where.
        """
        given = frozenset(dossier)
        plan = self.law.plan((question,), self.region, self.month, given)
        values: dict[str, Any] = {}
        nodes: dict[str, Node] = {}
        for leaf in plan.leaves:
            values[leaf.name], nodes[leaf.name] = self._leaf(leaf, dossier, question)
        bad = {name for name, held in values.items() if isinstance(held, Poison)}
        for step in plan.steps:
            text, name = step.text, step.name
            turns: list[Turn] = []
            value = values[name] = _apply(step, recording(text.rule, turns) if steps else step.call, values)
            if isinstance(value, Poison):
                otherwise = self._otherwise(name, value)
                if otherwise is None:
                    bad.add(name)
                else:
                    values[name] = otherwise
                    nodes[name] = Node(name, "default", otherwise, text.unit, "not stated")
                continue
            inputs = step.names
            if not bad.isdisjoint(inputs):
                inputs = tuple(n for n in inputs if n not in bad)
            nodes[name] = Node(
                name, "rule", value, text.unit, step.says, text.rule.cites, inputs, "", step.assumed, step.reading,
                Turns(turns, units_in_loops(text)) if turns else (),
            )  # fmt: skip
        self._answer(question, values[question])
        if plan.leaves and not plan.steps and isinstance(values[question], _SeriesView):
            raise BadInput("question", question, "a quantity with one value")
        return Trace(question, self.region, units_month(self.month), _reached(question, nodes))

    def values(self, questions: Sequence[str], dossier: Dossier) -> dict[str, int]:
        """The answers to several questions about one person, without a trace. Errors as in `explain`."""
        plan = self.law.plan(tuple(questions), self.region, self.month, frozenset(dossier))
        values: dict[str, Any] = {}
        for leaf in plan.leaves:
            values[leaf.name] = self._value(leaf, dossier, ",".join(questions))
        for step in plan.steps:
            value = _apply(step, step.call, values)
            if isinstance(value, Poison):
                otherwise = self._otherwise(step.text.rule.name, value)
                value = value if otherwise is None else otherwise
            values[step.text.rule.name] = value
        return {name: self._answer(name, values[name]) for name in questions}

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

    def _otherwise(self, name: str, value: Poison) -> int | None:
        """The default of a fact whose rule lacks an input; None where there is no default."""
        fact = self.law.facts.get(name)
        return fact.default if fact is not None and isinstance(value.error, MissingInput) else None

    def _answer(self, name: str, value: Any) -> int:
        if isinstance(value, Poison):
            error = value.error
            if isinstance(error, MissingInput):
                raise MissingInput(error.names, name) from None
            raise error
        return value

    def _value(self, leaf: Parameter, dossier: Dossier, question: str) -> Any:
        name = leaf.name
        if name in dossier:
            stated = dossier[name]
            if leaf.shape in ("series", "table"):
                return _Constant(stated)
            return _checked(self.law, leaf, stated)
        if name in self._leaves:
            return self._leaves[name][0]
        if name == "as_of":
            return self.month
        if name == "region":
            return int(self.region)
        figure = self.law.figures.get(name)
        if figure is not None:
            if leaf.shape == "scalar":
                try:
                    span = self.span(name)
                except MissingFigure as error:
                    return poison(error)
                value = span.value or 0
                self._leaves[name] = value, _figure_node(name, value, leaf.unit, [span])
                return value
            view = self._views.get(name)
            if view is None:
                view = self._views[name] = _SeriesView(figure, self, leaf.shape)
            return view
        fact = self.law.facts.get(name)
        if fact is not None and fact.default is not None:
            return [] if fact.history else fact.default
        return poison(MissingInput((name,), question))

    def _leaf(self, leaf: Parameter, dossier: Dossier, question: str) -> tuple[Any, Any]:
        name, value = leaf.name, self._value(leaf, dossier, question)
        if isinstance(value, Poison):
            return value, None
        if name in dossier:
            kind = "fact" if name in self.law.facts else "given"
            plain = value.value if isinstance(value, _Constant) else value
            return value, Node(name, kind, plain, leaf.unit)
        if name in self._leaves:
            return self._leaves[name]
        figure = self.law.figures.get(name)
        if figure is None:
            builtin = name in ("as_of", "region")
            node = Node(name, "fact" if builtin else "default", value, leaf.unit, "" if builtin else "not stated")
            if isinstance(value, int):
                self._leaves[name] = value, node
            return value, node
        if isinstance(value, _SeriesView):
            view = _SeriesView(figure, self, leaf.shape)
            return view, _SeriesNode(view, leaf.unit)
        return self._leaves[name]


def _figure_node(name: str, value: int | None, unit: Unit, spans: Sequence[Span], steps: Any = ()) -> Node:
    cites = tuple(dict.fromkeys(s.cites for s in spans if s.cites))
    evidence = "".join(sorted({s.evidence for s in spans if s.evidence}))
    notes = tuple(dict.fromkeys(s.note or "not seen in a primary text" for s in spans if s.assumed))
    return Node(name, "figure", value, unit, cites=cites, evidence=evidence, assumed="; ".join(notes), steps=steps)


def _reached(question: str, nodes: dict[str, Any]) -> dict[str, Node]:
    """The nodes on the way to the answer, in the order computed."""
    wanted = {question}
    # Inputs come before what uses them: one pass from the end finds all.
    for name in reversed(nodes):
        if name in wanted and isinstance(node := nodes[name], Node):
            wanted.update(node.inputs)
    return {
        name: node.finish() if isinstance(node, _SeriesNode) else node
        for name, node in nodes.items()
        if name in wanted and node is not None
    }


def _apply(step: Step, call: Callable[..., Any], values: dict[str, Any]) -> Any:
    rule = step.text.rule
    try:
        value = call(*[values[name] for name in step.names])
    except Tripped as tripped:
        return poison(tripped.error)
    except ZeroDivisionError:
        return poison(NotComputable(rule.name, "a division by zero"))
    except IndexError:
        return poison(NotComputable(rule.name, "a history shorter than another of its group"))
    except ValueError as error:
        return poison(NotComputable(rule.name, str(error)))
    except (MissingFigure, BadInput, OutOfBounds, NotComputable) as error:
        return poison(error)
    if isinstance(value, Poison):
        return value
    if value is None:
        return poison(NotComputable(rule.name, "the text gives no value for this case"))
    if rule.bounds is not None and not rule.bounds[0] <= value <= rule.bounds[1]:
        return poison(OutOfBounds(rule.name, value, *rule.bounds))
    return value


class _SeriesView(Series[int]):
    """A figure as rules read it; what was read is held, in order."""

    __slots__ = ("at", "figure", "held", "known", "shape")

    def __init__(self, figure: Figure, at: LawOn, shape: str) -> None:
        self.figure, self.at, self.shape = figure, at, shape
        self.held: dict[Any, Span] = {}
        self.known = at.spans.setdefault(figure.name, {})  # what any question here has looked up before

    def __getitem__(self, key: Any) -> int:
        span = self.held.get(key)
        if span is None:
            span = self.held[key] = self.known.get(key) or self._find(key)
        return cast(int, span.value)

    def _find(self, key: Any) -> Span:
        figure = self.figure
        if self.shape == "series":
            region, when = key
            span = figure.find(f"{region:06d}", when)
        else:
            when = self.at.month // 12 if figure.per == "year" else self.at.month
            span = figure.find(self.at.region, when, key)
        if len(self.known) < 10_000:
            self.known[key] = span
        return span


class _SeriesNode:
    """The node of a series, made when all reads are known."""

    def __init__(self, view: _SeriesView, unit: Unit) -> None:
        self.view, self.unit = view, unit

    def finish(self) -> Node:
        view = self.view
        spans = list({id(span): span for span in view.held.values()}.values())
        return _figure_node(view.figure.name, None, self.unit, spans, Reads(view.held))


class _Constant(Series[int]):
    """A figure that the dossier states: the same everywhere and always."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __getitem__(self, key: Any) -> int:
        return self.value


def _checked(law: Law, leaf: Parameter, stated: Any) -> Any:
    fact = law.facts.get(leaf.name)
    if leaf.shape == "history":
        if not isinstance(stated, list):
            raise BadInput(leaf.name, stated, "a list of whole numbers")
        if fact is not None:
            for i, value in enumerate(cast("list[Any]", stated)):
                if type(value) is not int or not fact.low <= value <= fact.high:
                    raise BadInput(f"{leaf.name}[{i}]", value, _range(leaf.unit, fact))
        return cast("list[int]", stated)
    if type(stated) is not int:
        raise BadInput(leaf.name, stated, f"a whole number ({leaf.unit.name})")
    if fact is not None and not fact.low <= stated <= fact.high:
        raise BadInput(leaf.name, leaf.unit.show(stated), _range(leaf.unit, fact))
    return stated


def _range(unit: Unit, fact: Fact) -> str:
    if unit.kind == "enum":
        return " or ".join(unit.choices)
    return f"{unit.show(fact.low)} to {unit.show(fact.high)}"

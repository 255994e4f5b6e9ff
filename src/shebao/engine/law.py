"""The law as one thing to ask: rules, facts and figures, bound to a place and a month.

The one thing to know: `Law.load()` is the whole law, `Law.on(month, region)` is what is in force there then.
One person is answered by the rule functions as they stand, in dependency order; a missing input is a poison
value that only hurts the rule that touches it.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args, get_origin

import shebao.law as law_package
from shebao.engine.errors import BadInput, LawError, MissingFigure, MissingInput, NotComputable, OutOfBounds
from shebao.engine.figures import FOREVER, Figure, Span, cache_folder, layers, load_figures, write_whole
from shebao.engine.poison import Poison, Tripped, poison
from shebao.engine.trace import Node, Trace
from shebao.law.language import NATION, Book, Fact, Rule, national_book
from shebao.law.units import Series, Table, Unit, parse_month

if TYPE_CHECKING:
    from shebao.engine.bulk import Compiled

Dossier = Mapping[str, Any]
"""Facts about one person: name to int, or to a list of ints for a history."""


@dataclass(frozen=True)
class Parameter:
    """How a rule asks for an input: scalar, history, series or table, in what unit."""

    name: str
    shape: str
    unit: Unit


@dataclass(frozen=True)
class Text:
    """One text of a rule as read: the rule, its inputs, the unit of its result, when it is in force."""

    rule: Rule
    parameters: tuple[Parameter, ...]
    unit: Unit
    since: int
    until: int


@dataclass(frozen=True)
class Step:
    """One rule in the order of computing, ready to be called."""

    text: Text
    call: Callable[..., int]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What a set of questions needs in one place and month: facts, figures, then rules in order."""

    leaves: tuple[Parameter, ...]
    steps: tuple[Step, ...]


class Law:
    """All rules, facts and figures. Immutable once made."""

    def __init__(self, book: Book, figures: Mapping[str, Figure]) -> None:
        self.facts: Mapping[str, Fact] = book.facts
        self.figures = figures
        self.rules: Mapping[str, tuple[Text, ...]] = _read(book)
        self._plans: dict[tuple[Any, ...], Plan] = {}
        for name in self.rules:
            if name in figures:
                where = self.rules[name][0].rule
                raise LawError(_place(where), f"{name} is both a rule and a figure")

    @classmethod
    def load(cls) -> Law:
        """The law as the package has it, checked (a check passed before on the same files is remembered)."""
        global _loaded
        if _loaded is None:
            for module in pkgutil.iter_modules(law_package.__path__):
                importlib.import_module(f"{law_package.__name__}.{module.name}")
            law = cls(national_book(), load_figures())
            law._check_once()
            _loaded = law
        return _loaded

    @classmethod
    def on(cls, month: str | int, region: str | int = NATION) -> LawOn:
        """The law in force in a place in a month, e.g. `Law.on("2026-11", "330100")`."""
        return cls.load().at(month, region)

    def at(self, month: str | int, region: str | int = NATION) -> LawOn:
        """This law in force in a place in a month."""
        try:
            number = month if isinstance(month, int) else parse_month(month)
        except ValueError as error:
            raise BadInput("month", month, str(error)) from None
        code = f"{region:06d}" if isinstance(region, int) else region
        if len(code) != 6 or not code.isdigit():
            raise BadInput("region", region, "a six-digit code such as 330100")
        return LawOn(self, number, code)

    def compile(self, questions: Sequence[str], given: Sequence[str] = ()) -> Compiled:
        """One compiled loop for these questions, for any places and months (see `shebao.engine.bulk`)."""
        from shebao.engine.bulk import compile_law

        return compile_law(self, tuple(questions), tuple(given))

    def text_of(self, name: str, region: str, month: int) -> Text | None:
        """The text of a rule in force: the nearest place's, else the nation's."""
        for code in layers(region):
            for text in self.rules.get(name, ()):
                here = code in text.rule.regions if code != NATION else not text.rule.regions
                if here and text.since <= month <= text.until:
                    return text
        return None

    def unit_of(self, name: str) -> Unit:
        """The unit of a quantity, figure or fact."""
        if name in self.rules:
            return self.rules[name][0].unit
        if name in self.figures:
            return self.figures[name].unit
        if name in self.facts:
            return _unit(self.facts[name].annotation)
        raise BadInput("quantity", name, self._near(name))

    def names(self) -> list[str]:
        """Every quantity, figure and fact."""
        return sorted({*self.rules, *self.figures, *self.facts})

    def plan(self, questions: Iterable[str], region: str, month: int, given: frozenset[str]) -> Plan:
        """What the questions need here and then. Unknown names and cycles are errors."""
        wanted = tuple(questions)
        key = (wanted, region, month, given)
        found = self._plans.get(key)
        if found is None:
            if len(self._plans) > 4096:
                self._plans.clear()
            found = self._plans[key] = self._make_plan(wanted, region, month, given)
        return found

    def _make_plan(self, wanted: tuple[str, ...], region: str, month: int, given: frozenset[str]) -> Plan:
        leaves: dict[str, Parameter] = {}
        steps: list[Step] = []
        state: dict[str, int] = {}

        def visit(parameter: Parameter, path: tuple[str, ...]) -> None:
            name = parameter.name
            if state.get(name) == 2:
                return
            if state.get(name) == 1:
                loop = " → ".join((*path[path.index(name) :], name))
                raise LawError(_place(self.rules[name][0].rule), f"a cycle: {loop}")
            state[name] = 1
            text = (
                None if name in given or parameter.shape in ("series", "table") else self.text_of(name, region, month)
            )
            if text is None:
                leaves[name] = parameter
            else:
                for below in text.parameters:
                    visit(below, (*path, name))
                steps.append(Step(text, text.rule.function, tuple(p.name for p in text.parameters)))
            state[name] = 2

        for name in wanted:
            visit(Parameter(name, "scalar", self.unit_of(name)), ())
        return Plan(tuple(leaves.values()), tuple(steps))

    def _near(self, name: str) -> str:
        from difflib import get_close_matches

        close = get_close_matches(name, self.names(), 3)
        return f"a name of the law, perhaps {' or '.join(close)}" if close else "a name from `shebao law list`"

    def check(self) -> list[str]:
        """Everything that is wrong with the law as written, with file and line; empty when sound."""
        from shebao.engine.language import check_law

        return check_law(self)

    def _check_once(self) -> None:
        marker = cache_folder() / f"checked-{self.digest}"
        if marker.exists():
            return
        faults = self.check()
        if faults:
            raise LawError("the law does not load", "\n".join(faults))
        write_whole(marker, b"")

    @cached_property
    def digest(self) -> str:
        """A hash of the sources and figures: the version of the law a decision was made by."""
        digest = hashlib.sha256()
        folders = {Path(text.rule.source_file) for texts in self.rules.values() for text in texts}
        for path in sorted(folders | set(Path(__file__).parent.glob("*.py"))):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        for name in sorted(self.figures):
            figure = self.figures[name]
            for region in sorted(figure.spans):
                frozen = cast("dict[int, list[Any]]", figure.spans[region])
                for key in sorted(frozen):
                    # Not through the mapping's own access: that would make every span of the law an object.
                    rows = [_row(row) for row in _as_kept(frozen, key)]
                    digest.update(repr((name, region, key, rows)).encode())
        return digest.hexdigest()[:32]


_loaded: Law | None = None


def _as_kept(spans: dict[int, list[Any]], key: int) -> list[Any]:
    kept: Any = dict
    return cast("list[Any]", kept.__getitem__(spans, key))


def _row(span: Any) -> tuple[Any, ...]:
    if isinstance(span, tuple):
        return cast("tuple[Any, ...]", span)[:6]
    return (span.since, span.until, span.value, span.cites, span.evidence, span.assumed)


@dataclass(frozen=True)
class LawOn:
    """The law in force in one place in one month."""

    law: Law
    month: int
    region: str
    _views: dict[str, _SeriesView] = field(default_factory=dict[str, "_SeriesView"], repr=False)

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
        for step in plan.steps:
            rule = step.text.rule
            turns: list[dict[str, int]] = []
            call: Callable[..., Any] = step.call
            if steps:
                from shebao.engine.language import recording

                call = recording(rule, turns)
            name = rule.name
            value = values[name] = _apply(step, call, values)
            if isinstance(value, Poison) and self._otherwise(name, value) is not None:
                value = values[name] = self._otherwise(name, value)
                nodes[name] = Node(name, "default", value, step.text.unit, says="not stated")
            elif not isinstance(value, Poison):
                nodes[name] = Node(
                    name, "rule", value, step.text.unit, rule.function.__doc__ or "", rule.cites,
                    tuple(n for n in step.names if not isinstance(values[n], Poison)),
                    assumed=rule.assumed or "", reading=rule.reading or "", steps=tuple(turns),
                )  # fmt: skip
        self._answer(question, values[question])
        if plan.leaves and not plan.steps and isinstance(values[question], _SeriesView):
            raise BadInput("question", question, "a quantity with one value")
        return Trace(question, self.region, units_month(self.month), _reached(question, nodes, values))

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
        if name == "as_of":
            return self.month
        if name == "region":
            return int(self.region)
        figure = self.law.figures.get(name)
        if figure is not None:
            if leaf.shape == "scalar":
                try:
                    return self.figure(name)
                except MissingFigure as error:
                    return poison(error)
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
        figure = self.law.figures.get(name)
        if figure is None:
            builtin = name in ("as_of", "region")
            note = "" if builtin else "not stated"
            return value, Node(name, "fact" if builtin else "default", value, leaf.unit, says=note)
        if isinstance(value, _SeriesView):
            reads: list[dict[str, int]] = []
            view = _SeriesView(figure, self, leaf.shape, reads)
            return view, _SeriesNode(view, leaf.unit)
        span = self.span(name)
        return value, _figure_node(name, value, leaf.unit, [span])


def units_month(month: int) -> str:
    """A month number as YYYY-MM."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _figure_node(name: str, value: int | None, unit: Unit, spans: Sequence[Span], steps: Any = ()) -> Node:
    cites = tuple(dict.fromkeys(s.cites for s in spans if s.cites))
    evidence = "".join(sorted({s.evidence for s in spans if s.evidence}))
    notes = tuple(dict.fromkeys(s.note or "not seen in a primary text" for s in spans if s.assumed))
    return Node(name, "figure", value, unit, cites=cites, evidence=evidence, assumed="; ".join(notes), steps=steps)


def _reached(question: str, nodes: dict[str, Any], values: dict[str, Any]) -> dict[str, Node]:
    wanted: set[str] = set()

    def visit(name: str) -> None:
        if name in wanted or nodes.get(name) is None:
            return
        wanted.add(name)
        node = nodes[name]
        if isinstance(node, Node):
            for below in node.inputs:
                visit(below)

    visit(question)
    return {
        name: node.finish() if isinstance(node, _SeriesNode) else node for name, node in nodes.items() if name in wanted
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
    """A figure as rules read it, for one person: reads are noted when a list is given."""

    __slots__ = ("at", "figure", "held", "reads", "shape", "spans")

    def __init__(self, figure: Figure, at: LawOn, shape: str, reads: list[dict[str, int]] | None = None) -> None:
        self.figure, self.at, self.shape, self.reads = figure, at, shape, reads
        self.held: dict[Any, Span] = {}

    def __getitem__(self, key: Any) -> int:
        span = self.held.get(key)
        if span is None:
            figure = self.figure
            if self.shape == "series":
                region, when = key
                span = figure.find(f"{region:06d}", when)
                note = {"region": region, "when": when}
            else:
                when = self.at.month // 12 if figure.per == "year" else self.at.month
                span = figure.find(self.at.region, when, key)
                note = {"key": key}
            self.held[key] = span
            if self.reads is not None:
                self.reads.append({**note, "value": cast(int, span.value)})
        return cast(int, span.value)


class _SeriesNode:
    """The node of a series, made when all reads are known."""

    def __init__(self, view: _SeriesView, unit: Unit) -> None:
        self.view, self.unit = view, unit

    def finish(self) -> Node:
        view = self.view
        return _figure_node(view.figure.name, None, self.unit, list(view.held.values()), tuple(view.reads or ()))


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


# Reading rules: parameters, units and the months each text is in force.


def _read(book: Book) -> dict[str, tuple[Text, ...]]:
    by_name: dict[str, list[Rule]] = {}
    for rule in book.rules:
        by_name.setdefault(rule.name, []).append(rule)
    return {name: tuple(_texts(rules)) for name, rules in by_name.items()}


def _texts(rules: list[Rule]) -> Iterable[Text]:
    national = [r for r in rules if not r.regions]
    for rule in rules:
        if rule.regions and national and not any(r.local for r in national):
            raise LawError(_place(rule), f"{rule.name} may not differ by place: the national text is not local=True")
        try:
            since = parse_month(rule.since)
            until = parse_month(rule.until) if rule.until else FOREVER
        except ValueError as error:
            raise LawError(_place(rule), str(error)) from None
        for other in rules:
            if other is rule or not (set(other.regions) & set(rule.regions) or other.regions == rule.regions):
                continue
            begins = parse_month(other.since)
            if begins == since or (begins > since and rule.until and begins <= until):
                raise LawError(_place(other), f"two texts of {rule.name} in force in {units_month(begins)}")
            if begins > since and not rule.until:
                until = min(until, begins - 1)
        yield Text(rule, _parameters(rule), _unit(rule.function.__annotations__["return"], rule), since, until)


def _parameters(rule: Rule) -> tuple[Parameter, ...]:
    code = rule.function.__code__
    found: list[Parameter] = []
    for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        annotation = rule.function.__annotations__.get(name)
        if annotation is None:
            raise LawError(_place(rule), f"parameter {name} has no unit")
        shape = "scalar"
        text = annotation if isinstance(annotation, str) else ""
        origin = get_origin(annotation)
        if origin in _SHAPES:
            shape, annotation = _SHAPES[origin], get_args(annotation)[0]
        for prefix, kind in (("History[", "history"), ("Series[", "series"), ("Table[", "table")):
            if text.startswith(prefix):
                shape, annotation = kind, text[len(prefix) : -1]
        found.append(Parameter(name, shape, _unit(annotation, rule)))
    return tuple(found)


_SHAPES: dict[Any, str] = {list: "history", Series: "series", Table: "table"}


def _unit(annotation: Any, rule: Rule | None = None) -> Unit:
    if isinstance(annotation, str) and rule is not None:
        try:
            annotation = rule.function.__globals__[annotation]
        except KeyError:
            raise LawError(_place(rule), f"{annotation} is not a unit known in this file") from None
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Unit):
            return mark
    where = _place(rule) if rule else str(annotation)
    raise LawError(where, f"{annotation} is not a unit of shebao.law.units")


def _place(rule: Rule) -> str:
    return f"{Path(rule.source_file).name}:{rule.line}"

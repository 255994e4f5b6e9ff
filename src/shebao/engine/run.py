"""A plan made ready to run again and again in one place and month, and one run of it.

The one thing to know: everything has a position. Position 0 is where loops note their turns, then come the facts and
figures, then the rules in order; a run is the list of values by position, and nodes are made of it when looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from shebao.engine.errors import BadInput, MissingFigure, MissingInput, NotComputable, OutOfBounds
from shebao.engine.figures import Figure, Span
from shebao.engine.poison import Poison, Tripped, poison
from shebao.engine.texts import Parameter, Plan, Step
from shebao.engine.trace import Node, Reads, Turns
from shebao.law.language import Fact
from shebao.law.units import Series, Unit

if TYPE_CHECKING:
    from shebao.engine.recording import Turn

Dossier = Mapping[str, Any]
"""Facts about one person: name to int, or to a list of ints for a history."""

FAULTS = (
    ZeroDivisionError, IndexError, ValueError, MissingFigure, BadInput, OutOfBounds, NotComputable,
)  # fmt: skip
"""What may go wrong inside a rule without being a mistake in it, beside an input missing: it hurts who needs it."""

MOST_KNOWN = 10_000
_WHOLE = {int}


class Held(NamedTuple):
    """What stands for a leaf that is not stated: a `Known` figure, a value with its span, a default, or a poison."""

    value: Any
    span: Span | None = None


NOTHING = Held(None)


class Stated(NamedTuple):
    """A fact the dossier holds: its position, how it is asked for, and the bounds that need no second look."""

    at: int
    name: str
    leaf: Parameter
    low: int
    high: int


class Work(NamedTuple):
    """One rule ready to be called: its position, the function, what picks its inputs from the values, its bounds."""

    at: int
    call: Callable[..., Any]
    inputs: Callable[[list[Any]], tuple[Any, ...]]
    bounds: tuple[int, int] | None
    step: Step


class Layout(NamedTuple):
    """What every run begins with, and the work that is left: a rule that no stated fact reaches is done once."""

    start: list[Any]
    noted: list[Turn]
    unstated: frozenset[str]
    work: Sequence[Work]
    nodes: dict[str, Node]  # of what is the same in every run, as they are made


class Shape:
    """What is the same of a plan in every place and month, for one set of stated names: positions, and work in order.

    lasting: names whose value is the same in every run. reading: steps that read of a figure what they ask it for.
    unread: those of `lasting` that stand on no such step.
    """

    def __init__(self, plan: Plan, given: frozenset[str], facts: Mapping[str, Fact], read: frozenset[str]) -> None:
        """read: the figures that are read by time and place or by key."""
        self.plan = plan
        self.names = ("", *(leaf.name for leaf in plan.leaves), *(step.name for step in plan.steps))
        self.at = {name: at for at, name in enumerate(self.names)}
        self.stated: list[Stated] = []
        for at, leaf in enumerate(plan.leaves, 1):
            if leaf.name in given:
                fact = facts.get(leaf.name)
                low, high = (fact.low, fact.high) if fact is not None else (1, 0)  # none inside: always a second look
                self.stated.append(Stated(at, leaf.name, leaf, low, high))
        self.reading = [step for step in plan.steps if not read.isdisjoint(step.names)]
        self.lasting = self._without(given) - read  # the figure lasts, but not what a run reads of it
        self.unread = self._without(given | read)

    def _without(self, names: frozenset[str]) -> frozenset[str]:
        """The names that stand on none of these."""
        found = set(self.names).difference(names)
        for step in self.plan.steps:
            if not found.issuperset(step.names):
                found.discard(step.name)
        return frozenset(found)

    @cached_property
    def plain(self) -> tuple[list[Work], list[Work]]:
        """The rules as they stand: those that are done once, and those of every run."""
        return self._work(self.lasting, steps=False)

    @cached_property
    def seeing(self) -> tuple[list[Work], list[Work]]:
        """The same where every run is to see what is read of figures."""
        return self._work(self.unread, steps=False)

    @cached_property
    def noting(self) -> tuple[list[Work], list[Work]]:
        """The same with every loop noting its turns."""
        return self._work(self.unread, steps=True)

    def _work(self, lasting: frozenset[str], *, steps: bool) -> tuple[list[Work], list[Work]]:
        once: list[Work] = []
        every: list[Work] = []
        for step in self.plan.steps:
            inputs = [self.at[name] for name in step.names]
            noting = _recorder(step) if steps else None
            if noting is not None:
                inputs.insert(0, 0)
            one = Work(self.at[step.name], noting or step.call, _picker(inputs), step.text.rule.bounds, step)
            (once if step.name in lasting else every).append(one)
        return once, every


class Ready:
    """A plan with its figures looked up and its functions laid out, for one place and month."""

    def __init__(
        self, plan: Plan, given: frozenset[str], facts: Mapping[str, Fact], look_up: Callable[[Parameter], Held]
    ) -> None:
        """given: the names a dossier states. look_up: what stands for a leaf that it does not state."""
        self.plan, self.given, self.facts = plan, given, facts
        self.held = [NOTHING if leaf.name in given else look_up(leaf) for leaf in plan.leaves]
        pairs = zip(plan.leaves, self.held, strict=True)
        self.read = frozenset(leaf.name for leaf, held in pairs if isinstance(held.value, Known))
        shape = plan.shapes.get((given, self.read))
        if shape is None:
            shape = plan.shapes[given, self.read] = Shape(plan, given, facts, self.read)
        self.shape: Shape = shape
        self.names, self.at, self.lasting, self.reading = shape.names, shape.at, shape.lasting, shape.reading
        self.known = [self.at[name] for name in self.read]

    @cached_property
    def plain(self) -> Layout:
        """The rules as they stand."""
        return self._lay_out(*self.shape.plain)

    @cached_property
    def seeing(self) -> Layout:
        """The rules for a run whose nodes will be looked at."""
        return self._lay_out(*self.shape.seeing)

    @cached_property
    def noting(self) -> Layout:
        """The same with every loop noting its turns."""
        return self._lay_out(*self.shape.noting)

    def _lay_out(self, once: Sequence[Work], every: Sequence[Work]) -> Layout:
        values = [None, *(held.value for held in self.held), *[None] * len(self.plan.steps)]
        run = Run(self, values, [], set(), {})
        run.do(once)
        return Layout(values, run.noted, frozenset(run.unstated), every, {})

    def run(self, dossier: Dossier, *, seen: bool = False, steps: bool = False) -> Run:
        """The values of everything, by position. BadInput where a stated fact is not what it must be.

        seen: also keep what is read of each series and table, for nodes; steps: the turns of every loop too.
        """
        start, noted, unstated, work, nodes = self.noting if steps else self.seeing if seen else self.plain
        values = start.copy()
        if seen or steps:
            for at in self.known:
                values[at] = View(values[at])
        for at, name, leaf, low, high in self.shape.stated:
            value: Any = dossier[name]
            if leaf.shape == "history":
                if not (type(value) is list and _within(cast("list[Any]", value), low, high)):
                    _check(leaf, value, self.facts.get(name))
                value = list(cast("list[int]", value))  # a trace is of what was stated, whatever becomes of the list
            elif leaf.shape != "scalar":
                value = Constant(value)
            elif not (type(value) is int and low <= value <= high):
                _check(leaf, value, self.facts.get(name))
            values[at] = value
        run = Run(self, values, noted.copy(), set(unstated), nodes)
        run.do(work)
        return run


class Run:
    """One run of a plan: what went in and came out by position, and the turns of its loops in order."""

    __slots__ = ("kept", "noted", "ready", "unstated", "values")

    def __init__(
        self, ready: Ready, values: list[Any], noted: list[Turn], unstated: set[str], kept: dict[str, Node]
    ) -> None:
        self.ready, self.values, self.noted, self.unstated, self.kept = ready, values, noted, unstated, kept

    def do(self, work: Sequence[Work]) -> None:
        """Call the rules, in order."""
        values = self.values
        values[0] = self.noted.append
        for at, call, inputs, bounds, step in work:
            try:
                value = call(*inputs(values))
            except Tripped as tripped:
                value = tripped.poison
            except FAULTS as error:
                value = _fault(step.name, error)
            if type(value) is not int or (bounds is not None and not bounds[0] <= value <= bounds[1]):
                value = self._odd(step, value)
            values[at] = value

    def _odd(self, step: Step, value: Any) -> Any:
        """What stands for a result that is no number within bounds: the default of an unstated fact, or a poison."""
        if value is None:
            return poison(NotComputable(step.name, "the text gives no value for this case"))
        if not isinstance(value, Poison):
            bounds = step.text.rule.bounds
            inside = bounds is None or bounds[0] <= value <= bounds[1]
            return value if inside else poison(OutOfBounds(step.name, value, *cast("tuple[int, int]", bounds)))
        fact = self.ready.facts.get(step.name)
        if fact is None or fact.default is None or not isinstance(value.error, MissingInput):
            return value
        self.unstated.add(step.name)
        return fact.default

    def value(self, name: str) -> Any:
        """What a quantity came to; its error where it did not."""
        value = self.values[self.ready.at[name]]
        if isinstance(value, Poison):
            error = value.error
            if isinstance(error, MissingInput):
                raise error.asked(name) from None
            raise error.with_traceback(None)  # a poison may be kept: each raise starts its own traceback
        return value

    def nodes(self, question: str) -> dict[str, Node]:
        """The nodes on the way to the answer, in the order computed."""
        ready = self.ready
        steps = ready.plan.steps
        bad = {name for name, value in zip(ready.names, self.values, strict=True) if type(value) is Poison}
        inputs: dict[str, tuple[str, ...]] = {}
        wanted = {question}
        # Inputs come before what uses them: one pass from the end finds all.
        for step in reversed(steps):
            if step.name in wanted and step.name not in self.unstated:
                used = step.names
                if not bad.isdisjoint(used):
                    used = tuple(name for name in used if name not in bad)
                inputs[step.name] = used
                wanted.update(used)
        turns: dict[str, list[Turn]] = {}
        for turn in self.noted:
            turns.setdefault(turn[0].rule, []).append(turn)
        nodes: dict[str, Node] = {}
        seen = self._seen(inputs, wanted)
        for at, leaf in enumerate(ready.plan.leaves, 1):
            if leaf.name in wanted:
                nodes[leaf.name] = self.kept.get(leaf.name) or self._keep(self._leaf(leaf, seen[at]))
        for at, step in enumerate(steps, len(ready.plan.leaves) + 1):
            name = step.name
            if name in wanted:
                nodes[name] = self.kept.get(name) or self._keep(
                    self._step(step, self.values[at], inputs.get(name, ()), turns.get(name, ()))
                )
        return nodes

    def _keep(self, node: Node) -> Node:
        if node.name in self.ready.lasting:
            self.kept[node.name] = node
        return node

    def _seen(self, inputs: Mapping[str, tuple[str, ...]], wanted: set[str]) -> list[Any]:
        """The values with what the way to the answer read of each series and table."""
        ready, at = self.ready, self.ready.at
        beside = {name for step in ready.reading if step.name not in inputs for name in step.names}
        if beside.isdisjoint(wanted & ready.read):
            return self.values
        # A rule beside the way read the same figure: those on it, being pure, read what they read once more.
        values = [View(value.known) if type(value) is View else value for value in self.values]
        for step in ready.reading:
            if step.name in inputs:
                step.call(*[values[at[name]] for name in step.names])
        return values

    def _step(self, step: Step, value: int, inputs: tuple[str, ...], turns: Sequence[Turn]) -> Node:
        name, text = step.name, step.text
        if name in self.unstated:
            return Node(name, "default", value, text.unit, "not stated")
        return Node(
            name, "rule", value, text.unit, step.says, text.rule.cites, inputs, "", step.assumed, step.reading,
            Turns(turns, step.text) if turns else (),
        )  # fmt: skip

    def _leaf(self, leaf: Parameter, value: Any) -> Node:
        name, ready = leaf.name, self.ready
        if name in ready.given:
            kind = "fact" if name in ready.facts else "given"
            return Node(name, kind, value.value if isinstance(value, Constant) else value, leaf.unit)
        if isinstance(value, View):
            return _figure_node(name, None, leaf.unit, value.spans(), Reads(value))
        span = ready.held[ready.at[name] - 1].span
        if span is not None:
            return _figure_node(name, value, leaf.unit, [span])
        builtin = name in ("as_of", "region")
        return Node(name, "fact" if builtin else "default", value, leaf.unit, "" if builtin else "not stated")


def _figure_node(name: str, value: int | None, unit: Unit, spans: Sequence[Span], steps: Any = ()) -> Node:
    cites = tuple(dict.fromkeys(s.cites for s in spans if s.cites))
    evidence = ", ".join(sorted({s.evidence for s in spans if s.evidence}))
    notes = tuple(dict.fromkeys(s.note or "not seen in a primary text" for s in spans if s.assumed))
    return Node(name, "figure", value, unit, cites=cites, evidence=evidence, assumed="; ".join(notes), steps=steps)


def _recorder(step: Step) -> Callable[..., Any] | None:
    from shebao.engine.recording import recorder  # needs the readers of source, which an answer without steps does not

    return recorder(step.text.rule)


def _picker(inputs: Sequence[int]) -> Callable[[list[Any]], tuple[Any, ...]]:
    if len(inputs) > 1:
        return itemgetter(*inputs)
    if not inputs:
        return lambda values: ()
    (only,) = inputs
    return lambda values: (values[only],)  # itemgetter of one position gives the bare value


def _fault(name: str, error: Exception) -> Poison:
    if isinstance(error, ZeroDivisionError):
        return poison(NotComputable(name, "a division by zero"))
    if isinstance(error, IndexError):
        return poison(NotComputable(name, "a history shorter than another of its group"))
    if isinstance(error, ValueError):
        return poison(NotComputable(name, str(error)))
    return poison(error)


class Known(dict[Any, int]):
    """A figure as far as it was ever looked up in this place and month, for all questions."""

    __slots__ = ("figure", "month", "region", "series", "spans")

    def __init__(self, figure: Figure, region: str, month: int, shape: str) -> None:
        super().__init__()
        self.figure, self.region, self.series = figure, region, shape == "series"
        self.month = month // 12 if figure.per == "year" else month
        self.spans: dict[Any, Span] = {}

    def __missing__(self, key: Any) -> int:
        span = self.span(key)
        value = cast(int, span.value)
        if len(self.spans) < MOST_KNOWN:
            self[key], self.spans[key] = value, span
        return value

    def span(self, key: Any) -> Span:
        """The value in force with its source. MissingFigure where there is none."""
        span = self.spans.get(key)
        if span is not None:
            return span
        if self.series:
            region, when = key
            return self.figure.find(f"{region:06d}", when)
        return self.figure.find(self.region, self.month, key)


class View(dict[Any, int]):
    """A figure as the rules of one run read it: it holds what was read, in order."""

    __slots__ = ("known",)

    def __init__(self, known: Known) -> None:
        self.known = known

    def __missing__(self, key: Any) -> int:
        value = self[key] = self.known[key]
        return value

    def spans(self) -> list[Span]:
        """The spans of all that was read, each once."""
        return list({id(span): span for span in map(self.known.span, self)}.values())


class Constant(Series[int]):
    """A figure that the dossier states: the same everywhere and always."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __getitem__(self, key: Any) -> int:
        return self.value


def _within(values: list[Any], low: int, high: int) -> bool:
    """Whether a history surely holds nothing but whole numbers within bounds."""
    return bool(values) and _WHOLE.issuperset(map(type, values)) and low <= min(values) and max(values) <= high


def _check(leaf: Parameter, stated: Any, fact: Fact | None) -> None:
    """BadInput where a stated fact is not what it must be."""
    if leaf.shape == "history":
        if not isinstance(stated, list):
            raise BadInput(leaf.name, stated, "a list of whole numbers")
        if fact is not None:
            for i, value in enumerate(cast("list[Any]", stated)):
                if type(value) is not int or not fact.low <= value <= fact.high:
                    raise BadInput(f"{leaf.name}[{i}]", value, _range(leaf.unit, fact))
        return
    if type(stated) is not int:
        raise BadInput(leaf.name, stated, f"a whole number ({leaf.unit.name})")
    if fact is not None and not fact.low <= stated <= fact.high:
        raise BadInput(leaf.name, leaf.unit.show(stated), _range(leaf.unit, fact))


def _range(unit: Unit, fact: Fact) -> str:
    if unit.kind == "enum":
        return " or ".join(unit.choices)
    return f"{unit.show(fact.low)} to {unit.show(fact.high)}"

"""A trace: the tree of quantities that led to an answer, each with value, unit, rule, citation and inputs.

The one thing to know: nodes are made once each, in the order computed, when the trace is first looked at; the tree is
drawn from their inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, overload

from shebao.law.units import Unit

if TYPE_CHECKING:
    from shebao.engine.recording import Turn
    from shebao.engine.run import Run
    from shebao.engine.texts import Text


class Reads(Sequence[Mapping[str, int]]):
    """What was read of a series or table, in order: place, time or key, and value. Made when looked at."""

    __slots__ = ("held",)

    def __init__(self, held: Mapping[Any, int]) -> None:
        self.held = held

    def __len__(self) -> int:
        return len(self.held)

    @overload
    def __getitem__(self, at: int) -> Mapping[str, int]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mapping[str, int]]: ...
    def __getitem__(self, at: Any) -> Any:
        return cast("Any", list(self))[at]

    def __iter__(self) -> Iterator[Mapping[str, int]]:
        for key, value in self.held.items():
            if isinstance(key, tuple):
                region, when = cast("tuple[int, int]", key)
                yield {"region": region, "when": when, "value": value}
            else:
                yield {"key": key, "value": value}


class Turns(Sequence[Mapping[str, int]]):
    """What a rule's loop had set at the end of each turn. Made when looked at."""

    __slots__ = ("text", "turns")

    def __init__(self, turns: Sequence[Turn], text: Text) -> None:
        self.turns, self.text = turns, text

    def shown(self) -> Iterator[Mapping[str, str]]:
        """Each turn as people write it, where the unit of a name is known; else its whole number."""
        from shebao.engine.recording import units_in_loops

        units = units_in_loops(self.text)
        for turn in self:
            yield {name: units[name].show(held) if name in units else str(held) for name, held in turn.items()}

    def __len__(self) -> int:
        return len(self.turns)

    @overload
    def __getitem__(self, at: int) -> Mapping[str, int]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mapping[str, int]]: ...
    def __getitem__(self, at: Any) -> Any:
        return cast("Any", list(self))[at]

    def __iter__(self) -> Iterator[Mapping[str, int]]:
        for loop, *values in self.turns:
            yield {name: held for name, held in zip(loop.names, values, strict=True) if held is not None}


@dataclass(slots=True)  # frozen in use, not by name: a frozen one costs three times as much to make
class Node:
    """One quantity in a trace.

    kind: rule (computed), fact (stated), default (not stated, taken as the law's default), given (a quantity
    or figure stated instead of computed), figure (looked up). value: its integer, or a list for a history, or
    None for a series, whose reads are in `steps`. steps: for a rule that walks a history, the local values at
    the end of each turn; for a series, each place, time and value read.
    """

    name: str
    kind: str
    value: int | list[int] | None
    unit: Unit
    says: str = ""
    cites: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    evidence: str = ""
    assumed: str = ""
    reading: str = ""
    steps: Sequence[Mapping[str, int]] = ()

    def shown(self) -> str:
        """The value as people write it; nothing for a series, whose values are in `steps`, and a fact not stated."""
        from shebao.law.facts import NOT_STATED

        if self.kind == "default" and self.value == NOT_STATED:
            return ""
        if isinstance(self.value, list):
            if len(self.value) > 3:
                return f"{len(self.value)} values, {self.unit.show(self.value[0])} … {self.unit.show(self.value[-1])}"
            return ", ".join(self.unit.show(v) for v in self.value)
        return "" if self.value is None else self.unit.show(self.value)

    def to_json(self) -> dict[str, Any]:
        """Plain data: what is empty is left out; `value` is the integer, `shown` what people write."""
        data: dict[str, Any] = {
            "name": self.name,
            "kind": self.kind,
            "value": self.value,
            "unit": self.unit.name,
        }
        data["shown"] = self.shown()
        for word in ("says", "evidence", "assumed", "reading"):
            if getattr(self, word):
                data[word] = getattr(self, word)
        for word in ("cites", "inputs", "steps"):
            if getattr(self, word):
                data[word] = [dict(s) for s in self.steps] if word == "steps" else list(getattr(self, word))
        return data


class Trace:
    """The answer to one question with everything that led to it."""

    __slots__ = ("_answer", "_nodes", "_run", "as_of", "question", "region")

    def __init__(self, question: str, region: str, as_of: str, answer: Any, run: Run) -> None:
        self.question, self.region, self.as_of = question, region, as_of
        self._answer, self._run = answer, run
        self._nodes: Mapping[str, Node] | None = None

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every quantity on the way to the answer, in the order computed."""
        if self._nodes is None:
            self._nodes = self._run.nodes(self.question)
        return self._nodes

    @property
    def node(self) -> Node:
        """The node of the question itself."""
        return self.nodes[self.question]

    @property
    def value(self) -> int:
        """The answer in its own integers (fen, ppm, months ...)."""
        assert isinstance(self._answer, int)
        return self._answer

    def assumptions(self) -> list[Node]:
        """Every node on the way that rests on an assumption."""
        return [node for node in self.nodes.values() if node.assumed]

    def walk(self, name: str | None = None, depth: int = 0) -> Iterator[tuple[int, Node, bool]]:
        """The tree from a quantity down: depth, node, and whether its inputs were already shown above."""
        seen: set[str] = set()

        def visit(name: str, depth: int) -> Iterator[tuple[int, Node, bool]]:
            node = self.nodes[name]
            again = name in seen and bool(node.inputs)
            yield depth, node, again
            if not again:
                seen.add(name)
                for below in node.inputs:
                    yield from visit(below, depth + 1)

        return visit(name or self.question, depth)

    def to_json(self) -> dict[str, Any]:
        """Plain data, in the order computed."""
        return {
            "question": self.question,
            "region": self.region,
            "as_of": self.as_of,
            "value": self.value,
            "shown": self.node.shown(),
            "nodes": [node.to_json() for node in self.nodes.values()],
        }

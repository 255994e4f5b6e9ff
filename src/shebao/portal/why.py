"""Why an amount is what it is: the trace of the law as a tree to open, in the reader's words.

The one thing to know: labels, values and articles are the law's own; nothing is computed here. What was shown above
in the same tree is named again, not opened again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shebao.engine.trace import Node, Trace
from shebao.portal.language import Reader

HIDDEN = frozenset(("as_of", "region"))
CARRIED = re.compile(r"^value of (\d{4}) carried on: later ones are not published")
"""The one note that rules have in common; it is told in every language, others in the language of the law's code."""


@dataclass(frozen=True)
class Reason:
    """One quantity of the tree. kind: rule, fact, default, given, figure. said: the rule in one sentence (English)."""

    name: str
    label: str
    value: str
    kind: str
    cites: tuple[str, ...]
    said: str
    assumed: str
    reading: str
    again: bool
    inputs: tuple[Reason, ...]


def why(trace: Trace, reader: Reader, question: str | None = None) -> Reason:
    """The tree below an answer, or below one quantity on the way to it."""
    seen: set[str] = set()
    nodes = trace.nodes

    def visit(name: str) -> Reason:
        node = nodes[name]
        again = name in seen and bool(node.inputs)
        seen.add(name)
        inputs = () if again else tuple(visit(below) for below in node.inputs if below not in HIDDEN)
        said = node.says.strip().partition("\n")[0] if node.kind == "rule" else ""
        return Reason(
            name, reader.name(name), shown(node, reader), node.kind, node.cites, said,
            assumed(node.assumed, reader), node.reading, again, inputs,
        )  # fmt: skip

    return visit(question or trace.question)


def shown(node: Node, reader: Reader) -> str:
    """A quantity's value for the reader; '' for a table and for what nobody stated."""
    if node.kind == "default" and node.value == -1:
        return ""
    if isinstance(node.value, list):
        if not node.value:
            return ""
        first, last = (reader.value(node.unit, value) for value in (node.value[0], node.value[-1]))
        if len(node.value) == 1:
            return first
        said = reader.text("{n} values, {first} to {last}")
        return said.format(n=reader.number(len(node.value)), first=first, last=last)
    return "" if node.value is None else reader.value(node.unit, node.value)


def assumed(said: str, reader: Reader) -> str:
    """What a number rests on beside its source, where it can be told in the reader's language."""
    found = CARRIED.match(said)
    if found is None:
        return said
    year = reader.digits(found[1])
    return reader.text("the value of {year} is carried on: later ones are not published").format(year=year)


def rests_on(trace: Trace, reader: Reader) -> list[str]:
    """What an answer rests on beside the law: each assumed figure or rule, once."""
    return [f"{reader.name(node.name)}: {assumed(node.assumed, reader)}" for node in trace.assumptions()]


def articles(trace: Trace) -> list[str]:
    """Every text of the law on the way to an answer, once, in the order met."""
    return list(dict.fromkeys(cite for node in trace.nodes.values() if node.kind == "rule" for cite in node.cites))

"""Why an amount is what it is: the trace of the law as a tree to open, in the reader's words.

The one thing to know: labels, values and articles are the law's own; nothing is computed here. What was shown above
in the same tree is named again, not opened again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from shebao.engine.trace import Node, Trace
from shebao.portal.language import N_, Reader
from shebao.portal.language import reader as reader_of

STATED = {"fact": N_("as stated"), "given": N_("as stated"), "default": N_("not stated")}

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


def draw(reason: Reason, reader: Reader) -> Markup:
    """The tree as a list of details to open. Not a template: it is most of a page, and drawn with every answer."""
    return Markup("".join(_drawn(reason, reader, " open")))


def _drawn(it: Reason, reader: Reader, opened: str = "") -> Iterator[str]:
    value = f' <bdi class="value">{escape(it.value)}</bdi>' if it.value else ""
    label, said, source = _words(it.label, it.kind, it.cites, it.said, it.assumed, it.reading, reader.language)
    if it.inputs:
        yield f'<li><details{opened}><summary>{label}{value}</summary>{said}{source}<ul class="tree">'
        for below in it.inputs:
            yield from _drawn(below, reader)
        yield "</ul></details></li>"
    elif it.again:
        yield f'<li>{label}{value} <span class="quiet small">{escape(reader.text("(shown above)"))}</span></li>'
    else:
        yield f"<li>{label}{value}{source}</li>"


@lru_cache(20_000)
def _words(
    label: str, kind: str, cites: tuple[str, ...], said: str, assumed: str, reading: str, language: str
) -> tuple[str, str, str]:
    """What is the same of a quantity in every answer: its label, its rule in a sentence, its source."""
    text = reader_of(language).text
    source = ""
    if kind in STATED:
        source = f'<span class="cite">{escape(text(STATED[kind]))}</span>'
    elif cites:
        source = f'<span class="cite" lang="zh"><bdi>{escape("; ".join(cites))}</bdi></span>'
    if assumed:
        source += f'<span class="assumed">{escape(text("Assumed:"))} <bdi>{escape(assumed)}</bdi></span>'
    if reading and language == "en":
        source += f'<span class="assumed">{escape(text("Our reading:"))} {escape(reading)}</span>'
    rule = f'<span class="said">{escape(said)}</span>' if said and language == "en" else ""
    return str(escape(label)), rule, source


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

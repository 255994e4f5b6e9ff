"""What answers rest on beside the law and the facts: assumptions, and facts nobody stated.

The one thing to know: every answer shown to a person carries these lines, in a terminal as in JSON.
"""

from __future__ import annotations

from collections.abc import Iterable

from shebao.engine.names import label
from shebao.engine.trace import Node, Trace
from shebao.law.facts import NOT_STATED


def notes_of(traces: Iterable[Trace]) -> list[str]:
    """Every assumption on the way to the answers, then what was taken for the facts that nobody stated."""
    nodes = [node for trace in traces for node in trace.nodes.values()]
    notes = dict.fromkeys(f"{label(node.name)}: {node.assumed}" for node in nodes if node.assumed)
    taken = {node.name: node for node in nodes if node.kind == "default" and node.value != NOT_STATED}
    none = [label(name) for name, node in taken.items() if _is_none(node)]
    if none:
        notes[f"not stated, taken as none or no: {', '.join(none)}"] = None
    other = [f"{label(name)} = {_with_unit(node)}" for name, node in taken.items() if not _is_none(node)]
    if other:
        notes[f"not stated, taken as usual: {', '.join(other)}"] = None
    return list(notes)


def _is_none(node: Node) -> bool:
    """Whether what was taken is nothing: no months, no money, no; the first of other choices is a choice."""
    if node.unit.kind == "enum":
        return node.shown() in ("no", "none", "")
    return not node.value


def _with_unit(node: Node) -> str:
    unit = node.unit
    return f"{node.shown()} {unit.shown}" if unit.kind == "number" and unit.name != "count" else node.shown()

"""A trace as it was stored with a decision: the tree of the day it was decided, not of today's law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shebao.engine.law import Law
from shebao.engine.trace import Node, Trace
from shebao.law.units import Unit


class StoredTrace(Trace):
    """A trace made of the data that `Trace.to_json` gave."""

    def __init__(self, law: Law, data: Mapping[str, Any]) -> None:
        """law: says in which unit a name is; a name it has no more is shown as it was written then."""
        self.question, self.region, self.as_of = data["question"], data["region"], data["as_of"]
        self._answer = data["value"]
        self._nodes = {held["name"]: _node(law, held) for held in data["nodes"]}


def _node(law: Law, held: Mapping[str, Any]) -> Node:
    name, value = held["name"], held["value"]
    unit = law.unit_of(name) if name in law.known else None
    if unit is None or unit.name != held["unit"]:
        # The law has no such quantity any more: its value stands as it was written then, the one choice there is.
        unit, value = Unit(held["unit"], "", kind="enum", choices=(held["shown"],)), 0
    return Node(
        name, held["kind"], value, unit, held.get("says", ""), tuple(held.get("cites", ())),
        tuple(held.get("inputs", ())), held.get("evidence", ""), held.get("assumed", ""), held.get("reading", ""),
        held.get("steps", ()),
    )  # fmt: skip

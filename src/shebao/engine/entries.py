"""The dictionary of the law as plain data: which names there are, and all that is known of one.

The one thing to know: a name is a rule, a figure or a fact; what it is called, in which unit, on whose word it rests
and how it changed over time come from the law itself.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from shebao.engine.figures import Figure, Span, layers
from shebao.engine.language import tree_of
from shebao.engine.law import Law
from shebao.engine.names import dictionary
from shebao.engine.texts import Text, units_month
from shebao.law.language import NATION


def entries(law: Law, word: str = "", kind: str = "") -> list[dict[str, str]]:
    """Every name with its kind, unit, labels and articles. word: kept where any of them holds it; kind: only those."""
    rows: list[dict[str, str]] = []
    for name in law.names():
        row = {
            **_head(law, name),
            "cites": "; ".join(dict.fromkeys(c for t in law.rules.get(name, ()) for c in t.rule.cites)),
        }
        if kind in ("", row["kind"]) and (not word or any(word.lower() in held.lower() for held in row.values())):
            rows.append(row)
    return rows


def entry(law: Law, name: str, region: str = NATION) -> dict[str, Any]:
    """One name: its texts, its values over time in a place (nearest place first), what it needs and what needs it.

    Errors: BadInput for a name the law does not have, with near ones.
    """
    head = _head(law, name)
    figure = law.figures.get(name)
    return {
        **head,
        "texts": [_text(t) for t in law.rules.get(name, ())],
        "values": _values(figure, region) if figure else [],
        "needs": _needs(law, name),
        "needed_by": sorted({n for n, ts in law.rules.items() for t in ts for p in t.parameters if p.name == name}),
    }


def _head(law: Law, name: str) -> dict[str, str]:
    unit, held = law.unit_of(name), dictionary().get(name)
    kind = "rule" if name in law.rules else "figure" if name in law.figures else "fact"
    return {
        "name": name, "kind": kind, "unit": unit.shown,
        "en": held.en if held else "", "zh": held.zh if held else "", "fa": held.fa if held else "",
    }  # fmt: skip


def _needs(law: Law, name: str) -> dict[str, Any]:
    """What a rule asks for: figures with the nation's newest value, and everything else."""
    asked = {p.name: p for text in law.rules.get(name, ()) for p in text.parameters}
    figures: list[dict[str, Any]] = []
    for below in asked:
        figure = law.figures.get(below)
        if figure is None:
            continue
        national = figure.spans.get(NATION, {})
        shown = f"{len(national)} keys" if figure.keys else ""
        if not figure.keys and 0 in national:
            newest = national[0][-1].value
            shown = "unknown" if newest is None else figure.unit.show(newest)
        figures.append({"name": below, "nation": shown or "—", "places": len(figure.spans) - (NATION in figure.spans)})
    return {"figures": figures, "others": [n for n in asked if n not in law.figures]}


def _text(text: Text) -> dict[str, Any]:
    rule = text.rule
    return {
        "since": rule.since, "until": rule.until or "", "regions": list(rule.regions), "cites": list(rule.cites),
        "given": " or ".join(" and ".join(group) for group in rule.given),
        "says": (rule.function.__doc__ or "").strip(), "reading": rule.reading or "", "assumed": rule.assumed or "",
        "inputs": [p.name for p in text.parameters], "source": ast.unparse(tree_of(rule.function)),
        "where": f"law/{Path(rule.source_file).name}:{rule.line}",
    }  # fmt: skip


def _values(figure: Figure, region: str) -> list[dict[str, Any]]:
    def row(code: str, key: int, span: Span) -> dict[str, Any]:
        return {
            "region": code, "key": key,
            "since": str(span.since) if figure.per == "year" else units_month(span.since),
            "value": "unknown" if span.value is None else figure.unit.show(span.value),
            "cites": span.cites, "evidence": span.evidence, "assumed": span.assumed, "note": span.note,
        }  # fmt: skip

    return [
        row(code, key, span)
        for code in layers(region)
        for key, spans in figure.spans.get(code, {}).items()
        for span in spans
    ]

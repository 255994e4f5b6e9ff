"""The graph of the law as a picture: quantities in layers from what is known to what is asked, as SVG.

The one thing to know: the layout is the order of computing itself. A quantity stands one column right of the
last thing it needs; rows are ordered by the mean row of their inputs, a few sweeps each way.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from shebao.engine.names import label
from shebao.engine.one import LawOn

WIDE, HIGH, GAP_X, GAP_Y, MARGIN = 210, 40, 70, 14, 24
COLOURS = {"rule": ("#eef3fb", "#3b5b92"), "figure": ("#fdf5e3", "#9a6b00"), "fact": ("#eef7ef", "#3d7a4a")}


@dataclass(frozen=True)
class Graph:
    """Quantities with their kind, and the edges from an input to what needs it."""

    kinds: dict[str, str]
    edges: tuple[tuple[str, str], ...]


def graph_of(on: LawOn, questions: tuple[str, ...]) -> Graph:
    """What the questions need in this place and month."""
    plan = on.law.plan(questions, on.region, on.month, frozenset())
    kinds = {leaf.name: "figure" if leaf.name in on.law.figures else "fact" for leaf in plan.leaves}
    edges: list[tuple[str, str]] = []
    for step in plan.steps:
        kinds[step.text.rule.name] = "rule"
        edges.extend((below, step.text.rule.name) for below in step.names)
    return Graph(kinds, tuple(edges))


def draw(graph: Graph, title: str, language: str = "en") -> str:
    """The graph as one self-contained SVG text."""
    columns = _columns(graph)
    place: dict[str, tuple[int, int]] = {}
    height = max((len(c) for c in columns), default=1) * (HIGH + GAP_Y)
    for x, column in enumerate(columns):
        top = (height - len(column) * (HIGH + GAP_Y)) // 2
        for y, name in enumerate(column):
            place[name] = (MARGIN + x * (WIDE + GAP_X), MARGIN + 34 + top + y * (HIGH + GAP_Y))
    wide = 2 * MARGIN + len(columns) * (WIDE + GAP_X) - GAP_X
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height + 2 * MARGIN + 34}" role="img"'
        f' aria-label="{escape(title)}" font-family="system-ui, sans-serif">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="{MARGIN + 8}" font-size="17" font-weight="600" fill="#1f2933">{escape(title)}</text>',
    ]
    for below, above in graph.edges:
        (x1, y1), (x2, y2) = place[below], place[above]
        x1, y1, y2 = x1 + WIDE, y1 + HIGH // 2, y2 + HIGH // 2
        bend = max(30, (x2 - x1) // 2)
        parts.append(
            f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}" fill="none" stroke="#b8c2cc"/>'
        )
    for name, kind in graph.kinds.items():
        x, y = place[name]
        fill, line = COLOURS[kind]
        parts.append(
            f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="6" fill="{fill}" stroke="{line}"/>'
            f'<text x="{x + 10}" y="{y + 17}" font-size="12.5" fill="#1f2933">{escape(name)}</text>'
            f'<text x="{x + 10}" y="{y + 32}" font-size="11" fill="#52606d">{escape(_short(label(name, language)))}'
            "</text>"
        )
    return "\n".join([*parts, "</svg>\n"])


def _short(text: str) -> str:
    return text if len(text) <= 34 else text[:33] + "…"


def _columns(graph: Graph) -> list[list[str]]:
    inputs: dict[str, list[str]] = {name: [] for name in graph.kinds}
    outputs: dict[str, list[str]] = {name: [] for name in graph.kinds}
    for below, above in graph.edges:
        inputs[above].append(below)
        outputs[below].append(above)
    depth: dict[str, int] = {}

    def deep(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((deep(n) for n in inputs[name]), default=-1)
        return depth[name]

    for name in graph.kinds:
        deep(name)
    for name in graph.kinds:  # a leaf stands right before the first thing that needs it
        if not inputs[name] and outputs[name]:
            depth[name] = min(depth[n] for n in outputs[name]) - 1
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for name in graph.kinds:
        columns[depth[name]].append(name)
    for sweep in range(6):
        near = inputs if sweep % 2 == 0 else outputs
        row = {name: i for column in columns for i, name in enumerate(column)}
        for column in columns:
            column.sort(key=lambda n: sum(row[m] for m in near[n]) / len(near[n]) if near[n] else row[n])
            row.update({name: i for i, name in enumerate(column)})
    return columns

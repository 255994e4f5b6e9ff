"""What the law as kept here does not know, and what it assumes, by figure and place.

The one thing to know: three kinds. `unknown` is a hole that is declared; `missing` is a province without a value of its
own in a month where the nation has none either; `assumed` is a value or a rule that no text was seen for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from shebao.engine.diff import branch_of
from shebao.engine.figures import FOREVER, Figure, Span, layers
from shebao.engine.law import Law
from shebao.engine.texts import units_month
from shebao.law.language import NATION

KINDS = ("unknown", "missing", "assumed")


@dataclass(frozen=True)
class Gap:
    """One thing not known or not certain: a figure (or a rule) in a place, from when to when, and why."""

    what: str
    figure: str
    region: str
    key: int | None
    since: str
    until: str
    note: str
    branch: str

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def gaps(law: Law, month: int) -> list[Gap]:
    """Every gap: holes and assumptions of any time, and what is missing in `month`."""
    provinces = provinces_of(law)
    found: list[Gap] = []
    for name, figure in sorted(law.figures.items()):
        branch = branch_of(law, name)
        found += _declared(figure, branch)
        found += _missing(figure, branch, provinces, month)
    for name, texts in sorted(law.rules.items()):
        for text in texts:
            if text.rule.assumed:
                until = "" if text.until == FOREVER else units_month(text.until)
                for region in text.rule.regions or (NATION,):
                    since = units_month(text.since)
                    found.append(
                        Gap("assumed", name, region, None, since, until, text.rule.assumed, branch_of(law, name))
                    )
    return found


def provinces_of(law: Law) -> tuple[str, ...]:
    """The provinces the law has figures for."""
    return tuple(sorted({c for f in law.figures.values() for c in f.spans if c.endswith("0000") and c != NATION}))


def concerns(gap: Gap, region: str) -> bool:
    """Whether a gap touches a place: it lies there, in a place below, or in what holds there."""
    return region in layers(gap.region) or gap.region in layers(region)


def _declared(figure: Figure, branch: str) -> Iterator[Gap]:
    for region, keyed in sorted(figure.spans.items()):
        for key, spans in keyed.items():
            for span in spans:
                if span.value is None or span.assumed:
                    what = "unknown" if span.value is None else "assumed"
                    since, until = _times(figure, span)
                    shown = key if figure.keys else None
                    yield Gap(what, figure.name, region, shown, since, until, span.note, branch)


def _missing(figure: Figure, branch: str, provinces: tuple[str, ...], month: int) -> Iterator[Gap]:
    if figure.local is None:
        return
    when = month // 12 if figure.per == "year" else month
    shown = str(when) if figure.per == "year" else units_month(month)

    def said(region: str) -> bool:
        """Whether anything is said there then: a declared hole is a gap of its own."""
        keys = {key for code in layers(region) for key in figure.spans.get(code, {})}
        return any(figure.look(region, when, key) is not None for key in keys)

    for region in provinces:
        if said(region):
            continue
        own = [s for spans in figure.spans.get(region, {}).values() for s in spans if s.value is not None]
        before = max((s for s in own if s.since < when), key=lambda s: s.until, default=None)
        note = f"last known until {_times(figure, before)[1] or 'now'}" if before else "never known"
        yield Gap("missing", figure.name, region, None, shown, "", note, branch)


def _times(figure: Figure, span: Span) -> tuple[str, str]:
    if figure.per == "year":
        return str(span.since), str(span.until)
    return units_month(span.since), "" if span.until == FOREVER else units_month(span.until)

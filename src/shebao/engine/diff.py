"""What changed in the law between two months, or by a reform: figures old and new, rules begun, ended, replaced.

The one thing to know: what is compared is what holds in a place, found as any question finds it: the nearest place's
value or text, else the nation's. Without a place, the nation is compared and every place with law of its own then.
A value that is not known is `unknown`, never left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shebao.engine.figures import FOREVER, Figure, Span, layers
from shebao.engine.law import Law
from shebao.engine.texts import Text, units_month
from shebao.law.language import NATION


@dataclass(frozen=True)
class Side:
    """What held on one side: a value as people write it or what a rule says, and its source."""

    shown: str
    cites: str
    since: str
    assumed: bool = False
    note: str = ""


@dataclass(frozen=True)
class Change:
    """One figure or rule that differs. how: begun, ended, changed (a value) or replaced (a text)."""

    branch: str
    kind: str
    name: str
    region: str
    key: int | None
    how: str
    before: Side | None
    after: Side | None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def differences(before: tuple[Law, int], after: tuple[Law, int], region: str | None = None) -> list[Change]:
    """Everything that differs between two laws, each in a month, in one place or in all, by branch of the law."""
    changes = [*_rules(before, after, region), *_figures(before, after, region)]
    return sorted(changes, key=lambda c: (c.branch, c.kind != "rule"))


def branch_of(law: Law, name: str) -> str:
    """The branch a rule or figure belongs to: the module or the figures' file it stands in."""
    texts = law.rules.get(name)
    if texts:
        return Path(texts[0].rule.source_file).stem
    return law.figures[name].where.partition(".")[0]


def _rules(before: tuple[Law, int], after: tuple[Law, int], region: str | None) -> Iterator[Change]:
    (old_law, then), (new_law, now) = before, after
    for name, texts in new_law.rules.items():
        places = {code for text in texts for code in text.rule.regions}
        stated = {frozenset(group) for text in texts for group in text.rule.given} | {frozenset[str]()}
        shown: set[tuple[Text | None, Text | None]] = set()
        codes = [region] if region else [NATION, *sorted(places)]
        for code, given in itertools.product(codes, sorted(stated, key=sorted)):
            old, new = old_law.text_of(name, code, then, given), new_law.text_of(name, code, now, given)
            if (None if old is None else old.rule) == (None if new is None else new.rule) or (old, new) in shown:
                continue
            shown.add((old, new))
            how = "begun" if old is None else "ended" if new is None else "replaced"
            yield Change(branch_of(new_law, name), "rule", name, code, None, how, _text(old), _text(new))


def _text(text: Text | None) -> Side | None:
    if text is None:
        return None
    says = " ".join((text.rule.function.__doc__ or "").split())
    assumed = text.rule.assumed or ""
    return Side(says, "; ".join(text.rule.cites), units_month(text.since), bool(assumed), assumed)


def _figures(before: tuple[Law, int], after: tuple[Law, int], region: str | None) -> Iterator[Change]:
    (old_law, then), (new_law, now) = before, after
    for name, figure in new_law.figures.items():
        was = old_law.figures[name]
        if was is figure and then == now:
            continue
        for code in [region] if region else sorted({*was.spans, *figure.spans, NATION}):
            for key in _keys(was, figure, code):
                own = _own(was, code, then, key) or _own(figure, code, now, key)
                if region is None and code != NATION and not own:
                    continue  # what the nation or the province says there stands in its own row
                old, new = _look(was, code, then, key), _look(figure, code, now, key)
                if _same(old, new):
                    continue
                yearly = figure.per == "year"  # a year without a value is not published, not repealed
                how = "changed" if yearly or (old and new) else "begun" if old is None else "ended"
                yield Change(
                    branch_of(new_law, name), "figure", name, code, key if figure.keys else None, how,
                    _value(figure, old), _value(figure, new),
                )  # fmt: skip


def _keys(was: Figure, figure: Figure, region: str) -> Iterable[int]:
    return sorted({k for f in (was, figure) for code in layers(region) for k in f.spans.get(code, {})})


def _own(figure: Figure, region: str, month: int, key: int) -> bool:
    when = month // 12 if figure.per == "year" else month
    return any(s.since <= when <= s.until for s in figure.spans.get(region, {}).get(key, ()))


def _look(figure: Figure, region: str, month: int, key: int) -> Span | None:
    return figure.look(region, month // 12 if figure.per == "year" else month, key)


def _same(old: Span | None, new: Span | None) -> bool:
    if old is None or new is None:
        return old is new
    return (old.value, old.assumed) == (new.value, new.assumed)


def _value(figure: Figure, span: Span | None) -> Side | None:
    if span is None:
        return Side("unknown", "", "") if figure.per == "year" else None
    if span.value is None:
        return Side("unknown", "", "", note=span.note)
    since = str(span.since) if figure.per == "year" else units_month(min(span.since, FOREVER))
    shown = figure.unit.show(span.value)
    return Side(shown, span.cites, since, span.assumed, span.note)

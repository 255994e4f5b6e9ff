"""How answers look in a terminal and as JSON: an estimate, a branch asked, either before and after a reform."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from shebao.engine.asks import Answer, Answers, Lack
    from shebao.engine.estimate import Choice, Estimate
    from shebao.engine.reform import Reform
    from shebao.engine.trace import Trace
    from shebao.law.units import Unit

T = TypeVar("T")


def print_estimate(answer: Estimate, why: bool) -> None:
    """The choices side by side, what they rest on, and with `why` every step."""
    from shebao.engine.names import label
    from shebao.engine.texts import units_month

    click.secho(f"Statutory retirement month: {units_month(answer.statutory.value)}", bold=True)
    head = ["", *(c.name for c in answer.choices)]
    rows = [
        ["retire in", *(units_month(c.month) for c in answer.choices)],
        ["at the age of", *(_age(c.age_months) for c in answer.choices)],
    ]
    parts = dict.fromkeys(p for c in answer.choices for p in c.parts())
    for part in parts:
        rows.append([label(part), *(_yuan(c.parts()[part]) if part in c.parts() else "—" for c in answer.choices)])
    total = [
        label("monthly_pension") + ", yuan",
        *(_yuan(c.trace.value) if c.trace else "—" for c in answer.choices),
    ]
    _table(head, [*rows, total])
    said: dict[str, list[str]] = {}
    for choice in answer.choices:
        for text in (choice.refusal, _short(choice)):
            said.setdefault(text, []).append(choice.name)
    _say_of_choices(said)
    _rest_on(answer.assumptions)
    if why:
        for choice in answer.choices:
            if choice.trace:
                _tree(choice.name, choice.trace)


def estimates_json(reform: Reform, before: Estimate, after: Estimate) -> dict[str, Any]:
    """Both estimates and, choice by choice, what the reform changes."""
    from shebao.engine.estimate import estimate_json

    changes: list[dict[str, Any]] = []
    for name, old, new in _pairs(before, after):
        pensions = [c.trace.value if c and c.trace else None for c in (old, new)]
        changes.append({"name": name, "months_later": new.month - old.month if old and new else None,
                        "monthly_pension_fen": _changed(*pensions)})  # fmt: skip
    return {"reform": reform.to_json(), "before": estimate_json(before), "after": estimate_json(after),
            "differences": changes}  # fmt: skip


def print_estimates(reform: Reform, before: Estimate, after: Estimate, why: bool) -> None:
    """Every choice before and after the reform, with the difference."""
    from shebao.engine.names import label

    _say_reform(reform)
    rows: list[list[str]] = []
    strong: list[int] = []
    for name, old, new in _pairs(before, after):
        strong.append(len(rows))
        rows.append([name, "", "", ""])
        rows.append(["  retire in", *_cells(old, new, lambda c: c.month, _month, _later)])
        rows.append(["  at the age of", *_cells(old, new, lambda c: c.age_months, _age, _later)])
        rows.append(["  months needed", *_cells(old, new, lambda c: c.minimum_months, str, _later)])
        for part in dict.fromkeys(p for c in (old, new) if c for p in c.parts()):
            rows.append([f"  {label(part)}", *_cells(old, new, lambda c, p=part: c.parts().get(p), _yuan, _more)])
        total = _cells(old, new, lambda c: c.trace.value if c.trace else None, _yuan, _more)
        strong.append(len(rows))
        rows.append([f"  {label('monthly_pension')}, yuan", *total])
    _table(["", "before", "after", "difference"], rows, strong)
    said: dict[str, list[str]] = {}
    for when, answer in (("before", before), ("after", after)):
        for choice in answer.choices:
            for text in (choice.refusal, _short(choice)):
                said.setdefault(text, []).append(f"{choice.name} {when}")
    _say_of_choices(said)
    _rest_on(tuple(dict.fromkeys((*before.assumptions, *after.assumptions))))
    if why:
        for name, old, new in _pairs(before, after):
            for when, choice in (("before", old), ("after", new)):
                if choice and choice.trace:
                    _tree(f"{name}, {when}", choice.trace)


def print_answers(answers: Answers, why: bool) -> None:
    """The answers of a branch, what is missing and how to state it, and with `why` every step."""
    from shebao.engine.names import label

    done = [a for a in answers.answers if a.trace]
    click.secho(f"{answers.branch} · {answers.region} · law of {_month(answers.as_of)}", bold=True)
    if done:
        rows = [[label(a.question), _shown(a.unit, a.trace.value), _unit(a.unit)] for a in done if a.trace]
        _table(["", "answer", ""], rows, range(len(rows)))
    _lacks(answers.answers)
    if answers.unused:
        click.secho(f"Stated, but nothing here asks for it: {', '.join(answers.unused)}", fg="yellow")
    _rest_on(answers.notes)
    if why:
        for answer in done:
            if answer.trace:
                _tree(label(answer.question), answer.trace)


def answers_compared_json(reform: Reform, before: Answers, after: Answers) -> dict[str, Any]:
    """Both answers and, question by question, what the reform changes."""
    from shebao.engine.asks import answers_json

    changes: list[dict[str, Any]] = []
    for old, new in zip(before.answers, after.answers, strict=True):
        values = [a.trace.value if a.trace else None for a in (old, new)]
        change = _changed(*values, number=old.unit.kind in ("number", "month", "day"))
        changes.append({"question": old.question, "unit": old.unit.name, **change})
    return {"reform": reform.to_json(), "before": answers_json(before), "after": answers_json(after),
            "differences": changes}  # fmt: skip


def print_answers_compared(reform: Reform, before: Answers, after: Answers, why: bool) -> None:
    """The answers of a branch before and after the reform, with the difference."""
    from shebao.engine.names import label

    _say_reform(reform)
    rows: list[list[str]] = []
    for old, new in zip(before.answers, after.answers, strict=True):
        unit = old.unit

        def value(answer: Answer) -> int | None:
            return answer.trace.value if answer.trace else None

        def show(number: int, unit: Unit = unit) -> str:
            return _shown(unit, number)

        cells = _cells(old, new, value, show, lambda n, unit=unit: _change(unit, n))
        if cells[:2] != ["—", "—"]:
            rows.append([label(old.question), *cells, _unit(unit)])
    if rows:
        _table([f"{before.branch}, law of {_month(before.as_of)}", "before", "after", "difference", ""], rows, [])
    _lacks(after.answers)
    _rest_on(tuple(dict.fromkeys((*before.notes, *after.notes))))
    if why:
        for old, new in zip(before.answers, after.answers, strict=True):
            same = old.trace and new.trace and old.trace.value == new.trace.value
            for when, answer in (("before", old), ("after", new)):
                if answer.trace and not (same and answer is old):
                    _tree(label(old.question) + ("" if same else f", {when}"), answer.trace)


def _changed(before: int | None, after: int | None, *, number: bool = True) -> dict[str, int | None]:
    both = number and before is not None and after is not None
    return {"before": before, "after": after, "difference": (after or 0) - (before or 0) if both else None}


def _pairs(before: Estimate, after: Estimate) -> list[tuple[str, Choice | None, Choice | None]]:
    old, new = ({c.name: c for c in e.choices} for e in (before, after))
    return [(name, old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))]


def _cells(old: T | None, new: T | None, value: Callable[[T], int | None], show: Callable[[int], str],
           change: Callable[[int], str]) -> list[str]:  # fmt: skip
    before, after = (value(side) if side is not None else None for side in (old, new))
    difference = ""
    if before is not None and after is not None:
        difference = change(after - before) if after != before else "="
    return ["—" if before is None else show(before), "—" if after is None else show(after), difference]


def _lacks(answers: Sequence[Answer]) -> None:
    from shebao.engine.names import label

    refused = [a for a in answers if a.refusal]
    for answer in refused:
        click.secho(f"{label(answer.question)}: {answer.refusal}", fg="yellow")
    lacking = [a for a in answers if a.missing]
    if lacking:
        print_lacks(
            [label(a.question) for a in lacking], list(dict.fromkeys(lack for a in lacking for lack in a.missing))
        )


def print_lacks(unanswered: Sequence[str], lacks: Sequence[Lack], *, error: bool = False) -> None:
    """What was not answered, and each fact that is missing for it with its unit and how to state it."""
    click.secho(f"Not answered: {', '.join(unanswered)}. What may be missing:", fg="yellow", err=error)
    wide = max(_width(lack.label) for lack in lacks)
    units = max(_width(lack.unit) for lack in lacks)
    for lack in lacks:
        cells = (lack.label + _pad(lack.label, wide), lack.unit + _pad(lack.unit, units), lack.example)
        click.echo("  " + "  ".join(cells), err=error)


def _say_reform(reform: Reform) -> None:
    until = f" until {_month(reform.until)}" if reform.to_json()["until"] else ""
    where = f" in {', '.join(reform.regions)}" if reform.regions else ""
    pilot = "pilot, " if reform.pilot else ""
    click.secho(f"Reform: {reform.title} ({pilot}since {_month(reform.since)}{until}{where})", bold=True)


def _rest_on(notes: Sequence[str]) -> None:
    if notes:
        click.echo("\nAssumed:")
        for note in notes:
            click.echo(f"  · {note}")


def _say_of_choices(said: Mapping[str, Sequence[str]]) -> None:
    for text, choices in said.items():
        if text:
            click.secho(f"{', '.join(choices)}: {text}", fg="yellow")


def _short(choice: Choice) -> str:
    if not choice.minimum_months or choice.counted_months is None or choice.counted_months >= choice.minimum_months:
        return ""
    short = f"{choice.counted_months} months are short of the {choice.minimum_months} the law asks for"
    return short + ("; the amount is what would be due once they are paid." if choice.trace else ".")


def _month(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _age(months: int) -> str:
    return f"{months // 12}y {months % 12:02d}m"


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _more(fen: int) -> str:
    return ("+" if fen > 0 else "") + _yuan(fen)


def _later(months: int) -> str:
    return f"{months:+d} months"


def _shown(unit: Unit, value: int) -> str:
    return _yuan(value) if unit.name == "fen" else unit.show(value)


def _change(unit: Unit, difference: int) -> str:
    if unit.name == "fen":
        return _more(difference)
    if unit.kind == "month":
        return _later(difference)
    if unit.kind == "day":
        return f"{difference:+d} days"
    return ("+" if difference > 0 else "") + unit.show(difference) if unit.kind == "number" else "changed"


def _unit(unit: Unit) -> str:
    return unit.shown if unit.kind == "number" else ""


def _table(head: list[str], rows: list[list[str]], strong: Collection[int] | None = None) -> None:
    """Columns in line; `strong` rows stand out (else the last, below a line)."""
    widths = [max(_width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for number, row in enumerate([head, *rows]):
        cells = [row[0] + _pad(row[0], widths[0])]
        cells += [_pad(c, w) + c for c, w in zip(row[1:], widths[1:], strict=True)]
        stands_out = number == len(rows) if strong is None else number - 1 in strong
        click.secho("  ".join(cells).rstrip(), bold=number == 0 or stands_out)
        if number == 0 or (strong is None and number == len(rows) - 1):
            click.echo("-" * (sum(widths) + 2 * len(widths) - 2))


def _pad(text: str, width: int) -> str:
    return " " * (width - _width(text))


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _tree(title: str, trace: Trace) -> None:
    from shebao.engine.names import label
    from shebao.engine.trace import Turns

    click.echo()
    click.secho(f"Why: {title}, law of {trace.as_of}", bold=True)
    for depth, node, again in trace.walk():
        shown = node.shown()
        line = f"{'  ' * depth}{label(node.name)} [{node.name}]" + (f" = {shown} {node.unit.shown}" if shown else "")
        if again:
            click.echo(line + "  (above)")
            continue
        source = "; ".join(node.cites) or {"fact": "stated", "given": "stated", "default": "not stated"}.get(
            node.kind, ""
        )
        click.echo(line + (f"  — {source}" if source else ""))
        pad = "  " * depth + "    "
        if node.says and node.kind == "rule":
            click.secho(pad + node.says.strip().splitlines()[0], dim=True)
        for word in ("assumed", "reading"):
            if getattr(node, word):
                click.secho(f"{pad}{word}: {getattr(node, word)}", fg="yellow")
        if isinstance(node.steps, Turns):
            for step in node.steps.shown():
                click.secho(pad + "· " + ", ".join(f"{k} {v}" for k, v in step.items()), dim=True)

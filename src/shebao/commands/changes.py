"""`shebao law diff` and `shebao law gaps`: what changed in the law, what is missing in it, what is assumed."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from shebao.engine.diff import Change
    from shebao.engine.gaps import Gap
    from shebao.engine.law import Law

MOST_PLACES = 8


@click.command()
@click.argument("before", metavar="MONTH")
@click.argument("after", metavar="[LATER]", required=False)
@click.option(
    "--reform",
    "reform",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Compare the law of MONTH with and without this reform.",
)
@click.option("--region", help="Only what holds in this place (six-digit code); else the nation and all places.")
@click.option("--name", "names", multiple=True, help="Only this rule or figure, or this branch.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def diff(
    before: str, after: str | None, reform: Path | None, region: str | None, names: tuple[str, ...], as_json: bool
) -> None:  # fmt: skip
    """What changed in the law between two months, or by a reform.

    Figures old and new with their sources; rules begun, ended, or replaced by a later text.

    \b
    shebao law diff 2024-12 2025-01 --region 330100
    shebao law diff 2027-01 --reform docs/reforms/employer_rate_20.yaml
    """
    from shebao.engine import BadInput, Law
    from shebao.engine.diff import differences

    if (after is None) == (reform is None):
        raise BadInput("law diff", " ".join((before, after or "")).strip(), "two months, or one month and --reform")
    law = Law.load()
    then, now = _month(before), _month(after or before)
    if region is not None:
        law.at(then, region)
    new_law = law.reformed(reform) if reform else law
    changes = differences((law, then), (new_law, now), region)
    _known(law, names)
    changes = [c for c in changes if not names or {c.name, c.branch} & set(names)]
    title = f"{before} → {after}" if after else f"{before}, {new_law.reforms[-1].cites}"
    if as_json:
        data = {"before": before, "after": after or before, "region": region or "",
                "reform": new_law.reforms[-1].to_json() if reform else None,
                "changes": [c.to_json() for c in changes]}  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    click.secho(f"Law of {title}, {_place(region) if region else 'the nation and all places'}", bold=True)
    _print(law, changes)
    rules = len({c.name for c in changes if c.kind == "rule"})
    figures = len({c.name for c in changes if c.kind == "figure"})
    click.echo(f"\nrules that differ: {rules}, figures: {figures}" if changes else "nothing differs")


def _print(law: Law, changes: Sequence[Change]) -> None:
    from shebao.engine.names import label

    for branch, of_branch in groupby(changes, key=lambda c: c.branch):
        click.secho(f"\n{branch}", bold=True)
        for (kind, name), group in groupby(of_branch, key=lambda c: (c.kind, c.name)):
            rows = list(group)
            unit = law.unit_of(name).shown
            click.echo(f"  {name}  {label(name, 'zh')}  {label(name)}" + ("" if kind == "rule" else f"  ({unit})"))
            if kind == "rule":
                _print_rule(rows)
            else:
                _print_figure(rows)


def _print_rule(rows: Sequence[Change]) -> None:
    for change in rows:
        where = "" if change.region == "000000" else f" in {_place(change.region)}"
        click.secho(f"    {change.how}{where}", fg="cyan")
        for sign, side in (("-", change.before), ("+", change.after)):
            if side is not None:
                click.echo(f"      {sign} {side.shown}  — {side.cites}")
                if side.assumed:
                    click.secho(f"        assumed: {side.note}", fg="yellow")


def _print_figure(rows: Sequence[Change]) -> None:
    cited = ""
    for change in rows:
        key = "" if change.key is None else f"[{change.key}] "
        old, new = (side.shown if side else "—" for side in (change.before, change.after))
        flag = "  assumed" if change.after and change.after.assumed else ""
        said = next(side.cites for side in (change.after, change.before) if side)
        if change.after and change.after.shown == "unknown":
            said = change.after.note
        source = f"  {said}" if said and said != cited else ""
        cited = said
        click.echo(f"    {_place(change.region):<24} {key}{old} → {new}{flag}{source}")


@click.command()
@click.option("--figure", "--name", "names", multiple=True, help="Only this figure or rule, or this branch.")
@click.option("--region", help="Only what touches this place (six-digit code): there, below it, or above it.")
@click.option("--what", type=click.Choice(["unknown", "missing", "assumed"]), help="Only gaps of this kind.")
@click.option("--month", help="The month in which provinces are looked through for what is missing (default: this).")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one row a gap.")
def gaps(names: tuple[str, ...], region: str | None, what: str | None, month: str | None, as_json: bool) -> None:
    """What is missing, and what is assumed, by figure and place.

    \b
    unknown   a hole that is declared: asking for it is an error that names it
    missing   a province has no value of its own where the nation has none either
    assumed   a value or a rule no text was seen for; every trace says so
    """
    from shebao.engine import Law
    from shebao.engine.gaps import KINDS, concerns
    from shebao.engine.gaps import gaps as find

    law = Law.load()
    _known(law, names)
    when = _month(month or datetime.date.today().strftime("%Y-%m"))
    if region is not None:
        law.at(when, region)
    found = [
        gap for gap in find(law, when)
        if (not names or {gap.figure, gap.branch} & set(names))
        and (region is None or concerns(gap, region)) and what in (None, gap.what)
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps([gap.to_json() for gap in found], ensure_ascii=False, indent=1))
        return
    for kind in KINDS:
        rows = [gap for gap in found if gap.what == kind]
        if rows:
            click.secho(f"\n{kind}", bold=True)
            _print_gaps(rows, all_places=bool(names or region))
    counts = ", ".join(f"{sum(gap.what == kind for gap in found)} {kind}" for kind in KINDS)
    click.echo(f"\n{counts}" if found else "no gaps")


def _print_gaps(rows: Sequence[Gap], all_places: bool) -> None:
    from shebao.engine.names import label

    by_figure: dict[str, dict[tuple[str, str, str], list[str]]] = {}
    for gap in rows:
        same = by_figure.setdefault(gap.figure, {}).setdefault((gap.note, gap.since, gap.until), [])
        place = _place(gap.region)
        if place not in same:
            same.append(place)
    for name, notes in by_figure.items():
        click.echo(f"  {name}  {label(name, 'zh')}  {label(name)}")
        for (note, since, until), places in notes.items():
            most = len(places) if all_places else MOST_PLACES
            shown = ", ".join(places[:most]) + (f" and {len(places) - most} more" if len(places) > most else "")
            time = since if until == since else f"{since}–{until}" if until else since
            click.echo(f"    {time:<17} {shown}{f': {note}' if note else ''}")


def _known(law: Law, names: Sequence[str]) -> None:
    from shebao.engine.diff import branch_of

    branches = {branch_of(law, name) for name in (*law.rules, *law.figures)}
    for name in names:
        if name not in branches:
            law.unit_of(name)  # an unknown name is a clear error with near ones


def _month(text: str) -> int:
    from shebao.engine import BadInput
    from shebao.law.units import parse_month

    try:
        return parse_month(text)
    except ValueError as error:
        raise BadInput("month", text, str(error)) from None


def _place(region: str) -> str:
    from shebao.engine.names import place_label

    name = place_label(region)
    return name if name == region else f"{name} {region}" if region != "000000" else name

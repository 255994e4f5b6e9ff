"""`shebao estimate`: when one person may retire, what she gets, and why. Needs nothing heavy."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shebao.engine.estimate import Choice, Estimate
    from shebao.engine.trace import Trace


@click.command()
@click.argument("life", required=False, type=click.Path(path_type=Path))
@click.option("--born", help="Date of birth, YYYY-MM-DD.")
@click.option("--sex", type=click.Choice(["male", "female"]))
@click.option(
    "--track",
    type=click.Choice(["men_60", "women_55", "women_50"]),
    help="Retirement age before 2025 that applies: men 60; women in management posts 55; other women 50.",
)
@click.option("--region", help="Six-digit code of the place that pays the pension, e.g. 330100 (Hangzhou).")
@click.option("--months-paid", help="Months really paid, in all.")
@click.option("--deemed-months", help="Months of work before contributions began that count as paid.")
@click.option("--index", "index", help="Average contribution index, e.g. 1.1.")
@click.option("--account", help="Personal account, yuan.")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=VALUE",
    help="Any other fact or figure by its name in the law (see `shebao law list`).",
)
@click.option("--then-base", help="Goes on paying at this base (yuan a month) until retirement; needs a history.")
@click.option("--at", "at", multiple=True, metavar="YYYY-MM", help="Also try retiring in this month.")
@click.option("--as-of", help="The month to ask in, YYYY-MM (default: this month).")
@click.option("--strict", is_flag=True, help="Carry no figure on: name what is not published yet.")
@click.option("--explain", "why", is_flag=True, help="Show every step with the article behind it.")
@click.option("--json", "as_json", is_flag=True, help="For programs: everything, with the traces.")
def estimate(
    life: Path | None, born: str | None, sex: str | None, track: str | None, region: str | None,
    months_paid: str | None, deemed_months: str | None, index: str | None, account: str | None,
    facts: tuple[str, ...], then_base: str | None, at: tuple[str, ...], as_of: str | None,
    strict: bool, why: bool, as_json: bool,
) -> None:  # fmt: skip
    """When may I retire, and what shall I get?

    LIFE is a YAML file with the facts of a life (birth, sex, retirement_track, region, and totals or a
    `history` of rows year by year); flags add to it or stand alone.
    """
    from shebao.engine import BadInput, Law
    from shebao.engine.estimate import estimate as run
    from shebao.engine.reading import load_yaml, read_dossier, read_value
    from shebao.law.units import parse_month

    law = Law.load()
    stated: dict[str, Any] = {}
    if life is not None:
        data = load_yaml(life)
        if not isinstance(data, dict):
            raise BadInput(str(life), type(data).__name__, "a mapping such as `birth: 1975-03-08`")
        stated.update(data)
    flags = {
        "birth": born, "sex": sex, "retirement_track": track, "region": region, "months_paid": months_paid,
        "deemed_months": deemed_months, "contribution_index": index, "account_balance": account,
        "then_base": then_base, "as_of": as_of,
    }  # fmt: skip
    stated.update({name: value for name, value in flags.items() if value is not None})
    for pair in facts:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInput("--fact", pair, "NAME=VALUE, e.g. --fact deemed_index=1")
        stated[name] = value
    if "born" in stated:
        stated["birth"] = stated.pop("born")
    if "track" in stated:
        stated["retirement_track"] = stated.pop("track")
    if "retirement_track" not in stated and stated.get("sex") == "male":
        stated["retirement_track"] = "men_60"
    if "region" not in stated:
        raise BadInput("region", "nothing", "the six-digit code of the place, e.g. --region 330100")
    place, month = (
        str(stated.pop("region")),
        str(stated.pop("as_of", datetime.date.today().strftime("%Y-%m"))),
    )
    then = stated.pop("then_base", None)
    if then is not None and "history" not in stated:
        raise BadInput("then_base", then, "a history in the file: totals alone cannot be carried on")
    try:
        now, tried = parse_month(month), tuple(parse_month(m) for m in at)
    except ValueError as error:
        raise BadInput("month", month, str(error)) from None
    law.at(now, place)
    dossier = read_dossier(law, stated, place)
    base = read_value(law, "contribution_base", then) if then is not None else None
    answer = run(law, dossier, place, now, then_base=base, at=tried, strict=strict, steps=why or as_json)
    if as_json:
        click.echo(json.dumps(_json(answer), ensure_ascii=False, indent=1))
    else:
        _print(answer, why)
    if all(choice.trace is None for choice in answer.choices):
        raise SystemExit(1)


def _json(answer: Estimate) -> dict[str, Any]:
    from shebao.engine.texts import units_month

    return {
        "region": answer.region,
        "as_of": units_month(answer.as_of),
        "statutory_retirement_month": units_month(answer.statutory.value),
        "choices": [
            {
                "name": c.name, "retirement_month": units_month(c.month), "age_months": c.age_months,
                "minimum_months": c.minimum_months, "counted_months": c.counted_months,
                "monthly_pension_fen": c.trace.value if c.trace else None, "parts_fen": c.parts(),
                "refusal": c.refusal, "trace": c.trace.to_json() if c.trace else None,
            }
            for c in answer.choices
        ],
        "assumptions": list(answer.assumptions),
    }  # fmt: skip


def _age(months: int) -> str:
    return f"{months // 12}y {months % 12:02d}m"


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _print(answer: Estimate, why: bool) -> None:
    from shebao.engine.names import label
    from shebao.engine.texts import units_month

    click.secho(f"Statutory retirement month: {units_month(answer.statutory.value)}", bold=True)
    short = [c for c in answer.choices if c.minimum_months and c.counted_months is not None
             and c.counted_months < c.minimum_months]  # fmt: skip
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
    for choice in answer.choices:
        if choice.refusal:
            click.secho(f"{choice.name}: {choice.refusal}", fg="yellow")
    for choice in short:
        click.secho(f"{choice.name}: {choice.counted_months} months are short of the {choice.minimum_months} "
                    "the law asks for; the amount is what would be due once they are paid.", fg="yellow")  # fmt: skip
    if answer.assumptions:
        click.echo("\nAssumed:")
        for note in answer.assumptions:
            click.echo(f"  · {note}")
    if why:
        for choice in answer.choices:
            if choice.trace:
                _tree(choice, choice.trace)


def _table(head: list[str], rows: list[list[str]]) -> None:
    widths = [max(_width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for number, row in enumerate([head, *rows]):
        cells = [row[0] + " " * (widths[0] - _width(row[0]))]
        cells += [" " * (w - _width(c)) + c for c, w in zip(row[1:], widths[1:], strict=True)]
        line = "  ".join(cells)
        click.secho(line, bold=number in (0, len(rows)))
        if number in (0, len(rows) - 1):
            click.echo("-" * (sum(widths) + 2 * len(widths) - 2))


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _tree(choice: Choice, trace: Trace) -> None:
    from shebao.engine.names import label
    from shebao.engine.trace import Turns

    click.echo()
    click.secho(f"Why: {choice.name}, law of {trace.as_of}", bold=True)
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

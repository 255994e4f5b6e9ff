"""`shebao estimate`: when one person may retire, what she gets, and why; and what any other branch gives.

Needs nothing heavy.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shebao.engine.asks import Answers
    from shebao.engine.estimate import Estimate
    from shebao.engine.law import Law


class _Estimate(click.Command):
    """Its help ends with what can be asked; the table is read only when help is."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from shebao.engine.asks import ASKS

        with formatter.section("Branches (--ask)"):
            formatter.write_dl(
                [("pension", "when and how much (the default)"), *((n, a.says) for n, a in ASKS.items())]
            )
        formatter.write("\nA branch that lacks a fact says which one, in what unit, and how to state it.\n")


@click.command(cls=_Estimate)
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
@click.option(
    "--ask",
    "branch",
    default="pension",
    show_default=True,
    metavar="BRANCH",
    help="What is asked: a branch from the list below, or any rule by its name.",
)
@click.option(
    "--reform",
    "reform",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Before and after a reform (a YAML file, see docs/reforms), side by side.",
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
    facts: tuple[str, ...], branch: str, reform: Path | None, then_base: str | None, at: tuple[str, ...],
    as_of: str | None, strict: bool, why: bool, as_json: bool,
) -> None:  # fmt: skip
    """When may I retire, and what shall I get? With --ask, what any other branch of the law gives.

    LIFE is a YAML file with the facts of a life (birth, sex, retirement_track, region, and totals or a
    `history` of rows year by year); flags add to it or stand alone. Facts of other branches go in by --fact.
    """
    from shebao.engine import BadInput, Law
    from shebao.law.units import parse_month

    law = Law.load()
    stated = _file(life)
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
    month = str(stated.pop("as_of", datetime.date.today().strftime("%Y-%m")))
    try:
        now, tried = parse_month(month), tuple(parse_month(m) for m in at)
    except ValueError as error:
        raise BadInput("month", month, str(error)) from None
    after = law.reformed(reform) if reform else None
    if branch == "pension":
        answered = _pension(law, after, stated, now, tried, strict, why, as_json)
    elif tried or "then_base" in stated:
        raise BadInput("--at or --then-base", branch, "--ask pension, the only branch that looks ahead")
    else:
        answered = _branch(law, after, branch, stated, now, strict, why, as_json)
    if not answered:
        raise SystemExit(1)


def _file(life: Path | None) -> dict[str, Any]:
    from shebao.engine import BadInput
    from shebao.engine.reading import load_yaml

    if life is None:
        return {}
    data = load_yaml(life)
    if not isinstance(data, dict):
        raise BadInput(str(life), type(data).__name__, "a mapping such as `birth: 1975-03-08`")
    return dict(data)


def _pension(
    law: Law, after: Law | None, stated: dict[str, Any], now: int, tried: tuple[int, ...], strict: bool, why: bool,
    as_json: bool,
) -> bool:  # fmt: skip
    from shebao.commands import answers as show
    from shebao.engine import BadInput, MissingInput
    from shebao.engine.estimate import estimate as run
    from shebao.engine.estimate import estimate_json
    from shebao.engine.names import label
    from shebao.engine.reading import read_dossier, read_value

    if "region" not in stated:
        raise BadInput("region", "nothing", "the six-digit code of the place, e.g. --region 330100")
    place = str(stated.pop("region"))
    then = stated.pop("then_base", None)
    if then is not None and "history" not in stated:
        raise BadInput("then_base", then, "a history in the file: totals alone cannot be carried on")
    law.at(now, place)
    dossier = read_dossier(law, stated, place)
    base = read_value(law, "contribution_base", then) if then is not None else None

    def answer(book: Law) -> Estimate:
        return run(book, dossier, place, now, then_base=base, at=tried, strict=strict, steps=why or as_json)

    try:
        before, new = answer(law), answer(after) if after is not None else None
    except MissingInput:
        before, new = None, None
    if before is not None and new is not None and after is not None:
        reform = after.reforms[-1]
        if as_json:
            _echo(show.estimates_json(reform, before, new))
        else:
            show.print_estimates(reform, before, new, why)
    elif before is not None and as_json:
        _echo(estimate_json(before))
    elif before is not None:
        show.print_estimate(before, why)
    if before is not None and any(choice.trace for choice in before.choices):
        return True
    from shebao.engine.asks import lacking

    if before is None:
        # Without any answer the list of what is missing is the message of an error.
        asked = ("statutory_retirement_month", "monthly_pension")
        lacks = lacking(law, asked, dossier, place, now)
        show.print_lacks([label(name) for name in asked], lacks, error=True)
        raise SystemExit(2)
    lacks = list(dict.fromkeys(lack for choice in before.choices for lack in choice.missing))
    if lacks and not as_json:
        show.print_lacks([label("monthly_pension")], lacks)
    return False


def _branch(
    law: Law, after: Law | None, branch: str, stated: dict[str, Any], now: int, strict: bool, why: bool, as_json: bool
) -> bool:
    from shebao.commands import answers as show
    from shebao.engine.asks import answers_json, ask, questions_of
    from shebao.engine.estimate import carried
    from shebao.engine.reading import read_dossier

    questions_of(law, branch)
    place = str(stated.pop("region", "000000"))
    law.at(now, place)
    dossier = read_dossier(law, stated, place)

    def answer(book: Law) -> Answers:
        return ask(book if strict else carried(book), branch, dossier, place, now, steps=why or as_json)

    before = answer(law)
    if after is not None:
        reform, new = after.reforms[-1], answer(after)
        if as_json:
            _echo(show.answers_compared_json(reform, before, new))
        else:
            show.print_answers_compared(reform, before, new, why)
    elif as_json:
        _echo(answers_json(before))
    else:
        show.print_answers(before, why)
    return any(answer.trace for answer in before.answers)


def _echo(data: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=1))

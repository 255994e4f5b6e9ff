"""`shebao law`: the dictionary of quantities, one rule with its source, the graph, the check, the pages."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from shebao.commands.changes import diff, gaps
from shebao.commands.coverage import coverage
from shebao.commands.pages import docs


def _this_month() -> str:
    return datetime.date.today().strftime("%Y-%m")


@click.group()
def law() -> None:
    """The law itself: its names, rules, figures, graph, what changed in it and what is missing."""


law.add_command(coverage)


@law.command("list")
@click.argument("word", required=False)
@click.option("--kind", type=click.Choice(["rule", "figure", "fact"]), help="Only rules, figures or facts.")
@click.option("--json", "as_json", is_flag=True, help="The dictionary as JSON.")
def list_(word: str | None, kind: str | None, as_json: bool) -> None:
    """Every quantity: name, unit, English, 中文, فارسی. WORD filters by any of them."""
    from shebao.engine import Law
    from shebao.engine.entries import entries

    rows = entries(Law.load(), word or "", kind or "")
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['name']:<44} {row['kind']:<7} {row['unit'][:16]:<17} {row['zh']}  {row['en']}  {row['fa']}")
    click.echo(f"{len(rows)} names")


@law.command()
@click.argument("name")
@click.option("--region", default="000000", show_default=True, help="Six-digit code of the place.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--cases", "folder", type=click.Path(path_type=Path), default=Path("conformance"), show_default=True,
              help="Folder of published cases to look the name up in.")  # fmt: skip
def show(name: str, region: str, as_json: bool, folder: Path) -> None:
    """One NAME: what the law says, where, since when, its inputs, its values over time, the cases that try it."""
    from shebao.engine import Law
    from shebao.engine.entries import entry

    book = Law.load()
    data = {**entry(book, name, region), "cases": _cases(folder, name)}
    figure = book.figures.get(name)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    click.secho(f"{name}  ({data['kind']}, {data['unit']})", bold=True)
    click.echo("  " + " · ".join(t for t in (data["en"], data["zh"], data["fa"]) if t))
    for text in data["texts"]:
        where = f" in {', '.join(text['regions'])}" if text["regions"] else ""
        stated = f", where {text['given']} is stated" if text["given"] else ""
        click.echo(f"\n  since {text['since']}{' until ' + text['until'] if text['until'] else ''}{where}{stated}")
        click.echo(f"  {text['says']}")
        click.echo(f"  law: {'; '.join(text['cites'])}   source: {text['where']}")
        for word in ("reading", "assumed"):
            if text[word]:
                click.secho(f"  {word}: {text[word]}", fg="yellow")
        click.echo("\n" + "\n".join("    " + line for line in text["source"].splitlines()))
    if figure:
        click.echo(f"\n  values for region {region} (nearest place first)")
        for value in data["values"]:
            flag = "  assumed: " + value["note"] if value["assumed"] else ""
            key = f" [{value['key']}]" if figure.keys else ""
            click.echo(f"  {value['region']}{key} {value['since']:>8}  {value['value']:>12}  {value['evidence']:1} "
                       f"{value['cites']}{flag}")  # fmt: skip
    needs = data["needs"]
    if needs["figures"]:
        click.echo("\n  figures:")
        for line in needs["figures"]:
            click.echo(f"    {line['name']:34} {line['nation']:>12}  {line['places']} places of their own")
    if needs["others"]:
        click.echo(f"\n  needs: {', '.join(needs['others'])}")
    if data["needed_by"]:
        click.echo(f"\n  needed by: {', '.join(data['needed_by'])}")
    if data["cases"]:
        click.echo(f"  cases: {', '.join(data['cases'][:12])}{' …' if len(data['cases']) > 12 else ''}")


@law.command()
@click.argument("questions", nargs=-1)
@click.option("--month", default=_this_month, help="The law of that month, YYYY-MM (default: this month).")
@click.option("--region", default="000000", show_default=True)
@click.option("--language", type=click.Choice(["en", "zh", "fa"]), default="en", show_default=True)
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="File; else standard output.")
def graph(questions: tuple[str, ...], month: str, region: str, language: str, out: Path | None) -> None:
    """Draw what QUESTIONS (default: monthly_pension) rest on, as SVG."""
    from shebao.engine import Law
    from shebao.engine.graph import draw, graph_of
    from shebao.engine.names import label

    asked = questions or ("monthly_pension",)
    on = Law.on(month, region)
    title = f"{', '.join(label(q, language) for q in asked)} · {region} · {month}"
    picture = draw(graph_of(on, asked), title, language)
    if out is None:
        click.echo(picture)
    else:
        out.write_text(picture, encoding="utf-8")
        click.echo(f"{out}: {picture.count('<rect x=')} quantities")


@law.command()
def check() -> None:
    """Check the law as written: names, cycles, units, constructs, labels. Exit code 1 if anything is wrong."""
    from shebao.engine import Law
    from shebao.engine.names import dictionary

    book = Law.load()
    faults = book.check()
    faults += [f"names: {name} has no label in law/names" for name in book.names() if name not in dictionary()]
    faults += [f"names: {name} is labelled but the law does not know it" for name in dictionary()
               if name not in book.names()]  # fmt: skip
    for fault in faults:
        click.echo(fault)
    texts = sum(len(t) for t in book.rules.values())
    values = sum(len(s) for f in book.figures.values() for k in f.spans.values() for s in k.values())
    click.echo(f"{len(book.rules)} rules in {texts} texts, {len(book.figures)} figures with {values} values, "
               f"{len(book.facts)} facts: {f'{len(faults)} faults' if faults else 'sound'}")  # fmt: skip
    if faults:
        raise SystemExit(1)


law.add_command(diff)
law.add_command(gaps)
law.add_command(docs)


def _cases(folder: Path, name: str) -> list[str]:
    if not folder.is_dir():
        return []
    from shebao.engine.conform import cases

    return [str(c["id"]) for _, c in cases([folder]) if name in c["expect"] or name in (c.get("given") or {})]

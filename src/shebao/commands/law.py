"""`shebao law`: the dictionary of quantities, one rule with its source, the graph, the check, the pages."""

from __future__ import annotations

import ast
import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shebao.commands.changes import diff, gaps
from shebao.commands.coverage import coverage
from shebao.commands.pages import docs

if TYPE_CHECKING:
    from shebao.engine.figures import Figure, Span
    from shebao.engine.law import Law
    from shebao.engine.texts import Text


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
    from shebao.engine.names import dictionary

    book, names = Law.load(), dictionary()
    rows: list[dict[str, str]] = []
    for name in book.names():
        what = _kind(book, name)
        held = names.get(name)
        row = {
            "name": name, "kind": what, "unit": book.unit_of(name).shown,
            "en": held.en if held else "", "zh": held.zh if held else "", "fa": held.fa if held else "",
            "cites": "; ".join(dict.fromkeys(c for t in book.rules.get(name, ()) for c in t.rule.cites)),
        }  # fmt: skip
        if (kind in (None, what)) and (not word or any(word.lower() in v.lower() for v in row.values())):
            rows.append(row)
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
    from shebao.engine.names import dictionary

    book = Law.load()
    book.unit_of(name)  # an unknown name is a clear error with near ones
    held = dictionary().get(name)
    figure = book.figures.get(name)
    data: dict[str, Any] = {
        "name": name, "kind": _kind(book, name), "unit": book.unit_of(name).shown,
        "en": held.en if held else "", "zh": held.zh if held else "", "fa": held.fa if held else "",
        "texts": [_text(book, t) for t in book.rules.get(name, ())],
        "values": _values(figure, region) if figure else [],
        "needs": _needs(book, name),
        "needed_by": sorted({n for n, ts in book.rules.items() for t in ts for p in t.parameters if p.name == name}),
        "cases": _cases(folder, name),
    }  # fmt: skip
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


def _needs(book: Law, name: str) -> dict[str, Any]:
    """What a rule asks for: figures with the nation's newest value, and everything else."""
    asked = {p.name: p for text in book.rules.get(name, ()) for p in text.parameters}
    figures: list[dict[str, Any]] = []
    for below in asked:
        figure = book.figures.get(below)
        if figure is None:
            continue
        national = figure.spans.get("000000", {})
        shown = f"{len(national)} keys" if figure.keys else ""
        if not figure.keys and 0 in national:
            newest = national[0][-1].value
            shown = "unknown" if newest is None else figure.unit.show(newest)
        figures.append(
            {"name": below, "nation": shown or "—", "places": len(figure.spans) - ("000000" in figure.spans)}
        )
    return {"figures": figures, "others": [n for n in asked if n not in book.figures]}


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


def _kind(book: Law, name: str) -> str:
    return "rule" if name in book.rules else "figure" if name in book.figures else "fact"


def _when(figure: Figure, number: int) -> str:
    return str(number) if figure.per == "year" else f"{number // 12}-{number % 12 + 1:02d}"


def _text(book: Law, text: Text) -> dict[str, Any]:
    from shebao.engine.language import tree_of

    rule = text.rule
    return {
        "since": rule.since, "until": rule.until or "", "regions": list(rule.regions), "cites": list(rule.cites),
        "given": " or ".join(" and ".join(group) for group in rule.given),
        "says": (rule.function.__doc__ or "").strip(), "reading": rule.reading or "", "assumed": rule.assumed or "",
        "inputs": [p.name for p in text.parameters], "source": ast.unparse(tree_of(rule.function)),
        "where": f"law/{Path(rule.source_file).name}:{rule.line}",
    }  # fmt: skip


def _values(figure: Figure, region: str) -> list[dict[str, Any]]:
    from shebao.engine.figures import layers

    def row(code: str, key: int, span: Span) -> dict[str, Any]:
        shown = "unknown" if span.value is None else figure.unit.show(span.value)
        return {
            "region": code, "key": key, "since": _when(figure, span.since), "value": shown, "cites": span.cites,
            "evidence": span.evidence, "assumed": span.assumed, "note": span.note,
        }  # fmt: skip

    return [
        row(code, key, span)
        for code in layers(region)
        for key, spans in figure.spans.get(code, {}).items()
        for span in spans
    ]


def _cases(folder: Path, name: str) -> list[str]:
    if not folder.is_dir():
        return []
    from shebao.engine.conform import cases

    return [str(c["id"]) for _, c in cases([folder]) if name in c["expect"] or name in (c.get("given") or {})]

"""`shebao law coverage`: every article of the national texts against the rules that carry it and the cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shebao.engine.coverage import Account, Article, Document

MOST_CASES = 4


@click.command()
@click.argument("doc", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--missing", is_flag=True, help="Only what should be carried and is not; exit code 1 if there is any.")
@click.option("--cases", "folder", type=click.Path(path_type=Path), default=Path("conformance"), show_default=True,
              help="Folder of published cases.")  # fmt: skip
def coverage(doc: str | None, as_json: bool, missing: bool, folder: Path) -> None:
    """Article by article: the rules that carry it and the cases that try them, or why there is nothing to compute.

    DOC is a text by its Chinese or English name or a part of it, or any other document that rules cite.
    """
    from shebao.engine import Law
    from shebao.engine.coverage import account

    whole = account(Law.load(), folder)
    chosen, others = _chosen(whole, doc)
    if as_json:
        click.echo(json.dumps(_data(whole, chosen, others, missing), ensure_ascii=False, indent=1))
    elif missing:
        for fault in _faults(whole, chosen, doc):
            click.echo(fault)
        click.echo(f"{sum(a.missing for d in chosen for a in d.articles)} articles missing")
    else:
        for document in chosen:
            _show(document)
        _show_others(others, doc)
        _show_totals(chosen)
    if missing and _faults(whole, chosen, doc):
        raise SystemExit(1)


def _chosen(whole: Account, doc: str | None) -> tuple[list[Document], dict[str, Any]]:
    from shebao.engine.errors import BadInput

    if doc is None:
        return list(whole.documents), dict(whole.others)
    exact = [d for d in whole.documents if doc == d.name]
    found = exact or [d for d in whole.documents if doc in d.title or doc.lower() in d.en.lower()]
    others = {} if exact else {n: p for n, p in whole.others.items() if doc in n}
    if not found and not others:
        known = ", ".join(d.name for d in whole.documents)
        raise BadInput("document", doc, f"one of {known}, or a document that rules cite")
    return found, others


def _faults(whole: Account, chosen: list[Document], doc: str | None) -> list[str]:
    return [f for f in whole.faults if doc is None or any(f"{d.name} §" in f for d in chosen)]


def _show(document: Document) -> None:
    click.secho(f"\n{document.title}  {document.number}  in force since {document.since}", bold=True)
    click.echo(f"{document.en}; articles as in the text of {document.text_of}")
    for article in document.articles:
        click.echo(f"  §{article.number:<4}{article.branch:<13}{_line(article)}")


def _line(article: Article) -> str:
    if article.missing:
        return click.style(f"MISSING: {article.about}", fg="red")
    if not article.rules:
        return click.style(f"{article.about}: {article.reason}", dim=True)
    shown = ", ".join(article.cases[:MOST_CASES])
    more = f" and {len(article.cases) - MOST_CASES} more" if len(article.cases) > MOST_CASES else ""
    tried = f"  [{shown}{more}]" if article.cases else ""
    return f"{article.about}: {', '.join(article.rules)}{tried}"


def _show_others(others: dict[str, Any], doc: str | None) -> None:
    if others and doc is None:
        click.secho("\nOther documents that rules cite", bold=True)
    for name, places in others.items():
        if doc is None:
            rules = {rule for held in places.values() for rule in held}
            click.echo(f"  {name}  {len(rules)} rule{'' if len(rules) == 1 else 's'}")
            continue
        click.secho(f"\n{name}", bold=True)
        for place, rules in sorted(places.items()):
            click.echo(f"  {place or '—':<6} {', '.join(rules)}")


def _show_totals(chosen: list[Document]) -> None:
    if chosen:
        click.echo()
    for d in chosen:
        click.echo(
            f"{d.name}: {len(d.articles)} articles, {d.computable} give something to compute, {d.carried} carried,"
            f" {d.tested} tried by published cases"
        )


def _data(whole: Account, chosen: list[Document], others: dict[str, Any], missing: bool) -> dict[str, Any]:
    def row(article: Article) -> dict[str, Any]:
        return {
            "article": article.number, "branch": article.branch, "computable": article.computable,
            "about": article.about, "reason": article.reason, "rules": list(article.rules),
            "cases": list(article.cases),
        }  # fmt: skip

    return {
        "documents": [
            {
                "document": d.name, "title": d.title, "number": d.number, "in_force_since": d.since, "en": d.en,
                "articles": len(d.articles), "computable": d.computable, "carried": d.carried, "tested": d.tested,
                "rows": [row(a) for a in d.articles if a.missing or not missing],
            }
            for d in chosen
        ],
        "others": others,
        "faults": list(whole.faults),
    }  # fmt: skip

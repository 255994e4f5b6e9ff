"""`shebao decisions`: look at decisions, approve those that wait for a person, make stored ones again."""

from __future__ import annotations

import json
from typing import Any

import click

import shebao.database.store as store
from shebao.commands.people import month_number


@click.group()
def decisions() -> None:
    """Decisions: prepared by one, approved by another, and made again to the fen."""


@decisions.command("list")
@click.option("--waiting", is_flag=True, help="Only those that nobody has approved.")
@click.option("--month", help="Only this month (YYYY-MM).")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(waiting: bool, month: str | None, as_json: bool) -> None:
    """Decisions with their amounts and who approved them."""
    query = (
        "SELECT d.month, d.person_id, p.name, d.kind, d.question, d.amount, coalesce(a.rule, a.approved_by, '')"
        " FROM office.decision d JOIN record.person p USING (person_id)"
        " LEFT JOIN office.approval a USING (person_id, kind, month)"
        " WHERE (CAST(:m AS integer) IS NULL OR d.month = :m) AND (NOT :w OR a.person_id IS NULL) ORDER BY 1, 2"
    )
    number = month_number(month) if month else None
    with store.reading(store.open_database()) as connection:
        found = store.rows(connection, query, m=number, w=waiting)
    if as_json:
        names = ("month", "person", "name", "kind", "question", "amount", "approved")
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in found], ensure_ascii=False, indent=1))
        return
    for held, person, name, kind, question, amount, by in found:
        sort = f"{kind}{', provisional' if question.endswith('_provisional') else ''}"
        click.echo(
            f"{held // 12}-{held % 12 + 1:02d}  {person:>9}  {name}  {sort:22} {amount / 100:>12,.2f}  {by or 'waits'}"
        )
    click.echo(f"{len(found)} decisions")


@decisions.command()
@click.argument("person", type=int)
@click.option("--json", "as_json", is_flag=True, help="The dossier and the whole trace.")
def show(person: int, as_json: bool) -> None:
    """Every step that led to the decisions about PERSON."""
    query = (
        "SELECT kind, month, question, amount, trace, dossier, prepared_by, law FROM office.decision"
        " WHERE person_id = :p ORDER BY month"
    )
    with store.reading(store.open_database()) as connection:
        found = store.rows(connection, query, p=person)
    if not found:
        raise click.ClickException(f"no decision about person {person}")
    for kind, month, question, amount, trace, dossier, by, law in found:
        if as_json:
            click.echo(json.dumps({"dossier": dossier, "trace": trace}, ensure_ascii=False, indent=1))
            continue
        click.echo(
            f"{kind} of {month // 12}-{month % 12 + 1:02d}: {amount / 100:,.2f} yuan ({question}), by {by}, law {law}"
        )
        for node in reversed(trace["nodes"]):
            said = node.get("says", "") or node.get("assumed", "")
            click.echo(
                f"  {node['name']:34} {node.get('shown', ''):>16}  {said[:70]}  {'; '.join(node.get('cites', []))[:60]}"
            )


@decisions.command()
@click.argument("person", type=int)
@click.option("--kind", default="pension", show_default=True, type=click.Choice(["pension", "resident"]))
@click.option("--month", required=True, help="YYYY-MM.")
@click.option("--by", required=True, help="Who approves: never the one who prepared it.")
def approve(person: int, kind: str, month: str, by: str) -> None:
    """Approve one decision that waits. The award starts the month after."""
    from shebao.office.steps.approve import approve_one

    with store.open_database().begin() as connection:
        approve_one(connection, person, kind, month_number(month), by)
    click.echo(f"Approved by {by}.")


@decisions.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def replay(as_json: bool) -> None:
    """Make every stored decision again from its dossier and compare to the fen. Exit code 1 on any difference."""
    from shebao.engine.law import Law
    from shebao.errors import ShebaoError
    from shebao.office.steps.decide import replay as again
    from shebao.record.dossier import fingerprint

    law = Law.load()
    query = (
        "SELECT person_id, month, region, question, dossier, amount, law, content FROM office.decision ORDER BY 1, 2"
    )
    differing: list[dict[str, Any]] = []
    count = 0
    with store.reading(store.open_database()) as connection:
        for person, month, region, question, dossier, amount, made_by, content in store.stream(connection, query):
            count += 1
            try:
                now: int | str = again(law, question, month, f"{region:06d}", dossier)
            except ShebaoError as error:
                now = str(error)
            kept = fingerprint([person, question, month, f"{region:06d}", made_by, dossier, amount])
            if now != amount or kept != content:
                differing.append({"person": person, "decided": amount, "now": now, "content_kept": kept == content})
    if as_json:
        click.echo(json.dumps({"decisions": count, "differing": differing}, ensure_ascii=False, indent=1))
    else:
        for row in differing[:50]:
            click.echo(f"person {row['person']}: decided {row['decided']} fen, now {row['now']}")
        click.echo(f"{count} decisions made again, {len(differing)} differ")
    if differing:
        raise SystemExit(1)

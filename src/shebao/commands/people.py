"""`shebao people`: make a synthetic city, load a city's registers and past."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def people() -> None:
    """A synthetic city as the files offices receive; and loading such files."""


@people.command()
@click.option("--region", default="330100", show_default=True, help="Six-digit code; its province's figures are used.")
@click.option("--size", default=50_000, show_default=True, help="How many people live in the city.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--month", default="2026-11", show_default=True, help="The month to be declared (YYYY-MM).")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new or empty folder.")
@click.option("--json", "as_json", is_flag=True, help="Print city.json.")
def make(region: str, size: int, seed: int, month: str, out: Path, as_json: bool) -> None:
    """Write a synthetic city: registers, declarations, receipts, and the past. Nobody in it exists."""
    from shebao.synthetic.files import make_files

    said = make_files(region, size, seed, month_number(month), out, _progress)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    click.echo(f"{out}: {said['covered']:,} covered people, {said['employers']:,} employers. All of it is synthetic.")
    click.echo(f"{'share of all people':38}{'here':>8}{'province':>10}")
    for line in said["compared"]:
        click.echo(f"{line['what']:38}{line['synthetic']:8.1%}{line['published']:10.1%}  {line['note']}".rstrip())


@people.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def load(folder: Path) -> None:
    """Load the registers and the past of a city into the database, once."""
    from shebao.database.store import open_database
    from shebao.office.enrol import enrol

    enrol(open_database(), folder, lambda what, n: click.echo(f"  {n:>10,} {what}"))
    click.echo(f"Loaded {folder}. Next: shebao month run")


def month_number(text: str) -> int:
    """A month written YYYY-MM; a clear error otherwise."""
    from shebao.law.units import parse_month

    try:
        return parse_month(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _progress(what: str) -> None:
    click.echo(f"  {what} …", err=True)

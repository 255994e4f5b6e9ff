"""`shebao demo`: a city's month from nothing to closed books, what `make run` calls."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shebao.commands.people import month_number

if TYPE_CHECKING:
    from sqlalchemy import Engine


@click.command()
@click.option("--region", default="330100", show_default=True)
@click.option("--size", default=50_000, show_default=True, help="People in the city.")
@click.option("--seed", default=1, show_default=True)
@click.option("--month", default="2026-11", show_default=True)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data folder; SHEBAO_HOME or ./.shebao unless said.",
)
@click.option("--port", default=8000, show_default=True, help="Where the pages are served at the end.")
@click.option("--leave-month", is_flag=True, help="Run nothing of the month: it waits to be run on its page.")
def demo(region: str, size: int, seed: int, month: str, home: Path | None, port: int, leave_month: bool) -> None:
    """Make a synthetic city, load it, run its month, print and write the closing report; then, in a terminal, serve it.

    Run again, it goes on where it was.
    """
    if home is not None:
        os.environ["SHEBAO_HOME"] = str(home)
    from shebao.database.store import data_home, open_database
    from shebao.office.enrol import enrol
    from shebao.synthetic.files import make_files

    began = time.perf_counter()
    number = month_number(month)
    city = data_home() / f"city-{region}-{size}-{seed}-{month}"
    if not (city / "city.json").exists():
        click.echo(f"A synthetic city of {size:,} people, calibrated to the province's census and yearbook:")
        if city.exists():
            import shutil

            shutil.rmtree(city)  # begun and never finished: city.json is written last
        make_files(region, size, seed, number, city, lambda what: click.echo(f"  {what} …"))
    click.echo("The embedded PostgreSQL, and the city's registers and past:")
    engine = open_database()
    enrol(engine, city, lambda what, n: click.echo(f"  {n:>10,} {what}"))
    if not leave_month:
        _run_month(engine, month, city, began)
    engine.dispose()
    if sys.stdout.isatty() and sys.stdin.isatty():
        from shebao.commands.serve import serve_pages

        serve_pages("127.0.0.1", port, demo=True)
    else:
        click.echo(f"The pages, with this city behind them: shebao serve --demo --port {port}")


def _run_month(engine: Engine, month: str, city: Path, began: float) -> None:
    """Run the month with a bank that misbehaves, and show what came of it."""
    from shebao.commands.month import run_with_progress, show_report
    from shebao.office.orders import work_of

    click.echo(f"The month {month}, with a bank that loses answers, returns payments and repeats itself:")
    ready = time.perf_counter()
    work = work_of(engine, month_number(month), city, True)
    run_with_progress(work)
    done = time.perf_counter()
    click.echo("")
    page = show_report(work)
    click.echo(f"Month: {done - ready:.1f} s; all: {time.perf_counter() - began:.1f} s.")
    click.echo(page)
    click.echo("Next: shebao decisions list --waiting; shebao decisions show PERSON; shebao decisions replay")

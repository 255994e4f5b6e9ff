"""`shebao month`: run the month of an office, and see how far it is."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

import click

import shebao.database.store as store
from shebao.commands.people import month_number


@click.group()
def month() -> None:
    """The month: declare → bill → collect → post → find → decide → approve → pay → confirm → settle → close."""


@month.command()
@click.argument("month", required=False)
@click.option("--step", "only", help="This step alone; the ones before it must be done. A..B runs from A to B.")
@click.option("--until", default="close", show_default=True, help="The last step to do.")
@click.option(
    "--inbox",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where files came in; the folder loaded last, unless said.",
)
@click.option("--bank-faults", is_flag=True, help="Let the demonstration bank lose answers, return and repeat.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def run(month: str | None, only: str | None, until: str, inbox: Path | None, bank_faults: bool, quiet: bool) -> None:
    """Do the steps of MONTH (YYYY-MM; the loaded city's month unless said) that are not done yet."""
    from shebao.office.enrol import setting
    from shebao.office.orders import work_of

    engine = store.open_database()
    number = month_number(month or json.loads(setting(engine, "city"))["month"])
    if only and ".." in only:
        _, _, until = only.partition("..")
        only = None
    work = work_of(engine, number, inbox, bank_faults)
    run_with_progress(work, until, only, quiet)


@month.command()
@click.argument("month", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(month: str | None, as_json: bool) -> None:
    """What is done of MONTH, what each step did and refused, and who is working on it."""
    from shebao.office.enrol import setting
    from shebao.office.month import STEPS
    from shebao.office.month import status as done_of

    engine = store.open_database()
    number = month_number(month or json.loads(setting(engine, "city"))["month"])
    done = {step: (n, refused, said, seconds) for step, n, refused, said, seconds in done_of(engine, number)}
    if as_json:
        names = ("done", "refused", "said", "seconds")
        click.echo(
            json.dumps({s: dict(zip(names, d, strict=True)) for s, d in done.items()}, ensure_ascii=False, indent=1)
        )
        return
    for step in STEPS:
        if step in done:
            n, refused, said, seconds = done[step]
            click.echo(f"{step:8} done {n:>10,} refused {refused:>6,} {seconds:6.1f} s  {said}")
        else:
            click.echo(f"{step:8} open")


@month.command()
@click.argument("month", required=False)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The HTML file; beside the payments unless said."
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def report(month: str | None, out: Path | None, as_json: bool) -> None:
    """The closing report of MONTH as tables and as one HTML page."""
    from shebao.office.enrol import setting

    engine = store.open_database()
    number = month_number(month or json.loads(setting(engine, "city"))["month"])
    if as_json:
        from shebao.office.report import gather

        click.echo(json.dumps(gather(engine, number), ensure_ascii=False, indent=1))
        return
    from shebao.office.orders import work_of

    work = work_of(engine, number)
    click.echo(show_report(work, out))


@month.command()
@click.argument("by", type=click.Choice(["one", "two"]))
def payments(by: str) -> None:
    """Whether payments need two people: with TWO, one prepares and another approves them before any is ordered."""
    with store.open_database().begin() as connection:
        store.run(
            connection,
            "INSERT INTO office.setting VALUES ('payments_by_two', :v)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            v="yes" if by == "two" else "no",
        )
    click.echo(f"Payments are prepared and approved by {by}.")


@month.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; standard output unless said.")
def books(out: Path | None) -> None:
    """All entries as a beancount file, for a program that is not ours to add up."""
    from shebao.fund.beancount import export

    with store.reading(store.open_database()) as connection:
        lines = export(connection)
        if out is None:
            for line in lines:
                click.echo(line)
        else:
            with out.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)


def run_with_progress(work: Any, until: str = "close", only: str | None = None, quiet: bool = False) -> None:
    """Run the month and tell each step as it goes: a live line on a terminal, plain lines elsewhere."""
    from dataclasses import replace

    from shebao.office.month import run_month

    # What is loaded by now stays, and rows live a moment: the collector has little to find, and much to walk.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    if quiet:
        run_month(work, until, only)
        gc.freeze()
        return
    began = time.perf_counter()
    if not sys.stdout.isatty():

        def say(step: str, what: str, done: Any) -> None:
            if what == "begins":
                return
            text = f"{done.done:,} done, {done.refused:,} refused; {done.said}" if done else what
            click.echo(f"  {step:8} {time.perf_counter() - began:6.1f} s  {text}")

        run_month(work, until, only, say)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:8}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console()) as progress:
        tasks: dict[str, Any] = {}
        current: list[str] = []

        def tell(done: int, of: int) -> None:
            if current:
                progress.update(tasks[current[-1]], completed=done, total=of or None, said=f"{done:,}")

        def told(step: str, what: str, done: Any) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=None, said="")
            current.append(step)
            if what != "begins":
                text = f"{done.done:,} done, {done.refused:,} refused; {done.said}" if done else what
                progress.update(tasks[step], total=1, completed=1, said=text)

        run_month(replace(work, tell=tell), until, only, told)


def show_report(work: Any, out: Path | None = None) -> str:
    """Print the closing report and write its page; where the page is."""
    from rich.console import Console

    from shebao.office.report import gather, show, write_page

    data = gather(work.engine, work.month)
    show(data, Console(width=None if sys.stdout.isatty() else 140))
    path = out or work.outbox / "report.html"
    write_page(data, path)
    return f"The report as a page: {path}"

"""`shebao outlook`: the funds over 75 years, scenario by scenario; and the past of the model against the bulletins."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shebao.outlook.result import Result
    from shebao.outlook.scenario import Scenario

Tell = Callable[[float, str], None]
"""Told which part of a task is done (0 to 1), and what is being done."""


@click.group()
def outlook() -> None:
    """The funds over 75 years, from the lives of a synthetic nation under the same law."""


@outlook.command()
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO ...]")
@click.option("--years", default=75, show_default=True, type=click.IntRange(1, 75), help="How many years after 2025.")
@click.option("--sample", default="1:1000", show_default=True, help="One life stands for how many, 1:N.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed gives the same run.")
@click.option("--threads", type=click.IntRange(1), help="How many threads; all cores unless said.")
@click.option(
    "--draws", default=0, type=click.IntRange(0), metavar="N",
    help="Fan charts from N draws over mortality, fertility, wages and interest.",
)  # fmt: skip
@click.option(
    "--out", default="outlook", show_default=True, type=click.Path(path_type=Path),
    help="The folder for tables and report: a new one, or one of an earlier run, which is replaced.",
)  # fmt: skip
@click.option(
    "--checks/--no-checks", default=True, show_default=True,
    help="Also run the past and what other projections assume, for the report.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For programs: what became of each scenario.")
def run(
    scenarios: tuple[str, ...], years: int, sample: str, seed: int, threads: int | None, draws: int, out: Path,
    checks: bool, as_json: bool,
) -> None:  # fmt: skip
    """Project SCENARIOs, by shipped name (`shebao outlook scenarios`) or by file; the law as it stands unless said.

    The first one is what the report compares the others with. Everybody in a run is synthetic.
    """
    from shebao.engine.law import Law
    from shebao.outlook.folder import check_target, write_whole_folder
    from shebao.outlook.scenario import BASE

    one_in = sample_size(sample)
    if draws == 1:
        raise click.BadParameter("1, expected 2 or more draws", param_hint="--draws")
    check_target(out)
    read = read_all(scenarios or (BASE,), Law.load())
    from shebao.outlook.batch import Batch

    began = time.perf_counter()
    batch = Batch(read, years, one_in, seed, threads or os.cpu_count() or 1, draws, checks)
    tasks = batch.tasks()
    with told([title for title, _ in tasks], quiet=as_json) as tell:
        for number, (_, work) in enumerate(tasks):
            work(tell(number))
    about = {"scenarios": [s.name for s in read], "years": years, "sample": one_in, "seed": seed, "draws": draws}
    done = write_whole_folder(out, batch.write, about)
    show(batch.results, done, time.perf_counter() - began, as_json)


@outlook.command("scenarios")
@click.option("--json", "as_json", is_flag=True, help="For programs, with titles in all languages.")
def list_scenarios(as_json: bool) -> None:
    """The scenarios that come with the program."""
    from shebao.outlook.scenario import read_scenario, shipped

    read = [read_scenario(name) for name in shipped()]
    if as_json:
        said = [
            {"name": s.name, "titles": dict(s.titles), "notes": dict(s.notes), "law": [str(p) for p in s.laws],
             "world": s.world, "assumptions": list(s.changed)}
            for s in read
        ]  # fmt: skip
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    wide = max(len(s.name) for s in read)
    for s in read:
        click.echo(f"{s.name:{wide}}  {s.titles['en']}. {s.note}")


@outlook.command()
@click.argument("word", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def assumptions(word: str | None, as_json: bool) -> None:
    """What a run takes for granted: every word a scenario may change; with WORD, that one with its reasons."""
    from shebao.engine.errors import BadInput
    from shebao.outlook.assumptions import declared, written
    from shebao.outlook.yearly import near

    if word is not None and word not in declared():
        raise BadInput("assumption", word, near(word, declared()))
    chosen = [entry for name, entry in declared().items() if word in (None, name)]
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in chosen], ensure_ascii=False, indent=1))
        return
    wide = max(len(entry.name) for entry in chosen)
    for entry in chosen:
        mark = "assumed" if entry.assumed else "sourced"
        click.echo(f"{entry.name:{wide}}  {mark}  {entry.means}")
        if word is not None:
            for name, said in (("unit", entry.unit), *((n, written(v)) for n, v in entry.values.items()),
                               ("choices", ", ".join(entry.choices)), ("past", entry.past),
                               ("source", entry.source), ("why", entry.why)):  # fmt: skip
                if said:
                    click.echo(f"  {name}: {said}")


@outlook.command()
@click.option("--sample", default="1:1000", show_default=True, help="One life stands for how many, 1:N.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed gives the same run.")
@click.option("--threads", type=click.IntRange(1), help="How many threads; all cores unless said.")
@click.option(
    "--chart", type=click.Path(dir_okay=False, path_type=Path), help="Write the comparison as a drawing (SVG) too."
)
@click.option("--provinces", is_flag=True, help="The 31 provinces of 2024 instead of the nation.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def hindcast(
    sample: str, seed: int, threads: int | None, chart: Path | None, provinces: bool, as_json: bool
) -> None:  # fmt: skip
    """The model's past against the ministry's bulletins: fitted on 2012 to 2018, tested on 2019 to 2024."""
    one_in = sample_size(sample)
    from shebao.outlook import batch, provinces_past
    from shebao.outlook import hindcast as past

    with told([f"The past, fitted on 2012 to {batch.FITTED}"], quiet=as_json) as tell:
        run = batch.past(one_in, seed, threads or os.cpu_count() or 1, tell(0))
    rows, places = past.table(run), provinces_past.places(run)
    if chart:
        chart.write_text(past.chart(rows), encoding="utf-8")
    if as_json:
        shown = provinces_past.as_json(places) if provinces else past.as_json(rows)
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    if provinces:
        provinces_past.render(places, Console())
    else:
        past.render(rows, Console())
        click.echo(provinces_past.summary(places) + " Each: --provinces.")
    if chart:
        click.echo(f"Drawn in {chart}.")


@outlook.command("life")
@click.argument("number", type=int)
@click.option("--scenario", default="law_as_it_stands", show_default=True, help="A shipped name or a file.")
@click.option("--years", default=75, show_default=True, type=click.IntRange(1, 75), help="How many years after 2025.")
@click.option("--sample", default="1:1000", show_default=True, help="One life stands for how many, 1:N.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed gives the same run.")
@click.option("--json", "as_json", is_flag=True, help="For programs, with the dossier the law was asked about.")
def tell_life(number: int, scenario: str, years: int, sample: str, seed: int, as_json: bool) -> None:
    """Tell the life of NUMBER in a run, year by year; the person is synthetic."""
    one_in = sample_size(sample)
    from shebao.outlook.outlook import Outlook
    from shebao.outlook.story import life

    one = life(Outlook(scenario, years, one_in, seed).ready(), number)
    if as_json:
        click.echo(json.dumps(asdict(one), ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    who = f"{'woman' if one.sex else 'man'} born {one.born // 12}-{one.born % 12 + 1:02d}"
    table = Table(title=f"Life {number}: a synthetic {who}, for {one.persons:,} persons", title_justify="left")
    for head in ("year", "age", "province", "", "doing", "wage", "base", "months", "pension", "received, year"):
        table.add_column(head, justify="left" if head in ("", "doing") else "right")
    for y in one.years:
        money = (y.wage, y.base, y.months * 100, y.pension, y.received + y.resident_received)
        table.add_row(
            str(y.year), str(y.age), y.province, "town" if y.urban else "country", y.doing,
            *(f"{fen / 100:,.0f}" if fen else "" for fen in money),
        )  # fmt: skip
    console = Console(width=None if os.isatty(1) else 120)
    console.print(table)
    console.print({"died": "Dies.", "left": "Leaves the country.", "there": "Is there at the end of the run."}[one.end])
    if one.award:
        console.print(f"The award ({one.award.question}): {one.award.answers}", soft_wrap=True)


def sample_size(said: str) -> int:
    """N of `1:N`: one life of the run stands for N. BadParameter otherwise."""
    head, colon, tail = said.partition(":")
    number = tail if colon else head
    if (colon and head != "1") or not number.isdigit() or int(number) < 1:
        raise click.BadParameter(f"{said!r}, expected 1:N such as 1:1000", param_hint="--sample")
    return int(number)


def read_all(said: Sequence[str], law: Any) -> list[Scenario]:
    """The scenarios in the order given; names must differ, since each names a folder."""
    from shebao.engine.errors import BadInput
    from shebao.outlook.scenario import read_scenario

    read = [read_scenario(word, law) for word in said]
    names: set[str] = set()
    for scenario in read:
        if scenario.name in names:
            raise BadInput("scenario", scenario.name, "each name once: results are kept by it")
        names.add(scenario.name)
    return read


@contextmanager
def told(titles: Sequence[str], quiet: bool) -> Iterator[Callable[[int], Tell]]:
    """A way to tell how far each run is: live lines on a terminal, one line a run elsewhere, nothing when quiet."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:

        def plain(number: int) -> Tell:
            if not quiet:
                click.echo(f"  {titles[number]} …", err=True)
            return lambda part, what: None

        yield plain
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[what]}"),
    )  # fmt: skip
    with Progress(*columns, console=console) as progress:
        tasks = [progress.add_task(title, total=1.0, start=False, what="") for title in titles]

        def live(number: int) -> Tell:
            progress.start_task(tasks[number])
            return lambda part, what: progress.update(tasks[number], completed=part, what=what)

        yield live


def show(results: Sequence[Result], folder: Path, seconds: float, as_json: bool) -> None:
    """What became of each scenario, and where everything is."""
    from shebao.outlook.report import headline

    rows = headline.rows(results)
    if as_json:
        said = {"folder": str(folder), "seconds": round(seconds, 2), "scenarios": [asdict(row) for row in rows]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Employees' pension fund", title_justify="left")
    for head in ("", "empty in", "highest in", "payers a retiree, 2025", "2050", "first pension of those born 1990"):
        table.add_column(head, justify="left" if not head else "right")
    for row in rows:
        table.add_row(
            row.titles["en"], str(row.exhausted or f"not by {row.last}"), str(row.peak_year or "–"),
            *(_number(value, form) for value, form in (
                (row.support_now, ".2f"), (row.support_middle, ".2f"), (row.replacement, ".0%")
            )),
        )  # fmt: skip
    console = Console(width=None if os.isatty(1) else 140)
    console.print(table)
    console.print(
        f"Everybody in these runs is synthetic. {seconds:.1f} s. The report: {folder / 'index.html'}", soft_wrap=True
    )


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else f"{value:{form}}"

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

Tell = Callable[[int, int], None]
"""Told how much of a run is done, and of how much."""


@click.group()
def outlook() -> None:
    """The funds over 75 years, from the lives of a synthetic nation under the same law."""


@outlook.command()
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO ...]")
@click.option("--years", default=75, show_default=True, type=click.IntRange(1, 75), help="How many years from 2026 on.")
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
@click.option("--json", "as_json", is_flag=True, help="For programs: what became of each scenario.")
def run(
    scenarios: tuple[str, ...], years: int, sample: str, seed: int, threads: int | None, draws: int, out: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Project SCENARIOs, by shipped name (`shebao outlook scenarios`) or by file; the law as it stands unless said.

    The first one is what the report compares the others with. Everybody in a run is synthetic.
    """
    from shebao.engine.law import Law
    from shebao.outlook.folder import check_target, write_whole_folder
    from shebao.outlook.scenario import BASE

    one_in = sample_size(sample)
    check_target(out)
    read = read_all(scenarios or (BASE,), Law.load())
    from shebao.outlook.outlook import Outlook
    from shebao.outlook.report import write as write_report

    results: list[Result] = []
    began = time.perf_counter()
    with told([scenario.titles["en"] for scenario in read], quiet=as_json) as tell:
        for number, scenario in enumerate(read):
            task = Outlook(scenario, years=years, sample=one_in, seed=seed, threads=threads or os.cpu_count() or 1)
            results.append(task.run(tell(number)))
            if draws:
                from shebao.outlook.fans import fan

                results[-1] = fan(task, results[-1], draws, tell(number))

    def write(folder: Path) -> None:
        for result in results:
            result.write(folder / result.name)
        write_report(folder, results)

    about = {"scenarios": [s.name for s in read], "years": years, "sample": one_in, "seed": seed, "draws": draws}
    done = write_whole_folder(out, write, about)
    show(results, done, time.perf_counter() - began, as_json)


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
@click.option("--sample", default="1:1000", show_default=True, help="One life stands for how many, 1:N.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed gives the same run.")
@click.option("--threads", type=click.IntRange(1), help="How many threads; all cores unless said.")
@click.option(
    "--chart", type=click.Path(dir_okay=False, path_type=Path), help="Write the comparison as a drawing (SVG) too."
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def hindcast(sample: str, seed: int, threads: int | None, chart: Path | None, as_json: bool) -> None:
    """The model's past from 2012 to 2024 against the ministry's bulletins, fitted years apart from the others."""
    one_in = sample_size(sample)
    from shebao.outlook import hindcast as past
    from shebao.outlook.outlook import Outlook
    from shebao.outlook.scenario import read_scenario

    with told(["2012-2025"], quiet=as_json) as tell:
        task = Outlook(read_scenario(), years=1, sample=one_in, seed=seed, threads=threads or os.cpu_count() or 1)
        rows = past.table(task.run(tell(0)))
    if chart:
        chart.write_text(past.chart(rows), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(past.as_json(rows), ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    past.render(rows, Console())
    if chart:
        click.echo(f"Drawn in {chart}.")


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
        said: set[int] = set()

        def plain(number: int) -> Tell:
            def tell(done: int, of: int) -> None:
                if not quiet and done >= of and number not in said:
                    said.add(number)
                    click.echo(f"  {titles[number]}: {done:,} lives", err=True)

            return tell

        yield plain
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks = [progress.add_task(title, total=None, start=False) for title in titles]

        def live(number: int) -> Tell:
            progress.start_task(tasks[number])

            def tell(done: int, of: int) -> None:
                progress.update(tasks[number], completed=done, total=of)

            return tell

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

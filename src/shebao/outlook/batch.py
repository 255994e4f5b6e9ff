"""Several scenarios in one go: their runs, the fans around them, the checks of the whole, and all of it written.

The one thing to know: a batch is a list of tasks with titles, so that whoever watches knows what is to come; each task
is one run or one fan of runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shebao.outlook import comparison, hindcast
from shebao.outlook.outlook import Outlook
from shebao.outlook.report import write as write_report
from shebao.outlook.scenario import BASE, SHIPPED, Scenario, read_scenario

if TYPE_CHECKING:
    from shebao.outlook.fans import Fan
    from shebao.outlook.result import Result

Tell = Callable[[float, str], None]
"""Told which part of a task is done (0 to 1), and what is being done."""
FITTED = 2018
"""The last year the past is fitted on when it is tested; later years must come out by themselves."""


@dataclass
class Batch:
    """Scenarios to be run alike. years: after 2025. sample: persons a life stands for. draws: of each fan, 0 for none.

    checks: also run the past with factors fitted to 2018 alone, and what other projections assume, and lay both beside
    what was published, in the `meta` of the first result.
    """

    scenarios: Sequence[Scenario]
    years: int = 75
    sample: int = 1000
    seed: int = 1
    threads: int = 2
    draws: int = 0
    checks: bool = True
    results: list[Result] = field(default_factory=list["Result"])
    fans: dict[str, Fan] = field(default_factory=dict[str, "Fan"])

    def tasks(self) -> list[tuple[str, Callable[[Tell], None]]]:
        """What is to be done, in order: a title and the work."""
        made: list[tuple[str, Callable[[Tell], None]]] = []
        for scenario in self.scenarios:
            made.append((scenario.titles["en"], lambda tell, s=scenario: self.results.append(self._run(s, tell))))
        if self.draws:
            for number, scenario in enumerate(self.scenarios):
                title = f"{scenario.titles['en']}, {self.draws} draws"
                made.append((title, lambda tell, n=number: self._fan(n, tell)))
        if self.checks:
            made.append((f"The past, fitted on 2012 to {FITTED}", self._past))
            made.append(("Other projections", self._others))
        return made

    def write(self, folder: Path) -> None:
        """Every result in a folder of its name, and the report on all of them, into an existing folder."""
        for result in self.results:
            place = folder / result.name
            place.mkdir()
            result.write(place)
            if result.name in self.fans:
                _write_fan(self.fans[result.name], place)
        write_report(folder, self.results)

    def _run(self, scenario: Scenario, tell: Tell | None = None) -> Result:
        return Outlook(scenario, self.years, self.sample, self.seed, self.threads).run(tell)

    def _fan(self, number: int, tell: Tell) -> None:
        from shebao.outlook.fans import run_draws

        done = 0

        def one(scenario: Scenario, sample: int, seed: int) -> Result:
            nonlocal done
            tell(done / self.draws, f"draw {done + 1}")
            done += 1
            return Outlook(scenario, self.years, sample, seed, self.threads).run()

        scenario, result = self.scenarios[number], self.results[number]
        fan = run_draws(scenario, self.draws, self.sample, self.seed, one)
        self.fans[scenario.name] = fan
        result.meta.update(draws=fan.draws, fan=_bands(fan))
        tell(1.0, "done")

    def _past(self, tell: Tell) -> None:
        done = hindcast.table(past(self.sample, self.seed, self.threads, tell))
        self.results[0].meta["hindcast"] = hindcast.as_json(done)

    def _others(self, tell: Tell) -> None:
        from shebao.outlook.readings import Readings

        def reading(scenario: Scenario) -> Readings:
            return Readings(self._run(scenario), scenario.assumptions)

        first = self.scenarios[0]
        own = first.name == BASE and first.file.parent == SHIPPED
        base = Readings(self.results[0], first.assumptions) if own else reading(read_scenario(BASE))
        theirs: dict[str, Readings] = {}
        files = comparison.scenario_files()
        for number, file in enumerate(files):
            tell(number / len(files), file.stem)
            theirs[file.stem] = reading(read_scenario(file))
        self.results[0].meta["comparison"] = comparison.as_json(comparison.compare(base, theirs))
        tell(1.0, "done")


def past(sample: int, seed: int, threads: int, tell: Tell | None = None) -> Result:
    """The model's past, fitted on the years to 2018 alone: a run to set beside what the ministry has published."""
    return Outlook(BASE, years=1, sample=sample, seed=seed, threads=threads, until=FITTED).run(tell)


def _bands(fan: Fan) -> dict[str, Any]:
    """Percentiles by fund, item and year, as the report draws them."""
    found: dict[str, Any] = {}
    for row in fan.funds.to_pylist():
        band = [row[f"p{p}"] for p in (5, 25, 50, 75, 95)]
        found.setdefault(row["fund"], {}).setdefault(row["item"], {})[row["year"]] = band
    return found


def _write_fan(fan: Fan, folder: Path) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    for name in ("funds", "people", "exhausted"):
        table = getattr(fan, name)
        pyarrow.parquet.write_table(table, folder / f"fan_{name}.parquet", compression="zstd")
        pyarrow.csv.write_csv(table, folder / f"fan_{name}.csv")

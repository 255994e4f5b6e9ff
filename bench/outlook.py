"""Speed, memory and noise of the outlook: the full law over 75 years, orders, threads, sizes, twelve scenarios."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from common import Bench, best, line

from shebao.outlook import accounts as of
from shebao.outlook.outlook import Outlook, Ready

YEARS = 75
SEEDS = 24
USUAL = 1_000
"""Persons a life stands for in a usual run: where the noise is measured."""
PROGRAM = [sys.executable, "-c", "from shebao.cli import main; main()"]
MEMORY = """
import sys
from shebao.outlook.outlook import Outlook
result = Outlook(sample=int(sys.argv[1]), years=int(sys.argv[2])).run()
high = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))
print(result.meta["lives"], int(high.split()[1]) * 1024)
"""
MEASURED = {
    "people": [of.POPULATION], "deaths": [of.DEATHS], "moves": [of.MOVED_IN],
    "contributors": [of.IN_SERVICE], "new retirees": [of.NEW_RETIREES],
    "contributions": [of.EMPLOYER, of.EMPLOYEE, of.FLEXIBLE_PAID],
    "spending on pensions": [of.BASIC, of.ACCOUNT_PAID, of.TRANSITIONAL, of.DEATH_GRANTS, of.INHERITED],
    "retirees": [of.RETIREES], "residents' pensioners": [of.RECIPIENTS],
    "unemployment recipients": [of.JOBLESS_MONTHS], "injury recipients": [of.INJURED],
}  # fmt: skip


def measure(bench: Bench) -> None:
    """All of it; `quick` at 1:10,000 with a third of the seeds."""
    lives(bench)
    sizes(bench)
    memory(bench)
    noise(bench)
    twelve(bench)


def person_years(cells: Any) -> int:
    """Persons who live through a year or a part of it, of all years."""
    return int(cells.cells[..., of.LIVES].sum())


def lives(bench: Bench) -> None:
    """Both orders, one and two threads, in turns; they must give the same cells."""
    ready = Outlook(sample=10_000 if bench.quick else 1_000, years=YEARS).ready()
    first = ready.lived(2)
    lived = person_years(first)
    ways = {
        "lives, 2 threads": {"threads": 2}, "lives, 1 thread": {"threads": 1},
        "years, 2 threads": {"threads": 2, "by_year": True}, "years, 1 thread": {"threads": 1, "by_year": True},
    }  # fmt: skip
    for way in ways.values():
        if ready.lived(**way).digest() != first.digest():
            raise SystemExit(f"outlook: {way} gives other cells")
    times = best({name: (lambda way=way: ready.lived(**way)) for name, way in ways.items()}, 5)
    line(f"{len(ready.people):,} lives, {lived / 1e6:.1f} M person-years, every order and thread", "same digest")
    for name, seconds in times.items():
        wanted = " (20 wanted)" if name == "lives, 2 threads" else ""
        line(f"  {name}: M person-years a second{wanted}", f"{lived / seconds / 1e6:.1f}")
    line("  lives, 2 threads: seconds (the aim is 2)", f"{times['lives, 2 threads']:.2f} s")


def sizes(bench: Bench) -> None:
    """Cost of a person-year from 1:10,000 to 1:100, each the best of three; 1:100 over 25 years for its memory."""
    cost: dict[int, float] = {}
    for sample in (10_000, 1_000) if bench.quick else (10_000, 1_000, 100):
        ready = Outlook(sample=sample, years=YEARS if sample > 100 else 25).ready()
        made = person_years(ready.lived(2))
        taken = best({"lived": lambda ready=ready: ready.lived(2)}, 3)["lived"]
        cost[sample] = taken / made
        line(f"  1:{sample:,}: ns a person-year, {made / 1e6:.1f} M of them", f"{cost[sample] * 1e9:.1f}")
    line("dearest over cheapest person-year (1.2 wanted)", f"{max(cost.values()) / min(cost.values()):.2f}")


def memory(bench: Bench) -> None:
    """The whole process: its high-water mark, and what a person more costs."""
    found = {}
    for sample in (20_000, 10_000 if bench.quick else 1_000):
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(sample), str(YEARS)], capture_output=True, text=True, check=True
        )
        found[sample] = [int(word) for word in done.stdout.split()]
    (few, low), (many, high) = found.values()
    line(f"a run of {many:,} lives, whole process (1 GiB wanted)", f"{high / 2**20:,.0f} MiB")
    line(f"  the same with {few:,} lives", f"{low / 2**20:,.0f} MiB")
    line("bytes a person more (200 wanted)", f"{(high - low) / (many - few):.0f}")


def noise(bench: Bench) -> None:
    """Variance of yearly national totals over seeds: independent draws over even ones, mean of all years."""
    seeds = SEEDS // 3 if bench.quick else SEEDS
    sample = 10_000 if bench.quick else USUAL
    ready = Outlook(sample=sample, years=25).ready()
    even, odd = (totals(ready, seeds, way) for way in (True, False))
    line(f"variance, independent over even draws, {seeds} seeds at 1:{sample:,} (5 wanted)", "")
    for name, accounts in MEASURED.items():
        one, other = (x[..., accounts].sum(axis=-1).astype(float) for x in (even, odd))
        ratio = other.var(axis=0, ddof=1).mean() / one.var(axis=0, ddof=1).mean()
        spread = np.sqrt(one.var(axis=0, ddof=1).mean()) / one.mean()
        line(f"  {name} (even draws: standard deviation {spread:.2%})", f"{ratio:.1f}")


def totals(ready: Ready, seeds: int, even: bool) -> Any:
    """[seeds, years, accounts] of the nation; only the draws differ."""
    return np.array([ready.drawn(seed, even).lived(2).cells.sum(axis=1) for seed in range(1, seeds + 1)])


def twelve(bench: Bench) -> None:
    """Twelve scenarios from the command line to the report."""
    from shebao.outlook.scenario import shipped

    sample = "1:10000" if bench.quick else "1:1000"
    with tempfile.TemporaryDirectory() as folder:
        command = [*PROGRAM, "outlook", "run", *shipped()[:12], "--sample", sample, "--out", str(Path(folder) / "out")]
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        line(f"twelve scenarios with report, {sample} (120 s wanted)", f"{time.perf_counter() - began:.1f} s")

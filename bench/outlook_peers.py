"""The same simplified lives in our way, in Polars and in open microsimulation engines: `python bench/run.py peers`.

A nation of 1.4 million and its newborns for 75 years: death, five states of work, a wage that wanders about its age's
mean, contributions, an account, retirement, pension, yearly adjustment. The transitions and tables, the same for all,
are in `peers/given.py`; each engine is written in its own idiom in `peers/in_NAME.py`, ours in `peers/in_numba.py`.
Each peer lives in an environment of its own under the cache folder, made at the first run from the newest version that
the registry has for this Python (remove the folder to renew it). They run in turns, and the best of a few rounds
counts. Start of Python, imports, reading people in and compiling are not timed. What cannot be installed is said.
Where other work loads the machine, the ratios of processor time are the ones to read.

The one thing to know: all must tell the same story. Every yearly sum of every engine is held against ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import Bench, line

from shebao.engine.kept import cache_folder

HERE = Path(__file__).parent / "peers"
SOURCE = Path(__file__).parents[1] / "src"
PEOPLE, ROUNDS = 1_400_000, 3
OURS, POLARS, ENGINES = "numba", "polars", ("starsim", "neworder", "liam2")
NOT_PACKAGED = {"openM++": "in no package registry; models are C++, compiled against a downloaded runtime"}
NAMES = ("alive", "payers", "retired", "contributions", "pensions", "pension a head")
POLARS_WANTED, ENGINES_WANTED = 8, 20


@dataclass
class Story:
    """What an engine said: best seconds of the clock and of the processor, sums [alive, payers, ...] by year."""

    version: str
    wall: float
    cpu: float
    sums: np.ndarray

    @property
    def person_years(self) -> float:
        """Years lived by all, in millions."""
        return self.sums[0].sum() / 1e6

    @property
    def pensions(self) -> np.ndarray:
        """Yearly pension a head, by year."""
        return self.sums[4] / self.sums[2]


def measure(bench: Bench) -> None:
    """All of it."""
    pythons = {OURS: sys.executable}
    absent = dict(NOT_PACKAGED)
    for name in (POLARS, *ENGINES):
        try:
            pythons[name] = environment(name)
        except LookupError as error:
            absent[name] = str(error)
    stories: dict[str, Story] = {}
    for _ in range(ROUNDS):
        for name, python in pythons.items():
            told = run(name, python, bench.size(PEOPLE))
            best = stories.setdefault(name, told)
            best.wall, best.cpu = min(best.wall, told.wall), min(best.cpu, told.cpu)
    ours = stories[OURS]
    for name, told in stories.items():
        label = f"ours, {name}" if told is ours else name
        shown = f"{label} {told.version}: {told.wall:.2f} s, {told.cpu:.2f} s of processor"
        line(shown, f"{told.person_years / told.wall:.1f} M py/s")
        apart = "" if told is ours else f"; sums differ from ours by up to {agreement(name, told, ours):.2%}"
        print(f"    yearly pension a head at the end {told.pensions[-1]:,.0f}{apart}", flush=True)
    for name, why in absent.items():
        print(f"  !! {name} IS NOT COMPARED: {why}", flush=True)
    engines = {name: stories[name] for name in ENGINES if name in stories}
    if POLARS in stories:
        ratio(f"ours / Polars ({POLARS_WANTED} wanted)", ours, {POLARS: stories[POLARS]})
    if engines:
        ratio(f"ours / best microsimulation engine ({ENGINES_WANTED} wanted)", ours, engines)


def environment(name: str) -> str:
    """The Python that has this package, its environment made if need be; LookupError with the reason if it can't."""
    folder = cache_folder() / "peers" / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "numpy", name]
        said = subprocess.run(pip, capture_output=True, text=True)
        if said.returncode:
            raise LookupError(f"pip cannot install it ({(said.stderr.strip() or 'without a word').splitlines()[-1]})")
        ready.touch()
    if not (HERE / f"in_{name}.py").exists():
        raise LookupError(f"it installs now, but nobody has written peers/in_{name}.py")
    return str(python)


def run(name: str, python: str, people: int) -> Story:
    """One run in a process of its own."""
    path = os.pathsep.join(map(str, (HERE, SOURCE)))
    said = subprocess.run(
        [python, HERE / f"in_{name}.py", str(people)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    if said.returncode:
        sys.exit(f"{name} failed:\n{said.stderr}")
    told = json.loads(said.stdout.splitlines()[-1])
    return Story(told["version"], told["wall"], told["cpu"], np.array(told["sums"]))


def agreement(name: str, told: Story, ours: Story) -> float:
    """The largest difference of any yearly sum or pension a head from ours, in parts; ends the bench beyond noise."""
    mine, theirs = np.vstack([ours.sums, ours.pensions]), np.vstack([told.sums, told.pensions])
    apart = np.abs(theirs / mine - 1).max(axis=1)
    # Sums differ by the number of people (a standard error of 1 / sqrt(n) at most), pensions a head by half of that.
    noise = 1 / np.sqrt(ours.sums[:3].min())
    if apart[:5].max() > 6 * noise or apart[5] > 3 * noise:
        sys.exit(
            f"{name} tells another story: {dict(zip(NAMES, apart.round(4).tolist(), strict=True))}, noise {noise:.4f}"
        )
    return apart.max()


def ratio(what: str, ours: Story, others: dict[str, Story]) -> None:
    """Ours to the best of them, by the clock and by seconds of the processor."""
    clock = max(other.person_years / other.wall for other in others.values())
    processor = max(other.person_years / other.cpu for other in others.values())
    line(f"{what}, by the clock", f"{ours.person_years / ours.wall / clock:.1f}")
    line("  by time of the processor, all threads added", f"{ours.person_years / ours.cpu / processor:.1f}")

"""Speed for one person: a full trace in process, the program from a shell; compiling; the equality test."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import Bench, best, line

from shebao.engine.law import Law

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "engine"))
ESTIMATE = ["estimate", "--born", "1975-03-08", "--sex", "female", "--track", "women_50", "--region", "330100",
            "--months-paid", "240", "--index", "1.1", "--account", "86000", "--as-of", "2026-11"]  # fmt: skip
COMPILE = """
import time; t = time.perf_counter()
from shebao import Law
import pyarrow as pa
law = Law.load()
from shebao.engine.bulk import _Ready, Shape
shape = Shape((("account_balance", False, 64), ("as_of", False, 32), ("birth", False, 32), ("region", False, 32),
    ("retirement_track", False, 8), ("stint_base", True, 32), ("stint_months", True, 8), ("stint_region", True, 32),
    ("stint_start", True, 32)))
_Ready(law, ("monthly_pension", "contribution_base", "resident_monthly_pension", "late_fee"), shape)
print(time.perf_counter() - t)
"""


def measure(bench: Bench) -> None:
    """All of it."""
    law = Law.load()
    years = list(range(1996, 2026))
    facts = {
        "birth": 719_000, "retirement_track": 0, "stint_start": [y * 12 for y in years], "stint_months": [12] * 30,
        "stint_base": [400_000 + 10_000 * n for n in range(30)], "stint_region": [330_100] * 30,
    }  # fmt: skip
    on = law.at("2025-12", "330100")
    on.explain("monthly_pension", facts, steps=True)

    def hundred() -> None:
        for _ in range(100):
            on.explain("monthly_pension", facts, steps=True)

    def hundred_plain() -> None:
        for _ in range(100):
            on.values(["monthly_pension"], facts)

    def hundred_looked_at() -> None:
        for _ in range(100):
            assert on.explain("monthly_pension", facts, steps=True).nodes

    times = best({"trace": hundred, "looked": hundred_looked_at, "plain": hundred_plain}, bench.rounds)
    line("one person, 30 rows, full trace with every step (0.1 ms wanted)", f"{times['trace'] * 10:.3f} ms")
    line("the same with the nodes made, as when it is looked at", f"{times['looked'] * 10:.3f} ms")
    line("the same without a trace", f"{times['plain'] * 10:.3f} ms")
    program = [sys.executable, "-c", "from shebao.cli import main; main()", *ESTIMATE]
    subprocess.run(program, check=True, capture_output=True)
    shell = best({"shell": lambda: subprocess.run(program, check=True, capture_output=True)}, bench.rounds)
    line("shebao estimate from the shell, warm (0.1 s wanted)", f"{shell['shell']:.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "SHEBAO_CACHE": folder}
        subprocess.run(program, check=True, capture_output=True, env=env)
        cold = float(subprocess.run([sys.executable, "-c", COMPILE], env=env, check=True, capture_output=True).stdout)
        warm = float(subprocess.run([sys.executable, "-c", COMPILE], env=env, check=True, capture_output=True).stdout)
    line("compiling the law of the slice, start of Python aside (2 s wanted)", f"{cold:.2f} s")
    line("loading it from the cache in a fresh process (0.5 s wanted)", f"{warm:.2f} s")
    from dossiers import dossier, interpreted, table

    names = ["region", "as_of", "birth", "sex", "retirement_track", "deemed_months", "stint_start", "stint_months",
             "stint_base", "stint_region", "stint_category"]  # fmt: skip
    rng = random.Random(1)
    rows = [dossier(rng, True) for _ in range(bench.size(20_000))]
    compiled = law.compile(["contribution_index"])
    compiled.run(table(rows[:10], names))
    began = time.perf_counter()
    got = compiled.run(table(rows, names)).to_pylist()
    for row, answer in zip(rows, got, strict=True):
        assert interpreted(law, "contribution_index", row, names)[0] == answer["contribution_index"]
    line("equality test of 20,000 dossiers (4 s wanted)", f"{time.perf_counter() - began:.1f} s")

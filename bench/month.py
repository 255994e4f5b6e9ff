"""The month against a bare COPY of the rows it wrote, and its memory: both measured in turns on copies of one city."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from common import Bench, line

PROGRAM = [sys.executable, "-c", "from shebao.cli import main; main()"]
MEMORY = """
import sys
sys.argv = ['shebao', 'month', 'run', '2026-11', '--quiet']
from shebao.cli import main
try: main()
except SystemExit as done:
    if done.code: raise
finally:
    # The high-water mark of this process alone: getrusage counts the parent's memory before exec.
    high = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))
    print(int(high.split()[1]) * 1024, file=sys.stderr)
"""
TABLES = ("record.stint", "record.award", "fund.personal", "office.declared", "office.bill_line", "office.bill",
          "office.receipt", "office.collected", "office.instruction", "office.confirmation")  # fmt: skip
WORKING, LOADED, BARE = "postgres", "loaded", "bare"


def measure(bench: Bench, people: int = 50_000, rounds: int = 5) -> None:
    """A month of a city of 50,000 (or `people`)."""
    from shebao.database.store import open_database

    size = bench.size(people)
    # A short path: the server's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="shebao-bench-", dir="/tmp") as folder:
        home = Path(folder)
        env = {**os.environ, "SHEBAO_HOME": str(home)}
        env.pop("SHEBAO_DATABASE_URL", None)
        city = home / "city"
        _call([*PROGRAM, "people", "make", "--size", str(size), "--out", str(city)], env)
        engine = open_database(home)
        _call([*PROGRAM, "people", "load", str(city)], env)
        engine.dispose()
        _copy_database(engine, WORKING, LOADED)
        before = _counts(engine)
        month, bare = [], []
        memory = written = 0
        for _ in range(rounds):
            # Each round begins with the city as loaded; the bare COPY finds the same tables, keys and checks.
            for name in (WORKING, BARE):
                _copy_database(engine, LOADED, name)
            began = time.perf_counter()
            done = _call([sys.executable, "-c", MEMORY], env)
            month.append(time.perf_counter() - began)
            memory = int(done.stderr.split()[-1])
            after = _counts(engine)
            written = sum(after[table] - before[table] for table in TABLES)
            bare.append(_bare(engine, before, home / "rows"))
        for step, seconds in _steps(engine):
            line(f"  {step}, last round", f"{seconds:.2f} s")
        engine.dispose()
    line(f"the month for {size:,} people, process start included", f"{min(month):.2f} s")
    line("rows written a second", f"{written / min(month):,.0f}")
    line("against a bare COPY of the same rows (0.25 wanted)", f"{min(bare) / min(month):.2f}")
    line("  round by round", " ".join(f"{b / m:.2f}" for b, m in zip(bare, month, strict=True)))
    line("milliseconds a person", f"{min(month) * 1000 / size:.3f}")
    line("memory of the month (1.5 GiB at 1,000,000)", f"{memory / 2**20:,.0f} MiB")


def _call(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:1])} ...: {done.stderr[-2000:]}")
    return done


def _copy_database(engine: Any, source: str, target: str) -> None:
    from sqlalchemy import create_engine, text

    engine.dispose()
    maker = create_engine(engine.url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {target} TEMPLATE {source}"))
        # The copy's pages are on disk before anything is timed.
        connection.execute(text("CHECKPOINT"))
    maker.dispose()


def _counts(engine: Any) -> dict[str, int]:
    from shebao.database.store import rows

    with engine.connect() as connection:
        return {table: int(rows(connection, f"SELECT count(*) FROM {table}")[0][0]) for table in TABLES}


def _steps(engine: Any) -> list[tuple[str, float]]:
    from shebao.database.store import rows

    query = "SELECT step, extract(epoch FROM ended - began)::float FROM office.step ORDER BY ended"
    with engine.connect() as connection:
        return [(str(step), float(seconds)) for step, seconds in rows(connection, query)]


def _bare(engine: Any, before: dict[str, int], draft: Path) -> float:
    """Seconds of a COPY of what the month wrote, table by table, in the order it was written."""
    from sqlalchemy import create_engine

    taken = 0.0
    target_engine = create_engine(engine.url.set(database=BARE))
    source, target = engine.raw_connection(), target_engine.raw_connection()
    for table in TABLES:
        # Rows are only ever added, so the new ones lie behind the old.
        newest = f"SELECT * FROM {table} ORDER BY ctid OFFSET {before[table]}"
        with draft.open("wb") as file, source.cursor() as cursor, cursor.copy(f"COPY ({newest}) TO STDOUT") as out:
            file.writelines(bytes(part) for part in out)
        with draft.open("rb") as file:
            file.read()
            file.seek(0)
            started = time.perf_counter()
            with target.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:
                while part := file.read(1 << 20):
                    into.write(part)
            target.commit()
            taken += time.perf_counter() - started
    target.close()
    source.close()
    target_engine.dispose()
    return taken

"""The month against a bare COPY of the rows it wrote, and its memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def measure(bench: Bench, people: int = 50_000) -> None:
    """A month of a city of 50,000 (or `people`)."""
    from sqlalchemy import create_engine, text

    from shebao.database.store import open_database, rows, run

    size = bench.size(people)
    # A short path: the server's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="shebao-bench-", dir="/tmp") as folder:
        home = Path(folder)
        env = {**os.environ, "SHEBAO_HOME": str(home)}
        env.pop("SHEBAO_DATABASE_URL", None)
        city = home / "city"
        subprocess.run([*PROGRAM, "people", "make", "--size", str(size), "--out", str(city)], env=env, check=True,
                       capture_output=True)  # fmt: skip
        engine = open_database(home)
        subprocess.run([*PROGRAM, "people", "load", str(city)], env=env, check=True, capture_output=True)
        tables = ("record.stint", "record.award", "fund.personal", "office.declared", "office.bill_line", "office.bill",
                  "office.receipt", "office.collected", "office.instruction", "office.confirmation")  # fmt: skip
        with engine.connect() as connection:
            before = {t: rows(connection, f"SELECT count(*) FROM {t}")[0][0] for t in tables}
        # The same tables, with their keys and checks, for the bare COPY: a copy of the database before the month.
        engine.dispose()
        maker = create_engine(engine.url.set(database="template1"), isolation_level="AUTOCOMMIT")
        with maker.connect() as connection:
            run(connection, "CREATE DATABASE bare TEMPLATE postgres")
        maker.dispose()
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", MEMORY], env=env, check=True, capture_output=True, text=True)
        taken = time.perf_counter() - began
        memory = int(done.stderr.split()[-1])
        with engine.connect() as connection:
            after = {t: rows(connection, f"SELECT count(*) FROM {t}")[0][0] for t in tables}
        written = sum(after[t] - before[t] for t in tables)
        bare = 0.0
        source = engine.raw_connection()
        target_engine = create_engine(engine.url.set(database="bare"))
        target = target_engine.raw_connection()
        for table in tables:
            newest = f"SELECT * FROM {table} ORDER BY ctid DESC LIMIT {after[table] - before[table]}"
            with source.cursor() as cursor, cursor.copy(f"COPY ({newest}) TO STDOUT") as out:  # type: ignore[attr-defined]
                data = b"".join(bytes(part) for part in out)
            started = time.perf_counter()
            with target.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:  # type: ignore[attr-defined]
                into.write(data)
            target.commit()
            bare += time.perf_counter() - started
        target.close()
        target_engine.dispose()
        source.close()
        with engine.begin() as connection:
            for step, seconds in connection.execute(
                text("SELECT step, extract(epoch FROM ended - began)::float FROM office.step ORDER BY ended")
            ):
                line(f"  {step}", f"{seconds:.2f} s")
        engine.dispose()
    line(f"the month for {size:,} people", f"{taken:.1f} s")
    line("rows written a second", f"{written / taken:,.0f}")
    line("against a bare COPY of the same rows (0.25 wanted)", f"{bare / taken:.2f}")
    line("memory of the month (1.5 GiB at 1,000,000)", f"{memory / 2**20:,.0f} MiB")

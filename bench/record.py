"""The page of a person with 40 years of record, signed in, over HTTP: `python bench/run.py record`.

A small synthetic city stands in a database of its own; the record of the insured person of the demonstration who has
paid the longest is made forty years long by an earlier payer. The load and what is told of it are those of `pages`.

The one thing to know: one answer reads session, record, corrections and looks under the row policies, so most of its
time is the database's, which the processor time of the server leaves out; p50 and p99 have it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from common import Bench, line
from pages import CONNECTIONS, RATE, SECONDS, SHEBAO, both, load, processor, served

PEOPLE, YEARS = 2_000, 40
EARLIER = """
    INSERT INTO record.stint
    SELECT f.person_id, f.scheme, (f.start / 12 - n) * 12, f.payer_id, 12, f.base, f.region, f.category, f.learnt
    FROM (SELECT * FROM record.stint WHERE person_id = :p AND scheme = 1 ORDER BY start, payer_id LIMIT 1) f,
         generate_series(1, :years - (SELECT sum(months) / 12 FROM record.stint WHERE person_id = :p AND scheme = 1)) n
"""


def measure(bench: Bench) -> None:
    """All of it."""
    seconds = max(2, bench.size(SECONDS))
    for name in ("SHEBAO_DATABASE_URL", "SHEBAO_PORTAL_DATABASE_URL"):
        os.environ.pop(name, None)  # never an office that is at work
    # A short path: the server's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="shebao-bench-", dir="/tmp") as folder:
        token = office(Path(folder))
        ask = [f"GET /en/record HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-session={token}\r\n\r\n"]
        serve = [sys.executable, "-c", SHEBAO, "serve", "--home", folder, "--port", "{port}"]
        with served(serve, {"SHEBAO_CALLS": "0"}) as (port, pid):
            even = load(port, ask, rate=RATE, seconds=seconds, connections=0)
            line(f"record of {YEARS} years, {RATE} a second: p50, p99 (ms; p99 under 60 wanted)", both(even["taken"]))
            began = processor(pid)
            full = load(port, ask, rate=0, seconds=seconds, connections=CONNECTIONS)
            line("  saturated: a second per core", f"{len(full['taken']) / (processor(pid) - began):.0f}")


def office(home: Path) -> str:
    """A city in a database below `home`; a session of the person with forty years, signed in."""
    from sqlalchemy import text

    from shebao.database.store import open_database
    from shebao.guard import sessions
    from shebao.guard.demo import make_ready
    from shebao.guard.rows import open_guarded

    env = {**os.environ, "SHEBAO_HOME": str(home)}
    owner = open_database(home)
    city = str(home / "city")
    for more in (["make", "--size", str(PEOPLE), "--out", city], ["load", city]):
        done = subprocess.run([sys.executable, "-c", SHEBAO, "people", *more], env=env, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"people {more[0]} failed:\n{done.stderr}")
    with owner.begin() as connection:
        make_ready(connection)
        account = connection.execute(text("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'"))
        connection.execute(text(EARLIER), {"p": account.scalar_one(), "years": YEARS})
    owner.dispose()
    engine = open_guarded(home)
    token = sessions.begin(engine, "demo-insured")
    engine.dispose()
    if token is None:
        sys.exit("nobody of the city may sign in as an insured person")
    return token

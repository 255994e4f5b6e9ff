"""Killed at any moment and begun again: every table ends as if nothing had happened, and nobody is paid twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from copies import copy_of
from sqlalchemy import create_engine
from whole import everything

from shebao.database.store import rows

KILLS = 60
PROGRAM = [sys.executable, "-c", "from shebao.cli import main; main()", "month", "run", "2026-11", "--bank-faults"]


def begin(url: str, home: Path) -> subprocess.Popen[bytes]:
    env = {**os.environ, "SHEBAO_DATABASE_URL": url, "SHEBAO_HOME": str(home)}
    return subprocess.Popen(PROGRAM, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def payments(home: Path) -> list[tuple[object, ...]]:
    """What the bank has paid."""
    found: list[tuple[object, ...]] = []
    for ledger in sorted(home.glob("out/bank/*/bank.sqlite")):
        with sqlite3.connect(ledger) as bank:
            found += bank.execute("SELECT number, batch, amount, paid FROM payment").fetchall()
    return sorted(found)


def steps_done(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = rows(connection, "SELECT count(*) FROM office.step")[0][0]
    engine.dispose()
    return int(count)


@pytest.mark.slow
def test_killed_sixty_times_and_every_table_is_the_same(server: str, loaded: str, tmp_path: Path) -> None:
    with contextmanager(copy_of)(server, loaded, "unkilled") as url:
        began = time.monotonic()
        child = begin(url, tmp_path / "unkilled")
        _, said = child.communicate(timeout=300)
        whole = time.monotonic() - began
        assert child.returncode == 0, said.decode()
        wanted, wanted_payments = everything(url), payments(tmp_path / "unkilled")
    assert wanted_payments
    rng = random.Random(4)
    kills = 0
    struck: set[int] = set()
    rounds = 0
    while kills < KILLS:
        rounds += 1
        home = tmp_path / f"round{rounds}"
        with contextmanager(copy_of)(server, loaded, f"killed{rounds}") as url:
            for _ in range(400):
                child = begin(url, home)
                # The first moments are Python starting; most blows fall on the work. Some come after its end, so that
                # a month comes to an end however slow the machine is.
                time.sleep(whole * (rng.uniform(0.15, 0.3) if rng.random() < 0.2 else rng.uniform(0.3, 1.3)))
                if child.poll() is not None:
                    assert child.returncode == 0, (child.stderr.read() if child.stderr else b"").decode()
                    break
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                kills += 1
                struck.add(steps_done(url))
            else:
                pytest.fail("the month never ended")
            got = everything(url)
            assert got.keys() == wanted.keys()
            for name, held in wanted.items():
                assert got[name] == held, name
            assert payments(home) == wanted_payments
        shutil.rmtree(home)
    # Blows must have fallen between many different steps for this to mean anything.
    assert len(struck) >= 6, struck


@pytest.mark.slow
def test_two_processes_at_once(server: str, loaded: str, tmp_path: Path) -> None:
    with contextmanager(copy_of)(server, loaded, "two") as url:
        both = [begin(url, tmp_path / "home") for _ in range(2)]
        ends: Iterator[tuple[int, str]] = ((c.wait(), c.communicate()[1].decode()) for c in both)
        codes = sorted(ends)
    assert codes[0][0] == 0
    if codes[1][0]:
        assert "being worked on by" in codes[1][1]
        assert "Traceback" not in codes[1][1]

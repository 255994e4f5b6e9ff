"""Orders: the month as somebody asked for it on a page, worked by a process of its own.

    python -m shebao.office.orders

The one thing to know: an order is a row (`office.month_order`) and stays open until a worker has ended it. A worker
that is killed leaves it open; the next one goes on with the month where its steps stand (`office.month`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from shebao.database.store import data_home, open_database, rows, run
from shebao.engine.texts import units_month
from shebao.errors import ShebaoError
from shebao.office.enrol import setting
from shebao.office.errors import NotReleased
from shebao.office.month import run_month
from shebao.office.work import Done, Work

if TYPE_CHECKING:
    from sqlalchemy import Engine

LOCK = 20_612
"""Held by the one worker of a database (advisory lock, second key 0)."""
EVERY = 0.3
"""Seconds between two words about how far a step is."""


class Order(NamedTuple):
    """An open order: do the steps of `month` up to `until`."""

    number: int
    month: int
    until: str


@dataclass(frozen=True)
class Worker:
    """How the pages start a worker: a process that outlives them, with the office's own rights.

    environment: what it is told beside this process's own. log: where its words go, and those of a defect.
    """

    environment: Mapping[str, str]
    log: Path

    def start(self) -> subprocess.Popen[bytes]:
        """Start one. Two at a time do no harm: the second waits for the first."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "shebao.office.orders"], env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip


def worker_of(home: Path) -> Worker:
    """The worker of an installation, by its data folder."""
    return Worker({"SHEBAO_HOME": str(home.absolute())}, home / "month.log")


def work_of(engine: Engine, month: int, inbox: Path | None = None, faults: bool = False) -> Work:
    """A month of the loaded office as work to do. inbox: where files came in; the folder loaded last unless said."""
    outbox = data_home() / "out" / units_month(month)
    return Work(engine, month, setting(engine, "region"), inbox or Path(setting(engine, "inbox")), outbox, faults)


def open_order(engine: Engine) -> Order | None:
    """The order that waits for a worker or is being worked on, if there is one."""
    query = "SELECT order_no, month, until FROM office.month_order WHERE ended IS NULL"
    with engine.connect() as connection:
        return next((Order(*row) for row in rows(connection, query)), None)


def work_orders(engine: Engine) -> int:
    """Work open orders one after another until there is none; how many. Waits while another worker is at it."""
    done = 0
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("SELECT pg_advisory_lock(:l, 0)"), {"l": LOCK})
        try:
            while (order := open_order(engine)) is not None:
                _end(engine, order, *_work(engine, order))
                done += 1
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:l, 0)"), {"l": LOCK})
    return done


def _work(engine: Engine, order: Order) -> tuple[str, str]:
    """Do what an order asks; how it ended and what is to be said of it."""
    told = _Progress(engine, order.month)
    try:
        run_month(replace(work_of(engine, order.month), tell=told.tell), order.until, told=told.told)
    except NotReleased as waits:
        return "waits", str(waits)
    except ShebaoError as trouble:
        return "stopped", str(trouble)
    except Exception as defect:
        traceback.print_exc()
        return "stopped", f"a defect: {type(defect).__name__}: {defect}"
    return "done", ""


def _end(engine: Engine, order: Order, outcome: str, said: str) -> None:
    with engine.begin() as connection:
        run(
            connection,
            "UPDATE office.month_order SET ended = now(), outcome = :o, said = :s WHERE order_no = :n",
            n=order.number,
            o=outcome,
            s=said,
        )


class _Progress:
    """Writes how far a step is where the pages see it, on a connection of its own: the step's is taken."""

    def __init__(self, engine: Engine, month: int) -> None:
        self.engine, self.month = engine, month
        self.last = 0.0

    def told(self, step: str, what: str, done: Done | None) -> None:
        if what == "begins":
            self._write(
                "INSERT INTO office.progress (month, step, done, total, began) VALUES (:m, :s, 0, 0, now())"
                " ON CONFLICT (month) DO UPDATE SET step = excluded.step, done = 0, total = 0, began = excluded.began",
                s=step,
            )

    def tell(self, done: int, of: int) -> None:
        if time.monotonic() - self.last >= EVERY:
            self._write("UPDATE office.progress SET done = :d, total = :t WHERE month = :m", d=done, t=of)

    def _write(self, statement: str, **said: object) -> None:
        self.last = time.monotonic()
        with self.engine.begin() as connection:
            run(connection, statement, m=self.month, **said)


if __name__ == "__main__":
    work_orders(open_database())

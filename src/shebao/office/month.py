"""The month: its steps in order, each one transaction that may be killed and begun again.

The one thing to know: a step is done when its row in office.step is committed with its work. What leaves the house
(files, the bank) happens after the commit and may be repeated. Who works on a month holds a lock in the database
that falls away with the connection.
"""

from __future__ import annotations

import datetime
import os
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import ModuleType

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from shebao.database.store import rows, run, value
from shebao.engine.texts import units_month
from shebao.office.errors import MonthTrouble
from shebao.office.steps import (
    approve,
    bill,
    close,
    collect,
    confirm,
    decide,
    declare,
    find,
    pay,
    post,
    settle,
)
from shebao.office.work import Done, Work

STEPS: dict[str, ModuleType] = {
    "declare": declare, "bill": bill, "collect": collect, "post": post, "find": find, "decide": decide,
    "approve": approve, "pay": pay, "confirm": confirm, "settle": settle, "close": close,
}  # fmt: skip
Told = Callable[[str, str, Done | None], None]
"""Told of each step: its name, 'begins' | 'done' | 'done before', and what it did."""

LOCK = 20_611


def _silent(step: str, what: str, done: Done | None) -> None:
    return None


def run_month(work: Work, until: str = "close", only: str | None = None, told: Told = _silent) -> None:
    """Do the steps of the month that are not done yet, in order.

    until: the last step. only: this step alone, the ones before it must be done. MonthTrouble names the step and
    what is off; what was done stays done.
    """
    names = list(STEPS)
    for name in (until, only):
        if name is not None and name not in STEPS:
            raise MonthTrouble(f"no step {name!r}: the steps are {', '.join(names)}")
    with _alone(work):
        done = {str(step) for step, *_ in status(work.engine, work.month)}
        if only is not None and (missing := [n for n in names[: names.index(only)] if n not in done]):
            raise MonthTrouble(f"{only} needs {', '.join(missing)} first")
        wanted = [only] if only is not None else names[: names.index(until) + 1]
        try:
            for name in wanted:
                _step(work, name, names[names.index(name) + 1 :], done, told)
        finally:
            work.hang_up()


def _step(work: Work, name: str, following: list[str], done: set[str], told: Told) -> None:
    """Do a step unless it is done, and what follows it outside the house as long as no later step is done."""
    step = STEPS[name]
    if name in done:
        told(name, "done before", None)
    else:
        told(name, "begins", None)
        told(name, "done", _do(work, name, step))
    if hasattr(step, "after") and not any(n in done for n in following):
        with work.engine.connect() as connection:
            step.after(work, connection)


def status(engine: Engine, month: int) -> list[tuple[str, int, int, str, float]]:
    """The steps done: name, rows done, rows refused, what was said, seconds."""
    query = (
        "SELECT step, done, refused, said, extract(epoch FROM ended - began)::float FROM office.step WHERE month = :m"
        " ORDER BY ended"
    )
    with engine.connect() as connection:
        return [(str(s), int(d), int(r), str(t), float(x)) for s, d, r, t, x in rows(connection, query, m=month)]


def _do(work: Work, name: str, step: ModuleType) -> Done:
    began = datetime.datetime.now(datetime.UTC)
    try:
        with work.engine.begin() as connection:
            done: Done = step.run_step(work, connection)
            run(
                connection,
                "INSERT INTO office.step (month, step, done, refused, said, began, ended)"
                " VALUES (:m, :s, :d, :r, :t, :b, :e)",
                m=work.month,
                s=name,
                d=done.done,
                r=done.refused,
                t=done.said,
                b=began,
                e=datetime.datetime.now(datetime.UTC),
            )
    except DBAPIError as error:
        raise MonthTrouble(f"{name}: the database refuses: {str(error.orig).splitlines()[0]}") from error
    return done


@contextmanager
def _alone(work: Work) -> Generator[Connection]:
    """Hold the month's lock; MonthTrouble names who holds it otherwise."""
    with work.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        if not value(connection, "SELECT pg_try_advisory_lock(:l, :m)", l=LOCK, m=work.month):
            held = rows(connection, "SELECT holder, since FROM office.lease WHERE month = :m", m=work.month)
            who = f"{held[0][0]} since {held[0][1]:%Y-%m-%d %H:%M:%S}" if held else "another process"
            raise MonthTrouble(f"{units_month(work.month)} is being worked on by {who}; this run does nothing")
        holder = f"{os.environ.get('USER') or 'process'} on {socket.gethostname()}, process {os.getpid()}"
        run(
            connection,
            "INSERT INTO office.lease (month, holder, since) VALUES (:m, :h, now())"
            " ON CONFLICT (month) DO UPDATE SET holder = excluded.holder, since = excluded.since",
            m=work.month,
            h=holder,
        )
        try:
            yield connection
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:l, :m)"), {"l": LOCK, "m": work.month})

"""Threads over lives: each has a desk of its own to ask the law at and cells of its own to fill; then all are added up.

The one thing to know: everything added up is a whole number, so neither the number of threads nor the cutting of the
work into batches can change a total.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from shebao.outlook.accounts import ACCOUNTS
from shebao.outlook.asking import Asked
from shebao.outlook.axes import FIRST, PROVINCES, YEARS
from shebao.outlook.lives import (
    ADDRESSES,
    ASKED,
    BOOKS,
    COLUMNS,
    DESK,
    ENDS,
    FACTS,
    FAILED,
    FIRST_FACTS,
    FIRSTS,
    FLOWS,
    HISTORIES,
    KEPT,
    LISTS,
    MARKS,
    OUT,
    QUESTIONS_ASKED,
    STINTS,
    WAYS,
    WIDE,
)  # fmt: skip
from shebao.outlook.living import whole_lives, years_for_all
from shebao.outlook.people import People
from shebao.outlook.world import BEGIN, BIRTHS

THIRDS, AGES = 3, 106
BATCH = 8192


@dataclass(frozen=True)
class Cells:
    """What a run fills, in whole fen and heads of the sample.

    cells [Y, P, ACCOUNTS]; flows [B, S, thirds, A, 3]: paid, received and left over by age in the
    employees' scheme; firsts [B, S, thirds, 5]: awards, first pensions, last wages, months paid, months drawn; failed
    [questions]: how often the law did not answer; facts, histories [questions, n]: what it was asked the first time.
    """

    cells: Any
    flows: Any
    firsts: Any
    failed: Any
    facts: Any
    histories: Any

    def digest(self) -> str:
        """A hash of every cell: the same for the same people, law and seed, however they were walked through."""
        made = hashlib.sha256()
        for array in (self.cells, self.flows, self.firsts):
            made.update(np.ascontiguousarray(array).tobytes())
        return made.hexdigest()


def desk(asked: Mapping[str, Asked], last: int) -> tuple[Any, list[Any]]:
    """What one thread asks with, laid out as `lives` says, and what must be kept alive meanwhile."""
    frames = (last - BEGIN + 1) * len(PROVINCES)
    made = np.zeros(DESK, dtype=np.int64)

    def address(n: int) -> int:
        return int(made[n:].ctypes.data)

    kept: list[Any] = []
    for q, name in enumerate(ASKED):
        one = asked[name]
        question = one.question
        columns = COLUMNS + q * WIDE
        made[columns + len(question.columns) : columns + len(one.names)] = list(question.stated.values())
        pointers = one.pointers(
            lambda n, begin=columns: address(begin + n), lambda n: address(LISTS + n * STINTS), address(ENDS)
        )
        frame, states = one.frames(frames)
        made[ADDRESSES + q * 10 : ADDRESSES + q * 10 + 10] = (
            one.address, pointers.ctypes.data, *one.statics, frame.ctypes.data, states.ctypes.data,
            address(OUT + q * WIDE), address(MARKS + q), one.slots,
        )  # fmt: skip
        kept += [pointers, frame, states, one]
    return made, kept


def run(
    world: Any,
    people: People,
    asked: Mapping[str, Asked],
    last: int,
    *,
    threads: int = 2,
    batch: int = BATCH,
    by_year: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Cells:
    """Walk through all lives: whole lives one after the other, or (`by_year`) everybody a year at a time."""
    who = table(people)
    walk = years_for_all if by_year else whole_lives
    pieces = [(low, min(low + batch, len(people))) for low in range(0, len(people), batch)]
    desks = [desk(asked, last) for _ in range(threads)]
    books = [np.zeros(BOOKS, dtype=np.int64) for _ in range(threads)]
    done = 0

    def work(n: int) -> None:
        nonlocal done
        while pieces:
            try:
                low, high = pieces.pop()
            except IndexError:
                return
            walk(world.ctypes.data, who.ctypes.data, low, high, desks[n][0].ctypes.data, books[n].ctypes.data)
            done += high - low
            if progress is not None:
                progress(done / len(people))

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(work, n) for n in range(threads)]:
            future.result()
    total = np.sum(books, axis=0)
    failed = np.stack([made[FAILED:] for made, _ in desks])
    years = last - FIRST + 1
    return Cells(
        total[:FLOWS].reshape(YEARS, len(PROVINCES), ACCOUNTS)[:years],
        total[FLOWS:FIRSTS].reshape(BIRTHS, 2, THIRDS, AGES, WAYS),
        total[FIRSTS:].reshape(BIRTHS, 2, THIRDS, FIRST_FACTS),
        failed[:, :QUESTIONS_ASKED].sum(axis=0),
        _first(failed, FACTS, WIDE),
        _first(failed, HISTORIES, KEPT),
    )


def _first(failed: Any, begin: int, width: int) -> Any:
    """What was noted of the first failure of every question, by the first thread that met one."""
    noted = failed[:, begin - FAILED : begin - FAILED + QUESTIONS_ASKED * width].reshape(-1, QUESTIONS_ASKED, width)
    return noted[np.argmax(failed[:, :QUESTIONS_ASKED] > 0, axis=0), np.arange(QUESTIONS_ASKED)]


def table(people: People, rows: slice = slice(None)) -> Any:
    """People as loops read them: [N, 6] (see `lives`); all, or those of `rows`."""
    columns = (people.birth, people.sex, people.province, people.residence, people.entry, people.number)
    return np.stack([np.asarray(column[rows], dtype=np.int64) for column in columns], axis=1)

"""Threads over lives: each has a desk of its own to ask the law at and cells of its own to fill; then all are added up.

The one thing to know: everything added up is a whole number, so neither the number of threads nor the cutting of the
work into batches can change a total.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from shebao.outlook.accounts import ACCOUNTS
from shebao.outlook.asking import Asked
from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.lives import ASKED, BEGIN, STINTS, Table, Tools, World
from shebao.outlook.living import whole_lives, years_for_all
from shebao.outlook.people import COHORTS, People

WIDEST = 16
THIRDS, AGES = 3, 106
BATCH = 8192


@dataclass(frozen=True)
class Cells:
    """What a run fills, in whole fen and heads of the sample. See `lives.Tools`."""

    cells: Any
    flows: Any
    firsts: Any
    failed: Any

    def digest(self) -> str:
        """A hash of every cell: the same for the same people, law and seed, however they were walked through."""
        made = hashlib.sha256()
        for array in (self.cells, self.flows, self.firsts):
            made.update(np.ascontiguousarray(array).tobytes())
        return made.hexdigest()


def tools(asked: dict[str, Asked], last: int) -> tuple[Tools, list[Any]]:
    """A desk and empty cells for one thread, and what must be kept alive meanwhile."""
    count, frames = len(ASKED), (last - BEGIN + 1) * len(PROVINCES)
    columns, out = np.zeros((count, WIDEST), dtype=np.int64), np.zeros((count, WIDEST), dtype=np.int64)
    marks, where = np.zeros(count, dtype=np.uint8), np.zeros((count, 10), dtype=np.int64)
    lists, ends = np.zeros((4, STINTS), dtype=np.int64), np.zeros(2, dtype=np.int32)
    kept: list[Any] = []
    for q, name in enumerate(ASKED):
        one = asked[name]
        question = one.question
        columns[q, len(question.columns) : len(one.names)] = list(question.stated.values())
        pointers = np.zeros(2 * (len(one.names) + len(question.lists)) + 2, dtype=np.uint64)
        for n, column in enumerate(one.names):
            slot = one.slot(column)
            if slot is not None:
                pointers[slot] = columns[q, n:].ctypes.data
        for n, column in enumerate(question.lists):
            slot = one.slot(column)
            if slot is not None:
                pointers[slot], pointers[slot + 1] = lists[n].ctypes.data, ends.ctypes.data
        frame, states = one.frames(frames)
        where[q] = (
            one.address, pointers.ctypes.data, *one.statics, frame.ctypes.data, states.ctypes.data,
            out[q].ctypes.data, marks[q:].ctypes.data, one.slots,
        )  # fmt: skip
        kept += [pointers, frame, states, one]
    cells = np.zeros((last - FIRST + 1, len(PROVINCES), ACCOUNTS), dtype=np.int64)
    births = COHORTS // 2
    flows = np.zeros((births, 2, THIRDS, AGES, 2), dtype=np.int64)
    firsts = np.zeros((births, 2, THIRDS, 4), dtype=np.int64)
    made = Tools(where, columns, out, marks, lists, ends, cells, flows, firsts, np.zeros(64, dtype=np.int64))
    return made, kept


def run(
    world: World,
    people: People,
    asked: dict[str, Asked],
    *,
    threads: int = 2,
    batch: int = BATCH,
    by_year: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Cells:
    """Walk through all lives: whole lives one after the other, or (`by_year`) everybody a year at a time."""
    who = Table(people.birth, people.sex, people.province, people.residence, people.entry, people.rank)
    walk = years_for_all if by_year else whole_lives
    pieces = [(low, min(low + batch, len(people))) for low in range(0, len(people), batch)]
    desks = [tools(asked, world.last) for _ in range(threads)]
    done = 0

    def work(n: int) -> None:
        nonlocal done
        while pieces:
            try:
                low, high = pieces.pop()
            except IndexError:
                return
            walk(world, who, low, high, desks[n][0])
            done += high - low
            if progress is not None:
                progress(done / len(people))

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(work, n) for n in range(threads)]:
            future.result()
    made = [desk[0] for desk in desks]
    failed = sum(t.failed for t in made)
    failed[32:] = np.max([t.failed[32:] for t in made], axis=0)
    return Cells(sum(t.cells for t in made), sum(t.flows for t in made), sum(t.firsts for t in made), failed)

"""Figures in machine code: what holds where and when a row is, kept in a frame; what a history asks, looked up.

The one thing to know: the frame is filled anew only when place or month change from one row to the next. It holds
the region number, the value of every plain figure, where the cell of every keyed one begins, and which text of a rule
is in force. A figure asked with a place of its own remembers the last place: histories seldom move.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.arithmetic import I8, I16, I64, PTR, Arithmetic, Known, Range
from shebao.engine.code import Argument, Lookup, Scalar
from shebao.engine.figures import Figure, figure_range
from shebao.engine.tables import FLAG, GOOD, NO_PLACE, line_of
from shebao.engine.walking import DRY, Watch

CELL = ir.LiteralStructType([I64, I64])
POINTERS, DIMS = 3, 4
"""Pointers a table has (data, rows, segments) and sizes (places, cells, first key, segments)."""
REGION, MONTH, FIRST_SLOT = 0, 1, 2
"""Slots of the frame: the row's region and month when it was filled; then the tables. The state of the first slot says
whether anything in the frame is a hole or any text not in force."""


class Figures:
    """The tables of a program, asked inside one function."""

    def __init__(self, tables: Sequence[str], of: dict[str, Figure]) -> None:
        self.tables, self.of = list(tables), of
        self.handles: dict[tuple[str, str], list[Any]] = {}
        self.watched: dict[int, tuple[Watch, Known]] = {}

    def enter(self, pointers: Any, dims: Any, near: Any, frame: Any, states: Any) -> None:
        """Ask from now on in the function that has these arguments."""
        self.pointers, self.dims, self.near, self.frame, self.states = pointers, dims, near, frame, states

    # The frame.

    def fill(self, b: Any, region: Any, as_of: Any, spans: Iterable[tuple[int, int]]) -> None:
        """Write the code that fills the frame for a place and month; `spans`: when each lone text holds."""
        number = self.number_of(b, (region, 0, NO_PLACE - 1))
        year = b.udiv(as_of, I64(12))
        b.store(region, self.slot(b, REGION))
        b.store(as_of, self.slot(b, MONTH))
        unsure: Any = I8(GOOD)
        for name in self.tables:
            shape, _, plain = name.partition(":")
            if shape == "line":
                continue
            figure = self.of.get(plain)
            when = year if figure is not None and figure.per == "year" else as_of
            data, rows, segments, places, cells, _, length = self.handle(b, name)
            row = b.zext(b.load(b.gep(rows, [number], source_etype=I16), typ=I16), I64)
            inside = b.icmp_unsigned("<", when, length)
            time = b.select(inside, when, I64(0))
            segment = b.zext(b.load(b.gep(segments, [time], source_etype=I16), typ=I16), I64)
            segment = b.select(inside, segment, b.sub(places, I64(1)))
            at = b.mul(b.add(b.mul(row, places), segment), cells)
            n = FIRST_SLOT + self.tables.index(name)
            if shape == "cell":
                b.store(at, self.slot(b, n))
                continue
            value, flag = self.read(b, b.gep(data, [at], source_etype=CELL))
            b.store(value, self.slot(b, n))
            b.store(flag, self.state(b, n))
            unsure = b.or_(unsure, flag)
        for since, until in sorted(set(spans)):
            out = b.or_(b.icmp_signed("<", as_of, I64(since)), b.icmp_signed(">", as_of, I64(until)))
            unsure = b.or_(unsure, b.zext(out, I8))
        b.store(unsure, self.state(b, REGION))

    def sure(self, b: Any) -> Any:
        """Whether everything in the frame is known and in force."""
        return b.icmp_unsigned("==", b.load(self.state(b, REGION), typ=I8), I8(GOOD))

    def state(self, b: Any, n: int) -> Any:
        """Where the state of a slot lies."""
        return b.gep(self.states, [I64(n)], source_etype=I8)

    def slot(self, b: Any, n: int) -> Any:
        """Where a slot of the frame lies."""
        return b.gep(self.frame, [I64(n)], source_etype=I64)

    def held(self, b: Any, table: str) -> tuple[Any, Any]:
        """Value and status that the frame holds for a table."""
        n = FIRST_SLOT + self.tables.index(table)
        value = b.load(self.slot(b, n), typ=I64)
        return value, b.load(self.state(b, n), typ=I8)

    # Figures as rules ask for them.

    def argument(self, b: Any, figure: Figure, shape: str, *, sure: bool) -> Argument:
        """A figure as a rule's parameter; `sure`: all that the frame holds is known."""
        span: Range = figure_range(figure)
        if shape == "scalar":
            value, state = self.held(b, f"value:{figure.name}")
            return Scalar(value, I8(GOOD) if sure else state, span)
        if shape == "table":
            return Lookup(self.keyed(b, figure), span)
        return Lookup(self.dated(figure), span)

    def keyed(self, b: Any, figure: Figure) -> Any:
        """figure[key], where and when the row is; a key outside the table leads to its hole."""
        name = f"cell:{figure.name}"
        start, _ = self.held(b, name)

        def call(code: Arithmetic, key: Sequence[Known]) -> tuple[Any, Any]:
            b = code.builder
            data, _, _, _, cells, first_key, _ = self.handle(b, name)
            place, last = b.sub(key[0][0], first_key), b.sub(cells, I64(1))
            place = b.select(b.icmp_unsigned("<", place, last), place, last)
            return self.read(b, b.gep(data, [b.add(start, place)], source_etype=CELL))

        return call

    def dated(self, figure: Figure) -> Any:
        """figure[region, when]; a time outside the table leaves the row to the interpreter."""
        name = f"line:{figure.name}"
        first, last = line_of(figure)

        def call(code: Arithmetic, key: Sequence[Known]) -> tuple[Any, Any]:
            b = code.builder
            if b.function.name == DRY:
                return I64(0), I8(GOOD)
            when, low, high = key[1]
            if low < first or high > last:
                code.guard(b.icmp_unsigned(">", b.sub(when, I64(first)), I64(last - first)))
            return self.read(b, b.gep(self.row_of(b, name, first, key[0]), [when], source_etype=CELL))

        return call

    def read(self, b: Any, cell: Any) -> tuple[Any, Any]:
        """Value and flag of a cell."""
        flag = b.gep(cell, [I64(FLAG)], source_etype=I64)
        return b.load(cell, typ=I64), b.load(flag, typ=I8)

    def watch(self, b: Any, region: Known) -> Watch:
        """Remember what follows from this value from here on, where all that follows comes by: one look a turn."""
        made = Watch(b, region, self.watched)
        made.meets(region[0], region)
        return made

    def row_of(self, b: Any, table: str, first: int, region: Known) -> Any:
        """Where the row of a place begins in a table by time, counted so that the time itself may be added."""
        watch, known = self.watched.get(id(region[0]), (None, region))
        if watch is None:
            watch = Watch(b, region, {})

        data, rows, _, places, _, _, _ = self.handle(b, table)

        def start() -> Any:
            row = b.zext(b.load(b.gep(rows, [self.number_of(b, known)], source_etype=I16), typ=I16), I64)
            return b.gep(data, [b.sub(b.mul(row, places), I64(first))], source_etype=CELL)

        return watch.once((table, id(known[0])), PTR, start)

    def number_of(self, b: Any, region: Known) -> Any:
        """The region number of a six-digit code; of anything else the number of no place."""
        code, low, high = region
        if low < 0 or high >= NO_PLACE:
            code = b.select(b.icmp_unsigned("<", code, I64(NO_PLACE)), code, I64(NO_PLACE))
        return b.zext(b.load(b.gep(self.near, [code], source_etype=I16), typ=I16), I64)

    def handle(self, b: Any, table: str) -> list[Any]:
        """A table's pointers and sizes, loaded once at the head of the function: loops then find them in registers."""
        key = b.function.name, table
        if b.function.name == DRY or key not in self.handles:
            n = self.tables.index(table)
            with b.goto_entry_block():
                pointers = [b.gep(self.pointers, [I64(POINTERS * n + i)], source_etype=PTR) for i in range(POINTERS)]
                dims = [b.gep(self.dims, [I64(DIMS * n + i)], source_etype=I64) for i in range(DIMS)]
                self.handles[key] = [*(b.load(p, typ=PTR) for p in pointers), *(b.load(d, typ=I64) for d in dims)]
        return self.handles[key]

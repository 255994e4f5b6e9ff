"""A question made ready for a compiled loop: addresses of the law's code and tables, a desk to write facts on.

The one thing to know: nothing here is copied per person. A thread has one `Desk`: it writes a person's facts into
`inputs` and `history`, calls `ask_one` with the desk's addresses and a frame, and reads `out` unless `mark[0]` is set.
A frame remembers what holds in one place and month; with one frame for each province and year it is filled once.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from shebao.engine.law import Law
from shebao.errors import ShebaoError
from shebao.outlook.questions import Question

MOST_STINTS = 1200
ARGUMENTS = 11


class Asked:
    """A question of a law, compiled. Keeps alive what its addresses point to."""

    def __init__(self, law: Law, question: Question) -> None:
        self.law, self.question = law, question
        self.names = (*question.columns, *question.stated)
        fields = [(name, pa.int64()) for name in self.names]
        fields += [(name, pa.list_(pa.int64())) for name in question.lists]
        self._ready = law.compile(question.outputs).ready(pa.schema(fields))
        self.address: int = ctypes.cast(self._ready.one, ctypes.c_void_p).value or 0
        """The address of the code for one person."""
        found, kept = self._ready.arguments(0, 0, 1, 0)
        self.statics: tuple[int, int, int] = (found[1], found[2], found[3])
        """Addresses of the tables of figures, their sizes, and the numbers of places."""
        self.slots = len(kept[0])
        """Slots of a frame (int64 each) and of its states (a byte each)."""

    @property
    def size(self) -> int:
        """How many bytes the tables take."""
        return self._ready.size

    def desk(self) -> Desk:
        """A desk for one thread."""
        return Desk(self)

    def frames(self, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
        """Empty frames for `count` places and years of one thread: [count, slots] and their states."""
        return np.full((count, self.slots), -1, dtype=np.int64), np.zeros((count, self.slots), dtype=np.uint8)

    def slot(self, name: str) -> int | None:
        """Where the pointer to a column stands; None where the question does not look at it."""
        program = self._ready.program
        return program.slot(name) if name in program.columns else None

    def pointers(
        self, column: Callable[[int], int], history: Callable[[int], int], ends: int
    ) -> npt.NDArray[np.uint64]:
        """Where each column and each history lies that the question looks at, as its code wants them.

        column, history: the address of the n-th of `names` and of the n-th list; ends: of where a history begins, ends.
        """
        made = np.zeros(2 * (len(self.names) + len(self.question.lists)) + 2, dtype=np.uint64)
        for n, name in enumerate(self.names):
            if (slot := self.slot(name)) is not None:
                made[slot] = column(n)
        for n, name in enumerate(self.question.lists):
            if (slot := self.slot(name)) is not None:
                made[slot], made[slot + 1] = history(n), ends
        return made

    def interpreted(self, facts: Mapping[str, int], history: Mapping[str, list[int]] | None = None) -> dict[str, int]:
        """The interpreter's answers to the same facts, by output. ShebaoError as the law refuses them."""
        stated: dict[str, Any] = {**facts, **self.question.stated, **(history or {})}
        region, month = f"{stated.pop('region', 0):06d}", stated.pop("as_of")
        return dict(self.law.at(month, region).values(self.question.outputs, stated))


class Desk:
    """Where one thread states a person's facts and finds the answers.

    inputs: int64, the question's columns in order (then what is stated for all). history: int64 [lists, MOST_STINTS],
    its length in `ends[1]`. out: int64, the answers in order. mark[0]: set when the law could not answer.
    """

    def __init__(self, asked: Asked) -> None:
        question = asked.question
        self.asked = asked
        self.inputs = np.zeros(len(asked.names), dtype=np.int64)
        self.inputs[len(question.columns) :] = list(question.stated.values())
        self.history = np.zeros((max(len(question.lists), 1), MOST_STINTS), dtype=np.int64)
        self.ends = np.zeros(2, dtype=np.int32)
        self.out = np.zeros(len(question.outputs), dtype=np.int64)
        self.mark = np.zeros(1, dtype=np.uint8)
        self._frame, self._states = asked.frames(1)
        self._columns = asked.pointers(
            lambda n: self.inputs[n:].ctypes.data, lambda n: self.history[n].ctypes.data, self.ends.ctypes.data
        )
        self.columns: int = self._columns.ctypes.data
        self.call: tuple[int, ...] = (
            self.columns, *asked.statics, self._frame.ctypes.data, self._states.ctypes.data,
            self.out.ctypes.data, 1, self.mark.ctypes.data,
        )  # fmt: skip
        """All that `ask_one` is given after address and row, with a frame of the desk's own (places 4 and 5)."""

    def ask(self, facts: Mapping[str, int], history: Mapping[str, list[int]] | None = None) -> dict[str, int]:
        """Ask from Python, for tests and looks. ShebaoError where the compiled law leaves the row."""
        question = self.asked.question
        for n, name in enumerate(question.columns):
            self.inputs[n] = facts[name]
        for n, name in enumerate(question.lists):
            values = (history or {})[name]
            self.history[n, : len(values)] = values
            self.ends[1] = len(values)
        self.mark[0] = 0
        self.asked._ready.one(0, *self.call)
        if self.mark[0]:
            raise ShebaoError(f"{question.name}: the compiled law leaves {dict(facts)}")
        return dict(zip(question.outputs, self.out.tolist(), strict=True))


def _call_one(
    typing: Any, address: Any, row: Any, columns: Any, pointers: Any, dims: Any, near: Any, frame: Any, states: Any,
    out: Any, stride: Any, marks: Any,
) -> Any:  # fmt: skip
    signature = types.void(*[types.int64] * ARGUMENTS)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        long, pointer = ir.IntType(64), cgutils.voidptr_t
        kinds = [long, *[pointer] * 7, long, pointer]
        function = builder.inttoptr(arguments[0], ir.FunctionType(ir.VoidType(), kinds).as_pointer())
        given = [
            value if kind is long else builder.inttoptr(value, pointer)
            for kind, value in zip(kinds, arguments[1:], strict=True)
        ]
        builder.call(function, given)
        return context.get_dummy_value()

    return signature, generate


ask_one: Any = intrinsic(_call_one)
"""Call the compiled law for one row, from a function of Numba: `ask_one(address, row, columns, pointers, dims, near,
frame, states, out, stride, marks)`, all of them integers."""

"""The law for many people: a compiled loop over Arrow columns, by several threads, with the interpreter behind it.

The one thing to know: `Compiled.run` gives for every row what the interpreter gives. A row the loop cannot vouch for
(an overflow, a hole, a missing input, a value out of bounds) is marked, and the interpreter runs it again: it computes
it on unbounded integers, or its refusal, naming person, field, figure, region and month, stands in `refusal`.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.errors import BadInput, LawError
from shebao.engine.kept import cache_folder, write_whole
from shebao.engine.law import Law
from shebao.engine.lookup import FIRST_SLOT
from shebao.engine.loop import build
from shebao.engine.program import Program
from shebao.engine.tables import Dense, by_segment, by_time, region_numbers, versions
from shebao.engine.texts import Parameter, Text
from shebao.errors import ShebaoError
from shebao.law.language import NATION

CHUNK = 32_768
ROW = [*[ctypes.c_void_p] * 7, ctypes.c_int64, ctypes.c_void_p]
"""Columns, pointers and sizes of figures, numbers of places, frame, states, answers; rows a question; marks."""


def compile_law(
    law: Law, questions: tuple[str, ...], given: tuple[str, ...], region: str | None = None, month: int | None = None
) -> Compiled:
    """One loop for these questions. `given`: columns that will be there; more are taken from the table."""
    for question in questions:
        if question not in law.rules:
            raise BadInput("question", question, "a rule of `shebao law list`")
    return Compiled(law, questions, given, region, month)


@dataclass(frozen=True)
class Shape:
    """What a table brings: each known column, whether it is a list, and how wide its numbers are."""

    columns: tuple[tuple[str, bool, int], ...]


@dataclass
class Compiled:
    """A question compiled: call `run` with an Arrow table, a record batch, or the path of an Arrow IPC file.

    Rows without a `region` or `as_of` column take the place and month given when compiled.
    """

    law: Law
    questions: tuple[str, ...]
    given: tuple[str, ...]
    region: str | None
    month: int | None
    _programs: dict[Shape, _Ready] = field(default_factory=dict[Shape, "_Ready"], repr=False)
    _schemas: dict[Any, _Ready] = field(default_factory=dict[Any, "_Ready"], repr=False)

    def run(self, source: Any, threads: int = 2) -> Any:
        """A table with one int64 column a question and `refusal` (null where the row has its answers)."""
        batches = list(self.batches(source, threads))
        return pa.Table.from_batches(batches, schema=self.schema)

    @property
    def schema(self) -> Any:
        """The columns of a result."""
        return pa.schema([*((q, pa.int64()) for q in self.questions), ("refusal", pa.string())])

    def batches(self, source: Any, threads: int = 2) -> Iterator[Any]:
        """The results batch by batch, in order, with as much memory as a few batches take."""
        with ThreadPoolExecutor(threads) as pool:
            waiting: list[Any] = []
            for batch in _pieces(source):
                waiting.append(pool.submit(self._batch, batch))
                if len(waiting) > threads * 2:
                    yield waiting.pop(0).result()
            for done in waiting:
                yield done.result()

    def ready(self, schema: Any) -> _Ready:
        """The loop for tables of this schema, compiled or from the cache."""
        found = self._schemas.get(schema)
        if found is not None:
            return found
        shape = _shape(self.law, schema)
        missing = [name for name in self.given if name not in {c for c, _, _ in shape.columns}]
        if missing:
            raise BadInput("columns", ", ".join(schema.names), f"the columns {', '.join(missing)}")
        if shape not in self._programs:
            self._programs[shape] = _Ready(self.law, self.questions, shape)
        found = self._schemas[schema] = self._programs[shape]
        return found

    def _batch(self, batch: Any) -> Any:
        ready = self.ready(batch.schema)
        rows = batch.num_rows
        columns = _columns(batch, ready.program, rows, self.region, self.month)
        out = np.empty((len(self.questions), rows), dtype=np.int64)
        status = columns.status
        ready.call(0, rows, columns.pointers.ctypes.data, out.ctypes.data, rows, status.ctypes.data)
        refusals: dict[int, str] = {}
        for row in np.flatnonzero(status).tolist():
            try:
                facts, region, month = _one(ready.known, batch, row, self.region, self.month)
                got = self.law.at(month, region).values(self.questions, facts)
                answers = [got[q] for q in self.questions]
                if any(not -(2**63) <= a < 2**63 for a in answers):
                    raise LawError(f"row {row}", "the answer does not fit 64 bits")
                out[:, row] = answers
            except ShebaoError as error:
                refusals[row] = str(error)
        holes, said = None, _nobody(rows)
        if refusals:
            holes = np.zeros(rows, dtype=bool)
            holes[list(refusals)] = True
            said = pa.array([refusals.get(r) for r in range(rows)], pa.string())
        arrays = [pa.array(answers, mask=holes) for answers in out]
        return pa.RecordBatch.from_arrays([*arrays, said], schema=self.schema)


@lru_cache(maxsize=8)
def _nobody(rows: int) -> Any:
    """The refusals of rows that all have their answers; columns are never changed, so one serves all batches."""
    return pa.nulls(rows, pa.string())


class _Ready:
    """A loop in memory: machine code, the tables of figures it reads, and its address."""

    def __init__(self, law: Law, questions: tuple[str, ...], shape: Shape) -> None:
        self.program = _plan(law, questions, shape)
        self.known = frozenset(name for name, _, _ in shape.columns)
        texts = dict(self.program.steps)
        named = [table.partition(":")[::2] for table in self.program.tables]
        codes = {c for kind, name in named if kind != "text" for c in law.figures[name].spans}
        codes |= {c for kind, name in named if kind == "text" for t in texts[name] for c in t.rule.regions}
        numbers, near = region_numbers(codes)
        tables = [_table(law, texts, kind, name, numbers) for kind, name in named]
        self._kept: list[Any] = tables
        self._pointers = np.array([p for t in tables for p in _addresses(t)], dtype=np.uint64)
        self._dims = np.array([d for t in tables for d in _dims(t)], dtype=np.int64)
        self._near = near
        self._slots = FIRST_SLOT + len(tables)
        code = _machine_code(law, questions, shape, self.program)
        self._engine, address, address_of_one = _load(code)
        self._function = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * 2, *ROW)(address)
        self.held = ctypes.PYFUNCTYPE(None, *[ctypes.c_int64] * 2, *ROW)(address)
        """The same with the interpreter's lock held: for a few rows, for which taking it again could take longer."""
        self.one = ctypes.CFUNCTYPE(None, ctypes.c_int64, *ROW)(address_of_one)
        """One row, for another compiled loop to call from inside: row, then as `arguments` says."""

    @property
    def size(self) -> int:
        """How many bytes the tables of figures take."""
        return self._near.nbytes + sum(t.data.nbytes + t.rows.nbytes + t.segments.nbytes for t in self._kept)

    def arguments(self, columns: int, out: int, stride: int, marks: int) -> tuple[tuple[int, ...], list[Any]]:
        """What a call is given after its rows, and what must be kept alive meanwhile; for one thread.

        columns: the address of the pointers to the columns; out: of the answers, question after question, `stride`
        rows each; marks: of a byte a row, set where the row is left to the interpreter.
        """
        frame, states = np.full(self._slots, -1, dtype=np.int64), np.zeros(self._slots, dtype=np.uint8)
        lasting = self._pointers, self._dims, self._near, frame, states
        return (columns, *(array.ctypes.data for array in lasting), out, stride, marks), [frame, states]

    def call(self, start: int, end: int, columns: int, out: int, stride: int, status: int) -> None:
        """Run rows start..end (without the interpreter's lock). Addresses as `engine.loop` lays them out."""
        arguments, _kept = self.arguments(columns, out, stride, status)
        self._function(start, end, *arguments)


def _plan(law: Law, questions: tuple[str, ...], shape: Shape) -> Program:
    """What the questions need in any place and month: columns, figures, then rules with all their texts in order."""
    lists = {name: is_list for name, is_list, _ in shape.columns}
    widths = {name: width for name, _, width in shape.columns}
    program = Program(questions, widths, lists, facts=dict(law.facts), figure_of=dict(law.figures))
    state: dict[str, int] = {}

    def visit(parameter: Parameter) -> None:
        key = parameter.key
        if state.get(key) == 2:
            return
        if state.get(key) == 1:
            raise LawError(key, "a cycle between texts of different places: it cannot be compiled in one loop")
        state[key] = 1
        texts: tuple[Text, ...] = ()
        if parameter.name not in lists and key == parameter.name:
            texts = law.texts_of(key, lists)
            asked = (n for text in law.rules.get(key, ()) for group in text.rule.given for n in group)
            program.conditions.update(n for n in asked if n in lists)
        for text in texts:
            for below in text.parameters:
                visit(below)
        if texts:
            program.step(key, texts)
        else:
            program.leaf(parameter)
        state[key] = 2

    for name in questions:
        visit(Parameter(name, "scalar", law.unit_of(name)))
    return program


def _table(law: Law, texts: Mapping[str, tuple[Text, ...]], kind: str, name: str, numbers: Mapping[str, int]) -> Dense:
    if kind == "text":
        return versions(texts[name], numbers)
    return by_time(law.figures[name], numbers) if kind == "line" else by_segment(law.figures[name], numbers)


# Columns of one batch, as the loop wants them.


@dataclass
class _Columns:
    pointers: npt.NDArray[np.uint64]
    status: npt.NDArray[np.uint8]
    kept: list[Any]


def _columns(batch: Any, program: Program, rows: int, region: str | None, month: int | None) -> _Columns:
    status = np.zeros(rows, dtype=np.uint8)
    kept: list[Any] = []
    pointers: list[int] = []

    def keep(array: npt.NDArray[Any]) -> None:
        made = np.ascontiguousarray(array)
        kept.append(made)
        pointers.append(made.ctypes.data)

    def judge_nulls(column: Any) -> None:
        nonlocal status
        if column.null_count:
            status |= np.asarray(column.is_null().to_numpy(zero_copy_only=False), dtype=np.uint8)

    for name in program.conditions:
        # A null is not stated: another text may hold for this row, and the interpreter finds it.
        judge_nulls(batch.column(name))
    for name in program.columns:
        if program.lists.get(name):
            column = batch.column(name)
            judge_nulls(column)
            ends = np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset : column.offset + rows + 1]
            values = column.values
            if values.null_count:
                raise BadInput(name, "null", "histories without nulls inside")
            keep(values.to_numpy(zero_copy_only=True))
            keep(ends)
        elif name in ("region", "as_of") and name not in program.lists:
            stated = int(region or NATION) if name == "region" else month
            if stated is None:
                raise BadInput("as_of", "nothing", "a column as_of, or a month when compiling")
            keep(np.full(1, stated, dtype=np.int64))
        else:
            column = batch.column(name)
            judge_nulls(column)
            keep((column.fill_null(0) if column.null_count else column).to_numpy(zero_copy_only=True))
    return _Columns(np.array(pointers or [0], dtype=np.uint64), status, kept)


def _shape(law: Law, schema: Any) -> Shape:
    known = set(law.names())
    found: list[tuple[str, bool, int]] = []
    for column in schema:
        if column.name not in known:
            continue
        kind = column.type
        is_list = pa.types.is_list(kind)
        value = kind.value_type if is_list else kind
        if not pa.types.is_signed_integer(value):
            raise BadInput(column.name, str(kind), "whole numbers (int8 to int64), or lists of them")
        fact = law.facts.get(column.name)
        if fact is not None and bool(fact.history) != is_list:
            raise BadInput(column.name, str(kind), "a list a person" if fact.history else "one number a person")
        found.append((column.name, is_list, value.bit_width))
    return Shape(tuple(sorted(found)))


def _pieces(source: Any) -> Iterator[Any]:
    if isinstance(source, str | Path):
        try:
            with pa.memory_map(str(source)) as mapped, pa.ipc.open_file(mapped) as reader:
                for n in range(reader.num_record_batches):
                    yield from _cut(reader.get_batch(n))
        except (OSError, pa.ArrowInvalid) as error:
            raise BadInput("path", str(source), f"an Arrow IPC file ({error})") from None
    elif isinstance(source, pa.RecordBatch):
        yield from _cut(source)
    elif isinstance(source, pa.Table):
        for batch in source.to_batches():
            yield from _cut(batch)
    else:
        for batch in source:
            yield from _cut(batch)


def _cut(batch: Any) -> Iterable[Any]:
    if batch.num_rows <= CHUNK * 2:
        return [batch]
    return (batch.slice(start, CHUNK) for start in range(0, batch.num_rows, CHUNK))


def _one(
    known: frozenset[str], batch: Any, row: int, region: str | None, month: int | None
) -> tuple[dict[str, Any], str, int]:
    """One row as a dossier. BadInput names a null inside."""
    facts: dict[str, Any] = {}
    for name in batch.schema.names:
        if name not in known:
            continue
        held = batch.column(name)[row].as_py()
        if held is None:
            continue
        facts[name] = held
    place = f"{facts.pop('region'):06d}" if "region" in facts else region or NATION
    when = facts.pop("as_of", month)
    if when is None:
        raise BadInput("as_of", "null", "a month")
    if not 0 <= when <= 9999 * 12:
        raise BadInput("as_of", when, "a month number (year * 12 + month - 1)")
    return facts, place, int(when)


# Machine code and its cache.


def _machine_code(law: Law, questions: Sequence[str], shape: Shape, program: Program) -> bytes:
    from llvmlite import binding as llvm  # pyright: ignore[reportMissingTypeStubs]

    cpu = llvm.get_host_cpu_name()
    digest = hashlib.sha256(repr((questions, shape, cpu, np.__version__, llvm.llvm_version_info)).encode())
    # The sources, never the figures: a reform of figures compiles nothing.
    sources = {Path(t.rule.source_file) for texts in law.rules.values() for t in texts}
    for path in sorted(sources | set(Path(__file__).parent.glob("*.py"))):
        digest.update(path.read_bytes())
    # When a lone text holds is written into the code; of several it is a table.
    lone = [(name, texts[0].since, texts[0].until) for name, texts in program.steps if not program.versioned(texts)]
    digest.update(repr(lone).encode())
    for kind, _, name in (table.partition(":") for table in program.tables):
        if kind == "text":
            continue
        figure = law.figures[name]
        digest.update(repr((name, figure.unit.name, figure.per, figure.low, figure.high, figure.keys)).encode())
    kept = cache_folder() / f"law-{digest.hexdigest()[:40]}.o"
    try:
        data = kept.read_bytes()
        if hashlib.sha256(data[32:]).digest() == data[:32]:
            return data[32:]
    except OSError:
        pass
    made = build(program)
    write_whole(kept, hashlib.sha256(made).digest() + made)
    return made


def _load(code: bytes) -> tuple[Any, int, int]:
    from llvmlite import binding as llvm  # pyright: ignore[reportMissingTypeStubs]

    from shebao.engine.loop import machine

    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine, engine.get_function_address("shebao_run"), engine.get_function_address("shebao_one")


def _addresses(table: Dense) -> tuple[int, int, int]:
    parts = table.data, table.rows, table.segments
    return tuple(part.ctypes.data for part in parts)  # type: ignore[return-value]


def _dims(table: Dense) -> tuple[int, int, int, int]:
    return table.places, table.cells, table.first_key, len(table.segments)

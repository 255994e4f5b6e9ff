"""The loop over people: columns in, figures looked up, every rule in order, answers and a mark out.

Figures that hold for a row's place and month lie in a frame that is filled anew only when place or month change from
one row to the next; figures asked with a place and time of their own (histories) are looked up where they are used.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from llvmlite import binding as llvm  # pyright: ignore[reportMissingTypeStubs]
from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.figures import Figure
from shebao.engine.law import Law
from shebao.engine.llvm import (
    GOOD,
    I8,
    I16,
    I32,
    I64,
    JUDGE,
    MISSING,
    PTR,
    RESULT,
    Argument,
    Code,
    Column,
    Lookup,
    Scalar,
    Tally,
    tame,
)
from shebao.engine.tables import HOLE, figure_range, unit_range
from shebao.engine.texts import Parameter, Text
from shebao.law.language import Fact

LONGEST_HISTORY = 1200
FULL = (-(2**63), 2**63 - 1)


@dataclass
class Program:
    """What is to be compiled: the columns in the order the loop takes them, the figures, the rules in order."""

    questions: tuple[str, ...]
    widths: dict[str, int]
    lists: dict[str, bool]
    columns: list[str] = field(default_factory=list[str])
    figures: list[str] = field(default_factory=list[str])
    versioned: list[str] = field(default_factory=list[str])
    conditions: set[str] = field(default_factory=set[str])  # columns whose being stated chose a text
    leaves: list[Parameter] = field(default_factory=list[Parameter])
    steps: list[tuple[str, tuple[Text, ...]]] = field(default_factory=list[tuple[str, tuple[Text, ...]]])
    facts: dict[str, Fact] = field(default_factory=dict[str, Fact])
    figure_of: dict[str, Figure] = field(default_factory=dict[str, Figure])

    def leaf(self, law: Law, parameter: Parameter) -> None:
        """Note where a leaf comes from: a column, a figure, or nowhere."""
        self.leaves.append(parameter)
        for name in ("region", "as_of"):
            if name not in self.columns:
                self.columns.append(name)
        if parameter.name in self.lists:
            if parameter.name not in self.columns:
                self.columns.append(parameter.name)
        elif parameter.name in law.figures:
            self.figures.append(parameter.name)

    def group_of(self, name: str) -> str:
        """The group of histories a list belongs to."""
        fact = self.facts.get(name)
        return fact.history or name if fact is not None else name

    def slot(self, name: str) -> int:
        """Where a column's pointer stands: lists take two places, values and offsets."""
        at = 0
        for column in self.columns:
            if column == name:
                return at
            at += 2 if self.lists.get(column) else 1
        raise KeyError(name)


def build(program: Program) -> bytes:
    """The object code of a program."""
    module, _ = module_of(program)
    parsed = llvm.parse_assembly(str(module))
    parsed.verify()
    target = machine()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    passes = llvm.create_pass_builder(target, options)
    passes.getModulePassManager().run(parsed, passes)
    return target.emit_object(parsed)


def machine() -> Any:
    """This computer as a target."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    features = llvm.get_host_cpu_features().flatten()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, reloc="pic", codemodel="jitdefault", jit=True
    )


def module_of(program: Program) -> tuple[Any, Tally]:
    """The program as an LLVM module, and how many of its operations were proven safe."""
    module = ir.Module("shebao")
    module.triple = llvm.get_default_triple()
    writer = _Loop(module, program)
    writer.write()
    return module, writer.tally


class _Loop:
    def __init__(self, module: Any, program: Program) -> None:
        self.module, self.program, self.tally = module, program, Tally()
        self.tables = [*program.figures, *(f"version of {n}" for n in program.versioned)]
        framed = [p.name for p in program.leaves if self.in_frame(p)]
        self.frame = {name: n for n, name in enumerate([*framed, *(f"version of {n}" for n in program.versioned)])}
        self.handles: dict[tuple[str, str], list[Any]] = {}
        self.look = self.write_look()

    def in_frame(self, leaf: Parameter) -> bool:
        program = self.program
        return leaf.shape == "scalar" and leaf.name not in program.lists and leaf.name in program.figure_of

    # The look-up every figure shares.

    def write_look(self) -> Any:
        """look(pointers, sizes, region number, when, key) → value and status."""
        kind = ir.FunctionType(RESULT, [PTR, PTR, PTR, I64, I64, I64, I64, I64, I64, I64])
        made = ir.Function(self.module, kind, "look")
        made.linkage = "internal"
        made.attributes.add("alwaysinline")
        data, rows, segments, count, first, keys, last, region, when, key = made.args
        b = ir.IRBuilder(made.append_basic_block("entry"))
        inside, out = b.append_basic_block("inside"), b.append_basic_block("out")
        place = b.sub(key, first)
        fits = b.and_(b.icmp_unsigned("<", when, last), b.icmp_unsigned("<", place, keys))
        b.cbranch(fits, inside, out)
        b.position_at_end(out)
        b.ret(ir.Constant(RESULT, [I64(0), I8(JUDGE)]))
        b.position_at_end(inside)
        row = b.zext(b.load(b.gep(rows, [region], source_etype=I16), typ=I16), I64)
        segment = b.zext(b.load(b.gep(segments, [when], source_etype=I16), typ=I16), I64)
        at = b.add(b.mul(b.add(b.mul(row, count), segment), keys), place)
        value = b.load(b.gep(data, [at], source_etype=I64), typ=I64)
        status = b.select(b.icmp_signed("==", value, I64(HOLE)), I8(JUDGE), I8(GOOD))
        got = b.insert_value(ir.Constant(RESULT, ir.Undefined), value, 0)
        b.ret(b.insert_value(got, status, 1))
        return made

    def ask(self, b: Any, table: str, region: Any, when: Any, key: Any) -> tuple[Any, Any]:
        got = b.call(self.look, [*self.handle(b, table), region, when, key])
        return b.extract_value(got, 0), b.extract_value(got, 1)

    def handle(self, b: Any, table: str) -> list[Any]:
        """A table's pointers and sizes, loaded once at the head of the function: loops then find them in registers."""
        key = b.function.name, table  # a loop is also written into a function that is thrown away
        if b.function.name == "dry" or key not in self.handles:
            n = self.tables.index(table)
            with b.goto_entry_block():
                self.handles[key] = [
                    *(b.load(b.gep(self.pointers, [I64(3 * n + i)], source_etype=PTR), typ=PTR) for i in range(3)),
                    *(b.load(b.gep(self.dims, [I64(4 * n + i)], source_etype=I64), typ=I64) for i in range(4)),
                ]
        return self.handles[key]

    def number_of(self, b: Any, region: Any) -> tuple[Any, Any]:
        """The region number of a six-digit code, and whether it is one."""
        fine = b.icmp_unsigned("<", region, I64(1_000_000))
        safe = b.select(fine, region, I64(0))
        number = b.zext(b.load(b.gep(self.near, [safe], source_etype=I16), typ=I16), I64)
        return number, b.select(fine, I8(GOOD), I8(JUDGE))

    # The functions.

    def write(self) -> None:
        self.write_fill()
        self.write_one()
        self.write_run()

    def write_fill(self) -> None:
        """fill(pointers, dims, near, region, as_of, frame values, frame states): figures of a place and month."""
        kind = ir.FunctionType(ir.VoidType(), [PTR, PTR, PTR, I64, I64, PTR, PTR])
        self.fill = ir.Function(self.module, kind, "fill")
        self.fill.linkage = "internal"
        self.fill.attributes.add("noinline")
        self.pointers, self.dims, self.near, region, as_of, values, states = self.fill.args
        b = ir.IRBuilder(self.fill.append_basic_block("entry"))
        start = b.append_basic_block("start")
        b.branch(start)
        b.position_at_end(start)
        number, known = self.number_of(b, region)
        year = b.udiv(as_of, I64(12))
        for name, n in self.frame.items():
            figure = self.program.figure_of.get(name)
            when = year if figure is not None and figure.per == "year" else as_of
            value, status = self.ask(b, name, number, when, I64(0))
            status = b.select(b.icmp_unsigned("==", known, I8(GOOD)), status, known)
            b.store(value, b.gep(values, [I64(n)], source_etype=I64))
            b.store(status, b.gep(states, [I64(n)], source_etype=I8))
        b.ret_void()

    def write_one(self) -> None:
        """one(row, columns, pointers, dims, near, frame values, frame states, out, stride, marks): one person."""
        kind = ir.FunctionType(ir.VoidType(), [I64, PTR, PTR, PTR, PTR, PTR, PTR, PTR, I64, PTR])
        self.one = ir.Function(self.module, kind, "shebao_one")
        row, columns, self.pointers, self.dims, self.near, values, states, out, stride, marks = self.one.args
        b = ir.IRBuilder(self.one.append_basic_block("entry"))
        start = b.append_basic_block("start")
        b.branch(start)
        b.position_at_end(start)
        self.row, self.columns, self.values, self.states = row, columns, values, states
        region, region_status, _ = self.scalar_column(b, "region")
        as_of, as_of_status, _ = self.scalar_column(b, "as_of")
        number, known = self.number_of(b, region)
        self.here = number, as_of
        held: dict[str, Argument] = {
            "region": Scalar(region, _worse(b, region_status, known), (0, 999_999)),
            "as_of": Scalar(as_of, as_of_status, self.fact_range("as_of")),
        }
        for leaf in self.program.leaves:
            if leaf.name not in ("region", "as_of"):
                held[leaf.name] = self.leaf(b, leaf)
        for name, texts in self.program.steps:
            held[name] = self.step(b, name, texts, held)
        mark = I8(GOOD)
        for n, question in enumerate(self.program.questions):
            answer = held[question]
            assert isinstance(answer, Scalar)
            place = b.add(b.mul(I64(n), stride), row)
            b.store(answer.value, b.gep(out, [place], source_etype=I64))
            mark = _worse(b, mark, answer.status)
        seat = b.gep(marks, [row], source_etype=I8)
        b.store(b.or_(b.load(seat, typ=I8), mark), seat)
        b.ret_void()

    def write_run(self) -> None:
        """run(start, end, columns, pointers, dims, near, out, stride, marks): the rows start to end."""
        kind = ir.FunctionType(ir.VoidType(), [I64, I64, PTR, PTR, PTR, PTR, PTR, I64, PTR])
        run = ir.Function(self.module, kind, "shebao_run")
        start, end, columns, pointers, dims, near, out, stride, marks = run.args
        b = ir.IRBuilder(run.append_basic_block("entry"))
        size = max(1, len(self.frame))
        values, states = b.alloca(I64, size), b.alloca(I8, size)
        index, last_region, last_month = b.alloca(I64), b.alloca(I64), b.alloca(I64)
        for slot, value in ((index, start), (last_region, I64(-1)), (last_month, I64(-1))):
            b.store(value, slot)
        head, body, refill, work, done = (b.append_basic_block(n) for n in ("head", "body", "refill", "work", "done"))
        b.branch(head)
        b.position_at_end(head)
        row = b.load(index, typ=I64)
        b.cbranch(b.icmp_signed("<", row, end), body, done)
        b.position_at_end(body)
        self.row, self.columns = row, columns
        region, _, _ = self.scalar_column(b, "region")
        as_of, _, _ = self.scalar_column(b, "as_of")
        same = b.and_(
            b.icmp_signed("==", region, b.load(last_region, typ=I64)),
            b.icmp_signed("==", as_of, b.load(last_month, typ=I64)),
        )
        b.cbranch(same, work, refill)
        b.position_at_end(refill)
        b.call(self.fill, [pointers, dims, near, region, as_of, values, states])
        b.store(region, last_region)
        b.store(as_of, last_month)
        b.branch(work)
        b.position_at_end(work)
        b.call(self.one, [row, columns, pointers, dims, near, values, states, out, stride, marks])
        b.store(b.add(row, I64(1)), index)
        b.branch(head)
        b.position_at_end(done)
        b.ret_void()

    # Leaves.

    def pointer(self, b: Any, slot: int) -> Any:
        return b.load(b.gep(self.columns, [I64(slot)], source_etype=PTR), typ=PTR)

    def scalar_column(self, b: Any, name: str) -> tuple[Any, Any, tuple[int, int]]:
        program = self.program
        data = self.pointer(b, program.slot(name))
        width = ir.IntType(program.widths.get(name, 64))
        row = self.row if name in program.lists else I64(0)
        value = b.load(b.gep(data, [row], source_etype=width), typ=width)
        if width != I64:
            value = b.sext(value, I64)
        low, high = self.fact_range(name)
        if (low, high) == FULL:
            return value, I8(GOOD), FULL
        inside = b.icmp_unsigned("<=", b.sub(value, I64(low)), I64(high - low))
        status = b.select(inside, I8(GOOD), I8(JUDGE))
        return tame(b, value, status, (low, high)), status, (low, high)

    def fact_range(self, name: str) -> tuple[int, int]:
        fact = self.program.facts.get(name)
        if fact is not None:
            return fact.low, fact.high
        figure = self.program.figure_of.get(name)
        if figure is not None:
            return figure_range(figure)
        return FULL

    def leaf(self, b: Any, leaf: Parameter) -> Argument:
        program, name = self.program, leaf.name
        figure = program.figure_of.get(name)
        if name in program.lists:
            if program.lists[name]:
                width = ir.IntType(program.widths[name])
                slot = program.slot(name)
                offsets = self.pointer(b, slot + 1)
                begin, end = (
                    b.sext(b.load(b.gep(offsets, [b.add(self.row, I64(n))], source_etype=I32), typ=I32), I64)
                    for n in (0, 1)
                )
                values = b.gep(self.pointer(b, slot), [begin], source_etype=width)
                count = b.sub(end, begin)
                fits = b.icmp_unsigned("<=", count, I64(LONGEST_HISTORY))
                safe = b.select(fits, count, I64(0))
                status = b.select(fits, I8(GOOD), I8(JUDGE))
                return Column(values, safe, status, width, self.fact_range(name), LONGEST_HISTORY)
            value, status, span = self.scalar_column(b, name)
            if leaf.shape in ("series", "table"):
                return Lookup(lambda _b, _key, v=value, s=status: (v, s), span)
            return Scalar(value, status, span)
        if figure is not None:
            if leaf.shape == "scalar":
                n = self.frame[name]
                value = b.load(b.gep(self.values, [I64(n)], source_etype=I64), typ=I64)
                status = b.load(b.gep(self.states, [I64(n)], source_etype=I8), typ=I8)
                span = figure_range(figure)
                return Scalar(tame(b, value, status, span), status, span)
            return Lookup(self.series(figure) if leaf.shape == "series" else self.table(figure), figure_range(figure))
        fact = program.facts.get(name)
        if fact is not None and fact.default is not None and not fact.history:
            return Scalar(I64(fact.default), I8(GOOD), (fact.default, fact.default))
        if leaf.shape == "history":
            return Column(ir.Constant(PTR, None), I64(0), I8(MISSING), I64, unit_range(leaf.unit), 0)
        if leaf.shape == "scalar":
            return Scalar(I64(0), I8(MISSING), (0, 0))
        return Lookup(lambda _b, _key: (I64(0), I8(MISSING)), (0, 0))

    def series(self, figure: Figure) -> Any:
        def call(b: Any, key: Sequence[Any]) -> tuple[Any, Any]:
            number, known = self.number_of(b, key[0])
            value, status = self.ask(b, figure.name, number, key[1], I64(0))
            return value, _worse(b, known, status)

        return call

    def table(self, figure: Figure) -> Any:
        def call(b: Any, key: Sequence[Any]) -> tuple[Any, Any]:
            number, as_of = self.here
            when = b.udiv(as_of, I64(12)) if figure.per == "year" else as_of
            return self.ask(b, figure.name, number, when, key[0])

        return call

    # Rules.

    def step(self, b: Any, name: str, texts: tuple[Text, ...], held: dict[str, Argument]) -> Scalar:
        """A rule: the text in force where and when the row is, or nothing."""
        with b.goto_entry_block():
            value, status = b.alloca(I64), b.alloca(I8)
        b.store(I64(0), value)
        b.store(I8(JUDGE), status)
        after = b.append_basic_block(f"{name}.after")
        span: tuple[int, int] | None = None
        version: Any = None
        if name in self.program.versioned:
            n = self.frame[f"version of {name}"]
            version = b.load(b.gep(self.values, [I64(n)], source_etype=I64), typ=I64)
        for n, text in enumerate(texts):
            here, beyond = b.append_basic_block(f"{name}.{n}"), b.append_basic_block(f"{name}.not{n}")
            if version is not None:
                b.cbranch(b.icmp_signed("==", version, I64(n)), here, beyond)
            else:
                as_of = self.here[1]
                fits = b.and_(b.icmp_signed(">=", as_of, I64(text.since)), b.icmp_signed("<=", as_of, I64(text.until)))
                b.cbranch(fits, here, beyond)
            b.position_at_end(here)
            arguments = {p.name: self.as_asked(p, held[p.name]) for p in text.parameters}
            code = Code(self.module, text.rule.function, arguments, self.tally)
            made, good, low_high = code.into(b)
            low_high, good = self.bounded(b, name, text, made, good, low_high)
            b.store(made, value)
            b.store(good, status)
            span = low_high if span is None else (min(span[0], low_high[0]), max(span[1], low_high[1]))
            b.branch(after)
            b.position_at_end(beyond)
        b.branch(after)
        b.position_at_end(after)
        got, state = b.load(value, typ=I64), b.load(status, typ=I8)
        fact = self.program.facts.get(name)
        span = span or (0, 0)
        if fact is not None and fact.default is not None:
            lacking = b.icmp_unsigned("==", state, I8(MISSING))
            got = b.select(lacking, I64(fact.default), got)
            state = b.select(lacking, I8(GOOD), state)
            span = (min(span[0], fact.default), max(span[1], fact.default))
        return Scalar(tame(b, got, state, span), state, span)

    def as_asked(self, parameter: Parameter, held: Argument) -> Argument:
        if parameter.shape in ("series", "table") and isinstance(held, Scalar):
            return Lookup(lambda _b, _key: (held.value, held.status), held.range)
        return held

    def bounded(
        self, b: Any, name: str, text: Text, value: Any, status: Any, span: tuple[int, int]
    ) -> tuple[tuple[int, int], Any]:
        """Hold a result to its declared bounds, or those of the fact it stands for; beyond them the row is marked."""
        fact = self.program.facts.get(name)
        low, high = text.rule.bounds or ((fact.low, fact.high) if fact is not None else FULL)
        if low <= span[0] and span[1] <= high:
            return span, status
        self.tally.guarded += 1
        inside = b.and_(b.icmp_signed(">=", value, I64(low)), b.icmp_signed("<=", value, I64(high)))
        bad = b.select(inside, I8(GOOD), I8(JUDGE))
        return (max(low, span[0]), min(high, span[1])), _worse(b, status, bad)


def _worse(b: Any, first: Any, second: Any) -> Any:
    """Both statuses together."""
    if isinstance(first, ir.Constant) and first.constant == GOOD:
        return second
    if isinstance(second, ir.Constant) and second.constant == GOOD:
        return first
    return b.or_(first, second)

"""The loop over people: columns in, figures looked up, every rule in order, answers and a mark out.

The one thing to know: rows go through in blocks. A block's columns are first held against the bounds of their facts in
one plain pass, on which all proofs stand; a row outside is marked and left out. Then each person is computed: the
turns of all rules over a history in one loop, after it everything else in order.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from llvmlite import binding as llvm  # pyright: ignore[reportMissingTypeStubs]
from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.arithmetic import FULL, I1, I8, I32, I64, PTR, Range, Tally
from shebao.engine.code import GOOD, JUDGE, MISSING, Argument, Code, Column, Lookup, Scalar, Walk, names_used, turn_loop
from shebao.engine.figures import Figure
from shebao.engine.law import Law
from shebao.engine.lookup import MONTH, REGION, Figures
from shebao.engine.tables import figure_range, unit_range
from shebao.engine.texts import Parameter, Text
from shebao.law.language import Fact

LONGEST_HISTORY = 1200
BLOCK = 128
VOID = ir.VoidType()


@dataclass
class Program:
    """What is to be compiled: the columns in the order the loop takes them, the figures, the rules in order."""

    questions: tuple[str, ...]
    widths: dict[str, int]
    lists: dict[str, bool]
    columns: list[str] = field(default_factory=list[str])
    tables: list[str] = field(default_factory=list[str])
    leaves: list[Parameter] = field(default_factory=list[Parameter])
    steps: list[tuple[str, tuple[Text, ...]]] = field(default_factory=list[tuple[str, tuple[Text, ...]]])
    facts: dict[str, Fact] = field(default_factory=dict[str, Fact])
    figure_of: dict[str, Figure] = field(default_factory=dict[str, Figure])

    def leaf(self, parameter: Parameter) -> None:
        """Note where a leaf comes from: a column, a figure, or nowhere."""
        self.leaves.append(parameter)
        for name in ("region", "as_of"):
            if name not in self.columns:
                self.columns.append(name)
        if parameter.name in self.lists:
            if parameter.name not in self.columns:
                self.columns.append(parameter.name)
        elif parameter.name in self.figure_of:
            shape = {"scalar": "value", "table": "cell", "series": "line"}[parameter.shape]
            self.tables.append(f"{shape}:{parameter.name}")

    def step(self, name: str, texts: tuple[Text, ...]) -> None:
        """Note a rule; one with several texts needs the table of which is in force."""
        self.steps.append((name, texts))
        if self.versioned(texts):
            self.tables.append(f"text:{name}")

    def versioned(self, texts: tuple[Text, ...]) -> bool:
        """Whether place and time decide which text is in force."""
        return len(texts) > 1 or any(text.rule.regions for text in texts)

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

    def width(self, name: str) -> int:
        """How many bits a column's numbers have; places and months stated when compiling have 64."""
        return self.widths.get(name, 64)

    def range(self, name: str) -> Range:
        """What a column's values are held to."""
        fact = self.facts.get(name)
        if fact is not None:
            return fact.low, fact.high
        figure = self.figure_of.get(name)
        return figure_range(figure) if figure is not None else FULL


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
    writer.write_outside()
    writer.write_fill()
    writer.write_person()
    writer.write_one()
    writer.write_run()
    return module, writer.tally


class _Loop:
    def __init__(self, module: Any, program: Program) -> None:
        self.module, self.program, self.tally = module, program, Tally()
        self.figures = Figures(program.tables, program.figure_of)

    def function(self, name: str, result: Any, kinds: list[Any], *, inside: bool = True) -> tuple[Any, Any]:
        """A new function and a builder in it, behind an entry block that stays open."""
        made = ir.Function(self.module, ir.FunctionType(result, kinds), name)
        if inside:
            made.linkage = "internal"
        b = ir.IRBuilder(made.append_basic_block("entry"))
        start = b.append_basic_block("start")
        b.branch(start)
        b.position_at_end(start)
        return made, b

    # Bounds of columns.

    def write_outside(self) -> None:
        """outside(first, last, columns) → whether any value of the rows first..last lies outside its fact's bounds."""
        self.outside, b = self.function("outside", I1, [I64, I64, PTR])
        self.outside.attributes.add("noinline")
        first, last, self.columns = self.outside.args
        bad: Any = I1(0)
        for name in self.program.columns:
            begin, end = first, last
            if self.program.lists.get(name):
                offsets = self.pointer(b, self.program.slot(name) + 1)
                begin, end = (self.offset(b, offsets, row) for row in (first, last))
            elif name not in self.program.lists:
                begin, end = I64(0), I64(1)
            bad = b.or_(bad, self.any_outside(b, name, begin, end))
        b.ret(bad)

    def any_outside(self, b: Any, name: str, begin: Any, end: Any) -> Any:
        """Whether any of a column's values begin..end lies outside; a loop without branches, eight at a time."""
        bits = self.program.width(name)
        width = ir.IntType(bits)
        least, most = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        low, high = (min(max(x, least), most) for x in self.program.range(name))
        if (low, high) == (least, most):
            return I1(0)
        values = self.pointer(b, self.program.slot(name))
        with b.goto_entry_block():
            seen = b.alloca(width)
        b.store(width(0), seen)

        def turn(at: Any) -> None:
            value = b.load(b.gep(values, [b.add(begin, at)], source_etype=width), typ=width)
            beyond = b.icmp_unsigned(">", b.sub(value, width(low)), width(high - low))
            b.store(b.or_(b.load(seen, typ=width), b.zext(beyond, width)), seen)

        turn_loop(b, b.sub(end, begin), turn)
        return b.icmp_unsigned("!=", b.load(seen, typ=width), width(0))

    # The frame.

    def write_fill(self) -> None:
        """fill(pointers, dims, near, frame, states, region, as_of): figures of a place and month."""
        self.fill, b = self.function("fill", VOID, [PTR] * 5 + [I64, I64])
        self.fill.attributes.add("noinline")
        *given, region, as_of = self.fill.args
        self.figures.enter(*given)
        self.figures.fill(b, region, as_of)
        b.ret_void()

    def refilled(self, b: Any, row: Any, given: list[Any]) -> None:
        """Fill the frame anew if the row has another place or month than it holds."""
        region, as_of = self.scalar_column(b, "region", row), self.scalar_column(b, "as_of", row)
        self.figures.enter(*given)
        held = [b.load(self.figures.slot(b, n), typ=I64) for n in (REGION, MONTH)]
        same = b.and_(b.icmp_signed("==", region, held[0]), b.icmp_signed("==", as_of, held[1]))
        anew, on = b.append_basic_block("refill"), b.append_basic_block("filled")
        b.cbranch(same, on, anew)
        b.position_at_end(anew)
        b.call(self.fill, [*given, region, as_of])
        b.branch(on)
        b.position_at_end(on)

    # One person.

    def write_person(self) -> None:
        """person(row, columns, pointers, dims, near, frame, states, out, stride, marks): a row inside its bounds."""
        self.person, b = self.function("person", VOID, [I64] + [PTR] * 7 + [I64, PTR])
        self.row, self.columns, *given, out, stride, marks = self.person.args
        self.figures.enter(*given)
        seat = b.gep(marks, [self.row], source_etype=I8)
        self.exit = b.append_basic_block("judge")
        self.as_of = self.scalar_column(b, "as_of", self.row)
        held = self.leaves(b)
        early = self.walked(b, held)
        for name, texts in self.program.steps:
            held[name] = self.step(b, name, texts, held, early)
        mark: Any = I8(GOOD)
        for n, question in enumerate(self.program.questions):
            answer = held[question]
            assert isinstance(answer, Scalar)
            place = b.add(b.mul(I64(n), stride), self.row)
            b.store(answer.value, b.gep(out, [place], source_etype=I64))
            mark = _worse(b, mark, answer.status)
        b.store(mark, seat)
        b.ret_void()
        b.position_at_end(self.exit)
        b.store(I8(JUDGE), seat)
        b.ret_void()

    def leaves(self, b: Any) -> dict[str, Argument]:
        region = self.scalar_column(b, "region", self.row)
        held: dict[str, Argument] = {
            "region": Scalar(region, I8(GOOD), self.program.range("region")),
            "as_of": Scalar(self.as_of, I8(GOOD), self.program.range("as_of")),
        }
        counts: dict[str, Any] = {}
        for leaf in self.program.leaves:
            if leaf.key not in held:
                held[leaf.key] = self.leaf(b, leaf, counts)
        return held

    def leaf(self, b: Any, leaf: Parameter, counts: dict[str, Any]) -> Argument:
        program, name = self.program, leaf.name
        figure = program.figure_of.get(name)
        if name in program.lists:
            if program.lists[name]:
                return self.history(b, name, counts)
            value, span = self.scalar_column(b, name, self.row), program.range(name)
            if leaf.shape in ("series", "table"):
                return Lookup(lambda _b, _key: (value, I8(GOOD)), span)
            return Scalar(value, I8(GOOD), span)
        if figure is not None:
            return self.figures.argument(b, figure, leaf.shape)
        fact = program.facts.get(name)
        if fact is not None and fact.default is not None and not fact.history:
            return Scalar(I64(fact.default), I8(GOOD), (fact.default, fact.default))
        if leaf.shape == "history":
            return Column(ir.Constant(PTR, None), I64(0), I8(MISSING), I64, unit_range(leaf.unit), 0)
        if leaf.shape == "scalar":
            return Scalar(I64(0), I8(MISSING), (0, 0))
        return Lookup(lambda _b, _key: (I64(0), I8(MISSING)), (0, 0))

    def history(self, b: Any, name: str, counts: dict[str, Any]) -> Column:
        """A list of this row; lists of one group are as long as each other."""
        program = self.program
        slot, width = program.slot(name), ir.IntType(program.width(name))
        offsets = self.pointer(b, slot + 1)
        begin, end = self.offset(b, offsets, self.row), self.offset(b, offsets, b.add(self.row, I64(1)))
        values = b.gep(self.pointer(b, slot), [begin], source_etype=width)
        count = b.sub(end, begin)
        group = program.group_of(name)
        if group in counts:
            self.unless(b, b.icmp_signed("==", count, counts[group]))
        else:
            self.unless(b, b.icmp_unsigned("<=", count, I64(LONGEST_HISTORY)))
            counts[group] = count
        return Column(values, counts[group], I8(GOOD), width, program.range(name), LONGEST_HISTORY)

    def unless(self, b: Any, good: Any) -> None:
        """Leave the row to the interpreter unless `good` holds."""
        on = b.append_basic_block("on")
        b.cbranch(good, on, self.exit).set_weights([100_000, 1])
        b.position_at_end(on)

    def pointer(self, b: Any, slot: int) -> Any:
        with b.goto_entry_block():
            return b.load(b.gep(self.columns, [I64(slot)], source_etype=PTR), typ=PTR)

    def offset(self, b: Any, offsets: Any, row: Any) -> Any:
        return b.sext(b.load(b.gep(offsets, [row], source_etype=I32), typ=I32), I64)

    def scalar_column(self, b: Any, name: str, row: Any) -> Any:
        program = self.program
        width = ir.IntType(program.width(name))
        at = row if name in program.lists else I64(0)
        value = b.load(b.gep(self.pointer(b, program.slot(name)), [at], source_etype=width), typ=width)
        return value if width == I64 else b.sext(value, I64)

    # Histories.

    def walked(self, b: Any, held: dict[str, Argument]) -> dict[str, Code]:
        """Write the loops of the rules that need nothing but facts and figures, one loop a group of histories."""
        groups: dict[str, list[tuple[str, Code]]] = {}
        for name, texts in self.program.steps:
            text = texts[0]
            if self.program.versioned(texts):
                continue
            code = Code(self.module, text.rule.function, {}, self.tally, self.exit)
            if code.parts is None:
                continue
            used = names_used([*code.parts.before, code.parts.loop])
            needed = [p for p in text.parameters if p.name in used]
            if not all(p.key in held for p in needed):
                continue
            columns = [held[h] for h in code.parts.histories]
            if all(isinstance(c, Column) and c.longest for c in columns):
                code.arguments = {p.name: held[p.key] for p in needed}
                groups.setdefault(self.program.group_of(code.parts.histories[0]), []).append((name, code))
        for members in groups.values():
            self.walk_together(b, [code for _, code in members])
        return {name: code for members in groups.values() for name, code in members}

    def walk_together(self, b: Any, codes: list[Code]) -> None:
        walks: list[Walk] = []
        for code in codes:
            assert code.parts is not None
            code.begin(b)
            code.block(code.parts.before)
            walks.append(code.walk(code.parts.loop, code.parts.histories, code.parts.names))

        def turn(at: Any) -> None:
            read: dict[Any, Any] = {}
            for code, walk in zip(codes, walks, strict=True):
                code.turn(walk, at, read)

        turn_loop(b, walks[0].columns[0].count, turn)
        for code, walk in zip(codes, walks, strict=True):
            code.leave(walk)

    # Rules.

    def step(
        self, b: Any, name: str, texts: tuple[Text, ...], held: dict[str, Argument], early: dict[str, Code]
    ) -> Scalar:
        """A rule: the text in force where and when the row is, or nothing."""
        with b.goto_entry_block():
            value, status = b.alloca(I64), b.alloca(I8)
        b.store(I64(0), value)
        b.store(I8(JUDGE), status)
        after = b.append_basic_block(f"{name}.after")
        span: Range | None = None
        version = self.figures.held(b, f"text:{name}")[0] if self.program.versioned(texts) else None
        for n, text in enumerate(texts):
            here, beyond = b.append_basic_block(f"{name}.{n}"), b.append_basic_block(f"{name}.not{n}")
            b.cbranch(self.in_force(b, text, version, n), here, beyond)
            b.position_at_end(here)
            made, good, reach = self.written(b, name, text, held, early)
            made, good, reach = self.bounded(b, name, text, made, good, reach)
            b.store(made, value)
            b.store(good, status)
            span = reach if span is None else (min(span[0], reach[0]), max(span[1], reach[1]))
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
        # What is no good still has to be a value that the proofs allow.
        tame = b.select(b.icmp_unsigned("==", state, I8(GOOD)), got, I64(span[0]))
        return Scalar(tame, state, span)

    def in_force(self, b: Any, text: Text, version: Any, n: int) -> Any:
        if version is not None:
            return b.icmp_signed("==", version, I64(n))
        begun, ended = (
            b.icmp_signed(">=", self.as_of, I64(text.since)),
            b.icmp_signed("<=", self.as_of, I64(text.until)),
        )
        return b.and_(begun, ended)

    def written(
        self, b: Any, name: str, text: Text, held: dict[str, Argument], early: dict[str, Code]
    ) -> tuple[Any, Any, Range]:
        arguments = {p.name: held[p.key] for p in text.parameters}
        code = early.get(name)
        if code is None:
            return Code(self.module, text.rule.function, arguments, self.tally, self.exit).into(b)
        assert code.parts is not None
        code.arguments = arguments
        return code.finish(code.parts.after)

    def bounded(self, b: Any, name: str, text: Text, value: Any, status: Any, span: Range) -> tuple[Any, Any, Range]:
        """Hold a result to its declared bounds, or those of the fact it stands for; beyond them the row is marked."""
        fact = self.program.facts.get(name)
        low, high = text.rule.bounds or ((fact.low, fact.high) if fact is not None else FULL)
        if low <= span[0] and span[1] <= high:
            return value, status, span
        self.tally.guarded += 1
        inside = b.and_(b.icmp_signed(">=", value, I64(low)), b.icmp_signed("<=", value, I64(high)))
        status = _worse(b, status, b.select(inside, I8(GOOD), I8(JUDGE)))
        return value, status, (max(low, span[0]), min(high, span[1]))

    # Many people.

    def write_one(self) -> None:
        """shebao_one(as person): check one row's bounds, fill the frame if need be, compute it. For other loops."""
        one, b = self.function("shebao_one", VOID, [I64] + [PTR] * 7 + [I64, PTR], inside=False)
        row, self.columns, *given, _, _, marks = one.args
        self.careful(b, row, marks, lambda: self.refilled_person(b, row, one.args, given))
        b.ret_void()

    def refilled_person(self, b: Any, row: Any, args: Any, given: list[Any]) -> None:
        self.refilled(b, row, given)
        b.call(self.person, [row, *args[1:]])

    def careful(self, b: Any, row: Any, marks: Any, compute: Callable[[], None]) -> None:
        """Compute a row that lies inside its bounds, mark one that does not."""
        bad, good, on = (b.append_basic_block(n) for n in ("bad", "good", "next"))
        b.cbranch(b.call(self.outside, [row, b.add(row, I64(1)), self.columns]), bad, good)
        b.position_at_end(bad)
        b.store(I8(JUDGE), b.gep(marks, [row], source_etype=I8))
        b.branch(on)
        b.position_at_end(good)
        compute()
        b.branch(on)
        b.position_at_end(on)

    def write_run(self) -> None:
        """shebao_run(start, end, columns, pointers, dims, near, frame, states, out, stride, marks): many rows.

        A row whose mark is set already is left alone.
        """
        run, b = self.function("shebao_run", VOID, [I64, I64] + [PTR] * 7 + [I64, PTR], inside=False)
        start, end, self.columns, *given, _, _, marks = run.args
        blocks = b.udiv(b.add(b.sub(end, start), I64(BLOCK - 1)), I64(BLOCK))

        def block(number: Any) -> None:
            first = b.add(start, b.mul(number, I64(BLOCK)))
            last = b.add(first, I64(BLOCK))
            last = b.select(b.icmp_signed("<", last, end), last, end)
            beyond = b.call(self.outside, [first, last, self.columns])
            turn_loop(b, b.sub(last, first), lambda at: row_of(b.add(first, at), beyond))

        def row_of(row: Any, beyond: Any) -> None:
            marked = b.icmp_unsigned("!=", b.load(b.gep(marks, [row], source_etype=I8), typ=I8), I8(GOOD))
            look, check, clean, after = (b.append_basic_block(n) for n in ("look", "check", "clean", "after"))
            b.cbranch(marked, after, look).set_weights([1, 1000])
            b.position_at_end(look)
            b.cbranch(beyond, check, clean).set_weights([1, 1000])
            b.position_at_end(clean)
            self.refilled_person(b, row, run.args[1:], given)
            b.branch(after)
            b.position_at_end(check)
            b.call(one, [row, *run.args[2:]])
            b.branch(after)
            b.position_at_end(after)

        one = self.module.globals["shebao_one"]
        turn_loop(b, blocks, block)
        b.ret_void()


def _worse(b: Any, first: Any, second: Any) -> Any:
    """Both statuses together."""
    if isinstance(first, ir.Constant) and first.constant == GOOD:
        return second
    if isinstance(second, ir.Constant) and second.constant == GOOD:
        return first
    return b.or_(first, second)

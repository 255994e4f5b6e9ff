"""The loop over people: columns in, figures looked up, every rule in order, answers and a mark out.

The one thing to know: rows go through in blocks. A block's columns are first held against the bounds of their facts in
one plain pass, on which all proofs stand; a row outside is marked and left out. Then each person is computed: the
turns of all rules over a history in one loop, after it everything else in order.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import binding as llvm  # pyright: ignore[reportMissingTypeStubs]
from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.arithmetic import FULL, I1, I8, I32, I64, PTR, Range, Tally, join, leave_where, widened
from shebao.engine.code import MISSING, Argument, Code, Lookup, Scalar
from shebao.engine.figures import unit_range
from shebao.engine.lookup import MONTH, REGION, Figures
from shebao.engine.program import Program
from shebao.engine.tables import GOOD, JUDGE
from shebao.engine.texts import Parameter, Text, unit_of
from shebao.engine.walking import Column, Walk, Watch, names_used, turn_loop
from shebao.law.language import Fact

LONGEST_HISTORY = 1200
BLOCK = 64
USUAL_HISTORY, CACHE_LINE = 32, 64
"""Rows of a history and bytes at a time that are fetched ahead; other lengths only wait a little."""
VOID = ir.VoidType()
ROW = [I64, *[PTR] * 7]
"""What a person's code is given first: row, columns, pointers, dims, near, frame, states, and where results go."""


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
    # Dividends here are products that seldom fit 32 bits: trying the short division first only costs.
    features = f"{llvm.get_host_cpu_features().flatten()},-idivq-to-divl"
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
    writer.write_walks()
    writer.write_persons()
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
        spans = [(t[0].since, t[0].until) for _, t in self.program.steps if not self.program.versioned(t)]
        self.figures.fill(b, region, as_of, spans)
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

    def write_person(self, *, sure: bool) -> Any:
        """person(row, columns, pointers, dims, near, frame, states, out, stride, marks): a row inside its bounds.

        sure: for rows whose place and month know all figures of the frame and have every text in force, which is
        nearly always: then nothing of that needs to be looked at row by row.
        """
        self.sure = sure
        groups, walks = self.groups(), self.walks
        for members in groups:
            for name, code in members:
                code.ranges = dict(self.left[name])
        person, b = self.function("person.sure" if sure else "person", VOID, [*ROW, I64, PTR])
        self.row, self.columns, *given, out, stride, marks = person.args
        self.figures.enter(*given)
        seat = b.gep(marks, [self.row], source_etype=I8)
        self.exit = b.append_basic_block("judge")
        self.as_of = self.scalar_column(b, "as_of", self.row)
        walked: dict[str, Code] = {}
        for members, walk in zip(groups, walks, strict=True):
            self.call_walk(b, walk, [self.row, self.columns, *given], [code for _, code in members])
            walked.update(members)
        held = self.leaves(b, self.asked(walked))
        for name, texts in self.program.steps:
            held[name] = self.step(b, name, texts, held, walked)
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
        return person

    def asked(self, walked: dict[str, Code]) -> set[str]:
        """The keys that rules ask for outside the loops written before."""
        found: set[str] = set(self.program.questions)
        for name, texts in self.program.steps:
            parts = walked[name].parts if name in walked else None
            for text in texts:
                used = names_used(parts.after) if parts is not None else {p.name for p in text.parameters}
                found |= {p.key for p in text.parameters if p.name in used}
        return found

    def leaves(self, b: Any, wanted: set[str]) -> dict[str, Argument]:
        """The facts and figures that are wanted, at the head of the function."""
        held: dict[str, Argument] = {
            "region": Scalar(self.scalar_column(b, "region", self.row), I8(GOOD), self.program.range("region")),
            "as_of": Scalar(self.scalar_column(b, "as_of", self.row), I8(GOOD), self.program.range("as_of")),
        }
        counts: dict[str, Any] = {}
        for leaf in self.program.leaves:
            if leaf.key in wanted and leaf.key not in held:
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
            return self.figures.argument(b, figure, leaf.shape, sure=self.sure)
        fact = program.facts.get(name)
        if fact is not None and fact.default is not None and not fact.history:
            return Scalar(I64(fact.default), I8(GOOD), (fact.default, fact.default))
        if leaf.shape == "history":
            return Column(ir.Constant(PTR, None), I64(0), I8(MISSING), I64, unit_range(leaf.unit), 0)
        if leaf.shape == "scalar":
            # One, not zero: what divides by it before its status is looked at goes on.
            return Scalar(I64(1), I8(MISSING), (1, 1))
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
            leave_where(b, b.icmp_signed("!=", count, counts[group]), self.exit)
        else:
            leave_where(b, b.icmp_unsigned(">", count, I64(LONGEST_HISTORY)), self.exit)
            counts[group] = count
        return Column(values, counts[group], I8(GOOD), width, program.range(name), LONGEST_HISTORY)

    def pointer(self, b: Any, slot: int) -> Any:
        with b.goto_entry_block():
            return b.load(b.gep(self.columns, [I64(slot)], source_etype=PTR), typ=PTR)

    def offset(self, b: Any, offsets: Any, row: Any) -> Any:
        return widened(b, b.gep(offsets, [row], source_etype=I32), I32)

    def scalar_column(self, b: Any, name: str, row: Any) -> Any:
        program = self.program
        width = ir.IntType(program.width(name))
        at = row if name in program.lists else I64(0)
        return widened(b, b.gep(self.pointer(b, program.slot(name)), [at], source_etype=width), width)

    # Histories.

    def groups(self) -> list[list[tuple[str, Code]]]:
        """The rules whose loops need nothing but facts and figures, by the group of histories they walk."""
        leaves = {leaf.key for leaf in self.program.leaves} | {"region", "as_of"}
        found: dict[str, list[tuple[str, Code]]] = {}
        for name, texts in self.program.steps:
            code = Code(self.module, texts[0].rule.function, {}, self.tally, None)
            if code.parts is None or self.program.versioned(texts):
                continue
            used = names_used([*code.parts.before, code.parts.loop])
            code.needed = [p for p in texts[0].parameters if p.name in used]
            if all(p.key in leaves for p in code.needed) and all(
                self.program.lists.get(h) for h in code.parts.histories
            ):
                found.setdefault(self.program.group_of(code.parts.histories[0]), []).append((name, code))
        return list(found.values())

    def write_walks(self) -> None:
        """The loops over histories, and what each leaves its rules."""
        self.sure = False
        groups = self.groups()
        self.walks = [self.write_walk(f"walk.{n}", members) for n, members in enumerate(groups)]
        self.left = {name: dict(code.ranges) for members in groups for name, code in members}

    def write_persons(self) -> None:
        """One person, for places and months that know everything and for others."""
        self.person = self.write_person(sure=False)
        counted, self.tally = self.tally, Tally()  # the same operations again
        self.sure_person = self.write_person(sure=True)
        self.tally = counted

    def write_walk(self, name: str, members: list[tuple[str, Code]]) -> Any:
        """walk(as person up to states, results) → whether the row is to be judged: one loop over a group of histories.

        A function of its own, so that what a turn uses stays in registers. `results`: status and names of each rule.
        """
        walk, b = self.function(name, I1, ROW)
        walk.attributes.add("noinline")
        self.row, self.columns, *given, results = walk.args
        self.figures.enter(*given)
        self.exit = b.append_basic_block("judge")
        held = self.leaves(b, {p.key for _, code in members for p in code.needed})
        walks: list[Walk] = []
        for _, code in members:
            assert code.parts is not None
            code.exit = self.exit
            code.arguments = {p.name: held[p.key] for p in code.needed}
            code.begin(b)
            code.status = members[0][1].status
            code.block(code.parts.before)
            walks.append(code.walk(code.parts.loop, code.parts.histories, code.parts.names))

        def turn(at: Any) -> None:
            read: dict[Any, Any] = {}
            watches: list[Watch] = []
            for (_, code), walk in zip(members, walks, strict=True):
                assert code.parts is not None
                for name, column in zip(code.parts.histories, walk.columns, strict=True):
                    if column.pointer not in read:
                        read[column.pointer] = code.read(column, at)
                        if unit_of(self.program.facts[name].annotation).kind == "region":
                            watches.append(self.figures.watch(b, (read[column.pointer], *column.range)))
            for (_, code), walk in zip(members, walks, strict=True):
                code.watches = watches
                code.turn(walk, [read[c.pointer] for c in walk.columns])
                code.watches = []

        turn_loop(b, walks[0].columns[0].count, turn)
        place = 0
        for (_, code), held_walk in zip(members, walks, strict=True):
            code.leave(held_walk)
            status = b.zext(b.load(code.status, typ=I8), I64)
            for value in (status, *(b.load(code.slots[n], typ=I64) for n in code.ranges)):
                b.store(value, b.gep(results, [I64(place)], source_etype=I64))
                place += 1
        b.ret(I1(0))
        b.position_at_end(self.exit)
        b.ret(I1(1))
        return walk

    def call_walk(self, b: Any, walk: Any, args: list[Any], codes: list[Code]) -> None:
        """Walk the histories, then give each rule what its loop has left."""
        with b.goto_entry_block():
            results = b.alloca(I64, sum(1 + len(code.ranges) for code in codes))
        leave_where(b, b.call(walk, [*args, results]), self.exit)
        place = 0
        for code in codes:
            code.exit, code.slots = self.exit, {}
            code.begin(b)
            for name in (None, *code.ranges):
                value = b.load(b.gep(results, [I64(place)], source_etype=I64), typ=I64)
                if name is None:
                    b.store(b.trunc(value, I8), code.status)
                else:
                    code.assign(name, value, *code.ranges[name])
                place += 1

    # Rules.

    def step(
        self, b: Any, name: str, texts: tuple[Text, ...], held: dict[str, Argument], walked: dict[str, Code]
    ) -> Scalar:
        """A rule: the text in force where and when the row is, or nothing."""
        fact = self.program.facts.get(name)
        if self.sure and not self.program.versioned(texts):
            return _or_default(b, fact, *self.written(b, name, texts[0], held, walked))
        with b.goto_entry_block():
            value, status = b.alloca(I64), b.alloca(I8)
        after = b.append_basic_block(f"{name}.after")
        spans: list[Range] = []
        version = self.figures.held(b, f"text:{name}")[0] if self.program.versioned(texts) else None
        for n, text in enumerate(texts):
            here, beyond = b.append_basic_block(f"{name}.{n}"), b.append_basic_block(f"{name}.not{n}")
            b.cbranch(self.in_force(b, text, version, n), here, beyond)
            b.position_at_end(here)
            made, good, span = self.written(b, name, text, held, walked)
            b.store(made, value)
            b.store(good, status)
            spans.append(span)
            b.branch(after)
            b.position_at_end(beyond)
        # Without a text here it is something not stated; what is no good still has to be a value the proofs allow.
        b.store(I64(spans[0][0]), value)
        b.store(I8(MISSING), status)
        b.branch(after)
        b.position_at_end(after)
        span = min(low for low, _ in spans), max(high for _, high in spans)
        return _or_default(b, fact, b.load(value, typ=I64), b.load(status, typ=I8), span)

    def in_force(self, b: Any, text: Text, version: Any, n: int) -> Any:
        if version is not None:
            return b.icmp_signed("==", version, I64(n))
        begun, ended = (
            b.icmp_signed(">=", self.as_of, I64(text.since)),
            b.icmp_signed("<=", self.as_of, I64(text.until)),
        )
        return b.and_(begun, ended)

    def written(
        self, b: Any, name: str, text: Text, held: dict[str, Argument], walked: dict[str, Code]
    ) -> tuple[Any, Any, Range]:
        arguments = {p.name: held[p.key] for p in text.parameters if p.key in held}
        code = walked.get(name)
        if code is None:
            code = Code(self.module, text.rule.function, arguments, self.tally, self.exit)
            return self.bounded(b, name, text, code, *code.into(b))
        assert code.parts is not None
        code.arguments = arguments
        return self.bounded(b, name, text, code, *code.finish(code.parts.after))

    def bounded(
        self, b: Any, name: str, text: Text, code: Code, value: Any, status: Any, span: Range
    ) -> tuple[Any, Any, Range]:
        """Hold a result to its declared bounds, or those of the fact it stands for; a row beyond them is judged."""
        fact = self.program.facts.get(name)
        low, high = text.rule.bounds or ((fact.low, fact.high) if fact is not None else FULL)
        if low <= span[0] and span[1] <= high:
            return value, status, span
        self.tally.guarded += 1
        code.guard(b.or_(b.icmp_signed("<", value, I64(low)), b.icmp_signed(">", value, I64(high))))
        return value, status, (max(low, span[0]), min(high, span[1]))

    # Many people.

    def write_one(self) -> None:
        """shebao_one(as person): check one row's bounds, fill the frame if need be, compute it. For other loops."""
        one, b = self.function("shebao_one", VOID, [*ROW, I64, PTR], inside=False)
        row, self.columns, *given, _, _, marks = one.args
        self.careful(b, row, marks, lambda: self.refilled_person(b, row, one.args, given))
        b.ret_void()

    def refilled_person(self, b: Any, row: Any, args: Any, given: list[Any]) -> None:
        self.refilled(b, row, given)
        sure, unsure, on = (b.append_basic_block(n) for n in ("sure", "unsure", "done"))
        b.cbranch(self.figures.sure(b), sure, unsure)
        for place, person in ((sure, self.sure_person), (unsure, self.person)):
            b.position_at_end(place)
            b.call(person, [row, *args[1:]])
            b.branch(on)
        b.position_at_end(on)

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
        run, b = self.function("shebao_run", VOID, [I64, *ROW, I64, PTR], inside=False)
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
            self.fetch_ahead(b, row, end)
            self.refilled_person(b, row, run.args[1:], given)
            b.branch(after)
            b.position_at_end(check)
            b.call(one, [row, *run.args[2:]])
            b.branch(after)
            b.position_at_end(after)

        one = self.module.globals["shebao_one"]
        turn_loop(b, blocks, block)
        b.ret_void()

    def fetch_ahead(self, b: Any, row: Any, end: Any) -> None:
        """Have the histories of a row of the next block brought near: the pass over its bounds then need not wait."""
        ahead = b.add(row, I64(BLOCK))
        ahead = b.select(b.icmp_signed("<", ahead, end), ahead, end)
        kind = ir.FunctionType(VOID, [PTR, I32, I32, I32])
        prefetch = self.module.globals.get("llvm.prefetch.p0") or ir.Function(self.module, kind, "llvm.prefetch.p0")
        for name in self.program.columns:
            if self.program.lists.get(name):
                slot = self.program.slot(name)
                width = ir.IntType(self.program.width(name))
                place = self.offset(b, self.pointer(b, slot + 1), ahead)
                values = b.gep(self.pointer(b, slot), [place], source_etype=width)
                for line in range(max(1, USUAL_HISTORY * width.width // 8 // CACHE_LINE)):
                    b.call(prefetch, [b.gep(values, [I64(line * CACHE_LINE)], source_etype=I8), I32(0), I32(2), I32(1)])


def _or_default(b: Any, fact: Fact | None, value: Any, status: Any, span: Range) -> Scalar:
    """A result, or the default of the fact it stands for where an input is missing."""
    if fact is None or fact.default is None:
        return Scalar(value, status, span)
    lacking = b.icmp_unsigned("==", status, I8(MISSING))
    value = b.select(lacking, I64(fact.default), value)
    return Scalar(value, b.select(lacking, I8(GOOD), status), join(span, (fact.default, fact.default)))


def _worse(b: Any, first: Any, second: Any) -> Any:
    """Both statuses together."""
    if isinstance(first, ir.Constant) and first.constant == GOOD:
        return second
    if isinstance(second, ir.Constant) and second.constant == GOOD:
        return first
    return b.or_(first, second)

"""Rules to machine code: each rule's syntax tree becomes one LLVM function, inlined into one loop over people.

The one thing to know: a value is a 64-bit integer with a status byte of two bits. 0: good; 1: an input is missing; 2:
something that only the interpreter may judge (overflow, a hole, a divisor of zero, a bound). Touching a bad value makes
a rule's result bad; a bad answer marks its row, and the interpreter runs it again. No row is ever silently wrong.

Intervals run along with the code: an operation proven to stay inside 64 bits is not guarded, a dividend proven
non-negative is divided without sign.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.errors import LawError
from shebao.engine.language import constant, formula_of, tree_of
from shebao.law.language import ROUNDINGS

I64, I32, I16, I8, I1 = (ir.IntType(n) for n in (64, 32, 16, 8, 1))
PTR = ir.PointerType()
RESULT = ir.LiteralStructType([I64, I8])
LOW, HIGH = -(2**63), 2**63 - 1
GOOD, MISSING, JUDGE = 0, 1, 2
MOST_TURNS = 10_000
STEPS_OF = {
    "down": (1, "down"), "up": (1, "up"), "half_up": (1, "half_up"), "remainder": (1, "remainder"),
    "down_to_jiao": (10, "down"), "up_to_jiao": (10, "up"), "half_up_to_jiao": (10, "half_up"),
    "down_to_yuan": (100, "down"), "up_to_yuan": (100, "up"), "half_up_to_yuan": (100, "half_up"),
}  # fmt: skip
Range = tuple[int, int]
FULL: Range = (LOW, HIGH)


@dataclass(frozen=True)
class Scalar:
    """A number known when the rule is called."""

    value: Any
    status: Any
    range: Range


@dataclass(frozen=True)
class Column:
    """A history: where its values lie, how many, how wide each is."""

    pointer: Any
    count: Any
    status: Any
    type: Any
    range: Range
    longest: int


@dataclass(frozen=True)
class Lookup:
    """A series or table: how to ask it (places of the key), what its values may be."""

    call: Callable[[Any, Sequence[Any]], tuple[Any, Any]]
    range: Range


Argument = Scalar | Column | Lookup


@dataclass
class Tally:
    """How many operations were proven safe, and how many are guarded."""

    proven: int = 0
    guarded: int = 0


class Code:
    """The code of one function: a rule's or formula's body with its parameters bound."""

    def __init__(
        self, module: Any, function: Callable[..., Any], arguments: Mapping[str, Argument], tally: Tally
    ) -> None:
        self.module, self.source, self.arguments, self.tally = module, function, arguments, tally
        self.tree = tree_of(function)
        self.builder: Any = None
        self.status: Any = None
        self.ranges: dict[str, Range] = {}
        self.slots: dict[str, Any] = {}
        self.returns: Range | None = None
        self.scratch = False

    def into(self, builder: Any) -> tuple[Any, Any, Range]:
        """Write the body where the builder stands; value, status and range of what it returns."""
        self.builder = builder
        with builder.goto_entry_block():
            self.status = builder.alloca(I8)
            self.result = builder.alloca(I64)
        builder.store(I8(GOOD), self.status)
        builder.store(I64(0), self.result)
        self.end = builder.append_basic_block("end")
        self.block(self.body())
        if not builder.block.is_terminated:
            builder.branch(self.end)
        builder.position_at_end(self.end)
        value, status = builder.load(self.result, typ=I64), builder.load(self.status, typ=I8)
        return value, status, self.returns or (0, 0)

    def body(self) -> list[ast.stmt]:
        body = self.tree.body
        if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            return body[1:]
        return body

    # Statements.

    def block(self, body: list[ast.stmt]) -> bool:
        """Whether control comes out at the end."""
        return all(self.statement(statement) for statement in body)

    def statement(self, node: ast.stmt) -> bool:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.assign(name, *self.value(value))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self.assign(name, *self.value(value))
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                left = self.value(ast.copy_location(ast.Name(name, ast.Load()), node))
                self.assign(name, *self.arithmetic(op, left, self.value(value)))
            case ast.If():
                return self.branch(node)
            case ast.For():
                self.loop(node)
            case ast.Return(value=ast.expr() as value):
                made, low, high = self.value(value)
                self.builder.store(made, self.result)
                self.returns = (low, high) if self.returns is None else _join(self.returns, (low, high))
                self.builder.branch(self.end)
                return False
            case ast.Pass():
                pass
            case _:
                raise LawError(self.where(node), f"{type(node).__name__} cannot be compiled")
        return True

    def assign(self, name: str, value: Any, low: int, high: int) -> None:
        if name not in self.slots:
            with self.builder.goto_entry_block():
                self.slots[name] = self.builder.alloca(I64, name=name)
        self.builder.store(value, self.slots[name])
        self.ranges[name] = (low, high)

    def branch(self, node: ast.If) -> bool:
        test = self.test(node.test)
        yes, no, after = (self.builder.append_basic_block(n) for n in ("then", "else", "after"))
        self.builder.cbranch(test, yes, no)
        before = dict(self.ranges)
        reached: list[dict[str, Range]] = []
        for place, body, holds in ((yes, node.body, True), (no, node.orelse, False)):
            self.builder.position_at_end(place)
            self.ranges = self.refined(before, node.test, holds)
            if self.block(body):
                reached.append(self.ranges)
                self.builder.branch(after)
        self.builder.position_at_end(after)
        if not reached:
            self.builder.unreachable()
            return False
        self.ranges = reached[0]
        for other in reached[1:]:
            shared = self.ranges.keys() & other.keys()
            self.ranges = {name: _join(self.ranges[name], other[name]) for name in shared}
        return True

    def refined(self, ranges: dict[str, Range], test: ast.expr, holds: bool) -> dict[str, Range]:
        """What is known of a name after a comparison with a number: `x < 5`, `x == 0`."""
        found = dict(ranges)
        match test:
            case ast.BoolOp(op=op, values=values) if isinstance(op, ast.And) == holds:
                for value in values:
                    found = self.refined(found, value, holds)
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[other]):
                bound = _number(other, self.source)
                if bound is not None and name in self.slots and name in found:
                    low, high = found[name]
                    kind = type(op) if holds else _OPPOSITE[type(op)]
                    if kind is ast.Lt:
                        high = min(high, bound - 1)
                    elif kind is ast.LtE:
                        high = min(high, bound)
                    elif kind is ast.Gt:
                        low = max(low, bound + 1)
                    elif kind is ast.GtE:
                        low = max(low, bound)
                    elif kind is ast.Eq:
                        low, high = max(low, bound), min(high, bound)
                    if low <= high:
                        found[name] = (low, high)
            case _:
                pass
        return found

    def loop(self, node: ast.For) -> None:
        targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
        names = [t.id for t in targets if isinstance(t, ast.Name)]
        b = self.builder
        columns: list[Column] = []
        first: Any = I64(0)
        first_range: Range = (0, 0)
        if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) and node.iter.func.id == "range":
            bounds = [self.value(a) for a in node.iter.args]
            if len(bounds) == 2:
                first, *first_range_ = bounds[0]
                first_range = (first_range_[0], first_range_[1])
            last, last_low, last_high = bounds[-1]
            turns = min(MOST_TURNS, max(0, last_high - first_range[0]))
            count = b.sub(last, first)
            if last_high - first_range[0] > MOST_TURNS:
                self.mark(b.icmp_signed(">", count, I64(MOST_TURNS)))
                self.tally.guarded += 1
                count = b.select(b.icmp_signed(">", count, I64(MOST_TURNS)), I64(0), count)
        else:
            args = node.iter.args if isinstance(node.iter, ast.Call) else [node.iter]
            for arg in args:
                column = self.arguments[arg.id] if isinstance(arg, ast.Name) else None
                if not isinstance(column, Column):
                    raise LawError(self.where(node), "a loop runs over range or histories")
                self.touch(column.status)
                columns.append(column)
            # A list that is not there has no address to read: the loop is not entered, the rule is marked above.
            there = all(c.longest for c in columns)
            count = columns[0].count if there else I64(0)
            turns = max(c.longest for c in columns) if there else 0
            last_low = last_high = 0
        del last_low
        entered = dict(self.ranges)
        with b.goto_entry_block():
            index = b.alloca(I64)
        for name in (*names, *_assigned(node.body)):
            if name not in self.slots:
                with b.goto_entry_block():
                    self.slots[name] = b.alloca(I64, name=name)
        self.ranges = self.settled(node, names, columns, entered, turns, (first_range[0], last_high))
        b.store(I64(0), index)
        head, body, after = (b.append_basic_block(n) for n in ("head", "body", "after"))
        b.branch(head)
        b.position_at_end(head)
        at = b.load(index, typ=I64)
        b.cbranch(b.icmp_signed("<", at, count), body, after)
        b.position_at_end(body)
        known = dict(self.ranges)
        self.turn(names, columns, at, first, (first_range[0], max(first_range[0], last_high - 1)))
        self.block(node.body)
        b.store(b.add(b.load(index, typ=I64), I64(1)), index)
        b.branch(head)
        b.position_at_end(after)
        self.ranges = {name: known[name] for name in known if name in entered or name in self.ranges}

    def turn(self, names: list[str], columns: list[Column], at: Any, first: Any, span: Range) -> None:
        """Bind the loop's names for one turn."""
        b = self.builder
        if not columns:
            self.assign(names[0], b.add(first, at), *span)
            return
        for name, column in zip(names, columns, strict=True):
            place = b.gep(column.pointer, [at], source_etype=column.type)
            value = b.load(place, typ=column.type)
            if column.type != I64:
                value = b.sext(value, I64)
            low, high = column.range
            # One unsigned comparison says whether low <= value <= high.
            inside = b.icmp_unsigned("<=", b.sub(value, I64(low)), I64(high - low))
            self.mark(b.not_(inside))
            # A marked row runs on with a value inside the proofs: it must not divide by zero or loop for ever.
            self.assign(name, b.select(inside, value, I64(low)), low, high)

    def settled(
        self,
        node: ast.For,
        names: list[str],
        columns: list[Column],
        entered: dict[str, Range],
        turns: int,
        span: Range,
    ) -> dict[str, Range]:
        """The ranges that hold before every turn: a sum grows by its widest step each turn, the rest is unknown."""
        seen: list[dict[str, Range]] = [entered]
        for _ in range(3):
            ranges = self.dry_turn(node, names, columns, seen[-1], span)
            seen.append({n: _join(seen[-1].get(n, r), r) for n, r in ranges.items()})
        changed = _assigned(node.body)
        settled = dict(seen[1])
        for name in changed:
            if name not in seen[0]:
                settled[name] = seen[-1].get(name, FULL)
                continue
            a, b, c = seen[1][name], seen[2][name], seen[3][name]
            low = _extended(entered[name][0], a[0], b[0], c[0], turns)
            high = _extended(entered[name][1], a[1], b[1], c[1], turns)
            settled[name] = (max(LOW, low), min(HIGH, high))
        # Check the guess, bound by bound: a turn that widens one beyond its even step leaves it unknown.
        for _ in range(2 * len(changed) + 1):
            once = self.dry_turn(node, names, columns, settled, span)
            sound = True
            for name in changed:
                low, high = settled[name]
                if once[name][0] < low + min(0, _step(seen, name, 0)) and low > LOW:
                    low, sound = LOW, False
                if once[name][1] > high + max(0, _step(seen, name, 1)) and high < HIGH:
                    high, sound = HIGH, False
                settled[name] = low, high
            if sound:
                break
        return {**entered, **{n: settled[n] for n in changed if n in settled}}

    def dry_turn(
        self, node: ast.For, names: list[str], columns: list[Column], ranges: dict[str, Range], span: Range
    ) -> dict[str, Range]:
        """The ranges after one turn, by writing it into a function that is thrown away."""
        kept = self.builder, self.status, self.result, self.end, self.slots, self.ranges, self.tally, self.module
        module = ir.Module()
        function = ir.Function(module, ir.FunctionType(ir.VoidType(), []), "dry")
        self.builder = ir.IRBuilder(function.append_basic_block())
        self.tally = Tally()
        self.slots, self.ranges = {}, dict(ranges)
        self.status, self.result = self.builder.alloca(I8), self.builder.alloca(I64)
        self.end = self.builder.append_basic_block("end")
        for name in ranges:
            self.slots[name] = self.builder.alloca(I64)
        try:
            if columns:
                for name, column in zip(names, columns, strict=True):
                    self.assign(name, I64(0), *column.range)
            else:
                self.assign(names[0], I64(0), span[0], max(span[0], span[1] - 1))
            self.block(node.body)
            return dict(self.ranges)
        finally:
            (self.builder, self.status, self.result, self.end, self.slots, self.ranges, self.tally, self.module) = kept

    # Tests and values.

    def test(self, node: ast.expr) -> Any:
        b = self.builder
        match node:
            case ast.BoolOp(op=op, values=values):
                # As Python does: what comes later is looked at only when it matters.
                with b.goto_entry_block():
                    slot = b.alloca(I1)
                after = b.append_basic_block("tested")
                for value in values[:-1]:
                    here = self.test(value)
                    b.store(here, slot)
                    more = b.append_basic_block("more")
                    if isinstance(op, ast.And):
                        b.cbranch(here, more, after)
                    else:
                        b.cbranch(here, after, more)
                    b.position_at_end(more)
                b.store(self.test(values[-1]), slot)
                b.branch(after)
                b.position_at_end(after)
                return b.load(slot, typ=I1)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return b.not_(self.test(operand))
            case ast.Compare(left=left, ops=ops, comparators=others):
                made: Any = None
                before = self.value(left)[0]
                for op, other in zip(ops, others, strict=True):
                    after_ = self.value(other)[0]
                    one = b.icmp_signed(_COMPARE[type(op)], before, after_)
                    made = one if made is None else b.and_(made, one)
                    before = after_
                return made
            case _:
                raise LawError(self.where(node), "a test is a comparison")

    def value(self, node: ast.expr) -> tuple[Any, int, int]:
        """A number: its LLVM value and range."""
        b = self.builder
        match node:
            case ast.Constant(value=int() as number):
                return I64(number), number, number
            case ast.Name(id=name):
                return self.name(node, name)
            case ast.BinOp(left=left, op=op, right=right):
                return self.arithmetic(op, self.value(left), self.value(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.arithmetic(ast.Sub(), (I64(0), 0, 0), self.value(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                with b.goto_entry_block():
                    slot = b.alloca(I64)
                yes, no, after = (b.append_basic_block(n) for n in ("yes", "no", "chosen"))
                b.cbranch(self.test(test), yes, no)
                found: list[Range] = []
                before = dict(self.ranges)
                for place, arm, holds in ((yes, body, True), (no, orelse, False)):
                    b.position_at_end(place)
                    self.ranges = self.refined(before, test, holds)
                    made, low, high = self.value(arm)
                    b.store(made, slot)
                    b.branch(after)
                    found.append((low, high))
                self.ranges = before
                b.position_at_end(after)
                return b.load(slot, typ=I64), *_join(*found)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                figure = self.arguments[name]
                if not isinstance(figure, Lookup):
                    raise LawError(self.where(node), f"{name} is not a figure")
                parts = key.elts if isinstance(key, ast.Tuple) else [key]
                made, status = figure.call(b, [self.value(part)[0] for part in parts])
                self.touch(status)
                return tame(b, made, status, figure.range), *figure.range
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.call(node, name, args)
            case _:
                raise LawError(self.where(node), f"{type(node).__name__} cannot be compiled")

    def name(self, node: ast.expr, name: str) -> tuple[Any, int, int]:
        if name in self.slots:
            return self.builder.load(self.slots[name], typ=I64), *self.ranges.get(name, FULL)
        held = self.arguments.get(name)
        if isinstance(held, Scalar):
            self.touch(held.status)
            return held.value, *held.range
        number = constant(self.source, name)
        if number is None:
            raise LawError(self.where(node), f"{name} is not a number")
        return I64(number), number, number

    def call(self, node: ast.expr, name: str, args: list[ast.expr]) -> tuple[Any, int, int]:
        b = self.builder
        if name in ROUNDINGS:
            return self.rounded(name, self.value(args[0]), self.value(args[1]))
        if name == "len":
            column = self.arguments[args[0].id] if isinstance(args[0], ast.Name) else None
            assert isinstance(column, Column)
            self.touch(column.status)
            return column.count, 0, column.longest
        values = [self.value(a) for a in args]
        if name in ("min", "max"):
            made, low, high = values[0]
            for other, other_low, other_high in values[1:]:
                less = b.icmp_signed("<" if name == "min" else ">", other, made)
                made = b.select(less, other, made)
                pick = min if name == "min" else max
                low, high = pick(low, other_low), pick(high, other_high)
            return made, low, high
        if name == "abs":
            made, low, high = values[0]
            negative = self.arithmetic(ast.Sub(), (I64(0), 0, 0), values[0])[0]
            top = min(HIGH, max(abs(low), abs(high)))
            return b.select(b.icmp_signed("<", made, I64(0)), negative, made), 0, top
        formula = formula_of(self.source, name)
        if formula is None:
            raise LawError(self.where(node), f"{name} cannot be called")
        return self.inline(formula, values)

    def inline(self, formula: Callable[..., int], values: list[tuple[Any, int, int]]) -> tuple[Any, int, int]:
        """A formula's body as a function of its own, called here; LLVM puts it in place."""
        names = [a.arg for a in tree_of(formula).args.args]
        if self.module is not None and not self.is_dry():
            key = f"{formula.__module__}.{formula.__name__}:{[v[1:] for v in values]}"
            known = self.module.__dict__.setdefault("shebao_formulas", {})
            if key not in known:
                number = len(known)
                made = ir.Function(
                    self.module, ir.FunctionType(RESULT, [I64] * len(names)), f"{formula.__name__}.{number}"
                )
                made.linkage = "internal"
                made.attributes.add("alwaysinline")
                inner = {n: Scalar(a, I8(0), (v[1], v[2])) for n, a, v in zip(names, made.args, values, strict=True)}
                builder = ir.IRBuilder(made.append_basic_block("entry"))
                start = builder.append_basic_block("start")
                builder.branch(start)
                builder.position_at_end(start)
                code = Code(self.module, formula, inner, self.tally)
                value, status, span = code.into(builder)
                builder.ret(_pair(builder, value, status))
                known[key] = made, span
            made, span = known[key]
            got = self.builder.call(made, [v[0] for v in values])
            self.touch(self.builder.extract_value(got, 1))
            return self.builder.extract_value(got, 0), *span
        inner = {n: Scalar(v[0], I8(0), (v[1], v[2])) for n, v in zip(names, values, strict=True)}
        code = Code(None, formula, inner, Tally())
        value, _, span = code.into(self.builder)
        return value, *span

    def is_dry(self) -> bool:
        return self.builder.function.name == "dry"

    def arithmetic(
        self, op: ast.operator, left: tuple[Any, int, int], right: tuple[Any, int, int]
    ) -> tuple[Any, int, int]:
        b = self.builder
        (x, a, z), (y, c, d) = left, right
        if isinstance(op, ast.Add):
            low, high, plain, checked = a + c, z + d, b.add, b.sadd_with_overflow
        elif isinstance(op, ast.Sub):
            low, high, plain, checked = a - d, z - c, b.sub, b.ssub_with_overflow
        elif isinstance(op, ast.Mult):
            corners = (a * c, a * d, z * c, z * d)
            low, high, plain, checked = min(corners), max(corners), b.mul, b.smul_with_overflow
        else:
            raise AssertionError(op)
        if low >= LOW and high <= HIGH:
            self.tally.proven += 1
            return plain(x, y), low, high
        self.tally.guarded += 1
        got = checked(x, y)
        over = b.extract_value(got, 1)
        self.mark(over)
        low, high = max(LOW, low), min(HIGH, high)
        return b.select(over, I64(low), b.extract_value(got, 0)), low, high

    def rounded(self, name: str, top: tuple[Any, int, int], by: tuple[Any, int, int]) -> tuple[Any, int, int]:
        step, kind = STEPS_OF[name]
        if step > 1:
            by = self.arithmetic(ast.Mult(), by, (I64(step), step, step))
        b = self.builder
        divisor, low_by, high_by = by
        if low_by < 1:
            self.tally.guarded += 1
            bad = b.icmp_signed("<", divisor, I64(1))
            self.mark(bad)
            divisor, low_by = b.select(bad, I64(1), divisor), 1
            high_by = max(1, high_by)
        else:
            self.tally.proven += 1
        made = self.divided(kind, top, (divisor, low_by, high_by))
        return self.arithmetic(ast.Mult(), made, (I64(step), step, step)) if step > 1 else made

    def divided(self, kind: str, top: tuple[Any, int, int], by: tuple[Any, int, int]) -> tuple[Any, int, int]:
        b = self.builder
        divisor, low_by, high_by = by
        dividend, low, high = top
        if kind == "remainder":
            if low >= 0:
                return b.urem(dividend, divisor), 0, min(high, high_by - 1)
            rest = b.srem(dividend, divisor)
            return b.select(b.icmp_signed("<", rest, I64(0)), b.add(rest, divisor), rest), 0, high_by - 1
        if kind == "half_up":
            half = b.lshr(divisor, I64(1))
            if low >= 0:
                added = self.arithmetic(ast.Add(), top, (half, low_by // 2, high_by // 2))[0]
                return b.udiv(added, divisor), _half_up(low, high_by), _half_up(high, low_by)
            # Halves away from zero: of the absolute value, then the sign again.
            bare, _, most = self.call_abs(top)
            added = self.arithmetic(ast.Add(), (bare, 0, most), (half, low_by // 2, high_by // 2))[0]
            made = b.udiv(added, divisor)
            made = b.select(b.icmp_signed("<", dividend, I64(0)), b.neg(made), made)
            return made, -_half_up(-low, low_by) if low < 0 else 0, _half_up(max(0, high), low_by)
        if kind == "up":
            if low >= 0:
                added = self.arithmetic(ast.Add(), top, (b.sub(divisor, I64(1)), low_by - 1, high_by - 1))[0]
                return b.udiv(added, divisor), -(-low // high_by), -(-high // low_by)
            minus = self.arithmetic(ast.Sub(), (I64(0), 0, 0), top)
            made, low_, high_ = self.divided("down", minus, by)
            return b.neg(made), -high_, -low_
        if low >= 0:
            return b.udiv(dividend, divisor), low // high_by, high // low_by
        made = b.sdiv(dividend, divisor)
        rest = b.srem(dividend, divisor)
        made = b.select(b.icmp_signed("<", rest, I64(0)), b.sub(made, I64(1)), made)
        return made, low // low_by, high // low_by if high >= 0 else high // high_by

    def call_abs(self, held: tuple[Any, int, int]) -> tuple[Any, int, int]:
        b = self.builder
        made, low, high = held
        negative = self.arithmetic(ast.Sub(), (I64(0), 0, 0), held)[0]
        return b.select(b.icmp_signed("<", made, I64(0)), negative, made), 0, min(HIGH, max(abs(low), abs(high)))

    # Status.

    def touch(self, status: Any) -> None:
        """Note that a value with this status was used."""
        if isinstance(status, ir.Constant) and status.constant == GOOD:
            return
        b = self.builder
        b.store(b.or_(b.load(self.status, typ=I8), status), self.status)

    def mark(self, bad: Any) -> None:
        """Where `bad` holds, leave the row to the interpreter."""
        self.touch(self.builder.select(bad, I8(JUDGE), I8(GOOD)))

    def where(self, node: ast.AST) -> str:
        return f"{self.source.__code__.co_filename}:{getattr(node, 'lineno', 0)}"


_COMPARE: dict[type, str] = {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.Gt: ">", ast.GtE: ">="}
_OPPOSITE: dict[type, type] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def _number(node: ast.expr, function: Callable[..., Any]) -> int | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand, function)
        return None if inner is None else -inner
    return constant(function, node.id) if isinstance(node, ast.Name) else None


def _pair(builder: Any, value: Any, status: Any) -> Any:
    made = builder.insert_value(ir.Constant(RESULT, ir.Undefined), value, 0)
    return builder.insert_value(made, status, 1)


def tame(builder: Any, value: Any, status: Any, span: Range) -> Any:
    """The value, or where its status is bad one that the proofs allow."""
    if isinstance(status, ir.Constant):
        return value
    return builder.select(builder.icmp_unsigned("==", status, I8(GOOD)), value, I64(span[0]))


def _join(a: Range, b: Range) -> Range:
    return min(a[0], b[0]), max(a[1], b[1])


def _half_up(a: int, b: int) -> int:
    return (a + b // 2) // b


def _assigned(body: list[ast.stmt]) -> list[str]:
    names: dict[str, None] = {}
    for statement in body:
        for node in ast.walk(statement):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    names[name] = None
                case ast.AugAssign(target=ast.Name(id=name)):
                    names[name] = None
                case ast.For(target=target):
                    for inner in ast.walk(target):
                        if isinstance(inner, ast.Name):
                            names[inner.id] = None
                case _:
                    pass
    return list(names)


def _step(seen: list[dict[str, Range]], name: str, bound: int) -> int:
    """How far a bound moves in a turn, where it moves evenly."""
    if name not in seen[0]:
        return 0
    return seen[3][name][bound] - seen[2][name][bound]


def _extended(start: int, a: int, b: int, c: int, turns: int) -> int:
    """Where a bound ends after many turns: it stays, it grows by an even step, or nobody knows."""
    if a == b == c:
        return c
    if b - a == c - b:
        return start + (c - b) * (turns + 1) + (a - start if abs(a - start) > abs(b - a) else 0)
    return HIGH if c > b else LOW

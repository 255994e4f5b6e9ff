"""Rules to machine code: each rule's syntax tree becomes LLVM code in the one loop over people.

The one thing to know: a value is a 64-bit integer with a status byte of two bits. 0: good; 1: an input is missing; 2:
something that only the interpreter may judge (a hole in a figure, a text not in force). Touching a bad value makes a
rule's result bad; a bad answer marks its row, and the interpreter runs it again. What can be wrong in the arithmetic
itself leaves the row at once (`arithmetic.guard`).
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.arithmetic import FULL, I1, I8, I64, Arithmetic, Known, Range, Tally, join
from shebao.engine.errors import LawError
from shebao.engine.language import constant, formula_of, tree_of
from shebao.engine.tables import GOOD, JUDGE
from shebao.engine.texts import Parameter
from shebao.engine.walking import DRY, Column, Walking, Watch, body_of, parts_of
from shebao.law.language import ROUNDINGS

RESULT = ir.LiteralStructType([I64, I8])
MISSING = 1


@dataclass(frozen=True)
class Scalar:
    """A number known when the rule is called."""

    value: Any
    status: Any
    range: Range


@dataclass(frozen=True)
class Lookup:
    """A series or table: how to ask it (places of the key), what its values may be."""

    call: Callable[[Arithmetic, Sequence[Known]], tuple[Any, Any]]
    range: Range


Argument = Scalar | Column | Lookup


class Code(Walking):
    """The code of one function: a rule's or formula's body with its parameters bound."""

    def __init__(
        self, module: Any, function: Callable[..., Any], arguments: Mapping[str, Argument], tally: Tally, leave: Any
    ) -> None:
        self.module, self.source, self.arguments, self.tally, self.exit = module, function, arguments, tally, leave
        self.parts = parts_of(function)
        self.needed: list[Parameter] = []
        self.builder: Any = None
        self.status: Any = None
        self.ranges: dict[str, Range] = {}
        self.slots: dict[str, Any] = {}
        self.bound: dict[str, Known] = {}
        self.watches: list[Watch] = []
        self.returns: Range | None = None

    def into(self, builder: Any) -> tuple[Any, Any, Range]:
        """Write the whole body where the builder stands; value, status and range of what it returns."""
        self.begin(builder)
        return self.finish(body_of(tree_of(self.source)))

    def begin(self, builder: Any) -> None:
        """Make ready to write where the builder stands."""
        self.builder = builder
        with builder.goto_entry_block():
            self.status = builder.alloca(I8)
            self.result = builder.alloca(I64)
        builder.store(I8(GOOD), self.status)
        builder.store(I64(0), self.result)

    def finish(self, body: list[ast.stmt]) -> tuple[Any, Any, Range]:
        """Write what leads to the result; value, status and range of it."""
        builder = self.builder
        self.end = builder.append_basic_block("end")
        self.block(body)
        if not builder.block.is_terminated:
            builder.branch(self.end)
        builder.position_at_end(self.end)
        value, status = builder.load(self.result, typ=I64), builder.load(self.status, typ=I8)
        return value, status, self.returns or (0, 0)

    # Statements.

    def block(self, body: Sequence[ast.stmt]) -> bool:
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
                self.returns = (low, high) if self.returns is None else join(self.returns, (low, high))
                self.builder.branch(self.end)
                return False
            case ast.Pass():
                pass
            case _:
                raise LawError(self.where(node), f"{type(node).__name__} cannot be compiled")
        return True

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
            self.ranges = {name: join(self.ranges[name], other[name]) for name in shared}
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

    def value(self, node: ast.expr) -> Known:
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
                return self.negative(self.value(operand))
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
                return b.load(slot, typ=I64), *join(*found)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                figure = self.arguments[name]
                if not isinstance(figure, Lookup):
                    raise LawError(self.where(node), f"{name} is not a figure")
                parts = key.elts if isinstance(key, ast.Tuple) else [key]
                made, status = figure.call(self, [self.value(part) for part in parts])
                self.touch(status)
                return made, *figure.range
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.call(node, name, args)
            case _:
                raise LawError(self.where(node), f"{type(node).__name__} cannot be compiled")

    def name(self, node: ast.expr, name: str) -> Known:
        if name in self.bound:
            return self.bound[name]
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

    def call(self, node: ast.expr, name: str, args: list[ast.expr]) -> Known:
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
            return self.absolute(values[0])
        formula = formula_of(self.source, name)
        if formula is None:
            raise LawError(self.where(node), f"{name} cannot be called")
        return self.inline(formula, values)

    def inline(self, formula: Callable[..., int], values: list[Known]) -> Known:
        """A formula's body as a function of its own, called here; LLVM puts it in place."""
        names = [a.arg for a in tree_of(formula).args.args]
        if self.builder.function.name == DRY:
            inner = {n: Scalar(v[0], I8(GOOD), (v[1], v[2])) for n, v in zip(names, values, strict=True)}
            value, _, span = Code(self.module, formula, inner, Tally(), self.exit).into(self.builder)
            return value, *span
        key = f"{formula.__module__}.{formula.__name__}:{[v[1:] for v in values]}"
        known = self.module.__dict__.setdefault("shebao_formulas", {})
        if key not in known:
            known[key] = self.outline(formula, f"{formula.__name__}.{len(known)}", names, values)
        made, span = known[key]
        watch = self.watch_of(values)
        if watch is not None:
            return watch.follow(made, values, self.touch), *span
        got = self.builder.call(made, [v[0] for v in values])
        self.guard(self.builder.icmp_unsigned("!=", self.builder.extract_value(got, 1), I8(GOOD)))
        return self.builder.extract_value(got, 0), *span

    def watch_of(self, values: Sequence[Known]) -> Watch | None:
        """The watch on whose value, beside what was known before the loop, these values rest."""
        before = {id(a.value) for a in self.arguments.values() if isinstance(a, Scalar)}
        for watch in self.watches:
            rest = [v for v, _, _ in values if v is not watch.watched[0]]
            if len(rest) < len(values) and all(isinstance(v, ir.Constant) or id(v) in before for v in rest):
                return watch
        return None

    def outline(self, formula: Callable[..., int], name: str, names: list[str], values: list[Known]) -> Any:
        """The function that a formula becomes for values of these ranges, and the range of its result."""
        made = ir.Function(self.module, ir.FunctionType(RESULT, [I64] * len(names)), name)
        made.linkage = "internal"
        made.attributes.add("alwaysinline")
        inner = {n: Scalar(a, I8(GOOD), (v[1], v[2])) for n, a, v in zip(names, made.args, values, strict=True)}
        builder = ir.IRBuilder(made.append_basic_block("entry"))
        start, bad = builder.append_basic_block("start"), builder.append_basic_block("bad")
        builder.branch(start)
        builder.position_at_end(bad)
        builder.ret(ir.Constant(RESULT, [I64(0), I8(JUDGE)]))
        builder.position_at_end(start)
        value, status, span = Code(self.module, formula, inner, self.tally, bad).into(builder)
        builder.ret(pair(builder, value, status))
        return made, span

    def touch(self, status: Any) -> None:
        """Note that a value with this status was used."""
        if isinstance(status, ir.Constant) and status.constant == GOOD:
            return
        b = self.builder
        b.store(b.or_(b.load(self.status, typ=I8), status), self.status)

    def where(self, node: ast.AST) -> str:
        return f"{self.source.__code__.co_filename}:{getattr(node, 'lineno', 0)}"


def pair(builder: Any, value: Any, status: Any) -> Any:
    """A value with its status, as one result."""
    made = builder.insert_value(ir.Constant(RESULT, ir.Undefined), value, 0)
    return builder.insert_value(made, status, 1)


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

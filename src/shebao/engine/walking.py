"""Loops in machine code: a rule's turns over a history or a range, and what is known before every turn.

The one thing to know: a sum that grows by an even step a turn is bounded by that step times the turns; what grows
otherwise is held to a bound by a guard at the end of each turn, so that nothing inside needs one. The check of a guess
is done by writing a turn into a function that is thrown away.

A rule that walks a history has three parts: what stands before its loop, the turn, and what comes after. The loop over
people writes the turns of several rules into one loop over the history, so that each row of it is read once.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.arithmetic import HIGH, I8, I64, LOW, Arithmetic, Known, Range, Tally, join, widened
from shebao.engine.language import tree_of

MOST_TURNS = 10_000
MOST_CARRIED = 2**40
"""What a sum carried through a loop may come to where nothing bounds it (in fen: ten thousand million yuan)."""
DRY = "dry"
NEVER = -1


@dataclass(frozen=True)
class Column:
    """A history: where its values lie, how many, how wide each is. Its values are known to lie in `range`."""

    pointer: Any
    count: Any
    status: Any
    type: Any
    range: Range
    longest: int


@dataclass(frozen=True)
class Walk:
    """A loop being written: its histories, the ranges of its names, what was known on entering and holds every turn.

    held: what nothing bounds, so that a guard holds it to its known range from turn to turn.
    """

    node: ast.For
    columns: tuple[Column, ...]
    spans: dict[str, Range]
    entered: dict[str, Range]
    known: dict[str, Range]
    held: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """A rule that walks a history: before, the loop, after; and which histories, under which names."""

    before: list[ast.stmt]
    loop: ast.For
    after: list[ast.stmt]
    histories: tuple[str, ...]
    names: tuple[str, ...]


def parts_of(function: Callable[..., Any]) -> Parts | None:
    """The three parts of a rule with one loop over histories that plain assignments lead up to; else None."""
    body = body_of(tree_of(function))
    for n, statement in enumerate(body):
        if isinstance(statement, ast.For):
            histories, names = walked_by(statement)
            return Parts(body[:n], statement, body[n + 1 :], histories, names) if histories else None
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            return None
    return None


def names_used(statements: Sequence[ast.stmt]) -> set[str]:
    """Every name that stands in these statements."""
    return {node.id for s in statements for node in ast.walk(s) if isinstance(node, ast.Name)}


class Watch:
    """A value of a history that seldom changes from row to row; what follows from it is worked out when it does."""

    def __init__(self, builder: Any, watched: Known, register: dict[int, tuple[Watch, Known]]) -> None:
        """register: where who meets a value finds the watch that it rests on."""
        self.builder, self.watched, self.register = builder, watched, register
        self.held: dict[Any, Any] = {}
        self.same: dict[Any, Any] = {}
        self.kept: list[Any] = []
        b = builder
        with b.goto_entry_block():
            last = b.alloca(I64)
            b.store(I64(NEVER), last)
        self.anew, on = b.append_basic_block("anew"), b.append_basic_block("here")
        same = b.icmp_signed("==", b.load(last, typ=I64), watched[0])
        b.cbranch(same, on, self.anew).set_weights([1000, 1])
        b.position_at_end(self.anew)
        b.store(watched[0], last)
        b.branch(on)
        b.position_at_end(on)

    def once(self, key: Any, kind: Any, made: Callable[[], Any]) -> Any:
        """A value of `kind` that `made` writes where the watched value has changed."""
        b = self.builder
        if key not in self.held:
            with b.goto_entry_block():
                self.held[key] = b.alloca(kind)
            with b.goto_block(self.anew):
                b.store(made(), self.held[key])
        return b.load(self.held[key], typ=kind)

    def follow(self, function: Any, values: Sequence[Known], touch: Callable[[Any], None]) -> Any:
        """What a formula gives for the watched value; whoever asks a figure with it is watched along."""
        b = self.builder
        key = function.name, tuple(id(v) for v, _, _ in values)
        inside: list[Any] = []

        def made() -> Any:
            got = b.call(function, [v for v, _, _ in values])
            touch(b.extract_value(got, 1))
            inside.append(b.extract_value(got, 0))
            return inside[0]

        value = self.once(key, I64, made)
        if inside:
            self.same[key] = inside[0]
        self.meets(value, (self.same[key], LOW, HIGH))
        return value

    def meets(self, value: Any, known: Known) -> None:
        """Have who asks with `value` find this watch; `known` is the same where things are worked out."""
        self.kept.append(value)  # as long as it is kept, its id is its own
        self.register[id(value)] = self, known


class Walking(Arithmetic):
    """The loops of one function; its statements and values are `shebao.engine.code`'s."""

    arguments: Mapping[str, Any]
    status: Any
    result: Any
    end: Any
    ranges: dict[str, Range]
    slots: dict[str, Any]
    bound: dict[str, Known]
    watches: list[Watch]

    def block(self, body: Sequence[ast.stmt]) -> bool:
        """Write statements; whether control comes out at their end."""
        raise NotImplementedError

    def value(self, node: ast.expr) -> Known:
        """Write an expression."""
        raise NotImplementedError

    def touch(self, status: Any) -> None:
        """Note that a value with this status was used."""
        raise NotImplementedError

    def assign(self, name: str, value: Any, low: int, high: int) -> None:
        """Give a name a value."""
        self.slot(name)
        self.builder.store(value, self.slots[name])
        self.ranges[name] = (low, high)

    def slot(self, name: str) -> None:
        """A place for a name's value."""
        if name not in self.slots:
            with self.builder.goto_entry_block():
                self.slots[name] = self.builder.alloca(I64, name=name)

    def loop(self, node: ast.For) -> None:
        b = self.builder
        histories, names = walked_by(node)
        if histories:
            walk = self.walk(node, histories, names)
            # A list that is not there has no rows, whatever the others have; its status is noted already.
            shortest = min(walk.columns, key=lambda c: c.longest)
            turn_loop(b, shortest.count, lambda at: self.turn(walk, [self.read(c, at) for c in walk.columns]))
            self.leave(walk)
            return
        assert isinstance(node.iter, ast.Call)
        assert isinstance(node.target, ast.Name)
        name = node.target.id
        bounds = [self.value(a) for a in node.iter.args]
        first, least, _ = bounds[0] if len(bounds) == 2 else (I64(0), 0, 0)
        last, _, most = bounds[-1]
        count = b.sub(last, first)
        if most - least > MOST_TURNS:
            self.guard(b.icmp_signed(">", count, I64(MOST_TURNS)))
            self.tally.guarded += 1
        span = least, max(least, most - 1)
        walk = self.enter(node, (), {name: span}, min(MOST_TURNS, max(0, most - least)))

        def turn(at: Any) -> None:
            self.bind(node, name, (b.add(first, at), *span))
            self.block(node.body)
            self.hold(walk)

        turn_loop(b, count, turn)
        self.leave(walk)

    def walk(self, node: ast.For, histories: Sequence[str], names: Sequence[str]) -> Walk:
        """Make ready for a loop over histories."""
        columns: list[Column] = []
        for name in histories:
            column = self.arguments[name]
            assert isinstance(column, Column)
            self.touch(column.status)
            columns.append(column)
        spans = dict(zip(names, (c.range for c in columns), strict=True))
        return self.enter(node, tuple(columns), spans, max(c.longest for c in columns))

    def enter(self, node: ast.For, columns: tuple[Column, ...], spans: dict[str, Range], turns: int) -> Walk:
        """Settle what is known before every turn; places for what a turn sets."""
        entered = dict(self.ranges)
        for name in _assigned(node.body):
            self.slot(name)
        settled = self.settled(node, spans, entered, turns)
        known = carried(settled)
        walk = Walk(node, columns, spans, entered, known, tuple(n for n in entered if known[n] != settled[n]))
        # The first turn too begins inside what was settled.
        self.hold(walk)
        self.ranges = dict(known)
        return walk

    def read(self, column: Column, at: Any) -> Any:
        """The value of a history in one turn."""
        b = self.builder
        return widened(b, b.gep(column.pointer, [at], source_etype=column.type), column.type)

    def turn(self, walk: Walk, values: Sequence[Any]) -> None:
        """Write one turn over histories, whose values have been read."""
        for name, column, value in zip(walk.spans, walk.columns, values, strict=True):
            self.bind(walk.node, name, (value, *column.range))
        self.block(walk.node.body)
        self.hold(walk)

    def bind(self, node: ast.For, name: str, known: Known) -> None:
        """Give a loop's name its value for this turn."""
        if name in _assigned(node.body):
            self.assign(name, *known)
        else:
            self.bound[name] = known

    def leave(self, walk: Walk) -> None:
        """After the last turn: what held before every turn, for what was set before the loop."""
        self.ranges = {name: span for name, span in walk.known.items() if name in walk.entered}
        for name in walk.spans:
            self.bound.pop(name, None)

    def settled(
        self, node: ast.For, spans: dict[str, Range], entered: dict[str, Range], turns: int
    ) -> dict[str, Range]:
        """The ranges that hold before every turn: a sum grows by its widest step each turn, the rest is unknown."""
        seen: list[dict[str, Range]] = [entered]
        for _ in range(3):
            ranges = self.dry_turn(node, spans, seen[-1])
            seen.append({n: join(seen[-1].get(n, r), r) for n, r in ranges.items()})
        # What a turn alone sets is not known before it.
        changed = [name for name in _assigned(node.body) if name in entered]
        settled = dict(entered)
        for name in changed:
            a, b, c = seen[1][name], seen[2][name], seen[3][name]
            low = _extended(entered[name][0], a[0], b[0], c[0], turns, LOW)
            high = _extended(entered[name][1], a[1], b[1], c[1], turns, HIGH)
            settled[name] = (max(LOW, low), min(HIGH, high))
        # Check the guess, bound by bound: a turn that widens one beyond its even step leaves it unknown.
        for _ in range(2 * len(changed) + 1):
            once = self.dry_turn(node, spans, carried(settled))
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
        return settled

    def hold(self, walk: Walk) -> None:
        """Leave the row if what is carried into the next turn lies outside what was settled."""
        b = self.builder
        for name in walk.held:
            (low, high), (least, most) = walk.known[name], self.ranges[name]
            if low <= least and most <= high:
                continue
            self.tally.guarded += 1
            value = b.load(self.slots[name], typ=I64)
            self.guard(b.icmp_unsigned(">", b.sub(value, I64(low)), I64(high - low)))
            self.ranges[name] = low, high

    def dry_turn(self, node: ast.For, spans: dict[str, Range], ranges: dict[str, Range]) -> dict[str, Range]:
        """The ranges after one turn, by writing it into a function that is thrown away."""
        kept = dict(self.__dict__)
        function = ir.Function(ir.Module(), ir.FunctionType(ir.VoidType(), []), DRY)
        self.builder = ir.IRBuilder(function.append_basic_block())
        self.tally = Tally()
        self.slots, self.ranges, self.bound = {}, dict(ranges), dict(self.bound)
        self.status, self.result = self.builder.alloca(I8), self.builder.alloca(I64)
        self.end = self.exit = self.builder.append_basic_block("end")
        for name in ranges:
            self.slots[name] = self.builder.alloca(I64)
        try:
            for name, span in spans.items():
                self.bind(node, name, (I64(0), *span))
            self.block(node.body)
            return dict(self.ranges)
        finally:
            self.__dict__.update(kept)


def carried(settled: dict[str, Range]) -> dict[str, Range]:
    """The ranges with a bound for what has none: a guard at the end of each turn holds it."""
    return {
        name: (-MOST_CARRIED if low == LOW else low, MOST_CARRIED if high == HIGH else high)
        for name, (low, high) in settled.items()
    }


def turn_loop(builder: Any, count: Any, turn: Callable[[Any], None]) -> None:
    """Write a loop of `count` turns; `turn` writes one, told its number."""
    b = builder
    with b.goto_entry_block():
        index = b.alloca(I64)
    b.store(I64(0), index)
    head, body, after = (b.append_basic_block(n) for n in ("head", "body", "after"))
    b.branch(head)
    b.position_at_end(head)
    at = b.load(index, typ=I64)
    b.cbranch(b.icmp_signed("<", at, count), body, after)
    b.position_at_end(body)
    turn(at)
    b.store(b.add(at, I64(1)), index)
    b.branch(head)
    b.position_at_end(after)


def body_of(tree: ast.FunctionDef) -> list[ast.stmt]:
    """A function's statements without its docstring."""
    body = tree.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        return body[1:]
    return body


def walked_by(node: ast.For) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The histories a loop walks and the names of their values; nothing for a loop over a range."""
    targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
    names = tuple(t.id for t in targets if isinstance(t, ast.Name))
    match node.iter:
        case ast.Name(id=name):
            return (name,), names
        case ast.Call(func=ast.Name(id="zip"), args=args):
            return tuple(a.id for a in args if isinstance(a, ast.Name)), names
        case _:
            return (), names


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
    return seen[3][name][bound] - seen[2][name][bound]


def _extended(start: int, a: int, b: int, c: int, turns: int, unknown: int) -> int:
    """Where a bound ends after many turns: it stays, it grows by an even step, or nobody knows."""
    if a == b == c:
        return c
    if b - a == c - b:
        return start + (c - b) * (turns + 1) + (a - start if abs(a - start) > abs(b - a) else 0)
    return unknown

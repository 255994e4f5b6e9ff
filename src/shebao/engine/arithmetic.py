"""Whole-number arithmetic as machine code, with what is known of every value: its range.

The one thing to know: intervals run along with the code. An operation proven to stay inside 64 bits is not guarded, a
dividend proven non-negative is divided without sign. What is not proven is guarded: where the guard trips, the row
leaves the loop by `exit` and the interpreter runs it again. No row is ever silently wrong.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # pyright: ignore[reportMissingTypeStubs]

I64, I32, I16, I8, I1 = (ir.IntType(n) for n in (64, 32, 16, 8, 1))
PTR = ir.PointerType()
DOUBLE = ir.DoubleType()
EXACT = 2**53
"""Whole numbers up to here are exact in floating point."""
LOW, HIGH = -(2**63), 2**63 - 1
Range = tuple[int, int]
FULL: Range = (LOW, HIGH)
Known = tuple[Any, int, int]
"""A value with the least and the most it can be."""

STEPS_OF = {
    "down": (1, "down"), "up": (1, "up"), "half_up": (1, "half_up"), "remainder": (1, "remainder"),
    "down_to_jiao": (10, "down"), "up_to_jiao": (10, "up"), "half_up_to_jiao": (10, "half_up"),
    "down_to_yuan": (100, "down"), "up_to_yuan": (100, "up"), "half_up_to_yuan": (100, "half_up"),
}  # fmt: skip


@dataclass
class Tally:
    """How many operations were proven safe, and how many are guarded."""

    proven: int = 0
    guarded: int = 0


class Arithmetic:
    """The operations of the rules' language, written where `builder` stands."""

    builder: Any
    exit: Any
    tally: Tally

    def guard(self, bad: Any) -> None:
        """Where `bad` holds, the row goes to the interpreter."""
        leave_where(self.builder, bad, self.exit)

    def arithmetic(self, op: ast.operator, left: Known, right: Known) -> Known:
        """left + right, left - right or left * right."""
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
        self.guard(b.extract_value(got, 1))
        return b.extract_value(got, 0), max(LOW, low), min(HIGH, high)

    def negative(self, held: Known) -> Known:
        """0 - held."""
        return self.arithmetic(ast.Sub(), (I64(0), 0, 0), held)

    def absolute(self, held: Known) -> Known:
        """abs(held)."""
        b = self.builder
        made, low, high = held
        if low >= 0:
            return held
        minus = self.negative(held)[0]
        return b.select(b.icmp_signed("<", made, I64(0)), minus, made), 0, min(HIGH, max(-low, high))

    def rounded(self, name: str, top: Known, by: Known) -> Known:
        """One of the roundings of `shebao.law.language`; a divisor of zero or less goes to the interpreter."""
        step, kind = STEPS_OF[name]
        factor = (I64(step), step, step)
        divisor, low, high = self.arithmetic(ast.Mult(), by, factor) if step > 1 else by
        if low < 1:
            self.tally.guarded += 1
            self.guard(self.builder.icmp_signed("<", divisor, I64(1)))
            low, high = 1, max(1, high)
        else:
            self.tally.proven += 1
        made = self.divided(kind, top, (divisor, low, high))
        return self.arithmetic(ast.Mult(), made, factor) if step > 1 else made

    def divided(self, kind: str, top: Known, by: Known) -> Known:
        """top / by, by at least 1: down, up, half_up, or what `down` leaves over."""
        if kind == "half_up":
            return self._half_up(top, by)
        b = self.builder
        divisor, low_by, high_by = by
        dividend, low, high = top
        if kind == "remainder":
            if low >= 0:
                return b.urem(dividend, divisor), 0, min(high, high_by - 1)
            rest = b.srem(dividend, divisor)
            return b.select(b.icmp_signed("<", rest, I64(0)), b.add(rest, divisor), rest), 0, high_by - 1
        if kind == "up":
            if low >= 0:
                added = self.arithmetic(ast.Add(), top, (b.sub(divisor, I64(1)), low_by - 1, high_by - 1))
                return self.quotient(added, by), -(-low // high_by), -(-high // low_by)
            made, least, most = self.divided("down", self.negative(top), by)
            return b.neg(made), -most, -least
        if low >= 0:
            return self.quotient(top, by), low // high_by, high // low_by
        made, rest = b.sdiv(dividend, divisor), b.srem(dividend, divisor)
        made = b.select(b.icmp_signed("<", rest, I64(0)), b.sub(made, I64(1)), made)
        return made, low // low_by, high // low_by if high >= 0 else high // high_by

    def quotient(self, top: Known, by: Known) -> Any:
        """top // by of numbers not below zero; in floating point where that is proven to give the same.

        With b (q + 1) <= 2^53 the quotient q + r / b lies further below q + 1 than rounding reaches, so that cutting
        off its fraction gives q exactly. The processor divides so in half the time.
        """
        b = self.builder
        if top[2] + by[2] > EXACT or isinstance(by[0], ir.Constant):
            return b.udiv(top[0], by[0])
        return b.fptosi(b.fdiv(b.sitofp(top[0], DOUBLE), b.sitofp(by[0], DOUBLE)), I64)

    def _half_up(self, top: Known, by: Known) -> Known:
        b = self.builder
        divisor, low_by, high_by = by
        dividend, low, high = top
        # Halves away from zero: of the absolute value, then the sign again.
        bare, least, most = self.absolute(top)
        half = (b.lshr(divisor, I64(1)), low_by // 2, high_by // 2)
        made = self.quotient(self.arithmetic(ast.Add(), (bare, least, most), half), by)
        if low >= 0:
            return made, _nearest(low, high_by), _nearest(high, low_by)
        made = b.select(b.icmp_signed("<", dividend, I64(0)), b.neg(made), made)
        return made, -_nearest(-low, low_by), _nearest(max(0, high), low_by)


def leave_where(builder: Any, bad: Any, leave: Any) -> None:
    """Go to the block `leave`, which seldom happens, where `bad` holds; else go on."""
    on = builder.append_basic_block("on")
    builder.cbranch(bad, leave, on).set_weights([1, 100_000])
    builder.position_at_end(on)


def widened(builder: Any, place: Any, width: Any) -> Any:
    """The number of `width` bits at a place, as one of 64."""
    value = builder.load(place, typ=width)
    return value if width == I64 else builder.sext(value, I64)


def join(a: Range, b: Range) -> Range:
    """What holds where either holds."""
    return min(a[0], b[0]), max(a[1], b[1])


def _nearest(a: int, b: int) -> int:
    return (a + b // 2) // b

"""What a rule is and what it may be made of: the decorators and the roundings of the law.

The one thing to know: a decorated rule stays the plain function it is. The decorator only notes it in the
book that is open (`collecting`), with what the law says about it; the engine reads the same function by `ast`.

A rule may use: assignment, `if`, `for` over histories or `range`, `return` outside loops, `+ - *`,
comparisons, `and or not` in tests, conditional expressions, `min max abs len`, the roundings below, functions
marked `@formula`, and module-level integers. Nothing else: no `/ // % **`, floats, strings, `while`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

__all__ = [
    "down", "down_to_jiao", "down_to_yuan", "fact", "formula", "half_up", "half_up_to_jiao", "half_up_to_yuan",
    "remainder", "rule", "up", "up_to_jiao", "up_to_yuan",
]  # fmt: skip

F = TypeVar("F", bound=Callable[..., int])
NATION = "000000"


@dataclass(frozen=True)
class Rule:
    """One text of one rule: the function and where, when and on whose word it holds."""

    name: str
    function: Callable[..., int]
    cites: tuple[str, ...]
    since: str
    until: str | None
    regions: tuple[str, ...]
    local: bool
    given: tuple[tuple[str, ...], ...]
    bounds: tuple[int, int] | None
    reading: str | None
    assumed: str | None
    source_file: str
    line: int


@dataclass(frozen=True)
class Fact:
    """Something that may be known about a person, with the bounds the engine's proofs stand on."""

    name: str
    annotation: Any
    low: int
    high: int
    history: str | None
    default: int | None


@dataclass
class Book:
    """Where decorators note what they decorate."""

    rules: list[Rule] = field(default_factory=list[Rule])
    facts: dict[str, Fact] = field(default_factory=dict[str, Fact])


_open: list[Book] = [Book()]


def national_book() -> Book:
    """The book that the modules of the law have noted themselves in."""
    return _open[0]


@contextmanager
def collecting(book: Book) -> Generator[Book]:
    """Rules decorated inside the block are noted in `book` (a reform, a test), not in the law."""
    _open.append(book)
    try:
        yield book
    finally:
        _open.pop()


def rule(
    *,
    cites: str | tuple[str, ...],
    since: str,
    until: str | None = None,
    regions: tuple[str, ...] = (),
    local: bool = False,
    given: tuple[tuple[str, ...], ...] = (),
    bounds: tuple[int, int] | None = None,
    reading: str | None = None,
    assumed: str | None = None,
) -> Callable[[F], F]:
    """Mark a function as a rule of law.

    cites: document and article. since: first month in force (YYYY-MM). until: last month, if repealed.
    regions: six-digit codes where this text holds instead of the national one (a province covers its cities).
    local: this text may be replaced by a local one. given: this text holds only where all of one of these groups are
    stated (a post in an institution: its pension; a pension printed: the index worked back); it then goes before
    every plain text. bounds: what the result can be, in its own integers.
    reading: for an ambiguous text, the reading chosen and the others. assumed: why this is not certain.
    """

    def note(function: F) -> F:
        code = function.__code__
        _open[-1].rules.append(
            Rule(
                name=function.__name__,
                function=function,
                cites=(cites,) if isinstance(cites, str) else tuple(cites),
                since=since,
                until=until,
                regions=tuple(regions),
                local=local,
                given=tuple(map(tuple, given)),
                bounds=bounds,
                reading=reading,
                assumed=assumed,
                source_file=code.co_filename,
                line=code.co_firstlineno,
            )
        )
        return function

    return note


def formula(function: F) -> F:
    """Mark a pure helper in the rules' own language that rules may call."""
    function.__formula__ = True  # type: ignore[attr-defined]
    return function


def fact(
    name: str, annotation: Any, *, low: int, high: int, history: str | None = None, default: int | None = None
) -> None:
    """Declare a fact that rules may ask for. Bounds are in the fact's own integers, inclusive.

    history: the group of lists this one belongs to; lists of one group have the same length.
    default: what is taken when the fact is not stated (no deemed months: 0); the trace says that it was.
    A rule may bear the name of a fact: it is computed unless stated.
    """
    if name in _open[-1].facts:
        raise ValueError(f"the fact {name} is declared twice")
    _open[-1].facts[name] = Fact(name, annotation, low, high, history, default)


# Roundings. The divisor is positive in every use; a divisor of zero or less is an error of the rule.


def down(a: int, b: int) -> int:
    """a / b to the next whole number below."""
    return a // b


def up(a: int, b: int) -> int:
    """a / b to the next whole number above."""
    return -(-a // b)


def half_up(a: int, b: int) -> int:
    """a / b to the nearest whole number, halves away from zero."""
    return (a + b // 2) // b if a >= 0 else -((b // 2 - a) // b)


def remainder(a: int, b: int) -> int:
    """What `down(a, b)` leaves over, never negative."""
    return a % b


def down_to_jiao(a: int, b: int) -> int:
    """a / b in fen, down to whole jiao (10 fen)."""
    return a // (b * 10) * 10


def up_to_jiao(a: int, b: int) -> int:
    """a / b in fen, up to whole jiao (10 fen): 见分进角."""
    return -(-a // (b * 10)) * 10


def half_up_to_jiao(a: int, b: int) -> int:
    """a / b in fen, to the nearest jiao (10 fen), halves away from zero."""
    return half_up(a, b * 10) * 10


def down_to_yuan(a: int, b: int) -> int:
    """a / b in fen, down to whole yuan."""
    return a // (b * 100) * 100


def up_to_yuan(a: int, b: int) -> int:
    """a / b in fen, up to whole yuan."""
    return -(-a // (b * 100)) * 100


def half_up_to_yuan(a: int, b: int) -> int:
    """a / b in fen, to the nearest yuan, halves away from zero."""
    return half_up(a, b * 100) * 100


ROUNDINGS: dict[str, Callable[[int, int], int]] = {
    f.__name__: f
    for f in (
        down, up, half_up, remainder, down_to_jiao, up_to_jiao, half_up_to_jiao,
        down_to_yuan, up_to_yuan, half_up_to_yuan,
    )
}  # fmt: skip

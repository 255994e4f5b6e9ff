"""Rules as read: what each text of a rule asks for, in what units, and when and where it is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, get_args, get_origin

from shebao.engine.errors import LawError
from shebao.engine.figures import FOREVER
from shebao.law.language import Book, Rule
from shebao.law.units import Series, Table, Unit, parse_month


@dataclass(frozen=True)
class Parameter:
    """How a rule asks for an input: scalar, history, series or table, in what unit."""

    name: str
    shape: str
    unit: Unit

    @property
    def key(self) -> str:
        """What tells apart the ways of asking for one name: a figure may be a number here and a series there."""
        return f"{self.name}:{self.shape}" if self.shape in ("series", "table") else self.name


@dataclass(frozen=True)
class Text:
    """One text of a rule: when it is in force, its inputs and the unit of its result.

    rank: 0 is the law; a reform's text has a higher one and holds before every lower one, near or far.
    Inputs and unit are read when first asked for: most of the law is not asked about. LawError where an annotation
    is missing or is no unit; the check of the law reads them all.
    """

    rule: Rule
    since: int
    until: int
    rank: int = 0

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """What the rule asks for, in order."""
        return _parameters(self.rule)

    @cached_property
    def unit(self) -> Unit:
        """The unit of the result."""
        if "return" not in self.rule.function.__annotations__:
            raise LawError(place_of_rule(self.rule), f"{self.rule.name} says no unit of its result")
        return unit_of(self.rule.function.__annotations__["return"], self.rule)


@dataclass(frozen=True)
class Step:
    """One rule in the order of computing, ready to be called."""

    text: Text
    call: Callable[..., int]
    name: str
    names: tuple[str, ...]
    says: str
    assumed: str
    reading: str


@dataclass(frozen=True)
class Plan:
    """What a set of questions needs in one place and month: facts, figures, then rules in order."""

    leaves: tuple[Parameter, ...]
    steps: tuple[Step, ...]
    shapes: dict[Any, Any] = field(default_factory=dict[Any, Any], repr=False, compare=False)
    """What `engine.run` keeps of it, by what is stated."""


def units_month(month: int) -> str:
    """A month number as YYYY-MM."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def read_book(book: Book) -> dict[str, tuple[Text, ...]]:
    """Every text of every rule of a book, by name. LawError where two hold at once."""
    by_name: dict[str, list[Rule]] = {}
    for rule in book.rules:
        by_name.setdefault(rule.name, []).append(rule)
    return {name: tuple(_texts(rules)) for name, rules in by_name.items()}


def _texts(rules: list[Rule]) -> Iterable[Text]:
    national = [r for r in rules if not r.regions]
    for rule in rules:
        if rule.regions and national and not any(r.local for r in national):
            raise LawError(
                place_of_rule(rule), f"{rule.name} may not differ by place: the national text is not local=True"
            )
        try:
            since = parse_month(rule.since)
            until = parse_month(rule.until) if rule.until else FOREVER
        except ValueError as error:
            raise LawError(place_of_rule(rule), str(error)) from None
        for other in rules:
            if other is rule or other.given != rule.given:
                continue
            if not (set(other.regions) & set(rule.regions) or other.regions == rule.regions):
                continue
            begins = parse_month(other.since)
            if begins == since or (begins > since and rule.until and begins <= until):
                raise LawError(place_of_rule(other), f"two texts of {rule.name} in force in {units_month(begins)}")
            if begins > since and not rule.until:
                until = min(until, begins - 1)
        yield Text(rule, since, until)


def _parameters(rule: Rule) -> tuple[Parameter, ...]:
    code = rule.function.__code__
    found: list[Parameter] = []
    for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        annotation = rule.function.__annotations__.get(name)
        if annotation is None:
            raise LawError(place_of_rule(rule), f"parameter {name} has no unit")
        shape = "scalar"
        if isinstance(annotation, str):
            outer, bracket, inner = annotation.partition("[")
            if bracket and outer in _WORDS:
                shape, annotation = _WORDS[outer], inner[:-1]
        elif get_origin(annotation) in _SHAPES:
            shape, annotation = _SHAPES[get_origin(annotation)], get_args(annotation)[0]
        found.append(Parameter(name, shape, unit_of(annotation, rule)))
    return tuple(found)


_WORDS = {"History": "history", "Series": "series", "Table": "table"}
_SHAPES: dict[Any, str] = {list: "history", Series: "series", Table: "table"}


def unit_of(annotation: Any, rule: Rule | None = None) -> Unit:
    """The unit an annotation stands for. LawError where it stands for none."""
    if isinstance(annotation, str) and rule is not None:
        try:
            annotation = rule.function.__globals__[annotation]
        except KeyError:
            raise LawError(place_of_rule(rule), f"{annotation} is not a unit known in this file") from None
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Unit):
            return mark
    where = place_of_rule(rule) if rule else str(annotation)
    raise LawError(where, f"{annotation} is not a unit of shebao.law.units")


def place_of_rule(rule: Rule) -> str:
    """File and line of a rule, for messages."""
    return f"{Path(rule.source_file).name}:{rule.line}"

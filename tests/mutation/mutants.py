"""The mutants of the law: every small change to a rule, a formula or a constant that is still in the rules' language.

The one thing to know: a definition is mutated by itself, so `occurrence` counts within it. Cosmic Ray's operators do
the changing, those whose result `shebao law check` would refuse anyway (`/`, `**`, `is`) left out: a mutant that
cannot load says nothing about the tests. One operator is added, for what goes wrong most in such law: the rounding.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator, operator_names
from parso.python.tree import Name

_ROUNDINGS = ("down", "half_up", "up")
_OTHER_WORDS: dict[str, tuple[str, ...]] = {"min": ("max",), "max": ("min",)}
for _to in ("", "_to_jiao", "_to_yuan"):
    for _word in _ROUNDINGS:
        _OTHER_WORDS[_word + _to] = tuple(other + _to for other in _ROUNDINGS if other != _word)

REPLACE_WORD = "law/ReplaceWord"
_FUTURE = "from __future__ import annotations"
# In a line that is there already, so that lines keep their numbers.
_IMPORT = f"from shebao.law.language import {', '.join(word for word in _OTHER_WORDS if word not in ('min', 'max'))}"

_LEFT_OUT = ("Div", "FloorDiv", "Mod", "Pow", "RShift", "LShift", "BitOr", "BitAnd", "BitXor", "Is", "IsNot", "Invert")
_KINDS = (
    "ReplaceBinaryOperator", "ReplaceComparisonOperator", "ReplaceUnaryOperator_Delete", "ReplaceAnd", "ReplaceOr",
    "AddNot", "NumberReplacer", "ZeroIterationForLoop", "RemoveDecorator",
)  # fmt: skip


class ReplaceWord(Operator):
    """Calls another rounding, or `max` for `min`."""

    def mutation_positions(self, node: Any) -> Any:
        """A position for each other word."""
        if isinstance(node, Name) and node.parent is not None:
            called: Any = node.parent
            if called.type in ("atom_expr", "power") and called.children[0] is node:
                for _ in _OTHER_WORDS.get(node.value, ()):
                    yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The same name with another word in it."""
        return Name(_OTHER_WORDS[node.value][index], node.start_pos, prefix=node.prefix)

    @classmethod
    def examples(cls) -> Any:
        """As Cosmic Ray asks of every operator."""
        return (Example("up(1, 2)", "down(1, 2)"), Example("min(1, 2)", "max(1, 2)"))


@dataclass(frozen=True)
class Definition:
    """A rule, a formula or a constant at the top of a module: its name and lines, decorators included."""

    module: str
    name: str
    first: int
    last: int
    constant: bool


@dataclass(frozen=True)
class Mutant:
    """One change to one definition: the line changed, as it was and as it is, and the whole module with it."""

    definition: Definition
    operator: str
    line: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """What a reader of the list of survivors looks for."""
        return f"{self.definition.module}.{self.definition.name}: `{self.before}` → `{self.after}`"


def definitions(path: Path) -> Iterator[Definition]:
    """The rules, formulas and number constants of a module of the law, in order."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef):
            marks = [m.func if isinstance(m, ast.Call) else m for m in node.decorator_list]
            if any(isinstance(m, ast.Name) and m.id in ("rule", "formula") for m in marks):
                yield Definition(path.stem, node.name, node.decorator_list[0].lineno, last, False)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
            target = node.targets[0]
            names = [e.id for e in getattr(target, "elts", [target]) if isinstance(e, ast.Name)]
            # `range` enumerates codes from zero, and texts are no numbers.
            if not any(isinstance(n, ast.Call) or isinstance(getattr(n, "value", 0), str) for n in ast.walk(node)):
                yield Definition(path.stem, " ".join(names), node.lineno, last, True)


def mutants(path: Path, most: int, seed: int) -> Iterator[Mutant]:
    """The mutants of a module: at most so many a definition, drawn by the seed and the definition's name."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for definition in definitions(path):
        begin, end = definition.first - 1, definition.last
        text = "".join(lines[begin:end])
        first_of_body = 0 if definition.constant else _body(text)
        spots = [
            (name, operator, occurrence)
            for name, operator in _operators()
            for occurrence, (line, _) in enumerate(_positions(operator, text))
            if line > first_of_body or name == "core/RemoveDecorator"
        ]
        if most and len(spots) > most:
            spots = sorted(random.Random(f"{seed} {definition.module} {definition.name}").sample(spots, most), key=str)
        for name, operator, occurrence in spots:
            changed = mutate_code(text, operator, occurrence)
            if changed is None or changed == text:
                continue
            line, before, after = _difference(text, changed)
            whole = "".join([*lines[:begin], changed, *lines[end:]])
            if name == REPLACE_WORD:
                whole = whole.replace(_FUTURE, f"{_FUTURE}; {_IMPORT}", 1)
            yield Mutant(definition, name, definition.first + line, before, after, whole)


def _operators() -> Iterator[tuple[str, Operator]]:
    yield REPLACE_WORD, ReplaceWord()
    for name in operator_names():
        kind = name.removeprefix("core/")
        if kind.startswith(_KINDS) and not any(part in _LEFT_OUT for part in kind.split("_")):
            yield name, get_operator(name)()


def _positions(operator: Operator, text: str) -> Iterator[tuple[int, int]]:
    for node in ast_nodes(get_ast(text)):
        spots: Any = operator.mutation_positions(node)
        for start, _ in spots:
            yield start


def _body(text: str) -> int:
    """The line before the body: decorators, parameters and what the docstring says are not mutated."""
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function.body[0].end_lineno or 0


def _difference(text: str, changed: str) -> tuple[int, str, str]:
    was, now = text.splitlines(), changed.splitlines()
    for number, (a, b) in enumerate(zip(was, now, strict=False)):
        if a != b:
            if len(was) != len(now):
                return number, a.strip(), ""
            return number, a.strip(), " ".join(b.split())
    raise AssertionError("a mutant that changes nothing")

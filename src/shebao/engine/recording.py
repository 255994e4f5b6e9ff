"""Rules that also note what their loops do: copies made by `ast` of the functions of the law, for traces.

The one thing to know: a copy is its rule with a note at the end of every turn, and nothing else changed.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from shebao.engine.language import tree_of
from shebao.law.language import Rule

if TYPE_CHECKING:
    from shebao.engine.texts import Text
    from shebao.law.units import Unit


class Loop(NamedTuple):
    """A loop of a rule and the names it sets."""

    rule: str
    names: tuple[str, ...]


Turn = tuple[Any, ...]
"""The `Loop` and what its names are at the end of one turn (None: not set yet)."""


@cache
def recorder(rule: Rule) -> Callable[..., int] | None:
    """The rule's function with one more parameter in front, called with a `Turn` at the end of every turn of a loop.

    None for a rule without loops.
    """
    tree = tree_of(rule.function)
    if not any(isinstance(node, ast.For) for node in ast.walk(tree)):
        return None
    function = copy.deepcopy(tree)
    function.decorator_list = []
    function.returns = None
    for argument in function.args.args:
        argument.annotation = None
    # A name that a turn may leave unset is None until it is set.
    names = [n for loop in ast.walk(function) if isinstance(loop, ast.For) for n in _assigned(loop)]
    unset = [ast.parse(f"{name} = None").body[0] for name in dict.fromkeys(names)]
    space: dict[str, Any] = dict(rule.function.__globals__)
    _note_turns(rule.name, function.body, space)
    function.args.args.insert(0, ast.arg("__note"))
    function.body = [*unset, *function.body]
    module = ast.fix_missing_locations(ast.Module([function], []))
    exec(compile(module, rule.source_file, "exec"), space)
    return space[rule.name]


@cache
def units_in_loops(text: Text) -> dict[str, Unit]:
    """The units of names that a rule's loops take from histories or read from figures, to show each turn in."""
    units = {p.name: p.unit for p in text.parameters}
    found: dict[str, Unit] = {}
    for node in ast.walk(tree_of(text.rule.function)):
        match node:
            case ast.For(target=target, iter=ast.Call(func=ast.Name(id="zip"), args=args)):
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                for name, history in zip(names, args, strict=False):
                    if isinstance(name, ast.Name) and isinstance(history, ast.Name) and history.id in units:
                        found[name.id] = units[history.id]
            case ast.For(target=ast.Name(id=name), iter=ast.Name(id=history)) if history in units:
                found[name] = units[history]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id=figure))) if (
                figure in units
            ):
                found[name] = units[figure]
            case _:
                pass
    return found


def _note_turns(rule: str, body: list[ast.stmt], space: dict[str, Any]) -> None:
    for statement in body:
        if isinstance(statement, ast.For):
            loop = Loop(rule, tuple(_assigned(statement)))
            _note_turns(rule, statement.body, space)
            key = f"__loop{statement.lineno}"
            space[key] = loop
            statement.body.append(ast.parse(f"__note(({key}, {', '.join(loop.names)}))").body[0])
        elif isinstance(statement, ast.If):
            _note_turns(rule, statement.body, space)
            _note_turns(rule, statement.orelse, space)


def _assigned(statement: ast.stmt) -> list[str]:
    stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return list(dict.fromkeys(node.id for node in stored))

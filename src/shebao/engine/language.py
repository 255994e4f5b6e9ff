"""The small language of rules: reading a rule's source by `ast`, refusing what lies outside.

The one thing to know: a file of law is parsed once; the same trees give the checks here, the graph and the
compiled loop. Whatever is not listed in `_Checker` is refused, with file and line.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shebao.engine.errors import LawError
from shebao.law.language import NATION, ROUNDINGS

if TYPE_CHECKING:
    from shebao.engine.law import Law
    from shebao.engine.texts import Text

BUILTINS = {"min", "max", "abs", "len"}
MOST_LITERAL = 2**63 - 1


@cache
def _functions(path: str) -> dict[int, ast.FunctionDef]:
    return functions_of(Path(path).read_text(encoding="utf-8"), path)


def functions_of(source: str, path: str) -> dict[int, ast.FunctionDef]:
    """Every function of a source by its first line (the first decorator's)."""
    tree = ast.parse(source, path)
    found: dict[int, ast.FunctionDef] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found[first] = node
    return found


def tree_of(function: Callable[..., Any]) -> ast.FunctionDef:
    """The syntax tree of a rule or formula. LawError for a function that was not read from a file."""
    kept = getattr(function, "__tree__", None)
    if kept is not None:
        return kept
    code = function.__code__
    try:
        return _functions(code.co_filename)[code.co_firstlineno]
    except (OSError, KeyError):
        raise LawError(
            f"{code.co_filename}:{code.co_firstlineno}",
            f"{function.__name__} has no source file: rules typed at a prompt cannot be read, write them to a file",
        ) from None


def constant(function: Callable[..., Any], name: str) -> int | None:
    """The module-level integer a rule calls by name, or None."""
    value = function.__globals__.get(name)
    return value if type(value) is int else None


def formula_of(function: Callable[..., Any], name: str) -> Callable[..., int] | None:
    """The `@formula` a rule calls by name, or None."""
    value = function.__globals__.get(name)
    return value if getattr(value, "__formula__", False) else None


def check_law(law: Law) -> list[str]:
    """Everything wrong with the law as written: names, cycles, constructs outside the language, made-up series."""
    from shebao.engine.series import made_up

    faults = [fault for texts in law.rules.values() for text in texts for fault in faults_of(law, text)]
    months = sorted({t.since for texts in law.rules.values() for t in texts})
    faults.extend(cycles(law, law.rules, months))
    faults.extend(fault for figure in law.figures.values() for fault in made_up(figure))
    return faults


def faults_of(law: Law, text: Text) -> list[str]:
    """Everything wrong with one text: what it cites, says and asks for, and constructs outside the language."""
    faults: list[str] = []
    name, known = text.rule.name, law.known
    place = f"{Path(text.rule.source_file).name}:{text.rule.line}"
    if not text.rule.cites or not all(text.rule.cites):
        faults.append(f"{place}: {name} cites no law")
    if not (text.rule.function.__doc__ or "").strip():
        faults.append(f"{place}: {name} has no sentence that says what the law says")
    for other in sorted({name for group in text.rule.given for name in group}):
        if other not in known:
            faults.append(f"{place}: {name} holds where {other} is stated, which nothing defines")
    for parameter in text.parameters:
        figure = law.figures.get(parameter.name)
        if parameter.name not in known:
            faults.append(f"{place}: {name} asks for {parameter.name}, which nothing defines")
        elif parameter.shape in ("series", "table") and figure is None:
            faults.append(f"{place}: {parameter.name} is read as a {parameter.shape} but is no figure")
        elif figure is not None and parameter.shape != "history":
            if parameter.unit != figure.unit:
                faults.append(f"{place}: {parameter.name} is kept in {figure.unit.name}, not {parameter.unit.name}")
            if parameter.shape == "table" and figure.keys is None:
                faults.append(f"{place}: figure {parameter.name} has no key, so it is no table")
        elif parameter.name in law.rules and parameter.unit != law.rules[parameter.name][0].unit:
            faults.append(
                f"{place}: {parameter.name} is in {law.rules[parameter.name][0].unit.name}, not {parameter.unit.name}"
            )
    faults.extend(_Checker(text.rule.function).faults())
    return faults


def cycles(law: Law, names: Iterable[str], months: Iterable[int]) -> Iterator[str]:
    """Every cycle that the rules named run into, in any place, in one of the months."""
    tangled = _tangled(law)
    asked = tuple(name for name in names if name in tangled)
    if not asked:
        return
    regions = {NATION, *(c for texts in law.rules.values() for t in texts for c in t.rule.regions)}
    seen: set[str] = set()
    for region in sorted(regions):
        for month in months:
            for name in asked:
                for given in {frozenset(group) for text in law.rules[name] for group in text.rule.given or ((),)}:
                    if law.text_of(name, region, month, given) is None:
                        continue
                    try:
                        law.plan((name,), region, month, given)
                    except LawError as error:
                        if str(error) not in seen:
                            seen.add(str(error))
                            yield str(error)


def _tangled(law: Law) -> set[str]:
    """The rules that need themselves if all texts of all places and times held at once: only they can be in a cycle."""
    below = {
        name: {p.name for text in texts for p in text.parameters if p.shape not in ("series", "table")}
        & law.rules.keys()
        for name, texts in law.rules.items()
    }
    above: dict[str, set[str]] = {name: set() for name in below}
    for name, needed in below.items():
        for other in needed:
            above[other].add(name)
    left = set(below)
    for edges in (below, above):  # off goes what needs nothing that is left, then what nothing left needs
        while ends := {name for name in left if edges[name].isdisjoint(left)}:
            left -= ends
    return left


class _Checker(ast.NodeVisitor):
    """Walks one function and notes every construct outside the language."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.file = Path(function.__code__.co_filename).name
        self.found: list[str] = []
        self.names: set[str] = set()
        self.loops = 0

    def faults(self) -> list[str]:
        tree = tree_of(self.function)
        self.names = {a.arg for a in tree.args.args}
        if tree.args.vararg or tree.args.kwarg or tree.args.defaults or tree.args.kwonlyargs:
            self.refuse(tree, "parameters are plain names without defaults")
        body = tree.body
        if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body = body[1:]
        self.block(body)
        if not _returns(body):
            self.refuse(tree, f"{tree.name} does not end in a return on every path")
        return self.found

    def refuse(self, node: ast.AST, what: str) -> None:
        self.found.append(f"{self.file}:{getattr(node, 'lineno', 0)}: {what}")

    def block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.value(value)
                self.names.add(name)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self.value(value)
                self.names.add(name)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub() | ast.Mult(), value=value):
                self.value(ast.copy_location(ast.Name(name, ast.Load()), node))
                self.value(value)
            case ast.If(test=test, body=body, orelse=orelse):
                self.test(test)
                self.block(body)
                self.block(orelse)
            case ast.For(target=target, iter=iterated, body=body, orelse=[]):
                self.loop(node, target, iterated)
                self.loops += 1
                self.block(body)
                self.loops -= 1
            case ast.Return(value=ast.expr() as value):
                if self.loops:
                    self.refuse(node, "return inside a loop")
                self.value(value)
            case ast.Pass():
                pass
            case _:
                self.refuse(node, f"{type(node).__name__.lower()} is outside the language of rules")

    def loop(self, node: ast.stmt, target: ast.expr, iterated: ast.expr) -> None:
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        for name in targets:
            if isinstance(name, ast.Name):
                self.names.add(name.id)
            else:
                self.refuse(node, "a loop names plain variables")
        match iterated:
            case ast.Call(func=ast.Name(id="zip"), args=args, keywords=keywords):
                strict = [k for k in keywords if k.arg == "strict"]
                if len(strict) != 1 or len(keywords) != 1:
                    self.refuse(node, "zip over histories says strict=True")
                for history in args:
                    self.history(history)
                if len(args) != len(targets):
                    self.refuse(node, "zip names one variable a history")
            case ast.Call(func=ast.Name(id="range"), args=[*args], keywords=[]) if 1 <= len(args) <= 2:
                for bound in args:
                    self.value(bound)
            case ast.Name():
                self.history(iterated)
            case _:
                self.refuse(node, "a loop runs over range, a history, or zip of histories")

    def history(self, node: ast.expr) -> None:
        if not (isinstance(node, ast.Name) and node.id in self.names):
            self.refuse(node, "expected a history by its name")

    def test(self, node: ast.expr) -> None:
        match node:
            case ast.BoolOp(values=values):
                for value in values:
                    self.test(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.test(operand)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                if any(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in ops):
                    self.refuse(node, "a test compares with < <= == != >= >")
                for value in (left, *comparators):
                    self.value(value)
            case _:
                self.refuse(node, "a test is a comparison, or and / or / not of comparisons")

    def value(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=value):
                if type(value) is not int:
                    self.refuse(node, f"{value!r} is not a whole number")
                elif value > MOST_LITERAL:
                    self.refuse(node, "a literal above 2^63 - 1")
            case ast.Name(id=name):
                if name not in self.names and constant(self.function, name) is None:
                    self.refuse(node, f"{name} is neither a parameter, a local nor a whole-number constant")
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
                self.value(left)
                self.value(right)
            case ast.BinOp(op=op):
                self.refuse(
                    node,
                    f"{type(op).__name__} is outside the language: name the rounding, e.g. half_up(a, b)",
                )
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                self.value(operand)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self.test(test)
                self.value(body)
                self.value(orelse)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                if name not in self.names:
                    self.refuse(node, f"{name} is not a parameter")
                for part in key.elts if isinstance(key, ast.Tuple) else [key]:
                    self.value(part)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                self.call(node, name, args)
            case _:
                self.refuse(node, f"{type(node).__name__.lower()} is outside the language of rules")

    def call(self, node: ast.expr, name: str, args: list[ast.expr]) -> None:
        if name in ROUNDINGS and self.function.__globals__.get(name) is ROUNDINGS[name]:
            if len(args) != 2:
                self.refuse(node, f"{name} takes a dividend and a divisor")
        elif name in BUILTINS:
            if name == "len":
                for history in args:
                    self.history(history)
                return
        elif formula_of(self.function, name) is None:
            self.refuse(node, f"{name} is neither a rounding, min, max, abs, len nor a @formula")
        elif formula_of(self.function, name) is not self.function:
            self.found.extend(f for f in _formula_faults(formula_of(self.function, name)) if f not in self.found)
        else:
            self.refuse(node, f"{name} calls itself")
        for value in args:
            self.value(value)


@cache
def _formula_faults(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(_Checker(function).faults())


def _returns(body: list[ast.stmt]) -> bool:
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.Return):
        return True
    return isinstance(last, ast.If) and _returns(last.body) and _returns(last.orelse)

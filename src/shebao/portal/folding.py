"""Texts of templates, translated once: when a template is compiled for a language, not each time a page is made.

The one thing to know: only `_("…")` with the text written out is folded; what is computed, and plurals, are looked up
when the page is made, as Jinja does it. Values put into a text are escaped as before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup


class Folding(Environment):
    """An environment of one language. translate: gives the reader's text for the English one."""

    def __init__(self, translate: Callable[[str], str], **options: Any) -> None:
        self.translate = translate
        super().__init__(**options)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(_Fold(self).visit(source), *args, **kwargs)


class _Fold(NodeTransformer):
    def __init__(self, environment: Folding) -> None:
        self.environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        function, args = node.node, node.args
        text = args[0].value if len(args) == 1 and isinstance(args[0], nodes.Const) else None
        plain = isinstance(function, nodes.Name) and function.name == "_" and not (node.dyn_args or node.dyn_kwargs)
        if not plain or not isinstance(text, str):
            return node
        said = Markup(self.environment.translate(text))
        if not node.kwargs:
            made: nodes.Expr = nodes.Const(said % {}, lineno=node.lineno)
        else:
            values = [nodes.Pair(nodes.Const(it.key), it.value, lineno=node.lineno) for it in node.kwargs]
            made = nodes.Mod(nodes.Const(said), nodes.Dict(values), lineno=node.lineno)
        return made.set_environment(self.environment)

"""What is the same each time a page is made is put into its template when that is read: texts, fixed addresses.

The one thing to know: every language has an environment of its own, so `_("Show")`, `url("/law")` and
`design("design.css")` are constants there. `_("%(n)s left", n=n)` is translated then and filled in later; an address
with a query stays a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from shebao.portal.language import Reader


class Templates(Environment):
    """An environment of one language. fixed: the functions that always say the same of the same text."""

    def __init__(self, reader: Reader, fixed: Mapping[str, Callable[[str], str]], **options: Any) -> None:
        super().__init__(**options)
        self._put = _Put(reader, fixed)
        self.globals.update(fixed)
        self.filters["fill_in"] = fill_in

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows, as one plain mapping: it is copied for each page, and a chain is slow to copy."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return self._put.visit(super()._parse(source, name, filename))


def fill_in(text: str, **values: object) -> Markup:
    """A translated text with its values, which are escaped. Not Jinja's own: that copies the context for each text."""
    return Markup(text % {name: escape(value) for name, value in values.items()})


class _Put(NodeTransformer):
    def __init__(self, reader: Reader, fixed: Mapping[str, Callable[[str], str]]) -> None:
        # A sign of percent is written twice in every text, as where something is filled in.
        self.reader, self.fixed = reader, {**fixed, "_": lambda text: reader.text(text) % {}}

    def visit_Call(self, node: nodes.Call, *args: object, **kwargs: object) -> nodes.Node:  # noqa: N802
        """A call whose answer can be told now."""
        self.generic_visit(node, *args, **kwargs)
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        said = node.args[0] if len(node.args) == 1 else None
        if called not in self.fixed or not isinstance(said, nodes.Const) or node.dyn_args or node.dyn_kwargs:
            return node
        if not node.kwargs:
            return nodes.TemplateData(self.fixed[called](said.value), lineno=node.lineno)
        if called == "_":
            text = nodes.Const(self.reader.text(said.value), lineno=node.lineno)
            return nodes.Filter(text, "fill_in", [], node.kwargs, None, None, lineno=node.lineno)
        return node

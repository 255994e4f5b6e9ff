"""Texts put into templates when they are read, not each time a page is made.

The one thing to know: every language has an environment of its own, so `_("Show")` in a template is a constant there;
a text with something to fill in (`_("%(n)s left", n=n)`) stays a call.
"""

from __future__ import annotations

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from shebao.portal.language import Reader


class Templates(Environment):
    """An environment of one language: its plain texts become part of the template."""

    reader: Reader

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Said(self.reader).visit(super()._parse(source, name, filename))


class _Said(NodeTransformer):
    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def visit_Call(self, node: nodes.Call, *args: object, **kwargs: object) -> nodes.Node:  # noqa: N802
        """A text that has nothing to fill in, as the reader reads it."""
        self.generic_visit(node, *args, **kwargs)
        said = node.args[0] if len(node.args) == 1 and not node.kwargs else None
        if not (isinstance(node.node, nodes.Name) and node.node.name == "_" and isinstance(said, nodes.Const)):
            return node
        # A sign of percent is written twice in every text, as where something is filled in.
        return nodes.TemplateData(self.reader.text(said.value) % {}, lineno=node.lineno)

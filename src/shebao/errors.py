"""Errors a user can act on. Each room derives its own; the command line and the API print them as they are.

The one thing to know: the facts of an error are attributes, its text is made from them, nobody parses the text.
"""

from __future__ import annotations


class ShebaoError(Exception):
    """The base of every error caused by input, figures or state rather than by a defect."""


class MissingExtra(ShebaoError):
    """A command needs packages that the plain install leaves out."""

    def __init__(self, command: str, extra: str, package: str) -> None:
        self.command, self.extra, self.package = command, extra, package
        super().__init__(
            f"{command} needs the extra '{extra}' (package {package} is missing): pip install 'shebao[{extra}]'"
        )

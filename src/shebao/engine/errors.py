"""What can be wrong with the law, a figure or a dossier, with the facts of it as attributes."""

from __future__ import annotations

from shebao.errors import ShebaoError


class LawError(ShebaoError):
    """The law as written cannot be run: found at load, with file and line."""

    def __init__(self, where: str, what: str) -> None:
        self.where, self.what = where, what
        super().__init__(f"{where}: {what}")


class MissingInput(ShebaoError):
    """The question needs a fact that the dossier does not hold."""

    def __init__(self, names: tuple[str, ...], question: str) -> None:
        self.names, self.question = names, question
        super().__init__(f"{question} needs {', '.join(names)}, which the dossier does not give")

    def asked(self, question: str) -> MissingInput:
        """The same lack, said of another question."""
        return MissingInput(self.names, question)


class NotInForce(MissingInput):
    """The question needs a quantity that no text of the law in force there and then gives, and nobody stated it."""

    def __init__(self, name: str, question: str, where: str, held: str) -> None:
        super().__init__((name,), question)
        self.where, self.held = where, held
        what = name if name == question else f"{name}, which {question} needs,"
        self.args = (f"no text of {what} is in force {where}: texts hold {held}",)

    def asked(self, question: str) -> NotInForce:
        """The same lack, said of another question."""
        return NotInForce(self.names[0], question, self.where, self.held)


class MissingFigure(ShebaoError):
    """A figure is not known for this place and time, and none is made up."""

    def __init__(self, figure: str, region: str, when: str, key: int | None = None, reason: str = "") -> None:
        self.figure, self.region, self.when, self.key = figure, region, when, key
        at = f", key {key}" if key is not None else ""
        super().__init__(f"figure {figure} is not known for region {region} in {when}{at}{reason and ': ' + reason}")


class BadInput(ShebaoError):
    """A fact is not what it must be."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        self.field, self.value, self.expected = field, value, expected
        super().__init__(f"{field}: {value!r} is not valid, expected {expected}")


class OutOfBounds(ShebaoError):
    """A rule's result lies outside the bounds its text declares."""

    def __init__(self, name: str, value: int, low: int, high: int) -> None:
        self.name, self.value, self.low, self.high = name, value, low, high
        super().__init__(f"{name} came to {value}, outside its declared bounds {low} to {high}")


class NotComputable(ShebaoError):
    """A division by zero or the like inside a rule, named."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name} cannot be computed: {why}")

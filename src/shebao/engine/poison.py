"""A missing input as a value that hurts only who touches it.

Every operation on a poison raises `Tripped` with the error it stands for. A rule that never uses the input is
not disturbed, so an input is required only when it is used.
"""

from __future__ import annotations

from typing import Any, NoReturn


class Tripped(Exception):
    """A rule touched a poison, which it carries."""

    def __init__(self, poison: Poison) -> None:
        self.poison = poison


class Poison:
    """Stands for a value that is not known, with the error that says why."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error

    def _trip(self, *_: Any) -> NoReturn:
        raise Tripped(self)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = __rfloordiv__ = _trip
    __mod__ = __rmod__ = __neg__ = __pos__ = __abs__ = __lt__ = __le__ = __gt__ = __ge__ = _trip
    __bool__ = __int__ = __index__ = __iter__ = __len__ = __getitem__ = __hash__ = _trip
    __eq__ = __ne__ = _trip  # type: ignore[assignment]


def poison(error: Exception) -> Poison:
    """The poison for an error."""
    return Poison(error)

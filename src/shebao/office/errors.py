"""What can go wrong in an office, said so that somebody can act on it."""

from __future__ import annotations

from shebao.errors import ShebaoError


class MonthTrouble(ShebaoError):
    """A step of the month cannot go on, and says what is off and what to do."""


class NotReleased(MonthTrouble):
    """The month waits for people: what is to be paid has not been prepared by one and approved by another."""

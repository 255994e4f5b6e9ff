"""What every step of the month is handed: the month, the place, the folders, the law; and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.engine.law import Law
from shebao.engine.one import LawOn
from shebao.engine.texts import units_month
from shebao.office.bank import Bank

if TYPE_CHECKING:
    from sqlalchemy import Engine

EMPLOYEE, FLEXIBLE, RESIDENT = 0, 1, 2
CATEGORY_NAMES = {EMPLOYEE: "employees", FLEXIBLE: "flexible workers", RESIDENT: "residents"}
EMPLOYEE_PENSION, RESIDENT_PENSION, UNEMPLOYMENT, INJURY = (
    "employee_pension", "resident_pension", "unemployment", "work_injury",
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What a step did: rows done, rows refused, one sentence."""

    done: int
    refused: int = 0
    said: str = ""


def _silent(done: int, of: int) -> None:
    return None


@dataclass(frozen=True)
class Work:
    """One month of one office.

    inbox: the folder of what came in. outbox: where payment files and reports go. tell: told how far a step is
    (rows done, rows in all; 0 where not known). faults: whether the demonstration bank misbehaves.
    """

    engine: Engine
    month: int
    region: str
    inbox: Path
    outbox: Path
    faults: bool = False
    tell: Callable[[int, int], None] = field(default=_silent, repr=False)

    @cached_property
    def law(self) -> LawOn:
        """The law in force here this month."""
        return Law.load().at(self.month, self.region)

    @cached_property
    def bank(self) -> Bank:
        """The line to the banks, opened when first wanted; `hang_up` ends it."""
        return Bank(self.outbox.parent / "bank", self.faults)

    def ring(self) -> None:
        """Let the banks' process start now, for it is wanted soon."""
        _ = self.bank

    def hang_up(self) -> None:
        """Close the line to the banks, if there is one."""
        bank = self.__dict__.pop("bank", None)
        if bank is not None:
            bank.close()

    @property
    def label(self) -> str:
        """The month as YYYY-MM."""
        return units_month(self.month)

    @property
    def digits(self) -> str:
        """The month as YYYYMM, for numbers of bills and payments."""
        return units_month(self.month).replace("-", "")

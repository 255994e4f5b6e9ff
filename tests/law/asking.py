"""How these tests ask the law: one line a question, by default of the month a file is about and of the nation.

The one thing to know: question, month and region are positional only, so every keyword is a fact of the dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import settings

from shebao.engine.law import Law
from shebao.engine.reading import read_dossier
from shebao.law.language import NATION

LAW = Law.load()
quick = settings(max_examples=60, deadline=None)


@dataclass(frozen=True)
class Asking:
    """Asks one quantity of the law: `ask = Asking("2024-06")`, then `ask("late_fee", overdue_days=3)`."""

    now: str
    written: bool = False
    """Facts are stated as people write them (yuan, dates, words, rows of a history), not in the law's whole numbers."""

    def __call__(self, question: str, month: str = "", region: str | int = NATION, /, **facts: Any) -> int:
        """The answer in the law's own whole numbers."""
        dossier = read_dossier(LAW, facts) if self.written else facts
        return LAW.at(month or self.now, region).values([question], dossier)[question]

    def shown(self, question: str, month: str = "", region: str | int = NATION, /, **facts: Any) -> str:
        """The answer as people write it."""
        return LAW.unit_of(question).show(self(question, month, region, **facts))

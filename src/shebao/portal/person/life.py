"""A life as the record has it: runs of months paid, the gaps between them, and the pension they lead to.

The one thing to know: a run ends where the payer, the place or the scheme changes or a month is missing; a gap is any
month between the first and the last, or today, for which nobody paid in either scheme.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.record.dossier import EMPLOYEES, RESIDENTS

STINTS = """
    SELECT s.scheme, s.start, s.months, s.base, s.region, s.category, coalesce(e.name, ''), s.payer_id
    FROM record.stint s LEFT JOIN record.employer e ON e.employer_id = s.payer_id
    WHERE s.person_id = :p ORDER BY s.start, s.scheme, s.payer_id
"""
AWARDS = "SELECT scheme, start, amount, provisional FROM record.award WHERE person_id = :p ORDER BY start, scheme"


@dataclass(frozen=True)
class Run:
    """Months paid without a break by one payer in one place. first, last: months. bases: first and last, fen."""

    first: int
    last: int
    scheme: int
    payer: str
    region: int
    category: int
    bases: tuple[int, int]

    @property
    def months(self) -> int:
        """How many months were paid."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Gap:
    """Months for which nothing was paid."""

    first: int
    last: int

    @property
    def months(self) -> int:
        """How many months are missing."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Award:
    """A pension: its first month, fen a month, and whether it is provisional."""

    first: int
    scheme: int
    amount: int
    provisional: bool


@dataclass(frozen=True)
class Life:
    """Runs and gaps in order of time, the awards, and the months paid in each scheme."""

    parts: tuple[Run | Gap, ...]
    awards: tuple[Award, ...]
    employee_months: int
    resident_months: int


def life_of(connection: Connection, person: int, now: int) -> Life:
    """The life of a person as of month `now`."""
    awards = tuple(Award(start, scheme, int(amount), late) for scheme, start, amount, late
                   in rows(connection, AWARDS, p=person))  # fmt: skip
    runs: list[Run] = []
    paid: dict[int, set[int]] = {EMPLOYEES: set(), RESIDENTS: set()}
    open_: dict[tuple[int, int], int] = {}
    for scheme, start, months, base, region, category, payer, payer_id in rows(connection, STINTS, p=person):
        end = start + months - 1
        paid.setdefault(scheme, set()).update(range(start, end + 1))
        key = (scheme, payer_id)
        before = runs[open_[key]] if key in open_ else None
        if before and before.last == start - 1 and (before.region, before.category) == (region, category):
            bases = (before.bases[0], int(base))
            runs[open_[key]] = Run(before.first, end, scheme, payer, region, category, bases)
        else:
            open_[key] = len(runs)
            runs.append(Run(start, end, scheme, payer, region, category, (int(base), int(base))))
    parts = sorted([*runs, *_gaps(set().union(*paid.values()), awards, now)], key=lambda part: part.first)
    return Life(tuple(parts), awards, len(paid[EMPLOYEES]), len(paid[RESIDENTS]))


def _gaps(paid: set[int], awards: tuple[Award, ...], now: int) -> list[Gap]:
    """The months nobody paid for, from the first paid to the pension, or to the month before last."""
    if not paid:
        return []
    end = min([award.first for award in awards], default=now - 1)  # this month and the last may not have come in yet
    gaps: list[Gap] = []
    month = min(paid)
    for held in [*sorted(m for m in paid if m < end), end]:
        if held > month:
            gaps.append(Gap(month, held - 1))
        month = held + 1
    return gaps

"""find: people who reach an entitlement this month are found in the record, before anybody asks.

The one thing to know: the law is asked once for each combination of birth month and track, not for each person;
whoever is due and has neither award nor decision is found, so nobody is missed when a month was late.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows, stream
from shebao.engine.one import LawOn
from shebao.engine.texts import units_month
from shebao.law.calendar import month_of
from shebao.office.work import Done, Work
from shebao.record.dossier import EMPLOYEES, RESIDENTS

YOUNGEST = 45 * 12
CANDIDATES = """
    SELECT p.person_id, p.birth,
           (SELECT value FROM record.fact_now f WHERE f.person_id = p.person_id AND kind = 'retirement_track'
               AND since <= :m ORDER BY since DESC LIMIT 1),
           (SELECT value FROM record.fact_now f WHERE f.person_id = p.person_id AND kind = 'chosen_retirement_month'
               AND since <= :m ORDER BY since DESC LIMIT 1)
    FROM record.person p
    WHERE p.birth <= :youngest
      AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = p.person_id)
      AND NOT EXISTS (SELECT 1 FROM office.decision x WHERE x.person_id = p.person_id)
    ORDER BY p.person_id
"""
MONTHS = f"""
    SELECT p.person_id, coalesce((SELECT value FROM record.fact_now f WHERE f.person_id = p.person_id
               AND kind = 'deemed_months' AND since <= :m ORDER BY since DESC LIMIT 1), 0),
           (SELECT coalesce(sum(months), 0) FROM record.stint s WHERE s.person_id = p.person_id
               AND scheme = {EMPLOYEES}),
           (SELECT coalesce(sum(months), 0) FROM record.stint s WHERE s.person_id = p.person_id
               AND scheme = {RESIDENTS})
    FROM unnest(CAST(:persons AS bigint[])) AS p (person_id)
"""
BATCH = 5000
MONTH = 1000
"""The law counts years in thousandths of a month."""


def run_step(work: Work, connection: Connection) -> Done:
    """Note everybody due a pension, and everybody of age who still lacks months."""
    found = {"pension": 0, "resident": 0, "short": 0}
    columns = ("person_id", "month", "kind", "said")
    ages = Ages(work.law)

    def findings() -> Iterator[tuple[int, int, str, str]]:
        with work.engine.connect() as reader, work.engine.connect() as counter:
            due = _of_age(work, reader, ages)
            while batch := list(islice(due, BATCH)):
                paid = {
                    int(person): (int(deemed), int(months), int(premiums))
                    for person, deemed, months, premiums in rows(
                        counter, MONTHS, m=work.month, persons=[person for person, *_ in batch]
                    )
                }
                for person, birth, track, chosen in batch:
                    kind, said = ages.judge(birth, track, chosen, *paid[person])
                    if kind:
                        found[kind] += 1
                        yield person, work.month, kind, said

    count = copy_rows(connection, "office.finding", columns, findings())
    return Done(
        count,
        0,
        f"{found['pension']} reach retirement, {found['resident']} residents turn 60, {found['short']} lack months",
    )


def _of_age(work: Work, reader: Connection, ages: Ages) -> Iterator[tuple[int, int, int | None, int | None]]:
    """Person, birth, track and chosen month of all who may be due by age alone: few of those old enough to ask of."""
    year, month = divmod(work.month - YOUNGEST, 12)
    parameters = {"m": work.month, "youngest": datetime.date(year, month + 1, 28)}
    for n, (person, born, track, chosen) in enumerate(stream(reader, CANDIDATES, parameters)):
        if n % 2000 == 0:
            work.tell(n, 0)
        birth = born.toordinal()
        if (track is not None and ages.employee(birth, track, chosen)[0] <= work.month) or (
            ages.resident(birth)[0] <= work.month
        ):
            yield person, birth, track, chosen


class Ages:
    """When people are due and what it takes, asked of the law once for each birth month, track and choice."""

    def __init__(self, law: LawOn) -> None:
        self.law = law
        self._employees: dict[tuple[int, int, int | None], tuple[int, int]] = {}
        self._residents: dict[int, tuple[int, int]] = {}

    def judge(
        self, birth: int, track: int | None, chosen: int | None, deemed: int, months: int, premiums: int
    ) -> tuple[str, str]:
        """What somebody is due for and what is said of it; empty when nothing."""
        if months and track is not None:
            at, needed = self.employee(birth, track, chosen)
            if at > self.law.month:
                return "", ""
            if months + deemed >= needed:
                return "pension", f"retires in {units_month(at)} with {months + deemed} months"
            return "short", f"of age in {units_month(at)}; {needed - months - deemed} months short"
        at, needed = self.resident(birth)
        if not premiums or at > self.law.month:
            return "", ""
        if premiums >= needed:
            return "resident", f"turns 60 in {units_month(at)}"
        return "short", f"60 in {units_month(at)}; {needed - premiums} months short"

    def employee(self, birth: int, track: int, chosen: int | None) -> tuple[int, int]:
        """The month of retirement, and the months of contributions it needs."""
        key = (month_of(birth), track, chosen)
        if key not in self._employees:
            facts = {"birth": birth, "retirement_track": track}
            if chosen is not None:
                facts["chosen_retirement_month"] = chosen
            got = self.law.values(["retirement_month", "minimum_months_paid"], facts)
            self._employees[key] = got["retirement_month"], got["minimum_months_paid"]
        return self._employees[key]

    def resident(self, birth: int) -> tuple[int, int]:
        """The month of the sixtieth birthday, and the months of premiums it needs."""
        key = month_of(birth)
        if key not in self._residents:
            got = self.law.values(["resident_retirement_month", "resident_years_needed"], {"birth": birth})
            self._residents[key] = got["resident_retirement_month"], got["resident_years_needed"] // MONTH
        return self._residents[key]

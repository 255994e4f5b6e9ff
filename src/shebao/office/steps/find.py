"""find: people who reach an entitlement this month are found in the record, before anybody asks.

The one thing to know: the law is asked once for each combination of birth month and track, not for each person;
whoever is due and has neither award nor decision is found, so nobody is missed when a month was late.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from shebao.database.store import copy_rows, stream
from shebao.engine.texts import units_month
from shebao.law.calendar import month_of
from shebao.office.work import Done, Work
from shebao.record.dossier import EMPLOYEES, RESIDENTS

YOUNGEST = 45 * 12
CANDIDATES = f"""
    SELECT p.person_id, p.birth, t.value, f.value, coalesce(s.months, 0) + coalesce(d.value, 0), r.months
    FROM record.person p
    LEFT JOIN LATERAL (SELECT value FROM record.fact_now WHERE person_id = p.person_id AND kind = 'retirement_track'
        AND since <= :m ORDER BY since DESC LIMIT 1) t ON true
    LEFT JOIN LATERAL (SELECT value FROM record.fact_now WHERE person_id = p.person_id
        AND kind = 'chosen_retirement_month' AND since <= :m ORDER BY since DESC LIMIT 1) f ON true
    LEFT JOIN LATERAL (SELECT value FROM record.fact_now WHERE person_id = p.person_id AND kind = 'deemed_months'
        AND since <= :m ORDER BY since DESC LIMIT 1) d ON true
    LEFT JOIN LATERAL (SELECT sum(months) AS months FROM record.stint WHERE person_id = p.person_id
        AND scheme = {EMPLOYEES}) s ON true
    LEFT JOIN LATERAL (SELECT sum(months) AS months FROM record.stint WHERE person_id = p.person_id
        AND scheme = {RESIDENTS}) r ON true
    WHERE p.birth <= :youngest
      AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = p.person_id)
      AND NOT EXISTS (SELECT 1 FROM office.decision x WHERE x.person_id = p.person_id)
      AND (s.months > 0 OR r.months > 0)
    ORDER BY p.person_id
"""


def run_step(work: Work, connection: Connection) -> Done:
    """Note everybody due a pension, and everybody of age who still lacks months."""
    found = {"pension": 0, "resident": 0, "short": 0}
    dates: dict[tuple[int, int, int | None], tuple[int, int]] = {}
    resident: dict[int, int] = {}

    def due(birth: int, track: int, chosen: int | None) -> tuple[int, int]:
        """The retirement month, and the months of contributions it needs."""
        key = (month_of(birth), track, chosen)
        if key not in dates:
            facts = {"birth": birth, "retirement_track": track}
            if chosen is not None:
                facts["chosen_retirement_month"] = chosen
            got = work.law.values(["retirement_month", "minimum_months_paid"], facts)
            dates[key] = got["retirement_month"], got["minimum_months_paid"]
        return dates[key]

    def rows() -> Iterator[tuple[int, int, str, str]]:
        import datetime

        year, month = divmod(work.month - YOUNGEST, 12)
        youngest = datetime.date(year, month + 1, 28)
        with work.engine.connect() as reader:
            for n, (person, born, track, chosen, months, premiums) in enumerate(
                stream(reader, CANDIDATES, {"m": work.month, "youngest": youngest})
            ):
                if n % 2000 == 0:
                    work.tell(n, 0)
                birth = born.toordinal()
                if months and track is not None:
                    at, needed = due(birth, track, chosen)
                    if at > work.month:
                        continue
                    if months >= needed:
                        found["pension"] += 1
                        yield person, work.month, "pension", f"retires in {units_month(at)} with {months} months"
                    else:
                        found["short"] += 1
                        yield (
                            person,
                            work.month,
                            "short",
                            f"of age in {units_month(at)}; {needed - months} months short",
                        )
                elif premiums:
                    key = month_of(birth)
                    if key not in resident:
                        got = work.law.values(["resident_retirement_month"], {"birth": birth})
                        resident[key] = got["resident_retirement_month"]
                    if resident[key] > work.month:
                        continue
                    needed = work.law.figure("resident_minimum_years") // 1000
                    if premiums >= needed:
                        found["resident"] += 1
                        yield person, work.month, "resident", f"turns 60 in {units_month(resident[key])}"
                    else:
                        found["short"] += 1
                        yield (
                            person,
                            work.month,
                            "short",
                            f"60 in {units_month(resident[key])}; {needed - premiums} months short",
                        )

    columns = ("person_id", "month", "kind", "said")
    count = copy_rows(connection, "office.finding", columns, rows())
    return Done(
        count,
        0,
        f"{found['pension']} reach retirement, {found['resident']} residents turn 60, {found['short']} lack months",
    )

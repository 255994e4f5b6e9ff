"""bill: bases clamped and contributions computed by the law; one bill per employer, flexible worker or resident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from shebao.database.store import CHUNK, copy_rows, copy_tables, run, stream, value
from shebao.engine.one import LawOn
from shebao.errors import ShebaoError
from shebao.office.work import CATEGORY_NAMES, EMPLOYEE, FLEXIBLE, RESIDENT, Done, Work

LINE = (
    "person_id", "month", "payer_id", "category", "base", "employer_pension", "own_pension", "employer_unemployment",
    "own_unemployment", "injury", "subsidy", "account_entry",
)  # fmt: skip
OF_EMPLOYEES = (
    "contribution_base", "employer_pension_contribution", "employee_pension_contribution",
    "employer_unemployment_contribution", "employee_unemployment_contribution", "injury_contribution", "account_entry",
)  # fmt: skip
OF_FLEXIBLE = ("flexible_pension_contribution", "account_entry")
OF_RESIDENTS = ("resident_subsidy",)
Amounts = tuple[Any, Any, Any, Any, Any, Any, Any, Any]
"""base, employer's and own pension, employer's and own unemployment, injury, subsidy, entry into the account (fen)."""


class Contributions:
    """What wages pay in one place and month: one wage asked of the interpreter, many of the compiled law."""

    def __init__(self, law: LawOn) -> None:
        self.law = law

    def of(self, category: int, wage: int, industry_class: int, injury_float: int) -> Amounts:
        """The amounts of one wage. Errors of the law (a missing figure) as they are."""
        if category == EMPLOYEE:
            facts = {"wage": wage, "industry_class": industry_class, "injury_float": injury_float}
            return _amounts(category, wage, self.law.values(OF_EMPLOYEES, facts))
        if category == FLEXIBLE:
            base = self.law.values(["flexible_base"], {"wage": wage})["flexible_base"]
            return _amounts(category, base, self.law.values(OF_FLEXIBLE, {"contribution_base": base}))
        return _amounts(category, wage, self.law.values(OF_RESIDENTS, {"resident_premium_year": wage}))

    def many(self, category: int, wages: Any, classes: Any, floats: Any) -> tuple[Amounts, list[str | None]]:
        """The amounts of many, as arrays of numbers; and why a row has none, None where it has."""
        if category == EMPLOYEE:
            columns = {"wage": wages, "industry_class": classes, "injury_float": floats}
            got, refusals = self._asked(OF_EMPLOYEES, columns)
            return _amounts(category, wages, got), refusals
        if category == FLEXIBLE:
            bases, without = self._asked(("flexible_base",), {"wage": wages})
            got, refusals = self._asked(OF_FLEXIBLE, {"contribution_base": bases["flexible_base"]})
            why = [first or second for first, second in zip(without, refusals, strict=True)]
            return _amounts(category, bases["flexible_base"], got), why
        got, refusals = self._asked(OF_RESIDENTS, {"resident_premium_year": wages})
        return _amounts(category, wages, got), refusals

    def _asked(self, questions: Sequence[str], columns: dict[str, Any]) -> tuple[dict[str, Any], list[str | None]]:
        import numpy as np
        import pyarrow as pa

        got = self.law.compile(questions).run(pa.table(columns))
        refusals: list[str | None] = got.column("refusal").to_pylist()
        if not any(refusals):
            return {q: got.column(q).to_numpy() for q in questions}, refusals
        return {q: np.array([a or 0 for a in got.column(q).to_pylist()], np.int64) for q in questions}, refusals


def _amounts(category: int, base: Any, got: dict[str, Any]) -> Amounts:
    """The law's answers in the order of a line: single numbers or columns of them."""
    if category == EMPLOYEE:
        return (
            got["contribution_base"], got["employer_pension_contribution"], got["employee_pension_contribution"],
            got["employer_unemployment_contribution"], got["employee_unemployment_contribution"],
            got["injury_contribution"], 0, got["account_entry"],
        )  # fmt: skip
    if category == FLEXIBLE:
        return base, 0, got["flexible_pension_contribution"], 0, 0, 0, 0, got["account_entry"]
    # A resident's premium and the government's subsidy both go into her account.
    return base, 0, base, 0, 0, 0, got["resident_subsidy"], base + got["resident_subsidy"]


def make_ready(law: LawOn) -> None:
    """Load the compiled law ahead of time; what is wrong with it is said by the step itself."""
    import numpy as np

    one = np.ones(1, np.int64)
    with suppress(ShebaoError):
        for category in (EMPLOYEE, FLEXIBLE, RESIDENT):
            Contributions(law).many(category, one, one, one)


def run_step(work: Work, connection: Connection) -> Done:
    """Compute every declared row that has no line yet, and put lines together into bills."""
    contributions = Contributions(work.law)
    total = int(value(connection, "SELECT count(*) FROM office.declared WHERE month = :m", m=work.month))
    refused: list[tuple[int, str, int, str, str, str]] = []

    def lines() -> Iterator[Any]:
        import numpy as np
        import pyarrow as pa

        query = """
            SELECT d.person_id, d.employer_id, d.category, d.wage, coalesce(e.industry_class, 0),
                   coalesce(e.injury_float, 0)
            FROM office.declared d LEFT JOIN record.employer e USING (employer_id)
            WHERE d.month = :m ORDER BY d.category, d.employer_id, d.person_id
        """
        # A second connection reads while this one writes by COPY.
        with work.engine.connect() as reader:
            rows = stream(reader, query, {"m": work.month})
            done = 0
            for category, group in groupby(rows, key=itemgetter(2)):
                while batch := list(islice(group, CHUNK)):
                    work.tell(done, total)
                    done += len(batch)
                    people, employers, _, wages, classes, floats = np.array(batch, dtype=np.int64).T.copy()
                    amounts, refusals = contributions.many(category, wages, classes, floats)
                    columns = (people, work.month, employers, category, *amounts)
                    full = [np.broadcast_to(np.asarray(column, np.int64), len(batch)) for column in columns]
                    if any(refusals):
                        place = "employer {}" if category == EMPLOYEE else CATEGORY_NAMES[category]
                        refused.extend(
                            (work.month, f"bill: {place.format(employer)}", person, "contribution", str(wage), said)
                            for (person, employer, _, wage, *_), said in zip(batch, refusals, strict=True)
                            if said
                        )
                        billed = np.array([not said for said in refusals])
                        full = [column[billed] for column in full]
                    yield pa.table([pa.array(column) for column in full], names=LINE)

    count = copy_tables(connection, "office.bill_line", LINE, lines())
    copy_rows(connection, "office.reject", ("month", "file", "line", "field", "value", "reason"), refused)
    bills = """
        INSERT INTO office.bill
        SELECT CASE category WHEN 0 THEN 'SB' WHEN 1 THEN 'SF' ELSE 'SR' END || :digits
               || coalesce(max(e.credit_code), max(p.id_number)), :m, category, payer_id,
               CASE WHEN category = 0 THEN 0 ELSE min(l.person_id) END, count(*),
               CASE WHEN category = 2 THEN 0 ELSE sum(employer_pension + own_pension) END,
               sum(employer_unemployment + own_unemployment), sum(injury),
               CASE WHEN category = 2 THEN sum(own_pension) ELSE 0 END,
               sum(employer_pension + own_pension + employer_unemployment + own_unemployment + injury)
        FROM office.bill_line l
        LEFT JOIN record.employer e ON l.category = 0 AND e.employer_id = l.payer_id
        LEFT JOIN record.person p ON l.category > 0 AND p.person_id = l.person_id
        WHERE month = :m GROUP BY category, payer_id, CASE WHEN category = 0 THEN 0 ELSE l.person_id END
    """
    made = run(connection, bills, m=work.month, digits=work.digits)
    # What the planner needs of them to match lines with bills, without looking at all columns.
    run(
        connection,
        "ANALYZE office.bill_line (month, category, payer_id), office.bill (month, category, payer_id, person_id)",
    )
    due = int(value(connection, "SELECT coalesce(sum(total), 0) FROM office.bill WHERE month = :m", m=work.month))
    return Done(count, len(refused), f"{made:,} bills, {due / 100:,.2f} yuan due")

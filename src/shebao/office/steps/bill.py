"""bill: bases clamped and contributions computed by the law; one bill per employer, flexible worker or resident."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import Connection

from shebao.database.store import copy_rows, run, stream, value
from shebao.engine.one import LawOn
from shebao.errors import ShebaoError
from shebao.office.work import EMPLOYEE, FLEXIBLE, Done, Work

LINE = (
    "person_id", "month", "payer_id", "category", "base", "employer_pension", "own_pension", "employer_unemployment",
    "own_unemployment", "injury", "subsidy", "account_entry",
)  # fmt: skip
OF_EMPLOYEES = (
    "contribution_base", "employer_pension_contribution", "employee_pension_contribution",
    "employer_unemployment_contribution", "employee_unemployment_contribution", "injury_contribution", "account_entry",
)  # fmt: skip
Amounts = tuple[int, int, int, int, int, int, int, int]
"""base, employer's and own pension, employer's and own unemployment, injury, subsidy, entry into the account (fen)."""


class Contributions:
    """What one wage pays under one law; the same wage is asked of the law once."""

    def __init__(self, law: LawOn) -> None:
        self.law = law
        self.of = lru_cache(maxsize=1_000_000)(self._of)

    def _of(self, category: int, wage: int, industry_class: int, injury_float: int) -> Amounts:
        """The amounts for one month. Errors of the law (a missing figure) as they are."""
        law = self.law
        if category == EMPLOYEE:
            got = law.values(
                OF_EMPLOYEES, {"wage": wage, "industry_class": industry_class, "injury_float": injury_float}
            )
            base, employer, own, employer_u, own_u, injury, entry = (got[name] for name in OF_EMPLOYEES)
            return base, employer, own, employer_u, own_u, injury, 0, entry
        if category == FLEXIBLE:
            base = law.values(["flexible_base"], {"wage": wage})["flexible_base"]
            got = law.values(["flexible_pension_contribution", "account_entry"], {"contribution_base": base})
            return base, 0, got["flexible_pension_contribution"], 0, 0, 0, 0, got["account_entry"]
        subsidy = law.values(["resident_subsidy"], {"resident_premium_year": wage})["resident_subsidy"]
        return wage, 0, wage, 0, 0, 0, subsidy, wage + subsidy


def run_step(work: Work, connection: Connection) -> Done:
    """Compute every declared row that has no line yet, and put lines together into bills."""
    contributions = Contributions(work.law)
    total = int(value(connection, "SELECT count(*) FROM office.declared WHERE month = :m", m=work.month))
    refused: list[tuple[int, str, int, str, str, str]] = []

    def lines() -> Iterator[tuple[int, ...]]:
        query = """
            SELECT d.person_id, d.employer_id, d.category, d.wage, coalesce(e.industry_class, 0),
                   coalesce(e.injury_float, 0)
            FROM office.declared d LEFT JOIN record.employer e USING (employer_id)
            WHERE d.month = :m ORDER BY d.employer_id, d.person_id, d.category
        """
        # A second connection reads while this one writes by COPY.
        with work.engine.connect() as reader:
            for n, (person, employer, category, wage, industry, floating) in enumerate(
                stream(reader, query, {"m": work.month})
            ):
                if n % 5000 == 0:
                    work.tell(n, total)
                try:
                    amounts = contributions.of(category, wage, industry, floating)
                except ShebaoError as error:
                    place = "flexible" if category == FLEXIBLE else "residents" if category else f"employer {employer}"
                    refused.append((work.month, f"bill:{place}", person, "contribution", str(wage), str(error)))
                    continue
                yield (person, work.month, employer, category, *amounts)

    count = copy_rows(connection, "office.bill_line", LINE, lines())
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
    run(connection, "ANALYZE office.bill_line, office.bill")
    due = int(value(connection, "SELECT coalesce(sum(total), 0) FROM office.bill WHERE month = :m", m=work.month))
    return Done(count, len(refused), f"{made:,} bills, {due / 100:,.2f} yuan due")

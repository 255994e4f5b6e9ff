"""bill: bases clamped and contributions computed by the law; one bill per employer, flexible worker or resident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from shebao.database.store import CHUNK, copy_rows, run, stream, value
from shebao.engine.one import LawOn
from shebao.office.work import CATEGORY_NAMES, EMPLOYEE, FLEXIBLE, Done, Work

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
Amounts = tuple[int, int, int, int, int, int, int, int]
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

    def many(self, category: int, rows: Sequence[tuple[int, int, int]]) -> list[Amounts | str]:
        """The amounts of many (wage, risk class, floating); in place of amounts, why there are none."""
        import pyarrow as pa

        wages, classes, floats = (pa.array(column, pa.int64()) for column in zip(*rows, strict=True))
        if category == EMPLOYEE:
            columns = {"wage": wages, "industry_class": classes, "injury_float": floats}
            return self._asked(category, OF_EMPLOYEES, columns, wages)
        if category == FLEXIBLE:
            got = self.law.compile(["flexible_base"]).run(pa.table({"wage": wages}))
            bases = got.column("flexible_base").combine_chunks()
            return self._asked(category, OF_FLEXIBLE, {"contribution_base": bases}, bases)
        return self._asked(category, OF_RESIDENTS, {"resident_premium_year": wages}, wages)

    def _asked(
        self, category: int, questions: Sequence[str], columns: dict[str, Any], bases: Any
    ) -> list[Amounts | str]:
        import pyarrow as pa

        got = self.law.compile(questions).run(pa.table(columns))
        answers = [got.column(q).to_pylist() for q in questions]
        refusals = got.column("refusal").to_pylist()
        return [
            refusal if refusal is not None else _amounts(category, base, dict(zip(questions, row, strict=True)))
            for base, refusal, *row in zip(bases.to_pylist(), refusals, *answers, strict=True)
        ]


def _amounts(category: int, base: int, got: dict[str, int]) -> Amounts:
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
                    answers = contributions.many(category, [row[3:] for row in batch])
                    for (person, employer, _, wage, *_), amounts in zip(batch, answers, strict=True):
                        if isinstance(amounts, str):
                            place = f"employer {employer}" if employer else CATEGORY_NAMES[category]
                            said = (f"bill: {place}", person, "contribution", str(wage), amounts)
                            refused.append((work.month, *said))
                        else:
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

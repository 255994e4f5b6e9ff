"""decide: for everyone found due, a decision is prepared with its dossier and every step of the law that led to it.

The one thing to know: `content` is the hash of what is to be approved. Where the reference wage of the year is not
published, the award is provisional, by the figure of the year before, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows
from shebao.engine.errors import MissingFigure
from shebao.engine.law import Law
from shebao.engine.one import LawOn
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError
from shebao.office.work import EMPLOYEE_PENSION, RESIDENT_PENSION, Done, Work
from shebao.record.dossier import canonical, dossiers, fingerprint

BATCH = 500
PREPARER = "shebao:decide"
COLUMNS = (
    "person_id", "kind", "month", "question", "region", "law", "dossier", "amount", "account_part", "trace",
    "prepared_by", "content", "evidence",
)  # fmt: skip
QUESTIONS = {
    "pension": ("monthly_pension", "account_pension"),
    "provisional": ("monthly_pension_provisional", "account_pension"),
    "resident": ("resident_monthly_pension", "resident_account_pension"),
}


def run_step(work: Work, connection: Connection) -> Done:
    """Prepare a decision for every finding that is due."""
    refused: list[tuple[int, str, int, str, str, str]] = []
    law = work.law.law.digest
    counts = {"final": 0, "provisional": 0}

    def decisions() -> Iterator[tuple[Any, ...]]:
        with work.engine.connect() as reader:
            for kind, scheme in (("pension", EMPLOYEE_PENSION), ("resident", RESIDENT_PENSION)):
                query = "SELECT person_id FROM office.finding WHERE month = :m AND kind = :k ORDER BY 1"
                wanted = [int(p) for (p,) in rows(reader, query, m=work.month, k=kind)]
                for start in range(0, len(wanted), BATCH):
                    work.tell(start, len(wanted))
                    batch = wanted[start : start + BATCH]
                    balances = _balances(reader, scheme, batch)
                    for person, dossier in list(dossiers(reader, batch, work.month)):
                        dossier["account_balance"] = balances.get(person, 0)
                        if kind == "resident":
                            dossier["contribution_years"] = _resident_years(reader, person) * 1000
                        try:
                            asked, trace = ask(work.law, kind, dossier)
                        except ShebaoError as error:
                            refused.append((work.month, "decide", person, "decision", "", str(error)))
                            continue
                        counts["provisional" if asked == "provisional" else "final"] += 1
                        question, part = QUESTIONS[asked]
                        account_part = trace.nodes[part].value
                        evidence = str(dossier.get("file_checked", 0))
                        content = content_of(person, question, work, law, dossier, trace.value)
                        yield (
                            person, kind, work.month, question, int(work.region), law, canonical(dossier), trace.value,
                            account_part, canonical(trace.to_json()), PREPARER, content, evidence,
                        )  # fmt: skip

    count = copy_rows(connection, "office.decision", COLUMNS, decisions())
    copy_rows(connection, "office.reject", ("month", "file", "line", "field", "value", "reason"), refused)
    return Done(count, len(refused), f"{counts['final']} final, {counts['provisional']} provisional")


def ask(law: LawOn, kind: str, dossier: dict[str, Any]) -> tuple[str, Trace]:
    """The award by the year's own reference wage, else the provisional one; which of the two, and its trace."""
    facts = {name: held for name, held in dossier.items() if name in law.law.facts}
    try:
        return kind, law.explain(QUESTIONS[kind][0], facts)
    except MissingFigure as missing:
        if kind != "pension" or missing.figure != "published_reference_wage":
            raise
        return "provisional", law.explain(QUESTIONS["provisional"][0], facts)


def replay(law: Law, question: str, month: int, region: str, dossier: dict[str, Any]) -> int:
    """The amount that the law of today's code gives for a stored dossier, in fen."""
    facts = {name: held for name, held in dossier.items() if name in law.facts}
    return law.at(month, region).values([question], facts)[question]


def content_of(person: int, question: str, work: Work, law: str, dossier: dict[str, Any], amount: int) -> str:
    """The hash that an approval binds."""
    return fingerprint([person, question, work.month, work.region, law, dossier, amount])


def _balances(connection: Connection, scheme: str, persons: list[int]) -> dict[int, int]:
    query = (
        "SELECT person_id, sum(amount) FROM fund.personal JOIN fund.fund f USING (fund_id)"
        " WHERE person_id = ANY(:p) AND f.scheme = :s GROUP BY 1"
    )
    return {int(person): int(amount) for person, amount in rows(connection, query, p=persons, s=scheme)}


def _resident_years(connection: Connection, person: int) -> int:
    query = "SELECT coalesce(sum(months), 0) FROM record.stint WHERE person_id = :p AND scheme = 2"
    return int(rows(connection, query, p=person)[0][0])

"""decide: for everyone found due, a decision is prepared with its dossier and every step of the law that led to it.

The one thing to know: `content` is the hash of what is to be approved. Where the reference wage of the year is not
published, the award is provisional, by the figure of the year before, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows, run
from shebao.engine.errors import MissingFigure
from shebao.engine.law import Law
from shebao.engine.one import LawOn
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError
from shebao.office.steps.find import MONTHS, Ages
from shebao.office.work import EMPLOYEE_PENSION, RESIDENT_PENSION, Done, Work
from shebao.record.dossier import canonical, dossiers, fingerprint
from shebao.record.facts import known

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
                        try:
                            decision = decision_of(reader, work.law, kind, person, dossier, PREPARER)
                        except ShebaoError as error:
                            refused.append((work.month, "decide", person, "decision", "", str(error)))
                            continue
                        provisional = decision["question"] == QUESTIONS["provisional"][0]
                        counts["provisional" if provisional else "final"] += 1
                        yield tuple(decision[name] for name in COLUMNS)

    count = copy_rows(connection, "office.decision", COLUMNS, decisions())
    copy_rows(connection, "office.reject", ("month", "file", "line", "field", "value", "reason"), refused)
    return Done(count, len(refused), f"{counts['final']} final, {counts['provisional']} provisional")


def decision_of(
    connection: Connection, law: LawOn, kind: str, person: int, dossier: dict[str, Any], by: str
) -> dict[str, Any]:
    """What is to be decided about one person, by the names of COLUMNS; dossier and trace as canonical JSON.

    kind: pension or resident. dossier: with the balance of the account. by: who prepares it. Errors of the law.
    """
    if kind == "resident":
        dossier["contribution_years"] = _resident_years(connection, person) * 1000
    asked, trace = ask(law, kind, dossier)
    question, part = QUESTIONS[asked]
    content = content_of(person, question, law, dossier, trace.value)
    return {
        "person_id": person, "kind": kind, "month": law.month, "question": question, "region": int(law.region),
        "law": law.law.digest, "dossier": canonical(dossier), "amount": trace.value,
        "account_part": trace.nodes[part].value, "trace": canonical(trace.to_json()), "prepared_by": by,
        "content": content, "evidence": str(dossier.get("file_checked", 0)),
    }  # fmt: skip


def due(connection: Connection, law: LawOn, person: int) -> tuple[str, str]:
    """What a person is due for in the law's month, pension or resident, and what is said of it; empty when nothing.

    'short' where she is of age and lacks months; 'award' or 'decision' where there is one already.
    """
    for what in ("award", "decision"):
        schema = "record" if what == "award" else "office"
        if rows(connection, f"SELECT 1 FROM {schema}.{what} WHERE person_id = :p LIMIT 1", p=person):
            return what, ""
    query = "SELECT p.person_id, p.birth FROM record.person p WHERE p.person_id = :p"
    for _, birth in rows(connection, query, p=person):
        held = known(connection, person, law.month)
        _, deemed, months, premiums = rows(connection, MONTHS, m=law.month, persons=[person])[0]
        track, chosen = held.get("retirement_track"), held.get("chosen_retirement_month")
        return Ages(law).judge(birth.toordinal(), track, chosen, int(deemed), int(months), int(premiums))
    return "", ""


def propose(connection: Connection, law: LawOn, kind: str, person: int, by: str) -> dict[str, Any]:
    """The decision that a clerk may prepare about one person now, as `decision_of` gives it."""
    scheme = EMPLOYEE_PENSION if kind == "pension" else RESIDENT_PENSION
    _, dossier = next(dossiers(connection, [person], law.month))
    dossier["account_balance"] = _balances(connection, scheme, [person]).get(person, 0)
    return decision_of(connection, law, kind, person, dossier, by)


def prepare(connection: Connection, decision: dict[str, Any]) -> None:
    """Note a decision; it waits for another's approval."""
    values = ", ".join(f"CAST(:{name} AS jsonb)" if name in ("dossier", "trace") else f":{name}" for name in COLUMNS)
    run(connection, f"INSERT INTO office.decision ({', '.join(COLUMNS)}) VALUES ({values})", **decision)


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


def content_of(person: int, question: str, law: LawOn, dossier: dict[str, Any], amount: int) -> str:
    """The hash that an approval binds."""
    return fingerprint([person, question, law.month, law.region, law.law.digest, dossier, amount])


def _balances(connection: Connection, scheme: str, persons: list[int]) -> dict[int, int]:
    query = (
        "SELECT person_id, sum(amount) FROM fund.personal JOIN fund.fund f USING (fund_id)"
        " WHERE person_id = ANY(:p) AND f.scheme = :s GROUP BY 1"
    )
    return {int(person): int(amount) for person, amount in rows(connection, query, p=persons, s=scheme)}


def _resident_years(connection: Connection, person: int) -> int:
    query = "SELECT coalesce(sum(months), 0) FROM record.stint WHERE person_id = :p AND scheme = 2"
    return int(rows(connection, query, p=person)[0][0])

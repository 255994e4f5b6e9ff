"""approve: a decision becomes an award when a second pair of eyes has looked, or a configured rule allows it.

The rule `all-evidence` approves what needs nobody's judgement: the person's file is checked, the amount lies below
a ceiling. It is recorded with the approval. Everything else waits for `shebao decisions approve`.
"""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from shebao.database.store import rows, run, value
from shebao.office.errors import MonthTrouble
from shebao.office.work import Done, Work

RULE = "all-evidence"
HIGHEST_AUTOMATIC = 2_000_000
"""Fen a month: above it a person looks, whatever the evidence. Setting `highest_automatic` changes it."""

AWARD = """
    INSERT INTO record.award (person_id, scheme, start, amount, account_part, provisional, decided)
    SELECT d.person_id, CASE d.kind WHEN 'pension' THEN 1 ELSE 2 END, d.month + 1, d.amount, d.account_part,
           d.question LIKE '%\\_provisional', d.content
    FROM office.decision d JOIN office.approval a USING (person_id, kind, month)
    WHERE d.month = :m AND NOT EXISTS (SELECT 1 FROM record.award w WHERE w.decided = d.content)
"""


def run_step(work: Work, connection: Connection) -> Done:
    """Approve by rule what the rule covers; leave the rest to people."""
    ceiling = int(
        value(connection, "SELECT value FROM office.setting WHERE name = 'highest_automatic'") or HIGHEST_AUTOMATIC
    )
    approved = run(
        connection,
        "INSERT INTO office.approval (person_id, kind, month, content, approved_by, rule)"
        " SELECT person_id, kind, month, content, 'shebao:approve', :rule FROM office.decision"
        " WHERE month = :m AND evidence = '1' AND amount <= :ceiling"
        " ON CONFLICT DO NOTHING",
        rule=RULE,
        m=work.month,
        ceiling=ceiling,
    )
    awards = run(connection, AWARD, m=work.month)
    waiting = int(
        value(
            connection,
            "SELECT count(*) FROM office.decision d LEFT JOIN office.approval a USING (person_id, kind, month)"
            " WHERE d.month = :m AND a.person_id IS NULL",
            m=work.month,
        )
    )
    return Done(approved, 0, f"{awards} awards by rule {RULE}, {waiting} wait for a person")


def approve_one(connection: Connection, person: int, kind: str, month: int, by: str) -> None:
    """One person's approval of one decision. MonthTrouble when she prepared it, or it is not there or done."""
    found = rows(
        connection,
        "SELECT content FROM office.decision WHERE person_id = :p AND kind = :k AND month = :m",
        p=person,
        k=kind,
        m=month,
    )
    if not found:
        raise MonthTrouble(f"no decision '{kind}' for person {person} in this month")
    try:
        run(
            connection,
            "INSERT INTO office.approval (person_id, kind, month, content, approved_by) VALUES (:p, :k, :m, :c, :b)",
            p=person,
            k=kind,
            m=month,
            c=found[0][0],
            b=by,
        )
    except IntegrityError as error:
        said = str(error.orig).splitlines()[0]
        raise MonthTrouble("it is approved already" if "duplicate key" in said else said) from None
    run(connection, AWARD, m=month)

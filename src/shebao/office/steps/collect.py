"""collect: the bank's statement of receipts is matched to bills; short, over-paid and unmatched money is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows, run, value
from shebao.office.errors import MonthTrouble
from shebao.office.payfile import elements
from shebao.office.work import Done, Work


def run_step(work: Work, connection: Connection) -> Done:
    """Read the month's camt.053 statement and say of every bill whether it is paid."""
    path = work.inbox / "receipts" / f"{work.label}.camt053.xml"
    if not path.is_file():
        raise MonthTrouble(f"no statement {path}: the bank's receipts of {work.label} are expected there")
    run(
        connection,
        "CREATE TEMP TABLE receiving (receipt_ref text, bill_no text, amount bigint, day date) ON COMMIT DROP",
    )
    count = copy_rows(connection, "receiving", ("receipt_ref", "bill_no", "amount", "day"), read_statement(path))
    # A statement line seen twice is one receipt.
    taken = run(
        connection,
        "INSERT INTO office.receipt (receipt_ref, month, bill_no, amount, day)"
        " SELECT DISTINCT ON (receipt_ref) receipt_ref, :m, bill_no, amount, day FROM receiving ORDER BY receipt_ref"
        " ON CONFLICT (receipt_ref) DO NOTHING",
        m=work.month,
    )
    run(
        connection,
        "INSERT INTO office.collected (bill_no, month, received, state)"
        " SELECT b.bill_no, b.month, coalesce(r.got, 0), CASE WHEN r.got IS NULL THEN 'open' WHEN r.got < b.total"
        " THEN 'short' WHEN r.got > b.total THEN 'over' ELSE 'full' END FROM office.bill b"
        " LEFT JOIN (SELECT bill_no, sum(amount) AS got FROM office.receipt WHERE month = :m GROUP BY 1) r"
        " USING (bill_no) WHERE b.month = :m",
        m=work.month,
    )
    run(connection, "ANALYZE office.receipt, office.collected")
    states = {
        str(state): int(n)
        for state, n in rows(
            connection, "SELECT state, count(*) FROM office.collected WHERE month = :m GROUP BY 1", m=work.month
        )
    }
    unmatched = int(
        value(
            connection,
            "SELECT count(*) FROM office.receipt r LEFT JOIN office.bill b USING (bill_no)"
            " WHERE r.month = :m AND b.bill_no IS NULL",
            m=work.month,
        )
    )
    parts = [f"{n:,} {state}" for state, n in sorted(states.items())]
    if count > taken:
        parts.append(f"{count - taken} lines seen before")
    odd = states.get("short", 0) + states.get("over", 0) + unmatched
    return Done(taken, odd, f"bills: {', '.join(parts)}; {unmatched} receipts without a bill")


def read_statement(path: Path) -> Iterator[tuple[str, str, int, date]]:
    """The credit entries of a camt.053 statement: reference, bill number, fen, day. Streams; MonthTrouble if broken."""
    try:
        for found in elements(path, "Ntry", ("Amt", "CdtDbtInd", "AcctSvcrRef", "EndToEndId", "Dt")):
            if found.get("CdtDbtInd") != "CRDT":
                continue
            amount, reference = found.get("Amt", ""), found.get("AcctSvcrRef", "")
            if found.get("Ccy") != "CNY":
                raise MonthTrouble(f"{path.name}: entry {reference} is not in CNY")
            fen = Decimal(amount) * 100
            if fen != fen.to_integral_value() or fen <= 0:
                raise MonthTrouble(f"{path.name}: entry {reference}: {amount} is no amount")
            yield reference, found.get("EndToEndId", ""), int(fen), date.fromisoformat(found.get("Dt", ""))
    except (ArithmeticError, ValueError) as error:
        raise MonthTrouble(f"{path.name} is not a camt.053 statement: {error}") from None

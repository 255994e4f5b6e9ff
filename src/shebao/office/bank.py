"""The bank of the demonstration: a small separate process that takes payment files and answers, badly if told to.

    python -m shebao.office.bank FOLDER take FILE [--faults]
    python -m shebao.office.bank FOLDER ask BATCH ANSWER [--faults]

What it took it keeps (SQLite, number of payment as key), so a file taken twice pays once. With --faults one payment
in 250 is returned, one in 40 is reported twice, and the first question about a batch stays without an answer.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from shebao.office.payfile import read_payments, write_statuses

ANSWERED, NO_ANSWER, UNKNOWN = 0, 3, 4


def main() -> int:
    """Do what the command line says; 0 done, 3 the answer was lost, 4 the batch is not known."""
    parser = argparse.ArgumentParser(prog="shebao.office.bank", description="The bank of the demonstration.")
    parser.add_argument("folder", type=Path)
    doing = parser.add_subparsers(dest="what", required=True)
    take = doing.add_parser("take")
    take.add_argument("file", type=Path)
    ask = doing.add_parser("ask")
    ask.add_argument("batch")
    ask.add_argument("answer", type=Path)
    for part in (take, ask):
        part.add_argument("--faults", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(args.folder / "bank.sqlite", timeout=30) as ledger:
        ledger.executescript(
            "CREATE TABLE IF NOT EXISTS payment (number TEXT PRIMARY KEY, batch TEXT, amount INTEGER, paid INTEGER);"
            "CREATE TABLE IF NOT EXISTS asked (batch TEXT PRIMARY KEY);"
        )
        if args.what == "take":
            batch = args.file.stem
            ledger.executemany(
                "INSERT OR IGNORE INTO payment VALUES (?, ?, ?, ?)",
                ((n, batch, amount, not (args.faults and _one_in(250, n))) for n, amount in read_payments(args.file)),
            )
            return ANSWERED
        if not ledger.execute("SELECT 1 FROM payment WHERE batch = ? LIMIT 1", (args.batch,)).fetchone():
            return UNKNOWN
        first = ledger.execute("INSERT OR IGNORE INTO asked VALUES (?)", (args.batch,)).rowcount
        ledger.commit()
        if args.faults and first:
            return NO_ANSWER
        day = args.batch.split("-")[1]
        date = f"{day[:4]}-{day[4:6]}-15"
        write_statuses(args.answer, args.batch, date, _statuses(ledger, args.batch, args.faults))
    return ANSWERED


def _statuses(ledger: sqlite3.Connection, batch: str, faults: bool) -> Iterator[tuple[str, str, str]]:
    query = "SELECT number, paid FROM payment WHERE batch = ? ORDER BY number"
    for number, paid in ledger.execute(query, (batch,)):
        status = (number, "ACSC", "") if paid else (number, "RJCT", "AC04")
        yield status
        if faults and _one_in(40, number):
            yield status


def _one_in(n: int, number: str) -> bool:
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:4], "big") % n == 0


if __name__ == "__main__":
    sys.exit(main())

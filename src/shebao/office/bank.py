"""The banks of the demonstration: a small separate process that takes payment files and answers, badly if told to.

    python -m shebao.office.bank FOLDER take BANK-MONTH.xml ... [--faults]
    python -m shebao.office.bank FOLDER ask BANK-MONTH.pain002.xml ... [--faults]

Each bank keeps what it took in FOLDER/BANK (SQLite, number of payment as key), so a file taken twice pays once. `ask`
writes the answers it has and prints one line a batch: its name, and answered, lost or unknown. With --faults one
payment in 250 is returned, one in 40 is reported twice, and the first answer about a batch is lost.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from shebao.office.payfile import read_payments, write_statuses

ANSWERED, LOST, UNKNOWN = "answered", "lost", "unknown"
# Killed, it loses nothing; only a power cut could make this bank forget.
TABLES = """
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS payment (number TEXT PRIMARY KEY, batch TEXT, amount INTEGER, paid INTEGER);
    CREATE TABLE IF NOT EXISTS asked (batch TEXT PRIMARY KEY);
"""


def main() -> None:
    """Do what the command line says, file by file."""
    parser = argparse.ArgumentParser(prog="shebao.office.bank", description="The banks of the demonstration.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", choices=("take", "ask"))
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--faults", action="store_true")
    args = parser.parse_args()
    for file in args.file:
        batch = file.name.partition(".")[0]
        bank, _, month = batch.rpartition("-")
        home = args.folder / bank
        home.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(home / "bank.sqlite", timeout=30)) as ledger:
            ledger.executescript(TABLES)
            if args.what == "take":
                _take(ledger, file, batch, args.faults)
            else:
                print(batch, _answer(ledger, file, batch, month, args.faults), flush=True)


def _take(ledger: sqlite3.Connection, file: Path, batch: str, faults: bool) -> None:
    payments = (
        (number, batch, amount, not (faults and _one_in(250, number))) for number, amount in read_payments(file)
    )
    with ledger:
        ledger.executemany("INSERT OR IGNORE INTO payment VALUES (?, ?, ?, ?)", payments)


def _answer(ledger: sqlite3.Connection, file: Path, batch: str, month: str, faults: bool) -> str:
    if not ledger.execute("SELECT 1 FROM payment WHERE batch = ? LIMIT 1", (batch,)).fetchone():
        return UNKNOWN
    with ledger:
        first = ledger.execute("INSERT OR IGNORE INTO asked VALUES (?)", (batch,)).rowcount
    if faults and first:
        return LOST
    write_statuses(file, batch, f"{month[:4]}-{month[4:6]}-15", _statuses(ledger, batch, faults))
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
    main()

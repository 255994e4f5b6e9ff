"""The banks of the demonstration: a small separate process that takes payment files and answers, badly if told to.

    python -m shebao.office.bank FOLDER [--faults]

It reads one request a line (`take FILE` or `ask FILE`, files named BANK-MONTH.xml and BANK-MONTH.pain002.xml) and
prints one reply a line: the batch, and taken, answered, lost or unknown. It ends when nobody talks to it any more.
Each bank keeps what it took in FOLDER/BANK (SQLite, number of payment as key), so a file taken twice pays once. With
--faults one payment in 250 is returned, one in 40 is reported twice, and the first answer about a batch is lost.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from shebao.office.errors import MonthTrouble
from shebao.office.payfile import read_payments, write_statuses

TAKEN, ANSWERED, LOST, UNKNOWN = "taken", "answered", "lost", "unknown"
# Killed, it loses nothing; only a power cut could make this bank forget.
TABLES = """
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS payment (number TEXT PRIMARY KEY, batch TEXT, amount INTEGER, paid INTEGER);
    CREATE TABLE IF NOT EXISTS asked (batch TEXT PRIMARY KEY);
"""


class Bank:
    """The office's line to the banks' process: requests are sent at once, replies read when they are wanted."""

    def __init__(self, folder: Path, faults: bool) -> None:
        command = [sys.executable, "-m", "shebao.office.bank", str(folder), *(["--faults"] if faults else [])]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, what: str, file: Path) -> None:
        """Ask something about a file, without waiting for the reply."""
        try:
            print(what, file, file=self._pipe(self._process.stdin), flush=True)
        except OSError:
            raise self._lost() from None

    def reply(self) -> str:
        """The reply to the oldest request not replied to. MonthTrouble when the process is gone."""
        line = self._pipe(self._process.stdout).readline()
        if not line:
            raise self._lost()
        return line.split()[-1]

    def close(self) -> None:
        """Hang up, leave replies unheard, and wait for the process to end."""
        self._process.communicate()

    def _lost(self) -> MonthTrouble:
        return MonthTrouble(f"the banks' process ended (exit code {self._process.wait()}): run the month again")

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


def main() -> None:
    """Answer requests until there are no more."""
    parser = argparse.ArgumentParser(prog="shebao.office.bank", description="The banks of the demonstration.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--faults", action="store_true")
    args = parser.parse_args()
    for line in sys.stdin:
        what, _, name = line.rstrip("\n").partition(" ")
        file = Path(name)
        batch = file.name.partition(".")[0]
        bank, _, month = batch.rpartition("-")
        home = args.folder / bank
        home.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(home / "bank.sqlite", timeout=30)) as ledger:
            ledger.executescript(TABLES)
            if what == "take":
                said = _take(ledger, file, batch, args.faults)
            else:
                said = _answer(ledger, file, batch, month, args.faults)
        print(batch, said, flush=True)


def _take(ledger: sqlite3.Connection, file: Path, batch: str, faults: bool) -> str:
    payments = (
        (number, batch, amount, not (faults and _one_in(250, number))) for number, amount in read_payments(file)
    )
    with ledger:
        ledger.executemany("INSERT OR IGNORE INTO payment VALUES (?, ?, ?, ?)", payments)
    return TAKEN


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
    with suppress(KeyboardInterrupt):
        main()

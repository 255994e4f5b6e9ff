"""declare: employers' files of wages, flexible workers' bases and residents' tiers come in; bad rows are refused.

The one thing to know: a file is known by its hash, so the same file twice changes nothing; a refused row is kept
with file, line, field, value and reason, and written to rejects.csv in the outbox.
"""

from __future__ import annotations

import csv
import hashlib
import threading
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows, run, stream, value
from shebao.office.codes import ID_TYPES, credit_code_fault, division_known, id_fault
from shebao.office.errors import MonthTrouble
from shebao.office.steps.bill import make_ready
from shebao.office.tables import Bad, Row, read_table
from shebao.office.work import EMPLOYEE, FLEXIBLE, RESIDENT, Done, Work

MOST_WAGE = 1_000_000
HEADER_ZH = ("统一社会信用代码", "费款所属期", "姓名", "证件类型", "证件号码", "月缴费工资")
NAMES = {
    "统一社会信用代码": "credit_code", "credit_code": "credit_code",
    "费款所属期": "month", "month": "month",
    "姓名": "name", "name": "name",
    "证件类型": "id_type", "id_type": "id_type",
    "证件号码": "id_number", "id_number": "id_number",
    "月缴费工资": "wage", "wage": "wage",
    "缴费基数": "base", "base": "base",
    "缴费档次": "tier", "tier": "tier",
}  # fmt: skip
KINDS = {
    "wages": ("credit_code", "month", "name", "id_type", "id_number", "wage"),
    "bases": ("month", "name", "id_type", "id_number", "base"),
    "tiers": ("month", "name", "id_type", "id_number", "tier"),
}
CATEGORY = {"wages": EMPLOYEE, "bases": FLEXIBLE, "tiers": RESIDENT}
AMOUNT = {"wages": "wage", "bases": "base", "tiers": "tier"}
STAGED = ("file", "line", "category", "credit_code", "id_type", "id_number", "name", "wage")


def run_step(work: Work, connection: Connection) -> Done:
    """Read every file of the month's folder that was not read before."""
    folder = work.inbox / "declarations" / work.label
    if not folder.is_dir():
        raise MonthTrouble(f"no folder {folder}: declarations of {work.label} are expected there")
    run(connection, "DROP TABLE IF EXISTS declaring, matched")
    run(
        connection,
        "CREATE TEMP TABLE declaring (file text, line bigint, category smallint, credit_code text, id_type text,"
        " id_number text, name text, wage bigint) ON COMMIT DROP",
    )
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    seen = {str(h) for (h,) in rows(connection, "SELECT sha256 FROM office.file WHERE month = :m", m=work.month)}
    refused: list[tuple[int, str, int, str, str, str]] = []
    files: list[tuple[int, str, str]] = []

    def staged() -> Iterator[tuple[object, ...]]:
        for at, path in enumerate(paths):
            if at % 50 == 0:
                work.tell(at, len(paths))
            name, digest = path.relative_to(folder).as_posix(), _sha256(path)
            if digest in seen:
                continue
            seen.add(digest)
            files.append((work.month, name, digest))
            for row in _read(path, work.label):
                if isinstance(row, Bad):
                    refused.append((work.month, name, row.line, row.field, row.value, row.reason))
                else:
                    yield (name, *row)

    count = copy_rows(connection, "declaring", STAGED, staged())
    # From here the database works: time to make the law ready for the bills. No daemon: compiling must not be cut off.
    threading.Thread(target=make_ready, args=(work.law,)).start()
    copy_rows(connection, "office.reject", ("month", "file", "line", "field", "value", "reason"), _once(refused))
    # How many rows there are is all the planner needs.
    run(connection, "ANALYZE declaring (line)")
    good = _accept(connection, work.month)
    copy_rows(
        connection,
        "office.file",
        ("month", "name", "sha256", "rows", "rejected"),
        list(_counted(connection, work.month, files)),
    )
    bad = int(
        value(
            connection,
            "SELECT count(*) FROM office.reject WHERE month = :m AND reason NOT LIKE 'warning:%'",
            m=work.month,
        )
    )
    return Done(good, bad, f"{len(files)} files, {count:,} rows read, {good:,} taken")


def after(work: Work, connection: Connection) -> None:
    """Write the refused rows where the sender can be told: rejects.csv in the outbox."""
    work.outbox.mkdir(parents=True, exist_ok=True)
    draft = work.outbox / "rejects.csv.part"
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "line", "field", "value", "reason"])
        query = "SELECT file, line, field, value, reason FROM office.reject WHERE month = :m ORDER BY 1, 2, 3"
        writer.writerows(stream(connection, query, {"m": work.month}))
    draft.replace(work.outbox / "rejects.csv")


def _read(path: Path, month: str) -> Iterator[Bad | tuple[object, ...]]:
    kind, table = read_table(path, NAMES, KINDS)
    for row in table:
        if isinstance(row, Bad):
            yield row
            continue
        yield from checked(row, kind, month)


def checked(row: Row, kind: str, month: str) -> Iterator[Bad | tuple[object, ...]]:
    """One row against what its form must be: a Bad, or line, category, credit code, ID type and number, name, fen.

    kind: a key of KINDS. month: YYYY-MM. A warning comes before the row it is about. The registers are not asked here.
    """
    cells, amount = row.cells, AMOUNT[kind]
    if cells["month"] not in (month, month.replace("-", "")):
        yield Bad(row.line, "month", cells["month"], f"expected {month}")
        return
    if kind == "wages" and (fault := credit_code_fault(cells["credit_code"])):
        yield Bad(row.line, "credit_code", cells["credit_code"], fault)
        return
    if cells["id_type"] not in ID_TYPES:
        yield Bad(row.line, "id_type", cells["id_type"], f"not one of {', '.join(ID_TYPES)}")
        return
    number = cells["id_number"].upper()
    if fault := id_fault(cells["id_type"], number):
        yield Bad(row.line, "id_number", number, fault)
        return
    try:
        fen = Decimal(cells[amount].replace(",", "")) * 100
    except InvalidOperation:
        yield Bad(row.line, amount, cells[amount], "not an amount in yuan")
        return
    if not fen.is_finite() or fen < 0 or fen > MOST_WAGE * 100 or fen != fen.to_integral_value():
        yield Bad(row.line, amount, cells[amount], f"expected 0 to {MOST_WAGE:,} yuan with at most two decimals")
        return
    if cells["id_type"] == ID_TYPES[0] and not division_known(number[:6]):
        yield Bad(row.line, "id_number", number, "warning: the division is not known; the row is taken")
    code = cells.get("credit_code", "")
    yield row.line, CATEGORY[kind], code, cells["id_type"], number, cells["name"], int(fen)


def _accept(connection: Connection, month: int) -> int:
    """Match rows with the registers; refuse what does not match, take the rest."""
    known = """
        CREATE TEMP TABLE matched ON COMMIT DROP AS
        SELECT d.*, p.person_id, p.name AS registered, e.employer_id,
               row_number() OVER (PARTITION BY d.category, p.person_id, e.employer_id ORDER BY d.file, d.line) AS nth,
               min(d.file) OVER (PARTITION BY d.category, d.credit_code) AS first_file
        FROM declaring d
        LEFT JOIN record.person p ON p.id_type = d.id_type AND p.id_number = d.id_number
        LEFT JOIN record.employer e ON d.category = 0 AND e.credit_code = d.credit_code
    """
    run(connection, known)
    reasons = """
        SELECT CAST(:m AS integer), m.file, m.line,
            CASE WHEN m.category = 0 AND m.employer_id IS NULL THEN 'credit_code'
                 WHEN m.person_id IS NULL THEN 'id_number'
                 WHEN m.name <> m.registered THEN 'name'
                 WHEN m.category = 0 AND (m.file <> m.first_file OR before.employer_id IS NOT NULL) THEN 'credit_code'
                 ELSE 'id_number' END,
            CASE WHEN m.category = 0 AND m.employer_id IS NULL THEN m.credit_code
                 WHEN m.person_id IS NULL THEN m.id_number
                 WHEN m.name <> m.registered THEN m.name
                 WHEN m.category = 0 AND (m.file <> m.first_file OR before.employer_id IS NOT NULL) THEN m.credit_code
                 ELSE m.id_number END,
            CASE WHEN m.category = 0 AND m.employer_id IS NULL THEN 'no such employer in the register'
                 WHEN m.person_id IS NULL THEN 'no such person in the register'
                 WHEN m.name <> m.registered THEN 'the register has another name for this number'
                 WHEN m.category = 0 AND m.file <> m.first_file THEN 'already declared in ' || m.first_file
                 WHEN m.category = 0 AND before.employer_id IS NOT NULL THEN 'declared already for this month'
                 ELSE 'declared twice in this month' END
        FROM matched m
        LEFT JOIN (SELECT DISTINCT employer_id FROM office.declared WHERE month = :m AND category = 0) before
               ON m.category = 0 AND before.employer_id = m.employer_id
        LEFT JOIN office.declared same
               ON same.month = :m AND same.person_id = m.person_id AND same.category = m.category
              AND same.employer_id = coalesce(m.employer_id, 0)
        WHERE (m.category = 0 AND m.employer_id IS NULL) OR m.person_id IS NULL OR m.name <> m.registered OR m.nth > 1
           OR (m.category = 0 AND (m.file <> m.first_file OR before.employer_id IS NOT NULL))
           OR same.person_id IS NOT NULL
    """
    run(connection, "INSERT INTO office.reject " + reasons + " ON CONFLICT DO NOTHING", m=month)
    return run(
        connection,
        "INSERT INTO office.declared (person_id, month, employer_id, category, wage)"
        " SELECT m.person_id, :m, coalesce(m.employer_id, 0), m.category, m.wage FROM matched m"
        " WHERE m.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM office.reject r WHERE r.month = :m"
        " AND r.file = m.file AND r.line = m.line AND r.reason NOT LIKE 'warning:%')",
        m=month,
    )


def _counted(
    connection: Connection, month: int, files: list[tuple[int, str, str]]
) -> Iterator[tuple[int, str, str, int, int]]:
    taken = dict(rows(connection, "SELECT file, count(*) FROM declaring GROUP BY 1"))
    query = (
        "SELECT file, count(DISTINCT line) FROM office.reject"
        " WHERE month = :m AND reason NOT LIKE 'warning:%' GROUP BY 1"
    )
    bad = dict(rows(connection, query, m=month))
    for number, name, digest in files:
        yield number, name, digest, int(taken.get(name, 0)), int(bad.get(name, 0))


def _once(refused: list[tuple[int, str, int, str, str, str]]) -> Iterator[tuple[object, ...]]:
    seen: set[tuple[object, ...]] = set()
    for row in refused:
        if row[:4] not in seen:
            seen.add(row[:4])
            yield row


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

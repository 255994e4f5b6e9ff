"""close: the month closes when every book adds up to the fen; otherwise it stays open and says what is off."""

from __future__ import annotations

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows
from shebao.fund.books import faults, funds, moved, statements, trial_balance
from shebao.office.errors import MonthTrouble
from shebao.office.work import Done, Work

COUNTS = {
    "employees_declared": "SELECT count(DISTINCT person_id) FROM office.declared WHERE month = :m AND category = 0",
    "flexible_declared": "SELECT count(DISTINCT person_id) FROM office.declared WHERE month = :m AND category = 1",
    "residents_declared": "SELECT count(DISTINCT person_id) FROM office.declared WHERE month = :m AND category = 2",
    "employers_declared": "SELECT count(DISTINCT employer_id) FROM office.declared WHERE month = :m AND category = 0",
    "retirees_paid": "SELECT count(*) FROM office.instruction WHERE month = :m AND scheme = 1",
    "residents_paid": "SELECT count(*) FROM office.instruction WHERE month = :m AND scheme = 2",
    "new_pensioners": "SELECT count(*) FROM record.award WHERE start = :m + 1 AND scheme = 1",
    "new_residents": "SELECT count(*) FROM record.award WHERE start = :m + 1 AND scheme = 2",
    "payments_returned": "SELECT count(*) FROM office.confirmation WHERE month = :m AND state = 'returned'",
    "rows_refused": "SELECT count(*) FROM office.reject WHERE month = :m AND reason NOT LIKE 'warning:%'",
    "bills_unpaid": "SELECT count(*) FROM office.collected WHERE month = :m AND state IN ('short', 'open')",
}


def run_step(work: Work, connection: Connection) -> Done:
    """Check everything, then write the statistics of the month in the shape of the ministry's bulletin."""
    off = [*faults(connection), *_loose_ends(connection, work.month)]
    if off:
        raise MonthTrouble(f"{work.label} does not close: " + "; ".join(off))
    names = {f.fund_id: f"{f.scheme}@{f.region}" for f in funds(connection)}
    found = [(name, int(rows(connection, query, m=work.month)[0][0])) for name, query in COUNTS.items()]
    for fund, said in statements(connection, work.month).items():
        found.append((f"income:{names[fund]}", said.income))
        found.append((f"spending:{names[fund]}", said.spending))
        found.append((f"balance:{names[fund]}", said.balance))
    for (fund, account), amount in sorted(moved(connection, work.month).items()):
        found.append((f"moved:{names[fund]}:{account}", amount))
    for fund, account, amount in trial_balance(connection):
        found.append((f"stands:{names[fund]}:{account}", amount))
    copy_rows(connection, "office.statistic", ("month", "name", "value"), [(work.month, n, v) for n, v in found])
    return Done(len(names), 0, f"{len(names)} funds add up to the fen")


def _loose_ends(connection: Connection, month: int) -> list[str]:
    said: list[str] = []
    query = """
        SELECT i.scheme, sum(i.amount) FILTER (WHERE c.state IS NULL), sum(i.amount) FILTER (WHERE c.state = 'returned')
        FROM office.instruction i LEFT JOIN office.confirmation c USING (instruction_no) GROUP BY 1
    """
    booked = {
        (str(scheme), str(account)): -int(amount)
        for scheme, account, amount in rows(
            connection,
            "SELECT f.scheme, l.account, sum(l.amount) FROM fund.leg l JOIN fund.fund f USING (fund_id)"
            " WHERE account IN ('payments_on_the_way', 'payments_returned') GROUP BY 1, 2",
        )
    }
    for scheme, open_, back in rows(connection, query):
        name = {1: "employee_pension", 2: "resident_pension"}[scheme]
        for account, amount in (("payments_on_the_way", open_), ("payments_returned", back)):
            held = booked.get((name, account), 0)
            if held != int(amount or 0):
                said.append(f"{name}: {account} stands at {held} fen, the payments say {int(amount or 0)}")
    unsure = rows(
        connection,
        "SELECT count(*) FROM office.instruction i LEFT JOIN office.confirmation c USING (instruction_no)"
        " WHERE i.month = :m AND c.instruction_no IS NULL",
        m=month,
    )[0][0]
    if unsure:
        said.append(f"{unsure} payments without the bank's word")
    return said

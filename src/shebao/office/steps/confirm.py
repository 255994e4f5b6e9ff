"""confirm: the bank is asked what became of each batch; paid is booked as paid, returned stays owed and visible."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows, run, value
from shebao.fund.books import open_fund, post, settle_now
from shebao.office.bank import ANSWERED, LOST
from shebao.office.errors import MonthTrouble
from shebao.office.payfile import read_statuses
from shebao.office.steps.pay import FUND_OF
from shebao.office.work import Done, Work

MOST_QUESTIONS = 3


def run_step(work: Work, connection: Connection) -> Done:
    """Ask for every batch (again when an answer is lost, never guessing), then book the answers."""
    query = "SELECT batch FROM office.batch WHERE month = :m ORDER BY 1"
    batches = [str(batch) for (batch,) in rows(connection, query, m=work.month)]
    run(connection, "CREATE TEMP TABLE answering (number text, state text, reason text) ON COMMIT DROP")
    heard = copy_rows(connection, "answering", ("number", "state", "reason"), _answers(work, batches))
    strange = int(
        value(
            connection,
            "SELECT count(*) FROM answering a LEFT JOIN office.instruction i ON i.instruction_no = a.number"
            " WHERE i.instruction_no IS NULL",
        )
    )
    if strange:
        raise MonthTrouble(
            f"the bank reports {strange} payments that were never ordered: look before anything is booked"
        )
    count = run(
        connection,
        "INSERT INTO office.confirmation (instruction_no, month, state, reason)"
        " SELECT DISTINCT ON (number) number, :m, state, reason FROM answering ORDER BY number, state DESC"
        " ON CONFLICT DO NOTHING",
        m=work.month,
    )
    query = """
        SELECT i.scheme, c.state, sum(i.amount), count(*) FROM office.confirmation c
        JOIN office.instruction i USING (instruction_no) WHERE c.month = :m GROUP BY 1, 2 ORDER BY 1, 2
    """
    returned = 0
    for scheme, state, amount, n in rows(connection, query, m=work.month):
        fund = open_fund(connection, FUND_OF[scheme], work.region)
        to = "bank" if state == "paid" else "payments_returned"
        returned += int(n) if state == "returned" else 0
        post(
            connection, f"confirm:{work.label}:{FUND_OF[scheme]}:{state}", fund, work.month,
            f"Pensions of {work.label}: {state}", {"payments_on_the_way": int(amount), to: -int(amount)},
        )  # fmt: skip
    settle_now(connection)
    twice = heard - count
    return Done(count, returned, f"{returned} returned and still owed; {twice} answers heard twice")


def _answers(work: Work, batches: list[str]) -> Iterator[tuple[str, str, str]]:
    """What the banks say of every payment; asked again where an answer is lost, while others are read."""
    open_ = [work.outbox / "payments" / f"{batch}.pain002.xml" for batch in batches]
    for _ in range(MOST_QUESTIONS):
        asked, open_ = open_, []
        for file in asked:
            work.bank.send("ask", file)
        for file in asked:
            said = work.bank.reply()
            if said == ANSWERED:
                yield from read_statuses(file)
            elif said == LOST:
                open_.append(file)
            else:
                batch = file.name.partition(".")[0]
                raise MonthTrouble(f"batch {batch}: the bank does not know it. Nothing is booked: run the month again")
    if open_:
        names = ", ".join(file.name.partition(".")[0] for file in open_)
        raise MonthTrouble(f"batch {names}: the bank gives no answer. Nothing is booked: run the month again")

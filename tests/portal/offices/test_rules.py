"""What the database itself holds of the offices' pages, and that what was handed in is billed by the month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from people import Office
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shebao.guard import sessions
from shebao.guard.rows import acting
from shebao.guard.who import Who
from shebao.law.units import parse_month
from shebao.office.month import run_month
from shebao.office.work import Work


def account(office: Office, subject: str) -> Who:
    """Somebody signed in."""
    return sessions.read(office.guarded, sessions.begin(office.guarded, subject) or "")


@pytest.mark.parametrize(
    ("subject", "statement"),
    [
        ("demo-employer", "INSERT INTO office.declared SELECT person_id, 24323, 1, 0, 1 FROM record.person LIMIT 1"),
        ("demo-employer", "INSERT INTO office.draft (employer_id, month) SELECT guard.employer() + 1, 24323"),
        ("demo-employer", "UPDATE office.draft SET handed_in = now()"),
        ("demo-clerk", "INSERT INTO office.draft (employer_id, month) VALUES (1, 24323)"),
        ("demo-clerk", "SELECT office.hand_in(24323)"),
        ("demo-insured", "SELECT office.take_back(24323)"),
        (
            "demo-clerk",
            "INSERT INTO office.decision SELECT person_id, 'pension', 1, '', 0, '', '{}', 1, 0, '{}', 'demo-approver',"
            " 'x', '0' FROM record.person LIMIT 1",
        ),
        (
            "demo-approver",
            "INSERT INTO office.decision SELECT person_id, 'pension', 1, '', 0, '', '{}', 1, 0, '{}', 'demo-approver',"
            " 'x', '0' FROM record.person LIMIT 1",
        ),
        (
            "demo-clerk",
            "INSERT INTO office.correction (person_id, kind, since, value, evidence, prepared_by, approved_by)"
            " SELECT person_id, 'deemed_months', 1, 1, 'x', 'demo-clerk', 'demo-approver' FROM record.person LIMIT 1",
        ),
        ("demo-clerk", "UPDATE office.correction SET approved = now()"),
        (
            "demo-employer",
            "INSERT INTO office.certificate (code, kind, employer_id, issued_by, said)"
            " SELECT 'ABCDEFGHJKMNPQRSTVWX', 'employer_payments', guard.employer() + 1, 'demo-employer', '{}'",
        ),
        (
            "",
            "INSERT INTO office.registration (number, credit_code, name, region, industry_class, contact, accepted)"
            " VALUES ('ABCDEFGHJKMN', 'x', 'x', 330100, 1, 'x', true)",
        ),
    ],
)
def test_the_database_refuses_what_the_pages_do_not_offer(subject: str, statement: str, office: Office) -> None:
    who = account(office, subject) if subject else Who()
    said = "row-level security|permission denied|hands in its own|takes back its own"
    with pytest.raises(DBAPIError, match=said), acting(office.guarded, who) as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("subject", ["demo-clerk", "demo-supervisor", "demo-insured", ""])
def test_who_is_no_approver_lets_nobody_in_and_no_correction_hold(subject: str, office: Office) -> None:
    office.value(
        "INSERT INTO office.registration (number, credit_code, name, region, industry_class, contact)"
        " VALUES ('REGISTRATION1', '91330100MAXY100018', 'x', 330100, 1, 'x') ON CONFLICT DO NOTHING RETURNING 1"
    )
    with acting(office.guarded, account(office, subject) if subject else Who()) as connection:
        assert connection.execute(text("SELECT office.decide_registration('REGISTRATION1', true)")).scalar() == "none"
        assert connection.execute(text("SELECT office.approve_correction(1)")).scalar() is False


def test_what_an_employer_handed_in_is_billed_by_the_month_and_the_next_month_opens(
    reader: Any, office: Office, tmp_path: Path
) -> None:
    one = reader("demo-employer")
    one.post("/en/business/declare/copy")
    one.post("/en/business/declare/hand-in")
    people = office.value(
        "SELECT count(*) FROM office.declared WHERE month = office.open_month() AND employer_id ="
        " (SELECT employer_id FROM guard.account WHERE subject = 'demo-employer')"
    )
    (tmp_path / "in" / "declarations" / "2026-12").mkdir(parents=True)
    work = Work(office.owner, parse_month("2026-12"), "330100", tmp_path / "in", tmp_path / "out")
    run_month(work, until="bill")
    lines = office.value(
        "SELECT lines FROM office.bill WHERE month = :m AND payer_id ="
        " (SELECT employer_id FROM guard.account WHERE subject = 'demo-employer')",
        m=work.month,
    )
    assert lines == people > 0
    page = one.get("/en/business").text
    assert "Declaration of January 2027" in page
    assert "not due yet" in page
    assert one.post("/en/business/declare/take-back").status_code == 422
    assert "2 of 11 steps are done" in reader("demo-clerk").get("/en/month").text

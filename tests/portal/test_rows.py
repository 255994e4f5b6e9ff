"""What the database itself shows to whoever asks through the pages; made from its catalogue, so new tables are in."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from people import Office
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from shebao.commands.audit import audit
from shebao.guard import sessions
from shebao.guard.audit import broken_link, looked
from shebao.guard.rows import acting, become
from shebao.guard.who import NOBODY, Who

TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname), c.relrowsecurity,
           EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'person_id')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname IN ('record', 'office', 'fund', 'guard')
      AND has_table_privilege('shebao_portal', c.oid, 'SELECT')
"""
FOR_ALL = {"office.setting"}
"""Tables that hold nothing of anybody."""


def account(office: Office, subject: str) -> Who:
    """Somebody signed in."""
    return sessions.read(office.guarded, sessions.begin(office.guarded, subject) or "")


def tables(office: Office) -> list[tuple[str, bool, bool]]:
    """Every table the pages may read: name, whether it has policies, whether it is about people."""
    with office.owner.connect() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(text(TABLES))]


def test_every_table_the_pages_may_read_has_row_policies(office: Office) -> None:
    assert {name for name, guarded, _ in tables(office) if not guarded} <= FOR_ALL


def test_nobody_in_particular_sees_no_row_of_anybody(office: Office) -> None:
    with acting(office.guarded, NOBODY) as connection:
        for name, _, _ in tables(office):
            if name not in FOR_ALL:
                assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() == 0, name


def test_an_insured_person_sees_her_own_rows_alone(office: Office) -> None:
    who = account(office, "demo-insured")
    with acting(office.guarded, who) as connection:
        for name, _, about_people in tables(office):
            if about_people:
                seen = connection.execute(text(f"SELECT DISTINCT person_id FROM {name}")).scalars().all()
                assert set(seen) <= {who.person_id}, name
        assert connection.execute(text("SELECT count(*) FROM record.stint")).scalar()


@pytest.mark.parametrize(
    "subject", ["demo-township-clerk", "demo-county-clerk", "demo-clerk", "demo-nation-supervisor"]
)
def test_staff_see_their_own_place_and_those_below(subject: str, office: Office) -> None:
    who = account(office, subject)
    with office.owner.connect() as connection:
        here = set(
            connection.execute(
                text("SELECT person_id FROM record.person WHERE starts_with(place, :place)"), {"place": who.place}
            ).scalars()
        )
    with acting(office.guarded, who) as connection:
        assert set(connection.execute(text("SELECT person_id FROM record.person")).scalars()) == here
        for name, _, about_people in tables(office):
            if about_people:
                seen = connection.execute(text(f"SELECT DISTINCT person_id FROM {name}")).scalars().all()
                assert set(seen) <= here | {0}, name


def test_staff_of_another_province_see_nothing(office: Office) -> None:
    other = Who("x", roles=account(office, "demo-clerk").roles, place="44")
    with acting(office.guarded, other) as connection:
        for name, _, _ in tables(office):
            if name not in FOR_ALL:
                assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() == 0, name


def test_an_employer_sees_its_own_people_and_bills_alone(office: Office) -> None:
    who = account(office, "demo-employer")
    with acting(office.guarded, who) as connection:
        bills = connection.execute(text("SELECT DISTINCT payer_id FROM office.bill")).scalars().all()
        stints = connection.execute(text("SELECT DISTINCT payer_id FROM record.stint")).scalars().all()
        assert bills == stints == [who.employer_id]
        assert connection.execute(text("SELECT count(*) FROM office.decision")).scalar() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM guard.account",
        "SELECT * FROM guard.session",
        "DELETE FROM guard.look",
        "INSERT INTO guard.look SELECT * FROM guard.look",
        "UPDATE record.person SET name = 'x'",
        "UPDATE office.setting SET value = 'x'",
    ],
)
def test_the_pages_cannot_write_or_read_what_is_the_guards(statement: str, office: Office) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), acting(office.guarded, NOBODY) as connection:
        connection.execute(text(statement))


APPROVE = """
    INSERT INTO office.approval (person_id, kind, month, content, approved_by, rule)
    VALUES (:person, 'pension', 1, 'its hash', :by, :rule)
"""


@pytest.fixture(scope="module")
def waiting(office: Office) -> int:
    """The person for whom a decision of the clerk waits."""
    return office.value(
        "INSERT INTO office.decision (person_id, kind, month, question, region, law, dossier, amount, account_part,"
        " trace, prepared_by, content, evidence)"
        " SELECT person_id, 'pension', 1, 'monthly_pension', 330100, '', '{}', 1, 0, '{}', 'demo-clerk', 'its hash',"
        " '1' FROM guard.account WHERE subject = 'demo-insured' RETURNING person_id"
    )


@pytest.mark.parametrize(
    ("subject", "by", "rule"),
    [
        ("demo-approver", "demo-clerk", None),
        ("demo-approver", "demo-approver", "all-evidence"),
        ("demo-clerk", "demo-clerk", None),
        ("demo-insured", "demo-insured", None),
        ("demo-supervisor", "demo-supervisor", None),
    ],
)
def test_nobody_but_an_approver_approves_nor_she_in_anothers_name(
    subject: str, by: str, rule: str | None, waiting: int, office: Office
) -> None:
    who = account(office, subject)
    said = "row-level security|cannot approve it"
    with pytest.raises(DBAPIError, match=said), acting(office.guarded, who) as connection:
        connection.execute(text(APPROVE), {"person": waiting, "by": by, "rule": rule})


def test_an_approver_approves_in_her_own_name(waiting: int, office: Office) -> None:
    who = account(office, "demo-approver")
    with office.guarded.connect() as connection, connection.begin() as change:
        become(connection, who)
        assert connection.execute(text(APPROVE), {"person": waiting, "by": who.subject, "rule": None}).rowcount == 1
        change.rollback()


def test_a_session_is_nobodys_once_it_is_over(office: Office) -> None:
    token = sessions.begin(office.guarded, "demo-clerk") or ""
    assert sessions.read(office.guarded, token).staff
    office.value(
        "UPDATE guard.session SET seen = now() - interval '31 minutes' WHERE token = :t RETURNING 1",
        t=sessions.hash_of(token),
    )
    assert not sessions.read(office.guarded, token).signed_in


def test_a_look_is_logged_for_whoever_holds_the_session_and_for_nobody_else(office: Office) -> None:
    forged = Who("demo-clerk", "somebody else", account(office, "demo-clerk").roles, token="made up")
    with pytest.raises(ProgrammingError, match="no session"), acting(office.guarded, forged) as connection:
        looked(connection, forged, [1], "see person")


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE guard.look SET name = name || '.' WHERE seq = 2",
        "UPDATE guard.look SET person_id = person_id + 1 WHERE seq = 3",
        "UPDATE guard.look SET at = at + interval '1 microsecond' WHERE seq = 1",
        "DELETE FROM guard.look WHERE seq = 2",
        "DELETE FROM guard.look WHERE seq = (SELECT max(seq) FROM guard.look)",
        "UPDATE guard.look SET seq = CASE seq WHEN 1 THEN -2 ELSE -1 END WHERE seq IN (1, 2);"
        " UPDATE guard.look SET seq = -seq WHERE seq < 0",
    ],
)
def test_a_changed_log_of_looks_is_found_out(tampering: str, office: Office) -> None:
    who = account(office, "demo-clerk")
    with acting(office.guarded, who) as connection:
        looked(connection, who, [1, 2, 3, 4], "see person")
    with office.owner.connect() as connection, connection.begin() as change:
        assert broken_link(connection) is None
        connection.execute(text("ALTER TABLE guard.look DISABLE TRIGGER stays"))
        connection.execute(text(tampering))
        assert broken_link(connection) is not None
        change.rollback()


def test_the_owner_verifies_the_log_from_a_terminal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    who = account(office, "demo-clerk")
    with acting(office.guarded, who) as connection:
        looked(connection, who, [1, 2, 3], "see person")
    monkeypatch.setenv("SHEBAO_DATABASE_URL", office.url)
    whole = CliRunner().invoke(audit, ["verify"])
    assert whole.exit_code == 0
    assert "looks, each bound to the one before" in whole.output
    last = "(SELECT max(seq) FROM guard.look)"
    with office.owner.begin() as connection:
        name, entry = connection.execute(text(f"SELECT name, seq FROM guard.look WHERE seq = {last}")).one()
    for new, code in (("somebody else", 1), (name, 0)):
        with office.owner.begin() as connection:
            connection.execute(text("ALTER TABLE guard.look DISABLE TRIGGER stays"))
            connection.execute(text(f"UPDATE guard.look SET name = :n WHERE seq = {last}"), {"n": new})
            connection.execute(text("ALTER TABLE guard.look ENABLE TRIGGER stays"))
        told = CliRunner().invoke(audit, ["verify"])
        assert told.exit_code == code
        assert (f"broken at entry {entry}" in told.output) == bool(code)

"""`shebao audit verify`: what an auditor runs against the log of looks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from people import Office, Reader
from sqlalchemy import text

from shebao.cli import program

ALTER = "ALTER TABLE guard.look {} TRIGGER stays"


def verify() -> Result:
    """Run it."""
    return CliRunner().invoke(program, ["audit", "verify"])


def test_an_auditor_sees_that_the_chain_holds_and_where_it_was_broken(
    reader: Callable[[str], Reader], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_DATABASE_URL", office.url)
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    reader("demo-approver").get(f"/en/people/{person}")
    said = verify()
    assert (said.exit_code, "The chain holds" in said.output) == (0, True), said.output
    last, name = office.owner.connect().execute(
        text("SELECT seq, name FROM guard.look ORDER BY seq DESC LIMIT 1")
    ).one()  # fmt: skip

    def rename(to: str) -> None:
        with office.owner.begin() as connection:
            connection.execute(text(ALTER.format("DISABLE")))
            connection.execute(text("UPDATE guard.look SET name = :n WHERE seq = :s"), {"n": to, "s": last})
            connection.execute(text(ALTER.format("ENABLE")))

    rename("somebody else")
    try:
        broken = verify()
        assert broken.exit_code == 1
        assert f"breaks at entry {last}" in broken.output
    finally:
        rename(name)
    assert verify().exit_code == 0

"""The books: the database itself refuses what does not balance, what has no money behind it, and any change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError

from shebao.database.store import copy_rows, run
from shebao.fund.beancount import export
from shebao.fund.books import ACCOUNTS, BooksTrouble, faults, open_fund, post, settle_now, statements, trial_balance

MONTH = 2026 * 12 + 10


def test_an_entry_is_booked_once_and_its_key_keeps_its_amounts(database: Engine) -> None:
    with database.begin() as connection:
        fund = open_fund(connection, "employee_pension", "330100")
        legs = {"bank": 500, "contributions": -500}
        assert post(connection, "a", fund, MONTH, "x", legs)
        assert not post(connection, "a", fund, MONTH, "x", legs)
        with pytest.raises(BooksTrouble, match="stands with other amounts"):
            post(connection, "a", fund, MONTH, "x", {"bank": 501, "contributions": -501})
        assert trial_balance(connection) == [(fund, "bank", 500), (fund, "contributions", -500)]


def test_the_database_refuses_an_entry_that_does_not_balance(database: Engine) -> None:
    connection = database.connect()
    transaction = connection.begin()
    fund = open_fund(connection, "employee_pension", "330100")
    run(connection, "INSERT INTO fund.entry VALUES ('k', :f, 1, '', '')", f=fund)
    copy_rows(connection, "fund.leg", ("key", "fund_id", "account", "amount"), [("k", fund, "bank", 5)])
    with pytest.raises(DBAPIError, match="does not balance"):
        transaction.commit()
    connection.close()


def test_a_leg_cannot_be_added_to_an_entry_later(database: Engine) -> None:
    with database.begin() as connection:
        fund = open_fund(connection, "employee_pension", "330100")
        post(connection, "a", fund, MONTH, "x", {"bank": 500, "contributions": -500})
    with pytest.raises(DBAPIError, match="does not balance"), database.begin() as connection:
        run(connection, "INSERT INTO fund.leg VALUES ('a', :f, 'subsidies', -7)", f=fund)


def test_spending_without_money_is_refused_and_says_so(database: Engine) -> None:
    with database.begin() as connection:
        fund = open_fund(connection, "employee_pension", "330100")
        post(connection, "a", fund, MONTH, "x", {"bank": 500, "contributions": -500})
    with database.connect() as connection:
        post(connection, "b", fund, MONTH, "x", {"bank": -501, "benefits": 501})
        with pytest.raises(BooksTrouble, match="no money behind it"):
            settle_now(connection)


def test_income_and_spending_stand_gross_and_accounts_move_inside_the_fund(database: Engine) -> None:
    with database.begin() as connection:
        fund = open_fund(connection, "employee_pension", "330100")
        post(connection, "o", fund, MONTH - 1, "x", {"bank": 9000, "pooled_balance": -9000})
        post(connection, "a", fund, MONTH, "x", {"bank": 3000, "contributions": -3000})
        post(connection, "b", fund, MONTH, "x", {"credited_to_accounts": 1000, "personal_accounts": -1000})
        post(connection, "c", fund, MONTH, "x", {"benefits": 2500, "payments_on_the_way": -2500})
        post(connection, "d", fund, MONTH, "x", {"personal_accounts": 400, "drawn_from_accounts": -400})
        (said,) = statements(connection, MONTH).values()
        assert (said.income, said.spending, said.off) == (3000, 2500, 0)
        assert (said.credited_to_accounts, said.drawn_from_accounts, said.personal_accounts) == (1000, 400, 600)
        # What was there and the month's surplus, wherever of the two it is kept.
        assert said.balance == 9000 + 3000 - 2500


@pytest.mark.parametrize(
    "table", ["fund.entry", "fund.leg", "fund.personal", "record.fact", "record.stint", "record.award"]
)
@pytest.mark.parametrize("how", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_is_written_stays(database: Engine, table: str, how: str) -> None:
    with pytest.raises(DBAPIError, match="stay as written"), database.begin() as connection:
        run(connection, how.format(table))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([a for a in ACCOUNTS if a != "bank"]), st.integers(1, 10**12)),
        min_size=1,
        max_size=12,
    )
)
def test_any_balanced_entries_leave_a_trial_balance_of_zero(server: str, moves: list[tuple[str, int]]) -> None:
    engine = create_engine(server)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            fund = open_fund(connection, "employee_pension", "330100")
            for n, (account, amount) in enumerate(moves):
                post(connection, f"h{n}", fund, MONTH, "x", {account: -amount, "bank": amount})
            assert sum(amount for _, _, amount in trial_balance(connection)) == 0
            assert not [f for f in faults(connection) if "trial" in f]
            transaction.rollback()
    finally:
        engine.dispose()


def test_a_program_that_is_not_ours_adds_up_the_same(database: Engine, tmp_path: Path) -> None:
    with database.begin() as connection:
        for region in ("330100", "000000"):
            fund = open_fund(connection, "employee_pension", region)
            post(connection, f"a{region}", fund, MONTH, 'say "x"', {"bank": 12_345, "contributions": -12_345})
            post(connection, f"b{region}", fund, MONTH + 1, "y", {"bank": -5, "benefits": 5})
        path = tmp_path / "books.beancount"
        path.write_text("\n".join(export(connection)) + "\n", encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", str(path)], capture_output=True, text=True, timeout=120
    )
    assert checked.returncode == 0, checked.stderr + checked.stdout
    assert "balance" in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("123.45 CNY", "123.46 CNY", 1), encoding="utf-8")
    spoilt = subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", str(path)], capture_output=True, text=True, timeout=120
    )
    assert spoilt.returncode != 0

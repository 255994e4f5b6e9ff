"""Facts: learnt once, corrected by new rows; what was known at any moment can be asked."""

from __future__ import annotations

import datetime

from sqlalchemy import Engine

from shebao.database.store import copy_rows, rows, value
from shebao.record.dossier import dossiers
from shebao.record.facts import known, learn

JAN = 2020 * 12


def person(database: Engine) -> None:
    with database.begin() as connection:
        columns = ("person_id", "id_type", "id_number", "name", "sex", "birth", "region")
        row = (1, "居民身份证", "11010519491231002X", "甲子丑", 0, datetime.date(1970, 1, 2), 330100)
        copy_rows(connection, "record.person", columns, [row])


def test_a_correction_and_a_change_are_different_things(database: Engine) -> None:
    person(database)
    with database.begin() as connection:
        learn(connection, [(1, "deemed_months", JAN, 10, "file")])
        learn(connection, [(1, "deemed_months", JAN, 12, "corrected")])
        learn(connection, [(1, "deemed_months", JAN + 24, 15, "changed")])
        assert known(connection, 1, JAN) == {"deemed_months": 12}
        assert known(connection, 1, JAN + 30) == {"deemed_months": 15}
        assert known(connection, 1, JAN - 1) == {}
        assert known(connection, 1, JAN, known_at=1) == {"deemed_months": 10}
        assert known(connection, 1, JAN + 30, known_at=2) == {"deemed_months": 12}
        assert value(connection, "SELECT count(*) FROM record.fact") == 3


def test_numbers_of_facts_have_no_holes_after_a_rollback(database: Engine) -> None:
    person(database)
    connection = database.connect()
    with connection.begin() as transaction:
        learn(connection, [(1, "a", JAN, 1, "")])
        transaction.rollback()
    with connection.begin():
        learn(connection, [(1, "a", JAN, 1, ""), (1, "b", JAN, 2, "")])
    assert rows(connection, "SELECT kind, seq FROM record.fact ORDER BY seq") == [("a", 1), ("b", 2)]
    connection.close()


def test_two_employers_in_one_month_are_one_month_with_both_bases(database: Engine) -> None:
    person(database)
    with database.begin() as connection:
        columns = ("person_id", "scheme", "start", "payer_id", "months", "base", "region", "category", "learnt")
        stints = [(1, 1, JAN, 7, 1, 100, 330100, 0, JAN), (1, 1, JAN, 8, 1, 50, 330100, 0, JAN)]
        copy_rows(connection, "record.stint", columns, stints)
        learn(connection, [(1, "retirement_track", JAN, 0, "register")])
        ((who, dossier),) = dossiers(connection, [1], JAN + 1)
    assert who == 1
    assert dossier["stint_base"] == [150]
    assert dossier["stint_months"] == [1]
    assert dossier["retirement_track"] == 0

"""Facts about people: learnt once, never changed; what held at any time and was known at any time can be asked.

A *correction* is a new row about the same `since`; a *change* is a row with another `since`. Values are whole
numbers in the units of the law's fact of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from shebao.database.store import copy_rows, rows, run, value

Learnt = tuple[int, str, int, int, str]
"""person_id, kind, since (month), value, source."""


def next_numbers(connection: Connection, name: str, count: int) -> int:
    """The first of `count` numbers in a row, taken inside the transaction: a rollback gives them back."""
    last = value(
        connection, "UPDATE record.counter SET last = last + :n WHERE name = :name RETURNING last", n=count, name=name
    )
    return int(last) - count + 1


def learn(connection: Connection, facts: Iterable[Learnt]) -> int:
    """Note facts. The newest about the same person, kind and since is what holds now."""
    run(
        connection,
        "CREATE TEMP TABLE learning (n bigint GENERATED ALWAYS AS IDENTITY, person_id bigint, kind text,"
        " since integer, value bigint, source text) ON COMMIT DROP",
    )
    count = copy_rows(connection, "learning", ("person_id", "kind", "since", "value", "source"), facts)
    first = next_numbers(connection, "fact", count)
    run(
        connection,
        "INSERT INTO record.fact (person_id, seq, kind, since, value, source)"
        " SELECT person_id, :first + n - 1, kind, since, value, source FROM learning",
        first=first,
    )
    run(
        connection,
        "INSERT INTO record.fact_now (person_id, kind, since, seq, value)"
        " SELECT DISTINCT ON (person_id, kind, since) person_id, kind, since, :first + n - 1, value FROM learning"
        " ORDER BY person_id, kind, since, n DESC"
        " ON CONFLICT (person_id, kind, since) DO UPDATE SET seq = excluded.seq, value = excluded.value",
        first=first,
    )
    run(connection, "DROP TABLE learning")
    return count


def known(connection: Connection, person_id: int, month: int, known_at: int | None = None) -> dict[str, int]:
    """What held for a person in a month, as known now or when fact number `known_at` was the newest."""
    if known_at is None:
        found = rows(
            connection,
            "SELECT DISTINCT ON (kind) kind, value FROM record.fact_now"
            " WHERE person_id = :p AND since <= :m ORDER BY kind, since DESC",
            p=person_id,
            m=month,
        )
    else:
        found = rows(
            connection,
            "SELECT DISTINCT ON (kind) kind, value FROM record.fact"
            " WHERE person_id = :p AND since <= :m AND seq <= :k ORDER BY kind, since DESC, seq DESC",
            p=person_id,
            m=month,
            k=known_at,
        )
    return {str(kind): int(held) for kind, held in found}

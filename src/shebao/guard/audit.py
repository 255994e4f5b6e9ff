"""The log of looks: who of the staff looked at whose record, when, to do what. Each entry is bound to the one before.

The one thing to know: the pages' role can only add, through a function that reads who looked from the session; the
person sees every look at her record. A list of people logs each of them: `looked(connection, who, persons, act)`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.guard.sessions import hash_of
from shebao.guard.who import Who


class Look(NamedTuple):
    """One look. act: a key of `access.ACTS`. place: where who looked works."""

    at: datetime.datetime
    name: str
    place: str
    act: str


def looked(connection: Connection, who: Who, persons: Sequence[int], act: str) -> None:
    """Log a look at each person."""
    if persons:
        value(
            connection,
            "SELECT guard.looked(:token, CAST(:persons AS bigint[]), :act)",
            token=hash_of(who.token),
            persons=list(persons),
            act=act,
        )


def looks_at(connection: Connection, person: int, most: int = 200) -> list[Look]:
    """The newest looks at a person's record, newest first."""
    found = rows(
        connection,
        "SELECT at, name, place, act FROM guard.look WHERE person_id = :p ORDER BY seq DESC LIMIT :n",
        p=person,
        n=most,
    )
    return [Look(*row) for row in found]


def broken_link(connection: Connection) -> int | None:
    """The number of the first entry that was changed, taken away or put between; None when the chain holds.

    For the owner of the database, not for the pages.
    """
    return value(connection, "SELECT guard.broken_link()")

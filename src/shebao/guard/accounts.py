"""Accounts: which name at the identity provider stands for whom. For the owner of the database.

The one thing to know: an account is a person's, an employer's, or staff's of a place; the database holds each kind to
what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from shebao.guard.who import Role


def open_account(
    connection: Connection,
    subject: str,
    name: str,
    roles: Iterable[Role],
    *,
    person: int | None = None,
    employer: int | None = None,
    place: str | None = None,
) -> None:
    """Let a name stand for an insured person, an employer, or staff of a place; said again, it is as said last."""
    connection.execute(
        text(
            "INSERT INTO guard.account (subject, name, roles, person_id, employer_id, place)"
            " VALUES (:subject, :name, :roles, :person, :employer, :place) ON CONFLICT (subject) DO UPDATE SET"
            " name = excluded.name, roles = excluded.roles, person_id = excluded.person_id,"
            " employer_id = excluded.employer_id, place = excluded.place, closed = false"
        ),
        {"subject": subject, "name": name, "roles": sorted(roles), "person": person, "employer": employer,
         "place": place},
    )  # fmt: skip

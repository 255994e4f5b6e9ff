"""The database as one who asks may see it: every transaction of the pages says who asks, and the row policies hold.

The one thing to know: the connections of `open_guarded` act as the role shebao_portal, which owns nothing; a handler
that forgets a check still gets no row that is not the reader's. The policies are in migration 0002.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from shebao.database.store import open_database, value
from shebao.guard.audit import looked
from shebao.guard.who import Who, within

ROLE = "shebao_portal"
WAITS = 5
"""Seconds to wait for a connection before a reader is told that the records cannot be reached."""
WHO = text(
    "SELECT set_config('shebao.person', :person, true), set_config('shebao.employer', :employer, true),"
    " set_config('shebao.place', :place, true), set_config('shebao.roles', :roles, true),"
    " set_config('shebao.subject', :subject, true)"
)


def open_guarded(home: Path | None = None) -> Engine:
    """The database for the pages: started, up to date, and with none of the owner's rights.

    SHEBAO_PORTAL_DATABASE_URL names a login of its own that is a member of shebao_portal; without it the owner's login
    lays its rights down at the start of each connection. DatabaseTrouble says what to do when it cannot be reached.
    """
    owner = open_database(home)
    url = os.environ.get("SHEBAO_PORTAL_DATABASE_URL")
    found = guarded(url or owner.url.render_as_string(hide_password=False))
    owner.dispose()
    return found


def guarded(url: str) -> Engine:
    """A database by its address, acting as the pages' role."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    options = {"options": f"-c role={ROLE}", "application_name": "shebao portal", "connect_timeout": WAITS}
    # Asked before each use whether it is still there: after a restart of the database no reader meets a dead one.
    return create_engine(
        parsed, pool_size=8, max_overflow=8, pool_timeout=WAITS, pool_pre_ping=True, connect_args=options
    )


@contextmanager
def acting(engine: Engine, who: Who) -> Generator[Connection]:
    """A transaction on behalf of somebody, committed at the end."""
    with engine.begin() as connection:
        become(connection, who)
        yield connection


def become(connection: Connection, who: Who) -> None:
    """Say in whose name the transaction goes on."""
    said = {
        "subject": who.subject,
        "person": str(who.person_id or ""),
        "employer": str(who.employer_id or ""),
        "place": who.place if who.staff else "nowhere",
        "roles": ",".join(sorted(who.roles)),
    }
    connection.execute(WHO, said)


def look(engine: Engine, who: Who, act: str, about: str, key: str) -> str | None:
    """Where a person, an employer or a place belongs, as far as `who` may see it; None otherwise.

    A look of staff at a person is logged before anything is shown.
    """
    if about == "place":
        return key if key.isdecimal() and within(key, who.place) else None
    if not key.isdecimal() or len(key) > 18:
        return None
    table = {"person": "record.person", "employer": "record.employer"}[about]
    with acting(engine, who) as connection:
        place = value(
            connection,
            f"SELECT coalesce(place, guard.place_of(region)) FROM {table} WHERE {about}_id = :key",
            key=int(key),
        )
        if place is not None and who.staff and about == "person":
            looked(connection, who, [int(key)], act)
    return place

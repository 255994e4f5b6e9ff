"""Copies of a database, for tests that each need their own."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import create_engine, text


def copy_of(server: str, template: str, name: str) -> Iterator[str]:
    """A copy of a database, dropped afterwards."""
    url = create_engine(server).url
    maker = create_engine(url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with maker.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    maker.dispose()

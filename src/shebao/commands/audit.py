"""`shebao audit`: whether the log of looks at people's records still is what was written, entry by entry."""

from __future__ import annotations

import sys

import click


@click.group()
def audit() -> None:
    """The log of looks: who of the staff looked at whose record."""


@audit.command()
def verify() -> None:
    """Follow the chain of entries from the first to the last; exit code 1 where one was changed or taken away."""
    import shebao.database.store as store
    from shebao.guard.audit import broken_link

    with store.reading(store.open_database()) as connection:
        count = int(store.value(connection, "SELECT count(*) FROM guard.look"))
        broken = broken_link(connection)
    if broken is not None:
        click.echo(f"The chain breaks at entry {broken}: it or one before it was changed, added or taken away.")
        sys.exit(1)
    click.echo(f"The chain holds: {count} looks, each bound to the one before.")

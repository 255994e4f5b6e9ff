"""`shebao audit`: check that the log of looks at people's records is as it was written."""

from __future__ import annotations

import click


@click.group()
def audit() -> None:
    """The log of looks: who of the staff looked at whose record."""


@audit.command()
def verify() -> None:
    """Check every entry of the log against the one before it, as the database's owner.

    The database is SHEBAO_DATABASE_URL's, or that of ./.shebao. Ends with 1, naming the first entry that was changed,
    taken away or put between.
    """
    import shebao.database.store as store
    from shebao.guard.audit import broken_link

    with store.reading(store.open_database()) as connection:
        looks = store.value(connection, "SELECT count(*) FROM guard.look")
        broken = broken_link(connection)
    if broken is not None:
        click.echo(f"the log of looks is broken at entry {broken}: it was changed, taken away or put between", err=True)
        raise SystemExit(1)
    click.echo(f"{looks} looks, each bound to the one before")

"""Every row of a database, for tests that compare what two ways of working have left in it."""

from __future__ import annotations

from sqlalchemy import create_engine

from shebao.database.store import rows

OTHERWISE = {
    "office.step": ("began", "ended"), "office.lease": None, "office.month_order": None, "office.progress": None,
}  # fmt: skip
"""Columns, or whole tables, that say when work was done and by whom."""


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for the hours of work and who did it."""
    engine = create_engine(url)
    found: dict[str, list[tuple[object, ...]]] = {}
    with engine.connect() as connection:
        tables = rows(
            connection,
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
            " WHERE table_schema IN ('record', 'fund', 'office') ORDER BY 1",
        )
        for (name,) in tables:
            left_out = OTHERWISE.get(name, ())
            if left_out is None:
                continue
            columns = rows(
                connection,
                "SELECT column_name FROM information_schema.columns WHERE table_schema || '.' || table_name = :t",
                t=name,
            )
            kept = ", ".join(sorted(c for (c,) in columns if c not in left_out))
            found[name] = sorted(rows(connection, f"SELECT row({kept})::text FROM {name}"))
    engine.dispose()
    return found

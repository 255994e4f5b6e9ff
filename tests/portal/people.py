"""Who the tests of the pages are about: an office with its database, and readers of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine, create_engine, text
from starlette.testclient import TestClient

from shebao.guard import rows, sessions
from shebao.guard.demo import Ready
from shebao.portal.pages import SESSION
from shebao.portal.shield import form_token


def copy_database(url: str, name: str) -> str:
    """A copy of a database that nobody has open; its address."""
    source = create_engine(url).url
    maker = create_engine(source.set(database="template1"), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source.database}"))
    maker.dispose()
    return source.set(database=name).render_as_string(hide_password=False)


class Office:
    """A database with a city in it whose month is done, seen as its owner and as the pages see it."""

    def __init__(self, url: str, ready: list[Ready]) -> None:
        self.url, self.ready = url, ready
        self.cards: Path | None = None
        self.owner: Engine = create_engine(url)
        self.guarded: Engine = rows.guarded(url)

    def value(self, query: str, **parameters: Any) -> Any:
        """One value, asked as the owner."""
        with self.owner.begin() as connection:
            return connection.execute(text(query), parameters).scalar()

    def close(self) -> None:
        """Let go of the database."""
        self.owner.dispose()
        self.guarded.dispose()


class Reader:
    """Somebody with a browser of the plainest kind, signed in or not."""

    def __init__(self, app: FastAPI, office: Office, subject: str = "") -> None:
        self.client = TestClient(app, base_url="https://testserver", follow_redirects=False)
        self.token = ""
        if subject:
            self.token = sessions.begin(office.guarded, subject) or ""
            assert self.token, f"no account {subject}"
            self.client.headers["cookie"] = f"{SESSION}={self.token}"
        self.form_token = form_token(app.state.portal.settings.secret, self.token)

    def get(self, path: str, **options: Any) -> Any:
        """A page."""
        return self.client.get(path, **options)

    def post(self, path: str, fields: dict[str, str] | None = None) -> Any:
        """A form of ours, sent."""
        return self.client.post(path, data={"form_token": self.form_token, **(fields or {})})


def write_outlook(folder: Path) -> Path:
    """A run of the outlook as `shebao outlook run` leaves it, with one made-up series; its parent folder."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    (folder / "base").mkdir(parents=True)
    (folder / "base" / "meta.json").write_text('{"name": "base"}', encoding="utf-8")
    table = {"year": [2030, 2031], "province": ["000000"] * 2, "fund": ["injury"] * 2, "item": ["balance"] * 2,
             "fen": [5, -7]}  # fmt: skip
    parquet.write_table(pa.table(table), folder / "base" / "funds.parquet")
    return folder

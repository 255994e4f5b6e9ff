"""Who the tests of the pages are about: an office with its database, and readers of every kind."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection, Engine, create_engine, text
from starlette.testclient import TestClient

from shebao.engine.law import Law
from shebao.guard import rows, sessions
from shebao.guard.demo import Ready
from shebao.office.steps.decide import ask
from shebao.portal.pages import SESSION
from shebao.portal.person.found import facts_of, known_of
from shebao.portal.public.life import this_month
from shebao.portal.shield import form_token
from shebao.record.dossier import canonical

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1200, "height": 900}
ARTEFACTS = Path(__file__).parents[2] / ".artefacts"
"""Where a test run leaves its screenshots, and what pages weigh."""


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
        self.owner: Engine = create_engine(url, pool_pre_ping=True)
        self.guarded: Engine = rows.guarded(url)

    def oldest_undecided(self, most: int) -> list[int]:
        """The oldest men with over 200 months whom no pension and no account is known of."""
        query = (
            "SELECT p.person_id FROM record.person p JOIN record.stint s USING (person_id)"
            " JOIN record.fact_now f ON f.person_id = p.person_id AND f.kind = 'retirement_track' AND f.value = 0"
            " WHERE s.scheme = 1 AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = p.person_id)"
            " AND NOT EXISTS (SELECT 1 FROM guard.account a WHERE a.person_id = p.person_id)"
            " GROUP BY 1 HAVING sum(s.months) > 200 ORDER BY min(p.birth), 1 LIMIT :n"
        )
        with self.owner.connect() as connection:
            return list(connection.execute(text(query), {"n": most}).scalars())

    def value(self, query: str, **parameters: Any) -> Any:
        """One value, asked as the owner."""
        with self.owner.begin() as connection:
            return connection.execute(text(query), parameters).scalar()

    def close(self) -> None:
        """Let go of the database."""
        self.owner.dispose()
        self.guarded.dispose()


class Served:
    """An app on a port, that can be stopped and started again as another process would."""

    def __init__(self, made: Callable[[], FastAPI]) -> None:
        self.made = made
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        """Serve a new app; what an old one held in memory is gone."""
        import uvicorn

        self.server = uvicorn.Server(
            uvicorn.Config(self.made(), host="127.0.0.1", port=self.port, log_level="critical")
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until = time.monotonic() + 20
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.02)
        assert self.server.started

    def stop(self) -> None:
        """No answer any more."""
        self.server.should_exit = True
        self.thread.join(10)


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


def decide_as_for(connection: Connection, law: Law, person: int, other: int) -> int:
    """Decide about a person, unapproved, the pension that another would get now; fen a month."""
    now = this_month()
    facts = {**facts_of(law, known_of(connection, other, now)), "chosen_retirement_month": now}
    trace = ask(law.at(now, "330100"), "pension", facts)[1]
    connection.exec_driver_sql(
        "INSERT INTO office.decision VALUES (%s, 'pension', %s, 'monthly_pension', 330100, 'law', '{}', %s, 0, %s,"
        " 'shebao:decide', 'hash', '1')",
        (person, now, trace.value, canonical(trace.to_json())),
    )
    return trace.value


def signed_in(page: Any, subject: str, language: str) -> Any:
    """The same page, after signing in with a click."""
    page.goto(f"/{language}/sign-in")
    page.locator("main a.button").click()
    page.locator(f"a[href*='subject={subject}']").first.click()
    page.wait_for_load_state()
    return page


EVENTS = {
    "start-work": {"employer": "The mill", "hired_day": "2026-11-02", "wage": "9000"},
    "move": {"place": "310000", "moved": "2026-12-01"},
    "lose-work": {"employment_ended": "2026-11-20", "leaving_reason": "laid_off"},
    "injury": {"injury_day": "2026-11-10", "what": "A fall", "injury_grade": "7"},
    "retire": {"retirement": "2027-06-01"},
    "death": {
        "deceased": "Wang Da", "relation": "parent", "death_day": "2026-11-01", "place": "330100",
        "death_by_work": "no", "retirement_track": "men_60", "birth": "1950-05-05", "insured_status": "retired",
        "months_paid_years": "30", "months_paid_months": "0", "pension_months_drawn_years": "10",
        "pension_months_drawn_months": "0",
    },
}  # fmt: skip
"""The life events, as somebody tells them."""


def typed(fields: dict[str, str]) -> dict[str, str]:
    """Fields as a form sends them: a date is three."""
    sent: dict[str, str] = {}
    for name, held in fields.items():
        parts = held.split("-")
        if len(parts) == 3:
            sent |= {f"{name}_year": parts[0], f"{name}_month": parts[1], f"{name}_day": parts[2]}
        else:
            sent[name] = held
    return sent

"""A small synthetic city, made once; and databases with it loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from copies import copy_of
from sqlalchemy import Engine, create_engine, text

from shebao.law.units import parse_month
from shebao.office.enrol import enrol
from shebao.office.work import Work
from shebao.synthetic.files import make_files

REGION, MONTH, SIZE = "330100", parse_month("2026-11"), 3000


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the city."""
    folder = tmp_path_factory.mktemp("city") / "files"
    make_files(REGION, SIZE, 7, MONTH, folder)
    return folder


@pytest.fixture(scope="session")
def loaded(server: str, city: Path) -> str:
    """The name of a database with the city loaded and nothing of the month done, to be copied."""
    name = f"loaded{os.getpid()}"
    admin = create_engine(server)
    maker = create_engine(admin.url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {admin.url.database}"))
    maker.dispose()
    engine = create_engine(admin.url.set(database=name))
    enrol(engine, city)
    engine.dispose()
    return name


@pytest.fixture
def ready_url(server: str, loaded: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own with the city loaded."""
    yield from copy_of(server, loaded, f"r{abs(hash(request.node.nodeid)) % 10**12}")


@pytest.fixture
def work(ready_url: str, city: Path, tmp_path: Path) -> Iterator[Work]:
    """The month to be done, with a bank that misbehaves."""
    engine: Engine = create_engine(ready_url)
    work = Work(engine, MONTH, REGION, city, tmp_path / "out" / "2026-11", faults=True)
    yield work
    work.hang_up()
    engine.dispose()

"""A real database for the tests: one embedded server for a test process, one database copied from a template each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from shebao.database.store import open_database

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
"""axe-core 4.14.1 as its makers publish it, with its licence (MPL 2.0) beside it; used in tests alone."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, one a test process; where there is none the tests that need it are skipped, loudly."""
    import shutil

    where = os.environ.get("SHEBAO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    playwright = pytest.importorskip("playwright.sync_api", reason="NO BROWSER TESTS: pip install playwright")
    if where is None:
        pytest.skip("NO BROWSER TESTS: Chromium is not here (apt-get install chromium fonts-noto-cjk)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=where, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """What axe-core objects to on an open page, a line for each element: axe(page), axe(page, rules=[...])."""
    script = AXE.read_text(encoding="utf-8")

    def objections(page: Any, rules: list[str] | None = None) -> list[str]:
        # Past the page's policy, which lets nothing in: the test may look where a page may not write.
        page.evaluate(f"() => {{ if (!window.axe) {{ {script} }} }}")
        only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
        found = page.evaluate("(o) => axe.run(document, o)", {"resultTypes": ["violations"], **only})["violations"]
        return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]

    return objections


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the tables in its first database."""
    os.environ.pop("SHEBAO_DATABASE_URL", None)
    # A socket's path must be short: below /tmp, not below the test's own long folder.
    import shutil
    import tempfile

    home = Path(tempfile.mkdtemp(prefix="shebao-test-"))
    engine = open_database(home)
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    yield url
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def database_url(server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh database with all tables."""
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    main = admin.url.database
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()
    maker = create_engine(admin.url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {main}"))
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with maker.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    maker.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """The same, open."""
    engine = create_engine(database_url)
    yield engine
    engine.dispose()

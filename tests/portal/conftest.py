"""The pages as people meet them: an office with a synthetic city behind them, a real Chromium before them."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from hands import Tap
from people import ARTEFACTS, PHONE, Office, Reader, copy_database, write_outlook
from sqlalchemy import create_engine

from shebao.guard.demo import Ready, make_ready
from shebao.law.units import parse_month
from shebao.office.enrol import enrol
from shebao.office.month import run_month
from shebao.office.work import Work
from shebao.portal.app import create_app
from shebao.portal.settings import Settings
from shebao.synthetic.files import make_files

REGION, MONTH, SIZE = "330100", parse_month("2026-11"), 700


@pytest.fixture(scope="session")
def city_open(server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Ready]]:
    """The same city with nothing of its month done, to be copied and never opened; its address and accounts."""
    folder = tmp_path_factory.mktemp("portal-open")
    make_files(REGION, SIZE, 5, MONTH, folder / "files")
    url = copy_database(server, f"open{os.getpid()}")
    engine = create_engine(url)
    enrol(engine, folder / "files")
    with engine.begin() as connection:
        ready = make_ready(connection)
    engine.dispose()
    return url, ready


@pytest.fixture(scope="session")
def city_done(server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Ready]]:
    """A database with a city in it whose month is done, to be copied and never opened; its address and accounts."""
    folder = tmp_path_factory.mktemp("portal")
    make_files(REGION, SIZE, 5, MONTH, folder / "files")
    url = copy_database(server, f"portal{os.getpid()}")
    engine = create_engine(url)
    enrol(engine, folder / "files")
    run_month(Work(engine, MONTH, REGION, folder / "files", folder / "out" / "2026-11"))
    with engine.begin() as connection:
        ready = make_ready(connection)
    engine.dispose()
    return url, ready


@pytest.fixture(scope="session")
def office(city_done: tuple[str, list[Ready]]) -> Iterator[Office]:
    """An office for tests that leave it as it is (looks and sessions are added)."""
    url, ready = city_done
    made = Office(copy_database(url, f"office{os.getpid()}"), ready)
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(office: Office, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, with the demonstration's sign-ins, an outlook, and without limits on calls."""
    outlook = write_outlook(tmp_path_factory.mktemp("outlook"))
    return create_app(Settings(demo=True, calls=0, sign_ins=0, outlook=outlook), office.guarded, office.ready)


@pytest.fixture(scope="session")
def reader(app: FastAPI, office: Office) -> Callable[[str], Reader]:
    """A reader by account, e.g. reader("demo-clerk"); reader("") is nobody in particular."""
    return lambda subject="": Reader(app, office, subject)


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """Where the application is served for browsers."""
    import uvicorn

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    served = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not served.started and time.monotonic() < until:
        time.sleep(0.02)
    assert served.started
    yield f"http://localhost:{port}"
    served.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def pyodide() -> None:
    """The Python for browsers, fetched to this server once."""
    from shebao.portal.device import runtime

    if not runtime.fetched():
        try:
            runtime.fetch()
        except runtime.NoRuntime as error:
            pytest.skip(f"NOT TESTED, no Pyodide: {error}")


@pytest.fixture
def open_page(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """A new page as a reader opens it: open_page(), open_page(scripts=False), open_page(size=DESK).

    What a page's own scripts or policy complain about fails the test.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(size: dict[str, int] = PHONE, *, scripts: bool = True, locale: str = "en-GB") -> Any:
        context = chromium.new_context(viewport=size, java_script_enabled=scripts, locale=locale, base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _complains(said) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def browser_page(open_page: Callable[..., Any]) -> Any:
    """A page at a phone's width."""
    return open_page()


def _complains(said: Any) -> bool:
    # An answer with status 422 is what a form with a mistake is answered by, not a defect.
    return said.type == "error" and "status of 4" not in said.text


@pytest.fixture
def hand(way: tuple[str, type[Tap]], open_page: Callable[..., Any], check: Callable[..., None]) -> Tap:
    """Somebody with a phone in her hand, or with a keyboard before her; see `hands`."""
    return way[1](open_page(), way[0], check)


@pytest.fixture
def check(request: pytest.FixtureRequest, axe: Callable[..., list[str]]) -> Callable[..., None]:
    """What holds on every page: no violation by axe-core, nothing wider than the screen; a screenshot is kept."""

    def checked(page: Any, name: str) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        said = axe(page)
        test, _, how = request.node.name.removeprefix("test_").partition("[")
        kept = re.sub(r"[^\w-]+", "-", f"{test[:50]}-{how}-{name}")
        page.screenshot(path=str(ARTEFACTS / f"{kept}.png"), full_page=True)
        assert not said, f"{name}: " + "\n".join(said)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} pixels wider than the screen"

    return checked

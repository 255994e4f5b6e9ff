"""An office of each test module's own, for tests that change it: the same city, copied and served."""

from __future__ import annotations

import itertools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from people import Office, Reader, copy_database

from shebao.guard.demo import Ready
from shebao.portal.app import create_app
from shebao.portal.settings import Settings

SECRET = "the same before and after a restart"
NUMBERS = itertools.count(1)


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


@pytest.fixture(scope="module")
def office(city_done: tuple[str, list[Ready]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A copy of the city."""
    url, ready = city_done
    made = Office(copy_database(url, f"own{os.getpid()}_{next(NUMBERS)}"), ready)
    made.cards = tmp_path_factory.mktemp("issuer")
    yield made
    made.close()


def make(office: Office) -> FastAPI:
    """The application on this office."""
    settings = Settings(demo=True, calls=0, sign_ins=0, secret=SECRET, cards=office.cards)
    return create_app(settings, Office(office.url, office.ready).guarded, office.ready)


@pytest.fixture(scope="module")
def app(office: Office) -> FastAPI:
    """The application, for readers without a browser."""
    return make(office)


@pytest.fixture(scope="module")
def reader(app: FastAPI, office: Office) -> Callable[[str], Reader]:
    """A reader by account."""
    return lambda subject="": Reader(app, office, subject)


@pytest.fixture(scope="module")
def served(office: Office) -> Iterator[Served]:
    """The application on a port, to be stopped and started."""
    made = Served(lambda: make(office))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    """Where it is served for browsers."""
    return served.address

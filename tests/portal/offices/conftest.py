"""An office of each test module's own, for tests that change it: the same city, copied and served."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from people import Office, Reader, Served, copy_database

from shebao.guard.demo import Ready
from shebao.portal.app import create_app
from shebao.portal.settings import Settings

SECRET = "the same before and after a restart"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def office(city_done: tuple[str, list[Ready]]) -> Iterator[Office]:
    """A copy of the city."""
    url, ready = city_done
    made = Office(copy_database(url, f"own{os.getpid()}_{next(NUMBERS)}"), ready)
    yield made
    made.close()


def make(office: Office) -> FastAPI:
    """The application on this office."""
    settings = Settings(demo=True, calls=0, sign_ins=0, secret=SECRET)
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

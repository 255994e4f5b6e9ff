"""One small run of the outlook that many tests look at; its lives are synthetic."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

pytest.importorskip("numba")

from shebao.outlook.outlook import Outlook, Ready
from shebao.outlook.result import Result
from shebao.outlook.running import Cells


@pytest.fixture(scope="session")
def outlook() -> Outlook:
    """The nation at one life for 40,000 persons, to 2040."""
    return Outlook(sample=40_000, years=15)


@pytest.fixture(scope="session")
def ready(outlook: Outlook) -> Ready:
    """Its law, people and tables."""
    return outlook.ready()


@pytest.fixture(scope="session")
def lived(ready: Ready) -> Callable[..., Cells]:
    """Its lives, walked through as said (see `Ready.lived`); what was walked through once is kept."""
    return cache(ready.lived)


@pytest.fixture(scope="session")
def result(ready: Ready, lived: Callable[..., Cells]) -> Result:
    """The funds its lives make."""
    return ready.result(lived())

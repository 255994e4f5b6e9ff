"""One small run of the outlook that many tests look at; all in synthetic lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

pytest.importorskip("numba")

from shebao.outlook.outlook import Outlook, Ready
from shebao.outlook.running import Cells, run


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
    """Its lives, walked through as said; what was walked through once is kept."""

    @cache
    def walked(threads: int = 2, batch: int = 8192, by_year: bool = False) -> Cells:
        return run(ready.world, ready.people, ready.asked, threads=threads, batch=batch, by_year=by_year)

    return walked

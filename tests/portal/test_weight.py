"""A page weighs little: it, its styles, scripts and pictures come over a slow line in a moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from shebao.portal.app import routers
from shebao.portal.language import LANGUAGES
from shebao.portal.settings import Settings

MOST = 150 * 1024
LIFE = "who=women_50&birth=1983-05-17&place=330100&paid=190&wage=8000"
FILL = {"step": "place", "about": "amount", "topic": "unemployment", "ask": "place", "name": "employer_pension_rate",
        "province": "330000"}  # fmt: skip
"""What stands for a path parameter of a public page; the question with the list of all places is the largest."""


def paths() -> list[str]:
    """Every page for everyone."""
    found = []
    for prefix, pages in routers(Settings()):
        for route in pages.routes:
            path = f"{prefix}{route.path}"  # type: ignore[attr-defined]
            public = route.endpoint.__module__.startswith("shebao.portal.public")  # type: ignore[attr-defined]
            if public and "GET" in route.methods:  # type: ignore[attr-defined]
                found.append(re.sub(r"\{(\w+)\}", lambda name: FILL.get(name[1], name[0]), path))
    return found


@pytest.mark.parametrize("path", paths())
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_public_page_with_all_it_loads_is_below_the_budget(
    language: str, path: str, reader: Callable[..., Any]
) -> None:
    ask = reader("").get
    page = ask(f"/{language}{path}?{LIFE}")
    while page.status_code == 303:
        page = ask(page.headers["location"])
    assert page.status_code in (200, 422), path
    loaded = set(re.findall(r'(?:src|href)="(/design/[^"]+)"', page.text))
    parts = {path: len(page.content), **{address: len(ask(address).content) for address in loaded}}
    assert "<html" not in page.text or any(address.startswith("/design/design.css") for address in loaded)
    assert sum(parts.values()) < MOST, parts

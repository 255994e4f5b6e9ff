"""What a page weighs with everything it loads, uncompressed: for a phone far from the city."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from test_access import FILL, routes

from shebao.guard.access import ACTS, act_of
from shebao.guard.who import Role

MOST_BYTES = 150_000
ANSWERS = (
    "/my-pension/answer?who=women_50&birth=1983-05-17&place=330100&paid=190&wage=8000",
    "/my-pension/why/amount?who=men_60&birth=1970-05-17&place=110000&paid=480&wage=30000",
    "/questions/unemployment/answer?place=310000&months_paid=130",
    "/law?kind=rule",
    "/law/changes?place=330100&from_year=1995&from_month=1&to_year=2026&to_month=1",
)
LOADED = re.compile(r'(?:src|href)="(/(?:design|device)/[^"]+)"')
CHART = re.compile(r'<svg class="chart".*?</svg>', re.DOTALL)


def pages(role: Role) -> list[str]:
    """Every page that a role may open, once; what is about somebody in particular is not among them."""
    found = [
        route.path
        for prefix, route in ((path, route) for path, route in routes() if not path.startswith("/api/"))
        if "GET" in (route.methods or ()) and role in ACTS[act_of(route.endpoint)].roles and prefix
        and not ACTS[act_of(route.endpoint)].about
    ]  # fmt: skip
    return [re.sub(r"{(\w+)}", lambda it: FILL[it[1]], path) for path in found]


def weigh(client: Any, path: str) -> dict[str, int]:
    """Bytes of a page without its charts, and of each file it loads; nothing where it is no page."""
    answer = client.get(path)
    if answer.status_code not in (200, 422) or "text/html" not in answer.headers["content-type"]:
        return {}
    files = {name.partition("?")[0]: len(client.get(name).content) for name in LOADED.findall(answer.text)}
    return {"page": len(CHART.sub("", answer.text).encode()), **files}


def test_many_changes_stand_on_several_pages_none_left_out(reader: Callable[..., Any]) -> None:
    asked = ANSWERS[-1]
    client = reader("").client
    first = client.get(f"/zh{asked}").text
    parts = int(re.findall(r"part=(\d+)", first)[-1])
    shown = [client.get(f"/zh{asked}&part={part}").text for part in range(1, parts + 1)]
    count = int(re.search(r"<h2>\D*([\d,]+)", first)[1].replace(",", ""))  # type: ignore[index]
    assert parts > 1
    assert sum(text.count('<tr><th scope="row"><a href="/zh/law/') for text in shown) == count
    assert 'aria-current="page">2</a>' in shown[1]
    for odd in ("0", "x", "999999", "-1", "²"):
        assert client.get(f"/zh{asked}&part={odd}").status_code == 200


@pytest.mark.parametrize("language", ["en", "zh", "fa"])
@pytest.mark.parametrize(("subject", "role"), [("", Role.ANYONE), ("demo-insured", Role.INSURED)])
def test_no_page_weighs_more_than_it_may(
    subject: str, role: Role, language: str, app: FastAPI, reader: Callable[..., Any]
) -> None:
    client = reader(subject).client
    weights = {path: weigh(client, f"/{language}{path}") for path in (*pages(role), *ANSWERS)}
    assert sum(bool(weight) for weight in weights.values()) > 10
    heavy = {path: weight for path, weight in weights.items() if sum(weight.values()) > MOST_BYTES}
    assert not heavy
    assert all("/design/design.css" in weight for weight in weights.values() if weight), "files are weighed too"

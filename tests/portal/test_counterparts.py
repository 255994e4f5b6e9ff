"""Everything the pages do, programs can do as well: each page's route has its equal under /api/v1, or a reason."""

from __future__ import annotations

from pathlib import Path

from shebao.guard.access import ACTS, act_of
from shebao.guard.who import Role
from shebao.portal.api.equals import NONE, routes, shown, table

DOCS = Path(__file__).parents[2] / "docs"


def test_every_page_has_its_equal_in_the_interface_or_a_reason_why_not() -> None:
    held = table()
    assert [page for page, calls in held.items() if not calls and page not in NONE] == []
    assert [page for page in NONE if page not in held or held[page]] == []


def test_an_equal_is_for_the_same_people_as_its_page() -> None:
    pages, calls = routes()
    for page, equals in table().items():
        if page == "POST /sign-out":
            continue  # nobody in particular may sign out, and has no token to give back
        for call in equals:
            here, there = (ACTS[act_of(route.endpoint)] for route in (pages[page], calls[call]))
            assert (here.roles, here.about) == (there.roles, there.about), f"{page} and {call}"


def test_every_call_names_what_it_may_answer_in_problem_json() -> None:
    for call, route in routes()[1].items():
        described = {int(code) for code in route.responses}
        signed_in = Role.ANYONE not in ACTS[act_of(route.endpoint)].roles
        wanted = {422, 429} | ({401, 403} if signed_in else set())
        assert wanted <= described, f"{call} does not say that it may answer {wanted - described}"
        for code in described - {200, 201, 204}:
            assert "application/problem+json" in route.responses[code]["content"], f"{call} {code}"


def test_the_table_in_the_documentation_is_that_of_the_routes() -> None:
    assert (DOCS / "api-pages.md").read_text(encoding="utf-8") == shown(), "make docs writes it anew"

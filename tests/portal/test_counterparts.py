"""Everything the pages do, programs can do as well: each page's route has its equal under /api/v1, or a reason."""

from __future__ import annotations

from shebao.guard.access import ACTS, act_of
from shebao.portal.app import routers
from shebao.portal.pages import Guarded
from shebao.portal.settings import Settings

NONE = {
    "GET /": "links to the other pages",
    "GET /alive": "a program's already: it says 'alive'",
    "GET /sign-in": "the way to the identity provider: people sign in there, programs bear the token that follows",
    "GET /sign/start": "the same",
    "GET /sign/back": "the same",
}
"""Pages without an equal, and why. The demonstration's provider is OpenID Connect: programs speak it as it is."""
PROVIDER = "/demo-identity"


def routes() -> tuple[dict[str, Guarded], dict[str, Guarded]]:
    """Pages and calls, by method and path."""
    pages: dict[str, Guarded] = {}
    calls: dict[str, Guarded] = {}
    for prefix, room in routers(Settings(demo=True)):
        for route in room.routes:
            assert isinstance(route, Guarded)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                (calls if prefix else pages)[f"{method} {prefix}{route.path}"] = route
    return pages, calls


def table() -> dict[str, list[str]]:
    """Each page with the calls that are its equals, as the calls say."""
    pages, calls = routes()
    found: dict[str, list[str]] = {page: [] for page in pages if PROVIDER not in page}
    for call, route in calls.items():
        for page in (route.openapi_extra or {}).get("x-pages", []):
            assert page in found, f"{call} says it is the equal of {page}, which is no page"
            found[page].append(call)
    return found


def test_every_page_has_its_equal_in_the_interface_or_a_reason_why_not() -> None:
    held = table()
    assert [page for page, calls in held.items() if not calls and page not in NONE] == []
    assert [page for page in NONE if page not in held or held[page]] == []


def test_an_equal_is_for_the_same_people_as_its_page() -> None:
    pages, calls = routes()
    for page, equals in table().items():
        for call in equals:
            here, there = (ACTS[act_of(route.endpoint)] for route in (pages[page], calls[call]))
            if page == "POST /sign-out":
                continue  # nobody in particular may sign out, and has no token to give back
            assert (here.roles, here.about) == (there.roles, there.about), f"{page} and {call}"


def test_every_call_names_what_it_may_answer_in_problem_json() -> None:
    for call, route in routes()[1].items():
        described = {int(code) for code in route.responses}
        wanted = {422, 429} | ({401, 403} if not ACTS[act_of(route.endpoint)].roles >= {"anyone"} else set())
        assert wanted <= described, f"{call} does not say that it may answer {wanted - described}"
        for code in described - {200, 201, 204}:
            assert "application/problem+json" in route.responses[code]["content"], f"{call} {code}"

"""Which call is the equal of which page: read from the routes, shown by `python -m shebao.portal.api.equals`.

The one thing to know: a call says of which pages it is the equal (`as_page`), a page that has none stands in NONE with
the reason; a test misses neither.
"""

from __future__ import annotations

from shebao.portal.app import routers
from shebao.portal.pages import Guarded
from shebao.portal.settings import Settings

NONE = {
    "GET /": "links to the other pages",
    "GET /alive": "a program's already: it says 'alive'",
    "GET /sign-in": "the way to the identity provider: people sign in there, programs bear the token that follows",
    "GET /sign/start": "the same",
    "GET /sign/back": "the same",
    "GET /away/{kept}": "what a browser shows where no server answers: programs know it by that",
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
    """Each page with the calls that are its equals, as they say. KeyError for a call that names no page there is."""
    pages, calls = routes()
    found: dict[str, list[str]] = {page: [] for page in pages if PROVIDER not in page}
    for call, route in calls.items():
        for page in (route.openapi_extra or {}).get("x-pages", []):
            found[page].append(call)
    return found


def shown() -> str:
    """The table as Markdown."""
    calls = routes()[1]
    lines = [
        "# Pages and calls",
        "",
        "Every page, and the call of [the interface](api.md) that does the same. Made by `make docs` from the routes.",
        "",
        "| page | call | what |",
        "|---|---|---|",
    ]
    for page, equals in table().items():
        said = "<br>".join(f"`{call.replace('/api/v1', '')}`" for call in equals)
        what = "<br>".join(calls[call].summary or "" for call in equals) or NONE.get(page, "")
        lines.append(f"| `{page}` | {said or '–'} | {what} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(shown(), end="")

"""The first page, and whether the server is alive."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from shebao.guard.access import allow
from shebao.portal.pages import Pages, page
from shebao.portal.public.topics import TOPICS

pages = Pages()


@pages.get("/")
@allow("public")
async def home(request: Request) -> Response:
    """What can be done here."""
    return page(request, "public/home.html", topics=TOPICS.values())


@pages.get("/alive")
@allow("public")
async def alive(request: Request) -> Response:
    """For whoever watches the server."""
    return PlainTextResponse("alive")

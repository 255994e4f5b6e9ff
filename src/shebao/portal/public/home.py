"""The first page, whether the server is alive, and what a browser keeps for when it is not."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from shebao.guard.access import allow
from shebao.portal.pages import NotThere, Pages, page
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


@pages.get("/away/{kept}")
@allow("public")
async def away(request: Request, kept: str) -> Response:
    """The page that a browser keeps for when this server does not answer (design/away.js): sent, for what a form sent
    (it puts in what was typed, for TYPED and FILE), or asked, for what was only to be read."""
    if kept not in ("sent", "asked"):
        raise NotThere(kept)
    fields, files = ([("TYPED", "")], ["FILE"]) if kept == "sent" else ([], [])
    return page(request, "design/trouble.html", code=503, said="", fields=fields, files=files)

"""Signing in and out."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.portal.pages import Pages, page

pages = Pages()


@pages.get("/sign-in")
@allow("sign")
async def sign_in(request: Request) -> Response:
    """Whom one may sign in as."""
    return page(request, "identity/sign_in.html")

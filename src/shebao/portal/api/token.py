"""Tokens: how a program acts for somebody who is signed in: an insured person, an employer, staff.

The one thing to know: a token is a session of its own for who is signed in, with the same roles and place. It ends
when it is given back or 30 minutes after its last call; row policies and the log of looks hold for it as for pages.
"""

from __future__ import annotations

from typing import Literal

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from shebao.guard import sessions
from shebao.guard.access import allow
from shebao.portal.api.problem import as_page, bearer, problems
from shebao.portal.api.shapes import Shape
from shebao.portal.pages import NotThere, Pages, portal_of, who_of

PROBLEMS = problems(400, 401, 403, 404, 413)
pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])


class Token(BaseModel):
    """A bearer token (RFC 6750). idle_seconds: how long it lives after a call."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    idle_seconds: int = 1800


class Me(Shape):
    """Who one is here."""

    name: str
    roles: list[str] = Field(description="insured, employer, preparer, approver, supervisor, accountant")
    place: str = Field(description="Where staff work: the digits that count; '' is the nation, and for others")
    level: str = Field(description="nation, province, city, county, township; '' for others")


@pages.post("/token", status_code=201, response_model=Token, summary="A token for programs", responses=PROBLEMS)
@allow("token")
def token(request: Request) -> JSONResponse:
    """A token for the one who asks: of the pages' session with its form token in `x-form-token`, or of a token."""
    engine = portal_of(request).engine
    made = sessions.begin(engine, who_of(request).subject) if engine is not None else None
    if made is None:
        raise NotThere("no office is behind these pages")
    return JSONResponse(Token(access_token=made).model_dump(), 201)


@pages.delete("/token", status_code=204, summary="Give the token back", responses=PROBLEMS,
              openapi_extra=as_page("POST /sign-out"))  # fmt: skip
@allow("token")
def give_back(request: Request) -> Response:
    """The token that this call was made with, or the pages' session, is nobody's from now on."""
    engine = portal_of(request).engine
    if engine is not None:
        sessions.end(engine, who_of(request).token)
    return Response(status_code=204)


@pages.get("/me", summary="Who I am here", responses=PROBLEMS)
@allow("token")
def me(request: Request) -> Me:
    """Name, roles and place of the one the token stands for."""
    who = who_of(request)
    return Me(name=who.name, roles=sorted(who.roles), place=who.place if who.staff else "", level=who.level)

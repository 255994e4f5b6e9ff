"""One's own record over HTTP: what the pages of an insured person show, with a bearer token or the pages' session.

The one thing to know: a token is a session of its own for the one who is signed in. It ends when it is given back or
30 minutes after its last call; row policies hold for it as for every reader.
"""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel

from shebao.guard import sessions
from shebao.guard.access import allow
from shebao.portal.api.problem import problems
from shebao.portal.pages import NotThere, Pages, portal_of, session, who_of
from shebao.portal.person.data import TABLES, table_of

PROBLEMS = problems(400, 401, 403, 404, 413)
bearer = HTTPBearer(auto_error=False, bearerFormat="opaque", description="As POST /api/v1/token gives it")
pages = Pages(include_in_schema=True, dependencies=[Depends(bearer)])
Table = Literal["person", "facts", "contributions", "account", "decisions", "awards", "payments", "requests", "looks"]


class Token(BaseModel):
    """A bearer token (RFC 6750). idle_seconds: how long it lives after a call."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    idle_seconds: int = 1800


class Held(BaseModel):
    """Who one is, and how many rows each table holds."""

    name: str
    tables: dict[str, int]


class Rows(BaseModel):
    """A table's rows: amounts in whole fen, months YYYY-MM; a decision carries its facts and its tree."""

    table: str
    found: int
    rows: list[dict[str, Any]]


@pages.post("/token", status_code=201, response_model=Token, summary="A token for programs", responses=PROBLEMS)
@allow("own record")
def token(request: Request) -> JSONResponse:
    """A token for the one who asks: of the pages' session with its form token in `x-form-token`, or of a token."""
    engine = portal_of(request).engine
    made = sessions.begin(engine, who_of(request).subject) if engine is not None else None
    if made is None:
        raise NotThere("no office is behind these pages")
    return JSONResponse(Token(access_token=made).model_dump(), 201)


@pages.delete("/token", status_code=204, summary="Give the token back", responses=PROBLEMS)
@allow("own record")
def give_back(request: Request) -> Response:
    """The token that this call was made with, or the pages' session, is nobody's from now on."""
    engine = portal_of(request).engine
    if engine is not None:
        sessions.end(engine, who_of(request).token)
    return Response(status_code=204)


@pages.get("/mine", response_model=Held, summary="What the office holds about me", responses=PROBLEMS)
@allow("own record")
def mine(request: Request) -> JSONResponse:
    """Every table with its number of rows."""
    who = who_of(request)
    assert who.person_id is not None
    with session(request) as connection:
        counts = {name: len(table_of(connection, name, who.person_id)) for name in TABLES}
    return JSONResponse({"name": who.name, "tables": counts})


@pages.get("/mine/{table}", response_model=Rows, summary="One table about me", responses=PROBLEMS)
@allow("own record")
def mine_table(request: Request, table: Table) -> JSONResponse:
    """Months paid, account, decisions with their trees, pensions, payments, requests, looks at the record."""
    who = who_of(request)
    assert who.person_id is not None
    with session(request) as connection:
        found = table_of(connection, table, who.person_id)
    return JSONResponse({"table": table, "found": len(found), "rows": found})

"""The pages as one application: rooms of pages put together, what stands before them, and how errors are shown.

The one thing to know: `create_app(settings)` reads the law once; a route whose handler declares no act stops the start.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolEmpty
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from shebao import __version__
from shebao.engine.law import Law
from shebao.errors import ShebaoError
from shebao.guard.access import Refused
from shebao.portal import outage
from shebao.portal.api.problem import Clash, Wrong, faults_of, problem
from shebao.portal.device.pages import device_routes
from shebao.portal.language import Languages
from shebao.portal.pages import HERE, NotOurs, NotSignedIn, NotThere, NotUnderWay, Pages, Portal, go, page
from shebao.portal.settings import Settings
from shebao.portal.shield import Headers, Limits, Steady

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from shebao.guard.demo import Ready
    from shebao.office.orders import Worker

log = logging.getLogger("shebao.portal")
STATUS: dict[type[ShebaoError], int] = {
    NotSignedIn: 401, Refused: 403, NotOurs: 403, NotUnderWay: 400, NotThere: 404, Clash: 409,
}  # fmt: skip


def create_app(
    settings: Settings, engine: Engine | None = None, ready: Sequence[Ready] = (), worker: Worker | None = None
) -> FastAPI:
    """The application. engine: the office's database, as `guard.rows.open_guarded` opens it; without one the pages for
    everyone are served alone. ready: the demonstration's accounts. worker: how the month that is ordered on its page
    gets somebody to do it; without one, whoever runs `python -m shebao.office.orders` does.

    NoRule where a handler declares no act; PortalTrouble for settings that cannot be.
    """
    app = FastAPI(
        title="Shebao", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.state.portal = Portal(settings, Law.load(), engine, worker)
    app.state.portal.kept["ready"] = list(ready)
    for prefix, pages in routers(settings):
        app.include_router(pages, prefix=prefix)
    app.mount("/design", _Kept(HERE / "design"))
    app.router.routes.append(Mount("/device", routes=device_routes()))
    app.add_exception_handler(ShebaoError, _refused)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(DBAPIError, _away)
    app.add_exception_handler(PoolEmpty, _away)
    app.add_middleware(Steady, broken=_broken)
    app.add_middleware(Languages)
    app.add_middleware(Limits, calls=settings.calls, sign_ins=settings.sign_ins)
    app.add_middleware(Headers)
    return app


def routers(settings: Settings) -> list[tuple[str, Pages]]:
    """Every room's pages with the path they stand under: all there is, but for the design's files and OpenAPI."""
    from shebao.portal.api import calls
    from shebao.portal.employer import bills, business, certificate, declare, register
    from shebao.portal.identity import provider, sign
    from shebao.portal.papers import verify
    from shebao.portal.person import (
        account,
        card,
        data,
        decisions,
        events,
        found,
        messages,
        papers,
        receipt,
        record,
        told,
    )
    from shebao.portal.public import bulletin, dictionary, home, pension, system, topics
    from shebao.portal.staff import counter, decide, employers, month, payments, people, region, running, work
    from shebao.portal.staff import papers as staff_papers

    person = (record, account, decisions, found, events, told, receipt, messages, card, papers, data)
    employer = (business, declare, bills, certificate, register)
    staff = (work, people, decide, month, running, payments, region, counter, staff_papers, employers)
    rooms = (home, pension, topics, dictionary, system, bulletin, sign, verify, *person, *employer, *staff)
    found = [("", room.pages) for room in rooms]
    if settings.demo:
        found.append(("", provider.pages))
    return [*found, *(("/api/v1", room) for room in calls())]


class _Kept(StaticFiles):
    """Files of the design: asked for by an address with their own mark, so a browser may keep them."""

    def __init__(self, folder: Any) -> None:
        super().__init__(directory=folder)

    async def get_response(self, path: str, scope: Any) -> Response:
        if not path.endswith((".css", ".js", ".svg", ".LICENSE")):
            return PlainTextResponse("Not found", 404)
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        if path == "away.js":
            answer.headers["service-worker-allowed"] = "/"  # it stands before every page
        return answer


async def _refused(request: Request, error: Exception) -> Response:
    """A known error: problem+json to a program, a page to a reader, the sign-in to who has not signed in."""
    status = error.status_code if isinstance(error, HTTPException) else STATUS.get(type(error), 422)  # type: ignore[arg-type]
    if _program(request):
        said = error.detail if isinstance(error, HTTPException) else str(error)
        answer = (
            problem(status, said, faults=faults_of(error.faults)) if isinstance(error, Wrong) else problem(status, said)
        )
        if status == 401:
            answer.headers["www-authenticate"] = "Bearer"
        return answer
    if status == 401:
        return go(request, "/sign-in", then=f"{request.url.path}{'?' + request.url.query if request.url.query else ''}")
    said = str(error) if status == 422 else ""
    return page(request, "design/trouble.html", status, code=status, said=said)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"field": ".".join(map(str, fault["loc"][1:])), "said": fault["msg"]} for fault in error.errors()]
    if _program(request):
        return problem(422, "the request is not what it must be", faults=faults)
    return page(request, "design/trouble.html", 422, code=422, said="")


async def _away(request: Request, error: Exception) -> Response:
    """The database is not there: what was sent is kept in the page, to be sent again. Any other fault is a defect."""
    if not outage.lost(error):
        raise error
    log.warning("%s %s: the database does not answer: %s", request.method, request.url.path, error)
    fields, files = await outage.sent(request)
    answer = (
        problem(503, "the office's records cannot be reached just now: ask again in a moment")
        if _program(request)
        else page(request, "design/trouble.html", 503, code=503, said="", fields=fields, files=files)
    )
    answer.headers["retry-after"] = str(outage.RETRY_AFTER)
    return answer


async def _broken(request: Request, error: Exception) -> Response:
    """A defect: logged whole, told without its inside."""
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    if _program(request):
        return problem(500, "something is wrong here; it has been noted")
    return page(request, "design/trouble.html", 500, code=500, said="")


def _program(request: Request) -> bool:
    return request.scope["path"].startswith("/api/")

"""When the office's records cannot be reached: what is read is asked again for a moment, what was sent is kept.

The one thing to know: nobody can say whether a statement that was cut off has been written, so what changes something
is never repeated here. The page keeps all that was typed and the reader sends it again; each form carries a mark of its
own (or names what it writes), so that it counts once however often it is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty
from starlette.datastructures import FormData

WAITS = (0.1, 0.4, 1.5)
"""Seconds before what was only read is asked again: a database that restarts is back by then, mostly."""
RETRY_AFTER = 10
"""Seconds after which a program may ask again."""


def lost(error: BaseException) -> bool:
    """Whether an error says that the database is not there (any more, or yet), or has no connection to give."""
    if isinstance(error, PoolEmpty):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    away = state is None or state.startswith(("08", "53", "57P"))  # no connection, no room, shut down
    return error.connection_invalidated or (isinstance(error, OperationalError) and away)


async def again(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """An answer, asked for again while the database comes back, if the request only reads."""
    for wait in WAITS if request.method in ("GET", "HEAD") else ():
        try:
            return await answer(request)
        except (DBAPIError, PoolEmpty) as error:
            if not lost(error):
                raise
        await asyncio.sleep(wait)
    return await answer(request)


async def sent(request: Request) -> tuple[list[tuple[str, str]], list[str]]:
    """What a form sent: its fields as typed, and the names of the files that a page cannot keep."""
    if request.method != "POST" or "form" not in request.headers.get("content-type", ""):
        return [], []
    form: FormData = await request.form()
    fields = [(name, held.replace("\0", "")) for name, held in form.multi_items() if isinstance(held, str)]
    return fields, sorted({name for name, held in form.multi_items() if not isinstance(held, str)})

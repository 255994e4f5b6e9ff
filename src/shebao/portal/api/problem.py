"""Errors as programs get them (RFC 9457), and how the description of the interface tells of them.

The one thing to know: a handler names the codes it may answer with, and the tests hold every answer against that.
`detail` says what was wrong this time, `faults` which field it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field

from shebao.errors import ShebaoError

bearer = HTTPBearer(auto_error=False, bearerFormat="opaque", description="As POST /api/v1/token gives it")


class Fault(BaseModel):
    """What is wrong with one field."""

    field: str = Field(description="The parameter or the field of the body, parts joined by points")
    said: str = Field(description="What is wrong with it and what would be right, in the language of Accept-Language")


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field("about:blank", description="What kind of error; about:blank: what the status says")
    title: str = Field(description="What the status means")
    status: int
    detail: str = Field(description="What was wrong this time, and what would be right")
    faults: list[Fault] = Field([], description="By field, where the request has several")


class Wrong(ShebaoError):
    """A request that says what cannot be: 422. faults: what is wrong, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(self.faults.values()))


class Clash(ShebaoError):
    """A request that does not fit how things stand now: 409. Asked again later, or after another, it may."""


SAYS = {
    400: "Not JSON, or not what HTTP asks for",
    401: "Nobody in particular asks, or a token that is over",
    403: "Not for whoever asks",
    404: "Nothing of that name is there, or nothing that whoever asks may see",
    409: "It does not fit how things stand now",
    413: "The body is too large",
    422: "What is wrong, and what would be right",
    429: "Too many calls from this address; Retry-After says when",
    503: "The office's records cannot be reached just now; Retry-After says when to ask again",
}


HEADS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait"}},
    503: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait"}},
}


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """What a handler may answer beside what it is for. 422, 429 and 503 may come from every one."""
    return {
        code: {
            "model": Problem, "content": {"application/problem+json": {}}, "description": SAYS[code],
            "headers": HEADS.get(code, {}),
        }
        for code in sorted({*codes, 422, 429, 503})
    }  # fmt: skip


GIVES = problems(400, 401, 403, 404)
TAKES = problems(400, 401, 403, 404, 409, 413)
"""What a call by a token may answer beside what it is for: one that only tells, and one that changes something."""


def as_page(*pages: str) -> dict[str, Any]:
    """Of which pages a call is the equal, e.g. "GET /record": stands in the description, and a test misses none."""
    return {"x-pages": list(pages)}


def problem(status: int, detail: str, **more: Any) -> JSONResponse:
    """An error for programs. more: members of `Problem` beside those that every one has."""
    data = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(data, status, media_type="application/problem+json")


def faults_of(by_field: Mapping[str, str]) -> list[dict[str, str]]:
    """What is wrong by field, as `Problem.faults` has it."""
    return [{"field": field, "said": said} for field, said in by_field.items()]

"""Errors as programs get them (RFC 9457), and how the description of the interface tells of them.

The one thing to know: a handler names the codes it may answer with, and the tests hold every answer against that.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """An error (RFC 9457). faults: what is wrong, by the name of the parameter."""

    type: str = "about:blank"
    title: str
    status: int
    faults: dict[str, str] | list[dict[str, str]] = {}


SAYS = {
    400: "Not JSON, or not what HTTP asks for",
    401: "Nobody in particular asks, or a token that is over",
    403: "Not for whoever asks",
    404: "Nothing of that name is there",
    413: "The body is too large",
    422: "What is wrong, and what would be right",
    429: "Too many calls from this address; Retry-After says when",
}


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """What a handler may answer beside what it is for. 422 and 429 may come from every one."""
    return {
        code: {"model": Problem, "content": {"application/problem+json": {}}, "description": SAYS[code]}
        for code in sorted({*codes, 422, 429})
    }

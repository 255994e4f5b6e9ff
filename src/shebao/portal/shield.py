"""What stands before every page: security headers, limits on requests, and the proof that a form is ours.

The one thing to know: no page may use inline scripts or styles, for the policy refuses them; a page that needs more
(WebAssembly) sends its own Content-Security-Policy, and that is then the one that counts.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"strict-transport-security": b"max-age=63072000; includeSubDomains",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}
MOST_BYTES = 32 * 1024 * 1024
"""The largest body taken: a declaration of some hundred thousand people is well below."""
MOST_ADDRESSES = 50_000


class Headers:
    """Adds each header of HEADERS that a page has not set itself."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                more = [(name, value) for name, value in HEADERS.items() if name not in said]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class Steady:
    """A defect in a page becomes an answer like any other, so that what stands before it still holds."""

    def __init__(self, app: Any, broken: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self.app, self.broken = app, broken

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begun = False

        async def noted(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            answer = await self.broken(Request(scope, receive), error)
            await answer(scope, receive, send)


class Limits:
    """Refuses bodies that are too large and addresses that ask too often, by a bucket that fills with time."""

    def __init__(self, app: Any, calls: int, sign_ins: int) -> None:
        self.app = app
        self.rates = {"": float(calls), "sign": sign_ins / 60}
        self.most = {"": 4.0 * calls, "sign": float(sign_ins)}
        self.left: dict[tuple[str, str], tuple[float, float]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            await _refuse(send, 413, f"the body is larger than {MOST_BYTES} bytes", {})
        elif (wait := self.wait(scope)) > 0:
            await _refuse(send, 429, "too many requests from this address", {"retry-after": str(int(wait) + 1)})
        else:
            await self.app(scope, receive, send)

    def wait(self, scope: Any) -> float:
        """Seconds to wait; nothing when the request may pass."""
        path = scope["path"]
        if path.startswith("/design/"):
            return 0
        kind = "sign" if path.startswith("/sign/") and scope["method"] == "POST" else ""
        rate = self.rates[kind]
        if not rate:
            return 0
        key = (kind, scope["client"][0] if scope.get("client") else "")
        now = time.monotonic()
        left, then = self.left.get(key, (self.most[kind], now))
        left = min(self.most[kind], left + (now - then) * rate)
        if len(self.left) > MOST_ADDRESSES:
            self.left.clear()
        self.left[key] = (left - 1 if left >= 1 else left, now)
        return 0 if left >= 1 else (1 - left) / rate


async def _refuse(send: Any, status: int, said: str, headers: dict[str, str]) -> None:
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": said}
    body = json.dumps(told).encode()
    head = {"content-type": "application/problem+json", "content-length": str(len(body)), **headers}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.encode(), value.encode()) for name, value in head.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})


def form_token(secret: str, session: str) -> str:
    """What a form of this session carries, so that no other site can send it."""
    return hmac.new(secret.encode(), b"form:" + session.encode(), hashlib.sha256).hexdigest()


def derived(secret: str, about: str, mark: str, letters: str, length: int) -> str:
    """The code that a form's mark stands for: the same whenever the form is sent, and not to be guessed without it."""
    number = int.from_bytes(hmac.new(secret.encode(), f"{about}:{mark}".encode(), hashlib.sha256).digest())
    return "".join(letters[number // len(letters) ** at % len(letters)] for at in range(length))


def is_ours(secret: str, session: str, token: str) -> bool:
    """Whether a form was made for this session."""
    return hmac.compare_digest(form_token(secret, session), token)

"""The demonstration's identity provider: OpenID Connect with a click, for synthetic people on this machine alone.

The one thing to know: its routes exist only with `Settings.demo`, which is refused for any host but this machine; its
key is made at start and never written.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any
from urllib.parse import urlencode

from fastapi import Form as Field
from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from shebao.guard.access import allow
from shebao.portal.identity.sign import address_of
from shebao.portal.pages import NotUnderWay, Pages, page, portal_of

pages = Pages(prefix="/demo-identity")
MINUTES = 60
MOST_CODES = 1000


def _kept(request: Request) -> dict[str, Any]:
    kept = portal_of(request).kept
    if "demo key" not in kept:
        kept["demo key"] = RSAKey.generate_key(2048, {"kid": secrets.token_hex(8), "use": "sig", "alg": "RS256"})
        kept["demo codes"] = {}
    return kept


def _issuer(request: Request) -> str:
    return f"{address_of(request)}/demo-identity"


@pages.get("/.well-known/openid-configuration")
@allow("sign")
async def about(request: Request) -> Response:
    """What this provider says of itself."""
    issuer = _issuer(request)
    return JSONResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


@pages.get("/keys")
@allow("sign")
async def keys(request: Request) -> Response:
    """The public key."""
    return JSONResponse({"keys": [_kept(request)["demo key"].as_dict(private=False)]})


@pages.get("/authorize")
@allow("sign")
async def authorize(request: Request) -> Response:
    """Whom to sign in as; a link each."""
    asked = dict(request.query_params)
    _check(request, asked)
    ready = portal_of(request).kept.get("ready", [])
    return page(request, "identity/choose.html", ready=ready, asked=asked)


@pages.get("/choose")
@allow("sign")
async def choose(request: Request, subject: str) -> Response:
    """One was chosen: back with a code that is good once, for a minute."""
    asked = dict(request.query_params)
    _check(request, asked)
    ready = {account.subject: account for account in portal_of(request).kept.get("ready", [])}
    if subject not in ready:
        raise NotUnderWay("this is not one of the demonstration's accounts")
    codes, code = _kept(request)["demo codes"], secrets.token_urlsafe(24)
    if len(codes) > MOST_CODES:
        codes.clear()
    codes[code] = (time.monotonic(), asked, ready[subject])
    back = urlencode({"code": code, "state": asked.get("state", "")})
    return RedirectResponse(f"{asked['redirect_uri']}?{back}", 303)


@pages.post("/token")
@allow("exchange")
async def token(request: Request, code: str = Field(), code_verifier: str = Field()) -> Response:
    """A code for a signed token."""
    made, asked, account = _kept(request)["demo codes"].pop(code, (0.0, {}, None))
    digest = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
    if account is None or time.monotonic() - made > MINUTES or digest != asked.get("code_challenge"):
        return JSONResponse({"error": "invalid_grant"}, 400)
    key, now = _kept(request)["demo key"], int(time.time())
    claims = {
        "iss": _issuer(request), "aud": asked["client_id"], "sub": account.subject, "name": account.name,
        "iat": now, "exp": now + 300, "nonce": asked.get("nonce", ""),
    }  # fmt: skip
    signed = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
    return JSONResponse(
        {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 300, "id_token": signed}
    )


def _check(request: Request, asked: dict[str, str]) -> None:
    """NotUnderWay unless it is our own client that asks, and wants its own address back."""
    wanted = f"{address_of(request)}/sign/back"
    if asked.get("client_id") != portal_of(request).settings.client or asked.get("redirect_uri") != wanted:
        raise NotUnderWay("the demonstration's provider answers its own server alone")

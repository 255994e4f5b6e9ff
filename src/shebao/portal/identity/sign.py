"""Signing in by OpenID Connect, and out.

The one thing to know: the office's own accounts say who a name of the provider stands for; whoever has none is told so.
What is under way (state, nonce, the PKCE verifier, where to go then) travels in a signed cookie for ten minutes.
"""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool

from shebao.guard import sessions
from shebao.guard.access import allow
from shebao.portal.pages import SESSION, NotUnderWay, Pages, Portal, page, portal_of, url, who_of

pages = Pages()
UNDER_WAY = "__Host-sign"
TEN_MINUTES = 600
HOMES = (("staff", "/work"), ("employer_id", "/business"), ("person_id", "/record"))
"""Where whom who signs in is led, by what they are."""


@pages.get("/sign-in")
@allow("sign")
async def sign_in(request: Request) -> Response:
    """What signing in is for, and the way to the provider."""
    portal = portal_of(request)
    ready = portal.engine is not None and bool(portal.settings.issuer or portal.settings.demo)
    then = _local(request.query_params.get("then", ""))
    return page(request, "identity/sign_in.html", ready=ready, then=then)


@pages.get("/sign/start")
@allow("sign")
async def start(request: Request) -> Response:
    """On to the provider."""
    portal = portal_of(request)
    about = await provider(request)
    state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    async with client(request) as asking:
        address, _ = asking.create_authorization_url(
            about["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    then = _local(request.query_params.get("then", ""))
    kept = _signer(portal).dumps([state, nonce, verifier, then, request.state.language])
    answer = RedirectResponse(address, 303)
    answer.set_cookie(UNDER_WAY, kept, max_age=TEN_MINUTES, secure=True, httponly=True, samesite="lax")
    return answer


@pages.get("/sign/back")
@allow("sign")
async def back(request: Request, code: str = "", state: str = "") -> Response:
    """Back from the provider: a session for the name it vouches for."""
    portal = portal_of(request)
    try:
        kept = _signer(portal).loads(request.cookies.get(UNDER_WAY, ""), max_age=TEN_MINUTES)
    except BadSignature:
        raise NotUnderWay("no sign-in is under way here") from None
    expected, nonce, verifier, then, language = kept
    if not code or not secrets.compare_digest(state, expected):
        raise NotUnderWay("the sign-in that came back is another")
    subject = await _subject(request, code, nonce, verifier)
    assert portal.engine is not None
    token = await run_in_threadpool(sessions.begin, portal.engine, subject)
    if token is None:
        return page(request, "identity/unknown.html", 403, subject=subject)
    who = await run_in_threadpool(sessions.read, portal.engine, token)
    home = next(path for name, path in HOMES if getattr(who, name))
    answer = RedirectResponse(then or url(language, home), 303)
    answer.set_cookie(SESSION, token, secure=True, httponly=True, samesite="lax")
    answer.delete_cookie(UNDER_WAY, secure=True, httponly=True, samesite="lax")
    return answer


@pages.post("/sign-out")
@allow("sign")
async def sign_out(request: Request) -> Response:
    """The session ends here and in the database."""
    portal, who = portal_of(request), who_of(request)
    if portal.engine is not None and who.token:
        await run_in_threadpool(sessions.end, portal.engine, who.token)
    answer = RedirectResponse(url(request.state.language, "/"), 303)
    answer.delete_cookie(SESSION, secure=True, httponly=True, samesite="lax")
    return answer


def address_of(request: Request) -> str:
    """Where this server is reached, without a path."""
    return f"{request.url.scheme}://{request.url.netloc}"


def client(request: Request) -> Any:  # AsyncOAuth2Client, which says too little of its types
    """A client of the provider. The demonstration's provider is this very app, asked without a network."""
    import httpx2
    from authlib.integrations.httpx_client import AsyncOAuth2Client

    settings = portal_of(request).settings
    inside: dict[str, Any] = {"transport": httpx2.ASGITransport(app=request.app)} if settings.demo else {}
    return AsyncOAuth2Client(
        settings.client, settings.client_secret or None, redirect_uri=f"{address_of(request)}/sign/back",
        scope="openid profile", code_challenge_method="S256", timeout=10, **inside,
        token_endpoint_auth_method="client_secret_basic" if settings.client_secret else "none",
    )  # fmt: skip


async def provider(request: Request) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery), asked once."""
    portal = portal_of(request)
    issuer = f"{address_of(request)}/demo-identity" if portal.settings.demo else portal.settings.issuer.rstrip("/")
    kept = portal.kept.get(f"provider {issuer}")
    if kept is None:
        async with client(request) as asking:
            answer = await asking.request("GET", f"{issuer}/.well-known/openid-configuration", withhold_token=True)
            kept = answer.raise_for_status().json()
            if kept.get("issuer") != issuer:
                raise NotUnderWay(f"the identity provider calls itself {kept.get('issuer')}, expected {issuer}")
            keys = await asking.request("GET", kept["jwks_uri"], withhold_token=True)
            kept["keys"] = keys.raise_for_status().json()
        portal.kept[f"provider {issuer}"] = kept
    return kept


async def _subject(request: Request, code: str, nonce: str, verifier: str) -> str:
    """The name the provider vouches for: the signed token of the exchange, with issuer, audience, time and nonce."""
    from authlib.integrations.httpx_client import OAuthError
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    about, settings = await provider(request), portal_of(request).settings
    try:
        async with client(request) as asking:
            told = await asking.fetch_token(about["token_endpoint"], code=code, code_verifier=verifier)
        read = jwt.decode(told["id_token"], KeySet.import_key_set(about["keys"]), algorithms=["RS256", "ES256"])
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": about["issuer"]},
            aud={"essential": True, "value": settings.client},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        ).validate(read.claims)
    except (OAuthError, JoseError, KeyError) as error:
        raise NotUnderWay(f"the identity provider's answer does not hold: {error}") from None
    return str(read.claims["sub"])


def _local(path: str) -> str:
    """A path of this server, or nothing: a sign-in leads nowhere else."""
    good = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if good else ""


def _signer(portal: Portal) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(portal.settings.secret, salt="sign-in")

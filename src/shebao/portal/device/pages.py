"""What the server hands out for the law on one's own device: the page, the runtime, the law, and nothing else.

The one thing to know: no question ever comes here. The page asks its own worker; the server sees that files were
fetched, once, and never what was typed.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from shebao.portal.device import runtime
from shebao.portal.device.bundle import bundle

SHELL = {
    "index.html": "text/html",
    "device.css": "text/css",
    "icon.svg": "image/svg+xml",
    "page.mjs": "text/javascript",
    "law.mjs": "text/javascript",
    "words.mjs": "text/javascript",
    "worker.mjs": "text/javascript",
    "keep.mjs": "text/javascript",
}
TYPES = {
    ".mjs": "text/javascript", ".wasm": "application/wasm", ".zip": "application/zip", ".json": "application/json",
}  # fmt: skip
SAFE = {
    # WebAssembly is allowed here alone; everything comes from this server, and nothing else may be reached.
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
ASK_AGAIN = {"Cache-Control": "no-cache"}


def device_routes() -> list[Route]:
    """Routes to mount under one folder of the portal, e.g. `Mount("/device", routes=device_routes())`."""
    return [
        Route("/", _page, name="device"),
        Route("/manifest.json", _manifest),
        Route("/law/{version}.zip", _law),
        Route("/runtime/{version}/{name}", _runtime),
        Route("/{name}", _shell),
    ]


def manifest() -> dict[str, Any]:
    """What the page must have to answer without the server: each file by its path and size in bytes.

    version: changes when any of them does. ready: whether the runtime was fetched to this server.
    """
    law = bundle()
    ready = runtime.fetched()
    parts = [{"path": f"law/{law.version}.zip", "size": len(law.data)}]
    if ready:
        parts += [
            {"path": f"runtime/{runtime.VERSION}/{name}", "size": runtime.runtime_file(name).stat().st_size}
            for name in runtime.FILES
        ]
    shell = [{"path": "./", "size": len(_text("index.html"))}]
    shell += [{"path": name, "size": len(_text(name))} for name in SHELL if name != "index.html"]
    digest = hashlib.sha256("".join((law.version, runtime.VERSION, *map(_hash, SHELL))).encode()).hexdigest()
    return {
        "version": digest[:16],
        "law": law.version,
        "runtime": runtime.VERSION,
        "ready": ready,
        "fetch": runtime.FETCH,
        "files": [*shell, *parts],
        "size": sum(part["size"] for part in (*shell, *parts)),
    }


def _page(request: Request) -> Response:
    return _of_shell("index.html")


def _shell(request: Request) -> Response:
    return _of_shell(request.path_params["name"])


def _manifest(request: Request) -> Response:
    return JSONResponse(manifest(), headers={**SAFE, **ASK_AGAIN})


def _law(request: Request) -> Response:
    law = bundle()
    if request.path_params["version"] != law.version:
        raise HTTPException(404, f"the law here is version {law.version}")
    return Response(law.data, media_type=TYPES[".zip"], headers={**SAFE, **FOREVER})


def _runtime(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        if request.path_params["version"] != runtime.VERSION:
            raise HTTPException(404, f"the runtime here is version {runtime.VERSION}")
        path = runtime.runtime_file(name)
    except runtime.NoRuntime as error:
        raise HTTPException(404, str(error)) from None
    return FileResponse(path, media_type=TYPES[path.suffix], headers={**SAFE, **FOREVER})


def _of_shell(name: str) -> Response:
    if name not in SHELL:
        raise HTTPException(404, "no such page")
    return Response(_text(name), media_type=SHELL[name], headers={**SAFE, **ASK_AGAIN})


@cache
def _text(name: str) -> bytes:
    return (files(__package__ or "") / "static" / name).read_bytes()


def _hash(name: str) -> str:
    return hashlib.sha256(_text(name)).hexdigest()

"""A real server on this machine and a real Chromium: the device's page as a person meets it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from shebao.portal.device import device_routes


@dataclass
class Served:
    """A server that notes what it is asked for and can be switched off."""

    address: str
    server: uvicorn.Server
    thread: threading.Thread
    asked: list[str] = field(default_factory=list[str])

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)


@pytest.fixture
def served(pyodide: None) -> Iterator[Served]:
    asked: list[str] = []
    routes = Starlette(routes=[Mount("/device", routes=device_routes())])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            asked.append(scope["path"])
        await routes(scope, receive, send)

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)  # from now on a browser waits instead of being refused
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    held = Served(f"http://127.0.0.1:{listening.getsockname()[1]}/device/", server, thread, asked)
    yield held
    held.stop()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(locale="en-GB")
    made = context.new_page()
    made.set_default_timeout(120_000)
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield made
    context.close()
    assert [fault for fault in faults if "ERR_" not in fault] == []

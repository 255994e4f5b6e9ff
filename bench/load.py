"""A load of requests from a process of its own: `python bench/load.py PLAN`, a JSON file; answers in JSON on stdout.

PLAN: port, requests (each the bytes of one HTTP/1.1 request as text, asked in turn), rate (requests a second arriving
evenly; 0 keeps `connections` busy without a pause), seconds (0: each request once), connections.

The one thing to know: a time runs from when the request was due, not from when it could be sent, so a server that
stalls is not spared by a client that waits for it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Load:
    """Requests over connections that are kept where the server keeps them."""

    def __init__(self, port: int, requests: list[str]) -> None:
        self.port, self.requests = port, [text.encode() for text in requests]
        self.free: list[Connection] = []
        self.taken: list[float] = []
        self.statuses: dict[str, int] = {}

    async def ask(self, number: int, due: float) -> None:
        """One request; its seconds since it was due, and its status, are noted."""
        request = self.requests[number % len(self.requests)]
        kept = self.free.pop() if self.free else None
        reader, writer = kept or await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            if kept is None:
                raise
            # Servers close what nobody has used for some seconds: asked again, the clock still counts from when due.
            writer.close()
            self.free.clear()
            await self.ask(number, due)
            return
        lines = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        self.taken.append(time.perf_counter() - due)
        status = lines[0].split()[1].decode()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if b"connection: close" in lines:
            writer.close()
        else:
            self.free.append((reader, writer))

    async def evenly(self, rate: float, seconds: float) -> None:
        """Requests that arrive evenly, whatever becomes of those before."""
        began, under_way = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            under_way.append(asyncio.create_task(self.ask(number, due)))
        await asyncio.gather(*under_way)

    async def saturated(self, connections: int, seconds: float) -> None:
        """As many as it can, `connections` at a time; each request once where there are no seconds."""
        until, number = time.perf_counter() + (seconds or 1e9), -1

        async def busy() -> None:
            nonlocal number
            while time.perf_counter() < until and (seconds or number + 1 < len(self.requests)):
                number += 1
                await self.ask(number, time.perf_counter())

        await asyncio.gather(*(busy() for _ in range(connections)))


async def main() -> None:
    """Do what the plan says and tell the seconds of each answer, and how long it took in all."""
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    load = Load(plan["port"], plan["requests"])
    began = time.perf_counter()
    if plan["rate"]:
        await load.evenly(plan["rate"], plan["seconds"])
    else:
        await load.saturated(plan["connections"], plan["seconds"])
    print(json.dumps({"taken": load.taken, "wall": time.perf_counter() - began, "statuses": load.statuses}))


if __name__ == "__main__":
    asyncio.run(main())

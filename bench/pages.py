"""The pages over HTTP, beside OpenFisca's web API answering one pension: `python bench/run.py pages`.

One worker of `shebao serve` with a small synthetic city behind it is asked from this process over loopback: at 100
requests a second that arrive evenly, and by eight readers who ask again as soon as they have an answer. Every life
asked for is another, drawn by a fixed seed; a first ask is the first to a server that has just started. OpenFisca
serves its country template with one worker, in an environment of its own made at the first run; it is asked for the
same person's pension again and again, as simple a question as it has. What cannot be installed is said.

The one thing to know: an answer's time counts from when its request was due, so a server that falls behind shows it.
Requests a second of the processor are the server's own; by the clock, other work on the machine counts too.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from common import Bench, line
from outlook_peers import installed

if TYPE_CHECKING:
    from shebao.engine.law import Law

RATE, WITHIN_MS, RECORD_MS, WANTED = 100, 20, 60, 500
READERS = 8
PEOPLE, YEARS = 2_000, 40
TRACKS = (("men_60", 60), ("women_55", 55), ("women_50", 50))
OPENFISCA = ("openfisca-core[web-api]", "openfisca-country-template")
Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
ROUTE = {"page": "/en/my-pension/answer", "interface": "/api/v1/pension"}


def measure(bench: Bench) -> None:
    """All of it."""
    seconds = 3 if bench.quick else 15
    with tempfile.TemporaryDirectory(prefix="shebao-bench-", dir="/tmp") as folder:
        home, env = Path(folder), {**os.environ, "SHEBAO_HOME": folder, "SHEBAO_CALLS": "0"}
        env.pop("SHEBAO_DATABASE_URL", None)
        token = _office(home, env)
        lives = _lives(RATE * seconds)
        for what, path in ROUTE.items():
            with _serving(env) as (port, process):
                asks = [_get(f"{path}?{life}") for life in lives]
                _even(f"my pension, {what}: first asks of a new server", port, process.pid, asks, WITHIN_MS)
                _even(f"my pension, {what}: the same lives again", port, process.pid, asks, WITHIN_MS)
                _saturated(f"my pension, {what}", port, process.pid, asks, seconds)
                if what == "page":
                    record = [_get("/en/record", f"__Host-session={token}")] * (RATE * seconds)
                    _even(f"my record, {YEARS} years", port, process.pid, record, RECORD_MS)
                    _saturated(f"my record, {YEARS} years", port, process.pid, record, seconds)
    _openfisca(seconds)


def _lives(count: int) -> list[str]:
    """Queries of different lives that have a pension, in every place whose figures are known."""
    from shebao.engine.estimate import carried
    from shebao.engine.law import Law
    from shebao.engine.names import place_codes

    drawn, places, today = random.Random(75), sorted(place_codes()), datetime.date.today()
    law, found = carried(Law.load()), list[str]()
    while len(found) < count:
        track, until = drawn.choice(TRACKS)
        age = drawn.randint(22, until - 1)
        born = today - datetime.timedelta(days=age * 365 + drawn.randrange(365))
        life = {"who": track, "birth": born.isoformat(), "place": drawn.choice(places),
                "paid": str(drawn.randint(0, (age - 20) * 12)), "wage": str(drawn.randint(3_000, 40_000))}  # fmt: skip
        if _answered(law, life):
            found.append(urlencode(life))
    return found


def _answered(law: Law, said: dict[str, str]) -> bool:
    """Whether there is an amount: where a figure is not known, the page that says so is no answer to measure."""
    from shebao.errors import ShebaoError
    from shebao.portal.forms import Form
    from shebao.portal.language import reader
    from shebao.portal.public.life import read_life, this_month
    from shebao.portal.public.prospect import prospect

    life = read_life(said, Form(reader("en")))
    try:
        return life is not None and prospect(law, life, this_month(), reader("en")).chosen.pension is not None
    except ShebaoError:
        return False


def _get(path: str, cookie: str = "") -> bytes:
    more = f"cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nhost: localhost\r\n{more}\r\n".encode()


async def _ask(pair: Pair, request: bytes) -> bool:
    """One request and its answer; whether the connection stays. Ends the bench where the answer is not 200."""
    reader, writer = pair
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b" 200 " not in head.splitlines()[0]:
        sys.exit(f"{request.split()[1].decode()} is answered with {head.splitlines()[0].decode()}")
    length = next(row for row in head.splitlines() if row.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
    if b"connection: close" in head:
        writer.close()
        return False
    return True


def _even(what: str, port: int, pid: int, asks: list[bytes], wanted_ms: float) -> None:
    """Requests that arrive evenly, each on a connection that is free: p50, p99, the processor's share of each."""

    async def go() -> list[float]:
        free: list[Pair] = []
        times: list[float] = []

        async def one(request: bytes, due: float) -> None:
            pair = free.pop() if free else await asyncio.open_connection("127.0.0.1", port)
            stays = await _ask(pair, request)
            times.append(time.perf_counter() - due)
            if stays:
                free.append(pair)

        under_way: list[asyncio.Task[None]] = []
        began = time.perf_counter() + 0.05
        for n, request in enumerate(asks):
            due = began + n / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            under_way.append(asyncio.create_task(one(request, due)))
        await asyncio.gather(*under_way)
        for _, writer in free:
            writer.close()
        return times

    before = _processor(pid)
    times = sorted(second * 1000 for second in asyncio.run(go()))
    each = (_processor(pid) - before) / len(times) * 1000
    at = [times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.99)]
    wanted = f" ({wanted_ms} wanted)" if wanted_ms else ""
    line(f"{what}, {RATE}/s: {each:.1f} ms of processor, p50 {at[0]:.1f}, p99{wanted}", f"{at[1]:.1f} ms")


def _saturated(what: str, port: int, pid: int, asks: list[bytes], seconds: float, wanted: int = WANTED) -> None:
    """As many as the server answers: requests a second of its processor, and by the clock."""

    async def go() -> int:
        done, until = 0, time.perf_counter() + seconds

        async def one(start: int) -> None:
            nonlocal done
            pair, n = await asyncio.open_connection("127.0.0.1", port), start
            while time.perf_counter() < until:
                if not await _ask(pair, asks[n % len(asks)]):
                    pair = await asyncio.open_connection("127.0.0.1", port)
                n, done = n + READERS, done + 1
            pair[1].close()

        await asyncio.gather(*(one(start) for start in range(READERS)))
        return done

    before, began = _processor(pid), time.perf_counter()
    done = asyncio.run(go())
    clock, processor = time.perf_counter() - began, _processor(pid) - before
    asked = f" ({wanted} wanted)" if wanted else ""
    line(f"{what}, saturated: {done / clock:.0f}/s by the clock; a core{asked}", f"{done / processor:.0f}/s")


def _processor(pid: int) -> float:
    """Seconds of the processor that a process and its children (forked workers) have used."""
    ticks = 0
    for one in (pid, *_children(pid)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def _serving(env: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server of its own."""
    port = _free_port()
    program = [sys.executable, "-c", "from shebao.cli import main; main()", "serve", "--demo", "--port", str(port)]
    with _running(program, env, port, lambda: urlopen(f"http://127.0.0.1:{port}/en/").read()) as process:
        yield port, process


@contextmanager
def _running(
    program: list[str], env: dict[str, str], port: int, ready: Callable[[], object]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(program, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                ready()
                break
            except (URLError, OSError):
                if process.poll() is not None or time.monotonic() > until:
                    process.kill()
                    said = process.communicate()[1].decode().strip()
                    raise LookupError(said.splitlines()[-1] if said else f"no answer on port {port}") from None
                time.sleep(0.1)
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _office(home: Path, env: dict[str, str]) -> str:
    """A city in a database, one insured person of it with 40 years of record; a session of hers, signed in."""
    from sqlalchemy import text

    from shebao.database.store import open_database
    from shebao.guard import sessions
    from shebao.guard.demo import make_ready
    from shebao.guard.rows import open_guarded

    program = [sys.executable, "-c", "from shebao.cli import main; main()", "people"]
    city = str(home / "city")
    owner = open_database(home)
    for more in (["make", "--size", str(PEOPLE), "--out", city], ["load", city]):
        subprocess.run([*program, *more], env=env, check=True, stdout=subprocess.DEVNULL)
    with owner.begin() as connection:
        make_ready(connection)
        person = connection.execute(
            text("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
        ).scalar_one()
        # The years before the record begins, as another payer's, until there are forty.
        connection.execute(
            text(
                "INSERT INTO record.stint SELECT f.person_id, f.scheme, (f.start / 12 - n) * 12, f.payer_id, 12,"
                " f.base, f.region, f.category, f.learnt FROM (SELECT * FROM record.stint WHERE person_id = :p"
                " AND scheme = 1 ORDER BY start, payer_id LIMIT 1) f,"
                " generate_series(1, :years - (SELECT sum(months) / 12 FROM record.stint WHERE person_id = :p"
                " AND scheme = 1)) n"
            ),
            {"p": person, "years": YEARS},
        )
    owner.dispose()
    engine = open_guarded(home)
    token = sessions.begin(engine, "demo-insured")
    engine.dispose()
    assert token
    return token


def _openfisca(seconds: float) -> None:
    try:
        python = installed("openfisca", *OPENFISCA)
        port = _free_port()
        serve = [str(Path(python).with_name("openfisca")), "serve", "--country-package", "openfisca_country_template",
                 "--bind", f"127.0.0.1:{port}", "--workers", "1"]  # fmt: skip
        with _running(serve, dict(os.environ), port, lambda: urlopen(f"http://127.0.0.1:{port}/spec").read()) as it:
            body = json.dumps({
                "persons": {"her": {"birth": {"ETERNITY": "1955-01-01"}, "pension": {"2022-01": None}}},
                "households": {"home": {"adults": ["her"]}},
            }).encode()  # fmt: skip
            head = "POST /calculate HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            asks = [f"{head}content-length: {len(body)}\r\n\r\n".encode() + body] * (RATE * int(seconds))
            _even("OpenFisca's web API, one pension", port, it.pid, asks, 0)
            _saturated("OpenFisca's web API, one pension", port, it.pid, asks, seconds, 0)
    except LookupError as error:
        print(f"  !! OpenFisca IS NOT COMPARED: {error}", flush=True)

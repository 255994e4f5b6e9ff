"""My pension as it is asked over HTTP: `python bench/run.py pages`, beside OpenFisca's web API in the same run.

Ours is `shebao serve --law-only` with one worker; asked is the whole answer page and `/api/v1/pension`, for 400
synthetic lives in five places. First each life once, one after another, on a server just started; then 100 requests
a second arriving evenly; then as many as it can. The load comes from a process of its own over loopback (`load.py`).
Requests a second per core are requests by the processor time of the server, so that other work on the machine counts
for little; p50 and p99 have that work in them: measure on a quiet machine.

OpenFisca stands in an environment of its own under the cache folder, newest versions, made at the first run. It answers
the pension of its country template, one threshold of age and one amount: far less than a pension of ours, a whole page
of which holds about nine with their line, comparisons and reasons. What cannot be installed is said.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from common import Bench, line

from shebao.engine.kept import cache_folder

HERE = Path(__file__).parent
PLACES = ("330100", "310000", "440100", "510000", "210000")
LIVES, RATE, SECONDS, CONNECTIONS = 400, 100, 15, 8
FISCA = ("openfisca-core[web-api]", "openfisca-country-template")
SHEBAO = "from shebao.cli import main; main()"
TICK = os.sysconf("SC_CLK_TCK")


def measure(bench: Bench) -> None:
    """All of it."""
    seconds = max(2, bench.size(SECONDS))
    lives = [life(number) for number in range(bench.size(LIVES))]
    pages = [get(f"/en/my-pension/answer?{said}") for said in lives]
    asks = [get(f"/api/v1/pension?{said}") for said in lives]
    with tempfile.TemporaryDirectory() as home:
        serve = [sys.executable, "-c", SHEBAO, "serve", "--law-only", "--home", home, "--port", "{port}"]
        with served(serve, {"SHEBAO_CALLS": "0"}) as (port, pid):
            first = load(port, pages, rate=0, seconds=0, connections=1)["taken"]
            line("page, each life for the first time: p50, p99 (ms)", both(first))
            load(port, asks, rate=0, seconds=0, connections=1)
            told(port, pid, "page", pages, seconds, wanted=True)
            told(port, pid, "/api/v1/pension", asks, seconds, wanted=True)
    try:
        fisca = openfisca()
    except LookupError as error:
        print(f"  !! OPENFISCA IS NOT COMPARED: {error}", flush=True)
        return
    with served([*fisca, "--port", "{port}"], {}) as (port, pid):
        told(port, pid, "OpenFisca, pension of its template", [calculate()], seconds, wanted=False)


def told(port: int, pid: int, what: str, requests: list[str], seconds: int, *, wanted: bool) -> None:
    """Lines of one door: evenly, then saturated."""
    even = load(port, requests, rate=RATE, seconds=seconds, connections=0)
    line(f"{what}, {RATE} a second: p50, p99 (ms{'; p99 under 20 wanted' if wanted else ''})", both(even["taken"]))
    began = processor(pid)
    full = load(port, requests, rate=0, seconds=seconds, connections=CONNECTIONS)
    used, count = processor(pid) - began, len(full["taken"])
    line(f"{what}, saturated: a second per core{' (500 wanted)' if wanted else ''}", f"{count / used:.0f}")
    line("  by the clock, with the load beside it", f"{count / full['wall']:.0f}")


def both(taken: Sequence[float]) -> str:
    """p50 and p99 in milliseconds."""
    ordered = sorted(taken)
    return ", ".join(f"{ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000:.1f}" for part in (0.5, 0.99))


def life(number: int) -> str:
    """The five answers of a synthetic person."""
    dice = random.Random(number)
    who = dice.choice(("men_60", "women_55", "women_50"))
    birth = f"{dice.randint(1968, 1992)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    place, paid, wage = dice.choice(PLACES), dice.randint(60, 280), dice.randint(50, 250) * 100
    return f"who={who}&birth={birth}&place={place}&paid={paid}&wage={wage}"


def get(path: str) -> str:
    """A request for a page."""
    return f"GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: language=en\r\n\r\n"


def calculate() -> str:
    """A request to OpenFisca: one person's pension in one month."""
    person = {"birth": {"ETERNITY": "1940-01-01"}, "pension": {"2017-01": None}}
    asked = {"persons": {"one": person}, "households": {"home": {"adults": ["one"]}}}
    body = json.dumps(asked)
    head = f"host: localhost\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    return f"POST /calculate HTTP/1.1\r\n{head}\r\n\r\n{body}"


def load(port: int, requests: list[str], **plan: Any) -> dict[str, Any]:
    """What a load had for answers. Ends the bench where one is not 200."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"port": port, "requests": requests, **plan}, file)
        file.flush()
        said = subprocess.run([sys.executable, HERE / "load.py", file.name], capture_output=True, text=True)
    if said.returncode:
        sys.exit(f"the load failed:\n{said.stderr}")
    found = json.loads(said.stdout)
    if set(found["statuses"]) != {"200"}:
        sys.exit(f"not every answer is one: {found['statuses']}")
    return found


@contextmanager
def served(command: Sequence[str | Path], settings: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A server in processes of its own: its port, and the first of them. `{port}` in the command is filled in."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    path = os.pathsep.join([str(HERE.parent / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(
            [str(part).format(port=port) for part in command],
            stdout=said, stderr=said, start_new_session=True, env={**os.environ, "PYTHONPATH": path, **settings},
        )  # fmt: skip
        try:
            until = time.monotonic() + 90
            while not listens(port):
                if server.poll() is not None or time.monotonic() > until:
                    said.seek(0)
                    sys.exit(f"{command[0]} does not serve:\n{said.read()}")
                time.sleep(0.1)
            yield port, server.pid
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
                server.wait()


def listens(port: int) -> bool:
    """Whether a server is there."""
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def processor(group: int) -> float:
    """Seconds of processor that the processes of a server have used (Linux)."""
    used = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(rest[2]) == group:
            used += (int(rest[11]) + int(rest[12])) / TICK
    return used


def openfisca() -> list[str | Path]:
    """The command that serves OpenFisca, its environment made if need be; LookupError with the reason if it can't."""
    folder = cache_folder() / "peers" / f"openfisca-{sys.version_info.major}.{sys.version_info.minor}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *FISCA]
        said = subprocess.run(pip, capture_output=True, text=True)
        if said.returncode:
            raise LookupError(f"pip cannot install it ({(said.stderr.strip() or 'without a word').splitlines()[-1]})")
        ready.touch()
    package = "openfisca_country_template"
    return [folder / "bin" / "openfisca", "serve", "--country-package", package, "--workers", "1"]

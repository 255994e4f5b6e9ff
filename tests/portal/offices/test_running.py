"""The month run from its page: ordered, followed, killed and gone on with, stopped before payments until two looked."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from people import Office, Reader, Served, copy_database, signed_in
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from whole import everything

from shebao.commands.serve import go_on
from shebao.guard import sessions
from shebao.guard.demo import Ready
from shebao.guard.rows import acting
from shebao.law.units import parse_month
from shebao.office.month import LOCK, STEPS, run_month
from shebao.office.orders import Worker, work_of
from shebao.portal.app import create_app
from shebao.portal.settings import Settings
from shebao.portal.staff.payments import OWN

MONTH = parse_month("2026-11")
DESK = {"width": 1200, "height": 900}
NUMBERS = itertools.count(1)
WORDS = {
    "en": {"whole": "Run the whole month", "next": "The next step alone", "left": "Run all that is left",
           "prepare": "Prepare these payments", "approve": "Approve these payments",
           "gave": "What the month gave"},
    "zh": {"whole": "办理整月", "next": "只办下一步", "left": "办理其余步骤",
           "prepare": "提交发放清单", "approve": "复核发放清单", "gave": "本月结果"},
    "fa": {"whole": "اجرای همهٔ ماه", "next": "تنها گام بعدی", "left": "اجرای همهٔ گام‌های باقی‌مانده",
           "prepare": "آماده کردن این پرداخت‌ها", "approve": "تأیید این پرداخت‌ها",
           "gave": "نتیجهٔ ماه"},
}  # fmt: skip


class Watched(Worker):
    """A worker whose processes the test knows."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        super().__init__(environment, log)
        object.__setattr__(self, "begun", [])

    def start(self) -> Any:
        """Start one and note it."""
        process = super().start()
        self.begun.append(process)  # type: ignore[attr-defined]
        return process


@pytest.fixture
def office(city_open: tuple[str, list[Ready]]) -> Iterator[Office]:
    """A copy of the city whose month is to be run, of each test's own."""
    url, ready = city_open
    made = Office(copy_database(url, f"run{os.getpid()}_{next(NUMBERS)}"), ready)
    yield made
    made.close()


@pytest.fixture
def worker(office: Office, tmp_path: Path) -> Iterator[Watched]:
    """The office's worker; what it left running ends with the test."""
    made = Watched({"SHEBAO_DATABASE_URL": office.url, "SHEBAO_HOME": str(tmp_path)}, tmp_path / "month.log")
    yield made
    for process in made.begun:  # type: ignore[attr-defined]
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def make(office: Office, worker: Worker | None) -> FastAPI:
    settings = Settings(demo=True, calls=0, sign_ins=0, secret="the same before and after")
    return create_app(settings, Office(office.url, office.ready).guarded, office.ready, worker)


@pytest.fixture
def app(office: Office, worker: Watched) -> FastAPI:
    """The application, for readers without a browser."""
    return make(office, worker)


@pytest.fixture
def reader(app: FastAPI, office: Office) -> Callable[[str], Reader]:
    """A reader by account."""
    return lambda subject="": Reader(app, office, subject)


@pytest.fixture
def served(office: Office, worker: Watched) -> Iterator[Served]:
    """The application on a port."""
    made = Served(lambda: make(office, worker))
    yield made
    made.stop()


@pytest.fixture
def address(served: Served) -> str:
    """Where it is served for browsers."""
    return served.address


WAITING = (
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    " AND wait_event = 'relation')"
)
"""Whether somebody waits for a table."""


def run(reader: Any, subject: str = "demo-supervisor", until: str = "close") -> Any:
    return reader(subject).post("/en/month/run", {"month": str(MONTH), "until": until})


def steps(office: Office) -> int:
    return office.value("SELECT count(*) FROM office.step")


def wait(
    office: Office, what: str = "SELECT NOT EXISTS (SELECT 1 FROM office.month_order WHERE ended IS NULL)"
) -> None:
    until = time.monotonic() + 120
    while not office.value(what):
        assert time.monotonic() < until, what
        time.sleep(0.05)


def release(reader: Any) -> None:
    """One prepares what is to be paid, another approves it."""
    content = _content(reader("demo-clerk").get("/en/month/payments").text)
    for subject, act in (("demo-clerk", "prepare"), ("demo-approver", "approve")):
        sent = reader(subject).post(f"/en/month/payments/{act}", {"month": str(MONTH), "content": content})
        assert sent.status_code == 303, sent.text


def _content(page: str) -> str:
    return page.partition('name="content" value="')[2].partition('"')[0]


def by_two(office: Office, rule: str) -> None:
    with office.owner.begin() as connection:
        connection.execute(text("UPDATE office.setting SET value = :r WHERE name = 'payments_by_two'"), {"r": rule})


def test_the_whole_month_waits_before_payments_until_two_have_looked(reader: Any, office: Office) -> None:
    before = reader("demo-supervisor").get("/en/month").text
    assert "0 of 11 steps are done" in before
    assert "Run the whole month" in before
    assert run(reader).status_code == 303
    wait(office)
    assert steps(office) == list(STEPS).index("pay")
    assert office.value("SELECT count(*) FROM office.instruction") == 0
    waiting = reader("demo-supervisor").get("/en/month").text
    assert "one must prepare the payments and another approve them" in waiting
    for subject in ("demo-clerk", "demo-approver"):
        assert f"/en/month/payments?at={MONTH}" in reader(subject).get("/en/work").text
    assert "/en/month/payments" not in reader("demo-township-clerk").get("/en/work").text
    release(reader)
    assert "the month may go on" in reader("demo-supervisor").get("/en/month").text
    assert run(reader).status_code == 303
    wait(office)
    ordered = office.value("SELECT sum(count)::bigint FROM office.batch")
    assert f"<dd>{ordered:,}</dd>" in reader("demo-clerk").get("/en/month/payments").text
    done = reader("demo-supervisor").get("/en/month").text
    assert "11 of 11 steps are done" in done
    assert "What the month gave" in done
    refused = office.value("SELECT count(*) FROM office.reject WHERE reason NOT LIKE 'warning:%'")
    assert f'<a href="/en/rejects?at={MONTH}">{refused:,}</a>' in done
    assert office.value("SELECT value FROM office.statistic WHERE name = 'retirees_paid'") > 0
    assert run(reader).status_code == 422


def test_who_prepared_the_payments_cannot_approve_them_and_a_change_wants_both_again(
    reader: Any, office: Office
) -> None:
    from shebao.guard.accounts import open_account
    from shebao.guard.who import Role

    with office.owner.begin() as connection:
        open_account(connection, "both", "Both Hands", [Role.PREPARER, Role.APPROVER], place="3301")
    run(reader)
    wait(office)
    both = reader("both")
    fields = {"month": str(MONTH), "content": _content(both.get("/en/month/payments").text)}
    assert both.post("/en/month/payments/prepare", {**fields, "content": "other"}).status_code == 422
    assert both.post("/en/month/payments/prepare", fields).status_code == 303
    own = both.post("/en/month/payments/approve", fields)
    assert own.status_code == 422
    assert OWN in own.text
    with office.owner.begin() as connection:  # somebody's account changes after it was prepared
        connection.execute(
            text(
                "UPDATE office.bank_account SET account = '0' || account WHERE person_id ="
                " (SELECT min(person_id) FROM office.payable(:m))"
            ),
            {"m": MONTH},
        )
    changed = reader("demo-approver").post("/en/month/payments/approve", fields)
    assert changed.status_code == 422
    assert "look again" in changed.text
    assert "has changed since it was prepared" in reader("demo-clerk").get("/en/month/payments").text
    run(reader)
    wait(office)
    assert steps(office) == list(STEPS).index("pay")
    release(reader)
    run(reader)
    wait(office)
    assert steps(office) == len(STEPS)


def test_a_single_step_is_run_and_no_other(reader: Any, office: Office) -> None:
    for done in range(1, 4):
        assert run(reader, until="next").status_code == 303
        wait(office)
        assert steps(office) == done


@pytest.mark.parametrize(
    ("subject", "status"),
    [("demo-clerk", 403), ("demo-approver", 403), ("demo-accountant", 403), ("demo-insured", 403),
     ("demo-province-supervisor", 422), ("demo-nation-supervisor", 422)],
)  # fmt: skip
def test_only_the_supervisor_of_the_office_itself_starts_it(
    subject: str, status: int, reader: Any, office: Office
) -> None:
    assert run(reader, subject).status_code == status
    assert office.value("SELECT count(*) FROM office.month_order") == 0
    if status == 422:
        page = reader(subject).get("/en/month").text
        assert "0 of 11 steps are done" in page
        assert "Run the whole month" not in page


def test_a_township_sees_neither_month_nor_payments_and_prepares_none(reader: Any, office: Office) -> None:
    clerk = reader("demo-township-clerk")
    for path in ("/en/month", "/en/month/payments"):
        assert "you see your own place alone" in clerk.get(path).text
    refused = clerk.post("/en/month/payments/prepare", {"month": str(MONTH), "content": "0"})
    assert refused.status_code == 422
    assert office.value("SELECT count(*) FROM office.release") == 0


def test_what_somebody_works_on_is_not_started_again_and_the_page_says_who(reader: Any, office: Office) -> None:
    with office.owner.connect() as working:
        working.execute(text("SELECT pg_advisory_lock(:l, :m)"), {"l": LOCK, "m": MONTH})
        working.execute(
            text("INSERT INTO office.lease VALUES (:m, 'Zhang on the old terminal, process 7', now())"), {"m": MONTH}
        )
        working.commit()
        page = reader("demo-supervisor").get("/en/month").text
        assert "Zhang on the old terminal" in page
        assert "Run the whole month" not in page
        refused = run(reader)
        assert refused.status_code == 422
        assert "being worked on already" in refused.text
    assert office.value("SELECT count(*) FROM office.month_order") == 0


def test_two_orders_at_once_are_one(office: Office, worker: Watched) -> None:
    reader = lambda subject: Reader(make(office, None), office, subject)  # noqa: E731
    assert run(reader).status_code == 303
    assert run(reader).status_code == 422
    assert office.value("SELECT count(*) FROM office.month_order") == 1
    for _ in range(2):
        worker.start()
    wait(office)
    assert [p.wait(60) for p in worker.begun] == [0, 0]  # type: ignore[attr-defined]
    assert steps(office) == list(STEPS).index("pay")


def test_what_stops_the_month_stands_on_its_page(reader: Any, office: Office) -> None:
    with office.owner.begin() as connection:
        connection.execute(text("UPDATE office.setting SET value = '/nowhere' WHERE name = 'inbox'"))
    run(reader)
    wait(office)
    page = reader("demo-supervisor").get("/en/month").text
    assert "The month has stopped." in page
    assert "declarations of 2026-11 are expected there" in page
    assert "Run the whole month" in page


def test_a_month_that_was_ordered_when_all_was_stopped_goes_on_when_the_pages_are_served_again(
    office: Office, worker: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_DATABASE_URL", office.url)
    go_on(tmp_path, worker)
    assert not worker.begun  # type: ignore[attr-defined]
    assert run(lambda subject: Reader(make(office, None), office, subject)).status_code == 303
    go_on(tmp_path, worker)
    wait(office)
    assert steps(office) == list(STEPS).index("pay")


ORDER = "INSERT INTO office.month_order (month, until, ordered_by) VALUES (:m, 'close', :by)"
RELEASE = "INSERT INTO office.release (month, content, count, total, prepared_by) VALUES (:m, 'x', 1, 1, :by)"
FORGOTTEN = [
    ("demo-supervisor", ORDER, "demo-clerk"), ("demo-clerk", ORDER, "demo-clerk"),
    ("demo-province-supervisor", ORDER, "demo-province-supervisor"), ("demo-insured", ORDER, "demo-insured"),
    ("demo-supervisor", "UPDATE office.month_order SET outcome = 'done', ended = now() WHERE month = :m", ""),
    ("demo-clerk", RELEASE, "demo-clerk"), ("demo-township-clerk", "SELECT office.prepare_payments(:m, 'x')", ""),
    ("demo-clerk", "SELECT office.approve_payments(:m, 'x')", ""),
    ("demo-clerk", "SELECT * FROM office.payable(:m)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "statement", "by"), FORGOTTEN)
def test_the_database_refuses_what_a_forgotten_check_would_let_through(
    subject: str, statement: str, by: str, office: Office
) -> None:
    who = sessions.read(office.guarded, sessions.begin(office.guarded, subject) or "")
    said = r"row-level security|permission denied|by a clerk|by somebody"
    with pytest.raises(DBAPIError, match=said), acting(office.guarded, who) as connection:
        connection.execute(text(statement), {"m": MONTH, **({"by": by} if by else {})})


@pytest.mark.slow
def test_killed_in_the_middle_and_started_again_from_the_page_the_books_are_the_same(
    city_open: tuple[str, list[Ready]], office: Office, worker: Watched, served: Served, reader: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    by_two(office, "no")
    url = copy_database(city_open[0], f"quiet{os.getpid()}")
    quiet = Office(url, [])
    by_two(quiet, "no")
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "quiet"))
    run_month(work_of(create_engine(url), MONTH))
    wanted = everything(url)
    for step, table in (
        ("bill", "office.bill_line"),
        ("decide", "office.decision"),
        ("confirm", "office.confirmation"),
    ):
        # Whoever holds the table keeps the step in its middle, where it is killed.
        with office.owner.connect() as holding:
            holding.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
            assert run(reader).status_code == 303
            wait(office, f"SELECT EXISTS (SELECT 1 FROM office.progress WHERE step = '{step}')")
            wait(office, WAITING)
            process = worker.begun[-1]  # type: ignore[attr-defined]
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        # Killed just after it was ordered: the page waits a while for a worker that may yet begin.
        with office.owner.begin() as connection:
            connection.execute(text("UPDATE office.month_order SET ordered = ordered - interval '1 minute'"))
        assert steps(office) == list(STEPS).index(step)
        served.stop()  # and the pages too
        served.start()
        left = reader("demo-supervisor").get("/en/month").text
        assert "Whoever worked on the month is gone." in left
        assert ">Go on<" in left
    assert run(reader).status_code == 303
    wait(office)
    assert steps(office) == len(STEPS)
    got = everything(office.url)
    for name, held in wanted.items():
        assert got[name] == held, name
    quiet.close()


@pytest.mark.slow
def test_the_page_follows_the_work_without_a_reload_and_takes_nobodys_place(
    office: Office, open_page: Callable[..., Any], check: Callable[..., None]
) -> None:
    done = "INSERT INTO office.step VALUES (:m, :s, 5, 0, '', now(), now())"
    told = "INSERT INTO office.progress VALUES (:m, 'bill', 3, 9, now()) ON CONFLICT (month) DO UPDATE SET done = 6"
    with office.owner.connect() as working:
        working.execute(text("SELECT pg_advisory_lock(:l, :m)"), {"l": LOCK, "m": MONTH})
        working.execute(text("INSERT INTO office.lease VALUES (:m, 'Zhang, process 7', now())"), {"m": MONTH})
        working.execute(text(done), {"m": MONTH, "s": "declare"})
        working.execute(text(told), {"m": MONTH})
        working.commit()
        page = signed_in(open_page(), "demo-supervisor", "en")
        page.goto("/en/month")
        page.locator("progress[value='3'][max='9']").wait_for()
        check(page, "working")
        assert page.locator("#progress").locator("a, button, input:not([type=hidden])").count() == 0
        page.evaluate("() => { window.said = document.querySelector('#said'); }")
        page.locator("main p a", has_text="Look again").focus()
        working.execute(text(told), {"m": MONTH})
        working.commit()
        page.locator("progress[value='6']").wait_for()
        working.execute(text(done), {"m": MONTH, "s": "bill"})
        working.commit()
        page.get_by_text("2 of 11 steps are done").wait_for()
        # What a screen reader listens to is still there, and so is the place of who uses the keyboard.
        assert page.evaluate("() => window.said.isConnected && window.said.getAttribute('role')") == "status"
        assert page.evaluate("() => document.activeElement.textContent") == "Look again"
        working.execute(text("SELECT pg_advisory_unlock(:l, :m)"), {"l": LOCK, "m": MONTH})
    page.locator("#run button").first.wait_for()
    check(page, "let-go")


@pytest.mark.slow
@pytest.mark.parametrize("language", list(WORDS))
def test_the_month_is_run_on_a_phone(
    language: str, office: Office, worker: Watched, open_page: Callable[..., Any], check: Callable[..., None]
) -> None:
    words = WORDS[language]
    page = signed_in(open_page(), "demo-supervisor", language)
    page.goto(f"/{language}/month")
    check(page, "open")
    page.locator("#run button", has_text=words["next"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/month?at=*")
    # No click, no reload: the page renews itself until the step is done and its buttons are back.
    page.locator("#run button", has_text=words["left"]).wait_for(timeout=60_000)
    assert page.locator("#said").inner_text()
    check(page, "one-step")
    page.locator("#run button", has_text=words["left"]).click()
    page.locator("#progress a[href*='/month/payments']").first.wait_for(timeout=60_000)
    check(page, "waits")
    # The clerk and the approver without scripts, on a large screen.
    for subject, act in (("demo-clerk", "prepare"), ("demo-approver", "approve")):
        other = signed_in(open_page(DESK, scripts=False), subject, language)
        other.goto(f"/{language}/month")
        other.locator("#progress .note a[href*='/month/payments']").click()
        other.get_by_role("button", name=words[act]).click()
        other.wait_for_load_state()
        assert other.get_by_role("button", name=words[act]).count() == 0
    seen = signed_in(open_page(), "demo-approver", language)
    seen.goto(f"/{language}/month/payments")
    check(seen, "released")
    page.reload()
    page.locator("#run button", has_text=words["left"]).click()
    page.wait_for_function("() => document.querySelectorAll('#progress .steps .done').length === 11", timeout=60_000)
    page.goto(f"/{language}/month")
    page.get_by_role("heading", name=words["gave"]).wait_for()
    check(page, "closed")

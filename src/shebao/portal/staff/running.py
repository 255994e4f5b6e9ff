"""Running the month from its page: what is done, being done or open, who works on it, and the order to go on.

The one thing to know: the page only writes an order (`office.orders`); a process of its own does the work, so neither
the request nor a restart of the pages ends it. That nothing is started twice is held by the database.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from shebao.database.store import rows, run, value
from shebao.guard.access import allow
from shebao.guard.who import Role, Who
from shebao.office.month import LOCK, STEPS
from shebao.office.steps.pay import by_two
from shebao.portal.forms import Form, Sent, whole_number
from shebao.portal.language import N_
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session, who_of

pages = Pages()
NAMES = {
    "declare": N_("Declarations are read"), "bill": N_("Bills are made"), "collect": N_("Receipts are matched"),
    "post": N_("Money is booked, months count"), "find": N_("People who are due are found"),
    "decide": N_("Decisions are prepared"), "approve": N_("Decisions are approved"), "pay": N_("Payments are ordered"),
    "confirm": N_("The banks confirm"), "settle": N_("Pools settle with each other"), "close": N_("The month closes"),
}  # fmt: skip
STARTS_WITHIN = datetime.timedelta(seconds=20)
"""How long a worker may take to begin before the page offers to start another."""
HELD = (
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = :l AND objid = :m"
    " AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND mode = 'ExclusiveLock' AND granted)"
)
"""Whether somebody holds a lock of two keys (office/month.py, office/orders.py)."""
BUSY = N_("The month is being worked on already; nothing has been started.")
ELSEWHERE = N_("The month is run by the supervisor of the office itself.")
NOT_YET = N_("Another month comes first: {month}.")
ALL_DONE = N_("Every step of this month is done.")


@dataclass(frozen=True)
class Step:
    """One step. state: done, now or open. done, refused, said, ended: of a step that is done. at, of: how far one that
    is being worked on has come, 0 where it does not tell.
    """

    name: str
    state: str
    done: int = 0
    refused: int = 0
    said: str = ""
    ended: datetime.datetime | None = None
    at: int = 0
    of: int = 0


@dataclass(frozen=True)
class Ordered:
    """The last order of a month. outcome: done, waits, stopped; '' while it is open."""

    until: str
    by: str
    when: datetime.datetime
    ended: datetime.datetime | None
    outcome: str
    said: str


@dataclass(frozen=True)
class Month:
    """A month of the office as its page shows it. holder: who works on it, as the lock's lease says it.

    state: open (nobody works), starting, working, or left (ordered, and whoever worked is gone).
    """

    month: int
    steps: tuple[Step, ...] = ()
    state: str = "open"
    holder: str = ""
    since: datetime.datetime | None = None
    order: Ordered | None = None

    @property
    def done(self) -> frozenset[str]:
        """The steps that are done."""
        return frozenset(step.name for step in self.steps if step.state == "done")

    @property
    def count(self) -> int:
        """How many steps are done."""
        return len(self.done)

    @property
    def next(self) -> str:
        """The first step that is not done; '' where all are."""
        return next((step.name for step in self.steps if step.state != "done"), "")

    @property
    def busy(self) -> bool:
        """Whether somebody works on it or is about to."""
        return self.state in ("starting", "working")


def months_of(connection: Connection) -> tuple[list[int], int]:
    """The months that were begun, newest first, and the one to be worked now; nothing where the reader is elsewhere."""
    if not value(connection, "SELECT guard.office_here()"):
        return [], 0
    begun = [m for (m,) in rows(connection, "SELECT DISTINCT month FROM office.lease ORDER BY 1 DESC LIMIT 24")]
    query = "SELECT month FROM office.step WHERE step = 'close'"
    closed = {m for (m,) in rows(connection, query)}
    first = value(connection, "SELECT value::jsonb ->> 'month' FROM office.setting WHERE name = 'city'")
    waiting = sorted(m for m in begun if m not in closed)
    if waiting:
        return begun, waiting[0]
    if closed:
        return begun, max(closed) + 1
    return begun, int(first[:4]) * 12 + int(first[5:7]) - 1 if first else 0


def chosen_of(connection: Connection, at: int) -> tuple[list[int], int, int]:
    """`months_of`, and the one to be shown: `at` where there is such a month, else the newest begun."""
    begun, now = months_of(connection)
    return begun, now, at if at and at in (*begun, now) else begun[0] if begun else now


def state_of(connection: Connection, month: int) -> Month:
    """How far a month is, and who works on it."""
    query = "SELECT step, done, refused, said, ended FROM office.step WHERE month = :m"
    done = {row[0]: row[1:] for row in rows(connection, query, m=month)}
    working = bool(value(connection, HELD, l=LOCK, m=month))
    lease = rows(connection, "SELECT holder, since FROM office.lease WHERE month = :m", m=month) if working else []
    query = (
        "SELECT until, ordered_by, ordered, ended, coalesce(outcome, ''), said FROM office.month_order"
        " WHERE month = :m ORDER BY order_no DESC LIMIT 1"
    )
    order = next((Ordered(*row) for row in rows(connection, query, m=month)), None)
    state = "working" if working else "open"
    if order is not None and order.ended is None and not working:
        young = datetime.datetime.now(datetime.UTC) - order.when < STARTS_WITHIN
        state = "starting" if young else "left"
    query = "SELECT step, done, total FROM office.progress WHERE month = :m"
    told = {step: (at, of) for step, at, of in rows(connection, query, m=month)} if working else {}
    steps: list[Step] = []
    for name in STEPS:
        if name in done:
            steps.append(Step(name, "done", *done[name]))
        elif working and all(step.state == "done" for step in steps):
            at, of = told.get(name, (0, 0))
            steps.append(Step(name, "now", at=at, of=of))
        else:
            steps.append(Step(name, "open"))
    holder, since = lease[0] if lease else ("", None)
    return Month(month, tuple(steps), state, holder, since, order)


def may_run(connection: Connection, who: Who) -> bool:
    """Whether the reader may order the month: a supervisor of the office itself."""
    return Role.SUPERVISOR in who.roles and bool(value(connection, "SELECT guard.office_itself()"))


def shown(request: Request, connection: Connection, at: int, form: Form | None = None, status: int = 200) -> Response:
    """The page of a month: its steps, what may be done next, what it gave. at: the month; the newest begun unless said,
    the first there is to work where none was.
    """
    begun, now, chosen = chosen_of(connection, at)
    form = form or Form(reader_of(request))
    held = state_of(connection, chosen) if chosen else Month(0)
    refused, results = results_of(connection, chosen)
    unpaid = waiting_for_release(connection, held) if chosen and not held.busy else None
    return page(
        request, "staff/month.html", status, held=held, begun=begun, now=now, names=NAMES, form=form, refused=refused,
        release=unpaid, results=results, figures=FIGURES, may_run=bool(chosen) and may_run(connection, who_of(request)),
    )  # fmt: skip


FIGURES = {
    "employers_declared": N_("Employers that declared"), "employees_declared": N_("Employees declared"),
    "flexible_declared": N_("Flexible workers declared"), "residents_declared": N_("Residents declared"),
    "rows_refused": N_("Rows refused"), "bills_unpaid": N_("Bills not paid in full"),
    "new_pensioners": N_("New pensions, employees"), "new_residents": N_("New pensions, residents"),
    "retirees_paid": N_("Pensions paid, employees"), "residents_paid": N_("Pensions paid, residents"),
    "payments_returned": N_("Payments returned"),
}  # fmt: skip
"""What the month gave (office/steps/close.py), and what it is called."""


def results_of(connection: Connection, month: int) -> tuple[int, dict[str, int]]:
    """Rows refused in a month, and what it gave by the names of FIGURES; nothing for month 0."""
    query = "SELECT count(*) FROM office.reject WHERE month = :m AND reason NOT LIKE 'warning:%'"
    refused = int(value(connection, query, m=month)) if month else 0
    found = rows(connection, "SELECT name, value FROM office.statistic WHERE month = :m", m=month)
    return refused, {str(name): int(n) for name, n in found}


def may_release(held: Month) -> bool:
    """Whether it is time to release payments: decisions are approved, nothing is ordered yet."""
    return "approve" in held.done and "pay" not in held.done


def waiting_for_release(connection: Connection, held: Month) -> str | None:
    """What stands before the payments of a month: prepare, approve, ready; None where two need not look or have."""
    if not by_two(connection) or not may_release(held):
        return None
    query = (
        "SELECT r.approved IS NOT NULL FROM office.payment_mark(:m) k"
        " JOIN office.release r ON r.month = :m AND r.content = k.content"
    )
    found = rows(connection, query, m=held.month)
    return "prepare" if not found else "ready" if found[0][0] else "approve"


@pages.post("/month/run")
@allow("run month")
def order(request: Request, sent: Sent) -> Response:
    """Order the next step, or all that are left; a process of its own begins at once."""
    form = Form(reader_of(request))
    month = whole_number(str(sent.get("month", "")), 6)
    if said := start(request, month, whole=sent.get("until") == "close"):
        form.wrong("run", said)
        with session(request) as connection:
            return shown(request, connection, month, form, 422)
    return go(request, "/month", at=month)


def start(request: Request, month: int, *, whole: bool) -> str:
    """Order the next step of a month, or all that are left, and let a worker begin; '' or why not."""
    said = _order(request, month, whole)
    worker = portal_of(request).worker
    if not said and worker is not None:
        worker.start()
    return said


def _order(request: Request, month: int, whole: bool) -> str:
    """Write the order, or leave one that is open and not worked on as it is; '' or why not, in the reader's words."""
    reader, who = reader_of(request), who_of(request)
    with session(request) as connection:
        if not may_run(connection, who):
            return reader.text(ELSEWHERE)
        now = months_of(connection)[1]
        held = state_of(connection, month) if month else Month(0)
        if held.busy:
            return reader.text(BUSY)
        if held.state == "left":  # whoever worked is gone: the order stands, a new worker takes it
            return ""
        if month and not held.next:
            return reader.text(ALL_DONE)
        if month != now:
            return reader.text(NOT_YET).format(month=reader.month(now))
        try:
            with connection.begin_nested():
                run(
                    connection,
                    "INSERT INTO office.month_order (month, until, ordered_by) VALUES (:m, :u, :b)",
                    m=month,
                    u="close" if whole else held.next,
                    b=who.subject,
                )
        except IntegrityError:
            return reader.text(BUSY)
    return ""

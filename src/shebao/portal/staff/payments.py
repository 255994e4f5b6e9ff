"""The payments of a month before any is ordered: prepared by one, approved by another, where the office's rule says so.

The one thing to know: both bind the hash of every payment as it was looked at; `office.steps.pay` refuses what was not
released as it is, whatever happens here, and that the two are two is the database's word.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from shebao.database.store import rows, value
from shebao.guard.access import allow
from shebao.guard.who import Who
from shebao.office.steps.pay import by_two
from shebao.portal.forms import Form, Sent, whole_number
from shebao.portal.language import N_
from shebao.portal.pages import Pages, go, page, reader_of, session, who_of
from shebao.portal.staff.running import may_release, months_of, state_of

pages = Pages()
SCHEMES = {1: N_("Pension of employees"), 2: N_("Pension of residents")}
BEFORE = N_("This is not what you looked at any more: look again.")
OWN = N_("You prepared this yourself: somebody else must approve it.")
NOT_NOW = N_("There is nothing to be paid in this month now.")
PREPARE, APPROVE = "SELECT office.prepare_payments(:m, :c)", "SELECT office.approve_payments(:m, :c)"
ELSEWHERE = N_("The month is worked at the city's office; you see your own place alone.")


@pages.get("/month/payments")
@allow("work")
def payments(request: Request, at: int = 0) -> Response:
    """What is to be paid in a month, by insurance and bank, beside the month before; and who has looked."""
    with session(request) as connection:
        return _shown(request, connection, at, Form(reader_of(request)))


@pages.post("/month/payments/prepare")
@allow("prepare payments")
def prepare(request: Request, sent: Sent) -> Response:
    """Prepare them as they were looked at."""
    return _decided(request, sent, PREPARE)


@pages.post("/month/payments/approve")
@allow("approve payments")
def approve(request: Request, sent: Sent) -> Response:
    """Approve them as they were looked at and as another has prepared them."""
    return _decided(request, sent, APPROVE)


def _decided(request: Request, sent: dict[str, Any], statement: str) -> Response:
    form, month = Form(reader_of(request)), whole_number(str(sent.get("month", "")), 6)
    with session(request) as connection:
        if wrong := decided(connection, month, str(sent.get("content", "")), statement):
            form.wrong("payments", form.reader.text(wrong))
            return _shown(request, connection, month, form)
    return go(request, "/month/payments", at=month)


def decided(connection: Connection, month: int, content: str, statement: str) -> str:
    """PREPARE or APPROVE the payments with this hash; '' when it is done, else why not."""
    if not value(connection, "SELECT guard.office_itself()"):
        return ELSEWHERE
    if not may_release(state_of(connection, month)):
        return NOT_NOW
    try:
        with connection.begin_nested():
            return "" if value(connection, statement, m=month, c=content[:64]) else BEFORE
    except IntegrityError:
        return OWN


def sums_of(connection: Connection, who: Who, at: int) -> dict[str, Any]:
    """What is to be paid in the month of `at`, or the newest, and who has looked, by the names the page calls it."""
    begun, now = months_of(connection)
    chosen = at if at in begun else begun[0] if begun else now
    found = rows(connection, "SELECT scheme, bank, count, total FROM office.payment_sums(:m)", m=chosen)
    mark = rows(connection, "SELECT content FROM office.payment_mark(:m)", m=chosen)
    before = rows(
        connection, "SELECT coalesce(sum(count), 0), coalesce(sum(total), 0) FROM office.batch WHERE month = :m",
        m=chosen - 1,
    )  # fmt: skip
    query = (
        "SELECT content, prepared_by, prepared, approved_by, approved FROM office.release WHERE month = :m"
        " ORDER BY release_no DESC"
    )
    names = ("content", "prepared_by", "prepared", "approved_by", "approved")
    releases = [dict(zip(names, row, strict=True)) for row in rows(connection, query, m=chosen)]
    content = mark[0][0] if mark else ""
    ordered = bool(value(connection, "SELECT EXISTS (SELECT 1 FROM office.batch WHERE month = :m)", m=chosen))
    query = "SELECT refused FROM office.step WHERE month = :m AND step = 'confirm'"
    returned = value(connection, query, m=chosen)
    # What was ordered was released as it was then; awards decided since are of the next month.
    standing = next((it for it in releases if (it["approved"] if ordered else it["content"] == content)), None)
    itself = bool(value(connection, "SELECT guard.office_itself()"))
    mine = standing is not None and standing["prepared_by"] == who.subject
    return {
        "month": chosen,
        "lines": [{"scheme": scheme, "bank": bank, "count": n, "total": int(sum_)} for scheme, bank, n, sum_ in found],
        "content": content, "count": sum(row[2] for row in found), "total": sum(int(row[3]) for row in found),
        "ordered": ordered, "returned": returned, "before": (int(before[0][0]), int(before[0][1])),
        "standing": standing, "earlier": [it for it in releases if it is not standing], "by_two": by_two(connection),
        "itself": itself, "open": may_release(state_of(connection, chosen)), "mine": mine,
    }  # fmt: skip


def _shown(request: Request, connection: Connection, at: int, form: Form) -> Response:
    sums = sums_of(connection, who_of(request), at)
    for line in sums["lines"]:
        called = SCHEMES[line["scheme"]]
        line["scheme"] = form.reader.text(called)
    return page(request, "staff/payments.html", 422 if form.errors else 200, form=form, **sums)

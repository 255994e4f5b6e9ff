"""Deciding: one prepares, another approves; decisions, corrections of the record, and what people asked for.

The one thing to know: an approval binds the hash of what was looked at, and that the approver did not prepare it is
held by the database, whatever happens here.
"""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from shebao.database.store import rows, run, value
from shebao.engine.one import LawOn
from shebao.errors import ShebaoError
from shebao.guard.access import allow
from shebao.guard.who import Who
from shebao.law.facts import LAST_MONTH, MOST_MONTHS
from shebao.office.errors import MonthTrouble
from shebao.office.steps.approve import approve_one
from shebao.office.steps.decide import due, prepare, propose
from shebao.portal.forms import Form, Sent, whole_number
from shebao.portal.language import N_
from shebao.portal.pages import Pages, go, page, portal_of, reader_of, session, who_of
from shebao.portal.person.stored import StoredTrace
from shebao.portal.staff.people import FACTS, about, shown
from shebao.portal.why import articles, why

pages = Pages()
NOT_DUE = {
    "award": N_("A pension is being paid already."),
    "decision": N_("A decision has been prepared already."),
    "short": N_("Of age, but {n} months are missing."),
    "": N_("Nothing is due in this month: neither the age nor the months are reached."),
}
BEFORE = N_("This is not what you looked at any more: look again.")
OWN = N_("You prepared this yourself: somebody else must approve it.")


@pages.get("/people/{person}/prepare")
@allow("prepare")
def proposal(request: Request, person: int) -> Response:
    """What would be decided about a person now, with its reasons; nothing is noted yet."""
    with session(request) as connection:
        return _proposed(request, connection, person)


@pages.post("/people/{person}/prepare")
@allow("prepare")
def prepare_one(request: Request, person: int, sent: Sent) -> Response:
    """Note the decision that was looked at; where it would come out other now, show it again."""
    with session(request) as connection:
        if not note(request, connection, person, str(sent.get("content", ""))):
            return _proposed(request, connection, person, 422)
    return go(request, f"/people/{person}")


def note(request: Request, connection: Connection, person: int, content: str) -> bool:
    """Note the decision with this hash as prepared; False where nothing is due or it would come out other now."""
    one_at_a_time(connection, person)
    law = law_of(request, connection)
    kind, _ = due(connection, law, person)
    if kind not in ("pension", "resident"):
        return False
    decision = propose(connection, law, kind, person, who_of(request).subject)
    if decision["content"] != content:
        return False
    prepare(connection, decision)
    return True


@pages.post("/people/{person}/approve")
@allow("approve")
def approve(request: Request, person: int, sent: Sent) -> Response:
    """Approve a decision that another prepared, as it was looked at; the award follows at once."""
    form = Form(reader_of(request))
    kind, month = str(sent.get("kind", "")), str(sent.get("month", ""))
    with session(request) as connection:
        content = str(sent.get("content", ""))
        if wrong := sign(connection, who_of(request), person, kind, whole_number(month, 6), content):
            form.wrong(f"approve_{kind}_{month}", form.reader.text(wrong))
            return shown(request, connection, person, form)
    return go(request, f"/people/{person}")


def sign(connection: Connection, who: Who, person: int, kind: str, month: int, content: str) -> str:
    """Approve the decision with this hash that another prepared; '' when it is, else why not: BEFORE or OWN."""
    query = "SELECT content, prepared_by FROM office.decision WHERE person_id = :p AND kind = :k AND month = :m"
    found = rows(connection, query, p=person, k=kind, m=month)
    if not found or found[0][0] != content:
        return BEFORE
    if found[0][1] == who.subject:
        return OWN
    try:
        with connection.begin_nested():
            approve_one(connection, person, kind, month, who.subject)
    except MonthTrouble:
        return BEFORE
    return ""


@pages.get("/people/{person}/correct")
@allow("prepare")
def correction(request: Request, person: int) -> Response:
    """A fact of the record to set right."""
    with session(request) as connection:
        return _correcting(request, connection, person, Form(reader_of(request)))


@pages.post("/people/{person}/correct")
@allow("prepare")
def correct(request: Request, person: int, sent: Sent) -> Response:
    """Note a correction with the paper it rests on, once; it holds when another has approved it."""
    form = Form(reader_of(request), {name: str(held)[:300] for name, held in sent.items()})
    with session(request) as connection:
        if not note_correction(connection, who_of(request), person, form):
            return _correcting(request, connection, person, form)
    return go(request, f"/people/{person}")


def note_correction(connection: Connection, who: Who, person: int, form: Form) -> bool:
    """Note the correction a form says as prepared; False with form.errors where it is not whole."""
    fact = form.one_of("fact", FACTS)
    held = _value(form, fact)
    if len(form.typed.get("evidence", "").strip()) < 3:
        form.wrong("evidence", form.reader.text(N_("Say which paper shows it")))
    if form.errors or fact is None or held is None:
        return False
    born = about(connection, person)["birth"]
    one_at_a_time(connection, person)
    run(
        connection,
        "INSERT INTO office.correction (person_id, kind, since, value, evidence, prepared_by)"
        " SELECT :p, :k, :s, :v, :e, :by WHERE NOT EXISTS (SELECT 1 FROM office.correction WHERE person_id = :p"
        " AND kind = :k AND value = :v AND evidence = :e AND prepared_by = :by AND approved IS NULL)",
        p=person,
        k=fact,
        s=born.year * 12 + born.month - 1,  # as the register notes them: known of a whole life
        v=held,
        e=form.typed["evidence"].strip(),
        by=who.subject,
    )
    return True


@pages.post("/people/{person}/approve-correction")
@allow("approve")
def approve_correction(request: Request, person: int, sent: Sent) -> Response:
    """Approve a correction that another prepared: from now on it holds."""
    form, number = Form(reader_of(request)), str(sent.get("number", ""))
    with session(request) as connection:
        if wrong := sign_correction(connection, person, number):
            form.wrong(f"correction_{number}", form.reader.text(wrong))
            return shown(request, connection, person, form)
    return go(request, f"/people/{person}")


def sign_correction(connection: Connection, person: int, number: str) -> str:
    """Approve a correction that another prepared; '' when it is, else why not: BEFORE or OWN."""
    query = "SELECT 1 FROM office.correction WHERE correction_id = :n AND person_id = :p AND approved IS NULL"
    if not rows(connection, query, n=whole_number(number, 17), p=person):
        return BEFORE
    try:
        with connection.begin_nested():
            return "" if value(connection, "SELECT office.approve_correction(:n)", n=int(number)) else BEFORE
    except IntegrityError:
        return OWN


@pages.post("/people/{person}/answer")
@allow("prepare")
def answer(request: Request, person: int, sent: Sent) -> Response:
    """Say what becomes of something she asked for; she reads it."""
    form, number = Form(reader_of(request), {k: str(v)[:500] for k, v in sent.items()}), str(sent.get("number", ""))
    with session(request) as connection:
        if not say(connection, who_of(request), person, number, form):
            return shown(request, connection, person, form)
    return go(request, f"/people/{person}")


def say(connection: Connection, who: Who, person: int, number: str, form: Form) -> bool:
    """Answer a request as a form says (state, said); False with form.errors by said_NUMBER where it cannot be."""
    state = form.one_of("state", ("in work", "done", "refused"))
    said = form.typed.get("said", "").strip()
    if len(said) < 2:
        form.wrong(f"said_{number}", form.reader.text(N_("Write what she shall read")))
        form.typed[f"said_{number}"] = said
    query = "SELECT 1 FROM office.request WHERE request_no = :n AND person_id = :p"
    if not rows(connection, query, n=whole_number(number, 17), p=person):
        form.wrong(f"said_{number}", form.reader.text(BEFORE))
    if form.errors:
        return False
    one_at_a_time(connection, person)
    run(
        connection,
        "INSERT INTO office.request_step (request_no, person_id, state, said, made_by)"
        " SELECT :n, :p, :s, :t, :b WHERE NOT EXISTS (SELECT 1 FROM (SELECT state, said, made_by FROM"
        " office.request_step WHERE request_no = :n ORDER BY step_no DESC LIMIT 1) last"
        " WHERE state = :s AND said = :t AND made_by = :b)",
        n=int(number),
        p=person,
        s=state,
        t=said,
        b=who.subject,
    )
    return True


def one_at_a_time(connection: Connection, person: int) -> None:
    """The same form, sent twice at once, is looked at one after the other: the second finds what the first wrote."""
    run(connection, "SELECT pg_advisory_xact_lock(hashtextextended('decide', :p))", p=person)


def law_of(request: Request, connection: Connection) -> LawOn:
    """The law of the office's region in its open month: by it decisions are made."""
    month = int(value(connection, "SELECT office.open_month()"))
    region = str(value(connection, "SELECT value FROM office.setting WHERE name = 'region'"))
    return portal_of(request).law.at(month, region)


def proposed(request: Request, connection: Connection, law: LawOn, person: int) -> tuple[dict[str, Any] | None, str]:
    """What would be decided about a person now, as it would be stored, or why nothing would."""
    reader = reader_of(request)
    kind, said = due(connection, law, person)
    if kind in ("pension", "resident"):
        try:
            return propose(connection, law, kind, person, who_of(request).subject), ""
        except ShebaoError as error:
            return None, str(error)
    missing = re.search(r"(\d+) months short", said)
    return None, reader.text(NOT_DUE[kind]).format(n=reader.number(int(missing[1])) if missing else "")


def _proposed(request: Request, connection: Connection, person: int, status: int = 200) -> Response:
    law, reader = law_of(request, connection), reader_of(request)
    decision, refused = proposed(request, connection, law, person)
    trace = StoredTrace(law.law, json.loads(decision["trace"])) if decision else None
    return page(
        request,
        "staff/prepare.html",
        status,
        person=about(connection, person),
        month=law.month,
        decision=decision,
        refused=refused,
        why=why(trace, reader) if trace else None,
        articles=articles(trace) if trace else [],
    )


def _correcting(request: Request, connection: Connection, person: int, form: Form) -> Response:
    status = 422 if form.errors else 200
    return page(request, "staff/correct.html", status, person=about(connection, person), form=form, facts=FACTS)


def _value(form: Form, fact: str | None) -> int | None:
    """The value typed for a fact, in its unit; None where it is wrong."""
    if fact == "file_checked":
        return 1
    if fact == "deemed_months":
        return form.whole("value", 0, MOST_MONTHS)
    if fact in ("work_started", "chosen_retirement_month"):
        year, month = form.whole("year", 1930, LAST_MONTH // 12), form.whole("month", 1, 12)
        return None if year is None or month is None else year * 12 + month - 1
    return None

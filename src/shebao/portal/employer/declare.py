"""Declaring wages: by a file, line by line, or from the month before; wrong lines are set right where they stand.

The one thing to know: every post writes to the database before it answers, so a restart loses nothing that was sent.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import UploadFile

from shebao.database.store import value
from shebao.guard.access import allow
from shebao.office.codes import ID_TYPES
from shebao.office.tables import Bad
from shebao.portal.employer.reasons import said
from shebao.portal.employer.sheet import (
    FIELDS,
    Draft,
    Line,
    add_line,
    begin,
    copy_before,
    draft_of,
    judge,
    line_of,
    lines_of,
    next_line,
    open_month,
    put_lines,
    read_lines,
    remove_line,
    replace_lines,
)
from shebao.portal.forms import Form, Sent, whole_number
from shebao.portal.language import N_, Reader
from shebao.portal.pages import Pages, go, page, reader_of, session, who_of

pages = Pages()
SHOWN = 25
HANDING = {
    "busy": N_("The office is working on this month just now. Your rows are kept: send them again in a minute."),
    "closed": N_("This month has been closed by the office. Your rows are kept."),
    "nothing": N_("There is no row to hand in."),
    "wrong": N_("Some rows are wrong still."),
}
NOTHING_BACK = N_("There is nothing that could be taken back now.")


@pages.get("/business/declare")
@allow("own business")
def declare(request: Request, after: int = 0, edit: int = 0) -> Response:
    """The declaration of the open month: what is wrong first, each in its place. after, edit: line numbers."""
    with session(request) as connection:
        return _shown(request, connection, after=after, edit=edit)


@pages.post("/business/declare/file")
@allow("own business")
def take_file(request: Request, sent: Sent) -> Response:
    """A file instead of the lines there were; wrong rows are shown to be set right."""
    employer = _employer(request)
    form = Form(reader_of(request))
    with session(request) as connection:
        draft = draft_of(connection, employer, open_month(connection))
        if draft.handed_in:
            return go(request, "/business/declare")
        found = read_sent(sent.get("file"), code_of(connection, employer), draft.month)
        if isinstance(found, Bad):
            form.wrong("file", said(found.reason, form.reader))
            return _shown(request, connection, form)
        replace_lines(connection, employer, draft.month, found)
    return go(request, "/business/declare")


@pages.post("/business/declare/lines")
@allow("own business")
def set_right(request: Request, sent: Sent) -> Response:
    """The lines of the form as they are typed now; `remove` names one that goes."""
    employer = _employer(request)
    with session(request) as connection:
        draft = draft_of(connection, employer, open_month(connection))
        if draft.handed_in or not draft.begun:
            return go(request, "/business/declare")
        typed: list[Line] = []
        for number in sorted({whole_number(n, 8) for n in str(sent.get("lines", "")).split()} - {0}):
            if line_of(connection, employer, draft.month, number) is not None:
                said_of = _typed(sent, f"_{number}")
                typed.append(judge(Line(number, *said_of), draft.month))
        put_lines(connection, employer, draft.month, typed)
        if gone := whole_number(str(sent.get("remove", "")), 8):
            remove_line(connection, employer, draft.month, gone)
        if draft_of(connection, employer, draft.month).wrong:
            return _shown(request, connection)
    return go(request, "/business/declare")


@pages.post("/business/declare/add")
@allow("own business")
def add(request: Request, sent: Sent) -> Response:
    """One person more; a wrong line is kept as well, among those to set right."""
    employer = _employer(request)
    with session(request) as connection:
        draft = draft_of(connection, employer, open_month(connection))
        if not draft.handed_in:
            number = str(sent.get("line", ""))
            line = Line(int(number) if number.isdigit() and len(number) < 9 else 0, *_typed(sent))
            if add_line(connection, employer, draft.month, line).field:
                return _shown(request, connection)
    return go(request, "/business/declare")


@pages.post("/business/declare/copy")
@allow("own business")
def copy(request: Request) -> Response:
    """Begin with the people and wages of the month before."""
    employer = _employer(request)
    with session(request) as connection:
        draft = draft_of(connection, employer, open_month(connection))
        if not draft.handed_in:
            copy_before(connection, employer, draft.month)
    return go(request, "/business/declare")


@pages.post("/business/declare/hand-in")
@allow("own business")
def hand_in(request: Request) -> Response:
    """All lines to the office, or none."""
    form = Form(reader_of(request))
    with session(request) as connection:
        if why := hand_over(connection, _employer(request)):
            form.wrong("hand-in", form.reader.text(HANDING[why]))
            return _shown(request, connection, form)
    return go(request, "/business/declare")


def hand_over(connection: Connection, employer: int) -> str:
    """Hand in the open month; '' when it is with the office, else why not, a key of HANDING."""
    month = open_month(connection)
    begin(connection, employer, month)
    try:
        with connection.begin_nested():
            value(connection, "SELECT office.hand_in(:m)", m=month)
    except DBAPIError as error:
        why = str(error.orig).splitlines()[0]
        if why not in HANDING:
            raise
        if not draft_of(connection, employer, month).handed_in:
            return why
    return ""


@pages.post("/business/declare/take-back")
@allow("own business")
def take_back(request: Request) -> Response:
    """Change what was handed in, while the month has not read it."""
    form = Form(reader_of(request))
    with session(request) as connection:
        if not taken_back(connection):
            form.wrong("hand-in", form.reader.text(NOTHING_BACK))
            return _shown(request, connection, form)
    return go(request, "/business/declare")


def taken_back(connection: Connection) -> bool:
    """Take back what the employer that is signed in handed in; False where there is nothing to take back."""
    return bool(value(connection, "SELECT office.take_back(:m)", m=open_month(connection)))


def _employer(request: Request) -> int:
    found = who_of(request).employer_id
    assert found is not None
    return found


def _typed(sent: dict[str, Any], tail: str = "") -> tuple[str, str, str, str]:
    """What was typed into the fields of one line."""
    name, id_type, id_number, wage = (str(sent.get(f"{field}{tail}", ""))[:100] for field in FIELDS)
    return name, id_type, id_number, wage


def code_of(connection: Connection, employer: int) -> str:
    """The credit code of an employer."""
    return str(value(connection, "SELECT credit_code FROM record.employer WHERE employer_id = :e", e=employer))


def read_sent(file: Any, code: str, month: int) -> Bad | list[Line]:
    """The lines of a file that was sent. The readers want a path with its suffix."""
    if not isinstance(file, UploadFile) or not file.filename:
        return Bad(0, "file", "", "neither .csv nor .xlsx")
    suffix = Path(file.filename).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{suffix if suffix in ('.csv', '.xlsx') else ''}"
        with path.open("wb") as kept:
            while part := file.file.read(1 << 20):
                kept.write(part)
        return read_lines(path, code, month)


def _shown(
    request: Request, connection: Connection, form: Form | None = None, *, after: int = 0, edit: int = 0
) -> Response:
    reader, employer = reader_of(request), _employer(request)
    month = open_month(connection)
    draft: Draft = draft_of(connection, employer, month)
    wrong = lines_of(connection, draft, employer, wrong=True, most=SHOWN)
    good = lines_of(connection, draft, employer, wrong=False, most=SHOWN + 1, after=after)
    chosen = line_of(connection, employer, month, edit) if edit and not draft.handed_in else None
    if chosen is not None and not chosen.field:
        wrong, good = [chosen, *wrong], [line for line in good if line.line != edit]
    form = form or Form(reader)
    failed = bool(form.errors)
    summary = Form(reader, form.typed)
    summary.errors.update(form.errors)
    for line in wrong:
        form.typed.update({f"{name}_{line.line}": getattr(line, name) for name in FIELDS})
        if line.field:
            told = said(line.reason, reader)
            form.wrong(f"{line.field}_{line.line}", told)
            at = reader.text("Row {number}").format(number=reader.number(line.line))
            summary.wrong(f"{line.field}_{line.line}", f"{at}: {told}")
    return page(
        request,
        "employer/declare.html",
        422 if failed or (request.method == "POST" and draft.wrong) else 200,
        draft=draft,
        state=_state(draft, reader),
        wrong=wrong,
        good=good[:SHOWN],
        more=good[SHOWN - 1].line if len(good) > SHOWN else 0,
        after=after,
        form=form,
        summary=summary,
        kinds=ID_TYPES,
        next=next_line(connection, employer, month),
    )


def _state(draft: Draft, reader: Reader) -> str:
    if not draft.good and not draft.wrong:
        return ""
    good = reader.texts("{n} row is right", "{n} rows are right", draft.good).format(n=reader.number(draft.good))
    wrong = reader.texts("{n} row is to be put right", "{n} rows are to be put right", draft.wrong)
    if not draft.wrong:
        return good
    return reader.text("{good}; {wrong}").format(good=good, wrong=wrong.format(n=reader.number(draft.wrong)))

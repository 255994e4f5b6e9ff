"""The counter: a person came in. She is found, what she came for is done for her, and she can see it all later.

The one thing to know: who is found is logged as looked at; what is done for her is a request like her own, made in the
clerk's name; her papers are in `papers`.
"""

from __future__ import annotations

import json

from fastapi import Request
from fastapi.responses import Response

from shebao.database.store import rows, run
from shebao.guard.access import allow
from shebao.guard.audit import looked
from shebao.portal.forms import Form, Sent
from shebao.portal.language import N_, plain_digits
from shebao.portal.pages import Pages, go, page, reader_of, session, who_of
from shebao.portal.person.requests import KINDS, new_mark
from shebao.portal.staff.people import about

pages = Pages()
VISITS = {kind: said for kind, said in KINDS.items() if kind != "pension"}
"""What can be taken down for somebody; a pension is prepared instead."""
MOST = 20
FIND = """
    SELECT person_id, name, birth, id_number FROM record.person
    WHERE upper(id_number) = :number OR name = :name ORDER BY birth, person_id LIMIT :n
"""


@pages.get("/counter")
@allow("find person")
def counter(request: Request, who: str = "") -> Response:
    """Find a person of this place by her number or her whole name. Everybody named in the answer is logged."""
    form = Form(reader_of(request), {"who": who[:100]})
    found: list[tuple[object, ...]] = []
    if who:
        name = who.replace("\0", "").strip()[:100]
        if len(name) < 2:
            form.wrong("who", form.reader.text(N_("Enter a whole name or the number of a document")))
        else:
            with session(request) as connection:
                found = rows(connection, FIND, number=plain_digits(name).upper(), name=name, n=MOST)
                looked(connection, who_of(request), [int(str(row[0])) for row in found], "find person")
            if not found:
                form.wrong("who", form.reader.text(N_("Nobody of this place has this name or number")))
    return page(request, "staff/counter.html", 422 if form.errors else 200, form=form, found=found)


@pages.get("/people/{person}/visit")
@allow("serve person")
def visit(request: Request, person: int) -> Response:
    """What she came for."""
    return _visit(request, person, Form(reader_of(request), {"once": new_mark()}))


@pages.post("/people/{person}/visit")
@allow("serve person")
def told(request: Request, person: int, sent: Sent) -> Response:
    """Keep what she said as her request, made here; sent twice, it is one."""
    form = Form(reader_of(request), {name: str(held)[:1000] for name, held in sent.items()})
    kind = form.one_of("kind", VISITS)
    if len(form.typed.get("said", "").strip()) < 3:
        form.wrong("said", form.reader.text(N_("Write what she says, in her words")))
    if form.errors or kind is None:
        return _visit(request, person, form)
    with session(request) as connection:
        run(
            connection,
            "INSERT INTO office.request (person_id, kind, content, made_by, once)"
            " VALUES (:p, :k, CAST(:c AS jsonb), :b, :o) ON CONFLICT DO NOTHING",
            p=person,
            k=kind,
            c=json.dumps({"counter": form.typed["said"].strip()}, ensure_ascii=False),
            b=who_of(request).subject,
            o=form.typed.get("once", "")[:40] or new_mark(),
        )
    return go(request, f"/people/{person}")


def _visit(request: Request, person: int, form: Form) -> Response:
    with session(request) as connection:
        her = about(connection, person)
    return page(request, "staff/visit.html", 422 if form.errors else 200, person=her, form=form, kinds=VISITS)

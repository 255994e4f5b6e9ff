"""The counter: a person came in. She is found, what she came for is done for her, and she can see it all later.

The one thing to know: who is found is logged as looked at; what is done for her is a request like her own, by the same
forms and functions, made in the clerk's name; she takes a receipt with her and reads it on her own pages.
Her papers are in `papers`.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.guard.access import allow
from shebao.guard.audit import looked
from shebao.guard.who import Who
from shebao.portal.forms import Form, Sent
from shebao.portal.language import N_, plain_digits
from shebao.portal.pages import Pages, go, page, reader_of, session, who_of
from shebao.portal.person.events import EVENTS, Desk, event_of, form_of, tell_at
from shebao.portal.person.receipt import receipt_of
from shebao.portal.person.requests import KINDS, ask, new_mark
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
                found = find_people(connection, who_of(request), name)
            if not found:
                form.wrong("who", form.reader.text(N_("Nobody of this place has this name or number")))
    return page(request, "staff/counter.html", 422 if form.errors else 200, form=form, found=found)


def find_people(connection: Connection, who: Who, name: str) -> list[tuple[object, ...]]:
    """Number, name, birth and document of those of the place whose number or whole name this is; each is logged."""
    found = rows(connection, FIND, number=plain_digits(name).upper(), name=name, n=MOST)
    looked(connection, who, [int(str(row[0])) for row in found], "find person")
    return found


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
    with session(request) as connection:
        taken = take_down(connection, who_of(request), person, form)
    return go(request, f"/people/{person}") if taken else _visit(request, person, form)


def take_down(connection: Connection, who: Who, person: int, form: Form) -> bool:
    """Keep what a form says she came for as her request; False with form.errors where it is not whole."""
    kind = form.one_of("kind", VISITS)
    if len(form.typed.get("said", "").strip()) < 3:
        form.wrong("said", form.reader.text(N_("Write what she says, in her words")))
    if form.errors or kind is None:
        return False
    ask(connection, who, kind, {"counter": form.typed["said"].strip()}, form.typed.get("once", ""), person=person)
    return True


@pages.get("/people/{person}/events/{event}")
@allow("serve person")
def event(request: Request, person: int, event: str) -> Response:
    """The form of a life event, for the person at the counter: her own, filled in by the clerk."""
    return form_of(request, event_of(event), Form(reader_of(request), {"once": new_mark()}), _desk(request, person))


@pages.post("/people/{person}/events/{event}")
@allow("serve person")
def tell(request: Request, person: int, event: str, sent: Sent) -> Response:
    """What follows for her; with `sure`, it is kept as told at the counter, and there is a receipt to hand out."""
    typed = {name: str(held) for name, held in sent.items() if name != "form_token"}

    def done(request: Request, number: int) -> Response:
        return go(request, f"/people/{person}/receipt", number=number)

    return tell_at(request, event_of(event), typed, _desk(request, person), done)


@pages.get("/people/{person}/receipt")
@allow("serve person")
def receipt(request: Request, person: int, number: int = 0) -> Response:
    """The receipt of what she handed in, to be printed."""
    with session(request) as connection:
        return receipt_of(request, connection, person, number, frame="staff/frame.html", back=f"/people/{person}")


def _visit(request: Request, person: int, form: Form) -> Response:
    with session(request) as connection:
        her = about(connection, person)
    return page(
        request, "staff/visit.html", 422 if form.errors else 200, person=her, form=form, kinds=VISITS, events=EVENTS
    )


def _desk(request: Request, person: int) -> Desk:
    with session(request) as connection:
        name = str(about(connection, person)["name"])
    base = f"/people/{person}"
    return Desk(person, "staff/frame.html", f"{base}/events", f"{base}/visit", clerk=True, name=name)

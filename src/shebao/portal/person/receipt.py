"""The receipt of what was handed in: a page for paper, the same from the counter and from one's own requests.

The one thing to know: it shows what is kept, as it was told then; nothing is asked of the law again.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.engine.law import Law
from shebao.guard.access import allow
from shebao.portal.language import Reader
from shebao.portal.pages import Pages, page, portal_of, reader_of, session, who_of
from shebao.portal.papers.contents import covered
from shebao.portal.person.events import EVENTS
from shebao.portal.person.requests import KINDS, STATES, Asked, asked
from shebao.portal.person.told import words_of

pages = Pages()


@pages.get("/requests/receipt")
@allow("own record")
def receipt(request: Request, number: int = 0) -> Response:
    """The receipt of one of my requests; of the newest unless said."""
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        return receipt_of(request, connection, person, number, frame="person/frame.html", back="/requests")


def receipt_of(
    request: Request, connection: Connection, person: int, number: int, *, frame: str, back: str
) -> Response:
    """A person's receipt by the number of her request, the newest with 0; none where she handed in no such thing."""
    reader, law = reader_of(request), portal_of(request).law
    it = handed_in(connection, person, number)
    return page(
        request, "person/receipt.html", frame=frame, back=back, it=it, **head_of(connection, person),
        words=words_of(it, reader) if it else [], given=given(it, law, reader) if it else [],
        follows=follows_of(it) if it else (), kinds=KINDS, states=STATES,
    )  # fmt: skip


def handed_in(connection: Connection, person: int, number: int) -> Asked | None:
    """A person's request by its number, the newest with 0; None where she handed in no such thing."""
    return next((it for it in asked(connection, person) if number in (0, it.number)), None)


def head_of(connection: Connection, person: int) -> dict[str, Any]:
    """Who handed it in, and where: name, id_number with its middle left out, office (its region)."""
    name, number = rows(connection, "SELECT name, id_number FROM record.person WHERE person_id = :p", p=person)[0]
    region = value(connection, "SELECT value FROM office.setting WHERE name = 'region'")
    return {"name": name, "id_number": covered(number), "office": region}


def follows_of(it: Asked) -> tuple[str, ...]:
    """What happens next, where a form of an event was told."""
    return EVENTS[it.kind].follows if it.kind in EVENTS and "counter" not in it.content else ()


def given(it: Asked, law: Law, reader: Reader) -> list[tuple[str, str]]:
    """What the law gave as it was told, by what it is called; what it refused is left out."""
    answers = it.content.get("answers")
    held = answers.items() if isinstance(answers, dict) else ()
    return [
        (reader.name(question), reader.value(law.unit_of(question), said))
        for question, said in held
        if said is not None and question in law.known
    ]

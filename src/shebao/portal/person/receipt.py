"""The receipt of what was handed in: a page for paper, the same from the counter and from one's own requests.

The one thing to know: it shows what is kept, as it was told then; nothing is asked of the law again.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.engine.law import Law
from shebao.guard.access import allow
from shebao.portal.language import Reader
from shebao.portal.pages import Pages, page, portal_of, reader_of, session, who_of
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
    found = [it for it in asked(connection, person) if number in (0, it.number)]
    name, id_number = rows(connection, "SELECT name, id_number FROM record.person WHERE person_id = :p", p=person)[0]
    region = value(connection, "SELECT value FROM office.setting WHERE name = 'region'")
    it = found[0] if found else None
    return page(
        request, "person/receipt.html", frame=frame, back=back, it=it, name=name,
        id_number=f"{id_number[:6]}{'*' * max(0, len(id_number) - 10)}{id_number[-4:]}", office=region,
        words=words_of(it, reader) if it else [], given=_given(it, law, reader) if it else [],
        follows=EVENTS[it.kind].follows if it and it.kind in EVENTS and "counter" not in it.content else (),
        kinds=KINDS, states=STATES,
    )  # fmt: skip


def _given(it: Asked, law: Law, reader: Reader) -> list[tuple[str, str]]:
    """What the law gave as it was told, by what it is called; what it refused is left out."""
    answers = it.content.get("answers")
    held = answers.items() if isinstance(answers, dict) else ()
    return [
        (reader.name(question), reader.value(law.unit_of(question), said))
        for question, said in held
        if said is not None and question in law.known
    ]

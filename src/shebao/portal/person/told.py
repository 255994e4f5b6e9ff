"""My requests: everything that was asked of the office or told to it, in the words of its form, and how it stands."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.portal.language import Reader
from shebao.portal.pages import Pages, page, reader_of, session, who_of
from shebao.portal.person.events import EVENTS
from shebao.portal.person.record import WRONGS
from shebao.portal.person.requests import KINDS, STATES, Asked, asked
from shebao.portal.public.fields import told

pages = Pages()


def words_of(it: Asked, reader: Reader) -> list[tuple[str, str]]:
    """What a request says: label and value of each field, '' for a label that says nothing."""
    said = it.content
    if "counter" in said:  # taken down by a clerk, in her words
        return [("", str(said["counter"]))]
    if it.kind in EVENTS:
        fields = [field for field in EVENTS[it.kind].fields if said.get(field.fact)]
        return [(reader.text(field.label), told(field, said, reader)) for field in fields]
    if it.kind == "pension":
        amount = said.get("amount")
        return [(reader.month(said["month"]), "" if amount is None else reader.money(amount))]
    wrong = WRONGS.get(said.get("what", ""))
    found = [("", reader.text(wrong))] if wrong else []
    if said.get("from") is not None and said.get("to") is not None:
        found.append(("", f"{reader.month(said['from'])} – {reader.month(said['to'])}"))
    return [*found, ("", str(said.get("said", "")))]


@pages.get("/requests")
@allow("own record")
def requests(request: Request) -> Response:
    """All requests with their states; `sent` in the query thanks for the one just made."""
    person, reader = who_of(request).person_id, reader_of(request)
    assert person is not None
    with session(request) as connection:
        found = asked(connection, person)
    return page(
        request, "person/requests.html", requests=[(it, words_of(it, reader)) for it in found], kinds=KINDS,
        states=STATES, sent="sent" in request.query_params,
    )  # fmt: skip

"""Messages: what the office has to tell, newest first, made from what happened; nothing is written twice.

The one thing to know: a message is a row of the record, told; so it is never lost, never late and in every language.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.guard.access import allow
from shebao.guard.audit import looks_at
from shebao.portal.language import Reader
from shebao.portal.pages import Pages, page, portal_of, reader_of, session, who_of
from shebao.portal.person.decisions import KINDS as DECISIONS
from shebao.portal.person.decisions import decisions_of, payments_of
from shebao.portal.person.found import find, known_of
from shebao.portal.person.requests import KINDS, STATES, asked
from shebao.portal.public.life import this_month

pages = Pages()


@dataclass(frozen=True)
class Message:
    """One message. when: a day's ordinal, or None for what holds now. path: where more is to be seen."""

    when: int | None
    said: str
    path: str


def messages_of(connection: Connection, request: Request, reader: Reader, person: int) -> list[Message]:
    """Everything there is to tell somebody."""
    portal, now, text = portal_of(request), this_month(), reader.text
    told: list[Message] = []
    for it in find(portal.book, known_of(connection, person, now), now):
        if it.kind in ("due", "short"):
            said = text("You reach retirement in {month}. See what the office has found.")
            told.append(Message(None, said.format(month=reader.month(it.month)), "/found"))
    for it in decisions_of(connection, portal.law, person):
        said = text("{kind}: {amount} a month from {month} on")
        kind = text(DECISIONS.get(it.kind, it.kind))
        said = said.format(kind=kind, amount=reader.money(it.amount), month=reader.month(it.start))
        told.append(Message(_first(it.month), said, "/decisions"))
    for it in payments_of(connection, person):
        said = (
            text("The pension of {month} came back from the bank; it is still owed to you: {amount}")
            if it.state == "returned"
            else text("The pension of {month}: {amount}")
        )
        said = said.format(month=reader.month(it.month), amount=reader.money(it.amount))
        told.append(Message(_first(it.month), said, "/decisions"))
    for it in asked(connection, person):
        for state, when in (("received", it.made), *((step.state, step.made) for step in it.steps)):
            said = text("{request}: {state}").format(
                request=text(KINDS.get(it.kind, it.kind)), state=text(STATES[state])
            )
            told.append(Message(when.date().toordinal(), said, "/requests"))
    for look in looks_at(connection, person, 20):
        said = text("{name} of the office looked at your record").format(name=look.name)
        told.append(Message(look.at.date().toordinal(), said, "/record"))
    return sorted(told, key=lambda it: -(it.when or 10**7))


def _first(month: int) -> int:
    """The first day of a month."""
    return datetime.date(month // 12, month % 12 + 1, 1).toordinal()


@pages.get("/messages")
@allow("own record")
def messages(request: Request) -> Response:
    """All messages."""
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        told = messages_of(connection, request, reader_of(request), person)
    return page(request, "person/messages.html", messages=told)

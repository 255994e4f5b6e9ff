"""What somebody asks of the office or tells it, kept as told, with what became of it.

The one thing to know: every form that changes something here ends in `ask`: one row, made once however often the form
is sent. The content is what was typed, by the form's own names, so nothing is lost and staff read the same.
"""

from __future__ import annotations

import datetime
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from shebao.database.store import rows, run, value
from shebao.guard.who import Who
from shebao.portal.language import N_

KINDS = {
    "correction": N_("Something is wrong in my record"), "pension": N_("My pension, confirmed"),
    "start-work": N_("I start work"), "move": N_("I change place"), "lose-work": N_("I lose work"),
    "injury": N_("I was injured at work"), "retire": N_("I retire"), "death": N_("A death in the family"),
}  # fmt: skip
"""Every kind of request, and what it is called."""
CLERK = "clerk"
"""In the content of what was told at the counter: the clerk's name."""
STATES = {
    "received": N_("received"), "in work": N_("being worked on"), "done": N_("done"), "refused": N_("refused"),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What became of a request: a state, what the office says, when."""

    state: str
    said: str
    made: datetime.datetime


@dataclass(frozen=True)
class Asked:
    """One request with its steps, oldest first."""

    number: int
    kind: str
    content: Mapping[str, Any]
    made: datetime.datetime
    steps: tuple[Step, ...]

    @property
    def clerk(self) -> str:
        """Who took it down at the counter; '' for what the person sent herself."""
        return str(self.content.get(CLERK, ""))

    @property
    def state(self) -> str:
        """How it stands now."""
        return self.steps[-1].state if self.steps else "received"


def new_mark() -> str:
    """The mark a form carries so that sending it twice asks once."""
    return secrets.token_urlsafe(12)


def ask(
    connection: Connection, who: Who, kind: str, content: Mapping[str, Any], once: str, *, person: int | None = None
) -> int:
    """Keep a request of the person who is signed in, or at the counter of `person`, made in the clerk's name; its
    number. once: the form's mark, see `new_mark`.
    """
    about, mark = who.person_id if person is None else person, once[:40] or new_mark()
    said = {**content, CLERK: who.name} if person is not None else dict(content)
    run(
        connection,
        "INSERT INTO office.request (person_id, kind, content, made_by, once)"
        " VALUES (:p, :k, CAST(:c AS jsonb), :b, :o) ON CONFLICT DO NOTHING",
        p=about,
        k=kind,
        c=json.dumps(said, ensure_ascii=False),
        b=who.subject,
        o=mark,
    )
    query = "SELECT request_no FROM office.request WHERE person_id = :p AND once = :o"
    return int(value(connection, query, p=about, o=mark))


def asked(connection: Connection, person: int) -> list[Asked]:
    """Everything a person asked, newest first."""
    steps: dict[int, list[Step]] = {}
    query = "SELECT request_no, state, said, made FROM office.request_step WHERE person_id = :p ORDER BY step_no"
    for number, state, said, made in rows(connection, query, p=person):
        steps.setdefault(number, []).append(Step(state, said, made))
    query = "SELECT request_no, kind, content, made FROM office.request WHERE person_id = :p ORDER BY 1 DESC"
    return [
        Asked(number, kind, content, made, tuple(steps.get(number, ())))
        for number, kind, content, made in rows(connection, query, p=person)
    ]

"""What each role may do: one table, asked before every page and every call of the interface.

The one thing to know: a handler carries `@allow("act")`, the act stands in `ACTS`, and an app with a handler that
carries none does not start. An act that is `about` somebody names the path parameter; where they belong is looked up
in the database, under the row policies, before the handler runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from shebao.errors import ShebaoError
from shebao.guard.who import STAFF, Role, Who, within

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True)
class Act:
    """One thing that can be done, and by whom.

    roles: who may; any of them is enough. about: the path parameter of whom or what it concerns (person, employer,
    place); staff may only where they work, and every look of theirs at a person is logged. '' concerns nobody.
    form: whether what changes something must come from a form of ours; not so where a program is the only caller.
    """

    says: str
    roles: frozenset[Role]
    about: str = ""
    form: bool = True


EVERYONE = frozenset(Role)
PREPARER, APPROVER, SUPERVISOR, ACCOUNTANT = (
    frozenset({role}) for role in (Role.PREPARER, Role.APPROVER, Role.SUPERVISOR, Role.ACCOUNTANT)
)

ACTS: dict[str, Act] = {
    "public": Act("read the pages for everyone, ask the law", EVERYONE),
    "ask by program": Act("ask the law by a program", EVERYONE, form=False),
    "apply by program": Act("apply to be registered as an employer by a program", EVERYONE, form=False),
    "sign": Act("sign in and out", EVERYONE),
    "token": Act("have a token for one's programs", EVERYONE - {Role.ANYONE}),
    "exchange": Act("exchange a code of the demonstration's sign-in", EVERYONE, form=False),
    "own record": Act("see and ask about one's own record", frozenset({Role.INSURED})),
    "own business": Act("declare for one's employer, see its bills", frozenset({Role.EMPLOYER})),
    "work": Act("see the work of one's own place", STAFF),
    "see person": Act("see a person's record", PREPARER | APPROVER | SUPERVISOR, about="person"),
    "find person": Act("find a person who came to the counter", PREPARER | APPROVER | SUPERVISOR),
    "serve person": Act("do for a person at the counter what she came for", PREPARER, about="person"),
    "see papers": Act("see the papers issued of a person", PREPARER | APPROVER, about="person"),
    "withdraw paper": Act("withdraw a paper issued of a person", PREPARER | APPROVER, about="person"),
    "prepare": Act("prepare a decision or a correction", PREPARER, about="person"),
    "approve": Act("approve what another has prepared", APPROVER, about="person"),
    "see employer": Act("see an employer's declarations and bills", STAFF, about="employer"),
    "let employer in": Act("decide on an employer's registration", APPROVER),
    "run month": Act("run the month's steps", SUPERVISOR),
    "prepare payments": Act("prepare what the month is to pay", PREPARER),
    "approve payments": Act("approve what another has prepared to be paid", APPROVER),
    "books": Act("see the books of one's own place", ACCOUNTANT | SUPERVISOR),
    "audit": Act("see who looked at which record", SUPERVISOR),
}


class Refused(ShebaoError):
    """Somebody may not do this. The message names the act, never whether the record exists."""

    def __init__(self, act: str, who: Who) -> None:
        self.act, self.who = act, who
        super().__init__(f"{'/'.join(sorted(who.roles))} may not {ACTS[act].says}")


class NoRule(ShebaoError):
    """A handler says no act, or one that is not in the table: a mistake in the code, found at start."""

    def __init__(self, handler: str, act: str) -> None:
        self.handler, self.act = handler, act
        said = f"names the act {act!r}, which is not in ACTS" if act else "says no act"
        super().__init__(f"{handler} {said}: put @allow(...) on it, with one of {', '.join(ACTS)}")


def allow(act: str) -> Callable[[Handler], Handler]:
    """Say of a handler which act it is. NoRule for an act that the table does not have."""

    def mark(handler: Handler) -> Handler:
        if act not in ACTS:
            raise NoRule(handler.__qualname__, act)
        handler.__shebao_act__ = act  # type: ignore[attr-defined]
        return handler

    return mark


def act_of(handler: Callable[..., Any]) -> str:
    """The act a handler says it is. NoRule when it says none."""
    act = getattr(handler, "__shebao_act__", "")
    if act not in ACTS:
        raise NoRule(getattr(handler, "__qualname__", repr(handler)), act)
    return act


def may(who: Who, act: str, place: str | None = None) -> bool:
    """Whether somebody may do an act; about something in `place` where the act is about something."""
    rule = ACTS[act]
    if not rule.roles & (who.roles | {Role.ANYONE}):
        return False
    if not rule.about or not who.staff:
        return True
    return place is not None and within(place, who.place)

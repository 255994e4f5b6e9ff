"""Sessions: a random token that only the reader's browser holds; the database keeps its hash.

The one thing to know: the pages' role cannot read accounts or sessions; it can ask whose a token is, open a session for
a name that the identity provider vouches for, and close one. A session ends 30 minutes after the last request.
"""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import Engine, text

from shebao.guard.who import NOBODY, Role, Who


def hash_of(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def begin(engine: Engine, subject: str) -> str | None:
    """A session for a name the identity provider vouches for; its token, or None if the office knows none."""
    token = secrets.token_urlsafe(32)
    with engine.begin() as connection:
        known = connection.execute(text("SELECT guard.open_session(:t, :s)"), {"t": hash_of(token), "s": subject})
        return token if known.scalar() else None


def read(engine: Engine, token: str) -> Who:
    """Whose token it is; nobody's when it is unknown or over."""
    with engine.begin() as connection:
        row = connection.execute(text("SELECT * FROM guard.who(:t)"), {"t": hash_of(token)}).first()
    if row is None:
        return NOBODY
    roles = frozenset(Role(role) for role in row.roles)
    return Who(row.subject, row.name, roles, row.place or "", row.person_id, row.employer_id, token)


def end(engine: Engine, token: str) -> None:
    """Close a session: the token is nobody's from now on."""
    with engine.begin() as connection:
        connection.execute(text("SELECT guard.close_session(:t)"), {"t": hash_of(token)})

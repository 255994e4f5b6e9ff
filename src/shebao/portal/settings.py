"""How the pages are served: read once at start, from the environment or from `shebao serve`.

The one thing to know: nothing here has a default that is unsafe away from this machine. The demonstration's sign-ins
exist only with `demo` on and the host being this machine.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from shebao.errors import ShebaoError

LOCAL = ("localhost", "127.0.0.1", "::1")


class PortalTrouble(ShebaoError):
    """The pages cannot be served as asked."""


@dataclass(frozen=True)
class Settings:
    """host, port: where the pages are served. database: whether an office's records are behind them.

    demo: synthetic people may sign in with a click. issuer, client, client_secret: the OpenID Connect provider.
    secret: what forms and sign-ins under way are signed with. calls: requests a second that one address may make
    (0: as many as it likes), sign_ins the same a minute for signing in. cards: the folder of the issuer of digital
    cards (`shebao card begin`), outlook: that of the outlook's report; None where there is none.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    database: bool = True
    demo: bool = False
    issuer: str = ""
    client: str = "shebao"
    client_secret: str = field(default="", repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    calls: int = 50
    sign_ins: int = 20
    cards: Path | None = None
    outlook: Path | None = None

    def __post_init__(self) -> None:
        """PortalTrouble where the demonstration's sign-ins would be open to others."""
        if self.demo and self.host not in LOCAL:
            raise PortalTrouble(
                f"the demonstration's sign-ins are for this machine alone, not for {self.host}: "
                f"serve on {LOCAL[0]}, or without --demo and with SHEBAO_ISSUER naming an identity provider"
            )

    @classmethod
    def read(cls, home: Path, *, host: str, port: int, demo: bool) -> Settings:
        """The settings of an installation: SHEBAO_ISSUER, SHEBAO_CLIENT, SHEBAO_CLIENT_SECRET, SHEBAO_CALLS,
        SHEBAO_CARDS, SHEBAO_OUTLOOK.

        home: the data folder; the secret is made there once, so that a restart loses no form.
        """
        calls = os.environ.get("SHEBAO_CALLS", "50")
        if not calls.isdigit():
            raise PortalTrouble(f"SHEBAO_CALLS is {calls!r}, expected a whole number of requests a second")
        return cls(
            host=host,
            port=port,
            demo=demo,
            issuer=os.environ.get("SHEBAO_ISSUER", ""),
            client=os.environ.get("SHEBAO_CLIENT", "shebao"),
            client_secret=os.environ.get("SHEBAO_CLIENT_SECRET", ""),
            secret=os.environ.get("SHEBAO_SECRET") or _kept_secret(home / "portal.secret"),
            calls=int(calls),
            cards=Path(os.environ.get("SHEBAO_CARDS") or home / "cards"),
            outlook=Path(os.environ.get("SHEBAO_OUTLOOK") or home / "outlook"),
        )


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return path.read_text()

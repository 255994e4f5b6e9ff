"""An issuer's folder: its key, what it issued, what of that is not good any more, and the list that says so.

The one thing to know: `register.jsonl` is only ever added to, a line an act, under a lock; the list is made of it anew
each time. The register knows cards by index and number, never whose they are.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shebao.engine.errors import BadInput
from shebao.errors import ShebaoError
from shebao.guard.card import Card, issue
from shebao.guard.revocation import Status, write_list
from shebao.guard.signed import SigningKey, read_signing_key, write_keys

DAY = 86_400
LIST_DAYS = 7
KEY, PUBLIC, REGISTER, LIST = "key.json", "public.json", "register.jsonl", "revoked.cwt"
_ACTS = {"revoked": Status.REVOKED, "suspended": Status.SUSPENDED, "restored": Status.GOOD}


class Refused(ShebaoError):
    """An act on a card that cannot be done, and why."""


class Issuer:
    """The folder of one issuer."""

    def __init__(self, folder: Path) -> None:
        """folder: as `begin` made it. Errors: BadKey where there is no key of an issuer in it."""
        self.folder = folder
        self.key = read_signing_key(folder / KEY)

    @classmethod
    def begin(cls, folder: Path, issuer: str, now: int) -> Issuer:
        """A new folder with a new key, an empty register and a first list. BadInput where there is one already."""
        if len(issuer) != 6 or not issuer.isdigit():
            raise BadInput("issuer", issuer, "the six-digit code of the place, e.g. 330100")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Nobody but its owner reads a private key, from its first byte on.
            handle = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BadInput("folder", str(folder), "one without a key: a new key would not sign the old cards") from None
        except OSError as error:
            raise BadInput("folder", str(folder), f"a folder that can be written ({error.strerror})") from None
        key = SigningKey.new(issuer)
        with os.fdopen(handle, "w") as file:
            json.dump(key.to_json(), file)
        (folder / PUBLIC).write_text(write_keys({key.public.key_id: key.public}), encoding="utf-8")
        made = cls(folder)
        made.renew(now)
        return made

    def issue(self, number: str, name: str, now: int, until: int) -> tuple[Card, str]:
        """A new card and its text, noted before it leaves. BadInput for no holder or an end that is past."""
        if not number.strip() or not name.strip() or len(number) > 40 or len(name.encode()) > 150:
            raise BadInput("holder", f"{number} {name}".strip(), "a social security number and a name")
        if until <= now:
            raise BadInput("until", until, "a day to come")
        with self._locked():
            index = sum(act["act"] == "issued" for act in self.acts())
            card, text = issue(self.key, number.strip(), name.strip(), index, now, until)
            self._note(act="issued", index=index, card=card.card.hex(), at=now, until=until)
            self.renew(now)
        return card, text

    def revoke(self, number: str, now: int) -> None:
        """A card is never good again. Errors: Refused for a card not issued here or revoked before."""
        self._change("revoked", number, now, refused_if={Status.REVOKED: "is revoked already"})

    def suspend(self, number: str, now: int, until: int | None) -> None:
        """A card reported lost is not good until that time (None: until restored or revoked)."""
        self._change(
            "suspended", number, now, until=until,
            refused_if={Status.REVOKED: "is revoked already", Status.SUSPENDED: "is suspended already"},
        )  # fmt: skip

    def restore(self, number: str, now: int) -> None:
        """A card that was found is good again. Refused for one that is not suspended: what is revoked stays so."""
        self._change(
            "restored", number, now,
            refused_if={Status.REVOKED: "is revoked, and stays so", Status.GOOD: "is not suspended"},
        )  # fmt: skip

    def renew(self, now: int, days: int = LIST_DAYS) -> Path:
        """The signed list as of now, put in place at once. A suspension whose time is over is left out."""
        acts = list(self.acts())
        issued = sum(act["act"] == "issued" for act in acts)
        data = write_list(self.key, self.statuses(now), issued, now, now + days * DAY)
        draft = self.folder / f"{LIST}.{os.getpid()}"
        draft.write_bytes(data)
        os.replace(draft, self.folder / LIST)
        return self.folder / LIST

    def statuses(self, now: int) -> dict[int, Status]:
        """Every card that is not good at a time, by index."""
        found: dict[int, Status] = {}
        for act in self.acts():
            status = _ACTS.get(act["act"])
            if status is None:
                continue
            lapsed = act.get("until") is not None and act["until"] < now
            found[act["index"]] = Status.GOOD if lapsed else status
        return {index: status for index, status in found.items() if status is not Status.GOOD}

    def acts(self) -> Iterator[dict[str, Any]]:
        """Every act, in order."""
        path = self.folder / REGISTER
        if path.exists():
            with path.open(encoding="utf-8") as file:
                yield from map(json.loads, file)

    def _change(
        self, act: str, number: str, now: int, *, refused_if: dict[Status, str], until: int | None = None
    ) -> None:
        with self._locked():
            found = [held["index"] for held in self.acts() if held["act"] == "issued" and held["card"] == number]
            if not found:
                raise Refused(f"card {number} was not issued by {self.key.issuer}: see {self.folder / REGISTER}")
            status = self.statuses(now).get(found[0], Status.GOOD)
            if status in refused_if:
                raise Refused(f"card {number} {refused_if[status]}")
            self._note(act=act, index=found[0], at=now, **({} if until is None else {"until": until}))
            self.renew(now)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """One writer at a time, also across processes."""
        with (self.folder / REGISTER).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _note(self, **act: Any) -> None:
        with (self.folder / REGISTER).open("a", encoding="utf-8") as file:
            file.write(json.dumps(act) + "\n")
            file.flush()
            os.fsync(file.fileno())

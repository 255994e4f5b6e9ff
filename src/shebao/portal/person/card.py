"""My card: the digital social security card as a QR code, checked without a network, revocable by its holder.

The one thing to know: the issuer's folder (`shebao card begin`) is the office's; whose a card is stands in record.card
alone, and whether it is still good in the issuer's own register.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy import Connection

from shebao.database.store import rows, run
from shebao.guard.access import allow
from shebao.guard.revocation import Status
from shebao.portal.language import N_
from shebao.portal.pages import Pages, Portal, go, page, portal_of, session, who_of

pages = Pages()
YEARS = 5
STATES = {
    Status.GOOD: N_("good"), Status.REVOKED: N_("revoked"), Status.SUSPENDED: N_("reported lost"),
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A card of somebody: its number, the text of the QR code, its last day, and how the issuer holds it."""

    card: str
    said: str
    until: datetime.date
    status: Status

    @property
    def good(self) -> bool:
        """Whether it can be shown."""
        return self.status is Status.GOOD and self.until >= datetime.date.today()


def issuer_of(portal: Portal) -> Any:
    """The issuer behind these pages, or None. The demonstration makes its own at the first call."""
    from shebao.guard.issuing import KEY, Issuer

    folder = portal.settings.cards
    if folder is None:
        return None
    if not (folder / KEY).exists():
        if not portal.settings.demo:
            return None
        return _begin(portal, folder)
    return Issuer(folder)


def _begin(portal: Portal, folder: Path) -> Any:
    from shebao.guard.issuing import Issuer

    assert portal.engine is not None
    with portal.engine.begin() as connection:
        ((region,),) = rows(connection, "SELECT value FROM office.setting WHERE name = 'region'")
    return Issuer.begin(folder, f"{int(region):06d}", int(time.time()))


def cards_of(connection: Connection, issuer: Any, person: int) -> list[Held]:
    """Every card of a person, newest first."""
    statuses = issuer.statuses(int(time.time()))
    index = {act["card"]: act["index"] for act in issuer.acts() if act["act"] == "issued"}
    query = "SELECT card, said, until FROM record.card WHERE person_id = :p AND issuer = :i ORDER BY issued DESC"
    return [
        Held(card, said, until, statuses.get(index[card], Status.GOOD))
        for card, said, until in rows(connection, query, p=person, i=issuer.key.issuer)
        if card in index  # signed by a key that is no more: nobody can check it
    ]


def drawn(said: str) -> Markup:
    """The QR code of a card's text as SVG, without styles."""
    import segno

    code = segno.make_qr(said, error="m")
    svg = code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff")
    return Markup(svg)


@pages.get("/card")
@allow("own record")
def card(request: Request) -> Response:
    """The card that can be shown, or the button that makes one."""
    issuer, person = issuer_of(portal_of(request)), who_of(request).person_id
    assert person is not None
    held: list[Held] = []
    if issuer is not None:
        with session(request) as connection:
            held = cards_of(connection, issuer, person)
    good = next((it for it in held if it.good), None)
    return page(
        request, "person/card.html", issuer=issuer.key.issuer if issuer else "", good=good, states=STATES,
        others=[it for it in held if it is not good], qr=drawn(good.said) if good else "",
    )  # fmt: skip


@pages.post("/card")
@allow("own record")
def make(request: Request) -> Response:
    """A new card, where none is good yet."""
    issuer, person = issuer_of(portal_of(request)), who_of(request).person_id
    assert person is not None
    if issuer is None:
        return go(request, "/card")
    with session(request) as connection:
        new_card(connection, issuer, person)
    return go(request, "/card")


def new_card(connection: Connection, issuer: Any, person: int) -> bool:
    """Issue a card; False, and nothing done, where one is good still."""
    # Pressed twice at once, the second press finds the card of the first.
    run(connection, "SELECT pg_advisory_xact_lock(hashtextextended('card', :p))", p=person)
    if any(it.good for it in cards_of(connection, issuer, person)):
        return False
    ((number, name),) = rows(connection, "SELECT id_number, name FROM record.person WHERE person_id = :p", p=person)
    last = datetime.date.today() + datetime.timedelta(days=365 * YEARS)
    end = int(datetime.datetime.combine(last, datetime.time(15, 59, 59), datetime.UTC).timestamp())
    made, said = issuer.issue(number, name, int(time.time()), end)
    run(
        connection,
        "INSERT INTO record.card (card, person_id, issuer, said, until) VALUES (:c, :p, :i, :s, :u)",
        c=made.card.hex(), p=person, i=issuer.key.issuer, s=said, u=last,
    )  # fmt: skip
    return True


@pages.post("/card/revoke")
@allow("own record")
def revoke(request: Request) -> Response:
    """The card that is good is revoked: whoever holds a picture of it shows it in vain."""
    issuer, person = issuer_of(portal_of(request)), who_of(request).person_id
    assert person is not None
    if issuer is not None:
        with session(request) as connection:
            revoke_cards(connection, issuer, person)
    return go(request, "/card")


def revoke_cards(connection: Connection, issuer: Any, person: int) -> None:
    """Revoke every card of a person that is not revoked yet."""
    for it in cards_of(connection, issuer, person):
        if it.status is not Status.REVOKED:
            issuer.revoke(it.card, int(time.time()))


@pages.get("/cards/keys")
@allow("public")
async def keys(request: Request) -> Response:
    """The issuer's public keys, for whoever checks a card; none where nothing is issued."""
    file = _file(request, "public.json")
    text = file.read_text(encoding="utf-8") if file else '{"keys": []}'
    return Response(text, media_type="application/jwk-set+json", headers=_named("public.json"))


@pages.get("/cards/list")
@allow("public")
async def revoked(request: Request) -> Response:
    """The issuer's list of cards that are not good any more; nothing where nothing is issued."""
    file = _file(request, "revoked.cwt")
    if file is None:
        return Response(status_code=204)
    return Response(file.read_bytes(), media_type="application/statuslist+cwt", headers=_named("revoked.cwt"))


def _file(request: Request, name: str) -> Path | None:
    folder = portal_of(request).settings.cards
    return folder / name if folder is not None and (folder / name).exists() else None


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}

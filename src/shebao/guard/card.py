"""The digital social security card: who somebody is, signed, short enough for a QR code, checked without a network.

The one thing to know: a card is a CBOR Web Token (RFC 8392) in 45 letters behind `SSC1:`. It holds what the plastic
card shows and nothing else; whether it is still good is said by the issuer's list (`revocation`).
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import Any

from shebao.guard import base45
from shebao.guard.revocation import Status, StatusList, uri_of
from shebao.guard.signed import FalseSignature, Keys, SigningKey, UnknownKey, Unreadable, check, sign

PREFIX = "SSC1:"
ISSUER, NUMBER, EXPIRES, ISSUED, CARD, STATUS, NAME = 1, 2, 4, 6, 7, 65535, -65537
CARD_BYTES = 8
LONGEST_TEXT = 2000
CHINA = datetime.timezone(datetime.timedelta(hours=8))
SLACK = 300
"""Seconds that clocks of issuer and reader may differ."""


@dataclass(frozen=True)
class Card:
    """One card: issuer (six-digit code of the place), social security number and name of the holder.

    index: its place in the issuer's list. issued, until: seconds of Unix time. card: its own random number.
    """

    issuer: str
    number: str
    name: str
    index: int
    issued: int
    until: int
    card: bytes

    def to_json(self) -> dict[str, Any]:
        """Plain data, times as people write them."""
        return {
            "issuer": self.issuer, "number": self.number, "name": self.name, "card": self.card.hex(),
            "index": self.index, "issued": shown(self.issued), "until": shown(self.until),
        }  # fmt: skip


class Verdict(Enum):
    """What a check comes to, with the code a program ends with."""

    GOOD = 0
    EXPIRED = 3
    REVOKED = 4
    SUSPENDED = 5
    UNKNOWN_KEY = 6
    FALSE = 7
    UNSURE = 8


@dataclass(frozen=True)
class Check:
    """A verdict, what it rests on in a sentence, and the card where its signature holds."""

    verdict: Verdict
    says: str
    card: Card | None = None


def issue(key: SigningKey, number: str, name: str, index: int, issued: int, until: int) -> tuple[Card, str]:
    """A new card and its text."""
    card = Card(key.issuer, number, name, index, issued, until, secrets.token_bytes(CARD_BYTES))
    claims = {
        ISSUER: card.issuer, NUMBER: number, NAME: name, EXPIRES: until, ISSUED: issued, CARD: card.card,
        STATUS: {"status_list": {"idx": index, "uri": uri_of(card.issuer)}},
    }  # fmt: skip
    return card, PREFIX + base45.encode(sign(key, claims))


def verify(text: str, keys: Keys, now: int, listed: StatusList | None = None) -> Check:
    """What a text is worth at a time (seconds of Unix time), by the keys known and perhaps a list.

    Never raises for the text: whatever is wrong with it is a verdict.
    """
    try:
        card = read(text, keys)
    except Unreadable as error:
        return Check(Verdict.FALSE, f"this is no social security card, or it is damaged ({error})")
    except UnknownKey as error:
        return Check(Verdict.UNKNOWN_KEY, f"signed with a key that is not among those known ({error})")
    except FalseSignature:
        return Check(Verdict.FALSE, "the signature does not belong to what the card says: it was forged or changed")
    status = None if listed is None or listed.uri != uri_of(card.issuer) else listed.status(card.index)
    dated = "" if listed is None else f" (list of {shown(listed.made)})"
    if status is Status.REVOKED:
        return Check(Verdict.REVOKED, f"revoked by the issuer{dated}", card)
    if now > card.until:
        return Check(Verdict.EXPIRED, f"expired: it was good until {shown(card.until)}", card)
    if now < card.issued - SLACK:
        return Check(Verdict.EXPIRED, f"not yet good: it begins {shown(card.issued)}", card)
    if status is Status.SUSPENDED:
        return Check(Verdict.SUSPENDED, f"reported lost and suspended{dated}", card)
    if listed is None:
        return Check(
            Verdict.GOOD, "signed by the issuer and in time; NOT checked against a list of revoked cards", card
        )
    if listed.uri != uri_of(card.issuer):
        return Check(Verdict.UNSURE, f"the list is that of {listed.uri}, not of the card's issuer {card.issuer}", card)
    if now > listed.until:
        old = f"the list is OLD: made {shown(listed.made)}, to be used until {shown(listed.until)}"
        return Check(Verdict.UNSURE, f"signed and in time, but {old}; the card may have been revoked since", card)
    if now < listed.made - SLACK:
        return Check(Verdict.UNSURE, f"the list is dated {shown(listed.made)}, which lies ahead", card)
    if status is None:
        return Check(
            Verdict.UNSURE, f"the list does not reach this card: it was issued after {shown(listed.made)}", card
        )
    return Check(Verdict.GOOD, f"signed by the issuer, in time, not revoked{dated}", card)


def read(text: str, keys: Keys) -> Card:
    """A card whose signature holds. Errors: Unreadable, UnknownKey, FalseSignature."""
    try:
        if not text.startswith(PREFIX) or len(text) > LONGEST_TEXT:
            raise ValueError(f"it does not begin with {PREFIX}" if len(text) <= LONGEST_TEXT else "it is too long")
        data = base45.decode(text[len(PREFIX) :])
    except ValueError as error:
        raise Unreadable(str(error)) from None
    claims, key = check(data, keys)
    try:
        where = claims[STATUS]["status_list"]
        card = Card(
            claims[ISSUER], claims[NUMBER], claims[NAME], where["idx"], claims[ISSUED], claims[EXPIRES], claims[CARD]
        )
        kinds = (str, str, str, int, int, int, bytes)
        stated = (card.issuer, card.number, card.name, card.index, card.issued, card.until, card.card)
        known = {ISSUER, NUMBER, NAME, EXPIRES, ISSUED, CARD, STATUS}
        if set(claims) != known or not all(map(isinstance, stated, kinds)) or where["uri"] != uri_of(card.issuer):
            raise ValueError("it does not say what a card says")
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)) from None
    if card.issuer != key.issuer:
        raise FalseSignature(f"a key of {key.issuer} does not sign for {card.issuer}")
    return card


def shown(time: int) -> str:
    """A time of Unix as date and minute in China, which has one time."""
    try:
        return datetime.datetime.fromtimestamp(time, CHINA).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return f"second {time}"

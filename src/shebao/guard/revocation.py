"""The list of cards that are not good any more: two bits a card, signed and dated (Token Status List, as CWT).

The one thing to know: a list is good until the day it names. After that it is old, and whoever checks a card with an
old list is told so, for a card may have been revoked since.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from shebao.guard.signed import FalseSignature, Keys, SigningKey, Unreadable, check, sign

KIND = "application/statuslist+cwt"
ISSUER, SUBJECT, EXPIRES, ISSUED, LIST = 1, 2, 4, 6, 65533
BITS = 2
MOST_BYTES = 64_000_000
"""A list of 256 million cards: more than one issuer has people."""


class Status(IntEnum):
    """What a list says of a card."""

    GOOD, REVOKED, SUSPENDED = 0, 1, 2


@dataclass(frozen=True)
class StatusList:
    """A list as read: whose cards (`uri`), when it was made and until when it may be used (seconds of Unix time)."""

    uri: str
    made: int
    until: int
    packed: bytes

    def status(self, index: int) -> Status | None:
        """What it says of a card by its index; None where it does not reach so far."""
        byte, place = divmod(index * BITS, 8)
        if index < 0 or byte >= len(self.packed):
            return None
        return Status(self.packed[byte] >> place & 3)


def uri_of(issuer: str) -> str:
    """What the list of an issuer is called."""
    return f"urn:shebao:cards:{issuer}"


def write_list(key: SigningKey, statuses: Mapping[int, Status], issued: int, made: int, until: int) -> bytes:
    """A signed list. statuses: by index, what is not named is good; issued: how many cards there are so far."""
    packed = bytearray(-(-max(issued, max(statuses, default=-1) + 1) * BITS // 8))
    for index, status in statuses.items():
        byte, place = divmod(index * BITS, 8)
        packed[byte] |= status << place
    inside = {"bits": BITS, "lst": zlib.compress(bytes(packed), 9)}
    claims = {ISSUER: key.issuer, SUBJECT: uri_of(key.issuer), EXPIRES: until, ISSUED: made, LIST: inside}
    return sign(key, claims, KIND)


def read_list(data: bytes, keys: Keys) -> StatusList:
    """A list whose signature holds. Errors: Unreadable, UnknownKey, FalseSignature."""
    claims, key = check(data, keys, KIND)
    try:
        inside, issuer = claims[LIST], claims[ISSUER]
        uri, made, until = claims[SUBJECT], claims[ISSUED], claims[EXPIRES]
        if set(inside) != {"bits", "lst"} or inside["bits"] != BITS or type(made) is not int or type(until) is not int:
            raise ValueError("not a list of this kind")
        unpacking = zlib.decompressobj()
        packed = unpacking.decompress(inside["lst"], MOST_BYTES)
        if not unpacking.eof or any(byte & byte >> 1 & 0x55 for byte in packed):
            raise ValueError("cut short, too long, or with a status nobody knows")
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise Unreadable(str(error)) from None
    if issuer != key.issuer or uri != uri_of(issuer):
        raise FalseSignature(f"a key of {key.issuer} does not sign for {issuer}")
    return StatusList(uri, made, until, packed)

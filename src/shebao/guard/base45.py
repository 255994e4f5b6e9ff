"""Bytes in the 45 characters that a QR code packs best (RFC 9285), as the text of a card."""

from __future__ import annotations

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {letter: value for value, letter in enumerate(LETTERS)}


def encode(data: bytes) -> str:
    """Two bytes as three letters, a last one as two."""
    found: list[str] = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, value = divmod(number, 45)
            found.append(LETTERS[value])
    return "".join(found)


def decode(text: str) -> bytes:
    """The bytes of such a text. ValueError for anything that `encode` would not have written."""
    found = bytearray()
    for at in range(0, len(text), 3):
        letters = text[at : at + 3]
        try:
            number = sum(_VALUE[letter] * 45**place for place, letter in enumerate(letters))
        except KeyError as error:
            raise ValueError(f"{error.args[0]!r} is no letter of it") from None
        if len(letters) == 1 or number >= 1 << (8 * (len(letters) - 1)):
            raise ValueError("it ends too early or is damaged")
        found += number.to_bytes(len(letters) - 1)
    return bytes(found)

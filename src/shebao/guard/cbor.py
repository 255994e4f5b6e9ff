"""The little of CBOR that a signed card is written in: whole numbers, bytes, text, lists, maps, tags.

The one thing to know: one value has one spelling (RFC 8949 §4.2.1). Whatever is spelt otherwise is refused, so two
different texts are never the same card.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

DEEPEST = 8
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG = range(7)


class Tagged(NamedTuple):
    """A value with a tag in front that says what it is."""

    tag: int
    value: Any


def encode(value: object) -> bytes:
    """The one spelling of a value. TypeError for what cards are not made of."""
    match value:
        case Tagged(tag, inner):
            return _head(_TAG, tag) + encode(inner)
        case bool() | float() | None:
            raise TypeError(f"{value!r} is not part of a card")
        case int():
            return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
        case bytes():
            return _head(_BYTES, len(value)) + value
        case str():
            raw = value.encode()
            return _head(_TEXT, len(raw)) + raw
        case list():
            items = cast("list[object]", value)
            return _head(_LIST, len(items)) + b"".join(map(encode, items))
        case dict():
            held = cast("dict[object, object]", value)
            pairs = sorted((encode(key), encode(inner)) for key, inner in held.items())
            return _head(_MAP, len(pairs)) + b"".join(key + inner for key, inner in pairs)
        case _:
            raise TypeError(f"{value!r} is not part of a card")


def decode(data: bytes) -> Any:
    """The value of its one spelling. ValueError for any other bytes."""
    value, at = _value(data, 0, 0)
    if at != len(data):
        raise ValueError("bytes are left over")
    return value


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * size):
            return bytes([kind << 5 | code]) + number.to_bytes(size)
    raise TypeError(f"{number} is too large")


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    kind, number, at = _read_head(data, at)
    match kind:
        case 0:
            return number, at
        case 1:
            return -1 - number, at
        case 2:
            return _raw(data, at, number), at + number
        case 3:
            return _raw(data, at, number).decode(), at + number  # UnicodeDecodeError is a ValueError
        case 4:
            items: list[Any] = []
            for _ in range(number):
                item, at = _value(data, at, depth + 1)
                items.append(item)
            return items, at
        case 5:
            return _map(data, at, number, depth)
        case 6:
            inner, at = _value(data, at, depth + 1)
            return Tagged(number, inner), at
        case _:
            raise ValueError("a kind of value that cards are not made of")


def _map(data: bytes, at: int, number: int, depth: int) -> tuple[dict[Any, Any], int]:
    held: dict[Any, Any] = {}
    before = b""
    for _ in range(number):
        start = at
        key, at = _value(data, at, depth + 1)
        if not isinstance(key, int | str):
            raise ValueError("a key that is neither number nor text")
        if data[start:at] <= before:
            raise ValueError("keys out of order")
        before = data[start:at]
        held[key], at = _value(data, at, depth + 1)
    return held, at


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    kind, code = _raw(data, at, 1)[0] >> 5, data[at] & 31
    at += 1
    if code < 24:
        return kind, code, at
    if code > 27:
        raise ValueError("a length that is not stated")
    size = 1 << (code - 24)
    number = int.from_bytes(_raw(data, at, size))
    if number < (24 if size == 1 else 1 << (4 * size)):
        raise ValueError("a number spelt longer than it is")
    return kind, number, at + size


def _raw(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise ValueError("it ends too early")
    return data[at : at + size]

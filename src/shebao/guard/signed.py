"""Signing and checking: Ed25519 keys that name their issuer, and COSE_Sign1 around a map of claims (RFC 9052, 8392).

The one thing to know: a key signs for one issuer. Who knows the public keys can check without asking anybody.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shebao.errors import ShebaoError
from shebao.guard.cbor import Tagged, decode, encode

SIGN1, EDDSA = 18, -8
ALGORITHM, KEY_ID, TYPE = 1, 4, 16
KEY_ID_BYTES = 8


class BadKey(ShebaoError):
    """A file of keys is not what it must be."""

    def __init__(self, where: str, expected: str) -> None:
        self.where, self.expected = where, expected
        super().__init__(f"{where}: expected {expected}")


class Unreadable(ShebaoError):
    """Not a signed thing of ours at all: damaged, cut short, or something else."""


class UnknownKey(ShebaoError):
    """Signed with a key that is not among those known."""


class FalseSignature(ShebaoError):
    """The signature is not that of what it stands under."""


@dataclass(frozen=True)
class PublicKey:
    """Checks signatures of one issuer (six-digit code of the place). key_id: first bytes of its RFC 7638 thumbprint."""

    issuer: str
    raw: bytes

    @property
    def key_id(self) -> bytes:
        canonical = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": _text(self.raw)}, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).digest()[:KEY_ID_BYTES]

    def to_json(self) -> dict[str, str]:
        """As a JSON Web Key (RFC 8037)."""
        return {
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.key_id.hex(), "iss": self.issuer,
            "x": _text(self.raw),
        }  # fmt: skip


@dataclass(frozen=True)
class SigningKey:
    """Signs for one issuer. Its private half never leaves the file it is kept in."""

    issuer: str
    private: Ed25519PrivateKey

    @classmethod
    def new(cls, issuer: str) -> SigningKey:
        """A key made from the system's randomness."""
        return cls(issuer, Ed25519PrivateKey.generate())

    @property
    def public(self) -> PublicKey:
        """What others check with."""
        return PublicKey(self.issuer, self.private.public_key().public_bytes_raw())

    def to_json(self) -> dict[str, str]:
        """As a JSON Web Key with its private part."""
        return {**self.public.to_json(), "d": _text(self.private.private_bytes_raw())}


Keys = Mapping[bytes, PublicKey]


def sign(key: SigningKey, claims: Mapping[Any, Any], kind: str = "") -> bytes:
    """Claims under the key's signature. kind: the media type, where a thing says what it is (RFC 9596)."""
    header = {ALGORITHM: EDDSA, KEY_ID: key.public.key_id, **({TYPE: kind} if kind else {})}
    protected, payload = encode(header), encode(dict(claims))
    signature = key.private.sign(_to_be_signed(protected, payload))
    return encode(Tagged(SIGN1, [protected, {}, payload, signature]))


def check(data: bytes, keys: Keys, kind: str = "") -> tuple[dict[Any, Any], PublicKey]:
    """The claims and the key that signed them. Errors: Unreadable, UnknownKey, FalseSignature."""
    try:
        outer = decode(data)
        if not isinstance(outer, Tagged) or outer.tag != SIGN1:
            raise ValueError("not a COSE_Sign1")
        protected, unprotected, payload, signature = cast("list[Any]", outer.value)
        header = decode(_bytes(protected))
        key_id = _bytes(header[KEY_ID])
        expected = {ALGORITHM: EDDSA, KEY_ID: key_id, **({TYPE: kind} if kind else {})}
        if header != expected or unprotected != {} or len(_bytes(signature)) != 64:
            raise ValueError("not signed as ours are")
        claims = decode(_bytes(payload))
        if not isinstance(claims, dict):
            raise ValueError("no claims")
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable(str(error)) from None
    key = keys.get(key_id)
    if key is None:
        raise UnknownKey(key_id.hex())
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, _to_be_signed(protected, payload))
    except InvalidSignature:
        raise FalseSignature(key_id.hex()) from None
    return cast("dict[Any, Any]", claims), key


def write_keys(keys: Keys) -> str:
    """Public keys as a JSON Web Key Set."""
    return json.dumps({"keys": [key.to_json() for key in keys.values()]}, indent=1) + "\n"


def read_keys(path: Path) -> dict[bytes, PublicKey]:
    """Public keys from a JSON Web Key Set. BadKey naming the file and the key that is wrong."""
    held = _json(path)
    rows = cast("dict[str, Any]", held).get("keys") if isinstance(held, dict) else None
    if not isinstance(rows, list):
        raise BadKey(str(path), "a JSON Web Key Set: {keys: [...]}")
    found = [_public(row, f"{path}: keys[{number}]") for number, row in enumerate(cast("list[object]", rows), 1)]
    return {key.key_id: key for key in found}


def read_signing_key(path: Path) -> SigningKey:
    """A private key from a JSON Web Key. BadKey where it is none, or its halves do not belong together."""
    row = _json(path)
    public = _public(row, str(path))
    try:
        key = SigningKey(
            public.issuer, Ed25519PrivateKey.from_private_bytes(_raw(cast("dict[str, Any]", row).get("d")))
        )
    except ValueError:
        raise BadKey(str(path), "a private Ed25519 key (d)") from None
    if key.public != public:
        raise BadKey(str(path), "private and public half of one key")
    return key


def _public(row: object, where: str) -> PublicKey:
    held = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
    issuer = str(held.get("iss", ""))
    if held.get("kty") != "OKP" or held.get("crv") != "Ed25519":
        raise BadKey(where, "a JSON Web Key of kty OKP and crv Ed25519")
    if len(issuer) != 6 or not issuer.isdigit():
        raise BadKey(where, "iss, the six-digit code of the place the key signs for")
    try:
        raw = _raw(held.get("x"))
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise BadKey(where, "x, the 32 bytes of the public key") from None
    return PublicKey(issuer, raw)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return encode(["Signature1", protected, b"", payload])


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError("bytes are missing")
    return value


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError("no text")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadKey(str(path), f"a file that can be read ({error.strerror})") from None
    except ValueError:
        raise BadKey(str(path), "JSON") from None

"""The seal of a paper: a PDF signed by the issuer (PAdES), and whether one that somebody holds is that paper unchanged.

The one thing to know: a paper is the issuer's only if one signature covers every byte of the file and its certificate
is among those known. So nothing of a stranger's file is read as a PDF: bytes are compared first, and read only once
they are the issuer's own.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

from shebao.engine.errors import BadInput
from shebao.errors import ShebaoError
from shebao.guard.signed import BadKey

KEY, CERTIFICATES = "papers.key", "papers.pem"
YEARS = 10
LARGEST = 8 * 2**20
"""A larger file is no paper of ours."""
ROOM = 8192
"""Letters kept for the signature, two a byte; it takes about half of them."""
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336: a key that signs documents and nothing else."""
PAPER = "paper.json"
"""What the paper says, as data, attached to it."""
FAULTS = {
    "no_pdf": "this is no PDF that an office issues",
    "unsigned": "it bears no digital signature: a print, a scan or a copy made by another program",
    "again": "it was signed or changed again after the issuer signed it",
    "added": "something was added or taken away after it was signed",
    "damaged": "the signature is damaged or was written anew",
    "changed": "the content was changed after it was signed",
    "forged": "the signature does not belong to what it stands under: it was forged or changed",
    "stranger": "signed with a key that is not among those known",
    "time": "signed at a time when the key was not to be used",
}
"""What may be wrong with a file, by a name that programs can tell apart."""
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10}) ?\]")


class Verdict(Enum):
    """What a check comes to, with the code a program ends with (as of cards)."""

    GOOD = 0
    UNKNOWN_KEY = 6
    FALSE = 7


@dataclass(frozen=True)
class Finding:
    """A verdict and what it rests on. fault: one of FAULTS, '' where it is GOOD.

    signer: who signed, or calls itself so. signed: when, by the paper's own word. paper: what it says, where it is the
    issuer's own.
    """

    verdict: Verdict
    says: str
    fault: str = ""
    signer: str = ""
    signed: datetime.datetime = NEVER
    paper: dict[str, Any] | None = None


@dataclass(frozen=True)
class Seal:
    """An issuer's key for papers. It is another than that of the cards: one key does one thing, and readers of PDF know
    ECDSA on P-256 (FIPS 186-5) where few know Ed25519."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def begin(cls, folder: Path, name: str, now: datetime.datetime, *, renew: bool = False) -> Seal:
        """A new key and its certificate in an issuer's folder. Certificates there already stay: they prove old papers.

        name: of the issuer, as readers of PDF show it. BadInput where a key is there already and `renew` was not said,
        or where the folder cannot be written.
        """
        if not name.strip() or len(name.encode()) > 64:
            raise BadInput("name", name, "the issuer's name, up to 64 bytes (a certificate takes no more)")
        if (folder / KEY).exists() and not renew:
            raise BadInput(
                "folder", str(folder), "one without a key for papers; --renew makes a new one beside the old"
            )
        key = ec.generate_private_key(ec.SECP256R1())
        made = cls(key, _certify(key, name.strip(), now))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held = (folder / CERTIFICATES).read_bytes() if (folder / CERTIFICATES).exists() else b""
            # The certificate first: a key without one could sign what nobody can check.
            _replace(folder / CERTIFICATES, made.certificate.public_bytes(serialization.Encoding.PEM) + held, 0o644)
            _replace(folder / KEY, _pem(key), 0o600)
        except OSError as error:
            raise BadInput("folder", str(folder), f"a folder that can be written ({error.strerror})") from None
        return made

    @classmethod
    def read(cls, folder: Path) -> Seal:
        """The key of a folder. BadKey where it is none, or no certificate there is its own."""
        path = folder / KEY
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), None)
        except (OSError, ValueError, TypeError):
            raise BadKey(str(path), "a private key as `shebao paper begin` makes it") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise BadKey(str(path), "a private key on the curve P-256")
        for certificate in read_certificates(folder / CERTIFICATES):
            if certificate.public_key() == key.public_key():
                return cls(key, certificate)
        raise BadKey(str(folder / CERTIFICATES), f"the certificate of {path}")

    @property
    def name(self) -> str:
        """Whose seal it is."""
        return _name(self.certificate)


def read_certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a file, at least one. BadKey where there is none."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        raise BadKey(str(path), "certificates in PEM, as the issuer gives them (papers.pem)") from None


def seal(pdf: bytes, by: Seal, reason: str) -> bytes:
    """The PDF signed now (PAdES B-B); no change of any kind is allowed after it. reason: what is signed, for readers of
    PDF. Expired where the certificate's time is over."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, fields
    from pyhanko.sign.signers import PdfSigner, SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    if datetime.datetime.now(datetime.UTC) > by.certificate.not_valid_after_utc:
        over = f"{by.certificate.not_valid_after_utc:%Y-%m-%d}"
        raise Expired(f"the key of {by.name} ended {over}: `shebao paper begin FOLDER --name … --renew` makes another")
    signer = SimpleSigner(
        asn1.Certificate.load(_der(by.certificate)), keys.PrivateKeyInfo.load(_der(by.key)), SimpleCertificateStore()
    )
    meta = PdfSignatureMetadata(
        field_name="Issuer", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, name=by.name,
        reason=reason, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )  # fmt: skip
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    # The library runs an event loop of its own, which a thread that already has one refuses.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(PdfSigner(meta, signer).sign_pdf, writer, bytes_reserved=ROOM, output=out).result()
    return out.getvalue()


def check(pdf: bytes, known: Sequence[x509.Certificate]) -> Finding:
    """What a file is worth, by the certificates known. Never raises for the file: whatever is wrong is a verdict."""
    try:
        if len(pdf) > LARGEST or not pdf.startswith(b"%PDF-"):
            raise _Wrong("no_pdf")
        signature, digest = _apart(pdf)
        return _checked(pdf, signature, digest, known)
    except _Wrong as wrong:
        return _fault(wrong.fault, wrong.signer)
    except ModuleNotFoundError:
        raise
    except Exception:
        # Whatever a parser thinks of a file that somebody made up, it is not the issuer's.
        return _fault("damaged")


class Expired(ShebaoError):
    """The time of a key is over."""


class _Wrong(Exception):
    def __init__(self, fault: str, signer: str = "") -> None:
        self.fault, self.signer = fault, signer
        super().__init__(fault)


def _fault(fault: str, signer: str = "") -> Finding:
    verdict = Verdict.UNKNOWN_KEY if fault == "stranger" else Verdict.FALSE
    says = FAULTS[fault] + (f"; it calls itself {signer}" if signer else "")
    return Finding(verdict, says, fault, signer)


def _apart(pdf: bytes) -> tuple[bytes, bytes]:
    """The signature, and the digest of all bytes but it. The one signature must stand around it without a gap."""
    found = RANGE.findall(pdf)
    if not found:
        raise _Wrong("unsigned")
    if len(found) > 1 or pdf.count(b"/ByteRange") > 1:
        raise _Wrong("again")
    first, second, rest = map(int, found[0])
    hole = pdf[first:second]
    if second + rest != len(pdf) or not hole.startswith(b"<") or not hole.endswith(b">"):
        raise _Wrong("added")
    padded = bytes.fromhex(hole[1:-1].decode("ascii"))
    if hole[1:-1] != padded.hex().upper().encode():
        raise _Wrong("damaged")
    return padded, hashlib.sha256(pdf[:first] + pdf[second:]).digest()


def _checked(pdf: bytes, padded: bytes, digest: bytes, known: Sequence[x509.Certificate]) -> Finding:
    """The finding of a signature. Beyond what the standard asks, it must be spelled as ours are: no byte of the file is
    free, not even where the standard has no opinion."""
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    data = cast(Any, cms.ContentInfo.load(padded))["content"]
    (signer,) = data["signer_infos"]
    (held,) = data["certificates"]
    mine = next((it for it in known if _der(it) == held.chosen.dump()), None)
    if mine is None:
        raise _Wrong("stranger", str(held.chosen.subject.native.get("common_name", "?"))[:100])
    intact, valid = validate_sig_integrity(signer, held.chosen, "data", digest)
    if not intact:
        raise _Wrong("changed")
    spelled = _spelled(held.chosen, signer["signed_attrs"], signer["signature"])
    if not valid or padded != spelled + bytes(len(padded) - len(spelled)):
        raise _Wrong("forged")
    signed, paper = _read(pdf)
    if not mine.not_valid_before_utc <= signed <= mine.not_valid_after_utc:
        raise _Wrong("time")
    return Finding(
        Verdict.GOOD, "signed by the issuer, and not a byte was changed since", "", _name(mine), signed, paper
    )


def _spelled(certificate: Any, attributes: Any, signature: Any) -> bytes:
    """The one spelling of a signature of ours, made of what its key vouches for."""
    from asn1crypto import cms

    sha256: Any = {"algorithm": "sha256"}
    signer = {
        "version": "v1", "digest_algorithm": sha256, "signed_attrs": attributes, "signature": signature,
        "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
    }  # fmt: skip
    data = {
        "version": "v1", "digest_algorithms": [sha256], "encap_content_info": {"content_type": "data"},
        "certificates": [certificate], "signer_infos": [signer],
    }  # fmt: skip
    return cast(Any, cms.ContentInfo({"content_type": "signed_data", "content": data})).dump()


def _read(pdf: bytes) -> tuple[datetime.datetime, dict[str, Any]]:
    """When it was signed and what it says, of a file that is the issuer's own."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(pdf))
    (signature,) = reader.embedded_signatures
    held = cast(Any, reader.root)["/Names"]["/EmbeddedFiles"]["/Names"]
    paper = json.loads(held[1]["/EF"]["/F"].data)
    return signature.self_reported_timestamp or NEVER, paper


def _certify(key: ec.EllipticCurvePrivateKey, name: str, now: datetime.datetime) -> x509.Certificate:
    """A certificate that the key gives itself: who trusts it has it from the issuer."""
    who = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=round(365.25 * YEARS)))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _name(certificate: x509.Certificate) -> str:
    held = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(held[0].value) if held else certificate.subject.rfc4514_string()


def _der(held: x509.Certificate | ec.EllipticCurvePrivateKey) -> bytes:
    if isinstance(held, x509.Certificate):
        return held.public_bytes(serialization.Encoding.DER)
    return held.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _replace(path: Path, data: bytes, mode: int) -> None:
    """Put a file in place at once; nobody but whom `mode` names reads it, from its first byte on."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
    os.replace(draft, path)

"""ISO 20022 at the bank's door: payment files (pain.001) written, status reports (pain.002) read, all of it streaming.

A file holds nothing that changes between two writings (its times come from the month), so writing it again gives
the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from shebao.office.errors import MonthTrouble

PAIN_001 = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
PAIN_002 = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"
PAID = ("ACSC", "ACCC")
RETURNED = ("RJCT",)


Payment = tuple[str, int, str, str]
"""One payment: its number, fen, who gets it and on which account."""


def yuan(fen: int) -> str:
    """Fen as an amount of a file: 1234.05."""
    return f"{fen // 100}.{fen % 100:02d}"


def write_payments(
    path: Path, batch: str, bank: str, day: str, count: int, total: int, payments: Iterable[Payment]
) -> str:
    """Write one payment file under a temporary name, then rename it; the SHA-256 of its bytes.

    MonthTrouble when the payments are not the `count` and `total` (fen) that the batch declares.
    """
    seen = added = 0

    def parts() -> Iterator[str]:
        nonlocal seen, added
        yield ORDER_HEAD.format(
            namespace=PAIN_001, batch=escape(batch), day=day, count=count, total=yuan(total), bank=escape(bank)
        )
        for number, amount, name, account in payments:
            seen, added = seen + 1, added + amount
            yield (
                f"<CdtTrfTxInf><PmtId><EndToEndId>{escape(number)}</EndToEndId></PmtId>"
                f'<Amt><InstdAmt Ccy="CNY">{yuan(amount)}</InstdAmt></Amt><Cdtr><Nm>{escape(name)}</Nm></Cdtr>'
                f"<CdtrAcct><Id><Othr><Id>{escape(account)}</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>\n"
            )
        yield "</PmtInf></CstmrCdtTrfInitn></Document>\n"

    draft = _write(path, parts())
    if (seen, added) != (count, total):
        raise MonthTrouble(f"batch {batch} declares {count} payments of {total} fen, the file has {seen} of {added}")
    digest = sha256(draft)
    draft.replace(path)
    return digest


def read_payments(path: Path) -> Iterator[tuple[str, int]]:
    """Number and fen of every payment of a file."""
    for found in elements(path, "CdtTrfTxInf", ("EndToEndId", "InstdAmt")):
        yield found["EndToEndId"], int(Decimal(found["InstdAmt"]) * 100)


def read_statuses(path: Path) -> Iterator[tuple[str, str, str]]:
    """Number, 'paid' or 'returned', and reason of every payment a status report speaks of; others are left out."""
    for found in elements(path, "TxInfAndSts", ("OrgnlEndToEndId", "TxSts", "Cd")):
        status, number = found.get("TxSts", ""), found.get("OrgnlEndToEndId", "")
        if status in PAID:
            yield number, "paid", ""
        elif status in RETURNED:
            yield number, "returned", found.get("Cd", "")


def elements(path: Path, name: str, wanted: Sequence[str]) -> Iterator[dict[str, str]]:
    """Of every element `name`, one after the other: the texts of the first `wanted` inside it, and their attributes.

    Names are taken in any namespace. Memory is that of one element. MonthTrouble where the file is no XML.
    """
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    found: dict[str, str] = {}
    try:
        tags = ["{*}" + tag for tag in (name, *wanted)]
        for _, node in etree.iterparse(str(path), tag=tags, resolve_entities=False, huge_tree=False):
            tag = node.tag.rpartition("}")[2]
            if tag == name:
                yield found
                found = {}
                node.clear()
                while node.getprevious() is not None:
                    del node.getparent()[0]
            elif tag not in found:
                found[tag] = node.text or ""
                found.update(node.attrib)
    except etree.XMLSyntaxError as error:
        raise MonthTrouble(f"{path.name} cannot be read as ISO 20022: {error}") from None


def write_statuses(path: Path, batch: str, day: str, statuses: Iterable[tuple[str, str, str]]) -> None:
    """A status report on a batch: number, ISO status, reason code."""

    def parts() -> Iterator[str]:
        yield REPORT_HEAD.format(namespace=PAIN_002, batch=escape(batch), day=day)
        for number, status, reason in statuses:
            why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else ""
            yield (
                f"<TxInfAndSts><OrgnlEndToEndId>{escape(number)}</OrgnlEndToEndId>"
                f"<TxSts>{status}</TxSts>{why}</TxInfAndSts>\n"
            )
        yield "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>\n"

    _write(path, parts()).replace(path)


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, parts: Iterable[str]) -> Path:
    """A draft beside `path` with all parts; not forced to the disk, for it can be made again from the database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
    return draft


ORDER_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<Document xmlns="{namespace}"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>{batch}</MsgId><CreDtTm>{day}T08:00:00+08:00</CreDtTm><NbOfTxs>{count}</NbOfTxs>
<CtrlSum>{total}</CtrlSum><InitgPty><Nm>Social insurance office</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>{batch}</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum>
<ReqdExctnDt><Dt>{day}</Dt></ReqdExctnDt><Dbtr><Nm>Social insurance office</Nm></Dbtr>
<DbtrAcct><Id><Othr><Id>FUND-{bank}</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><Nm>{bank}</Nm></FinInstnId></DbtrAgt>
"""
REPORT_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<Document xmlns="{namespace}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R-{batch}</MsgId><CreDtTm>{day}T18:00:00+08:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{batch}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch}</OrgnlPmtInfId>
"""

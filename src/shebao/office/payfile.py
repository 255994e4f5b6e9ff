"""ISO 20022 at the bank's door: payment files (pain.001) written and status reports (pain.002) read, streaming.

A file holds nothing that changes between two writings (its times come from the month), so writing it again gives
the same bytes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shebao.office.errors import MonthTrouble

PAIN_001 = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
PAIN_002 = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"
PAID = ("ACSC", "ACCC")
RETURNED = ("RJCT",)


@dataclass(frozen=True)
class Payment:
    """One payment: its number, fen, who gets it and on which account."""

    number: str
    amount: int
    name: str
    account: str


def yuan(fen: int) -> str:
    """Fen as an amount of a file: 1234.05."""
    return f"{fen // 100}.{fen % 100:02d}"


def write_payments(
    path: Path, batch: str, bank: str, day: str, count: int, total: int, payments: Iterable[Payment]
) -> str:
    """Write one payment file under a temporary name, then rename it; the SHA-256 of its bytes.

    MonthTrouble when the payments are not the `count` and `total` (fen) that the batch declares.
    """
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    seen = added = 0
    with draft.open("wb") as raw, etree.xmlfile(raw, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("Document", nsmap={None: PAIN_001}), file.element("CstmrCdtTrfInitn"):
            with file.element("GrpHdr"):
                _text(file, "MsgId", batch)
                _text(file, "CreDtTm", f"{day}T08:00:00+08:00")
                _text(file, "NbOfTxs", str(count))
                _text(file, "CtrlSum", yuan(total))
                with file.element("InitgPty"):
                    _text(file, "Nm", "Social insurance office")
            with file.element("PmtInf"):
                _text(file, "PmtInfId", batch)
                _text(file, "PmtMtd", "TRF")
                _text(file, "NbOfTxs", str(count))
                _text(file, "CtrlSum", yuan(total))
                with file.element("ReqdExctnDt"):
                    _text(file, "Dt", day)
                with file.element("Dbtr"):
                    _text(file, "Nm", "Social insurance office")
                with file.element("DbtrAcct"), file.element("Id"), file.element("Othr"):
                    _text(file, "Id", f"FUND-{bank}")
                with file.element("DbtrAgt"), file.element("FinInstnId"):
                    _text(file, "Nm", bank)
                for payment in payments:
                    seen, added = seen + 1, added + payment.amount
                    with file.element("CdtTrfTxInf"):
                        with file.element("PmtId"):
                            _text(file, "EndToEndId", payment.number)
                        with file.element("Amt"), file.element("InstdAmt", Ccy="CNY"):
                            file.write(yuan(payment.amount))
                        with file.element("Cdtr"):
                            _text(file, "Nm", payment.name)
                        with file.element("CdtrAcct"), file.element("Id"), file.element("Othr"):
                            _text(file, "Id", payment.account)
        raw.flush()
        os.fsync(raw.fileno())
    if (seen, added) != (count, total):
        raise MonthTrouble(f"batch {batch} declares {count} payments of {total} fen, the file has {seen} of {added}")
    digest = sha256(draft)
    draft.replace(path)
    return digest


def read_payments(path: Path) -> Iterator[tuple[str, int]]:
    """Number and fen of every payment of a file."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    for _, node in etree.iterparse(str(path), tag=f"{{{PAIN_001}}}CdtTrfTxInf", resolve_entities=False):
        amount = Decimal(node.findtext(".//{*}InstdAmt")) * 100
        yield node.findtext(".//{*}EndToEndId"), int(amount)
        node.clear()


def read_statuses(path: Path) -> Iterator[tuple[str, str, str]]:
    """Number, 'paid' or 'returned', and reason of every payment a status report speaks of; others are left out."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    try:
        for _, node in etree.iterparse(str(path), tag="{*}TxInfAndSts", resolve_entities=False):
            status = node.findtext("{*}TxSts") or ""
            number = node.findtext("{*}OrgnlEndToEndId") or ""
            if status in PAID:
                yield number, "paid", ""
            elif status in RETURNED:
                yield number, "returned", node.findtext(".//{*}Rsn/{*}Cd") or ""
            node.clear()
    except etree.XMLSyntaxError as error:
        raise MonthTrouble(f"{path.name} is not a pain.002 report: {error}") from None


def write_statuses(path: Path, batch: str, day: str, statuses: Iterable[tuple[str, str, str]]) -> None:
    """A status report on a batch: number, ISO status, reason code."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as raw, etree.xmlfile(raw, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("Document", nsmap={None: PAIN_002}), file.element("CstmrPmtStsRpt"):
            with file.element("GrpHdr"):
                _text(file, "MsgId", f"R-{batch}")
                _text(file, "CreDtTm", f"{day}T18:00:00+08:00")
            with file.element("OrgnlGrpInfAndSts"):
                _text(file, "OrgnlMsgId", batch)
                _text(file, "OrgnlMsgNmId", "pain.001.001.09")
            with file.element("OrgnlPmtInfAndSts"):
                _text(file, "OrgnlPmtInfId", batch)
                for number, status, reason in statuses:
                    with file.element("TxInfAndSts"):
                        _text(file, "OrgnlEndToEndId", number)
                        _text(file, "TxSts", status)
                        if reason:
                            with file.element("StsRsnInf"), file.element("Rsn"):
                                _text(file, "Cd", reason)
    draft.replace(path)


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _text(file: object, name: str, text: str) -> None:
    with file.element(name):  # type: ignore[attr-defined]
        file.write(text)  # type: ignore[attr-defined]

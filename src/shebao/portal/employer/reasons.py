"""What is wrong with a declared row, in the reader's language.

The one thing to know: the office's readers (office/tables.py, office/steps/declare.py) say reasons in English; each of
them has its sentence here, and a test gives the readers bad rows of every kind and looks that each is known.
"""

from __future__ import annotations

import re

from shebao.office.codes import ID_TYPES
from shebao.portal.language import N_, Reader

ANOTHERS = "another employer's credit code"
SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (r"no such person in the register", N_("Nobody in the register has this number and document")),
        (r"the register has another name for this number", N_("The register has another name for this number")),
        (r"declared twice in this month", N_("This person stands in the list twice")),
        (re.escape(ANOTHERS), N_("This row names another employer: save it to make it yours, or remove it")),
        (r"expected (\d{4}-\d\d)", N_("The row is for another month: save it to make it {0}, or remove it")),
        (r"not one of 居民身份证.*", N_("Choose one of the kinds of document: {types}")),
        (r"5 to 20 letters and digits", N_("Enter 5 to 20 letters and digits")),
        (r"17 digits and a check digit.*", N_("Enter 18 characters: 17 digits and a check digit (0-9 or X)")),
        (r"the check digit is (.)", N_("A digit is mistyped: by the others, the last one would be {0}")),
        (r"not an amount in yuan", N_("Enter an amount in yuan, for example 8000 or 8000.50")),
        (r"expected 0 to ([\d,]+) yuan.*", N_("Enter an amount from 0 to {0} yuan with at most two decimals")),
        (r"(\d+) columns, the header has (\d+)", N_("The row has {0} columns, the header has {1}")),
        (r"longer than (\d+) bytes", N_("The row is longer than {0} bytes")),
        (r"byte (\d+) is not (.+)", N_("The row is not written in {1} as the first row is (byte {0})")),
        (r"a zero byte|not a CSV line: .*", N_("The row cannot be read as a row of a CSV file")),
        (r"neither \.csv nor \.xlsx", N_("Choose a CSV file or an Excel workbook (.csv, .xlsx)")),
        (r"the file is empty", N_("The file is empty")),
        (r"columns missing: .*", N_("The first row must name these columns: {columns}")),
        (r"unpacks to ([\d,]+) bytes.*", N_("The workbook is too large: send it as CSV")),
        (r"not an Excel file: .*", N_("The file cannot be opened as an Excel workbook")),
        (r"The number.* has an invalid length\.", N_("A credit code has 18 characters")),
        (r"The number has an invalid format\.", N_("A credit code has digits and capital letters only")),
        (r"The number's checksum.*|One of the parts of the number.*", N_("A character is mistyped")),
        (r"no name", N_("Enter the name as in the register")),
    )
)


def known(reason: str) -> bool:
    """Whether a reason has its sentence."""
    return any(pattern.fullmatch(reason) for pattern, _ in SENTENCES)


def said(reason: str, reader: Reader) -> str:
    """A reason as a sentence; one that has none stays as the office says it."""
    from shebao.office.steps.declare import HEADER_ZH

    for pattern, sentence in SENTENCES:
        found = pattern.fullmatch(reason)
        if found is not None:
            parts = [reader.digits(part or "") for part in found.groups()]
            return reader.text(sentence).format(*parts, types="、".join(ID_TYPES), columns="、".join(HEADER_ZH))
    return reason

"""Files of rows as people send them: CSV in UTF-8 or GB18030, read line by line with a bounded line, and Excel.

The one thing to know: whatever is wrong with a line is a `Bad` with line, field, value and reason; the reader goes
on with the next line. Nothing is guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MOST_LINE = 64 * 1024
MOST_BOOK = 256 * 1024 * 1024
SHOWN = 80


@dataclass(frozen=True)
class Bad:
    """One refused line or field."""

    line: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One line: its number and its cells, without the blanks around them, by canonical name."""

    line: int
    cells: Mapping[str, str]


def read_table(
    path: Path, names: Mapping[str, str], kinds: Mapping[str, Sequence[str]]
) -> tuple[str, Iterator[Row | Bad]]:
    """What kind of table a file is, and its rows.

    names: header as written to canonical name. kinds: kind of table to the columns it needs; the first whose
    columns are all there is taken. A file that is none of them gives kind "" and one Bad.
    """
    if path.suffix.lower() == ".xlsx":
        lines = _excel(path)
    elif path.suffix.lower() == ".csv":
        lines = _csv(path)
    else:
        return "", iter([Bad(0, "file", path.name, "neither .csv nor .xlsx")])
    first = next(lines, None)
    if first is None:
        return "", iter([Bad(1, "header", "", "the file is empty")])
    if isinstance(first, Bad):
        return "", iter([first])
    number, header = first
    columns = [names.get(cell.strip(), "") for cell in header]
    for kind, needed in kinds.items():
        if all(name in columns for name in needed):
            return kind, _rows(lines, columns)
    wanted = " or ".join(", ".join(needed) for needed in kinds.values())
    shown = ",".join(header)
    return "", iter([Bad(number, "header", shown[:SHOWN], f"columns missing: a table has {wanted}")])


def _rows(lines: Iterator[tuple[int, list[str]] | Bad], columns: list[str]) -> Iterator[Row | Bad]:
    width = len(columns)
    for line in lines:
        if isinstance(line, Bad):
            yield line
            continue
        number, cells = line
        if not any(cells):
            continue
        if len(cells) != width:
            shown = ",".join(cells)[:SHOWN]
            yield Bad(number, "columns", shown, f"{len(cells)} columns, the header has {width}")
            continue
        yield Row(number, {name: cell for name, cell in zip(columns, cells, strict=True) if name})


def _csv(path: Path) -> Iterator[tuple[int, list[str]] | Bad]:
    with path.open("rb") as file:
        encoding = ""
        for number, raw in _bounded(file):
            if raw is None:
                yield Bad(number, "line", "", f"longer than {MOST_LINE} bytes")
                continue
            if not encoding:
                encoding = _encoding(raw)
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError as error:
                shown = raw.decode("latin-1")[:SHOWN]
                yield Bad(number, "encoding", shown, f"byte {error.start} is not {encoding}")
                continue
            if "\0" in text:
                yield Bad(number, "line", text[:SHOWN].replace("\0", "·"), "a zero byte")
                continue
            if '"' not in text:
                # What the reader below would give, in a quarter of the time.
                yield number, [cell.strip() for cell in text.split(",")]
                continue
            try:
                yield number, [cell.strip() for cell in next(csv.reader([text], strict=True), [])]
            except csv.Error as error:
                yield Bad(number, "line", text[:SHOWN], f"not a CSV line: {error}")


def _encoding(header: bytes) -> str:
    """Told by the header: Chinese headers are valid in one of the two only."""
    try:
        header.decode("utf-8-sig")
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "gb18030"


def _bounded(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while raw := file.readline(MOST_LINE + 1):
        number += 1
        if len(raw) <= MOST_LINE or raw.endswith(b"\n"):
            yield number, raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = file.readline(MOST_LINE)
        yield number, None


def _excel(path: Path) -> Iterator[tuple[int, list[str]] | Bad]:
    from zipfile import BadZipFile, ZipFile

    from python_calamine import CalamineError, load_workbook

    try:
        # A workbook is held whole while it is read: what it unpacks to is known before.
        with ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MOST_BOOK:
            yield Bad(0, "file", path.name, f"unpacks to {size:,} bytes, more than {MOST_BOOK:,}: send it as CSV")
            return
        with load_workbook(path) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (BadZipFile, CalamineError, OSError, ValueError) as error:
        yield Bad(0, "file", path.name, f"not an Excel file: {error}")
        return
    for number, line in enumerate(cells, 1):
        yield number, [_cell(cell) for cell in line]


def _cell(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        # What Excel made of a decimal: its shortest text is what was typed.
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)

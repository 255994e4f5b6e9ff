"""Data files of the outlook: CSV tables read into arrays, every hole and every unknown column an error with its place.

The one thing to know: `read` gives columns, `Table.cube` lays one of them out over axes, and both refuse what is
missing, doubled or not a number with file, line and column; nothing is filled in.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shebao.errors import ShebaoError

DATA = Path(__file__).parent / "data"

Kind = type[int] | type[float] | type[str]
Column = NDArray[Any]  # int64, float64 or words


class TableError(ShebaoError):
    """A data file does not say what it must: which file, which line (the first line of the file is 1), which column."""

    def __init__(self, path: Path, line: int | None, column: str | None, what: str) -> None:
        self.path, self.line, self.column, self.what = path, line, column, what
        place = path.name + (f", line {line}" if line else "") + (f", column {column}" if column else "")
        super().__init__(f"{place}: {what}")


@dataclass(frozen=True)
class Table:
    """The columns of one file by name, and the line of the file that each row stands on."""

    path: Path
    columns: dict[str, Column]
    lines: list[int]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.lines)

    def cube(self, value: str, **axes: Sequence[Hashable]) -> NDArray[np.float64]:
        """One column as an array over `axes` (column = the keys wanted, in order); rows of other keys are left out.

        Raises TableError when a key has no row or has two.
        """
        places = {name: {key: place for place, key in enumerate(keys)} for name, keys in axes.items()}
        out = np.full([len(keys) for keys in axes.values()], np.nan)
        keys_of_rows = zip(*(self.columns[name].tolist() for name in axes), strict=True)
        for keys, number, line in zip(keys_of_rows, self.columns[value].tolist(), self.lines, strict=True):
            place = tuple(places[name].get(key, -1) for name, key in zip(axes, keys, strict=True))
            if -1 in place:
                continue
            if not math.isnan(out[place]):
                raise TableError(self.path, line, value, f"a second row for {_said(axes, keys)}")
            out[place] = number
        if np.isnan(out).any():
            hole = np.unravel_index(int(np.argmax(np.isnan(out))), out.shape)
            keys = tuple(keys[int(place)] for keys, place in zip(axes.values(), hole, strict=True))
            raise TableError(self.path, None, value, f"no row for {_said(axes, keys)}")
        return out


def read(name: str | Path, /, **kinds: Kind) -> Table:
    """The table in `name` (a path, or the name of one of our own files) with exactly the columns `kinds` names.

    Each column is named with its type: int, float or str. Raises TableError for a file that is not there, a column
    missing or unknown, an empty cell, a row of another length, and what is not a (finite) number.
    """
    path = Path(name) if isinstance(name, Path) else DATA / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            head = next(reader, [])
            rows = [(reader.line_num, row) for row in reader if row]
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(path, None, None, f"cannot be read ({error})") from error
    _check_head(path, head, kinds)
    for line, row in rows:
        if len(row) != len(head):
            raise TableError(path, line, None, f"{len(row)} cells, expected {len(head)}: {', '.join(head)}")
    columns: dict[str, Column] = {}
    for place, column in enumerate(head):
        convert = _CONVERT[kinds[column]]
        values = []
        for line, row in rows:
            try:
                values.append(convert(row[place]))
            except ValueError:
                said = repr(row[place]) if row[place].strip() else "an empty cell"
                raise TableError(path, line, column, f"{said}, expected {_EXPECTED[kinds[column]]}") from None
        columns[column] = np.array(values, dtype=_STORED[kinds[column]])
    return Table(path, columns, [line for line, _ in rows])


def _check_head(path: Path, head: list[str], kinds: dict[str, Kind]) -> None:
    expected = f"expected {', '.join(kinds)}"
    for column in head:
        if column not in kinds:
            raise TableError(path, 1, column, f"unknown column, {expected}")
        if head.count(column) > 1:
            raise TableError(path, 1, column, f"the column stands twice, {expected}")
    for column in kinds:
        if column not in head:
            raise TableError(path, 1, column, f"the column is missing, {expected}")


def _text(cell: str) -> str:
    if not cell.strip():
        raise ValueError
    return cell.strip()


def _finite(cell: str) -> float:
    number = float(cell)
    if not math.isfinite(number):
        raise ValueError
    return number


_CONVERT: dict[Kind, Callable[[str], object]] = {int: int, float: _finite, str: _text}
_EXPECTED: dict[Kind, str] = {int: "a whole number", float: "a number", str: "a word"}
_STORED: dict[Kind, type] = {int: np.int64, float: np.float64, str: np.str_}


def _said(axes: dict[str, Sequence[Hashable]], keys: Sequence[Hashable]) -> str:
    return ", ".join(f"{name} {key}" for name, key in zip(axes, keys, strict=True))

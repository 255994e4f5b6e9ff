"""One value for every year, as people write it in a scenario.

The one thing to know: what is written holds for years that are still open. Years that statistics or the law have
answered keep their answer, unless they are named; after the last year named its value holds on. A year left out
between two that are named is an error, unless `interpolate: yes` draws a straight line.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, cast

import numpy as np

from shebao.engine.errors import BadInput
from shebao.outlook.axes import FIRST, LAST, YEARS

WORDS = ("base", "factor", "plus", "interpolate")
MOST_LISTED = 6
EXAMPLE = "a number, or years such as {2027: 0.03, 2028: 0.035}, or {base: default, factor: 1.1}"

Bounds = tuple[float, float]
Array = np.ndarray[Any, np.dtype[np.float64]]


def near(word: object, known: Iterable[str]) -> str:
    """What may have been meant, for the end of a message: all there is, or the nearest of many."""
    names = list(known)
    if len(names) <= MOST_LISTED:
        return f"one of {', '.join(names)}"
    close = get_close_matches(str(word), names, 3, 0.5)
    return f"a known one, perhaps {' or '.join(close)}" if close else f"one of {', '.join(names)}"


def number(where: str, said: object, bounds: Bounds, unit: str) -> float:
    """A number within bounds. BadInput names the place, and says that more than 1 is more than 100 percent."""
    try:
        value = float(str(said))
    except ValueError:
        raise BadInput(where, said, f"a number ({unit})") from None
    low, high = bounds
    if not (math.isfinite(value) and low <= value <= high):
        more = f"; {value:g} is {value:.0%}" if abs(value) > high == 1 or (high < 1 and abs(value) >= 1) else ""
        raise BadInput(where, said, f"{low:g} to {high:g} ({unit}){more}")
    return value


def read_path(
    where: str, said: object, bounds: Bounds, unit: str, past: Array, base: Callable[[str, object], Array]
) -> Array:
    """The path that `said` gives, one value a year from 2012 to 2100.

    past: the years that are answered, from 2012 on, perhaps none. base: what a word or a path after `base` means.
    Errors: BadInput with the key, for a hole, a year out of range, an unknown word, a value out of bounds.
    """
    first_open = FIRST + len(past)
    path = np.empty(YEARS)
    path[: len(past)] = past
    if not isinstance(said, Mapping):
        path[len(past) :] = number(where, said, bounds, unit)
        return path
    cells = {str(key): value for key, value in cast("Mapping[Any, Any]", said).items()}
    years: dict[int, float] = {}
    for key, value in cells.items():
        if key.isdigit():
            year = int(key)
            if not FIRST <= year <= LAST:
                raise BadInput(f"{where}.{key}", year, f"a year from {FIRST} to {LAST}")
            years[year] = number(f"{where}.{key}", value, bounds, unit)
        elif key not in WORDS:
            raise BadInput(f"{where}.{key}", key, f"a year, or {near(key, WORDS)}")
    based = "base" in cells
    if based:
        path[len(past) :] = base(f"{where}.base", cells["base"])[len(past) :]
        path[len(past) :] *= _plain(where, cells, "factor", 1.0)
        path[len(past) :] += _plain(where, cells, "plus", 0.0)
        for year in range(first_open, LAST + 1):
            number(f"{where}, {year}", float(path[year - FIRST]), bounds, unit)
    elif {"factor", "plus"} & set(cells):
        raise BadInput(where, said, "a `base` for the factor, such as {base: default, factor: 1.1}")
    if not years and not based:
        raise BadInput(where, said, EXAMPLE)
    _lay(where, path, years, first_open, based, _yes(where, cells))
    return path


def _lay(where: str, path: Array, years: Mapping[int, float], first_open: int, based: bool, fill: bool) -> None:
    """The years that are named, laid over the path; the last one holds on."""
    if not years:
        return
    named = sorted(years)
    start, level = named[0], None
    if not based and start > first_open:
        if not fill or first_open == FIRST:
            raise BadInput(
                f"{where}.{first_open}", "nothing",
                f"a value: {_span(first_open, start - 1)} missing before {start}"
                + (", or `interpolate: yes`" if first_open > FIRST else ""),
            )  # fmt: skip
        start, level = first_open - 1, float(path[first_open - 1 - FIRST])
    points = {**({start: level} if level is not None else {}), **years}
    for before, after in itertools.pairwise(named):
        if after > before + 1 and not fill:
            raise BadInput(
                f"{where}.{before + 1}", "nothing",
                f"a value: {_span(before + 1, after - 1)} missing between {before} and {after}, or `interpolate: yes`",
            )  # fmt: skip
    at = sorted(points)
    span = np.arange(start, LAST + 1)
    path[start - FIRST :] = np.interp(span, at, [points[year] for year in at])


def _span(first: int, last: int) -> str:
    return f"{first} is" if first == last else f"{first} to {last} are"


def _plain(where: str, cells: Mapping[str, object], word: str, otherwise: float) -> float:
    return number(f"{where}.{word}", cells[word], (-100, 100), "plain number") if word in cells else otherwise


def _yes(where: str, cells: Mapping[str, object]) -> bool:
    said = str(cells.get("interpolate", "no")).lower()
    if said not in ("yes", "no", "true", "false"):
        raise BadInput(f"{where}.interpolate", said, "yes or no")
    return said in ("yes", "true")

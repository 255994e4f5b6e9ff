"""Rows of the past and of other projections beside ours, made ready to be read: millions of persons, billions of yuan.

The one thing to know: a row says what, year, ours, theirs, unit and difference_ppm (or difference, a share), and may
say reason, fitted (the year was used to fit) and evidence (false: the published figure was recalled, not seen).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shebao.outlook.report.words import LANGUAGES, labels

SHOWN = {
    "persons": (1e6, "unit_millions"),
    "fen": (1e11, "unit_bn"),
    "year": (1, "unit_year"),
    "years": (1, "unit_years"),
}


def shown(rows: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """The rows with the same names and readable units; what and unit by language."""
    return [_row(row) for row in rows or ()]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    size, unit = SHOWN.get(str(row.get("unit")), (1, None))
    theirs = row.get("theirs", row.get("published"))
    off = row.get("difference_ppm")
    if off is None and row.get("difference") is not None:
        off = round(row["difference"] * 1e6)
    return {
        "what": row.get("what") or _what(row),
        "year": row["year"],
        "ours": _scaled(row.get("ours"), size),
        "theirs": _scaled(theirs, size),
        "unit": labels()[unit] if unit else row.get("unit") or "",
        "difference_ppm": off,
        "reason": row.get("reason") or "",
        "fitted": bool(row.get("fitted")),
        "evidence": row.get("evidence") is not False,
    }


def _what(row: Mapping[str, Any]) -> dict[str, str]:
    """A name out of the row's other words: fund and measure of the past, source and variable of a projection."""
    words = [str(row[key]) for key in ("fund", "source_id", "measure", "variable", "scenario") if row.get(key)]
    return {
        lang: ", ".join(labels().get(word, {}).get(lang, word.replace("_", " ")) for word in words)
        for lang in LANGUAGES
    }


def _scaled(value: Any, size: float) -> Any:
    return value / size if isinstance(value, int | float) and not isinstance(value, bool) and size != 1 else value

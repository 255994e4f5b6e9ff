"""The page's words in three languages, and numbers written the reader's way.

The one thing to know: every text of the page is a row of `labels.csv`; Persian numbers have Persian digits, separators
and sign. The scripts of the page write numbers by the same rules (`page/words.js`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "English", "zh": "中文", "fa": "فارسی"}
PERSIAN = str.maketrans("0123456789,.%-", "۰۱۲۳۴۵۶۷۸۹٬٫٪−")
# The largest unit of money that leaves at least one digit before the point: its label and its size in millions of yuan.
UNITS = {
    "en": (("unit_tn", 1_000_000), ("unit_bn", 1_000), ("unit_mn", 1)),
    "zh": (("unit_tn", 1_000_000), ("unit_yi", 100), ("unit_mn", 1)),
    "fa": (("unit_tn", 1_000_000), ("unit_bn", 1_000), ("unit_mn", 1)),
}


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Every text by key, in each of the three languages."""
    with (Path(__file__).parent / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: {language: row[language] for language in LANGUAGES} for row in csv.DictReader(file)}


def say(value: Any, language: str) -> str:
    """A text given for all languages at once or by language; the English one where the reader's is missing."""
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("en") or next(iter(value.values()), ""))
    return "" if value is None else str(value)


def digits(text: str, language: str) -> str:
    """A number or year already written, in the digits of the language."""
    return text.translate(PERSIAN) if language == "fa" else text.replace("-", "−")


def number(value: float, language: str, places: int = 0) -> str:
    """A number with separators of thousands."""
    return digits(f"{value:,.{places}f}", language)


def money(millions: float, language: str) -> str:
    """An amount given in millions of yuan, in the unit a reader of the language expects."""
    held = labels()
    for key, size in UNITS[language]:
        if abs(millions) >= size or size == 1:
            text = digits(f"{millions / size:,.{2 if abs(millions) < 10 * size else 1}f}", language)
            return f"{text} {held[key][language]}" if language != "zh" else text + held[key][language]
    raise AssertionError("the last unit takes every amount")

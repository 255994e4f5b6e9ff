"""What somebody typed into a form: read field by field, kept as typed, what is wrong said in the language.

The one thing to know: reading never raises. A field that is wrong gives None and an entry in `errors`, which the
`field` macro shows beside the field and the `summary` macro at the top; the value stands as it was typed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from shebao.law.units import Fen
from shebao.portal.language import Reader, plain_digits


async def _sent(request: Request) -> dict[str, Any]:
    # PostgreSQL has no zero byte, and nobody types one.
    return {
        name: value.replace("\0", "") if isinstance(value, str) else value
        for name, value in (await request.form()).items()
    }


Sent = Annotated[dict[str, Any], Depends(_sent)]
"""What a form sent, for a handler that is plain `def` for the database: `def save(request, sent: Sent)`."""


WHOLE = re.compile(r"-?[0-9]{1,15}")
"""What is read as a whole number; other signs that count as digits somewhere (²) are none."""


def whole_number(typed: str, digits: int) -> int:
    """What a form's own field says: a whole number of at most so many digits; 0 where it is none."""
    return int(typed) if typed.isdecimal() and len(typed) <= digits else 0


class Form:
    """One form. typed: what came in, by the name of the field. errors: what is wrong, by the same."""

    def __init__(self, reader: Reader, typed: Mapping[str, str] | None = None) -> None:
        self.reader = reader
        self.typed = dict(typed or {})
        self.errors: dict[str, str] = {}

    def wrong(self, name: str, said: str) -> None:
        """Note what is wrong with a field; the first word about it stays."""
        self.errors.setdefault(name, said)

    def whole(self, name: str, low: int, high: int, *, empty: int | None = None) -> int | None:
        """A whole number from low to high, in any digits. empty: what nothing typed means; without it, a mistake."""
        text = plain_digits(self.typed.get(name, ""))
        if not text and empty is not None:
            return empty
        if not WHOLE.fullmatch(text) or not low <= int(text) <= high:
            said = self.reader.text("Enter a whole number from {low} to {high}")
            self.wrong(name, said.format(low=self.reader.number(low), high=self.reader.number(high)))
            return None
        return int(text)

    def money(self, name: str, low: Fen, high: Fen) -> Fen | None:
        """An amount of yuan, as fen."""
        text = plain_digits(self.typed.get(name, "")).removeprefix("¥").removeprefix("￥").strip()
        whole, _, part = text.partition(".")
        good = (
            text.isascii() and whole.isdigit() and len(whole) < 14 and (part.isdigit() or not part) and len(part) <= 2
        )
        fen = int(whole) * 100 + int((part + "00")[:2]) if good else -1
        if not low <= fen <= high:
            said = self.reader.text("Enter an amount from {low} to {high}")
            self.wrong(name, said.format(low=self.reader.money(low), high=self.reader.money(high)))
            return None
        return fen

    def one_of(self, name: str, choices: Collection[str]) -> str | None:
        """One of the choices offered."""
        held = self.typed.get(name, "")
        if held not in choices:
            self.wrong(name, self.reader.text("Choose one of these"))
            return None
        return held

    def date(self, name: str, first: datetime.date, last: datetime.date) -> datetime.date | None:
        """A date from the fields NAME_year, NAME_month and NAME_day, from first to last."""
        typed = [plain_digits(self.typed.get(f"{name}_{part}", "")) for part in ("year", "month", "day")]
        try:
            day = datetime.date(*map(int, typed))
        except (ValueError, OverflowError):
            self.wrong(name, self.reader.text("Enter a real date: year, month and day"))
            return None
        if not first <= day <= last:
            low, high = self.reader.date(first.toordinal()), self.reader.date(last.toordinal())
            self.wrong(name, self.reader.text("Enter a date from {low} to {high}").format(low=low, high=high))
            return None
        return day

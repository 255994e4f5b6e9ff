"""What the whole numbers of the law mean: every quantity is an int, its unit says of what.

The one thing to know: a unit is an annotation, never a wrapper. `Fen` is an `int` to Python and to the type
checker; the engine reads the `Unit` from the annotation to convert what people write (yuan, ratios, dates)
into the integers rules work on, and back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Generic, TypeVar

__all__ = [
    "BY_MONTHS", "BY_YEAR", "CATEGORIES", "EMPLOYEE", "FEMALE", "FLEXIBLE", "HALF_ON_ENTRIES", "MALE", "MEN_60",
    "MILLION", "MONTH", "NO", "WOMEN_50", "WOMEN_55", "YEAR", "YES", "Category", "Count", "Day", "Days", "Fen",
    "History", "Method", "Month", "Months", "Permille", "Ppm", "Region", "Series", "Sex", "Table", "Tenths",
    "Track", "Unit", "YearNo", "Years", "YesNo",
]  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One kind of whole number: `scale` integers make one of what people write (`shown`).

    kind: number | month | day | enum | region. For an enum, `choices` names the integers 0, 1, 2 ...
    """

    name: str
    shown: str
    scale: int = 1
    kind: str = "number"
    choices: tuple[str, ...] = ()

    def parse(self, value: object) -> int:
        """The integer for a value as people write it (yuan, ratio, YYYY-MM, date, name). Exact or ValueError."""
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if self.kind == "month":
            return parse_month(value)
        if self.kind == "day":
            return parse_day(value)
        if self.kind == "enum":
            text = {"true": "yes", "false": "no"}.get(str(value).lower(), str(value))
            if text not in self.choices:
                raise ValueError(f"{text!r} is not one of {', '.join(self.choices)}")
            return self.choices.index(text)
        if self.kind == "region":
            text = str(value)
            if len(text) != 6 or not text.isdigit():
                raise ValueError(f"{text!r} is not a six-digit region code")
            return int(text)
        if isinstance(value, float):
            # What a reader of YAML or JSON made of a decimal: its shortest text is what was written.
            value = repr(value)
        try:
            exact = Fraction(str(value).replace(",", "")) * self.scale
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{value!r} is not a number of {self.shown}") from None
        if exact.denominator == 1:
            return int(exact)
        # Finer than the unit (an index printed with nine decimals): the nearest whole one, half away from zero.
        nearest = (abs(exact) * 2 + 1) // 2
        return int(nearest if exact >= 0 else -nearest)

    def show(self, value: int) -> str:
        """The value as people write it, without the name of the unit."""
        if self.kind == "month":
            return f"{value // 12:04d}-{value % 12 + 1:02d}"
        if self.kind == "day":
            inside = 1 <= value <= datetime.date.max.toordinal()
            return datetime.date.fromordinal(value).isoformat() if inside else f"day {value}"
        if self.kind == "enum":
            return self.choices[value] if 0 <= value < len(self.choices) else str(value)
        if self.kind == "region":
            return f"{value:06d}"
        if self.scale == 1:
            return str(value)
        sign, whole = ("-" if value < 0 else ""), abs(value)
        if self.scale % 10:
            raise AssertionError(self)
        if self.scale in (10, 100, 1000, 1_000_000):
            digits = len(str(self.scale)) - 1
            text = f"{whole // self.scale}.{whole % self.scale:0{digits}d}"
            return sign + (text if self.scale == 100 else text.rstrip("0").rstrip("."))
        return sign + f"{whole / self.scale:.4f}".rstrip("0").rstrip(".")

    def exact(self, value: int) -> Fraction:
        """The value in what people write, exactly. For numbers only."""
        return Fraction(value, self.scale)


def parse_month(value: object) -> int:
    """The number of a month written YYYY-MM: year * 12 + month - 1."""
    text = str(value)
    year, _, month = text.partition("-")
    if (
        len(year) == 4
        and year.isdigit()
        and month[:2].isdigit()
        and 1 <= int(month[:2]) <= 12
        and (len(month) == 2 or (len(month) == 5 and month[2] == "-"))
    ):
        return int(year) * 12 + int(month[:2]) - 1
    raise ValueError(f"{text!r} is not a month written YYYY-MM")


def parse_day(value: object) -> int:
    """The proleptic ordinal of a date written YYYY-MM-DD (1 is 0001-01-01)."""
    try:
        return datetime.date.fromisoformat(str(value)).toordinal()
    except ValueError:
        raise ValueError(f"{str(value)!r} is not a date written YYYY-MM-DD") from None


YEAR = 12_000
"""One year in `Years`: a thousandth of a month, so that whole months and years printed to 0.01 are both exact."""
MONTH = 1000
"""One month in `Years`."""
MILLION = 1_000_000
"""All of something in `Ppm`."""

SEXES = ("male", "female")
MALE, FEMALE = 0, 1
TRACKS = ("men_60", "women_55", "women_50")
MEN_60, WOMEN_55, WOMEN_50 = 0, 1, 2
CATEGORIES = ("employee", "flexible")
EMPLOYEE, FLEXIBLE = 0, 1
NO, YES = 0, 1
METHODS = ("monthly", "yearly", "half")
BY_MONTHS, BY_YEAR, HALF_ON_ENTRIES = 0, 1, 2

Fen = Annotated[int, Unit("fen", "yuan", 100)]
Ppm = Annotated[int, Unit("ppm", "ratio", 1_000_000)]
Permille = Annotated[int, Unit("permille", "permille", 1000)]
Months = Annotated[int, Unit("months", "months")]
Month = Annotated[int, Unit("month", "YYYY-MM", kind="month")]
Day = Annotated[int, Unit("day", "YYYY-MM-DD", kind="day")]
Days = Annotated[int, Unit("days", "days")]
YearNo = Annotated[int, Unit("year", "year")]
Years = Annotated[int, Unit("years", "years", YEAR)]
Tenths = Annotated[int, Unit("tenths", "months", 10)]
Count = Annotated[int, Unit("count", "count")]
Region = Annotated[int, Unit("region", "GB/T 2260 code", kind="region")]
Sex = Annotated[int, Unit("sex", "male|female", kind="enum", choices=SEXES)]
Track = Annotated[int, Unit("track", "|".join(TRACKS), kind="enum", choices=TRACKS)]
Category = Annotated[int, Unit("category", "|".join(CATEGORIES), kind="enum", choices=CATEGORIES)]
Method = Annotated[int, Unit("method", "|".join(METHODS), kind="enum", choices=METHODS)]
YesNo = Annotated[int, Unit("yes_no", "yes|no", kind="enum", choices=("no", "yes"))]

T = TypeVar("T")

History = list
"""A history in a rule's parameters, e.g. `stint_base: History[Fen]`: a list of ints in time order."""


class Series(Generic[T]):
    """A figure over places and time: `average_wage[region, year]` or `[region, month]`, as the figure is kept."""

    def __getitem__(self, key: tuple[int, int]) -> T:
        raise NotImplementedError

    def __iter__(self) -> Iterator[T]:
        raise TypeError("a series is read at a place and a time")


class Table(Generic[T]):
    """A figure with a key, as in force at `as_of` in `region`: `payment_months_table[age]`."""

    def __getitem__(self, key: int) -> T:
        raise NotImplementedError

    def __iter__(self) -> Iterator[T]:
        raise TypeError("a table is read at a key")

"""Numbers that carry a check digit: people's ID numbers and employers' credit codes."""

from __future__ import annotations

from functools import cache, lru_cache

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

ID_TYPES = ("居民身份证", "港澳台居民居住证", "外国人永久居留身份证", "护照")
CHECKED = ID_TYPES[:3]


def id_fault(id_type: str, number: str) -> str:
    """What is wrong with an ID number; empty when nothing is. Only its form and check digit are looked at."""
    if id_type not in ID_TYPES:
        return f"not one of {', '.join(ID_TYPES)}"
    if id_type not in CHECKED:
        return "" if 5 <= len(number) <= 20 and number.isalnum() else "5 to 20 letters and digits"
    if len(number) != 18 or not number[:17].isdigit() or not (number[17].isdigit() or number[17] == "X"):
        return "17 digits and a check digit (0-9 or X)"
    # Not ric.validate: it refuses newer counties and the residence permits of Hong Kong, Macao and Taiwan.
    if check_digit(number[:17]) != number[17]:
        return f"the check digit is {check_digit(number[:17])}"
    return ""


def check_digit(head: str) -> str:
    """The check digit for the first 17 digits of an ID number (GB 11643)."""
    # The library wants the whole number and looks at all but its last place.
    return ric.calc_check_digit(head + "0")


@cache
def division_known(division: str) -> bool:
    """Whether the first six digits of an ID number name a division that the library knows."""
    from stdnum import numdb

    return len(numdb.get("cn/loc").info(division)[0][1]) > 0


@lru_cache(maxsize=100_000)  # every row of a file names the same employer
def credit_code_fault(code: str) -> str:
    """What is wrong with a unified social credit code; empty when nothing is."""
    try:
        uscc.validate(code)
    except ValidationError as error:
        return str(error).splitlines()[0]
    return ""

"""What the unemployment funds paid by policies of the time: refunds to firms that kept their people, and assistance to
jobless people who are not due the benefit.

The one thing to know: a sum that was published apart from the fund's spending (`data/policies.csv`) is taken as it is;
a year without one follows the rule of its notice, with what firms took up in 2018, the last fitted year.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from shebao.outlook.axes import FIRST
from shebao.outlook.behaviour import number, over
from shebao.outlook.bulletins import published
from shebao.outlook.shares import dealt, share
from shebao.outlook.tables import read

FEN = 10**10
"""A hundred million yuan."""


@cache
def paid_by(policy: str) -> dict[int, int]:
    """What was published of a policy, fen by year."""
    table = read("policies.csv", policy=str, year=int, yuan_100m=float, status=str, source=str, note=str)
    rows = zip(*(table[name].tolist() for name in ("policy", "year", "yuan_100m")), strict=True)
    return {year: round(yuan * FEN) for name, year, yuan in rows if name == policy}


def refunds(paid: Any) -> Any:
    """[Y, P] fen given back to firms. paid: contributions of the same years, fen; those of the year before count."""
    count = len(paid)
    before = np.roll(paid, 1, axis=0)
    before[0] = 0
    given = share(before, over("jobs_kept", np.arange(FIRST, FIRST + count)) * number("jobs_kept_taken"))
    for year, fen in paid_by("refunds").items():
        if 0 < year - FIRST < count:
            given[year - FIRST] = dealt(before[year - FIRST], fen)
    return given


def assistance(benefits: Any) -> Any:
    """[Y, P] fen of assistance to those not due the benefit, in the years that knew it, by benefits (fen)."""
    count = len(benefits)
    given = share(benefits, over("assistance", np.arange(FIRST, FIRST + count)))
    for year, fen in paid_by("benefits_beside").items():
        proper = published("ui_benefits", year)
        if year - FIRST < count and proper is not None:
            # Medical premiums of those who draw the benefit are in both; they stand in `unemployment_other`.
            rest = fen - round(number("jobless_medical") * proper.value)
            given[year - FIRST] = dealt(benefits[year - FIRST], rest)
    return given

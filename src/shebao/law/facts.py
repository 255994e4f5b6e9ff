"""What may be known about a person: the facts that rules ask for, with their bounds.

The one thing to know: bounds are promises. The compiled engine proves on them that nothing overflows; a value
outside is refused by name. A *stint* is a run of months inside one calendar year with the same base, place and
category; the lists of one history have the same length and are in time order.
"""

from __future__ import annotations

from shebao.law.language import fact
from shebao.law.units import (
    Category,
    Count,
    Day,
    Days,
    Fen,
    Month,
    Months,
    Ppm,
    Region,
    Sex,
    Tenths,
    Track,
    YearNo,
    Years,
    YesNo,
)

FIRST_DAY, LAST_DAY = 675_334, 803_168  # 1850-01-01, 2199-12-31
FIRST_MONTH, LAST_MONTH = 1900 * 12, 2199 * 12 + 11
MOST_FEN = 10_000_000_000  # a hundred million yuan
MOST_MONTHS = 1200

fact("as_of", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("region", Region, low=0, high=999_999)

fact("sex", Sex, low=0, high=1)
fact("birth", Day, low=FIRST_DAY, high=LAST_DAY)
fact("retirement_track", Track, low=0, high=2)
fact("chosen_retirement_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("retirement_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("claim_age_months", Months, low=0, high=1500)
fact("work_started", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("wage", Fen, low=0, high=MOST_FEN)
fact("months_paid", Months, low=0, high=MOST_MONTHS)
fact("deemed_months", Months, low=0, high=MOST_MONTHS)
fact("deemed_index", Ppm, low=0, high=10_000_000)
fact("account_balance", Fen, low=0, high=MOST_FEN)
fact("stint_start", Month, low=FIRST_MONTH, high=LAST_MONTH, history="stint")
fact("stint_months", Months, low=1, high=12, history="stint")
fact("stint_base", Fen, low=0, high=100_000_000, history="stint")
fact("stint_region", Region, low=0, high=999_999, history="stint")
fact("stint_category", Category, low=0, high=1, history="stint")

__all__ = ["Count", "Days", "Tenths", "YearNo", "Years", "YesNo"]

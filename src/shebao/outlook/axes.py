"""The axes of every array of the outlook: years and provinces.

The one thing to know: an array over years has 89 cells, from 2012 to 2100; one over provinces has 31, in the order of
their six-digit codes.
"""

from __future__ import annotations

FIRST, LAST = 2012, 2100
YEARS = LAST - FIRST + 1
PROVINCES = (
    "110000", "120000", "130000", "140000", "150000", "210000", "220000", "230000", "310000", "320000", "330000",
    "340000", "350000", "360000", "370000", "410000", "420000", "430000", "440000", "450000", "460000", "500000",
    "510000", "520000", "530000", "540000", "610000", "620000", "630000", "640000", "650000",
)  # fmt: skip

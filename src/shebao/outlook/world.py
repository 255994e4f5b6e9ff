"""The tables people live in, laid end to end in one array of whole numbers, and one function to read each.

The one thing to know: compiled loops are handed few arrays (each is seven words and a count of its users that threads
would fight over), so everything stands in one; `world.wage(w, y, p)` reads a table, `fill` writes them all.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from shebao.engine.errors import BadInput
from shebao.outlook.axes import LAST, YEARS
from shebao.outlook.machine import inlined
from shebao.outlook.people import COHORTS
from shebao.outlook.strata import BITS, LIFE_EVENTS, YEAR_EVENTS

BEGIN = 1978
"""The first year a working life before the start of the run is looked back to; tables `[y]` begin there."""
SPAN = LAST - BEGIN + 1
BIRTHS = COHORTS // 2
P, S, R, A = 31, 2, 2, 106
TIERS, QUANTILES = 10, 1024
AHEAD = 16
"""Years of draws made at once: as many as lie side by side in the machine's registers."""
SHAPES: dict[str, tuple[int, ...]] = {}
_begins: dict[str, int] = {}


def _table(name: str, *shape: int) -> Callable[..., Any]:
    """Room for a table, and the function that reads a cell of it."""
    begin = sum(prod(shape) for shape in SHAPES.values())
    SHAPES[name], _begins[name] = shape, begin
    if len(shape) == 1:

        @inlined()
        def read(w: Any, i: int) -> int:
            return w[begin + i]

    elif len(shape) == 2:
        a = shape[1]

        @inlined()
        def read(w: Any, i: int, j: int) -> int:
            return w[begin + i * a + j]

    elif len(shape) == 3:
        a, b = shape[1] * shape[2], shape[2]

        @inlined()
        def read(w: Any, i: int, j: int, k: int) -> int:
            return w[begin + i * a + j * b + k]

    else:
        a, b, c = shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3]

        @inlined()
        def read(w: Any, i: int, j: int, k: int, m: int) -> int:
            return w[begin + i * a + j * b + k * c + m]

    return read


# Chances are of 2**32; leaving is of 2**31. Factors are of `lives.ONE`. Wages and premiums are fen.
leaving = _table("leaving", S, BIRTHS, YEARS)  # to die or leave the country
abroad = _table("abroad", S, BIRTHS, YEARS)  # which part of it leaves the country
move = _table("move", P, S, BIRTHS, YEARS)
goes = _table("goes", YEARS, P, P)  # where to, cumulated
town = _table("town", P, S, BIRTHS, YEARS)
school = _table("school", 10)  # leaves school by 16, 17 ..., cumulated
covered = _table("covered", SPAN, P, R)  # in service, at the curve's one
curve = _table("curve", S, A)
public = _table("public", SPAN, R)  # members of institutions
counted = _table("counted", SPAN)  # those of them whose institution has joined the fund
own = _table("own", SPAN)  # factor: flexible workers of those in service outside institutions
site = _table("site", SPAN)  # insured against injury alone
jobless_in = _table("jobless_in", SPAN)  # employees insured against unemployment
injury_in = _table("injury_in", SPAN)
resident = _table("resident", SPAN, P, R, 2)  # take part in the residents' scheme, below and from sixty
premium = _table("premium", SPAN, P, TIERS)
wage = _table("wage", SPAN, P)  # the mean
by_age = _table("by_age", S, A)
by_life = _table("by_life", QUANTILES)
by_job = _table("by_job", QUANTILES)
by_class = _table("by_class", 4)
declared = _table("declared", SPAN, P)  # declared base over wage
density = _table("density", SPAN)  # months paid by flexible workers
hired_density = _table("hired_density", SPAN)
change = _table("change", 2, A)  # another job: in the days of jobs for life, and since
retire = _table("retire", 3, 3, BIRTHS * 12)  # by track, choice and month of birth
needed = _table("needed", 3, 3, BIRTHS * 12)
women_55 = _table("women_55", 4)  # by class
choice = _table("choice", SPAN, 3)  # earliest, statutory, latest, cumulated
bought = _table("bought", SPAN)  # those short of months who buy them
outsiders = _table("outsiders", SPAN, R)  # those never insured who buy all months at the age
lost = _table("lost", SPAN)  # lose a job
hurt = _table("hurt", SPAN)  # are injured with a grade, or die of it
grades = _table("grades", 11)  # 1 to 10, then death, cumulated
old = _table("old", P, R, S, A)  # retired before the start
old_public = _table("old_public", R, S, A)  # from institutions, among all of an age at the start
old_pension = _table("old_pension", P, 3)  # of enterprises, of institutions in the fund by then, of the others
old_method = _table("old_method", 1)  # factor: of the last wage
supplement = _table("supplement", SPAN)  # factor: first pensions over what the formula gives
kept_on = _table("kept_on", 1)  # factor: of the grants due when work ends after an injury, those paid at once
old_spread = _table("old_spread", QUANTILES)
accounts_begin = _table("accounts_begin", P)  # month
region = _table("region", P)
in_life = _table("in_life", LIFE_EVENTS, 4, 256)  # see `strata`: what each byte of a number turns in a draw
in_year = _table("in_year", YEAR_EVENTS, BITS, YEARS + AHEAD)  # what each bit turns
life_shift = _table("life_shift", LIFE_EVENTS)
year_shift = _table("year_shift", YEAR_EVENTS, YEARS + AHEAD)
partner = _table("partner", SPAN)  # who changes jobs with whom
pair = _table("pair", SPAN)
exchange = _table("exchange", SPAN)
bits = _table("bits", 1)  # of the greatest number of a person
key = _table("key", 2)
even = _table("even", 1)
last = _table("last", 1)
other = _table("other", 3)  # another world: which, from what year, the age of the flat pension
flat = _table("flat", SPAN)  # the flat pension, fen a month
earns = _table("earns", SPAN)  # what own accounts earn, millionths
payout = _table("payout", A)  # over how many months an account is paid out, by age at the claim


def fill(**tables: Any) -> Any:
    """All tables in one array. BadInput for a table that is missing, unknown or of another shape."""
    made = np.zeros(sum(prod(shape) for shape in SHAPES.values()), dtype=np.int64)
    for name in {*tables, *SHAPES}:
        if name not in tables or name not in SHAPES:
            raise BadInput(name, "a table", f"exactly {', '.join(SHAPES)}")
        array = np.asarray(tables[name])
        if array.shape != SHAPES[name]:
            raise BadInput(name, array.shape, str(SHAPES[name]))
        begin = _begins[name]
        made[begin : begin + array.size] = array.astype(np.int64, casting="unsafe").ravel()
    return made

"""What happens to one person in the two worlds that are not the law: a flat pension from taxes, a provident fund.

The one thing to know: work, months, claims, deaths and moves are those of the law's world; only money is another. From
`world_begins` on nothing is awarded by the law any more: who drew a pension before goes on drawing it. The account of
everybody else rests as it is and earns the law's interest until its owner stops work: in the world of the flat pension
it is then paid out at once, as the law pays an account whose relation ends; in that of the provident fund it goes into
the own account. What the pooled funds had promised for months paid before and not yet awarded is not honoured.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
from __future__ import annotations

from typing import Any

from shebao.outlook import world
from shebao.outlook.accounts import *
from shebao.outlook.axes import FIRST
from shebao.outlook.lives import *
from shebao.outlook.lives import _asked, _fill, _lay
from shebao.outlook.machine import compiled, inlined
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.world import BEGIN

LAW, FLAT, PROVIDENT = 0, 1, 2
RESIDENT_LAW, RESIDENT_OTHERWISE = 1, 2
"""Whose residents' pension was awarded by the law, and whose account alone is paid."""
RESIDENT_AGE = 60


@inlined()
def other(w: Any, y: int) -> int:
    """The world of a year: LAW, FLAT or PROVIDENT."""
    return world.other(w, 0) if y >= world.other(w, 1) else LAW


@inlined()
def awarded_otherwise(w: Any, s: Any) -> bool:
    """Whether a retiree's pension is of another world; by the month of the award."""
    return world.other(w, 0) != LAW and s[SINCE] > world.other(w, 1) * 12


@inlined()
def interest(w: Any, y: int, fen: int) -> int:
    """A year of the provident fund's return on what was there at its start, rounded down."""
    return fen * world.earns(w, y - BEGIN) // 1_000_000


@compiled()
def begin_year(w: Any, y: int, s: Any, books: Any) -> None:
    """Own accounts earn what they held at the end of the last year."""
    row = cell(y - FIRST, s[WHERE])
    if s[FUND] > 0:
        earned = interest(w, y, s[FUND])
        s[FUND] += earned
        books[row + OWN_INTEREST] += earned
    if s[RES_ACCOUNT] > 0 and s[RES_STATUS] != RESIDENT_LAW:
        earned = interest(w, y, s[RES_ACCOUNT])
        s[RES_ACCOUNT] += earned
        books[row + RESIDENT_INTEREST] += earned
        books[row + RESIDENT_OWN_INTEREST] += earned


@compiled()
def end_year(y: int, s: Any, books: Any) -> None:
    """What own accounts hold at the year's end, from the last one before they begin."""
    row = cell(y - FIRST, s[WHERE])
    books[row + OWN_HELD] += s[FUND]
    if s[RES_STATUS] != RESIDENT_LAW:
        books[row + RESIDENT_OWN_HELD] += s[RES_ACCOUNT]


@compiled()
def move(y: int, p: int, to: int, s: Any, books: Any) -> None:
    """Own accounts go along to another province."""
    books[cell(y - FIRST, p) + TRANSFER_OUT] += s[FUND]
    books[cell(y - FIRST, to) + TRANSFER_IN] += s[FUND]
    if s[RES_STATUS] != RESIDENT_LAW:
        books[cell(y - FIRST, p) + RESIDENT_OUT] += s[RES_ACCOUNT]
        books[cell(y - FIRST, to) + RESIDENT_IN] += s[RES_ACCOUNT]


@compiled()
def flat_pension(w: Any, who: Any, y: int, months: int, s: Any, books: Any) -> None:
    """The flat pension of everyone from its age on; with those who stopped work as employees it is counted apart."""
    age = y - who[BIRTH]
    if age < world.other(w, 2):
        return
    drawn = months if age > world.other(w, 2) else max(0, months - 1 - s[D_BIRTH] % 12)
    fen = world.flat(w, y - BEGIN) * drawn
    row = cell(y - FIRST, s[WHERE])
    books[row + FLAT_RECIPIENTS] += 1 if months == 12 else 0
    if s[STATUS] == RETIRED:
        books[row + FLAT_EMPLOYEES] += fen
        b = who[BIRTH] - FIRST_BIRTH
        books[flow_of(who, y, s, RECEIVED)] += fen
        if awarded_otherwise(w, s):
            books[awards(b * 2 + who[SEX], third_of(s)) + DRAWN] += drawn
    else:
        books[row + FLAT_RESIDENTS] += fen


@compiled()
def contribute(w: Any, who: Any, y: int, months: int, fen: int, s: Any, books: Any) -> None:
    """Months of work count as in the law's world; contributions of the law (fen, of all the months) are the own."""
    s[PAID] += months
    if fen > 0:
        s[FUND] += fen
        books[cell(y - FIRST, s[WHERE]) + OWN_ENTRIES] += fen
        books[flow_of(who, y, s, 0)] += fen


@compiled()
def buy(w: Any, who: Any, y: int, short: int, s: Any, desk: Any, books: Any) -> None:
    """Months short of the minimum: with a flat pension nobody pays for them, with a provident fund for oneself."""
    p, fen = s[WHERE], 0
    if other(w, y) == PROVIDENT:
        _fill(desk, FLEXIBLE_MONTH, world.region(w, p), y * 12, world.wage(w, y - BEGIN, p) * 6 // 10)
        _asked(desk, FLEXIBLE_MONTH, p, y)
        fen = desk[OUT + FLEXIBLE_MONTH * WIDE] * short
        books[cell(y - FIRST, p) + FLEXIBLE_PAID] += fen
    contribute(w, who, y, short, fen, s, books)


@compiled()
def _account(w: Any, month: int, s: Any, history: Any, desk: Any, books: Any) -> int:
    """What lies in the account of the law in a month; it is empty afterwards."""
    held, p = 0, s[WHERE]
    if s[STINT] > 0:
        _lay(w, history, s[STINT], desk)
        _fill(desk, ACCOUNT, world.region(w, p), month)
        _asked(desk, ACCOUNT, p, month // 12)
        held = desk[OUT + ACCOUNT * WIDE + 0]
        books[cell(month // 12 - FIRST, p) + ACCOUNT_INTEREST] += held - s[ENTERED]
    s[STINT], s[ENTERED] = 0, 0
    return held


@compiled()
def award(w: Any, who: Any, y: int, month: int, s: Any, history: Any, desk: Any, books: Any, last_wage: int) -> None:
    """Work ends: the account of the law is paid out or becomes the owner's, and the own account is spread over time."""
    row, c = cell(y - FIRST, s[WHERE]), (who[BIRTH] - FIRST_BIRTH) * 2 + who[SEX]
    held = _account(w, month, s, history, desk, books)
    s[STATUS], s[SINCE], s[PENSION] = RETIRED, month + 1, 0
    if other(w, y) == FLAT:
        books[row + ACCOUNT_PAID] += held
        books[flow_of(who, y, s, RECEIVED)] += held
        pension = world.flat(w, y - BEGIN)
    else:
        books[row + OWN_OPENED] += held
        s[FUND] += held
        age = (month - (FIRST_BIRTH * 12 + s[D_BIRTH])) // 12
        s[FUND_MONTHS] = world.payout(w, min(max(age, 0), 105))
        pension = s[FUND] // s[FUND_MONTHS]
    books[row + NEW_RETIREES] += 1
    f = awards(c, third_of(s))
    books[f] += 1
    books[f + 1] += pension
    books[f + 2] += last_wage
    books[f + 3] += s[PAID] + s[DEEMED]


@compiled()
def pensioner(w: Any, who: Any, y: int, months: int, s: Any, books: Any) -> None:
    """A year of the own account: each year what is left is spread evenly over the months left."""
    drawn = min(s[FUND_MONTHS], months if s[SINCE] <= y * 12 else max(0, months - (s[SINCE] - y * 12)))
    row = cell(y - FIRST, s[WHERE])
    if drawn > 0:
        fen = s[FUND] if drawn == s[FUND_MONTHS] else s[FUND] // s[FUND_MONTHS] * drawn
        s[FUND] -= fen
        s[FUND_MONTHS] -= drawn
        books[row + OWN_PAID] += fen
        b = who[BIRTH] - FIRST_BIRTH
        books[flow_of(who, y, s, RECEIVED)] += fen
        books[awards(b * 2 + who[SEX], third_of(s)) + DRAWN] += drawn
    if months == 12:
        books[row + RETIREES] += 1
        books[row + INSTITUTION_RETIREES] += s[INSTITUTION]


@compiled()
def give_up(y: int, s: Any, books: Any) -> int:
    """The own account (its fen) goes along to the residents' scheme, as the law has accounts do."""
    row = cell(y - FIRST, s[WHERE])
    books[row + OWN_REFUNDED] += s[FUND]
    books[row + RESIDENT_MOVED_IN] += s[FUND]
    s[RES_ACCOUNT] += s[FUND]
    went, s[FUND] = s[FUND], 0
    return went


@compiled()
def resident(w: Any, who: Any, y: int, months: int, premium: int, s: Any, desk: Any, books: Any) -> None:
    """A year in the residents' scheme for whom the law has awarded nothing: the own premiums, then the own account."""
    p, age = s[WHERE], y - who[BIRTH]
    row = cell(y - FIRST, p)
    here = 1 if months == 12 else 0
    provident = other(w, y) == PROVIDENT
    if age < RESIDENT_AGE:
        books[row + PAYERS] += here
        s[RES_MONTHS] += 12
        if provident:
            s[RES_ACCOUNT] += premium
            books[row + RESIDENT_PREMIUM] += premium
            return
    else:
        if s[RES_STATUS] == 0:
            s[RES_STATUS] = RESIDENT_OTHERWISE
            s[RES_START] = world.payout(w, RESIDENT_AGE)
        drawn = min(s[RES_START], months if age > RESIDENT_AGE else max(0, months - 1 - s[D_BIRTH] % 12))
        if drawn > 0:
            fen = s[RES_ACCOUNT] if drawn == s[RES_START] else s[RES_ACCOUNT] // s[RES_START] * drawn
            s[RES_ACCOUNT] -= fen
            s[RES_START] -= drawn
            books[row + RESIDENT_ACCOUNT] += fen
        books[row + RECIPIENTS] += here
        if provident:
            return
    # With a flat pension the account that is there goes on earning the law's interest.
    _fill(desk, RESIDENT_YEAR, world.region(w, p), y * 12 + 11, 0, s[RES_ACCOUNT])
    _asked(desk, RESIDENT_YEAR, p, y)
    after = desk[OUT + RESIDENT_YEAR * WIDE + 2] - desk[OUT + RESIDENT_YEAR * WIDE + 1]
    books[row + RESIDENT_INTEREST] += after - s[RES_ACCOUNT]
    s[RES_ACCOUNT] = after


@compiled()
def leave(w: Any, who: Any, y: int, month: int, s: Any, history: Any, desk: Any, books: Any) -> None:
    """A death before or after the end of work: accounts go to the heirs, nothing is pooled, so there are no grants."""
    row = cell(y - FIRST, s[WHERE])
    held = _account(w, month, s, history, desk, books) if s[STATUS] != RETIRED else 0
    books[row + INHERITED] += held
    books[row + OWN_LEFT] += s[FUND]
    books[flow_of(who, y, s, LEFT_OVER)] += held + s[FUND]
    s[FUND] = 0


@compiled()
def resident_leaves(y: int, s: Any, books: Any) -> None:
    """The residents' account goes to the heirs."""
    books[cell(y - FIRST, s[WHERE]) + RESIDENT_INHERITED] += s[RES_ACCOUNT]
    s[RES_ACCOUNT] = 0

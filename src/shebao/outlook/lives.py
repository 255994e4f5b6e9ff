"""Lives lived through, year by year: what happens to one person in one year, and both orders of walking through all.

The one thing to know: `year` is the only place where anything happens. Walking a whole life at a time keeps state and
history of one person in the cache; walking a year at a time keeps those of everyone. Draws are keyed and sums are
whole numbers, so both orders, any threads and any batches give the same cells.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
from __future__ import annotations

from typing import Any

import numpy as np

from shebao.outlook import world
from shebao.outlook.accounts import *
from shebao.outlook.asking import ask_one
from shebao.outlook.axes import FIRST, YEARS
from shebao.outlook.draws import philox
from shebao.outlook.machine import compiled, inlined
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.strata import (
    CHOICE,
    INDUSTRY,
    INJURY_IN,
    JOB,
    JOBLESS_IN,
    LIFE,
    MIRROR,
    MONTH,
    ODD,
    ONCE,
    PAIR,
    RESIDENT,
    SCHOOL,
    SWAPS,
    TIER,
    TOWN_ONCE,
    TRACK,
    WAGE,
    place,
)  # fmt: skip
from shebao.outlook.world import BEGIN

STINTS = 128
MIDYEAR = 6
"""Rates change between March and May: the month whose rates a year's contributions are asked at, from January."""
JOBS_FOR_LIFE = 1998
"""Until then state and collective units hardly let anybody go."""
MOST_OLD_METHOD = 10_000_000  # fen; the old method counts until 2024 alone
INSTITUTIONS_SINCE = 2014 * 12 + 9
"""The month from which the law has members of institutions pay and draw as employees do."""
SHIFT = 20
ONE = 1 << SHIFT
"""One, in the fixed-point factors of behaviour. Rates of law are never scaled so."""
MOST_COVERED = 4_166_118_277  # 97 percent of 2**32
HALF = 1 << 31
HURT_PARTS = 8
"""In how many parts an injury with a grade is dealt; INJURED counts such parts of persons."""
THIRD, TWO_THIRDS = 1_431_655_765, 2_863_311_531
BIRTH, SEX, PROVINCE, RESIDENCE, ENTRY, NUMBER = range(6)
COLUMNS_OF_PEOPLE = 6
"""The columns of the table of people that loops are handed."""
(
    EMPLOYEE_MONTH, FLEXIBLE_BASE, FLEXIBLE_MONTH, AWARD, ACCOUNT, PENSIONER, DEATH, TRANSFER, RESIDENT_YEAR,
    RESIDENT_PENSION, RESIDENT_DEATH, UNEMPLOYMENT, INJURY, INJURY_DEATH, INSTITUTION_MONTH, INSTITUTION_AWARD,
) = range(16)  # fmt: skip
ASKED = (
    "employee_month", "flexible_base", "flexible_month", "award", "account", "pensioner_year", "death",
    "transfer", "resident_year", "resident_pension", "resident_death", "unemployment", "injury", "injury_death",
    "institution_month", "institution_award",
)  # fmt: skip
# What is known of a life between two years.
(
    WHERE, TOWN, RANK, STINT, PAID, DEEMED, STATUS, PENSION, PART, LEFT_IN, TRANSITION, SINCE, ENTERED,
    RES_ACCOUNT, RES_MONTHS, RES_STATUS, RES_START, JOB_MONTHS, HURT_PENSION, LAST_BASE, INSTITUTION, ALIVE,
    # What was drawn once for the whole life.
    D_LIFE, D_WAGE, D_LAST, D_TRACK, D_CHOICE, D_RESIDENT, D_JOBLESS, D_INJURY, D_BIRTH, D_INDUSTRY, D_TIER, D_ODD,
    D_DAY, D_TOWN, RURAL,
    # In worlds that are not the law: the own account, and the months it is still paid out.
    FUND, FUND_MONTHS,
) = range(39)  # fmt: skip
FIELDS = 39
WIDE = 16
"""The most columns or answers of a question."""
QUESTIONS_ASKED = len(ASKED)
# The desk: facts and answers of every question, marks, addresses, a history, failures.
COLUMNS = 0
OUT = COLUMNS + QUESTIONS_ASKED * WIDE
MARKS = OUT + QUESTIONS_ASKED * WIDE
ADDRESSES = MARKS + QUESTIONS_ASKED
LISTS = ADDRESSES + QUESTIONS_ASKED * 10
ENDS = LISTS + 4 * STINTS
FAILED = ENDS + 1
FACTS = FAILED + 2 * QUESTIONS_ASKED
KEPT = 4 * STINTS + 1
HISTORIES = FACTS + QUESTIONS_ASKED * WIDE
DESK = HISTORIES + QUESTIONS_ASKED * KEPT
# The books: cells by year, province and account; flows of the employees' scheme and first pensions by cohort.
FLOWS = YEARS * 31 * ACCOUNTS
RECEIVED, LEFT_OVER, WAYS = 1, 2, 3
"""What flows of a cohort are, after what is paid (0); left over goes to heirs or along to the residents' scheme."""
DRAWN, FIRST_FACTS = 4, 5
"""Months drawn, after awards, first pensions, last wages and months paid."""
FIRSTS = FLOWS + world.BIRTHS * 2 * 3 * 106 * WAYS
BOOKS = FIRSTS + world.BIRTHS * 2 * 3 * FIRST_FACTS
WORKING, RETIRED = 0, 1
NOBODY, PUBLIC, HIRED, OWN = 0, 1, 2, 3


@inlined()
def _once(w: Any, c: int, rank: int, event: int) -> int:
    """A draw made once in a life."""
    d = philox(np.uint32(rank), np.uint32(c), np.uint32(event), np.uint32(ONCE), world.key(w, 0), world.key(w, 1))
    return place(
        rank, world.step(w, c), world.factor_life(w, c, event), world.shift_life(w, c, event), d[0], world.even(w, 0)
    )


@inlined()
def _in_year(w: Any, c: int, rank: int, event: int, y0: int, inside: int) -> int:
    """A draw of one year for an event; `inside`: the person's own 32 bits of that year."""
    return place(
        rank, world.step(w, c), world.factor_year(w, c, event, y0), world.shift_year(w, c, event, y0), inside,
        world.even(w, 0),
    )  # fmt: skip


@inlined()
def _job(w: Any, c: int, rank: int, event: int) -> int:
    """A draw that goes with the present job, so with the present rank."""
    return place(rank, world.step(w, c), world.factor_life(w, c, event), world.shift_life(w, c, event), HALF, 1)


@inlined()
def _scaled(x: int, factor: int) -> int:
    return (x * factor) >> SHIFT


@inlined()
def _first_job(w: Any, c: int, rank: int) -> Any:
    """The rank at work to begin with: the own one, so that all have different ones; any one without even draws."""
    if world.even(w, 0):
        return rank
    d = philox(rank, c, 0, PAIR, world.key(w, 0), world.key(w, 1))
    return np.int64((np.uint64(d[0]) * np.uint64(world.size(w, c))) >> np.uint64(32))


@inlined()
def _another_job(w: Any, c: int, rank0: int, rank: int, age: int, y0: int, era: int) -> Any:
    """The rank after this year's changes of jobs: partners in a mirror change places, so ranks stay a permutation."""
    n, step = world.size(w, c), world.step(w, c)
    if world.even(w, 0) == 0:
        # Without even draws everybody draws a place of her own, by herself: by places, who meets would go on together.
        d = philox(rank0, c, y0, PAIR, world.key(w, 0), world.key(w, 1))
        return (
            np.int64((np.uint64(d[1]) * np.uint64(n)) >> np.uint64(32))
            if np.int64(d[0]) < world.change(w, era, age)
            else rank
        )
    other = world.shift_year(w, c, MIRROR, y0) - rank
    if other < 0:
        other += n
    # The pair's draw, the same for both: by its lower rank.
    u = place(min(rank, other), step, world.factor_year(w, c, SWAPS, y0), world.shift_year(w, c, SWAPS, y0), HALF, 1)
    return other if u < world.change(w, era, age) else rank


@inlined()
def _standing(w: Any, c: int, rank: int) -> Any:
    """The place of a rank among all of the cohort, of 2**32: the middle of its part."""
    step = np.uint64(world.step(w, c))
    return np.int64((np.uint64(rank) * step + (step >> np.uint64(1))) >> np.uint64(32))


@inlined()
def _class(w: Any, c: int, rank: int, sex: int, age: int, town: int, p: int, y0: int) -> tuple[int, int]:
    """How someone of working age is insured this year, and her place among all."""
    at = _standing(w, c, rank)
    public = world.public(w, y0, town)
    if at < public:
        return PUBLIC, at
    covered = min(public + _scaled(world.covered(w, y0, p, town), world.curve(w, sex, age)), MOST_COVERED)
    if at >= covered:
        return NOBODY, at - covered
    if at - public < _scaled(covered - public, ONE - world.own(w, y0)):
        return HIRED, at
    return OWN, at


@inlined()
def _wage(w: Any, c: int, rank: int, life: int, sex: int, age: int, kind: int, p: int, y0: int) -> int:
    """The true monthly wage."""
    wage = _scaled(_scaled(world.wage(w, y0, p), world.by_age(w, sex, age)), world.by_class(w, kind))
    return _scaled(_scaled(wage, world.by_life(w, life >> 22)), world.by_job(w, _job(w, c, rank, JOB) >> 22))


@inlined()
def _pack(start: int, months: int, p: int, base: int) -> int:
    return (((((start - 22800) << 4) + months) << 5) + p << 40) + min(base, 100_000_000)


@inlined()
def cell(n: int, p: int) -> int:
    """Where the accounts of a year and province begin."""
    return (n * 31 + p) * ACCOUNTS


@inlined()
def flow(b: int, sex: int, third: int, age: int, way: int) -> int:
    """Where a cohort's flow at an age stands; way: 0 paid, 1 received, 2 left over."""
    return FLOWS + (((b * 2 + sex) * 3 + third) * 106 + age) * WAYS + way


@inlined()
def third_of(s: Any) -> int:
    """The income third of a life within cohort and sex."""
    return 0 if s[D_WAGE] < THIRD else (1 if s[D_WAGE] < TWO_THIRDS else 2)


@inlined()
def flow_of(who: Any, y: int, s: Any, way: int) -> int:
    """Where a life's flow of a year stands."""
    return flow(who[BIRTH] - FIRST_BIRTH, who[SEX], third_of(s), min(y - who[BIRTH], 105), way)


@inlined()
def awards(c: int, third: int) -> int:
    """Where the awards of a cohort and sex begin."""
    return FIRSTS + (c * 3 + third) * FIRST_FACTS


@compiled()
def _lay(w: Any, history: Any, count: int, desk: Any) -> None:
    """Lay a history out as the law reads it."""
    for n in range(count):
        h = history[n]
        desk[LISTS + n] = (h >> 49) + 22800
        desk[LISTS + STINTS + n] = (h >> 45) & 15
        desk[LISTS + 2 * STINTS + n] = h & ((1 << 40) - 1)
        desk[LISTS + 3 * STINTS + n] = world.region(w, (h >> 40) & 31)
    # Two numbers of 32 bits: where the history begins (0) and where it ends.
    desk[ENDS] = count << 32


@compiled()
def _fill(desk: Any, q: int, *values: int) -> None:
    for n in range(len(values)):
        desk[COLUMNS + q * WIDE + n] = values[n]


@inlined()
def _ask(desk: Any, q: int, frame: int) -> bool:
    a = ADDRESSES + q * 10
    desk[MARKS + q] = 0
    ask_one(
        desk[a], 0, desk[a + 1], desk[a + 2], desk[a + 3], desk[a + 4], desk[a + 5] + frame * desk[a + 9] * 8,
        desk[a + 6] + frame * desk[a + 9], desk[a + 7], 1, desk[a + 8],
    )  # fmt: skip
    return desk[MARKS + q] == 0


@inlined()
def _asked(desk: Any, q: int, p: int, y: int) -> None:
    """Ask question q; an answer that fails is counted, and nothing of it is used."""
    if not _ask(desk, q, (y - BEGIN) * 31 + p):
        if desk[FAILED + q] == 0:
            desk[FAILED + QUESTIONS_ASKED + q] = y * 100 + p
            for n in range(WIDE):
                desk[FACTS + q * WIDE + n] = desk[COLUMNS + q * WIDE + n]
            for n in range(KEPT):
                desk[HISTORIES + q * KEPT + n] = desk[LISTS + n]
        desk[FAILED + q] += 1
        for n in range(WIDE):
            desk[OUT + q * WIDE + n] = 0


@inlined()
def _total(s: Any) -> int:
    return s[PAID] + s[DEEMED]


@compiled()
def begin(w: Any, who: Any, s: Any, history: Any, desk: Any, books: Any) -> None:
    """The life before the start of the run: months paid and deemed paid, or a pension already drawn."""
    for f in range(FIELDS):
        s[f] = 0
    s[ALIVE] = s[RURAL] = 1 << 62
    sex, birth, rank = who[SEX], who[BIRTH], who[NUMBER]
    p, town = who[PROVINCE], who[RESIDENCE]
    c = (birth - FIRST_BIRTH) * 2 + sex
    job = _first_job(w, c, rank)
    s[WHERE], s[TOWN], s[RANK] = p, town, job
    s[D_LIFE] = _once(w, c, rank, LIFE)
    s[D_WAGE] = life = _once(w, c, rank, WAGE)
    s[D_TRACK], s[D_CHOICE] = _once(w, c, rank, TRACK), _once(w, c, rank, CHOICE)
    s[D_RESIDENT], s[D_JOBLESS] = _once(w, c, rank, RESIDENT), _once(w, c, rank, JOBLESS_IN)
    s[D_INJURY], s[D_INDUSTRY] = _once(w, c, rank, INJURY_IN), _once(w, c, rank, INDUSTRY)
    s[D_TIER], s[D_ODD] = _once(w, c, rank, TIER), _once(w, c, rank, ODD)
    s[D_TOWN] = _once(w, c, rank, TOWN_ONCE)
    s[D_BIRTH] = (birth - FIRST_BIRTH) * 12 + ((_once(w, c, rank, MONTH) * 12) >> 32)
    s[D_DAY] = _birthday(birth, s[D_BIRTH])
    leaves = _once(w, c, rank, SCHOOL)
    last = 16
    while last < 25 and leaves >= world.school(w, last - 16):
        last += 1
    s[D_LAST] = last
    if who[ENTRY] != FIRST or birth > FIRST - 16:
        return
    at = _standing(w, c, job)
    if at < world.old(w, p, town, sex, FIRST - 1 - birth):
        s[STATUS] = RETIRED
        public = 1 if at < world.old_public(w, town, sex, FIRST - 1 - birth) else 0
        s[INSTITUTION] = public
        level = 2 if public and s[D_INDUSTRY] >= world.counted(w, FIRST - BEGIN) else public
        s[PENSION] = _scaled(world.old_pension(w, p, level), world.old_spread(w, life >> 22))
        s[SINCE] = FIRST * 12 - 1
        s[PAID] = 12 * 28
        return
    member = at < world.public(w, FIRST - BEGIN, town)
    track = 0 if sex == 0 else (1 if member or s[D_TRACK] < world.women_55(w, HIRED) else 2)
    if birth + last < FIRST and world.retire(w, track, 1, s[D_BIRTH]) < FIRST * 12:
        # Past the age and without a pension: no months in this scheme, or she would draw one.
        return
    if birth > FIRST - 60:
        # The residents' scheme began in 2009: who nears sixty has paid every year since.
        s[RES_MONTHS] = 36
    count = 0
    for y in range(max(BEGIN, birth + last), FIRST):
        y0, age = y - BEGIN, y - birth
        job = _another_job(w, c, rank, job, age, y0, 0 if y < JOBS_FOR_LIFE else 1)
        kind, _ = _class(w, c, job, sex, age, town, p, y0)
        if kind == NOBODY:
            continue
        start = y * 12
        if kind == PUBLIC or start < world.accounts_begin(w, p):
            if kind == OWN:
                continue
            s[DEEMED] += 12
            if y == BEGIN:
                # Who is at work in the first year has been since school.
                s[DEEMED] += 12 * max(0, BEGIN - birth - last)
            s[INSTITUTION] = 1 if kind == PUBLIC else s[INSTITUTION]
            continue
        months = 12 if kind == HIRED else min(12, (12 * world.density(w, y0) + (life >> 12)) >> SHIFT)
        if months == 0:
            continue
        base = _scaled(_wage(w, c, job, life, sex, age, kind, p, y0), world.declared(w, y0, p))
        if y >= 1998:
            _fill(desk, EMPLOYEE_MONTH, world.region(w, p), start + MIDYEAR, base, 4)
            if _ask(desk, EMPLOYEE_MONTH, y0 * 31 + p):
                base = desk[OUT + EMPLOYEE_MONTH * WIDE + 0]
                s[ENTERED] += desk[OUT + EMPLOYEE_MONTH * WIDE + 3] * months
                books[cell(0, p) + ACCOUNT_OPENED] += desk[OUT + EMPLOYEE_MONTH * WIDE + 3] * months
                paid = desk[OUT + EMPLOYEE_MONTH * WIDE + 1] + desk[OUT + EMPLOYEE_MONTH * WIDE + 2]
                books[flow_of(who, y, s, 0)] += paid * months
        history[count] = _pack(start, months, p, base)
        count += 1
        s[PAID] += months
        s[JOB_MONTHS] += months
    s[RANK], s[STINT] = job, count


@compiled()
def _award(w: Any, who: Any, y: int, month: int, track: int, s: Any, history: Any,
           desk: Any, books: Any, c: int, third: int, last_wage: int) -> None:  # fmt: skip
    """The pension from the own history, by the law."""
    p = s[WHERE]
    statutory = world.retire(w, track, 1, s[D_BIRTH])
    q = INSTITUTION_AWARD if s[INSTITUTION] else AWARD
    out = OUT + q * WIDE
    _lay(w, history, s[STINT], desk)
    _fill(desk, q, world.region(w, p), month, s[D_DAY], who[SEX], track, s[DEEMED], month - statutory)
    old_method = min(_scaled(last_wage, world.old_method(w, 0)), MOST_OLD_METHOD)
    if s[INSTITUTION] and min(month, statutory) < INSTITUTIONS_SINCE:
        # Before they had a law of their own: by the old method alone, and an account of other work stays as it is.
        for n in range(WIDE):
            desk[out + n] = 0
        desk[out + 0] = old_method
        if s[STINT] > 0:
            _fill(desk, ACCOUNT, world.region(w, p), month)
            _asked(desk, ACCOUNT, p, y)
            desk[out + 4] = desk[OUT + ACCOUNT * WIDE + 0]
    else:
        if q == INSTITUTION_AWARD:
            index = min(3_000_000, max(600_000, last_wage * 1_000_000 // max(1, world.wage(w, y - BEGIN, p))))
            desk[COLUMNS + q * WIDE + 7] = index
            desk[COLUMNS + q * WIDE + 8] = old_method
        _asked(desk, q, p, y)
    s[STATUS], s[SINCE] = RETIRED, month + 1
    pension = desk[out + 0]
    if s[INSTITUTION] == 0:
        # What places add to the formula.
        pension = _scaled(pension, world.supplement(w, y - BEGIN))
    s[PENSION], s[PART], s[LEFT_IN] = pension, desk[out + 2], desk[out + 4]
    s[TRANSITION] = desk[out + 3]
    row = cell(y - FIRST, p)
    books[row + NEW_RETIREES] += 1
    books[row + ACCOUNT_INTEREST] += desk[out + 4] - s[ENTERED]
    f = awards(c, third)
    books[f] += 1
    books[f + 1] += pension
    books[f + 2] += last_wage
    books[f + 3] += s[PAID] + s[DEEMED]


@inlined()
def _birthday(birth: int, index: int) -> int:
    """The day in the middle of the month of birth: its proleptic ordinal."""
    b = birth - 1
    month = index % 12
    leap = 1 if month > 1 and (birth % 4 == 0 and (birth % 100 != 0 or birth % 400 == 0)) else 0
    return (
        b * 365 + b // 4 - b // 100 + b // 400 + (367 * (month + 1) - 362) // 12 - (0 if month < 2 else 2 - leap) + 15
    )

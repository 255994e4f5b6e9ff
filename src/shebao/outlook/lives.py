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
    BITS,
    CHANGE,
    CHOICE,
    INDUSTRY,
    INJURY_IN,
    JOBLESS_IN,
    LIFE,
    LOW,
    MONTH,
    NEIGHBOURS,
    ODD,
    ONCE,
    PAY,
    RESIDENT,
    SCHOOL,
    STANDING,
    TIER,
    TOWN_ONCE,
    TRACK,
    WAGE,
    WORD,
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
    WHERE, TOWN, AT, STINT, PAID, DEEMED, STATUS, PENSION, PART, LEFT_IN, TRANSITION, SINCE, ENTERED,
    RES_ACCOUNT, RES_MONTHS, RES_STATUS, RES_START, JOB_MONTHS, HURT_PENSION, LAST_BASE, INSTITUTION, ALIVE,
    # What was drawn once for the whole life.
    D_LIFE, D_WAGE, D_LAST, D_TRACK, D_CHOICE, D_RESIDENT, D_JOBLESS, D_INJURY, D_BIRTH, D_INDUSTRY, D_TIER, D_ODD,
    D_DAY, D_TOWN, RURAL,
    # The present job: whose number it had at first, its part of the wage.
    JOB, JOB_PAY,
    # In worlds that are not the law: the own account, and the months it is still paid out.
    FUND, FUND_MONTHS,
    # A monthly allowance of the pilot for platform workers.
    HURT_PLATFORM,
) = range(42)  # fmt: skip
FIELDS = 42
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


@compiled()
def _once(w: Any, number: int, event: int) -> Any:
    """A draw made once in a life."""
    if world.even(w, 0) == 0:
        return np.int64(philox(number, event, 0, ONCE, world.key(w, 0), world.key(w, 1))[0])
    return (
        world.life_shift(w, event)
        ^ world.in_life(w, event, 0, number & 255)
        ^ world.in_life(w, event, 1, (number >> 8) & 255)
        ^ world.in_life(w, event, 2, (number >> 16) & 255)
        ^ world.in_life(w, event, 3, number >> 24)
    )


@compiled()
def _take(w: Any, s: Any) -> None:
    """What goes with a job: its place among all, its part of the wage, insurance against its loss and injury."""
    job = s[JOB]
    s[AT], s[JOB_PAY] = _once(w, job, STANDING), _once(w, job, PAY)
    s[D_JOBLESS], s[D_INJURY] = _once(w, job, JOBLESS_IN), _once(w, job, INJURY_IN)


@inlined()
def _work_on(w: Any, number: int, age: int, y0: int, s: Any) -> None:
    """A year at work: perhaps another job.

    The job is that of a number. Neighbours in the order of people change jobs with each other, so that those of one
    cohort and place keep theirs between them: careers make no noise in how many are insured.
    """
    chance = world.change(w, 0 if y0 < JOBS_FOR_LIFE - BEGIN else 1, age)
    if world.even(w, 0) == 0:
        # Without even draws everybody draws a place of her own.
        a, b, _, _ = philox(number, y0, 0, CHANGE, world.key(w, 0), world.key(w, 1))
        if np.int64(a) < chance:
            s[JOB] = np.int64(b)
            _take(w, s)
        return
    which = ((s[JOB] >> LOW) * world.partner(w, y0) + world.exchange(w, y0)) & WORD
    other = s[JOB] ^ (1 + ((which * NEIGHBOURS) >> BITS))
    if ((min(s[JOB], other) * world.pair(w, y0) + world.exchange(w, y0)) & WORD) < chance:
        s[JOB] = other
        _take(w, s)


@inlined()
def _scaled(x: int, factor: int) -> int:
    return (x * factor) >> SHIFT


@inlined()
def _class(w: Any, at: int, sex: int, age: int, town: int, p: int, y0: int) -> tuple[int, int]:
    """How someone of working age at this place among all is insured this year; outside, her place among the others."""
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
def _wage(w: Any, pay: int, life: int, sex: int, age: int, kind: int, p: int, y0: int) -> int:
    """The true monthly wage."""
    wage = _scaled(_scaled(world.wage(w, y0, p), world.by_age(w, sex, age)), world.by_class(w, kind))
    return _scaled(_scaled(wage, world.by_life(w, life >> 22)), world.by_job(w, pay >> 22))


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
def graded(w: Any, u: int, chance: int) -> int:
    """What an injury drawn below its chance leaves: grades 1 to 10 as 0 to 9, death as 10."""
    kind = u * 4294967296 // chance
    grade = 0
    while grade < 10 and kind >= world.grades(w, grade):
        grade += 1
    return grade


@inlined()
def _total(s: Any) -> int:
    return s[PAID] + s[DEEMED]


@compiled()
def begin(w: Any, who: Any, s: Any, history: Any, desk: Any, books: Any) -> None:
    """The life before the start of the run: months paid and deemed paid, or a pension already drawn."""
    for f in range(FIELDS):
        s[f] = 0
    s[ALIVE] = s[RURAL] = 1 << 62
    sex, birth, number = who[SEX], who[BIRTH], who[NUMBER]
    p, town = who[PROVINCE], who[RESIDENCE]
    s[WHERE], s[TOWN] = p, town
    s[JOB] = number
    _take(w, s)
    s[D_LIFE] = _once(w, number, LIFE)
    s[D_WAGE] = life = _once(w, number, WAGE)
    s[D_TRACK], s[D_CHOICE] = _once(w, number, TRACK), _once(w, number, CHOICE)
    s[D_RESIDENT], s[D_INDUSTRY] = _once(w, number, RESIDENT), _once(w, number, INDUSTRY)
    s[D_TIER], s[D_ODD] = _once(w, number, TIER), _once(w, number, ODD)
    s[D_TOWN] = _once(w, number, TOWN_ONCE)
    s[D_BIRTH] = (birth - FIRST_BIRTH) * 12 + ((_once(w, number, MONTH) * 12) >> 32)
    s[D_DAY] = _birthday(birth, s[D_BIRTH])
    leaves = _once(w, number, SCHOOL)
    last = 16
    while last < 25 and leaves >= world.school(w, last - 16):
        last += 1
    s[D_LAST] = last
    if who[ENTRY] != FIRST or birth > FIRST - 16:
        return
    at = s[AT]
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
    for y in range(max(BEGIN, birth + 16), FIRST):
        y0, age = y - BEGIN, y - birth
        _work_on(w, number, age, y0, s)
        if age < last:
            continue
        kind, _ = _class(w, s[AT], sex, age, town, p, y0)
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
        base = _scaled(_wage(w, s[JOB_PAY], life, sex, age, kind, p, y0), world.declared(w, y0, p))
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
    s[STINT] = count


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

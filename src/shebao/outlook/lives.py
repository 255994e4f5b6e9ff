"""Lives lived through, year by year: what happens to one person in one year, and both orders of walking through all.

The one thing to know: `year` is the only place where anything happens. Walking a whole life at a time keeps state and
history of one person in the cache; walking a year at a time keeps those of everyone. Draws are keyed and sums are
whole numbers, so both orders, any threads and any batches give the same cells.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from shebao.outlook.accounts import *  # noqa: F403 - every account is used below
from shebao.outlook.axes import FIRST
from shebao.outlook.asking import ask_one
from shebao.outlook.draws import philox
from shebao.outlook.machine import compiled, inlined
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.strata import (
    CHOICE, HURT, INDUSTRY, INJURY_IN, JOB, JOBLESS_IN, LIFE, LOSES, MIRROR, MONTH, MOVES, ODD, ONCE, PAIR, RESIDENT,
    SCHOOL, TIER, TRACK, WAGE, YEARLY, place,
)  # fmt: skip

BEGIN = 1978
"""The first year a working life before the start of the run is looked back to."""
STINTS = 128
SHIFT = 20
ONE = 1 << SHIFT
MOST_COVERED = 4_166_118_277  # 97 percent of 2**32
"""One, in the fixed-point factors of behaviour. Rates of law are never scaled so."""
(
    EMPLOYEE_MONTH, FLEXIBLE_BASE, FLEXIBLE_MONTH, AWARD, ACCOUNT, PENSIONER, DEATH, REFUND, TRANSFER, RESIDENT_YEAR,
    RESIDENT_PENSION, RESIDENT_DEATH, UNEMPLOYMENT, INJURY, INJURY_DEATH, INSTITUTION_MONTH, INSTITUTION_AWARD,
) = range(17)  # fmt: skip
ASKED = (
    "employee_month", "flexible_base", "flexible_month", "award", "account", "pensioner_year", "death", "refund",
    "transfer", "resident_year", "resident_pension", "resident_death", "unemployment", "injury", "injury_death",
    "institution_month", "institution_award",
)  # fmt: skip
# What is known of a life between two years.
(
    WHERE, TOWN, RANK, STINT, PAID, DEEMED, STATUS, PENSION, PART, LEFT_IN, TRANSITION, SINCE, ENTERED,
    RES_ACCOUNT, RES_MONTHS, RES_STATUS, RES_START, JOB_MONTHS, HURT_PENSION, LAST_BASE, INSTITUTION, WAITING, MONTHS_AT,
) = range(23)  # fmt: skip
FIELDS = 23
WORKING, RETIRED = 0, 1
NOBODY, PUBLIC, HIRED, OWN = 0, 1, 2, 3


class World(NamedTuple):
    """What people live in: tables by year (from FIRST, or `y0` from BEGIN), province, residence, sex, age, birth year.

    Chances are whole numbers below 2**32 unless they are yearly chances of the population (float). Wages, premiums
    in fen a month or year; factors are in 2**-20.
    """

    exit: Any  # [S, B, Y] chance to die or leave the country
    abroad: Any  # [S, B, Y] which part of it leaves the country
    move: Any  # [P, S, B, Y]
    goes: Any  # [Y, P, P] cumulated, below 2**32
    town: Any  # [P, S, B, Y]
    school: Any  # [10] cumulated: leaves school by 16, 17 ...
    covered: Any  # [y0, P, R] in service at the curve's one
    curve: Any  # [S, A] factor
    public: Any  # [y0, R] members of institutions
    counted: Any  # [y0] those of them whose institution has joined the fund
    own: Any  # [y0] factor: flexible workers of those in service who are not members of institutions
    site: Any  # [y0] workers insured against injury alone
    jobless_in: Any  # [y0] employees insured against unemployment
    injury_in: Any  # [y0]
    resident: Any  # [y0, P, R, 2] take part in the residents' scheme, below and from sixty
    premium: Any  # [y0, P, tiers]
    wage: Any  # [y0, P] the mean wage
    by_age: Any  # [S, A]
    by_life: Any  # [1024]
    by_job: Any  # [1024]
    by_class: Any  # [4]
    declared: Any  # [y0] declared base over wage
    density: Any  # [y0] factor: months paid by flexible workers
    hired_density: Any  # [y0] factor: months paid by employees
    change: Any  # [A] chance of another job
    retire: Any  # [track, choice, birth month]
    needed: Any  # [track, choice, birth month]
    women_55: Any  # [4] by class
    choice: Any  # [y0, 3] cumulated: earliest, statutory, latest
    bought: Any  # [y0] those short of months who buy them
    lost: Any  # [y0] chance to lose a job
    hurt: Any  # [y0] chance of an injury with a grade or a death
    grades: Any  # [11] cumulated: grades 1 to 10, then death
    old: Any  # [P, R, S, A] retired before the start
    old_pension: Any  # [P, 2]
    old_spread: Any  # [1024]
    accounts_begin: Any  # [P] month
    region: Any  # [P] code
    factor_life: Any
    shift_life: Any
    factor_year: Any
    shift_year: Any
    size: Any
    step: Any
    key: Any  # [2]
    even: int
    last: int


@inlined()
def _once(w: World, c: int, rank: int, event: int) -> int:
    """A draw made once in a life."""
    d = philox(np.uint32(rank), np.uint32(c), np.uint32(event), np.uint32(ONCE), w.key[0], w.key[1])
    return place(rank, w.step[c], w.factor_life[c, event, 0], w.shift_life[c, event, 0], d[0], w.even)


@inlined()
def _job(w: World, c: int, rank: int, event: int) -> int:
    """A draw that goes with the present job, so with the present rank."""
    return place(rank, w.step[c], w.factor_life[c, event, 0], w.shift_life[c, event, 0], 0x80000000, 1)


@inlined()
def _scaled(x: int, factor: int) -> int:
    return (x * factor) >> SHIFT


@inlined()
def _first_job(w: World, c: int, rank: int) -> int:
    """The rank at work to begin with: the own one, so that all have different ones; any one without even draws."""
    d = philox(np.uint32(rank), np.uint32(c), np.uint32(0), np.uint32(PAIR), w.key[0], w.key[1])
    return rank if w.even else np.int64((np.uint64(d[0]) * np.uint64(w.size[c])) >> np.uint64(32))


@inlined()
def _another_job(w: World, c: int, rank: int, age: int, y0: int) -> int:
    """The rank after this year's changes of jobs: partners in a mirror change places, so ranks stay a permutation."""
    n = w.size[c]
    other = w.shift_year[c, MIRROR, y0] - rank
    if other < 0:
        other += n
    low = min(rank, other)
    d = philox(np.uint32(low), np.uint32(c), np.uint32(y0), np.uint32(PAIR), w.key[0], w.key[1])
    if w.even == 0:
        # Without even draws everybody draws a place of her own.
        d = philox(np.uint32(rank), np.uint32(c), np.uint32(y0), np.uint32(PAIR), w.key[0], w.key[1])
        other = np.int64((np.uint64(d[1]) * np.uint64(n)) >> np.uint64(32))
    return other if np.int64(d[0]) < w.change[age] else rank


@inlined()
def _class(w: World, c: int, rank: int, sex: int, age: int, town: int, p: int, y0: int) -> tuple[int, int]:
    """How someone of working age is insured this year, and her place among all."""
    at = np.int64((np.uint64(rank) * w.step[c] + (w.step[c] >> np.uint64(1))) >> np.uint64(32))
    public = w.public[y0, town]
    if at < public:
        return PUBLIC, at
    covered = min(public + _scaled(w.covered[y0, p, town], w.curve[sex, age]), MOST_COVERED)
    if at >= covered:
        return NOBODY, at - covered
    if at - public < _scaled(covered - public, ONE - w.own[y0]):
        return HIRED, at
    return OWN, at


@inlined()
def _wage(w: World, c: int, rank: int, life: int, sex: int, age: int, kind: int, p: int, y0: int) -> int:
    """The true monthly wage."""
    wage = _scaled(_scaled(w.wage[y0, p], w.by_age[sex, age]), w.by_class[kind])
    return _scaled(_scaled(wage, w.by_life[life >> 22]), w.by_job[_job(w, c, rank, JOB) >> 22])


@inlined()
def _pack(start: int, months: int, p: int, base: int) -> int:
    return (((((start - 22800) << 4) + months) << 5) + p << 40) + min(base, 100_000_000)


@compiled()
def _lay(w: World, history: Any, count: int, lists: Any, ends: Any) -> None:
    """Lay a history out as the law reads it."""
    for n in range(count):
        h = history[n]
        lists[3, n] = w.region[(h >> 40) & 31]
        lists[1, n] = (h >> 45) & 15
        lists[0, n] = (h >> 49) + 22800
        lists[2, n] = h & ((1 << 40) - 1)
    ends[1] = count


@compiled()
def _fill(columns: Any, q: int, *values: int) -> None:
    for n in range(len(values)):
        columns[q, n] = values[n]


class Table(NamedTuple):
    """The lives of a run, column by column (see `people`)."""

    birth: Any
    sex: Any
    province: Any
    residence: Any
    entry: Any
    rank: Any


class Tools(NamedTuple):
    """What one thread asks with, and the cells it fills.

    where [questions, 10]: addresses for `ask_one`; columns, out [questions, n]: facts and answers; marks [questions];
    lists [4, stints], ends: the history asked about. cells [Y, P, ACCOUNTS]; flows [B, S, thirds, A, 2]: paid and received by age in the employees' scheme; firsts
    [B, S, thirds, 4]: awards, first pensions, last bases, months; failed [questions]: how often one was not answered.
    """

    where: Any
    columns: Any
    out: Any
    marks: Any
    lists: Any
    ends: Any
    cells: Any
    flows: Any
    firsts: Any
    failed: Any


@inlined()
def _ask(t: Tools, q: int, frame: int) -> bool:
    w = t.where[q]
    t.marks[q] = 0
    ask_one(w[0], 0, w[1], w[2], w[3], w[4], w[5] + frame * w[9] * 8, w[6] + frame * w[9], w[7], 1, w[8])
    return t.marks[q] == 0


@inlined()
def _asked(t: Tools, q: int, p: int, y: int) -> None:
    """Ask question q; an answer that fails is counted, and nothing of it is used."""
    if not _ask(t, q, (y - BEGIN) * 31 + p):
        if t.failed[q] == 0:
            t.failed[q + 32] = y * 100 + p
        t.failed[q] += 1
        for n in range(8):
            t.out[q, n] = 0


@inlined()
def _total(s: Any, k: int) -> int:
    return s[k, PAID] + s[k, DEEMED]


@compiled()
def begin(w: World, who: Table, i: int, k: int, s: Any, histories: Any, t: Tools) -> None:
    """The life before the start of the run: months paid and deemed paid, or a pension already drawn."""
    for f in range(FIELDS):
        s[k, f] = 0
    sex, birth, rank = np.int64(who.sex[i]), np.int64(who.birth[i]), np.int64(who.rank[i])
    p, town = np.int64(who.province[i]), np.int64(who.residence[i])
    c = (birth - FIRST_BIRTH) * 2 + sex
    job = _first_job(w, c, rank)
    s[k, WHERE], s[k, TOWN], s[k, RANK] = p, town, job
    if who.entry[i] != FIRST or birth > FIRST - 16:
        return
    at = np.int64((np.uint64(job) * w.step[c] + (w.step[c] >> np.uint64(1))) >> np.uint64(32))
    if at < w.old[p, town, sex, FIRST - 1 - birth]:
        s[k, STATUS] = RETIRED
        public = 1 if at < w.public[FIRST - BEGIN, town] else 0
        s[k, INSTITUTION] = public
        other = _once(w, c, rank, WAGE)
        s[k, PENSION] = _scaled(w.old_pension[p, public], w.old_spread[other >> 22])
        s[k, SINCE] = FIRST * 12 - 1
        s[k, PAID] = 12 * 28
        return
    life = _once(w, c, rank, WAGE)
    leaves = _once(w, c, rank, SCHOOL)
    last = 16
    while last < 25 and leaves >= w.school[last - 16]:
        last += 1
    count = 0
    for y in range(max(BEGIN, birth + last), FIRST):
        y0, age = y - BEGIN, y - birth
        job = _another_job(w, c, job, age, y0)
        kind, _ = _class(w, c, job, sex, age, town, p, y0)
        if kind == NOBODY:
            continue
        start = y * 12
        if kind == PUBLIC or start < w.accounts_begin[p]:
            if kind == OWN:
                continue
            s[k, DEEMED] += 12
            s[k, INSTITUTION] = 1 if kind == PUBLIC else s[k, INSTITUTION]
            continue
        months = 12 if kind == HIRED else min(12, (12 * w.density[y0] + (life >> 12)) >> SHIFT)
        if months == 0:
            continue
        base = _scaled(_wage(w, c, job, life, sex, age, kind, p, y0), w.declared[y0])
        if y >= 1998:
            _fill(t.columns, EMPLOYEE_MONTH, w.region[p], start, base, 4)
            if _ask(t, EMPLOYEE_MONTH, y0 * 31 + p):
                base = t.out[EMPLOYEE_MONTH, 0]
                s[k, ENTERED] += t.out[EMPLOYEE_MONTH, 3] * months
                t.cells[0, p, ACCOUNT_OPENED] += t.out[EMPLOYEE_MONTH, 3] * months
                third = 0 if life < 1431655765 else (1 if life < 2863311531 else 2)
                paid = t.out[EMPLOYEE_MONTH, 1] + t.out[EMPLOYEE_MONTH, 2]
                t.flows[birth - FIRST_BIRTH, sex, third, age, 0] += paid * months
        histories[k, count] = _pack(start, months, p, base)
        count += 1
        s[k, PAID] += months
        s[k, JOB_MONTHS] += months
    s[k, RANK], s[k, STINT] = job, count


@compiled()
def _award(w: World, who: Table, i: int, k: int, y: int, month: int, track: int, choice: int, s: Any, histories: Any,
           t: Tools, c: int, third: int, last_wage: int) -> None:  # fmt: skip
    """The pension from the own history, by the law."""
    p = s[k, WHERE]
    birth = np.int64(who.birth[i])
    q = INSTITUTION_AWARD if s[k, INSTITUTION] else AWARD
    _lay(w, histories[k], s[k, STINT], t.lists, t.ends)
    elastic = month - w.retire[track, 1, s[k, MONTHS_AT]]
    day = _birthday(birth, s[k, MONTHS_AT])
    _fill(t.columns, q, w.region[p], month, day, np.int64(who.sex[i]), track, s[k, DEEMED], elastic)
    if q == INSTITUTION_AWARD:
        index = min(3_000_000, max(600_000, last_wage * 1_000_000 // max(1, w.wage[y - BEGIN, p])))
        t.columns[q, 7] = index
        t.columns[q, 8] = last_wage * 8 // 10
    _asked(t, q, p, y)
    out = t.out[q]
    s[k, STATUS], s[k, SINCE] = RETIRED, month + 1
    s[k, PENSION], s[k, PART], s[k, LEFT_IN] = out[0], out[2], out[4]
    s[k, TRANSITION] = out[3]
    cells = t.cells[y - FIRST, p]
    cells[NEW_RETIREES] += 1
    cells[ACCOUNT_INTEREST] += out[4] - s[k, ENTERED]
    f = t.firsts[c >> 1, c & 1, third]
    f[0] += 1
    f[1] += out[0]
    f[2] += last_wage
    f[3] += s[k, PAID] + s[k, DEEMED]


@inlined()
def _birthday(birth: int, index: int) -> int:
    """The day in the middle of the month of birth: its proleptic ordinal."""
    b = birth - 1
    month = index % 12
    leap = 1 if month > 1 and (birth % 4 == 0 and (birth % 100 != 0 or birth % 400 == 0)) else 0
    return (
        b * 365 + b // 4 - b // 100 + b // 400 + (367 * (month + 1) - 362) // 12 - (0 if month < 2 else 2 - leap) + 15
    )

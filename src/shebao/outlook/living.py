"""One year of one life, and the two orders of walking through all of them. See `lives` for what a life is made of."""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
from __future__ import annotations

from typing import Any

import numpy as np

from shebao.outlook import otherwise, world
from shebao.outlook.accounts import *
from shebao.outlook.axes import FIRST
from shebao.outlook.draws import philox
from shebao.outlook.lives import *
from shebao.outlook.lives import (
    _asked,
    _award,
    _class,
    _fill,
    _lay,
    _pack,
    _scaled,
    _total,
    _wage,
    _work_on,
    begin,
)
from shebao.outlook.machine import compiled, inlined
from shebao.outlook.orders import take_orders
from shebao.outlook.otherwise import FLAT, LAW, PROVIDENT, RESIDENT_LAW
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.strata import HURT, LOSES, LOW, MOVES, YEAR_EVENTS, YEARLY, turned
from shebao.outlook.words import beyond, words
from shebao.outlook.world import AHEAD, BEGIN, TIERS


@compiled()
def year(w: Any, who: Any, y: int, s: Any, history: Any, desk: Any, books: Any, d: Any) -> bool:
    """Live through the year y with its draws (see `draw`); whether the person is there at its end."""
    sex, birth = who[SEX], who[BIRTH]
    b = birth - FIRST_BIRTH
    age, n = min(y - birth, 105), y - FIRST
    p, town = s[WHERE], s[TOWN]
    books[cell(n, p) + LIVES] += 1
    if age == 0:
        books[cell(n, p) + BIRTHS] += 1

    # Who leaves: a life's one draw is the share of the cohort that is gone when she goes.
    before = s[ALIVE] >> 30
    stays = (s[ALIVE] >> 31) * ((1 << 31) - world.leaving(w, sex, b, n))
    s[ALIVE] = stays
    gone = stays >> 30 < s[D_LIFE]
    months = 12
    if gone:
        months = 1 + (d[3] >> 8) % 12
    elif age > 0:
        u = d[4 + MOVES]
        chance = world.move(w, p, sex, b, n)
        if u < chance:
            to = 0
            where = (u << 30) // chance << 2
            while to < 30 and where >= world.goes(w, n, p, to):
                to += 1
            if otherwise.other(w, y) != LAW:
                otherwise.move(y, p, to, s, books)
            elif s[STATUS] == WORKING and s[STINT] > 0:
                _move_relation(w, y, p, to, s, history, desk, books)
            books[cell(n, p) + MOVED_OUT] += 1
            books[cell(n, to) + MOVED_IN] += 1
            s[WHERE] = to
            p = to
        if town == 1:
            # Likewise: a life's one draw is the share of the rural that has become urban when she does.
            s[RURAL] = (s[RURAL] >> 31) * ((1 << 31) - (world.town(w, p, sex, b, n) >> 1))
            if s[RURAL] >> 30 < s[D_TOWN]:
                s[TOWN] = 0
                town = 0
    row = cell(n, p)

    covered = False
    elsewhere = otherwise.other(w, y)
    if elsewhere == PROVIDENT:
        otherwise.begin_year(w, y, s, books)
    if age >= 16:
        life = s[D_WAGE]
        third = third_of(s)
        if s[STATUS] == RETIRED:
            _pensioner(w, who, y, months, third, s, desk, books)
            covered = True
        else:
            covered = _working(w, who, y, months, gone, life, third, s, history, desk, books, d)
        if (s[STATUS] != RETIRED and not covered) or s[RES_STATUS] > 0:
            _resident(w, who, y, months, s, desk, books)
        if elsewhere == FLAT:
            otherwise.flat_pension(w, who, y, months, s, books)
        if s[HURT_PENSION] > 0:
            books[row + INJURY_BENEFIT] += s[HURT_PENSION] * months
            books[row + INJURED] += 0 if gone else 1
        if s[HURT_PLATFORM] > 0:
            books[row + PLATFORM_BENEFIT] += s[HURT_PLATFORM] * months
            books[row + PLATFORM_INJURED] += 0 if gone else 1
    if gone:
        if age >= 16:
            _leave(w, who, y, months, s, history, desk, books)
        # Of those who go in this year the first leave the country.
        abroad = s[D_LIFE] - (stays >> 30) < ((before - (stays >> 30)) * world.abroad(w, sex, b, n)) >> 32
        books[row + (LEFT if abroad else DEATHS)] += 1
        return False
    if otherwise.other(w, y + 1) == PROVIDENT:
        otherwise.end_year(y, s, books)
    books[row + POPULATION] += 1
    if town == 0:
        books[row + URBAN] += 1
    return True


@compiled()
def _move_relation(w: Any, y: int, p: int, to: int, s: Any, history: Any, desk: Any, books: Any) -> None:
    """Account and pooled share go along to the other province."""
    _lay(w, history, s[STINT], desk)
    _fill(desk, TRANSFER, world.region(w, p), y * 12)
    _asked(desk, TRANSFER, p, y)
    moved = desk[OUT + TRANSFER * WIDE + 0] + desk[OUT + TRANSFER * WIDE + 1]
    books[cell(y - FIRST, p) + TRANSFER_OUT] += moved
    books[cell(y - FIRST, to) + TRANSFER_IN] += moved


@compiled()
def _pensioner(w: Any, who: Any, y: int, months: int, third: int, s: Any, desk: Any, books: Any) -> None:
    """A year of a pension: the adjustment in January, what is paid, what is left of the account."""
    if otherwise.awarded_otherwise(w, s):
        otherwise.pensioner(w, who, y, months, s, books)
        return
    p, age = s[WHERE], y - who[BIRTH]
    drawn = months if s[SINCE] <= y * 12 else max(0, months - (s[SINCE] - y * 12))
    _fill(
        desk, PENSIONER, world.region(w, p), y * 12, s[PENSION], _total(s) * 1000, age - 1, who[SEX],
        s[SINCE], s[LEFT_IN], s[PART], drawn,
    )  # fmt: skip
    _asked(desk, PENSIONER, p, y)
    pension, left = desk[OUT + PENSIONER * WIDE + 0], desk[OUT + PENSIONER * WIDE + 1]
    s[PENSION] = pension
    row = cell(y - FIRST, p)
    if s[PART] > 0:
        from_account = s[PART] * drawn
        held = s[LEFT_IN]
        if left < 0:
            # The account is used up: the pooled fund pays on.
            from_account, left = from_account + left, 0
            books[row + ACCOUNT_INTEREST] += from_account - held
        else:
            books[row + ACCOUNT_INTEREST] += left - held + from_account
        if left == 0:
            s[PART] = 0
        s[LEFT_IN] = left
    else:
        from_account = 0
    counted = s[INSTITUTION] == 0 or _counted(w, s, y)
    if counted:
        total = pension * drawn
        books[row + ACCOUNT_PAID] += from_account
        books[row + TRANSITIONAL] += s[TRANSITION] * drawn
        books[row + BASIC] += total - from_account - s[TRANSITION] * drawn
        if s[INSTITUTION]:
            books[row + INSTITUTION_PENSIONS] += total
        b = who[BIRTH] - FIRST_BIRTH
        books[flow(b, who[SEX], third, min(age, 105), RECEIVED)] += total
        if s[SINCE] >= FIRST * 12:
            books[awards(b * 2 + who[SEX], third) + DRAWN] += drawn
        if months == 12:
            books[row + RETIREES] += 1
            if s[INSTITUTION]:
                books[row + INSTITUTION_RETIREES] += 1
    else:
        books[row + ACCOUNT_ELSEWHERE] += from_account


@inlined()
def _counted(w: Any, s: Any, y: int) -> bool:
    """Whether the person's institution has joined the fund."""
    return s[D_INDUSTRY] < world.counted(w, y - BEGIN)


@compiled()
def _working(w: Any, who: Any, y: int, months: int, gone: bool, life: int, third: int, s: Any,
             history: Any, desk: Any, books: Any, d: Any) -> bool:  # fmt: skip
    """A year before the pension: at work, between jobs, or outside the employees' scheme; then perhaps the award."""
    sex, birth = who[SEX], who[BIRTH]
    c, y0, age, n = (birth - FIRST_BIRTH) * 2 + sex, y - BEGIN, y - birth, y - FIRST
    p, town = s[WHERE], s[TOWN]
    _work_on(w, who[NUMBER], age, y0, s)
    if age < s[D_LAST]:
        return True
    row = cell(n, p)
    kind, beyond = _class(w, s[AT], sex, age, town, p, y0)

    index = s[D_BIRTH]
    track = 0
    if sex == 1:
        track = 1 if s[INSTITUTION] or s[D_TRACK] < world.women_55(w, kind) else 2
    choice = 0
    u = s[D_CHOICE]
    while choice < 2 and u >= world.choice(w, y0, choice):
        choice += 1
    at = world.retire(w, track, choice, index)
    statutory = world.retire(w, track, 1, index)
    if y * 12 > statutory:
        if _total(s) == 0 or y > statutory // 12 + 5:
            kind = NOBODY
        elif kind != NOBODY:
            kind = OWN
    end = months
    due = at < y * 12 + months and _total(s) >= world.needed(w, track, choice, index)
    if due:
        end = min(end, max(0, at - y * 12 + 1))
    wage = 0
    if kind != NOBODY and end > 0:
        wage = _wage(w, s[JOB_PAY], life, sex, age, kind, p, y0)
        _contribute(w, who, y, end, kind, wage, third, s, history, desk, books, d, gone or due)
        books[row + IN_SERVICE] += 0 if gone or due else 1
    elif beyond >= world.site(w, y0) + world.platform(w, y0, town) or end == 0 or y * 12 > statutory:
        pass
    elif beyond >= world.site(w, y0):
        here = 0 if gone or due or statutory < y * 12 + 12 else 1
        take_orders(w, y, end, here, _at_work(w, HURT, d[4 + HURT], n, s), s, books)
    else:
        wage = _wage(w, s[JOB_PAY], life, sex, age, HIRED, p, y0)
        _fill(desk, EMPLOYEE_MONTH, world.region(w, p), y * 12 + MIDYEAR, _scaled(wage, world.declared(w, y0, p)), 6)
        _asked(desk, EMPLOYEE_MONTH, p, y)
        books[row + INJURY_PAID] += desk[OUT + EMPLOYEE_MONTH * WIDE + 6] * end
        books[row + INJURY_INSURED] += 0 if gone or due else 1
        _injury(w, y, wage, s, desk, books, d)
    if not due and not gone and _total(s) > 0 and at < y * 12 + 12:
        short = world.needed(w, track, choice, index) - _total(s)
        if short <= 0:
            due, at = True, y * 12 + 11
        elif statutory // 12 == y and s[D_ODD] < world.bought(w, y0) and s[PAID] > 0:
            _buy(w, who, y, short, s, history, desk, books)
            due = True
            at = max(at, statutory)
        elif y >= statutory // 12 + 5:
            _give_up(w, who, y, s, history, desk, books)
            return False
    elif not due and not gone and statutory // 12 == y and s[D_ODD] < world.outsiders(w, y0, town):
        _buy(w, who, y, world.needed(w, track, choice, index), s, history, desk, books)
        due, at = True, max(at, statutory)
    if due and s[PAID] == 0 and s[INSTITUTION] == 0:
        # All months were deemed paid: one is paid, so that there is an index.
        _buy(w, who, y, 1, s, history, desk, books)
    if due:
        last_wage = wage if wage > 0 else max(s[LAST_BASE], 1)
        when = max(at, y * 12 - 1) if at // 12 >= y else y * 12 - 1
        when = max(when, y * 12)
        if otherwise.other(w, y) != LAW:
            otherwise.award(w, who, y, when, s, history, desk, books, last_wage)
        else:
            _award(w, who, y, when, track, s, history, desk, books, c, third, last_wage)
        if when + 1 < y * 12 + months:
            _pensioner(w, who, y, months, third, s, desk, books)
        elif not gone and (s[INSTITUTION] == 0 or _counted(w, s, y)):
            books[row + RETIREES] += 1
            books[row + INSTITUTION_RETIREES] += s[INSTITUTION]
        return True
    return kind != NOBODY


@compiled()
def _contribute(w: Any, who: Any, y: int, end: int, kind: int, wage: int, third: int,
                s: Any, history: Any, desk: Any, books: Any, d: Any, gone: bool) -> int:  # fmt: skip
    """What is paid in for the months of a year, by whom; what enters the account; a lost job; an injury."""
    y0, n = y - BEGIN, y - FIRST
    p = s[WHERE]
    row = cell(n, p)
    here = 0 if gone else 1
    own, employer, entry, base = 0, 0, 0, 0
    elsewhere = otherwise.other(w, y)
    months = end
    if kind == OWN:
        months = min(end, (12 * world.density(w, y0) + (d[2] >> 12)) >> SHIFT)
        books[row + FLEXIBLE] += here
        if months == 0:
            return 0
        _fill(desk, FLEXIBLE_BASE, world.region(w, p), y * 12, wage)
        _asked(desk, FLEXIBLE_BASE, p, y)
        base = desk[OUT + FLEXIBLE_BASE * WIDE + 0]
        _fill(desk, FLEXIBLE_MONTH, world.region(w, p), y * 12, base)
        _asked(desk, FLEXIBLE_MONTH, p, y)
        own, entry = desk[OUT + FLEXIBLE_MONTH * WIDE + 0], desk[OUT + FLEXIBLE_MONTH * WIDE + 1]
        if elsewhere == FLAT:
            own = 0
        books[row + FLEXIBLE_PAID] += own * months
    else:
        industry = 1 + (s[D_INDUSTRY] >> 29)
        declared = _scaled(wage, world.declared(w, y0, p)) if kind == HIRED else wage
        _fill(desk, EMPLOYEE_MONTH, world.region(w, p), y * 12 + MIDYEAR, declared, industry)
        _asked(desk, EMPLOYEE_MONTH, p, y)
        out = OUT + EMPLOYEE_MONTH * WIDE
        base, employer, own, entry = desk[out + 0], desk[out + 1], desk[out + 2], desk[out + 3]
        job_employer, job_own, hurt = desk[out + 4], desk[out + 5], desk[out + 6]
        if s[D_JOBLESS] < world.jobless_in(w, y0):
            books[row + JOBLESS_INSURED] += here
            u = _at_work(w, LOSES, d[4 + LOSES], n, s)
            if u < world.lost(w, y0) and kind == HIRED and s[JOB_MONTHS] >= 12:
                months -= _jobless(w, y, end, wage, u, s, desk, books, here)
            books[row + JOBLESS_EMPLOYER] += job_employer * months
            books[row + JOBLESS_EMPLOYEE] += job_own * months
            s[JOB_MONTHS] += months
        if kind == HIRED:
            months = min(months, (end * world.hired_density(w, y0) + (d[0] >> 12)) >> SHIFT)
        if kind == PUBLIC:
            s[INSTITUTION] = 1
            if y * 12 < INSTITUTIONS_SINCE:
                s[DEEMED] += months
                s[LAST_BASE] = wage
                if _counted(w, s, y):
                    # Pilots before the reform: members paid as employees do.
                    books[row + INSTITUTION_SERVICE] += here
                    books[row + EMPLOYER] += employer * months
                    books[row + PUBLIC_EMPLOYER] += employer * months
                    books[row + PUBLIC_EMPLOYEE] += own * months
                    books[row + EMPLOYEE] += own * months
                else:
                    books[row + IN_SERVICE] -= here
                return 0
            _fill(desk, INSTITUTION_MONTH, world.region(w, p), y * 12, wage)
            _asked(desk, INSTITUTION_MONTH, p, y)
            base, employer, own = (
                desk[OUT + INSTITUTION_MONTH * WIDE + 0],
                desk[OUT + INSTITUTION_MONTH * WIDE + 1],
                desk[OUT + INSTITUTION_MONTH * WIDE + 2],
            )
        if elsewhere == FLAT:
            own, employer = 0, 0
        if s[D_INJURY] < world.injury_in(w, y0):
            books[row + INJURY_INSURED] += here
            books[row + INJURY_PAID] += hurt * months
            _injury(w, y, wage, s, desk, books, d)
        if kind == PUBLIC and not _counted(w, s, y):
            books[row + IN_SERVICE] -= here
        else:
            books[row + EMPLOYER] += employer * months
            books[row + EMPLOYEE] += own * months
            if kind == PUBLIC:
                books[row + INSTITUTION_SERVICE] += here
                books[row + PUBLIC_EMPLOYER] += employer * months
                books[row + PUBLIC_EMPLOYEE] += own * months
    if months > 0 and elsewhere != LAW:
        s[LAST_BASE] = wage
        otherwise.contribute(w, who, y, months, (own + employer) * months, s, books)
    elif months > 0:
        history[s[STINT]] = _pack(y * 12, months, p, base)
        s[STINT] = min(s[STINT] + 1, STINTS - 8)
        s[PAID] += months
        s[ENTERED] += entry * months
        books[row + ACCOUNT_ENTRIES] += entry * months
        books[row + BASES] += base * months
        s[LAST_BASE] = wage
        books[flow_of(who, y, s, 0)] += (own + employer) * months
    return months


@inlined()
def _at_work(w: Any, event: int, draw: int, n: int, s: Any) -> int:
    """A draw of a year that goes with the job: the person's, turned by the lowest bits of the job's number."""
    if world.even(w, 0):
        for bit in range(LOW):
            draw = turned(draw, s[JOB], bit, world.in_year(w, event, bit, n))
    return draw


@compiled()
def _jobless(w: Any, y: int, end: int, wage: int, u: int, s: Any, desk: Any, books: Any, here: int) -> int:
    """A lost job: the months between, of those due a share that goes with the draw; what is paid for them."""
    p = s[WHERE]
    row = cell(y - FIRST, p)
    _fill(desk, UNEMPLOYMENT, world.region(w, p), y * 12, s[JOB_MONTHS], 1, wage)
    _asked(desk, UNEMPLOYMENT, p, y)
    due = desk[OUT + UNEMPLOYMENT * WIDE + 0] // 10
    spell = min(end, 1 + u * due // max(1, world.lost(w, y - BEGIN)))
    books[row + JOBLESS_BENEFIT] += desk[OUT + UNEMPLOYMENT * WIDE + 1] * spell
    books[row + JOBLESS_MONTHS] += here * spell
    s[JOB_MONTHS] = 0
    return spell


@compiled()
def _injury(w: Any, y: int, wage: int, s: Any, desk: Any, books: Any, d: Any) -> None:
    """An injury at work that leaves a grade or kills. Grave ones are few and dear: more are hurt, each with a part of
    the sums, and counts as a part of a person."""
    u = _at_work(w, HURT, d[4 + HURT], y - FIRST, s)
    chance = world.hurt(w, y - BEGIN) * HURT_PARTS
    if u >= chance:
        return
    p = s[WHERE]
    row = cell(y - FIRST, p)
    grade = graded(w, u, chance)
    if grade == 10:
        # A death at work: the life's own draw goes on for someone else of the same place.
        _fill(desk, INJURY_DEATH, world.region(w, p), y * 12, wage, 1, 1)
        _asked(desk, INJURY_DEATH, p, y)
        out = OUT + INJURY_DEATH * WIDE
        books[row + INJURY_BENEFIT] += (desk[out + 0] + desk[out + 1] + desk[out + 2] * 12) // HURT_PARTS
        return
    _fill(
        desk,
        INJURY,
        world.region(w, p),
        y * 12,
        s[D_DAY],
        grade + 1,
        wage,
        120,
    )
    _asked(desk, INJURY, p, y)
    out = OUT + INJURY * WIDE
    medical = _scaled(desk[out + 1], world.kept_on(w, 0)) if grade >= 4 else 0
    books[row + INJURY_BENEFIT] += (desk[out + 0] + medical) // HURT_PARTS
    books[row + INJURED] += 1
    if grade < 4:
        s[HURT_PENSION] = desk[out + 2] // HURT_PARTS


@compiled()
def _buy(w: Any, who: Any, y: int, short: int, s: Any, history: Any, desk: Any, books: Any) -> None:
    """Months short of the minimum are bought: as years before the first one paid, on 60 percent of their mean wage."""
    if otherwise.other(w, y) != LAW:
        otherwise.buy(w, who, y, short, s, desk, books)
        return
    p = s[WHERE]
    row = cell(y - FIRST, p)
    years = (short + 11) // 12
    room = min(years, STINTS - s[STINT])
    first = max((history[0] >> 49) // 12 + 1900 if s[STINT] > 0 else y, BEGIN + room)
    for n in range(s[STINT] - 1, -1, -1):
        history[n + room] = history[n]
    for n in range(room):
        past = max(first - room + n, 1993)
        base = world.wage(w, past - BEGIN, p) * 6 // 10
        months = 12 if n < room - 1 else short - 12 * (room - 1)
        history[n] = _pack((first - room + n) * 12, months, p, base)
        _fill(desk, FLEXIBLE_MONTH, world.region(w, p), y * 12, base)
        _asked(desk, FLEXIBLE_MONTH, p, y)
        fen = desk[OUT + FLEXIBLE_MONTH * WIDE] * months
        books[row + FLEXIBLE_PAID] += fen
        books[flow_of(who, y, s, 0)] += fen
        books[row + ACCOUNT_ENTRIES] += desk[OUT + FLEXIBLE_MONTH * WIDE + 1] * months
        s[ENTERED] += desk[OUT + FLEXIBLE_MONTH * WIDE + 1] * months
    s[STINT] += room
    s[PAID] += short


@compiled()
def _give_up(w: Any, who: Any, y: int, s: Any, history: Any, desk: Any, books: Any) -> None:
    """Too few months: the relation moves to the residents' scheme with its account and years."""
    p = s[WHERE]
    over = flow_of(who, y, s, LEFT_OVER)
    books[over] += otherwise.give_up(y, s, books)
    if s[STINT] > 0:
        _lay(w, history, s[STINT], desk)
        _fill(desk, ACCOUNT, world.region(w, p), y * 12)
        _asked(desk, ACCOUNT, p, y)
        account = desk[OUT + ACCOUNT * WIDE + 0]
        row = cell(y - FIRST, p)
        books[row + ACCOUNT_INTEREST] += account - s[ENTERED]
        books[row + REFUNDS] += account
        books[over] += account
        books[row + RESIDENT_MOVED_IN] += account
        s[RES_ACCOUNT] += account
    s[RES_MONTHS] += s[PAID]
    s[PAID], s[DEEMED], s[STINT], s[ENTERED] = 0, 0, 0, 0


@compiled()
def _resident(w: Any, who: Any, y: int, months: int, s: Any, desk: Any, books: Any) -> None:
    """A year in the residents' scheme: a premium below sixty, a pension from then on."""
    y0, age = y - BEGIN, y - who[BIRTH]
    p, town = s[WHERE], s[TOWN]
    row = cell(y - FIRST, p)
    here = 1 if months == 12 else 0
    old = 1 if age >= 60 else 0
    if s[RES_STATUS] == 0 and s[D_RESIDENT] >= world.resident(w, y0, p, town, old):
        return
    if otherwise.other(w, y) != LAW and s[RES_STATUS] != RESIDENT_LAW:
        otherwise.resident(w, who, y, months, world.premium(w, y0, p, (s[D_TIER] * TIERS) >> 32), s, desk, books)
        return
    premium = 0
    if age < 60:
        tier = (s[D_TIER] * TIERS) >> 32
        premium = world.premium(w, y0, p, tier)
        books[row + PAYERS] += here
        s[RES_MONTHS] += 12
    paid_out = 0
    if age >= 60:
        b12 = s[D_BIRTH]
        if s[RES_STATUS] == 0:
            s[RES_STATUS] = 1
            s[RES_START] = s[RES_ACCOUNT]
            # Years still short are paid at once, as the law allows.
            _fill(desk, RESIDENT_PENSION, world.region(w, p), y * 12 + 11, s[D_DAY], s[RES_MONTHS] * 1000,
                  s[RES_START])  # fmt: skip
            _asked(desk, RESIDENT_PENSION, p, y)
            if desk[OUT + RESIDENT_PENSION * WIDE + 3] == 0:
                lacking = max(0, 180 - s[RES_MONTHS])
                amount = world.premium(w, y0, p, 0) * lacking // 12
                books[row + RESIDENT_PREMIUM] += amount
                s[RES_START] += amount
                s[RES_ACCOUNT] += amount
                s[RES_MONTHS] = 180
        _fill(desk, RESIDENT_PENSION, world.region(w, p), y * 12 + 11, s[D_DAY], s[RES_MONTHS] * 1000,
              s[RES_START])  # fmt: skip
        _asked(desk, RESIDENT_PENSION, p, y)
        out = OUT + RESIDENT_PENSION * WIDE
        drawn = months if age > 60 else max(0, months - 1 - b12 % 12)
        paid_out = min(desk[out + 2] * drawn, s[RES_ACCOUNT])
        books[row + RESIDENT_ACCOUNT] += paid_out
        books[row + RESIDENT_BASIC] += desk[out + 0] * drawn - paid_out
        books[row + RECIPIENTS] += here
    _fill(desk, RESIDENT_YEAR, world.region(w, p), y * 12 + 11, premium, s[RES_ACCOUNT] - paid_out)
    _asked(desk, RESIDENT_YEAR, p, y)
    held = s[RES_ACCOUNT] - paid_out
    if premium > 0:
        books[row + RESIDENT_PREMIUM] += premium
        books[row + RESIDENT_SUBSIDY] += desk[OUT + RESIDENT_YEAR * WIDE + 0]
        held += premium + desk[OUT + RESIDENT_YEAR * WIDE + 0]
        s[RES_ACCOUNT] = desk[OUT + RESIDENT_YEAR * WIDE + 2]
    else:
        s[RES_ACCOUNT] = desk[OUT + RESIDENT_YEAR * WIDE + 2] - desk[OUT + RESIDENT_YEAR * WIDE + 1]
    books[row + RESIDENT_INTEREST] += s[RES_ACCOUNT] - held


@compiled()
def _leave(w: Any, who: Any, y: int, months: int, s: Any, history: Any, desk: Any, books: Any) -> None:
    """What a death leaves: grants from the pooled fund, the account to the heirs."""
    p = s[WHERE]
    row = cell(y - FIRST, p)
    when = y * 12 + months - 1
    elsewhere = otherwise.other(w, y) != LAW
    if elsewhere and (s[STATUS] != RETIRED or otherwise.awarded_otherwise(w, s)):
        otherwise.leave(w, who, y, when, s, history, desk, books)
    elif _total(s) > 0:
        retired = 1 if s[STATUS] == RETIRED else 0
        account = s[LEFT_IN]
        if retired == 0 and s[STINT] > 0:
            _lay(w, history, s[STINT], desk)
            _fill(desk, ACCOUNT, world.region(w, p), when)
            _asked(desk, ACCOUNT, p, y)
            account = desk[OUT + ACCOUNT * WIDE + 0]
            books[row + ACCOUNT_INTEREST] += account - s[ENTERED]
        drawn = max(0, when - s[SINCE] + 1) if retired else 0
        _fill(desk, DEATH, world.region(w, p), when, _total(s) * 1000, retired, min(drawn, 1200), account)
        _asked(desk, DEATH, p, y)
        if s[INSTITUTION] == 0 or _counted(w, s, y):
            books[row + DEATH_GRANTS] += desk[OUT + DEATH * WIDE + 0] + desk[OUT + DEATH * WIDE + 1]
            books[row + INHERITED] += account
            left = account + desk[OUT + DEATH * WIDE + 0] + desk[OUT + DEATH * WIDE + 1]
            books[flow_of(who, y, s, LEFT_OVER)] += left
        else:
            books[row + ACCOUNT_ELSEWHERE] += account
    if elsewhere and s[RES_STATUS] != RESIDENT_LAW:
        otherwise.resident_leaves(y, s, books)
    elif s[RES_ACCOUNT] > 0 or s[RES_STATUS] > 0:
        _fill(desk, RESIDENT_DEATH, world.region(w, p), when, s[D_DAY],
              max(0, s[RES_ACCOUNT]))  # fmt: skip
        _asked(desk, RESIDENT_DEATH, p, y)
        books[row + RESIDENT_INHERITED] += desk[OUT + RESIDENT_DEATH * WIDE + 0]
        books[row + RESIDENT_KEPT] += s[RES_ACCOUNT] - desk[OUT + RESIDENT_DEATH * WIDE + 0]
        books[row + RESIDENT_DEATHS] += desk[OUT + RESIDENT_DEATH * WIDE + 1]


DRAWS = 4 + YEAR_EVENTS
"""Draws of a year: four independent ones, then those of the year's events, even over people."""


@compiled()
def draw(w: Any, who: Any, s: Any, first: int, count: int, drawn: Any) -> None:
    """The draws of some years (1 or AHEAD) of a life, side by side: drawn[which * AHEAD + year], of 2**32."""
    number, low, high, n0 = who[NUMBER], world.key(w, 0), world.key(w, 1), first - FIRST
    for n in range(count):
        a, b, c, d = philox(number, first + n, 0, YEARLY, low, high)
        drawn[n], drawn[AHEAD + n] = np.int64(a), np.int64(b)
        drawn[2 * AHEAD + n], drawn[3 * AHEAD + n] = np.int64(c), np.int64(d)
    if world.even(w, 0) == 0:
        for n in range(YEAR_EVENTS * AHEAD):
            drawn[4 * AHEAD + n] = drawn[n]
        return
    # Children and pensioners neither lose a job nor are hurt at one.
    works = s[STATUS] == WORKING and first + count > who[BIRTH] + 16
    for event in range(YEAR_EVENTS if works else 1):
        at = beyond(drawn, (4 + event) * AHEAD)
        # Draws of the job are finished by `_at_work`.
        lowest = 0 if event == MOVES else LOW
        if count == AHEAD:
            for n in range(AHEAD):
                at[n] = world.year_shift(w, event, n0 + n)
            for bit in range(lowest, world.bits(w, 0)):
                if (number >> bit) & 1:
                    for n in range(AHEAD):
                        at[n] ^= world.in_year(w, event, bit, n0 + n)
        else:
            draw = world.year_shift(w, event, n0)
            for bit in range(lowest, world.bits(w, 0)):
                draw = turned(draw, number, bit, world.in_year(w, event, bit, n0))
            at[0] = draw


@inlined()
def of_year(drawn: Any, n: int) -> Any:
    """The draws of one of the years drawn."""
    return (
        drawn[n], drawn[AHEAD + n], drawn[2 * AHEAD + n], drawn[3 * AHEAD + n], drawn[4 * AHEAD + n],
        drawn[5 * AHEAD + n], drawn[6 * AHEAD + n],
    )  # fmt: skip


@compiled()
def arrive(who: Any, books: Any) -> None:
    """Someone who comes from abroad is there at the end of the year before her first one here."""
    if who[ENTRY] > FIRST and who[BIRTH] < who[ENTRY]:
        row = cell(who[ENTRY] - 1 - FIRST, who[PROVINCE])
        books[row + ARRIVED] += 1
        books[row + POPULATION] += 1
        if who[RESIDENCE] == 0:
            books[row + URBAN] += 1


@compiled()
def close(w: Any, s: Any, history: Any, desk: Any, books: Any) -> None:
    """What lies in the accounts of someone who is there at the end of the run."""
    p, y = s[WHERE], world.last(w, 0)
    row = cell(y - FIRST, p)
    held = s[LEFT_IN]
    if s[STATUS] == WORKING and s[STINT] > 0:
        _lay(w, history, s[STINT], desk)
        _fill(desk, ACCOUNT, world.region(w, p), y * 12 + 11)
        _asked(desk, ACCOUNT, p, y)
        held = desk[OUT + ACCOUNT * WIDE + 0]
        books[row + ACCOUNT_INTEREST] += held - s[ENTERED]
    books[row + ACCOUNT_HELD] += held
    books[row + RESIDENT_HELD] += s[RES_ACCOUNT]


@compiled(nogil=True)
def whole_lives(tables: int, people: int, low: int, high: int, desk: int, books: int) -> None:
    """Persons low..high, each from her first year to her last: state and history never leave the cache.

    tables, people, desk, books: addresses of what `world`, `running` and `lives` lay out.
    """
    s_kept, history_kept = np.zeros(FIELDS, dtype=np.int64), np.zeros(STINTS, dtype=np.int64)
    drawn_kept = np.zeros(DRAWS * AHEAD, dtype=np.int64)
    s, history = words(np.int64(s_kept.ctypes.data)), words(np.int64(history_kept.ctypes.data))
    w, asked, b, drawn = words(tables), words(desk), words(books), words(np.int64(drawn_kept.ctypes.data))
    last = world.last(w, 0)
    for i in range(low, high):
        who = beyond(words(people), i * COLUMNS_OF_PEOPLE)
        begin(w, who, s, history, asked, b)
        arrive(who, b)
        n = AHEAD
        for y in range(who[ENTRY], last + 1):
            if n == AHEAD:
                draw(w, who, s, y, AHEAD, drawn)
                n = 0
            n += 1
            if not year(w, who, y, s, history, asked, b, of_year(drawn, n - 1)):
                break
        else:
            close(w, s, history, asked, b)
    # What stands in memory must not go before the last word is read.
    s_kept[0], history_kept[0], drawn_kept[0] = 0, 0, 0


@compiled(nogil=True)
def years_for_all(tables: int, people: int, low: int, high: int, desk: int, books: int) -> None:
    """The same persons a year at a time, for what needs everyone at once; it keeps every history."""
    count = high - low
    s_kept = np.zeros(count * FIELDS, dtype=np.int64)
    history_kept = np.zeros(count * STINTS, dtype=np.int64)
    drawn_kept = np.zeros(DRAWS * AHEAD, dtype=np.int64)
    there = np.zeros(count, dtype=np.bool_)
    w, asked, b, drawn = words(tables), words(desk), words(books), words(np.int64(drawn_kept.ctypes.data))
    for k in range(count):
        who = beyond(words(people), (low + k) * COLUMNS_OF_PEOPLE)
        s = beyond(words(np.int64(s_kept.ctypes.data)), k * FIELDS)
        history = beyond(words(np.int64(history_kept.ctypes.data)), k * STINTS)
        begin(w, who, s, history, asked, b)
        arrive(who, b)
    for y in range(FIRST, world.last(w, 0) + 1):
        for k in range(count):
            who = beyond(words(people), (low + k) * COLUMNS_OF_PEOPLE)
            if who[ENTRY] == y:
                there[k] = True
            if there[k]:
                s = beyond(words(np.int64(s_kept.ctypes.data)), k * FIELDS)
                history = beyond(words(np.int64(history_kept.ctypes.data)), k * STINTS)
                draw(w, who, s, y, 1, drawn)
                there[k] = year(w, who, y, s, history, asked, b, of_year(drawn, 0))
    for k in range(count):
        if there[k]:
            s = beyond(words(np.int64(s_kept.ctypes.data)), k * FIELDS)
            close(w, s, beyond(words(np.int64(history_kept.ctypes.data)), k * STINTS), asked, b)
    s_kept[0], history_kept[0], drawn_kept[0] = 0, 0, 0

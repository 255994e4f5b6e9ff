"""One year of one life, and the two orders of walking through all of them. See `lives` for what a life is made of."""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
from __future__ import annotations

from typing import Any

import numpy as np

from shebao.outlook.accounts import *  # noqa: F403 - every account is used below
from shebao.outlook.axes import FIRST
from shebao.outlook.draws import philox
from shebao.outlook.machine import compiled, inlined
from shebao.outlook.lives import *  # noqa: F403 - the fields and questions of a life
from shebao.outlook.lives import (
    BEGIN,
    Table,
    Tools,
    World,
    _another_job,
    _asked,
    _award,
    _birthday,
    _class,
    _fill,
    _job,
    _lay,
    _once,
    _pack,
    _scaled,
    _total,
    _wage,
    begin,
)
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.strata import (
    CHOICE, HURT, INDUSTRY, INJURY_IN, JOBLESS_IN, LIFE, LOSES, MONTH, MOVES, ODD, RESIDENT,
    SCHOOL, TIER, TRACK, WAGE, YEARLY, place,
)  # fmt: skip

PERCENT_30 = 1_288_490_188
"""A share of 2**32."""


@compiled()
def year(w: World, who: Table, i: int, k: int, y: int, s: Any, histories: Any, alive: Any, t: Tools) -> bool:
    """Live through the year y; whether the person is there at its end."""
    sex, birth = np.int64(who.sex[i]), np.int64(who.birth[i])
    rank0 = np.int64(who.rank[i])
    b, c = birth - FIRST_BIRTH, (birth - FIRST_BIRTH) * 2 + sex
    age, y0, n = min(y - birth, 105), y - BEGIN, y - FIRST
    d = philox(np.uint32(rank0), np.uint32(c), np.uint32(y), np.uint32(YEARLY), w.key[0], w.key[1])
    p, town = s[k, WHERE], s[k, TOWN]
    t.cells[n, p, LIVES] += 1
    if age == 0:
        t.cells[n, p, BIRTHS] += 1

    # Who leaves: a life's one draw is the share of the cohort that is gone when she goes.
    stays = alive[k] * (1.0 - w.exit[sex, b, n])
    alive[k] = stays
    gone = stays * 4294967296.0 < _once(w, c, rank0, LIFE)
    months = 12
    if gone:
        months = 1 + np.int64(d[3] >> np.uint32(8)) % 12
    elif age > 0:
        u = place(rank0, w.step[c], w.factor_year[c, MOVES, y0], w.shift_year[c, MOVES, y0], d[0], w.even)
        chance = w.move[p, sex, b, n] * 4294967296.0
        if u < chance:
            to = 0
            where = np.int64(u / chance * 4294967296.0)
            while to < 30 and where >= w.goes[n, p, to]:
                to += 1
            if s[k, STATUS] == WORKING and s[k, STINT] > 0:
                _move_relation(w, k, y, p, to, s, histories, t)
            t.cells[n, p, MOVED_OUT] += 1
            t.cells[n, to, MOVED_IN] += 1
            s[k, WHERE] = to
            p = to
        if town == 1:
            u = place(rank0, w.step[c], w.factor_year[c, ODD, y0], w.shift_year[c, ODD, y0], d[1], w.even)
            if u < w.town[p, sex, b, n] * 4294967296.0:
                s[k, TOWN] = 0
                town = 0
    cells = t.cells[n, p]

    covered = False
    if age >= 16:
        life = _once(w, c, rank0, WAGE)
        third = 0 if life < 1431655765 else (1 if life < 2863311531 else 2)
        if s[k, STATUS] == RETIRED:
            _pensioner(w, who, i, k, y, months, third, s, t)
            covered = True
        else:
            covered = _working(w, who, i, k, y, months, gone, life, third, s, histories, t, d)
        if s[k, STATUS] != RETIRED and not covered:
            _resident(w, who, i, k, y, months, s, t)
        elif s[k, RES_STATUS] == 1:
            _resident(w, who, i, k, y, months, s, t)
        if s[k, HURT_PENSION] > 0:
            cells[INJURY_BENEFIT] += s[k, HURT_PENSION] * months
            cells[INJURED] += 0 if gone else 1
    if gone:
        if age >= 16:
            _leave(w, who, i, k, y, months, s, histories, t)
        abroad = w.abroad[sex, b, n] * 4294967296.0
        cells[LEFT if np.int64(d[2]) < abroad else DEATHS] += 1
        return False
    cells[POPULATION] += 1
    if town == 0:
        cells[URBAN] += 1
    return True


@compiled()
def _move_relation(w: World, k: int, y: int, p: int, to: int, s: Any, histories: Any, t: Tools) -> None:
    """Account and pooled share go along to the other province."""
    _lay(w, histories[k], s[k, STINT], t.lists, t.ends)
    _fill(t.columns, TRANSFER, w.region[p], y * 12)
    _asked(t, TRANSFER, p, y)
    moved = t.out[TRANSFER, 0] + t.out[TRANSFER, 1]
    t.cells[y - FIRST, p, TRANSFER_OUT] += moved
    t.cells[y - FIRST, to, TRANSFER_IN] += moved


@compiled()
def _pensioner(w: World, who: Table, i: int, k: int, y: int, months: int, third: int, s: Any, t: Tools) -> None:
    """A year of a pension: the adjustment in January, what is paid, what is left of the account."""
    p, age = s[k, WHERE], y - np.int64(who.birth[i])
    drawn = months if s[k, SINCE] <= y * 12 else max(0, months - (s[k, SINCE] - y * 12))
    _fill(
        t.columns, PENSIONER, w.region[p], y * 12, s[k, PENSION], _total(s, k) * 1000, age - 1, np.int64(who.sex[i]),
        s[k, SINCE], s[k, LEFT_IN], s[k, PART], drawn,
    )  # fmt: skip
    _asked(t, PENSIONER, p, y)
    pension, left = t.out[PENSIONER, 0], t.out[PENSIONER, 1]
    s[k, PENSION] = pension
    cells = t.cells[y - FIRST, p]
    if s[k, PART] > 0:
        from_account = s[k, PART] * drawn
        held = s[k, LEFT_IN]
        if left < 0:
            # The account is used up: the pooled fund pays on.
            from_account, left = from_account + left, 0
            cells[ACCOUNT_INTEREST] += from_account - held
        else:
            cells[ACCOUNT_INTEREST] += left - held + from_account
        if left == 0:
            s[k, PART] = 0
        s[k, LEFT_IN] = left
    else:
        from_account = 0
    counted = s[k, INSTITUTION] == 0 or _counted(w, who, i, y)
    if counted:
        total = pension * drawn
        cells[ACCOUNT_PAID] += from_account
        cells[TRANSITIONAL] += s[k, TRANSITION] * drawn
        cells[BASIC] += total - from_account - s[k, TRANSITION] * drawn
        if s[k, INSTITUTION]:
            cells[INSTITUTION_PENSIONS] += total
        b = np.int64(who.birth[i]) - FIRST_BIRTH
        t.flows[b, np.int64(who.sex[i]), third, min(age, 105), 1] += total
        if months == 12:
            cells[RETIREES] += 1
            if s[k, INSTITUTION]:
                cells[INSTITUTION_RETIREES] += 1
    else:
        cells[ACCOUNT_ELSEWHERE] += from_account


@inlined()
def _counted(w: World, who: Table, i: int, y: int) -> bool:
    """Whether the person's institution has joined the fund."""
    c = (np.int64(who.birth[i]) - FIRST_BIRTH) * 2 + np.int64(who.sex[i])
    return _once(w, c, np.int64(who.rank[i]), INDUSTRY) < w.counted[y - BEGIN]


@compiled()
def _working(w: World, who: Table, i: int, k: int, y: int, months: int, gone: bool, life: int, third: int, s: Any,
             histories: Any, t: Tools, d: Any) -> bool:  # fmt: skip
    """A year before the pension: at work, between jobs, or outside the employees' scheme; then perhaps the award."""
    sex, birth, rank0 = np.int64(who.sex[i]), np.int64(who.birth[i]), np.int64(who.rank[i])
    c, y0, age, n = (birth - FIRST_BIRTH) * 2 + sex, y - BEGIN, y - birth, y - FIRST
    p, town = s[k, WHERE], s[k, TOWN]
    if age < 26:
        leaves = _once(w, c, rank0, SCHOOL)
        last = 16
        while last < 25 and leaves >= w.school[last - 16]:
            last += 1
        if age < last:
            return True
    rank = _another_job(w, c, s[k, RANK], age, y0)
    s[k, RANK] = rank
    cells = t.cells[n, p]
    kind, beyond = _class(w, c, rank, sex, age, town, p, y0)

    index = b12 = (birth - FIRST_BIRTH) * 12 + _once(w, c, rank0, MONTH) * 12 // 4294967296
    s[k, MONTHS_AT] = b12
    track = 0
    if sex == 1:
        track = 1 if s[k, INSTITUTION] or _once(w, c, rank0, TRACK) < w.women_55[kind] else 2
    choice = 0
    u = _once(w, c, rank0, CHOICE)
    while choice < 2 and u >= w.choice[y0, choice]:
        choice += 1
    at = w.retire[track, choice, index]
    statutory = w.retire[track, 1, index]
    if y * 12 > statutory:
        if _total(s, k) == 0 or y > statutory // 12 + 5:
            kind = NOBODY
        elif kind != NOBODY:
            kind = OWN
    end = months
    due = at < y * 12 + months and _total(s, k) >= w.needed[track, choice, index]
    if due:
        end = min(end, max(0, at - y * 12 + 1))
    paid, wage = 0, 0
    if kind != NOBODY and end > 0:
        wage = _wage(w, c, rank, life, sex, age, kind, p, y0)
        paid = _contribute(w, who, i, k, y, end, kind, wage, rank0, third, s, histories, t, d, gone)
        cells[IN_SERVICE] += 0 if gone or due else 1
    elif beyond < w.site[y0] and end > 0 and age < 60:
        wage = _wage(w, c, rank, life, sex, age, HIRED, p, y0)
        _fill(t.columns, EMPLOYEE_MONTH, w.region[p], y * 12, _scaled(wage, w.declared[y0]), 6)
        _asked(t, EMPLOYEE_MONTH, p, y)
        cells[INJURY_PAID] += t.out[EMPLOYEE_MONTH, 6] * end
        cells[INJURY_INSURED] += 0 if gone else 1
        _injury(w, i, k, y, end, wage, c, rank0, b12, s, t, d)
    if not due and not gone and _total(s, k) > 0 and at < y * 12 + 12:
        short = w.needed[track, choice, index] - _total(s, k)
        if short <= 0:
            due, at = True, y * 12 + 11
        elif statutory // 12 == y and _once(w, c, rank0, ODD) < w.bought[y0] and s[k, STINT] > 0:
            _buy(w, k, y, short, s, histories, t)
            due = True
            at = max(at, statutory)
        elif y >= statutory // 12 + 5:
            _give_up(w, k, y, s, histories, t)
            return False
    if due:
        last_wage = wage if wage > 0 else max(s[k, LAST_BASE], 1)
        when = max(at, y * 12 - 1) if at // 12 >= y else y * 12 - 1
        when = max(when, y * 12)
        _award(w, who, i, k, y, when, track, choice, s, histories, t, c, third, last_wage)
        if when + 1 < y * 12 + months:
            _pensioner(w, who, i, k, y, months, third, s, t)
        elif not gone and (s[k, INSTITUTION] == 0 or _counted(w, who, i, y)):
            cells[RETIREES] += 1
            cells[INSTITUTION_RETIREES] += s[k, INSTITUTION]
        return True
    return kind != NOBODY


@compiled()
def _contribute(w: World, who: Table, i: int, k: int, y: int, end: int, kind: int, wage: int, rank0: int, third: int,
                s: Any, histories: Any, t: Tools, d: Any, gone: bool) -> int:  # fmt: skip
    """What is paid in for the months of a year, by whom; what enters the account; a lost job; an injury."""
    sex, birth = np.int64(who.sex[i]), np.int64(who.birth[i])
    c, y0, n = (birth - FIRST_BIRTH) * 2 + sex, y - BEGIN, y - FIRST
    p = s[k, WHERE]
    cells = t.cells[n, p]
    here = 0 if gone else 1
    own, employer, entry, base = 0, 0, 0, 0
    months = end
    if kind == OWN:
        months = min(end, (12 * w.density[y0] + (np.int64(d[2]) >> 12)) >> SHIFT)
        cells[FLEXIBLE] += here
        if months == 0:
            return 0
        _fill(t.columns, FLEXIBLE_BASE, w.region[p], y * 12, wage)
        _asked(t, FLEXIBLE_BASE, p, y)
        base = t.out[FLEXIBLE_BASE, 0]
        _fill(t.columns, FLEXIBLE_MONTH, w.region[p], y * 12, base)
        _asked(t, FLEXIBLE_MONTH, p, y)
        own, entry = t.out[FLEXIBLE_MONTH, 0], t.out[FLEXIBLE_MONTH, 1]
        cells[FLEXIBLE_PAID] += own * months
    else:
        industry = 1 + (_once(w, c, rank0, INDUSTRY) >> 29)
        declared = _scaled(wage, w.declared[y0]) if kind == HIRED else wage
        _fill(t.columns, EMPLOYEE_MONTH, w.region[p], y * 12, declared, industry)
        _asked(t, EMPLOYEE_MONTH, p, y)
        out = t.out[EMPLOYEE_MONTH]
        base, employer, own, entry = out[0], out[1], out[2], out[3]
        job_employer, job_own, hurt = out[4], out[5], out[6]
        if _once(w, c, rank0, JOBLESS_IN) < w.jobless_in[y0]:
            cells[JOBLESS_INSURED] += here
            u = place(rank0, w.step[c], w.factor_year[c, LOSES, y0], w.shift_year[c, LOSES, y0], d[1], w.even)
            if u < w.lost[y0] and kind == HIRED and s[k, JOB_MONTHS] >= 12:
                months -= _jobless(w, k, y, end, wage, u, s, t, here)
            cells[JOBLESS_EMPLOYER] += job_employer * months
            cells[JOBLESS_EMPLOYEE] += job_own * months
            s[k, JOB_MONTHS] += months
        if kind == HIRED:
            months = min(months, (end * w.hired_density[y0] + (np.int64(d[0]) >> 12)) >> SHIFT)
        if kind == PUBLIC:
            s[k, INSTITUTION] = 1
            if y * 12 < 2014 * 12 + 9:
                s[k, DEEMED] += months
                s[k, LAST_BASE] = wage
                if _counted(w, who, i, y):
                    # Pilots before the reform: members paid as employees do.
                    cells[INSTITUTION_SERVICE] += here
                    cells[EMPLOYER] += employer * months
                    cells[PUBLIC_EMPLOYER] += employer * months
                    cells[EMPLOYEE] += own * months
                else:
                    cells[IN_SERVICE] -= here
                return 0
            _fill(t.columns, INSTITUTION_MONTH, w.region[p], y * 12, wage)
            _asked(t, INSTITUTION_MONTH, p, y)
            base, employer, own = t.out[INSTITUTION_MONTH, 0], t.out[INSTITUTION_MONTH, 1], t.out[INSTITUTION_MONTH, 2]
        if _once(w, c, rank0, INJURY_IN) < w.injury_in[y0]:
            cells[INJURY_INSURED] += here
            cells[INJURY_PAID] += hurt * months
            _injury(w, i, k, y, end, wage, c, rank0, s[k, MONTHS_AT], s, t, d)
        if kind == PUBLIC and not _counted(w, who, i, y):
            cells[IN_SERVICE] -= here
        else:
            cells[EMPLOYER] += employer * months
            cells[EMPLOYEE] += own * months
            if kind == PUBLIC:
                cells[INSTITUTION_SERVICE] += here
                cells[PUBLIC_EMPLOYER] += employer * months
    if months > 0:
        histories[k, s[k, STINT]] = _pack(y * 12, months, p, base)
        s[k, STINT] = min(s[k, STINT] + 1, STINTS - 8)
        s[k, PAID] += months
        s[k, ENTERED] += entry * months
        cells[ACCOUNT_ENTRIES] += entry * months
        cells[BASES] += base * months
        s[k, LAST_BASE] = wage
        b = birth - FIRST_BIRTH
        t.flows[b, sex, third, min(y - birth, 105), 0] += (own + employer) * months
    return months


@compiled()
def _jobless(w: World, k: int, y: int, end: int, wage: int, u: int, s: Any, t: Tools, here: int) -> int:
    """A lost job: the months between, of those due a share that goes with the draw; what is paid for them."""
    p = s[k, WHERE]
    cells = t.cells[y - FIRST, p]
    _fill(t.columns, UNEMPLOYMENT, w.region[p], y * 12, s[k, JOB_MONTHS], 1, wage)
    _asked(t, UNEMPLOYMENT, p, y)
    due = t.out[UNEMPLOYMENT, 0] // 10
    spell = min(end, 1 + u * due // max(1, w.lost[y - BEGIN]))
    cells[JOBLESS_BENEFIT] += t.out[UNEMPLOYMENT, 1] * spell
    cells[JOBLESS] += here if (u >> 3) % 12 < spell else 0
    s[k, JOB_MONTHS] = 0
    return spell


@compiled()
def _injury(w: World, i: int, k: int, y: int, end: int, wage: int, c: int, rank0: int, b12: int, s: Any, t: Tools,
            d: Any) -> None:  # fmt: skip
    """An injury at work that leaves a grade or kills."""
    y0 = y - BEGIN
    u = place(rank0, w.step[c], w.factor_year[c, HURT, y0], w.shift_year[c, HURT, y0], d[2], w.even)
    if u >= w.hurt[y0]:
        return
    p = s[k, WHERE]
    cells = t.cells[y - FIRST, p]
    kind = u * 4294967296 // w.hurt[y0]
    grade = 0
    while grade < 10 and kind >= w.grades[grade]:
        grade += 1
    if grade == 10:
        # A death at work: the life's own draw goes on for someone else of the same place.
        _fill(t.columns, INJURY_DEATH, w.region[p], y * 12, wage, 1, 1)
        _asked(t, INJURY_DEATH, p, y)
        out = t.out[INJURY_DEATH]
        cells[INJURY_BENEFIT] += out[0] + out[1] + out[2] * 12
        return
    _fill(t.columns, INJURY, w.region[p], y * 12, _birthday(b12 // 12 + FIRST_BIRTH, b12), grade + 1, wage, 120)
    _asked(t, INJURY, p, y)
    out = t.out[INJURY]
    cells[INJURY_BENEFIT] += out[0] + (out[1] if grade >= 4 else 0)
    cells[INJURED] += 1
    if grade < 4:
        s[k, HURT_PENSION] = out[2]


@compiled()
def _buy(w: World, k: int, y: int, short: int, s: Any, histories: Any, t: Tools) -> None:
    """Months short of the minimum are bought: as years before the first one paid, on the lowest base."""
    p = s[k, WHERE]
    _fill(t.columns, FLEXIBLE_BASE, w.region[p], y * 12, 0)
    _asked(t, FLEXIBLE_BASE, p, y)
    _fill(t.columns, FLEXIBLE_MONTH, w.region[p], y * 12, t.out[FLEXIBLE_BASE, 0])
    _asked(t, FLEXIBLE_MONTH, p, y)
    cells = t.cells[y - FIRST, p]
    cells[FLEXIBLE_PAID] += t.out[FLEXIBLE_MONTH, 0] * short
    cells[ACCOUNT_ENTRIES] += t.out[FLEXIBLE_MONTH, 1] * short
    s[k, ENTERED] += t.out[FLEXIBLE_MONTH, 1] * short
    years = (short + 11) // 12
    room = min(years, STINTS - s[k, STINT])
    first = (histories[k, 0] >> 49) // 12 + 1900
    for n in range(s[k, STINT] - 1, -1, -1):
        histories[k, n + room] = histories[k, n]
    for n in range(room):
        past = max(first - room + n, 1993)
        base = w.wage[past - BEGIN, p] * 6 // 10
        histories[k, n] = _pack((first - room + n) * 12, 12 if n < room - 1 else short - 12 * (room - 1), p, base)
    s[k, STINT] += room
    s[k, PAID] += short


@compiled()
def _give_up(w: World, k: int, y: int, s: Any, histories: Any, t: Tools) -> None:
    """Too few months: the relation moves to the residents' scheme with its account and years."""
    p = s[k, WHERE]
    if s[k, STINT] > 0:
        _lay(w, histories[k], s[k, STINT], t.lists, t.ends)
        _fill(t.columns, ACCOUNT, w.region[p], y * 12)
        _asked(t, ACCOUNT, p, y)
        account = t.out[ACCOUNT, 0]
        cells = t.cells[y - FIRST, p]
        cells[ACCOUNT_INTEREST] += account - s[k, ENTERED]
        cells[REFUNDS] += account
        cells[RESIDENT_MOVED_IN] += account
        s[k, RES_ACCOUNT] += account
    s[k, RES_MONTHS] += s[k, PAID]
    s[k, PAID], s[k, DEEMED], s[k, STINT], s[k, ENTERED] = 0, 0, 0, 0


@compiled()
def _resident(w: World, who: Table, i: int, k: int, y: int, months: int, s: Any, t: Tools) -> None:
    """A year in the residents' scheme: a premium below sixty, a pension from then on."""
    sex, birth, rank0 = np.int64(who.sex[i]), np.int64(who.birth[i]), np.int64(who.rank[i])
    c, y0, age = (birth - FIRST_BIRTH) * 2 + sex, y - BEGIN, y - birth
    p, town = s[k, WHERE], s[k, TOWN]
    cells = t.cells[y - FIRST, p]
    here = 1 if months == 12 else 0
    old = 1 if age >= 60 else 0
    if s[k, RES_STATUS] == 0 and _once(w, c, rank0, RESIDENT) >= w.resident[y0, p, town, old]:
        return
    premium = 0
    if age < 60:
        tier = _once(w, c, rank0, TIER) * w.premium.shape[2] >> 32
        premium = w.premium[y0, p, tier]
        cells[PAYERS] += here
        s[k, RES_MONTHS] += 12
    paid_out = 0
    if age >= 60:
        b12 = (birth - FIRST_BIRTH) * 12 + _once(w, c, rank0, MONTH) * 12 // 4294967296
        if s[k, RES_STATUS] == 0:
            s[k, RES_STATUS] = 1
            s[k, RES_START] = s[k, RES_ACCOUNT]
            # Years still short are paid at once, as the law allows.
            _fill(t.columns, RESIDENT_PENSION, w.region[p], y * 12 + 11, _birthday(birth, b12), s[k, RES_MONTHS] * 1000,
                  s[k, RES_START])  # fmt: skip
            _asked(t, RESIDENT_PENSION, p, y)
            if t.out[RESIDENT_PENSION, 3] == 0:
                lacking = max(0, 180 - s[k, RES_MONTHS])
                amount = w.premium[y0, p, 0] * lacking // 12
                cells[RESIDENT_PREMIUM] += amount
                s[k, RES_START] += amount
                s[k, RES_ACCOUNT] += amount
                s[k, RES_MONTHS] = 180
        _fill(t.columns, RESIDENT_PENSION, w.region[p], y * 12 + 11, _birthday(birth, b12), s[k, RES_MONTHS] * 1000,
              s[k, RES_START])  # fmt: skip
        _asked(t, RESIDENT_PENSION, p, y)
        out = t.out[RESIDENT_PENSION]
        drawn = months if age > 60 else max(0, months - 1 - b12 % 12)
        paid_out = min(out[2] * drawn, s[k, RES_ACCOUNT])
        cells[RESIDENT_ACCOUNT] += paid_out
        cells[RESIDENT_BASIC] += out[0] * drawn - paid_out
        cells[RECIPIENTS] += here
    _fill(t.columns, RESIDENT_YEAR, w.region[p], y * 12 + 11, premium, s[k, RES_ACCOUNT] - paid_out)
    _asked(t, RESIDENT_YEAR, p, y)
    held = s[k, RES_ACCOUNT] - paid_out
    if premium > 0:
        cells[RESIDENT_PREMIUM] += premium
        cells[RESIDENT_SUBSIDY] += t.out[RESIDENT_YEAR, 0]
        held += premium + t.out[RESIDENT_YEAR, 0]
        s[k, RES_ACCOUNT] = t.out[RESIDENT_YEAR, 2]
    else:
        s[k, RES_ACCOUNT] = t.out[RESIDENT_YEAR, 2] - t.out[RESIDENT_YEAR, 1]
    cells[RESIDENT_INTEREST] += s[k, RES_ACCOUNT] - held


@compiled()
def _leave(w: World, who: Table, i: int, k: int, y: int, months: int, s: Any, histories: Any, t: Tools) -> None:
    """What a death leaves: grants from the pooled fund, the account to the heirs."""
    p = s[k, WHERE]
    cells = t.cells[y - FIRST, p]
    when = y * 12 + months - 1
    if _total(s, k) > 0:
        retired = 1 if s[k, STATUS] == RETIRED else 0
        account = s[k, LEFT_IN]
        if retired == 0 and s[k, STINT] > 0:
            _lay(w, histories[k], s[k, STINT], t.lists, t.ends)
            _fill(t.columns, ACCOUNT, w.region[p], when)
            _asked(t, ACCOUNT, p, y)
            account = t.out[ACCOUNT, 0]
            cells[ACCOUNT_INTEREST] += account - s[k, ENTERED]
        drawn = max(0, when - s[k, SINCE] + 1) if retired else 0
        _fill(t.columns, DEATH, w.region[p], when, _total(s, k) * 1000, retired, min(drawn, 1200), account)
        _asked(t, DEATH, p, y)
        if s[k, INSTITUTION] == 0 or _counted(w, who, i, y):
            cells[DEATH_GRANTS] += t.out[DEATH, 0] + t.out[DEATH, 1]
            cells[INHERITED] += account
        else:
            cells[ACCOUNT_ELSEWHERE] += account
    if s[k, RES_ACCOUNT] > 0 or s[k, RES_STATUS] > 0:
        b12 = (np.int64(who.birth[i]) - FIRST_BIRTH) * 12 + 6
        _fill(t.columns, RESIDENT_DEATH, w.region[p], when, _birthday(np.int64(who.birth[i]), b12),
              max(0, s[k, RES_ACCOUNT]))  # fmt: skip
        _asked(t, RESIDENT_DEATH, p, y)
        cells[RESIDENT_INHERITED] += t.out[RESIDENT_DEATH, 0]
        cells[RESIDENT_KEPT] += s[k, RES_ACCOUNT] - t.out[RESIDENT_DEATH, 0]
        cells[RESIDENT_DEATHS] += t.out[RESIDENT_DEATH, 1]


@compiled()
def arrive(w: World, who: Table, i: int, t: Tools) -> None:
    """Someone who comes from abroad is there at the end of the year before her first one here."""
    entry = np.int64(who.entry[i])
    if entry > FIRST and np.int64(who.birth[i]) < entry:
        cells = t.cells[entry - 1 - FIRST, np.int64(who.province[i])]
        cells[ARRIVED] += 1
        cells[POPULATION] += 1
        if who.residence[i] == 0:
            cells[URBAN] += 1


@compiled()
def close(w: World, k: int, s: Any, histories: Any, t: Tools) -> None:
    """What lies in the accounts of someone who is there at the end of the run."""
    p = s[k, WHERE]
    cells = t.cells[w.last - FIRST, p]
    held = s[k, LEFT_IN]
    if s[k, STATUS] == WORKING and s[k, STINT] > 0:
        _lay(w, histories[k], s[k, STINT], t.lists, t.ends)
        _fill(t.columns, ACCOUNT, w.region[p], w.last * 12 + 11)
        _asked(t, ACCOUNT, p, w.last)
        held = t.out[ACCOUNT, 0]
        cells[ACCOUNT_INTEREST] += held - s[k, ENTERED]
    cells[ACCOUNT_HELD] += held
    cells[RESIDENT_HELD] += s[k, RES_ACCOUNT]


@compiled(nogil=True)
def whole_lives(w: World, who: Table, low: int, high: int, t: Tools) -> None:
    """Persons low..high, each from her first year to her last: state and history never leave the cache."""
    s = np.zeros((1, FIELDS), dtype=np.int64)
    histories = np.zeros((1, STINTS), dtype=np.int64)
    alive = np.ones(1)
    for i in range(low, high):
        begin(w, who, i, 0, s, histories, t)
        arrive(w, who, i, t)
        alive[0] = 1.0
        for y in range(who.entry[i], w.last + 1):
            if not year(w, who, i, 0, y, s, histories, alive, t):
                break
        else:
            close(w, 0, s, histories, t)


@compiled(nogil=True)
def years_for_all(w: World, who: Table, low: int, high: int, t: Tools) -> None:
    """The same persons a year at a time, for what needs everyone at once; it keeps every history."""
    count = high - low
    s = np.zeros((count, FIELDS), dtype=np.int64)
    histories = np.zeros((count, STINTS), dtype=np.int64)
    alive = np.ones(count)
    there = np.zeros(count, dtype=np.bool_)
    for k in range(count):
        begin(w, who, low + k, k, s, histories, t)
        arrive(w, who, low + k, t)
    for y in range(FIRST, w.last + 1):
        for k in range(count):
            if who.entry[low + k] == y:
                there[k] = True
            if there[k]:
                there[k] = year(w, who, low + k, k, y, s, histories, alive, t)
    for k in range(count):
        if there[k]:
            close(w, k, s, histories, t)

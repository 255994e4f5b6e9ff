"""One life of a run, told year by year: where she lived, what she did, what was paid, what the law was asked.

The one thing to know: the life is lived again by the same code as in the run, alone and a year at a time, so what is
told is what the run counted. She is synthetic, as everybody in a run is.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from shebao.engine.errors import BadInput
from shebao.outlook import accounts as of
from shebao.outlook import lives
from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.living import DRAWS, draw, of_year, year
from shebao.outlook.machine import compiled
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.running import desk, table
from shebao.outlook.words import words
from shebao.outlook.world import AHEAD

if TYPE_CHECKING:
    from shebao.outlook.outlook import Ready


@dataclass(frozen=True)
class Year:
    """A year of a life. Money is fen: wage, base and pension a month, the others in the year.

    doing: child, student, institution, employee, flexible, platform (takes its orders, with or without a residents'
    pension), resident (in the residents' scheme), outside, pensioner.
    months: paid in the employees' scheme. paid: own and employer's contributions to its pension fund.
    pension, received: of that fund; resident_received: residents' pension.
    """

    year: int
    age: int
    province: str
    urban: bool
    doing: str
    wage: int
    base: int
    months: int
    paid: int
    pension: int
    received: int
    resident_paid: int
    resident_received: int
    injured: bool
    jobless: bool


@dataclass(frozen=True)
class Award:
    """What the law was asked at the award: its facts and history, and what it answered.

    question: of `questions`; `old_method` where an institution paid before it came under the law, which was not asked.
    """

    question: str
    province: str
    facts: Mapping[str, int]
    history: Mapping[str, list[int]]
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Life:
    """A life: its number in the run, who she is, her years since the run began, and how it ends.

    sex: 0 male, 1 female. born: year * 12 + month - 1. persons: how many she stands for. end: died, left (the
    country), or there (at the end of the run). past: history before the run, as the law reads it.
    """

    number: int
    sex: int
    born: int
    persons: int
    end: str
    past: Mapping[str, list[int]]
    years: tuple[Year, ...]
    award: Award | None


@compiled()
def _begin(tables: int, who: int, s: int, history: int, asked: int, books: int) -> None:
    lives.begin(words(tables), words(who), words(s), words(history), words(asked), words(books))


@compiled()
def _live(tables: int, who: int, y: int, s: int, history: int, asked: int, books: int, drawn: int) -> bool:
    w, one, d = words(tables), words(who), words(drawn)
    draw(w, one, words(s), y, 1, d)
    return year(w, one, y, words(s), words(history), words(asked), words(books), of_year(d, 0))


def life(ready: Ready, number: int) -> Life:
    """The life of a number, 0 to the lives of the run less one. BadInput for another number."""
    people = ready.people
    if not 0 <= number < len(people):
        raise BadInput("life", number, f"a whole number from 0 to {len(people) - 1}")
    who = table(people, slice(number, number + 1))
    s, history = np.zeros(lives.FIELDS, dtype=np.int64), np.zeros(lives.STINTS, dtype=np.int64)
    asked, kept = desk(ready.asked, ready.last)
    books, drawn = np.zeros(lives.BOOKS, dtype=np.int64), np.zeros(DRAWS * AHEAD, dtype=np.int64)
    at = s.ctypes.data, history.ctypes.data, asked.ctypes.data, books.ctypes.data
    _begin(ready.tables.ctypes.data, who.ctypes.data, *at)
    past = _history(history, int(s[lives.STINT]))
    birth, entry = int(people.birth[number]), int(people.entry[number])
    years: list[Year] = []
    award: Award | None = None
    end = "there"
    for y in range(entry, ready.last + 1):
        there = _live(ready.tables.ctypes.data, who.ctypes.data, y, *at, drawn.ctypes.data)
        told = _told(y, birth, s, history, books)
        years.append(told)
        if _cell(books, y)[of.NEW_RETIREES] and award is None:
            award = _award(ready, asked, bool(s[lives.INSTITUTION]), told.province)
        if not there:
            end = "died" if _cell(books, y)[of.DEATHS] else "left"
            break
    del kept
    return Life(
        number, int(people.sex[number]), FIRST_BIRTH * 12 + int(s[lives.D_BIRTH]), people.weight, end, past,
        tuple(years), award,
    )  # fmt: skip


def _cell(books: Any, y: int) -> Any:
    """What one life filled in a year, over all places."""
    begin = lives.cell(y - FIRST, 0)
    return books[begin : begin + len(PROVINCES) * of.ACCOUNTS].reshape(len(PROVINCES), of.ACCOUNTS).sum(axis=0)


def _told(y: int, birth: int, s: Any, history: Any, books: Any) -> Year:
    c, age = _cell(books, y), y - birth
    stints = [int(h) for h in history[: int(s[lives.STINT])] if (int(h) >> 49) + 22800 == y * 12]
    months, base = ((stints[-1] >> 45) & 15, stints[-1] & ((1 << 40) - 1)) if stints else (0, 0)
    retired = int(s[lives.STATUS]) == lives.RETIRED
    if retired:
        doing = "pensioner"
    elif age < 16:
        doing = "child"
    elif age < s[lives.D_LAST]:
        doing = "student"
    elif c[of.FLEXIBLE]:
        doing = "flexible"
    elif c[of.INSTITUTION_SERVICE]:
        doing = "institution"
    elif c[of.IN_SERVICE] or months:
        doing = "employee"
    elif c[of.PLATFORM]:
        doing = "platform"
    else:
        doing = "resident" if c[of.PAYERS] or c[of.RECIPIENTS] else "outside"
    return Year(
        y, age, PROVINCES[int(s[lives.WHERE])], int(s[lives.TOWN]) == 0, doing,
        int(s[lives.LAST_BASE]) if months else 0, base, months,
        int(c[of.EMPLOYER] + c[of.EMPLOYEE] + c[of.FLEXIBLE_PAID]), int(s[lives.PENSION]) if retired else 0,
        int(c[of.BASIC] + c[of.ACCOUNT_PAID] + c[of.TRANSITIONAL]), int(c[of.RESIDENT_PREMIUM]),
        int(c[of.RESIDENT_BASIC] + c[of.RESIDENT_ACCOUNT]), bool(c[of.INJURED] or c[of.PLATFORM_INJURED]),
        bool(c[of.JOBLESS_MONTHS]),
    )  # fmt: skip


def _history(history: Any, count: int) -> dict[str, list[int]]:
    """Stints as the law reads them."""
    kept = [int(h) for h in history[:count]]
    return {
        "stint_start": [(h >> 49) + 22800 for h in kept],
        "stint_months": [(h >> 45) & 15 for h in kept],
        "stint_base": [h & ((1 << 40) - 1) for h in kept],
        "stint_region": [int(PROVINCES[(h >> 40) & 31]) for h in kept],
    }


def _award(ready: Ready, asked: Any, institution: bool, province: str) -> Award:
    q = lives.INSTITUTION_AWARD if institution else lives.AWARD
    name = lives.ASKED[q]
    question = ready.asked[name].question
    columns, out = lives.COLUMNS + q * lives.WIDE, lives.OUT + q * lives.WIDE
    count = int(asked[lives.ENDS]) >> 32
    lists = {
        column: asked[lives.LISTS + n * lives.STINTS :][:count].tolist() for n, column in enumerate(question.lists)
    }
    facts = dict(zip(question.columns, asked[columns:].tolist(), strict=False))
    answers = dict(zip(question.outputs, asked[out:].tolist(), strict=False))
    # `elastic_months` counts from the statutory month: the earlier of both says which law it is.
    first = min(facts["as_of"], facts["as_of"] - facts["elastic_months"])
    if institution and first < lives.INSTITUTIONS_SINCE:
        return Award("old_method", province, facts, lists, {"monthly_pension": answers["monthly_pension"]})
    return Award(name, province, facts, lists, answers)

"""A year of someone who takes orders of platforms, outside the employees' scheme: in the pilot, what it costs and pays.

The one thing to know: nothing here asks the law or draws; tables of `pilot` hold its answers, and an injury is the draw
that an employee would have.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
from __future__ import annotations

from typing import Any

from shebao.outlook import world
from shebao.outlook.accounts import PLATFORM, PLATFORM_BENEFIT, PLATFORM_INJURED, PLATFORM_INSURED, PLATFORM_PAID
from shebao.outlook.axes import FIRST
from shebao.outlook.lives import D_INDUSTRY, HURT_PARTS, HURT_PLATFORM, WHERE, cell, graded
from shebao.outlook.machine import compiled
from shebao.outlook.world import BEGIN, KINDS


@compiled()
def take_orders(w: Any, y: int, end: int, here: int, u: int, s: Any, books: Any) -> None:
    """The premium for `end` months, and an injury (u: its draw) that leaves a grade or kills, dealt in parts.

    here: 1 for who is there at the year's end and goes on, else 0. Benefits are booked apart from work injury's.
    """
    n, p = y - FIRST, s[WHERE]
    row = cell(n, p)
    books[row + PLATFORM] += here
    kind = 0
    while kind < KINDS - 1 and s[D_INDUSTRY] >= world.platform_kind(w, kind):
        kind += 1
    months = world.platform_months(w, n, p, kind)
    if months == 0:
        return
    books[row + PLATFORM_INSURED] += here
    books[row + PLATFORM_PAID] += world.platform_premium(w, n, p, kind) * end // 12
    chance = world.platform_hurt(w, y - BEGIN) * HURT_PARTS * months // 12
    if u >= chance:
        return
    grade = graded(w, u, chance)
    books[row + PLATFORM_BENEFIT] += world.platform_grant(w, n, p, grade) // HURT_PARTS
    if grade < 10:
        books[row + PLATFORM_INJURED] += 1
    if grade < 4:
        s[HURT_PLATFORM] = world.platform_allowance(w, n, p, grade) // HURT_PARTS

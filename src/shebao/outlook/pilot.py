"""What the law says of people who take orders of platforms: the pilot's months, premiums and benefits, as tables.

The one thing to know: a premium hangs on orders, a benefit on the area's wage, neither on the person. So the compiled
law is asked once for every province, year and kind of work, and a run of lives (`orders`) only reads.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from shebao.engine.law import Law
from shebao.law.platform_workers import PLATFORMS, TRADES
from shebao.outlook.axes import FIRST, LAST, PROVINCES, YEARS
from shebao.outlook.behaviour import listed
from shebao.outlook.chances import chance
from shebao.outlook.economy import Economy
from shebao.outlook.questions import QUESTIONS
from shebao.outlook.world import KINDS

BEGINS = 2022 * 12 + 6
"""July 2022: the law knows no pilot before."""
WORK = (
    ("takeaway", "meituan"), ("instant_delivery", "dada"), ("instant_delivery", "sf_intracity"),
    ("ride_hailing", "caocao"), ("ride_hailing", "didi"), ("ride_hailing", "other"),
    ("same_city_freight", "huolala"), ("same_city_freight", "manbang"),
)  # fmt: skip
"""Trade and a platform of every kind of work, by when its platforms joined; in the order of `platform_shares`."""
GRADES = 10
A_YEAR = 12


def tables(law: Law, economy: Economy) -> dict[str, Any]:
    """The tables of `world` that say who is in the pilot, what is paid for her and what an injury brings, in fen."""
    months, premium = _premiums(law)
    grant, allowance = _benefits(law, economy)
    return {
        "platform_kind": chance(np.cumsum(listed("platform_shares"))),
        "platform_months": months,
        "platform_premium": premium,
        "platform_grant": grant,
        "platform_allowance": allowance,
    }


def _premiums(law: Law) -> tuple[Any, Any]:
    """[Y, P, KINDS] months covered, and what they cost, of every year."""
    at, region, kind = (
        grid.ravel()
        for grid in np.meshgrid(np.arange(BEGINS, LAST * 12 + 12), _regions(), np.arange(KINDS), indexing="ij")
    )
    orders = np.rint(listed("platform_orders")).astype(np.int64)
    trade = np.array([TRADES.index(name) for name, _ in WORK])
    platform = np.array([PLATFORMS.index(name) for _, name in WORK])
    premium, covered = _answers(
        law, "platform_month", region=region, as_of=at, orders=orders[kind], platform_trade=trade[kind],
        platform=platform[kind],
    )  # fmt: skip
    made = np.zeros((2, YEARS * 12, len(PROVINCES), KINDS), dtype=np.int64)
    made[0, BEGINS - FIRST * 12 :] = covered.reshape(-1, len(PROVINCES), KINDS)
    made[1, BEGINS - FIRST * 12 :] = (premium * covered).reshape(-1, len(PROVINCES), KINDS)
    months, paid = made.reshape(2, YEARS, 12, len(PROVINCES), KINDS).sum(axis=2)
    return months, paid


def _benefits(law: Law, economy: Economy) -> tuple[Any, Any]:
    """[Y, P, 11] paid at once, by grade and for a death with a year of its allowances; [Y, P, 4] paid a month."""
    year, place, grade = (
        grid.ravel()
        for grid in np.meshgrid(np.arange(YEARS), np.arange(len(PROVINCES)), np.arange(GRADES), indexing="ij")
    )
    wage = economy.private_wage_before()
    as_of = (FIRST + year) * 12 + 6
    grant, single, allowance = _answers(
        law, "platform_injury", region=_regions()[place], as_of=as_of, injury_grade=grade + 1,
        private_wage=wage[year, place],
    )  # fmt: skip
    first = grade == 0
    funeral, death, survivors = _answers(
        law, "platform_death", region=_regions()[place[first]], as_of=as_of[first],
        private_wage=wage[year[first], place[first]],
        spouse_depends=np.ones(first.sum(), dtype=np.int64), relatives_depending=np.ones(first.sum(), dtype=np.int64),
    )  # fmt: skip
    shape = (YEARS, len(PROVINCES), -1)
    once = [(grant + single).reshape(shape), (funeral + death + survivors * A_YEAR).reshape(shape)]
    return np.concatenate(once, axis=2), allowance.reshape(shape)[..., :4]


def _regions() -> Any:
    return np.array([int(p) for p in PROVINCES])


def _answers(law: Law, name: str, **facts: Any) -> list[Any]:
    """The compiled law's answers to a question of the catalogue. RuntimeError where it refuses a row."""
    question = QUESTIONS[name]
    out = law.compile(question.outputs).run(pa.table({column: facts[column] for column in question.columns}))
    refused = out.column("refusal").drop_null()
    if len(refused):
        raise RuntimeError(f"{name}: {refused[0]}")
    return [out.column(n).to_numpy() for n in range(len(question.outputs))]

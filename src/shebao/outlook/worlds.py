"""The funds in worlds that are not the law: who pays when nobody owes contributions, or nobody pools.

The one thing to know: the state pays what a fund lacks. With a flat pension the funds' reserves are used up first and
taxes pay the rest: old pensions, accounts that fall due, the flat pension of whoever belongs to the fund. With a
provident fund a fund must hold at least what its own accounts hold; old pensions, and the accounts of the law that are
made own ones at the claim, are paid from what it holds beyond that, then by the state. Nothing moves between provinces
but own accounts with their owners. Unemployment and work injury stay as the law has them. `otherwise` is one life.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from typing import Any

import numpy as np

from shebao.engine.law import Law
from shebao.outlook import accounts as of
from shebao.outlook.assumptions import Assumptions
from shebao.outlook.axes import FIRST, LAST
from shebao.outlook.economy import Economy

LAW = "social_insurance"
WORLDS = (LAW, "flat_pension", "provident_fund")
"""In the order of `otherwise`'s numbers."""
NEVER = LAST + 1
MILLION = 1_000_000
Items = dict[str, Any]


def chosen(a: Assumptions) -> list[int]:
    """Which world, its first year, the age of the flat pension: the table `world.other`."""
    number = WORLDS.index(a.world)
    return [number, a.world_begins if number else NEVER, a.flat_pension_age]


def flat_pension(a: Assumptions, economy: Economy) -> Any:
    """[Y] fen a month: the share of the year's national mean wage, rounded once to whole fen."""
    return np.rint(economy.wage * a.flat_pension_share).astype(np.int64)


def earned(a: Assumptions) -> Any:
    """[Y] what own accounts earn in a year, millionths."""
    return np.rint(a.provident_return * MILLION).astype(np.int64)


def payment_months(law: Law, year: int) -> Any:
    """[A] the law's payment months by whole years of age at the claim, in a year; parts of a month are left out."""
    asked = law.at(min(year, LAST) * 12, "110000")
    found = [asked.values(("payment_months",), {"claim_age_months": age * 12})["payment_months"] for age in range(106)]
    return np.array(found, dtype=np.int64) // 10


def settle(funds: dict[str, Items], c: Any, a: Assumptions) -> None:
    """Make the two pension funds' accounts from `world_begins` on those of the world chosen.

    funds: items and totals [Y, P] as the law has them, changed in place; c: cells [Y, P, accounts] of the nation.
    """
    if a.world == LAW:
        return
    flat, none = a.world == "flat_pension", np.zeros(c.shape[:2], dtype=np.int64)
    pension, resident = funds["employee_pension"], funds["resident_pension"]
    begins = min(a.world_begins - FIRST, len(c))
    if flat:
        pension["flat_pensions"], resident["flat_pensions"] = c[..., of.FLAT_EMPLOYEES], c[..., of.FLAT_RESIDENTS]
        earned_here = held = earned_there = held_there = none
    else:
        pension["account_pensions"] = pension["account_pensions"] + c[..., of.OWN_PAID]
        pension["inherited"] = pension["inherited"] + c[..., of.OWN_LEFT]
        pension["refunds"] = pension["refunds"] + c[..., of.OWN_REFUNDED]
        resident["transfers_in"] = resident["transfers_in"] + c[..., of.RESIDENT_IN]
        resident["transfers_out"] = c[..., of.RESIDENT_OUT]
        earned_here, held = c[..., of.OWN_INTEREST], c[..., of.OWN_HELD]
        earned_there, held_there = c[..., of.RESIDENT_OWN_INTEREST], c[..., of.RESIDENT_OWN_HELD]
    _run(pension, held, earned_here, a, begins)
    _run(resident, held_there, earned_there, a, begins)


def _run(items: Items, held: Any, earned_by_accounts: Any, a: Assumptions, begins: int) -> None:
    """Interest, the state's part, totals and balance of one fund from a year on."""
    from shebao.outlook.result import INCOME

    totals = ("income", "spending", "surplus", "balance")
    for item, table in items.items():
        items[item] = table.astype(object)
    parts = [item for item in items if item not in totals]
    for item in ("pooling_in", "pooling_out", "debt_interest"):
        if item in items:
            items[item][begins:] = 0
    balance, rate = items["balance"], np.rint(a.fund_return * MILLION).astype(np.int64).astype(object)
    own = held.astype(object)
    for n in range(begins, len(balance)):
        reserve = balance[n - 1] - own[n - 1]
        items["interest"][n] = earned_by_accounts[n] + np.maximum(reserve, 0) * rate[n] // MILLION
        items["subsidy"][n] = 0
        income = sum(items[item][n] for item in parts if item in INCOME)
        spending = sum(items[item][n] for item in parts if item not in INCOME)
        lacks = own[n] - (balance[n - 1] + income - spending)
        items["subsidy"][n] = np.maximum(lacks, 0)
        items["income"][n], items["spending"][n] = income + items["subsidy"][n], spending
        items["surplus"][n] = items["income"][n] - spending
        balance[n] = balance[n - 1] + items["surplus"][n]

"""Typical synthetic facts for the outlook's questions, for a province and a year; and a law carried by plain growth."""

from __future__ import annotations

import datetime
import random
from functools import cache

import numpy as np

from shebao.engine.law import Law
from shebao.outlook.carried import YEARS, Carried, carry
from shebao.outlook.questions import Question

AGES = (60, 55, 50)
WAGE_2020, GROWTH = 600_000, 1.04


@cache
def carried(wages: float = 0.04, prices: float = 0.02, interest: float = 0.03) -> Carried:
    """The law carried by the same growth every year."""
    rate = np.ones(YEARS)
    return carry(
        Law.load(), wages * rate, prices * rate, account_interest=interest * rate,
        indexation=(0.5, 0.25), resident_indexation=(1.0, 0.5),
    )  # fmt: skip


def facts(question: Question, province: str, year: int, rng: random.Random) -> dict[str, int]:
    """The facts a question asks for."""
    wage = int(WAGE_2020 * GROWTH ** (year - 2020))
    track = rng.randrange(3)
    birth = datetime.date(year - AGES[track], rng.randrange(1, 7), 5).toordinal()
    known = {
        "region": int(province), "as_of": year * 12 + rng.randrange(12), "wage": wage * rng.randrange(1, 40) // 10,
        "industry_class": rng.randrange(1, 9), "contribution_base": wage, "birth": birth, "sex": int(track > 0),
        "retirement_track": track, "deemed_months": rng.choice([0, 60]), "elastic_months": rng.choice([0, -12, 12]),
        "pension_before": wage // rng.randrange(2, 5), "contribution_years": rng.randrange(180, 540) * 1000,
        "age": rng.randrange(50, 106), "pension_since": year * 12 - rng.randrange(1, 400),
        "account_balance_start": rng.randrange(10_000_000), "account_part_paid_month": 50_000,
        "months_paid_out": rng.randrange(13), "insured_status": rng.randrange(2),
        "pension_months_drawn": rng.randrange(400), "account_balance": rng.randrange(10_000_000),
        "resident_premium_year": rng.randrange(0, 101) * 10_000, "unemployment_months_paid": rng.randrange(12, 500),
        "unemployment_benefit_month": rng.choice([1, 13]), "injury_grade": rng.randrange(1, 11),
        "months_before_retirement": rng.randrange(400), "spouse_depends": 1, "relatives_depending": rng.randrange(3),
        "orders": year, "platform_trade": year % 4, "platform": int(province) // 10_000 % 12,
        "private_wage": wage * 7 // 10, "deemed_index": 1_000_000, "old_method_pension": wage * 8 // 10,
    }  # fmt: skip
    return {name: known[name] for name in question.columns}


def history(question: Question, province: str, year: int, rng: random.Random) -> dict[str, list[int]]:
    """A history of payments from up to forty years before, with a spell in another province."""
    if not question.lists:
        return {}
    first = max(year - rng.randrange(8, 41), 1985)
    years = [y for y in range(first, year) if rng.random() < 0.95]
    elsewhere = int(rng.choice(["440000", province]))
    known = {
        "stint_start": [y * 12 for y in years],
        "stint_months": [rng.randrange(1, 13) for _ in years],
        "stint_base": [int(WAGE_2020 * rng.uniform(0.6, 3) * GROWTH ** (y - 2020)) for y in years],
        "stint_region": [elsewhere if y < first + 5 else int(province) for y in years],
    }
    return {name: known[name] for name in question.lists}

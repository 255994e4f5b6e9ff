"""What is earned and what residents pay: tables of wages and of premiums by year and province.

The one thing to know: years before the run go back with the published wages of their time, and nobody pays less than
the lowest tier the law of the place has.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from typing import Any

import numpy as np

from shebao.engine.law import Law
from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.behaviour import behaviour, listed, over
from shebao.outlook.economy import Economy
from shebao.outlook.tiers import STEP, TOP
from shebao.outlook.world import BEGIN


def premiums(wage: Any, law: Law) -> Any:
    """[y, P, tiers] fen a year, whole hundreds of yuan from the lowest tier of the place to the highest of all.

    Provinces are as far apart as wages.
    """
    tiers = listed("resident_premium")
    years = np.arange(BEGIN, LAST + 1)
    known = over("resident_premium_mean", years)
    last = max(int(y) for y in behaviour()["resident_premium_mean"]["value"])
    nation_wage = wage.mean(axis=1)
    known[last - BEGIN :] *= nation_wage[last - BEGIN :] / nation_wage[last - BEGIN]
    made = known[:, None, None] * (wage / nation_wage[:, None])[:, :, None] * (tiers / tiers.mean())
    lowest = np.rint(_lowest_tiers(law) / 10_000)[..., None]
    return (np.clip(np.rint(made / 100), np.maximum(1, lowest), TOP // STEP) * 10_000).astype(np.int64)


def _lowest_tiers(law: Law) -> Any:
    """[y, P] the lowest premium a place takes, fen a year; nothing where the law has none yet."""
    figure = law.figures["resident_lowest_tier"]
    spans = [[figure.look(p, year * 12 + 6) for p in PROVINCES] for year in range(BEGIN, LAST + 1)]
    return np.array([[0 if span is None else span.value or 0 for span in row] for row in spans], dtype=np.int64)


def wages(economy: Economy) -> Any:
    """[y, P] mean monthly wage of insured employees in fen; before FIRST it goes back with the nation's wages."""
    own = economy.province_wage()
    years = np.arange(BEGIN, FIRST)
    back = np.interp(years, PAST_WAGE[0], np.log(PAST_WAGE[1]))
    # Insured were once the same units' employees whose mean wage is published; private units came in later.
    insured = over("insured_wage_before", years) / over("insured_wage_before", np.array([FIRST]))
    ratio = np.exp(back - np.log(PAST_WAGE[1][-1])) * insured
    return np.concatenate([np.rint(own[0][None, :] * ratio[:, None]).astype(np.int64), own])


PAST_WAGE = (
    [1978, 1985, 1990, 1995, 2000, 2005, 2009, 2010, 2011, 2012],
    [615, 1148, 2140, 5348, 9333, 18200, 32244, 36539, 41799, 46769],
)
"""Mean yearly wage of urban units in yuan (statistical yearbooks; from memory before 2009)."""

"""The employer's risk class and own rate, how far a full fund lets a place cut rates, and what is laid by."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.injury import ACT, LAW
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, Count, Fen, Months, Ppm, Table, Unit

STEPS = ("down_2", "down_1", "base", "up_1", "up_2")
DOWN, BASE, UP = 1, 2, 3
Step = Annotated[int, Unit("injury_float_step", "|".join(STEPS), kind="enum", choices=STEPS)]

fact("injury_float_step", Step, low=0, high=4, default=BASE)
fact("injury_benefits_year", Fen, low=0, high=10**12)
fact("injury_premiums_year", Fen, low=1, high=10**12)
fact("industry_division", Count, low=1, high=96)
fact("injury_premiums_collected", Fen, low=0, high=10**12)
fact("fund_reserve_months", Months, low=0, high=1200)


@rule(cites=(f"{ACT} §8", f"{LAW} §34"), since="2015-10")
def injury_payout_ratio(injury_benefits_year: Fen, injury_premiums_year: Fen) -> Ppm:
    """What the fund paid for an employer's workers in a year, over what the employer paid in."""
    return half_up(injury_benefits_year * MILLION, injury_premiums_year)


@rule(
    cites="莆田市工伤保险费率管理 (2015)",
    since="2015-10",
    regions=("350300",),
    reading="One step a year; the notice also knows two steps, and does not say in what was read when.",
)
def injury_float_step(injury_payout_ratio: Ppm) -> Step:
    """A step down where less than half came back as benefits, a step up where more than all did."""
    if injury_payout_ratio * 2 < MILLION:
        return DOWN
    return UP if injury_payout_ratio > MILLION else BASE


@rule(cites=("人社部发〔2015〕71号", f"{ACT} §8", f"{LAW} §34"), since="2015-10")
def injury_float(industry_class: Count, injury_float_step: Step, injury_float_table: Table[Ppm]) -> Ppm:
    """The steps that the agency puts an employer on by use of the fund and accidents; class 1 never goes down."""
    if industry_class == 1:
        return injury_float_table[max(injury_float_step, BASE)]
    return injury_float_table[injury_float_step]


@rule(
    cites=("国办发〔2019〕13号", "人社部发〔2023〕19号 §2", "人社厅函〔2024〕35号"),
    since="2018-05",
    until="2025-12",
)
def injury_rate_cut_allowed(fund_reserve_months: Months) -> Ppm:
    """A place may cut its rates by a fifth with reserves for 18 months, by a half from 24 months on."""
    if fund_reserve_months < 18:
        return 0
    return 500_000 if fund_reserve_months >= 24 else 200_000


@rule(
    cites=("人社部发〔2015〕71号", f"{ACT} §8", f"{LAW} §34"),
    since="2015-10",
    reading="An employer in several trades is classed by its main one.",
)
def industry_class(industry_division: Count, industry_class_table: Table[Count]) -> Count:
    """The risk class of the employer's trade, by its two-digit division in GB/T 4754-2011."""
    return industry_class_table[industry_division]


@rule(cites=(f"{LAW} §33", f"{ACT} §10"), since="2004-01")
def employee_injury_contribution(contribution_base: Fen) -> Fen:
    """The worker pays nothing into work injury insurance, whatever the base."""
    return 0


@rule(cites=(f"{ACT} §13", "河南省工伤保险条例 §10"), since="2004-01")
def injury_reserve_addition(injury_premiums_collected: Fen, injury_reserve_rate: Ppm) -> Fen:
    """The share of a year's premiums that the province lays by for grave accidents."""
    return half_up(injury_premiums_collected * injury_reserve_rate, MILLION)


@rule(cites=(f"{ACT} §12", "人社部规〔2017〕13号"), since="2004-01")
def injury_prevention_most(injury_premiums_collected: Fen, injury_prevention_rate: Ppm) -> Fen:
    """The most that may go to preventing injuries, of a year's premiums."""
    return half_up(injury_premiums_collected * injury_prevention_rate, MILLION)

"""How much unemployment benefit is a month: sums that a place publishes, or a share of a wage, above the allowance.

The one thing to know: national law fixes only the room, below the minimum wage and not below the living allowance.
A place either publishes sums or takes a share; the figures say which, and how it rounds.
"""

from __future__ import annotations

from shebao.law.calendar import full_years
from shebao.law.facts import MOST_FEN
from shebao.law.language import down, fact, half_up, rule
from shebao.law.units import MILLION, Count, Fen, Months, Ppm, Table, YesNo

LAW = "社会保险法"
ACT = "失业保险条例"
FIRST_STAGE = 12
BANDS = 5
MOST_YEARS = 60
OWN_WAGE, TOP_WAGE, NET_WAGE, OWN_BASE = 0, 1, 2, 3

fact("unemployment_mean_wage", Fen, low=0, high=MOST_FEN)
fact("unemployment_favoured", YesNo, low=0, high=1, default=0)


@rule(cites="最低工资规定 §6", since="2004-03")
def minimum_wage_net_of_premiums(net_minimum_wage_table: Table[Fen], region_class: Count) -> Fen:
    """The minimum wage without what the worker pays to social insurance and housing fund."""
    return net_minimum_wage_table[region_class]


@rule(
    cites="广东省失业保险条例 §20",
    since="1999-01",
    reading="Stated, or else the wage as known: twelve equal months.",
)
def unemployment_mean_wage(wage: Fen) -> Fen:
    """The own mean contribution wage of the twelve months before work was lost."""
    return wage


@rule(cites=(f"{LAW} §47", f"{ACT} §18"), since="1999-01")
def unemployment_sum(
    unemployment_sum_table: Table[Fen],
    unemployment_later_sum_table: Table[Fen],
    unemployment_sums_by_years: YesNo,
    unemployment_months_paid: Months,
    region_class: Count,
    unemployment_benefit_month: Count,
) -> Fen:
    """The sum that the place publishes for its class or for the band of years paid; 0 where it takes a share."""
    if unemployment_benefit_month > FIRST_STAGE and unemployment_later_sum_table[region_class] > 0:
        return unemployment_later_sum_table[region_class]
    key = region_class
    if unemployment_sums_by_years == 1:
        key = min(down(unemployment_months_paid, 60) + 1, BANDS)
    return unemployment_sum_table[key]


@rule(cites=(f"{LAW} §47", f"{ACT} §18"), since="1999-01")
def unemployment_share_wage(
    unemployment_share_of: Count,
    minimum_wage: Fen,
    minimum_wage_class_1: Fen,
    region_class: Count,
    minimum_wage_net_of_premiums: Fen,
    unemployment_mean_wage: Fen,
) -> Fen:
    """The wage that the benefit is a share of: a minimum wage, or in Hainan the own mean base."""
    if unemployment_share_of == OWN_BASE:
        return unemployment_mean_wage
    if unemployment_share_of == NET_WAGE:
        return minimum_wage_net_of_premiums
    if unemployment_share_of == TOP_WAGE and region_class > 1:
        return minimum_wage_class_1
    return minimum_wage


@rule(cites=(f"{LAW} §47", f"{ACT} §18"), since="1999-01")
def unemployment_share(
    unemployment_first_share: Ppm,
    unemployment_later_share: Ppm,
    unemployment_benefit_month: Count,
    unemployment_share_by_years: YesNo,
    unemployment_years_share_table: Table[Ppm],
    unemployment_months_paid: Months,
    unemployment_favoured: YesNo,
    unemployment_favoured_share: Ppm,
) -> Ppm:
    """The share: in some places lower from the thirteenth month, higher for years paid or for a favoured group."""
    share = unemployment_first_share
    if unemployment_benefit_month > FIRST_STAGE and unemployment_later_share > 0:
        share = unemployment_later_share
    if unemployment_share_by_years == 1:
        share = share + unemployment_years_share_table[min(full_years(unemployment_months_paid), MOST_YEARS)]
    return share + unemployment_favoured * unemployment_favoured_share


@rule(cites=(f"{LAW} §47", f"{ACT} §18"), since="1999-01")
def unemployment_benefit_floor(minimum_living: Fen, unemployment_floor_share: Ppm) -> Fen:
    """The least benefit: the city's living allowance, in some places more than it."""
    return half_up(minimum_living * unemployment_floor_share, MILLION)


@rule(cites=(f"{LAW} §47", f"{ACT} §18"), since="1999-01")
def unemployment_share_amount(
    unemployment_share: Ppm,
    unemployment_share_wage: Fen,
    unemployment_benefit_step: Fen,
    unemployment_benefit_rounds_down: YesNo,
    minimum_wage: Fen,
    unemployment_cap_share: Ppm,
) -> Fen:
    """The share of the wage, rounded the place's way, not above what it allows of its minimum wage."""
    if unemployment_share == 0:
        return 0
    step = MILLION * unemployment_benefit_step
    amount = half_up(unemployment_share_wage * unemployment_share, step) * unemployment_benefit_step
    if unemployment_benefit_rounds_down == 1:
        amount = down(unemployment_share_wage * unemployment_share, step) * unemployment_benefit_step
    if unemployment_cap_share > 0:
        amount = min(amount, half_up(minimum_wage * unemployment_cap_share, MILLION))
    return amount


@rule(cites=(f"{LAW} §47", f"{ACT} §18"), since="1999-01")
def unemployment_benefit(unemployment_sum: Fen, unemployment_share_amount: Fen, unemployment_benefit_floor: Fen) -> Fen:
    """The benefit of a month: the place's sum or its share of a wage, not below the living allowance."""
    amount = unemployment_sum
    if amount == 0:
        amount = unemployment_share_amount
    return max(amount, unemployment_benefit_floor)


@rule(
    cites=("人社部发〔2020〕40号", "沪人社规〔2026〕18号 §11", "郑州市失业保险条例 §31"),
    since="2019-12",
    reading="As before where the place has no share of its own. The month asked is the last one before the extension.",
)
def unemployment_extension_benefit(
    unemployment_benefit: Fen,
    unemployment_extension_sum: Fen,
    unemployment_extension_share: Ppm,
    unemployment_benefit_floor: Fen,
) -> Fen:
    """The benefit of a month in the extension to the retirement age: the place's sum, or a share of the last."""
    if unemployment_extension_sum > 0:
        return unemployment_extension_sum
    return max(half_up(unemployment_benefit * unemployment_extension_share, MILLION), unemployment_benefit_floor)

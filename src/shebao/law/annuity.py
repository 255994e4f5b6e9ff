"""Enterprise and occupational annuities: what may be paid in, when it belongs to the worker and may be drawn, the tax.

The one thing to know: taxed on the way out alone. Paid in untaxed up to four percent of a capped wage; each annuity is
taxed by itself when drawn, by the monthly or the yearly table as it is drawn.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.income_tax import BRACKETS, bracket_tax
from shebao.law.language import fact, formula, half_up, rule
from shebao.law.units import MILLION, Count, Fen, Month, Months, Ppm, Table, Unit, YesNo

MOST_FEN = 1_000_000_000
MOST_BILL = 10**13
WAYS = ("monthly", "quarterly", "yearly", "lump", "lump_emigration_or_death")
MONTHLY, QUARTERLY, YEARLY, LUMP, LUMP_SPECIAL = 0, 1, 2, 3, 4
EVENTS = (
    "none", "retirement", "incapacity", "emigration", "death", "plan_ended", "dismissed_without_fault",
    "quit_for_breach", "not_renewed",
)  # fmt: skip
NOTHING, RETIREMENT, EMIGRATION, DEATH = 0, 1, 3, 4
Way = Annotated[int, Unit("way", "|".join(WAYS), kind="enum", choices=WAYS)]
Event = Annotated[int, Unit("event", "|".join(EVENTS), kind="enum", choices=EVENTS)]
ENTERPRISE = "企业年金办法"
OCCUPATIONAL = "国办发〔2015〕18号"
TAX_2013 = "财税〔2013〕103号"
TAX_2018 = "财税〔2018〕164号 §4"

fact("wage_bill_of_year", Fen, low=0, high=MOST_BILL)
fact("annuity_mean_allocation", Fen, low=0, high=MOST_FEN)
fact("annuity_member_months", Months, low=0, high=1200)
fact("annuity_vesting_months", Months, low=0, high=1200)
fact("annuity_event", Event, low=0, high=len(EVENTS) - 1, default=NOTHING)
fact("annuity_employer_part", Fen, low=0, high=MOST_FEN)
fact("annuity_own_part", Fen, low=0, high=MOST_FEN)
fact("annuity_personal_contribution", Fen, low=0, high=MOST_FEN)
fact("annuity_payout", Fen, low=0, high=MOST_FEN)
fact("annuity_payout_way", Way, low=0, high=len(WAYS) - 1)
fact("enterprise_annuity_yearly", Fen, low=0, high=MOST_FEN)
fact("occupational_annuity_yearly", Fen, low=0, high=MOST_FEN)


@rule(cites=f"{ENTERPRISE} §15", since="2018-02")
def enterprise_annuity_employer_most(wage_bill_of_year: Fen, enterprise_annuity_employer_rate: Ppm) -> Fen:
    """The most an employer may put into the enterprise annuity in a year: eight percent of the wage bill."""
    return half_up(wage_bill_of_year * enterprise_annuity_employer_rate, MILLION)


@rule(cites=f"{ENTERPRISE} §15", since="2018-02")
def enterprise_annuity_total_most(wage_bill_of_year: Fen, enterprise_annuity_total_rate: Ppm) -> Fen:
    """The most employer and workers together may put in: twelve percent of the wage bill."""
    return half_up(wage_bill_of_year * enterprise_annuity_total_rate, MILLION)


@rule(cites=f"{ENTERPRISE} §18", since="2018-02")
def enterprise_annuity_allocation_most(annuity_mean_allocation: Fen, enterprise_annuity_spread: Count) -> Fen:
    """The most one worker may be allotted of the employer's money: five times the mean."""
    return annuity_mean_allocation * enterprise_annuity_spread


@rule(
    cites=(f"{ENTERPRISE} §19", f"{ENTERPRISE} §20"),
    since="2018-02",
    reading="The plan's own term to full ownership, at most eight years; the steps before it are the plan's.",
)
def enterprise_annuity_vested(
    annuity_member_months: Months,
    annuity_vesting_months: Months,
    enterprise_annuity_vesting_most: Months,
    annuity_event: Event,
) -> YesNo:
    """Whether all of the employer's money is the worker's: after the plan's term, or at once in the named events."""
    if annuity_event != NOTHING and annuity_event != EMIGRATION:
        return 1
    return 1 if annuity_member_months >= min(annuity_vesting_months, enterprise_annuity_vesting_most) else 0


@rule(cites=f"{ENTERPRISE} §19", since="2018-02")
def enterprise_annuity_own(annuity_own_part: Fen, annuity_employer_part: Fen, enterprise_annuity_vested: YesNo) -> Fen:
    """What is surely the worker's: the own part from the start, the employer's once it is vested in full."""
    return annuity_own_part + annuity_employer_part if enterprise_annuity_vested == 1 else annuity_own_part


@rule(cites=(f"{ENTERPRISE} §24", f"{ENTERPRISE} §25"), since="2018-02")
def enterprise_annuity_drawable(as_of: Month, retirement_month: Month, annuity_event: Event) -> YesNo:
    """Whether it may be drawn: at the retirement age, after total incapacity, on settling abroad, or by heirs."""
    if annuity_event >= RETIREMENT and annuity_event <= DEATH:
        return 1
    return 1 if as_of >= retirement_month else 0


@rule(cites=f"{OCCUPATIONAL} §9", since="2014-10")
def occupational_annuity_drawable(as_of: Month, retirement_month: Month, annuity_event: Event) -> YesNo:
    """Whether it may be drawn: after retirement, on settling abroad, or by heirs."""
    if annuity_event == RETIREMENT or (annuity_event >= EMIGRATION and annuity_event <= DEATH):
        return 1
    return 1 if as_of >= retirement_month else 0


@rule(
    cites=f"{TAX_2013} §1",
    since="2014-01",
    reading="The wage is last year's monthly mean for an enterprise annuity, post and scale wage for an occupational"
    " one; how the wages of civil servants count is not said.",
)
def annuity_tax_base(wage: Fen, city_average_wage: Fen, annuity_base_multiple: Count) -> Fen:
    """The own wage, at most three times last year's average wage of the city of work."""
    return min(wage, city_average_wage * annuity_base_multiple)


@rule(cites=f"{TAX_2013} §1", since="2014-01")
def annuity_deduction_limit(annuity_tax_base: Fen, annuity_deduction_rate: Ppm) -> Fen:
    """The most a worker may pay in a month without tax: four percent of the tax base."""
    return half_up(annuity_tax_base * annuity_deduction_rate, MILLION)


@rule(cites=f"{TAX_2013} §1", since="2014-01")
def annuity_deduction(annuity_personal_contribution: Fen, annuity_deduction_limit: Fen) -> Fen:
    """The part of the own payment that is not taxed now."""
    return min(annuity_personal_contribution, annuity_deduction_limit)


@rule(cites=f"{TAX_2013} §1", since="2014-01")
def annuity_contribution_taxed(annuity_personal_contribution: Fen, annuity_deduction: Fen) -> Fen:
    """The part of the own payment above the limit, taxed with the month's wage."""
    return annuity_personal_contribution - annuity_deduction


@formula
def for_a_year(way: Way) -> YesNo:
    """Whether a payout stands for a year: one drawn by the year, or a lump of an emigrant or of heirs."""
    if way == YEARLY:
        return 1
    return 1 if way == LUMP_SPECIAL else 0


@rule(cites=f"{TAX_2013} §3", since="2014-01", until="2018-12")
def annuity_spread_months(annuity_payout_way: Way) -> Count:
    """Over how many months a payout is spread: three, or twelve for a year's and for one on emigration or death."""
    if annuity_payout_way == QUARTERLY:
        return 3
    return 12 if for_a_year(annuity_payout_way) == 1 else 1


@rule(cites=TAX_2018, since="2019-01")
def annuity_spread_months(annuity_payout_way: Way) -> Count:
    """Over how many months a payout is spread: three for a quarter's; every other is taxed as it comes."""
    return 3 if annuity_payout_way == QUARTERLY else 1


@rule(cites=f"{TAX_2013} §3", since="2014-01", until="2018-12")
def annuity_tax(
    annuity_payout: Fen,
    annuity_spread_months: Count,
    monthly_tax_rate: Table[Ppm],
    monthly_quick_deduction: Table[Fen],
) -> Fen:
    """All by the monthly table, on the full amount of each of the months it is spread over."""
    tax = 0
    for bracket in range(1, BRACKETS):
        here = bracket_tax(
            annuity_payout, monthly_tax_rate[bracket], monthly_quick_deduction[bracket], annuity_spread_months
        )
        tax = max(tax, here)
    return half_up(tax, MILLION)


@rule(cites=TAX_2018, since="2019-01")
def annuity_tax(
    annuity_payout: Fen,
    annuity_payout_way: Way,
    annuity_spread_months: Count,
    monthly_tax_rate: Table[Ppm],
    monthly_quick_deduction: Table[Fen],
    yearly_tax_rate: Table[Ppm],
    yearly_quick_deduction: Table[Fen],
) -> Fen:
    """On the full amount, by itself: a year's payout and a lump of emigrants or heirs by the yearly table."""
    tax = 0
    for bracket in range(1, BRACKETS):
        if for_a_year(annuity_payout_way) == 1:
            here = bracket_tax(annuity_payout, yearly_tax_rate[bracket], yearly_quick_deduction[bracket], 1)
        else:
            here = bracket_tax(
                annuity_payout, monthly_tax_rate[bracket], monthly_quick_deduction[bracket], annuity_spread_months
            )
        tax = max(tax, here)
    return half_up(tax, MILLION)


@rule(cites=f"{TAX_2013} §3", since="2014-01", until="2018-12")
def enterprise_annuity_tax(
    enterprise_annuity_yearly: Fen, monthly_tax_rate: Table[Ppm], monthly_quick_deduction: Table[Fen]
) -> Fen:
    """The tax of an enterprise annuity drawn by the year: spread over its twelve months, by the monthly table."""
    tax = 0
    for bracket in range(1, BRACKETS):
        here = bracket_tax(enterprise_annuity_yearly, monthly_tax_rate[bracket], monthly_quick_deduction[bracket], 12)
        tax = max(tax, here)
    return half_up(tax, MILLION)


@rule(cites=TAX_2018, since="2019-01")
def enterprise_annuity_tax(
    enterprise_annuity_yearly: Fen, yearly_tax_rate: Table[Ppm], yearly_quick_deduction: Table[Fen]
) -> Fen:
    """The tax of an enterprise annuity drawn by the year, by itself."""
    tax = 0
    for bracket in range(1, BRACKETS):
        here = bracket_tax(enterprise_annuity_yearly, yearly_tax_rate[bracket], yearly_quick_deduction[bracket], 1)
        tax = max(tax, here)
    return half_up(tax, MILLION)


@rule(cites=f"{TAX_2013} §3", since="2014-01", until="2018-12")
def occupational_annuity_tax(
    occupational_annuity_yearly: Fen, monthly_tax_rate: Table[Ppm], monthly_quick_deduction: Table[Fen]
) -> Fen:
    """The tax of an occupational annuity drawn by the year: spread over its twelve months, by the monthly table."""
    tax = 0
    for bracket in range(1, BRACKETS):
        here = bracket_tax(occupational_annuity_yearly, monthly_tax_rate[bracket], monthly_quick_deduction[bracket], 12)
        tax = max(tax, here)
    return half_up(tax, MILLION)


@rule(cites=TAX_2018, since="2019-01")
def occupational_annuity_tax(
    occupational_annuity_yearly: Fen, yearly_tax_rate: Table[Ppm], yearly_quick_deduction: Table[Fen]
) -> Fen:
    """The tax of an occupational annuity drawn by the year, by itself."""
    tax = 0
    for bracket in range(1, BRACKETS):
        here = bracket_tax(occupational_annuity_yearly, yearly_tax_rate[bracket], yearly_quick_deduction[bracket], 1)
        tax = max(tax, here)
    return half_up(tax, MILLION)

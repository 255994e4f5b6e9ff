"""Moving between schemes: employees and residents, the forces, and the unemployment insurance of two places.

The one thing to know: months of the employees' scheme count everywhere, years of the residents' scheme never count
for employees. What was paid twice for the same months goes back; a pension drawn twice is returned or set off.
"""

# A later text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.account import SWITCH
from shebao.law.facts import MOST_FEN, MOST_MONTHS, NOT_STATED
from shebao.law.language import fact, formula, half_up, rule
from shebao.law.transfer import LAW_OF_2024, OCTOBER_2014
from shebao.law.units import MILLION, MONTH, Fen, Month, Months, Ppm, Unit, Years, YesNo

SUBSIDY = "后财〔2015〕1726号"
SUBSIDY_SEEN = "read on a secondary page; the number of the document is from memory"

DESTINATIONS = ("enterprise", "institution", "residents")
TO_INSTITUTION = 1
Destination = Annotated[int, Unit("destination", "|".join(DESTINATIONS), kind="enum", choices=DESTINATIONS)]

fact("employee_account", Fen, low=0, high=MOST_FEN)
fact("double_months", Months, low=0, high=MOST_MONTHS)
fact("second_pension", Fen, low=0, high=MOST_FEN)
fact("second_account", Fen, low=0, high=MOST_FEN)
fact("monthly_contribution_wage", Fen, low=0, high=MOST_FEN)
fact("military_wage_sum", Fen, low=0, high=10**13)
fact("military_wage_sum_since_reform", Fen, low=0, high=10**13)
fact("military_destination", Destination, low=0, high=2, default=0)
fact("unemployment_benefit", Fen, low=0, high=MOST_FEN)
fact("sending_place_unemployment_months", Months, low=NOT_STATED, high=MOST_MONTHS, default=NOT_STATED)
fact("unemployment_months_elsewhere", Months, low=0, high=MOST_MONTHS)
fact("unemployment_months_here", Months, low=0, high=MOST_MONTHS)


# Employees and residents.


@rule(
    cites=(f"{SWITCH} §3", f"{SWITCH} §2", "社会保险法 §16"),
    since="2014-07",
    reading=f"From 2030 the minimum of the year stands in place of 15 years. {LAW_OF_2024}",
)
def may_join_employees(
    as_of: Month,
    statutory_retirement_month: Month,
    contribution_months: Months,
    minimum_months_paid: Months,
    pension_in_payment: YesNo,
) -> YesNo:
    """Whether a residents' relation may join the employees' one: at the statutory age, with the minimum months."""
    if pension_in_payment == 1 or as_of < statutory_retirement_month:
        return 0
    return 1 if contribution_months >= minimum_months_paid else 0


@rule(
    cites=(f"{SWITCH} §3", f"{SWITCH} §2", "社会保险法 §16"),
    since="2014-07",
    reading=f"From 2030 the minimum of the year stands in place of 15 years. {LAW_OF_2024}",
)
def may_join_residents(
    as_of: Month,
    statutory_retirement_month: Month,
    contribution_months: Months,
    minimum_months_paid: Months,
    pension_in_payment: YesNo,
) -> YesNo:
    """Whether an employees' relation may join the residents' one: at the statutory age, short of the minimum."""
    if pension_in_payment == 1 or as_of < statutory_retirement_month:
        return 0
    return 1 if contribution_months < minimum_months_paid else 0


@rule(cites=(f"{SWITCH} §5", f"{SWITCH} §7", "社会保险法 §19"), since="1998-01", reading=LAW_OF_2024)
def months_counted(contribution_months: Months) -> Months:
    """The months that count for an employees' pension: years of the residents' scheme are not converted."""
    return contribution_months


@rule(cites=(f"{SWITCH} §6", f"{SWITCH} §7"), since="2014-07", reading=LAW_OF_2024)
def resident_years_total(resident_years: Years, contribution_months: Months, overlap_months: Months) -> Years:
    """All years under both schemes, months paid in both counted once."""
    if resident_years == 0:
        return contribution_months * MONTH
    return resident_years + max(0, contribution_months - overlap_months) * MONTH


@rule(cites=f"{SWITCH} §6", since="2014-07", reading=LAW_OF_2024)
def resident_account_part(resident_account_pension: Fen) -> Fen:
    """The account part of a residents' pension from both accounts joined."""
    return resident_account_pension


@rule(
    cites=f"{SWITCH} §7",
    since="2014-07",
    reading=f"A year's premium and collective subsidy by twelfths for each month paid twice. {LAW_OF_2024}",
)
def resident_refund(resident_premium_year: Fen, collective_subsidy: Fen, overlap_months: Months) -> Fen:
    """Own premium and collective subsidy of the months also paid as an employee go back to the person."""
    return half_up((resident_premium_year + collective_subsidy) * overlap_months, 12)


@rule(
    cites=f"{SWITCH} §7",
    since="2014-07",
    bounds=(0, 2**62),
    reading=f"Where the account is stated, what the refund leaves in it; else the subsidies alone. {LAW_OF_2024}",
)
def resident_account_keeps(
    resident_account: Fen, resident_refund: Fen, resident_subsidy: Fen, overlap_months: Months
) -> Fen:
    """The government's subsidies of the months paid twice, and all interest, stay in the account."""
    if resident_account > 0:
        return resident_account - resident_refund
    return half_up(resident_subsidy * overlap_months, 12)


@rule(cites=(f"{SWITCH} §8", "人社厅发〔2021〕77号"), since="2014-07", reading=LAW_OF_2024)
def resident_account_payout(resident_account: Fen, resident_account_subsidies: Fen) -> Fen:
    """Who drew both pensions gets the residents' account without the government's subsidies; the relation ends."""
    return max(0, resident_account - resident_account_subsidies)


@rule(cites=(f"{SWITCH} §8", "人社厅发〔2021〕77号"), since="2014-07", reading=LAW_OF_2024)
def resident_basic_to_return(resident_basic_pension: Fen, double_months: Months) -> Fen:
    """The residents' basic pension of the months drawn twice is returned."""
    return resident_basic_pension * double_months


@rule(cites=f"{SWITCH} §8", since="2014-07", reading=LAW_OF_2024)
def net_to_person(resident_account_payout: Fen, resident_basic_to_return: Fen) -> Fen:
    """What is paid out of the residents' account when the basic pension drawn twice is set off against it."""
    return max(0, resident_account_payout - resident_basic_to_return)


@rule(cites=f"{SWITCH} §8", since="2014-07", reading=LAW_OF_2024)
def set_off_against_pension(resident_account_payout: Fen, resident_basic_to_return: Fen) -> Fen:
    """What the residents' account does not cover is set off against the employees' pension."""
    return max(0, resident_basic_to_return - resident_account_payout)


@rule(cites=("人社部规〔2016〕5号 §5", "人社厅发〔2021〕77号"), since="2016-11", reading=LAW_OF_2024)
def second_pension_to_return(second_pension: Fen, double_months: Months) -> Fen:
    """Of two employees' pensions one goes on; what was drawn of the other is returned, its account paid out."""
    return second_pension * double_months


@rule(cites=("人社部规〔2016〕5号 §5", "人社厅发〔2021〕77号"), since="2016-11", reading=LAW_OF_2024)
def net_of_second_relation(second_account: Fen, second_pension_to_return: Fen) -> Fen:
    """The account of the relation that ends, less what is to be returned; below zero: what the person still owes."""
    return second_account - second_pension_to_return


# Leaving the forces.


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN, reading="The service ends with the month before.")
def military_months_since_reform(service_months: Months, as_of: Month) -> Months:
    """The months of service since October 2014."""
    return min(service_months, max(0, as_of - OCTOBER_2014))


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN)
def military_wage_sum(monthly_contribution_wage: Fen, service_months: Months) -> Fen:
    """The monthly contribution wages of the whole service together."""
    return monthly_contribution_wage * service_months


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN)
def military_wage_sum_since_reform(monthly_contribution_wage: Fen, military_months_since_reform: Months) -> Fen:
    """The monthly contribution wages since October 2014 together."""
    return monthly_contribution_wage * military_months_since_reform


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN)
def military_subsidy_wages(
    military_destination: Destination, military_wage_sum: Fen, military_wage_sum_since_reform: Fen
) -> Fen:
    """The wages the pension subsidy is a share of: of the whole service; into an institution since October 2014."""
    if military_destination == TO_INSTITUTION:
        return military_wage_sum_since_reform
    return military_wage_sum


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN)
def military_employer_part(military_subsidy_wages: Fen, military_employer_rate: Ppm) -> Fen:
    """The part of the leaving subsidy that stands for the employer."""
    return half_up(military_subsidy_wages * military_employer_rate, MILLION)


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN)
def military_account_part(military_subsidy_wages: Fen, military_account_rate: Ppm) -> Fen:
    """The part of the leaving subsidy that goes into the personal account."""
    return half_up(military_subsidy_wages * military_account_rate, MILLION)


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN)
def military_pension_subsidy(military_employer_part: Fen, military_account_part: Fen) -> Fen:
    """What the forces pay into the pension insurance of one who leaves."""
    return military_employer_part + military_account_part


@rule(cites=SUBSIDY, since="2014-10", assumed=SUBSIDY_SEEN)
def military_annuity_subsidy(military_wage_sum_since_reform: Fen, military_annuity_rate: Ppm) -> Fen:
    """What the forces pay into the occupational annuity: a share of the wages since October 2014."""
    return half_up(military_wage_sum_since_reform * military_annuity_rate, MILLION)


# Unemployment insurance of two places.


@rule(cites=("社会保险法 §52", "社会保险经办条例 §14"), since="1999-01")
def unemployment_months_joined(unemployment_months_elsewhere: Months, unemployment_months_here: Months) -> Months:
    """The months paid into unemployment insurance in both places are added up."""
    return unemployment_months_elsewhere + unemployment_months_here


@formula
def with_extra(benefit: Fen, extra: Ppm) -> Fen:
    """The benefit not yet drawn, and the share for medical care, training and placement."""
    return benefit + half_up(benefit * extra, MILLION)


@rule(cites=("失业保险条例 §22", "失业保险金申领发放办法 §22"), since="2001-01")
def unemployment_transfer_amount(
    unused_unemployment_months: Months, unemployment_benefit: Fen, unemployment_transfer_extra: Ppm
) -> Fen:
    """The benefit not yet drawn, and half as much again for medical care, training and placement."""
    return with_extra(unused_unemployment_months * unemployment_benefit, unemployment_transfer_extra)


@rule(
    cites=("失业保险条例 §22", "失业保险金申领发放办法 §22", "人社厅发〔2021〕85号", "社会保险经办条例 §14"),
    since="2021-11",
    reading="The medical premium is kept inside the half, as the text before has it; some provinces send it as paid.",
)
def unemployment_transfer_amount(
    unused_unemployment_months: Months,
    unemployment_benefit: Fen,
    unemployment_transfer_extra: Ppm,
    sending_place_unemployment_months: Months,
) -> Fen:
    """The same, but no money moves when less than a year was paid at the sending place."""
    if sending_place_unemployment_months != NOT_STATED and sending_place_unemployment_months < 12:
        return 0
    return with_extra(unused_unemployment_months * unemployment_benefit, unemployment_transfer_extra)

"""The pension of government and public institutions since October 2014: contributions, the new method, the transition.

The one thing to know: who states a post, an old-method pension or an occupational account is a member of an
institution; the texts with `given=MEMBER` then go before those of the employees' scheme.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import january_of, year_of
from shebao.law.facts import LAST_MONTH, MOST_FEN
from shebao.law.language import fact, formula, half_up, rule
from shebao.law.transitional import transitional_of
from shebao.law.units import (
    MILLION,
    MONTH,
    Fen,
    History,
    Month,
    Months,
    Ppm,
    Region,
    Series,
    Table,
    Tenths,
    YearNo,
    Years,
    YesNo,
)

DECISION = "国发〔2015〕2号"
REFORM = "人社部发〔2015〕28号"
ANNUITY = "国办发〔2015〕18号"
NOT_KNOWN = 0
INDICES = ("deemed_index", "actual_index")
MEMBER = (("institution_post",), ("old_method_pension",), ("occupational_account_balance",))

fact("transition_retirement_month", Month, low=0, high=LAST_MONTH, default=NOT_KNOWN)
fact("occupational_account_balance", Fen, low=0, high=MOST_FEN)
fact("state_financed", YesNo, low=0, high=1, default=1)


@rule(cites=(f"{DECISION} §3", "国办发〔2019〕13号 §1"), since="2014-10")
def institution_employer_contribution(contribution_base: Fen, institution_employer_rate: Ppm) -> Fen:
    """The unit's pension contribution for one member and month."""
    return half_up(contribution_base * institution_employer_rate, MILLION)


@rule(cites=f"{DECISION} §3", since="2014-10")
def institution_employee_contribution(contribution_base: Fen, institution_employee_rate: Ppm) -> Fen:
    """The member's own pension contribution for one month, all of which enters the personal account."""
    return half_up(contribution_base * institution_employee_rate, MILLION)


@rule(cites=f"{ANNUITY} §4", since="2014-10")
def occupational_annuity_employer_contribution(contribution_base: Fen, occupational_employer_rate: Ppm) -> Fen:
    """What the unit puts into a member's occupational annuity for one month, on the base of the pension."""
    return half_up(contribution_base * occupational_employer_rate, MILLION)


@rule(cites=f"{ANNUITY} §4", since="2014-10")
def occupational_annuity_employee_contribution(contribution_base: Fen, occupational_employee_rate: Ppm) -> Fen:
    """What the member puts into the occupational annuity for one month."""
    return half_up(contribution_base * occupational_employee_rate, MILLION)


@rule(cites=f"{ANNUITY} §6", since="2014-10")
def occupational_annuity_booked(state_financed: YesNo, occupational_annuity_employer_contribution: Fen) -> Fen:
    """What is booked without money until retirement: the unit's part, where the budget pays all of the unit."""
    return occupational_annuity_employer_contribution if state_financed == 1 else 0


@rule(cites=(f"{ANNUITY} §6", f"{ANNUITY} §7"), since="2014-10")
def occupational_annuity_funded(
    occupational_annuity_employer_contribution: Fen,
    occupational_annuity_employee_contribution: Fen,
    occupational_annuity_booked: Fen,
) -> Fen:
    """What enters the occupational account in money: the member's part, and the unit's unless it is only booked."""
    paid = occupational_annuity_employer_contribution + occupational_annuity_employee_contribution
    return paid - occupational_annuity_booked


@rule(
    cites=(f"{ANNUITY} §4", f"{ANNUITY} §7"),
    since="2014-10",
    assumed="what the money earned is left out: returns differ by place and month, and no national series exists",
)
def occupational_account_balance(
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    institutions_since: Month,
    occupational_employer_rate: Ppm,
    occupational_employee_rate: Ppm,
) -> Fen:
    """What unit and member have put in on the bases since the reform."""
    total = 0
    for start, months, base in zip(stint_start, stint_months, stint_base, strict=True):
        counted = min(months, max(0, start + months - institutions_since))
        entry = half_up(base * occupational_employer_rate, MILLION) + half_up(
            base * occupational_employee_rate, MILLION
        )
        total = total + entry * counted
    return total


@rule(cites=f"{ANNUITY} §9", since="2014-10")
def occupational_annuity_monthly(occupational_account_balance: Fen, payment_months: Tenths) -> Fen:
    """The occupational account divided by the payment months of the age, paid until it is used up."""
    return half_up(occupational_account_balance * 10, payment_months)


@rule(cites=REFORM, since="2014-10", given=(("work_started", "institution_post"), ("work_started", *INDICES)))
def deemed_months(work_started: Month, retirement_month: Month, institutions_since: Month) -> Months:
    """The months of work before the reform, both end months counted; they count as paid."""
    return max(0, min(institutions_since, retirement_month + 1) - work_started)


@rule(
    cites=REFORM,
    since="2014-10",
    given=(("work_started", *INDICES),),
    reading="Without a record of payments, they are taken as unbroken from the reform to retirement.",
)
def months_paid(work_started: Month, retirement_month: Month, institutions_since: Month) -> Months:
    """The months paid from the reform, or from later work, to the month of retirement, both counted."""
    return max(0, retirement_month + 1 - max(institutions_since, work_started))


@rule(cites=REFORM, since="2014-10")
def actual_index(
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    stint_region: History[Region],
    index_wage: Series[Fen],
) -> Ppm:
    """The mean over the months really paid of the base divided by the average wage of the year before."""
    total = 0
    count = 0
    for start, months, base, region in zip(stint_start, stint_months, stint_base, stint_region, strict=True):
        total = total + half_up(base * months * MILLION, index_wage[region, year_of(start)])
        count = count + months
    return half_up(total, count * 100) * 100


@formula
def weight(months: Months, step: Years) -> Years:
    """The years that months weigh: exact, or to whole steps."""
    return months * MONTH if step == 0 else half_up(months * MONTH, step) * step


@rule(
    cites=REFORM,
    since="2014-10",
    given=(("actual_index",),),
    reading="The years weigh by their hundredths, as printed examples of two provinces show; Jiangsu's by months.",
)
def contribution_index(
    deemed_index: Ppm,
    deemed_months: Months,
    actual_index: Ppm,
    months_paid: Months,
    index_years_step: Years,
    index_step: Ppm,
) -> Ppm:
    """The mean of the deemed and the actual index by the years of each."""
    deemed = weight(deemed_months, index_years_step)
    paid = weight(months_paid, index_years_step)
    return half_up(deemed_index * deemed + actual_index * paid, (deemed + paid) * index_step) * index_step


@rule(cites=REFORM, since="2014-10", given=(*MEMBER, INDICES))
def transitional_pension(
    reference_wage: Fen, deemed_index: Ppm, deemed_years: Years, transitional_coefficient: Ppm
) -> Fen:
    """For every deemed year a little over one percent of the wage, times the deemed index."""
    return transitional_of(
        reference_wage, reference_wage, deemed_index, deemed_years, transitional_coefficient, 0, 1, 0
    )


@rule(cites="省级预发办法", since="2014-10", given=(*MEMBER, INDICES))
def transitional_pension_provisional(
    reference_wage_provisional: Fen, deemed_index: Ppm, deemed_years: Years, transitional_coefficient: Ppm
) -> Fen:
    """The same by the reference wage known at the award."""
    wage = reference_wage_provisional
    return transitional_of(wage, wage, deemed_index, deemed_years, transitional_coefficient, 0, 1, 0)


@rule(cites=REFORM, since="2014-10")
def new_method_pension(
    basic_pension: Fen, transitional_pension: Fen, account_pension: Fen, occupational_annuity_monthly: Fen
) -> Fen:
    """Basic, transitional and account pension, and the occupational annuity, as the transition compares them."""
    return basic_pension + transitional_pension + account_pension + occupational_annuity_monthly


@rule(cites=REFORM, since="2014-10")
def new_method_pension_provisional(
    basic_pension_provisional: Fen,
    transitional_pension_provisional: Fen,
    account_pension: Fen,
    occupational_annuity_monthly: Fen,
) -> Fen:
    """The same by the reference wage known at the award."""
    parts = basic_pension_provisional + transitional_pension_provisional + account_pension
    return parts + occupational_annuity_monthly


@rule(cites=REFORM, since="2014-10")
def transition_retirement_month(retirement_month: Month) -> Month:
    """The month of retirement that the transition looks at; where it is not known, the month the question is about."""
    return retirement_month


@rule(cites=REFORM, since="2014-10")
def transition_year(transition_retirement_month: Month, as_of: Month, institutions_since: Month) -> YearNo:
    """The year of retirement; the three months of 2014 from the reform on count as 2015."""
    month = as_of if transition_retirement_month == NOT_KNOWN else transition_retirement_month
    if month >= institutions_since:
        return max(year_of(institutions_since) + 1, year_of(month))
    return year_of(month)


@rule(cites=REFORM, since="2014-10")
def transition_over(
    transition_retirement_month: Month, transition_year: YearNo, as_of: Month, transition_end: Month
) -> YesNo:
    """Whether the retirement falls after the ten years of transition: the new method then stands alone."""
    month = transition_retirement_month
    if month == NOT_KNOWN:
        month = as_of if year_of(as_of) == transition_year else january_of(transition_year)
    return 1 if month > transition_end else 0


@rule(cites=REFORM, since="2014-10")
def transition_share(transition_over: YesNo, transition_year: YearNo, transition_share_table: Table[Ppm]) -> Ppm:
    """The part of the excess of the new over the old method that is paid: a tenth more with every year."""
    return MILLION if transition_over == 1 else transition_share_table[transition_year]


@formula
def in_transition(new: Fen, old: Fen, share: Ppm) -> Fen:
    """Never less than the old method, and above it only by the share of the excess."""
    return old + half_up(max(0, new - old) * share, MILLION)


@rule(cites=REFORM, since="2014-10")
def transition_pension_with_annuity(
    new_method_pension: Fen, old_method_pension: Fen, transition_share: Ppm, transition_over: YesNo
) -> Fen:
    """At least the old method, of the excess the year's share; after the transition the new method alone."""
    if transition_over == 1:
        return new_method_pension
    return in_transition(new_method_pension, old_method_pension, transition_share)


@rule(
    cites=REFORM,
    since="2014-10",
    given=MEMBER,
    reading="Where the annuity alone is more than the transition gives, the fund pays nothing and takes nothing back.",
)
def monthly_pension(
    basic_pension: Fen,
    transitional_pension: Fen,
    account_pension: Fen,
    transition_over: YesNo,
    transition_pension_with_annuity: Fen,
    occupational_annuity_monthly: Fen,
) -> Fen:
    """What the fund pays a member of an institution: the annuity, compared in the transition, has its own account."""
    if transition_over == 1:
        return basic_pension + transitional_pension + account_pension
    return max(0, transition_pension_with_annuity - occupational_annuity_monthly)


@rule(cites="省级预发办法", since="2014-10", given=MEMBER)
def monthly_pension_provisional(
    basic_pension_provisional: Fen,
    transitional_pension_provisional: Fen,
    account_pension: Fen,
    transition_over: YesNo,
    new_method_pension_provisional: Fen,
    old_method_pension: Fen,
    transition_share: Ppm,
    occupational_annuity_monthly: Fen,
) -> Fen:
    """The same by the reference wage known at the award."""
    if transition_over == 1:
        return basic_pension_provisional + transitional_pension_provisional + account_pension
    total = in_transition(new_method_pension_provisional, old_method_pension, transition_share)
    return max(0, total - occupational_annuity_monthly)

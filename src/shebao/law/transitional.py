"""The transitional pension: what years before personal accounts began bring, in each province's own way.

One formula serves all provinces; what differs is figures: the coefficient, whether the wage is the indexed one or
the mean with the reference wage, which index, and whether years paid before the accounts count beside deemed ones.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.language import formula, half_up, rule
from shebao.law.pension import stepped
from shebao.law.units import MILLION, MONTH, YEAR, YES, Fen, History, Month, Months, Ppm, Region, Series, Years, YesNo

ACT_2005 = "国发〔2005〕38号 §6"


@rule(cites=ACT_2005, since="2006-01")
def months_before_accounts(
    stint_start: History[Month],
    stint_months: History[Months],
    stint_region: History[Region],
    accounts_begin_of: Series[Month],
) -> Months:
    """The months paid before the place opened personal accounts."""
    total = 0
    for start, months, region in zip(stint_start, stint_months, stint_region, strict=True):
        total = total + min(months, max(0, accounts_begin_of[region, start] - start))
    return total


@rule(
    cites=ACT_2005,
    since="2006-01",
    reading="Without a history, work is taken as unbroken from its start to the start of the accounts.",
)
def years_paid_before_accounts(
    months_before_accounts: Months,
    deemed_years: Years,
    work_started: Month,
    accounts_begin_of: Series[Month],
    region: Region,
) -> Years:
    """Years paid, not deemed, before personal accounts began."""
    if months_before_accounts > 0:
        return months_before_accounts * MONTH
    if work_started == 0:
        return 0
    return max(0, (accounts_begin_of[region, work_started] - work_started) * MONTH - deemed_years)


@rule(cites=ACT_2005, since="2006-01", local=True)
def years_before_accounts(deemed_years: Years, years_paid_before_accounts: Years) -> Years:
    """Years deemed or paid before personal accounts began."""
    return deemed_years + years_paid_before_accounts


@rule(cites="京劳社养发〔2007〕31号", since="2006-01", regions=("110000",))
def years_before_accounts(years_paid_before_accounts: Years) -> Years:
    """Beijing's sheets print the years paid before the accounts alone, beside the deemed ones."""
    return years_paid_before_accounts


@rule(cites=ACT_2005, since="2006-01")
def transitional_years(
    deemed_years: Years,
    years_before_accounts: Years,
    transitional_counts_paid_years: YesNo,
    years_step: Years,
    years_round_up: YesNo,
) -> Years:
    """The years that bring a transitional pension: deemed ones, in some places also those paid before the accounts."""
    years = deemed_years
    if transitional_counts_paid_years == 1:
        years = max(years, years_before_accounts)
    if years_step == 0:
        return years
    return stepped(years, 1, years_step, years_round_up)


@formula
def own_index(contribution_index: Ppm, transitional_index: Ppm, asked_for: YesNo) -> Ppm:
    """The index of the years before the accounts, where the province asks for it and it is known."""
    return transitional_index if asked_for == YES and transitional_index > 0 else contribution_index


@formula
def transitional_of(
    plain: Fen,
    wage: Fen,
    index: Ppm,
    years: Years,
    coefficient: Ppm,
    on_mean: YesNo,
    step: Fen,
    upwards: YesNo,
) -> Fen:
    """`coefficient` a year of the indexed wage, or of its mean with the plain one."""
    if on_mean == 1:
        base = half_up(plain * MILLION + wage * index, 2000)
    else:
        base = half_up(wage * index, 1000)
    return stepped(half_up(base * years, YEAR) * coefficient, 1000 * MILLION, step, upwards)


@rule(cites=ACT_2005, since="2006-01")
def transitional_rate(
    transitional_coefficient: Ppm,
    transitional_coefficient_short: Ppm,
    transitional_short_years: Years,
    counted_years: Years,
    intellectual: YesNo,
    transitional_coefficient_intellectual: Ppm,
) -> Ppm:
    """The coefficient for a year: the province's, or its own one for short careers or for intellectuals."""
    if intellectual == 1 and transitional_coefficient_intellectual > 0:
        return transitional_coefficient_intellectual
    if transitional_short_years > 0 and counted_years < transitional_short_years:
        return transitional_coefficient_short
    return transitional_coefficient


@rule(cites=ACT_2005, since="2006-01", local=True)
def transitional_pension(
    transitional_years: Years,
    reference_wage: Fen,
    index_reference_wage: Fen,
    contribution_index: Ppm,
    transitional_index: Ppm,
    transitional_own_index: YesNo,
    transitional_index_floor: Ppm,
    transitional_on_mean_wage: YesNo,
    transitional_rate: Ppm,
    basic_pension_step: Fen,
    pension_parts_round_up: YesNo,
) -> Fen:
    """For every year before the accounts, a little over one percent of the own indexed wage."""
    if transitional_years == 0:
        return 0
    index = own_index(contribution_index, transitional_index, transitional_own_index)
    return transitional_of(
        reference_wage,
        index_reference_wage,
        max(index, transitional_index_floor),
        transitional_years,
        transitional_rate,
        transitional_on_mean_wage,
        basic_pension_step,
        pension_parts_round_up,
    )


@rule(cites=("京劳社养发〔2007〕31号", ACT_2005), since="2006-01", regions=("110000",))
def transitional_pension(
    deemed_years: Years,
    years_before_accounts: Years,
    reference_wage: Fen,
    contribution_index: Ppm,
    transitional_index: Ppm,
    transitional_rate: Ppm,
) -> Fen:
    """Beijing: deemed years at index one, years paid before the accounts at the own index of paid years."""
    index = own_index(contribution_index, transitional_index, YES)
    deemed = reference_wage * deemed_years * MILLION
    paid = reference_wage * years_before_accounts * index
    return half_up(half_up(deemed + paid, YEAR) * transitional_rate, MILLION * MILLION)


@rule(cites="省级预发办法", since="2006-01", local=True)
def transitional_pension_provisional(
    transitional_years: Years,
    reference_wage_provisional: Fen,
    contribution_index: Ppm,
    transitional_index: Ppm,
    transitional_own_index: YesNo,
    transitional_index_floor: Ppm,
    transitional_on_mean_wage: YesNo,
    transitional_rate: Ppm,
    basic_pension_step: Fen,
    pension_parts_round_up: YesNo,
) -> Fen:
    """The same by the reference wage known at the award."""
    if transitional_years == 0:
        return 0
    index = own_index(contribution_index, transitional_index, transitional_own_index)
    return transitional_of(
        reference_wage_provisional,
        reference_wage_provisional,
        max(index, transitional_index_floor),
        transitional_years,
        transitional_rate,
        transitional_on_mean_wage,
        basic_pension_step,
        pension_parts_round_up,
    )

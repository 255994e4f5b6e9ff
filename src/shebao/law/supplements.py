"""What a province adds of its own to the employees' pension. Figures say which place adds what; most add nothing."""

from __future__ import annotations

from shebao.law.calendar import full_years
from shebao.law.language import down, formula, half_up, remainder, rule
from shebao.law.units import MILLION, MONTH, YEAR, Count, Fen, Ppm, Table, Years, YesNo

LOCAL = "国发〔2005〕38号 §6; 省级规定"


@rule(cites=LOCAL, since="2006-01")
def supplement_by_index(contribution_index: Ppm, counted_years: Years, supplement_per_index_year: Fen) -> Fen:
    """An amount for every year, times the index (Zhejiang)."""
    if supplement_per_index_year == 0:
        return 0
    return half_up(half_up(contribution_index * counted_years, YEAR) * supplement_per_index_year, MILLION)


@rule(cites=LOCAL, since="2006-01")
def supplement_year_share(
    contribution_years: Years, supplement_first_year: Count, supplement_year_rate: Table[Ppm]
) -> Ppm:
    """The sum over the years of what each year adds, in parts of the mean wage (Jilin)."""
    if supplement_first_year == 0:
        return 0
    whole = full_years(down(contribution_years, MONTH))
    share = 0
    for number in range(supplement_first_year, min(whole, 60) + 1):
        share = share + supplement_year_rate[number]
    over = remainder(contribution_years, YEAR)
    if over > 0 and whole + 1 >= supplement_first_year and whole < 60:
        share = share + half_up(supplement_year_rate[whole + 1] * over, YEAR)
    return share


@formula
def on_wages(plain: Fen, wage: Fen, index: Ppm, years: Years, per_wage: Ppm, share_of_mean: Ppm) -> Fen:
    """What is added in parts of the own indexed wage a year (Sichuan), and of the mean wage (Jilin)."""
    own = half_up(wage * index, 1000)
    added = 0
    if per_wage > 0:
        added = half_up(half_up(own * years, YEAR) * per_wage, 1000 * MILLION)
    if share_of_mean > 0:
        added = added + half_up((plain * 1000 + own) * share_of_mean, 2000 * MILLION)
    return added


@rule(cites=LOCAL, since="2006-01")
def supplement_on_wages(
    reference_wage: Fen,
    index_reference_wage: Fen,
    contribution_index: Ppm,
    contribution_years: Years,
    supplement_per_wage_year: Ppm,
    supplement_year_share: Ppm,
) -> Fen:
    """What is added in parts of the wages."""
    if supplement_per_wage_year == 0 and supplement_year_share == 0:
        return 0
    return on_wages(
        reference_wage,
        index_reference_wage,
        contribution_index,
        contribution_years,
        supplement_per_wage_year,
        supplement_year_share,
    )


@rule(cites=LOCAL, since="2006-01")
def supplement_on_wages_provisional(
    reference_wage_provisional: Fen,
    contribution_index: Ppm,
    contribution_years: Years,
    supplement_per_wage_year: Ppm,
    supplement_year_share: Ppm,
) -> Fen:
    """The same by the reference wage known at the award."""
    if supplement_per_wage_year == 0 and supplement_year_share == 0:
        return 0
    return on_wages(
        reference_wage_provisional,
        reference_wage_provisional,
        contribution_index,
        contribution_years,
        supplement_per_wage_year,
        supplement_year_share,
    )


@rule(cites=LOCAL, since="2006-01")
def supplement_fixed(supplement_flat: Fen, intellectual: YesNo, supplement_intellectual: Fen) -> Fen:
    """Fixed amounts: for everybody, and for intellectuals where the place knows them."""
    if intellectual == 1:
        return supplement_flat + supplement_intellectual
    return supplement_flat


@formula
def only_child_of(parent: YesNo, parts: Fen, share: Ppm, on_average: Fen) -> Fen:
    """A share of the own parts, or of the average pension where the place uses that."""
    if parent == 0 or share == 0:
        return 0
    if on_average > 0:
        return half_up(on_average * share, MILLION)
    return half_up(parts * share, MILLION)


@rule(cites=LOCAL, since="2006-01")
def regional_supplement(
    supplement_fixed: Fen,
    supplement_by_index: Fen,
    supplement_on_wages: Fen,
    only_child_parent: YesNo,
    only_child_share: Ppm,
    only_child_average: Fen,
    basic_pension: Fen,
    account_pension: Fen,
    transitional_pension: Fen,
) -> Fen:
    """All that the province adds."""
    parts = 0
    if only_child_parent == 1:
        parts = basic_pension + account_pension + transitional_pension
    child = only_child_of(only_child_parent, parts, only_child_share, only_child_average)
    return supplement_fixed + supplement_by_index + supplement_on_wages + child


@rule(cites=LOCAL, since="2006-01")
def regional_supplement_provisional(
    supplement_fixed: Fen,
    supplement_by_index: Fen,
    supplement_on_wages_provisional: Fen,
    only_child_parent: YesNo,
    only_child_share: Ppm,
    only_child_average: Fen,
    basic_pension_provisional: Fen,
    account_pension: Fen,
    transitional_pension_provisional: Fen,
) -> Fen:
    """All that the province adds, by the reference wage known at the award."""
    parts = 0
    if only_child_parent == 1:
        parts = basic_pension_provisional + account_pension + transitional_pension_provisional
    child = only_child_of(only_child_parent, parts, only_child_share, only_child_average)
    return supplement_fixed + supplement_by_index + supplement_on_wages_provisional + child

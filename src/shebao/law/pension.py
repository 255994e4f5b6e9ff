"""The employees' basic pension: months and years counted, the index, and the parts of the monthly pension."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import full_years, year_of
from shebao.law.facts import NOT_STATED
from shebao.law.language import down, formula, half_up, remainder, rule, up
from shebao.law.places import measured_at
from shebao.law.units import (
    MILLION,
    MONTH,
    YEAR,
    Fen,
    History,
    Month,
    Months,
    Ppm,
    Region,
    Series,
    Table,
    Tenths,
    Years,
    YesNo,
)

ACT_2005 = "国发〔2005〕38号 §6"
INDEX = "劳办发〔1997〕116号"
COMMON = 40
"""What divides the years in months, hundredths and tenths alike: cut away, large wages still fit 64 bits."""
INDEX_STEP = 100


@formula
def stepped(amount: Fen, over: Fen, step: Fen, upwards: YesNo) -> Fen:
    """amount / over to whole steps of fen: upwards, else the nearest."""
    if upwards == 1:
        return up(amount, over * step) * step
    return half_up(amount, over * step) * step


@rule(cites="社会保险法 §16", since="1998-01")
def months_paid(months_of_history: Months, months_of_places: Months, stint_months: History[Months]) -> Months:
    """The months really paid, each once: month by month, or as each place has recorded them."""
    if months_of_history != NOT_STATED:
        return months_of_history
    if months_of_places != NOT_STATED:
        return months_of_places
    # Neither is stated: the history is what is asked for.
    return len(stint_months)


@rule(cites="社会保险法 §16", since="1998-01")
def contribution_months(months_paid: Months, deemed_months: Months) -> Months:
    """The months that count: paid, and deemed paid."""
    return months_paid + deemed_months


@rule(cites=ACT_2005, since="1998-01")
def contribution_years(contribution_months: Months) -> Years:
    """The months that count, in years, exactly."""
    return contribution_months * MONTH


@rule(cites=ACT_2005, since="1998-01")
def deemed_years(deemed_months: Months) -> Years:
    """The deemed months in years, exactly."""
    return deemed_months * MONTH


@rule(cites=ACT_2005, since="1998-01")
def counted_years(contribution_years: Years, years_step: Years, years_round_up: YesNo) -> Years:
    """The years as the province counts them: exact twelfths, hundredths, or tenths begun."""
    if years_step == 0:
        return contribution_years
    return stepped(contribution_years, 1, years_step, years_round_up)


@rule(
    cites=(INDEX, "国办发〔2009〕66号 §7", "社会保险法 §19"),
    since="1998-01",
    reading="Months paid in other provinces are measured with the wages of the place that pays the pension.",
)
def index_sum_paid(
    region: Region,
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    stint_region: History[Region],
    index_wage: Series[Fen],
) -> Ppm:
    """The indices of all months paid, added up: each the base over the average wage of the year before."""
    total = 0
    for start, months, base, place in zip(stint_start, stint_months, stint_base, stint_region, strict=True):
        total = total + half_up(base * months * MILLION, index_wage[measured_at(region, place), year_of(start)])
    return total


@rule(
    cites=(INDEX, "社会保险法 §19"),
    since="1998-01",
    reading="Deemed months take part with the deemed index where one is stated; else they leave the mean as it is.",
)
def contribution_index(
    index_sum_stated: Ppm,
    index_sum_paid: Ppm,
    months_paid: Months,
    deemed_index: Ppm,
    deemed_months: Months,
    index_step: Ppm,
) -> Ppm:
    """The mean over the months of the base divided by the average wage of the year before."""
    total = index_sum_stated
    if index_sum_stated == NOT_STATED:
        total = index_sum_paid
    count = months_paid
    if deemed_index > 0:
        total = total + deemed_index * deemed_months
        count = count + deemed_months
    return stepped(total, count, index_step, 0)


@rule(cites=(ACT_2005, "人社部、财政部每年核准"), since="2006-01")
def reference_wage(published_reference_wage: Series[Fen], region: Region, as_of: Month) -> Fen:
    """The reference wage that the place has published for the year."""
    return published_reference_wage[region, year_of(as_of)]


@rule(cites="省级预发办法", since="2006-01", reading="The figure of the year before, as agencies do until the new one.")
def reference_wage_provisional(published_reference_wage: Series[Fen], region: Region, as_of: Month) -> Fen:
    """The reference wage of an award made before the year's own is published."""
    return published_reference_wage[region, year_of(as_of) - 1]


@rule(cites=ACT_2005, since="2006-01")
def index_reference_wage(
    reference_wage: Fen, published_index_wage_base: Series[Fen], region: Region, as_of: Month
) -> Fen:
    """The reference wage that the index multiplies: the same, unless the place has a second figure for it."""
    second = published_index_wage_base[region, year_of(as_of)]
    return second if second > 0 else reference_wage


@rule(cites=ACT_2005, since="2006-01")
def indexed_wage(index_reference_wage: Fen, contribution_index: Ppm) -> Fen:
    """The own indexed monthly wage, shown to the fen; the pension uses it unrounded."""
    return half_up(index_reference_wage * contribution_index, MILLION)


@formula
def mean_wage(plain: Fen, indexed: Fen, index: Ppm, low_index: Ppm) -> Fen:
    """Twice the mean of the reference and the own indexed wage, in millionths of a fen."""
    if index < low_index:
        if remainder(low_index, INDEX_STEP) == 0:
            return half_up(plain * index * down(MILLION, INDEX_STEP), down(low_index, INDEX_STEP)) + indexed * index
        return half_up(plain * index * MILLION, low_index) + indexed * index
    return plain * MILLION + indexed * index


@formula
def basic_of(mean: Fen, years: Years, odd_month_rate: Ppm, step: Fen, upwards: YesNo) -> Fen:
    """One percent a year of half of `mean` (in millionths); odd months by their own rate where there is one."""
    if odd_month_rate > 0:
        percent = full_years(down(years, MONTH)) * 10_000 + half_up(remainder(years, YEAR), MONTH) * odd_month_rate
        return stepped(half_up(mean, 1000) * percent, 2000 * MILLION, step, upwards)
    if remainder(years, COMMON) == 0:
        return stepped(mean * down(years, COMMON), down(200 * YEAR, COMMON) * MILLION, step, upwards)
    return stepped(mean * years, 200 * YEAR * MILLION, step, upwards)


@rule(cites=ACT_2005, since="2006-01", local=True)
def basic_pension(
    reference_wage: Fen,
    index_reference_wage: Fen,
    contribution_index: Ppm,
    low_index: Ppm,
    counted_years: Years,
    odd_month_rate: Ppm,
    basic_pension_step: Fen,
    pension_parts_round_up: YesNo,
) -> Fen:
    """One percent, for every year, of the mean of the reference wage and the own indexed wage."""
    mean = mean_wage(reference_wage, index_reference_wage, contribution_index, low_index)
    return basic_of(mean, counted_years, odd_month_rate, basic_pension_step, pension_parts_round_up)


@rule(cites=ACT_2005, since="2006-01", local=True)
def basic_pension_provisional(
    reference_wage_provisional: Fen,
    contribution_index: Ppm,
    low_index: Ppm,
    counted_years: Years,
    odd_month_rate: Ppm,
    basic_pension_step: Fen,
    pension_parts_round_up: YesNo,
) -> Fen:
    """The same by the reference wage known at the award."""
    mean = mean_wage(reference_wage_provisional, reference_wage_provisional, contribution_index, low_index)
    return basic_of(mean, counted_years, odd_month_rate, basic_pension_step, pension_parts_round_up)


@formula
def payment_months_at(age_months: Months, here: Months, there: Months) -> Tenths:
    """Between the payment months of the whole year of age and of the next, by months, to one decimal."""
    return half_up((here * 12 - (here - there) * remainder(age_months, 12)) * 10, 12)


@rule(cites=f"{ACT_2005} 附表", since="2006-01", until="2024-12")
def payment_months(claim_age_months: Months, payment_months_table: Table[Months]) -> Tenths:
    """The months over which the account is paid out, by whole years of age."""
    return payment_months_table[min(max(full_years(claim_age_months), 40), 70)] * 10


@rule(
    cites=f"{ACT_2005} 附表",
    since="2025-01",
    reading="Between whole ages linear by months, to one decimal, as award sheets of 2025 show; no text was found.",
)
def payment_months(claim_age_months: Months, payment_months_table: Table[Months]) -> Tenths:
    """The months over which the account is paid out, between whole ages by months, to one decimal."""
    months = min(max(claim_age_months, 480), 840)
    age = full_years(months)
    return payment_months_at(months, payment_months_table[age], payment_months_table[min(age + 1, 70)])


@rule(cites=ACT_2005, since="2006-01")
def account_pension(
    account_balance: Fen, payment_months: Tenths, account_pension_step: Fen, pension_parts_round_up: YesNo
) -> Fen:
    """The account divided by the payment months."""
    return stepped(account_balance * 10, payment_months, account_pension_step, pension_parts_round_up)


@rule(cites=("社会保险法 §15", ACT_2005), since="2006-01")
def monthly_pension(
    basic_pension: Fen,
    account_pension: Fen,
    transitional_pension: Fen,
    regional_supplement: Fen,
    monthly_pension_step: Fen,
    monthly_pension_rounds_up: YesNo,
) -> Fen:
    """All parts together."""
    total = basic_pension + account_pension + transitional_pension + regional_supplement
    return stepped(total, 1, monthly_pension_step, monthly_pension_rounds_up)


@rule(cites="省级预发办法", since="2006-01")
def monthly_pension_provisional(
    basic_pension_provisional: Fen,
    account_pension: Fen,
    transitional_pension_provisional: Fen,
    regional_supplement_provisional: Fen,
    monthly_pension_step: Fen,
    monthly_pension_rounds_up: YesNo,
) -> Fen:
    """All parts together by the reference wage known at the award; computed again when the year's own is out."""
    total = (
        basic_pension_provisional + account_pension + transitional_pension_provisional + regional_supplement_provisional
    )
    return stepped(total, 1, monthly_pension_step, monthly_pension_rounds_up)

"""When a working life ends: the retirement age, its delay since 2025, the months one may choose, the months needed."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import month_of, year_of
from shebao.law.language import down, rule
from shebao.law.units import Day, Month, Months, Table, Track, YearNo, YesNo

REFORM = "国务院关于渐进式延迟法定退休年龄的办法"
ELASTIC = "人社部发〔2024〕94号"
ACT_1978 = "国发〔1978〕104号 §1"


@rule(cites=ACT_1978, since="1978-06", until="2024-12")
def retirement_delay_months(retirement_track: Track) -> Months:
    """Before 2025 the retirement age is not delayed."""
    return 0


@rule(cites=f"{REFORM} §1", since="2025-01")
def retirement_delay_months(
    birth: Day,
    retirement_track: Track,
    delay_first_birth: Table[Month],
    delay_birth_step: Table[Months],
    delay_most: Table[Months],
) -> Months:
    """One month for every two or four months of later birth, up to three or five years."""
    later = month_of(birth) - delay_first_birth[retirement_track]
    if later < 0:
        return 0
    return min(delay_most[retirement_track], down(later, delay_birth_step[retirement_track]) + 1)


@rule(cites=(ACT_1978, f"{REFORM} §1"), since="1978-06")
def statutory_retirement_age(
    retirement_track: Track, retirement_delay_months: Months, original_retirement_age: Table[Months]
) -> Months:
    """The age of before 2025, and the delay."""
    return original_retirement_age[retirement_track] + retirement_delay_months


@rule(cites=(ACT_1978, f"{REFORM} §1"), since="1978-06")
def statutory_retirement_month(birth: Day, statutory_retirement_age: Months) -> Month:
    """The month in which the statutory age is reached."""
    return month_of(birth) + statutory_retirement_age


@rule(cites=ACT_1978, since="1978-06", until="2024-12")
def earliest_retirement_month(early_retirement_month: Month) -> Month:
    """Before 2025 there is no choice of an earlier month, save after years in special posts."""
    return early_retirement_month


@rule(cites=(f"{ELASTIC} §1", f"{REFORM} §8"), since="2025-01")
def earliest_retirement_month(
    birth: Day,
    retirement_track: Track,
    statutory_retirement_month: Month,
    early_retirement_month: Month,
    original_retirement_age: Table[Months],
    elastic_months_most: Months,
) -> Month:
    """Up to three years before the statutory month, not before the age that held until 2024; special posts earlier."""
    original = month_of(birth) + original_retirement_age[retirement_track]
    return min(early_retirement_month, max(original, statutory_retirement_month - elastic_months_most))


@rule(cites=ACT_1978, since="1978-06", until="2024-12")
def latest_retirement_month(statutory_retirement_month: Month) -> Month:
    """Before 2025 there is no choice of a later month."""
    return statutory_retirement_month


@rule(cites=f"{ELASTIC} §3", since="2025-01")
def latest_retirement_month(statutory_retirement_month: Month, elastic_months_most: Months) -> Month:
    """Up to three years after the statutory month, where employer and worker agree."""
    return statutory_retirement_month + elastic_months_most


@rule(cites=(f"{ELASTIC} §1", f"{ELASTIC} §3"), since="1978-06")
def chosen_retirement_month(
    statutory_retirement_month: Month,
    earliest_retirement_month: Month,
    latest_retirement_month: Month,
    elastic_months: Months,
) -> Month:
    """The month chosen, kept between the earliest and the latest; the statutory one where nothing is chosen."""
    return min(max(statutory_retirement_month + elastic_months, earliest_retirement_month), latest_retirement_month)


@rule(cites=f"{ELASTIC} §9", since="1978-06")
def retirement_month(chosen_retirement_month: Month) -> Month:
    """The month of retirement; the pension is paid from the month after."""
    return chosen_retirement_month


@rule(cites=f"{ELASTIC} §9", since="1978-06")
def pension_start_month(retirement_month: Month) -> Month:
    """The first month for which a pension is due: the one after the retirement month."""
    return retirement_month + 1


@rule(cites="国发〔2005〕38号 §6", since="1978-06")
def claim_age_months(birth: Day, retirement_month: Month) -> Months:
    """The age in months in the month of retirement."""
    return retirement_month - month_of(birth)


@rule(cites=f"{ELASTIC} §7", since="2006-01")
def minimum_reference_month(statutory_retirement_month: Month, chosen_retirement_month: Month) -> Month:
    """The month whose minimum counts: the chosen one when retiring early, else the statutory one."""
    return min(statutory_retirement_month, chosen_retirement_month)


@rule(cites=f"{ELASTIC} §7", since="2006-01")
def minimum_reference_year(minimum_reference_month: Month, as_of: Month) -> YearNo:
    """The year whose minimum counts; where nothing is known of the person, the year the question is about."""
    if minimum_reference_month == 0:
        return year_of(as_of)
    return year_of(minimum_reference_month)


@rule(cites=("国发〔2005〕38号 §6", f"{REFORM} §2"), since="2006-01", local=True)
def minimum_months_paid(minimum_reference_year: YearNo, minimum_months_table: Table[Months]) -> Months:
    """The months of contributions a monthly pension needs: 180 until 2029, six more a year to 240 in 2039."""
    return minimum_months_table[min(max(minimum_reference_year, 2029), 2039)]


@rule(cites=("社会保险法 §16", f"{REFORM} §2"), since="2006-01")
def pension_shortfall_months(contribution_months: Months, minimum_months_paid: Months) -> Months:
    """The months still missing for a monthly pension."""
    return max(0, minimum_months_paid - contribution_months)


@rule(cites="社会保险法 §16", since="2006-01")
def pension_entitled(as_of: Month, retirement_month: Month, pension_shortfall_months: Months) -> YesNo:
    """Whether a monthly pension is due: the retirement month has come and the minimum months are there."""
    if as_of < retirement_month:
        return 0
    return 1 if pension_shortfall_months == 0 else 0

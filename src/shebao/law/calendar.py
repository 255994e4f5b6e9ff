"""Days, months and years in whole numbers, in the rules' own language.

A month is year * 12 + month - 1; a day is its proleptic ordinal (1 is 0001-01-01). The calendar counts from
1 March, so that a leap day is the last of its year.
"""

from __future__ import annotations

from shebao.law.language import down, formula, remainder
from shebao.law.units import Count, Day, Days, Month, Months, YearNo

DAYS_OF_400_YEARS = 146_097


@formula
def month_of(day: Day) -> Month:
    """The month a day lies in."""
    shifted = day + 305
    era = down(shifted, DAYS_OF_400_YEARS)
    of_era = remainder(shifted, DAYS_OF_400_YEARS)
    year_of_era = down(of_era - down(of_era, 1460) + down(of_era, 36_524) - down(of_era, 146_096), 365)
    of_year = of_era - (365 * year_of_era + down(year_of_era, 4) - down(year_of_era, 100))
    march_month = down(5 * of_year + 2, 153)
    return (era * 400 + year_of_era) * 12 + march_month + 2


@formula
def year_of(month: Month) -> YearNo:
    """The calendar year a month lies in."""
    return down(month, 12)


@formula
def month_in_year(month: Month) -> Count:
    """Which month of its year a month is: 1 to 12."""
    return remainder(month, 12) + 1


@formula
def january_of(year: YearNo) -> Month:
    """The first month of a year."""
    return year * 12


@formula
def full_years(months: Months) -> Count:
    """Whole years in a number of months."""
    return down(months, 12)


@formula
def first_day_of(month: Month) -> Day:
    """The first day of a month."""
    from_march = month - 2
    year = down(from_march, 12)
    before = down(153 * remainder(from_march, 12) + 2, 5)
    return 365 * year + down(year, 4) - down(year, 100) + down(year, 400) + before - 305


@formula
def months_later(day: Day, months: Months) -> Day:
    """The same day of the month some months later; the last of that month where it has no such day."""
    month = month_of(day)
    same = first_day_of(month + months) + day - first_day_of(month)
    return min(same, first_day_of(month + months + 1) - 1)


@formula
def working_days_later(day: Day, count: Days) -> Day:
    """The last of so many days from Monday to Friday after a day; public holidays are not known here."""
    weekday = remainder(day - 1, 7)
    friday = min(weekday, 4)
    return day - weekday + friday + count + 2 * down(friday + count, 5)

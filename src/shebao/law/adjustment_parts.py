"""The parts of the yearly adjustment: fixed, by years, by the pension, by age, by hard region.

The one thing to know: a scheme has row 0 for everyone and a row of its own for each group it treats apart; tables
are read at that row, and at a band of years or age.
"""

from __future__ import annotations

from shebao.law.adjustment import INSTITUTION, INSTITUTIONS_ROW, MOST_PENSION, SCHEME, Group
from shebao.law.calendar import month_of, year_of
from shebao.law.facts import NOT_STATED
from shebao.law.language import down, fact, half_up, remainder, rule, up
from shebao.law.pension import MILLION, MONTH, stepped
from shebao.law.units import FEMALE, YEAR, YES, Count, Day, Fen, Month, Months, Ppm, Sex, Table, Years, YesNo

CLASS_NOT_STATED = 7
BANDS, INSTITUTIONS = 10, 10
HUNDRED_YUAN = 10_000
FIRST_MILESTONE, LAST_MILESTONE, MILESTONES = 70, 85, 5
STARTED_2006 = 2006 * 12
REFORM_2014 = 2014 * 12 + 9
OLD_YEARS = 20 * 12_000

fact("post_mean_pension", Fen, low=0, high=MOST_PENSION)
fact("age_in_2024", Count, low=NOT_STATED, high=150, default=NOT_STATED)
fact("age_tilt_before", Fen, low=0, high=1_000_000)
fact("hard_region", YesNo, low=0, high=1, default=0)
fact("hard_region_class", Count, low=0, high=6, default=0)


@rule(cites=SCHEME, since="2005-01", reading="By the date of birth on file; a stated age is that of the reference day.")
def adjustment_reference_age(age: Count, age_in_2024: Count, birth: Day, as_of: Month) -> Count:
    """The whole years of age reached by 31 December of the year before."""
    year = year_of(as_of) - 1
    if age != NOT_STATED:
        return age
    if age_in_2024 != NOT_STATED:
        return age_in_2024 + year - 2024
    return year - year_of(month_of(birth))


@rule(cites=SCHEME, since="2005-01")
def adjustment_fixed(
    adjustment_row: Count,
    adjustment_fixed_amount: Table[Fen],
    adjustment_fixed_cut: Table[Fen],
    pension_since: Month,
) -> Fen:
    """One amount for everyone, or for every one of a group."""
    amount = adjustment_fixed_amount[adjustment_row]
    retired = pension_since - 1
    if adjustment_row != INSTITUTIONS_ROW or retired < REFORM_2014:
        return amount
    return amount - adjustment_fixed_cut[min(max(year_of(retired), 2015), 2019)]


@rule(cites=SCHEME, since="2005-01", reading="Months printed as decimals of a year are whole months.")
def adjustment_years(
    contribution_years: Years,
    adjustment_months_step: Months,
    adjustment_row: Count,
    adjustment_years_minimum: Table[Years],
) -> Years:
    """The years that count, deemed ones too: a part of a year as a whole one, and never fewer than the minimum."""
    months = half_up(contribution_years, MONTH)
    counted = up(months, adjustment_months_step) * adjustment_months_step * MONTH
    return max(counted, adjustment_years_minimum[adjustment_row])


@rule(cites=SCHEME, since="2005-01")
def adjustment_per_year(
    adjustment_years: Years,
    adjustment_row: Count,
    adjustment_year_bands: Table[Count],
    adjustment_years_to: Table[Years],
    adjustment_year_price: Table[Fen],
    adjustment_years_flat: Table[Fen],
    adjustment_class_price: Table[Fen],
    adjustment_hard_class: Count,
    adjustment_years_step: Fen,
) -> Fen:
    """An amount for every year, each year at the price of the band it falls in."""
    bands = adjustment_year_bands[adjustment_row]
    if bands == 0:
        return 0
    total = adjustment_class_price[adjustment_hard_class] * adjustment_years
    lower = 0
    for band in range(1, bands + 1):
        if adjustment_years > lower:
            upper = adjustment_years_to[band]
            inside = min(adjustment_years, upper) - lower
            total = total + adjustment_year_price[adjustment_row * BANDS + band] * inside
            lower = upper
    amount = half_up(total, YEAR) + adjustment_years_flat[adjustment_row]
    return up(amount, adjustment_years_step) * adjustment_years_step


@rule(cites=SCHEME, since="2005-01")
def adjustment_old_retirees(
    adjustment_old_retiree_price: Fen, adjustment_years: Years, retiree_group: Group, pension_since: Month
) -> Fen:
    """More for every year above twenty of an enterprise's retirees of 2005 and before."""
    if adjustment_old_retiree_price == 0 or retiree_group == INSTITUTION:
        return 0
    if pension_since == 0 or pension_since > STARTED_2006:
        return 0
    return half_up(max(0, adjustment_years - OLD_YEARS) * adjustment_old_retiree_price, YEAR)


@rule(cites=SCHEME, since="2005-01")
def adjustment_level_band(
    adjustment_base: Fen,
    adjustment_row: Count,
    adjustment_level_limit: Table[Fen],
    adjustment_level_below: Fen,
    adjustment_level_above: Fen,
    adjustment_level_each_hundred: Fen,
) -> Fen:
    """Where amounts go by a threshold: one up to it, one above, and nobody above is overtaken by who is at it."""
    limit = adjustment_level_limit[adjustment_row]
    if limit == 0:
        return 0
    if adjustment_base <= limit:
        return adjustment_level_below
    steps = up(adjustment_base - limit, HUNDRED_YUAN)
    return max(
        adjustment_level_above + steps * adjustment_level_each_hundred, limit + adjustment_level_below - adjustment_base
    )


@rule(
    cites=SCHEME, since="2005-01", reading="A rate and a threshold in one scheme are two parts; each is rounded alone."
)
def adjustment_level(
    adjustment_base: Fen,
    post_mean_pension: Fen,
    adjustment_row: Count,
    adjustment_level_rate: Table[Ppm],
    adjustment_level_by_post: Table[YesNo],
    adjustment_level_minimum: Fen,
    adjustment_level_step: Fen,
    adjustment_level_rounds_up: YesNo,
    adjustment_level_band: Fen,
) -> Fen:
    """A share of the own pension of December, or of the mean pension of persons of the same post."""
    rate = adjustment_level_rate[adjustment_row]
    if rate == 0:
        return adjustment_level_band
    base = post_mean_pension if adjustment_level_by_post[adjustment_row] == YES else adjustment_base
    share = stepped(base * rate, MILLION, adjustment_level_step, adjustment_level_rounds_up)
    return max(share, adjustment_level_minimum) + adjustment_level_band


@rule(cites=SCHEME, since="2005-01")
def adjustment_age_band(
    adjustment_reference_age: Count,
    sex: Sex,
    adjustment_age_bands: Count,
    adjustment_age_from: Table[Count],
    adjustment_age_amount: Table[Fen],
    adjustment_age_each: Table[Fen],
    adjustment_age_women_from: Count,
    adjustment_age_women_amount: Fen,
) -> Fen:
    """The amount of the band of age, more with every year where the scheme says so; women begin earlier in some."""
    found = 0
    for band in range(1, adjustment_age_bands + 1):
        if adjustment_reference_age >= adjustment_age_from[band]:
            found = band
    if found > 0:
        over = adjustment_reference_age - adjustment_age_from[found]
        return adjustment_age_amount[found] + adjustment_age_each[found] * over
    if adjustment_age_women_from == 0 or adjustment_reference_age < adjustment_age_women_from:
        return 0
    return adjustment_age_women_amount if sex == FEMALE else 0


@rule(cites=SCHEME, since="2005-01", reading="At 70 nothing has been paid before, since no tilt begins earlier there.")
def adjustment_age(
    adjustment_age_bands: Count,
    adjustment_age_band: Fen,
    adjustment_reference_age: Count,
    adjustment_age_topup: Table[Fen],
    age_tilt_before: Fen,
) -> Fen:
    """The amount by age, and in the year after a milestone what the tilts of all years together still lack."""
    if adjustment_age_bands == 0:
        return 0
    past = adjustment_reference_age - FIRST_MILESTONE
    if past < 0 or adjustment_reference_age > LAST_MILESTONE or remainder(past, MILESTONES) > 0:
        return adjustment_age_band
    target = adjustment_age_topup[down(past, MILESTONES)]
    if target == 0 or past == 0:
        return max(adjustment_age_band, target)
    return max(adjustment_age_band, target - age_tilt_before)


@rule(cites=SCHEME, since="2005-01")
def adjustment_hard_class(hard_region: YesNo, hard_region_class: Count) -> Count:
    """The class of the hard and remote region; 0 outside, 7 inside one whose class is not stated."""
    if hard_region_class > 0:
        return hard_region_class
    return CLASS_NOT_STATED if hard_region == YES else 0


@rule(cites=SCHEME, since="2005-01")
def adjustment_hard_region(
    adjustment_hard_class: Count, adjustment_row: Count, adjustment_hard_table: Table[Fen]
) -> Fen:
    """An amount by the class of the hard and remote region of retirement."""
    if adjustment_row == INSTITUTIONS_ROW:
        return adjustment_hard_table[INSTITUTIONS + adjustment_hard_class]
    return adjustment_hard_table[adjustment_hard_class]

"""The pension of urban and rural residents: what is paid in, who is entitled, and the pension.

The one thing to know: the basic pension has layers. The nation's minimum lies inside the province's standard, that
inside the city's; the rules keep what each layer adds. What places add besides is in `resident_supplements`.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.account import opening
from shebao.law.calendar import full_years, month_of, year_of
from shebao.law.facts import MOST_FEN, NOT_STATED
from shebao.law.language import down, fact, half_up, rule
from shebao.law.units import (
    MILLION,
    YEAR,
    Count,
    Day,
    Fen,
    Month,
    Months,
    Ppm,
    Region,
    Series,
    Table,
    Tenths,
    Unit,
    Years,
    YesNo,
)

LAW = "社会保险法"
ACT_2014 = "国发〔2014〕8号"
ACT_2018 = "人社部发〔2018〕21号"
FIRST_RAISE = 2024
HARDSHIPS = (
    "none", "severely_disabled", "extreme_poverty", "low_income", "disabled", "low_income_margin", "formerly_poor",
)  # fmt: skip
NONE = 0
Hardship = Annotated[int, Unit("hardship", "|".join(HARDSHIPS), kind="enum", choices=HARDSHIPS)]

fact("hardship", Hardship, low=0, high=len(HARDSHIPS) - 1, default=NONE)
fact("resident_basic_pension_2023", Fen, low=-1, high=MOST_FEN, default=NOT_STATED)


# Paying in


@rule(cites=f"{ACT_2014} §4", since="2009-09")
def resident_tier_allowed(
    resident_premium_year: Fen,
    resident_lowest_tier: Fen,
    hardship_lowest_tier: Fen,
    resident_highest_tier: Fen,
    hardship: Hardship,
) -> YesNo:
    """Whether the year's premium lies between the place's lowest and highest tier; hardship keeps a lower one."""
    lowest = resident_lowest_tier
    if hardship > NONE:
        lowest = min(resident_lowest_tier, hardship_lowest_tier)
    return 1 if lowest <= resident_premium_year <= resident_highest_tier else 0


@rule(cites=(f"{LAW} §20", f"{ACT_2014} §4"), since="2009-09")
def resident_subsidy(resident_premium_year: Fen, resident_subsidy_table: Table[Fen]) -> Fen:
    """What the government adds to a year's premium, by the tier chosen."""
    return resident_subsidy_table[down(resident_premium_year, 100)]


@rule(cites=f"{ACT_2014} §4", since="2009-09")
def resident_premium_by_government(
    resident_premium_year: Fen, hardship: Hardship, hardship_premium_table: Table[Fen]
) -> Fen:
    """The part of the premium that the government pays for people in hardship."""
    if hardship == NONE:
        return 0
    return min(resident_premium_year, hardship_premium_table[hardship])


@rule(cites=f"{ACT_2014} §4", since="2009-09")
def resident_premium_own(resident_premium_year: Fen, resident_premium_by_government: Fen) -> Fen:
    """What the person pays of the tier."""
    return resident_premium_year - resident_premium_by_government


@rule(cites=(f"{LAW} §20", f"{ACT_2014} §5"), since="2009-09")
def resident_year_entry(resident_premium_year: Fen, collective_subsidy: Fen, resident_subsidy: Fen) -> Fen:
    """What a year brings into the account: premium, the collective's subsidy and the government's."""
    return resident_premium_year + collective_subsidy + resident_subsidy


@rule(
    cites=f"{ACT_2014} §5",
    since="2009-09",
    bounds=(0, 2**62),
    reading="Each payment earns a full year in the year it is paid. Without a rate no interest is counted, as"
    " printed examples do; an office states the balance.",
)
def account_interest_sum(resident_year_entry: Fen, contribution_years: Years, account_interest_rate: Ppm) -> Fen:
    """The interest that equal yearly payments have earned."""
    if account_interest_rate == NOT_STATED:
        return 0
    paid = resident_year_entry * 1000
    balance = 0
    count = down(contribution_years, YEAR)
    for _ in range(count):
        balance = half_up((balance + paid) * (MILLION + account_interest_rate), MILLION)
    return half_up(balance - paid * count, 1000)


@rule(cites=f"{ACT_2014} §5", since="2009-09")
def resident_account_balance(resident_year_entry: Fen, contribution_years: Years, account_interest_sum: Fen) -> Fen:
    """What equal yearly payments with their subsidies come to."""
    return half_up(resident_year_entry * contribution_years, YEAR) + account_interest_sum


@rule(
    cites=f"{ACT_2014} §5",
    since="2009-09",
    reading="What is carried over earns the province's rate for the year, this year's payment nothing yet: it earns the"
    " demand rate in some places, the whole year in others.",
)
def resident_account_year_end(
    account_balance_start: Fen,
    resident_year_entry: Fen,
    resident_account_rates: Series[Ppm],
    region: Region,
    as_of: Month,
) -> Fen:
    """The account at the end of a year: what it held, a year's interest on that, and the year's payments."""
    rate = resident_account_rates[region, year_of(as_of)]
    return half_up(opening(account_balance_start) * (MILLION + rate), MILLION) + resident_year_entry


# Who is entitled, and since when


@rule(cites=f"{ACT_2014} §7", since="2009-09")
def resident_retirement_month(birth: Day, resident_pension_age: Months) -> Month:
    """The month of the sixtieth birthday."""
    return month_of(birth) + resident_pension_age


@rule(
    cites=f"{ACT_2014} §7", since="2009-09", reading="Paid from the month after the birthday, as Hubei and Chongqing."
)
def resident_pension_start(resident_retirement_month: Month) -> Month:
    """The first month paid."""
    return resident_retirement_month + 1


@rule(
    cites=f"{ACT_2014} §7",
    since="2009-09",
    reading="The years between the start of the scheme and the sixtieth birthday, whole ones, fifteen at most.",
)
def resident_years_needed(
    resident_retirement_month: Month, resident_scheme_began: Month, resident_minimum_years: Years
) -> Years:
    """The years to be paid: fifteen; fewer for who was near sixty when the scheme began, none for who was sixty."""
    ahead = full_years(max(0, resident_retirement_month - resident_scheme_began)) * YEAR
    return min(resident_minimum_years, ahead)


@rule(cites=(f"{LAW} §21", f"{ACT_2014} §7"), since="2009-09")
def resident_entitled(
    as_of: Month, resident_retirement_month: Month, contribution_years: Years, resident_years_needed: Years
) -> YesNo:
    """Whether a residents' pension is due: sixty years old, and the years needed paid."""
    if as_of < resident_retirement_month:
        return 0
    if resident_years_needed == 0:
        return 1
    return 1 if contribution_years >= resident_years_needed else 0


@rule(cites=f"{ACT_2014} §7", since="2009-09")
def resident_backpay_years(contribution_years: Years, resident_minimum_years: Years) -> Years:
    """The years that may be paid afterwards, up to fifteen with those paid."""
    return max(0, resident_minimum_years - contribution_years)


@rule(
    cites=f"{ACT_2014} §7", since="2009-09", reading="No government subsidy for years paid afterwards, as places say."
)
def resident_backpay_amount(resident_backpay_years: Years, resident_premium_year: Fen) -> Fen:
    """What these years cost at the tier chosen."""
    return half_up(resident_backpay_years * resident_premium_year, YEAR)


# The basic pension


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def provincial_basic_pension_addition(resident_provincial_standard: Fen, national_minimum_basic_pension: Fen) -> Fen:
    """What the province's own minimum adds to the national one."""
    return max(0, resident_provincial_standard - national_minimum_basic_pension)


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def local_basic_pension_addition(
    resident_city_standard: Fen,
    provincial_basic_pension_addition: Fen,
    national_minimum_basic_pension: Fen,
) -> Fen:
    """What the city or county adds to that."""
    return max(0, resident_city_standard - provincial_basic_pension_addition - national_minimum_basic_pension)


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_basic_standard(
    national_minimum_basic_pension: Fen,
    provincial_basic_pension_addition: Fen,
    local_basic_pension_addition: Fen,
) -> Fen:
    """The national minimum, and what province and city add."""
    return national_minimum_basic_pension + provincial_basic_pension_addition + local_basic_pension_addition


@rule(
    cites=(f"{LAW} §21", f"{ACT_2014} §6", ACT_2018),
    since="2009-09",
    reading="A pension in payment since 2023 or before is followed by its yearly raises where the amount of 2023 is"
    " stated: Beijing raises by sums, so that those who entered in other years differ.",
)
def resident_basic_pension(
    resident_basic_pension_2023: Fen,
    resident_basic_standard: Fen,
    resident_age_supplement: Fen,
    resident_yearly_raise: Series[Fen],
    resident_yearly_raise_tilted: Series[Fen],
    resident_age: Count,
    resident_tilt_age: Count,
    region: Region,
    as_of: Month,
) -> Fen:
    """The standard of the place with what it adds for age; or the amount of 2023 and the raises since."""
    if resident_basic_pension_2023 == NOT_STATED:
        return resident_basic_standard + resident_age_supplement
    total = resident_basic_pension_2023
    last = year_of(as_of)
    for year in range(FIRST_RAISE, last + 1):
        more = resident_yearly_raise[region, year]
        tilted = resident_yearly_raise_tilted[region, year]
        if tilted > 0 and resident_age - (last - year) >= resident_tilt_age:
            more = tilted
        total = total + more
    return total


# The account pension and the whole


@rule(
    cites=f"{ACT_2014} §6",
    since="2009-09",
    reading="The text gives 139 alone; who starts after 60 takes the employees' table by whole years.",
)
def resident_payment_months(resident_claim_age_months: Months, payment_months_table: Table[Months]) -> Tenths:
    """The months over which the account is paid out."""
    return payment_months_table[min(max(full_years(resident_claim_age_months), 60), 70)] * 10


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_claim_age_months(claim_age_months: Months, resident_pension_age: Months) -> Months:
    """The age at which the pension starts: 60, or later where stated."""
    return max(claim_age_months, resident_pension_age)


@rule(cites=(f"{LAW} §21", f"{ACT_2014} §6"), since="2009-09")
def resident_account_pension(account_balance: Fen, resident_payment_months: Tenths) -> Fen:
    """The account divided by 139."""
    return half_up(account_balance * 10, resident_payment_months)


@rule(cites=(f"{LAW} §21", f"{LAW} §22", f"{ACT_2014} §6"), since="2009-09")
def resident_monthly_pension(
    resident_basic_pension: Fen,
    resident_account_pension: Fen,
    resident_years_supplement: Fen,
    resident_group_supplement: Fen,
    resident_tier_supplement: Fen,
) -> Fen:
    """Basic and account pension, and the supplements of the place."""
    supplements = resident_years_supplement + resident_group_supplement + resident_tier_supplement
    return resident_basic_pension + resident_account_pension + supplements

"""What is added to a resident's pension, for age, long payment and groups of people, and what comes at death.

The one thing to know: nearly every supplement is local. Where a place has none its figure is 0 and nothing is asked.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import full_years, month_of, year_of
from shebao.law.facts import MOST_MONTHS, MOST_YEARS, NOT_STATED
from shebao.law.language import down, fact, half_up, rule, up
from shebao.law.residents import Hardship
from shebao.law.units import MILLION, YEAR, Count, Day, Fen, Month, Months, Ppm, Region, Series, Table, Years, YesNo

ACT_2014 = "国发〔2014〕8号"
ACT_2018 = "人社部发〔2018〕21号"
BANDS = 3
SEVERELY_DISABLED = 1

fact("age_by_birth", Count, low=-400, high=400, default=60)
fact("backpaid_years", Years, low=0, high=MOST_YEARS, default=0)
fact("resident_service_months", Months, low=0, high=MOST_MONTHS, default=0)


# Age


@rule(cites=ACT_2018, since="2009-09")
def age_by_birth(birth: Day, as_of: Month) -> Count:
    """The whole years reached by the month; sixty, the age of a first pension, when nothing is stated of birth."""
    return full_years(as_of - month_of(birth))


@rule(cites=ACT_2018, since="2009-09")
def resident_age(age: Count, age_by_birth: Count) -> Count:
    """The age that supplements look at."""
    return age_by_birth if age == NOT_STATED else age


@rule(cites=ACT_2018, since="2009-09")
def resident_age_supplement(age_band_from_table: Table[Count], age_band_table: Table[Fen], resident_age: Count) -> Fen:
    """What the place adds for age, by the highest band reached."""
    if age_band_from_table[1] == 0:
        return 0
    amount = 0
    for band in range(1, BANDS + 1):
        if 0 < age_band_from_table[band] <= resident_age:
            amount = age_band_table[band]
    return amount


# Long payment, and groups of people


@rule(cites=(ACT_2018, f"{ACT_2014} §6"), since="2009-09")
def supplement_years(
    contribution_years: Years,
    backpaid_years: Years,
    years_supplement_skips_backpaid: YesNo,
    resident_minimum_years: Years,
    years_supplement_rounds_up: YesNo,
) -> Count:
    """The whole years above the minimum that earn a supplement; in some places a year begun, or none paid late."""
    years = contribution_years - years_supplement_skips_backpaid * backpaid_years
    above = max(0, years - resident_minimum_years)
    return up(above, YEAR) if years_supplement_rounds_up == 1 else down(above, YEAR)


@rule(cites=(ACT_2018, f"{ACT_2014} §6"), since="2009-09", local=True)
def years_supplement(
    supplement_years: Count, years_supplement_each: Fen, years_supplement_share: Ppm, resident_basic_pension: Fen
) -> Fen:
    """An amount, or a share of the basic pension, for every year paid above the minimum."""
    amount = supplement_years * years_supplement_each
    if years_supplement_share > 0:
        amount = amount + half_up(resident_basic_pension * years_supplement_share * supplement_years, MILLION)
    return amount


@rule(cites=ACT_2018, since="2018-04", regions=("420000",))
def years_supplement(
    contribution_years: Years, years_band_from_table: Table[Count], years_band_table: Table[Fen]
) -> Fen:
    """In Hubei every whole year counts, by more in each later band of years."""
    years = down(contribution_years, YEAR)
    total = 0
    for band in range(1, BANDS):
        inside = min(years, years_band_from_table[band + 1]) - years_band_from_table[band]
        total = total + max(0, inside) * years_band_table[band]
    return total + max(0, years - years_band_from_table[BANDS]) * years_band_table[BANDS]


@rule(cites=(ACT_2018, f"{ACT_2014} §6"), since="2009-09", local=True)
def resident_years_supplement(years_supplement_each: Fen, years_supplement_share: Ppm, years_supplement: Fen) -> Fen:
    """The supplement for long payers, where the place has one."""
    if years_supplement_each == 0 and years_supplement_share == 0:
        return 0
    return years_supplement


@rule(cites=ACT_2018, since="2018-04", regions=("420000",))
def resident_years_supplement(years_supplement: Fen) -> Fen:
    """The supplement for long payers: Hubei has bands."""
    return years_supplement


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_service_months(service_months: Months) -> Months:
    """The months of military service; none when nothing is stated."""
    return service_months


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_group_supplement(
    only_child_supplement_each: Fen,
    only_child_parent: YesNo,
    military_year_supplement: Fen,
    resident_service_months: Months,
) -> Fen:
    """What some places add for parents of an only child and for each year of military service begun."""
    amount = only_child_supplement_each * only_child_parent
    if military_year_supplement > 0:
        amount = amount + up(resident_service_months, 12) * military_year_supplement
    return amount


@rule(
    cites=f"{ACT_2014} §6",
    since="2009-09",
    reading="The tier stated is the mean of all years; the minimum years must be paid.",
)
def resident_tier_supplement(
    tier_supplement_share: Ppm,
    tier_supplement_from: Fen,
    resident_premium_year: Fen,
    contribution_years: Years,
    resident_minimum_years: Years,
) -> Fen:
    """What Guiyang adds for high tiers: a share of the mean yearly tier, each month."""
    if tier_supplement_share == 0:
        return 0
    if resident_premium_year < tier_supplement_from or contribution_years < resident_minimum_years:
        return 0
    return half_up(resident_premium_year * tier_supplement_share, MILLION)


@rule(cites=ACT_2014, since="2009-09", assumed="Yunnan's notice was read on a press page")
def disabled_early_pension(
    hardship: Hardship,
    disabled_early_age: Count,
    resident_age: Count,
    resident_pension_age: Months,
    resident_basic_standard: Fen,
) -> Fen:
    """What a place pays severely disabled people before sixty: the basic pension."""
    if disabled_early_age == 0 or hardship != SEVERELY_DISABLED:
        return 0
    if resident_age < disabled_early_age or resident_age >= full_years(resident_pension_age):
        return 0
    return resident_basic_standard


@rule(cites="京人社发〔2023〕7号", since="2009-09", reading="Bands of age from 60, 70 and 80, as in Tianjin.")
def welfare_pension(welfare_pension_table: Table[Fen], resident_age: Count, resident_pension_age: Months) -> Fen:
    """What a few cities pay to old people who have no place in any scheme."""
    over = resident_age - full_years(resident_pension_age)
    if over < 0:
        return 0
    return welfare_pension_table[min(down(over, 10), BANDS - 1) + 1]


# At death


@rule(cites="国发〔2009〕32号", since="2009-09", until="2014-01")
def resident_account_inherited(account_balance: Fen, resident_account_subsidies: Fen) -> Fen:
    """What heirs get of the account: all but the government's subsidies."""
    return max(0, account_balance - resident_account_subsidies)


@rule(cites=f"{ACT_2014} §5", since="2014-02")
def resident_account_inherited(account_balance: Fen) -> Fen:
    """What heirs get of the account: all of it."""
    return account_balance


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_funeral_month_amount(
    resident_funeral_of_last_year: YesNo,
    resident_funeral_base: Series[Fen],
    region: Region,
    as_of: Month,
    resident_funeral_on_province: YesNo,
    resident_provincial_standard: Fen,
    resident_basic_pension: Fen,
) -> Fen:
    """What a month of the funeral grant is: the own basic pension, or the province's standard of now or last year."""
    if resident_funeral_of_last_year == 1:
        return resident_funeral_base[region, year_of(as_of)]
    return resident_provincial_standard if resident_funeral_on_province == 1 else resident_basic_pension


@rule(cites=f"{ACT_2014} §6", since="2009-09", reading="At least, where the place says so: the least is taken.")
def resident_funeral_grant(
    resident_funeral_amount: Fen, resident_funeral_months: Count, resident_funeral_month_amount: Fen
) -> Fen:
    """The funeral grant where the place has one: a sum, or months of a basic pension."""
    if resident_funeral_amount > 0:
        return resident_funeral_amount
    return resident_funeral_month_amount * resident_funeral_months

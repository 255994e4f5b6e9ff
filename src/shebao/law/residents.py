"""The pension of urban and rural residents: tiers and subsidies paid in, the basic and the account pension."""

from __future__ import annotations

from shebao.law.calendar import full_years, month_of
from shebao.law.language import down, half_up, rule
from shebao.law.units import YEAR, Day, Fen, Month, Months, Ppm, Table, Tenths, Years, YesNo

MILLION = 1_000_000
NOT_STATED = -1
ACT_2014 = "国发〔2014〕8号"


@rule(cites=f"{ACT_2014} §4", since="2009-09")
def resident_subsidy(resident_premium_year: Fen, resident_subsidy_table: Table[Fen]) -> Fen:
    """What the government adds to a year's premium, by the tier chosen."""
    return resident_subsidy_table[down(resident_premium_year, 100)]


@rule(
    cites=f"{ACT_2014} §5",
    since="2009-09",
    reading="Each payment earns a full year in the year it is paid. Without a rate no interest is counted, as"
    " printed examples do; an office states the balance.",
)
def account_interest_sum(
    resident_premium_year: Fen, resident_subsidy: Fen, contribution_years: Years, account_interest_rate: Ppm
) -> Fen:
    """The interest that equal yearly payments have earned."""
    if account_interest_rate == NOT_STATED:
        return 0
    paid = (resident_premium_year + resident_subsidy) * 1000
    balance = 0
    count = down(contribution_years, YEAR)
    for _ in range(count):
        balance = half_up((balance + paid) * (MILLION + account_interest_rate), MILLION)
    return half_up(balance - paid * count, 1000)


@rule(cites=f"{ACT_2014} §5", since="2009-09")
def resident_account_balance(
    resident_premium_year: Fen, resident_subsidy: Fen, contribution_years: Years, account_interest_sum: Fen
) -> Fen:
    """What equal yearly payments with their subsidies come to."""
    return half_up((resident_premium_year + resident_subsidy) * contribution_years, YEAR) + account_interest_sum


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


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_account_pension(account_balance: Fen, resident_payment_months: Tenths) -> Fen:
    """The account divided by 139."""
    return half_up(account_balance * 10, resident_payment_months)


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
def resident_basic_pension(
    national_minimum_basic_pension: Fen,
    provincial_basic_pension_addition: Fen,
    local_basic_pension_addition: Fen,
) -> Fen:
    """The national minimum, and what province and city add."""
    return national_minimum_basic_pension + provincial_basic_pension_addition + local_basic_pension_addition


@rule(cites=("人社部发〔2018〕21号", f"{ACT_2014} §6"), since="2014-02")
def years_supplement(contribution_years: Years, years_supplement_each: Fen, resident_minimum_years: Years) -> Fen:
    """An amount for every whole year paid above the minimum."""
    return down(max(0, contribution_years - resident_minimum_years), YEAR) * years_supplement_each


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_monthly_pension(
    resident_basic_pension: Fen, resident_account_pension: Fen, resident_years_supplement: Fen
) -> Fen:
    """Basic and account pension, and the supplement for long payers."""
    return resident_basic_pension + resident_account_pension + resident_years_supplement


@rule(cites=("人社部发〔2018〕21号", f"{ACT_2014} §6"), since="2009-09")
def resident_years_supplement(years_supplement_each: Fen, years_supplement: Fen) -> Fen:
    """The supplement for long payers, where the place has one."""
    if years_supplement_each == 0:
        return 0
    return years_supplement


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_retirement_month(birth: Day, resident_pension_age: Months) -> Month:
    """The month of the sixtieth birthday."""
    return month_of(birth) + resident_pension_age


@rule(cites=f"{ACT_2014} §6", since="2009-09")
def resident_entitled(
    as_of: Month, resident_retirement_month: Month, contribution_years: Years, resident_minimum_years: Years
) -> YesNo:
    """Whether a residents' pension is due: 60 years old with the minimum years paid."""
    if as_of < resident_retirement_month:
        return 0
    return 1 if contribution_years >= resident_minimum_years else 0

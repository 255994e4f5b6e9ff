"""Months that were not paid in time: they count only once paid with the late fee; what paying them later costs."""

from __future__ import annotations

from shebao.law.account import entry_of
from shebao.law.calendar import year_of
from shebao.law.facts import FIRST_MONTH, LAST_MONTH, MOST_FEN, MOST_MONTHS
from shebao.law.language import fact, half_up, rule
from shebao.law.units import EMPLOYEE, MILLION, Category, Fen, Month, Months, Ppm, Region, Series, YesNo

ZHEJIANG = "浙江省职工基本养老保险条例 §26"
LAST_OF_2021 = 2021 * 12 + 11

fact("arrear_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("arrear_base", Fen, low=0, high=100_000_000)
fact("arrear_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("arrears_paid", Fen, low=0, high=MOST_FEN, default=0)


@rule(cites=("社会保险法 §12", ZHEJIANG), since="1998-01")
def arrears_principal(
    arrear_base: Fen, arrear_months: Months, employer_pension_rate: Ppm, employee_pension_rate: Ppm
) -> Fen:
    """What is owed for the months: the employer's and the employee's part of each."""
    month = half_up(arrear_base * employer_pension_rate, MILLION) + half_up(
        arrear_base * employee_pension_rate, MILLION
    )
    return month * arrear_months


@rule(cites=("社会保险法 §16", ZHEJIANG), since="2011-07")
def arrear_months_counted(arrear_months: Months, arrears_paid: Fen, overdue_amount: Fen, late_fee: Fen) -> Months:
    """Months in arrears count when they are fully paid with the late fee, and not before."""
    return arrear_months if arrears_paid >= overdue_amount + late_fee else 0


@rule(cites=("社会保险法 §12", ZHEJIANG), since="2011-07")
def arrears_account_entry(
    arrear_months_counted: Months,
    arrear_base: Fen,
    arrear_month: Month,
    account_entry_rate: Series[Ppm],
    region: Region,
) -> Fen:
    """What the months put into the account once they count, at the rate of the time they are for."""
    return arrear_months_counted * entry_of(arrear_base, account_entry_rate[region, arrear_month])


@rule(
    cites="省级补缴办法",
    since="1998-01",
    assumed="from memory: places that ask for interest on back payments use the record rates of the years between",
)
def back_payment_interest(
    arrears_principal: Fen,
    arrear_month: Month,
    as_of: Month,
    published_interest_rate: Series[Ppm],
    region: Region,
) -> Fen:
    """The interest that the months would have earned since, a full year for each year between."""
    grown = arrears_principal * 1000
    for year in range(year_of(arrear_month) + 1, year_of(as_of)):
        grown = grown + half_up(grown * published_interest_rate[region, year], MILLION)
    return half_up(grown, 1000) - arrears_principal


@rule(cites=("人社部发〔2016〕132号", "人社部发〔2020〕49号 §5"), since="2016-11")
def back_payment_allowed(insured_category: Category, arrear_month: Month, as_of: Month) -> YesNo:
    """Employers may pay past months; flexible workers only inside the year, and those of 2020 until the end of 2021."""
    if insured_category == EMPLOYEE or year_of(arrear_month) == year_of(as_of):
        return 1
    if year_of(arrear_month) == 2020 and as_of <= LAST_OF_2021:
        return 1
    return 0

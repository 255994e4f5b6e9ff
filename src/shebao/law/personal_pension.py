"""The personal pension: what may be paid in and deducted, when it may be drawn, and its tax on the way out."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import year_of
from shebao.law.facts import FIRST_MONTH, LAST_MONTH
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, Count, Fen, Month, Ppm, Region, Series, Tenths, YesNo

MOST_FEN = 100_000_000_000
SCHEME = "国办发〔2022〕7号"
HOW = "人社部发〔2022〕70号"
NATION = "人社部发〔2024〕87号"
MORE_CASES = "人社部发〔2025〕39号"
TAX = ("财政部 税务总局公告2022年第34号 §1", "财政部 税务总局公告2024年第21号 §1")

fact("personal_pension_contribution", Fen, low=0, high=MOST_FEN, default=0)
fact("personal_pension_balance", Fen, low=0, high=MOST_FEN)
fact("personal_pension_payout", Fen, low=0, high=MOST_FEN)
fact("pension_age_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("own_medical_costs_of_year", Fen, low=0, high=MOST_FEN, default=0)
fact("benefit_months_in_two_years", Count, low=0, high=24, default=0)
fact("on_minimum_living", YesNo, low=0, high=1, default=0)


@rule(cites=(SCHEME, NATION), since="2022-11")
def personal_pension_open(personal_pension_places: YesNo) -> YesNo:
    """Whether one may join there: in the pilot cities since November 2022, everywhere since December 2024."""
    return personal_pension_places


@rule(cites=SCHEME, since="2022-11")
def personal_pension_room(personal_pension_contribution: Fen, personal_pension_cap: Fen) -> Fen:
    """What may still be paid in this calendar year."""
    return max(0, personal_pension_cap - personal_pension_contribution)


@rule(cites=TAX, since="2022-01")
def personal_pension_deduction(
    personal_pension_contribution: Fen, personal_pension_cap: Fen, personal_pension_tax_places: YesNo
) -> Fen:
    """What of the payments comes off the income of the year: up to the cap, where the relief is in force."""
    if personal_pension_tax_places == 0:
        return 0
    return min(personal_pension_contribution, personal_pension_cap)


@rule(cites=TAX, since="2022-01")
def tax_saved(income_tax_without: Fen, income_tax: Fen) -> Fen:
    """What the deduction takes off the year's tax."""
    return income_tax_without - income_tax


@rule(cites=TAX, since="2022-01", given=(("marginal_tax_rate",),))
def tax_saved(personal_pension_deduction: Fen, marginal_tax_rate: Ppm) -> Fen:
    """What the deduction takes off the year's tax where it stays inside one bracket."""
    return half_up(personal_pension_deduction * marginal_tax_rate, MILLION)


@rule(cites=TAX, since="2022-01")
def personal_pension_payout_tax(personal_pension_payout: Fen, personal_pension_payout_rate: Ppm) -> Fen:
    """Three percent of all that is paid out, capital and income alike, apart from other income."""
    return half_up(personal_pension_payout * personal_pension_payout_rate, MILLION)


@rule(
    cites=TAX,
    since="2022-01",
    reading="Three percent of what the year's deduction covered; the tax on what it earns later is left out.",
)
def net_tax_saved(tax_saved: Fen, personal_pension_deduction: Fen, personal_pension_payout_rate: Ppm) -> Fen:
    """What is saved now less what the same money will bear when it is drawn."""
    return tax_saved - half_up(personal_pension_deduction * personal_pension_payout_rate, MILLION)


@rule(cites=HOW, since="2022-11")
def pension_age_month(retirement_month: Month) -> Month:
    """The month in which the age of drawing the basic pension is reached."""
    return retirement_month


@rule(cites=(SCHEME, HOW), since="2022-11", until="2025-08")
def personal_pension_drawable(
    as_of: Month, pension_age_month: Month, incapacitated: YesNo, settled_abroad: YesNo
) -> YesNo:
    """Whether it may be drawn: at the age of the basic pension, after total incapacity, or on settling abroad."""
    if incapacitated == 1 or settled_abroad == 1:
        return 1
    return 1 if as_of >= pension_age_month else 0


@rule(cites=f"{MORE_CASES} §1", since="2025-09")
def personal_pension_drawable(
    as_of: Month,
    pension_age_month: Month,
    incapacitated: YesNo,
    settled_abroad: YesNo,
    own_medical_costs_of_year: Fen,
    resident_income_before: Fen,
    benefit_months_in_two_years: Count,
    benefit_months_for_drawing: Count,
    on_minimum_living: YesNo,
) -> YesNo:
    """Also for a year of medical costs above the province's income a head, long unemployment, or minimum living."""
    if incapacitated == 1 or settled_abroad == 1 or on_minimum_living == 1:
        return 1
    if benefit_months_in_two_years >= benefit_months_for_drawing:
        return 1
    if own_medical_costs_of_year > 0 and own_medical_costs_of_year > resident_income_before:
        return 1
    return 1 if as_of >= pension_age_month else 0


@rule(cites=f"{MORE_CASES} §1", since="2018-01")
def resident_income_before(published_resident_income: Series[Fen], region: Region, as_of: Month) -> Fen:
    """The disposable income a head of all residents of the province in the year before."""
    return published_resident_income[region, year_of(as_of) - 1]


@rule(cites=HOW, since="2022-11", reading="Of the ways to draw it, the one by payment months of the basic pension.")
def personal_pension_monthly(personal_pension_balance: Fen, payment_months: Tenths) -> Fen:
    """The account divided by the payment months of the age."""
    return half_up(personal_pension_balance * 10, payment_months)


@rule(cites=HOW, since="2022-11", until="2025-08")
def personal_pension_way_may_change(as_of: Month) -> YesNo:
    """The way of drawing, once chosen, stands."""
    return 0


@rule(cites=f"{MORE_CASES} §2", since="2025-09")
def personal_pension_way_may_change(as_of: Month) -> YesNo:
    """The way of drawing may be changed as needed."""
    return 1

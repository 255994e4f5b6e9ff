"""The allowance of who cannot work any more before the age: the national rules of 2025, and the older local forms.

The one thing to know: since 2025 there are three cases. Enough months and at most five years to the age: the full
pension; enough months and longer to go: the basic part; too few months: the basic part for a limited time.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import month_of, year_of
from shebao.law.facts import LAST_MONTH, MOST_FEN
from shebao.law.language import down, fact, half_up, rule, up
from shebao.law.pension import MONTH, basic_of, mean_wage, payment_months_at, stepped
from shebao.law.survivors import Twelfths
from shebao.law.units import MILLION, YEAR, Day, Fen, Month, Months, Ppm, Table, Tenths, Unit, YearNo, Years, YesNo

CASES = ("pension_formula", "basic_part", "basic_part_limited")
PENSION_FORMULA, BASIC_PART, BASIC_PART_LIMITED = 0, 1, 2
SicknessCase = Annotated[int, Unit("sickness_case", "|".join(CASES), kind="enum", choices=CASES)]
FIVE_YEARS = 5 * YEAR
NEAR = 60
ACT_2024 = "人社部发〔2024〕72号"

fact("sickness_claim_age_months", Months, low=0, high=1500, default=0)
fact("sickness_application_month", Month, low=0, high=LAST_MONTH)
fact("sickness_paying_again_month", Month, low=0, high=LAST_MONTH)
fact("minimum_living", Fen, low=0, high=MOST_FEN)


@rule(cites=f"{ACT_2024} §3", since="2011-07")
def months_to_statutory_age(statutory_retirement_month: Month, as_of: Month) -> Months:
    """The months from the application to the person's own statutory age, as delayed since 2025."""
    return statutory_retirement_month - as_of


@rule(cites=("社会保险法 §17", f"{ACT_2024} §2"), since="2011-07")
def sickness_entitled(incapacitated: YesNo, months_to_statutory_age: Months) -> YesNo:
    """Due to who has lost all capacity to work, by illness or not through work, before the statutory age."""
    return incapacitated if months_to_statutory_age > 0 else 0


@rule(
    cites=(f"{ACT_2024} §3", "国务院关于渐进式延迟法定退休年龄的办法 §2"),
    since="2025-01",
    reading="The minimum of the year of the application; the other: that of the year of the statutory age."
    " A minimum stated with the person stands.",
)
def sickness_minimum_months(
    minimum_months_paid: Months, minimum_reference_year: YearNo, as_of: Month, minimum_months_table: Table[Months]
) -> Months:
    """The months that must have been paid for more than the limited allowance."""
    if minimum_months_paid != minimum_months_table[min(max(minimum_reference_year, 2029), 2039)]:
        return minimum_months_paid
    return minimum_months_table[min(max(year_of(as_of), 2029), 2039)]


@rule(cites=(f"{ACT_2024} §3", f"{ACT_2024} §4", f"{ACT_2024} §5"), since="2025-01")
def sickness_allowance_case(
    contribution_years: Years, sickness_minimum_months: Months, months_to_statutory_age: Months
) -> SicknessCase:
    """Which of the three cases: by the months paid first, then by the distance to the age, five years included."""
    if contribution_years < sickness_minimum_months * MONTH:
        return BASIC_PART_LIMITED
    return PENSION_FORMULA if months_to_statutory_age <= NEAR else BASIC_PART


@rule(cites="国发〔2005〕38号 附表", since="2025-01")
def sickness_claim_age_months(birth: Day, as_of: Month) -> Months:
    """The age in months at the application."""
    return as_of - month_of(birth)


@rule(cites=("国发〔2005〕38号 附表", f"{ACT_2024} §3"), since="2025-01")
def sickness_payment_months(
    sickness_claim_age_months: Months, payment_months: Tenths, payment_months_table: Table[Months]
) -> Tenths:
    """The payment months of the age at the application; those stated where the birth is not."""
    if sickness_claim_age_months == 0:
        return payment_months
    months = min(max(sickness_claim_age_months, 480), 840)
    age = down(months, 12)
    return payment_months_at(months, payment_months_table[age], payment_months_table[min(age + 1, 70)])


@rule(cites=(f"{ACT_2024} §3", "国发〔2005〕38号 §6"), since="2025-01")
def sickness_account_pension(
    account_balance: Fen, sickness_payment_months: Tenths, account_pension_step: Fen, pension_parts_round_up: YesNo
) -> Fen:
    """The account divided by the payment months of the age at the application."""
    return stepped(account_balance * 10, sickness_payment_months, account_pension_step, pension_parts_round_up)


@rule(cites=f"{ACT_2024} §3", since="2025-01")
def sickness_pension(
    sickness_claim_age_months: Months,
    monthly_pension: Fen,
    basic_pension: Fen,
    sickness_account_pension: Fen,
    transitional_pension: Fen,
    regional_supplement: Fen,
    monthly_pension_step: Fen,
    monthly_pension_rounds_up: YesNo,
) -> Fen:
    """The pension of the place with all its parts, as if drawn at the application."""
    if sickness_claim_age_months == 0:
        return monthly_pension
    total = basic_pension + sickness_account_pension + transitional_pension + regional_supplement
    return stepped(total, 1, monthly_pension_step, monthly_pension_rounds_up)


@rule(
    cites=(f"{ACT_2024} §4", f"{ACT_2024} §5"),
    since="2025-01",
    reading="Years as the place counts them for pensions, unless its printed allowances count them exactly.",
)
def sickness_basic_pension(
    basic_pension: Fen,
    sickness_years_exact: YesNo,
    reference_wage: Fen,
    index_reference_wage: Fen,
    contribution_index: Ppm,
    low_index: Ppm,
    contribution_years: Years,
    odd_month_rate: Ppm,
    basic_pension_step: Fen,
    pension_parts_round_up: YesNo,
) -> Fen:
    """The basic part of the pension, alone."""
    if sickness_years_exact == 0:
        return basic_pension
    mean = mean_wage(reference_wage, index_reference_wage, contribution_index, low_index)
    return basic_of(mean, contribution_years, odd_month_rate, basic_pension_step, pension_parts_round_up)


@rule(cites="社会保险法 §17", since="2011-07", until="2024-12", local=True)
def sickness_allowance(old_sickness_allowance: Fen) -> Fen:
    """Before 2025 the province's own amount."""
    return old_sickness_allowance


@rule(
    cites=("社会保险法 §17", "四川省规定"),
    since="2011-07",
    until="2024-12",
    regions=("510000",),
    assumed="seen for 2019 and 2022; the text and its first month were not read",
)
def sickness_allowance(provincial_urban_income_month: Twelfths, sickness_income_share: Ppm) -> Fen:
    """Sichuan before 2025: a quarter of the province's monthly urban income of the year before."""
    return half_up(provincial_urban_income_month * sickness_income_share, 12 * MILLION)


@rule(
    cites=("社会保险法 §17", "广东省规定"),
    since="2011-07",
    until="2024-12",
    regions=("440000",),
    assumed="seen for 2020 and 2023; the text and its first month were not read",
)
def sickness_allowance(minimum_living: Fen, sickness_living_share: Ppm) -> Fen:
    """Guangdong before 2025: 105 percent of the highest urban subsistence standard of the city."""
    return half_up(minimum_living * sickness_living_share, MILLION)


@rule(
    cites=("社会保险法 §17", "宁夏回族自治区规定"),
    since="2011-07",
    until="2024-12",
    regions=("640000",),
    assumed="seen for 2019; the text and its first month were not read",
)
def sickness_allowance(
    contribution_years: Years, sickness_flat: Fen, sickness_year_addition: Fen, sickness_years_most: Years
) -> Fen:
    """Ningxia before 2025: an amount at fifteen years, and more for each further whole year up to twenty-five."""
    counted = min(contribution_years, sickness_years_most)
    return sickness_flat + down(max(0, counted - 15 * YEAR), YEAR) * sickness_year_addition


@rule(cites=("社会保险法 §17", f"{ACT_2024} §3", f"{ACT_2024} §4", f"{ACT_2024} §5"), since="2025-01")
def sickness_allowance(
    sickness_allowance_case: SicknessCase, sickness_pension: Fen, sickness_basic_pension: Fen
) -> Fen:
    """The full pension within five years of the age with enough months; otherwise its basic part."""
    return sickness_pension if sickness_allowance_case == PENSION_FORMULA else sickness_basic_pension


@rule(cites=(f"{ACT_2024} §3", f"{ACT_2024} §4", f"{ACT_2024} §5"), since="2025-01")
def sickness_allowance_months(
    sickness_allowance_case: SicknessCase, contribution_years: Years, months_to_statutory_age: Months
) -> Months:
    """With too few months a year, and three months for each year begun above five; else until the statutory age."""
    if sickness_allowance_case == BASIC_PART_LIMITED:
        return 12 + 3 * up(max(0, contribution_years - FIVE_YEARS), YEAR)
    return max(0, months_to_statutory_age)


@rule(
    cites=(f"{ACT_2024} §3", f"{ACT_2024} §4", f"{ACT_2024} §5"),
    since="2025-01",
    reading="At today's amount: yearly raises and the new calculation five years before the age come on top.",
)
def sickness_allowance_total(sickness_allowance: Fen, sickness_allowance_months: Months) -> Fen:
    """All months of the allowance together."""
    return sickness_allowance * sickness_allowance_months


@rule(cites=f"{ACT_2024} §4", since="2025-01")
def sickness_recalculation_month(statutory_retirement_month: Month) -> Month:
    """The month in which the basic part turns into the full pension: five years before the statutory age."""
    return statutory_retirement_month - NEAR


@rule(cites=ACT_2024, since="2025-01", assumed="the start is printed by Guangdong alone")
def sickness_start_month(sickness_application_month: Month) -> Month:
    """The allowance starts the month after the application."""
    return sickness_application_month + 1


@rule(cites=ACT_2024, since="2025-01", assumed="what follows the limited months is from memory")
def sickness_end_month(sickness_start_month: Month, sickness_allowance_months: Months) -> Month:
    """The last month of the allowance."""
    return sickness_start_month + sickness_allowance_months - 1


@rule(cites=f"{ACT_2024} §8", since="2025-01")
def sickness_stop_month(sickness_paying_again_month: Month) -> Month:
    """Who works again and pays contributions loses the allowance from the month after."""
    return sickness_paying_again_month + 1

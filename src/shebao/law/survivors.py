"""What the survivors of an insured person get: funeral and survivors' grants, by the income of the province.

The one thing to know: the base is a twelfth of the province's urban income of the year before the death, kept in
twelfths of a fen so that nothing is lost before the grant is rounded; figures say which places round it first.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import month_of, year_of
from shebao.law.facts import FIRST_DAY, LAST_DAY, LAST_MONTH, MOST_FEN, MOST_MONTHS
from shebao.law.language import fact, formula, half_up, rule
from shebao.law.pension import stepped
from shebao.law.units import MONTH, YEAR, Count, Day, Fen, Month, Months, Region, Series, Unit, Years, YesNo

STATUSES = ("in_service", "retired")
IN_SERVICE, RETIRED = 0, 1
InsuredStatus = Annotated[int, Unit("insured_status", "|".join(STATUSES), kind="enum", choices=STATUSES)]
Twelfths = Annotated[int, Unit("twelfths", "yuan", 1200)]
"""Twelfths of a fen: a twelfth of a yearly amount, exactly."""
GrantMonths = Annotated[int, Unit("grant_months", "months", YEAR)]
"""Months of a grant, as fine as `Years`: each year of contributions brings one."""

FIFTEEN_YEARS = 15 * YEAR
SEPTEMBER_2021 = 2021 * 12 + 8
LEAST, MOST = 9 * YEAR, 24 * YEAR
ACT_2021 = "人社部发〔2021〕18号"

fact("death_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("death_month", Month, low=0, high=LAST_MONTH, default=0)
fact("death_by_work", YesNo, low=0, high=1, default=0)
fact("insured_status", InsuredStatus, low=0, high=1)
fact("pension_months_drawn", Months, low=0, high=MOST_MONTHS)
fact("supported_relatives", Count, low=0, high=20, default=0)
fact("city_average_wage", Fen, low=0, high=MOST_FEN)


@rule(cites=f"{ACT_2021} §4", since="2011-07")
def death_month(death_day: Day) -> Month:
    """The month of the death; that of the question where the day is not stated."""
    return month_of(death_day)


@formula
def income_year(death_month: Month, as_of: Month) -> Count:
    """The year before the death; where no death is stated, the year before the question."""
    return year_of(death_month if death_month > 0 else as_of) - 1


@rule(cites=(f"{ACT_2021} §4", "国家统计局分省城镇居民人均可支配收入"), since="2011-07")
def provincial_urban_income(
    published_provincial_income: Series[Fen], region: Region, death_month: Month, as_of: Month
) -> Fen:
    """The yearly urban disposable income per head of the province, of the year before."""
    return published_provincial_income[region, income_year(death_month, as_of)]


@rule(
    cites=f"{ACT_2021} §4",
    since="2011-07",
    reading="The text names no rounding: exact, unless the place is known to print the month in yuan or fen first.",
)
def provincial_urban_income_month(provincial_urban_income: Fen, urban_income_month_step: Fen) -> Twelfths:
    """A twelfth of the yearly income, rounded where the place rounds it."""
    if urban_income_month_step == 0:
        return provincial_urban_income
    return stepped(provincial_urban_income, 12, urban_income_month_step, 0) * 12


@rule(cites=("社会保险法 §17", f"{ACT_2021} §2"), since="2011-07")
def survivors_entitled(death_by_work: YesNo) -> YesNo:
    """Grants are due when an insured person, paying or retired, dies of illness or otherwise not through work."""
    return 1 - death_by_work


@rule(cites="人社部发〔2021〕18号 §5", since="2011-07", reading="The pension of the month of death is still paid.")
def pension_months_drawn(pension_start_month: Month, death_month: Month, as_of: Month) -> Months:
    """The months for which a pension was drawn, up to the month of death."""
    last = death_month if death_month > 0 else as_of
    return max(0, last - pension_start_month + 1)


@formula
def grant_months_of(years: Years) -> GrantMonths:
    """3, 6 or 9 months for fewer than 5, fewer than 10 and up to 15 years; then one more each year, 24 at most."""
    if years < 5 * YEAR:
        return 3 * YEAR
    if years < 10 * YEAR:
        return 6 * YEAR
    if years <= FIFTEEN_YEARS:
        return LEAST
    return min(LEAST + years - FIFTEEN_YEARS, MOST)


@formula
def grant_years(years: Years, step: Years) -> Years:
    """Years exact to the month, or to the step that the place counts parts of a year in."""
    return years if step == 0 else stepped(years, 1, step, 0)


@rule(
    cites=(f"{ACT_2021} §5", "人社部发〔2024〕72号"),
    since="2021-09",
    reading="Who draws the sickness allowance is in service.",
)
def survivors_months(
    contribution_years: Years, insured_status: InsuredStatus, pension_months_drawn: Months, grant_years_step: Years
) -> GrantMonths:
    """The months of income of the grant: by years paid; of a retiree less the years drawn, but never under nine."""
    earned = grant_months_of(grant_years(contribution_years, grant_years_step))
    if insured_status == IN_SERVICE:
        return earned
    return max(LEAST, earned - grant_years(pension_months_drawn * MONTH, grant_years_step))


@rule(cites="社会保险法 §17", since="2011-07", until="2021-08", local=True)
def funeral_grant(old_funeral_grant: Fen) -> Fen:
    """Before September 2021 the province's own amount."""
    return old_funeral_grant


@rule(
    cites="深圳市规定",
    since="2011-07",
    until="2021-08",
    regions=("440300",),
    assumed="from a page about it; the text and its first month were not read",
)
def funeral_grant(city_average_wage: Fen) -> Fen:
    """Shenzhen before September 2021: three months of the city's average wage."""
    return 3 * city_average_wage


@rule(cites=("社会保险法 §17", f"{ACT_2021} §4"), since="2021-09")
def funeral_grant(death_month: Month, old_funeral_grant: Fen, provincial_urban_income_month: Twelfths) -> Fen:
    """Two months of the province's urban income, for deaths since September 2021."""
    if 0 < death_month < SEPTEMBER_2021:
        return old_funeral_grant
    return half_up(2 * provincial_urban_income_month, 12)


@rule(cites="社会保险法 §17", since="2011-07", until="2021-08", local=True)
def survivors_grant(old_survivors_grant: Fen) -> Fen:
    """Before September 2021 the province's own amount."""
    return old_survivors_grant


@rule(
    cites="深圳市规定",
    since="2011-07",
    until="2021-08",
    regions=("440300",),
    assumed="from a page about it; the text and its first month were not read",
)
def survivors_grant(city_average_wage: Fen, supported_relatives: Count) -> Fen:
    """Shenzhen before September 2021: for one, two, or more relatives 6, 9 or 12 months of the city's average wage."""
    if supported_relatives == 0:
        return 0
    return (3 + 3 * min(supported_relatives, 3)) * city_average_wage


@rule(cites=("社会保险法 §17", f"{ACT_2021} §5"), since="2021-09")
def survivors_grant(
    death_month: Month,
    old_survivors_grant: Fen,
    survivors_months: GrantMonths,
    provincial_urban_income_month: Twelfths,
) -> Fen:
    """The months of the grant times the province's monthly urban income, for deaths since September 2021."""
    if 0 < death_month < SEPTEMBER_2021:
        return old_survivors_grant
    return half_up(survivors_months * provincial_urban_income_month, 12 * YEAR)


@rule(cites=("社会保险法 §17", f"{ACT_2021} §3"), since="2011-07", local=True)
def survivors_total(funeral_grant: Fen, survivors_grant: Fen) -> Fen:
    """Both grants, paid once from the pooled fund."""
    return funeral_grant + survivors_grant


@rule(
    cites="甘肃省规定",
    since="2011-07",
    until="2021-08",
    regions=("620000",),
    assumed="from a page about it; the text and its first month were not read",
)
def survivors_total(old_survivors_total: Fen) -> Fen:
    """Gansu before September 2021: two flat amounts together."""
    return old_survivors_total


@rule(cites=("社会保险法 §17", f"{ACT_2021} §5"), since="2021-09")
def survivors_total_least(provincial_urban_income_month: Twelfths, funeral_grant: Fen) -> Fen:
    """What the survivors of any retiree get at least: nine months of income and the funeral grant."""
    return funeral_grant + half_up(LEAST * provincial_urban_income_month, 12 * YEAR)


@rule(cites=("社会保险法 §17", f"{ACT_2021} §5"), since="2021-09")
def survivors_total_most(provincial_urban_income_month: Twelfths, funeral_grant: Fen) -> Fen:
    """What survivors get at most: twenty-four months of income and the funeral grant."""
    return funeral_grant + half_up(MOST * provincial_urban_income_month, 12 * YEAR)

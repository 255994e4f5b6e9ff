"""Retiring before the age: years in hazardous posts, and, until 2024, having lost the capacity to work.

The one thing to know: the ages of these roads are not delayed by the reform of 2025.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import full_years, month_of
from shebao.law.facts import MOST_MONTHS
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, Day, Fen, Month, Months, Ppm, Sex, Table, Unit, YesNo

POSTS = ("none", "underground_or_hot", "aloft_or_heavy", "harmful")
NONE, UNDERGROUND_OR_HOT, ALOFT_OR_HEAVY, HARMFUL = 0, 1, 2, 3
Post = Annotated[int, Unit("post", "|".join(POSTS), kind="enum", choices=POSTS)]
ACT_1978 = "国发〔1978〕104号 §1"
POSTS_1985 = "劳人护〔1985〕6号"

fact("special_post", Post, low=0, high=3, default=NONE)
fact("special_post_months", Months, low=0, high=MOST_MONTHS, default=0)


@rule(
    cites=(ACT_1978, POSTS_1985),
    since="1985-03",
    reading="Months in several kinds of posts add up and are judged by the kind stated, the strictest.",
)
def special_post_qualified(
    special_post: Post, special_post_months: Months, special_post_months_needed: Table[Months]
) -> YesNo:
    """Ten years aloft or in extra heavy labour, nine underground or in heat, eight in other harmful posts."""
    if special_post == NONE:
        return 0
    return 1 if special_post_months >= special_post_months_needed[special_post] else 0


@rule(cites=(ACT_1978, "国务院关于渐进式延迟法定退休年龄的办法 §8"), since="1978-06")
def early_retirement_month(
    birth: Day,
    sex: Sex,
    special_post_qualified: YesNo,
    statutory_retirement_month: Month,
    special_post_age: Table[Months],
) -> Month:
    """Men at 55 and women at 45 with the years in special posts; for others the statutory month."""
    if special_post_qualified == 0:
        return statutory_retirement_month
    return min(statutory_retirement_month, month_of(birth) + special_post_age[sex])


@rule(
    cites=(ACT_1978, "浙江省职工基本养老保险条例 §35"),
    since="1978-06",
    until="2024-12",
    local=True,
    assumed="the years needed are those of the minimum; some places still asked for ten",
)
def incapacity_retirement_month(birth: Day, sex: Sex, incapacity_age: Table[Months]) -> Month:
    """Until 2024 who had lost all capacity to work could retire at 50 (men) or 45 (women)."""
    return month_of(birth) + incapacity_age[sex]


@rule(
    cites="浙江省职工基本养老保险条例 §35",
    since="2008-05",
    until="2024-12",
    regions=("330000",),
)
def incapacity_retirement_month(as_of: Month) -> Month:
    """Zhejiang until 2024: at any age, with the minimum years paid."""
    return as_of


@rule(cites=ACT_1978, since="1978-06", until="2024-12")
def incapacity_retirement_allowed(
    incapacitated: YesNo, as_of: Month, incapacity_retirement_month: Month, pension_shortfall_months: Months
) -> YesNo:
    """Whether leaving for lost capacity is open: found so, old enough, with the minimum months."""
    if incapacitated == 0 or as_of < incapacity_retirement_month:
        return 0
    return 1 if pension_shortfall_months == 0 else 0


@rule(cites=ACT_1978, since="2006-01", until="2024-12", local=True)
def incapacity_pension(
    monthly_pension: Fen, account_pension: Fen, months_to_statutory_age: Months, incapacity_reduction_rate: Ppm
) -> Fen:
    """The pension, its part beside the account cut by a rate for each whole year before the normal age."""
    years = full_years(max(0, months_to_statutory_age))
    kept = max(0, MILLION - incapacity_reduction_rate * years)
    return account_pension + half_up((monthly_pension - account_pension) * kept, MILLION)


@rule(cites="浙江省职工基本养老保险条例 §35", since="2008-05", until="2024-12", regions=("330000",))
def incapacity_pension(monthly_pension: Fen) -> Fen:
    """Zhejiang until 2024: by the pension formula, uncut."""
    return monthly_pension

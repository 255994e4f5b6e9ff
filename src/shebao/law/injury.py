"""Work injury benefits by grade: the wage they count in, grant, allowance, nursing, and what follows retirement.

A grade runs from 1, the heaviest, to 10. What grades 5 to 10 get on leaving stands in `injury_lump_sums`.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import month_of
from shebao.law.facts import FIRST_DAY, LAST_DAY, MOST_FEN, NOT_STATED
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, NO, YES, Count, Day, Fen, History, Month, Months, Ppm, Table, Unit, YesNo

ACT = "工伤保险条例"
LAW = "社会保险法"
LAST_WITHOUT_WORK, LAST_WITH_OWN_WORK = 4, 6
CARE_LEVELS = ("none", "partial", "most", "full")
CareLevel = Annotated[int, Unit("care_level", "|".join(CARE_LEVELS), kind="enum", choices=CARE_LEVELS)]

fact("injury_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("injury_grade", Count, low=1, high=10)
fact("second_injury_grade", Count, low=0, high=10, default=0)
fact("care_level", CareLevel, low=0, high=3)
fact("injury_mean_base", Fen, low=-1, high=MOST_FEN, default=NOT_STATED)
fact("old_wound_of_service", YesNo, low=0, high=1, default=NO)
fact("suitable_work_offered", YesNo, low=0, high=1, default=NO)
fact("own_premiums_on_allowance", Fen, low=0, high=1_000_000, default=0)
fact("wage_after_injury", Fen, low=0, high=MOST_FEN)


@rule(
    cites=f"{ACT} §64",
    since="2004-01",
    reading="The twelve calendar months before that of the accident or diagnosis; who has paid fewer months"
    " has the mean of these.",
)
def injury_mean_base(
    injury_day: Day, stint_start: History[Month], stint_months: History[Months], stint_base: History[Fen]
) -> Fen:
    """The mean contribution base of the twelve months before the accident."""
    first = month_of(injury_day) - 12
    total = 0
    months = 0
    for start, count, base in zip(stint_start, stint_months, stint_base, strict=True):
        held = max(0, min(start + count, first + 12) - max(start, first))
        total += base * held
        months += held
    if months == 0:
        return NOT_STATED
    return half_up(total, max(months, 1))


@rule(cites=f"{ACT} §64", since="2004-01")
def injury_wage(injury_mean_base: Fen, wage: Fen, area_monthly_wage: Fen) -> Fen:
    """The own wage that benefits count in: the mean base, kept between 60 and 300 percent of the area's wage."""
    own = wage if injury_mean_base == NOT_STATED else injury_mean_base
    return min(max(own, half_up(area_monthly_wage * 6, 10)), area_monthly_wage * 3)


@rule(cites=(f"{ACT} §35", f"{ACT} §36", f"{ACT} §37", f"{ACT} §15", f"{LAW} §38"), since="2004-01")
def disability_grant(
    injury_grade: Count, injury_wage: Fen, disability_grant_months: Table[Months], old_wound_of_service: YesNo
) -> Fen:
    """So many months of the own wage by grade, once; none where an old wound of military service has come back."""
    if old_wound_of_service == YES:
        return 0
    return injury_wage * disability_grant_months[injury_grade]


@rule(cites=f"{ACT} §45", since="2004-01")
def allowance_grade(injury_grade: Count, second_injury_grade: Count) -> Count:
    """The grade that the monthly allowance goes by: the newly found one after another injury."""
    return second_injury_grade if second_injury_grade > 0 else injury_grade


@rule(cites=(f"{ACT} §35", f"{ACT} §36"), since="2004-01")
def disability_allowance_share(
    allowance_grade: Count,
    injury_wage: Fen,
    disability_allowance_rate: Table[Ppm],
    suitable_work_offered: YesNo,
) -> Fen:
    """A share of the own wage by grade: grades 1 to 4 always, 5 and 6 where no suitable work is found for them."""
    if allowance_grade > LAST_WITH_OWN_WORK:
        return 0
    if allowance_grade > LAST_WITHOUT_WORK and suitable_work_offered == YES:
        return 0
    return half_up(injury_wage * disability_allowance_rate[allowance_grade], MILLION)


@rule(
    cites=(f"{ACT} §35", f"{ACT} §36", f"{LAW} §38", f"{LAW} §39"),
    since="2004-01",
    local=True,
    reading="A share above the highest minimum wage of the country needs no look at the place's own.",
)
def disability_allowance(disability_allowance_share: Fen, highest_minimum_wage: Fen, minimum_wage: Fen) -> Fen:
    """The share of the own wage, raised to the place's minimum wage."""
    if disability_allowance_share == 0 or disability_allowance_share >= highest_minimum_wage:
        return disability_allowance_share
    return max(disability_allowance_share, minimum_wage)


@rule(cites=("河南省工伤保险条例 §24", "河南省工伤保险条例 §25"), since="2007-10", regions=("410000",))
def disability_allowance(
    disability_allowance_share: Fen,
    own_premiums_on_allowance: Fen,
    highest_minimum_wage: Fen,
    minimum_wage: Fen,
) -> Fen:
    """The share of the own wage, raised so that the minimum wage is left after the worker's own premiums."""
    left = disability_allowance_share - own_premiums_on_allowance
    if disability_allowance_share == 0 or left >= highest_minimum_wage:
        return disability_allowance_share
    return max(disability_allowance_share, minimum_wage + own_premiums_on_allowance)


@rule(cites=(f"{ACT} §35", f"{LAW} §38"), since="2004-01")
def disability_allowance_from_fund(allowance_grade: Count, disability_allowance: Fen) -> Fen:
    """The fund pays the allowance of grades 1 to 4."""
    return disability_allowance if allowance_grade <= LAST_WITHOUT_WORK else 0


@rule(cites=(f"{ACT} §36", f"{LAW} §39"), since="2004-01")
def disability_allowance_from_employer(disability_allowance: Fen, disability_allowance_from_fund: Fen) -> Fen:
    """The employer pays the allowance of grades 5 and 6."""
    return disability_allowance - disability_allowance_from_fund


@rule(cites=(f"{ACT} §34", f"{LAW} §38"), since="2004-01")
def nursing_allowance(care_level: CareLevel, area_monthly_wage: Fen, nursing_rate: Table[Ppm]) -> Fen:
    """A half, two fifths or three tenths of the area's monthly wage, by how little a person can do alone."""
    return half_up(area_monthly_wage * nursing_rate[care_level], MILLION)


@rule(cites=(f"{ACT} §35", f"{LAW} §40"), since="2004-01", local=True)
def disability_allowance_after_retirement(
    allowance_grade: Count, disability_allowance: Fen, monthly_pension: Fen
) -> Fen:
    """At retirement the allowance of grades 1 to 4 gives way to the pension; the fund adds what the pension lacks."""
    if allowance_grade > LAST_WITHOUT_WORK:
        return 0
    return max(0, disability_allowance - monthly_pension)


@rule(cites="浙江省工伤保险条例 §26", since="2018-01", regions=("330000",))
def disability_allowance_after_retirement(
    allowance_grade: Count,
    disability_allowance: Fen,
    pension_shortfall_months: Months,
    monthly_pension: Fen,
    account_pension: Fen,
) -> Fen:
    """Who has too few months for a pension keeps the allowance, less what the own account pays a month."""
    if allowance_grade > LAST_WITHOUT_WORK:
        return 0
    if pension_shortfall_months > 0:
        return max(0, disability_allowance - account_pension)
    return max(0, disability_allowance - monthly_pension)


@rule(cites=f"{ACT} §35", since="2004-01")
def disabled_premium_base(allowance_grade: Count, disability_allowance: Fen) -> Fen:
    """Employer and worker go on paying the medical premium of grades 1 to 4, on the allowance."""
    return disability_allowance if allowance_grade <= LAST_WITHOUT_WORK else 0


@rule(cites="河南省工伤保险条例 §26", since="2007-10", regions=("410000",))
def in_service_disability_grant(injury_grade: Count, injury_wage: Fen, wage_after_injury: Fen) -> Fen:
    """Seven tenths of what the wage of grades 5 to 10 has fallen by since the injury, a month, from the employer."""
    if injury_grade <= LAST_WITHOUT_WORK:
        return 0
    return half_up(max(0, injury_wage - wage_after_injury) * 7, 10)

"""What is paid in: the base between floor and ceiling, and what employer, employee and flexible worker pay on it."""

from __future__ import annotations

from shebao.law.facts import NOT_STATED
from shebao.law.language import half_up, half_up_to_yuan, rule
from shebao.law.units import MILLION, Count, Fen, Ppm, Table, YesNo

PENSION, FLEXIBLE_PENSION, UNEMPLOYMENT, INJURY = 0, 1, 2, 3
BASES = "国办发〔2019〕13号 §3"
LAW = "社会保险法"


@rule(cites=BASES, since="1998-01")
def average_wage(published_base_wage: Table[Fen]) -> Fen:
    """The average monthly wage behind the bases in force."""
    return published_base_wage[PENSION]


@rule(
    cites=BASES,
    since="1998-01",
    reading="The published pair where the average wage is the one behind it; else 60 percent, to whole yuan.",
)
def base_floor(average_wage: Fen, published_base_wage: Table[Fen], published_base_floor: Table[Fen]) -> Fen:
    """The lowest base: 60 percent of the average wage as published, places round their own way."""
    if published_base_floor[PENSION] > 0 and average_wage == published_base_wage[PENSION]:
        return published_base_floor[PENSION]
    return half_up_to_yuan(average_wage * 6, 10)


@rule(
    cites=BASES,
    since="1998-01",
    reading="The published pair where the average wage is the one behind it; else three times, to whole yuan.",
)
def base_ceiling(average_wage: Fen, published_base_wage: Table[Fen], published_base_ceiling: Table[Fen]) -> Fen:
    """The highest base: three times the average wage as published."""
    if published_base_ceiling[PENSION] > 0 and average_wage == published_base_wage[PENSION]:
        return published_base_ceiling[PENSION]
    return half_up_to_yuan(average_wage * 3, 1)


@rule(cites=("国发〔1997〕26号 §3", BASES), since="1998-01")
def contribution_base(wage: Fen, base_floor: Fen, base_ceiling: Fen, tier: Ppm, average_wage: Fen) -> Fen:
    """The own wage lifted to the floor and cut at the ceiling; a flexible worker may choose a tier of the average."""
    if tier > 0:
        return half_up(average_wage * tier, MILLION)
    return min(max(wage, base_floor), base_ceiling)


@rule(cites=BASES, since="1998-01")
def flexible_base(
    wage: Fen,
    base_floor: Fen,
    base_ceiling: Fen,
    published_base_floor: Table[Fen],
    published_base_ceiling: Table[Fen],
) -> Fen:
    """The base a flexible worker has chosen, kept between the bounds for flexible workers where they differ."""
    floor = published_base_floor[FLEXIBLE_PENSION]
    ceiling = published_base_ceiling[FLEXIBLE_PENSION]
    if floor == 0:
        floor = base_floor
    if ceiling == 0:
        ceiling = base_ceiling
    return min(max(wage, floor), ceiling)


@rule(cites="失业保险条例 §6", since="1999-01")
def unemployment_wage(wage: Fen) -> Fen:
    """The wage that unemployment insurance looks at."""
    return wage


@rule(cites="失业保险条例 §6", since="1999-01")
def unemployment_base(
    unemployment_wage: Fen,
    contribution_base: Fen,
    published_base_floor: Table[Fen],
    published_base_ceiling: Table[Fen],
) -> Fen:
    """The base of unemployment insurance: the pension's, unless the place has bounds of its own."""
    floor = published_base_floor[UNEMPLOYMENT]
    ceiling = published_base_ceiling[UNEMPLOYMENT]
    if ceiling == 0 or unemployment_wage == NOT_STATED:
        return contribution_base
    return min(max(unemployment_wage, floor), ceiling)


@rule(cites=(f"{LAW} §12", "国办发〔2019〕13号 §1"), since="1997-07")
def employer_pension_contribution(contribution_base: Fen, employer_pension_rate: Ppm) -> Fen:
    """The employer's pension contribution for one worker and month."""
    return half_up(contribution_base * employer_pension_rate, MILLION)


@rule(cites=(f"{LAW} §12", "国发〔2005〕38号 §6"), since="1997-07")
def employee_pension_contribution(contribution_base: Fen, employee_pension_rate: Ppm) -> Fen:
    """The worker's own pension contribution for one month."""
    return half_up(contribution_base * employee_pension_rate, MILLION)


@rule(cites=(f"{LAW} §12", "国发〔2005〕38号 §3"), since="2006-01")
def flexible_pension_contribution(contribution_base: Fen, flexible_pension_rate: Ppm) -> Fen:
    """What a flexible worker pays for one month, all of it herself."""
    return half_up(contribution_base * flexible_pension_rate, MILLION)


@rule(cites=(f"{LAW} §12", "国发〔2005〕38号 §3"), since="2006-01")
def flexible_pension_contribution_year(contribution_base: Fen, flexible_pension_rate: Ppm, months: Count) -> Fen:
    """What a flexible worker pays for the months of a year."""
    return half_up(contribution_base * flexible_pension_rate * months, MILLION)


@rule(cites=(f"{LAW} §44", "失业保险条例 §6"), since="1999-01")
def employer_unemployment_contribution(unemployment_base: Fen, employer_unemployment_rate: Ppm) -> Fen:
    """The employer's unemployment contribution for one worker and month."""
    return half_up(unemployment_base * employer_unemployment_rate, MILLION)


@rule(cites=(f"{LAW} §44", "失业保险条例 §6"), since="1999-01")
def employee_unemployment_contribution(
    unemployment_base: Fen, employee_unemployment_rate: Ppm, rural_contract_worker: YesNo
) -> Fen:
    """The worker's own unemployment contribution for one month; none under the separate rule for rural workers."""
    if rural_contract_worker == 1:
        return 0
    return half_up(unemployment_base * employee_unemployment_rate, MILLION)


@rule(cites="失业保险条例 §6", since="1999-01")
def flexible_unemployment_contribution(contribution_base: Fen, flexible_unemployment_rate: Ppm) -> Fen:
    """What a flexible worker pays to unemployment insurance, where the place lets her join."""
    return half_up(contribution_base * flexible_unemployment_rate, MILLION)


@rule(cites=("人社部发〔2015〕71号", "工伤保险条例 §8", f"{LAW} §34"), since="2015-10")
def injury_rate(industry_class: Count, injury_class_rate: Table[Ppm], injury_rate_cut: Ppm, injury_float: Ppm) -> Ppm:
    """The rate of an employer's risk class, cut where the place has cut it, floated by her own record."""
    return half_up(injury_class_rate[industry_class] * (MILLION - injury_rate_cut) * injury_float, MILLION * MILLION)


@rule(cites=("工伤保险条例 §10", f"{LAW} §33", f"{LAW} §35"), since="2004-01")
def injury_contribution(
    contribution_base: Fen, injury_rate: Ppm, project_contract_sum: Fen, injury_project_rate: Ppm
) -> Fen:
    """The employer's work injury contribution for one worker and month; for a building project, on its sum."""
    if project_contract_sum != NOT_STATED:
        return half_up(project_contract_sum * injury_project_rate, MILLION)
    return half_up(contribution_base * injury_rate, MILLION)


@rule(cites="就业补助资金管理办法", since="2020-01", assumed="the share and the medical rate are local notices")
def flexible_social_insurance_subsidy(
    contribution_base: Fen,
    flexible_pension_rate: Ppm,
    flexible_medical_rate: Ppm,
    flexible_subsidy_share: Ppm,
) -> Fen:
    """The part of a flexible worker's pension and medical premiums that the place gives back."""
    return half_up(
        contribution_base * (flexible_pension_rate + flexible_medical_rate) * flexible_subsidy_share,
        MILLION * MILLION,
    )


@rule(cites="劳办发〔1997〕116号", since="1998-01")
def month_index(contribution_base: Fen, average_wage: Fen) -> Ppm:
    """The base of a month over the average wage, to four decimals."""
    return half_up(contribution_base * 10_000, average_wage) * 100

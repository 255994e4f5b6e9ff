"""What else the unemployment fund pays: beside the benefit, at death, to rural workers, and to employers who keep jobs.

The one thing to know: national law names these payments and leaves the amounts to provinces. Where the national
texts know no such payment the figure is 0; where a province must have one that was not found it is a hole.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import full_years
from shebao.law.facts import MOST_FEN, MOST_MONTHS
from shebao.law.language import fact, half_up, rule, up
from shebao.law.units import MILLION, Count, Fen, Month, Months, Ppm, Table, Tenths, Unit, YesNo

LAW = "社会保险法"
ACT = "失业保险条例"
GUANGDONG = "广东省失业保险条例"
ZHENGZHOU = "郑州市失业保险条例"
TENTH = 10
LARGE = 1

SIZES = ("small_or_medium", "large")
EmployerSize = Annotated[int, Unit("employer_size", "|".join(SIZES), kind="enum", choices=SIZES)]

fact("past_retirement_age", YesNo, low=0, high=1, default=0)
fact("birth_hospital_cost", Fen, low=0, high=MOST_FEN)
fact("died_for_public_good", YesNo, low=0, high=1, default=0)
fact("other_funeral_grant", Fen, low=0, high=MOST_FEN, default=0)
fact("rural_contract_worker", YesNo, low=0, high=1, default=0)
fact("rural_months_worked", Months, low=0, high=MOST_MONTHS)
fact("months_before_unification", Months, low=0, high=MOST_MONTHS, default=0)
fact("unemployment_premiums_own", Fen, low=0, high=MOST_FEN)
fact("pension_premium_self_paid", Fen, low=0, high=MOST_FEN)
fact("employer_size", EmployerSize, low=0, high=1, default=0)
fact("insured_employees", Count, low=0, high=10_000_000)
fact("layoff_rate", Ppm, low=0, high=MILLION)
fact("premium_months_last_year", Months, low=0, high=12, default=12)
fact("unemployment_premiums_last_year", Fen, low=0, high=10**12)
fact("long_reserve", YesNo, low=0, high=1, default=0)
fact("certificate_grade", Count, low=3, high=5)
fact("skill_subsidies_had", Count, low=0, high=20, default=0)
fact("scarce_occupation", YesNo, low=0, high=1, default=0)
fact("target_hires", Count, low=0, high=1_000_000)
fact("hire_months_paid", Months, low=0, high=MOST_MONTHS)
fact("unemployment_sum_cheated", Fen, low=0, high=MOST_FEN)


# Beside the benefit


@rule(cites=f"{GUANGDONG} §20", since="1999-01")
def past_retirement_age(as_of: Month, statutory_retirement_month: Month) -> YesNo:
    """Whether the statutory retirement age lies behind; not, when nothing is stated of birth."""
    return 1 if as_of > statutory_retirement_month else 0


@rule(cites=(f"{GUANGDONG} §20", f"{ACT} §10"), since="1999-01")
def jobseeker_subsidy(
    jobseeker_subsidy_share: Ppm,
    unemployment_mean_wage: Fen,
    unemployment_benefit_month: Count,
    jobseeker_subsidy_months: Months,
    past_retirement_age: YesNo,
) -> Fen:
    """A share of the own mean base for the first months of the benefit, not beyond the retirement age."""
    if jobseeker_subsidy_share == 0 or unemployment_benefit_month > jobseeker_subsidy_months:
        return 0
    if past_retirement_age == 1:
        return 0
    return half_up(unemployment_mean_wage * jobseeker_subsidy_share, MILLION)


@rule(
    cites=(f"{GUANGDONG} §21", f"{ZHENGZHOU} §29", f"{ACT} §10"),
    since="1999-01",
)
def unemployment_birth_grant(
    unemployment_benefit: Fen, birth_grant_months: Count, birth_cost_share: Ppm, birth_hospital_cost: Fen
) -> Fen:
    """For a birth during the benefit: months of benefit, or in Zhengzhou a share of the bill up to them."""
    if birth_grant_months == 0:
        return 0
    months = unemployment_benefit * birth_grant_months
    if birth_cost_share == 0:
        return months
    return min(half_up(birth_hospital_cost * birth_cost_share, MILLION), months)


@rule(cites=(f"{GUANGDONG} §22", f"{ACT} §10"), since="1999-01", reading="The half is rounded up to whole months.")
def reemployment_bonus_months(unemployment_months_left: Tenths, reemployment_bonus_share: Ppm) -> Months:
    """The months paid at once, and used up, to who finds lasting work before the benefit ends."""
    return up(unemployment_months_left * reemployment_bonus_share, MILLION * TENTH)


@rule(cites=(f"{GUANGDONG} §22", f"{ACT} §10"), since="1999-01")
def reemployment_bonus(reemployment_bonus_months: Months, unemployment_benefit: Fen) -> Fen:
    """Half of the months left, in one sum, after three months paid under a contract of a year or more."""
    return reemployment_bonus_months * unemployment_benefit


@rule(cites=(f"{GUANGDONG} §23", "河南省失业保险条例 §35", f"{ZHENGZHOU} §33"), since="1999-01")
def self_employment_lump_sum(
    unemployment_months_left: Tenths, self_employment_share: Ppm, unemployment_benefit: Fen
) -> Fen:
    """All months left in one sum for who starts a business, where the place pays it."""
    return half_up(unemployment_months_left * self_employment_share, MILLION * TENTH) * unemployment_benefit


@rule(cites=f"{ZHENGZHOU} §25", since="1999-01")
def leaver_lump_sum(
    leaver_lump_multiple: Count,
    unemployment_premiums_own: Fen,
    unemployment_benefit: Fen,
    leaver_lump_most_months: Count,
) -> Fen:
    """One sum instead of months for who lives elsewhere: a multiple of what the person paid, up to some months."""
    if leaver_lump_multiple == 0:
        return 0
    return min(unemployment_premiums_own * leaver_lump_multiple, unemployment_benefit * leaver_lump_most_months)


# Premiums the fund pays


@rule(cites=(f"{LAW} §48", "社会保险经办条例 §24"), since="2011-07")
def jobless_medical_premium(average_wage: Fen, jobless_medical_base_share: Ppm, jobless_medical_rate: Ppm) -> Fen:
    """The medical premium, maternity with it, that the fund pays for a month of benefit."""
    return half_up(average_wage * jobless_medical_base_share * jobless_medical_rate, MILLION * MILLION)


@rule(cites=(f"{LAW} §48", "社会保险经办条例 §24"), since="2011-07")
def jobless_medical_premium_own(jobless_medical_premium: Fen, jobless_medical_own_share: Ppm) -> Fen:
    """What the person pays of it: nothing."""
    return half_up(jobless_medical_premium * jobless_medical_own_share, MILLION)


@rule(
    cites="人社部发〔2024〕76号",
    since="2025-01",
    until="2039-12",
    reading="Less than twelve months: the month itself of the age no longer counts.",
)
def older_jobless_pension_subsidy(
    as_of: Month,
    statutory_retirement_month: Month,
    older_jobless_window: Months,
    pension_premium_self_paid: Fen,
    base_floor: Fen,
    flexible_pension_rate: Ppm,
) -> Fen:
    """The own pension premium given back near retirement, up to a flexible worker's lowest premium."""
    left = statutory_retirement_month - as_of
    if left <= 0 or left >= older_jobless_window:
        return 0
    return min(pension_premium_self_paid, half_up(base_floor * flexible_pension_rate, MILLION))


# At death


@rule(cites=(f"{LAW} §49", f"{ACT} §20"), since="1999-01")
def unemployment_death_month_amount(
    unemployment_death_on_wage: YesNo, unemployment_benefit: Fen, average_wage: Fen
) -> Fen:
    """What a month of the grants at death is: the benefit, or the place's average wage of the year before."""
    return average_wage if unemployment_death_on_wage == 1 else unemployment_benefit


@rule(cites=(f"{LAW} §49", f"{ACT} §20"), since="1999-01")
def unemployment_funeral_grant(unemployment_death_month_amount: Fen, unemployment_funeral_months: Count) -> Fen:
    """The funeral grant for who dies while drawing benefit: months by the place's rule for workers in service."""
    return unemployment_death_month_amount * unemployment_funeral_months


@rule(cites=f"{LAW} §49", since="2011-07")
def funeral_grant_taken(unemployment_funeral_grant: Fen, other_funeral_grant: Fen) -> Fen:
    """Of the funeral grants of pension, injury and unemployment insurance the survivors take one: the largest."""
    return max(unemployment_funeral_grant, other_funeral_grant)


@rule(cites=(f"{LAW} §49", f"{ACT} §20"), since="1999-01")
def unemployment_survivors_grant(
    unemployment_death_month_amount: Fen,
    unemployment_death_on_wage: YesNo,
    dependants: Count,
    unemployment_survivors_first_months: Count,
    unemployment_survivors_more_months: Count,
    unemployment_survivors_most_months: Count,
    died_for_public_good: YesNo,
    public_good_uplift: Ppm,
) -> Fen:
    """The survivors' grant: months by the number of dependants, or one number of months for all survivors."""
    months = unemployment_survivors_first_months
    if unemployment_death_on_wage == 0:
        if dependants == 0:
            return 0
        months = min(months + unemployment_survivors_more_months * (dependants - 1), unemployment_survivors_most_months)
    plain = unemployment_death_month_amount * months
    return plain + half_up(plain * died_for_public_good * public_good_uplift, MILLION)


# Rural contract workers who do not pay themselves


@rule(cites=f"{ACT} §21", since="1999-01")
def rural_worker_lump_sum_month(
    rural_worker_share_of_wage: YesNo, unemployment_benefit: Fen, minimum_wage: Fen, rural_worker_share: Ppm
) -> Fen:
    """What a month of a rural contract worker's lump sum is: a share of the benefit or of the minimum wage."""
    amount = unemployment_benefit
    if rural_worker_share_of_wage == 1:
        amount = minimum_wage
    return half_up(amount * rural_worker_share, MILLION)


@rule(cites=f"{ACT} §21", since="1999-01")
def rural_worker_lump_sum_months(
    rural_months_worked: Months,
    rural_worker_minimum_months: Months,
    rural_worker_first_months: Count,
    rural_worker_most_months: Count,
) -> Months:
    """The months of the lump sum: some for the first whole year of work, one for each further."""
    if rural_months_worked < rural_worker_minimum_months:
        return 0
    return min(rural_worker_first_months + full_years(rural_months_worked) - 1, rural_worker_most_months)


@rule(cites=f"{ACT} §21", since="1999-01")
def rural_worker_lump_sum(rural_worker_lump_sum_month: Fen, rural_worker_lump_sum_months: Months) -> Fen:
    """One sum for a rural contract worker whose contract ends after a year for which the employer paid."""
    return rural_worker_lump_sum_month * rural_worker_lump_sum_months


@rule(cites=f"{GUANGDONG} §47", since="2014-07")
def rural_worker_old_rights(
    months_before_unification: Months,
    unemployment_minimum_months: Months,
    unemployment_mean_wage: Fen,
    rural_bonus_share: Ppm,
) -> Fen:
    """Guangdong's sum for months before rural workers joined the common rules, beyond the first twelve."""
    months = max(0, months_before_unification - unemployment_minimum_months)
    if months == 0:
        return 0
    return half_up(unemployment_mean_wage * rural_bonus_share * months, MILLION)


# The aid of 2020 to 2022


@rule(cites="人社部发〔2020〕40号", since="2020-03", until="2022-12", reading="The most that places may pay.")
def unemployment_aid(
    unemployment_benefit: Fen,
    unemployment_aid_share: Ppm,
    unemployment_benefit_month: Count,
    unemployment_aid_months: Months,
) -> Fen:
    """The aid to who has no months left or lacks a condition, for six months."""
    if unemployment_benefit_month > unemployment_aid_months:
        return 0
    return half_up(unemployment_benefit * unemployment_aid_share, MILLION)


@rule(cites="人社部发〔2020〕40号", since="2020-05", until="2020-12", reading="All three months, the most that is due.")
def rural_aid(minimum_living: Fen, rural_aid_months: Count) -> Fen:
    """The living aid of 2020 to rural workers insured for less than a year: months of the living allowance."""
    return minimum_living * rural_aid_months


# Keeping jobs and learning


@rule(
    cites=("人社部发〔2025〕18号", "人社部发〔2026〕39号 §1"),
    since="2014-11",
    reading="Employers of few insured have their own bound from 2022; a rate exactly at the bound is still allowed.",
)
def retention_refund_due(
    layoff_rate: Ppm,
    layoff_rate_most: Ppm,
    layoff_rate_most_small: Ppm,
    insured_employees: Count,
    few_insured: Count,
    premium_months_last_year: Months,
    retention_paid_months: Months,
) -> YesNo:
    """Whether an employer who laid off few and paid the whole year gets part of the premiums back."""
    if premium_months_last_year < retention_paid_months:
        return 0
    if layoff_rate <= layoff_rate_most:
        return 1
    return 1 if insured_employees <= few_insured and layoff_rate <= layoff_rate_most_small else 0


@rule(
    cites=("人社部发〔2025〕18号", "国办发〔2025〕25号", "人社部发〔2026〕39号 §1"),
    since="2014-11",
    reading="The notices say up to: the highest share is taken.",
)
def job_retention_refund(
    retention_refund_due: YesNo,
    employer_size: EmployerSize,
    long_reserve: YesNo,
    retention_refund_table: Table[Ppm],
    retention_refund_reserve_table: Table[Ppm],
    unemployment_premiums_last_year: Fen,
) -> Fen:
    """The share of last year's unemployment premiums, employer's and workers', that goes back to the employer."""
    if retention_refund_due == 0:
        return 0
    share = retention_refund_table[employer_size]
    if long_reserve == 1:
        share = retention_refund_reserve_table[employer_size]
    return half_up(unemployment_premiums_last_year * share, MILLION)


@rule(cites=("2024年失业保险援企稳岗通知 §3", "人社部发〔2025〕18号"), since="2024-04")
def skill_subsidy(
    certificate_grade: Count,
    skill_subsidy_table: Table[Fen],
    unemployment_months_paid: Months,
    skill_subsidy_months: Months,
    skill_subsidies_had: Count,
    skill_subsidies_a_year: Count,
    scarce_occupation: YesNo,
    skill_subsidies_scarce: Count,
) -> Fen:
    """The subsidy for a vocational certificate, by its grade, after a year paid, a few times a year at most."""
    most = skill_subsidies_a_year + scarce_occupation * skill_subsidies_scarce
    if unemployment_months_paid < skill_subsidy_months or skill_subsidies_had >= most:
        return 0
    return skill_subsidy_table[certificate_grade]


@rule(cites="人社部发〔2026〕39号 §2", since="2026-01", until="2026-12")
def expansion_grant(
    target_hires: Count, hire_months_paid: Months, expansion_grant_months: Months, expansion_grant_each: Fen
) -> Fen:
    """A sum for each person hired from the target groups whose premiums were paid for three months."""
    if hire_months_paid < expansion_grant_months:
        return 0
    return target_hires * expansion_grant_each


# Cheating, before the Law of 2011


@rule(cites=f"{ACT} §28", since="1999-01", until="2011-06")
def unemployment_fine_minimum(unemployment_sum_cheated: Fen, unemployment_fine_least: Count) -> Fen:
    """The least fine for cheating the unemployment fund in a grave case: the sum once."""
    return unemployment_sum_cheated * unemployment_fine_least


@rule(cites=f"{ACT} §28", since="1999-01", until="2011-06")
def unemployment_fine_maximum(unemployment_sum_cheated: Fen, unemployment_fine_most: Count) -> Fen:
    """The greatest fine for cheating the unemployment fund in a grave case: the sum three times."""
    return unemployment_sum_cheated * unemployment_fine_most

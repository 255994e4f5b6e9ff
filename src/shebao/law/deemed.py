"""Months that count without having been paid, and the generation a person belongs to for the pension formula."""

from __future__ import annotations

from typing import Annotated

from shebao.law.facts import LAST_MONTH
from shebao.law.language import fact, rule
from shebao.law.units import Fen, History, Month, Months, Unit, YesNo

COHORTS = ("old", "middle", "new")
OLD, MIDDLE, NEW = 0, 1, 2
Cohort = Annotated[int, Unit("cohort", "|".join(COHORTS), kind="enum", choices=COHORTS)]
LAW = "社会保险法"

fact("state_worker", YesNo, low=0, high=1, default=0)
fact("first_insured_month", Month, low=0, high=LAST_MONTH, default=0)


@rule(cites=f"{LAW} §16", since="1998-01")
def first_insured_month(stint_start: History[Month]) -> Month:
    """The first month paid."""
    first = LAST_MONTH
    for start in stint_start:
        first = min(first, start)
    return first


@rule(
    cites=(f"{LAW} §13", "浙江省职工基本养老保险条例 §18", "郑州市企业职工基本养老保险条例 §29"),
    since="1998-01",
    reading="Unbroken state work from its start to the first month paid; what is recognised is `deemed_months`.",
)
def deemed_months_recognised(state_worker: YesNo, work_started: Month, first_insured_month: Month) -> Months:
    """Work for the state's enterprises and institutions before they joined the insurance counts as paid."""
    if state_worker == 0 or work_started == 0:
        return 0
    return min(max(0, first_insured_month - work_started), 1200)


@rule(
    cites=f"{LAW} §13",
    since="2011-07",
    reading="At the base and rates of the month asked about; the other: nothing is paid in, the fund's later"
    " shortfall is made good instead.",
)
def deemed_months_cost(
    deemed_months: Months, employer_pension_contribution: Fen, employee_pension_contribution: Fen
) -> Fen:
    """The contributions of the deemed months, which the government bears."""
    return deemed_months * (employer_pension_contribution + employee_pension_contribution)


@rule(cites=("国发〔2005〕38号 §6", "浙江省职工基本养老保险条例 §30"), since="1998-01")
def pension_cohort(
    work_started: Month, retirement_month: Month, new_formula_month: Month, unified_system_month: Month
) -> Cohort:
    """Old: retired before the formula; middle: at work before the unified system; new: started after it."""
    if retirement_month < new_formula_month:
        return OLD
    return MIDDLE if 0 < work_started < unified_system_month else NEW

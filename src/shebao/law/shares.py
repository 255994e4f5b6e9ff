"""Who pays a month's pension contribution and where it is recorded: the account or the pooled fund."""

from __future__ import annotations

from shebao.law.language import fact, rule
from shebao.law.units import EMPLOYEE, Category, Fen, YesNo

LAW = "社会保险法"

fact("insured_category", Category, low=0, high=1)
fact("pension_fund_available", Fen, low=0, high=10**17)
fact("pension_fund_due", Fen, low=0, high=10**17)


@rule(cites=f"{LAW} §10", since="2011-07")
def pension_insurance_required(insured_category: Category) -> YesNo:
    """Employees must be insured; who works flexibly may be."""
    return 1 if insured_category == EMPLOYEE else 0


@rule(cites=(f"{LAW} §10", f"{LAW} §12"), since="2006-01")
def pension_contribution(
    insured_category: Category,
    employer_pension_contribution: Fen,
    employee_pension_contribution: Fen,
    flexible_pension_contribution: Fen,
) -> Fen:
    """A month's contribution: employer's and employee's parts together, or all of it by the flexible worker."""
    if insured_category == EMPLOYEE:
        return employer_pension_contribution + employee_pension_contribution
    return flexible_pension_contribution


@rule(cites=(f"{LAW} §10", f"{LAW} §12"), since="2006-01")
def own_pension_contribution(
    insured_category: Category, employee_pension_contribution: Fen, flexible_pension_contribution: Fen
) -> Fen:
    """What the insured person pays herself."""
    return employee_pension_contribution if insured_category == EMPLOYEE else flexible_pension_contribution


@rule(cites=(f"{LAW} §11", f"{LAW} §12"), since="2006-01")
def pooled_pension_entry(pension_contribution: Fen, account_entry: Fen) -> Fen:
    """What of a month's contribution belongs to the pooled fund: all that does not go into the account."""
    return pension_contribution - account_entry


@rule(cites=(f"{LAW} §13", "郑州市企业职工基本养老保险条例 §17"), since="2011-07")
def pension_fund_subsidy(pension_fund_available: Fen, pension_fund_due: Fen) -> Fen:
    """What the government adds when the fund cannot pay what is due."""
    return max(0, pension_fund_due - pension_fund_available)

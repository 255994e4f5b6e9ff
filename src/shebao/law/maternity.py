"""Maternity insurance as far as the law of social insurance itself says an amount; its agency is another one."""

from __future__ import annotations

from shebao.law.facts import MOST_FEN
from shebao.law.language import fact, half_up, rule
from shebao.law.units import Days, Fen, YesNo

DAYS_OF_MONTH = 30
LAW = "社会保险法"

fact("maternity_premium_paid", YesNo, low=0, high=1, default=0)
fact("employer_average_wage", Fen, low=0, high=MOST_FEN)
fact("maternity_leave_days", Days, low=0, high=400)


@rule(cites=f"{LAW} §54", since="2011-07")
def maternity_entitled(maternity_premium_paid: YesNo) -> YesNo:
    """Workers draw maternity benefits if their employer has paid the premium."""
    return maternity_premium_paid


@rule(
    cites=f"{LAW} §56",
    since="2011-07",
    reading="A day is a thirtieth of the month, as agencies count; the law names only the wage.",
)
def maternity_allowance(employer_average_wage: Fen, maternity_leave_days: Days, maternity_entitled: YesNo) -> Fen:
    """For the days of leave, the average monthly wage of the employer's workers of the year before."""
    if maternity_entitled == 0:
        return 0
    return half_up(employer_average_wage * maternity_leave_days, DAYS_OF_MONTH)

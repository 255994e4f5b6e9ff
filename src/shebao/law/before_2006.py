"""The pension of 1998 to 2005 for who began work under the unified system: a fifth of the wage, and the account."""

from __future__ import annotations

from shebao.law.language import half_up, rule
from shebao.law.units import Fen, Months

ACT_1997 = "国发〔1997〕26号 §5"
FIFTEEN_YEARS = 180


@rule(cites=ACT_1997, since="1998-01", until="2005-12")
def basic_pension(average_wage: Fen, contribution_months: Months) -> Fen:
    """A fifth of the local average wage of the year before, with at least fifteen years."""
    if contribution_months < FIFTEEN_YEARS:
        return 0
    return half_up(average_wage, 5)


@rule(cites=ACT_1997, since="1998-01", until="2005-12")
def account_pension(account_balance: Fen, contribution_months: Months) -> Fen:
    """A hundred and twentieth of the account; with fewer than fifteen years it is paid out at once instead."""
    if contribution_months < FIFTEEN_YEARS:
        return 0
    return half_up(account_balance, 120)


@rule(
    cites=ACT_1997,
    since="1998-01",
    until="2005-12",
    assumed="for who began work before the unified system provinces added parts of their own that were not read",
)
def monthly_pension(basic_pension: Fen, account_pension: Fen) -> Fen:
    """The basic and the account pension together."""
    return basic_pension + account_pension

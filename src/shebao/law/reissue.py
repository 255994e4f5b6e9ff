"""A provisional award made good: what is paid afterwards when the year's reference wage or record rate is out."""

from __future__ import annotations

from shebao.law.facts import MOST_FEN, MOST_MONTHS, NOT_STATED
from shebao.law.language import fact, rule
from shebao.law.pension import stepped
from shebao.law.units import Fen, Month, Months, Tenths, YesNo

REISSUE = "省级预发补发办法"

fact("months_reissued", Months, low=0, high=MOST_MONTHS)
fact("account_balance_provisional", Fen, low=-1, high=MOST_FEN, default=NOT_STATED)


@rule(
    cites=REISSUE,
    since="2006-01",
    reading="The month asked about is the last one paid at the provisional amount.",
)
def months_reissued(pension_start_month: Month, as_of: Month) -> Months:
    """The months paid at the provisional amount, from the first month of the pension."""
    return max(0, as_of - pension_start_month + 1)


@rule(cites=REISSUE, since="2006-01")
def account_pension_provisional(
    account_balance_provisional: Fen,
    account_pension: Fen,
    payment_months: Tenths,
    account_pension_step: Fen,
    pension_parts_round_up: YesNo,
) -> Fen:
    """The account pension of the balance known at the award, before the year's record rate was out."""
    if account_balance_provisional == NOT_STATED:
        return account_pension
    return stepped(account_balance_provisional * 10, payment_months, account_pension_step, pension_parts_round_up)


@rule(
    cites=(REISSUE, "人社部发〔2017〕31号"),
    since="2006-01",
    reading="An award that turns out too high is left as it is. Where totals are rounded, totals are compared.",
)
def reissue_month_amount(
    basic_pension: Fen,
    basic_pension_provisional: Fen,
    transitional_pension: Fen,
    transitional_pension_provisional: Fen,
    regional_supplement: Fen,
    regional_supplement_provisional: Fen,
    account_balance_provisional: Fen,
    account_pension: Fen,
    account_pension_provisional: Fen,
    monthly_pension: Fen,
    monthly_pension_provisional: Fen,
    monthly_pension_step: Fen,
) -> Fen:
    """What each month was too low: in the parts that follow the reference wage, and in a provisional account."""
    if monthly_pension_step > 1 and account_balance_provisional == NOT_STATED:
        return max(0, monthly_pension - monthly_pension_provisional)
    more = basic_pension - basic_pension_provisional
    more = more + transitional_pension - transitional_pension_provisional
    more = more + regional_supplement - regional_supplement_provisional
    if account_balance_provisional != NOT_STATED:
        more = more + account_pension - account_pension_provisional
    return max(0, more)


@rule(cites=REISSUE, since="2006-01")
def reissue_amount(reissue_month_amount: Fen, months_reissued: Months) -> Fen:
    """What is paid afterwards for all months paid at the provisional amount."""
    return reissue_month_amount * months_reissued

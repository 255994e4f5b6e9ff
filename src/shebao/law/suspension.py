"""When a pension in payment stops, what is made good afterwards, and what was paid too much."""

from __future__ import annotations

from typing import Annotated

from shebao.law.facts import FIRST_MONTH, LAST_MONTH, MOST_FEN, MOST_MONTHS
from shebao.law.language import fact, rule
from shebao.law.units import Fen, Month, Months, Unit, YesNo

CUSTODIES = ("free", "awaiting_judgment", "imprisoned", "community")
FREE, AWAITING_JUDGMENT, IMPRISONED, COMMUNITY = 0, 1, 2, 3
Custody = Annotated[int, Unit("custody", "|".join(CUSTODIES), kind="enum", choices=CUSTODIES)]
STILL_PAID_WHEN_MISSING = 6
PRISON = "劳社厅函〔2001〕44号"
MISSING = "劳办发〔1993〕162号"
DEAD = "人社厅函〔2010〕159号"
HANDLING = "社会保险经办条例"

fact("monthly_pension_paid", Fen, low=0, high=100_000_000)
fact("custody", Custody, low=0, high=3, default=FREE)
fact("custody_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("acquitted", YesNo, low=0, high=1, default=0)
fact("missing_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("returned", YesNo, low=0, high=1, default=0)
fact("unconfirmed_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("life_confirmed", YesNo, low=0, high=1, default=0)
fact("last_paid_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("survivors_paid", Fen, low=0, high=MOST_FEN, default=0)


@rule(cites=(PRISON, MISSING, DEAD, f"{HANDLING} §26"), since="2001-03")
def pension_suspended(
    custody: Custody,
    acquitted: YesNo,
    missing_months: Months,
    returned: YesNo,
    unconfirmed_months: Months,
    life_confirmed: YesNo,
) -> YesNo:
    """Stopped in prison or custody (not by a sentence outside), from the seventh month missing, while unconfirmed."""
    if custody == IMPRISONED or (custody == AWAITING_JUDGMENT and acquitted == 0):
        return 1
    if missing_months > STILL_PAID_WHEN_MISSING and returned == 0:
        return 1
    return 1 if unconfirmed_months > 0 and life_confirmed == 0 else 0


@rule(cites=(PRISON, MISSING), since="2001-03")
def pension_payable(monthly_pension_paid: Fen, pension_suspended: YesNo) -> Fen:
    """What is paid for a month; after release it is the old amount, raises of the prison years are not made up."""
    return 0 if pension_suspended == 1 else monthly_pension_paid


@rule(cites=(PRISON, DEAD, MISSING), since="2001-03")
def suspended_months_repaid(
    custody: Custody,
    custody_months: Months,
    acquitted: YesNo,
    missing_months: Months,
    returned: YesNo,
    unconfirmed_months: Months,
    life_confirmed: YesNo,
) -> Months:
    """Months made good: of who was in custody and found not guilty, came back, or was confirmed; never of prison."""
    months = 0
    if custody == AWAITING_JUDGMENT and acquitted == 1:
        months = custody_months
    if returned == 1:
        months = months + max(0, missing_months - STILL_PAID_WHEN_MISSING)
    if life_confirmed == 1:
        months = months + unconfirmed_months
    return months


@rule(
    cites=(PRISON, DEAD, MISSING),
    since="2001-03",
    reading="At the amount stated; the raises of the time are added to it for who came back, not for prison.",
)
def pension_arrears(monthly_pension_paid: Fen, suspended_months_repaid: Months) -> Fen:
    """What is paid afterwards for the months that are made good."""
    return monthly_pension_paid * suspended_months_repaid


@rule(cites=PRISON, since="2001-03")
def pension_raise_allowed(custody: Custody) -> YesNo:
    """No raise while serving a sentence, inside prison or outside."""
    return 1 if custody < IMPRISONED else 0


@rule(cites=(f"{HANDLING} §25", f"{HANDLING} §46"), since="2011-07")
def overpaid_after_death(monthly_pension_paid: Fen, death_month: Month, last_paid_month: Month) -> Fen:
    """What was paid for months after the month of death; it goes back."""
    return 0 if death_month == 0 else monthly_pension_paid * max(0, last_paid_month - death_month)


@rule(cites=(DEAD, "人社部发〔2021〕18号"), since="2010-04")
def survivors_grants_returned(survivors_paid: Fen, returned: YesNo) -> Fen:
    """Funeral and survivors' grants go back when a person declared dead turns up."""
    return survivors_paid if returned == 1 else 0

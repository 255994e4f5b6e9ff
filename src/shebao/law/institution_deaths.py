"""What the families of civil servants and of members of institutions get at a death: multiples of pay and income.

The one thing to know: the texts name no month they begin in that we have seen; each is taken from the January after it.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.facts import NOT_STATED
from shebao.law.language import fact, rule
from shebao.law.units import Count, Fen, Table, Unit

MOST_WAGE = 10_000_000
CAUSES = ("illness", "duty", "martyr")
Cause = Annotated[int, Unit("cause", "|".join(CAUSES), kind="enum", choices=CAUSES)]
CIVIL_SERVANTS = "民发〔2011〕192号"
INSTITUTIONS = "人社部发〔2008〕42号"

fact("service_death_cause", Cause, low=0, high=len(CAUSES) - 1, default=0)
fact("basic_retirement_pay", Fen, low=0, high=MOST_WAGE)
fact("basic_wage_at_death", Fen, low=NOT_STATED, high=MOST_WAGE, default=NOT_STATED)


@rule(cites=(CIVIL_SERVANTS, INSTITUTIONS), since="2009-01")
def death_grant_pay(basic_wage_at_death: Fen, basic_retirement_pay: Fen) -> Fen:
    """The monthly pay the grant multiplies: the basic wage in service, the basic retirement pay of a retiree."""
    return basic_retirement_pay if basic_wage_at_death == NOT_STATED else basic_wage_at_death


@rule(cites=CIVIL_SERVANTS, since="2012-01")
def civil_servant_death_grant(
    urban_income: Fen,
    death_grant_pay: Fen,
    service_death_cause: Cause,
    civil_death_income_multiple: Table[Count],
    civil_death_pay_months: Table[Count],
) -> Fen:
    """Twice (twenty times for a death on duty) the nation's urban income of the year before, and forty months' pay."""
    income = urban_income * civil_death_income_multiple[service_death_cause]
    return income + death_grant_pay * civil_death_pay_months[service_death_cause]


@rule(cites=CIVIL_SERVANTS, since="2012-01")
def civil_servant_death_total(civil_servant_death_grant: Fen, local_funeral_flat: Fen) -> Fen:
    """The grant and the place's flat sum for the funeral."""
    return civil_servant_death_grant + local_funeral_flat


@rule(cites=INSTITUTIONS, since="2009-01")
def institution_death_grant(
    death_grant_pay: Fen, service_death_cause: Cause, institution_death_pay_months: Table[Count]
) -> Fen:
    """Twenty months' pay for a death by illness, forty on duty, eighty for a martyr."""
    return death_grant_pay * institution_death_pay_months[service_death_cause]


@rule(cites=INSTITUTIONS, since="2009-01")
def institution_death_total(institution_death_grant: Fen, local_funeral_flat: Fen) -> Fen:
    """The grant and the place's flat sum for the funeral."""
    return institution_death_grant + local_funeral_flat

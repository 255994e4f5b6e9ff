"""Unemployment benefit: who may have it, for how many months, when it begins, rests and ends.

The one thing to know: provinces set the months inside the ceilings of the national law. Most count whole years
by a table, three count months by steps; what a place is not known to do is a hole, not the ceiling.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import full_years, month_of
from shebao.law.facts import FIRST_DAY, LAST_DAY, MOST_MONTHS
from shebao.law.language import down, fact, formula, rule, up
from shebao.law.units import Count, Day, Days, Month, Months, Table, Tenths, Unit, YesNo

LAW = "社会保险法"
ACT = "失业保险条例"
GUANGDONG = "广东省失业保险条例"
TENTH = 10
MOST_YEARS_COUNTED = 40
START, BASE, STEP, REST, LIMIT, LATER_STEP, LATER_REST = 1, 2, 3, 4, 5, 6, 7

LEAVING = (
    "contract_expired", "employer_bankrupt", "employer_closed", "dismissed_for_fault", "dismissed_with_notice",
    "laid_off", "agreed_on_employer_proposal", "removed_from_post", "quit_for_employer_fault",
    "resigned", "agreed_on_own_proposal", "retired",
)  # fmt: skip
LAST_AGAINST_WILL = 8
LeavingReason = Annotated[int, Unit("leaving_reason", "|".join(LEAVING), kind="enum", choices=LEAVING)]
EVENTS = (
    "none", "reemployed", "conscripted", "emigrated", "drawing_pension", "pension_age_reached", "imprisoned",
    "drug_detention", "died",
)  # fmt: skip
NOTHING, DRAWING_PENSION, PENSION_AGE, PRISON, DETENTION = 0, 4, 5, 6, 7
StopEvent = Annotated[int, Unit("stop_event", "|".join(EVENTS), kind="enum", choices=EVENTS)]

fact("unemployment_months_paid", Months, low=0, high=MOST_MONTHS)
fact("unemployment_months_drawn", Months, low=0, high=24, default=0)
fact("unemployment_benefit_month", Count, low=1, high=600, default=1)
fact("leaving_reason", LeavingReason, low=0, high=len(LEAVING) - 1)
fact("registered_unemployed", YesNo, low=0, high=1)
fact("employment_ended", Day, low=FIRST_DAY, high=LAST_DAY)
fact("unemployment_registered", Day, low=FIRST_DAY, high=LAST_DAY)
fact("unemployment_claimed", Day, low=FIRST_DAY, high=LAST_DAY)
fact("claimed_in_time", YesNo, low=0, high=1, default=1)
fact("stop_event", StopEvent, low=0, high=len(EVENTS) - 1, default=NOTHING)
fact("work_refusals", Count, low=0, high=100, default=0)
fact("missed_monthly_checks", Count, low=0, high=100, default=0)
fact("unreported_days", Days, low=0, high=10_000, default=0)


@rule(
    cites=(f"{LAW} §45", f"{ACT} §14", f"{GUANGDONG} §16"),
    since="1999-01",
    reading="Guangdong's list of the endings that count, by the articles of the Labour Contract Law, for every place.",
)
def left_against_will(leaving_reason: LeavingReason) -> YesNo:
    """Whether work ended otherwise than by the worker's own wish."""
    return 1 if leaving_reason <= LAST_AGAINST_WILL else 0


@rule(cites=(f"{LAW} §45", f"{ACT} §14"), since="1999-01")
def unemployment_paid_enough(
    unemployment_months_paid: Months,
    unemployment_minimum_months: Months,
    unused_unemployment_months: Months,
    unused_months_suffice: YesNo,
) -> YesNo:
    """A year paid by employer and worker; in some places months left from an earlier spell do as well."""
    if unused_months_suffice == 1 and unused_unemployment_months > 0:
        return 1
    return 1 if unemployment_months_paid >= unemployment_minimum_months else 0


@rule(cites=(f"{LAW} §45", f"{ACT} §14"), since="1999-01")
def unemployment_entitled(
    unemployment_paid_enough: YesNo, left_against_will: YesNo, registered_unemployed: YesNo
) -> YesNo:
    """Whether benefit is due: a year paid, work lost against the own will, registered and looking for work."""
    return unemployment_paid_enough * left_against_will * registered_unemployed


@formula
def steps(months: Months, step: Months, rest: Months) -> Count:
    """Whole steps in the months; a rest counts as one when it reaches `rest`."""
    return down(months + step - rest, step)


@rule(
    cites=(f"{LAW} §46", f"{ACT} §17"),
    since="1999-01",
    local=True,
    reading="Without a place the ceilings themselves, since the national text has no finer steps.",
)
def unemployment_new_months(unemployment_months_paid: Months, unemployment_months_table: Table[Tenths]) -> Tenths:
    """The months that the years paid since the last spell give, by the place's table of whole years."""
    years = full_years(unemployment_months_paid)
    if years == 0:
        return 0
    return unemployment_months_table[min(years, MOST_YEARS_COUNTED)]


@rule(
    cites=(f"{GUANGDONG} §17", "浙江省失业保险条例", "海南省城镇从业人员失业保险条例"),
    since="2004-01",
    regions=("330000", "440000", "460000"),
)
def unemployment_new_months(
    unemployment_months_paid: Months, unemployment_minimum_months: Months, unemployment_step_table: Table[Count]
) -> Tenths:
    """One month of benefit for every step of months paid, by a shorter or longer step from some year on."""
    if unemployment_months_paid < unemployment_minimum_months:
        return 0
    early = min(unemployment_months_paid, unemployment_step_table[LIMIT]) - unemployment_step_table[START]
    later = max(0, unemployment_months_paid - unemployment_step_table[LIMIT])
    count = steps(early, unemployment_step_table[STEP], unemployment_step_table[REST])
    more = steps(later, unemployment_step_table[LATER_STEP], unemployment_step_table[LATER_REST])
    return (unemployment_step_table[BASE] + count + more) * TENTH


@rule(cites=(f"{LAW} §46", f"{ACT} §17"), since="1999-01")
def unemployment_months_ceiling(
    unemployment_months_paid: Months, unemployment_minimum_months: Months, unemployment_ceiling_table: Table[Months]
) -> Months:
    """The most months that the years paid can give: 12, from five years 18, from ten 24."""
    if unemployment_months_paid < unemployment_minimum_months:
        return 0
    return unemployment_ceiling_table[min(down(unemployment_months_paid, 60), 2) + 1]


@rule(cites=(f"{LAW} §46", f"{ACT} §17"), since="1999-01")
def unemployment_benefit_months(
    unemployment_new_months: Tenths,
    unemployment_months_ceiling: Months,
    unused_unemployment_months: Months,
    unemployment_months_most: Months,
) -> Tenths:
    """The months of the new spell and those left from the one before, 24 at most."""
    new = min(unemployment_new_months, unemployment_months_ceiling * TENTH)
    return min(new + unused_unemployment_months * TENTH, unemployment_months_most * TENTH)


@rule(cites=(f"{LAW} §46", f"{ACT} §17"), since="1999-01")
def unemployment_months_left(unemployment_benefit_months: Tenths, unemployment_months_drawn: Months) -> Tenths:
    """The months not drawn, which a later spell may add to its own."""
    return max(0, unemployment_benefit_months - unemployment_months_drawn * TENTH)


@rule(cites=(f"{LAW} §50", f"{ACT} §16"), since="1999-01")
def unemployment_report_deadline(employment_ended: Day, leaver_report_days: Days) -> Day:
    """The last day on which the employer reports who has lost work."""
    return employment_ended + leaver_report_days


@rule(cites=("社会保险经办条例 §24", f"{GUANGDONG} §36"), since="2023-12")
def unemployment_decision_days(claim_decision_days: Days) -> Days:
    """The working days within which a claim is decided."""
    return claim_decision_days


@rule(cites=(f"{LAW} §50", f"{ACT} §16", f"{GUANGDONG} §36"), since="1999-01")
def unemployment_start(
    unemployment_registered: Day, unemployment_claimed: Day, claimed_in_time: YesNo, late_claim_starts_at_claim: YesNo
) -> Day:
    """The months count from the registration; where the place says so, a late claim counts from its own day."""
    if late_claim_starts_at_claim == 1 and claimed_in_time == 0:
        return max(unemployment_claimed, unemployment_registered)
    return unemployment_registered


@rule(cites=f"{LAW} §46", since="1999-01", reading="A month begun is paid in full; half a month counts as one.")
def unemployment_last_month(unemployment_start: Day, unemployment_benefit_months: Tenths) -> Month:
    """The last month of the benefit when nothing stops it."""
    return month_of(unemployment_start) + up(unemployment_benefit_months, TENTH) - 1


@rule(
    cites=("人社部发〔2020〕40号", "郑州市失业保险条例 §31"),
    since="1999-01",
    reading="Asked in the month in which the benefit runs out; exactly a year away is no longer less than a year.",
)
def unemployment_extension_months(
    as_of: Month, statutory_retirement_month: Month, unemployment_extension_window: Months
) -> Months:
    """The months of benefit beyond the last for who is near the statutory retirement age: up to that month."""
    left = max(0, statutory_retirement_month - as_of)
    return left if left < unemployment_extension_window else 0


@rule(
    cites=(f"{LAW} §51", f"{ACT} §15"),
    since="1999-01",
    reading="The Law of 2011 no longer names prison, the Regulation still does: it stops where the place has no other"
    " rule. One refusal stops unless the place says how many.",
)
def unemployment_benefit_stops(
    stop_event: StopEvent,
    imprisonment_stops_benefit: YesNo,
    pension_age_stops_benefit: YesNo,
    work_refusals: Count,
    refusals_that_stop: Count,
    missed_monthly_checks: Count,
    missed_checks_that_stop: Count,
    unreported_days: Days,
    unreported_days_that_stop: Days,
) -> YesNo:
    """Whether benefit ends: work, army, emigration, pension, refusing fit work or training, by the place prison."""
    if work_refusals >= refusals_that_stop:
        return 1
    if missed_checks_that_stop > 0 and missed_monthly_checks >= missed_checks_that_stop:
        return 1
    if unreported_days_that_stop > 0 and unreported_days > unreported_days_that_stop:
        return 1
    if stop_event == PRISON:
        return imprisonment_stops_benefit
    if stop_event == PENSION_AGE:
        return pension_age_stops_benefit
    if stop_event == DETENTION:
        return 0
    return 0 if stop_event == NOTHING else 1


@rule(cites=(f"{GUANGDONG} §28", f"{ACT} §15"), since="1999-01")
def unemployment_benefit_rests(stop_event: StopEvent, imprisonment_stops_benefit: YesNo) -> YesNo:
    """Whether the benefit and its months stand still until release, where prison does not end them."""
    if imprisonment_stops_benefit == 1:
        return 0
    return 1 if PRISON <= stop_event <= DETENTION else 0

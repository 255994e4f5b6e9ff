"""The last days of a work injury case: application, decision, appraisal, second appraisal, review, payment.

A period of days or years begins on the day after the event; its last day is counted. All are days of the calendar
unless a rule says working days.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import months_later, working_days_later
from shebao.law.facts import FIRST_DAY, LAST_DAY
from shebao.law.injury import ACT
from shebao.law.language import fact, rule
from shebao.law.units import NO, YES, Day, Days, Fen, Unit, YesNo

APPLICANTS = ("employer", "worker")
EMPLOYER = 0
Applicant = Annotated[int, Unit("injury_applicant", "|".join(APPLICANTS), kind="enum", choices=APPLICANTS)]
COURT = "法释〔2014〕9号"
APPRAISAL = "劳动能力鉴定管理办法"
FROM_NEXT_DAY = "The day of the event is not counted, the last day is."
LONGEST = 10_000

fact("application_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("application_received_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("application_accepted_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("recognition_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("appraisal_application_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("appraisal_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("appraisal_received_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("cost_claim_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("injury_applicant", Applicant, low=0, high=1)
fact("application_extension_agreed", YesNo, low=0, high=1, default=NO)
fact("days_held_up", Days, low=0, high=LONGEST, default=0)
fact("clear_case", YesNo, low=0, high=1, default=NO)
fact("days_awaiting_finding", Days, low=0, high=LONGEST, default=0)
fact("appraisal_extended", YesNo, low=0, high=1, default=NO)
fact("holidays_in_period", Days, low=0, high=60, default=0)
fact("cost_before_application", Fen, low=0, high=1_000_000_000)


@rule(cites=f"{ACT} §17", since="2004-01", reading=FROM_NEXT_DAY)
def employer_application_deadline(
    injury_day: Day, application_extension_agreed: YesNo, extended_application_days: Days
) -> Day:
    """The employer applies within 30 days of the accident or diagnosis, longer where the office agrees to it."""
    if application_extension_agreed == YES:
        return injury_day + extended_application_days
    return injury_day + 30


@rule(cites=(f"{ACT} §17", f"{COURT} §7"), since="2004-01", reading=FROM_NEXT_DAY)
def worker_application_deadline(injury_day: Day, days_held_up: Days) -> Day:
    """Worker, relatives or union apply within a year; days lost through no fault of their own are not counted."""
    return months_later(injury_day, 12) + days_held_up


@rule(cites=f"{ACT} §17", since="2004-01")
def application_in_time(
    injury_applicant: Applicant,
    application_day: Day,
    employer_application_deadline: Day,
    worker_application_deadline: Day,
) -> YesNo:
    """Whether the application came by the last day of who made it."""
    if injury_applicant == EMPLOYER:
        return YES if application_day <= employer_application_deadline else NO
    return YES if application_day <= worker_application_deadline else NO


@rule(cites=(f"{ACT} §17", "浙江省工伤保险条例 §13"), since="2004-01")
def cost_before_application_from_employer(
    application_day: Day, employer_application_deadline: Day, cost_before_application: Fen
) -> Fen:
    """Where nobody has applied by the employer's last day, the employer bears the benefits that arose before."""
    return cost_before_application if application_day > employer_application_deadline else 0


@rule(cites="浙江省工伤保险条例 §16", since="2018-01", regions=("330000",), reading=FROM_NEXT_DAY)
def acceptance_deadline(application_received_day: Day, holidays_in_period: Days) -> Day:
    """Whether an application is accepted is said at once or within five working days."""
    return working_days_later(application_received_day, 5 + holidays_in_period)


@rule(cites=f"{ACT} §20", since="2011-01", reading=FROM_NEXT_DAY)
def recognition_deadline(application_accepted_day: Day, clear_case: YesNo, days_awaiting_finding: Days) -> Day:
    """The decision comes within 60 days, 15 in a clear case; waiting for a court or authority stops the clock."""
    days = 15 if clear_case == YES else 60
    return application_accepted_day + days + days_awaiting_finding


@rule(cites="河南省工伤保险条例 §19", since="2007-10", regions=("410000",), reading=FROM_NEXT_DAY)
def recognition_notice_deadline(recognition_day: Day) -> Day:
    """The decision is sent to worker and employer within 15 days."""
    return recognition_day + 15


@rule(cites=(f"{ACT} §25", f"{ACT} §29"), since="2004-01", reading=FROM_NEXT_DAY)
def appraisal_deadline(appraisal_application_day: Day, appraisal_extended: YesNo) -> Day:
    """The grade is found within 60 days, 30 more where needed; so in a second appraisal and a review."""
    return appraisal_application_day + (90 if appraisal_extended == YES else 60)


@rule(cites=(f"{ACT} §25", APPRAISAL), since="2014-04", reading=FROM_NEXT_DAY)
def appraisal_notice_deadline(appraisal_day: Day, appraisal_notice_days: Days) -> Day:
    """The finding is served in due time: within 20 days, 15 since the new measures."""
    return appraisal_day + appraisal_notice_days


@rule(cites=f"{ACT} §26", since="2004-01", reading=FROM_NEXT_DAY)
def second_appraisal_deadline(appraisal_received_day: Day) -> Day:
    """Who does not accept the grade asks the province for a second appraisal within 15 days of receiving it."""
    return appraisal_received_day + 15


@rule(cites=f"{ACT} §28", since="2004-01", reading="The first day after a full year.")
def review_appraisal_first_day(appraisal_day: Day) -> Day:
    """A year after the finding, a review may be asked for where the disability has changed."""
    return months_later(appraisal_day, 12) + 1


@rule(
    cites="社会保险经办条例 §22",
    since="2023-12",
    reading=FROM_NEXT_DAY + " Public holidays on working days are stated by the asker.",
)
def injury_cost_claim_deadline(cost_claim_day: Day, holidays_in_period: Days) -> Day:
    """Costs that the person has paid and claims by hand are settled within 20 working days."""
    return working_days_later(cost_claim_day, 20 + holidays_in_period)

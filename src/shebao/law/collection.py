"""Who must be insured, and how premiums are registered, declared, collected and given back.

The one thing to know: a term of days ends on the day named here, the first day not counted. Where that day is a
holiday the term ends on the next working day; no calendar of holidays is kept here, so this is left to the reader.
"""

# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.facts import FIRST_DAY, LAST_DAY, LAST_MONTH, MOST_FEN
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, Day, Days, Fen, Month, Months, Ppm, Table, Unit, YesNo

BRANCHES = ("pension", "medical", "unemployment", "injury", "maternity")
PENSION, MEDICAL, UNEMPLOYMENT, INJURY, MATERNITY = 0, 1, 2, 3, 4
EMPLOYERS = (
    "enterprise", "institution_run_as_enterprise", "public_institution", "government", "social_organisation",
    "private_nonprofit", "self_employed_with_workers", "none",
)  # fmt: skip
NOBODY = 7
Branch = Annotated[int, Unit("branch", "|".join(BRANCHES), kind="enum", choices=BRANCHES)]
Employer = Annotated[int, Unit("employer", "|".join(EMPLOYERS), kind="enum", choices=EMPLOYERS)]

LAW = "社会保险法"
COLLECTION = "社会保险费征缴暂行条例"
HANDLING = "社会保险经办条例"
FIRST_DAY_OF_LAW = 734_319  # 2011-07-01

fact("insurance_branch", Branch, low=0, high=4)
fact("employer_type", Employer, low=0, high=7)
fact("registers_with_authority", YesNo, low=0, high=1, default=1)
fact("established_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("registration_application_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("registration_changed_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("hired_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("previous_month_premium", Fen, low=0, high=MOST_FEN, default=0)
fact("estimated_premium", Fen, low=0, high=MOST_FEN)
fact("premium_due", Fen, low=0, high=MOST_FEN)
fact("premium_paid", Fen, low=0, high=MOST_FEN)
fact("bank_balance", Fen, low=0, high=MOST_FEN)
fact("premium_due_month", Month, low=0, high=LAST_MONTH)
fact("overdue_since", Day, low=FIRST_DAY, high=LAST_DAY)
fact("payment_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("paid_within_order", YesNo, low=0, high=1, default=0)
fact("unemployment_overdue", YesNo, low=0, high=1, default=0)
fact("premiums_unpaid", Fen, low=0, high=MOST_FEN)
fact("late_fee_unpaid", Fen, low=0, high=MOST_FEN, default=0)
fact("fines_unpaid", Fen, low=0, high=MOST_FEN, default=0)
fact("last_statement_month", Month, low=0, high=LAST_MONTH)
fact("last_publication_month", Month, low=0, high=LAST_MONTH)


# Who is insured


@rule(
    cites=(
        f"{LAW} §10", f"{LAW} §23", f"{LAW} §33", f"{LAW} §44", f"{LAW} §53", f"{COLLECTION} §2", f"{COLLECTION} §3",
        f"{COLLECTION} §29", "失业保险条例 §2", "失业保险条例 §32", "工伤保险条例 §2", "工伤保险条例 §65",
    ),
    since="1999-01",
)  # fmt: skip
def insurance_duty(insurance_duty_table: Table[YesNo], employer_type: Employer, insurance_branch: Branch) -> YesNo:
    """Whether an employer of this kind must insure its workers in this branch."""
    return insurance_duty_table[employer_type * 5 + insurance_branch]


@rule(cites=(f"{LAW} §10", f"{LAW} §23", f"{LAW} §58"), since="2011-07")
def insurance_choice(employer_type: Employer, insurance_branch: Branch) -> YesNo:
    """Who works for nobody may join pension and medical insurance of employees, and pays all of it."""
    return 1 if employer_type == NOBODY and insurance_branch <= MEDICAL else 0


@rule(cites=(f"{LAW} §10", f"{LAW} §23", f"{LAW} §33", f"{LAW} §44", f"{LAW} §53", "工伤保险条例 §10"), since="2011-07")
def employee_shares_premium(insurance_branch: Branch) -> YesNo:
    """Workers pay with the employer for pension, medical and unemployment insurance, never for injury or maternity."""
    return 1 if insurance_branch <= UNEMPLOYMENT else 0


# Registration


@rule(cites=f"{COLLECTION} §8", since="1999-01")
def registration_last_day(established_day: Day, registration_days: Days) -> Day:
    """An employer registers for social insurance within the days after it was founded."""
    return established_day + registration_days


@rule(
    cites=(f"{COLLECTION} §8", f"{HANDLING} §6", f"{LAW} §57"),
    since="2019-03",
    reading="Whoever registers with an authority is registered here the same day; the law's days are left to the "
    "others. Another reading leaves the law's days to all.",
)
def registration_last_day(established_day: Day, registration_days: Days, registers_with_authority: YesNo) -> Day:
    """Registered together with the registration of the employer itself; without such a one, within the days after."""
    if registers_with_authority == 1:
        return established_day
    return established_day + registration_days


@rule(cites=f"{LAW} §57", since="2011-07")
def registration_review_last_day(registration_application_day: Day, registration_review_days: Days) -> Day:
    """The agency reviews an employer's application within the days after it came in and gives the certificate."""
    return registration_application_day + registration_review_days


@rule(cites=(f"{COLLECTION} §9", f"{LAW} §57"), since="1999-01")
def registration_change_last_day(registration_changed_day: Day, registration_change_days: Days) -> Day:
    """An employer that changes or ends has its registration changed or cancelled within the days after."""
    return registration_changed_day + registration_change_days


@rule(cites=f"{LAW} §58", since="2011-07")
def worker_registration_last_day(hired_day: Day, worker_registration_days: Days) -> Day:
    """An employer registers a worker within the days after taking her on."""
    return hired_day + worker_registration_days


# Declaring and paying


@rule(cites=(f"{LAW} §60", f"{COLLECTION} §12"), since="1999-01")
def withheld_premium(employee_pension_contribution: Fen, employee_unemployment_contribution: Fen) -> Fen:
    """What the employer keeps back from a worker's wage of a month: her own premiums, medical apart."""
    return employee_pension_contribution + employee_unemployment_contribution


@rule(cites=(f"{LAW} §60", f"{COLLECTION} §12"), since="2004-01")
def premium_remitted(
    employer_pension_contribution: Fen,
    employer_unemployment_contribution: Fen,
    injury_contribution: Fen,
    withheld_premium: Fen,
) -> Fen:
    """What the employer pays over for a worker and month, in money and in full: its own part and what it withheld."""
    return employer_pension_contribution + employer_unemployment_contribution + injury_contribution + withheld_premium


@rule(cites=(f"{COLLECTION} §10", f"{LAW} §62"), since="1999-01")
def presumed_premium(previous_month_premium: Fen, estimated_premium: Fen, presumed_premium_share: Ppm) -> Fen:
    """Undeclared premiums are set at 110 percent of the month before; without one, as the agency estimates."""
    if previous_month_premium > 0:
        return half_up(previous_month_premium * presumed_premium_share, MILLION)
    return estimated_premium


@rule(cites=(f"{COLLECTION} §10", f"{LAW} §62", f"{LAW} §90"), since="1999-01")
def premium_refund(premium_paid: Fen, premium_due: Fen) -> Fen:
    """What was paid above the right amount is given back."""
    return max(0, premium_paid - premium_due)


@rule(cites=(f"{COLLECTION} §10", f"{LAW} §62", f"{LAW} §63", f"{LAW} §90"), since="1999-01")
def premium_shortfall(premium_paid: Fen, premium_due: Fen) -> Fen:
    """What was paid below the right amount is collected afterwards."""
    return max(0, premium_due - premium_paid)


@rule(cites=f"{LAW} §63", since="2011-07")
def bank_levy(premium_shortfall: Fen, bank_balance: Fen) -> Fen:
    """What can be taken from the employer's bank accounts once the order to pay has run out."""
    return min(premium_shortfall, bank_balance)


@rule(cites=f"{LAW} §63", since="2011-07")
def guaranteed_amount(premium_shortfall: Fen, bank_levy: Fen) -> Fen:
    """What the accounts do not cover: for it a guarantee may be asked and a later payment agreed, or goods seized."""
    return premium_shortfall - bank_levy


@rule(cites=f"{LAW} §60", since="2011-07")
def deferral_last_month(premium_due_month: Month, deferral_months_most: Months) -> Month:
    """The last month a premium may be put off to, free of late fee: its own, unless a law lets it wait."""
    return premium_due_month + deferral_months_most


# What is late


@rule(cites=(f"{COLLECTION} §13", f"{LAW} §86"), since="1999-01")
def overdue_days(overdue_since: Day, payment_day: Day) -> Days:
    """The days from the first day of arrears to the day of payment, which is not counted."""
    return max(0, payment_day - overdue_since)


@rule(cites=f"{COLLECTION} §13", since="1999-01")
def late_fee(overdue_amount: Fen, overdue_days: Days, late_fee_rate: Ppm, paid_within_order: YesNo) -> Fen:
    """Two thousandths a day from the first day of arrears, if the time set in the order to pay was missed too."""
    if paid_within_order == 1:
        return 0
    return half_up(overdue_amount * late_fee_rate * overdue_days, MILLION)


@rule(
    cites=(f"{LAW} §86", "工伤保险条例 §62"),
    since="2011-07",
    reading="No ceiling unless a place sets one; another reading caps every late fee at the principal as a fee of "
    "administrative enforcement.",
)
def late_fee(
    overdue_amount: Fen,
    overdue_days: Days,
    late_fee_rate: Ppm,
    unemployment_overdue: YesNo,
    unemployment_late_fee_capped: YesNo,
) -> Fen:
    """Half a thousandth a day on what is overdue; the day of payment is not counted."""
    fee = half_up(overdue_amount * late_fee_rate * overdue_days, MILLION)
    if unemployment_overdue == 1 and unemployment_late_fee_capped == 1:
        return min(fee, overdue_amount)
    return fee


@rule(
    cites=(f"{COLLECTION} §13", f"{LAW} §86", "人社部令第13号 §29"),
    since="2011-07",
    reading="Arrears begun before July 2011 bear the old rate for the days before and the new one from then on; "
    "another reading keeps the old rate to the end.",
)
def late_fee_by_days(
    overdue_amount: Fen, overdue_since: Day, payment_day: Day, late_fee_rate: Ppm, late_fee_rate_before_law: Ppm
) -> Fen:
    """The late fee of arrears that may have begun under the earlier rate: every day at the rate of its own time."""
    old_days = max(0, min(payment_day, FIRST_DAY_OF_LAW) - overdue_since)
    new_days = max(0, payment_day - max(overdue_since, FIRST_DAY_OF_LAW))
    return half_up(overdue_amount * (late_fee_rate_before_law * old_days + late_fee_rate * new_days), MILLION)


@rule(cites=(f"{COLLECTION} §13", f"{COLLECTION} §24", f"{LAW} §86", "工伤保险条例 §62"), since="1999-01")
def arrears_total(overdue_amount: Fen, late_fee: Fen) -> Fen:
    """What clears the arrears: the premiums and the late fee on them, which goes to the fund."""
    return overdue_amount + late_fee


@rule(cites=f"{HANDLING} §10", since="2023-12")
def deregistration_allowed(premiums_unpaid: Fen, late_fee_unpaid: Fen, fines_unpaid: Fen) -> YesNo:
    """An employer's registration is cancelled only when no premium, late fee or fine is left unpaid."""
    return 1 if premiums_unpaid + late_fee_unpaid + fines_unpaid == 0 else 0


# What is told


@rule(cites=f"{COLLECTION} §16", since="1999-01")
def account_statement_last_month(last_statement_month: Month, statement_months: Months) -> Month:
    """The month by which the next statement of the personal account is sent: at least one a year."""
    return last_statement_month + statement_months


@rule(cites=f"{COLLECTION} §17", since="1999-01")
def premium_publication_last_month(last_publication_month: Month, publication_months: Months) -> Month:
    """The month by which the employer tells its workers again what it paid: every year."""
    return last_publication_month + publication_months

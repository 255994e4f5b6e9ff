"""What agencies owe and when: time limits of service, checking who may still draw, getting back what was overpaid.

The one thing to know: the limits here are working days, given as a number. A last day over working days needs the
calendar of holidays and shifted weekends that the State Council sets each year; it is not kept here, so no rule
turns these numbers into a date.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.facts import FIRST_MONTH, LAST_MONTH, MOST_FEN, MOST_MONTHS
from shebao.law.language import down, fact, rule, up
from shebao.law.units import Count, Days, Fen, Month, Months, Table, Unit, YesNo

HANDLING = "社会保险经办条例"
CHECKING = "人社厅发〔2018〕54号"

# Services, the keys of the table of limits.
PERSONAL_REGISTRATION, REGISTRATION_CHANGE, PENSION, MEDICAL, MATERNITY = 0, 1, 2, 3, 4
INJURY, UNEMPLOYMENT, TRAINING, STOP_REPORT, TRANSFER_NOTICE = 5, 6, 7, 8, 9

SCHEMES = ("employees", "residents", "unemployment", "injury", "maternity")
RESIDENTS, JOBLESS = 1, 2
Scheme = Annotated[int, Unit("scheme", "|".join(SCHEMES), kind="enum", choices=SCHEMES)]
WorkingDays = Annotated[int, Unit("working_days", "working days")]

fact("moving_scheme", Scheme, low=0, high=4)
fact("draws_benefit", YesNo, low=0, high=1, default=0)
fact("data_matched", YesNo, low=0, high=1, default=0)
fact("self_verified", YesNo, low=0, high=1, default=0)
fact("found_unqualified", YesNo, low=0, high=1, default=0)
fact("last_verified_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("suspended_benefit", Fen, low=0, high=10_000_000)
fact("months_suspended", Months, low=0, high=MOST_MONTHS)
fact("overpaid_benefit", Fen, low=0, high=10_000_000)
fact("overpaid_months", Months, low=0, high=MOST_MONTHS)
fact("overpaid_amount", Fen, low=0, high=MOST_FEN)
fact("repayments", Count, low=1, high=MOST_MONTHS, default=1)
fact("monthly_offset", Fen, low=1, high=MOST_FEN)
fact("offsetting_balance", Fen, low=0, high=MOST_FEN)
fact("died_insured", YesNo, low=0, high=1, default=0)
fact("died_drawing_unemployment_benefit", YesNo, low=0, high=1, default=0)


# How long an agency may take


@rule(cites=f"{HANDLING} §6", since="2023-12")
def personal_registration_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has to register a person after the application came in."""
    return handling_working_days[PERSONAL_REGISTRATION]


@rule(cites=f"{HANDLING} §10", since="2023-12")
def registration_change_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has to change or cancel a registration."""
    return handling_working_days[REGISTRATION_CHANGE]


@rule(cites=f"{HANDLING} §18", since="2023-12")
def pension_decision_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has to decide on an application for a basic pension."""
    return handling_working_days[PENSION]


@rule(cites=f"{HANDLING} §20", since="2023-12")
def medical_claim_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has for medical bills handed in by hand."""
    return handling_working_days[MEDICAL]


@rule(cites=f"{HANDLING} §20", since="2023-12")
def maternity_claim_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has to decide on a maternity allowance."""
    return handling_working_days[MATERNITY]


@rule(cites=f"{HANDLING} §22", since="2023-12")
def injury_claim_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has for bills of treating a work injury handed in by hand."""
    return handling_working_days[INJURY]


@rule(cites=f"{HANDLING} §24", since="2014-07")
def unemployment_claim_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has to decide on unemployment benefit; some places promise fewer."""
    return handling_working_days[UNEMPLOYMENT]


@rule(cites=f"{HANDLING} §24", since="2023-12")
def training_subsidy_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an agency has to check the certificate and grant a subsidy for training."""
    return handling_working_days[TRAINING]


@rule(cites=f"{HANDLING} §25", since="2023-12")
def stop_report_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days an employer, the person or the family has to tell what ends a benefit."""
    return handling_working_days[STOP_REPORT]


@rule(cites="人社厅发〔2019〕94号 §3", since="2019-09")
def untransferable_notice_limit(handling_working_days: Table[Days]) -> WorkingDays:
    """The working days to tell a person which back-paid months cannot be moved to another place."""
    return handling_working_days[TRANSFER_NOTICE]


# What moves along


@rule(cites=(f"{HANDLING} §12", f"{HANDLING} §14", f"{HANDLING} §15"), since="2023-12")
def relation_moves(moving_scheme: Scheme, draws_benefit: YesNo) -> YesNo:
    """Pension and unemployment records follow who moves, a resident's unless drawn; injury and maternity start anew."""
    if moving_scheme == RESIDENTS:
        return 1 - draws_benefit
    return 1 if moving_scheme <= JOBLESS else 0


@rule(cites=f"{HANDLING} §19", since="2023-12")
def survivors_may_claim(died_insured: YesNo, died_drawing_unemployment_benefit: YesNo) -> YesNo:
    """Survivors of someone in employees' pension insurance, or drawing unemployment benefit, claim both grants."""
    return max(died_insured, died_drawing_unemployment_benefit)


# Who may still draw


@rule(cites=(f"{HANDLING} §26", CHECKING), since="2018-07")
def verification_due_month(last_verified_month: Month, verification_months: Months) -> Month:
    """The month by which it must be shown again that a benefit is still due: a year after the last time."""
    return last_verified_month + verification_months


@rule(cites=(f"{HANDLING} §26", CHECKING), since="2018-07")
def verification_overdue(as_of: Month, verification_due_month: Month) -> YesNo:
    """Whether a year has passed since it was last shown that the benefit is still due."""
    return 1 if as_of > verification_due_month else 0


@rule(cites=f"{HANDLING} §26", since="2023-12")
def visit_needed(data_matched: YesNo, self_verified: YesNo) -> YesNo:
    """An employer or a third party looks into it only where neither data nor the person's own check confirms it."""
    return 1 if data_matched == 0 and self_verified == 0 else 0


@rule(cites=(f"{HANDLING} §25", f"{HANDLING} §26"), since="2023-12")
def benefit_ends(found_unqualified: YesNo) -> YesNo:
    """A benefit ends once the agency has looked into it and found the right to it gone, never on suspicion."""
    return found_unqualified


@rule(
    cites=(f"{HANDLING} §26", "人社厅发〔2018〕107号"),
    since="2018-10",
    assumed="that suspended months are paid afterwards is known from practice; the text read says so only in part",
)
def suspended_benefit_due(suspended_benefit: Fen, months_suspended: Months) -> Fen:
    """What was held back for want of a check is paid once the check is made."""
    return suspended_benefit * months_suspended


# What was paid too much


@rule(cites=f"{HANDLING} §46", since="2023-12")
def overpaid_amount(overpaid_benefit: Fen, overpaid_months: Months) -> Fen:
    """What was drawn in months in which the right had ended, all of it to be given back."""
    return overpaid_benefit * overpaid_months


@rule(
    cites=f"{HANDLING} §46",
    since="2023-12",
    reading="Equal parts in whole fen, rounded down, and the last one takes the rest; the text leaves the parts to the "
    "agreement.",
)
def repayment_part(overpaid_amount: Fen, repayments: Count) -> Fen:
    """Each part of what is given back by agreement in several parts; one part means at once."""
    return down(overpaid_amount, repayments)


@rule(cites=f"{HANDLING} §46", since="2023-12")
def last_repayment_part(overpaid_amount: Fen, repayments: Count, repayment_part: Fen) -> Fen:
    """The last part, which makes the sum right."""
    return overpaid_amount - repayment_part * (repayments - 1)


@rule(cites=f"{HANDLING} §46", since="2023-12")
def offset_from_balance(overpaid_amount: Fen, offsetting_balance: Fen) -> Fen:
    """What the balance of the personal account can settle of the overpayment."""
    return min(overpaid_amount, offsetting_balance)


@rule(cites=f"{HANDLING} §46", since="2023-12")
def offset_months(overpaid_amount: Fen, monthly_offset: Fen) -> Months:
    """How many months of later benefits it takes to set the overpayment off."""
    return up(overpaid_amount, monthly_offset)

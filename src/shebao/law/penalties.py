"""Fines for breaking the law of social insurance, as the range a decision must stay in, and what follows from them.

The one thing to know: a fine is a range. Its ends are times of an amount (`fine_times_*`) or sums of money
(`fine_sum_*`), both kept as figures by offence; where in the range a fine lies is for the office to weigh.
"""

# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.facts import MOST_FEN, MOST_MONTHS
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, Count, Fen, Months, Ppm, Table, Unit, YesNo

LAW = "社会保险法"
COLLECTION = "社会保险费征缴暂行条例"
HANDLING = "社会保险经办条例"
INJURY = "工伤保险条例"
LIST = "人社部规〔2019〕2号"
FRAUD_CASES = "法释〔2011〕7号 §1"

# Offences, the keys of the tables of fines.
FRAUD, NOT_REGISTERED, IN_ARREARS = 0, 1, 2
NOT_REGISTERED_PERSON, NOT_DECLARED_SERIOUS, NOT_DECLARED_VERY_SERIOUS, NO_BOOKS, CHECK_REFUSED = 3, 4, 5, 6, 7
FALSE_APPRAISAL, INQUIRY_REFUSED = 8, 9

SEVERITIES = ("ordinary", "serious", "very_serious")
ORDINARY, SERIOUS = 0, 1
Severity = Annotated[int, Unit("severity", "|".join(SEVERITIES), kind="enum", choices=SEVERITIES)]

fact("cheated_amount", Fen, low=0, high=MOST_FEN)
fact("offence_severity", Severity, low=0, high=2)
fact("false_enrolments", Count, low=0, high=1_000_000, default=0)
fact("illegal_gain", Fen, low=0, high=MOST_FEN, default=0)
fact("refuses_return", YesNo, low=0, high=1, default=0)
fact("months_drawn_without_right", Months, low=0, high=MOST_MONTHS, default=0)
fact("amount_drawn_without_right", Fen, low=0, high=MOST_FEN, default=0)
fact("contract_loss", Fen, low=0, high=MOST_FEN, default=0)
fact("advance_unpaid", Fen, low=0, high=MOST_FEN, default=0)


# Cheating the funds


@rule(cites="失业保险条例 §28", since="1999-01")
def fraud_fine_minimum(cheated_amount: Fen, fine_times_least: Table[Ppm]) -> Fen:
    """The least fine for serious cheating of unemployment benefits: as much as was cheated."""
    return half_up(cheated_amount * fine_times_least[FRAUD], MILLION)


@rule(cites=(f"{LAW} §87", f"{LAW} §88", f"{INJURY} §60", f"{HANDLING} §55"), since="2011-07")
def fraud_fine_minimum(cheated_amount: Fen, fine_times_least: Table[Ppm]) -> Fen:
    """The least fine for cheating a fund or its benefits: twice what was cheated, given back apart."""
    return half_up(cheated_amount * fine_times_least[FRAUD], MILLION)


@rule(cites="失业保险条例 §28", since="1999-01")
def fraud_fine_maximum(cheated_amount: Fen, fine_times_most: Table[Ppm]) -> Fen:
    """The highest fine for serious cheating of unemployment benefits: three times what was cheated."""
    return half_up(cheated_amount * fine_times_most[FRAUD], MILLION)


@rule(cites=(f"{LAW} §87", f"{LAW} §88", f"{INJURY} §60", f"{HANDLING} §55"), since="2011-07")
def fraud_fine_maximum(cheated_amount: Fen, fine_times_most: Table[Ppm]) -> Fen:
    """The highest fine for cheating a fund or its benefits: five times what was cheated."""
    return half_up(cheated_amount * fine_times_most[FRAUD], MILLION)


@rule(cites=(f"{LAW} §87", f"{LAW} §88", f"{INJURY} §60", f"{HANDLING} §55", "失业保险条例 §28"), since="1999-01")
def fraud_total_minimum(cheated_amount: Fen, fraud_fine_minimum: Fen) -> Fen:
    """The least that cheating costs: what was cheated goes back, and the least fine on top."""
    return cheated_amount + fraud_fine_minimum


@rule(cites=(f"{LAW} §87", f"{LAW} §88", f"{INJURY} §60", f"{HANDLING} §55", "失业保险条例 §28"), since="1999-01")
def fraud_total_maximum(cheated_amount: Fen, fraud_fine_maximum: Fen) -> Fen:
    """The most that cheating costs before a court: what was cheated goes back, and the highest fine on top."""
    return cheated_amount + fraud_fine_maximum


@rule(cites=f"{HANDLING} §55", since="2023-12")
def hospital_suspension_minimum(hospital_suspension_least: Months) -> Months:
    """The shortest time a department of a designated hospital or pharmacy that cheated is shut off from the fund."""
    return hospital_suspension_least


@rule(cites=f"{HANDLING} §55", since="2023-12")
def hospital_suspension_maximum(hospital_suspension_most: Months) -> Months:
    """The longest time such a department is shut off, before its contract is ended."""
    return hospital_suspension_most


@rule(
    cites=(FRAUD_CASES, "全国人大常委会关于刑法第二百六十六条的解释"),
    since="2014-04",
    reading="From the lowest threshold a province may choose; below it no province prosecutes by amount alone.",
)
def fraud_crime_possible(cheated_amount: Fen, fraud_crime_least: Fen) -> YesNo:
    """Cheating social insurance is fraud; from this amount on it can be a crime, as the province has set it."""
    return 1 if cheated_amount >= fraud_crime_least else 0


@rule(
    cites=(FRAUD_CASES, "全国人大常委会关于刑法第二百六十六条的解释"),
    since="2014-04",
    reading="From the highest threshold a province may choose; from it on every province prosecutes.",
)
def fraud_crime_certain(cheated_amount: Fen, fraud_crime_most: Fen) -> YesNo:
    """Cheating social insurance is fraud; from this amount on it is a crime whatever the province has set."""
    return 1 if cheated_amount >= fraud_crime_most else 0


@rule(cites="四川省打击社会保险欺诈联合办法(2015)", since="2015-07", local=True)
def fraud_referred(cheated_amount: Fen, fraud_referral_least: Fen) -> YesNo:
    """Whether the case goes to the police by the amount that the province has set for it."""
    return 1 if cheated_amount >= fraud_referral_least else 0


# Employers


@rule(cites=f"{LAW} §84", since="2011-07")
def registration_fine_minimum(premium_due: Fen, fine_times_least: Table[Ppm]) -> Fen:
    """The least fine of an employer that stays unregistered after the order: once the premiums due."""
    return half_up(premium_due * fine_times_least[NOT_REGISTERED], MILLION)


@rule(cites=f"{LAW} §84", since="2011-07")
def registration_fine_maximum(premium_due: Fen, fine_times_most: Table[Ppm]) -> Fen:
    """The highest fine of an employer that stays unregistered after the order: three times the premiums due."""
    return half_up(premium_due * fine_times_most[NOT_REGISTERED], MILLION)


@rule(cites=f"{LAW} §84", since="2011-07")
def registration_personal_fine_minimum(fine_sum_least: Table[Fen]) -> Fen:
    """The least fine of the persons responsible that the employer stays unregistered."""
    return fine_sum_least[NOT_REGISTERED_PERSON]


@rule(cites=f"{LAW} §84", since="2011-07")
def registration_personal_fine_maximum(fine_sum_most: Table[Fen]) -> Fen:
    """The highest fine of the persons responsible that the employer stays unregistered."""
    return fine_sum_most[NOT_REGISTERED_PERSON]


@rule(cites=(f"{LAW} §86", f"{INJURY} §62"), since="2011-07")
def arrears_fine_minimum(overdue_amount: Fen, fine_times_least: Table[Ppm]) -> Fen:
    """The least fine for arrears still unpaid after the order: once what is overdue, beside the late fee."""
    return half_up(overdue_amount * fine_times_least[IN_ARREARS], MILLION)


@rule(cites=(f"{LAW} §86", f"{INJURY} §62"), since="2011-07")
def arrears_fine_maximum(overdue_amount: Fen, fine_times_most: Table[Ppm]) -> Fen:
    """The highest fine for arrears still unpaid after the order: three times what is overdue."""
    return half_up(overdue_amount * fine_times_most[IN_ARREARS], MILLION)


@rule(cites=f"{COLLECTION} §23", since="1999-01")
def declaration_fine_minimum(offence_severity: Severity, fine_sum_least: Table[Fen]) -> Fen:
    """The least fine of the persons responsible for no registration, change or declaration; none if not serious."""
    if offence_severity == ORDINARY:
        return 0
    return fine_sum_least[NOT_DECLARED_SERIOUS if offence_severity == SERIOUS else NOT_DECLARED_VERY_SERIOUS]


@rule(cites=f"{COLLECTION} §23", since="1999-01")
def declaration_fine_maximum(offence_severity: Severity, fine_sum_most: Table[Fen]) -> Fen:
    """The highest fine of the persons responsible for no registration, change or declaration; none if not serious."""
    if offence_severity == ORDINARY:
        return 0
    return fine_sum_most[NOT_DECLARED_SERIOUS if offence_severity == SERIOUS else NOT_DECLARED_VERY_SERIOUS]


@rule(cites=f"{COLLECTION} §24", since="1999-01")
def books_fine_minimum(fine_sum_least: Table[Fen]) -> Fen:
    """The least fine of the persons responsible where false or missing books hide the base."""
    return fine_sum_least[NO_BOOKS]


@rule(cites=f"{COLLECTION} §24", since="1999-01")
def books_fine_maximum(fine_sum_most: Table[Fen]) -> Fen:
    """The highest fine of the persons responsible where false or missing books hide the base."""
    return fine_sum_most[NO_BOOKS]


# Others who owe the truth


@rule(cites=f"{HANDLING} §57", since="2023-12")
def check_refusal_fine_minimum(fine_sum_least: Table[Fen]) -> Fen:
    """The least fine of a service body that goes on refusing a check or lying in it."""
    return fine_sum_least[CHECK_REFUSED]


@rule(cites=f"{HANDLING} §57", since="2023-12")
def check_refusal_fine_maximum(fine_sum_most: Table[Fen]) -> Fen:
    """The highest fine of a service body that goes on refusing a check or lying in it."""
    return fine_sum_most[CHECK_REFUSED]


@rule(cites=f"{INJURY} §61", since="2011-01")
def false_appraisal_fine_minimum(fine_sum_least: Table[Fen]) -> Fen:
    """The least fine for a false opinion or diagnosis, or a bribe, in appraising what an injury left."""
    return fine_sum_least[FALSE_APPRAISAL]


@rule(cites=f"{INJURY} §61", since="2011-01")
def false_appraisal_fine_maximum(fine_sum_most: Table[Fen]) -> Fen:
    """The highest fine for a false opinion or diagnosis, or a bribe, in appraising what an injury left."""
    return fine_sum_most[FALSE_APPRAISAL]


@rule(cites=f"{INJURY} §63", since="2011-01")
def inquiry_refusal_fine_minimum(fine_sum_least: Table[Fen]) -> Fen:
    """The least fine of an employer that will not help to look into an accident."""
    return fine_sum_least[INQUIRY_REFUSED]


@rule(cites=f"{INJURY} §63", since="2011-01")
def inquiry_refusal_fine_maximum(fine_sum_most: Table[Fen]) -> Fen:
    """The highest fine of an employer that will not help to look into an accident."""
    return fine_sum_most[INQUIRY_REFUSED]


# The list of those who broke faith


@rule(cites=LIST, since="2019-11")
def listed_for_false_enrolment(
    false_enrolments: Count, illegal_gain: Fen, listing_enrolments: Count, listing_enrolment_gain: Fen
) -> YesNo:
    """Listed: enrolled more people falsely, or gained more by it, than the list lets pass."""
    return 1 if false_enrolments > listing_enrolments or illegal_gain > listing_enrolment_gain else 0


@rule(cites=LIST, since="2019-11")
def listed_for_fraud(cheated_amount: Fen, refuses_return: YesNo, listing_fraud: Fen) -> YesNo:
    """Listed: cheated more than the list lets pass, or less and will not give it back."""
    return 1 if cheated_amount > listing_fraud or (cheated_amount > 0 and refuses_return == 1) else 0


@rule(
    cites=LIST,
    since="2019-11",
    reading="Refusing to return, or breaking the agreement to, is asked in both cases: long drawing and high sums.",
)
def listed_for_drawing_on(
    months_drawn_without_right: Months,
    amount_drawn_without_right: Fen,
    refuses_return: YesNo,
    listing_months_drawn: Months,
    listing_drawn: Fen,
) -> YesNo:
    """Listed: drew benefits long or high after the right to them had ended, and will not give them back."""
    if refuses_return == 0:
        return 0
    if months_drawn_without_right > listing_months_drawn or amount_drawn_without_right > listing_drawn:
        return 1
    return 0


@rule(cites=LIST, since="2019-11")
def listed_for_contract_loss(contract_loss: Fen, listing_contract_loss: Fen) -> YesNo:
    """Listed: a service body whose breach of contract cost the fund more than the list lets pass."""
    return 1 if contract_loss > listing_contract_loss else 0


@rule(cites=LIST, since="2019-11")
def listed_for_advance(advance_unpaid: Fen, refuses_return: YesNo, listing_advance: Fen) -> YesNo:
    """Listed: can repay what the injury fund advanced, will not, and owes more than the list lets pass."""
    return 1 if advance_unpaid > listing_advance and refuses_return == 1 else 0

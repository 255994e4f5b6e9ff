"""While a work injury heals: the cost of treatment, leave on full wage, aids, and who pays where nobody has insured."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import month_of, months_later
from shebao.law.facts import MOST_FEN, NOT_STATED
from shebao.law.injury import ACT, LAST_WITHOUT_WORK, LAW
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, NO, YES, Count, Day, Days, Fen, Month, Months, Ppm, Table, Tenths, Unit, YesNo

COURT = "法释〔2014〕9号"
SUM = 1_000_000_000  # ten million yuan
EMPLOYER_KINDS = ("insurable", "civil_service", "unlicensed", "child_labour")
CIVIL_SERVICE = 1
EmployerKind = Annotated[int, Unit("employer_kind", "|".join(EMPLOYER_KINDS), kind="enum", choices=EMPLOYER_KINDS)]
PAYERS = ("fund_and_employer", "employer", "advance_by_fund")
FUND_AND_EMPLOYER, EMPLOYER_ALONE, ADVANCE = 0, 1, 2
Payer = Annotated[int, Unit("injury_payer", "|".join(PAYERS), kind="enum", choices=PAYERS)]

fact("treatment_cost_on_lists", Fen, low=0, high=SUM)
fact("paid_by_third_party", Fen, low=0, high=SUM, default=0)
fact("third_party_unknown_or_refusing", YesNo, low=0, high=1, default=NO)
fact("hospital_days", Days, low=0, high=20_000)
fact("outside_treatment_agreed", YesNo, low=0, high=1, default=NO)
fact("outside_treatment_cost", Fen, low=0, high=SUM)
fact("outside_treatment_limit", Fen, low=0, high=SUM)
fact("device_confirmed", YesNo, low=0, high=1, default=NO)
fact("device_cost", Fen, low=0, high=SUM)
fact("device_limit", Fen, low=0, high=SUM)
fact("leave_extension_confirmed", YesNo, low=0, high=1, default=NO)
fact("paid_injury_leave_months", Tenths, low=0, high=1200)
fact("wage_before_injury", Fen, low=-1, high=MOST_FEN, default=NOT_STATED)
fact("recurrence_confirmed", YesNo, low=0, high=1, default=NO)
fact("entitlement_lost", YesNo, low=0, high=1, default=NO)
fact("refuses_appraisal", YesNo, low=0, high=1, default=NO)
fact("refuses_treatment", YesNo, low=0, high=1, default=NO)
fact("employer_pays_injury", YesNo, low=0, high=1, default=NO)
fact("arrears_paid_before_cost", YesNo, low=0, high=1, default=NO)
fact("benefits_due", Fen, low=0, high=SUM)
fact("third_party_compensation", Fen, low=0, high=SUM, default=0)
fact("benefits_on_true_wage", Fen, low=0, high=SUM)
fact("employer_kind", EmployerKind, low=0, high=3, default=0)
fact("insured_abroad", YesNo, low=0, high=1)
fact("condition_stable", YesNo, low=0, high=1)
fact("disability_left", YesNo, low=0, high=1)
fact("persons_with_monthly_benefits", Count, low=0, high=1_000_000)
fact("average_benefits_year", Fen, low=0, high=100_000_000)
fact("repaid_by_employer", Fen, low=0, high=SUM, default=0)
fact("monthly_benefits_drawn", Fen, low=0, high=SUM, default=0)


@rule(cites=(f"{ACT} §30", f"{LAW} §38", f"{LAW} §42"), since="2011-07")
def treatment_cost_from_fund(treatment_cost_on_lists: Fen, paid_by_third_party: Fen) -> Fen:
    """The fund pays treatment and rehabilitation on the lists, except what a third party has paid already."""
    return max(0, treatment_cost_on_lists - paid_by_third_party)


@rule(cites=f"{LAW} §42", since="2011-07")
def third_party_advance(treatment_cost_from_fund: Fen, third_party_unknown_or_refusing: YesNo) -> Fen:
    """The part of it that the fund pays for a third party who cannot be found or does not pay, and may claim back."""
    return treatment_cost_from_fund if third_party_unknown_or_refusing == YES else 0


@rule(cites=(f"{ACT} §30", f"{LAW} §38"), since="2011-01", local=True)
def hospital_food_allowance(hospital_days: Days, hospital_food_standard: Fen) -> Fen:
    """A daily standard of the place for every day in hospital."""
    return hospital_days * hospital_food_standard


@rule(
    cites="浙江省工伤保险条例 §24",
    since="2018-01",
    regions=("330000",),
    reading="35 percent of the monthly minimum wage is for a month of thirty days; the text names no divisor.",
)
def hospital_food_allowance(hospital_days: Days, minimum_wage: Fen) -> Fen:
    """Thirty-five percent of the minimum wage, by the days really spent in hospital."""
    return half_up(minimum_wage * 35 * hospital_days, 100 * 30)


@rule(cites=(f"{ACT} §30", f"{LAW} §38"), since="2011-01")
def outside_treatment_paid(
    outside_treatment_agreed: YesNo, outside_treatment_cost: Fen, outside_treatment_limit: Fen
) -> Fen:
    """Travel, board and lodging for treatment elsewhere that the agency has agreed to, within the place's standard."""
    if outside_treatment_agreed == NO:
        return 0
    return min(outside_treatment_cost, outside_treatment_limit)


@rule(cites=(f"{ACT} §32", f"{LAW} §38"), since="2004-01")
def device_paid(device_confirmed: YesNo, device_cost: Fen, device_limit: Fen) -> Fen:
    """An aid that the appraisal committee has confirmed, within the national standard."""
    return min(device_cost, device_limit) if device_confirmed == YES else 0


@rule(cites=f"{ACT} §31", since="2011-01")
def treatment_paid_during_review(injury_benefits_due: YesNo) -> YesNo:
    """While a decision of recognition is under review or before a court, treatment goes on being paid."""
    return injury_benefits_due


@rule(cites=f"{ACT} §38", since="2004-01")
def recurrence_treated(recurrence_confirmed: YesNo) -> YesNo:
    """An injury that has confirmedly come back opens treatment, aids and paid leave again."""
    return recurrence_confirmed


@rule(cites=f"{ACT} §33", since="2004-01")
def paid_injury_leave_limit(leave_extension_confirmed: YesNo) -> Months:
    """The most months of paid leave: twelve, and twelve more where the committee confirms that they are needed."""
    return 24 if leave_extension_confirmed == YES else 12


@rule(cites=f"{ACT} §33", since="2004-01", reading="Whole months from the day of the accident.")
def paid_injury_leave_last_day(injury_day: Day, paid_injury_leave_limit: Months) -> Day:
    """The last day that paid leave can reach."""
    return months_later(injury_day, paid_injury_leave_limit) - 1


@rule(cites=f"{ACT} §33", since="2004-01")
def wage_before_injury(wage: Fen) -> Fen:
    """The wage that goes on unchanged during the leave."""
    return wage


@rule(
    cites=(f"{ACT} §33", f"{LAW} §39"),
    since="2004-01",
    reading="Where the wage is not stated the own wage of the benefits stands for it.",
)
def paid_injury_leave_wage(wage_before_injury: Fen, injury_wage: Fen, paid_injury_leave_months: Tenths) -> Fen:
    """The employer pays the wage unchanged for the months of leave, of which there are at most twenty-four."""
    wage = injury_wage if wage_before_injury == NOT_STATED else wage_before_injury
    return half_up(wage * min(paid_injury_leave_months, 240), 10)


@rule(cites=(f"{ACT} §33", "浙江省工伤保险条例 §25"), since="2011-01")
def leave_nursing_pay_minimum(area_monthly_wage: Fen, leave_nursing_rate: Ppm) -> Fen:
    """The least that an employer pays a month to relatives who nurse a worker during the leave."""
    return half_up(area_monthly_wage * leave_nursing_rate, MILLION)


@rule(cites=(f"{ACT} §42", f"{LAW} §43"), since="2004-01")
def injury_benefits_stop(entitlement_lost: YesNo, refuses_appraisal: YesNo, refuses_treatment: YesNo) -> YesNo:
    """Benefits stop when the conditions are gone, or when appraisal or treatment is refused."""
    return YES if entitlement_lost == YES or refuses_appraisal == YES or refuses_treatment == YES else NO


@rule(cites=(f"{LAW} §41", f"{ACT} §62"), since="2011-07")
def benefits_from_employer(benefits_due: Fen, employer_insured: YesNo, arrears_paid_before_cost: YesNo) -> Fen:
    """An employer without insurance pays what the fund would; not what arises after it has joined and paid up."""
    if employer_insured == YES or arrears_paid_before_cost == YES:
        return 0
    return benefits_due


@rule(cites=f"{LAW} §41", since="2011-07")
def benefits_advanced(benefits_from_employer: Fen, employer_pays_injury: YesNo) -> Fen:
    """What an employer without insurance does not pay, the fund pays first."""
    return 0 if employer_pays_injury == YES else benefits_from_employer


@rule(cites=f"{LAW} §41", since="2011-07")
def advance_to_recover(benefits_advanced: Fen, repaid_by_employer: Fen) -> Fen:
    """The employer owes the fund what it has advanced; the agency pursues what is not paid back."""
    return max(0, benefits_advanced - repaid_by_employer)


@rule(cites=(f"{ACT} §66", "人社部令第9号 (2010)"), since="2011-01")
def illegal_employer_compensation(
    injury_grade: Count, average_wage_year: Fen, illegal_employer_multiple: Table[Count]
) -> Fen:
    """An employer without licence, or of a child, pays at once so many years of the area's wage by grade."""
    return average_wage_year * illegal_employer_multiple[injury_grade]


@rule(
    cites=(f"{ACT} §66", "人社部令第9号 (2010) §6"),
    since="2011-01",
    assumed="twenty and ten times the income are from memory, the text of the order was not read",
)
def illegal_employer_death_compensation(urban_income: Fen) -> Fen:
    """For a death such an employer pays twenty times the urban income, and ten times for the funeral and the rest."""
    return urban_income * 30


@rule(cites="浙江省工伤保险条例 §34", since="2018-01", regions=("330000",))
def uninsured_lump_sum(
    injury_grade: Count, average_wage_year: Fen, uninsured_multiple: Table[Count], monthly_benefits_drawn: Fen
) -> Fen:
    """An uninsured worker of grade 1 to 4 may take it all at once, less the grant and allowances drawn so far."""
    if injury_grade > LAST_WITHOUT_WORK:
        return 0
    return max(0, average_wage_year * uninsured_multiple[injury_grade] - monthly_benefits_drawn)


@rule(cites=("河南省工伤保险条例 §30",), since="2007-10", regions=("410000",))
def disability_allowance_first_month(appraisal_day: Day) -> Month:
    """Monthly benefits begin in the month after the appraisal."""
    return month_of(appraisal_day) + 1


@rule(cites=(f"{ACT} §2", f"{ACT} §65", f"{ACT} §66"), since="2011-01")
def injury_insurance_compulsory(employer_kind: EmployerKind) -> YesNo:
    """Enterprises, institutions, associations and businesses with hands insure all workers; the civil service not."""
    return NO if employer_kind == CIVIL_SERVICE else YES


@rule(cites=(f"{ACT} §62", f"{ACT} §65", f"{ACT} §66", f"{LAW} §38", f"{LAW} §39", f"{LAW} §41"), since="2011-07")
def injury_payer(employer_kind: EmployerKind, employer_insured: YesNo, employer_pays_injury: YesNo) -> Payer:
    """Fund and employer by item; the employer alone if it has not or cannot insure; the fund first if it refuses."""
    if employer_kind != 0:
        return EMPLOYER_ALONE
    if employer_insured == YES:
        return FUND_AND_EMPLOYER
    return EMPLOYER_ALONE if employer_pays_injury == YES else ADVANCE


@rule(cites=f"{ACT} §44", since="2004-01")
def domestic_relation_suspended(insured_abroad: YesNo) -> YesNo:
    """Who is sent abroad and must be insured there has the insurance at home suspended meanwhile."""
    return insured_abroad


@rule(cites=(f"{ACT} §21", f"{ACT} §22", f"{LAW} §36"), since="2004-01")
def appraisal_due(condition_stable: YesNo, disability_left: YesNo) -> YesNo:
    """Once the condition is stable and a disability is left, work capacity and self-care are graded."""
    return min(condition_stable, disability_left)


@rule(cites=(f"{COURT} §8", f"{LAW} §42"), since="2014-09", local=True)
def benefits_beside_third_party(benefits_due: Fen, third_party_compensation: Fen) -> Fen:
    """What a third party pays does not lessen benefits other than the cost of treatment."""
    return benefits_due


@rule(cites="浙江省工伤保险条例 §32", since="2018-01", regions=("330000",))
def benefits_beside_third_party(benefits_due: Fen, third_party_compensation: Fen) -> Fen:
    """Who has had compensation from a third party gets what the benefits exceed it by."""
    return max(0, benefits_due - third_party_compensation)


@rule(
    cites=("浙江省工伤保险条例 §33", "河南省工伤保险条例 §33"),
    since="2007-10",
    regions=("330000", "410000"),
)
def underpaid_difference(benefits_due: Fen, benefits_on_true_wage: Fen) -> Fen:
    """Where premiums were paid on less than the wage, the employer adds what the benefits lack."""
    return max(0, benefits_on_true_wage - benefits_due)


@rule(cites="河南省工伤保险条例 §35", since="2007-10", regions=("410000",))
def bankruptcy_injury_premium(persons_with_monthly_benefits: Count, average_benefits_year: Fen) -> Fen:
    """An employer that is wound up pays in ten years of the area's mean benefits for each person it leaves."""
    return persons_with_monthly_benefits * average_benefits_year * 10

"""Whether a case is a work injury: the situation, what shuts it out, and the article and item that decide.

One rule stands for each item of articles 14 to 16, so that a trace shows on which the decision rests.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.injury import ACT, LAW
from shebao.law.language import fact, rule
from shebao.law.units import NO, YES, Count, Unit, YesNo

SITUATIONS = (
    "none", "at_work", "around_work", "violence_at_work", "occupational_disease", "work_trip", "commute",
    "by_other_law", "sudden_illness", "rescue", "old_wound", "special_post_illness", "break_or_meal",
    "employer_event", "union_rest_trip", "sent_to_epidemic",
)  # fmt: skip
AT_WORK, AROUND_WORK, VIOLENCE, DISEASE, TRIP, COMMUTE, BY_LAW = 1, 2, 3, 4, 5, 6, 7
ILLNESS, RESCUE, OLD_WOUND = 8, 9, 10
SPECIAL_POST, BREAK, EVENT, REST_TRIP, EPIDEMIC = 11, 12, 13, 14, 15
Situation = Annotated[int, Unit("injury_situation", "|".join(SITUATIONS), kind="enum", choices=SITUATIONS)]
EXCLUSIONS = ("none", "intentional_crime", "drunk_or_drugs", "self_harm_or_suicide")
CRIME, DRINK, SELF_HARM = 1, 2, 3
Exclusion = Annotated[int, Unit("injury_exclusion", "|".join(EXCLUSIONS), kind="enum", choices=EXCLUSIONS)]
COMMUTE_ACCIDENTS = ("traffic", "rail_transit", "ferry", "train", "other")
TRAFFIC, TRAIN = 0, 3
CommuteAccident = Annotated[
    int, Unit("commute_accident", "|".join(COMMUTE_ACCIDENTS), kind="enum", choices=COMMUTE_ACCIDENTS)
]
FAULTS = ("none", "minor", "equal", "main", "full")
MAIN_FAULT = 3
Fault = Annotated[int, Unit("own_fault", "|".join(FAULTS), kind="enum", choices=FAULTS)]
DECISIONS = ("not_recognised", "recognised", "treated_as", "excluded")
NOT_RECOGNISED, RECOGNISED, TREATED_AS, EXCLUDED = 0, 1, 2, 3
Decision = Annotated[int, Unit("injury_recognition", "|".join(DECISIONS), kind="enum", choices=DECISIONS)]
GROUNDS = (
    "no_item", "article_14_1", "article_14_2", "article_14_3", "article_14_4", "article_14_5", "article_14_6",
    "article_14_7", "article_15_1", "article_15_2", "article_15_3", "article_16_1", "article_16_2", "article_16_3",
    "local_text",
)  # fmt: skip
FIRST_EXCLUSION, LOCAL_TEXT = 10, 14
Ground = Annotated[int, Unit("injury_ground", "|".join(GROUNDS), kind="enum", choices=GROUNDS)]
EMPLOYMENTS = ("ordinary", "dispatched", "seconded", "several_employers", "unlawful_subcontract", "employer_succeeded")
Employment = Annotated[int, Unit("employment_form", "|".join(EMPLOYMENTS), kind="enum", choices=EMPLOYMENTS)]
LIABLE = ("employer", "dispatching_agency", "lending_employer", "employer_worked_for", "lawful_contractor", "successor")
Liable = Annotated[int, Unit("liable_unit", "|".join(LIABLE), kind="enum", choices=LIABLE)]
PROOF = ("worker", "employer")
Proof = Annotated[int, Unit("burden_of_proof", "|".join(PROOF), kind="enum", choices=PROOF)]
COURT = "法释〔2014〕9号"
OPINION_2025 = "人社部发〔2025〕62号"
ALIVE = -1

fact("injury_situation", Situation, low=0, high=15)
fact("injury_exclusion", Exclusion, low=0, high=3, default=0)
fact("by_work", YesNo, low=0, high=1, default=YES)
fact("home_office", YesNo, low=0, high=1, default=NO)
fact("home_office_proven", YesNo, low=0, high=1, default=NO)
fact("commute_accident", CommuteAccident, low=0, high=4)
fact("own_fault", Fault, low=0, high=4)
fact("fault_document", YesNo, low=0, high=1)
fact("diagnosis_certificate", YesNo, low=0, high=1)
fact("hours_to_death", Count, low=ALIVE, high=100_000)
fact("disabled_soldier_certificate", YesNo, low=0, high=1)
fact("wholly_unable_to_work", YesNo, low=0, high=1, default=NO)
fact("employment_form", Employment, low=0, high=5, default=0)
fact("employer_denies", YesNo, low=0, high=1)
fact("has_application_form", YesNo, low=0, high=1)
fact("has_relation_proof", YesNo, low=0, high=1)
fact("has_medical_proof", YesNo, low=0, high=1)


@rule(cites=f"{ACT} §14(1)", since="2011-01")
def hurt_at_work(injury_situation: Situation, by_work: YesNo) -> YesNo:
    """An accident in working time, at the place of work, from the work."""
    return YES if injury_situation == AT_WORK and by_work == YES else NO


@rule(cites=(f"{ACT} §14(1)", OPINION_2025), since="2025-11")
def hurt_at_work(injury_situation: Situation, by_work: YesNo, home_office: YesNo, home_office_proven: YesNo) -> YesNo:
    """An accident in working time, at the place of work, from the work; at home where such work is proven."""
    if injury_situation != AT_WORK or by_work == NO:
        return NO
    return YES if home_office == NO or home_office_proven == YES else NO


@rule(cites=f"{ACT} §14(2)", since="2011-01")
def hurt_around_work(injury_situation: Situation) -> YesNo:
    """An accident at the place of work before or after hours, while preparing or closing the work."""
    return YES if injury_situation == AROUND_WORK else NO


@rule(cites=f"{ACT} §14(3)", since="2011-01")
def hurt_by_violence(injury_situation: Situation) -> YesNo:
    """Violence and the like, at time and place of work, for doing one's duty."""
    return YES if injury_situation == VIOLENCE else NO


@rule(cites=(f"{ACT} §14(4)", f"{ACT} §19"), since="2011-01")
def ill_from_work(injury_situation: Situation, diagnosis_certificate: YesNo) -> YesNo:
    """An occupational disease that has been diagnosed by the law on such diseases, which is not looked into again."""
    return YES if injury_situation == DISEASE and diagnosis_certificate == YES else NO


@rule(cites=(f"{ACT} §14(5)", f"{COURT} §5"), since="2011-01")
def hurt_on_trip(injury_situation: Situation, by_work: YesNo) -> YesNo:
    """Hurt by the work, or missing after an accident, while away on duty."""
    return YES if injury_situation == TRIP and by_work == YES else NO


@rule(
    cites=(f"{ACT} §14(6)", f"{COURT} §6"),
    since="2011-01",
    reading="Equal fault is not the main fault; the fault matters for road traffic alone.",
)
def hurt_on_commute(injury_situation: Situation, commute_accident: CommuteAccident, own_fault: Fault) -> YesNo:
    """On the way to or from work: a road accident not mainly one's own fault, or one of rail, ferry or train."""
    if injury_situation != COMMUTE or commute_accident > TRAIN:
        return NO
    if commute_accident == TRAFFIC and own_fault >= MAIN_FAULT:
        return NO
    return YES


@rule(
    cites=(f"{ACT} §14(6)", f"{COURT} §6", OPINION_2025),
    since="2025-11",
    reading="Equal fault is not the main fault; the fault matters for road traffic alone.",
)
def hurt_on_commute(
    injury_situation: Situation, commute_accident: CommuteAccident, own_fault: Fault, fault_document: YesNo
) -> YesNo:
    """As before; that the fault is not mainly one's own stands in a paper of the police or a judgment."""
    if injury_situation != COMMUTE or commute_accident > TRAIN:
        return NO
    if commute_accident != TRAFFIC:
        return YES
    return YES if fault_document == YES and own_fault < MAIN_FAULT else NO


@rule(cites=f"{ACT} §14(7)", since="2011-01")
def hurt_by_other_law(injury_situation: Situation) -> YesNo:
    """Another situation that a law or administrative regulation makes a work injury."""
    return YES if injury_situation == BY_LAW else NO


@rule(cites=f"{ACT} §15(1)", since="2011-01")
def died_of_sudden_illness(injury_situation: Situation, hours_to_death: Count) -> YesNo:
    """A sudden illness at the post in working time that ends in death at once, or within 48 hours despite rescue."""
    if injury_situation != ILLNESS or hours_to_death == ALIVE:
        return NO
    return YES if hours_to_death <= 48 else NO


@rule(cites=f"{ACT} §15(2)", since="2011-01")
def hurt_in_rescue(injury_situation: Situation) -> YesNo:
    """Hurt while saving lives or otherwise guarding the interests of the state or the public."""
    return YES if injury_situation == RESCUE else NO


@rule(cites=f"{ACT} §15(3)", since="2011-01")
def old_wound_of_service(injury_situation: Situation, disabled_soldier_certificate: YesNo) -> YesNo:
    """A certified wound of military service that comes back at the employer's."""
    return YES if injury_situation == OLD_WOUND and disabled_soldier_certificate == YES else NO


@rule(cites=(f"{ACT} §14(7)", f"{ACT} §15"), since="2011-01", local=True)
def hurt_by_local_text(injury_situation: Situation) -> YesNo:
    """The nation knows no further situation; some provinces name more."""
    return NO


@rule(cites="浙江省工伤保险条例 §18", since="2018-01", regions=("330000",))
def hurt_by_local_text(injury_situation: Situation, hours_to_death: Count, wholly_unable_to_work: YesNo) -> YesNo:
    """A break or meal, an event of the employer, a rest trip of the union, an illness made worse by a special post."""
    if BREAK <= injury_situation <= REST_TRIP:
        return YES
    if injury_situation != SPECIAL_POST:
        return NO
    return YES if wholly_unable_to_work == YES or hours_to_death != ALIVE else NO


@rule(cites="河南省工伤保险条例 §13", since="2007-10", regions=("410000",))
def hurt_by_local_text(injury_situation: Situation) -> YesNo:
    """Sent by the employer where an epidemic is, and infected by it."""
    return YES if injury_situation == EPIDEMIC else NO


@rule(cites=(f"{ACT} §14", f"{ACT} §15"), since="2011-01")
def injury_item(
    hurt_at_work: YesNo,
    hurt_around_work: YesNo,
    hurt_by_violence: YesNo,
    ill_from_work: YesNo,
    hurt_on_trip: YesNo,
    hurt_on_commute: YesNo,
    hurt_by_other_law: YesNo,
    died_of_sudden_illness: YesNo,
    hurt_in_rescue: YesNo,
    old_wound_of_service: YesNo,
    hurt_by_local_text: YesNo,
    injury_situation: Situation,
) -> Ground:
    """The item of articles 14 and 15 that the case meets, before anything that shuts it out."""
    met = NO
    if injury_situation == AT_WORK:
        met = hurt_at_work
    elif injury_situation == AROUND_WORK:
        met = hurt_around_work
    elif injury_situation == VIOLENCE:
        met = hurt_by_violence
    elif injury_situation == DISEASE:
        met = ill_from_work
    elif injury_situation == TRIP:
        met = hurt_on_trip
    elif injury_situation == COMMUTE:
        met = hurt_on_commute
    elif injury_situation == BY_LAW:
        met = hurt_by_other_law
    elif injury_situation == ILLNESS:
        met = died_of_sudden_illness
    elif injury_situation == RESCUE:
        met = hurt_in_rescue
    elif injury_situation == OLD_WOUND:
        met = old_wound_of_service
    elif injury_situation >= SPECIAL_POST and hurt_by_local_text == YES:
        return LOCAL_TEXT
    return injury_situation if met == YES else 0


@rule(cites=(f"{ACT} §16", f"{LAW} §37"), since="2011-01")
def injury_ground(injury_item: Ground, injury_exclusion: Exclusion) -> Ground:
    """The item that decides: crime with intent, drink or drugs, self-harm or suicide go before every other."""
    if injury_item == 0 or injury_exclusion == 0:
        return injury_item
    return FIRST_EXCLUSION + injury_exclusion


@rule(cites=(f"{ACT} §14", f"{ACT} §15", f"{ACT} §16", f"{LAW} §36", f"{LAW} §37"), since="2011-01", local=True)
def injury_recognition(injury_ground: Ground) -> Decision:
    """Recognised by article 14, treated as an injury by article 15, shut out by article 16, else not recognised."""
    if injury_ground == 0:
        return NOT_RECOGNISED
    if injury_ground == LOCAL_TEXT or injury_ground <= BY_LAW:
        return RECOGNISED
    return TREATED_AS if injury_ground <= FIRST_EXCLUSION else EXCLUDED


@rule(cites="河南省工伤保险条例 §13", since="2011-01", regions=("410000",))
def injury_recognition(injury_ground: Ground) -> Decision:
    """As in the nation; the province's own situation is treated as an injury."""
    if injury_ground == 0:
        return NOT_RECOGNISED
    if injury_ground <= BY_LAW:
        return RECOGNISED
    return TREATED_AS if injury_ground <= FIRST_EXCLUSION or injury_ground == LOCAL_TEXT else EXCLUDED


@rule(cites=f"{LAW} §36", since="2011-07")
def injury_benefits_due(injury_recognition: Decision) -> YesNo:
    """Benefits are due once the case is recognised or treated as a work injury."""
    return YES if RECOGNISED <= injury_recognition <= TREATED_AS else NO


@rule(cites=f"{ACT} §19", since="2004-01")
def burden_of_proof(employer_denies: YesNo) -> Proof:
    """Where the worker says that it is a work injury and the employer that it is not, the employer proves it."""
    return employer_denies


@rule(cites=f"{ACT} §18", since="2004-01")
def injury_application_complete(
    has_application_form: YesNo, has_relation_proof: YesNo, has_medical_proof: YesNo
) -> YesNo:
    """An application has the form, proof of the labour relation and the diagnosis."""
    return min(has_application_form, has_relation_proof, has_medical_proof)


@rule(cites=(f"{ACT} §43", f"{COURT} §3"), since="2004-01")
def liable_unit(employment_form: Employment) -> Liable:
    """Who answers: successor, lender, agency, the one being worked for, or the contractor above an unlawful one."""
    return employment_form

"""Death from work: funeral grant, death grant, the survivors' allowance, and workers who are missing."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from typing import Annotated

from shebao.law.facts import MOST_FEN
from shebao.law.injury import ACT, LAW
from shebao.law.language import down, fact, half_up, rule
from shebao.law.units import FEMALE, MILLION, NO, YES, Count, Fen, Months, Ppm, Sex, Table, Unit, YesNo

DEATHS = ("from_injury", "in_paid_leave", "graded_1_to_4", "other")
IN_PAID_LEAVE, GRADED, OTHER = 1, 2, 3
Death = Annotated[int, Unit("injury_death", "|".join(DEATHS), kind="enum", choices=DEATHS)]
RELATIONS = ("spouse", "parent", "child", "grandparent", "grandchild", "sibling")
SPOUSE_OF, PARENT, CHILD, GRANDPARENT, GRANDCHILD, SIBLING = 0, 1, 2, 3, 4, 5
Relation = Annotated[int, Unit("dependant_relation", "|".join(RELATIONS), kind="enum", choices=RELATIONS)]
SPOUSE, RELATIVE, ALONE = 0, 1, 2
SCOPE = "因工死亡职工供养亲属范围规定"
MANY = 100

fact("injury_death", Death, low=0, high=3, default=0)
fact("died_in_rescue", YesNo, low=0, high=1, default=NO)
fact("spouse_depends", YesNo, low=0, high=1, default=NO)
fact("relatives_depending", Count, low=0, high=MANY, default=0)
fact("dependants_alone", Count, low=0, high=MANY, default=0)
fact("month_since_missing", Count, low=1, high=1200)
fact("missing_family_in_need", YesNo, low=0, high=1, default=NO)
fact("death_grant_advanced", Fen, low=0, high=MOST_FEN, default=0)
fact("dependant_relation", Relation, low=0, high=5)
fact("dependant_sex", Sex, low=0, high=1)
fact("dependant_age_months", Months, low=0, high=1500)
fact("dependant_unable_to_work", YesNo, low=0, high=1, default=NO)
fact("nearer_relatives_gone", YesNo, low=0, high=1, default=NO)
fact("lived_on_deceased", YesNo, low=0, high=1)


@rule(cites=(f"{ACT} §39", f"{LAW} §38"), since="2004-01")
def injury_funeral_grant(injury_death: Death, area_monthly_wage: Fen, injury_funeral_months: Months) -> Fen:
    """Six months of the area's wage, also for grades 1 to 4 who die after the paid leave."""
    return 0 if injury_death == OTHER else area_monthly_wage * injury_funeral_months


@rule(cites=f"{ACT} §39", since="2004-01", until="2010-12")
def death_grant(
    injury_death: Death, area_monthly_wage: Fen, died_in_rescue: YesNo, death_grant_wage_months: Table[Months]
) -> Fen:
    """Until 2010 the province set the grant between 48 and 60 months of the area's wage."""
    if injury_death > IN_PAID_LEAVE:
        return 0
    return area_monthly_wage * death_grant_wage_months[died_in_rescue]


@rule(cites=(f"{ACT} §39", f"{LAW} §38"), since="2011-01")
def death_grant(
    injury_death: Death,
    urban_income: Fen,
    death_grant_multiple: Count,
    graded_death_months: Months,
    area_monthly_wage: Fen,
) -> Fen:
    """Twenty times the urban income of the year before; for grades 1 to 4 after the leave only what a province adds."""
    if injury_death <= IN_PAID_LEAVE:
        return urban_income * death_grant_multiple
    if injury_death == GRADED and graded_death_months > 0:
        return area_monthly_wage * graded_death_months
    return 0


@rule(cites=f"{ACT} §39", since="2004-01", reading="The dependants that are counted include the spouse.")
def relatives_depending(dependants: Count, spouse_depends: YesNo) -> Count:
    """The dependants other than the spouse."""
    return max(0, dependants - spouse_depends)


@rule(cites=f"{ACT} §39", since="2004-01")
def survivor_shares(
    spouse_depends: YesNo, relatives_depending: Count, dependants_alone: Count, survivor_rate: Table[Ppm]
) -> Ppm:
    """Two fifths for the spouse, three tenths for each other relative, a tenth more for the old or orphans alone."""
    others = relatives_depending * survivor_rate[RELATIVE] + dependants_alone * survivor_rate[ALONE]
    return spouse_depends * survivor_rate[SPOUSE] + others


@rule(
    cites=(f"{ACT} §39", f"{LAW} §38"),
    since="2004-01",
    reading="The wage that caps the sum is the own wage that the shares are taken of.",
)
def survivor_allowance_total(injury_death: Death, injury_wage: Fen, survivor_shares: Ppm) -> Fen:
    """The shares of all dependants in the own wage, a month, together not above it."""
    if injury_death == OTHER:
        return 0
    return half_up(injury_wage * min(survivor_shares, MILLION), MILLION)


@rule(
    cites=f"{ACT} §39",
    since="2004-01",
    reading="Shares that exceed the wage together are cut in proportion; the text names no method.",
)
def survivor_allowance_spouse(
    survivor_allowance_total: Fen, spouse_depends: YesNo, survivor_rate: Table[Ppm], survivor_shares: Ppm
) -> Fen:
    """The spouse's part of the monthly sum."""
    if spouse_depends == NO:
        return 0
    return half_up(survivor_allowance_total * survivor_rate[SPOUSE], survivor_shares)


@rule(
    cites=f"{ACT} §39",
    since="2004-01",
    reading="Shares that exceed the wage together are cut in proportion; the text names no method.",
)
def survivor_allowance_relative(
    survivor_allowance_total: Fen, relatives_depending: Count, survivor_rate: Table[Ppm], survivor_shares: Ppm
) -> Fen:
    """The part of one relative other than the spouse, who is not alone."""
    if relatives_depending == 0:
        return 0
    return half_up(survivor_allowance_total * survivor_rate[RELATIVE], survivor_shares)


@rule(cites=SCOPE, since="2004-01")
def dependant_entitled(
    dependant_relation: Relation,
    dependant_sex: Sex,
    dependant_age_months: Months,
    dependant_unable_to_work: YesNo,
    nearer_relatives_gone: YesNo,
    lived_on_deceased: YesNo,
) -> YesNo:
    """Who lived on the deceased: the old and the unable to work, the young; further kin if those nearer are gone."""
    if lived_on_deceased == NO:
        return NO
    old = 660 if dependant_sex == FEMALE else 720
    if dependant_relation >= GRANDPARENT and nearer_relatives_gone == NO:
        return NO
    if dependant_unable_to_work == YES:
        return YES
    if dependant_relation == CHILD or dependant_relation >= GRANDCHILD:
        return YES if dependant_age_months < 216 else NO
    return YES if dependant_age_months >= old else NO


@rule(cites=f"{ACT} §41", since="2004-01")
def missing_worker_payment(month_since_missing: Count, wage: Fen, survivor_allowance_total: Fen) -> Fen:
    """Who is missing on duty or in a rescue: the wage for three months, then the survivors' allowance."""
    return wage if month_since_missing <= 3 else survivor_allowance_total


@rule(cites=f"{ACT} §41", since="2004-01")
def missing_death_grant_advance(missing_family_in_need: YesNo, death_grant: Fen) -> Fen:
    """A family in need may have half of the death grant in advance."""
    return half_up(death_grant, 2) if missing_family_in_need == YES else 0


@rule(cites=(f"{ACT} §41", f"{ACT} §39"), since="2004-01")
def death_grant_remaining(death_grant: Fen, death_grant_advanced: Fen) -> Fen:
    """Once a court declares the death, the death grant less what was advanced."""
    return max(0, death_grant - death_grant_advanced)


@rule(cites="河南省工伤保险条例 §32", since="2007-10", regions=("410000",))
def death_grant_to_return(death_grant_advanced: Fen) -> Fen:
    """Who appears again gives back what was advanced; the allowance stops with the month after."""
    return death_grant_advanced


@rule(
    cites="浙江省工伤保险条例 §35",
    since="2018-01",
    regions=("330000",),
    reading="Whole years lived count. The text's two clauses meet at 75: below it a year less for each year above 60.",
)
def uninsured_survivor_months(dependant_age_months: Months) -> Months:
    """An uninsured employer may pay at once: until 18, else 20 years, less a year for each above 60; from 75 on 5."""
    years = down(dependant_age_months, 12)
    if dependant_age_months < 216:
        return 216 - dependant_age_months
    if years >= 75:
        return 60
    return (20 - max(0, years - 60)) * 12


@rule(cites="浙江省工伤保险条例 §35", since="2018-01", regions=("330000",))
def uninsured_survivor_lump_sum(
    survivor_allowance_relative: Fen, uninsured_survivor_months: Months, monthly_benefits_drawn: Fen
) -> Fen:
    """The first allowance for all those months at once, less what was drawn."""
    return max(0, survivor_allowance_relative * uninsured_survivor_months - monthly_benefits_drawn)

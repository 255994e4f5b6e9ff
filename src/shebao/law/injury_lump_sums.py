"""What grades 5 to 10 get once when the labour relation ends: the medical grant and the employment grant.

The nation leaves the months to the provinces: they are figures. `lump_sum_base` says which wage the months count in.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import month_of
from shebao.law.facts import MOST_FEN, NOT_STATED
from shebao.law.injury import ACT, LAST_WITHOUT_WORK, LAW
from shebao.law.language import down, fact, formula, half_up, rule, up
from shebao.law.units import MILLION, NO, YEAR, YES, Count, Day, Fen, Month, Months, Ppm, Table, Years, YesNo

LEAVING = (f"{ACT} §36", f"{ACT} §37")
OWN_WAGE, OWN_WAGE_AT_END, HIGHER_OWN_WAGE = 1, 2, 3
REACHED, TEN_YEARS_OR_MORE = 0, 11
FAR = 1200

fact("injury_wage_at_end", Fen, low=-1, high=MOST_FEN, default=NOT_STATED)
fact("occupational_disease", YesNo, low=0, high=1, default=NO)
fact("left_for_employer_fault", YesNo, low=0, high=1, default=NO)
fact("months_before_retirement", Months, low=0, high=FAR, default=FAR)
fact("employer_insured", YesNo, low=0, high=1, default=YES)


@rule(
    cites=LEAVING,
    since="2004-01",
    local=True,
    reading="The nation does not say what several injuries give; the grade that is stated counts.",
)
def lump_sum_grade(injury_grade: Count) -> Count:
    """The grade that the two grants go by."""
    return injury_grade


@rule(cites="浙江省工伤保险条例 §28", since="2018-01", regions=("330000",))
def lump_sum_grade(injury_grade: Count, second_injury_grade: Count) -> Count:
    """After several injuries at one employer, the heaviest grade."""
    return min(injury_grade, second_injury_grade) if second_injury_grade > 0 else injury_grade


@rule(cites=LEAVING, since="2004-01")
def months_before_retirement(months_to_statutory_age: Months) -> Months:
    """The months left to the retirement age when the relation ends, none from that age on."""
    return max(0, months_to_statutory_age)


@rule(cites=LEAVING, since="2004-01")
def retirement_band(months_before_retirement: Months) -> Count:
    """0 at the retirement age, 1 in the last year before it, 2 in the one before that; 11 from ten years on."""
    if months_before_retirement == 0:
        return REACHED
    return min(down(months_before_retirement, 12) + 1, TEN_YEARS_OR_MORE)


@rule(cites=LEAVING, since="2004-01", reading="A wage at the end that is not stated is the one before the injury.")
def lump_sum_wage(lump_sum_base: Count, area_monthly_wage: Fen, injury_wage: Fen, injury_wage_at_end: Fen) -> Fen:
    """The monthly wage the two grants count in: the area's, or the person's own within its limits."""
    if lump_sum_base < OWN_WAGE:
        return area_monthly_wage
    if lump_sum_base == OWN_WAGE or injury_wage_at_end == NOT_STATED:
        return injury_wage
    at_end = min(max(injury_wage_at_end, half_up(area_monthly_wage * 6, 10)), area_monthly_wage * 3)
    if lump_sum_base == OWN_WAGE_AT_END:
        return at_end
    return max(injury_wage, at_end)


@rule(cites=LEAVING, since="2004-01")
def medical_grant_share(
    retirement_band: Count,
    medical_grant_share_table: Table[Ppm],
    left_for_employer_fault: YesNo,
    fault_spares_reduction: YesNo,
) -> Ppm:
    """What is left of the medical grant close to retirement; all of it who leaves for a fault of the employer."""
    if retirement_band != REACHED and left_for_employer_fault == YES and fault_spares_reduction == YES:
        return MILLION
    return medical_grant_share_table[retirement_band]


@rule(cites=LEAVING, since="2004-01")
def employment_grant_share(
    retirement_band: Count,
    employment_grant_share_table: Table[Ppm],
    left_for_employer_fault: YesNo,
    fault_spares_reduction: YesNo,
) -> Ppm:
    """What is left of the employment grant close to retirement; all of it who leaves for a fault of the employer."""
    if retirement_band != REACHED and left_for_employer_fault == YES and fault_spares_reduction == YES:
        return MILLION
    return employment_grant_share_table[retirement_band]


@formula
def for_years_left(wage: Fen, years: Count, a_year: Ppm, least: Ppm) -> Fen:
    """Months of a wage for each year left, not below so many."""
    return half_up(wage * max(years * a_year, least), MILLION)


@rule(cites=LEAVING, since="2004-01", local=True)
def injury_medical_grant_full(
    lump_sum_grade: Count, lump_sum_wage: Fen, injury_medical_grant_months: Table[Months]
) -> Fen:
    """So many months of the wage that the province counts in, for the medical care to come."""
    return lump_sum_wage * injury_medical_grant_months[lump_sum_grade]


@rule(cites="江苏省实施《工伤保险条例》办法 §27", since="2015-06", regions=("320000",))
def injury_medical_grant_full(lump_sum_grade: Count, injury_medical_grant_sum: Table[Fen]) -> Fen:
    """A fixed sum by grade, which a city may move by a fifth."""
    return injury_medical_grant_sum[lump_sum_grade]


@rule(cites="福建省实施《工伤保险条例》办法 §23", since="2011-01", regions=("350000",))
def injury_medical_grant_full(
    lump_sum_grade: Count,
    area_monthly_wage: Fen,
    remaining_years: Count,
    grant_rate: Table[Ppm],
    grant_floor: Table[Ppm],
) -> Fen:
    """A part of the area's monthly wage for each year of life expected, not below so many months."""
    return for_years_left(area_monthly_wage, remaining_years, grant_rate[lump_sum_grade], grant_floor[lump_sum_grade])


@rule(cites=LEAVING, since="2004-01", local=True)
def injury_employment_grant_full(
    lump_sum_grade: Count, lump_sum_wage: Fen, injury_employment_grant_months: Table[Months]
) -> Fen:
    """So many months of the wage that the province counts in, for the search for other work."""
    return lump_sum_wage * injury_employment_grant_months[lump_sum_grade]


@rule(cites="江苏省实施《工伤保险条例》办法 §27", since="2015-06", regions=("320000",))
def injury_employment_grant_full(lump_sum_grade: Count, injury_employment_grant_sum: Table[Fen]) -> Fen:
    """A fixed sum by grade, which a city may move by a fifth."""
    return injury_employment_grant_sum[lump_sum_grade]


@rule(cites="福建省实施《工伤保险条例》办法 §23", since="2011-01", regions=("350000",))
def injury_employment_grant_full(
    lump_sum_grade: Count,
    area_monthly_wage: Fen,
    remaining_years: Count,
    grant_rate: Table[Ppm],
    grant_floor: Table[Ppm],
) -> Fen:
    """A part of the area's monthly wage for each year of life expected, not below so many months."""
    return for_years_left(area_monthly_wage, remaining_years, grant_rate[lump_sum_grade], grant_floor[lump_sum_grade])


@rule(cites="福建省实施《工伤保险条例》办法 §23", since="2004-01", regions=("350000",))
def remaining_years(life_expectancy: Years, birth: Day, as_of: Month) -> Count:
    """The years between the age at the end of the relation and the area's life expectancy; one begun counts."""
    return max(0, up(life_expectancy - (as_of - month_of(birth)) * 1000, YEAR))


@rule(cites=(*LEAVING, f"{LAW} §38"), since="2004-01")
def injury_medical_grant(
    lump_sum_grade: Count,
    injury_medical_grant_full: Fen,
    occupational_disease: YesNo,
    disease_medical_addition: Ppm,
    medical_grant_share: Ppm,
) -> Fen:
    """The grant of the grade, more for an occupational disease, less close to retirement; none for grades 1 to 4."""
    if lump_sum_grade <= LAST_WITHOUT_WORK:
        return 0
    addition = disease_medical_addition if occupational_disease == YES else 0
    return half_up(half_up(injury_medical_grant_full * (MILLION + addition), MILLION) * medical_grant_share, MILLION)


@rule(cites=(*LEAVING, f"{LAW} §39"), since="2004-01")
def injury_employment_grant(
    lump_sum_grade: Count,
    injury_employment_grant_full: Fen,
    occupational_disease: YesNo,
    disease_employment_addition: Ppm,
    employment_grant_share: Ppm,
) -> Fen:
    """The grant of the grade, more for an occupational disease, less close to retirement; none for grades 1 to 4."""
    if lump_sum_grade <= LAST_WITHOUT_WORK:
        return 0
    addition = disease_employment_addition if occupational_disease == YES else 0
    full = half_up(injury_employment_grant_full * (MILLION + addition), MILLION)
    return half_up(full * employment_grant_share, MILLION)


@rule(cites=LEAVING, since="2004-01", local=True)
def injury_leaving_grants(injury_medical_grant: Fen, injury_employment_grant: Fen) -> Fen:
    """Both grants together."""
    return injury_medical_grant + injury_employment_grant


@rule(cites="闽政〔2004〕12号 §23", since="2004-01", until="2010-12", regions=("350000",))
def injury_leaving_grants(
    lump_sum_grade: Count,
    area_monthly_wage: Fen,
    remaining_years: Count,
    grant_rate: Table[Ppm],
    grant_floor: Table[Ppm],
    occupational_disease: YesNo,
) -> Fen:
    """One sum for both: part of a month for each year of life expected, with a floor; three tenths more for disease."""
    if lump_sum_grade <= LAST_WITHOUT_WORK:
        return 0
    months = max(remaining_years * grant_rate[lump_sum_grade], grant_floor[lump_sum_grade])
    full = half_up(area_monthly_wage * months, MILLION)
    return half_up(full * 13, 10) if occupational_disease == YES else full


@rule(
    cites="贵州省 rule in force until the end of 2010",
    since="2004-01",
    until="2010-12",
    regions=("520000",),
    reading="A person whose months to retirement are not stated has more of them than the most that counts.",
)
def injury_leaving_grants(
    lump_sum_grade: Count, area_monthly_wage: Fen, months_before_retirement: Months, joint_grant_most: Table[Months]
) -> Fen:
    """One sum for both: a month of the area's wage for every month left to retirement, up to the grade's most."""
    if lump_sum_grade <= LAST_WITHOUT_WORK:
        return 0
    return area_monthly_wage * min(months_before_retirement, joint_grant_most[lump_sum_grade])


@rule(cites=(f"{LAW} §38", f"{LAW} §41", f"{ACT} §62"), since="2011-01")
def injury_lump_sums_from_fund(disability_grant: Fen, injury_medical_grant: Fen, employer_insured: YesNo) -> Fen:
    """The fund pays the grant of the grade and the medical grant, for an employer who has paid the premium."""
    return disability_grant + injury_medical_grant if employer_insured == YES else 0


@rule(cites=(f"{LAW} §39", f"{LAW} §41", f"{ACT} §62"), since="2011-01")
def injury_lump_sums_from_employer(
    disability_grant: Fen, injury_medical_grant: Fen, injury_employment_grant: Fen, employer_insured: YesNo
) -> Fen:
    """The employer pays the employment grant; one who has not paid the premium pays everything."""
    if employer_insured == YES:
        return injury_employment_grant
    return disability_grant + injury_medical_grant + injury_employment_grant

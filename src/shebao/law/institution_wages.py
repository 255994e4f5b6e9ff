"""The wage standards behind institutions' pensions: basic wage of 2014-09, allowance, rise of 2014, wage growth.

The one thing to know: the old method measures by the standard of September 2014 for the post and grade held at
retirement. Organs' grade wage (级别工资) and institutions' scale wage (薪级工资) are one table, `wage_key` its row.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.facts import MOST_MONTHS
from shebao.law.language import down, fact, half_up, remainder, rule
from shebao.law.posts import FIRST_MANAGER, FIRST_ORGAN_WORKER, FIRST_WORKER, LAST_POST, ORGAN_ORDINARY, Post
from shebao.law.units import MILLION, YEAR, Count, Fen, Months, Ppm, Region, Series, Table, YearNo, Years, YesNo

PAY_2006 = ("国人部发〔2006〕58号", "国人部发〔2006〕59号")
PENSIONS_2006 = "国人部发〔2006〕60号 §1"
PAY_2014 = "国办发〔2015〕3号"
REFORM = "人社部发〔2015〕28号"
MOST_WAGE = 10_000_000  # a hundred thousand yuan a month

fact("institution_post", Post, low=0, high=LAST_POST)
fact("institution_scale", Count, low=1, high=65)
fact("grade_step", Count, low=1, high=20)
fact("teacher_or_nurse", YesNo, low=0, high=1, default=0)
fact("teaching_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("hardship_allowance", Fen, low=0, high=MOST_WAGE, default=0)


@rule(cites=PAY_2006, since="2006-07")
def wage_key(institution_post: Post, institution_scale: Count, grade_step: Count) -> Count:
    """The row of the grade wage: scale in institutions, grade and step of civil servants, step of organ workers."""
    if institution_post >= FIRST_WORKER:
        return 100 + institution_scale
    if institution_post >= FIRST_MANAGER:
        return institution_scale
    if institution_post == ORGAN_ORDINARY:
        return 200 + grade_step
    if institution_post >= FIRST_ORGAN_WORKER:
        return 300 + (institution_post - FIRST_ORGAN_WORKER) * 20 + grade_step
    return 1000 + institution_scale * 20 + grade_step


@rule(cites=PAY_2006, since="2006-07")
def post_wage_2014(institution_post: Post, post_wage_table: Table[Fen]) -> Fen:
    """The post wage (职务工资, 岗位工资, 技术等级工资) by the standard of September 2014."""
    return post_wage_table[institution_post]


@rule(cites=PAY_2006, since="2006-07")
def scale_wage_2014(wage_key: Count, scale_wage_table: Table[Fen]) -> Fen:
    """The grade or scale wage by the standard of September 2014."""
    return scale_wage_table[wage_key]


@rule(cites=PAY_2006, since="2006-07")
def teacher_raise_rate(teacher_or_nurse: YesNo, teacher_raise_share: Ppm) -> Ppm:
    """School teachers and nurses have post and scale wage raised by a tenth."""
    return teacher_raise_share if teacher_or_nurse == 1 else 0


@rule(cites=PAY_2006, since="2006-07")
def teacher_raise(post_wage_2014: Fen, scale_wage_2014: Fen, teacher_raise_rate: Ppm) -> Fen:
    """What the raise of teachers and nurses comes to."""
    return half_up((post_wage_2014 + scale_wage_2014) * teacher_raise_rate, MILLION)


@rule(cites=(REFORM, *PAY_2006), since="2006-07")
def basic_wage_2014(post_wage_2014: Fen, scale_wage_2014: Fen, teacher_raise: Fen) -> Fen:
    """A of the old method: post wage, grade or scale wage, and the raise of teachers and nurses."""
    return post_wage_2014 + scale_wage_2014 + teacher_raise


@rule(cites=f"{PAY_2014} §1", since="2014-10")
def pension_increase_2014(institution_post: Post, pension_increase_table: Table[Fen]) -> Fen:
    """C of the old method: by how much the pensions of the rank were raised in October 2014."""
    return pension_increase_table[institution_post]


@rule(
    cites=PENSIONS_2006,
    since="2006-07",
    reading="Years of work are the paid and deemed ones; a full thirty years of teaching bring the whole wage.",
)
def old_method_ratio(
    contribution_years: Years,
    teaching_months: Months,
    teacher_full_months: Months,
    old_method_ratio_table: Table[Ppm],
) -> Ppm:
    """M of the old method: the part of the basic wage that the years of work bring."""
    if teaching_months >= teacher_full_months:
        return MILLION
    return old_method_ratio_table[min(down(contribution_years, YEAR), 35)]


@rule(cites=REFORM, since="2014-10")
def wage_growth_factor(published_wage_growth: Series[Ppm], region: Region, transition_year: YearNo) -> Ppm:
    """The growth of wages from 2014 to the year before retirement, as the place has published it."""
    return published_wage_growth[region, transition_year]


@rule(
    cites=REFORM,
    since="2014-10",
    local=True,
    reading="Where the province counts the hardship allowance in, it grows with the rest.",
)
def old_method_pension(
    basic_wage_2014: Fen,
    old_method_ratio: Ppm,
    retirement_allowance_standard: Fen,
    pension_increase_2014: Fen,
    hardship_allowance: Fen,
    old_method_counts_hardship: YesNo,
    wage_growth_factor: Ppm,
) -> Fen:
    """The ratio of the basic wage, the allowance and the rise of 2014, grown with wages: (A·M + B + C)·Π(1 + G)."""
    fixed = retirement_allowance_standard + pension_increase_2014
    if old_method_counts_hardship == 1:
        fixed = fixed + hardship_allowance
    pay = half_up(basic_wage_2014 * old_method_ratio, 1000) + fixed * 1000
    return half_up(pay * wage_growth_factor, 1000 * MILLION)


@rule(
    cites=REFORM,
    since="2014-10",
    regions=("620000",),
    assumed="read off one award sheet of 2022",
)
def old_method_pension(
    basic_wage_2014: Fen,
    old_method_ratio: Ppm,
    retirement_allowance_standard: Fen,
    pension_increase_2014: Fen,
    wage_growth_factor: Ppm,
) -> Fen:
    """Gansu's sheets take the ratio of wage, allowance and rise alike."""
    pay = basic_wage_2014 + retirement_allowance_standard + pension_increase_2014
    return half_up(half_up(pay * old_method_ratio, 1000) * wage_growth_factor, 1000 * MILLION)


@rule(cites=REFORM, since="2014-10", local=True)
def post_index_part(institution_post: Post, post_index_table: Table[Ppm]) -> Ppm:
    """The part of the deemed index that the post brings, by the province's table."""
    return post_index_table[institution_post]


@rule(
    cites=REFORM,
    since="2014-10",
    regions=("430000",),
    reading="Hunan's printed table is its own arithmetic, to four decimals: nine tenths of the wage, and the rise"
    " of 2014, over 35 years of 1.8 percent of 4044 yuan. An ordinary worker's rise stands with the scale part.",
)
def post_index_part(
    institution_post: Post, post_wage_2014: Fen, pension_increase_2014: Fen, index_divisor: Fen, index_wage_share: Ppm
) -> Ppm:
    """Hunan: nine tenths of the post wage and the rise of 2014, over the divisor of its table."""
    if institution_post == ORGAN_ORDINARY:
        return 0
    return half_up(post_wage_2014 * index_wage_share + pension_increase_2014 * MILLION, index_divisor * 100) * 100


@rule(cites=REFORM, since="2014-10", local=True)
def scale_index_part(wage_key: Count, scale_index_table: Table[Ppm]) -> Ppm:
    """The part of the deemed index that the grade or scale brings, by the province's table."""
    return scale_index_table[wage_key]


@rule(cites=REFORM, since="2014-10", regions=("430000",))
def scale_index_part(
    institution_post: Post, scale_wage_2014: Fen, pension_increase_2014: Fen, index_divisor: Fen, index_wage_share: Ppm
) -> Ppm:
    """Hunan: nine tenths of the grade or scale wage, over the divisor of its table."""
    rise = pension_increase_2014 if institution_post == ORGAN_ORDINARY else 0
    return half_up(scale_wage_2014 * index_wage_share + rise * MILLION, index_divisor * 100) * 100


@rule(cites=REFORM, since="2014-10", local=True)
def allowance_index_part(institution_post: Post, allowance_index_table: Table[Ppm]) -> Ppm:
    """The part of the deemed index that the allowance brings, by the province's table of posts."""
    return allowance_index_table[institution_post]


@rule(
    cites=REFORM,
    since="2014-10",
    regions=("430000",),
    reading="The printed table goes by fifty yuan; between its rows the same arithmetic, to four decimals.",
)
def allowance_index_part(
    retirement_allowance_standard: Fen,
    allowance_standard_index_table: Table[Ppm],
    index_deduction: Fen,
    index_divisor: Fen,
) -> Ppm:
    """Hunan: what the allowance standard exceeds 707.70 yuan by, over the divisor of its table."""
    steps = down(retirement_allowance_standard, 5000)
    if remainder(retirement_allowance_standard, 5000) == 0 and steps >= 18 and steps <= 110:
        return allowance_standard_index_table[steps]
    return half_up(max(0, retirement_allowance_standard - index_deduction) * 10_000, index_divisor) * 100


@rule(cites=REFORM, since="2014-10", given=(("institution_post",), ("post_index_part",)))
def deemed_index(post_index_part: Ppm, scale_index_part: Ppm, allowance_index_part: Ppm) -> Ppm:
    """The index of deemed years: the parts of post, grade or scale, and allowance."""
    return post_index_part + scale_index_part + allowance_index_part


@rule(cites=REFORM, since="2014-10", given=(("transitional_pension", "reference_wage", "deemed_years"),))
def deemed_index(
    transitional_pension: Fen, reference_wage: Fen, deemed_years: Years, transitional_coefficient: Ppm
) -> Ppm:
    """The index that a printed transitional pension stands on, worked back from it."""
    wages = half_up(transitional_pension * MILLION, transitional_coefficient)
    return half_up(wages * YEAR * MILLION, reference_wage * deemed_years)

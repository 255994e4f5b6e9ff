"""What each figure does where nobody has published it: one line a figure.

The one thing to know: published values stay as they are. A kind says how a hole is filled, before the first published
value, between two, and after the last; a figure that is not listed has no hole that a question of the outlook meets.
"""

from __future__ import annotations

from dataclasses import dataclass

from shebao.law.units import YEAR
from shebao.outlook.axes import FIRST, LAST

OLDEST = 1978
"""The first year of a history that an award may read."""
YUAN = 100


@dataclass(frozen=True)
class Rule:
    """How the holes of a figure are filled.

    kind: one of SAYS. keys: the keys that are filled. first, last: the years wanted. where: `provinces`, the `nation`,
    or the provinces that have values of their `own`. value: what is `fixed`, from the year `since`. ends: a value in
    force without an end ends with 2026 although the kind does not grow. step: what values are rounded to. says: what
    the list of assumptions says instead of the kind's words.
    """

    kind: str
    keys: tuple[int, ...] = (0,)
    value: int = 0
    since: int = 0
    first: int = FIRST
    last: int = LAST
    where: str = "provinces"
    ends: bool = False
    step: int = 1
    says: str = ""


GROWING = ("wage", "income", "residents")
SAYS = {
    "wage": "follows the average wage of the year before",
    "income": "follows the average wage of the year",
    "residents": "follows the national minimum of residents' pensions, raised by price and wage shares from 2027",
    "stays": "as published next in time; where never, the capital's, else the middle of the provinces'",
    "fixed": "a fixed value",
    "interest": "the interest assumed for accounts",
    "residents_interest": "the mean of the provinces that published one; after the last the interest assumed",
    "of_income": "months of income",
}
"""What a kind means, as the list of assumptions prints it."""

BOUNDS = "none published: sixty percent and three times the average wage, the law's own rule"
MONTHS = "months of the province's urban income of the year before, as the rule of September 2021 gives at least"
RULES: dict[str, Rule] = {
    # Wages and bases.
    "index_wage": Rule("wage", first=OLDEST, step=YUAN),
    "published_reference_wage": Rule("wage", first=FIRST - 1, step=YUAN),
    "published_base_wage": Rule("wage", step=YUAN),
    "published_base_floor": Rule("fixed", (0, 1, 2), ends=True, says=BOUNDS),
    "published_base_ceiling": Rule("fixed", (0, 1, 2), ends=True, says=BOUNDS),
    "published_index_wage_base": Rule("fixed", where="nation", says="none: the index multiplies the reference wage"),
    "minimum_wage_table": Rule("wage", (1,), step=10 * YUAN),
    "net_minimum_wage_table": Rule("wage", (1,), where="own", step=10 * YUAN),
    "highest_minimum_wage": Rule("wage", where="nation", step=10 * YUAN),
    "published_provincial_income": Rule("income", first=FIRST - 2, step=YUAN),
    "urban_income": Rule("wage", where="nation", step=YUAN),
    # Rates.
    "injury_rate_cut": Rule("fixed", says="rates are not cut"),
    "injury_class_rate": Rule("stays", tuple(range(1, 9)), where="nation"),
    "injury_float_table": Rule("stays", tuple(range(5)), where="nation"),
    "published_interest_rate": Rule("interest", first=OLDEST, where="nation"),
    # Awards and deaths.
    "only_child_average": Rule("stays", where="own"),
    "old_funeral_grant": Rule("of_income", value=2, last=2021, says=f"two {MONTHS}"),
    "old_survivors_grant": Rule("of_income", value=9, last=2021, says=f"nine {MONTHS}"),
    # Residents.
    "national_minimum_basic_pension": Rule("residents", where="nation", step=YUAN),
    "resident_provincial_standard": Rule("residents", step=YUAN),
    "resident_funeral_base": Rule("residents", where="own", step=YUAN),
    "resident_funeral_amount": Rule("residents", where="own", step=YUAN),
    "resident_funeral_months": Rule(
        "fixed", value=10, since=2014, says="ten months from 2014, the middle of the places known; none before"
    ),
    "resident_account_rates": Rule("residents_interest"),
    "age_band_table": Rule("residents", (1, 2, 3), where="own"),
    "years_supplement_each": Rule("residents", where="own"),
    "years_band_table": Rule("residents", (1, 2, 3), where="own"),
    "only_child_supplement_each": Rule("residents", where="own"),
    # Unemployment.
    "unemployment_first_share": Rule("stays"),
    "unemployment_later_share": Rule("stays", where="own"),
    "unemployment_share_of": Rule("stays", where="own"),
    "unemployment_sum_table": Rule("wage", (1, 2, 3, 4, 5), where="own", step=YUAN),
    "unemployment_later_sum_table": Rule("wage", (1, 2, 3, 4, 5), where="own", step=YUAN),
    "unemployment_months_table": Rule("stays", tuple(range(1, 41))),
    "unemployment_step_table": Rule("stays", tuple(range(1, 8)), where="own"),
    "unemployment_years_share_table": Rule("stays", tuple(range(61)), where="own"),
    "minimum_living": Rule("wage", where="own", step=YUAN),
    # Work injury.
    "lump_sum_base": Rule("stays"),
    "injury_medical_grant_months": Rule("stays", tuple(range(5, 11))),
    "injury_medical_grant_sum": Rule("wage", tuple(range(5, 11)), where="own", step=YUAN),
    "medical_grant_share_table": Rule("stays", tuple(range(12))),
    "disease_medical_addition": Rule("stays"),
    "fault_spares_reduction": Rule("stays"),
    "life_expectancy": Rule("fixed", value=78 * YEAR, where="nation", says="78 years (Fujian alone asks)"),
}

DOUBTED = {"210000": (1991, 2019), "310000": (1997, 2019), "510000": (1996, 2020)}
"""Index wages that are one later value divided by 1.05 year after year, four to twelve times the wages before: the
source has filled them in. They are taken as holes; what an office awards by them is not changed by this."""
DOUBTED_SAYS = "the series is five percent a year backwards: taken as a hole, filled by the growth of other provinces"

EARLIER = {
    "injury_rate": "the classes of October 2015 are taken for the years before",
    "injury_float": "the classes of October 2015 are taken for the years before",
    "injury_float_step": "the classes of October 2015 are taken for the years before",
    "may_join_residents": "the way of July 2014 is taken for the years before",
    "resident_years_total": "the way of July 2014 is taken for the years before",
}
"""Rules that begin later than the outlook and are taken to hold from its start, and what that assumes."""

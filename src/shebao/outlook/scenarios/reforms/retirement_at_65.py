"""The rule that `retirement_at_65.yaml` puts in the place of the law's: on to 65, one cohort after the other.

The law delays by a month for every two or four months of later birth. On top of that comes one month for every two
months of birth later than two years after the law's first cohort: nobody who reaches the age before 2027 is touched.
Men reach 65 with those born in 1973, women in management posts with 1986, other women with 1997.
"""

from shebao.law.calendar import month_of
from shebao.law.language import down, rule
from shebao.law.units import Day, Month, Months, Table, Track

AT_65 = 780
YEARS_AFTER_FIRST = 24
STEP = 2


@rule(cites="proposal", since="2027-01")
def statutory_retirement_age(
    birth: Day,
    retirement_track: Track,
    retirement_delay_months: Months,
    original_retirement_age: Table[Months],
    delay_first_birth: Table[Month],
) -> Months:
    """The law's age and a further delay by birth, 65 at most."""
    later = month_of(birth) - delay_first_birth[retirement_track] - YEARS_AFTER_FIRST
    more = down(max(0, later), STEP)
    return min(AT_65, original_retirement_age[retirement_track] + retirement_delay_months + more)

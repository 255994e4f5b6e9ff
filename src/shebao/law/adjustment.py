"""The yearly adjustment of pensions already paid: who takes part, the parts together, the pension after it.

The one thing to know: the nation sets the day, the methods and a rate that a province's mean rise may not exceed;
every amount is the province's. The rules read one province's scheme of one year as figures, and never name a place.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.calendar import january_of, year_of
from shebao.law.facts import LAST_MONTH
from shebao.law.language import fact, half_up, rule, up
from shebao.law.pension import MILLION
from shebao.law.units import YES, Count, Fen, Month, Ppm, Table, Unit, YesNo

GROUPS = ("enterprise", "institution")
KINDS = ("ordinary", "land_worker", "family_worker", "resigned", "injured", "veteran")
ENTERPRISE, INSTITUTION, VETERAN = 0, 1, 5
INSTITUTIONS_ROW, ROWS_OF_KINDS = 1, 1
MOST_PENSION = 100_000_000

Group = Annotated[int, Unit("group", "|".join(GROUPS), kind="enum", choices=GROUPS)]
Kind = Annotated[int, Unit("kind", "|".join(KINDS), kind="enum", choices=KINDS)]

fact("retiree_group", Group, low=0, high=1, default=ENTERPRISE)
fact("retiree_kind", Kind, low=0, high=5, default=0)
fact("army_cadre", YesNo, low=0, high=1, default=0)
fact("pension_before", Fen, low=0, high=MOST_PENSION)
fact("provincial_mean_pension", Fen, low=0, high=MOST_PENSION)
fact("pension_since", Month, low=0, high=LAST_MONTH, default=0)

MECHANISM = "社会保险法 §18"
NOTICE = "人社部发〔2025〕38号"
SCHEME = "省级调整方案"


@rule(cites=(MECHANISM, NOTICE), since="2005-01")
def adjustment_mean_limit(provincial_mean_pension: Fen, national_adjustment_rate: Ppm) -> Fen:
    """A province's pensions may rise by no more, on the mean, than the national rate of its mean pension."""
    return half_up(provincial_mean_pension * national_adjustment_rate, MILLION)


@rule(cites=NOTICE, since="2005-01")
def pension_since(pension_start_month: Month) -> Month:
    """The month the pension started, where it is known; else before every adjustment asked about."""
    return pension_start_month


@rule(
    cites=(NOTICE, "劳人险〔1983〕3号"),
    since="2005-01",
    reading="Who states no month of retirement is taken to have drawn a pension already in the year before.",
)
def takes_part_in_adjustment(pension_since: Month, retiree_kind: Kind, as_of: Month) -> YesNo:
    """Those retired by the end of the year before; veterans on their full old wage follow another adjustment."""
    if retiree_kind == VETERAN:
        return 0
    return 1 if pension_since <= january_of(year_of(as_of)) else 0


@rule(cites=SCHEME, since="2005-01")
def adjustment_row(retiree_group: Group, retiree_kind: Kind, adjustment_own_row: Table[YesNo]) -> Count:
    """The row of the scheme that holds for the person: the group's own where there is one, else everyone's."""
    kind = 0 if retiree_kind == VETERAN else retiree_kind
    if kind > 0 and adjustment_own_row[kind + ROWS_OF_KINDS] == YES:
        return kind + ROWS_OF_KINDS
    if retiree_group == INSTITUTION and adjustment_own_row[INSTITUTIONS_ROW] == YES:
        return INSTITUTIONS_ROW
    return 0


@rule(cites=SCHEME, since="2005-01")
def adjustment_floor_lift(pension_before: Fen, adjustment_floor_before: Table[Fen], army_cadre: YesNo) -> Fen:
    """What a pension below the floor is raised by before anything else."""
    floor = adjustment_floor_before[0]
    if army_cadre == YES:
        floor = max(floor, adjustment_floor_before[1])
    if floor == 0:
        return 0
    return max(0, floor - pension_before)


@rule(cites=SCHEME, since="2005-01")
def adjustment_base(pension_before: Fen, adjustment_floor_lift: Fen) -> Fen:
    """The own basic pension of December of the year before, after the floor."""
    return pension_before + adjustment_floor_lift


@rule(cites=SCHEME, since="2005-01")
def adjustment_parts(
    adjustment_fixed: Fen,
    adjustment_per_year: Fen,
    adjustment_old_retirees: Fen,
    adjustment_level: Fen,
    adjustment_age: Fen,
    adjustment_hard_region: Fen,
) -> Fen:
    """All parts together, before the sum is rounded."""
    return (
        adjustment_fixed
        + adjustment_per_year
        + adjustment_old_retirees
        + adjustment_level
        + adjustment_age
        + adjustment_hard_region
    )


@rule(cites=SCHEME, since="2005-01")
def adjustment_low_pension(
    adjustment_base: Fen, adjustment_parts: Fen, adjustment_low_pension_limit: Fen, adjustment_low_pension_extra: Fen
) -> Fen:
    """A pension that stays below the limit gets a further amount, not beyond the limit."""
    if adjustment_low_pension_limit == 0:
        return 0
    return min(max(0, adjustment_low_pension_limit - adjustment_base - adjustment_parts), adjustment_low_pension_extra)


@rule(cites=SCHEME, since="2005-01")
def adjustment_sum(adjustment_parts: Fen, adjustment_low_pension: Fen, adjustment_sum_step: Fen) -> Fen:
    """The parts together, rounded as the scheme says."""
    return up(adjustment_parts + adjustment_low_pension, adjustment_sum_step) * adjustment_sum_step


@rule(cites=(NOTICE, SCHEME), since="2005-01")
def adjustment_cadre_lift(
    army_cadre: YesNo, adjustment_base: Fen, adjustment_sum: Fen, adjustment_cadre_floor: Fen
) -> Fen:
    """An enterprise's retired army cadre is raised to the mean pension of the place after everything else."""
    if army_cadre == 0:
        return 0
    return max(0, adjustment_cadre_floor - adjustment_base - adjustment_sum)


@rule(cites=(MECHANISM, NOTICE, SCHEME), since="2005-01")
def pension_adjustment(
    takes_part_in_adjustment: YesNo, adjustment_floor_lift: Fen, adjustment_sum: Fen, adjustment_cadre_lift: Fen
) -> Fen:
    """What the monthly pension rises by from January of the year."""
    if takes_part_in_adjustment == 0:
        return 0
    return adjustment_floor_lift + adjustment_sum + adjustment_cadre_lift


@rule(cites=(MECHANISM, NOTICE), since="2005-01")
def pension_after(pension_before: Fen, pension_adjustment: Fen) -> Fen:
    """The monthly pension after the adjustment."""
    return pension_before + pension_adjustment

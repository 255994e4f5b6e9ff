"""Occupational injury of people who work through platforms: where the pilot holds, the premium per order, the benefits.

No labour relation is needed; the platform pays, per order. What is paid counts in six tenths of the average wage
of private employers, not in what the person earned.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.facts import MOST_FEN
from shebao.law.injury import LAST_WITH_OWN_WORK, LAST_WITHOUT_WORK
from shebao.law.injury_death import GRADED, OTHER, Death
from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, NO, YES, Count, Fen, Months, Ppm, Table, Unit, YesNo

MEASURES = "人社部发〔2025〕24号"
PROCEDURE = "人社厅函〔2025〕79号"
TRADES = ("ride_hailing", "instant_delivery", "same_city_freight", "takeaway")
RIDE_HAILING, INSTANT_DELIVERY, FREIGHT, SECOND_TIER = 0, 1, 2, 4
Trade = Annotated[int, Unit("platform_trade", "|".join(TRADES), kind="enum", choices=TRADES)]
PLATFORMS = (
    "other", "caocao", "meituan", "eleme", "dada", "shansong", "huolala", "kuaigou", "didi", "sf_intracity",
    "didi_freight", "manbang",
)  # fmt: skip
Platform = Annotated[int, Unit("platform", "|".join(PLATFORMS), kind="enum", choices=PLATFORMS)]

fact("orders", Count, low=0, high=10**10)
fact("platform_trade", Trade, low=0, high=3)
fact("platform", Platform, low=0, high=11)
fact("delivery_tier", Count, low=1, high=2, default=1)
fact("occupational_injury_float", Ppm, low=0, high=5 * MILLION, default=MILLION)
fact("taking_order", YesNo, low=0, high=1, default=YES)
fact("occupational_injury_confirmed", YesNo, low=0, high=1)
fact("private_wage", Fen, low=0, high=MOST_FEN)


@rule(
    cites=("人社部发〔2021〕110号", MEASURES),
    since="2022-07",
    reading="Since July 2025 takeaway is part of instant delivery; delivery is in its lower tier unless stated.",
)
def order_premium(platform_trade: Trade, delivery_tier: Count, order_premium_table: Table[Fen]) -> Fen:
    """What a platform pays for one order of the trade."""
    if delivery_tier < 2 or platform_trade < INSTANT_DELIVERY or platform_trade == FREIGHT:
        return order_premium_table[platform_trade]
    return order_premium_table[SECOND_TIER]


@rule(cites=(MEASURES, "新就业形态人员职业伤害保障办法 §9"), since="2022-07")
def occupational_injury_premium(
    orders: Count, order_premium: Fen, occupational_injury_float: Ppm, occupational_injury_pilot: YesNo
) -> Fen:
    """The orders of a month times the premium of one, floated by payout; nothing where the pilot does not hold."""
    if occupational_injury_pilot == NO:
        return 0
    return half_up(orders * order_premium * occupational_injury_float, MILLION)


@rule(cites=(f"{MEASURES} §1", "人社部发〔2021〕110号"), since="2022-07")
def platform_in_scope(
    platform: Platform, platform_trade: Trade, platform_in_pilot: Table[YesNo], local_ride_hailing_in_pilot: YesNo
) -> YesNo:
    """Whether the platform takes part: those named, and where a place says so every ride-hailing platform."""
    if platform_in_pilot[platform] == YES:
        return YES
    return local_ride_hailing_in_pilot if platform_trade == RIDE_HAILING else NO


@rule(cites=MEASURES, since="2022-07")
def occupational_injury_covered(
    occupational_injury_pilot: YesNo, platform_in_scope: YesNo, taking_order: YesNo
) -> YesNo:
    """Who takes an order of a platform in the pilot is covered for it, without any labour relation."""
    return min(occupational_injury_pilot, platform_in_scope, taking_order)


@rule(cites=MEASURES, since="2022-07")
def occupational_injury_benefits_due(occupational_injury_covered: YesNo, occupational_injury_confirmed: YesNo) -> YesNo:
    """Treatment, disability, death and living support are paid once the injury is confirmed."""
    return min(occupational_injury_covered, occupational_injury_confirmed)


@rule(
    cites=f"{PROCEDURE} §39",
    since="2025-07",
    assumed="article 39 gives this base for deaths; that disability counts in it too is assumed",
)
def platform_benefit_base(private_wage: Fen) -> Fen:
    """Six tenths of the area's average monthly wage of private employers in the year before."""
    return half_up(private_wage * 6, 10)


@rule(cites=f"{PROCEDURE} §38", since="2025-07")
def platform_disability_grant(
    injury_grade: Count, platform_benefit_base: Fen, disability_grant_months: Table[Months]
) -> Fen:
    """As many months as for work injury, of the common base."""
    return platform_benefit_base * disability_grant_months[injury_grade]


@rule(cites=f"{PROCEDURE} §38", since="2025-07")
def platform_disability_allowance(
    injury_grade: Count, platform_benefit_base: Fen, disability_allowance_rate: Table[Ppm]
) -> Fen:
    """A monthly share of the base for grades 1 to 4, as for work injury."""
    if injury_grade > LAST_WITHOUT_WORK:
        return 0
    return half_up(platform_benefit_base * disability_allowance_rate[injury_grade], MILLION)


@rule(cites=f"{PROCEDURE} §38", since="2025-07")
def platform_single_allowance(injury_grade: Count, platform_benefit_base: Fen) -> Fen:
    """Grades 5 and 6 get thirty and twenty-five months of the base once, in place of a monthly allowance."""
    if injury_grade <= LAST_WITHOUT_WORK or injury_grade > LAST_WITH_OWN_WORK:
        return 0
    return platform_benefit_base * (30 if injury_grade < LAST_WITH_OWN_WORK else 25)


@rule(cites=f"{PROCEDURE} §39", since="2025-07")
def platform_funeral_grant(injury_death: Death, platform_benefit_base: Fen, injury_funeral_months: Months) -> Fen:
    """Six months of the base."""
    return 0 if injury_death == OTHER else platform_benefit_base * injury_funeral_months


@rule(cites=f"{PROCEDURE} §39", since="2025-07")
def platform_survivor_allowance_total(injury_death: Death, platform_benefit_base: Fen, survivor_shares: Ppm) -> Fen:
    """The dependants' shares in the base, together not above it."""
    if injury_death == OTHER:
        return 0
    return half_up(platform_benefit_base * min(survivor_shares, MILLION), MILLION)


@rule(cites=f"{PROCEDURE} §39", since="2025-07")
def platform_death_grant(injury_death: Death, urban_income: Fen, death_grant_multiple: Count) -> Fen:
    """Twenty times the urban income of the year before; none for grades 1 to 4 who die after the treatment."""
    return urban_income * death_grant_multiple if injury_death < GRADED else 0

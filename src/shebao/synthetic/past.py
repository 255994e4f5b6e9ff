"""What lies behind the people of a city: years of contributions, account statements, awards drawn before the month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from shebao.engine.errors import BadInput, MissingFigure
from shebao.engine.law import Law
from shebao.engine.one import LawOn
from shebao.record.dossier import EMPLOYEES, RESIDENTS
from shebao.synthetic.city import (
    FLEXIBLE,
    IN_SERVICE,
    RESIDENT_PAYING,
    RESIDENT_RETIRED,
    RETIRED,
    City,
    wage_of_year,
    years_known,
)

ELSEWHERE = ("340000", "360000", "410000", "420000", "520000")
MIGRANT_SHARE = 0.15
TIERS = (100, 200, 300, 500, 500, 800, 1000, 1000, 1500, 2000)
Stint = tuple[int, int, int, int, int]
"""start, months, base (fen), region, category."""


@dataclass
class Life:
    """One person's past. Money in fen."""

    scheme: int
    stints: list[Stint] = field(default_factory=list["Stint"])
    deemed_months: int = 0
    closing: int = 0
    since: int = 0
    award: tuple[int, int, int] | None = None
    tier: int = 0
    pays_now: bool = False


def lives(city: City) -> Iterator[Life | None]:
    """Everybody's past, in the order of the city; None for people outside.

    BadInput where the law knows no year of the place up to the city's month.
    """
    rng = city.rng("past")
    law = Law.load()
    year_now = city.month // 12
    known = lru_cache(maxsize=None)(lambda region: years_known(law, region, year_now))
    if not known(city.region):
        raise BadInput("region", city.region, f"a region whose wages and interest of {year_now - 1} are known")
    # A past starts where the law's knowledge does: what was before counts as deemed.
    opening = known(city.region).start
    newest = known(city.region).stop - 1
    # Bases are declared by the newest wage known until the year's own is published.
    wage = lru_cache(maxsize=None)(lambda region, year: wage_of_year(law, region, min(year, newest)))
    starts = law.at(year_now * 12, city.region)
    now = law.at(city.month - 1, city.region)
    cover = city.published.coverage
    # Yuan a year for all, into fen a month for one.
    pension = cover["employees_spending"] * 100 / cover["retirees"] / 12
    resident = cover["resident_spending"] * 100 / cover["resident_recipients"] / 12
    balance = lru_cache(maxsize=None)(lambda tier, years: _resident_account(city.law, tier, years))
    for at in range(city.size):
        status = int(city.status[at])
        # Drawn for everybody, so that one person's kind does not move the next one's luck.
        luck, away, gap, level, tier_luck, now_luck = (float(x) for x in rng.random(6))
        noise = rng.normal(0, 0.06, 40)
        if status in (IN_SERVICE, FLEXIBLE):
            life = Life(EMPLOYEES)
            started = int(city.started[at])
            if started < opening * 12:
                life.deemed_months = min(opening * 12 - started, 240)
            else:
                # Many join late: some months or years after the first job.
                started = min(city.month - 1, started + int(gap * gap * 60))
            begin = max(started, opening * 12)
            elsewhere = ELSEWHERE[int(luck * len(ELSEWHERE))]
            if elsewhere[:2] == city.region[:2]:
                elsewhere = ELSEWHERE[0] if elsewhere != ELSEWHERE[0] else ELSEWHERE[1]
            moved = begin // 12 + int(away / MIGRANT_SHARE * 8) if away < MIGRANT_SHARE else 0
            category = 1 if status == FLEXIBLE else 0
            for year in range(begin // 12, year_now + 1):
                first = max(begin, year * 12)
                last = min(city.month - 1, year * 12 + 11)
                months = last - first + 1
                if months <= 0:
                    continue
                if noise[(year + 7) % 40] > 0.105:
                    months = max(1, months // 2)  # a year with a gap
                region = elsewhere if 2006 <= year < moved and year in known(elsewhere) else city.region
                average = wage(region, year)
                ratio = float(city.index[at]) * (0.62 if category else 1.0) * (1 + float(noise[year % 40]))
                base = round(average * min(3.0, max(0.6, ratio)) / 100) * 100
                life.stints.append((first, months, base, int(region), category if year > 2012 else 0))
            past = [s for s in life.stints if s[0] < year_now * 12]
            life.closing = starts.values(["account_from_history"], _dossier(past))["account_from_history"]
            recent = [s for s in life.stints if s[0] >= year_now * 12]
            life.since = now.values(["account_from_history"], _dossier(recent))["account_from_history"]
            yield life
        elif status == RETIRED:
            life = Life(EMPLOYEES)
            start = min(int(city.retires[at]) + 1, city.month)
            amount = round(pension * (0.75 + 0.5 * luck) * (0.8 + 0.4 * level))
            part = round(amount * (0.08 + 0.10 * away)) if start >= 2006 * 12 else 0
            left = max(0, 160 - (city.month - start)) * part
            this_year = part * min(city.month - max(start, year_now * 12), 12) if left else 0
            life.closing, life.since = left + this_year, -this_year
            life.award = (start, amount, part)
            yield life
        elif status == RESIDENT_PAYING:
            life = Life(RESIDENTS)
            life.tier = TIERS[int(tier_luck * len(TIERS))]
            old = year_now - int(city.started[at]) // 12
            years = max(1, min(16, int(old * (0.4 + 0.6 * level))))
            life.pays_now = now_luck < 1 / 6
            last = year_now - 1 if life.pays_now else year_now
            for year in range(last - years + 1, last + 1):
                life.stints.append(
                    (year * 12, 12 if year < year_now else city.month % 12 or 12, life.tier * 100, int(city.region), 0)
                )
            life.closing = balance(life.tier, years - (0 if life.pays_now else 1))
            life.since = 0 if life.pays_now else balance(life.tier, 1)
            yield life
        elif status == RESIDENT_RETIRED:
            life = Life(RESIDENTS)
            amount = round(resident * (0.8 + 0.4 * luck))
            part = round(amount * 0.12)
            start = max(2009 * 12 + 8, city.month - int(level * 200) - 1)
            left = max(0, 139 - (city.month - start)) * part
            this_year = part * min(city.month - max(start, year_now * 12), 12) if left else 0
            life.closing, life.since = left + this_year, -this_year
            life.award = (start, amount, part)
            yield life
        else:
            yield None


def _dossier(stints: list[Stint]) -> dict[str, list[int]]:
    names = ("stint_start", "stint_months", "stint_base", "stint_region")
    return {name: [stint[i] for stint in stints] for i, name in enumerate(names)}


def _resident_account(law: LawOn, tier: int, years: int) -> int:
    """What equal premiums of a tier (yuan a year) come to, in fen; no subsidy where the place's is not known."""
    facts = {"resident_premium_year": tier * 100, "contribution_years": years * 12_000}
    try:
        return law.values(["resident_account_balance"], facts)["resident_account_balance"]
    except MissingFigure:
        return law.values(["resident_account_balance"], {**facts, "resident_subsidy": 0})["resident_account_balance"]

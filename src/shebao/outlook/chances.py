"""The tables people live by: how many are insured as what, solved once so that the published past is met.

The one thing to know: everything is solved on cells of the population (year x province x sex x residence x age), never
by repeating a run. What the published totals say up to `until` is met in expectation; later years follow the trend of
coverage, which fades. A reform is given the factors of the law as it stands, never its own.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from shebao.engine.law import Law
from shebao.law.units import FEMALE, MALE
from shebao.outlook.axes import FIRST, LAST, PROVINCES, YEARS
from shebao.outlook.behaviour import listed, number, over
from shebao.outlook.bulletins import published
from shebao.outlook.economy import unemployment
from shebao.outlook.lives import ONE
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.population import Population
from shebao.outlook.tables import DATA, read
from shebao.outlook.world import BEGIN, BIRTHS, SPAN

AT = FIRST - BEGIN
WHOLE = 1 << 32
"""All, as a chance of 32 bits."""
MOST = 0.97
AGES = np.arange(106)


@dataclass(frozen=True)
class Factors:
    """What is solved so that the published totals are met. y: years from BEGIN.

    covered: [y, P, R] place in the ranking below which someone at the curve's one is in service. public: [y, R];
    jobless_in, injury_in, site, lost: [y]; resident: [y, P, R, 2]; old: [P, R, S, A].
    """

    covered: Any
    public: Any
    jobless_in: Any
    injury_in: Any
    site: Any
    lost: Any
    resident: Any
    old: Any
    old_public: Any

    def places(self) -> Any:
        """[P, R] where each place stands in the order of how many are in service there."""
        return np.argsort(np.argsort(self.covered[AT:].mean(axis=0), axis=None)).reshape(self.covered.shape[1:])


def chance(share: Any) -> Any:
    """Shares as whole numbers of 32 bits."""
    return np.rint(np.clip(share, 0, 1) * (WHOLE - 1)).astype(np.int64)


def factor(value: Any) -> Any:
    """Factors of behaviour as fixed point."""
    return np.rint(np.asarray(value) * ONE).astype(np.int64)


def by_cohort(table: Any) -> Any:
    """[Y, ..., A] read along birth years: [..., B, Y]; nothing (0) before birth, the open group beyond 105."""
    birth, year = np.arange(BIRTHS)[:, None], np.arange(YEARS)[None, :]
    age = FIRST + year - (FIRST_BIRTH + birth)
    found = np.moveaxis(table, (0, -1), (-1, -2))[..., np.clip(age, 0, 105), year]
    return np.where(age >= 0, found, 0.0)


def quantiles(deviation: float) -> Any:
    """1024 equally likely factors of a lognormal with mean one."""
    normal = NormalDist()
    made = np.exp(deviation * np.array([normal.inv_cdf((n + 0.5) / 1024) for n in range(1024)]))
    return factor(made / made.mean())


@dataclass(frozen=True)
class Retirement:
    """By track, choice (earliest, statutory, latest) and month of birth from January of FIRST_BIRTH: the month of
    retirement, and the months of contributions it needs."""

    month: Any
    needed: Any


def retirement(law: Law) -> Retirement:
    """The law asked once for every track, choice and month of birth, as of the month it answers itself."""
    import pyarrow as pa

    births = np.arange(FIRST_BIRTH * 12, FIRST_BIRTH * 12 + BIRTHS * 12)
    days = np.array([np.datetime64(f"{m // 12:04d}-{m % 12 + 1:02d}-15") for m in births])
    ordinal = (days - np.datetime64("0001-01-01")).astype(np.int64) + 1
    shape = (3, 3, len(births))
    track, choice, birth = np.broadcast_arrays(
        np.arange(3)[:, None, None], np.array([-36, 0, 36])[None, :, None], ordinal[None, None]
    )
    compiled = law.compile(["chosen_retirement_month", "minimum_months_paid"])
    as_of = np.broadcast_to(births + 55 * 12, shape).ravel()
    months = needed = as_of
    for _ in range(4):
        table = pa.table(
            {"region": np.full(as_of.size, 110000), "as_of": np.clip(as_of, 2006 * 12, 2199 * 12),
             "birth": birth.ravel(),
             "retirement_track": track.ravel(), "elastic_months": choice.ravel()}
        )  # fmt: skip
        out = compiled.run(table)
        if out.column("refusal").null_count != len(out):
            raise RuntimeError(f"retirement: {out.column('refusal').drop_null()[0]}")
        months, needed = (out.column(n).to_numpy() for n in range(2))
        # Who may go on decides when the age is reached, under the law of that month: one that came later is no choice.
        decided = months.reshape(shape).copy()
        decided[:, 2] = decided[:, 1]
        as_of = decided.ravel()
    return Retirement(months.reshape(shape).astype(np.int64), needed.reshape(shape).astype(np.int64))


def _late_women() -> float:
    """Insured women who retire at 55, as a share: all members and flexible workers, of the others who are cadres."""
    members = number("members_among_insured")
    flexible = float(over("flexible_share", np.arange(FIRST, LAST + 1)).mean())
    return members + (1 - members) * (flexible + (1 - flexible) * number("women_55"))


def out_of_school() -> Any:
    """[A] the share of an age that has left school, from 16 on."""
    return np.concatenate([np.zeros(16), listed("leaves_school"), np.ones(80)])


def active(population: Population, retire: Retirement) -> Any:
    """[Y, P, S, R, A]: persons out of school and not yet of the age of retirement at the year's end."""
    left = out_of_school()
    women_55 = _late_women()
    there = np.zeros((YEARS, 2, 106))
    years = np.arange(YEARS)[:, None]
    birth = FIRST + years - AGES[None, :] - FIRST_BIRTH
    for sex, tracks in ((MALE, ((0, 1.0),)), (FEMALE, ((1, women_55), (2, 1 - women_55)))):
        for track, weight in tracks:
            end = retire.month[track, 1].reshape(BIRTHS, 12)
            after = end[np.clip(birth, 0, BIRTHS - 1)] > ((FIRST + years) * 12 + 11)[..., None]
            there[:, sex] += weight * after.mean(axis=2)
    return population.persons * (left * there)[:, None, :, None, :]


def curves() -> Any:
    """[S, A] how likely someone of an age is insured in service."""
    made = np.stack([over("in_service_by_age", AGES, part) for part in ("male", "female")])
    made[:, :16] = 0
    return made


def _provinces(measure: str) -> dict[int, Any]:
    """Persons by province of the years published."""
    found: dict[int, Any] = {}
    for name in ("provinces_2008_2016.csv", "provinces_2024.csv"):
        table = read(DATA / name, year=int, province=str, scheme=str, measure=str, value=float, unit=str, source=str)
        c = table.columns
        mine = (c["scheme"] == "employee_pension") & (c["measure"] == measure)
        for year in np.unique(c["year"][mine]):
            rows = mine & (c["year"] == year)
            of = dict(zip(c["province"][rows].tolist(), c["value"][rows].tolist(), strict=True))
            if all(p in of for p in PROVINCES):
                found[int(year)] = np.array([of[p] * 1e4 for p in PROVINCES])
    return found


def nation(measure: str, year: int) -> float:
    """A published head count. RuntimeError where there is none."""
    said = published(measure, year)
    if said is None:
        raise RuntimeError(f"{measure} of {year} is not in bulletins.csv")
    return said.value


def _solve(weight: Any, cap: Any, target: Any) -> Any:
    """x with sum over cells of count * min(x * share, cap) = target, for every row; weight: (count, share)."""
    count, share = weight
    low, high = np.zeros(len(target)), np.full(len(target), 3.0)
    for _ in range(40):
        middle = (low + high) / 2
        got = (count * np.minimum(middle[:, None] * share, cap)).sum(axis=1)
        low, high = np.where(got < target, middle, low), np.where(got < target, high, middle)
    return (low + high) / 2


def solve(population: Population, retire: Retirement, until: int) -> Factors:
    """The factors that meet the published totals from FIRST to `until`, and their trend after it."""
    years = np.arange(FIRST, until + 1)
    there = active(population, retire)
    curve = curves()
    rural = number("rural_share")
    members = number("members_of_institutions")
    joined = over("institutions_joined", np.arange(BEGIN, LAST + 1))
    urban_active = there[:, :, :, 0].sum(axis=(1, 2, 3))
    public = np.zeros((SPAN, 2))
    # The public sector stays a constant share of those who could work in towns, as at the end of the past.
    public[:, 0] = members / urban_active[min(until, 2020) - FIRST]
    public[AT : AT + YEARS, 0] = np.minimum(members / urban_active, 1.1 * public[AT + until - FIRST, 0])

    # In service: by province where published; otherwise the nation's, the odds of every province going up alike.
    known = _provinces("in_service")
    place = np.full(len(PROVINCES), 0.4)
    solved: dict[int, Any] = {}
    for year in years:
        n = year - FIRST
        cells = there[n]  # [P, S, R, A]
        share = curve[None, :, None, :] * np.array([1.0, rural])[None, None, :, None]
        cap = np.broadcast_to((MOST - public[AT + n])[None, None, :, None], cells.shape)
        mine = (cells[:, :, 0].sum(axis=(1, 2)) * public[AT + n, 0]) * joined[AT + n]
        total = nation("ue_in_service", int(year)) - mine.sum()
        flat = len(PROVINCES)
        args = (cells.reshape(flat, -1), np.broadcast_to(share, cells.shape).reshape(flat, -1)), cap.reshape(flat, -1)
        if int(year) in known:
            target = np.maximum(known[int(year)] - mine, 0.2 * known[int(year)])
            place = _solve(*args, target * total / target.sum())

        def held(level: float, place: Any = place, args: Any = args) -> float:
            return float((args[0][0] * np.minimum(_shifted(place, level)[:, None] * args[0][1], args[1])).sum())

        solved[int(year)] = _shifted(place, _bisect(held, total, -6.0, 6.0))
    weights = there[0].sum(axis=(1, 2, 3))
    before = np.arange(BEGIN, FIRST)
    past = over("past_in_service", before) / over("past_in_service", np.array([FIRST])) / over("past_people", before)
    covered = np.zeros((SPAN, len(PROVINCES), 2))
    covered[:AT, :, 0] = past[:, None] * solved[FIRST]
    level = {y: float(np.average(solved[y], weights=weights)) for y in solved}
    trend = _trend({**_before(level[FIRST]), **level}, until)
    for y in range(FIRST, until + 1):
        covered[y - BEGIN, :, 0] = solved[y]

    def mean_of(shift: float) -> float:
        return float(np.average(_shifted(solved[until], shift), weights=weights))

    for y in range(until + 1, LAST + 1):
        shift = _bisect(mean_of, trend[y - until], -6.0, 6.0)
        covered[y - BEGIN, :, 0] = _shifted(solved[until], shift)
    # Rural residents came in late: before, the same heads were urban ones.
    country = over("rural_share_before", np.arange(BEGIN, LAST + 1))[:, None]
    country[AT:] = rural
    ratio = there[0][:, :, 1].sum(axis=(1, 2)) / there[0][:, :, 0].sum(axis=(1, 2))
    covered[..., 0] *= (1 + rural * ratio) / (1 + country * ratio)
    covered[..., 1] = covered[..., 0] * country
    counts = _counts(there, covered, public, curve)
    return Factors(
        chance(covered), chance(public), *_branches(counts, there, years, until),
        _residents(population, there, counts, covered, public, years), *_old(population, joined),
    )  # fmt: skip


def _shifted(covered: Any, shift: float) -> Any:
    """Coverage of places whose log-odds all go up alike: where nearly all are covered least is gained."""
    at = np.minimum(covered, MOST - 0.01)
    return covered / at * MOST / (1 + (MOST - at) / at * np.exp(-shift))


def _bisect(gives: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function gives what is wanted."""
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if gives(middle) < wanted else (low, middle)
    return (low + high) / 2


def _before(level: float) -> dict[int, float]:
    """Coverage of the years before the run, by the counts then and the reach of the scheme then, against FIRST."""
    years = np.arange(int(number("trend_from")), FIRST)
    reach = over("past_reach", years)
    heads = over("past_in_service", years) / over("past_in_service", np.array([FIRST]))
    return dict(zip(years.tolist(), (level * heads / reach).tolist(), strict=True))


def _trend(level: dict[int, float], until: int, most: float = MOST) -> Any:
    """Coverage from `until` on: its log-odds go on as they went on average, and after some years ever less.

    The slope is the least squares line through the log-odds of coverage of all years known up to `until`.
    """
    years = np.array([y for y in sorted(level) if y <= until])
    odds = np.array([np.log(level[y] / (most - level[y])) for y in years.tolist()])
    slope = float(np.polyfit(years - years[0], odds, 1)[0])
    ahead = np.arange(LAST - until + 1)
    holds, halves = number("trend_holds"), number("trend_halves")
    fading = halves / np.log(2) * (1 - 0.5 ** (np.maximum(0, ahead - holds) / halves))
    grown = odds[-1] + slope * (np.minimum(ahead, holds) + fading)
    return most / (1 + np.exp(-grown))


@dataclass(frozen=True)
class _Counts:
    """Expected persons by year: public members, hired, flexible, [Y]; outside, by sex and residence and age cells."""

    public: Any
    hired: Any
    own: Any
    outside: Any  # [Y, P, S, R, A]


def _counts(there: Any, covered: Any, public: Any, curve: Any) -> _Counts:
    band = np.minimum(
        covered[AT:, :, None, :, None] * curve[None, None, :, None, :], (MOST - public[AT:])[:, None, None, :, None]
    )
    inside = there * band
    members = there * public[AT:, None, None, :, None]
    flexible = over("flexible_share", np.arange(FIRST, LAST + 1))
    total = inside.sum(axis=(1, 2, 3, 4))
    return _Counts(
        members.sum(axis=(1, 2, 3, 4)), total * (1 - flexible), total * flexible, there - inside - members
    )  # fmt: skip


def _after(values: dict[int, float], until: int) -> Any:
    """[y] a share by year, held after the last one known and before the first."""
    at = sorted(values)
    return np.interp(np.arange(BEGIN, LAST + 1), at, [values[y] for y in at])


def _branches(counts: _Counts, there: Any, years: Any, until: int) -> tuple[Any, Any, Any, Any]:
    employees = counts.public + counts.hired
    jobless, injury, site, lost = {}, {}, {}, {}
    # Who is next in the ranking after those in service: a part of everybody, not of the rest.
    everybody = there.sum(axis=(1, 2, 3, 4))
    for year in years:
        n = int(year) - FIRST
        jobless[int(year)] = nation("ui_participants", int(year)) / employees[n]
        insured = nation("wi_participants", int(year))
        # Members of institutions were not in the insurance of enterprises before their reform.
        at_work = employees[n] if year > 2014 else counts.hired[n]
        injury[int(year)] = min(0.95, insured / at_work)
        site[int(year)] = max(0.0, insured - injury[int(year)] * at_work) / everybody[n]
        hired = nation("ui_participants", int(year)) * counts.hired[n] / employees[n]
        if published("ui_recipients_yearend", int(year)) is not None:
            lost[int(year)] = nation("ui_recipients_yearend", int(year)) * 12 / (hired * number("spell"))
    shares = [_after(x, until) for x in (jobless, injury, site, lost)]
    # Jobs are lost as the surveyed rate of unemployment goes against the last year whose recipients are known.
    rate = unemployment()
    last = max(lost)
    if last in rate:
        ahead = [rate[min(y, max(rate))] / rate[last] for y in range(last + 1, LAST + 1)]
        shares[3][AT + last + 1 - FIRST :] = lost[last] * np.array(ahead)
    # How many of those at work are insured goes on as it went since the reform of institutions.
    for share, known in zip(shares, (jobless, injury), strict=False):
        share[AT + until - FIRST :] = _trend({y: x for y, x in known.items() if y > 2014}, until)
    return tuple(chance(x) for x in shares)  # type: ignore[return-value]


def _residents(population: Population, there: Any, counts: _Counts, covered: Any, public: Any, years: Any) -> Any:
    """[y, P, R, 2] who takes part in the residents' scheme, below sixty and from then on."""
    weight = np.array([number("urban_resident_share"), 1.0])
    below, old = {}, {}
    retired = number("old_rural_share")
    past_age = population.persons * out_of_school() - there
    drawing = np.minimum(covered[AT:] + public[AT:, None], MOST)[:, :, None, :, None]
    not_retired = (past_age * (1 - drawing))[..., 16:60].sum(axis=(1, 2, 4))
    joined = over("institutions_joined", np.arange(FIRST, LAST + 1))
    in_service = counts.public * joined + counts.hired + counts.own
    everybody = (population.persons * out_of_school())[..., 16:60].sum(axis=(1, 2, 3, 4))
    free_below = counts.outside[..., 16:60].sum(axis=(1, 2, 4)) + not_retired
    # Who pays on past the age is not free to join.
    eligible = free_below @ weight - over("in_service_past_age", np.arange(FIRST, LAST + 1)) * in_service
    insured: dict[int, float] = {}
    for year in years.tolist():
        n = year - FIRST
        recipients = nation("ru_recipients", year)
        payers = nation("ru_participants", year) - recipients
        below[year] = payers / eligible[n]
        insured[year] = (payers + in_service[n]) / everybody[n]
        aged = population.persons[n][..., 60:].sum(axis=(0, 1, 3))
        pensioners = nation("ue_retirees", year) * number("retirees_from_60")
        share = pensioners / (aged @ np.array([1.0, retired]))
        free = aged * (1 - share * np.array([1.0, retired]))
        old[year] = recipients / free.sum()
    until = int(years[-1])
    made = np.zeros((SPAN, len(PROVINCES), 2, 2))
    # After the past, all insured in either scheme follow their trend; residents are those not in service.
    joining, n = _after(below, until), until - FIRST
    ahead = _trend(insured, until) * everybody[n:] - in_service[n:]
    joining[AT + n :] = np.maximum(ahead, 0) / eligible[n:]
    # Once nearly all of the country is in, the rest are of the town.
    town, land = np.concatenate([np.broadcast_to(free_below[0], (AT, 2)), free_below]).T
    rural = np.minimum(joining, 0.99)
    urban = np.minimum(joining * weight[0] + (joining - rural) * (land / town), 0.99)
    made[..., 0, 0], made[..., 1, 0] = urban[:, None], rural[:, None]
    made[..., 1] = np.minimum(_after(old, until), 0.99)[:, None, None]
    return chance(made)


def old_retirees() -> Any:
    """[P] retirees of the fund at the start."""
    known = _provinces("retirees")
    if FIRST - 1 in known:
        return known[FIRST - 1]
    return known[FIRST] * nation("ue_retirees", FIRST - 1) / known[FIRST].sum()


def _old(population: Population, joined: Any) -> tuple[Any, Any]:
    """[P, R, S, A] who draws a pension at the start: of the fund or outside it; [R, S, A] of institutions alone."""
    start = population.start  # [P, S, R, A]
    retirees = old_retirees()
    women = np.clip((AGES - 50) / 5 * number("women_55") + (AGES >= 50) * (1 - number("women_55")), 0, 1)
    of_age = np.stack([(AGES >= 60).astype(float), np.where(AGES >= 50, women, 0.0)])
    of_age = of_age * np.stack([over("old_by_age", AGES, part) for part in ("male", "female")])
    rural = np.array([1.0, number("old_rural_share")])
    urban = (start * of_age[None, :, None, :])[:, :, 0].sum(axis=(1, 2))
    members = np.stack([of_age * number("old_members") / urban.sum(), np.zeros_like(of_age)])
    outside = urban * number("old_members") / urban.sum()
    eligible = start * of_age[None, :, None, :] * rural[None, None, :, None]
    share = (retirees + outside * (1 - joined[AT])) / eligible.sum(axis=(1, 2, 3))
    made = share[:, None, None, None] * of_age[None, :, None, :] * rural[None, None, :, None]
    return chance(np.swapaxes(np.minimum(made, MOST), 1, 2)), chance(members)

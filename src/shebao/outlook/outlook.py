"""A run of the outlook: scenario in, result out.

The one thing to know: the factors that meet the past are solved with the law as it stands and its assumptions; a
scenario takes them over, so that the difference between two runs is the scenario alone.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.errors import ShebaoError
from shebao.outlook import world, worlds
from shebao.outlook.asking import Asked
from shebao.outlook.axes import FIRST, LAST, PROVINCES, YEARS
from shebao.outlook.behaviour import by_province, listed, number, over
from shebao.outlook.carried import Carried, carry
from shebao.outlook.chances import (
    Factors,
    Retirement,
    by_cohort,
    chance,
    curves,
    factor,
    old_retirees,
    quantiles,
    retirement,
    solve,
)
from shebao.outlook.economy import Economy
from shebao.outlook.lives import ASKED
from shebao.outlook.pay import premiums, wages
from shebao.outlook.people import People, sample
from shebao.outlook.population import Population, project
from shebao.outlook.questions import QUESTIONS
from shebao.outlook.result import Result, make
from shebao.outlook.running import BATCH, Cells, run
from shebao.outlook.scenario import BASE, Assumptions, Scenario, read_assumptions, read_scenario
from shebao.outlook.strata import LIFE_EVENTS, YEAR_EVENTS, by_bytes, exchanges, scrambled
from shebao.outlook.world import BEGIN, SPAN

PRESENT = 2025
"""The last year of the known past: a run of n years ends n years after it."""
FITTED = 2024
"""The last year whose published totals are met."""
KEPT_LAWS = 4


@dataclass(frozen=True)
class Outlook:
    """A scenario to be run.

    scenario: a Scenario, a shipped name or a file. years: beyond 2025, at most 75. sample: persons a life stands for.
    seed: of all draws. until: the last published year that factors are solved for (2018 for a hindcast). by_year: walk
    a year at a time. even: stratified draws (else independent ones). assumptions: in place of the scenario's own.
    Errors: BadInput for what is out of range, whatever reading the scenario says.
    """

    scenario: Scenario | str | Path = BASE
    years: int = 75
    sample: int = 1000
    seed: int = 1
    threads: int = 2
    until: int = FITTED
    by_year: bool = False
    even: bool = True
    assumptions: Assumptions | None = None

    def ready(self) -> Ready:
        """Everything a run is made of, before the first life is lived. BadInput for what is out of range."""
        for name, value, low, high in (
            ("years", self.years, 1, LAST - PRESENT), ("sample", self.sample, 1, 1_000_000),
            ("threads", self.threads, 1, 256), ("seed", self.seed, 0, 2**63 - 1), ("until", self.until, FIRST, FITTED),
        ):  # fmt: skip
            if not low <= value <= high:
                raise BadInput(name, value, f"a whole number from {low} to {high}")
        scenario = self.scenario if isinstance(self.scenario, Scenario) else read_scenario(self.scenario)
        assumptions = self.assumptions or scenario.assumptions
        last = PRESENT + self.years
        population = project(assumptions.fertility, assumptions.mortality)
        economy = Economy.of(assumptions)
        law, carried = _law(scenario, assumptions, economy)
        asked = {name: Asked(law, QUESTIONS[name]) for name in ASKED}
        factors, retire = _factors(self.until), retirement(law)
        people = sample(population, self.sample, last, factors.places())
        tables = build(population, people, factors, retire, law, assumptions, economy, self.seed, self.even, last)
        return Ready(
            scenario, assumptions, economy, population, law, carried, people, factors, retire, tables, asked, last
        )

    def run(self, progress: Callable[[float, str], None] | None = None) -> Result:
        """Live all lives. progress: called with the part done (0 to 1) and what is being done."""
        say = progress or (lambda part, what: None)
        began = time.perf_counter()
        say(0.0, "population and law")
        ready = self.ready()
        made = time.perf_counter()
        cells = ready.lived(self.threads, by_year=self.by_year, progress=lambda part: say(0.05 + 0.9 * part, "lives"))
        lived = time.perf_counter()
        warnings = _refused(ready.asked, cells)
        say(0.96, "funds")
        result = ready.result(cells)
        result.meta.update(
            warnings=warnings,
            sample=self.sample, seed=self.seed, years=self.years, lives=len(ready.people),
            seconds={"ready": round(made - began, 3), "lives": round(lived - made, 3),
                     "all": round(time.perf_counter() - began, 3)},
        )  # fmt: skip
        say(1.0, "done")
        return result


@dataclass(frozen=True)
class Ready:
    """What a run is made of.

    law: carried to the last year, with the scenario's reforms. tables: what people live in. asked: its questions.
    """

    scenario: Scenario
    assumptions: Assumptions
    economy: Economy
    population: Population
    law: Law
    carried: Carried
    people: People
    factors: Factors
    retire: Retirement
    tables: Any
    asked: dict[str, Asked]
    last: int

    def lived(
        self, threads: int = 2, batch: int = BATCH, by_year: bool = False,
        progress: Callable[[float], None] | None = None,
    ) -> Cells:  # fmt: skip
        """All lives, walked through as said; the cells are the same however that is."""
        return run(
            self.tables,
            self.people,
            self.asked,
            self.last,
            threads=threads,
            batch=batch,
            by_year=by_year,
            progress=progress,
        )

    def drawn(self, seed: int, even: bool = True) -> Ready:
        """The same people and law with the draws of another seed; even: by rank, else independent."""
        tables = build(
            self.population, self.people, self.factors, self.retire, self.law, self.assumptions, self.economy, seed,
            even, self.last,
        )  # fmt: skip
        return replace(self, tables=tables)

    def result(self, cells: Cells) -> Result:
        """The funds that these cells make."""
        return make(
            self.scenario, self.assumptions, self.economy, self.population, self.people, cells, self.carried, self.law,
            self.last,
        )  # fmt: skip


@lru_cache(maxsize=1)
def _loaded() -> Law:
    return Law.load()


def _law(scenario: Scenario, a: Assumptions, economy: Economy) -> tuple[Law, Carried]:
    """The law with its figures carried, and the scenario's reforms over it."""
    relative = economy.province_wage().astype(float)
    growth = np.ones_like(relative) * a.wage_growth[:, None]
    growth[1:] = relative[1:] / relative[:-1] - 1
    carried = carry(
        _loaded(), growth, a.price_growth, account_interest=a.account_interest,
        resident_interest=a.resident_account_interest,
        indexation=(a.indexation[0], a.indexation[1]),
        resident_indexation=(a.resident_indexation[0], a.resident_indexation[1]),
    )  # fmt: skip
    return scenario.reformed(carried.law), carried


@lru_cache(maxsize=4)
def _factors(until: int) -> Factors:
    """The factors of the law as it stands and its assumptions; every scenario takes them over."""
    base = read_scenario(BASE)
    law, _ = _law(base, base.assumptions, Economy.of(base.assumptions))
    return solve(project("medium"), retirement(law), until)


def build(
    population: Population, people: People, factors: Factors, retire: Retirement, law: Law, a: Assumptions,
    economy: Economy, seed: int, even: bool, last: int,
) -> Any:  # fmt: skip
    """Everything people live in, as tables."""
    ages, years = np.arange(106), np.arange(BEGIN, LAST + 1)
    death, abroad = population.death[:, 0, :, 0], population.abroad[:, 0, :, 0]
    leaves = 1 - (1 - abroad) * (1 - death)
    numbers, shifts = scrambled(seed)
    partner, pair, exchange = exchanges(SPAN, seed)
    padded = ((0, 0), (0, world.AHEAD))
    of_years = [x[LIFE_EVENTS:].reshape(YEARS, YEAR_EVENTS, -1).T for x in (numbers, shifts)]
    wage = wages(economy)
    own_year = np.concatenate([np.ones(FIRST - BEGIN), a.coverage])
    covered = np.minimum(np.rint(factors.covered * own_year[:, None, None]), 4 * 2**32).astype(np.int64)
    before = over("compliance_before", years[: FIRST - BEGIN])
    compliance = np.concatenate([np.repeat(before[:, None], len(PROVINCES), axis=1), a.paid_share()])
    compliance = np.minimum(1, compliance * by_province("bases_by_province"))
    # Behaviour says how densely people pay by default; another share of payers makes it denser or thinner for all.
    paying = _all_years(a.paying_share / read_assumptions().paying_share, 1)
    choice = np.cumsum(a.retirement_choice)
    region = np.array([int(p) for p in PROVINCES])
    begin = law.figures["accounts_begin_of"]
    begins = [span.value for p in PROVINCES if (span := begin.look(p, FIRST * 12)) is not None]
    return world.fill(
        leaving=np.rint(by_cohort(leaves) * 2**31),
        abroad=chance(by_cohort(np.divide(abroad, leaves, out=np.zeros_like(leaves), where=leaves > 0))),
        move=chance(by_cohort(population.move[:, :, :, 0])),
        goes=chance(np.cumsum(population.destination, axis=2)),
        town=chance(by_cohort(population.urbanise)),
        school=chance(listed("leaves_school")),
        covered=covered,
        curve=factor(curves()),
        public=factors.public,
        counted=chance(over("institutions_joined", years)),
        own=factor(over("flexible_share", years)),
        site=factors.site,
        jobless_in=factors.jobless_in,
        injury_in=factors.injury_in,
        resident=factors.resident,
        premium=premiums(wage, law),
        wage=wage,
        by_age=factor(np.stack([over("wage_by_age", ages, part) for part in ("male", "female")])),
        by_life=quantiles(number("wage_spread_life")),
        by_job=quantiles(number("wage_spread_job")),
        by_class=factor([1.0, number("wage_of_members"), 1.0, number("flexible_income")]),
        declared=factor(compliance),
        density=factor(over("flexible_density", years) * paying),
        hired_density=factor(np.minimum(1, over("employee_density", years) * paying)),
        change=chance(np.stack([over("changes_job_before", ages), over("changes_job", ages)])),
        retire=retire.month,
        needed=retire.needed,
        women_55=chance(np.array([number("women_55"), 1.0, number("women_55"), 1.0])),
        choice=np.broadcast_to(chance(choice), (len(years), 3)).copy(),
        bought=chance(over("buys_missing_months", years)),
        outsiders=chance(over("outsiders", years)[:, None] * np.array([1.0, number("outsiders_rural")])),
        lost=factors.lost,
        hurt=chance(over("injuries", years)),
        grades=chance(np.cumsum(listed("injury_grades"))),
        old=factors.old,
        old_public=factors.old_public,
        supplement=factor(1 + over("supplement", years)),
        kept_on=factor([number("leaves_after_injury")]),
        old_method=factor([number("old_method")]),
        old_pension=_old_pensions(wage),
        old_spread=quantiles(number("pension_spread")),
        accounts_begin=np.array(begins, dtype=np.int64),
        region=region,
        in_life=by_bytes(numbers[:LIFE_EVENTS]),
        in_year=np.pad(np.swapaxes(of_years[0], 0, 1), ((0, 0), *padded)),
        life_shift=shifts[:LIFE_EVENTS],
        year_shift=np.pad(of_years[1][0], padded),
        partner=partner,
        pair=pair,
        exchange=exchange,
        bits=[len(people).bit_length()],
        key=np.array([seed & 0xFFFFFFFF, seed >> 32]),
        even=[int(even)],
        last=[last],
        other=worlds.chosen(a),
        flat=_all_years(worlds.flat_pension(a, economy), 0),
        earns=_all_years(worlds.earned(a), 0),
        payout=worlds.payment_months(law, a.world_begins),
    )


def _all_years(path: Any, before: float) -> Any:
    """[y] a path [Y] with the years from BEGIN to FIRST before it."""
    return np.concatenate([np.full(FIRST - BEGIN, before, dtype=path.dtype), path])


def _old_pensions(wage: Any) -> Any:
    """[P, 3] fen a month: by the provinces' wages, half as far apart as these."""
    relative = np.sqrt(wage[FIRST - BEGIN] / wage[FIRST - BEGIN].mean())
    relative /= np.average(relative, weights=old_retirees())
    return np.rint(relative[:, None] * listed("pension_2011")[None, :] * 100).astype(np.int64)


def _refused(asked: dict[str, Asked], cells: Cells) -> list[str]:
    """What the law could not answer, a line a question: how often, and why in the first case."""
    found: list[str] = []
    for q, name in enumerate(ASKED):
        if cells.failed[q]:
            columns = asked[name].question.columns
            facts = dict(zip(columns, cells.facts[q, : len(columns)].tolist(), strict=True))
            kept, stints = cells.histories[q], len(cells.histories[q]) // 4
            history = {
                column: kept[n * stints : n * stints + (kept[-1] >> 32)].tolist()
                for n, column in enumerate(asked[name].question.lists)
            }
            try:
                why = f"; the interpreter says {asked[name].interpreted(facts, history)}"
            except ShebaoError as error:
                why = f": {error}"
            found.append(f"{name} was not answered {int(cells.failed[q])} times, first for {facts}{why}")
    return found

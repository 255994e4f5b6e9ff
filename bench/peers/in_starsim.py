"""Starsim: one module with states on its agents, distributions of its own for the draws, NumPy between.

As it comes (32-bit numbers, common random numbers), but for results of its own, which are switched off for speed.
"""

from __future__ import annotations

import given as g
import numpy as np
import starsim as ss

ss.options(verbose=0)
COLUMNS = ["state", "wage", "months", "index", "account", "pension"]


class Law(ss.Module):
    """All transitions; a step is a year."""

    def __init__(self, given: g.People) -> None:
        super().__init__()
        self.define_states(
            *(ss.FloatArr(name, default=0.0) for name in ("wage", "index", "account", "pension")),
            *(ss.IntArr(name, default=0) for name in ("sex", "years", "state", "months")),
        )
        self.dies = ss.bernoulli(p=lambda self, sim, uids: g.death[self.sex[uids], self.years[uids]])
        self.v, self.w = ss.random(), ss.random()
        self.given, self.sums = given, []

    def init_post(self) -> None:
        super().init_post()
        self.take(ss.uids(np.arange(self.given.start)), slice(0, self.given.start))

    def take(self, uids: ss.uids, rows: slice) -> None:
        self.sex[uids], self.years[uids] = self.given.sex[rows], self.given.age[rows]
        for name in COLUMNS:
            getattr(self, name)[uids] = getattr(self.given, name)[rows]

    def step(self) -> None:
        t, people = self.ti, self.sim.people
        self.take(people.grow(self.given.newborns), self.given.of_year(t))
        dies = self.dies.rvs(people.auids)
        people.request_death(people.auids[dies])
        uids = people.auids[~dies]
        self.years[uids] = age = self.years[uids] + 1
        sex, was = self.sex[uids], self.state[uids]
        old, were = age >= g.retirement_age[sex], was == g.RETIRED

        self.pension[uids[were]] *= 1 + g.adjustment[t]
        retire = uids[old & ~were]
        self.pension[retire] = g.awarded(t, self.months[retire], self.index[retire], self.account[retire])
        self.state[retire] = g.RETIRED

        works = uids[(age >= g.WORK) & ~old & ~were]
        columns = (self.sex[works], self.years[works], *(getattr(self, name)[works] for name in COLUMNS[:5]))
        *columns, money = g.worked(t, *columns, self.v.rvs(works), self.w.rvs(works))
        for name, column in zip(COLUMNS[:5], columns, strict=True):
            getattr(self, name)[works] = column
        retired = np.count_nonzero(were) + len(retire)
        payers, pensions = np.count_nonzero(money), self.pension[uids].sum(dtype=np.float64)
        self.sums.append((len(uids), payers, retired, money.sum(dtype=np.float64) * g.TO_FUND, pensions))


def prepare(given: g.People) -> ss.Sim:
    law = Law(given)
    sim = ss.Sim(n_agents=given.start, start=0, dur=g.YEARS - 1, custom=law, use_aging=False, people_results=False,
                 copy_inputs=False)  # fmt: skip
    sim.init()
    return sim


def run(sim: ss.Sim) -> np.ndarray:
    sim.run()
    return np.array(sim.custom[0].sums).T


if __name__ == "__main__":
    g.report("starsim", prepare, run)

"""neworder: a Model over a frame of the living, its Monte Carlo engine for the draws, NumPy between."""

from __future__ import annotations

import given as g
import neworder as no
import numpy as np
import pandas as pd

COLUMNS = ["sex", "age", "state", "wage", "months", "index", "account", "pension"]


class Nation(no.Model):
    """A step is a year."""

    def __init__(self, given: g.People) -> None:
        super().__init__(no.LinearTimeline(0, g.YEARS, g.YEARS), no.MonteCarlo.deterministic_identical_stream)
        self.given = given
        self.everybody = pd.DataFrame({name: getattr(given, name) for name in COLUMNS})
        self.people = self.everybody[: given.start].copy()
        self.sums: list[tuple] = []

    def step(self) -> None:
        t = self.timeline.index
        people = pd.concat([self.people, self.everybody[self.given.of_year(t)]], ignore_index=True)
        dies = self.mc.hazard(g.death[people.sex.to_numpy(), people.age.to_numpy()])
        people = people[dies == 0].reset_index(drop=True)
        people.age += 1
        sex, age, was = people.sex.to_numpy(), people.age.to_numpy(), people.state.to_numpy()
        old = age >= g.retirement_age[sex]
        were, retire = was == g.RETIRED, np.flatnonzero(old & (was != g.RETIRED))
        works = np.flatnonzero((age >= g.WORK) & ~old & ~were)

        people["pension"] *= 1 + g.adjustment[t]
        months, index, account = (people[name].to_numpy()[retire] for name in ("months", "index", "account"))
        people.loc[retire, "pension"] = g.awarded(t, months, index, account)
        people.loc[retire, "state"] = g.RETIRED

        columns = [people[name].to_numpy()[works] for name in COLUMNS[:7]]
        *columns, money = g.worked(t, *columns, self.mc.ustream(len(works)), self.mc.ustream(len(works)))
        for name, column in zip(COLUMNS[2:7], columns, strict=True):
            people.loc[works, name] = column
        retired = people.state.to_numpy() == g.RETIRED
        payers, pensions = np.count_nonzero(money), people.pension.to_numpy().sum()
        self.sums.append((len(people), payers, np.count_nonzero(retired), money.sum() * g.TO_FUND, pensions))
        self.people = people


def run(model: Nation) -> np.ndarray:
    assert no.run(model)
    return np.array(model.sums).T


if __name__ == "__main__":
    g.report("neworder", Nation, run)

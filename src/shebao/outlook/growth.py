"""What amounts grow along: the average wage of each province, and the standard of residents' pensions.

The one thing to know: `wage` of a year is the average wage of the year before, as the law uses it; it is the
published index wage as far as that goes, before it the nation's, after it the growth assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from shebao.engine.figures import Figure
from shebao.engine.law import Law
from shebao.law.language import NATION
from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.rules import OLDEST
from shebao.outlook.spans import HELD, known

Path = npt.NDArray[np.float64]
BEFORE_ALL = 0.12
"""Growth of wages a year before any province has published one."""


@dataclass(frozen=True)
class Paths:
    """Levels by year from `first` to LAST + 1, by kind and place."""

    first: int
    wages: dict[str, Path]
    residents: Path
    incomes: dict[str, dict[int, int]]
    """The published urban income of each province, by year."""

    def resident_level(self) -> Path:
        """The residents' standard by year from FIRST, as a multiple of that of HELD; 1 until then."""
        at = HELD - self.first
        return np.maximum(self.residents[FIRST - self.first : LAST + 1 - self.first] / self.residents[at], 1.0)

    def of(self, kind: str, place: str) -> Path:
        """The level of a kind in a place (a province or the nation), year after year."""
        if kind == "residents":
            return self.residents
        wages = self.wages[place]
        return np.append(wages[1:], wages[-1]) if kind == "income" else wages


def paths_of(
    law: Law, index_wage: Figure, wage_growth: Path, price_growth: Path, resident_shares: tuple[float, float]
) -> Paths:
    """The paths of these index wages that growth rates ([years, provinces] and [years]) continue."""
    years = np.arange(OLDEST, LAST + 2)
    published = np.full((len(PROVINCES), len(years)), np.nan)
    for n, place in enumerate(PROVINCES):
        for year, value in known(index_wage, place, 0):
            if year >= OLDEST:
                published[n, year - OLDEST] = value
    growth = _national_growth(published)
    wages = {place: _continued(published[n], growth, wage_growth[:, n]) for n, place in enumerate(PROVINCES)}
    wages[NATION] = np.mean([wages[place] for place in PROVINCES], axis=0)
    minimum = known(law.figures["national_minimum_basic_pension"], NATION, 0)
    residents = np.ones(len(years))
    mean_growth = wage_growth.mean(axis=1)
    for at, year in enumerate(years):
        if year <= HELD:
            residents[at] = next((value for since, value in reversed(minimum) if since <= year), minimum[0][1])
        else:
            rise = np.dot(resident_shares, (price_growth[year - 1 - FIRST], mean_growth[year - 1 - FIRST]))
            residents[at] = residents[at - 1] * (1 + rise)
    incomes = {place: dict(known(law.figures["published_provincial_income"], place, 0)) for place in PROVINCES}
    return Paths(OLDEST, wages, residents, incomes)


def _national_growth(published: Path) -> Path:
    """A year's growth in the nation: the middle of the provinces that have published both years."""
    both = published[:, 1:] / published[:, :-1]
    found = np.full(both.shape[1], 1 + BEFORE_ALL)
    for at in range(both.shape[1]):
        here = both[~np.isnan(both[:, at]), at]
        if len(here):
            found[at] = np.median(here)
    return found


def _continued(published: Path, national: Path, growth: Path) -> Path:
    """A province's wages: its own where published, the nation's growth before and between, `growth` after."""
    made = published.copy()
    (there,) = np.nonzero(~np.isnan(made))
    for at in range(there[0] - 1, -1, -1):
        made[at] = made[at + 1] / national[at]
    for before, after in pairwise(there):
        grown = made[before] * np.cumprod(national[before:after])
        # What the nation's growth misses is spread evenly over the years between.
        missed = (published[after] / grown[-1]) ** (np.arange(1, after - before + 1) / (after - before))
        made[before + 1 : after] = (grown * missed)[:-1]
    for at in range(there[-1] + 1, len(made)):
        # The wage of the year before: its growth is that of the year before.
        made[at] = made[at - 1] * (1 + growth[at + OLDEST - 1 - FIRST])
    return made

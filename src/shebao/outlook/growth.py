"""What amounts grow along: the average wage of each province, and the standard of residents' pensions.

The one thing to know: `wage` of a year is the average wage of the year before, as the law uses it; it is the
published index wage as far as that goes, before it the nation's, after it the growth assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shebao.engine.law import Law
from shebao.law.language import NATION
from shebao.outlook.rules import OLDEST
from shebao.outlook.spans import FIRST, HELD, LAST, PROVINCES, known

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

    def of(self, kind: str, place: str) -> Path:
        """The level of a kind in a place (a province or the nation), year after year."""
        if kind == "residents":
            return self.residents
        wages = self.wages[place]
        return np.append(wages[1:], wages[-1]) if kind == "income" else wages


def paths_of(law: Law, wage_growth: Path, price_growth: Path, resident_shares: tuple[float, float]) -> Paths:
    """The paths that these growth rates ([years, provinces] and [years]) continue."""
    years = np.arange(OLDEST, LAST + 2)
    published = np.full((len(PROVINCES), len(years)), np.nan)
    for n, place in enumerate(PROVINCES):
        for year, value in known(law.figures["index_wage"], place, 0):
            if year >= OLDEST:
                published[n, year - OLDEST] = value
    # A year's growth in the nation: the mean of the provinces that have both years.
    both = published[:, 1:] / published[:, :-1]
    counted = np.sum(~np.isnan(both), axis=0)
    growth = np.where(counted > 0, np.nansum(both, axis=0) / np.maximum(counted, 1), 1 + BEFORE_ALL)
    wages: dict[str, Path] = {}
    for n, place in enumerate(PROVINCES):
        wages[place] = _continued(published[n], growth, wage_growth[:, n])
    wages[NATION] = np.mean([wages[place] for place in PROVINCES], axis=0)
    minimum = law.figures["national_minimum_basic_pension"]
    residents = np.ones(len(years))
    mean_growth = wage_growth.mean(axis=1)
    for at, year in enumerate(years):
        if year <= HELD:
            span = minimum.look(NATION, int(year) * 12)
            value = span.value if span is not None else None
            residents[at] = value if value is not None else 5500
        else:
            rise = (
                resident_shares[0] * price_growth[year - 1 - FIRST] + resident_shares[1] * mean_growth[year - 1 - FIRST]
            )
            residents[at] = residents[at - 1] * (1 + rise)
    incomes = {place: dict(known(law.figures["published_provincial_income"], place, 0)) for place in PROVINCES}
    return Paths(OLDEST, wages, residents, incomes)


def _continued(published: Path, national: Path, growth: Path) -> Path:
    """A province's wages: its own where published, the nation's growth before, `growth` after."""
    made = published.copy()
    (there,) = np.nonzero(~np.isnan(made))
    for at in range(there[0] - 1, -1, -1):
        made[at] = made[at + 1] / national[at]
    for at in range(there[0] + 1, len(made)):
        if np.isnan(made[at]):
            # The wage of the year before: its growth is that of the year before.
            year = at + OLDEST - 1
            made[at] = made[at - 1] * (1 + growth[year - FIRST] if year >= FIRST else national[at - 1])
    return made

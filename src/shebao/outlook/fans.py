"""Draws of the assumptions, and the fan they open: the same lives run many times under other mortality, births, wages.

The one thing to know: a draw moves the assumptions alone. Lives keep their own seeds, so draws differ by what was
assumed and by nothing else, and draw n of a seed is the same however many draws are made (Philox, keyed by seed and n).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from numpy.typing import NDArray

from shebao.engine.errors import BadInput
from shebao.outlook.assumptions import FERTILITY_OPEN, Assumptions, declared, read_assumptions
from shebao.outlook.axes import FIRST, LAST, YEARS
from shebao.outlook.nation import nation
from shebao.outlook.readings import of_the_nation
from shebao.outlook.tables import DATA
from shebao.outlook.tables import read as read_table

if TYPE_CHECKING:
    import pyarrow as pa

    from shebao.outlook.readings import Tables
    from shebao.outlook.scenario import Scenario

Floats = NDArray[np.float64]

PERCENTILES = (5, 25, 50, 75, 95)
# A process keeps its number for ever: it is the stream its draws come from.
STREAMS = {"mortality": 0, "fertility": 1, "wage_growth": 2, "price_growth": 3, "account_interest": 4, "fund_return": 5}
ECONOMIC = ("wage_growth", "price_growth", "account_interest", "fund_return")
ALONG = {"fund_return": ("resident_account_interest", "provident_return")}
"""Paths that move by the same points as another."""
EIGHTY = 1.2815515655446004
"""Standard deviations from the middle to the limits of 80 percent."""


@dataclass(frozen=True)
class Fan:
    """What many draws come to: percentiles for the nation, and how many draws have nothing left."""

    funds: pa.Table
    """year, fund, item, p5, p25, p50, p75, p95: whole fen."""
    people: pa.Table
    """year, measure, p5 … p95: persons."""
    exhausted: pa.Table
    """year, fund, share: of the draws, those whose balance has been nothing or less by that year."""
    draws: int


def draw(assumptions: Assumptions, n: int, seed: int = 1) -> Assumptions:
    """The assumptions of draw n, n from 0 on.

    Mortality walks around the scenario's, fertility keeps its distance within the UN's limits, wages, prices and
    interest swing around their paths; known years stay, and no value leaves the bounds of `assumptions.yaml`. The
    discount rate stays as it is, so that present values of draws are in one measure. Raises BadInput for n below 0.
    """
    if n < 0:
        raise BadInput("draw", n, "0 or more")
    changes: dict[str, Any] = {
        "mortality": _mortality(assumptions, n, seed),
        "fertility": _fertility(assumptions, n, seed),
    }
    moved: dict[str, Floats] = {}
    for name in ECONOMIC:
        moved[name] = _economic(name, n, seed, moved)
        for path in (name, *ALONG.get(name, ())):
            changes[path] = _bounded(path, getattr(assumptions, path) + moved[name])
    for values in changes.values():
        values.flags.writeable = False
    return assumptions.but(**changes)


def run_draws(
    scenario: Scenario, draws: int, sample: int, seed: int, run: Callable[[Scenario, int, int], Tables]
) -> Fan:
    """The fan of a scenario. run: makes one run of a scenario, given it, the sample and the seed of its lives.

    Every draw gets the same lives: `seed` is handed on as it is and also keys the draws. Of each run only the nation's
    rows are kept. Raises BadInput for less than two draws.
    """
    if draws < 2:
        raise BadInput("draws", draws, "2 or more")
    return fan(
        run(replace(scenario, assumptions=draw(scenario.assumptions, n, seed)), sample, seed) for n in range(draws)
    )


def fan(results: Iterable[Tables]) -> Fan:
    """The percentiles over runs, year by year; runs are read one after the other and not kept.

    Raises BadInput when runs do not hold the same years and items.
    """
    import pyarrow as pa

    money = _Gathered("funds", ("year", "fund", "item"), "fen")
    heads = _Gathered("people", ("year", "measure"), "persons")
    count = 0
    for result in results:
        money.add(result.funds)
        heads.add(result.people)
        count += 1
    if count < 2:
        raise BadInput("draws", count, "2 or more")
    return Fan(money.percentiles(pa.int64()), heads.percentiles(pa.float64()), _exhausted(money), count)


class _Gathered:
    """One value a run for every key, in the order of the first run."""

    def __init__(self, table: str, keys: tuple[str, ...], value: str) -> None:
        self.table, self.names, self.value = table, keys, value
        self.keys: list[tuple[Any, ...]] = []
        self.runs: list[NDArray[Any]] = []

    def add(self, table: pa.Table) -> None:
        kept = of_the_nation(table)
        keys = list(zip(*(kept[name].to_pylist() for name in self.names), strict=True))
        if not self.runs:
            self.keys = keys
        elif keys != self.keys:
            raise BadInput(
                f"draw {len(self.runs)}: {self.table}", f"{len(keys)} rows", "the rows of draw 0, in its order"
            )
        self.runs.append(kept[self.value].to_numpy())

    def percentiles(self, kind: pa.DataType) -> pa.Table:
        import pyarrow as pa

        found = np.percentile(np.array(self.runs), PERCENTILES, axis=0)
        if pa.types.is_integer(kind):
            found = np.rint(found).astype(np.int64)
        columns: dict[str, Any] = {name: [key[k] for key in self.keys] for k, name in enumerate(self.names)}
        return pa.table(columns | {f"p{p}": pa.array(row, kind) for p, row in zip(PERCENTILES, found, strict=True)})


def _exhausted(money: _Gathered) -> pa.Table:
    import pyarrow as pa

    balances = sorted((fund, year, k) for k, (year, fund, item) in enumerate(money.keys) if item == "balance")
    runs = np.array(money.runs)
    rows: dict[str, list[Any]] = {"year": [], "fund": [], "share": []}
    for fund in dict.fromkeys(fund for fund, _, _ in balances):
        gone = np.zeros(len(runs), dtype=bool)
        for year, k in ((year, k) for other, year, k in balances if other == fund):
            gone |= runs[:, k] < 0
            for name, value in (("year", year), ("fund", fund), ("share", float(gone.mean()))):
                rows[name].append(value)
    return pa.table(rows)


def _mortality(assumptions: Assumptions, n: int, seed: int) -> Floats:
    """A walk of the logarithm from the first projected year on, around the scenario's factor."""
    open_ = FERTILITY_OPEN - FIRST
    steps = _volatility()["mortality"]["sd"] * _normals("mortality", n, seed)
    steps[:open_] = 0
    return _bounded("mortality", assumptions.mortality * np.exp(np.cumsum(steps)))


def _fertility(assumptions: Assumptions, n: int, seed: int) -> Floats:
    """The scenario's path, moved as far from it as the draw lies from the UN's medium."""
    said = assumptions.fertility
    path = nation().tfr[said] if isinstance(said, str) else said
    open_ = FERTILITY_OPEN - FIRST
    below, above = _fertility_limits()
    keeps = _volatility()["fertility"]["persistence"]
    shocks = _normals("fertility", n, seed)[open_:]
    # The first year lies anywhere within its limits; shocks are scaled so that every later year does too.
    distance = _swing(np.concatenate((shocks[:1], shocks[1:] * np.sqrt(1 - keeps**2))), keeps)
    moved = np.zeros(YEARS)
    moved[open_:] = distance * np.where(distance > 0, above, below)
    return _bounded("fertility", path + moved)


def _economic(name: str, n: int, seed: int, moved: Mapping[str, Floats]) -> Floats:
    """By how much a path lies off the scenario's: for good, from year to year, and by what it follows."""
    said, normals = _volatility()[name], _normals(name, n, seed, YEARS + 1)
    low, high, open_ = _levels(name)
    off = np.zeros(YEARS)
    off[open_:] = _swing(said["sd"] * normals[1:][open_:], said["persistence"])
    if said.get("levels"):
        off += abs(normals[0]) / EIGHTY * (high if normals[0] > 0 else low)
    for other, share in said.get("follows", {}).items():
        off[open_:] += share * moved[other][open_:]
    return off


def _swing(shocks: Floats, keeps: float) -> Floats:
    """A first-order autoregression that starts from nothing."""
    out = np.empty_like(shocks)
    last = 0.0
    for k, shock in enumerate(shocks):
        last = keeps * last + shock
        out[k] = last
    return out


def _normals(name: str, n: int, seed: int, count: int = YEARS) -> Floats:
    """The standard normals of one process in one draw: a stream of its own, from its start."""
    stream = np.random.Philox(key=np.array([seed, n], dtype=np.uint64), counter=[0, 0, 0, STREAMS[name]])
    return np.random.Generator(stream).standard_normal(count)


def _bounded(name: str, path: Floats) -> Floats:
    return np.clip(path, *declared()[name].bounds)


@cache
def _levels(name: str) -> tuple[Floats, Floats, int]:
    """How far the low and the high path of an assumption lie from its default, and the first year they part."""
    default, low, high = (getattr(read_assumptions({name: word} if word else {}), name) for word in ("", "low", "high"))
    parted = np.flatnonzero((low != default) | (high != default))
    return low - default, high - default, int(parted[0])


@cache
def _fertility_limits() -> tuple[Floats, Floats]:
    """One standard deviation below and above the UN's medium, from the first projected year on."""
    names = ("tfr_low95", "tfr_low80", "tfr_medium", "tfr_high80", "tfr_high95", "e0_low95", "e0_medium", "e0_high95")
    table = read_table("wpp_limits.csv", year=int, source=str, **dict.fromkeys(names, float))
    years = range(FERTILITY_OPEN, LAST + 1)
    low, medium, high = (table.cube(name, year=years) for name in ("tfr_low80", "tfr_medium", "tfr_high80"))
    return (medium - low) / EIGHTY, (high - medium) / EIGHTY


@cache
def _volatility() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((DATA / "volatility.yaml").read_text(encoding="utf-8"))

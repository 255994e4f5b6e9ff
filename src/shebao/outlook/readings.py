"""What others publish, read off a run of ours: years of exhaustion, shares of the product, ratios of heads.

The one thing to know: every reading is a function of a year (some look at all years and ignore it) and comes in
persons, fen or a plain number; None says that the run does not hold it, or that it never happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from shebao.law.language import NATION
from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.economy import Economy

if TYPE_CHECKING:
    import pyarrow as pa

    from shebao.outlook.assumptions import Assumptions

FUND = "employee_pension"
PENSIONS = ("employee_pension", "resident_pension")


class Tables(Protocol):
    """What of a run is read here and for the past: its tables by year and province, the nation among the provinces."""

    @property
    def funds(self) -> pa.Table: ...
    @property
    def people(self) -> pa.Table: ...


class Outcome(Tables, Protocol):
    """The same with the nation's ages."""

    @property
    def pyramid(self) -> pa.Table: ...


def of_the_nation(table: pa.Table) -> pa.Table:
    """The rows of the nation alone."""
    import pyarrow.compute as pc

    return table.filter(pc.field("province") == NATION)


def by_keys(table: pa.Table, *columns: str) -> dict[Any, Any]:
    """The last column by the others, which are its keys."""
    *keys, values = (table[column].to_pylist() for column in columns)
    return dict(zip(zip(*keys, strict=True), values, strict=True))


@dataclass(frozen=True)
class Readings:
    """One run, ready to be read. `assumptions` are those it was run with."""

    result: Outcome
    assumptions: Assumptions

    # Money of the employees' fund.

    def surplus(self, year: int, province: str = NATION) -> float | None:
        """Income less spending, fen. In a province with what it gets from the others or gives them."""
        return self.fen(year, FUND, "surplus", province)

    def surplus_unsubsidised(self, year: int) -> float | None:
        """The same without what budgets add."""
        surplus = self.surplus(year)
        return None if surplus is None else surplus - (self.fen(year, FUND, "subsidy") or 0)

    def balance(self, year: int) -> float | None:
        """What the fund holds at the year's end, fen."""
        return self.fen(year, FUND, "balance")

    def debt(self, year: int) -> float | None:
        """What it owes, fen: the balance the other way round."""
        balance = self.balance(year)
        return None if balance is None else -balance

    def peak_balance(self, year: int) -> float | None:
        """The most it ever holds before it holds nothing, fen."""
        held = self._until_exhausted()
        return max(held.values()) if held else None

    def peak_year(self, year: int) -> float | None:
        """The year in which it holds most."""
        held = self._until_exhausted()
        return max(held, key=lambda y: held[y]) if held else None

    def exhaustion_year(self, year: int) -> float | None:
        """The first year that ends below zero; None where none does."""
        return exhausted({y: held for y in self.years if (held := self.balance(y)) is not None})

    def first_deficit_year(self, year: int) -> float | None:
        """The first year after the last known one that spends more than it takes in."""
        return next((y for y in self.years if y > KNOWN and (self.surplus(y) or 0) < 0), None)

    def provinces_in_deficit(self, year: int) -> float | None:
        """How many provinces spend more than they take in, what they get from the others counted."""
        found = [self.surplus(year, place) for place in PROVINCES]
        return None if None in found else sum((fen or 0) < 0 for fen in found)

    def provinces_short_of_months(self, year: int, months: int) -> float | None:
        """How many provinces hold less than what so many months cost."""
        held = [(self.fen(year, FUND, "balance", p), self.fen(year, FUND, "spending", p)) for p in PROVINCES]
        if any(balance is None or spending is None for balance, spending in held):
            return None
        return sum((balance or 0) * 12 < (spending or 0) * months for balance, spending in held)

    # Heads of the employees' fund, without institutions where a run counts them apart.

    def insured(self, year: int) -> float | None:
        """In service, persons."""
        return self._but_institutions(year, "in_service", "institution_in_service")

    def retirees(self, year: int) -> float | None:
        """Retired, persons."""
        return self._but_institutions(year, "retirees", "institution_retirees")

    def payers(self, year: int) -> float | None:
        """Those in service who pay in the year, persons."""
        insured = self.insured(year)
        return None if insured is None else insured * float(self.assumptions.paying_share[year - FIRST])

    def peak_insured(self, year: int) -> float | None:
        """The most that are ever in service from the last known year on."""
        return self._peak(self.insured)[1]

    def peak_insured_year(self, year: int) -> float | None:
        """When that is."""
        return self._peak(self.insured)[0]

    def peak_payers(self, year: int) -> float | None:
        """The most that ever pay from the last known year on."""
        return self._peak(self.payers)[1]

    def peak_payers_year(self, year: int) -> float | None:
        """When that is."""
        return self._peak(self.payers)[0]

    def retirees_per_insured(self, year: int) -> float | None:
        """Retirees for every hundred in service."""
        return _ratio(self.retirees(year), self.insured(year), 100)

    def retirees_per_payer(self, year: int) -> float | None:
        """Retirees for every hundred who pay."""
        return _ratio(self.retirees(year), self.payers(year), 100)

    def payers_per_retiree(self, year: int) -> float | None:
        """Those who pay for every retiree."""
        return _ratio(self.payers(year), self.retirees(year))

    # Both pension funds in the nation's product, and the population.

    def spending_share(self, year: int) -> float | None:
        """Spending of the employees' and the residents' funds, percent of the product."""
        return self._share(year, self._pensions(year, "spending", less=("pooling_out", "transfers_out")))

    def spending_share_rise(self, year: int, since: int) -> float | None:
        """By how many points of the product that share grows."""
        now, then = self.spending_share(year), self.spending_share(since)
        return None if now is None or then is None else now - then

    def uncovered_share(self, year: int) -> float | None:
        """What both funds spend beyond their income without subsidies and interest, percent of the product."""
        spending, income = (self._pensions(year, item) for item in ("spending", "income"))
        given = self._pensions(year, "subsidy"), self._pensions(year, "interest")
        if spending is None or income is None:
            return None
        return self._share(year, spending - (income - sum(fen or 0 for fen in given)))

    def old_age_dependency(self, year: int) -> float | None:
        """Persons of 65 and over for every hundred from 15 to 64."""
        ages = self._ages(year)
        return None if ages is None else _ratio(float(ages[65:].sum()), float(ages[15:65].sum()), 100)

    def working_age_change(self, year: int, since: int) -> float | None:
        """By how many persons those from 15 to 64 grow."""
        now, then = self._ages(year), self._ages(since)
        return None if now is None or then is None else float(now[15:65].sum() - then[15:65].sum())

    # Where all this is read from.

    @cached_property
    def years(self) -> list[int]:
        """The years of the run."""
        return sorted({year for year, *_ in self._fen})

    def fen(self, year: int, fund: str, item: str, province: str = NATION) -> int | None:
        """One cell of the funds."""
        return self._fen.get((year, province, fund, item))

    @cached_property
    def _fen(self) -> dict[Any, int]:
        return by_keys(self.result.funds, "year", "province", "fund", "item", "fen")

    @cached_property
    def _persons(self) -> dict[Any, float]:
        return by_keys(self.result.people, "year", "province", "measure", "persons")

    @cached_property
    def _pyramid(self) -> dict[int, np.ndarray]:
        ages: dict[int, np.ndarray] = {}
        rows = (self.result.pyramid[name].to_pylist() for name in ("year", "age", "persons"))
        for year, age, persons in zip(*rows, strict=True):
            ages.setdefault(year, np.zeros(106))[age] += persons
        return ages

    @cached_property
    def _product(self) -> np.ndarray:
        return Economy.of(self.assumptions).gdp

    def _ages(self, year: int) -> np.ndarray | None:
        return self._pyramid.get(year)

    def _share(self, year: int, fen: float | None) -> float | None:
        if fen is None or not FIRST <= year <= LAST:
            return None
        return 100 * fen / float(self._product[year - FIRST])

    def _pensions(self, year: int, item: str, less: tuple[str, ...] = ()) -> float | None:
        found = [self.fen(year, fund, item) for fund in PENSIONS]
        if None in found:
            return None
        moved = sum(self.fen(year, fund, other) or 0 for fund in PENSIONS for other in less)
        return sum(fen or 0 for fen in found) - moved

    def _but_institutions(self, year: int, measure: str, apart: str) -> float | None:
        all_ = self._persons.get((year, NATION, measure))
        return None if all_ is None else all_ - self._persons.get((year, NATION, apart), 0.0)

    def _peak(self, read: Callable[[int], float | None]) -> tuple[int | None, float | None]:
        found = {year: value for year in self.years if year >= KNOWN and (value := read(year)) is not None}
        if not found:
            return None, None
        best = max(found, key=lambda year: found[year])
        return best, found[best]

    def _until_exhausted(self) -> dict[int, float]:
        end = self.exhaustion_year(0) or LAST + 1
        return {y: held for y in self.years if y < end and (held := self.balance(y)) is not None}


def exhausted(balance: Mapping[int, float]) -> int | None:
    """The first year whose balance is below zero, None where there is none: what every page calls exhaustion."""
    return next((year for year in sorted(balance) if balance[year] < 0), None)


KNOWN = 2024
"""The last year of the past, for questions about the future alone."""


def read(readings: Readings, name: str, year: int, words: Mapping[str, Any]) -> float | None:
    """One reading by its name in `data/comparisons.yaml`."""
    return getattr(readings, name)(year, **words)


def _ratio(over: float | None, under: float | None, times: float = 1) -> float | None:
    return None if over is None or not under else times * over / under

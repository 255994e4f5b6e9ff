"""What the outlook takes for granted: defaults with unit, meaning and source, and what a scenario puts in their place.

The one thing to know: `assumptions.yaml` declares every assumption; the fields of `Assumptions` are its keys. Whatever
nobody has published is flagged, and whoever shows a number of the outlook can say what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np

from shebao.engine.errors import BadInput
from shebao.engine.reading import load_yaml
from shebao.outlook import economy
from shebao.outlook.axes import FIRST, PROVINCES, YEARS
from shebao.outlook.yearly import Array, Bounds, near, number, read_path

FILE = Path(__file__).with_name("assumptions.yaml")
VARIANTS = ("low", "medium", "high")


@dataclass(frozen=True)
class Flag:
    """Something a result rests on that nobody has published: its name, the value taken, and what speaks for it."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, eq=False)
class Assumptions:
    """Every assumption of a run; units and meanings stand in `assumptions.yaml`. Arrays go from 2012 to 2100.

    `fertility` is a variant's name or a path; `compliance_by_province` is [Y, P]. Shares are tuples in the order of
    their parts: `retirement_choice` earliest, statutory, latest; `indexation` and `resident_indexation` prices, wages.
    `flagged` says what is assumed; what of the past is unseen stands in `Economy.flagged`.
    """

    fertility: str | Array
    mortality: Array
    nonprivate_share: float
    wage_growth: Array
    price_growth: Array
    employment_growth: Array
    account_interest: Array
    resident_account_interest: Array
    fund_return: Array
    discount: Array
    compliance: Array
    compliance_by_province: Array
    paying_share: Array
    coverage: Array
    subsidy_share: Array
    retirement_choice: tuple[float, ...]
    indexation: tuple[float, ...]
    resident_indexation: tuple[float, ...]
    wage_convergence: float
    pooling: str
    world: str
    world_begins: int
    flat_pension_share: float
    flat_pension_age: int
    provident_return: Array
    flagged: tuple[Flag, ...] = ()

    def paid_share(self) -> Array:
        """[Y, P], base really paid as a share of the base the law asks for, in each year and province; 1 at most."""
        return np.minimum(1.0, self.compliance[:, None] * self.compliance_by_province)

    def but(self, **changes: Any) -> Assumptions:
        """The same with some fields replaced, for draws around a scenario."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Declared:
    """One assumption as `assumptions.yaml` declares it."""

    name: str
    kind: str
    unit: str
    means: str
    bounds: Bounds
    values: Mapping[str, object]
    parts: tuple[str, ...]
    choices: tuple[str, ...]
    past: str
    assumed: bool
    why: str
    source: str


@lru_cache(maxsize=1)
def declared() -> Mapping[str, Declared]:
    """Every assumption by its name, in the order of the file."""
    found: dict[str, Declared] = {}
    for name, said in cast("dict[str, dict[str, Any]]", load_yaml(FILE)).items():
        low, high = (float(b) for b in said.get("bounds", ("-inf", "inf")))
        values = {
            word: said[key] for word, key in (("default", "value"), ("low", "low"), ("high", "high")) if key in said
        }
        found[name] = Declared(
            name, said["kind"], said.get("unit", ""), said["means"], (low, high), values,
            tuple(said.get("parts", ())), tuple(said.get("choices", ())), said.get("past", ""),
            said.get("assumed") == "yes", said.get("why", ""), said.get("source", ""),
        )  # fmt: skip
    return found


def read_assumptions(changes: Mapping[str, object] | None = None, file: str = "scenario") -> Assumptions:
    """The defaults with a scenario's changes. BadInput with file, key and what would be valid."""
    changes = changes or {}
    for name in changes:
        if name not in declared():
            raise BadInput(f"{file}: assumptions.{name}", name, near(name, declared()))
    return _Reader(changes, file).read()


class _Reader:
    """Reads one set of assumptions; a path may rest on another one, which is then read first."""

    def __init__(self, changes: Mapping[str, object], file: str) -> None:
        self.changes, self.file = changes, file
        self.done: dict[str, Any] = {}
        self.begun: list[str] = []

    def read(self) -> Assumptions:
        values = {name: self.value(name) for name in declared()}
        for value in values.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        return Assumptions(**values, flagged=tuple(self.flags()))

    def flags(self) -> list[Flag]:
        said = [
            Flag(name, written(self.changes[name]), f"as {self.file} says")
            for name in declared()
            if name in self.changes
        ]
        assumed = [
            Flag(name, written(a.values["default"]), a.why)
            for name, a in declared().items()
            if a.assumed and name not in self.changes
        ]
        return said + assumed

    def value(self, name: str) -> Any:
        if name in self.done:
            return self.done[name]
        if name in self.begun:
            raise BadInput(self.where(name), " → ".join((*self.begun, name)), "a base that does not rest on itself")
        self.begun.append(name)
        entry = declared()[name]
        said = self.changes.get(name, entry.values["default"])
        self.done[name] = _KINDS[entry.kind](self, entry, self.where(name), said)
        self.begun.pop()
        return self.done[name]

    def where(self, name: str) -> str:
        return f"{self.file}: assumptions.{name}" if name in self.changes else f"{FILE.name}: {name}"

    # One method a kind.

    def path(self, entry: Declared, where: str, said: object) -> Array:
        if isinstance(said, str) and said in entry.values:
            said = entry.values[said]

        def base(where: str, said: object) -> Array:
            if isinstance(said, Mapping):
                return self.path(entry, where, cast("Mapping[str, object]", said))
            if str(said) in entry.values:
                return self.path(entry, where, entry.values[str(said)])
            others = [name for name, other in declared().items() if other.kind == "path" and name != entry.name]
            if str(said) not in others:
                raise BadInput(where, said, near(said, (*entry.values, *others)))
            return self.value(str(said))

        return read_path(where, said, entry.bounds, entry.unit, self.past(entry.name), base)

    def past(self, name: str) -> Array:
        """The years that are answered; in a scenario also those of the default before the present."""
        known = _PAST.get(name)
        if known is not None:
            return known(self)
        if name not in self.changes:
            return np.empty(0)
        held, self.changes = self.changes, {k: v for k, v in self.changes.items() if k != name}
        try:
            entry = declared()[name]
            return self.path(entry, self.where(name), entry.values["default"])[: PRESENT - FIRST]
        finally:
            self.changes = held

    def variant(self, entry: Declared, where: str, said: object) -> str | Array:
        if isinstance(said, str) and said in VARIANTS:
            return said

        def base(where: str, said: object) -> Array:
            word = "medium" if said == "default" else str(said)
            if word not in VARIANTS:
                raise BadInput(where, said, near(said, VARIANTS))
            return _total_fertility(word)

        if isinstance(said, str) and not said.replace(".", "").lstrip("-").isdigit():
            raise BadInput(where, said, f"{near(said, VARIANTS)}, or a path: a number or years with values")
        past = _total_fertility("medium")[: FERTILITY_OPEN - FIRST]
        return read_path(where, said, entry.bounds, entry.unit, past, base)

    def shares(self, entry: Declared, where: str, said: object) -> tuple[float, ...]:
        if isinstance(said, str) and said in entry.values:
            said = entry.values[said]
        if not isinstance(said, Mapping):
            raise BadInput(where, said, f"shares that come to 1, such as {written(entry.values['default'])}")
        cells = cast("Mapping[str, object]", said)
        for part in cells:
            if part not in entry.parts:
                raise BadInput(f"{where}.{part}", part, near(part, entry.parts))
        found = tuple(number(f"{where}.{part}", cells.get(part, 0), (0, 1), entry.unit) for part in entry.parts)
        if abs(sum(found) - 1) > 1e-9:
            raise BadInput(where, written(said), f"shares that come to 1, not to {sum(found):g}")
        return found

    def number(self, entry: Declared, where: str, said: object) -> float | int:
        if isinstance(said, str) and said in entry.values:
            said = entry.values[said]
        value = number(where, said, entry.bounds, entry.unit)
        if entry.unit in ("year", "years"):
            if value != int(value):
                raise BadInput(where, said, f"a whole number ({entry.unit})")
            return int(value)
        return value

    def word(self, entry: Declared, where: str, said: object) -> str:
        if str(said) not in entry.choices:
            raise BadInput(where, said, near(said, entry.choices))
        return str(said)

    def provinces(self, entry: Declared, where: str, said: object) -> Array:
        otherwise = number(where, entry.values["default"], entry.bounds, entry.unit)
        found = np.full((YEARS, len(PROVINCES)), otherwise)
        ahead = found[PRESENT - FIRST :]
        if not isinstance(said, Mapping):
            ahead[:] = number(where, said, entry.bounds, entry.unit)
            return found
        for code, value in cast("Mapping[str, object]", said).items():
            if str(code) not in PROVINCES:
                raise BadInput(f"{where}.{code}", code, f"a province's six-digit code, {near(code, PROVINCES)}")
            ahead[:, PROVINCES.index(str(code))] = number(f"{where}.{code}", value, entry.bounds, entry.unit)
        return found


PRESENT = 2026
"""The first year a scenario may change where no statistic says how far the past goes."""
FERTILITY_OPEN = 2024
"""The first year whose fertility the UN projects rather than estimates."""

_KINDS: dict[str, Callable[[_Reader, Declared, str, object], Any]] = {
    "path": _Reader.path, "variant": _Reader.variant, "shares": _Reader.shares, "number": _Reader.number,
    "word": _Reader.word, "provinces": _Reader.provinces,
}  # fmt: skip

_PAST: dict[str, Callable[[_Reader], Array]] = {
    "wage_growth": lambda reader: economy.known_wage_growth(reader.value("nonprivate_share")),
    "price_growth": lambda _: economy.known_price_growth(),
    "account_interest": lambda _: _published_interest(),
}


def _total_fertility(variant: str) -> Array:
    """Total fertility of a variant of the UN's prospects by year; the variants part in 2024."""
    from shebao.outlook.nation import nation

    return nation().tfr[variant]


@lru_cache(maxsize=1)
def _published_interest() -> Array:
    """The law's published rates of employees' accounts, from 2012 to the last one."""
    from shebao.engine.law import Law
    from shebao.law.language import NATION

    figure = Law.load().figures["published_interest_rate"]
    rates: list[float] = []
    while (span := figure.look(NATION, FIRST + len(rates), 0)) is not None and span.value is not None:
        rates.append(span.value / 1_000_000)
    return np.array(rates)


def written(said: object) -> str:
    """A value as one writes it on one line."""
    if isinstance(said, Mapping):
        cells = cast("Mapping[object, object]", said)
        return "{" + ", ".join(f"{key}: {written(value)}" for key, value in cells.items()) + "}"
    return str(said)

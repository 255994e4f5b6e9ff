"""What was published of the past: the ministry's yearly figures, the provinces', the transfers between them.

The one thing to know: a figure may stand in several reports of one year (bulletin, monthly express, final accounts)
and with several degrees of trust (`status`); `published` gives the most trusted one, and a figure that was only
recalled (M, or M+ where it adds up with a total that was seen) is kept for the eye and never counts as evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from shebao.errors import ShebaoError
from shebao.outlook.tables import read

# V seen, K the December express, D computed from figures seen, M+ recalled and adding up, M recalled.
TRUST = ("V", "K", "D", "M+", "M")
REPORTS = ("bulletin", "express", "accounts", "article")
FEN = {"100m_yuan": 10**10, "yuan_a_month": 100}
PERSONS = {"10k_persons": 10_000}
CLOSES_WITHIN = 50 * 10**10  # below that it is rounding and the small restatements of every year


class UnknownMeasure(ShebaoError):
    """No published figure goes by this name."""

    def __init__(self, measure: str, known: list[str]) -> None:
        self.measure, self.known = measure, known
        super().__init__(f"bulletins.csv has no measure {measure!r}; it has {', '.join(known)}")


@dataclass(frozen=True)
class Published:
    """One figure as published: persons, or fen (of a sum, or a month), with where it stands and how it is known."""

    measure: str
    year: int
    value: float
    """Persons, or whole fen."""
    unit: str
    """persons | fen | fen_a_month"""
    status: str
    report: str
    source: str
    note: str

    @property
    def evidence(self) -> bool:
        """Whether a comparison with it says anything: it was seen, not only recalled."""
        return not self.status.startswith("M")


@dataclass(frozen=True)
class Unclosed:
    """A year whose published balance is not the last one plus revenue less expenditure: by how many fen it is off."""

    scheme: str
    year: int
    fen: int
    evidence: bool


def published(measure: str, year: int) -> Published | None:
    """The most trusted published figure of a year, or None where there is none.

    Among equals the bulletin goes before the express, the express before the accounts. Raises UnknownMeasure.
    """
    figures = _figures()
    if measure not in figures:
        raise UnknownMeasure(measure, sorted(figures))
    found = figures[measure].get(year)
    return found[0] if found else None


def years(measure: str) -> list[int]:
    """The years for which some figure of this measure was published or recalled."""
    figures = _figures()
    if measure not in figures:
        raise UnknownMeasure(measure, sorted(figures))
    return sorted(figures[measure])


def unclosed(first: int = 2010, last: int = 2025) -> list[Unclosed]:
    """Where the bulletins' own balances do not close, by scheme and year: restated balances, or money moved away."""
    found = []
    for scheme in ("ue", "ru", "ui", "wi"):
        for year in range(first, last + 1):
            before, after = (_bulletin(f"{scheme}_balance", y) for y in (year - 1, year))
            revenue, spent = (_bulletin(f"{scheme}_{what}", year) for what in ("revenue", "expenditure"))
            if not (before and after and revenue and spent):
                continue
            off = round(after.value - before.value - revenue.value + spent.value)
            if abs(off) > CLOSES_WITHIN:
                parts = (before, after, revenue, spent)
                found.append(Unclosed(scheme, year, off, all(part.evidence for part in parts)))
    return found


@cache
def provinces(scheme: str, measure: str, year: int) -> dict[str, float]:
    """A published measure of every province (persons, or fen) by six-digit code; 000000 is the nation.

    The yearbook's sums are short of the nation by what it keeps outside provinces: that is 999999. Head counts
    2008-2016 are the employees' alone, money before 2024 is of 2008 and 2010 and lacks some provinces; empty where
    nothing was published.
    """
    kinds = {"year": int, "province": str, "scheme": str, "measure": str, "value": float, "unit": str, "source": str}
    money = measure in ("revenue", "expenditure", "balance")
    before = "provinces_money.csv" if money else "provinces_2008_2016.csv"
    table = read("provinces_2024.csv" if year == 2024 else before, **kinds)
    names = ("year", "province", "scheme", "measure", "value", "unit")
    rows = zip(*(table[name].tolist() for name in names), strict=True)
    return {
        place: _in_ours(value, unit)[0] for y, place, s, m, value, unit in rows if (y, s, m) == (year, scheme, measure)
    }


@dataclass(frozen=True)
class Moved:
    """A published sum (or rate) of the money moved between provinces, as printed."""

    year: str
    indicator: str
    area: str
    value: float
    unit: str
    status: str
    source: str
    note: str


@cache
def pooling() -> tuple[Moved, ...]:
    """What was published of central adjustment (2018-2021) and of national pooling (since 2022)."""
    kinds = {"year": str, "indicator": str, "area": str, "value": float, "unit": str}
    table = read("pooling.csv", **kinds, status=str, source=str, note=str)
    return tuple(Moved(*row) for row in zip(*(table[name].tolist() for name in table.columns), strict=True))


def _bulletin(measure: str, year: int) -> Published | None:
    found = _figures()[measure].get(year, [])
    return next((figure for figure in found if figure.report == "bulletin"), None)


@cache
def _figures() -> dict[str, dict[int, list[Published]]]:
    kinds = {"indicator": str, "year": int, "report": str, "value": float, "unit": str, "status": str}
    table = read("bulletins.csv", **kinds, evidence=str, source=str, note=str)
    names = ("indicator", "year", "value", "unit", "status", "report", "source", "note")
    figures: dict[str, dict[int, list[Published]]] = {}
    for measure, year, value, unit, *rest in zip(*(table[name].tolist() for name in names), strict=True):
        ours, unit = _in_ours(value, unit)
        figures.setdefault(measure, {}).setdefault(year, []).append(Published(measure, year, ours, unit, *rest))
    for by_year in figures.values():
        for found in by_year.values():
            found.sort(key=lambda figure: (TRUST.index(figure.status), REPORTS.index(figure.report)))
    return figures


def _in_ours(value: float, unit: str) -> tuple[float, str]:
    """A printed figure in persons or whole fen."""
    if unit in PERSONS:
        return round(value * PERSONS[unit], 3), "persons"
    return round(value * FEN[unit]), "fen" if unit == "100m_yuan" else "fen_a_month"

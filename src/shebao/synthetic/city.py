"""A city of people who do not exist, calibrated to published figures; always the same for the same seed.

The one thing to know: everything is drawn with one generator in one fixed order, and whatever the law decides (when
someone reaches the retirement age, what an account holds, what a bill comes to) is asked of the law, never imitated.
Every file of the city says that it is synthetic.
"""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.engine.one import LawOn
from shebao.law.calendar import month_of
from shebao.law.units import MEN_60, WOMEN_50, WOMEN_55
from shebao.office.codes import check_digit

Ints = npt.NDArray[np.int64]
DATA = Path(__file__).parent / "data"
NOBODY, IN_SERVICE, FLEXIBLE, RETIRED, RESIDENT_PAYING, RESIDENT_RETIRED = range(6)
STATUS = ("outside", "in service", "flexible", "retired", "resident paying", "resident retired")
FLEXIBLE_SHARE = 0.22
"""Of those who pay into the employees' scheme; no provincial figure was found: an assumption of the demonstration."""


@dataclass(frozen=True)
class Published:
    """What the city is calibrated to: people of the province by age and sex, and who is covered."""

    ages: list[tuple[int, int, int, int]]
    coverage: dict[str, int]

    @property
    def population(self) -> int:
        """All people of the census."""
        return sum(male + female for _, _, male, female in self.ages)


def published(region: str) -> Published:
    """The figures of a region's province. BadInput where there are none."""
    province = region[:2] + "0000"
    with (DATA / "census2020.csv").open(encoding="utf-8") as file:
        ages = [
            (int(r["age_from"]), int(r["age_to"]), int(r["male"]), int(r["female"]))
            for r in csv.DictReader(file)
            if r["region"] == province
        ]
    with (DATA / "coverage2024.csv").open(encoding="utf-8") as file:
        cover = [r for r in csv.DictReader(file) if r["region"] == province]
    if not ages or not cover:
        raise BadInput("region", region, "a region of mainland China such as 330100")
    return Published(ages, {name: int(held) for name, held in cover[0].items() if name != "region"})


@dataclass
class City:
    """Everybody in the city, as columns. Money in fen, months as year * 12 + month - 1, births as day ordinals."""

    region: str
    month: int
    seed: int
    published: Published
    sex: Ints
    birth: Ints
    track: Ints
    status: Ints
    retires: Ints
    started: Ints
    index: npt.NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many people."""
        return len(self.sex)

    @cached_property
    def law(self) -> LawOn:
        """The law of the city's month."""
        return Law.load().at(self.month, self.region)

    def rng(self, name: str) -> np.random.Generator:
        """The generator for one purpose: what one file draws does not move another."""
        return np.random.default_rng([self.seed, *name.encode()])


def make_city(region: str, size: int, seed: int, month: int) -> City:
    """Draw a city. BadInput for a region without figures or a size below 500."""
    if not 500 <= size <= 20_000_000:
        raise BadInput("size", size, "500 to 20,000,000 people")
    figures = published(region)
    rng = np.random.default_rng([seed, size])
    sex, age = _ages(figures, size, rng)
    # Born on a day of the age drawn, seen from the first day of the month.
    first = datetime.date(month // 12, month % 12 + 1, 1).toordinal()
    birth = first - (age * 365.2425 + rng.random(size) * 365.2425).astype(np.int64) - 1
    track = np.where(sex == 0, MEN_60, np.where(rng.random(size) < 0.35, WOMEN_55, WOMEN_50)).astype(np.int64)
    law = Law.load().at(month, region)
    retires = _retirement_months(law, birth, track)
    status = _status(figures, size, month, sex, birth, retires, rng)
    months_old = month - np.array([month_of(int(b)) for b in birth])
    first_job = (rng.triangular(16, 20, 27, size) * 12).astype(np.int64)
    started = month - np.maximum(0, months_old - first_job)
    # A person's place in the scale of wages, kept for life; many declare at the floor.
    index = np.exp(rng.normal(-0.28, 0.55, size))
    return City(region, month, seed, figures, sex, birth, track, status, retires, started, index)


def _ages(figures: Published, size: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    weights = np.array([n for _, _, male, female in figures.ages for n in (male, female)], dtype=np.float64)
    exact = weights / weights.sum() * size
    counts = np.floor(exact).astype(np.int64)
    # The largest remainders get the people left over, so that the shares are the census's to one person.
    for at in np.argsort(-(exact - counts), kind="stable")[: size - counts.sum()]:
        counts[at] += 1
    sexes, ages = [], []
    for at, count in enumerate(counts):
        low, high, _, _ = figures.ages[at // 2]
        sexes.append(np.full(count, at % 2, dtype=np.int64))
        ages.append(rng.integers(low, high + 1, count))
    order = rng.permutation(size)
    return np.concatenate(sexes)[order], np.concatenate(ages)[order]


def _retirement_months(law: LawOn, birth: Ints, track: Ints) -> Ints:
    """The statutory month of everybody, asked of the law once for each birth month and track."""
    known: dict[tuple[int, int], int] = {}
    found = np.empty(len(birth), dtype=np.int64)
    for at, (born, kind) in enumerate(zip(birth.tolist(), track.tolist(), strict=True)):
        key = (month_of(born), kind)
        if key not in known:
            facts = {"birth": born, "retirement_track": kind}
            known[key] = law.values(["statutory_retirement_month"], facts)["statutory_retirement_month"]
        found[at] = known[key]
    return found


def _status(
    figures: Published, size: int, month: int, sex: Ints, birth: Ints, retires: Ints, rng: np.random.Generator
) -> Ints:
    """Who is covered by what: the province's shares of 2024, drawn among those whose age allows it."""
    first = datetime.date(month // 12, month % 12 + 1, 1).toordinal()
    age = (first - birth) / 365.2425
    status = np.zeros(size, dtype=np.int64)
    share = {name: held / figures.population for name, held in figures.coverage.items()}

    def give(kind: int, wanted: float, weight: npt.NDArray[np.float64]) -> None:
        weight = np.where(status == NOBODY, weight, 0.0)
        people = int(min(round(wanted * size), np.count_nonzero(weight)))
        # Weighted drawing without replacement: the largest keys win.
        with np.errstate(divide="ignore"):
            keys = np.log(rng.random(size)) / weight
        status[np.argpartition(-keys, people)[:people] if people < size else np.arange(size)] = kind

    past = retires < month
    # Residents first: their pension starts at 60 for all, so only the old can draw it.
    give(
        RESIDENT_RETIRED, share["resident_recipients"], np.where(age >= 60 + 1 / 12, np.where(age > 70, 1.2, 1.0), 0.0)
    )
    give(RETIRED, share["retirees"], np.where(past & (age >= 50), 1.0, 0.0))
    working = (age >= 18) & ~past
    give(
        IN_SERVICE,
        share["in_service"] * (1 - FLEXIBLE_SHARE),
        np.where(working, np.where(age < 22, 0.35, np.where(age > 55, 0.7, 1.0)), 0.0),
    )
    give(
        FLEXIBLE,
        share["in_service"] * FLEXIBLE_SHARE,
        np.where(working & (age > 22), np.where(age > 40, 1.4, 0.8), 0.0),
    )
    paying = share["resident_participants"] - share["resident_recipients"]
    give(RESIDENT_PAYING, paying, np.where((age >= 16) & (age < 60 + 1 / 12), np.where(age > 45, 1.5, 1.0), 0.0))
    return status


ALL_DRAWN = "more are insured there than live there at that age: everybody who can be is"


def comparison(city: City) -> list[tuple[str, float, float, str]]:
    """Synthetic against published, side by side: what, share of the people here, share in the province, a note.

    Coverage is counted where people are insured, the census where they live: a share above what the ages allow is
    drawn as far as people go, and noted.
    """
    total = city.published.population
    here = np.bincount(city.status, minlength=len(STATUS)) / city.size
    cover = city.published.coverage
    paying = cover["resident_participants"] - cover["resident_recipients"]
    lines = [
        ("pays as employee or flexible worker", here[IN_SERVICE] + here[FLEXIBLE], cover["in_service"] / total),
        ("draws an employee's pension", here[RETIRED], cover["retirees"] / total),
        ("pays as resident", here[RESIDENT_PAYING], paying / total),
        ("draws a resident's pension", here[RESIDENT_RETIRED], cover["resident_recipients"] / total),
    ]
    # One person in a thousand is rounding; a draw falls short of more only when nobody is left to draw.
    noted = [(what, found, there, ALL_DRAWN if found < there - 0.001 else "") for what, found, there in lines]
    first = datetime.date(city.month // 12, city.month % 12 + 1, 1).toordinal()
    age = (first - city.birth) / 365.2425
    for low, high in ((0, 14), (15, 59), (60, 200)):
        inside = ((age >= low) & (age < high + 1)).mean()
        census = sum(m + f for a, b, m, f in city.published.ages if low <= a and (b <= high or high == 200)) / total
        noted.append((f"aged {low} to {high}" if high < 200 else f"aged {low} and over", inside, census, ""))
    noted.append(("men", (city.sex == 0).mean(), sum(m for _, _, m, _ in city.published.ages) / total, ""))
    return [(what, float(found), float(there), note) for what, found, there, note in noted]


def years_known(law: Law, region: str, now: int) -> range:
    """The years in a row, the newest before `now` or `now` itself, of which the law knows all that a past needs there.

    A year of a past needs the wage that divides its bases, what it puts into the account and, once it is over, the
    account's interest. Empty where the newest years lack one.
    """
    newest = now if _known(law, region, now, closed=False) else now - 1
    oldest = newest + 1
    while _known(law, region, oldest - 1, closed=oldest - 1 < now):
        oldest -= 1
    return range(oldest, newest + 1)


def _known(law: Law, region: str, year: int, closed: bool) -> bool:
    needed = [("index_wage", year), ("account_entry_rate", year * 12), ("account_entry_rate", year * 12 + 11)]
    if closed:
        needed.append(("published_interest_rate", year))
    spans = (law.figures[name].look(region, when) for name, when in needed)
    return all(span is not None and span.value is not None for span in spans)


def wage_of_year(law: Law, region: str, year: int) -> int:
    """The average monthly wage that divides the bases of a year, in fen; MissingFigure where it is not known."""
    return law.figures["index_wage"].find(region, year).value or 0


def id_number(region: str, born: datetime.date, number: int, sex: int) -> str:
    """A number in the form of an identity number with a right check digit; number 0 to 499 tells people apart."""
    division = region[:4] + "06" if not region.endswith("0000") else region[:2] + "0102"
    head = f"{division}{born:%Y%m%d}{number * 2 + (1 if sex == 0 else 0):03d}"
    return head + check_digit(head)


def name_of(person: int) -> str:
    """A name nobody bears: three signs of the old count of years."""
    stems, branches = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
    return stems[person % 10] + branches[person // 10 % 12] + branches[person // 120 % 12]


def plain(array: npt.NDArray[Any]) -> list[Any]:
    """A column as Python numbers."""
    return array.tolist()

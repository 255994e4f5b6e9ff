"""A life told in five answers: who, born when, insured where, paid how long, on what wage. It travels in the address.

The one thing to know: past bases are nobody's to remember, so the place in the scale of wages is taken as it is today:
the base of each past month is today's, times that year's average wage over today's. The answer page says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shebao.engine.estimate import paying_on
from shebao.engine.law import Law
from shebao.engine.names import place_codes
from shebao.engine.texts import units_month
from shebao.law.language import half_up
from shebao.law.units import EMPLOYEE, TRACKS, parse_month
from shebao.portal.forms import Form

STEPS = ("who", "birth", "place", "paid", "wage")
MOST_PAID = 45 * 12
MOST_WAGE = 100_000_000
FIRST_BIRTH = datetime.date(1930, 1, 1)
YOUNGEST = 16


@dataclass(frozen=True)
class Life:
    """The five answers, and what is asked about them.

    who: the track of retirement, which also says the sex. birth: a day's ordinal. place: six digits. paid: months.
    wage: fen a month. then: fen a month paid on from now; None goes on as now, 0 stops. at: the month of retirement
    asked about. move: where the contributions go on, another place or ''.
    """

    who: str
    birth: int
    place: str
    paid: int
    wage: int
    then: int | None = None
    at: int | None = None
    move: str = ""

    def query(self) -> dict[str, str]:
        """The life as a query, the form every page and the interface read."""
        said = {
            "who": self.who, "birth": datetime.date.fromordinal(self.birth).isoformat(), "place": self.place,
            "paid": str(self.paid), "wage": yuan(self.wage),
        }  # fmt: skip
        if self.then is not None:
            said["then"] = yuan(self.then)
        if self.at is not None:
            said["at"] = units_month(self.at)
        if self.move:
            said["move"] = self.move
        return said

    def facts(self, law: Law, now: int, base: int | None = None) -> dict[str, Any]:
        """The dossier: birth, sex, track, and the months paid as one run that ends last month."""
        base = self.base(law, now) if base is None else base
        return {
            "birth": self.birth,
            "sex": 0 if self.who == "men_60" else 1,
            "retirement_track": TRACKS.index(self.who),
            **_past(law, self.place, now, self.paid, base),
        }

    def base(self, law: Law, now: int) -> int:
        """The base that today's wage gives, within the bounds of the place."""
        return law.at(now, self.place).values(["contribution_base"], {"wage": self.wage})["contribution_base"]

    def until(
        self, law: Law, now: int, facts: Mapping[str, Any], month: int, base: int | None = None
    ) -> dict[str, Any]:
        """The dossier of somebody who retires in a month, with what is paid until then. base: today's, where known."""
        made = {**facts, "chosen_retirement_month": month}
        then = self.then
        if then is None:
            then = self.base(law, now) if base is None else base
        if then > 0 and month >= now:
            made.update(paying_on(made, self.move or self.place, now, month, then))
        return made

    def but(self, **changes: Any) -> Life:
        """The same life with something else asked."""
        return replace(self, **changes)


def _past(law: Law, place: str, now: int, months: int, base: int) -> dict[str, list[int]]:
    """The months up to last month, one row a calendar year, on the base that lay as high in each year's wages."""
    columns: dict[str, list[int]] = {f"stint_{name}": [] for name in ("start", "months", "base", "region", "category")}
    wages = law.figures["index_wage"]
    today = wages.find(place, now // 12, 0).value or 1
    month = now - months
    while month < now:
        here = min(12 - month % 12, now - month)
        then = wages.find(place, month // 12, 0).value or 0
        row = (month, here, half_up(base * then, today), int(place), EMPLOYEE)
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
        month += here
    return columns


def this_month() -> int:
    """The month it is."""
    today = datetime.date.today()
    return today.year * 12 + today.month - 1


def yuan(fen: int) -> str:
    """An amount as it stands in an address."""
    return f"{fen // 100}.{fen % 100:02d}".removesuffix(".00")


def read_step(step: str, form: Form) -> dict[str, str]:
    """What one question's fields say, as it stands in the address; empty with form.errors when wrong."""
    if step == "who":
        return {"who": who} if (who := form.one_of("who", TRACKS)) else {}
    if step == "birth":
        today = datetime.date.today()
        day = form.date("birth", FIRST_BIRTH, today.replace(year=today.year - YOUNGEST, day=min(28, today.day)))
        return {"birth": day.isoformat()} if day else {}
    if step == "place":
        return {"place": place} if (place := form.one_of("place", place_codes())) else {}
    if step == "paid":
        years, months = form.whole("years", 0, 45), form.whole("months", 0, 11, empty=0)
        return {"paid": str(years * 12 + months)} if years is not None and months is not None else {}
    fen = form.money("wage", 10_000, MOST_WAGE)
    return {"wage": yuan(fen)} if fen is not None else {}


def fields_of(step: str, said: Mapping[str, str]) -> dict[str, str]:
    """What the address says, as the fields of one question show it: for going back and for changing."""
    if step == "birth" and "birth" in said:
        year, month, day = (part.lstrip("0") for part in f"{said['birth']}--".split("-")[:3])
        return {"birth_year": year, "birth_month": month, "birth_day": day}
    if step == "paid" and said.get("paid", "").isdecimal() and len(said["paid"]) < 6:
        return {"years": str(int(said["paid"]) // 12), "months": str(int(said["paid"]) % 12)}
    return {name: said[name] for name in (step,) if name in said}


def read_life(said: Mapping[str, str], form: Form) -> Life | None:
    """The life an address says; None with form.errors by the question that lacks an answer or has a wrong one."""
    for step in STEPS:
        check = Form(form.reader, fields_of(step, said))
        found = read_step(step, check)
        if not found:
            form.wrong(step, next(iter(check.errors.values())))
        said = {**said, **found}
    if form.errors:
        return None
    extra = Form(form.reader, said)
    then = extra.money("then", 0, MOST_WAGE) if said.get("then") else None
    move = extra.one_of("move", place_codes()) or "" if said.get("move") else ""
    at: int | None = None
    if said.get("at"):
        try:
            at = parse_month(said["at"])
        except ValueError:
            extra.wrong("at", form.reader.text("Choose a month written YYYY-MM"))
    form.errors.update(extra.errors)
    if form.errors:
        return None
    birth = datetime.date.fromisoformat(said["birth"]).toordinal()
    wage = Form(form.reader, said).money("wage", 0, MOST_WAGE) or 0
    return Life(said["who"], birth, said["place"], int(said["paid"]), wage, then, at, move)

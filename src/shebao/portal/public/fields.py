"""A field of a form that asks for a fact of the law: how it is typed, how it stands in an address, and how it is shown.

The one thing to know: what a field gives is a text as the fact's unit reads it (yuan, months, YYYY-MM-DD, a choice's
name), so a form needs no code of its own: `read` checks, `spread` shows again, `facts` hands it to the law.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shebao.engine.law import Law
from shebao.engine.names import place_codes
from shebao.law.units import TRACKS
from shebao.portal.forms import Form
from shebao.portal.language import N_, Reader
from shebao.portal.public.life import FIRST_BIRTH, MOST_WAGE, yuan

TRACK_CHOICES = (
    ("men_60", N_("A man")), ("women_55", N_("A woman in a management or technical post")),
    ("women_50", N_("Any other woman")),
)  # fmt: skip
YES_NO = (("yes", N_("Yes")), ("no", N_("No")))
LEAVING = (
    ("laid_off", N_("I was laid off")), ("contract_expired", N_("My contract ran out")),
    ("dismissed_with_notice", N_("I was given notice")), ("dismissed_for_fault", N_("I was dismissed for a fault")),
    ("agreed_on_employer_proposal", N_("We agreed; the employer proposed it")),
    ("agreed_on_own_proposal", N_("We agreed; I proposed it")), ("resigned", N_("I resigned")),
    ("quit_for_employer_fault", N_("I left because the employer broke the law")),
    ("employer_bankrupt", N_("The employer went bankrupt")), ("employer_closed", N_("The employer closed")),
    ("removed_from_post", N_("I was removed from my post")),
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field. fact: the law's fact, or a name of the form's own. kind: money, months, whole, date, choice, place,
    text. when: another field and the values with which this one is asked; None always. empty: may be left out.
    """

    fact: str
    kind: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 100
    when: tuple[str, tuple[str, ...]] | None = None
    empty: bool = False

    def asked(self, said: Mapping[str, str]) -> bool:
        """Whether it is asked, by what the others say."""
        return self.when is None or said.get(self.when[0], "") in self.when[1]


OtherAsks = tuple[str, str, tuple[str, ...]]
"""A field, a value of it, and the law's questions where it has that value."""


def questions_by(asks: tuple[str, ...], other: OtherAsks | None, said: Mapping[str, str]) -> tuple[str, ...]:
    """The law's questions, by what is said."""
    return other[2] if other and said.get(other[0]) == other[1] else asks


PLACE = Field("place", "place", N_("Where are you insured?"), N_("Choose the province where your city is not listed."))
PAID = Field("months_paid", "months", N_("How long have you paid contributions?"), N_("All years and months together."))
WAGE = Field("wage", "money", N_("What is the wage?"), N_("Yuan a month before deductions."),
             low=10_000)  # fmt: skip
TRACK = Field("retirement_track", "choice", N_("Which of these are you?"),
              N_("The law sets the retirement age by these."), TRACK_CHOICES)  # fmt: skip
BIRTH = Field("birth", "date", N_("When were you born?"))


def about(field: Field, fact: str, label: str, hint: str = "", **changes: Any) -> Field:
    """The same kind of field about something else."""
    return replace(field, fact=fact, label=label, hint=hint, **changes)


def read(field: Field, form: Form) -> str:
    """What the field says, '' with form.errors where it is wrong (or where it may be empty and is)."""
    name = field.fact
    if field.kind == "money":
        if field.empty and not form.typed.get(name, "").strip():
            return ""
        fen = form.money(name, field.low, MOST_WAGE)
        return "" if fen is None else yuan(fen)
    if field.kind == "months":
        years, months = form.whole(f"{name}_years", 0, 60), form.whole(f"{name}_months", 0, 11, empty=0)
        return "" if years is None or months is None else str(years * 12 + months)
    if field.kind == "whole":
        number = form.whole(name, field.low, field.high, empty=0 if field.empty else None)
        return "" if number is None else str(number)
    if field.kind == "date":
        today = datetime.date.today()
        first = FIRST_BIRTH if name == "birth" else today.replace(year=today.year - 5, day=min(today.day, 28))
        last = today if name == "birth" else today + datetime.timedelta(days=366)
        day = form.date(name, first, last)
        return day.isoformat() if day else ""
    if field.kind == "text":
        text = form.typed.get(name, "").strip()
        if (not text and not field.empty) or len(text) > 100:
            form.wrong(
                name, form.reader.text("Write this in up to {most} letters").format(most=form.reader.number(100))
            )
            return ""
        return text
    return form.one_of(name, place_codes() if field.kind == "place" else [value for value, _ in field.choices]) or ""


def read_all(fields: Iterable[Field], form: Form) -> dict[str, str]:
    """What all fields that are asked say, with form.errors for those that are wrong."""
    said: dict[str, str] = {}
    for field in fields:
        if field.asked(said):
            said[field.fact] = read(field, form)
    return said


def spread(field: Field, said: Mapping[str, str]) -> dict[str, str]:
    """What an address says of a field, as its inputs show it."""
    held = said.get(field.fact, "")
    if field.kind == "date":
        year, month, day = (part.lstrip("0") for part in f"{held}--".split("-")[:3])
        return {f"{field.fact}_year": year, f"{field.fact}_month": month, f"{field.fact}_day": day}
    if field.kind == "months":
        years, months = divmod(int(held), 12) if held.isdecimal() and len(held) < 6 else ("", "")
        return {f"{field.fact}_years": str(years), f"{field.fact}_months": str(months)}
    return {field.fact: held}


def check(field: Field, said: Mapping[str, str], form: Form) -> str:
    """What an address says of a field, read again as if it were typed; form.errors by the field where it is wrong."""
    again = Form(form.reader, spread(field, said))
    found = read(field, again)
    if again.errors:
        form.wrong(field.fact, next(iter(again.errors.values())))
    return found


def told(field: Field, said: Mapping[str, str], reader: Reader) -> str:
    """What a field says, in the reader's words."""
    held = said.get(field.fact, "")
    if field.kind == "choice":
        return next((reader.text(name) for value, name in field.choices if value == held), "")
    if not held or field.kind == "text":
        return held
    if field.kind == "place":
        return reader.place(held)
    if field.kind == "months":
        return reader.span(int(held))
    if field.kind == "money":
        return reader.money(Form(reader, said).money(field.fact, 0, MOST_WAGE) or 0)
    if field.kind == "date":
        return reader.date(datetime.date.fromisoformat(held).toordinal())
    return reader.digits(held)


def facts(law: Law, fields: Iterable[Field], said: Mapping[str, str]) -> dict[str, Any]:
    """The facts of the law among what fields say, in the law's whole numbers. A track says the sex too."""
    found = {
        field.fact: law.unit_of(field.fact).parse(said[field.fact])
        for field in fields
        if field.fact in law.facts and said.get(field.fact)
    }
    if "retirement_track" in found:
        found["sex"] = 0 if TRACKS[found["retirement_track"]] == "men_60" else 1
    return found

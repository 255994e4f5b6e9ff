"""The kinds of papers: what was said, laid out as sections in a reader's language.

The one thing to know: one function a kind, from plain data to `Section`s; the page that checks a paper shows the same
sections as the paper itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shebao.engine.law import Law
from shebao.law.units import Unit
from shebao.portal.language import N_, Reader
from shebao.portal.papers.sheet import Column, Section, Step, Table
from shebao.portal.person.account import FUNDS
from shebao.portal.person.account import KINDS as MOVES
from shebao.portal.person.decisions import KINDS as PENSIONS
from shebao.portal.why import assumed

SOURCES = {"fact": N_("the record"), "given": N_("the record"), "default": N_("not in the record")}
SCHEMES = {1: N_("Employees"), 2: N_("Residents")}
RIGHTS = N_(
    "Whoever holds this decision to be wrong may apply for administrative reconsideration within 60 days of learning of"
    " it (行政复议法 §20), or go to the people's court within six months (行政诉讼法 §46). Both ways are open by"
    " 社会保险法 §83."
)


@dataclass(frozen=True)
class Kind:
    """One kind of paper. lay: from what was said to its sections."""

    title: str
    lay: Callable[[dict[str, Any], Reader, Law], tuple[Section, ...]]


def _employer(said: dict[str, Any], reader: Reader, law: Law) -> tuple[Section, ...]:
    text = reader.text
    held = [
        (reader.month(m), reader.number(n), reader.amount(due), reader.amount(paid)) for m, n, due, paid in said["rows"]
    ]
    due, paid = (sum(row[at] for row in said["rows"]) for at in (2, 3))
    table = Table(
        (Column(text("Month"), 0.28), Column(text("People"), 0.16, True), Column(text("Due, yuan"), 0.28, True),
         Column(text("Paid, yuan"), 0.28, True)),
        tuple(held), (text("Together"), "", reader.amount(due), reader.amount(paid)),
    )  # fmt: skip
    facts = ((text("Name"), said["name"]), (text("Unified social credit code"), said["number"]))
    return (Section(text=text("What was due from the employer named here, and what the office received:"), facts=facts,
                    table=table),)  # fmt: skip


def _contributions(said: dict[str, Any], reader: Reader, law: Law) -> tuple[Section, ...]:
    text, number = reader.text, reader.number
    months = said.get("months", {})
    facts = _person(said, reader)
    for scheme, label in ((1, N_("Months paid as an employee")), (2, N_("Months paid as a resident"))):
        if n := months.get(str(scheme), 0):
            facts += ((text(label), number(n)),)
    if said.get("first"):
        span = text("{first} to {last}").format(first=reader.month(said["first"]), last=reader.month(said["last"]))
        facts += ((text("First and last month"), span),)
    columns = (
        Column(text("Calendar year"), 0.13), Column(text("Scheme"), 0.13), Column(text("Number of months"), 0.15, True),
        Column(text("Monthly base, yuan"), 0.22, True), Column(text("Paid by"), 0.37),
    )  # fmt: skip
    held = tuple(_year(*row, reader=reader) for row in said["rows"])
    intro = text("This office certifies that the person named here is insured, with the contributions below.")
    return (Section(text=intro, facts=facts, table=Table(columns, held) if held else None),)


def _year(year: int, *rest: Any, reader: Reader) -> tuple[str, ...]:
    """A row of contributions; the first papers said nothing of the scheme."""
    *scheme, months, base, payer = rest
    of = reader.text(SCHEMES[scheme[0]]) if scheme else ""
    by = payer or reader.text("the insured person")
    return (reader.digits(year), of, reader.number(months), reader.amount(base), by)


def _account(said: dict[str, Any], reader: Reader, law: Law) -> tuple[Section, ...]:
    text, amount = reader.text, reader.amount
    fund = FUNDS.get(said["fund"]) or str(said["fund"])
    facts = (*_person(said, reader), (text("Account"), text(fund)),
             (text("Calendar year"), reader.digits(said["year"])))  # fmt: skip
    lines = [
        (N_("At the beginning"), "start"),
        (N_("Contributions that came in"), "entries"),
        (N_("Interest"), "interest"),
    ]
    lines += [(N_("Paid out as pension"), "paid")] if said["paid"] else []
    sums = Table(
        (Column(text("What moved"), 0.6), Column(text("Amount, yuan"), 0.4, True)),
        tuple((text(label), amount(said[key])) for label, key in lines), (text("In the account"), amount(said["end"])),
    )  # fmt: skip
    moves = Table(
        (Column(text("Month"), 0.3), Column(text("What moved"), 0.3), Column(text("Amount, yuan"), 0.4, True)),
        tuple((reader.month(month), text(MOVES.get(kind) or kind), amount(fen)) for month, kind, fen in said["moves"]),
    )  # fmt: skip
    return (Section(facts=facts, table=sums), Section(text("Every movement"), table=moves))


def _decision(said: dict[str, Any], reader: Reader, law: Law) -> tuple[Section, ...]:
    text = reader.text
    kind = PENSIONS.get(said["decision"]) or str(said["decision"])
    what = text(kind)
    facts = (
        *_person(said, reader), (text("What was decided"), what),
        (text("Amount a month"), reader.money(said["amount"])), (text("First month"), reader.month(said["start"])),
    )  # fmt: skip
    intro = text(
        "After examination it has been decided that the person named here receives, from {month} on, {amount} a month."
    )
    sections = [
        Section(text=intro.format(month=reader.month(said["start"]), amount=reader.money(said["amount"])), facts=facts)
    ]
    if said["provisional"]:
        late = N_(
            "Provisional: a figure of this year is not published yet. It is computed anew then, and what is missing is"
            " paid."
        )
        sections.append(Section(text=text(late)))
    sections.append(Section(text("If you disagree"), text(RIGHTS)))
    steps = tuple(
        _step(row, reader, law) for row in said["steps"] if row["kind"] != "default" or row["value"] is not None
    )
    sections.append(Section(text("How the amount comes about"), steps=steps))
    sections.append(
        Section(
            text("The texts of law behind this amount"),
            ("；" if reader.language == "zh" else "; ").join(said["articles"]),
        )
    )
    return tuple(sections)


def _person(said: dict[str, Any], reader: Reader) -> tuple[tuple[str, str], ...]:
    text = reader.text
    facts = ((text("Name"), said["name"]), (text("Document number"), said["number"]))
    return facts + (((text("Place of insurance"), reader.place(said["region"])),) if said.get("region") else ())


def _step(row: dict[str, Any], reader: Reader, law: Law) -> Step:
    value, name = row["value"], row["name"]
    unit = law.unit_of(name) if name in law.known else None
    if value is None:
        shown = ""
    elif unit is None or unit.name != row["unit"]:
        shown = str(row.get("shown", value))  # the law has no such quantity any more: as it was written then
    else:
        shown = _value(unit, value, reader)
    stated = SOURCES.get(row["kind"])
    sources = [reader.text(stated)] if stated else list(row.get("cites", ()))
    if row.get("assumed"):
        sources.append(f"{reader.text('Assumed:')} {assumed(row['assumed'], reader)}")
    if row.get("again"):
        sources = [reader.text("(shown above)")]
    return Step(row["depth"], reader.name(name), shown, "; ".join(sources))


def _value(unit: Unit, value: Any, reader: Reader) -> str:
    if not isinstance(value, list):
        return reader.value(unit, value)
    n, first, last = value
    if n == 1:
        return reader.value(unit, first)
    said = reader.text("{n} values, {first} to {last}")
    return said.format(n=reader.number(n), first=reader.value(unit, first), last=reader.value(unit, last))


KINDS = {
    "employer_payments": Kind(N_("Certificate of contributions paid"), _employer),
    "contributions": Kind(N_("Certificate of social insurance record"), _contributions),
    # As it was called at first, without the scheme in its rows.
    "person_payments": Kind(N_("Certificate of social insurance record"), _contributions),
    "pension_decision": Kind(N_("Decision on a pension"), _decision),
    "account_year": Kind(N_("Statement of the personal account"), _account),
}

"""What a paper says of a person, taken from the record when it is issued: plain data without a language.

The one thing to know: this is kept as it is and never changed; drawing it (`kinds`) reads nothing else. Months are
numbers of the law's kind, money is whole fen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.engine.law import Law
from shebao.engine.trace import Trace
from shebao.portal.language import Reader
from shebao.portal.pages import NotThere
from shebao.portal.person.account import FUNDS, statements
from shebao.portal.person.decisions import KINDS, Decision, decisions_of
from shebao.portal.person.life import life_of
from shebao.portal.public.life import this_month
from shebao.portal.staff.people import YEARS
from shebao.portal.why import HIDDEN

PERSON = "SELECT name, id_number, region FROM record.person WHERE person_id = :p"
OFFICE = "SELECT value FROM office.setting WHERE name = 'region'"


@dataclass(frozen=True)
class Choice:
    """A paper that can be issued of somebody. what: its kind, and what of it, parted by colons."""

    what: str
    label: str


def choices(connection: Connection, law: Law, reader: Reader, person: int) -> list[Choice]:
    """Every paper that can be issued of a person now."""
    found = [Choice("contributions", reader.text("Certificate of social insurance record"))]
    for it in _approved(connection, law, person):
        said = f"{reader.text(KINDS.get(it.kind, it.kind))}, {reader.month(it.start)}"
        found.append(
            Choice(f"pension_decision:{it.kind}:{it.month}", f"{reader.text('Decision on a pension')} ({said})")
        )
    for it in statements(connection, person):
        said = f"{reader.text(FUNDS.get(it.fund, it.fund))}, {reader.digits(it.year)}"
        found.append(
            Choice(f"account_year:{it.fund}:{it.year}", f"{reader.text('Statement of the personal account')} ({said})")
        )
    return found


def content(connection: Connection, law: Law, person: int, what: str) -> tuple[str, dict[str, Any]]:
    """The kind of a paper and what it says now. NotThere for what cannot be issued of this person."""
    kind, _, rest = what.partition(":")
    first, _, second = rest.partition(":")
    found = rows(connection, PERSON, p=person)
    if not found:
        raise NotThere(f"person {person}")
    (name, number, region) = found[0]
    said = {"name": name, "number": covered(str(number)), "region": f"{int(region):06d}", "office": office(connection)}
    if kind == "contributions" and not rest:
        return kind, {**said, **_contributions(connection, person)}
    if kind == "pension_decision":
        for it in _approved(connection, law, person):
            if (it.kind, str(it.month)) == (first, second):
                return kind, {**said, **_decision(it)}
    if kind == "account_year":
        for it in statements(connection, person):
            if (it.fund, str(it.year)) == (first, second):
                amounts = {
                    "start": it.start,
                    "entries": it.entries,
                    "interest": it.interest,
                    "paid": it.paid,
                    "end": it.end,
                }
                return kind, {**said, "fund": it.fund, "year": it.year, **amounts, "moves": [list(m) for m in it.moves]}
    raise NotThere(f"paper {what}")


def office(connection: Connection) -> str:
    """The place whose office this is, six digits."""
    found = rows(connection, OFFICE)
    return f"{int(found[0][0]):06d}" if found else ""


def covered(number: str) -> str:
    """A document's number as it stands on papers that go from hand to hand: enough to compare, not to misuse."""
    return f"{number[:6]}{'*' * max(0, len(number) - 10)}{number[-4:]}" if len(number) > 10 else number


def _approved(connection: Connection, law: Law, person: int) -> list[Decision]:
    return [it for it in decisions_of(connection, law, person) if it.approved]


def _contributions(connection: Connection, person: int) -> dict[str, Any]:
    life = life_of(connection, person, this_month())
    held = [
        [year, scheme, months, int(base), payer]
        for year, scheme, payer, months, base in rows(connection, YEARS, p=person)
    ]
    runs = [part for part in life.parts if hasattr(part, "scheme")]
    return {
        "months": {"1": life.employee_months, "2": life.resident_months},
        "first": min((run.first for run in runs), default=0),
        "last": max((run.last for run in runs), default=0),
        "rows": held[::-1],
    }


def _decision(it: Decision) -> dict[str, Any]:
    cites = dict.fromkeys(cite for node in it.trace.nodes.values() if node.kind == "rule" for cite in node.cites)
    return {
        "decision": it.kind, "question": it.question, "start": it.start, "amount": it.amount,
        "provisional": it.provisional, "steps": list(_steps(it.trace)), "articles": list(cites),
    }  # fmt: skip


def _steps(trace: Trace) -> Iterator[dict[str, Any]]:
    """The tree below an answer as rows, each under what it is needed for; what was shown before is not opened again.

    Of a history its length, first and last value are told.
    """
    seen: set[str] = set()

    def visit(name: str, depth: int) -> Iterator[dict[str, Any]]:
        node = trace.nodes[name]
        again = name in seen and bool(node.inputs)
        seen.add(name)
        value: Any = node.value
        if isinstance(value, list):
            value = [len(value), value[0], value[-1]] if value else None
        elif node.kind == "default" and value == -1:
            value = None
        row: dict[str, Any] = {"depth": depth, "name": name, "unit": node.unit.name, "value": value, "kind": node.kind}
        if node.unit.kind == "enum" and isinstance(value, int):
            row["shown"] = node.unit.show(value)
        row |= {"cites": list(node.cites)} if node.cites else {}
        row |= {"assumed": node.assumed} if node.assumed else {}
        yield row | ({"again": True} if again else {})
        if not again:
            for below in node.inputs:
                if below not in HIDDEN:
                    yield from visit(below, depth + 1)

    yield from visit(trace.question, 0)

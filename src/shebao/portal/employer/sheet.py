"""A declaration under way: its lines, kept in the database as typed, each checked by the office's own readers.

The one thing to know: a line that is wrong stays, with the field and the reason; nothing that was sent is lost, and the
declaration is handed in (`office.hand_in`) only when no line is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from shebao.database.store import rows, run, value
from shebao.engine.texts import units_month
from shebao.office.steps.declare import KINDS, NAMES, checked
from shebao.office.tables import Bad, Row, read_table
from shebao.portal.employer.reasons import ANOTHERS
from shebao.portal.language import plain_digits

FIELDS = ("name", "id_type", "id_number", "wage")
COLUMNS = (*FIELDS, "fen", "raw", "field", "reason")
REGISTER = (
    "no such person in the register",
    "the register has another name for this number",
    "declared twice in this month",
)


@dataclass(frozen=True)
class Line:
    """One line. name to wage: as typed. fen: the wage, 0 while it is wrong. raw: a row of a file that has no columns.

    field: what is wrong, one of FIELDS or 'line'; '' when nothing is. reason: why, as the office says it.
    """

    line: int
    name: str = ""
    id_type: str = ""
    id_number: str = ""
    wage: str = ""
    fen: int = 0
    raw: str = ""
    field: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Draft:
    """How far a declaration is. handed_in: whether it is with the office."""

    month: int
    good: int = 0
    wrong: int = 0
    fen: int = 0
    handed_in: bool = False
    begun: bool = False


def open_month(connection: Connection) -> int:
    """The month that can be declared for."""
    return int(value(connection, "SELECT office.open_month()"))


def draft_of(connection: Connection, employer: int, month: int) -> Draft:
    """How far an employer is with a month."""
    found = rows(
        connection,
        "SELECT d.handed_in IS NOT NULL, count(l.line) FILTER (WHERE l.field = ''),"
        " count(l.line) FILTER (WHERE l.field <> ''), coalesce(sum(l.fen) FILTER (WHERE l.field = ''), 0)::bigint"
        " FROM office.draft d LEFT JOIN office.draft_line l USING (employer_id, month)"
        " WHERE d.employer_id = :e AND d.month = :m GROUP BY d.handed_in",
        e=employer,
        m=month,
    )
    return Draft(month, *found[0][1:], handed_in=found[0][0], begun=True) if found else Draft(month)


def lines_of(
    connection: Connection, draft: Draft, employer: int, *, wrong: bool, most: int, after: int = 0
) -> list[Line]:
    """The first lines after a number: those that are wrong, or those that are not."""
    found = rows(
        connection,
        f"SELECT line, {', '.join(COLUMNS)} FROM office.draft_line WHERE employer_id = :e AND month = :m"
        " AND (field <> '') = :w AND line > :after ORDER BY line LIMIT :n",
        e=employer,
        m=draft.month,
        w=wrong,
        after=after,
        n=most,
    )
    return [Line(*row) for row in found]


def line_of(connection: Connection, employer: int, month: int, number: int) -> Line | None:
    """One line by its number."""
    query = (
        f"SELECT line, {', '.join(COLUMNS)} FROM office.draft_line WHERE employer_id = :e AND month = :m AND line = :l"
    )
    found = rows(connection, query, e=employer, m=month, l=number)
    return Line(*found[0]) if found else None


def begin(connection: Connection, employer: int, month: int) -> None:
    """Let there be a declaration for the month."""
    run(
        connection,
        "INSERT INTO office.draft (employer_id, month) VALUES (:e, :m) ON CONFLICT DO NOTHING",
        e=employer,
        m=month,
    )


def judge(line: Line, month: int) -> Line:
    """The same line with what is wrong with its form, if anything."""
    number, wage = plain_digits(line.id_number).upper(), plain_digits(line.wage).removeprefix("¥").removeprefix("￥")
    label = units_month(month)
    cells = {
        "month": label, "name": line.name.strip(), "id_type": line.id_type, "id_number": number, "wage": wage,
    }  # fmt: skip
    # What is wrong stays to the letter as it was typed; what is right is kept as the register writes it.
    clean = replace(line, fen=0, raw="", field="", reason="")
    if not cells["name"]:
        return replace(clean, field="name", reason="no name")
    # As a row of bases: the same checks as a row of wages, without the employer's code, which is known here.
    row = Row(line.line, {**cells, "base": wage})
    for found in checked(row, "bases", label):
        if isinstance(found, Bad):
            if not found.reason.startswith("warning:"):
                return replace(clean, field="wage" if found.field == "base" else found.field, reason=found.reason)
            continue
        return replace(clean, name=cells["name"], id_number=number, fen=found[6])  # type: ignore[arg-type]
    raise AssertionError("a row is refused or taken")


def read_lines(path: Path, code: str, month: int) -> Bad | list[Line]:
    """The lines of a file, wrong ones among them; a Bad where it is no table of wages at all."""
    kind, table = read_table(path, NAMES, {"wages": KINDS["wages"]})
    label = units_month(month)
    found: list[Line] = []
    for row in table:
        if isinstance(row, Bad):
            if not kind:
                return row
            found.append(Line(row.line, raw=row.value, field="line", reason=row.reason))
            continue
        cells = row.cells
        line = judge(Line(row.line, cells["name"], cells["id_type"], cells["id_number"], cells["wage"]), month)
        if not line.field and cells["month"] not in (label, label.replace("-", "")):
            line = replace(line, field="line", reason=f"expected {label}", raw=cells["month"])
        if not line.field and cells["credit_code"] != code:
            line = replace(line, field="line", reason=ANOTHERS, raw=cells["credit_code"])
        found.append(line)
    return found


def replace_lines(connection: Connection, employer: int, month: int, lines: Iterable[Line]) -> None:
    """These lines instead of all there were."""
    begin(connection, employer, month)
    run(connection, "DELETE FROM office.draft_line WHERE employer_id = :e AND month = :m", e=employer, m=month)
    put_lines(connection, employer, month, lines)


def put_lines(connection: Connection, employer: int, month: int, lines: Iterable[Line]) -> None:
    """Write lines, in place of those with the same numbers, and ask the register about all of them."""
    held = list(lines)
    parameters = {name: [getattr(line, name) for line in held] for name in ("line", *COLUMNS)}
    kinds = {"line": "integer", "fen": "bigint"}
    arrays = ", ".join(f"CAST(:{name} AS {kinds.get(name, 'text')}[])" for name in ("line", *COLUMNS))
    run(
        connection,
        f"INSERT INTO office.draft_line (employer_id, month, line, {', '.join(COLUMNS)})"
        f" SELECT :employer, :month, u.* FROM unnest({arrays}) AS u"
        " ON CONFLICT (employer_id, month, line) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS),
        employer=employer,
        month=month,
        **parameters,
    )
    ask_register(connection, employer, month)


def next_line(connection: Connection, employer: int, month: int) -> int:
    """The number that a line more gets, below the others."""
    query = "SELECT coalesce(max(line), 0) + 1 FROM office.draft_line WHERE employer_id = :e AND month = :m"
    return int(value(connection, query, e=employer, m=month))


def add_line(connection: Connection, employer: int, month: int, line: Line) -> Line:
    """A line more, below the others; as it stands after the register was asked.

    line.line: the number it was to get when its form was shown. Where the same stands there, it has been sent before.
    """
    begin(connection, employer, month)
    made, number = judge(line, month), next_line(connection, employer, month)
    before = line_of(connection, employer, month, line.line) if line.line < number else None
    if before is not None and all(getattr(before, name) == getattr(made, name) for name in FIELDS):
        return before
    put_lines(connection, employer, month, [replace(made, line=number)])
    found = line_of(connection, employer, month, number)
    assert found is not None
    return found


def remove_line(connection: Connection, employer: int, month: int, number: int) -> None:
    """Take a line out."""
    query = "DELETE FROM office.draft_line WHERE employer_id = :e AND month = :m AND line = :l"
    run(connection, query, e=employer, m=month, l=number)
    ask_register(connection, employer, month)


def copy_before(connection: Connection, employer: int, month: int) -> int:
    """The people and wages declared for the month before, as lines; how many."""
    found = rows(
        connection,
        "SELECT p.name, p.id_type, p.id_number, d.wage FROM office.declared d JOIN record.person p USING (person_id)"
        " WHERE d.employer_id = :e AND d.month = :m AND d.category = 0 ORDER BY p.person_id",
        e=employer,
        m=month - 1,
    )
    lines = [
        Line(n, name, id_type, number, f"{fen // 100}.{fen % 100:02d}", fen)
        for n, (name, id_type, number, fen) in enumerate(found, 1)
    ]
    replace_lines(connection, employer, month, lines)
    return len(lines)


def ask_register(connection: Connection, employer: int, month: int) -> None:
    """Note of every line whose form is right whether the register knows it; again of those it did not know before."""
    run(
        connection,
        "UPDATE office.draft_line SET field = '', reason = ''"
        " WHERE employer_id = :e AND month = :m AND reason = ANY(:known)",
        e=employer,
        m=month,
        known=list(REGISTER),
    )
    run(
        connection,
        "UPDATE office.draft_line l SET field = u.field, reason = u.reason FROM office.unknown_lines(:m) u"
        " WHERE l.employer_id = :e AND l.month = :m AND l.line = u.line",
        e=employer,
        m=month,
    )

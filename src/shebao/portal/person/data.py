"""My data: all that the office holds about one person, to take along: one JSON file, and a CSV file for each table.

The one thing to know: the tables are read under the row policies as everything is, so a file holds what its owner may
see. Amounts are whole fen and months YYYY-MM, as in the JSON interface.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection

from shebao.database.store import rows
from shebao.engine.texts import units_month
from shebao.guard.access import allow
from shebao.portal.language import N_
from shebao.portal.pages import NotThere, Pages, page, session, who_of

pages = Pages()
TABLES: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "person": (
        N_("Who I am"), "record.person", ("id_type", "id_number", "name", "sex", "birth", "region", "place"), "1",
    ),
    "facts": (N_("What is known of me"), "record.fact", ("kind", "since", "value", "source", "seq"), "seq"),
    "contributions": (
        N_("Months paid"), "record.stint LEFT JOIN record.employer ON employer_id = payer_id",
        ("scheme", "start", "months", "base", "record.stint.region", "category", "record.employer.name"), "start",
    ),
    "account": (
        N_("Personal account"), "fund.personal JOIN fund.fund USING (fund_id)", ("scheme", "month", "kind", "amount"),
        "month",
    ),
    "decisions": (
        N_("Decisions"), "office.decision",
        ("kind", "month", "question", "region", "amount", "account_part", "dossier", "trace"), "month",
    ),
    "awards": (
        N_("Pensions"), "record.award", ("scheme", "start", "amount", "account_part", "provisional"), "start",
    ),
    "payments": (
        N_("Payments"), "office.instruction LEFT JOIN office.confirmation USING (instruction_no)",
        ("scheme", "office.instruction.month", "amount", "account_part", "office.instruction.bank", "state"),
        "office.instruction.month",
    ),
    "requests": (N_("Requests"), "office.request", ("request_no", "kind", "content", "made"), "request_no"),
    "looks": (N_("Who looked at my record"), "guard.look", ("at", "name", "place", "act"), "seq"),
}  # fmt: skip
"""File to what it is called, the table, its columns, and the order of its rows."""
MONTHS = frozenset(("month", "start", "since"))


def table_of(connection: Connection, name: str, person: int) -> list[dict[str, Any]]:
    """One table's rows about a person, as plain data."""
    _, table, columns, order = TABLES[name]
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE person_id = :p ORDER BY {order}"
    names = [column.rpartition(".")[2] for column in columns]
    return [
        {column: _plain(column, held) for column, held in zip(names, row, strict=True)}
        for row in rows(connection, query, p=person)
    ]


def _plain(column: str, held: Any) -> Any:
    if column in MONTHS and isinstance(held, int):
        return units_month(held)
    if isinstance(held, datetime.date):
        return held.isoformat()
    return held


@pages.get("/my-data")
@allow("own record")
def my_data(request: Request) -> Response:
    """What there is, to download."""
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        counts = {name: len(table_of(connection, name, person)) for name in TABLES}
    return page(request, "person/data.html", tables=TABLES, counts=counts)


@pages.get("/my-data/record.json")
@allow("own record")
def everything(request: Request) -> Response:
    """All tables in one file."""
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        data = {name: table_of(connection, name, person) for name in TABLES}
    return _file(json.dumps(data, ensure_ascii=False, indent=1), "application/json", "record.json")


@pages.get("/my-data/{table}.csv")
@allow("own record")
def one_table(request: Request, table: str) -> Response:
    """One table as CSV."""
    person = who_of(request).person_id
    assert person is not None
    if table not in TABLES:
        raise NotThere(table)
    with session(request) as connection:
        found = table_of(connection, table, person)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.rpartition(".")[2] for column in TABLES[table][2])
    for row in found:
        writer.writerow(_cell(held) for held in row.values())
    # The mark at the start tells spreadsheets that the file is UTF-8.
    return _file("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", f"{table}.csv")


def _cell(held: Any) -> Any:
    """A value for a cell; a text that a spreadsheet would take for a formula is quoted."""
    if isinstance(held, dict | list):
        return json.dumps(held, ensure_ascii=False)
    return f"'{held}" if isinstance(held, str) and held[:1] in ("=", "+", "-", "@", "\t", "\r") else held


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})

"""enrol: the registers and the past of a city come in once: people, employers, months paid, accounts, awards, books.

The one thing to know: the whole load is one transaction, so it is there or it is not; loading the same folder again
changes nothing, another folder into the same database is refused.
"""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine

from shebao.database.store import CHUNK, copy_rows, copy_tables, rows, run, value
from shebao.engine.errors import BadInput
from shebao.fund.books import open_fund, post, settle_now
from shebao.law.units import TRACKS, parse_month
from shebao.office.codes import credit_code_fault, id_fault
from shebao.office.errors import MonthTrouble
from shebao.record.facts import Learnt, learn

PERSON = ("id_type", "id_number", "name", "sex", "birth", "region", "retirement_track", "work_started", "deemed_months",
          "only_child_parent", "chosen_retirement_month", "file_checked", "bank", "account")  # fmt: skip
EMPLOYER = ("credit_code", "name", "region", "industry_class", "injury_float")
FACTS = (
    "retirement_track",
    "work_started",
    "deemed_months",
    "only_child_parent",
    "chosen_retirement_month",
    "file_checked",
)
SINCE = "CASE WHEN s.since > 0 THEN 'entry' ELSE 'paid' END"
Tell = Callable[[str, int], None]


def enrol(engine: Engine, folder: Path, tell: Tell = lambda what, n: None) -> dict[str, Any]:
    """Load a folder made by `shebao people make`, or laid out like one; what city.json says of it.

    BadInput names file, line and column of the first row that cannot be taken: registers come whole or not at all.
    """
    about = read_about(folder)
    mark = json.dumps(about, sort_keys=True, ensure_ascii=False)
    with engine.begin() as connection:
        run(connection, "SELECT pg_advisory_xact_lock(20610)")
        before = value(connection, "SELECT value FROM office.setting WHERE name = 'city'")
        if before is not None:
            if before != mark:
                raise MonthTrouble(f"another city is in this database: {before}. Use another SHEBAO_HOME")
            run(connection, "UPDATE office.setting SET value = :v WHERE name = 'inbox'", v=str(folder.absolute()))
            return about
        tell("people", _people(connection, folder))
        tell("employers", _employers(connection, folder))
        tell("months paid", _history(connection, folder))
        first = parse_month(about["month"])
        tell("personal accounts", _accounts(connection, folder, str(about["region"]), first))
        tell("awards", _awards(connection, folder))
        tell("opening entries", _opening(connection, folder, str(about["region"]), first))
        settle_now(connection)
        for name, held in (("city", mark), ("inbox", str(folder.absolute())), ("region", str(about["region"]))):
            run(connection, "INSERT INTO office.setting VALUES (:n, :v)", n=name, v=held)
        run(connection, "ANALYZE record.person, record.stint, record.fact_now, record.award, fund.personal")
    return about


def read_about(folder: Path) -> dict[str, Any]:
    """city.json of a folder."""
    path = folder / "city.json"
    try:
        return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise MonthTrouble(f"{path} cannot be read ({error}): make a city with `shebao people make`") from None


def setting(engine: Engine, name: str) -> str:
    """A setting noted at the load; MonthTrouble when nothing is loaded."""
    with engine.connect() as connection:
        held = value(connection, "SELECT value FROM office.setting WHERE name = :n", n=name)
    if held is None:
        raise MonthTrouble("no city is loaded: `shebao people load DIR` first, or `shebao demo` for everything")
    return str(held)


def _table(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [c for c in columns if c not in (reader.fieldnames or [])]
        if missing:
            raise BadInput(f"{path.name}:1", ",".join(reader.fieldnames or []), f"columns {', '.join(missing)}")
        yield from enumerate(reader, 2)


def _people(connection: Connection, folder: Path) -> int:
    count = 0
    columns = ("person_id", "id_type", "id_number", "name", "sex", "birth", "region")
    register = _register(folder / "persons.csv")
    while batch := list(islice(register, CHUNK)):
        count += copy_rows(connection, "record.person", columns, (person for person, _, _ in batch))
        learn(connection, (fact for _, facts, _ in batch for fact in facts))
        accounts = ((person[0], *account) for person, _, account in batch if account[1])
        copy_rows(connection, "office.bank_account", ("person_id", "bank", "account"), accounts)
    return count


def _register(path: Path) -> Iterator[tuple[tuple[Any, ...], list[Learnt], tuple[str, str]]]:
    """Person, facts and bank account of every line; BadInput for the first that cannot be taken."""
    for line, row in _table(path, PERSON):
        person, where = line - 1, f"{path.name}:{line}"
        if fault := id_fault(row["id_type"], row["id_number"]):
            raise BadInput(f"{where}: id_number", row["id_number"], fault)
        try:
            birth = datetime.date.fromisoformat(row["birth"])
            sex = {"male": 0, "female": 1}[row["sex"]]
            known = birth.year * 12 + birth.month - 1
            facts = [(person, kind, known, held[0], "register") for kind in FACTS if (held := _fact(kind, row[kind]))]
            fields = (person, row["id_type"], row["id_number"], row["name"], sex, birth, int(row["region"]))
        except (ValueError, KeyError) as error:
            raise BadInput(where, dict(row), f"a register row ({error})") from None
        yield fields, facts, (row["bank"], row["account"])


def _fact(kind: str, text: str) -> tuple[int] | None:
    if text == "":
        return None
    if kind == "retirement_track":
        return (TRACKS.index(text),)
    if kind in ("work_started", "chosen_retirement_month"):
        return (parse_month(text),)
    return ({"yes": 1, "no": 0}[text] if text in ("yes", "no") else int(text),)


def _employers(connection: Connection, folder: Path) -> int:
    path = folder / "employers.csv"

    def employers() -> Iterator[tuple[Any, ...]]:
        for line, row in _table(path, EMPLOYER):
            if fault := credit_code_fault(row["credit_code"]):
                raise BadInput(f"{path.name}:{line}: credit_code", row["credit_code"], fault)
            yield (
                line - 1, row["credit_code"], row["name"], int(row["region"]), int(row["industry_class"]),
                int(row["injury_float"]),
            )  # fmt: skip

    columns = ("employer_id", "credit_code", "name", "region", "industry_class", "injury_float")
    return copy_rows(connection, "record.employer", columns, employers())


def _parquet(connection: Connection, table: str, columns: tuple[str, ...], path: Path) -> int:
    """Copy a Parquet file into a table; the number of rows. MonthTrouble where it is not such a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return copy_tables(connection, table, columns, pq.ParquetFile(path).iter_batches(65_536, columns=list(columns)))
    except (OSError, pa.ArrowException) as error:
        raise MonthTrouble(f"{path} cannot be read: {error}") from None


def _history(connection: Connection, folder: Path) -> int:
    run(
        connection,
        "CREATE TEMP TABLE past (id_number text, scheme smallint, start integer, months smallint, base bigint,"
        " region integer, category smallint, credit_code text) ON COMMIT DROP",
    )
    columns = ("id_number", "scheme", "start", "months", "base", "region", "category", "credit_code")
    count = _parquet(connection, "past", columns, folder / "history" / "contributions.parquet")
    made = run(
        connection,
        "INSERT INTO record.stint (person_id, scheme, start, payer_id, months, base, region, category, learnt)"
        " SELECT p.person_id, h.scheme, h.start, coalesce(e.employer_id, 0), h.months, h.base, h.region, h.category,"
        " h.start FROM past h JOIN record.person p USING (id_number)"
        " LEFT JOIN record.employer e ON e.credit_code = h.credit_code",
    )
    if made != count:
        raise MonthTrouble(f"contributions.parquet: {count - made} rows are about people who are not in persons.csv")
    twice = rows(
        connection,
        "SELECT person_id FROM (SELECT person_id, scheme, start, lag(start + months) OVER"
        " (PARTITION BY person_id, scheme ORDER BY start) AS ended FROM record.stint) s WHERE ended > start LIMIT 1",
    )
    if twice:
        raise MonthTrouble(f"contributions.parquet: a month is there twice for person {twice[0][0]}")
    return made


def _accounts(connection: Connection, folder: Path, region: str, first: int) -> int:
    run(
        connection,
        "CREATE TEMP TABLE statement (id_number text, scheme smallint, year integer, closing bigint, since bigint)"
        " ON COMMIT DROP",
    )
    columns = ("id_number", "scheme", "year", "closing", "since")
    _parquet(connection, "statement", columns, folder / "history" / "accounts.parquet")
    numbers = {
        1: open_fund(connection, "employee_pension", region),
        2: open_fund(connection, "resident_pension", region),
    }
    count = 0
    for scheme, fund in numbers.items():
        # The statement of the last year, and what came in since: two rows, as two things happened.
        for column, kind, month in (("closing", "'opening'", first // 12 * 12 - 1), ("since", SINCE, first - 1)):
            count += run(
                connection,
                f"INSERT INTO fund.personal (person_id, fund_id, month, kind, amount)"
                f" SELECT p.person_id, :f, :m, {kind}, s.{column} FROM statement s JOIN record.person p"
                f" USING (id_number) WHERE s.scheme = :s AND s.year = :y AND s.{column} <> 0",
                f=fund,
                m=month,
                s=scheme,
                y=first // 12 - 1,
            )
    return count


def _awards(connection: Connection, folder: Path) -> int:
    run(
        connection,
        "CREATE TEMP TABLE earlier (id_number text, scheme smallint, start integer, amount bigint, account_part bigint)"
        " ON COMMIT DROP",
    )
    columns = ("id_number", "scheme", "start", "amount", "account_part")
    _parquet(connection, "earlier", columns, folder / "history" / "awards.parquet")
    return run(
        connection,
        "INSERT INTO record.award (person_id, scheme, start, amount, account_part, provisional, decided)"
        " SELECT p.person_id, scheme, start, amount, account_part, false, 'register' FROM earlier"
        " JOIN record.person p USING (id_number)",
    )


def _opening(connection: Connection, folder: Path, region: str, first: int) -> int:
    path = folder / "opening.csv"
    legs: dict[str, dict[str, int]] = {}
    for line, row in _table(path, ("scheme", "account", "fen")):
        try:
            legs.setdefault(row["scheme"], {})[row["account"]] = int(row["fen"])
        except ValueError:
            raise BadInput(f"{path.name}:{line}: fen", row["fen"], "a whole number of fen") from None
    for scheme, amounts in legs.items():
        fund = open_fund(connection, scheme, region)
        post(connection, f"opening:{scheme}", fund, first - 1, "Opening balances", amounts)
    return len(legs)

"""Files as people send them: whatever is wrong with a row is said with file, line, field, value and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from shebao.database.store import rows
from shebao.office import tables
from shebao.office.codes import check_digit, credit_code_fault, id_fault
from shebao.office.steps import declare
from shebao.office.steps.declare import HEADER_ZH
from shebao.office.tables import MOST_LINE, Bad, read_table
from shebao.office.work import Work

HEADER = ",".join(HEADER_ZH)


def read(path: Path) -> list[Any]:
    return list(read_table(path, declare.NAMES, declare.KINDS)[1])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_files_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEADER}\n91,202611,甲子丑,居民身份证,1,5000\n", encoding=encoding)
    (row,) = read(path)
    assert row.cells["name"] == "甲子丑"


def test_english_headers_and_excel(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    book.active.append(["credit_code", "month", "name", "id_type", "id_number", "wage"])  # type: ignore[union-attr]
    book.active.append(["91", "202611", "甲子丑", "居民身份证", "1", 5000.5])  # type: ignore[union-attr]
    book.save(path)
    (row,) = read(path)
    assert row.cells["wage"] == "5000.5"


def test_cells_of_excel_are_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["credit_code", "month", "name", "id_type", "id_number", "wage"])
    sheet["A4"], sheet["B4"], sheet["F4"] = " 91 ", 202611, 0.1
    sheet["E5"] = 12345678901234567
    book.save(path)
    third, fourth = read(path)
    assert (third.line, third.cells["credit_code"], third.cells["month"], third.cells["wage"]) == (
        4,
        "91",
        "202611",
        "0.1",
    )
    assert (fourth.line, fourth.cells["id_number"][:15]) == (5, "123456789012345")


def test_a_workbook_larger_than_a_machine_can_hold_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    Workbook().save(path)
    monkeypatch.setattr(tables, "MOST_BOOK", 1000)
    (bad,) = read(path)
    assert "send it as CSV" in bad.reason


def test_a_quoted_cell_keeps_its_comma(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'{HEADER}\n91,202611," 甲,子 ",居民身份证,1,"5,000.00"\n', encoding="utf-8")
    (row,) = read(path)
    assert (row.cells["name"], row.cells["wage"]) == ("甲,子", "5,000.00")


def test_what_is_wrong_with_a_line_is_said_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = "91,202611,甲子丑,居民身份证,1,5000\n"
    data = f"{HEADER}\n{good}91,202611,甲子丑,居民身份证,1\n".encode()
    data += (
        b"91,202611,\xff\xfe,x,1,1\n" + b"x" * (MOST_LINE * 3) + b"\n" + b'91,"open,1,2,3,4\n' + b"a\x00b,1,1,1,1,1\n"
    )
    data += good.encode()
    path.write_bytes(data)
    found = read(path)
    bad = {b.line: b.field for b in found if isinstance(b, Bad)}
    assert bad == {3: "columns", 4: "encoding", 5: "line", 6: "line", 7: "line"}
    assert [r.line for r in found if not isinstance(r, Bad)] == [2, 8]


def test_a_line_of_gigabytes_is_never_held(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(f"{HEADER}\n".encode())
        file.seek(3_000_000_000, 1)  # a sparse file: three gigabytes without a line end
        file.write(b"\n91,202611,a,b,1,5\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert [type(f).__name__ for f in found] == ["Bad", "Row"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.csv", b"", "empty"), ("a.csv", b"x,y\n1,2\n", "columns missing"), ("a.txt", b"", "neither"),
     ("a.xlsx", b"not a zip", "not an Excel file")],
)  # fmt: skip
def test_a_file_that_is_no_declaration(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (bad,) = read(path)
    assert isinstance(bad, Bad)
    assert said in bad.reason


def test_numbers_with_check_digits() -> None:
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"
    assert id_fault("居民身份证", "11010519491231002X") == ""
    assert "X" in id_fault("居民身份证", "110105194912310021")
    # Residence permits of Hong Kong, Macao and Taiwan and foreigners' cards: numbers that libraries refuse.
    permit = "81000019900101001"
    assert id_fault("港澳台居民居住证", permit + check_digit(permit)) == ""
    card = "91110119800101001"
    assert id_fault("外国人永久居留身份证", card + check_digit(card)) == ""
    assert id_fault("护照", "E12345678") == ""
    assert credit_code_fault("91350100M000100Y43") == ""
    assert credit_code_fault("91350100M000100Y44")


@pytest.mark.slow
def test_the_same_file_twice_changes_nothing_and_a_second_declaration_is_refused(work: Work, tmp_path: Path) -> None:
    from dataclasses import replace

    inbox = tmp_path / "inbox"
    folder = inbox / "declarations" / work.label
    folder.mkdir(parents=True)
    with work.engine.connect() as connection:
        code = rows(connection, "SELECT credit_code FROM record.employer ORDER BY 1 LIMIT 1")[0][0]
        people = rows(connection, "SELECT name, id_type, id_number FROM record.person ORDER BY person_id LIMIT 3")
    lines = [f"{code},202611,{n},{t},{i},6000" for n, t, i in people]
    (folder / "one.csv").write_text("\n".join([HEADER, *lines[:2]]) + "\n", encoding="utf-8")
    (folder / "same.csv").write_text("\n".join([HEADER, *lines[:2]]) + "\n", encoding="utf-8")
    (folder / "two.csv").write_text("\n".join([HEADER, lines[2]]) + "\n", encoding="utf-8")
    here = replace(work, inbox=inbox)
    with work.engine.begin() as connection:
        done = declare.run_step(here, connection)
        assert (done.done, done.refused) == (2, 1)
        again = declare.run_step(here, connection)
        assert again.done == 0
        ((file, line, field, reason),) = rows(connection, "SELECT file, line, field, reason FROM office.reject")
    assert (file, line, field) == ("two.csv", 2, "credit_code")
    assert "one.csv" in reason

"""An employer's work: declaring by file and by form, bills, arrears, certificates, registering."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from firm import Firm
from people import Office, Reader

from shebao.office.codes import check_digit
from shebao.office.steps.declare import HEADER_ZH, KINDS, NAMES, checked
from shebao.office.tables import Bad, read_table
from shebao.portal.employer.reasons import known

ID_CARD = "居民身份证"


@pytest.fixture
def firm(office: Office) -> Firm:
    made = Firm(office)
    made.clear()
    return made


def send(one: Reader, content: bytes, name: str = "wages.csv", language: str = "en") -> Any:
    """A file, sent by the form."""
    return one.client.post(
        f"/{language}/business/declare/file", data={"form_token": one.form_token}, files={"file": (name, content)}
    )


def test_a_good_file_is_handed_in_and_stands_declared(reader: Any, firm: Firm) -> None:
    one = reader("demo-employer")
    assert send(one, firm.file(*((name, number, "8000.50") for name, number in firm.people))).status_code == 303
    assert firm.declared() == 0
    assert one.post("/en/business/declare/hand-in").status_code == 303
    assert firm.declared() == len(firm.people)
    query = "SELECT DISTINCT wage FROM office.declared WHERE employer_id = :e AND month = office.open_month()"
    assert firm.office.value(query, e=firm.number) == 800_050


def test_an_excel_workbook_is_read_as_well(reader: Any, firm: Firm, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADER_ZH))
    name, number = firm.people[0]
    sheet.append([firm.code, "202612", name, ID_CARD, number, 7200.5])
    book.save(tmp_path / "wages.xlsx")
    one = reader("demo-employer")
    send(one, (tmp_path / "wages.xlsx").read_bytes(), "wages.xlsx")
    page = one.get("/en/business/declare").text
    assert "1 row is right" in page
    assert "¥7,200.50" in page


def test_every_wrong_row_stays_with_its_reason_and_nothing_is_handed_in(reader: Any, firm: Firm) -> None:
    name, number = firm.people[0]
    other, others = firm.people[1]
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    stranger = "330100199001019" + "99"
    one = reader("demo-employer")
    rows = [(name, number, "much"), (other, number, "8000"), (name, wrong, "8000"), (name, others, "8000"),
            (name, stranger + check_digit(stranger), "8000"), ("", others, "8000")]  # fmt: skip
    send(one, firm.file(*rows))
    page = one.get("/en/business/declare").text
    for said in ("Enter an amount in yuan", "The register has another name", "A digit is mistyped",
                 "Nobody in the register has this number", "Enter the name as in the register"):  # fmt: skip
        assert said in page, said
    assert 'value="much"' in page
    assert one.post("/en/business/declare/hand-in").status_code == 422
    assert firm.declared() == 0


def test_a_row_for_another_employer_or_month_is_shown_as_such(reader: Any, firm: Firm) -> None:
    name, number = firm.people[0]
    one = reader("demo-employer")
    send(one, firm.file((name, number, "8000"), month="202611"), language="zh")
    assert "此行属于其他月份" in one.get("/zh/business/declare").text
    saved = one.post(
        "/zh/business/declare/lines",
        {"lines": "2", "name_2": name, "id_type_2": ID_CARD, "id_number_2": number, "wage_2": "8000"},
    )
    assert saved.status_code == 303


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("wages.txt", b"x", "Choose a CSV file"),
        ("wages.csv", b"", "The file is empty"),
        ("wages.csv", b"a,b\n1,2\n", "The first row must name these columns"),
        ("wages.xlsx", b"no workbook", "cannot be opened as an Excel workbook"),
    ],
)
def test_what_is_no_list_of_wages_is_refused_and_changes_nothing(
    name: str, content: bytes, said: str, reader: Any, firm: Firm
) -> None:  # fmt: skip
    one = reader("demo-employer")
    send(one, firm.file((*firm.people[0], "8000")))
    answer = send(one, content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert "1 row is right" in answer.text


def test_without_a_file_the_form_says_so(reader: Any, firm: Firm) -> None:
    assert "Choose a CSV file" in reader("demo-employer").post("/en/business/declare/file").text


def test_what_is_handed_in_can_be_taken_back_while_the_month_has_not_read_it(reader: Any, firm: Firm) -> None:
    one = reader("demo-employer")
    one.post("/en/business/declare/copy")
    one.post("/en/business/declare/hand-in")
    assert firm.declared() > 0
    refused = one.post("/en/business/declare/add", {"name": "x", "id_type": ID_CARD, "id_number": "1", "wage": "1"})
    assert refused.status_code == 303
    assert one.post("/en/business/declare/take-back").status_code == 303
    assert firm.declared() == 0
    assert "Hand in" in one.get("/en/business/declare").text
    assert one.post("/en/business/declare/take-back").status_code == 422


def test_while_the_office_works_on_the_month_nothing_is_handed_in_and_nothing_lost(
    reader: Any, firm: Firm
) -> None:  # fmt: skip
    from sqlalchemy import text

    from shebao.office.month import LOCK

    one = reader("demo-employer")
    send(one, firm.file((*firm.people[0], "8000")))
    with firm.office.owner.connect() as working:
        month = working.execute(text("SELECT office.open_month()")).scalar()
        working.execute(text("SELECT pg_advisory_lock(:l, :m)"), {"l": LOCK, "m": month})
        answer = one.post("/en/business/declare/hand-in")
        working.execute(text("SELECT pg_advisory_unlock(:l, :m)"), {"l": LOCK, "m": month})
    assert answer.status_code == 422
    assert "working on this month" in answer.text
    assert one.post("/en/business/declare/hand-in").status_code == 303
    assert firm.declared() == 1


def test_another_employer_sees_and_changes_nothing_of_it(reader: Any, firm: Firm) -> None:
    from sqlalchemy import text

    from shebao.guard.accounts import open_account
    from shebao.guard.who import Role

    other = firm.office.value("SELECT min(employer_id) FROM record.employer WHERE employer_id <> :e", e=firm.number)
    with firm.office.owner.begin() as connection:
        open_account(connection, "other-employer", "Other", [Role.EMPLOYER], employer=other)
    send(reader("demo-employer"), firm.file((*firm.people[0], "8000")))
    name, number = firm.people[0]
    one = reader("other-employer")
    assert number not in one.get("/en/business/declare").text
    one.post("/en/business/declare/lines", {"lines": "2", "name_2": "x", "remove": "2"})
    bill = firm.office.value("SELECT bill_no FROM office.bill WHERE payer_id = :e", e=firm.number)
    assert one.get(f"/en/business/bill?number={bill}").status_code == 404
    assert reader("demo-employer").get(f"/en/business/bill?number={bill}").status_code == 200
    with firm.office.owner.connect() as connection:
        kept = connection.execute(text("SELECT name FROM office.draft_line WHERE employer_id = :e"), {"e": firm.number})
        assert kept.scalars().all() == [name]


def test_every_reason_of_the_readers_has_its_sentence(tmp_path: Path) -> None:
    from stdnum.cn import uscc

    head = ",".join(HEADER_ZH)
    body = "91330100MA0000000"
    good = f"{body}{uscc.calc_check_digit(body)},202612,x,{ID_CARD},110101199003070009,1"
    rows = [
        good, "1,2", "short,202612,x,y,z,1", "91330100MA0000000X,202612,x,y,z,1", "9133010#MA00000005,202612,x,y,z,1",
        good.replace("202612", "202611"), good.replace(ID_CARD, "card"),
        good.replace(ID_CARD, "护照").replace("1101", "#-"),
        good.replace("110101199003070009", "12"), good.replace("0009", "0001"), good + "much", good + "e9", '"', "\0,1",
    ]  # fmt: skip
    path = tmp_path / "bad.csv"
    path.write_bytes("\n".join([head, *rows]).encode() + b"\n\xff\n" + b"x" * 70_000)
    kind, table = read_table(path, NAMES, KINDS)
    said = [row.reason for row in table if isinstance(row, Bad)]
    for row in read_table(path, NAMES, KINDS)[1]:
        if not isinstance(row, Bad):
            said += [found.reason for found in checked(row, kind, "2026-12") if isinstance(found, Bad)]
    assert len(set(said)) >= 12
    assert [one for one in said if not known(one) and not one.startswith("warning:")] == []


def test_arrears_bear_the_late_fee_of_the_law_with_its_reasons(reader: Any, firm: Firm) -> None:
    firm.office.value(
        "WITH n AS (INSERT INTO office.bill SELECT 'OLD1', 24000, 0, :e, 0, 1, 100000, 0, 0, 0, 100000 RETURNING 1),"
        " c AS (SELECT 1) SELECT count(*) FROM n",
        e=firm.number,
    )
    firm.office.value("INSERT INTO office.collected SELECT 'OLD1', 24000, 40000, 'short' RETURNING 1")
    one = reader("demo-employer")
    page = one.get("/en/business/arrears").text
    assert "社会保险法 §86" in page
    assert "Assumed: a bill is due" in page
    assert "paid in part" in one.get("/en/business").text


def test_a_certificate_is_a_pdf_whose_code_says_the_same_and_another_code_nothing(reader: Any, firm: Firm) -> None:
    one = reader("demo-employer")
    assert one.post("/en/business/certificates", {"months": "13"}).status_code == 422
    assert one.post("/en/business/certificates", {"months": "12"}).status_code == 303
    page = one.get("/en/business/certificates").text
    code = re.findall(r"certificate.pdf\?code=(\w+)", page)[0]
    told = reader("").get(f"/fa/verify?code={code[:4]}-{code[4:].lower()}").text
    assert firm.code in told
    assert reader("").get(f"/en/verify?code={code[:-1]}{'0' if code[-1] != '0' else '1'}").status_code == 422
    assert reader("demo-insured").get(f"/en/business/certificate.pdf?code={code}").status_code == 403
    assert one.get(f"/en/business/certificate.pdf?code={code}").content.startswith(b"%PDF")


@pytest.mark.slow
def test_without_scripts_and_with_the_keyboard_alone_a_person_is_declared(
    open_page: Callable[..., Any], firm: Firm
) -> None:
    page = open_page(scripts=False)
    page.goto("/en/business")
    page.locator("main a.button").click()
    page.locator("a[href*='subject=demo-employer']").first.click()
    page.goto("/en/business/declare")
    page.locator("#name").focus()
    name, number = firm.people[0]
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(number)
    page.keyboard.press("Tab")
    page.keyboard.type("6000")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hand in", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("Handed in").first.wait_for()
    assert firm.declared() == 1

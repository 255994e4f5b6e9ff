"""What an employer and the staff can do, from the first click to the last: in three languages, on a phone, by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from firm import Firm
from hands import EVERY_WAY, Tap
from people import Office, Reader
from stdnum.cn import uscc

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def firm(office: Office) -> Firm:
    """The demonstration's employer, with something in arrears."""
    made = Firm(office)
    bill = "INSERT INTO office.bill SELECT 'OLD1', 24000, 0, :e, 0, 1, 100000, 0, 0, 0, 100000 RETURNING 1"
    office.value(bill, e=made.number)
    office.value("INSERT INTO office.collected SELECT 'OLD1', 24000, 40000, 'short' RETURNING 1")
    return made


@EVERY_WAY
def test_an_employer_declares_by_file_and_form_and_puts_rows_right_where_they_stand(
    hand: Tap, firm: Firm, tmp_path: Path
) -> None:
    firm.clear()
    (name, number), (other, others), (third, thirds) = firm.people[:3]
    (tmp_path / "wages.csv").write_bytes(firm.file((name, number, "much"), ("Another", others, "9000")))
    hand.sign_in("demo-employer")
    hand.press("main a[href$='/business/declare']")
    hand.give("#file", tmp_path / "wages.csv")
    hand.press("form[action$='/file'] button")
    hand.see(".summary:focus")
    hand.check("wrong")
    hand.number("#wage_2", "8500")
    hand.press("form[action$='/lines'] .actions button")
    assert hand.page.locator("#wage_2").count() == 0
    assert hand.page.input_value("#name_3") == "Another"
    hand.write("#name_3", other)
    hand.press("form[action$='/lines'] .actions button")
    hand.write("#name", third)
    hand.write("#id_number", thirds)
    hand.number("#wage", "7000")
    hand.press("form[action$='/add'] button")
    hand.check("ready")
    hand.press("form[action$='/hand-in'] button")
    hand.see("form[action$='/take-back']")
    hand.check("handed-in")
    assert firm.declared() == 3


@EVERY_WAY
def test_an_employer_reads_bills_and_arrears_and_gets_a_certificate_that_can_be_checked(
    hand: Tap, firm: Firm, reader: Callable[[str], Reader]
) -> None:
    hand.sign_in("demo-employer")
    hand.press("main table a")
    hand.see("main table tbody tr")
    hand.check("bill")
    hand.press("main a.back")
    hand.press("main a[href$='/business/arrears']")
    hand.press("main details summary", stays=True)
    hand.see("details[open] .tree .cite")
    hand.check("arrears")
    hand.press("main a.back")
    hand.press("main a[href$='/business/certificates']")
    hand.number("#months", "13")
    hand.press("main form button")
    hand.see(".summary:focus")
    hand.number("#months", "12")
    hand.press("main form button")
    paper = hand.see("main ul a").get_attribute("href")
    hand.check("certificates")
    if reader("demo-employer").get(paper).status_code == 200:  # where there are fonts to write it with
        assert hand.take("main ul a").read_bytes().startswith(b"%PDF")
    hand.press("main a[href$='/verify']")
    hand.write("#code", paper.rpartition("=")[2])
    hand.press("form:has(#code) button")
    hand.see("main .answer .up")
    hand.check("verified")


@EVERY_WAY
def test_an_employer_registers_and_is_let_in(hand: Tap, request: pytest.FixtureRequest) -> None:
    at = ["en-tap", "zh-tap", "fa-tap", "en-keys"].index(request.node.callspec.id)
    code = f"91330100MAXY4000{at}"
    hand.open("/")
    hand.press("footer a[href$='/register']")
    hand.write("#credit_code", code)
    hand.write("#name", "New Works")
    hand.press("main form button")
    hand.see(".summary:focus")
    assert hand.page.input_value("#name") == "New Works"
    hand.write("#credit_code", code + uscc.calc_check_digit(code))
    hand.number("#industry_class", "2")
    hand.write("#contact", "Wang 0571")
    hand.press("main form button")
    state = hand.page.url
    hand.check("sent")
    hand.sign_in("demo-approver")
    hand.press(".rooms a[href$='/registrations']")
    hand.check("registrations")
    hand.press("main button[value=yes]")
    hand.page.goto(state)
    hand.press("main a.button[href*='/sign-in']")


@EVERY_WAY
def test_a_person_comes_to_the_counter_and_leaves_with_a_decision_of_two(
    hand: Tap, office: Office, waiting: list[int], request: pytest.FixtureRequest
) -> None:
    person = waiting[["en-tap", "zh-tap", "fa-tap", "en-keys"].index(request.node.callspec.id)]
    number = office.value("SELECT id_number FROM record.person WHERE person_id = :p", p=person)
    hand.sign_in("demo-clerk")
    hand.see("main h1")
    hand.press(".rooms a[href$='/counter']")
    hand.write("#who", "x")
    hand.press("main form button")
    hand.see(".summary:focus")
    hand.write("#who", number)
    hand.press("main form button")
    hand.check("counter")
    hand.press(".cards a[href$='/visit']")
    hand.press("main a[href$='/prepare']")
    hand.press("main details summary", stays=True)
    hand.see("details[open] .tree .cite")
    hand.check("prepare")
    hand.press("main form button")
    hand.check("prepared")
    hand.press("main a[href$='/visit']")
    hand.pick("#kind", "move")
    hand.press("form[action$='/visit'] button")
    assert hand.page.input_value("#kind") == "move"
    hand.check("visit-wrong")
    hand.write("#said", "I work in Ningbo from June on")
    hand.press("form[action$='/visit'] button")
    hand.press("form[action$='/answer'] button[value=done]")
    hand.see(".summary:focus")
    hand.check("answer-wrong")
    hand.write("form[action$='/answer'] input[name=said]", "We have moved it")
    hand.press("form[action$='/answer'] button[value=done]")
    hand.press("main a[href$='/correct']")
    hand.press("main form button")
    hand.see(".summary:focus")
    hand.check("correct-wrong")
    hand.mark("input[name=fact][value=deemed_months]")
    hand.number("#value", "12")
    hand.write("#evidence", "Work book 1991, no. 7")
    hand.press("main form button")
    hand.sign_out()
    hand.sign_in("demo-approver")
    hand.press(f"main a[href$='/people/{person}']")
    hand.press("form[action$='/approve'] button")
    hand.press("form[action$='/approve-correction'] button")
    assert hand.page.locator("form[action$='/approve-correction']").count() == 0
    hand.check("approved")
    assert office.value("SELECT count(*) FROM record.award WHERE person_id = :p", p=person) == 1


@EVERY_WAY
def test_a_supervisor_goes_through_the_month_the_books_and_the_figures_of_the_place(hand: Tap) -> None:
    hand.sign_in("demo-supervisor")
    for room in ("month", "rejects", "books", "statistics", "employers"):
        hand.press(f".rooms a[href$='/{room}']")
        hand.see("main h1")
    hand.write("#name", "nobody of this name")
    hand.press("main form button")
    hand.write("#name", "")
    hand.press("main form button")
    hand.press("main ul:not(nav ul) a[href*='/employers/']")
    hand.see("main table tbody tr")
    assert re.search(r"/employers/\d+$", hand.page.url)
    hand.check("employer")

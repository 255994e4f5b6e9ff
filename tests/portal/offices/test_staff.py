"""Staff at their work: the list, a person on a page, deciding by two, the month, the books, the counter, by level."""

from __future__ import annotations

import re
from typing import Any

import pytest
from people import Office
from sqlalchemy import text

from shebao.guard.accounts import open_account
from shebao.guard.who import Role


@pytest.fixture(scope="module", autouse=True)
def both(office: Office) -> None:
    """Somebody who may prepare and approve: never the same thing."""
    with office.owner.begin() as connection:
        open_account(connection, "both", "Both Hands", [Role.PREPARER, Role.APPROVER], place="3301")


def content(page: str) -> str:
    """The hash of what a page shows, as its form sends it."""
    return re.findall(r'name="content" value="(\w+)"', page)[0]


def decisions(office: Office, person: int) -> int:
    return office.value("SELECT count(*) FROM office.decision WHERE person_id = :p", p=person)


def test_a_decision_is_prepared_by_one_and_approved_by_another(reader: Any, office: Office, waiting: list[int]) -> None:
    person = waiting[0]
    clerk, both = reader("demo-clerk"), reader("both")
    proposal = clerk.get(f"/en/people/{person}/prepare")
    assert "国发〔2005〕38号 §6" in proposal.text
    assert decisions(office, person) == 0
    assert clerk.post(f"/en/people/{person}/prepare", {"content": content(proposal.text)}).status_code == 303
    assert reader("demo-clerk").post(f"/en/people/{person}/approve").status_code == 403
    page = reader("demo-approver").get(f"/en/people/{person}").text
    month = office.value("SELECT month FROM office.decision WHERE person_id = :p", p=person)
    fields = {"kind": "pension", "month": str(month), "content": content(page)}
    changed = reader("demo-approver").post(f"/en/people/{person}/approve", {**fields, "content": "other"})
    assert changed.status_code == 422
    assert "look again" in changed.text
    assert reader("demo-approver").post(f"/en/people/{person}/approve", fields).status_code == 303
    award = office.value("SELECT amount FROM record.award WHERE person_id = :p", p=person)
    assert award == office.value("SELECT amount FROM office.decision WHERE person_id = :p", p=person)
    assert both.get(f"/en/people/{person}/prepare").text.count("There is nothing to decide")


def test_who_prepared_a_decision_cannot_approve_it_even_with_both_functions(
    reader: Any, office: Office, waiting: list[int]
) -> None:
    person, both = waiting[1], reader("both")
    both.post(f"/en/people/{person}/prepare", {"content": content(both.get(f"/en/people/{person}/prepare").text)})
    assert decisions(office, person) == 1
    page = both.get(f"/en/people/{person}").text
    assert "Approve this decision" not in page
    held = office.value("SELECT content FROM office.decision WHERE person_id = :p", p=person)
    month = office.value("SELECT month FROM office.decision WHERE person_id = :p", p=person)
    refused = both.post(f"/en/people/{person}/approve", {"kind": "pension", "month": str(month), "content": held})
    assert refused.status_code == 422
    assert "You prepared this yourself" in refused.text
    assert office.value("SELECT count(*) FROM office.approval WHERE person_id = :p", p=person) == 0


def test_what_would_come_out_other_than_looked_at_is_not_prepared(
    reader: Any, office: Office, waiting: list[int]
) -> None:
    person, clerk = waiting[2], reader("demo-clerk")
    assert clerk.post(f"/en/people/{person}/prepare", {"content": "f" * 64}).status_code == 422
    assert decisions(office, person) == 0


def test_nothing_is_proposed_for_who_is_not_due(reader: Any, office: Office) -> None:
    young = office.value("SELECT person_id FROM record.person ORDER BY birth DESC LIMIT 1")
    page = reader("demo-clerk").get(f"/zh/people/{young}/prepare")
    assert "目前无须决定" in page.text
    assert reader("demo-clerk").post(f"/zh/people/{young}/prepare", {"content": "x"}).status_code == 422


def test_a_correction_holds_when_another_has_approved_it_and_not_before(reader: Any, office: Office) -> None:
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    held = "SELECT value FROM record.fact_now WHERE person_id = :p AND kind = 'deemed_months'"
    before = office.value(held, p=person)
    both = reader("both")
    wrong = both.post(f"/en/people/{person}/correct", {"fact": "deemed_months", "value": "many", "evidence": ""})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert "Say which paper shows it" in wrong.text
    fields = {"fact": "deemed_months", "value": "۳۷", "evidence": "Work book 1991, no. 7"}
    assert both.post(f"/en/people/{person}/correct", fields).status_code == 303
    number = str(office.value("SELECT max(correction_id) FROM office.correction"))
    assert office.value(held, p=person) == before
    own = both.post(f"/en/people/{person}/approve-correction", {"number": number})
    assert "You prepared this yourself" in own.text
    assert office.value(held, p=person) == before
    assert (
        reader("demo-approver").post(f"/en/people/{person}/approve-correction", {"number": number}).status_code == 303
    )
    assert office.value(held, p=person) == 37
    again = reader("demo-approver").post(f"/en/people/{person}/approve-correction", {"number": number})
    assert again.status_code == 422


@pytest.mark.parametrize(
    "subject", ["demo-township-clerk", "demo-county-clerk", "demo-clerk", "demo-province-supervisor",
                "demo-nation-supervisor"],
)  # fmt: skip
def test_each_level_counts_its_own_region_and_those_below(subject: str, reader: Any, office: Office) -> None:
    place = next(one.place for one in office.ready if one.subject == subject)
    page = reader(subject).get("/en/statistics").text
    query = "SELECT count(*) FROM record.person WHERE starts_with(place, :place)"
    assert f"<dt>People</dt><dd>{office.value(query, place=place):,}</dd>" in page
    rows = re.findall(r"<tr><td>(\d*)</td>", page)
    assert rows
    assert all(row.startswith(place) for row in rows)


def test_the_month_and_the_books_are_the_citys(reader: Any) -> None:
    month = reader("demo-clerk").get("/en/month").text
    assert "11 of 11 steps are done" in month
    assert "The month closes" in month
    assert "you see your own place alone" in reader("demo-township-clerk").get("/en/month").text
    books = reader("demo-accountant").get("/en/books").text
    assert "Every book adds up to the fen" in books
    for debit, credit in re.findall(r'<tfoot>.*?<bdi class="num">(.*?)</bdi>.*?<bdi class="num">(.*?)</bdi>', books):
        assert debit == credit
    assert reader("demo-clerk").get("/en/books").status_code == 403
    assert reader("demo-approver").get("/en/rejects").text.count("<tr>") > 5


def test_while_somebody_works_on_the_month_the_page_says_so(reader: Any, office: Office) -> None:
    from shebao.office.month import LOCK

    with office.owner.connect() as working:
        month = working.execute(text("SELECT max(month) FROM office.lease")).scalar()
        working.execute(text("SELECT pg_advisory_lock(:l, :m)"), {"l": LOCK, "m": month})
        assert "Somebody is working on it now" in reader("demo-clerk").get("/en/month").text
        working.execute(text("SELECT pg_advisory_unlock(:l, :m)"), {"l": LOCK, "m": month})
    assert "Somebody is working" not in reader("demo-clerk").get("/en/month").text


def test_the_counter_finds_people_of_its_place_alone_and_logs_them(reader: Any, office: Office) -> None:
    query = "SELECT person_id FROM record.person WHERE place = :p ORDER BY 1 LIMIT 1"
    for place, status in (("330101001", 200), ("330103002", 422)):
        person = office.value(query, p=place)
        number = office.value("SELECT id_number FROM record.person WHERE person_id = :p", p=person)
        answer = reader("demo-township-clerk").get(f"/en/counter?who={number.lower()}")
        assert answer.status_code == status
        looked = office.value("SELECT count(*) FROM guard.look WHERE person_id = :p AND act = 'find person'", p=person)
        assert looked == (1 if status == 200 else 0)
    assert "Enter a whole name" in reader("demo-clerk").get("/en/counter?who=x").text


def test_what_is_taken_down_at_the_counter_is_her_request_and_is_answered(reader: Any, office: Office) -> None:
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    clerk = reader("demo-clerk")
    wrong = clerk.post(f"/en/people/{person}/visit", {"kind": "move", "said": "", "once": "m"})
    assert wrong.status_code == 422
    assert '<option value="move" selected>' in wrong.text
    for _ in range(2):
        fields = {"kind": "move", "said": "I work in Ningbo from June on", "once": "mark"}
        assert clerk.post(f"/en/people/{person}/visit", fields).status_code == 303
    query = "SELECT count(*) FROM office.request WHERE person_id = :p AND kind = 'move'"
    assert office.value(query, p=person) == 1
    assert "Ningbo" in clerk.get(f"/en/people/{person}").text
    number = str(office.value("SELECT max(request_no) FROM office.request"))
    empty = clerk.post(f"/en/people/{person}/answer", {"number": number, "state": "done", "said": ""})
    assert "Write what she shall read" in empty.text
    done = clerk.post(f"/en/people/{person}/answer", {"number": number, "state": "done", "said": "Moved on 3 June"})
    assert done.status_code == 303
    told = reader("demo-insured").get("/en/requests").text
    assert "Moved on 3 June" in told
    assert "I work in Ningbo from June on" in told


def test_whatever_is_taken_down_the_persons_own_pages_show_it(reader: Any, office: Office) -> None:
    from shebao.portal.staff.counter import VISITS

    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    for kind in VISITS:
        fields = {"kind": kind, "said": f"About {kind}, in her words", "once": kind}
        assert reader("demo-clerk").post(f"/en/people/{person}/visit", fields).status_code == 303
    for path in ("record", "requests", "events", "found", "messages", "my-data", "account", "decisions"):
        assert reader("demo-insured").get(f"/en/{path}").status_code == 200, path
    told = reader("demo-insured").get("/en/requests").text
    assert all(f"About {kind}, in her words" in told for kind in VISITS)
    for kind in VISITS:
        assert reader("demo-insured").get(f"/en/events/{kind}").status_code in (200, 404)


def test_a_certificate_from_the_counter_is_verified_by_its_code(reader: Any, office: Office) -> None:
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    answer = reader("demo-clerk").post(f"/en/people/{person}/certificate", {"what": "contributions"})
    assert answer.content.startswith(b"%PDF")
    code = re.findall(r"contributions-([\w-]+)\.pdf", answer.headers["content-disposition"])[0]
    number = office.value("SELECT id_number FROM record.person WHERE person_id = :p", p=person)
    told = reader("").get(f"/en/verify?code={code}").text
    assert "genuine" in told
    assert number not in told


def test_an_employer_registers_is_let_in_and_declares(reader: Any, office: Office) -> None:
    from stdnum.cn import uscc

    body = "91330100MAXY10001"
    code = body + uscc.calc_check_digit(body)
    anyone = reader("")
    fields = {"credit_code": code[:-1] + "?", "name": "新虚构企业", "industry_class": "2", "contact": "王 0571 1234"}
    refused = anyone.post("/zh/register", fields)
    assert refused.status_code == 422
    assert 'value="新虚构企业"' in refused.text
    sent = anyone.post("/zh/register", {**fields, "credit_code": code})
    assert sent.status_code == 303
    where = sent.headers["location"]
    number = where.rpartition("=")[2]
    assert "正在审核" in anyone.get(where).text
    assert reader("demo-clerk").post("/en/registrations", {"number": number, "accept": "yes"}).status_code == 403
    assert number in reader("demo-approver").get("/en/registrations").text
    assert reader("demo-approver").post("/en/registrations", {"number": number, "accept": "yes"}).status_code == 303
    assert "登记成功" in anyone.get(where).text
    assert "0 rows" not in reader(code).get("/en/business/declare").text
    again = anyone.post("/zh/register", {**fields, "credit_code": code}).headers["location"].rpartition("=")[2]
    known_already = reader("demo-approver").post("/en/registrations", {"number": again, "accept": "yes"})
    assert known_already.status_code == 422


def test_staff_see_what_an_employer_declared_and_owes(reader: Any, office: Office) -> None:
    employer = office.value("SELECT employer_id FROM guard.account WHERE subject = 'demo-employer'")
    code = office.value("SELECT credit_code FROM record.employer WHERE employer_id = :e", e=employer)
    assert f"/en/employers/{employer}" in reader("demo-clerk").get(f"/en/employers?name={code}").text
    assert code in reader("demo-clerk").get(f"/en/employers/{employer}").text

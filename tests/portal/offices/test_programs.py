"""Programs do with tokens what people do on the pages: a person, an employer, and two of an office's staff."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from firm import ID_CARD, Firm
from people import Office, Reader

from shebao.office.codes import check_digit
from shebao.office.steps.declare import HEADER_ZH


class Program:
    """A program with a token of somebody, or with none."""

    def __init__(self, reader: Callable[[str], Reader], subject: str = "") -> None:
        self.client = reader("").client
        if subject:
            page = reader(subject)
            made = page.client.post("/api/v1/token", headers={"x-form-token": page.form_token})
            assert made.status_code == 201
            self.client.headers["authorization"] = f"Bearer {made.json()['access_token']}"

    def __call__(self, method: str, path: str, wanted: int = 200, **sent: Any) -> Any:
        """What is answered with the status that is wanted."""
        got = self.client.request(method, f"/api/v1{path}", **sent)
        assert got.status_code == wanted, got.text
        if wanted >= 400:
            assert got.headers["content-type"] == "application/problem+json"
        return got.json() if "json" in got.headers.get("content-type", "") else got.content


@pytest.fixture
def program(reader: Callable[[str], Reader]) -> Callable[[str], Program]:
    """A program by the account whose token it bears."""
    return lambda subject="": Program(reader, subject)


def person_of(office: Office) -> int:
    return office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")


def test_a_token_says_who_one_is_and_has_the_same_place(program: Callable[[str], Program]) -> None:
    assert program("demo-approver")("GET", "/me")["roles"] == ["approver"]
    township = program("demo-township-clerk")("GET", "/me")
    assert (township["place"], township["level"]) == ("330101001", "township")
    assert program("")("GET", "/me", 401)["title"] == "Unauthorized"


def test_a_topic_is_asked_with_its_fields_and_answered_with_its_trees(program: Callable[[str], Program]) -> None:
    anyone = program("")
    fields = {it["name"]: it for it in anyone("GET", "/questions/unemployment")["fields"]}
    assert fields["unemployment_months_paid"]["kind"] == "months"
    said = {"place": "310000", "leaving_reason": "laid_off", "unemployment_months_paid": 130}
    got = anyone("POST", "/questions/unemployment/answer", json={"said": said})
    benefit = next(it for it in got["answers"] if it["question"] == "unemployment_benefit")
    assert benefit["value"] > 0
    assert benefit["unit"] == "fen"
    assert benefit["why"]["cites"]
    wrong = anyone(
        "POST", "/questions/unemployment/answer", 422, json={"said": {**said, "leaving_reason": "?", "x": 1}}
    )
    assert {it["field"] for it in wrong["faults"]} == {"leaving_reason", "x"}


def test_the_prospect_is_the_pages_line_and_the_tree_is_that_of_its_amount(program: Callable[[str], Program]) -> None:
    anyone, asked = program(""), "?who=men_60&birth=1975-03-08&place=330100&paid=300&wage=9000"
    got = anyone("GET", f"/pension/prospect{asked}")
    assert got["chosen"] == anyone("GET", f"/pension{asked}")
    assert {"month": got["statutory"], "pension_fen": got["chosen"]["pension_fen"]} in got["points"]
    assert {it["name"] for it in got["changes"]} >= {"more", "stop"}
    assert anyone("GET", f"/pension/why/amount{asked}")["name"] == "monthly_pension"
    assert (
        anyone("GET", f"/pension/why/amount{asked.replace('330100', '000001')}", 422)["faults"][0]["field"] == "place"
    )


def test_a_person_reads_her_record_says_what_is_wrong_and_tells_an_event(
    program: Callable[[str], Program], office: Office
) -> None:
    her = program("demo-insured")
    record = her("GET", "/mine/record")
    paid = office.value("SELECT sum(months) FROM record.stint WHERE person_id = :p", p=person_of(office))
    assert sum(part["months"] for part in record["parts"] if not part["gap"]) == paid
    wrong = her(
        "POST", "/mine/corrections", 422, json={"what": "missing", "first": "2020-05", "last": "2020-03", "said": "x"}
    )
    assert [it["field"] for it in wrong["faults"]] == ["last"]
    told = {"what": "missing", "first": "2020-03", "last": "2020-05", "said": "I worked", "once": "a mark"}
    first, mine = (her("POST", "/mine/corrections", 201, json=told) for _ in range(2))
    assert mine == first
    assert [it["content"]["said"] for it in mine if it["kind"] == "correction"] == ["I worked"]
    said = {"employment_ended": datetime.date.today().isoformat(), "leaving_reason": "laid_off"}
    first = her("POST", "/mine/events/lose-work", json={"said": said})
    assert (first["number"], first["answers"][0]["question"]) == (None, "unemployment_benefit")
    assert all(it["kind"] != "lose-work" for it in her("GET", "/mine/requests"))
    number = her("POST", "/mine/events/lose-work", json={"said": said, "sure": True})["number"]
    assert (her("GET", "/mine/requests")[0]["kind"], her("GET", "/mine/requests")[0]["number"]) == ("lose-work", number)
    assert her("GET", f"/mine/requests/receipt?number={number}")["given"]
    for path in ("statements", "decisions", "payments", "found", "messages", "looks", "events", "card", "data"):
        her("GET", f"/mine/{path}")
    assert her("GET", "/mine/events", headers={"accept-language": "zh"})[0]["title"] == "我开始工作"


def test_accounts_add_up_to_the_fen(program: Callable[[str], Program]) -> None:
    years = program("demo-insured")("GET", "/mine/statements")
    assert years
    for it in years:
        assert it["end_fen"] == it["start_fen"] + it["entries_fen"] + it["interest_fen"] + it["paid_fen"]


def test_an_employer_declares_by_rows_puts_one_right_and_hands_in(
    program: Callable[[str], Program], office: Office
) -> None:
    firm, (one, other, *_) = program("demo-employer"), Firm(office).people
    rows = [
        {"name": one[0], "id_number": one[1], "wage": "8000.50"},
        {"name": other[0], "id_number": other[1], "wage": "much"},
    ]
    got = firm("PUT", "/business/declaration/rows", json=rows)
    assert (got["good"], got["wrong"], got["wages_fen"]) == (1, 1, 800_050)
    wrong = got["rows"][0]
    assert (wrong["row"], wrong["field"]) == (2, "wage")
    assert "yuan" in wrong["reason"]
    assert "wrong" in firm("POST", "/business/declaration/hand-in", 409)["detail"]
    assert firm("PUT", "/business/declaration/rows/2", json={**rows[1], "wage": "9000"})["wage_fen"] == 900_000
    firm("PUT", "/business/declaration/rows/9", 404, json=rows[0])
    stranger = "330100199001019" + "99"
    added = firm("POST", "/business/declaration/rows", 201,
                 json={"name": "某人", "id_number": stranger + check_digit(stranger), "wage": "1"})  # fmt: skip
    assert (added["row"], added["field"]) == (3, "id_number")
    firm("DELETE", "/business/declaration/rows/3", 204)
    assert firm("POST", "/business/declaration/hand-in")["handed_in"]
    assert office.value("SELECT sum(wage) FROM office.declared WHERE month = office.open_month()") == 1_700_050
    firm("PUT", "/business/declaration/rows", 409, json=rows)
    assert not firm("POST", "/business/declaration/take-back")["handed_in"]
    firm("POST", "/business/declaration/take-back", 409)


def test_an_employer_declares_by_a_file_and_a_wrong_one_changes_nothing(
    program: Callable[[str], Program], office: Office
) -> None:
    firm, (name, number) = program("demo-employer"), Firm(office).people[0]
    code = firm("GET", "/business")["credit_code"]
    month = firm("GET", "/business/declaration")["month"].replace("-", "")
    sheet = f"{','.join(HEADER_ZH)}\n{code},{month},{name},{ID_CARD},{number},7000\n".encode()
    assert firm("PUT", "/business/declaration/file", files={"file": ("wages.csv", sheet)})["wages_fen"] == 700_000
    refused = firm("PUT", "/business/declaration/file", 422, files={"file": ("wages.csv", b"a,b\n1,2\n")})
    assert refused["faults"][0]["field"] == "file"
    assert firm("GET", "/business/declaration")["good"] == 1


def test_a_bill_has_its_people_and_receipts_and_a_certificate_is_verified_by_anyone(
    program: Callable[[str], Program], office: Office
) -> None:
    firm = program("demo-employer")
    bill = firm("GET", "/business")["bills"][0]
    whole = firm("GET", f"/business/bill?number={bill['number']}")
    assert sum(it["employer_fen"] + it["own_fen"] for it in whole["people"]) == bill["total_fen"]
    assert sum(it["amount_fen"] for it in whole["receipts"]) == bill["received_fen"]
    firm("GET", "/business/arrears")
    code = firm("POST", "/business/certificates", 201, json={"months": 3})["code"]
    told = program("")("GET", f"/verify?code={code}")
    assert (told["code"], told["withdrawn"]) == (code, None)
    assert firm("GET", "/business")["credit_code"] in {value for _, value in told["sections"][0]["facts"]}
    program("")("GET", "/verify?code=0000-0000", 404)
    paper = firm("GET", f"/business/certificate.pdf?code={code}")
    assert program("")("POST", "/verify", files={"file": ("paper.pdf", paper)})["signer"]
    changed = program("")("POST", "/verify", 422, files={"file": ("paper.pdf", paper.replace(b"/Type", b"/Tipe", 1))})
    assert changed["faults"][0]["field"] == "file"
    firm("POST", "/business/certificates/withdraw", 204, json={"code": code, "reason": "wrong"})
    assert program("")("GET", f"/verify?code={code}")["withdrawn"]
    assert [it["withdrawn"] is not None for it in firm("GET", "/business/certificates")] == [True]


def test_a_person_issues_a_paper_once_and_staff_see_it_and_take_it_back(
    program: Callable[[str], Program], office: Office
) -> None:
    her, clerk, person = program("demo-insured"), program("demo-clerk"), person_of(office)
    what = her("GET", "/mine/papers")["choices"][0]["what"]
    first, again = (her("POST", "/mine/papers", 201, json={"what": what, "once": "mine"}) for _ in range(2))
    assert first == again
    assert her("POST", "/mine/papers", 422, json={"what": "anything"})["faults"][0]["field"] == "what"
    assert her("GET", f"/mine/papers/paper.pdf?code={first['code']}").startswith(b"%PDF")
    assert clerk("POST", f"/people/{person}/certificate").startswith(b"%PDF")
    assert len(clerk("GET", f"/people/{person}/papers")["issued"]) == 2
    assert clerk("GET", f"/people/{person}/paper.pdf?code={first['code']}").startswith(b"%PDF")
    program("demo-employer")("GET", f"/business/certificate.pdf?code={first['code']}", 404)
    back = {"code": first["code"], "reason": "replaced"}
    clerk("POST", f"/people/{person}/papers/withdraw", 204, json=back)
    assert {it["code"]: it["withdrawn"] for it in her("GET", "/mine/papers")["issued"]}[first["code"]]


def test_one_of_the_staff_prepares_and_only_another_approves(
    program: Callable[[str], Program], office: Office, waiting: list[int]
) -> None:
    person = waiting[0]
    clerk, other = program("demo-clerk"), program("demo-approver")
    proposal = clerk("GET", f"/people/{person}/proposal")
    assert proposal["why"]["name"] == "monthly_pension_provisional"
    clerk("POST", f"/people/{person}/decisions", 409, json={"content": "f" * 64})
    made = clerk("POST", f"/people/{person}/decisions", 201, json={"content": proposal["content"]})
    assert (made["amount_fen"], made["approved_by"], made["mine"]) == (proposal["amount_fen"], None, True)
    assert person in {it["person"] for it in other("GET", "/work")["decisions"]}
    approval = {"kind": made["kind"], "month": made["month"], "content": made["content"]}
    clerk("POST", f"/people/{person}/decisions/approval", 403, json=approval)
    other("POST", f"/people/{person}/decisions/approval", 409, json={**approval, "content": "other"})
    assert other("POST", f"/people/{person}/decisions/approval", json=approval)["approved_by"] == "demo-approver"
    assert office.value("SELECT amount FROM record.award WHERE person_id = :p", p=person) == made["amount_fen"]
    assert clerk("GET", f"/people/{person}/proposal")["refused"] == "A pension is being paid already."


def test_a_correction_of_one_holds_when_another_approves_it(program: Callable[[str], Program], office: Office) -> None:
    person, clerk, other = person_of(office), program("demo-clerk"), program("demo-approver")
    wrong = clerk(
        "POST", f"/people/{person}/corrections", 422, json={"fact": "deemed_months", "value": "x", "evidence": ""}
    )
    assert {it["field"] for it in wrong["faults"]} == {"value", "evidence"}
    fact = {"fact": "work_started", "value": "1995-07", "evidence": "labour book"}
    made = clerk("POST", f"/people/{person}/corrections", 201, json=fact)[0]
    assert (made["shown"], made["mine"]) == ("July 1995", True)
    held = other("POST", f"/people/{person}/corrections/{made['number']}/approval")[0]
    assert held["approved_by"] == "demo-approver"
    other("POST", f"/people/{person}/corrections/{made['number']}/approval", 409)


def test_what_is_taken_down_at_the_counter_is_answered_and_read_and_every_look_is_seen(
    program: Callable[[str], Program], office: Office
) -> None:
    person, clerk, her = person_of(office), program("demo-clerk"), program("demo-insured")
    number = clerk("GET", f"/people/{person}")["id_number"]
    assert [it["person"] for it in clerk("GET", f"/people?who={number}")] == [person]
    asked = clerk("POST", f"/people/{person}/requests", 201, json={"kind": "move", "said": "To Ningbo from June on"})[0]
    reply = {"state": "done", "said": "Moved on 3 June"}
    clerk("POST", f"/people/{person}/requests/{asked['number']}/answer", json=reply)
    clerk("POST", f"/people/{person}/requests/999999/answer", 409, json=reply)
    mine = next(it for it in her("GET", "/mine/requests") if it["number"] == asked["number"])
    assert (mine["state"], mine["steps"][-1]["said"]) == ("done", "Moved on 3 June")
    assert {"find person", "see person", "prepare"} <= {it["act"] for it in her("GET", "/mine/looks")}


def test_a_township_sees_its_own_people_and_nobody_elses(program: Callable[[str], Program], office: Office) -> None:
    township = program("demo-township-clerk")
    query = "SELECT person_id FROM record.person WHERE place = :p ORDER BY 1 LIMIT 1"
    township("GET", f"/people/{office.value(query, p='330101001')}")
    gone = township("GET", f"/people/{office.value(query, p='330103002')}", 404)
    assert gone["title"] == "Not Found"
    assert {it["place"] for it in township("GET", "/statistics")["places"]} == {"330101001"}
    assert township("GET", "/month")["month"] is None


def test_the_books_of_the_interface_add_up(program: Callable[[str], Program]) -> None:
    books = program("demo-accountant")("GET", "/books")
    assert books["funds"]
    assert books["faults"] == []
    for fund in books["funds"]:
        assert (fund["off_fen"], sum(fund["accounts_fen"].values())) == (0, 0)
    month = program("demo-supervisor")("GET", "/month")
    assert {it["state"] for it in month["steps"]} == {"done"}
    rejects = program("demo-clerk")("GET", f"/rejects?at={month['month']}")
    assert rejects["month"] == month["month"]


def test_an_employer_applies_is_let_in_and_its_state_is_told_by_its_number(program: Callable[[str], Program]) -> None:
    from stdnum.cn import uscc

    body = "91330100MAXY10009"
    said = {
        "credit_code": body + uscc.calc_check_digit(body),
        "name": "新虚构企业",
        "industry_class": 2,
        "contact": "王 0571",
    }
    wrong = program("")("POST", "/registrations", 422, json={**said, "credit_code": body + "?", "industry_class": 9})
    assert {it["field"] for it in wrong["faults"]} == {"credit_code", "industry_class"}
    number = program("")("POST", "/registrations", 201, json=said)["number"]
    assert number in {it["number"] for it in program("demo-clerk")("GET", "/registrations")}
    program("demo-clerk")("POST", "/registrations/decision", 403, json={"number": number, "accept": True})
    program("demo-approver")("POST", "/registrations/decision", 204, json={"number": number, "accept": True})
    program("demo-approver")("POST", "/registrations/decision", 409, json={"number": number, "accept": True})
    assert program("")("GET", f"/registrations/state?number={number}")["accepted"]
    assert [it["name"] for it in program("demo-clerk")("GET", f"/employers?name={said['name']}")] == [said["name"]]


def test_a_token_of_one_opens_nothing_of_the_others(program: Callable[[str], Program], office: Office) -> None:
    for subject, paths in {
        "demo-insured": ("/business", "/work", f"/people/{person_of(office)}", "/books"),
        "demo-employer": ("/mine/record", "/work", "/registrations"),
        "demo-clerk": ("/mine/record", "/business", "/books"),
    }.items():
        bearer = program(subject)
        for path in paths:
            assert bearer("GET", path, 403)["status"] == 403


def test_the_month_is_ordered_once_and_nothing_is_paid_before_its_time(program: Callable[[str], Program]) -> None:
    supervisor, clerk = program("demo-supervisor"), program("demo-clerk")
    now = supervisor("GET", "/month")["now"]
    clerk("POST", "/month/run", 403, json={"month": now})
    assert "Another month" in supervisor("POST", "/month/run", 409, json={"month": "2020-01"})["detail"]
    ordered = supervisor("POST", "/month/run", 202, json={"month": now})
    assert (ordered["state"], ordered["order"]["until"], ordered["order"]["by"]) == (
        "starting",
        "declare",
        "demo-supervisor",
    )
    supervisor("POST", "/month/run", 409, json={"month": now, "until": "close"})
    paid = clerk("GET", "/month/payments")
    assert (paid["ordered"], sum(it["total_fen"] for it in paid["lines"])) == (True, paid["total_fen"])
    said = {"month": now, "content": paid["content"]}
    assert "nothing to be paid" in clerk("POST", "/month/payments/prepare", 409, json=said)["detail"]
    clerk("POST", "/month/payments/approve", 403, json=said)


def test_an_event_is_told_at_the_counter_and_a_receipt_handed_out(
    program: Callable[[str], Program], office: Office
) -> None:
    person, clerk = person_of(office), program("demo-clerk")
    assert clerk("GET", f"/people/{person}/events/move")["fields"]
    said = {"said": {"place": "310000", "moved": datetime.date.today().isoformat()}, "sure": True, "once": "counter"}
    number = clerk("POST", f"/people/{person}/events/move", json=said)["number"]
    assert clerk("POST", f"/people/{person}/events/move", json=said)["number"] == number
    receipt = clerk("GET", f"/people/{person}/receipt?number={number}")
    assert (receipt["request"]["kind"], "*" in receipt["id_number"]) == ("move", True)
    assert program("demo-insured")("GET", f"/mine/requests/receipt?number={number}") == receipt

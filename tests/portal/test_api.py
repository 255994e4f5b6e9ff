"""The interface for programs: the same answers as the law, and nothing that its description does not say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from people import Office, Reader, write_outlook
from starlette.testclient import TestClient

from shebao import Law
from shebao.engine.answering import answer
from shebao.portal.app import create_app
from shebao.portal.settings import Settings

ASKED = {
    "ask": "unemployment", "month": "2026-11", "region": "310000", "facts": {"unemployment_months_paid": 130},
}  # fmt: skip


def test_a_program_gets_the_answer_of_the_law_with_its_tree(reader: Callable[[str], Reader]) -> None:
    got = reader("").client.post("/api/v1/estimate", json=ASKED)
    assert got.status_code == 200
    assert got.json() == answer(Law.load(), ASKED)
    assert got.json()["answers"][0]["trace"]["nodes"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"month": "2026-13"}, "month"),
        ({"region": "33"}, "region"),
        ({"ask": "pensoin"}, "pension"),
        ({"asks": 1}, "ask"),
    ],
)
def test_a_mistake_comes_back_as_a_problem_that_says_what_would_be_right(
    reader: Callable[[str], Reader], wrong: dict[str, object], said: str
) -> None:
    got = reader("").client.post("/api/v1/estimate", json={**ASKED, **wrong})
    assert got.status_code == 422
    assert got.headers["content-type"] == "application/problem+json"
    assert said in got.json()["detail"]


def test_the_dictionary_shows_a_figure_over_time_and_what_changed(reader: Callable[[str], Reader]) -> None:
    client = reader("").client
    assert "employer_pension_rate" in {row["name"] for row in client.get("/api/v1/law?word=employer").json()["names"]}
    assert len(client.get("/api/v1/law/employer_pension_rate").json()["values"]) > 1
    assert client.get("/api/v1/law/no_such_name").status_code == 404
    changed = client.get("/api/v1/changes?before=2024-12&after=2025-01").json()
    assert "retirement_delay_months" in {one["name"] for one in changed["changes"]}


def test_an_insured_person_gets_a_token_and_reads_her_own_record_with_it(
    reader: Callable[[str], Reader], office: Office
) -> None:
    page, program = reader("demo-insured"), reader("").client
    assert page.client.post("/api/v1/token").status_code == 403
    made = page.client.post("/api/v1/token", headers={"x-form-token": page.form_token})
    assert made.status_code == 201
    bears = {"authorization": f"Bearer {made.json()['access_token']}"}
    tables = program.get("/api/v1/mine", headers=bears).json()["tables"]
    paid = program.get("/api/v1/mine/data/contributions", headers=bears).json()
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    assert sum(row["months"] for row in paid["rows"]) == office.value(
        "SELECT sum(months) FROM record.stint WHERE person_id = :p", p=person
    )
    assert tables["contributions"] == paid["found"]
    assert page.client.get("/api/v1/mine").json()["tables"] == tables
    assert program.delete("/api/v1/token", headers=bears).status_code == 204
    gone = program.get("/api/v1/mine", headers=bears)
    assert (gone.status_code, gone.headers["www-authenticate"]) == (401, "Bearer")
    assert gone.headers["content-type"] == "application/problem+json"


def test_who_bears_a_wrong_token_is_nobody_whatever_the_browser_knows(reader: Callable[[str], Reader]) -> None:
    page = reader("demo-insured")
    assert page.client.get("/api/v1/mine", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert page.get("/en/record", headers={"authorization": "Bearer wrong"}).status_code == 200


def test_a_token_opens_no_page_and_staff_have_no_record_of_their_own(reader: Callable[[str], Reader]) -> None:
    token = reader("demo-insured").token
    assert reader("").get("/en/record", headers={"authorization": f"Bearer {token}"}).status_code == 303
    assert reader("demo-clerk").get("/api/v1/mine").status_code == 403


def test_an_outlook_that_was_run_is_read_by_series(tmp_path: Path) -> None:
    asked = TestClient(create_app(Settings(calls=0, outlook=tmp_path)))
    assert asked.get("/api/v1/outlook").json() == {"runs": []}
    write_outlook(tmp_path)
    assert asked.get("/api/v1/outlook").json() == {"runs": [{"name": "base"}]}
    assert asked.get("/api/v1/outlook/base/injury/balance").json()["fen"] == {"2030": 5, "2031": -7}
    for missing in ("other/injury/balance", "base/injury/balances", "base/injury/balance?province=330000"):
        assert asked.get(f"/api/v1/outlook/{missing}").status_code == 404


def test_the_system_is_told_as_it_was_published_with_its_sources(reader: Callable[[str], Reader]) -> None:
    asked = reader("").client
    told = asked.get("/api/v1/system").json()
    newest = {it["insurance"]: it for it in told["insurances"]}["ue"]
    years = asked.get("/api/v1/system/coverage").json()["years"]
    insured = {it["year"]: it["insured"]["ue"] for it in years}
    assert newest["figures"]["insured"] == insured[newest["year"]]
    assert newest["figures"]["insured"]["source"]
    provinces = asked.get("/api/v1/system/provinces").json()
    zhejiang = next(it for it in provinces["rows"] if it["place"] == "330000")
    assert asked.get("/api/v1/system/provinces/330000").json()["province"] == zhejiang
    assert {it["key"] for it in provinces["columns"]} == set(zhejiang["values"])
    assert asked.get("/api/v1/system/provinces/999999").status_code == 404

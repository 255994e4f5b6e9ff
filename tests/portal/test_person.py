"""What an insured person meets: her record, account, decisions, what was found for her, and what she tells."""

from __future__ import annotations

import datetime
import html
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from people import EVENTS, Office, Reader, decide_as_for, typed

from shebao.engine.estimate import carried
from shebao.engine.law import Law
from shebao.guard.accounts import open_account
from shebao.guard.demo import make_ready
from shebao.guard.who import Role
from shebao.portal.app import create_app
from shebao.portal.language import reader as words_of
from shebao.portal.person.found import AHEAD, find, known_of
from shebao.portal.public.life import this_month
from shebao.portal.settings import Settings

PAGES = ("record", "record/wrong", "account", "decisions", "found", "requests", "events", "messages", "card", "my-data")


@pytest.fixture(scope="module")
def soon(office: Office) -> int:
    """A man of the city who has paid long, his birth moved so that he reaches retirement in the next three months."""
    law, now = carried(Law.load()), this_month()
    with office.owner.begin() as connection:
        query = (
            "SELECT s.person_id FROM record.stint s JOIN record.person p USING (person_id) WHERE scheme = 1 AND sex = 0"
            " AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = s.person_id) AND NOT EXISTS"
            " (SELECT 1 FROM guard.account a WHERE a.person_id = s.person_id)"
            " GROUP BY 1 ORDER BY sum(months) DESC, 1 LIMIT 1"
        )
        person = connection.exec_driver_sql(query).scalar_one()
        for month in range(12):
            birth = datetime.date(1966, month + 1, 15)
            connection.exec_driver_sql("UPDATE record.person SET birth = %s WHERE person_id = %s", (birth, person))
            (it,) = find(law, known_of(connection, person, now), now)
            if it.kind == "due" and now < it.month <= now + AHEAD:
                break
        else:
            pytest.fail("no month of birth of 1966 is due in the next three months")
        open_account(connection, "soon", "Somebody Soon", [Role.INSURED], person=person)
    return person


@pytest.fixture(scope="module")
def decided(office: Office) -> int:
    """The pension of the one who pays the longest, decided as the office decides; not approved yet."""
    law = carried(Law.load())
    with office.owner.begin() as connection:
        person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-resident'")
        insured = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
        return decide_as_for(connection, law, person, insured)


@pytest.mark.parametrize("subject", ["demo-insured", "demo-pensioner", "demo-resident"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_every_kind_of_insured_person_opens(path: str, subject: str, reader: Callable[..., Any]) -> None:
    one = reader(subject)
    for language in ("en", "zh", "fa"):
        answer = one.get(f"/{language}/{path}")
        assert answer.status_code == 200, answer.text
        assert ">None<" not in answer.text


def test_what_is_told_to_be_wrong_is_kept_once_and_shows_how_it_stands(
    reader: Callable[..., Any], office: Office
) -> None:
    one = reader("demo-insured")
    told = {"what": "missing", "from_year": "2004", "from_month": "3", "to_year": "2004", "to_month": "5",
            "said": "I worked at the mill; I have the contract", "once": "told-once"}  # fmt: skip
    for _ in range(2):
        assert one.post("/en/record/wrong", told).headers["location"].startswith("/en/requests")
    shown = one.get("/en/requests").text
    assert shown.count("I worked at the mill") == 1
    assert "received" in shown
    number, content = office.owner.connect().exec_driver_sql(
        "SELECT request_no, content FROM office.request WHERE once = 'told-once'"
    ).one()  # fmt: skip
    assert content == {"what": "missing", "from": 2004 * 12 + 2, "to": 2004 * 12 + 4, "said": told["said"]}
    office.value(
        "INSERT INTO office.request_step (request_no, person_id, state, said, made_by) SELECT request_no, person_id,"
        " 'refused', 'The mill did not pay', 'demo-clerk' FROM office.request WHERE request_no = :n RETURNING 1",
        n=number,
    )
    assert "The mill did not pay" in one.get("/en/requests").text


def test_a_correction_with_a_mistake_keeps_what_was_typed(reader: Callable[..., Any], office: Office) -> None:
    before = office.value("SELECT count(*) FROM office.request")
    answer = reader("demo-insured").post(
        "/fa/record/wrong",
        {"what": "missing", "from_year": "۲۰۰۴", "from_month": "۱۳", "to_year": "2004", "to_month": "5", "said": " "},
    )
    assert answer.status_code == 422
    assert 'value="۱۳"' in answer.text
    assert answer.text.count('href="#from_month"') == 1
    assert 'id="said-error"' in answer.text
    assert office.value("SELECT count(*) FROM office.request") == before


def test_a_pension_that_begins_soon_is_confirmed_with_one_button(
    soon: int, reader: Callable[..., Any], office: Office
) -> None:
    one = reader("soon")
    page = one.get("/en/found").text
    assert "You reach retirement in" in page
    assert "Yes, start my pension" in page
    assert page.count("<input") == page.count('type="hidden"'), "nothing is to be filled in"
    for _ in range(2):
        assert one.post("/en/found").headers["location"] == "/en/found"
    assert "You confirmed this on" in one.get("/en/found").text
    assert "My pension, confirmed" in one.get("/en/requests").text
    query = "SELECT count(*) FROM office.request WHERE person_id = :p AND kind = 'pension'"
    assert office.value(query, p=soon) == 1


def test_the_demonstration_has_a_sign_in_for_whoever_retires_soon(soon: int, office: Office) -> None:
    with office.owner.begin() as connection:
        assert "soon" in [ready.role for ready in make_ready(connection)]
    assert office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-soon'") == soon


def test_a_decision_is_explained_by_the_tree_it_was_made_by(decided: int, reader: Callable[..., Any]) -> None:
    page = reader("demo-resident").get("/en/decisions").text
    assert f"¥{decided // 100:,}.{decided % 100:02d}" in page
    assert "prepared; a second clerk looks at it" in page
    assert "社会保险法 §15" in page
    assert '<ul class="tree">' in page
    assert "Your pension begins in" in reader("demo-resident").get("/en/found").text


def test_the_account_adds_up_to_what_the_books_hold(reader: Callable[..., Any], office: Office) -> None:
    held = office.value(
        "SELECT sum(amount)::bigint FROM fund.personal JOIN guard.account USING (person_id)"
        " WHERE subject = 'demo-insured'"
    )
    assert f"¥{held // 100:,}.{held % 100:02d}" in reader("demo-insured").get("/en/account").text


@pytest.mark.parametrize("event", list(EVENTS))
def test_an_event_says_what_follows_first_and_is_kept_once_confirmed(
    event: str, reader: Callable[..., Any], office: Office
) -> None:
    one, sent = reader("demo-insured"), {**typed(EVENTS[event]), "once": f"once-{event}"}
    count = "SELECT count(*) FROM office.request WHERE once = :o"
    told = one.post(f"/en/events/{event}", sent)
    assert told.status_code == 200, told.text
    assert '<p class="figure">' in told.text
    assert office.value(count, o=f"once-{event}") == 0
    for _ in range(2):
        assert one.post(f"/en/events/{event}", {**sent, "sure": "yes"}).status_code == 303
    assert office.value(count, o=f"once-{event}") == 1
    for language in ("en", "zh", "fa"):
        assert one.get(f"/{language}/requests").status_code == 200


def test_what_was_told_stands_among_the_requests_in_the_words_of_its_form(reader: Callable[..., Any]) -> None:
    one = reader("demo-insured")
    one.post("/zh/events/lose-work", {**typed(EVENTS["lose-work"]), "once": "in words", "sure": "yes"})
    page = one.get("/en/requests").text
    assert "I was laid off" in page
    assert "20 November 2026" in page


def test_an_event_with_a_mistake_keeps_what_was_typed_and_names_the_fields(reader: Callable[..., Any]) -> None:
    answer = reader("demo-insured").post(
        "/zh/events/start-work", {"employer": "", "hired_day_year": "2026", "hired_day_month": "2",
                                  "hired_day_day": "30", "wage": "many"}
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    for field in ("employer", "hired_day_year", "wage"):
        assert f'href="#{field}"' in answer.text


def test_a_card_is_made_once_checked_without_a_network_and_revoked(office: Office, tmp_path: Path) -> None:
    from shebao.guard.card import Verdict, verify
    from shebao.guard.revocation import read_list
    from shebao.guard.signed import read_keys

    app = create_app(Settings(demo=True, calls=0, sign_ins=0, cards=tmp_path / "cards"), office.guarded, office.ready)
    one = Reader(app, office, "demo-insured")
    for _ in range(2):
        assert one.post("/en/card").status_code == 303
    page = one.get("/zh/card").text
    assert "<svg" in page
    said = page.partition("readonly")[2].partition(">")[2].partition("<")[0]
    said = html.unescape(said)
    (tmp_path / "keys.json").write_bytes(one.get("/en/cards/keys").content)
    keys = read_keys(tmp_path / "keys.json")

    def checked() -> Verdict:
        return verify(said, keys, int(time.time()), read_list(one.get("/en/cards/list").content, keys)).verdict

    assert checked() is Verdict.GOOD
    mine = "SELECT count(*) FROM record.card JOIN guard.account USING (person_id) WHERE subject = 'demo-insured'"
    assert office.value(mine) == 1
    one.post("/en/card/revoke")
    assert checked() is Verdict.REVOKED
    assert "revoked" in one.get("/en/card").text


def test_what_the_office_has_to_tell_is_in_every_language(decided: int, reader: Callable[..., Any]) -> None:
    for language in ("en", "zh", "fa"):
        page = reader("demo-resident").get(f"/{language}/messages").text
        assert 'class="timeline"' in page
        assert words_of(language).money(decided) in page


def test_all_data_is_taken_along_as_json_and_csv(reader: Callable[..., Any], office: Office) -> None:
    one = reader("demo-insured")
    data = one.get("/en/my-data/record.json").json()
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    months = office.value("SELECT sum(months) FROM record.stint WHERE person_id = :p", p=person)
    assert sum(row["months"] for row in data["contributions"]) == months
    assert data["person"][0]["name"]
    told = one.get("/en/my-data/contributions.csv")
    assert len(told.text.splitlines()) == 1 + len(data["contributions"])
    assert "attachment" in told.headers["content-disposition"]
    assert one.get("/en/my-data/secrets.csv").status_code == 404
    assert one.get("/fa/my-data").status_code == 200

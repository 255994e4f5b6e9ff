"""Somebody comes in person: her life events told by the clerk on her own forms, a receipt for paper; all is seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from people import EVENTS, Office, signed_in, typed

DESK = {"width": 1200, "height": 900}
WORDS = {
    "en": {"visit": "Do her visit", "receipt": "Receipt of what was handed in", "print": "Print"},
    "zh": {"visit": "办理业务", "receipt": "受理回执", "print": "打印"},
    "fa": {"visit": "انجام کار او", "receipt": "رسید آنچه تحویل داده شد", "print": "چاپ"},
}  # fmt: skip


def insured(office: Office) -> int:
    return office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")


def figures(page: str) -> list[str]:
    return re.findall(r'<p class="figure"><bdi>(.*?)</bdi>', page)


@pytest.mark.parametrize("event", list(EVENTS))
def test_a_clerk_tells_each_event_by_the_same_form_and_the_person_sees_who_did(
    event: str, reader: Callable[..., Any], office: Office
) -> None:
    person, clerk, her = insured(office), reader("demo-clerk"), reader("demo-insured")
    fields = {**typed(EVENTS[event]), "once": f"counter-{event}"}
    at = f"/en/people/{person}/events/{event}"
    assert f"/en/people/{person}/events/{event}" in clerk.get(f"/en/people/{person}/visit").text
    told = clerk.post(at, fields)
    assert told.status_code == 200
    assert figures(told.text) == figures(her.post(f"/en/events/{event}", fields).text) != []
    count = "SELECT count(*) FROM office.request WHERE once = :o"
    assert office.value(count, o=f"counter-{event}") == 0
    sent = [clerk.post(at, {**fields, "sure": "yes"}) for _ in range(2)]
    assert office.value(count, o=f"counter-{event}") == 1
    assert office.value("SELECT made_by FROM office.request WHERE once = :o", o=f"counter-{event}") == "demo-clerk"
    receipt = clerk.get(sent[1].headers["location"]).text
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert "王晓 Wang Xiao" in receipt
    number = office.value("SELECT id_number FROM record.person WHERE person_id = :p", p=person)
    assert number not in receipt
    kept = office.value("SELECT content -> 'answers' FROM office.request WHERE once = :o", o=f"counter-{event}")
    assert kept
    own = her.get("/en/requests").text
    assert "taken down by <bdi>王晓 Wang Xiao</bdi>" in own
    assert "taken down by" not in own.partition("<main")[0]
    again = sent[0].headers["location"].rpartition("=")[2]
    assert "王晓 Wang Xiao" in her.get(f"/zh/requests/receipt?number={again}").text


def test_every_step_at_the_counter_is_a_look_the_person_can_read(reader: Callable[..., Any], office: Office) -> None:
    person = insured(office)
    looks = "SELECT count(*) FROM guard.look WHERE person_id = :p AND act = 'serve person' AND subject = 'demo-clerk'"
    before = office.value(looks, p=person)
    clerk = reader("demo-clerk")
    clerk.get(f"/en/people/{person}/events/move")
    clerk.post(f"/en/people/{person}/events/move", typed(EVENTS["move"]))
    clerk.get(f"/en/people/{person}/receipt")
    assert office.value(looks, p=person) == before + 3


def test_a_township_clerk_is_told_the_same_amounts_as_the_city(reader: Callable[..., Any], office: Office) -> None:
    query = (
        "SELECT p.person_id FROM record.person p JOIN record.stint s USING (person_id)"
        " JOIN record.fact_now f ON f.person_id = p.person_id AND f.kind = 'retirement_track'"
        " WHERE p.place = '330101001' AND s.scheme = 1 AND p.birth < '1980-01-01'"
        " AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = p.person_id)"
        " GROUP BY 1 HAVING sum(s.months) > 180 ORDER BY min(p.birth), 1 LIMIT 1"
    )
    person = office.value(query)
    fields = typed(EVENTS["move"])
    city, township = (
        figures(reader(subject).post(f"/en/people/{person}/events/move", fields).text)
        for subject in ("demo-clerk", "demo-township-clerk")
    )
    assert city == township
    account = office.value("SELECT sum(amount)::bigint FROM fund.personal WHERE person_id = :p", p=person)
    assert account > 0
    assert f"¥{account // 100:,}.{account % 100:02d}" in township


def test_what_is_wrong_stays_as_typed_and_nothing_is_kept(reader: Callable[..., Any], office: Office) -> None:
    person = insured(office)
    before = office.value("SELECT count(*) FROM office.request")
    fields = {**typed(EVENTS["start-work"]), "wage": "many", "hired_day_month": "13", "sure": "yes"}
    wrong = reader("demo-clerk").post(f"/fa/people/{person}/events/start-work", fields)
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert 'value="13"' in wrong.text
    assert office.value("SELECT count(*) FROM office.request") == before
    assert reader("demo-clerk").get(f"/en/people/{person}/events/wedding").status_code == 404


def test_nobody_but_a_clerk_of_her_place_tells_anything_for_her(reader: Callable[..., Any], office: Office) -> None:
    elsewhere = office.value("SELECT min(person_id) FROM record.person WHERE place = '330103002'")
    fields = {**typed(EVENTS["move"]), "sure": "yes", "once": "not hers"}
    for subject, person, status in (
        ("demo-township-clerk", elsewhere, 404), ("demo-approver", elsewhere, 403), ("demo-insured", elsewhere, 403),
    ):  # fmt: skip
        assert reader(subject).post(f"/en/people/{person}/events/move", fields).status_code == status
        assert reader(subject).get(f"/en/people/{person}/receipt").status_code == status
    assert office.value("SELECT count(*) FROM office.request WHERE once = 'not hers'") == 0


def test_a_receipt_of_somebody_elses_number_is_none(reader: Callable[..., Any], office: Office) -> None:
    clerk, person = reader("demo-clerk"), insured(office)
    other = office.value(
        "SELECT min(person_id) FROM record.person WHERE place = '330101001' AND person_id <> :p", p=person
    )
    clerk.post(f"/en/people/{other}/visit", {"kind": "correction", "said": "A secret of hers", "once": "other"})
    number = office.value("SELECT max(request_no) FROM office.request WHERE person_id = :p", p=other)
    assert "A secret of hers" in clerk.get(f"/en/people/{other}/receipt?number={number}").text
    for page in (
        clerk.get(f"/en/people/{person}/receipt?number={number}"),
        reader("demo-insured").get(f"/en/requests/receipt?number={number}"),
    ):
        assert page.status_code == 200
        assert "A secret of hers" not in page.text
        assert "Nothing with this number" in page.text


@pytest.mark.slow
@pytest.mark.parametrize("language", list(WORDS))
def test_from_the_door_to_the_receipt_on_paper(
    language: str, office: Office, open_page: Callable[..., Any], check: Callable[..., None]
) -> None:
    words, person = WORDS[language], insured(office)
    number = office.value("SELECT id_number FROM record.person WHERE person_id = :p", p=person)
    page = signed_in(open_page(), "demo-clerk", language)
    page.goto(f"/{language}/counter")
    page.fill("#who", number)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=words["visit"]).click()
    check(page, "visit")
    page.locator("main a[href$='/events/lose-work']").click()
    check(page, "form")
    page.locator("main form button").click()
    page.locator(".summary").wait_for()
    check(page, "mistake")
    for part, held in (("year", "2026"), ("month", "11"), ("day", "20")):
        page.fill(f"#employment_ended_{part}", held)
    page.locator("input[name=leaving_reason]").first.check()
    page.locator("main form button").click()
    page.locator("button[value=yes]").wait_for()
    check(page, "told")
    page.locator("button[value=yes]").click()
    page.get_by_role("heading", name=words["receipt"]).wait_for()
    check(page, "receipt")
    page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    page.get_by_role("button", name=words["print"]).click()
    assert page.title() == "printed"
    page.emulate_media(media="print")
    assert not page.locator("nav.rooms").is_visible()
    assert not page.get_by_role("button", name=words["print"]).is_visible()
    assert page.locator(".signed").is_visible()
    assert page.locator("dl.facts").first.is_visible()
    # Her own pages say who took it down, and without scripts a receipt has no button that does nothing.
    own = signed_in(open_page(DESK, scripts=False), "demo-insured", language)
    own.goto(f"/{language}/requests")
    own.locator("main a[href*='/requests/receipt']").first.click()
    own.get_by_role("heading", name=words["receipt"]).wait_for()
    assert "王晓" in own.locator("main").inner_text()
    assert own.get_by_role("button", name=words["print"]).count() == 0


@pytest.mark.slow
def test_an_event_at_the_counter_with_the_keyboard_alone(open_page: Callable[..., Any], office: Office) -> None:
    page = signed_in(open_page(), "demo-clerk", "en")
    page.goto(f"/en/people/{insured(office)}/visit")
    page.locator("main a[href$='/events/start-work']").focus()
    page.keyboard.press("Enter")
    page.locator("#employer").focus()
    page.keyboard.type("The mill")
    for held in ("2026", "11", "2", "9000"):
        page.keyboard.press("Tab")
        page.keyboard.type(held)
    page.keyboard.press("Enter")
    page.locator("button[value=yes]").focus()
    page.keyboard.press("Enter")
    page.get_by_text("The mill").wait_for()

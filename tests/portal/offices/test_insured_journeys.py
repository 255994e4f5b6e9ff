"""What an insured person can do, from the first click to the last: in three languages, on a phone, by keys alone."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from io import BytesIO

import pytest
from hands import EVERY_WAY, Keys, Tap
from people import Office, copy_database, decide_as_for

from shebao.engine.estimate import carried
from shebao.engine.law import Law
from shebao.guard.accounts import open_account
from shebao.guard.demo import Ready
from shebao.guard.who import Role
from shebao.portal.person.found import AHEAD, find, known_of
from shebao.portal.public.life import this_month

pytestmark = pytest.mark.slow
EVENTS: dict[str, dict[str, str]] = {
    "start-work": {"write #employer": "The mill", "date hired_day": "2026-11-02", "number #wage": "9000"},
    "move": {"pick #place": "310000", "date moved": "2026-12-01"},
    "lose-work": {"date employment_ended": "2026-11-20", "mark [name=leaving_reason]": "laid_off"},
    "injury": {"date injury_day": "2026-11-10", "write #what": "A fall", "mark [name=injury_grade]": "7"},
    "retire": {"date retirement": "2027-06-01"},
    "death": {
        "write #deceased": "Wang Da", "mark [name=relation]": "parent", "date death_day": "2026-11-01",
        "pick #place": "330100", "mark [name=death_by_work]": "yes",
    },
}  # fmt: skip
"""What is filled in for each event, as hands do it."""


@pytest.fixture(scope="module")
def office(city_done: tuple[str, list[Ready]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A copy of the city where four people who can sign in retire in the next months, and of one it is decided."""
    url, ready = city_done
    made = Office(copy_database(url, f"journeys{os.getpid()}"), list(ready))
    made.cards = tmp_path_factory.mktemp("issuer")
    law, now = carried(Law.load()), this_month()
    query = (
        "SELECT s.person_id FROM record.stint s JOIN record.person p USING (person_id) WHERE scheme = 1 AND sex = 0"
        " AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = s.person_id) AND NOT EXISTS"
        " (SELECT 1 FROM guard.account a WHERE a.person_id = s.person_id)"
        " GROUP BY 1 ORDER BY sum(months) DESC, 1 LIMIT 4"
    )
    with made.owner.begin() as connection:
        for at, person in enumerate(connection.exec_driver_sql(query).scalars().all()):
            for month in range(1, 13):
                birth = datetime.date(1966, month, 15)
                connection.exec_driver_sql(
                    "UPDATE record.person SET birth = %s WHERE person_id = %s", (birth, person)
                )  # fmt: skip
                (it,) = find(law, known_of(connection, person, now), now)
                if it.kind == "due" and now < it.month <= now + AHEAD:
                    break
            open_account(connection, f"soon-{at}", f"Soon {at}", [Role.INSURED], person=person)
            made.ready.append(Ready(f"soon-{at}", f"Soon {at}", "soon", ""))
        person, insured = (
            connection.exec_driver_sql("SELECT person_id FROM guard.account WHERE subject = %s", (who,)).scalar_one()
            for who in ("demo-resident", "demo-insured")
        )
        decide_as_for(connection, law, person, insured)
    yield made
    made.close()


@EVERY_WAY
def test_from_the_timeline_to_a_correction_and_through_all_that_is_hers(hand: Tap, office: Office) -> None:
    hand.sign_in("demo-insured")
    hand.see(".timeline")
    hand.press(".timeline a")
    assert hand.page.input_value("#from_year")
    hand.press("main form button")
    hand.see(".summary:focus")
    hand.check("mistake")
    hand.mark("input[name=what][value=base]")
    hand.write("#said", f"My wage was higher ({hand.language} {type(hand).__name__})")
    hand.press("main form button")
    hand.see(f"bdi:has-text('{hand.language} {type(hand).__name__}')")
    hand.press(".rooms a[href$='/account']")
    hand.press("main details summary", stays=True)
    hand.see("details[open] table")
    hand.check("account")
    hand.press(".rooms a[href$='/messages']")
    hand.see("main h1")
    hand.press(".rooms a[href$='/my-data']")
    told = json.loads(hand.take("main a[href$='record.json']").read_text(encoding="utf-8"))
    assert told["contributions"]
    rows = hand.take("main a[href$='contributions.csv']").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + len(told["contributions"])
    hand.sign_out()
    hand.open("/record")
    assert "/sign-in" in hand.page.url


@EVERY_WAY
def test_a_decision_is_opened_down_to_its_articles(hand: Tap) -> None:
    hand.sign_in("demo-resident")
    hand.press(".rooms a[href$='/decisions']")
    hand.press("main details summary", stays=True)
    hand.see("details[open] .tree .cite")
    hand.check("decision")


@EVERY_WAY
def test_a_pension_that_begins_soon_is_looked_into_and_confirmed(hand: Tap, request: pytest.FixtureRequest) -> None:
    hand.sign_in(f"soon-{['en-tap', 'zh-tap', 'fa-tap', 'en-keys'].index(request.node.callspec.id)}")
    hand.press(".rooms a[href$='/found']")
    hand.see("main .figure")
    hand.press("main details summary", stays=True)
    hand.see("details[open] .tree .cite")
    hand.check("found")
    hand.press("main form button")
    hand.see("main .note[role=status]")
    hand.check("confirmed")


@EVERY_WAY
def test_each_life_event_is_one_visit(hand: Tap) -> None:
    hand.sign_in("demo-insured")
    for event, filled in EVENTS.items():
        hand.press(".rooms a[href$='/events']")
        hand.press(f"main a[href$='/{event}']")
        hand.press("main form button")
        hand.see(".summary:focus")
        for what, text in filled.items():
            how, field = what.split(" ", 1)
            getattr(hand, how)(*((f"{field}[value={text!r}]",) if how == "mark" else (field, text)))
        hand.press("main form button")
        assert not hand.page.locator(".summary").count(), f"{event}: {hand.page.locator('.summary').inner_text()}"
        hand.check(event)
        hand.press("main button[value=yes]")
        hand.see("main .note[role=status]")


@EVERY_WAY
def test_a_card_is_made_read_from_the_screen_and_revoked(hand: Tap) -> None:
    zxing = pytest.importorskip("zxingcpp")
    from PIL import Image

    hand.sign_in("demo-pensioner")
    hand.press(".rooms a[href$='/card']")
    hand.press("main form[action$='/card'] button")
    (found,) = zxing.read_barcodes(Image.open(BytesIO(hand.see("svg.qr").screenshot())))
    hand.press("main details summary", stays=True)
    assert found.text.startswith("SSC1:")
    assert hand.page.input_value("#text") == found.text
    hand.check("card")
    hand.press("main form[action$='/revoke'] button")
    hand.see("main form[action$='/card'] button")
    if isinstance(hand, Keys):
        hand.sign_out()

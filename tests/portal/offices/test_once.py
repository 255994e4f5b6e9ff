"""A form counts once, however often and however quickly it is sent: a double click, or an answer that never came."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from firm import ID_CARD, Firm
from forms import Page
from people import Office, Reader
from stdnum.cn import uscc

REQUESTS = "SELECT count(*) FROM office.request"
CODE = "91330100MAXY30001"
SENT: dict[str, tuple[str, str, dict[str, str], str]] = {
    "/record/wrong": ("demo-insured", "/record/wrong", {"what": "other", "said": "Twice"}, REQUESTS),
    "/events/move": (
        "demo-insured", "/events/move",
        {"place": "310000", "moved_year": "2026", "moved_month": "12", "moved_day": "1", "sure": "yes"}, REQUESTS,
    ),
    "/card": ("demo-pensioner", "/card", {}, "SELECT count(*) FROM record.card"),
    "/register": (
        "", "/register",
        {"credit_code": CODE + uscc.calc_check_digit(CODE), "name": "Twice", "industry_class": "2", "contact": "Li 1"},
        "SELECT count(*) FROM office.registration",
    ),
    "/business/declare/add": (
        "demo-employer", "/business/declare", {"name": "{name}", "id_type": ID_CARD, "id_number": "{id}", "wage": "1"},
        "SELECT count(*) FROM office.draft_line",
    ),
    "/business/declare/copy": (
        "demo-employer", "/business/declare", {}, "SELECT count(DISTINCT line) <> count(*) FROM office.draft_line",
    ),
    "/business/certificates": (
        "demo-employer", "/business/certificates", {"months": "6"}, "SELECT count(*) FROM office.certificate",
    ),
    "/people/{person}/correct": (
        "demo-clerk", "/people/{person}/correct", {"fact": "deemed_months", "value": "7", "evidence": "Work book"},
        "SELECT count(*) FROM office.correction",
    ),
    "/people/{person}/visit": (
        "demo-clerk", "/people/{person}/visit", {"kind": "move", "said": "To Ningbo"}, REQUESTS,
    ),
    "/people/{person}/certificate": (
        "demo-clerk", "/people/{person}/visit", {}, "SELECT count(*) FROM office.certificate",
    ),
    "/people/{person}/answer": (
        "demo-clerk", "/people/{person}", {"said": "We look at it", "state": "in work"},
        "SELECT count(*) FROM office.request_step",
    ),
    "/people/{due}/prepare": ("demo-clerk", "/people/{due}/prepare", {}, "SELECT count(*) FROM office.decision"),
}  # fmt: skip
"""Where a form goes: who sends it, the page it stands on, what is typed, and what is counted."""


@pytest.mark.parametrize("action", list(SENT))
def test_a_form_sent_three_times_counts_once(
    action: str, reader: Callable[[str], Reader], office: Office, furnished: dict[str, str]
) -> None:
    subject, path, typed, count = SENT[action]
    firm = Firm(office)
    if "declare" in action:
        firm.clear()
    name, number = firm.people[2]
    one, said = reader(subject), {**furnished, "name": name, "id": number}
    page = Page(one.get("/en" + path.format(**said)).text)
    form = next(it for it in page.forms if it.action == "/en" + action.format(**said))
    fields = {**form.hidden, **{field: text.format(**said) for field, text in typed.items()}}
    before = office.value(count)
    others = [reader(subject) for _ in range(2)]
    for other in others:  # the same session, on other connections
        other.client.headers.update(one.client.headers)
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda it: it.client.post(form.action, data=fields), others))
    answers.append(one.client.post(form.action, data=fields))
    assert [it.status_code for it in answers if it.status_code >= 500] == []
    assert office.value(count) == before + (0 if action.endswith("copy") else 1)
    assert firm.office.value("SELECT count(*) FROM office.draft_line") or "declare" not in action


def test_what_was_handed_in_twice_is_declared_once(reader: Callable[[str], Reader], office: Office) -> None:
    firm, one = Firm(office), reader("demo-employer")
    firm.clear()
    one.post("/en/business/declare/copy")
    for _ in range(2):
        assert one.post("/en/business/declare/hand-in").status_code == 303
    assert firm.declared() == office.value("SELECT count(*) FROM office.draft_line")

"""Who may open what: every route, as every kind of reader, of people here and elsewhere; made from the routes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from people import Office

from shebao.guard.access import ACTS, NoRule, act_of, allow, may
from shebao.guard.who import NOBODY, Role, Who, place_of
from shebao.portal.app import routers
from shebao.portal.pages import Guarded, Pages
from shebao.portal.settings import PortalTrouble, Settings

READERS = (
    "", "demo-insured", "demo-employer", "demo-clerk", "demo-approver", "demo-supervisor", "demo-accountant",
    "demo-township-clerk", "demo-county-clerk", "demo-province-supervisor", "demo-nation-supervisor",
)  # fmt: skip
FILL = {
    "name": "employer_pension_rate",
    "step": "who",
    "topic": "unemployment",
    "ask": "place",
    "run": "base",
    "fund": "injury",
    "item": "balance",
    "event": "start-work",
    "table": "person",
    "file": "keys",
    "about": "amount",
    "row": "1",
    "number": "1",
    "province": "330000",
    "kept": "sent",
}
"""What stands for a path parameter that is about nobody."""


def routes() -> Iterator[tuple[str, Guarded]]:
    """Every route, with the path a reader asks for."""
    for prefix, pages in routers(Settings(demo=True)):
        for route in pages.routes:
            assert isinstance(route, Guarded), f"{route} is not guarded"
            yield (prefix if prefix else "/en") + route.path, route


ROUTES = [
    pytest.param(path, method, route, id=f"{method} {path}")
    for path, route in routes()
    for method in sorted((route.methods or set()) - {"HEAD"})
]


def test_a_handler_without_a_rule_stops_the_start() -> None:
    pages = Pages()

    async def forgotten() -> None: ...

    with pytest.raises(NoRule, match="forgotten says no act"):
        pages.get("/forgotten")(forgotten)
    with pytest.raises(NoRule, match="not in ACTS"):
        allow("anything")(forgotten)


def test_nothing_is_served_beside_the_rooms(app: FastAPI) -> None:
    beside = {getattr(route, "path", None) for route in app.routes} - {None}
    assert beside == {"/api/v1/openapi.json", "/design", "/device"}


@pytest.mark.parametrize(("path", "method", "route"), ROUTES)
def test_each_route_lets_in_whom_its_rule_names(
    path: str, method: str, route: Guarded, reader: Callable[..., Any], office: Office
) -> None:
    act = act_of(route.endpoint)
    for about in _abouts(office, ACTS[act].about):
        asked = path
        for name in route.param_convertors:
            held = about["key"] if name == ACTS[act].about else FILL.get(name)
            assert held is not None, f"say in FILL what stands for {{{name}}} of {path}"
            asked = asked.replace(f"{{{name}}}", held)
        for subject in READERS:
            one = reader(subject)
            answer = (
                one.get(asked)
                if method == "GET"
                else one.client.request(method, asked, data={"form_token": one.form_token})
            )
            wanted = _wanted(office, act, subject, about["place"], asked)
            assert answer.status_code < 500, f"{subject or 'nobody'}: {answer.text}"
            got = "in" if answer.status_code not in (401, 403, 404) and not _to_sign_in(answer) else "out"
            assert got == wanted, f"{subject or 'nobody'} at {asked} (place {about['place']}): {answer.status_code}"


def _to_sign_in(answer: Any) -> bool:
    return answer.status_code == 303 and answer.headers["location"].partition("?")[0].endswith("/sign-in")


def _abouts(office: Office, about: str) -> list[dict[str, str]]:
    """A person (an employer) of the township that has a clerk, and one of another county."""
    if not about:
        return [{"key": "", "place": ""}]
    if about == "place":
        return [{"key": "330101", "place": "330101"}, {"key": "440300", "place": "440300"}]
    table = {"person": "record.person", "employer": "record.employer"}[about]
    found: list[dict[str, str]] = []
    for place in ("330101001", "330103002"):
        key = office.value(f"SELECT min({about}_id) FROM {table} WHERE place = :place", place=place)
        assert key is not None
        found.append({"key": str(key), "place": place})
    return found


def _wanted(office: Office, act: str, subject: str, place: str, asked: str) -> str:
    roles = {
        "demo-insured": Role.INSURED, "demo-employer": Role.EMPLOYER, "demo-approver": Role.APPROVER,
        "demo-accountant": Role.ACCOUNTANT,
    }  # fmt: skip
    if not subject:
        who = NOBODY
    else:
        role = roles.get(subject, Role.SUPERVISOR if "supervisor" in subject else Role.PREPARER)
        ready = next(account for account in office.ready if account.subject == subject)
        who = Who(subject, roles=frozenset({role}), place=ready.place)
    return "in" if may(who, act, place) else "out"


def test_a_form_of_another_site_or_session_changes_nothing(reader: Callable[..., Any]) -> None:
    clerk = reader("demo-clerk")
    assert clerk.client.post("/en/sign-out").status_code == 403
    assert clerk.client.post("/en/sign-out", data={"form_token": "0" * 64}).status_code == 403
    foreign = clerk.client.post(
        "/en/sign-out", data={"form_token": clerk.form_token}, headers={"origin": "https://elsewhere.example"}
    )
    assert foreign.status_code == 403
    assert clerk.get("/en/work").status_code == 200


def test_signing_out_ends_the_session_for_good(reader: Callable[..., Any]) -> None:
    clerk = reader("demo-clerk")
    assert clerk.post("/en/sign-out").status_code == 303
    assert _to_sign_in(clerk.get("/en/work"))


def test_a_look_of_staff_is_seen_by_the_person(reader: Callable[..., Any], office: Office) -> None:
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    reader("demo-approver").get(f"/en/people/{person}")
    assert "李敏 Li Min" in reader("demo-insured").get("/en/record").text


def test_nothing_on_the_page_may_be_inline_or_from_elsewhere(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/en/my-pension/answer?who=men_60&birth=1975-03-08&place=330100&paid=300&wage=9000")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert "<script>" not in answer.text
    for other in ("http://", "https://"):
        assert other not in answer.text.replace("http://www.w3.org/2000/svg", "")


def test_the_demonstrations_sign_ins_are_refused_for_any_other_host() -> None:
    with pytest.raises(PortalTrouble, match="this machine alone"):
        Settings(host="0.0.0.0", demo=True)


def test_an_address_that_asks_too_often_waits(office: Office) -> None:
    from starlette.testclient import TestClient

    from shebao.portal.app import create_app

    client = TestClient(create_app(Settings(calls=2)), base_url="https://testserver")
    answers = [client.get("/en/") for _ in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 8 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("region", "place"), [(0, ""), (330000, "33"), (330100, "3301"), (330106, "330106"), ("330106001", "330106001")]
)
def test_a_place_is_the_digits_of_its_code_that_count(region: int | str, place: str) -> None:
    assert place_of(region) == place

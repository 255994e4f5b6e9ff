"""Who may open what: every route, as every kind of reader, of people here and elsewhere; made from the routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from addresses import FILL, routes
from fastapi import FastAPI
from people import Office

from shebao.guard import sessions
from shebao.guard.access import ACTS, NoRule, act_of, allow
from shebao.guard.who import place_of
from shebao.portal.pages import Guarded, Pages
from shebao.portal.settings import PortalTrouble, Settings

ANYONE, INSURED, EMPLOYER = "anyone", "insured", "employer"
PREPARES, APPROVES, SUPERVISES, KEEPS_BOOKS = "preparer", "approver", "supervisor", "accountant"
STAFF = {PREPARES, APPROVES, SUPERVISES, KEEPS_BOOKS}
SIGNED_IN = {INSURED, EMPLOYER} | STAFF
EVERYONE = {ANYONE} | SIGNED_IN
MAY: dict[str, set[str]] = {
    "public": EVERYONE, "ask by program": EVERYONE, "apply by program": EVERYONE, "sign": EVERYONE,
    "exchange": EVERYONE, "token": SIGNED_IN, "own record": {INSURED}, "own business": {EMPLOYER}, "work": STAFF,
    "see person": {PREPARES, APPROVES, SUPERVISES}, "find person": {PREPARES, APPROVES, SUPERVISES},
    "serve person": {PREPARES}, "see papers": {PREPARES, APPROVES}, "withdraw paper": {PREPARES, APPROVES},
    "prepare": {PREPARES}, "approve": {APPROVES}, "see employer": STAFF, "let employer in": {APPROVES},
    "run month": {SUPERVISES}, "prepare payments": {PREPARES}, "approve payments": {APPROVES},
    "books": {KEEPS_BOOKS, SUPERVISES}, "audit": {SUPERVISES},
}  # fmt: skip
"""Who may do what, written down a second time: a right that is given or taken is given or taken in both places."""
ROLE_OF = {
    "": ANYONE, "demo-insured": INSURED, "demo-employer": EMPLOYER, "demo-approver": APPROVES,
    "demo-accountant": KEEPS_BOOKS, "demo-supervisor": SUPERVISES, "demo-province-supervisor": SUPERVISES,
    "demo-nation-supervisor": SUPERVISES, "demo-clerk": PREPARES, "demo-township-clerk": PREPARES,
    "demo-county-clerk": PREPARES,
}  # fmt: skip
READERS = tuple(ROLE_OF)


def fill(name: str) -> str:
    """What stands for a path parameter that is about nobody."""
    held = {**{word: choices[0] for word, choices in FILL.items()}, "ask": "place"}.get(name)
    assert held is not None, f"say in addresses.FILL what stands for {{{name}}}"
    return held


ROUTES = [
    pytest.param(path if path.startswith(("/api/", "/demo-identity/")) else f"/en{path}", method, route,
                 id=f"{method} {path}")
    for path, _, route in routes()
    for method in sorted((route.methods or set()) - {"HEAD"})
]  # fmt: skip


@pytest.fixture(scope="module")
def elsewhere(office: Office) -> dict[str, str]:
    """A person and an employer of a township in another province. They stay: so do the looks at them."""
    other = {"person": "'id_number', 'X' || t.id_number", "employer": "'credit_code', left(t.credit_code, 17) || '*'"}
    for table, unlike in other.items():
        office.value(
            f"INSERT INTO record.{table} SELECT (jsonb_populate_record(t, jsonb_build_object('{table}_id', 900000001,"
            f" 'region', 520100, 'place', '520103001', {unlike}))).* FROM record.{table} t"
            f" ORDER BY {table}_id LIMIT 1 RETURNING 1"
        )
    return {"key": "900000001", "place": "520103001"}


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


def test_who_may_do_what_is_what_was_meant() -> None:
    assert {act: {str(role) for role in rule.roles} for act, rule in ACTS.items()} == {act: MAY[act] for act in ACTS}


def test_all_levels_and_all_roles_are_among_the_readers(office: Office) -> None:
    places = {account.subject: account.place for account in office.ready}
    assert {len(places[subject]) for subject in READERS if ROLE_OF[subject] in STAFF} == {0, 2, 4, 6, 9}
    assert set(ROLE_OF.values()) == EVERYONE


@pytest.mark.parametrize(("path", "method", "route"), ROUTES)
def test_each_route_lets_in_whom_its_rule_names(
    path: str, method: str, route: Guarded, reader: Callable[..., Any], office: Office, elsewhere: dict[str, str]
) -> None:
    act = act_of(route.endpoint)
    for about in _abouts(office, ACTS[act].about, elsewhere):
        asked = path
        for name in route.param_convertors:
            asked = asked.replace(f"{{{name}}}", about["key"] if name == ACTS[act].about else fill(name))
        for subject in READERS:
            one = reader(subject)
            answer = (
                one.get(asked)
                if method == "GET"
                else one.client.request(method, asked, data={"form_token": one.form_token})
            )
            assert answer.status_code < 500, f"{subject or 'nobody'}: {answer.text}"
            got = "in" if answer.status_code not in (401, 403, 404) and not _to_sign_in(answer) else "out"
            wanted = "in" if _may(office, act, subject, about["place"]) else "out"
            # Somebody let in may find nothing there: what a made-up number names.
            if wanted == "in" and answer.status_code == 404 and MADE_UP & set(route.param_convertors):
                continue
            assert got == wanted, f"{subject or 'nobody'} at {asked} (place {about['place']}): {answer.status_code}"


MADE_UP = {"row", "number"}
"""Path parameters for which no number is there in every office."""


def _to_sign_in(answer: Any) -> bool:
    return answer.status_code == 303 and answer.headers["location"].partition("?")[0].endswith("/sign-in")


def _abouts(office: Office, about: str, elsewhere: dict[str, str]) -> list[dict[str, str]]:
    """Somebody of the township that has a clerk, of another township of its county, of another county, province."""
    if not about:
        return [{"key": "", "place": ""}]
    if about == "place":
        return [{"key": place, "place": place} for place in ("330101", "330103", "440300")]
    table = {"person": "record.person", "employer": "record.employer"}[about]
    found = [elsewhere]
    for place in ("330101001", "330101002", "330103002"):
        key = office.value(f"SELECT min({about}_id) FROM {table} WHERE place = :place", place=place)
        assert key is not None
        found.append({"key": str(key), "place": place})
    return found


def _may(office: Office, act: str, subject: str, place: str) -> bool:
    """Whether somebody may: by the role, and where the act is about somebody, by the place staff work for."""
    role = ROLE_OF[subject]
    if not MAY[act] & {role, ANYONE}:
        return False
    own = next((account.place for account in office.ready if account.subject == subject), "")
    return not ACTS[act].about or role not in STAFF or place.startswith(own)


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


@pytest.mark.parametrize(("column", "ago"), [("seen", "31 minutes"), ("began", "13 hours")])
def test_a_session_that_is_over_is_nobodys(column: str, ago: str, reader: Callable[..., Any], office: Office) -> None:
    clerk = reader("demo-clerk")
    assert clerk.get("/en/work").status_code == 200
    query = f"UPDATE guard.session SET {column} = now() - interval '{ago}' WHERE token = :t RETURNING 1"
    assert office.value(query, t=sessions.hash_of(clerk.token))
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

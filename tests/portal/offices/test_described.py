"""The interface answers what its description says and nothing else, whoever asks: nobody and every role."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from people import Office, Reader
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from shebao.guard.access import ACTS, act_of
from shebao.guard.who import Role
from shebao.portal.app import routers
from shebao.portal.settings import Settings

BEARERS = {
    "": Role.ANYONE, "demo-insured": Role.INSURED, "demo-employer": Role.EMPLOYER, "demo-clerk": Role.PREPARER,
    "demo-approver": Role.APPROVER, "demo-supervisor": Role.SUPERVISOR, "demo-accountant": Role.ACCOUNTANT,
}  # fmt: skip
LIFE = {"who": "men_60", "birth": "1975-03-08", "place": "330100", "paid": 300, "wage": "9000"}
EXAMPLES = 12
MOST_SECONDS = 90
UNCHECKED = [positive_data_acceptance, negative_data_rejection, ignored_auth]
"""What is right by its form may still be refused, by the law or as things stand; who may what is test_access.py's."""


def acts() -> dict[str, str]:
    """The act of each call, by method and path."""
    return {
        f"{method} {prefix}{route.path}": act_of(route.endpoint)
        for prefix, room in routers(Settings())
        for route in cast("list[APIRoute]", room.routes)
        for method in route.methods or ()
        if prefix
    }


class Callers:
    """Nobody and everybody, with tokens made when needed."""

    def __init__(self, app: FastAPI, reader: Callable[[str], Reader], office: Office) -> None:
        self.reader, self.tokens, self.called, self.answered = (
            reader,
            dict[str, str](),
            set[tuple[str, str]](),
            set[int](),
        )
        self.begun, self.acts = time.monotonic(), acts()
        firm = reader("demo-employer")
        firm.post("/en/business/certificates", {"months": "1"})
        asked = {
            "person": "SELECT person_id FROM guard.account WHERE subject = 'demo-insured'",
            "employer": "SELECT employer_id FROM guard.account WHERE subject = 'demo-employer'",
            "code": "SELECT max(code) FROM office.certificate",
            "bill": "SELECT max(b.bill_no) FROM office.bill b JOIN guard.account a ON a.employer_id = b.payer_id",
        }  # fmt: skip
        self.there = {name: office.value(query) for name, query in asked.items()}
        self.there |= {"number": 1, "row": 1, "topic": "unemployment", "event": "retire", "name": "funeral_grant"}

    def point(self, case: schemathesis.Case) -> None:
        """Let a call be about what is there."""
        for held, names in ((case.path_parameters, self.there), (case.query, {"code": self.there["code"]})):
            held.update({name: names[name] for name in held if name in names})
        if case.operation.label.endswith("/business/bill"):
            case.query["number"] = self.there["bill"]
        if "/pension" in case.operation.label:
            case.query.update(LIFE)

    def call(self, case: schemathesis.Case) -> None:
        """Ask as everybody the first time, later as those who may. On a slow machine once by everyone is enough."""
        label, rule = case.operation.label, ACTS[self.acts[case.operation.label]]
        allowed = [one for one, role in BEARERS.items() if rule.roles & {role, Role.ANYONE}]
        for bearer in allowed[:2] if (label, "") in self.called else BEARERS:
            if (label, bearer) in self.called and time.monotonic() - self.begun > MOST_SECONDS:
                continue
            self.called.add((label, bearer))
            if bearer and bearer not in self.tokens:
                self.tokens[bearer] = self.reader(bearer).token
            headers = {"Authorization": f"Bearer {self.tokens[bearer]}"} if bearer else {}
            self.answered.add(case.call_and_validate(headers=headers, excluded_checks=UNCHECKED).status_code)
            if label == "DELETE /api/v1/token":
                self.tokens.pop(bearer, None)


@pytest.mark.slow
def test_nothing_breaks_and_nothing_is_answered_that_is_not_described(
    app: FastAPI, reader: Callable[[str], Reader], office: Office
) -> None:
    schema, callers = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app), Callers(app, reader, office)
    operations = [cast("Any", found).ok() for found in schema.get_all_operations()]
    assert {operation.label for operation in operations} == set(callers.acts)
    for operation in operations:
        asked = operation.as_strategy() | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

        @given(case=asked, there=st.booleans())
        @settings(
            max_examples=EXAMPLES, deadline=None, suppress_health_check=cast("Any", list(HealthCheck)),
            phases=[Phase.generate], derandomize=True, database=None,
        )  # fmt: skip
        def hold(case: schemathesis.Case, there: bool) -> None:
            if there:
                callers.point(case)
            callers.call(case)

        hold()
    assert len(callers.called) == len(operations) * len(BEARERS)
    assert {200, 201, 204, 401, 403, 404, 409, 422} <= callers.answered

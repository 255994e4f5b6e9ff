"""Every page there is, made from the routes: what stands for the parameters in a path, and who is shown the page.

The one thing to know: a new route is here by itself; where its path has a parameter that nobody named, the tests that
walk through all pages fail and say so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shebao.guard.access import ACTS, act_of
from shebao.guard.who import Role
from shebao.portal.app import routers
from shebao.portal.pages import Guarded
from shebao.portal.person.events import EVENTS
from shebao.portal.public.life import STEPS
from shebao.portal.public.topics import TOPICS
from shebao.portal.settings import Settings

LIFE = "who=women_50&birth=1983-05-17&place=330100&paid=190&wage=8000"
FILL: dict[str, tuple[str, ...]] = {
    "name": ("employer_pension_rate", "basic_pension"), "step": STEPS, "topic": tuple(TOPICS), "run": ("base",),
    "fund": ("injury",), "item": ("balance",), "event": tuple(EVENTS), "table": ("person",),
    "about": ("amount", "months"), "kept": ("sent", "asked"),
    "row": ("1",), "number": ("1",), "province": ("330000",), "file": ("keys",),
}  # fmt: skip
"""What stands for a path parameter that is about nobody. `ask` depends on the topic, see `_asks`."""
QUERY = {
    "/my-pension/answer": LIFE,
    "/my-pension/why/{about}": LIFE,
    "/my-pension/{step}": LIFE,
    "/questions/unemployment/answer": "place=330100&leaving_reason=laid_off&unemployment_months_paid=100",
    "/questions/work-injury/answer": "place=330100&wage=8000&injury_grade=7&retirement_track=men_60&birth=1975-03-08",
    "/questions/survivors/answer": "place=330100&death_by_work=yes&spouse_depends=yes&relatives_depending=1&wage=8000",
    "/questions/transfer/answer": "place=330100&months_paid=120&wage=6000&account_balance=5000",
    "/questions/{topic}/{ask}": "place=330100&death_by_work=no&insured_status=retired",
    "/law": "word=pension",
    "/law/changes": "place=330100&from_year=2024&from_month=12&to_year=2025&to_month=1",
    "/register/state": "number={registration}",
    "/verify": "code={certificate}",
    "/business/bill": "number={bill}",
    "/counter": "who={number}",
    "/employers": "name={credit_code}",
}
"""With what in its query a page shows the most. Words in braces are of the office, see `furnished`."""
NOT_PAGES = {
    "/alive", "/sign/back", "/my-data/record.json", "/my-data/{table}.csv", "/cards/keys", "/cards/list",
    "/business/certificate.pdf", "/system/report", "/demo-identity/keys", "/demo-identity/choose",
    "/demo-identity/authorize", "/papers/paper.pdf", "/people/{person}/paper.pdf", "/verify/issuer.pem",
    "/system/coverage.csv", "/system/funds.csv", "/system/provinces.csv",
    "/demo-identity/.well-known/openid-configuration",
}  # fmt: skip
"""What is asked for with GET and is no page of the frame: files, moves to elsewhere, the outlook's own report."""
READERS = {
    "": Role.ANYONE, "demo-insured": Role.INSURED, "demo-employer": Role.EMPLOYER, "demo-clerk": Role.PREPARER,
    "demo-approver": Role.APPROVER, "demo-supervisor": Role.SUPERVISOR, "demo-accountant": Role.ACCOUNTANT,
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A page as somebody asks for it. path: without a language, words of the office in braces. first: whether nobody
    before in READERS is shown it; rest: whether another address shows the same template with other words.
    """

    path: str
    subject: str
    first: bool = True
    rest: bool = False

    def __str__(self) -> str:
        return f"{self.path.partition('?')[0]} {self.subject}".strip()


def routes() -> Iterator[tuple[str, str, Guarded]]:
    """Every route with the path a reader asks for, and its pattern."""
    for prefix, pages in routers(Settings(demo=True)):
        for route in pages.routes:
            assert isinstance(route, Guarded), f"{route} is not guarded"
            yield prefix + route.path, route.path, route


def addresses() -> list[Address]:
    """Every page, for everyone who may see it."""
    found: list[Address] = []
    for path, _, route in routes():
        if "GET" not in (route.methods or ()) or path.startswith("/api/") or path in NOT_PAGES:
            continue
        act = act_of(route.endpoint)
        readers = [subject for subject in READERS if _may(subject, act)]
        for at, filled in enumerate(_filled(path, ACTS[act].about)):
            query = QUERY.get(filled) or QUERY.get(path)
            asked = filled + (f"?{query}" if query else "")
            shown = readers[:1] if Role.ANYONE in ACTS[act].roles else readers
            found += [Address(asked, one, n == 0, at > 0) for n, one in enumerate(shown)]
    return found


def _may(subject: str, act: str) -> bool:
    return bool(ACTS[act].roles & {READERS[subject]})


def _filled(path: str, about: str) -> list[str]:
    """A path with every choice of its parameters; a parameter that is about somebody stays a word of the office."""
    names = [name for name in re.findall(r"{(\w+)(?::\w+)?}", path) if name != about]
    path = re.sub(r":\w+}", "}", path)
    if "ask" in names:
        return [f"/questions/{topic}/{it.fact}" for topic, held in TOPICS.items() for it in held.fields if _asked(it)]
    for name in names:
        assert name in FILL, f"say in FILL what stands for {{{name}}} of {path}"
    choices = itertools.product(*(FILL[name] for name in names))
    return [_put(path, dict(zip(names, chosen, strict=True))) for chosen in choices]


def _put(path: str, words: dict[str, str]) -> str:
    for name, held in words.items():
        path = path.replace(f"{{{name}}}", held)
    return path


def _asked(field: object) -> bool:
    said = {"death_by_work": "no", "insured_status": "retired"}
    return field.asked(said)  # type: ignore[attr-defined]


PAGES = addresses()

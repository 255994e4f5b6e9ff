"""An office of each test module's own, for tests that change it: the same city, copied and served."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from firm import Firm
from people import Office, Reader, Served, copy_database, write_outlook
from sqlalchemy import text
from stdnum.cn import uscc

from shebao.engine.law import Law
from shebao.guard.demo import Ready
from shebao.office.steps.decide import due
from shebao.portal.app import create_app
from shebao.portal.settings import Settings

SECRET = "the same before and after a restart"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def office(city_done: tuple[str, list[Ready]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A copy of the city."""
    url, ready = city_done
    made = Office(copy_database(url, f"own{os.getpid()}_{next(NUMBERS)}"), ready)
    made.cards = tmp_path_factory.mktemp("issuer")
    yield made
    made.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the issuer of digital cards and an outlook are kept."""
    made = tmp_path_factory.mktemp("office")
    (made / "outlook").mkdir()
    write_outlook(made / "outlook")
    (made / "outlook" / "index.html").write_text("<!doctype html><html lang=en><title>outlook</title><h1>Outlook</h1>")
    (made / "outlook" / "outlook.json").write_text(json.dumps({"scenarios": ["retirement_at_65"], "years": 75}))
    return made


def make(office: Office, folder: Path) -> FastAPI:
    """The application on this office."""
    settings = Settings(demo=True, calls=0, sign_ins=0, secret=SECRET, cards=office.cards, outlook=folder / "outlook")
    return create_app(settings, Office(office.url, office.ready).guarded, office.ready)


@pytest.fixture(scope="module")
def app(office: Office, folder: Path) -> FastAPI:
    """The application, for readers without a browser."""
    return make(office, folder)


@pytest.fixture(scope="module")
def reader(app: FastAPI, office: Office) -> Callable[[str], Reader]:
    """A reader by account."""
    return lambda subject="": Reader(app, office, subject)


@pytest.fixture(scope="module")
def served(office: Office, folder: Path) -> Iterator[Served]:
    """The application on a port, to be stopped and started."""
    made = Served(lambda: make(office, folder))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    """Where it is served for browsers."""
    return served.address


@pytest.fixture(scope="module")
def waiting(office: Office) -> list[int]:
    """Ten people due a pension in the open month about whom nothing is decided: made older for it."""
    law = Law.load().at(office.value("SELECT office.open_month()"), "330100")
    with office.owner.begin() as connection:
        persons = office.oldest_undecided(10)
        old = "UPDATE record.person SET birth = '1963-08-10' WHERE person_id = ANY(:p)"
        connection.execute(text(old), {"p": persons})
        assert [due(connection, law, person)[0] for person in persons] == ["pension"] * 10
    return persons


@pytest.fixture(scope="module")
def furnished(office: Office, reader: Callable[[str], Reader], waiting: list[int]) -> dict[str, str]:
    """The office with something on every page: wrong rows, an arrear, a certificate, a card, requests, what waits.

    What an address needs to name of it, by the words in braces of `addresses`.
    """
    firm = Firm(office)
    firm.clear()
    employer, insured, clerk, anyone = (reader(who) for who in ("demo-employer", "demo-insured", "demo-clerk", ""))
    (name, number), (other, others) = firm.people[:2]
    rows = [(name, number, "8000"), (other, others, "much")]
    employer.client.post(
        "/en/business/declare/file", data={"form_token": employer.form_token},
        files={"file": ("wages.csv", firm.file(*rows))},
    )  # fmt: skip
    employer.post("/en/business/certificates", {"months": "12", "once": "furnished"})
    office.value("INSERT INTO office.bill SELECT 'OLD1', 24000, 0, :e, 0, 1, 100000, 0, 0, 0, 100000 RETURNING 1",
                 e=firm.number)  # fmt: skip
    office.value("INSERT INTO office.collected SELECT 'OLD1', 24000, 40000, 'short' RETURNING 1")
    insured.post("/en/card")
    insured.post("/en/record/wrong", {"what": "other", "said": "Look at my wage", "once": "furnished"})
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    clerk.post(f"/en/people/{person}/correct", {"fact": "deemed_months", "value": "12", "evidence": "Work book 7"})
    for one in waiting[:4]:
        content = re.findall(r'name="content" value="(\w+)"', clerk.get(f"/en/people/{one}/prepare").text)[0]
        clerk.post(f"/en/people/{one}/prepare", {"content": content})
    code = f"91330100MAXY20001{uscc.calc_check_digit('91330100MAXY20001')}"
    applied = {"credit_code": code, "name": "New Works", "industry_class": "2", "contact": "Wang 1", "once": "f"}
    where = anyone.post("/en/register", applied).headers["location"]
    return {
        "person": str(person),
        "due": str(waiting[4]),
        "employer": str(firm.number),
        "credit_code": firm.code,
        "number": office.value("SELECT id_number FROM record.person WHERE person_id = :p", p=person),
        "certificate": office.value("SELECT max(code) FROM office.certificate"),
        "bill": "OLD1",
        "registration": where.rpartition("=")[2],
    }

"""Papers: issued to the insured, employers and at the counter; signed, checked by anyone, found out when changed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from people import Office

from shebao.engine.law import Law
from shebao.guard.accounts import open_account
from shebao.guard.seal import CERTIFICATES, Verdict, check, read_certificates
from shebao.guard.who import Role
from shebao.office.steps.decide import due

ARTEFACTS = Path(__file__).parents[3] / ".artefacts" / "papers"
LANGUAGES = ("en", "zh", "fa")


def text_of(pdf: bytes) -> str:
    """Every text of a PDF, page by page, as a reader's program gives it."""
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


def keep_artefact(name: str, pdf: bytes) -> None:
    """Keep a paper with pictures of its pages beside the screenshots."""
    import pypdfium2

    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / f"{name}.pdf").write_bytes(pdf)
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        page.render(scale=1.3).to_pil().save(ARTEFACTS / f"{name}-{number}.png")


def issue(one: Any, what: str) -> str:
    """A paper issued to who is signed in; its code."""
    before = set(re.findall(r"paper\.pdf\?code=(\w+)", one.get("/en/papers").text))
    assert one.post("/en/papers", {"what": what}).status_code == 303
    (code,) = set(re.findall(r"paper\.pdf\?code=(\w+)", one.get("/en/papers").text)) - before
    return code


def offered(one: Any) -> list[str]:
    """What can be issued to who is signed in."""
    return re.findall(r'<option value="([\w:]+)"', one.get("/en/papers").text.partition("<h2>Issued")[0])


@pytest.fixture(scope="module")
def pensioner(office: Office, reader: Any) -> str:
    """An account of somebody about whom a pension was just decided, by two."""
    law = Law.load().at(office.value("SELECT office.open_month()"), "330100")
    query = (
        "SELECT p.person_id FROM record.person p JOIN record.stint s USING (person_id)"
        " JOIN record.fact_now f ON f.person_id = p.person_id AND f.kind = 'retirement_track' AND f.value = 0"
        " WHERE s.scheme = 1 AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = p.person_id)"
        " AND NOT EXISTS (SELECT 1 FROM guard.account a WHERE a.person_id = p.person_id)"
        " GROUP BY 1 HAVING sum(s.months) > 200 ORDER BY min(p.birth), 1 LIMIT 1"
    )
    person = office.value(query)
    office.value("UPDATE record.person SET birth = '1963-08-10', name = '王喆堃' WHERE person_id = :p RETURNING 1", p=person)
    with office.owner.begin() as connection:
        assert due(connection, law, person)[0] == "pension"
        open_account(connection, "pensioner", "王喆堃", [Role.INSURED], person=person)
    clerk, approver = reader("demo-clerk"), reader("demo-approver")
    shown = clerk.get(f"/en/people/{person}/prepare").text
    clerk.post(f"/en/people/{person}/prepare", {"content": content(shown)})
    month = office.value("SELECT month FROM office.decision WHERE person_id = :p", p=person)
    held = content(approver.get(f"/en/people/{person}").text)
    approver.post(f"/en/people/{person}/approve", {"kind": "pension", "month": str(month), "content": held})
    return "pensioner"


def content(page: str) -> str:
    """The hash of what a page shows, as its form sends it."""
    return re.findall(r'name="content" value="(\w+)"', page)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_paper_says_the_figures_of_the_record_in_each_language(language: str, reader: Any, pensioner: str) -> None:
    one = reader(pensioner)
    for what in offered(one):
        code = issue(one, what)
        pdf = one.get(f"/{language}/papers/paper.pdf?code={code}").content
        keep_artefact(f"{what.replace(':', '-')}-{language}", pdf)

"""Papers: issued to the insured, employers and at the counter; signed, checked by anyone, found out when changed."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fpdf import FPDF
from people import Office, Reader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shebao.cli import program
from shebao.engine.law import Law
from shebao.guard.accounts import open_account
from shebao.guard.rows import acting
from shebao.guard.seal import CERTIFICATES, PAPER, Seal, Verdict, read_certificates, seal
from shebao.guard.seal import check as worth
from shebao.guard.who import Role, Who
from shebao.office.steps.decide import due
from shebao.portal.app import create_app
from shebao.portal.language import reader as reader_of
from shebao.portal.papers.issue import grouped
from shebao.portal.settings import Settings

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
        page.render(scale=2).to_pil().save(ARTEFACTS / f"{name}-{number}.png")


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
    (person,) = office.oldest_undecided(1)
    office.value(
        "UPDATE record.person SET birth = '1963-08-10', name = '王喆堃' WHERE person_id = :p RETURNING 1", p=person
    )
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


def amount(language: str, fen: int) -> str:
    """An amount as the language writes it."""
    return reader_of(language).amount(int(fen))


def plain(text: str) -> str:
    """A text without the marks and spaces that programs put between scripts."""
    return re.sub(r"[\s\u200c\u200e\u200f\u202a-\u202e]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_paper_says_the_figures_of_the_record_in_each_language(
    language: str, reader: Any, pensioner: str, office: Office
) -> None:
    one = reader(pensioner)
    what = offered(one)
    assert what[0] == "contributions"
    assert {it.partition(":")[0] for it in what} == {"contributions", "pension_decision", "account_year"}
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'pensioner'")
    pension = office.value("SELECT amount FROM office.decision WHERE person_id = :p", p=person)
    base = office.value("SELECT max(base) FROM record.stint WHERE person_id = :p", p=person)
    balance = office.value("SELECT sum(amount) FROM fund.personal WHERE person_id = :p", p=person)
    wanted = {"contributions": base, "pension_decision": pension, "account_year": balance}
    for paper in what[:3]:
        code = issue(one, paper)
        answer = one.get(f"/{language}/papers/paper.pdf?code={code}")
        assert answer.headers["content-type"] == "application/pdf"
        keep_artefact(f"{paper.partition(':')[0]}-{language}", answer.content)
        told = plain(text_of(answer.content))
        for each in dict.fromkeys(("zh", language)):
            assert plain(amount(each, wanted[paper.partition(":")[0]])) in told, (paper, each)
        assert "王喆堃" in told
        assert grouped(code) in told
        assert "演示数据" in told


def test_the_persian_text_is_joined_and_reads_from_right_to_left(reader: Any, pensioner: str) -> None:
    pdf = reader(pensioner).get(f"/fa/papers/paper.pdf?code={issue(reader(pensioner), 'contributions')}").content
    assert plain("گواهی سابقهٔ بیمهٔ اجتماعی").replace("هٔ", "") in plain(words_of(pdf)).replace("هٔ", "")


def words_of(pdf: bytes) -> str:
    """The text as poppler reads it, which puts marks where they are written."""
    if shutil.which("pdftotext") is None:
        pytest.skip("NO pdftotext on this machine")
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_what_is_handed_out_is_signed_by_the_office_and_any_changed_byte_is_found(
    reader: Any, pensioner: str, office: Office
) -> None:
    one = reader(pensioner)
    pdf = one.get(f"/zh/papers/paper.pdf?code={issue(one, 'contributions')}").content
    assert office.cards is not None
    known = read_certificates(office.cards / CERTIFICATES)
    assert worth(pdf, known).verdict is Verdict.GOOD
    for at in {*range(0, len(pdf), len(pdf) // 60), len(pdf) - 1}:
        assert worth(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], known).verdict is not Verdict.GOOD, at


def send(one: Any, pdf: bytes, language: str = "en") -> Any:
    """A PDF, sent to be checked."""
    return one.client.post(
        f"/{language}/verify", data={"form_token": one.form_token}, files={"file": ("paper.pdf", pdf)}
    )


@pytest.mark.parametrize(
    ("language", "said"), [("en", "This file is genuine"), ("zh", "此文件真实有效"), ("fa", "این فایل اصل است")]
)
def test_anyone_may_send_the_file_and_is_told_that_it_is_genuine(
    language: str, said: str, reader: Any, pensioner: str
) -> None:
    one = reader(pensioner)
    pdf = one.get(f"/{language}/papers/paper.pdf?code={issue(one, 'contributions')}").content
    answer = send(reader(""), pdf, language)
    assert answer.status_code == 200
    assert said in answer.text
    assert "王喆堃" in answer.text


def test_a_changed_file_is_told_and_so_is_none(reader: Any, pensioner: str) -> None:
    one = reader(pensioner)
    pdf = one.get(f"/en/papers/paper.pdf?code={issue(one, 'contributions')}").content
    changed = send(reader(""), pdf.replace(b"/Author", b"/Auther"))
    assert changed.status_code == 422
    assert "changed after the office signed it" in changed.text
    assert "王喆堃" not in changed.text
    assert "Something was added" in send(reader(""), pdf + b"\n% more").text
    assert "no PDF that an office issues" in send(reader(""), b"GIF89a").text
    assert "Choose the PDF to check" in send(reader(""), b"").text
    assert "Choose the PDF to check" in reader("").post("/en/verify").text


def test_a_file_signed_with_a_strangers_key_is_refused(
    reader: Any, pensioner: str, office: Office, tmp_path: Path
) -> None:
    one = reader(pensioner)
    stranger = Seal.begin(tmp_path, "Social insurance agency", datetime.datetime.now(datetime.UTC))
    code = issue(one, "contributions")
    pdf = one.get(f"/en/papers/paper.pdf?code={code}").content
    (end,) = [found.end() for found in re.finditer(rb"startxref\n\d+\n%%EOF\n", pdf)][:1]
    forged = send(reader(""), seal(pdf[:end], stranger, "forged"))
    assert forged.status_code == 422
    assert "signed by somebody else" in forged.text


def test_a_file_of_the_office_about_a_paper_it_does_not_have_is_refused(
    reader: Any, pensioner: str, office: Office, tmp_path: Path
) -> None:
    assert office.cards is not None
    one = reader(pensioner)
    one.get(f"/en/papers/paper.pdf?code={issue(one, 'contributions')}")
    data = {"code": "0" * 20, "kind": "contributions", "said": {}}
    made = FPDF()
    made.add_page()
    made.embed_file(bytes=json.dumps(data).encode(), basename=PAPER)
    answer = send(reader(""), seal(bytes(made.output()), Seal.read(office.cards), "another"))
    assert answer.status_code == 422
    assert "the office has no such paper" in answer.text


def test_a_paper_that_was_withdrawn_is_told_by_its_code_and_by_its_file(reader: Any, pensioner: str) -> None:
    one = reader(pensioner)
    code = issue(one, "contributions")
    pdf = one.get(f"/en/papers/paper.pdf?code={code}").content
    assert "withdrawn" not in send(reader(""), pdf).text
    assert one.post("/en/papers/withdraw", {"code": code, "reason": "because"}).status_code == 422
    assert one.post("/en/papers/withdraw", {"code": code, "reason": "hands"}).status_code == 303
    assert one.post("/en/papers/withdraw", {"code": code, "reason": "wrong"}).status_code == 303
    for answer in (send(reader(""), pdf), reader("").get(f"/en/verify?code={code}")):
        assert "This paper was withdrawn on" in answer.text
        assert "It came into wrong hands" in answer.text
        assert "genuine" not in answer.text
    assert code not in re.findall(r"paper\.pdf\?code=(\w+)", one.get("/en/papers").text)


def test_nobody_withdraws_or_opens_the_paper_of_another(reader: Any, pensioner: str, office: Office) -> None:
    code = issue(reader(pensioner), "contributions")
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'pensioner'")
    other = office.value("SELECT person_id FROM guard.account WHERE subject = 'demo-insured'")
    for subject, path in (("demo-insured", "/en/papers"), ("demo-employer", "/en/business/certificates"),
                          ("demo-clerk", f"/en/people/{other}/papers")):  # fmt: skip
        assert reader(subject).post(f"{path}/withdraw", {"code": code, "reason": "wrong"}).status_code == 422, subject
    assert reader("demo-insured").get(f"/en/papers/paper.pdf?code={code}").status_code == 404
    assert reader("demo-clerk").get(f"/en/people/{other}/paper.pdf?code={code}").status_code == 404
    assert reader("demo-accountant").get(f"/en/people/{person}/papers").status_code == 403
    assert "genuine" in reader("").get(f"/en/verify?code={code}").text


def test_row_policies_let_nobody_else_see_add_or_change_what_was_withdrawn(
    office: Office, reader: Any, pensioner: str
) -> None:
    mine, theirs = issue(reader(pensioner), "contributions"), issue(reader("demo-insured"), "contributions")
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'pensioner'")
    me = Who("pensioner", "王喆堃", frozenset({Role.INSURED}), person_id=person)
    accountant = Who("demo-accountant", "", frozenset({Role.ACCOUNTANT}), place="3301")
    add = text("INSERT INTO office.withdrawn_paper (code, withdrawn_by, reason) VALUES (:c, :b, 'wrong')")
    for who, code, by in ((me, theirs, "pensioner"), (me, mine, "somebody"), (accountant, mine, "demo-accountant")):
        with pytest.raises(DBAPIError, match="row-level security"), acting(office.guarded, who) as connection:
            connection.execute(add, {"c": code, "b": by})
    with acting(office.guarded, me) as connection:
        connection.execute(add, {"c": mine, "b": "pensioner"})
    with acting(office.guarded, me) as connection, pytest.raises(DBAPIError):
        connection.execute(text("DELETE FROM office.withdrawn_paper"))
    other = Who("x", "", frozenset({Role.INSURED}), person_id=person + 1)
    for who, seen in ((me, 1), (other, 0)):
        with acting(office.guarded, who) as connection:
            found = connection.execute(text("SELECT count(*) FROM office.withdrawn_paper WHERE code = :c"), {"c": mine})
            assert found.scalar() == seen


def test_at_the_counter_a_decision_is_printed_and_a_wrong_paper_withdrawn(
    reader: Any, pensioner: str, office: Office
) -> None:
    person = office.value("SELECT person_id FROM guard.account WHERE subject = 'pensioner'")
    clerk = reader("demo-clerk")
    page = clerk.get(f"/en/people/{person}/papers").text
    (what,) = re.findall(r'<option value="(pension_decision:[\w:]+)"', page)
    answer = clerk.post(f"/en/people/{person}/certificate", {"what": what})
    assert answer.content.startswith(b"%PDF")
    assert "国发〔2005〕38号" in text_of(answer.content)
    assert clerk.post(f"/en/people/{person}/certificate", {"what": "pension_decision:pension:1"}).status_code == 422
    code = re.findall(r"pension-decision-([\w-]+)\.pdf", answer.headers["content-disposition"])[0].replace("-", "")
    withdrawn = reader("demo-approver").post(f"/en/people/{person}/papers/withdraw", {"code": code, "reason": "wrong"})
    assert withdrawn.status_code == 303
    assert "It says something that is wrong" in reader("").get(f"/en/verify?code={code}").text


def test_an_employers_certificate_says_what_was_due_and_paid(reader: Any, office: Office) -> None:
    one = reader("demo-employer")
    one.post("/en/business/certificates", {"months": "12"})
    code = re.findall(r"certificate.pdf\?code=(\w+)", one.get("/en/business/certificates").text)[0]
    total = office.value(
        "SELECT sum(b.total) FROM office.bill b JOIN office.collected c USING (bill_no) JOIN guard.account a"
        " ON a.employer_id = b.payer_id WHERE a.subject = 'demo-employer' AND b.category = 0"
    )
    for language in LANGUAGES:
        pdf = one.get(f"/{language}/business/certificate.pdf?code={code}").content
        keep_artefact(f"employer-{language}", pdf)
        assert plain(amount(language, int(total))) in plain(text_of(pdf))
    assert one.post("/en/business/certificates/withdraw", {"code": code, "reason": "replaced"}).status_code == 303
    assert "withdrawn on" in one.get("/en/business/certificates").text


def test_the_qr_code_leads_to_the_page_that_checks_the_paper(reader: Any, pensioner: str) -> None:
    import pypdfium2
    import zxingcpp

    code = issue(reader(pensioner), "contributions")
    document = pypdfium2.PdfDocument(reader(pensioner).get(f"/zh/papers/paper.pdf?code={code}").content)
    (found,) = zxingcpp.read_barcodes(document[len(document) - 1].render(scale=3).to_pil())
    assert found.text == f"https://testserver/verify?code={code}"


def test_an_office_without_a_key_issues_nothing_and_says_what_to_do(
    office: Office, reader: Any, pensioner: str
) -> None:
    app = create_app(Settings(calls=0, sign_ins=0), office.guarded)
    one = Reader(app, office, pensioner)
    answer = one.post("/en/papers", {"what": "contributions"})
    assert answer.status_code == 422
    assert "shebao paper begin" in answer.text
    assert one.get("/en/verify/issuer.pem").status_code == 204


def test_the_terminal_checks_a_paper_with_the_offices_public_certificate(
    reader: Any, pensioner: str, tmp_path: Path
) -> None:
    one = reader(pensioner)
    code = issue(one, "contributions")
    (tmp_path / "paper.pdf").write_bytes(one.get(f"/fa/papers/paper.pdf?code={code}").content)
    (tmp_path / "papers.pem").write_bytes(reader("").get("/en/verify/issuer.pem").content)
    run = CliRunner().invoke(
        program, ["paper", "verify", str(tmp_path / "paper.pdf"), "--issuer", str(tmp_path / "papers.pem"), "--json"]
    )
    assert run.exit_code == 0, run.output
    told = json.loads(run.output)
    assert (told["verdict"], told["paper"]["code"], told["paper"]["said"]["name"]) == ("good", code, "王喆堃")
    assert told["paper"]["said"]["synthetic"] is True


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_button_to_the_checked_file_in_a_browser(
    language: str, pensioner: str, reader: Any, browser_page: Any, check: Callable[..., None], tmp_path: Path
) -> None:
    page = browser_page
    page.goto(f"/{language}/papers")
    page.locator("main a.button").click()
    page.locator("a[href*='subject=demo-insured']").first.click()
    page.goto(f"/{language}/papers")
    check(page, "papers")
    page.locator("main form[action$='/papers'] button").click()
    with page.expect_download() as download:
        page.locator("main ul.papers a").first.click()
    download.value.save_as(tmp_path / "paper.pdf")
    check(page, "papers-issued")
    page.goto(f"/{language}/verify")
    page.set_input_files("#file", tmp_path / "paper.pdf")
    page.locator("form[enctype] button").click()
    page.locator(".answer .lead").wait_for()
    check(page, "verified-file")
    page.goto(f"/{language}/papers")
    page.locator("main ul.papers summary").first.click()
    check(page, "papers-withdraw")
    page.locator("main ul.papers form button").first.click()
    page.locator("main ul.papers strong").first.wait_for()
    page.goto(f"/{language}/verify")
    page.set_input_files("#file", tmp_path / "paper.pdf")
    page.locator("form[enctype] button").click()
    page.locator(".answer .warn").wait_for()
    check(page, "verified-withdrawn")

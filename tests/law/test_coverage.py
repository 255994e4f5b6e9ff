"""The account of articles: nothing cited that does not exist, nothing computable left without a rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shebao.commands.coverage import coverage
from shebao.engine.coverage import Article, account, documents, parts, wrong_citations
from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.law.language import Book, collecting, rule
from shebao.law.units import Count

CASES = Path(__file__).parents[2] / "conformance"
LAW = Law.load()
LAST_ARTICLE = {
    "社会保险法": 98,
    "失业保险条例": 33,
    "工伤保险条例": 67,
    "社会保险费征缴暂行条例": 31,
    "社会保险经办条例": 63,
}


def planted(*cites: str) -> Law:
    """A law of one rule that cites these."""
    book = Book()
    with collecting(book):

        @rule(cites=cites, since="2024-01")
        def planted_quantity(planted_count: Count) -> Count:  # pyright: ignore[reportUnusedFunction]
            """As many as there are."""
            return planted_count

    return Law(book, {})


def article(law: Law, document: str, number: int, folder: Path | None = None) -> Article:
    found = next(d for d in account(law, folder).documents if d.name == document)
    return found.articles[number - 1]


def test_every_article_of_the_five_texts_is_in_the_account() -> None:
    assert {d.name: len(d.articles) for d in documents()} == LAST_ARTICLE


def test_no_rule_cites_an_article_that_does_not_exist() -> None:
    assert wrong_citations(LAW) == []


@pytest.mark.parametrize("document", LAST_ARTICLE)
def test_every_article_that_gives_something_to_compute_has_a_rule(document: str) -> None:
    held = next(d for d in account(LAW).documents if d.name == document)
    assert [f"§{a.number} {a.about}" for a in held.articles if a.missing] == []


@pytest.mark.parametrize("document", LAST_ARTICLE)
def test_a_citation_past_the_last_article_is_found(document: str) -> None:
    last = LAST_ARTICLE[document]
    assert wrong_citations(planted(f"{document} §{last}", f"{document} §1")) == []
    for beyond in (last + 1, 0):
        (fault,) = wrong_citations(planted(f"{document} §{beyond}"))
        assert "planted_quantity" in fault
        assert f"§{beyond}" in fault
        assert "test_coverage.py" in fault


def test_a_citation_of_a_national_text_names_its_article() -> None:
    (fault,) = wrong_citations(planted("社会保险法"))
    assert "without an article" in fault


def test_an_article_nobody_cites_is_missing_only_if_it_gives_something_to_compute() -> None:
    bare = planted("社会保险法 §84")
    assert not article(bare, "社会保险法", 84).missing
    assert article(bare, "社会保险法", 86).missing
    assert not article(bare, "社会保险法", 1).missing
    assert any("社会保险法 §86 " in fault for fault in account(bare).faults)
    assert not any("社会保险法 §84 " in fault for fault in account(bare).faults)


@pytest.mark.parametrize(
    ("citation", "read"),
    [
        ("社会保险法 §86", ("社会保险法", "§86", (86,))),
        ("社会保险法§86", ("社会保险法", "§86", (86,))),
        ("工伤保险条例 §35(2)、§36", ("工伤保险条例", "§35(2)、§36", (35, 36))),
        ("国发〔2005〕38号 附表", ("国发〔2005〕38号", "附表", ())),
        ("就业补助资金管理办法", ("就业补助资金管理办法", "", ())),
    ],
)
def test_a_citation_is_read_as_document_and_articles(citation: str, read: tuple[str, str, tuple[int, ...]]) -> None:
    assert parts(citation) == read


def test_a_case_counts_for_the_text_it_runs_and_for_no_other(tmp_path: Path) -> None:
    case = "- {id: fee, as_of: 2024-06, given: {overdue_amount: 10000, overdue_days: 30}, expect: {late_fee: 150}}\n"
    (tmp_path / "some.yaml").write_text(case, encoding="utf-8")
    assert article(LAW, "社会保险法", 86, tmp_path).cases == ("fee",)
    assert article(LAW, "社会保险费征缴暂行条例", 13, tmp_path).cases == ()  # the text before July 2011
    assert article(LAW, "社会保险法", 84, tmp_path).cases == ()


def test_a_quantity_that_is_given_is_not_tried(tmp_path: Path) -> None:
    given = "given: {wage: 9000, employee_pension_contribution: 1, employee_unemployment_contribution: 1}"
    (tmp_path / "some.yaml").write_text(
        f"- {{id: bill, as_of: 2024-06, region: '310000', {given}, expect: {{withheld_premium: 2}}}}\n",
        encoding="utf-8",
    )
    assert article(LAW, "社会保险法", 60, tmp_path).cases == ("bill",)
    assert article(LAW, "社会保险法", 12, tmp_path).cases == ()


def test_disputed_cases_try_nothing(tmp_path: Path) -> None:
    case = "- {id: fee, as_of: 2024-06, given: {overdue_amount: 10000, overdue_days: 30}, expect: {late_fee: 150}}\n"
    (tmp_path / "disputed.yaml").write_text(case, encoding="utf-8")
    assert article(LAW, "社会保险法", 86, tmp_path).cases == ()


def test_the_account_as_json_adds_up() -> None:
    done = CliRunner().invoke(coverage, ["--json", "--cases", str(CASES)])
    data = json.loads(done.output)
    assert [d["document"] for d in data["documents"]] == list(LAST_ARTICLE)
    for document in data["documents"]:
        rows = document["rows"]
        assert [r["article"] for r in rows] == list(range(1, LAST_ARTICLE[document["document"]] + 1))
        assert document["computable"] == sum(r["computable"] for r in rows)
        assert document["carried"] == sum(r["computable"] and bool(r["rules"]) for r in rows)
        assert document["tested"] == sum(r["computable"] and bool(r["cases"]) for r in rows) <= document["carried"]
        assert all(r["reason"] for r in rows if not r["computable"])
    assert "monthly_pension" in {
        rule for places in data["others"].values() for held in places.values() for rule in held
    }


def test_one_document_is_shown_alone_by_any_of_its_names() -> None:
    for name in ("社会保险经办条例", "经办", "handling social"):
        done = CliRunner().invoke(coverage, [name, "--cases", str(CASES)])
        assert "pension_decision_limit" in done.output
        assert "§63" in done.output
        assert "insurance_duty" not in done.output
    other = CliRunner().invoke(coverage, ["人社部规〔2019〕2号"])
    assert "listed_for_fraud" in other.output
    unknown = CliRunner().invoke(coverage, ["没有"])
    assert isinstance(unknown.exception, BadInput)


def test_what_is_missing_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = CliRunner().invoke(coverage, ["社会保险费征缴暂行条例", "--missing"])
    assert (whole.exit_code, whole.output) == (0, "0 articles missing\n")
    monkeypatch.setattr(Law, "load", classmethod(lambda cls: planted("社会保险法 §84")))
    bare = CliRunner().invoke(coverage, ["社会保险费征缴暂行条例", "--missing"])
    assert bare.exit_code == 1
    assert "社会保险费征缴暂行条例 §23 " in bare.output

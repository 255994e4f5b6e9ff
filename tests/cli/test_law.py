"""`shebao law`: what changed, what is missing, and the pages made from the law."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from shebao import Law
from shebao.engine.pages import cases_by_name, pages

ROOT = Path(__file__).parents[2]
MOST_BYTES = 300_000


def law(*words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from shebao.cli import main; main()", "law", *words]
    return subprocess.run(program, capture_output=True, text=True, timeout=120, cwd=ROOT)


def test_what_changed_is_grouped_by_branch_with_old_and_new() -> None:
    said = law("diff", "2024-12", "2025-01", "--region", "330100").stdout
    for part in ("\nretirement\n", "- Before 2025 the retirement age is not delayed.  — 国发〔1978〕104号 §1",
                 "[2] — → 60", "计发月数"):  # fmt: skip
        assert part in said
    data = json.loads(law("diff", "2019-04", "2019-05", "--name", "employer_pension_rate", "--json").stdout)
    change = {row["region"]: row for row in data["changes"]}["000000"]
    assert (change["before"]["shown"], change["after"]["shown"]) == ("0.2", "0.16")


def test_a_reform_is_shown_against_the_law_of_a_month() -> None:
    done = law("diff", "2027-01", "--reform", "docs/reforms/zhejiang_pilot.yaml")
    assert "Zhejiang 330000          0.16 → 0.15  zhejiang_pilot.yaml" in done.stdout
    assert "rules that differ: 0, figures: 1" in done.stdout
    assert "nothing differs" in law("diff", "2026-12", "--reform", "docs/reforms/zhejiang_pilot.yaml").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["diff", "2027-01"], "two months, or one month and --reform"),
        (["diff", "2027-01", "2027-02", "--reform", "docs/reforms/zhejiang_pilot.yaml"], "two months, or one"),
        (["diff", "2027-01", "2027-13"], "2027-13"),
        (["diff", "2027-01", "2027-02", "--region", "hz"], "six-digit"),
        (["diff", "2027-01", "2027-02", "--name", "basic_pensoin"], "basic_pension"),
        (["gaps", "--figure", "basic_pensoin"], "basic_pension"),
        (["gaps", "--region", "hz"], "six-digit"),
    ],
)
def test_a_mistake_is_one_line(words: list[str], said: str) -> None:
    done = law(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_gaps_are_filtered_by_figure_place_and_kind() -> None:
    everything = json.loads(law("gaps", "--json", "--month", "2026-11").stdout)
    assert {row["what"] for row in everything} == {"unknown", "missing", "assumed"}
    rows = json.loads(law("gaps", "--figure", "index_wage", "--what", "missing", "--region", "420102",
                          "--month", "2026-11", "--json").stdout)  # fmt: skip
    assert [(row["region"], row["note"]) for row in rows] == [("420000", "last known until 2025")]
    said = law("gaps", "--figure", "minimum_wage_table").stdout
    assert "unknown" in said
    assert "最低工资标准" in said
    assert "no gaps" in law("gaps", "--figure", "payment_months_table").stdout


def test_the_committed_pages_are_up_to_date() -> None:
    made = pages(Law.load(), "en", cases_by_name(ROOT / "conformance"))
    folder = ROOT / "docs" / "law"
    kept = {str(p.relative_to(folder)): p.read_text("utf-8") for p in (*folder.rglob("*.md"), *folder.rglob("*.svg"))}
    stale = {name for name in {*made, *kept} if made.get(name) != kept.get(name)}
    assert not stale, "run `make docs`"


@pytest.mark.parametrize("language", ["en", "zh", "fa"])
def test_every_rule_and_figure_has_its_place_and_every_link_leads_somewhere(language: str) -> None:
    import re

    book = Law.load()
    made = pages(book, language)
    anchors = {
        name: {line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")}
        | set(re.findall(r'<a id="(\w+)">', text))
        for name, text in made.items()
    }
    headed = {name for page in made if page not in ("index.md", "facts.md", "names.md") for name in anchors[page]}
    assert {*book.rules, *book.figures} <= headed
    for page, text in made.items():
        assert len(text.encode()) < MOST_BYTES, page
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            assert (path or page) in made, (page, target)
            assert not anchor or anchor in anchors[path or page], (page, target)
    for name, text in made.items():
        if name.endswith(".svg"):
            ElementTree.fromstring(text)


def test_pages_are_written_once_and_what_is_not_made_any_more_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "law"
    assert "0 removed" in law("docs", "--out", str(out)).stdout
    stale, own = out / "gone.md", out / "mine.md"
    stale.write_text((out / "index.md").read_text("utf-8"), encoding="utf-8")
    own.write_text("# mine\n", encoding="utf-8")
    assert law("docs", "--out", str(out), "--check").returncode == 1
    assert "0 changed, 1 removed" in law("docs", "--out", str(out)).stdout
    assert own.exists()
    assert not stale.exists()
    assert law("docs", "--out", str(out), "--check").returncode == 0

"""The program from a shell: answers, machine-readable answers, and errors that say what would be right."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shebao(*words: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "SHEBAO_DATABASE_URL"}
    if home is not None:
        env["SHEBAO_HOME"] = str(home)
    program = [sys.executable, "-c", "from shebao.cli import main; main()", *words]
    return subprocess.run(program, capture_output=True, text=True, env=env, timeout=300, cwd=ROOT)


FLAGS = ["--born", "1975-03-08", "--sex", "female", "--track", "women_50", "--region", "330100", "--months-paid", "240",
         "--index", "1.1", "--account", "86000", "--as-of", "2026-11"]  # fmt: skip


def test_an_estimate_by_flags_with_its_reasons() -> None:
    done = shebao("estimate", *FLAGS, "--explain")
    assert done.returncode == 0, done.stderr
    for said in ("2025-05", "2,909.80", "国发〔2005〕38号 §6", "carried on"):
        assert said in done.stdout


def test_an_estimate_of_a_whole_life_for_programs() -> None:
    done = shebao("estimate", "docs/life.yaml", "--as-of", "2026-11", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert [c["name"] for c in data["choices"]] == ["earliest", "statutory", "latest"]
    for choice in data["choices"]:
        assert (
            sum(choice["parts_fen"].values()) <= choice["monthly_pension_fen"] < sum(choice["parts_fen"].values()) + 10
        )
    trace = data["choices"][0]["trace"]
    assert trace["value"] == data["choices"][0]["monthly_pension_fen"]
    # Every turn of the index over the history is kept.
    index = next(n for n in trace["nodes"] if n["name"] == "index_sum_paid")
    assert len(index["steps"]) == 31


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["estimate", "--born", "1975-13-08", *FLAGS[2:]], "YYYY-MM-DD"),
        (["estimate", *FLAGS, "--region", "hangzhou"], "six-digit"),
        (["estimate", *FLAGS, "--fact", "wagge=5"], "wage"),
        (["estimate", "nowhere.yaml"], "nowhere.yaml"),
        (["law", "show", "basic_pensoin"], "basic_pension"),
        (["conform", "nowhere"], "nowhere"),
        (["people", "make", "--size", "3", "--out", "/tmp/never-made"], "500"),
        (["month", "run", "2026-13"], "2026-13"),
    ],
)
def test_a_mistake_is_answered_with_what_would_be_right(words: list[str], said: str, short_home: Path) -> None:
    done = shebao(*words, home=short_home)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_dictionary_and_the_graph(tmp_path: Path) -> None:
    assert "基础养老金" in shebao("law", "list", "basic").stdout
    shown = shebao("law", "show", "payment_months").stdout
    for said in ("until 2024-12", "since 2025-01", "cases:", "payment_months_table"):
        assert said in shown
    out = tmp_path / "graph.svg"
    assert shebao("law", "graph", "--region", "330100", "-o", str(out)).returncode == 0
    assert "</svg>" in out.read_text(encoding="utf-8")
    assert shebao("law", "check").returncode == 0
    gaps = shebao("law", "gaps").stdout
    assert "published_reference_wage" in gaps


def test_a_case_that_fails_is_shown_with_its_difference(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "- {id: wrong, as_of: 2025-01, region: '000000', given: {overdue_amount: 3000, overdue_days: 15},"
        " expect: {late_fee: 22.6}}\n",
        encoding="utf-8",
    )
    done = shebao("conform", str(path))
    assert done.returncode == 1
    assert "-0.1" in done.stdout


@pytest.fixture
def short_home() -> Iterator[Path]:
    """A data folder with a short path: the server's socket lies in it."""
    home = Path(tempfile.mkdtemp(prefix="sb-"))
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.slow
def test_the_demonstration_from_nothing_to_a_page_and_again(short_home: Path) -> None:
    assert "no city is loaded" in shebao("month", "status", home=short_home).stderr
    first = shebao("demo", "--size", "2500", home=short_home)
    assert first.returncode == 0, first.stderr
    assert "Synthetic: nobody in this city exists" in first.stdout
    page = short_home / "out" / "2026-11" / "report.html"
    assert page.stat().st_size > 10_000
    again = shebao("demo", "--size", "2500", home=short_home)
    assert again.returncode == 0, again.stderr
    assert "done before" in again.stdout
    status = json.loads(shebao("month", "status", "--json", home=short_home).stdout)
    assert list(status)[-1] == "close"
    replayed = shebao("decisions", "replay", "--json", home=short_home)
    assert replayed.returncode == 0
    assert json.loads(replayed.stdout)["decisions"] > 0
    decided = json.loads(shebao("decisions", "list", "--json", home=short_home).stdout)
    shown = shebao("decisions", "show", str(decided[0]["person"]), home=short_home)
    assert "国发" in shown.stdout
    other = shebao("demo", "--size", "2600", home=short_home)
    assert other.returncode == 2
    assert "another city is in this database" in other.stderr

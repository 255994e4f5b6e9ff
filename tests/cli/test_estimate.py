"""`shebao estimate` over every branch, and before and after a reform."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFORMS = "docs/reforms"
WOMAN = ["--born", "1985-03-08", "--sex", "female", "--track", "women_50", "--region", "330100", "--months-paid", "180",
         "--index", "1.1", "--account", "86000", "--as-of", "2026-11"]  # fmt: skip


def estimate(*words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from shebao.cli import main; main()", "estimate", *words]
    return subprocess.run(program, capture_output=True, text=True, timeout=120, cwd=ROOT)


def test_a_reform_of_the_minimum_is_shown_before_and_after() -> None:
    done = estimate(*WOMAN, "--reform", f"{REFORMS}/fifteen_years_stay.yaml")
    assert done.returncode == 0, done.stderr
    assert "Fifteen years of contributions stay enough (since 2027-01)" in done.stdout
    for said in ("before", "after", "difference", "-60 months", "180 months are short of the 240"):
        assert said in done.stdout
    assert "180 months are short of the 180" not in done.stdout


def test_a_reform_for_programs_has_both_sides_and_the_difference() -> None:
    done = estimate(*WOMAN, "--reform", f"{REFORMS}/retirement_at_65.yaml", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    alone = json.loads(estimate(*WOMAN, "--json").stdout)
    assert data["before"] == alone
    assert data["reform"]["rules"] == ["statutory_retirement_age"]
    for change, old, new in zip(data["differences"], data["before"]["choices"], data["after"]["choices"], strict=True):
        pension = change["monthly_pension_fen"]
        assert (pension["before"], pension["after"]) == (old["monthly_pension_fen"], new["monthly_pension_fen"])
        assert pension["difference"] == pension["after"] - pension["before"] > 0
    assert data["differences"][1]["months_later"] == 120


def test_a_branch_before_and_after_a_reform() -> None:
    words = ("--ask", "contributions", "--region", "330100", "--fact", "wage=8000", "--as-of", "2027-03",
             "--reform", f"{REFORMS}/employer_rate_20.yaml")  # fmt: skip
    done = estimate(*words, "--explain")
    assert done.returncode == 0, done.stderr
    for said in ("1,280.00", "1,600.00", "+320.00", "employer_rate_20.yaml: Employers pay 20 percent again"):
        assert said in done.stdout
    data = json.loads(estimate(*words, "--json").stdout)
    changed = {c["question"]: c["difference"] for c in data["differences"] if c["difference"]}
    assert changed == {"employer_pension_contribution": 32_000}
    rate = next(n for a in data["after"]["answers"] if a["question"] == "employer_pension_contribution"
                for n in a["trace"]["nodes"] if n["name"] == "employer_pension_rate")  # fmt: skip
    assert rate["evidence"] == "reform"


def test_a_branch_is_answered_with_its_trace() -> None:
    done = estimate("--ask", "late_fee", "--fact", "overdue_amount=3000", "--fact", "overdue_days=15", "--explain")
    assert done.returncode == 0, done.stderr
    for said in ("22.50", "社会保险法 §86", "amount overdue [overdue_amount] = 3000.00 yuan  — stated"):
        assert said in done.stdout
    data = json.loads(estimate("--ask", "late_fee", "--fact", "overdue_amount=3000", "--fact", "overdue_days=15",
                               "--json").stdout)  # fmt: skip
    assert data["answers"][0]["value"] == data["answers"][0]["trace"]["value"] == 2250


def test_facts_of_a_branch_may_come_from_a_file(tmp_path: Path) -> None:
    life = tmp_path / "life.yaml"
    life.write_text("region: '330100'\nas_of: 2025-03\nwage: 8000\n", encoding="utf-8")
    done = estimate(str(life), "--ask", "contributions")
    assert "1,280.00" in done.stdout
    assert "law of 2025-03" in done.stdout


def test_what_is_missing_is_listed_with_how_to_state_it() -> None:
    done = estimate("--ask", "contributions", "--region", "330100")
    assert done.returncode == 1
    assert "own wage  yuan  --fact wage=5000" in done.stdout
    nothing = estimate("--region", "330100")
    assert nothing.returncode == 2
    assert nothing.stdout == ""
    for said in ("--fact birth=1975-03-08", "men_60|women_55|women_50", "--fact contribution_index=0.6"):
        assert said in nothing.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--ask", "unemploiment"], "unemployment"),
        (["--ask", "late_fee", "--fact", "overdue_amuont=5"], "overdue_amount"),
        (["--ask", "late_fee", "--fact", "overdue_amount=much"], "yuan"),
        (["--ask", "late_fee", "--at", "2030-01"], "--ask pension"),
        (["--ask", "late_fee", "--fact", "wage"], "NAME=VALUE"),
        ([*WOMAN, "--reform", "nowhere.yaml"], "nowhere.yaml"),
        ([*WOMAN, "--reform", "docs/life.yaml"], "life.yaml: "),
    ],
)
def test_a_mistake_is_one_line_that_says_what_would_be_right(words: list[str], said: str) -> None:
    done = estimate(*words)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_help_lists_every_branch() -> None:
    from shebao.engine.asks import ASKS

    said = estimate("--help").stdout
    for name, found in ASKS.items():
        assert name in said
        assert found.says in said
    assert "docs/reforms" in said

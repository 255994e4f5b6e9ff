"""`shebao outlook` from a shell: what is shipped, and mistakes answered before any work begins."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def outlook(*words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from shebao.cli import main; main()", "outlook", *words]
    return subprocess.run(program, capture_output=True, text=True, timeout=120, cwd=ROOT)


def test_the_shipped_scenarios_are_listed_with_what_changes() -> None:
    done = outlook("scenarios")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("law_as_it_stands")
    assert any(line.startswith("retirement_at_65") and "Retirement at 65. From 2027" in line for line in lines)
    assert len(lines) >= 17


def test_the_shipped_scenarios_for_programs_have_titles_in_three_languages() -> None:
    done = outlook("scenarios", "--json")
    assert done.returncode == 0, done.stderr
    listed = {entry["name"]: entry for entry in json.loads(done.stdout)}
    assert listed["employer_rate_20"]["titles"]["zh"] == "单位费率20%"
    assert listed["employer_rate_20"]["law"][0].endswith("employer_rate_20.yaml")
    assert listed["compliance_up"]["assumptions"] == ["compliance"]
    assert listed["world_flat_pension"]["world"] == "flat_pension"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "employer_rate_21"], "employer_rate_20"),
        (["run", "nowhere.yaml"], "a YAML file that exists"),
        (["run", "--sample", "1000:1"], "1:N such as 1:1000"),
        (["run", "--sample", "1:0"], "1:N such as 1:1000"),
        (["run", "--years", "200"], "1<=x<=75"),
        (["run", "fertility_low", "fertility_low"], "each name once"),
        (["run", "--out", "docs"], "one of an earlier run"),
        (["run", "--out", "README.md"], "a folder, not a file"),
        (["hindcast", "--sample", "many"], "1:N such as 1:1000"),
    ],
)
def test_a_mistake_is_a_clear_line_and_nothing_is_written(words: list[str], said: str) -> None:
    done = outlook(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_scenario_of_ones_own_with_a_mistake_names_file_and_key(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("title: t\nassumptions:\n  fertility: {2024: 1.0, 2030: 1.4}\n", encoding="utf-8")
    done = outlook("run", str(mine), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "mine.yaml: assumptions.fertility.2025" in done.stderr
    assert "2025 to 2029 are missing between 2024 and 2030" in done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert not (tmp_path / "out").exists()

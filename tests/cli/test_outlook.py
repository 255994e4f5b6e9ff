"""`shebao outlook` from a shell: what is shipped, and mistakes answered before any work begins."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def outlook(*words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from shebao.cli import main; main()", "outlook", *words]
    return subprocess.run(program, capture_output=True, text=True, timeout=1800, cwd=ROOT)


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


def test_what_a_run_takes_for_granted_is_listed_and_explained() -> None:
    done = outlook("assumptions")
    assert done.returncode == 0, done.stderr
    assert any(line.split()[:2] == ["subsidy_share", "assumed"] for line in done.stdout.splitlines())
    one = outlook("assumptions", "subsidy_share")
    assert "2648 of 15562 in 2012" in one.stdout
    data = json.loads(outlook("assumptions", "indexation", "--json").stdout)
    assert data[0]["parts"] == ["prices", "wages"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "employer_rate_21"], "employer_rate_20"),
        (["run", "nowhere.yaml"], "a YAML file that exists"),
        (["run", "--sample", "1000:1"], "1:N such as 1:1000"),
        (["run", "--sample", "1:0"], "1:N such as 1:1000"),
        (["assumptions", "subsidy"], "subsidy_share"),
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


# Real runs, small ones.

runs = pytest.mark.skipif(find_spec("shebao.outlook.outlook") is None, reason="the run itself is not there yet")
TABLES = {"funds", "people", "pyramid", "cohorts"}


@runs
@pytest.mark.slow
def test_a_run_leaves_tables_and_a_report_and_says_what_became_of_each_scenario(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["run", "law_as_it_stands", "fertility_low", "--sample", "1:50000", "--years", "30", "--out", str(out)]
    done = outlook(*words, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert [row["name"] for row in said["scenarios"]] == ["law_as_it_stands", "fertility_low"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    for name in ("law_as_it_stands", "fertility_low"):
        assert {path.stem for path in (out / name).glob("*.parquet")} == TABLES
        assert {path.stem for path in (out / name).glob("*.csv")} == TABLES
        assert json.loads((out / name / "meta.json").read_text(encoding="utf-8"))["name"] == name
    meta = json.loads((out / "law_as_it_stands" / "meta.json").read_text(encoding="utf-8"))
    assert {row["year"] for row in meta["hindcast"]} >= {2013, 2024}
    assert any(row["ours"] is not None for row in meta["comparison"])
    assert (out / "index.html").stat().st_size > 10_000
    # Again into the same folder, another scenario: nothing of the first run stays.
    done = outlook("run", "--sample", "1:50000", "--years", "10", "--draws", "2", "--no-checks", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "synthetic" in done.stdout
    assert not (out / "fertility_low").exists()
    assert (out / "law_as_it_stands" / "fan_funds.parquet").is_file()


@runs
@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_no_half_written_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = "from shebao.cli import main; main()"
    words = ["outlook", "run", "--sample", "1:50000", "--no-checks", "--out", str(out)]
    # Once before anything is written, then as soon as something is.
    for wait in (lambda: False, lambda: not any(tmp_path.iterdir())):
        process = subprocess.Popen([sys.executable, "-c", code, *words], cwd=ROOT, stderr=subprocess.DEVNULL)
        while wait() and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not out.exists() or (out / "outlook.json").is_file()
    done = outlook(*words[1:])
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    assert (out / "index.html").is_file()

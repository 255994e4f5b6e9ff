"""The notebook of the outlook runs, cell by cell, and shows what it says."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "outlook.ipynb"


def run(source: str, space: dict[str, Any]) -> Any:
    """A cell as a notebook runs it: its statements, then the value of a last expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), str(NOTEBOOK), "exec"), space)
    return (
        eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), space) if isinstance(last, ast.Expr) else None
    )


@pytest.mark.slow
def test_every_cell_runs_and_shows_something() -> None:
    cells = [c for c in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    space: dict[str, Any] = {}
    shown = [run("".join(cell["source"]), space) for cell in cells]
    assert len(shown) >= 6
    assert all(shown)
    lives, person_years = shown[0]
    assert person_years > lives > 50_000

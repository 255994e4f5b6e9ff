"""Mutation testing of the law: `make mutants` for the modules changed since BASE, `make mutants ALL=1` for all.

Prints killed and tried a module and every survivor; ends with 1 when less than 85 percent are killed. How it works and
what survives is in docs/mutants.md.
"""

from __future__ import annotations

import argparse
import ast
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import trial
from mutants import Definition, Mutant, definitions, mutants

WANTED = 85
NO_RULES = {"__init__", "language", "units", "facts"}


class Job(NamedTuple):
    """A mutant with what is asked about it."""

    mutant: Mutant
    cases: list[trial.Case]
    tests: list[str]


def main() -> int:
    """Makes the mutants, tries each and says what survived."""
    words = argparse.ArgumentParser(prog="tests/mutation", description=__doc__)
    words.add_argument("--base", default="main", help="modules that differ from this branch or commit (main)")
    words.add_argument("--all", action="store_true", help="every module")
    words.add_argument("--only", default="", help="these modules, by name, separated by commas")
    words.add_argument("--most", type=int, default=0, help="at most so many mutants a rule, drawn by the seed (0: all)")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    words.add_argument(
        "--out", type=Path, default=trial.ROOT / ".shebao" / "mutants.jsonl", help="every trial, a line each"
    )
    asked = words.parse_args()

    paths = chosen(asked.base, all_of_them=asked.all, only=asked.only)
    if not paths:
        print(f"No module of the law differs from {asked.base}.")
        return 0
    trial.ready()
    with tempfile.TemporaryDirectory(prefix="shebao-mutants-") as folder:
        os.environ["SHEBAO_CACHE"] = f"{folder}/cache"
        known = trial.baseline(trial.Tree(Path(folder)))
        print(f"{len(known.cases)} cases and {len(known.of_test)} tests pass on the law as it is.", flush=True)
        jobs: list[Job] = []
        for path in paths:
            for mutant in mutants(path, asked.most, asked.seed):
                functions = places(path, mutant.definition)
                if functions:  # a constant that no rule uses is a bound of a fact
                    jobs.append(Job(mutant, *known.asking(functions)))
        return report(jobs, asked.jobs, asked.out)


def chosen(base: str, *, all_of_them: bool, only: str) -> list[Path]:
    """The modules to mutate: all, those named, or those that differ from the base in commits or in the working tree."""
    law = trial.ROOT / "src" / "shebao" / "law"
    if only:
        return [law / f"{name}.py" for name in only.split(",")]
    if all_of_them:
        return [path for path in sorted(law.glob("*.py")) if path.stem not in NO_RULES]
    words = ["git", "diff", "--name-only", "--merge-base", base, "--", "src/shebao/law/*.py"]
    done = subprocess.run(words, cwd=trial.ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"git cannot compare with {base}: {done.stderr.strip()}. Name a branch or commit: make mutants BASE=…")
    found = [trial.ROOT / name for name in done.stdout.split()]
    return [path for path in found if path.exists() and path.stem not in NO_RULES]


def places(path: Path, definition: Definition) -> frozenset[trial.Place]:
    """A rule or formula itself; the functions of its module that use a constant."""
    if not definition.constant:
        return frozenset({(definition.module, definition.first)})
    names = set(definition.name.split())
    tops = {
        node.name: node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    return frozenset(
        (other.module, other.first)
        for other in definitions(path)
        if other.name in tops
        if any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(tops[other.name]))
    )


def report(jobs: list[Job], workers: int, out: Path) -> int:
    """Tries every mutant, writes each trial down, prints the account."""
    tried: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    survivors: list[Job] = []
    out.parent.mkdir(parents=True, exist_ok=True)
    fork = multiprocessing.get_context("fork")
    with out.open("w", encoding="utf-8") as lines, ProcessPoolExecutor(workers, fork, initializer=_begin) as pool:
        for job, by in zip(jobs, pool.map(_try, jobs), strict=True):
            mutant, module = job.mutant, job.mutant.definition.module
            tried[module] += 1
            if by:
                killed[module] += 1
            else:
                survivors.append(job)
            line = {"mutant": mutant.name, "line": mutant.line, "operator": mutant.operator, "by": by}
            lines.write(json.dumps(line | {"asked": len(job.cases) + len(job.tests)}, ensure_ascii=False) + "\n")
            lines.flush()
    for module in sorted(tried):
        print(f"{module:24} {killed[module]:5} of {tried[module]:5} killed")
    for job in survivors:
        asked = "" if job.cases or job.tests else " (nothing runs it)"
        print(f"survived: {job.mutant.definition.module}.py:{job.mutant.line} {job.mutant.name}{asked}")
    share = 100 * killed.total() / tried.total() if tried else 100
    print(f"{killed.total()} of {tried.total()} mutants killed: {share:.1f} percent; at least {WANTED} are wanted")
    return 0 if share >= WANTED else 1


def _begin() -> None:
    global _tree
    # Lives as long as the worker, and goes with the folder of the run.
    _tree = trial.Tree(Path(tempfile.mkdtemp(dir=Path(os.environ["SHEBAO_CACHE"]).parent)))


def _try(job: Job) -> str:
    with _tree.changed(job.mutant.definition.module, job.mutant.source):
        return trial.noticed(_tree, job.mutant.definition.module, job.cases, job.tests)


_tree: trial.Tree

if __name__ == "__main__":
    sys.exit(main())

"""Whether a mutant of the law is noticed: by the published cases and the tests of the law that run what it changes.

The one thing to know: the law with the mutant is imported afresh, from a copy of the source tree, in a process forked
off one that has imported everything else. So a trial costs no start of an interpreter and touches no working file.
"""

from __future__ import annotations

import compileall
import contextlib
import os
import pickle
import py_compile
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 60
REFUSED = "refused: "
NOT_ASKED = {"test_coverage.py", "test_published.py"}  # the account of articles; the cases, which are run by themselves

Case = tuple[str, dict[str, Any]]
"""A published case, and the file it stands in."""

Place = tuple[str, int]
"""A function of the law: its module and its first line."""


@dataclass
class Baseline:
    """What runs which function of the law: cases by number, tests with the seconds they take."""

    cases: list[Case] = field(default_factory=list[Any])
    of_case: dict[int, frozenset[Place]] = field(default_factory=dict[int, Any])
    of_test: dict[str, frozenset[Place]] = field(default_factory=dict[str, Any])
    seconds: dict[str, float] = field(default_factory=dict[str, float])

    def asking(self, places: frozenset[Place]) -> tuple[list[Case], list[str]]:
        """The cases and the tests, quick ones first, that run one of these functions."""
        cases = [self.cases[number] for number, reached in self.of_case.items() if reached & places]
        tests = [name for name, reached in self.of_test.items() if reached & places]
        return cases, sorted(tests, key=self.seconds.__getitem__)


@dataclass
class Broken:
    """A trial that says nothing about the mutant: something around it is wrong."""

    why: str


class Tree:
    """A copy of the source tree with at most one module changed."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "src"
        self.law = self.source / "shebao" / "law"
        shutil.copytree(ROOT / "src", self.source, ignore=shutil.ignore_patterns("__pycache__"))
        # Checked by hash: two mutants of one size in one second must not be taken for each other.
        compileall.compile_dir(self.source, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)

    def forked(self, work: Callable[[], Any], seconds: int = SECONDS) -> Any:
        """What the work returns in a process of its own; None when it takes too long or ends without an answer."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            signal.alarm(seconds)
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            sys.path.insert(0, str(self.source))
            try:
                answer = work()
            except BaseException:
                answer = Broken(traceback.format_exc())
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(answer, pipe)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(child, 0)
        found = pickle.loads(answer) if answer else None
        if isinstance(found, Broken):
            raise RuntimeError(f"a trial could not be made:\n{found.why}")
        return found

    @contextlib.contextmanager
    def changed(self, module: str, source: str) -> Generator[None]:
        """The module with another text inside the block."""
        path = self.law / f"{module}.py"
        kept = path.read_text(encoding="utf-8")
        path.write_text(source, encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(kept, encoding="utf-8")


class Watch:
    """Notes the functions of the law that are called while it is on."""

    def __init__(self, law: Path) -> None:
        self.law = str(law)
        self.codes: set[CodeType] = set()

    def __enter__(self) -> None:
        self.codes.clear()
        sys.setprofile(self._note)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            self.codes.add(frame.f_code)

    def places(self) -> frozenset[Place]:
        """The functions noted."""
        here = [code for code in self.codes if code.co_filename.startswith(self.law)]
        return frozenset((Path(code.co_filename).stem, code.co_firstlineno) for code in here)


class _Watching:
    """A plugin of pytest: what each test runs, and how long it takes."""

    def __init__(self, watch: Watch, baseline: Baseline) -> None:
        self.watch, self.baseline = watch, baseline

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        begin = time.perf_counter()
        with self.watch:
            done = yield
        self.baseline.seconds[item.nodeid] = time.perf_counter() - begin
        self.baseline.of_test[item.nodeid] = self.watch.places()
        return done


def ready() -> None:
    """Imports all that trials need beside the law itself, once, before forking."""
    import csv  # noqa: F401
    import difflib  # noqa: F401

    import hypothesis.strategies  # noqa: F401
    import llvmlite.ir  # noqa: F401
    import numpy  # noqa: F401
    import pyarrow  # noqa: F401
    import sqlalchemy  # noqa: F401
    import yaml  # noqa: F401
    from hypothesis import Phase, settings

    # The same examples in every trial, and no time spent on making a failure small.
    settings.register_profile("trial", derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))
    settings.load_profile("trial")
    assert not any(name.startswith("shebao") for name in sys.modules)


def baseline(tree: Tree) -> Baseline:
    """Runs the cases and the tests on the law as it is. AssertionError when they do not pass."""
    made = tree.forked(lambda: _baseline(tree), seconds=1200)
    assert isinstance(made, Baseline), f"the tests do not pass on the law as it is: {made}"
    return made


def noticed(tree: Tree, module: str, cases: list[Case], tests: list[str]) -> str:
    """What notices the law in the tree: a case, a test, the law's own check; empty when nothing does."""
    found = tree.forked(lambda: _noticed(module, cases, tests))
    return "too slow, or the process ended" if found is None else found


def _baseline(tree: Tree) -> Baseline | str:
    from shebao.engine.conform import cases, run_case
    from shebao.engine.law import Law

    _check_only(None)
    law, watch, made = Law.load(), Watch(tree.law), Baseline()
    for path, case in cases([ROOT / "conformance"]):
        with watch:
            outcome = run_case(law, case, path)
        if outcome.status == "pass":
            made.of_case[len(made.cases)] = watch.places()
            made.cases.append((path.name, case))
    files = sorted(str(p) for p in (ROOT / "tests" / "law").glob("test_*.py") if p.name not in NOT_ASKED)
    failed = _pytest(files, _Watching(watch, made))
    for name in failed:
        made.of_test.pop(name, None)
    return made if made.of_test else f"{len(failed)} failed"


def _noticed(module: str, cases: list[Case], tests: list[str]) -> str:
    from shebao.engine.conform import run_case
    from shebao.engine.law import Law

    _check_only(module)
    try:
        law = Law.load()
    except Exception as error:
        return f"{REFUSED}{error}"
    for file, case in cases:
        try:
            passed = run_case(law, case, Path(file)).status == "pass"
        except Exception:
            passed = False
        if not passed:
            return f"case {case['id']}"
    failed = _pytest([str(ROOT / name) for name in tests]) if tests else []
    return failed[0] if failed else ""


def _check_only(module: str | None) -> None:
    """The check of a law with one module changed looks at that module: the others were checked before."""
    from shebao.engine.language import faults_of
    from shebao.engine.law import Law

    def check(self: Law) -> list[str]:
        texts = [t for texts in self.rules.values() for t in texts if Path(t.rule.source_file).stem == module]
        return [fault for text in texts for fault in faults_of(self, text)]

    Law.check = check


class _Failures:
    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.found.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.found.append(report.nodeid or "collection")


def _pytest(names: list[str], *plugins: object) -> list[str]:
    """The tests that fail, until the first when no plugin watches."""
    failures = _Failures()
    words = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--rootdir",
        str(ROOT),
        "-c",
        str(ROOT / "pyproject.toml"),
    ]
    os.chdir(ROOT)
    end = pytest.main([*words, *([] if plugins else ["-x"]), *names], plugins=[failures, *plugins])
    if bool(failures.found) == (end == pytest.ExitCode.OK):
        raise RuntimeError(f"pytest ended with {end!r} over {len(names)} names, {len(failures.found)} failed")
    return failures.found

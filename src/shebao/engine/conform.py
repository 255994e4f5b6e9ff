"""Published worked cases run against the law: what is given goes in, what was printed must come out.

The one thing to know: a case passes only if every expected quantity does; one that asks for a quantity no rule
answers is 'not covered', never passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.engine.names import place_of
from shebao.engine.reading import load_yaml, read_history, read_places, read_value
from shebao.errors import ShebaoError

DEFAULT_TOLERANCE = "0.005"
_WORDS = {
    "id",
    "title",
    "source",
    "kind",
    "note",
    "as_of",
    "region",
    "given",
    "expect",
    "tolerance",
    "arithmetic",
}


@dataclass(frozen=True)
class Check:
    """One expected quantity of a case: what was printed, what the law gives, and whether they agree."""

    quantity: str
    expected: str
    found: str
    difference: str
    passed: bool


@dataclass(frozen=True)
class Outcome:
    """One case: pass, fail, 'not covered' or 'disputed', with its checks and the reason."""

    id: str
    title: str
    file: str
    status: str
    checks: tuple[Check, ...]
    reason: str = ""


def cases(paths: list[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every case in the files, or in the *.yaml files of folders. BadInput names file and case."""
    for path in paths:
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        for file in files:
            data = load_yaml(file)
            if data is None:
                continue
            if not isinstance(data, list):
                raise BadInput(str(file), type(data).__name__, "a list of cases")
            for number, case in enumerate(cast("list[Any]", data), 1):
                if not isinstance(case, dict) or "id" not in case or "expect" not in case:
                    raise BadInput(f"{file}, case {number}", "", "a mapping with id, as_of, region, given, expect")
                for word in cast("dict[str, Any]", case):
                    if word not in _WORDS:
                        raise BadInput(f"{file}, case {case['id']}", word, f"one of {', '.join(sorted(_WORDS))}")
                yield file, cast("dict[str, Any]", case)


def run(paths: list[Path], law: Law | None = None) -> list[Outcome]:
    """Run every case. Cases of a file named disputed.yaml are run and reported as disputed."""
    law = law or Law.load()
    return [run_case(law, case, file) for file, case in cases(paths)]


def run_case(law: Law, case: Mapping[str, Any], file: Path) -> Outcome:
    """Run one case."""
    name, title = str(case["id"]), str(case.get("title", ""))
    expected: Mapping[str, Any] = case["expect"]
    given = cast("Mapping[str, Any]", case.get("given") or {})
    region = place_of(str(case.get("region", "000000")), str(given.get("place", "")))
    missing = [q for q in expected if q not in law.rules and q not in law.figures]
    if missing:
        return Outcome(name, title, file.name, "not covered", (), f"no rule answers {', '.join(missing)}")
    checks: list[Check] = []
    reasons: list[str] = []
    try:
        dossier, unread = read_given(law, given, region)
        on = law.at(str(case["as_of"]), region)
    except (ShebaoError, KeyError) as error:
        return Outcome(name, title, file.name, "fail", (), str(error))
    for quantity, printed in expected.items():
        try:
            value = on.explain(quantity, dossier).value
        except ShebaoError as error:
            reasons.append(str(error))
            checks.append(Check(quantity, str(printed), "", "", False))
            continue
        checks.append(_compare(law, quantity, printed, value, str(case.get("tolerance", DEFAULT_TOLERANCE))))
    passed = all(check.passed for check in checks)
    if unread and not passed:
        reasons.append(f"not read: {', '.join(unread)}")
    status = "pass" if passed else "disputed" if file.stem == "disputed" else "fail"
    return Outcome(name, title, file.name, status, tuple(checks), "; ".join(dict.fromkeys(reasons)))


def read_given(law: Law, given: Mapping[str, Any], region: str) -> tuple[dict[str, Any], list[str]]:
    """What a case states, as a dossier, and the names it states that cannot be read."""
    dossier: dict[str, Any] = {}
    unread: list[str] = []
    known = set(law.names())
    for name, value in given.items():
        if name in ("contributions", "places"):
            try:
                dossier.update(read_history(value, region) if name == "contributions" else read_places(value))
            except BadInput:
                unread.append(name)
        elif name == "place":
            continue
        elif name not in known:
            unread.append(name)
        else:
            try:
                dossier[name] = read_value(law, name, value)
            except BadInput:
                # A sheet prints words where the law has a number: the case must stand without it, or says so.
                unread.append(name)
    return dossier, unread


def _compare(law: Law, quantity: str, printed: object, value: int, tolerance: str) -> Check:
    unit = law.unit_of(quantity)
    shown = unit.show(value)
    if unit.kind != "number":
        agrees = value == unit.parse(printed)
        return Check(quantity, str(printed), shown, "" if agrees else "differs", agrees)
    try:
        difference = unit.exact(value) - Fraction(str(printed).replace(",", ""))
    except ValueError:
        raise BadInput(quantity, printed, f"a number of {unit.shown}") from None
    agrees = abs(difference) <= Fraction(tolerance)
    return Check(quantity, str(printed), shown, f"{float(difference):+.6g}" if difference else "0", agrees)

"""The law as one thing to ask: rules, facts and figures, bound to a place and a month.

The one thing to know: `Law.load()` is the whole law, `Law.on(month, region)` is what is in force there then.
"""

from __future__ import annotations

import gc
import importlib
import os
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import shebao.law as law_package
from shebao.engine.errors import BadInput, LawError
from shebao.engine.figures import Figure, layers, load_figures
from shebao.engine.kept import keep, recall, stamp
from shebao.engine.one import LawOn
from shebao.engine.run import Known
from shebao.engine.texts import Parameter, Plan, Step, Text, place_of_rule, read_book, unit_of
from shebao.law.language import NATION, Book, Fact, national_book
from shebao.law.units import Unit, parse_month

if TYPE_CHECKING:
    from shebao.engine.bulk import Compiled
    from shebao.engine.few import Few
    from shebao.engine.reform import Reform


class At(Protocol):
    """The law in force in a place in a month, e.g. `Law.on("2026-11", "330100")`."""

    def __call__(self, month: str | int, region: str | int = NATION) -> LawOn: ...


class _On:
    """`Law.on(...)` asks the law as the package has it, `law.on(...)` that very law (a reformed one)."""

    def __get__(self, law: Law | None, kind: type[Law]) -> At:
        return (kind.load() if law is None else law).at


class Law:
    """All rules, facts and figures. Immutable once made."""

    on = _On()
    reforms: tuple[Reform, ...] = ()
    root: Law  # the law before any reform

    def __init__(self, book: Book, figures: Mapping[str, Figure]) -> None:
        self._begin(book.facts, figures, read_book(book))
        self.root = self

    def _begin(
        self, facts: Mapping[str, Fact], figures: Mapping[str, Figure], rules: Mapping[str, tuple[Text, ...]]
    ) -> None:
        self.facts, self.figures, self.rules = facts, figures, rules
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._ons: dict[tuple[int, str], LawOn] = {}
        self._fews: dict[tuple[str, tuple[str, ...]], Few] = {}
        self.series: dict[tuple[str, str], Known] = {}
        for name in self.rules:
            if name in figures:
                where = self.rules[name][0].rule
                raise LawError(place_of_rule(where), f"{name} is both a rule and a figure")

    @classmethod
    def load(cls) -> Law:
        """The law as the package has it, checked (a check passed before on the same files is remembered)."""
        global _loaded
        if _loaded is None:
            searching = gc.isenabled()
            gc.disable()  # the law is made to stay: looking for garbage among it takes a tenth of the start
            try:
                for name in sorted(os.listdir(law_package.__path__[0])):
                    if name.endswith(".py") and name != "__init__.py":
                        importlib.import_module(f"{law_package.__name__}.{name[:-3]}")
                law = cls(national_book(), load_figures())
                law._check_once()
            finally:
                if searching:
                    gc.enable()
            _loaded = law
        return _loaded

    def with_figures(self, figures: Mapping[str, Figure], rules: Mapping[str, tuple[Text, ...]] | None = None) -> Law:
        """The same facts with other figures, and other rules where they are given."""
        made = object.__new__(type(self))
        made._begin(self.facts, figures, self.rules if rules is None else rules)
        made.root = made
        return made

    def reformed(self, reform: str | Path | Reform) -> Law:
        """This law with a reform over it, from a YAML file or as read before (docs/reforms). This law stays as it is.

        Errors: LawError naming the file, the key and what would be valid; BadInput for a file that is not YAML.
        """
        from shebao.engine.reform import lay, read_reform

        return lay(self, read_reform(self, Path(reform)) if isinstance(reform, str | Path) else reform)

    def with_reform(self, reform: Reform, figures: Mapping[str, Figure], rules: Mapping[str, tuple[Text, ...]]) -> Law:
        """This law with figures and rules that a reform has changed; `reformed` is the door to it."""
        made = object.__new__(type(self))
        made._begin(self.facts, figures, rules)
        made.reforms, made.root = (*self.reforms, reform), self.root
        return made

    def at(self, month: str | int, region: str | int = NATION) -> LawOn:
        """This law in force in a place in a month."""
        try:
            number = month if isinstance(month, int) else parse_month(month)
        except ValueError as error:
            raise BadInput("month", month, str(error)) from None
        code = f"{region:06d}" if isinstance(region, int) else region
        if len(code) != 6 or not code.isdigit():
            raise BadInput("region", region, "a six-digit code such as 330100")
        held = self._ons.get((number, code))
        if held is None:
            if len(self._ons) > 4096:
                self._ons.clear()
            held = self._ons[number, code] = LawOn(self, number, code)
        return held

    def compile(self, questions: Sequence[str], given: Sequence[str] = ()) -> Compiled:
        """One compiled loop for these questions, for any places and months (see `shebao.engine.bulk`)."""
        from shebao.engine.bulk import compile_law

        return compile_law(self, tuple(questions), tuple(given))

    def few(self, question: str, names: tuple[str, ...]) -> Few:
        """One question compiled for a few dossiers at a time that state these facts; made once."""
        found = self._fews.get((question, names))
        if found is None:
            from shebao.engine.few import Few

            found = self._fews[question, names] = Few(self, question, names)
        return found

    def texts_of(self, name: str, given: Container[str] = frozenset()) -> tuple[Text, ...]:
        """The texts of a rule that may hold where `given` is stated."""
        return tuple(
            text
            for text in self.rules.get(name, ())
            if not text.rule.given or any(all(n in given for n in group) for group in text.rule.given)
        )

    def text_of(self, name: str, region: str, month: int, given: Container[str] = frozenset()) -> Text | None:
        """The text in force: one for what is stated before a plain one, a reform's before the law's, the nearest."""
        texts = self.texts_of(name, given)
        found: Text | None = None
        for asking in (True, False):
            for code in layers(region):
                for text in texts:
                    here = code in text.rule.regions if code != NATION else not text.rule.regions
                    if here and bool(text.rule.given) == asking and text.since <= month <= text.until:
                        found = text if found is None or text.rank > found.rank else found
            if found is not None:
                break
        return found

    def unit_of(self, name: str) -> Unit:
        """The unit of a quantity, figure or fact."""
        if name in self.rules:
            return self.rules[name][0].unit
        if name in self.figures:
            return self.figures[name].unit
        if name in self.facts:
            return unit_of(self.facts[name].annotation)
        raise BadInput("quantity", name, self._near(name))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every quantity, figure and fact."""
        return frozenset((*self.rules, *self.figures, *self.facts))

    def names(self) -> list[str]:
        """Every quantity, figure and fact, in order."""
        return sorted(self.known)

    def plan(self, questions: Iterable[str], region: str, month: int, given: frozenset[str]) -> Plan:
        """What the questions need here and then. Unknown names and cycles are errors."""
        wanted = tuple(questions)
        key = (wanted, region, bisect_right(self._changes, month), given)
        found = self._plans.get(key)
        if found is None:
            if len(self._plans) > 4096:
                self._plans.clear()
            found = self._plans[key] = self._make_plan(wanted, region, month, given)
        return found

    @cached_property
    def _changes(self) -> list[int]:
        """The months in which some text begins or has ended: between two of them every plan is the same."""
        return sorted({when for texts in self.rules.values() for t in texts for when in (t.since, t.until + 1)})

    def _make_plan(self, wanted: tuple[str, ...], region: str, month: int, given: frozenset[str]) -> Plan:
        leaves: dict[str, Parameter] = {}
        steps: list[Step] = []
        state: dict[str, int] = {}

        def visit(parameter: Parameter, path: tuple[str, ...]) -> None:
            name = parameter.name
            if state.get(name) == 2:
                return
            if state.get(name) == 1:
                loop = " → ".join((*path[path.index(name) :], name))
                raise LawError(place_of_rule(self.rules[name][0].rule), f"a cycle: {loop}")
            state[name] = 1
            stated = name in given or parameter.shape in ("series", "table")
            text = None if stated else self.text_of(name, region, month, given)
            if text is None:
                leaves[name] = parameter
            else:
                for below in text.parameters:
                    visit(below, (*path, name))
                rule = text.rule
                names = tuple(p.name for p in text.parameters)
                says = rule.function.__doc__ or ""
                steps.append(Step(text, rule.function, name, names, says, rule.assumed or "", rule.reading or ""))
            state[name] = 2

        for name in wanted:
            visit(Parameter(name, "scalar", self.unit_of(name)), ())
        return Plan(tuple(leaves.values()), tuple(steps))

    def _near(self, name: str) -> str:
        from difflib import get_close_matches

        close = get_close_matches(name, self.names(), 3)
        return f"a name of the law, perhaps {' or '.join(close)}" if close else "a name from `shebao law list`"

    def check(self) -> list[str]:
        """Everything that is wrong with the law as written, with file and line; empty when sound."""
        from shebao.engine.language import check_law

        return check_law(self)

    def _check_once(self) -> None:
        files = stamp([Path(law_package.__path__[0]), Path(__file__).parent], (".py", ".yaml", ".csv"))
        if recall("checked", files) is not None:
            return
        faults = self.check()
        if faults:
            raise LawError("the law does not load", "\n".join(faults))
        keep("checked", files, b"")

    @cached_property
    def digest(self) -> str:
        """A hash of the sources and figures: the version of the law a decision was made by."""
        import hashlib

        digest = hashlib.sha256()
        folders = {Path(text.rule.source_file) for texts in self.rules.values() for text in texts}
        for reform in self.reforms:
            digest.update(repr(reform.identity()).encode())
            folders -= {reform.rule_file}
        for path in sorted(folders | set(Path(__file__).parent.glob("*.py"))):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        for name in sorted(self.figures):
            figure = self.figures[name]
            for region in sorted(figure.spans):
                frozen = cast("dict[int, list[Any]]", figure.spans[region])
                for key in sorted(frozen):
                    # Not through the mapping's own access: that would make every span of the law an object.
                    rows = [_row(row) for row in _as_kept(frozen, key)]
                    digest.update(repr((name, region, key, rows)).encode())
        return digest.hexdigest()[:32]


_loaded: Law | None = None


def _as_kept(spans: dict[int, list[Any]], key: int) -> list[Any]:
    kept: Any = dict
    return cast("list[Any]", kept.__getitem__(spans, key))


def _row(span: Any) -> tuple[Any, ...]:
    if isinstance(span, tuple):
        return cast("tuple[Any, ...]", span)[:6]
    return (span.since, span.until, span.value, span.cites, span.evidence, span.assumed)

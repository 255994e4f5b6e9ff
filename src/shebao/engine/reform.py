"""Reforms: the law with some figures and rules changed from a month on, as one YAML file says.

The one thing to know: a reform is laid over the law and never mixed into it. Its values and texts hold in their
regions with every place below, before whatever the law has there, and end when the reform does; a trace names them
by the reform's file, with evidence `reform`. See docs/reforms for the format.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from shebao.engine.errors import LawError
from shebao.engine.figures import FOREVER, Figure, Span, figure_range, layers
from shebao.engine.law import Law
from shebao.engine.texts import Text, read_book, units_month
from shebao.law.language import NATION, Book, collecting
from shebao.law.units import parse_month

EVIDENCE = "reform"
WORDS = ("title", "since", "until", "regions", "pilot", "note", "figures", "rules")
VALUE_WORDS = ("since", "until", "region", "key", "value", "keep_local", "note")


@dataclass(frozen=True)
class Value:
    """One changed value: from `since` to `until` (months, or years) in `region` and every place below it.

    keys: the first and the last key it holds for. keep_local: places below with a value of their own keep it.
    """

    figure: str
    since: int
    until: int
    region: str
    keys: tuple[int, int]
    value: int
    keep_local: bool
    where: str


@dataclass(frozen=True, eq=False)
class Reform:
    """A reform as read: what it changes, from when to when, and where. `regions` is empty for the whole nation."""

    title: str
    file: Path
    since: int
    until: int
    regions: tuple[str, ...]
    pilot: bool
    values: tuple[Value, ...]
    texts: tuple[Text, ...]
    rule_file: Path | None
    source: bytes

    @property
    def cites(self) -> str:
        """How a trace names the reform."""
        return f"{self.file.name}: {self.title}"

    def identity(self) -> tuple[Any, ...]:
        """What makes two reforms the same, for the version of the law that decisions keep."""
        held = [(t.rule.name, t.rule.line, t.rule.regions, t.since, t.until) for t in self.texts]
        values = [(v.figure, v.since, v.until, v.region, v.keys, v.value, v.keep_local) for v in self.values]
        return values, held, self.source

    def to_json(self) -> dict[str, Any]:
        """Plain data about the reform itself."""
        return {
            "title": self.title, "file": self.file.name, "since": units_month(self.since),
            "until": units_month(self.until) if self.until != FOREVER else "", "regions": list(self.regions),
            "pilot": self.pilot, "figures": sorted({v.figure for v in self.values}),
            "rules": sorted({t.rule.name for t in self.texts}),
        }  # fmt: skip


def lay(law: Law, reform: Reform) -> Law:
    """The law with the reform over it. LawError where a replaced rule does not fit the law."""
    figures = dict(law.figures)
    for name in {value.figure for value in reform.values}:
        figures[name] = _laid(figures[name], [v for v in reform.values if v.figure == name], reform)
    if not reform.texts:
        return law.with_reform(reform, figures, law.rules)
    rules = dict(law.rules)
    rank = len(law.reforms) + 1
    for text in reform.texts:
        rules[text.rule.name] = (*rules[text.rule.name], replace(text, rank=rank))
    for name in {text.rule.name for text in reform.texts}:
        # One order whatever order the reforms came in: which text holds is told by rank, as data.
        old = tuple(t for t in rules[name] if t.rank == 0)
        new = sorted((t for t in rules[name] if t.rank), key=lambda t: (t.rule.source_file, t.rule.line))
        rules[name] = (*old, *new)
    made = law.with_reform(reform, figures, rules)
    faults = list(_faults(made, reform))
    if faults:
        raise LawError(reform.file.name, "; ".join(dict.fromkeys(faults)))
    return made


def _faults(law: Law, reform: Reform) -> Iterator[str]:
    from shebao.engine.language import cycles, faults_of

    for text in reform.texts:
        before = law.rules[text.rule.name][0]
        if text.unit != before.unit:
            place = f"{Path(text.rule.source_file).name}:{text.rule.line}"
            yield f"{place}: {text.rule.name} gives {text.unit.name}, the rule it replaces {before.unit.name}"
        yield from faults_of(law, text)
    begun = {t.since for texts in law.rules.values() for t in texts} | {reform.since}
    names = {text.rule.name for text in reform.texts}
    yield from cycles(law, names, sorted(m for m in begun if reform.since <= m <= reform.until))


def _laid(figure: Figure, values: list[Value], reform: Reform) -> Figure:
    """A figure with the reform's values over it: what lies under them is cut out, in the places below too."""
    spans: dict[str, dict[int, tuple[Span, ...]]] = {
        region: dict(keyed.items()) for region, keyed in figure.spans.items()
    }
    for value in sorted(values, key=lambda v: _depth(v.region)):
        held = Span(value.since, value.until, value.value, reform.cites, EVIDENCE, False, "", value.where)
        first, last = value.keys
        for region, keyed in spans.items():
            if region == value.region or (not value.keep_local and value.region in layers(region)):
                for key in keyed:
                    if first <= key <= last:
                        keyed[key] = _without(keyed[key], value.since, value.until)
        own = spans.setdefault(value.region, {})
        for key in range(first, last + 1):
            own[key] = tuple(sorted((*own.get(key, ()), held), key=lambda span: span.since))
    return replace(figure, spans=spans)


def _without(spans: Iterable[Span], since: int, until: int) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in spans:
        if span.since < since:
            kept.append(replace(span, until=min(span.until, since - 1)))
        if span.until > until:
            kept.append(replace(span, since=max(span.since, until + 1)))
    return tuple(kept)


def _depth(region: str) -> int:
    return 0 if region == NATION else len(layers(region))


# Reading


def read_reform(law: Law, path: Path) -> Reform:
    """A reform from its file, checked against the law. LawError or BadInput says file, key and what would be valid."""
    from shebao.engine.reading import load_yaml

    data = load_yaml(path)
    if not isinstance(data, dict):
        raise LawError(path.name, "a reform is a mapping with title, since and figures or rules")
    return _Reader(law, path).read(cast("dict[str, Any]", data))


class _Reader:
    """Reads one file; its methods raise LawError with file and key."""

    def __init__(self, law: Law, path: Path) -> None:
        self.law, self.path = law, path
        self.provinces = {c for f in law.figures.values() for c in f.spans if c.endswith("0000") and c != NATION}

    def wrong(self, key: str, what: str) -> LawError:
        return LawError(f"{self.path.name}: {key}", what)

    def read(self, data: dict[str, Any]) -> Reform:
        for word in data:
            if word not in WORDS:
                raise self.wrong(word, f"unknown word, {_near(word, WORDS)}")
        title = data.get("title")
        if not isinstance(title, str) or not title.strip():
            raise self.wrong("title", "missing: one line that says what changes")
        if "since" not in data:
            raise self.wrong("since", "missing: the first month in force, YYYY-MM")
        self.since = self.month("since", data["since"])
        self.until = self.month("until", data["until"]) if data.get("until") else FOREVER
        if self.until < self.since:
            raise self.wrong("until", f"{data['until']} lies before since {data['since']}")
        self.regions = self.places(data.get("regions"))
        self.pilot = self.yes_no("pilot", data.get("pilot", "no"))
        if self.pilot and not self.regions:
            raise self.wrong("regions", "missing: a pilot names its regions, six-digit codes such as [330000]")
        if self.pilot and self.until == FOREVER:
            raise self.wrong("until", "missing: a pilot names its last month, YYYY-MM")
        if not data.get("figures") and not data.get("rules"):
            raise self.wrong("figures", "missing: a reform changes figures or rules")
        values = tuple(self.figures(data.get("figures") or {}))
        rule_file, source, texts = self.rules(data.get("rules"), title.strip())
        return Reform(
            title.strip(), self.path, self.since, self.until, self.regions, self.pilot, values, texts, rule_file, source
        )

    # Words every part uses.

    def month(self, key: str, value: object) -> int:
        try:
            return parse_month(value)
        except ValueError as error:
            raise self.wrong(key, str(error)) from None

    def yes_no(self, key: str, value: object) -> bool:
        text = str(value).lower()
        if text not in ("yes", "no", "true", "false"):
            raise self.wrong(key, f"{value!r}, expected yes or no")
        return text in ("yes", "true")

    def places(self, value: object) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            raise self.wrong("regions", f"{value!r}, expected a list of six-digit codes such as [330000]")
        return tuple(dict.fromkeys(self.place("regions", code) for code in cast("list[object]", value)))

    def place(self, key: str, value: object) -> str:
        code = str(value)
        known = code == NATION or (len(code) == 6 and code.isdigit() and code[:2] + "0000" in self.provinces)
        if not known:
            raise self.wrong(key, f"unknown region {code!r}, {_near(code, sorted(self.provinces))} or a place in one")
        if code == NATION and key == "regions":
            raise self.wrong(key, "leave regions out for the whole nation")
        return code

    # Figures.

    def figures(self, data: object) -> Iterator[Value]:
        if not isinstance(data, dict):
            raise self.wrong("figures", "expected a mapping from figure to value, e.g. {employer_pension_rate: 0.20}")
        for name, said in cast("dict[str, Any]", data).items():
            key = f"figures.{name}"
            figure = self.law.figures.get(name)
            if figure is None:
                if name in self.law.known:
                    raise self.wrong(key, f"{name} is no figure: replace the rule by a Python file under `rules`")
                raise self.wrong(key, f"unknown figure, {_near(name, sorted(self.law.figures))}")
            rows = cast("list[Any]", said) if isinstance(said, list) else [{"value": said}]
            found: list[Value] = []
            for number, row in enumerate(rows, 1):
                found += self.row(figure, row, f"{key}[{number}]" if isinstance(said, list) else key)
            for n, value in enumerate(found):
                for other in found[:n]:
                    if _collide(value, other):
                        raise self.wrong(value.where, f"in force together with {other.where}")
            yield from (replace(value, where=f"{self.path.name}: {value.where}") for value in found)

    def row(self, figure: Figure, row: object, key: str) -> list[Value]:
        if not isinstance(row, dict):
            raise self.wrong(key, f"{row!r}, expected a mapping such as {{since: 2027-01, value: 0.20}}")
        cells = cast("dict[str, Any]", row)
        for word in cells:
            if word not in VALUE_WORDS:
                raise self.wrong(f"{key}.{word}", f"unknown word, {_near(word, VALUE_WORDS)}")
        if isinstance(cells.get("value"), dict | list | None):
            raise self.wrong(f"{key}.value", f"missing: {figure.unit.shown}, or a list of values with since and region")
        since, until = self.period(figure, cells, key)
        value = self.value(figure, cells["value"], key)
        regions = self.regions or (NATION,)
        if cells.get("region"):
            place = self.place(f"{key}.region", cells["region"])
            if self.regions and not any(code in layers(place) for code in self.regions):
                raise self.wrong(
                    f"{key}.region", f"{place} lies outside the reform's regions {', '.join(self.regions)}"
                )
            regions = (place,)
        keep = self.yes_no(f"{key}.keep_local", cells.get("keep_local", "no"))
        keys = self.keys(figure, cells.get("key"), key)
        return [Value(figure.name, since, until, region, keys, value, keep, key) for region in regions]

    def period(self, figure: Figure, cells: Mapping[str, Any], key: str) -> tuple[int, int]:
        yearly = figure.per == "year"
        first, last = self.since, self.until
        if yearly:
            first, last = -(-self.since // 12), FOREVER if self.until == FOREVER else (self.until + 1) // 12 - 1
        found: list[int] = []
        for word, otherwise in (("since", first), ("until", last)):
            text = str(cells.get(word) or "")
            if not text:
                if yearly and word == "since" and self.since % 12:
                    raise self.wrong(key, f"{figure.name} is kept per year: say since: {first}")
                found.append(otherwise)
            elif yearly and len(text) == 4 and text.isdigit():
                found.append(int(text))
            else:
                month = self.month(f"{key}.{word}", text)
                found.append(month // 12 if yearly else month)
        since, until = found
        if until < since:
            raise self.wrong(f"{key}.until", f"{cells.get('until')} lies before since {cells.get('since')}")
        if since < first:
            raise self.wrong(f"{key}.since", f"{cells.get('since')} lies before the reform's since")
        if until > last:
            raise self.wrong(f"{key}.until", f"{cells.get('until')} lies after the reform's until")
        return since, until

    def value(self, figure: Figure, said: object, key: str) -> int:
        unit = figure.unit
        try:
            value = unit.parse(said)
        except ValueError as error:
            raise self.wrong(key, str(error)) from None
        low, high = figure_range(figure)
        if not low <= value <= high:
            raise self.wrong(key, f"{said} lies outside the bounds {unit.show(low)} to {unit.show(high)}")
        if self.pilot:
            if figure.local is None:
                raise self.wrong(key, f"{figure.name} may not differ by place: a pilot cannot change it")
            low, high = figure.local
            if not low <= value <= high:
                raise self.wrong(
                    key, f"{said} lies outside what the nation allows a place, {unit.show(low)} to {unit.show(high)}"
                )
        return value

    def keys(self, figure: Figure, said: object, key: str) -> tuple[int, int]:
        if figure.keys is None:
            if said is not None:
                raise self.wrong(f"{key}.key", f"{figure.name} has no key: leave it out")
            return 0, 0
        if said is None:
            return figure.keys
        pair = cast("list[object]", said) if isinstance(said, list) else [said, said]
        try:
            first, last = (int(str(part)) for part in pair)
        except ValueError:
            raise self.wrong(f"{key}.key", f"{said!r}, expected a whole number or [first, last]") from None
        if not figure.keys[0] <= first <= last <= figure.keys[1]:
            raise self.wrong(f"{key}.key", f"{said} lies outside {figure.keys[0]} to {figure.keys[1]}")
        return first, last

    # Rules.

    def rules(self, said: object, title: str) -> tuple[Path | None, bytes, tuple[Text, ...]]:
        if not said:
            return None, b"", ()
        if not isinstance(said, str) or not said.endswith(".py"):
            raise self.wrong("rules", f"{said!r}, expected the name of a Python file beside this one")
        file = self.path.parent / said
        try:
            source = file.read_bytes()
        except OSError as error:
            raise self.wrong("rules", f"{said}: {error.strerror or 'unreadable'}") from None
        book = _collected(file, source)
        if book.facts:
            raise self.wrong("rules", f"{said} declares {', '.join(book.facts)}: a reform adds no facts")
        if not book.rules:
            raise self.wrong("rules", f"{said} has no function marked @rule")
        return file, source, tuple(self.text(text, title) for texts in read_book(book).values() for text in texts)

    def text(self, text: Text, title: str) -> Text:
        rule = text.rule
        key = f"rules, {Path(rule.source_file).name}:{rule.line}"
        held = self.law.rules.get(rule.name)
        if held is None:
            what = f"{rule.name} is no rule of the law, {_near(rule.name, sorted(self.law.rules))}"
            raise self.wrong(key, what)
        regions = tuple(self.place(key, code) for code in rule.regions) or self.regions
        for region in regions:
            if self.regions and not any(code in layers(region) for code in self.regions):
                raise self.wrong(key, f"{region} lies outside the reform's regions {', '.join(self.regions)}")
        since, until = max(text.since, self.since), min(text.until, self.until)
        if until < since:
            raise self.wrong(key, f"{rule.name} is in force at no time of the reform")
        if self.pilot:
            asks = getattr(rule, "given", ())  # a text for what is stated stands beside the plain ones
            national = [t for t in held if not t.rule.regions and t.since <= until and t.until >= since]
            national = [t for t in national if getattr(t.rule, "given", ()) == asks]
            if not all(t.rule.local for t in national):
                raise self.wrong(key, f"{rule.name} may not differ by place: its national text is not local=True")
        cites = (f"{self.path.name}: {title}", *rule.cites)
        return replace(text, rule=replace(rule, regions=regions, cites=cites), since=since, until=until)


def _collide(a: Value, b: Value) -> bool:
    return (
        a.region == b.region
        and a.since <= b.until
        and b.since <= a.until
        and a.keys[0] <= b.keys[1]
        and b.keys[0] <= a.keys[1]
    )


def _near(word: str, known: Iterable[str]) -> str:
    names = list(known)
    close = get_close_matches(word, names, 3, 0.5)
    return f"perhaps {' or '.join(close)}" if close else f"expected one of {', '.join(names[:40])}"


def _collected(file: Path, source: bytes) -> Book:
    """The rules of a Python file, each with the tree of its source. LawError with file and line."""
    from shebao.engine.language import functions_of

    book, space = Book(), {"__name__": f"reform {file.stem}", "__file__": str(file)}
    try:
        trees = functions_of(source.decode("utf-8"), str(file))
        with collecting(book):
            exec(compile(source, str(file), "exec", dont_inherit=True), space)
    except SyntaxError as error:
        raise LawError(f"{file.name}:{error.lineno or 0}", f"not Python: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise LawError(file.name, f"not text in UTF-8 (byte {error.start})") from None
    except Exception as error:
        raise LawError(f"{file.name}:{_line(error, str(file))}", f"{type(error).__name__}: {error}") from None
    for made in (*(rule.function for rule in book.rules), *cast("dict[str, Any]", space).values()):
        _keep_tree(made, str(file), trees)
    return book


def _keep_tree(made: Any, file: str, trees: Mapping[int, ast.FunctionDef]) -> None:
    code = getattr(cast("Callable[..., Any]", made), "__code__", None)
    if code is not None and code.co_filename == file and code.co_firstlineno in trees:
        # The file may change while this law lives: it keeps the source it was read from.
        made.__tree__ = trees[code.co_firstlineno]


def _line(error: Exception, file: str) -> int:
    line, at = 0, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == file:
            line = at.tb_lineno
        at = at.tb_next
    return line

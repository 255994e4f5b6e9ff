"""The coverage account: every article of the national texts, the rules that carry it and the cases that try them.

The one thing to know: a rule carries an article by citing it (`社会保险法 §86`), and a case tests a rule when the
plan of a quantity it expects uses that very text. An article either gives something to compute, and then must be
carried, or `law/articles/<text>.csv` says why not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from shebao.engine.conform import cases, read_given
from shebao.engine.errors import LawError
from shebao.engine.law import Law
from shebao.engine.names import place_of
from shebao.errors import ShebaoError
from shebao.law import units
from shebao.law.language import Rule

ARTICLES = Path(units.__file__).parent / "articles"
_CITATION = re.compile(r"\s*([^\s§]+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Article:
    """One article: whose branch it is, whether it gives something to compute, and who carries and tries it."""

    number: int
    branch: str
    computable: bool
    about: str
    reason: str
    rules: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether it should be carried and is not."""
        return self.computable and not self.rules


@dataclass(frozen=True)
class Document:
    """One of the national texts, with all its articles in order."""

    name: str
    title: str
    number: str
    since: str
    text_of: str
    en: str
    articles: tuple[Article, ...]

    @property
    def computable(self) -> int:
        """How many articles give something to compute."""
        return sum(a.computable for a in self.articles)

    @property
    def carried(self) -> int:
        """How many of these a rule carries."""
        return sum(a.computable and bool(a.rules) for a in self.articles)

    @property
    def tested(self) -> int:
        """How many of these a published case tries."""
        return sum(a.computable and bool(a.cases) for a in self.articles)


@dataclass(frozen=True)
class Account:
    """The whole account. `others`: the further documents that rules cite, with the rules by place in them."""

    documents: tuple[Document, ...]
    others: Mapping[str, Mapping[str, tuple[str, ...]]]
    faults: tuple[str, ...]


@cache
def documents() -> tuple[Document, ...]:
    """The national texts and their articles as kept in `law/articles`. LawError for a fault in a file."""
    with (ARTICLES / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Document(
            row["document"], row["title"], row["number"], row["in_force_since"], row["text_of"], row["en"],
            tuple(_articles(ARTICLES / f"{row['document']}.csv")),
        )
        for row in rows
    )  # fmt: skip


def _articles(path: Path) -> Iterator[Article]:
    with path.open(encoding="utf-8", newline="") as file:
        for expected, row in enumerate(csv.DictReader(file), 1):
            where = f"{path.name}:{expected + 1}"
            if row["article"] != str(expected):
                raise LawError(where, f"article {row['article']}, expected {expected}: every article once, in order")
            if row["computable"] not in ("yes", "no"):
                raise LawError(where, f"computable {row['computable']!r}, expected yes or no")
            if (row["computable"] == "no") != bool(row["reason"]):
                raise LawError(where, "an article gives something to compute, or a reason why not, never both")
            yield Article(expected, row["branch"], row["computable"] == "yes", row["about"], row["reason"])


def parts(citation: str) -> tuple[str, str, tuple[int, ...]]:
    """A citation as document, place in it, and the numbers of the articles named there."""
    found = _CITATION.fullmatch(citation)
    if found is None:
        return citation, "", ()
    document, place = found.groups()
    return document, place, tuple(int(n) for n in re.findall(r"§\s*(\d+)", place))


def account(law: Law, folder: Path | None = None) -> Account:
    """The account of this law; `folder` holds the published cases (none: no case is looked at)."""
    carried, others, faults = _cited(law)
    tried = _tried(law, folder) if folder is not None and folder.is_dir() else {}

    def filled(document: Document, article: Article) -> Article:
        rules = carried.get((document.name, article.number), [])
        names = tuple(dict.fromkeys(r.name for r in rules))
        ids = tuple(dict.fromkeys(case for r in rules for case in tried.get(_text(r), ())))
        return Article(
            article.number, article.branch, article.computable, article.about, article.reason, names, ids,
        )  # fmt: skip

    filled_documents = tuple(
        Document(d.name, d.title, d.number, d.since, d.text_of, d.en, tuple(filled(d, a) for a in d.articles))
        for d in documents()
    )
    faults += [
        f"{d.name} §{a.number} gives something to compute ({a.about}) and no rule cites it"
        for d in filled_documents
        for a in d.articles
        if a.missing
    ]
    return Account(filled_documents, others, tuple(faults))


def wrong_citations(law: Law) -> list[str]:
    """Citations of the national texts that name no article, or one that does not exist."""
    return _cited(law)[2]


_Carried = dict[tuple[str, int], list[Rule]]


def _cited(law: Law) -> tuple[_Carried, dict[str, dict[str, tuple[str, ...]]], list[str]]:
    last = {d.name: len(d.articles) for d in documents()}
    carried: _Carried = {}
    others: dict[str, dict[str, tuple[str, ...]]] = {}
    faults: list[str] = []
    for rule in _rules(law):
        for citation in rule.cites:
            document, place, numbers = parts(citation)
            if document not in last:
                at = others.setdefault(document, {})
                at[place] = tuple(dict.fromkeys((*at.get(place, ()), rule.name)))
                continue
            where = f"{Path(rule.source_file).name}:{rule.line}: {rule.name}"
            if not numbers:
                faults.append(f"{where} cites {document} without an article")
            for number in numbers:
                if 1 <= number <= last[document]:
                    carried.setdefault((document, number), []).append(rule)
                else:
                    faults.append(f"{where} cites {document} §{number}; the last article is §{last[document]}")
    return carried, {name: others[name] for name in sorted(others)}, faults


def _rules(law: Law) -> Iterable[Rule]:
    return (text.rule for name in sorted(law.rules) for text in law.rules[name])


def _text(rule: Rule) -> tuple[str, int]:
    return rule.source_file, rule.line


def _tried(law: Law, folder: Path) -> dict[tuple[str, int], list[str]]:
    """The ids of the cases whose expected quantities rest on a text, by that text. Disputed ones do not count."""
    tried: dict[tuple[str, int], list[str]] = {}
    for file, case in cases([folder]):
        if file.stem == "disputed":
            continue
        given = cast("Mapping[str, Any]", case.get("given") or {})
        region = place_of(str(case.get("region", "000000")), str(given.get("place", "")))
        try:
            on = law.at(str(case["as_of"]), region)
            stated = frozenset(read_given(law, given, region)[0])
        except (ShebaoError, KeyError):
            continue
        for quantity in case["expect"]:
            if quantity not in law.rules:
                continue
            for step in law.plan((quantity,), on.region, on.month, stated - {quantity}).steps:
                held = tried.setdefault(_text(step.text.rule), [])
                if str(case["id"]) not in held[-1:]:
                    held.append(str(case["id"]))
    return tried

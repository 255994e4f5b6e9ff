"""The law as pages to read: one Markdown page a branch, an index, and the names in three languages.

The one thing to know: everything comes from the rules, figures and cases themselves and nothing from the clock, so the
pages are as true as the law and a test can say whether they are up to date.
"""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from shebao.engine.charts import chart
from shebao.engine.diff import branch_of
from shebao.engine.figures import FOREVER, Figure, Span
from shebao.engine.language import constant, formula_of, tree_of
from shebao.engine.law import Law
from shebao.engine.names import LANGUAGES, label, place_label
from shebao.engine.texts import Text, units_month
from shebao.law.language import NATION, ROUNDINGS

MARK = "<!-- made by `shebao law docs`; change the law, not this page -->"
MOST_CASES = 6
MOST_SOURCE = 200

WORDS: dict[str, tuple[str, str, str]] = {
    "law": ("The law, branch by branch", "法律规则", "قانون، شاخه به شاخه"),
    "branch": ("branch", "门类", "شاخه"),
    "rules": ("Rules", "规则", "قاعده‌ها"),
    "figures": ("Figures", "参数", "ارقام"),
    "helpers": ("Formulas the rules share", "共用公式", "فرمول‌های مشترک"),
    "names": ("All names", "名称表", "همه نام‌ها"),
    "name": ("name", "名称", "نام"),
    "kind": ("kind", "种类", "گونه"),
    "unit": ("unit", "单位", "واحد"),
    "since": ("since", "自", "از"),
    "until": ("until", "至", "تا"),
    "in": ("in", "地区", "در"),
    "source": ("law", "依据", "مستند"),
    "reading": ("reading", "理解", "تفسیر"),
    "assumed": ("assumed", "假定", "فرض"),
    "needs": ("needs", "所需", "نیازها"),
    "needed by": ("needed by", "用于", "کاربرد در"),
    "cases": ("published cases", "公布案例", "نمونه‌های منتشرشده"),
    "value": ("value", "数值", "مقدار"),
    "evidence": ("evidence", "证据", "سند"),
    "place": ("place", "地区", "مکان"),
    "places": ("The newest value of each place", "各地最新数值", "تازه‌ترین مقدار هر مکان"),
    "nation": ("The nation over time", "全国历次数值", "مقدارهای کشوری در زمان"),
    "default": ("if not stated", "未说明时", "اگر گفته نشود"),
    "facts": ("Facts", "事实", "داده‌های فرد"),
    "range": ("from – to", "范围", "بازه"),
    "unknown": ("unknown", "未知", "نامعلوم"),
    "more": ("and {n} more", "另有 {n} 个", "و {n} مورد دیگر"),
    "where": ("where", "其中", "که در آن"),
    "holds": ("holds where all of one group are stated", "仅在说明以下任一组时适用", "تنها با بیان یکی از این گروه‌ها"),
}
INTRO = (
    "Made from the rules by `make docs`. Each page says what a branch of the law computes, by which formula, on whose"
    " word, and what is read into it or assumed. Evidence: P primary text read, S secondary page, D derived by"
    " arithmetic, K the ministry's express figure.",
    "本目录由 `make docs` 自规则生成：每页说明一个门类计算什么、按什么公式、依据何文，以及所作的理解和假定。"
    "证据：P 原文，S 转载，D 推算，K 部快报。",
    "این صفحه‌ها با `make docs` از خود قاعده‌ها ساخته می‌شوند: هر صفحه می‌گوید هر شاخه چه چیزی را، با چه فرمول"
    " و به استناد چه متنی حساب می‌کند و چه تفسیر یا فرضی دارد. سند: P متن اصلی، S منبع دست دوم،"
    " D محاسبه‌شده، K رقم فوری وزارت.",
)
Cases = Mapping[str, Sequence[tuple[str, str]]]


def pages(law: Law, language: str = "en", cases: Cases | None = None) -> dict[str, str]:
    """Every file of the documentation by its path. cases: quantity to the cases that try it (`cases_by_name`)."""
    return _Writer(law, language, cases or {}).write()


def cases_by_name(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """For each quantity the published cases that expect it: file and id."""
    from shebao.engine.conform import cases

    found: dict[str, list[tuple[str, str]]] = {}
    if folder.is_dir():
        for file, case in cases([folder]):
            for name in case["expect"]:
                found.setdefault(str(name), []).append((file.name, str(case["id"])))
    return found


class _Writer:
    def __init__(self, law: Law, language: str, cases: Cases) -> None:
        self.law, self.language, self.cases = law, language, cases
        self.home: dict[str, str] = {name: branch_of(law, name) for name in law.rules}
        self.users: dict[str, list[str]] = {}
        for name, texts in law.rules.items():
            for below in dict.fromkeys(p.name for text in texts for p in text.parameters):
                self.users.setdefault(below, []).append(name)
        branches = set(self.home.values())
        for name in law.figures:
            own = branch_of(law, name)
            used = self.users.get(name, ())
            self.home[name] = own if own in branches or not used else self.home[used[0]]
        self.page = ""
        self.charts: dict[str, str] = {}
        self.helpers: dict[str, Callable[..., int]] = {}

    def word(self, key: str) -> str:
        return WORDS[key][LANGUAGES.index(self.language)]

    def write(self) -> dict[str, str]:
        branches = sorted(set(self.home.values()))
        made = {"index.md": self.index(branches), "names.md": self.names(), "facts.md": self.facts()}
        made.update((f"{branch}.md", self.branch(branch)) for branch in branches)
        if self.language == "fa":
            made = {path: f'<div dir="rtl">\n\n{text}\n</div>\n' for path, text in made.items()}
        made = {path: f"{MARK}\n{text}" for path, text in made.items()}
        return {**made, **{f"charts/{name}.svg": svg for name, svg in sorted(self.charts.items())}}

    # Pages.

    def index(self, branches: Iterable[str]) -> str:
        lines = [f"# {self.word('law')}", "", INTRO[LANGUAGES.index(self.language)], ""]
        lines += [f"[{self.word('names')}](names.md) · [{self.word('facts')}](facts.md)", ""]
        lines += _head(self.word("branch"), "", self.word("rules"), self.word("figures"))
        for branch in branches:
            rules = sum(self.home[name] == branch for name in self.law.rules)
            figures = sum(self.home[name] == branch for name in self.law.figures)
            lines.append(_row(f"[{branch}]({branch}.md)", self.about(branch), str(rules), str(figures)))
        return "\n".join([*lines, ""])

    def names(self) -> str:
        lines = [f"# {self.word('names')}", ""]
        lines += _head(self.word("name"), self.word("kind"), "English", "中文", "فارسی", self.word("unit"))
        for name in self.law.names():
            kind = "rule" if name in self.law.rules else "figure" if name in self.law.figures else "fact"
            labels = (label(name, language) for language in LANGUAGES)
            lines.append(_row(self.link(name), kind, *labels, _unit(self.law, name)))
        return "\n".join([*lines, ""])

    def facts(self) -> str:
        lines = [f"# {self.word('facts')}", ""]
        lines += _head(
            self.word("name"), "English", "中文", "فارسی", self.word("unit"), self.word("range"), self.word("default"),
            self.word("needed by"),
        )  # fmt: skip
        for name, fact in sorted(self.law.facts.items()):
            unit = self.law.unit_of(name)
            span = "" if unit.kind == "enum" else f"{unit.show(fact.low)} – {unit.show(fact.high)}"
            default = "" if fact.default is None else unit.show(fact.default)
            lines.append(
                _row(
                    f'<a id="{name}"></a>`{name}`', *(label(name, language) for language in LANGUAGES),
                    _unit(self.law, name), span, default, self.links(self.users.get(name, ()), most=6),
                )
            )  # fmt: skip
        return "\n".join([*lines, ""])

    def branch(self, branch: str) -> str:
        rules = [name for name in self.law.rules if self.home[name] == branch]
        figures = sorted(name for name in self.law.figures if self.home[name] == branch)
        self.page, self.helpers = branch, {}
        lines = [f"# {branch}", "", self.about(branch), "", f"[{self.word('law')}](index.md)", ""]
        if rules:
            lines += [f"**{self.word('rules')}**: {self.links(rules)}", ""]
        if figures:
            lines += [f"**{self.word('figures')}**: {self.links(figures)}", ""]
        for name in rules:
            lines += self.rule(name)
        if self.helpers:
            lines += [f"# {self.word('helpers')}", ""]
            done: set[str] = set()
            while set(self.helpers) - done:  # a helper may call another
                name = next(name for name in self.helpers if name not in done)
                done.add(name)
                function = self.helpers[name]
                lines += [f"## {name}", "", _says(function), "", *self.code(function, signature=True)]
        if figures:
            lines += [f"# {self.word('figures')}", ""]
            for name in figures:
                lines += self.figure(name)
        return "\n".join(lines)

    def about(self, branch: str) -> str:
        module = sys.modules.get(f"shebao.law.{branch}")
        return ((module.__doc__ if module else "") or "").strip().partition("\n")[0]

    # Parts.

    def rule(self, name: str) -> list[str]:
        lines = [f"## {name}", "", f"{self.labels(name)} ({_unit(self.law, name)})", ""]
        for text in self.law.rules[name]:
            lines += self.text(text)
        needs = dict.fromkeys(p.name for text in self.law.rules[name] for p in text.parameters)
        if needs:
            lines += [f"{self.word('needs')}: {self.links(needs)}  "]
        if self.users.get(name):
            lines += [f"{self.word('needed by')}: {self.links(self.users[name])}  "]
        cases = self.cases.get(name, ())
        if cases:
            shown = ", ".join(case for _, case in cases[:MOST_CASES])
            files = ", ".join(dict.fromkeys(file for file, _ in cases))
            lines.append(f"{self.word('cases')}: {shown}{self.more(len(cases) - MOST_CASES)} ({files})")
        return [*lines, ""]

    def text(self, text: Text) -> list[str]:
        rule = text.rule
        when = f"{self.word('since')} {rule.since}" + (f" {self.word('until')} {rule.until}" if rule.until else "")
        if rule.regions:
            when += f" {self.word('in')} {', '.join(self.place(code) for code in rule.regions)}"
        lines = [f"**{when}.** {_says(rule.function)}  ", f"{self.word('source')}: {_cell('; '.join(rule.cites))}  "]
        groups = cast("Sequence[Sequence[str]]", getattr(rule, "given", ()))
        if groups:
            shown = " · ".join(" + ".join(self.link(name) for name in group) for group in groups)
            lines.append(f"{self.word('holds')}: {shown}  ")
        for word in ("reading", "assumed"):
            said = getattr(rule, word)
            if said:
                lines.append(f"*{self.word(word)}*: {_cell(said)}  ")
        return [*lines, "", *self.code(rule.function)]

    def code(self, function: Callable[..., Any], *, signature: bool = False) -> list[str]:
        tree = tree_of(function)
        source = _source(function.__code__.co_filename)
        first = tree.body[0]
        documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        body = source[(first.end_lineno or 0) if documented else first.lineno - 1 : tree.end_lineno]
        lines = textwrap.dedent("\n".join(body)).strip("\n").splitlines()
        if signature:
            names = ", ".join(argument.arg for argument in tree.args.args)
            lines = [f"{tree.name}({names}):", *(f"    {line}" for line in lines)]
        constants: dict[str, int] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                value = constant(function, node.id)
                if value is not None:
                    constants[node.id] = value
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in ROUNDINGS:
                helper = formula_of(function, node.func.id)
                if helper is not None:
                    self.helpers.setdefault(node.func.id, helper)
        where = ", ".join(f"{name} = {value:,}" for name, value in sorted(constants.items()))
        return ["```python", *lines, "```", *([f"{self.word('where')} {where}", ""] if where else [""])]

    def figure(self, name: str) -> list[str]:
        figure = self.law.figures[name]
        lines = [f"## {name}", "", f"{self.labels(name)} ({_unit(self.law, name)})", ""]
        svg = chart(figure, f"{label(name, self.language)} ({figure.unit.shown})")
        if svg:
            self.charts[name] = svg
            lines += [f"![{label(name, self.language)}](charts/{name}.svg)", ""]
        lines += self.nation(figure)
        lines += self.local(figure)
        if self.users.get(name):
            lines += [f"{self.word('needed by')}: {self.links(self.users[name])}", ""]
        return lines

    def nation(self, figure: Figure) -> list[str]:
        rows: dict[tuple[int, int, str, str, str], list[str]] = {}
        for key, spans in sorted(figure.spans.get(NATION, {}).items()):
            for span in spans:
                held = (span.since, span.until, span.cites, self.evidence(span), span.note)
                rows.setdefault(held, []).append((f"{key}: " if figure.keys else "") + self.value(figure, span))
        if not rows:
            return []
        lines = [f"*{self.word('nation')}*", ""]
        lines += _head(self.word("since"), self.word("value"), self.word("evidence"), self.word("source"))
        for (since, until, cites, evidence, note), values in sorted(rows.items()):
            time = _when(figure, since) + (f" – {_when(figure, until)}" if since < until < FOREVER else "")
            said = "; ".join(part for part in (cites, note) if part)
            lines.append(_row(time, ", ".join(values), evidence, _short(said)))
        return [*lines, ""]

    def local(self, figure: Figure) -> list[str]:
        rows: list[str] = []
        for region, keyed in sorted(figure.spans.items()):
            newest = {key: spans[-1] for key, spans in sorted(keyed.items()) if spans}
            if region == NATION or not newest:
                continue
            since = max(span.since for span in newest.values())
            values = ", ".join(
                (f"{key}: " if figure.keys else "") + self.value(figure, span) for key, span in newest.items()
            )
            evidence = "".join(sorted({self.evidence(span) for span in newest.values()}))
            said = "; ".join(dict.fromkeys(part for s in newest.values() for part in (s.cites, s.note) if part))
            rows.append(_row(self.place(region), _when(figure, since), values, evidence, _short(said)))
        if not rows:
            return []
        head = _head(
            self.word("place"), self.word("since"), self.word("value"), self.word("evidence"), self.word("source")
        )
        return [f"*{self.word('places')}*", "", *head, *rows, ""]

    # Words.

    def labels(self, name: str) -> str:
        return " · ".join(label(name, language) for language in LANGUAGES)

    def link(self, name: str) -> str:
        if name in self.home:
            page = "" if self.home[name] == self.page else f"{self.home[name]}.md"
            return f"[{name}]({page}#{name})"
        return f"[{name}](facts.md#{name})"

    def links(self, names: Iterable[str], most: int = 1000) -> str:
        held = list(names)
        return ", ".join(self.link(name) for name in held[:most]) + self.more(len(held) - most)

    def more(self, count: int) -> str:
        return f" {self.word('more').format(n=count)}" if count > 0 else ""

    def place(self, code: str) -> str:
        name = place_label(code, self.language)
        return name if name == code else f"{name} {code}"

    def value(self, figure: Figure, span: Span) -> str:
        return self.word("unknown") if span.value is None else figure.unit.show(span.value)

    def evidence(self, span: Span) -> str:
        return self.word("assumed") if span.assumed else span.evidence


@cache
def _source(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def _says(function: Callable[..., Any]) -> str:
    return " ".join((function.__doc__ or "").split())


def _unit(law: Law, name: str) -> str:
    return law.unit_of(name).shown.replace("|", ", ")


def _when(figure: Figure, when: int) -> str:
    return str(when) if figure.per == "year" else units_month(when)


def _short(text: str) -> str:
    return text if len(text) <= MOST_SOURCE else text[: MOST_SOURCE - 1].rstrip() + "…"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell if cell.startswith("<a id") else _cell(cell) for cell in cells) + " |"


def _head(*cells: str) -> list[str]:
    return [_row(*cells), "|" + "---|" * len(cells)]

"""The law for assistants: a Model Context Protocol server, so that an exact amount is given instead of a guess.

The one thing to know: a tool computes nothing itself. It asks the same doors as the pages (`answering`, `entries`,
`diff`) and hands on amounts in yuan with the articles behind them; a mistake comes back as an error that says what
would be right.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, cast

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from shebao import __version__
from shebao.engine.answering import PENSION, answer
from shebao.engine.asks import ASKS
from shebao.engine.diff import branch_of, differences
from shebao.engine.entries import entries, entry
from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.engine.names import label, place_label
from shebao.errors import ShebaoError
from shebao.law.language import NATION
from shebao.law.units import parse_month

MOST_ROWS = 60
SAYS = (
    "China's social insurance law as exact, cited rules. Ask `estimate` for amounts: nothing here is a guess, money is"
    " exact to the fen. Facts are written as people write them: yuan, ratios such as 1.1, YYYY-MM, YYYY-MM-DD. Places"
    " are six-digit GB/T 2260 codes (330100 Hangzhou, 310000 Shanghai, 000000 the nation). What is missing is listed"
    " with an example; tell the person what an answer rests on (`assumptions`). Use `explain` for every step with its"
    " article, `law` for what a name means and its values over time, `what_changed` between two months."
)
READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Branch = Annotated[str, Field(description="pension (when and how much), or: " + ", ".join(ASKS) + "; or a rule's name")]
Place = Annotated[str, Field(description="Six-digit code of the place, e.g. 330100 for Hangzhou")]
Month = Annotated[str, Field(description="The month to ask in, YYYY-MM; this month unless said")]
Facts = Annotated[
    dict[str, Any],
    Field(
        description="Facts of the life by their names in the law, e.g. {birth: '1975-03-08', sex: female,"
        " retirement_track: women_50, months_paid: 240, contribution_index: 1.1, account_balance: 86000}. In place of"
        " totals `history`: [{year: 2020, months: 12, base: 6000}, ...]. Tracks: men_60, women_55, women_50."
    ),
]
Language = Annotated[Literal["en", "zh", "fa"], Field(description="The language of labels")]
Tried = Annotated[list[str] | None, Field(description="Further months to try retiring in, YYYY-MM")]
PaidOn = Annotated[str | None, Field(description="Yuan a month paid on until retirement; needs a history")]

P = ParamSpec("P")
R = TypeVar("R")


def server() -> MCPServer[Any]:
    """The server with its tools; `run()` serves one client over standard input and output."""
    made: MCPServer[Any] = MCPServer("shebao", version=__version__, instructions=SAYS, log_level="WARNING")
    for tool in (estimate, explain, law, what_changed):
        made.tool(annotations=READS_ONLY)(_telling(cast("Callable[..., dict[str, Any]]", tool)))
    return made


def estimate(
    region: Place,
    facts: Facts,
    ask: Branch = PENSION,
    month: Month = "",
    at: Tried = None,
    then_base: PaidOn = None,
    language: Language = "en",
) -> dict[str, Any]:
    """What the law gives one person: exact amounts with their articles, what they rest on, and which facts are missing.

    For a pension: the earliest, statutory and latest retirement month, and the monthly pension of each with its parts.
    """
    made = answer(Law.load(), _request(region, facts, ask, month, at, then_base, language))
    head = {name: made[name] for name in ("region", "as_of", "assumptions")}
    place = place_label(made["region"], language)
    if "answers" in made:
        answers = [
            {
                "question": one["question"], "label": label(one["question"], language), "value": one["shown"],
                "unit": one["unit"], "articles": _articles(one["trace"]), "refusal": one["refusal"],
                "missing": _missing(one["missing"], language),
            }
            for one in made["answers"]
        ]  # fmt: skip
        return {**head, "place": place, "branch": made["branch"], "answers": answers, "unused_facts": made["unused"]}
    choices = [
        {
            "name": one["name"], "retirement_month": one["retirement_month"],
            "age": f"{one['age_months'] // 12} years {one['age_months'] % 12} months",
            "monthly_pension_yuan": _yuan(one["monthly_pension_fen"]),
            "parts_yuan": {label(name, language): _yuan(fen) for name, fen in one["parts_fen"].items()},
            "months_counted": one["counted_months"], "months_needed": one["minimum_months"],
            "articles": _articles(one["trace"]), "refusal": one["refusal"],
            "missing": _missing(one["missing"], language),
        }
        for one in made["choices"]
    ]  # fmt: skip
    statutory = made["statutory_retirement_month"]
    missing = _missing(made["missing"], language)
    return {**head, "place": place, "statutory_retirement_month": statutory, "choices": choices, "missing": missing}


def explain(
    region: Place,
    facts: Facts,
    ask: Branch = PENSION,
    month: Month = "",
    choice: Annotated[
        str, Field(description="For a pension: earliest, statutory, latest, or a month YYYY-MM to retire in")
    ] = "statutory",
    then_base: PaidOn = None,
    language: Language = "en",
) -> dict[str, Any]:
    """Why: every step that leads to an answer, each with its value, the sentence of the law and the article.

    A step names the steps it stands on (`from`), down to the facts stated and the figures published.
    """
    at = [choice] if ask == PENSION and choice[:1].isdigit() else None
    made = answer(Law.load(), _request(region, facts, ask, month, at, then_base, language))
    if "answers" in made:
        traces = {one["question"]: one["trace"] for one in made["answers"]}
        lacking = [lack for one in made["answers"] for lack in one["missing"]]
        why_not = [one["refusal"] for one in made["answers"] if one["refusal"]]
    else:
        found = [one for one in made["choices"] if choice in (one["name"], one["name"].removeprefix("chosen "))]
        if made["choices"] and not found:
            raise BadInput("choice", choice, " or ".join(one["name"] for one in made["choices"]) + ", or YYYY-MM")
        traces = {one["name"]: one["trace"] for one in found}
        lacking = [*made["missing"], *(lack for one in found for lack in one["missing"])]
        why_not = [one["refusal"] for one in found if one["refusal"]]
    return {
        "region": made["region"],
        "as_of": made["as_of"],
        "answers": {name: _steps(trace, made["labels"]) for name, trace in traces.items() if trace},
        "assumptions": made["assumptions"],
        "missing": _missing(lacking, language),
        "refusals": why_not,
    }


def law(
    name: Annotated[str, Field(description="A name of the law, to see its texts, articles and values over time")] = "",
    word: Annotated[str, Field(description="Or a word in any language or of an article, to find names by")] = "",
    region: Annotated[str, Field(description="For a figure's values: the place, nearest first")] = NATION,
) -> dict[str, Any]:
    """The dictionary of the law: find names by a word, or show one with its texts, articles, and figures over time."""
    book = Law.load()
    if bool(name) == bool(word.strip()):
        raise BadInput("law", name and f"{name} and {word}", "either a name or a word")
    if name:
        book.at("2026-01", region)  # a region that is none is an error here too
        return entry(book, name, region)
    rows = entries(book, word.strip())
    return {"found": len(rows), "names": rows[:MOST_ROWS], "left_out": max(0, len(rows) - MOST_ROWS)}


def what_changed(
    before: Annotated[str, Field(description="The earlier month, YYYY-MM")],
    after: Annotated[str, Field(description="The later month, YYYY-MM")],
    region: Annotated[str, Field(description="Only what holds in this place; else the nation and all places")] = "",
    name: Annotated[str, Field(description="Only this rule or figure, or this branch of the law")] = "",
) -> dict[str, Any]:
    """What changed in the law between two months: rules begun, ended or replaced; figures old and new, with sources."""
    book = Law.load()
    then, now = _month("before", before), _month("after", after)
    if region:
        book.at(then, region)
    changes = differences((book, then), (book, now), region or None)
    if name:
        if name not in {branch_of(book, held) for held in (*book.rules, *book.figures)}:
            book.unit_of(name)
        changes = [change for change in changes if name in (change.name, change.branch)]
    rows = [{"label": label(change.name), **change.to_json()} for change in changes[:MOST_ROWS]]
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.branch] = counts.get(change.branch, 0) + 1
    return {"found": len(changes), "by_branch": counts, "changes": rows, "left_out": len(changes) - len(rows)}


def _telling(tool: Callable[P, R]) -> Callable[P, R]:
    """The tool with every error of ours as one that the assistant may read."""

    @wraps(tool)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return tool(*args, **kwargs)
        except ShebaoError as error:
            raise ToolError(str(error)) from None

    return told


def _request(
    region: str, facts: Mapping[str, Any], ask: str, month: str, at: list[str] | None, then: str | None, language: str
) -> dict[str, Any]:
    now = month or datetime.date.today().strftime("%Y-%m")
    made = {"region": region, "facts": facts, "ask": ask, "month": now, "language": language}
    return {**made, **({"at": at} if at else {}), **({"then_base": then} if then else {})}


def _articles(trace: Mapping[str, Any] | None) -> list[str]:
    """Every text the answer rests on, once each, those nearest to the answer first."""
    nodes = cast("list[dict[str, Any]]", trace["nodes"] if trace else [])
    return list(dict.fromkeys(cite for node in reversed(nodes) for cite in node.get("cites", ())))


def _steps(trace: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """The steps of a tree from the answer down to what was stated; what is empty is left out."""
    rows: list[dict[str, Any]] = []
    for node in reversed(cast("list[dict[str, Any]]", trace["nodes"])):
        row = {
            "name": node["name"], "label": labels[node["name"]], "kind": node["kind"], "value": node["shown"],
            "unit": node["unit"], "says": " ".join(node.get("says", "").split()), "articles": node.get("cites"),
            "from": node.get("inputs"), "assumed": node.get("assumed"), "reading": node.get("reading"),
        }  # fmt: skip
        rows.append({word: held for word, held in row.items() if held})
    return rows


def _missing(lacks: list[dict[str, Any]], language: str) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for lack in lacks:
        said = lack["label"] if lack["name"] == "history" else label(lack["name"], language)
        example = lack["example"].removeprefix("--fact ").removeprefix("in the file, ")
        found[lack["name"]] = {"name": lack["name"], "label": said, "unit": lack["unit"], "example": example}
    return list(found.values())


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _month(name: str, text: str) -> int:
    try:
        return parse_month(text)
    except ValueError as error:
        raise BadInput(name, text, str(error)) from None

"""One question as plain data, answered as plain data: the same door for a server, a script, an assistant, a browser.

The one thing to know: everything is read as people write it (yuan, ratios, YYYY-MM), and what comes back is JSON with
whole numbers of fen, the trees behind them and the articles. Who asks from where makes no difference to the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from shebao.engine.asks import answers_json, ask, lacking, questions_of
from shebao.engine.errors import BadInput, MissingInput
from shebao.engine.estimate import carried, estimate, estimate_json
from shebao.engine.law import Law
from shebao.engine.names import LANGUAGES, label
from shebao.engine.reading import read_dossier, read_value
from shebao.engine.texts import units_month
from shebao.errors import ShebaoError
from shebao.law.language import NATION
from shebao.law.units import parse_month

PENSION = "pension"
MOST_TRIED = 24

_WORDS = {
    "ask": "a branch of the law, or a rule by its name (pension unless said)",
    "month": "the month to ask in, YYYY-MM",
    "region": "the six-digit code of the place",
    "facts": "facts by name, as people write them; `history` and `places` are lists of rows",
    "at": "further months to try retiring in",
    "then_base": "yuan a month paid on until retirement",
    "strict": "whether no figure is carried on",
    "steps": "whether every turn over a history is kept",
    "language": "en, zh or fa: also gives the label of every name in the trees",
}


@dataclass(frozen=True)
class Asked:
    """A request as the law reads it: whole numbers, a month's number, the dossier."""

    branch: str
    region: str
    as_of: int
    dossier: Mapping[str, Any]
    at: tuple[int, ...] = ()
    then_base: int | None = None
    strict: bool = False
    steps: bool = False
    language: str = ""


def answer(law: Law, request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a request, with its trees, as plain data.

    request: `ask`, `month`, `region`, `facts`, and where wanted `at`, `then_base`, `strict`, `steps`, `language`.
    A pension has `choices` (see `estimate`), any other branch `answers` (see `ask`); facts that are missing are listed
    with how to state them. Errors: BadInput for what cannot be read, naming it and what would be right.
    """
    asked = read_request(law, request)
    if asked.branch == PENSION:
        made = _pension(law, asked)
    else:
        book = law if asked.strict else carried(law)
        made = answers_json(ask(book, asked.branch, asked.dossier, asked.region, asked.as_of, steps=asked.steps))
    if asked.language:
        made["labels"] = {name: label(name, asked.language) for name in dict.fromkeys(_names(made))}
    return made


def answer_text(text: str) -> str:
    """`answer` for one request as JSON text; a mistake in it comes back as `{"error": ...}`, never as an exception."""
    try:
        request = json.loads(text)
        if not isinstance(request, dict):
            raise BadInput("request", request, "an object with facts, month and region")
        made = answer(Law.load(), cast("dict[str, Any]", request))
    except json.JSONDecodeError as error:
        made = {"error": error_json(BadInput("request", f"position {error.pos}", "JSON"))}
    except ShebaoError as error:
        made = {"error": error_json(error)}
    return json.dumps(made, ensure_ascii=False)


def error_json(error: ShebaoError) -> dict[str, Any]:
    """An error as plain data: its kind, its facts by name, and the message made of them."""
    facts = {name: held if isinstance(held, str | int | None) else str(held) for name, held in vars(error).items()}
    return {"kind": type(error).__name__, "message": str(error), **facts}


def read_request(law: Law, request: Mapping[str, Any]) -> Asked:
    """A request read by the units of the law. Errors: BadInput naming what is wrong and what would be right."""
    for word in request:
        if word not in _WORDS:
            raise BadInput(str(word), request[word], f"one of {', '.join(_WORDS)}")
    branch = str(request.get("ask") or PENSION)
    if branch != PENSION:
        questions_of(law, branch)
    facts = request.get("facts", {})
    if not isinstance(facts, Mapping):
        raise BadInput("facts", facts, "a mapping from names to values")
    stated = {str(name): value for name, value in cast("Mapping[Any, Any]", facts).items()}
    place = request.get("region", stated.pop("region", None))
    if place is None and branch == PENSION:
        raise BadInput("region", "nothing", "the six-digit code of the place, e.g. 330100")
    region = NATION if place is None else str(place)
    as_of = _month("month", request.get("month"))
    law.at(as_of, region)
    at = tuple(_month("at", month) for month in _tried(request.get("at", ())))
    then = request.get("then_base")
    if branch != PENSION and (at or then is not None):
        raise BadInput("at or then_base", branch, "ask: pension, the only branch that looks ahead")
    if then is not None and "history" not in stated:
        raise BadInput("then_base", then, "a history among the facts: totals alone cannot be carried on")
    language = str(request.get("language") or "")
    if language and language not in LANGUAGES:
        raise BadInput("language", language, " or ".join(LANGUAGES))
    return Asked(
        branch, region, as_of, read_dossier(law, stated, region), at,
        None if then is None else read_value(law, "contribution_base", then),
        _flag(request, "strict"), _flag(request, "steps"), language,
    )  # fmt: skip


def _pension(law: Law, asked: Asked) -> dict[str, Any]:
    try:
        found = estimate(
            law, asked.dossier, asked.region, asked.as_of,
            then_base=asked.then_base, at=asked.at, strict=asked.strict, steps=asked.steps,
        )  # fmt: skip
    except MissingInput:
        wanted = ("statutory_retirement_month", "monthly_pension")
        lacks = lacking(law, wanted, asked.dossier, asked.region, asked.as_of)
        return {
            "region": asked.region, "as_of": units_month(asked.as_of), "statutory_retirement_month": None,
            "choices": [], "missing": [asdict(lack) for lack in lacks], "assumptions": [],
        }  # fmt: skip
    return {**estimate_json(found), "missing": []}


def _names(made: Mapping[str, Any]) -> Iterator[str]:
    for part in (*made.get("choices", ()), *made.get("answers", ())):
        yield from part.get("parts_fen", ())
        trace = cast("dict[str, Any] | None", part["trace"])
        yield from (node["name"] for node in trace["nodes"]) if trace else ()


def _tried(held: object) -> Sequence[object]:
    if isinstance(held, Sequence) and not isinstance(held, str):
        months = cast("Sequence[object]", held)
        if len(months) <= MOST_TRIED:
            return months
    raise BadInput("at", cast("object", held), f"a list of at most {MOST_TRIED} months")


def _month(name: str, value: object) -> int:
    try:
        return parse_month("nothing" if value is None else value)
    except ValueError as error:
        raise BadInput(name, value, str(error)) from None


def _flag(request: Mapping[str, Any], name: str) -> bool:
    held = request.get(name, False)
    if not isinstance(held, bool):
        raise BadInput(name, held, "true or false")
    return held

"""The whole law over HTTP: any question about one person, the dictionary, what changed.

The one thing to know: it asks the same doors as pages, assistants and browsers (`engine.answering`, `entries`, `diff`)
and adds nothing; amounts are whole fen, every answer has its tree of steps with the articles.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from shebao.engine.answering import answer
from shebao.engine.diff import differences
from shebao.engine.entries import entries, entry
from shebao.engine.errors import BadInput
from shebao.guard.access import allow
from shebao.law.language import NATION
from shebao.law.units import parse_month
from shebao.portal.api.problem import as_page, problems
from shebao.portal.pages import NotThere, Pages, portal_of

MOST_ROWS = 5000
PROBLEMS = problems(400, 404, 413)
pages = Pages(include_in_schema=True)

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
Region = Annotated[str, Query(pattern=r"^\d{6}$", description="Six digits; 000000 the nation")]
EXAMPLE = {
    "ask": "pension", "month": "2026-11", "region": "330100",
    "facts": {"birth": "1975-03-08", "sex": "female", "retirement_track": "women_50", "months_paid": 240,
              "contribution_index": 1.1, "account_balance": 86000},
}  # fmt: skip


@pages.post("/estimate", summary="What the law gives one person, in any branch", responses=PROBLEMS)
@allow("ask by program")
async def estimate(
    request: Request,
    asked: Annotated[
        dict[str, Any],
        Body(
            description="ask, month, region, facts; for a pension also at, then_base",
            openapi_examples={"a pension": {"value": EXAMPLE}},
        ),
    ],
) -> JSONResponse:
    """Answers with their trees, and the facts that are missing with how to state them."""
    return JSONResponse(await run_in_threadpool(answer, portal_of(request).law, asked))


@pages.get("/law", summary="The dictionary of the law", responses=PROBLEMS, openapi_extra=as_page("GET /law"))
@allow("public")
async def law(
    request: Request,
    word: Annotated[str, Query(max_length=60, description="In a name, a label or an article")] = "",
    kind: Annotated[str, Query(pattern="^(rule|figure|fact)?$")] = "",
) -> JSONResponse:
    """Rules, figures and facts whose name, label or article holds the word."""
    found = await run_in_threadpool(entries, portal_of(request).law, word.strip(), kind)
    return JSONResponse({"found": len(found), "names": found[:MOST_ROWS]})


@pages.get(
    "/law/{name}", summary="One name of the law: texts, articles, values over time", responses=PROBLEMS,
    openapi_extra=as_page("GET /law/{name}"),
)  # fmt: skip
@allow("public")
async def law_name(
    request: Request, name: Annotated[str, Path(max_length=80)], region: Region = NATION
) -> JSONResponse:
    """All that is known of a rule, figure or fact."""
    book = portal_of(request).law
    if name not in book.known:
        raise NotThere(f"the law has no {name!r}")
    book.at("2026-01", region)
    return JSONResponse(await run_in_threadpool(entry, book, name, region))


@pages.get(
    "/changes", summary="What changed in the law between two months", responses=PROBLEMS,
    openapi_extra=as_page("GET /law/changes"),
)  # fmt: skip
@allow("public")
async def changes(
    request: Request,
    before: Annotated[str, Query(pattern=MONTH)],
    after: Annotated[str, Query(pattern=MONTH)],
    region: Annotated[str, Query(pattern=r"^(\d{6})?$")] = "",
) -> JSONResponse:
    """Rules begun, ended or replaced; figures old and new, with their sources."""
    book = portal_of(request).law
    try:
        then, now = parse_month(before), parse_month(after)
    except ValueError as error:
        raise BadInput("month", f"{before}, {after}", str(error)) from None
    for month in (then, now):
        book.at(month, region or NATION)
    found = await run_in_threadpool(differences, (book, then), (book, now), region or None)
    return JSONResponse({"found": len(found), "changes": [one.to_json() for one in found[:MOST_ROWS]]})

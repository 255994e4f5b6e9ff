"""The outlook's results over HTTP: the runs that `shebao outlook run` has written, and every series in them.

The one thing to know: nothing is projected here. A run is a folder with `meta.json` and `funds.parquet` below
`SHEBAO_OUTLOOK`; where there is none, the list is empty. Money is whole fen, assumed as the run's meta says.
"""

from __future__ import annotations

import json
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from shebao.guard.access import allow
from shebao.law.language import NATION
from shebao.portal.api.problem import as_page, problems
from shebao.portal.pages import NotThere, Pages, portal_of

PROBLEMS = problems(400, 404)
pages = Pages(include_in_schema=True)


class Runs(BaseModel):
    """Each run with what it says of itself: titles, scenario, seed, checks."""

    runs: list[dict[str, Any]]


class Series(BaseModel):
    """One item of one fund, by year, in whole fen. A projection, not a fact: assumptions are in the run's meta."""

    run: str
    fund: str
    item: str
    province: str
    fen: dict[str, int]


def runs_of(request: Request) -> dict[str, File]:
    """The folders of finished runs, by name."""
    folder = portal_of(request).settings.outlook
    if folder is None or not folder.is_dir():
        return {}
    return {one.parent.name: one.parent for one in sorted(folder.glob("*/meta.json"))}


@pages.get("/outlook", response_model=Runs, summary="The runs of the outlook", responses=PROBLEMS)
@allow("public")
def outlook(request: Request) -> JSONResponse:
    """What each run says of itself; nothing where no outlook is kept here."""
    found = [json.loads((folder / "meta.json").read_text(encoding="utf-8")) for folder in runs_of(request).values()]
    return JSONResponse({"runs": found})


@pages.get(
    "/outlook/{run}/{fund}/{item}", response_model=Series, summary="One series of a run", responses=PROBLEMS,
    openapi_extra=as_page("GET /system/report"),
)  # fmt: skip
@allow("public")
def series(
    request: Request,
    run: Annotated[str, Path(max_length=80)],
    fund: Annotated[str, Path(max_length=40, description="employee_pension, resident_pension, unemployment, injury")],
    item: Annotated[str, Path(max_length=60, description="balance, contributions, pensions …")],
    province: Annotated[str, Query(pattern=r"^\d{6}$", description="Six digits; 000000 the nation")] = NATION,
) -> JSONResponse:
    """A fund's item by year."""
    folder = runs_of(request).get(run)
    if folder is None:
        raise NotThere(f"no run {run!r} is kept here")
    import pyarrow.parquet as parquet

    wanted = [("fund", "=", fund), ("item", "=", item), ("province", "=", province)]
    rows = parquet.read_table(folder / "funds.parquet", columns=["year", "fen"], filters=wanted)
    if not rows.num_rows:
        raise NotThere(f"run {run!r} has no {item!r} of {fund!r} in {province}")
    years = zip(rows["year"].to_pylist(), rows["fen"].to_pylist(), strict=True)
    return JSONResponse(
        {"run": run, "fund": fund, "item": item, "province": province, "fen": {str(year): fen for year, fen in years}}
    )

"""The system: the figures in force in every province, and the outlook's report where one has been made.

The one thing to know: the report is one page that `shebao outlook` wrote, with scripts of its own; it is served in a
sandbox, so that it runs as nobody's page and reaches nothing of ours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from shebao.engine.law import Law
from shebao.engine.names import provinces
from shebao.errors import ShebaoError
from shebao.guard.access import allow
from shebao.law.language import NATION
from shebao.portal.pages import Pages, Portal, go, page, portal_of
from shebao.portal.public.life import this_month

pages = Pages()
FIGURES = ("average_wage", "base_floor", "base_ceiling", "unemployment_benefit", "funeral_grant")
FACTS = {"unemployment_months_paid": 120}
"""What one of the figures depends on: ten years paid."""
SANDBOX = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; style-src 'unsafe-inline';"
    " script-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Outlook:
    """A report that was made: its page, its scenarios, the years it looks ahead."""

    page: Path
    scenarios: tuple[str, ...]
    years: int


def outlook_in(folder: Path | None) -> Outlook | None:
    """The report of a folder, or None where there is none that can be read."""
    if folder is None or not (folder / "index.html").exists():
        return None
    try:
        about = json.loads((folder / "outlook.json").read_text(encoding="utf-8"))
        return Outlook(folder / "index.html", tuple(map(str, about["scenarios"])), int(about["years"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def figures_of(law: Law, month: int) -> list[tuple[str, list[int | None]]]:
    """Each province with the figures in force there in a month, in fen; None where one is not known."""
    found: list[tuple[str, list[int | None]]] = []
    for place in provinces():
        if place != NATION:
            found.append((place, [_value(law, name, place, month) for name in FIGURES]))
    return found


def figures_kept(portal: Portal, month: int) -> list[tuple[str, list[int | None]]]:
    """`figures_of` a month, looked up once a month."""
    kept: dict[int, Any] = portal.kept.setdefault("figures", {})
    if month not in kept:
        kept.clear()
        kept[month] = figures_of(portal.law, month)
    return kept[month]


def _value(law: Law, name: str, place: str, month: int) -> int | None:
    try:
        return law.at(month, place).values((name,), FACTS)[name]
    except ShebaoError:
        return None


@pages.get("/system")
@allow("public")
def system(request: Request) -> Response:
    """The figures of this month, place by place, and the way to the report."""
    portal, month = portal_of(request), this_month()
    return page(
        request, "public/system.html", figures=FIGURES, rows=figures_kept(portal, month), month=month,
        outlook=outlook_in(portal.settings.outlook),
    )  # fmt: skip


@pages.get("/system/report")
@allow("public")
async def report(request: Request) -> Response:
    """The outlook's report, as it was written."""
    outlook = outlook_in(portal_of(request).settings.outlook)
    if outlook is None:
        return go(request, "/system")
    headers = {"content-security-policy": SANDBOX}
    return Response(outlook.page.read_bytes(), media_type="text/html; charset=utf-8", headers=headers)

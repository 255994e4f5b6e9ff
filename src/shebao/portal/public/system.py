"""The system: who is insured and what the funds hold, the figures in force in every province, the outlook's report.

The one thing to know: the report is one page that `shebao outlook` wrote, with scripts of its own; it is served in a
sandbox, so that it runs as nobody's page and reaches nothing of ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from shebao.database.store import rows
from shebao.engine.law import Law
from shebao.engine.names import provinces
from shebao.errors import ShebaoError
from shebao.guard.access import allow
from shebao.law.language import NATION
from shebao.portal.language import N_
from shebao.portal.pages import Pages, Portal, go, page, portal_of, session
from shebao.portal.public import published
from shebao.portal.public.ahead import MIDDLE, NOW, ahead
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
    outlook = outlook_in(portal.settings.outlook)
    return page(
        request, "public/system.html", figures=FIGURES, rows=figures_kept(portal, month), month=month, outlook=outlook,
        ahead=ahead(outlook.page.parent, outlook.scenarios) if outlook else [], years=(NOW, MIDDLE),
        insurances=latest(), known=published.provinces(), own=own(request), own_figures=OWN, schemes=SCHEMES,
    )  # fmt: skip


def latest() -> list[tuple[published.Insurance, int, dict[str, published.Figure | None]]]:
    """Each insurance with the newest year of its figures, and these: the insured, income, spending, balance."""
    found: list[tuple[published.Insurance, int, dict[str, published.Figure | None]]] = []
    for it in published.INSURANCES:
        rows = published.funds(it.key)
        year = max(rows)
        found.append((it, year, {"insured": published.coverage()[year][it.key], **rows[year]}))
    return found


OWN = {
    "employers_declared": N_("Employers that declared"), "employees_declared": N_("Employees insured"),
    "flexible_declared": N_("Flexible workers insured"), "residents_declared": N_("Residents insured"),
    "retirees_paid": N_("Pensions paid, employees"), "residents_paid": N_("Pensions paid, residents"),
}  # fmt: skip
"""What the office behind these pages says of its last month, and what it is called."""
SCHEMES = {
    "employee_pension": N_("Pension of employees"), "resident_pension": N_("Pension of residents"),
    "unemployment": N_("Unemployment insurance"), "work_injury": N_("Work injury insurance"),
}  # fmt: skip


@dataclass(frozen=True)
class Own:
    """The last closed month of the office behind the pages. money: by scheme, income, spending and balance in fen."""

    month: int
    region: str
    synthetic: bool
    counts: Mapping[str, int]
    money: Mapping[str, Mapping[str, int]]


def own(request: Request) -> Own | None:
    """What the office has closed last, or None where there is none."""
    if portal_of(request).engine is None:
        return None
    with session(request) as connection:
        query = "SELECT name, value FROM office.published()"
        held = {str(name): int(amount) for name, amount in rows(connection, query)}
        query = "SELECT name, value FROM office.setting WHERE name IN ('city', 'region')"
        said = {str(name): str(text) for name, text in rows(connection, query)}
    month = held.pop("month", 0)
    if not month or "region" not in said:
        return None
    money: dict[str, dict[str, int]] = {}
    for name, fen in held.items():
        part, _, fund = name.partition(":")
        if fund:
            kept = money.setdefault(fund.partition("@")[0], dict.fromkeys(("income", "spending", "balance"), 0))
            kept[part] += fen
    synthetic = json.loads(said.get("city", "{}")).get("synthetic") is True
    return Own(month, said["region"], synthetic, {n: held[n] for n in OWN if n in held}, money)


@pages.get("/system/report")
@allow("public")
async def report(request: Request) -> Response:
    """The outlook's report, as it was written."""
    outlook = outlook_in(portal_of(request).settings.outlook)
    if outlook is None:
        return go(request, "/system")
    headers = {"content-security-policy": SANDBOX}
    return Response(outlook.page.read_bytes(), media_type="text/html; charset=utf-8", headers=headers)

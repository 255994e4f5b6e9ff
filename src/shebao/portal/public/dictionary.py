"""The law to browse: search every name, one name with its values over time and its texts, and what changed when.

The one thing to know: everything is the dictionary's own (`engine.entries`, `engine.diff`); nothing is written here
twice. Names, places and units are in the reader's language, rules in the language of the law's code.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from shebao.engine.diff import Side, differences
from shebao.engine.entries import entries, entry
from shebao.engine.law import Law
from shebao.engine.names import place_codes
from shebao.guard.access import allow
from shebao.law.language import NATION
from shebao.law.units import parse_month
from shebao.portal.chart import Line, line
from shebao.portal.forms import Form
from shebao.portal.language import N_, Reader
from shebao.portal.pages import NotThere, Pages, page, portal_of, reader_of
from shebao.portal.public.life import this_month

pages = Pages()
KINDS = {"rule": N_("rule"), "figure": N_("figure"), "fact": N_("fact about a person or employer")}
BEGIN = (
    "monthly_pension", "statutory_retirement_age", "minimum_months_paid", "contribution_base", "index_wage",
    "published_interest_rate", "unemployment_benefit", "disability_grant", "funeral_grant", "transfer_amount",
    "resident_monthly_pension", "pension_adjustment",
)  # fmt: skip
"""Where somebody may begin who has no word to search by."""
MOST = 60
MOST_CHANGES = 120
"""On one page; the others follow."""
FIRST_MONTH = parse_month("1991-01")


@pages.get("/law")
@allow("public")
async def law(request: Request) -> Response:
    """Search, or where to begin."""
    word = request.query_params.get("word", "").strip()[:60]
    kind = request.query_params.get("kind", "")
    kind = kind if kind in KINDS else ""
    known = portal_of(request).law
    found = entries(known, word, kind) if word or kind else [
        row for row in entries(known) if row["name"] in BEGIN
    ]  # fmt: skip
    form = Form(reader_of(request), {"word": word, "kind": kind})
    return page(
        request, "public/law.html", form=form, found=found[:MOST], total=len(found), kinds=KINDS, word=word,
        searched=bool(word or kind), most=MOST,
    )  # fmt: skip


@pages.get("/law/changes")
@allow("public")
def changes(request: Request) -> Response:
    """What differs between two months in one place."""
    reader, known, now = reader_of(request), portal_of(request).law, this_month()
    said = dict(request.query_params)
    typed = {"place": "", "from_year": str(now // 12 - 1), "from_month": "1", "to_year": str(now // 12),
             "to_month": str(now % 12 + 1)}  # fmt: skip
    form = Form(reader, {**typed, **{name: held for name, held in said.items() if name in typed and len(held) < 20}})
    ends = [_month(form, name) for name in ("from", "to")]
    place = form.typed["place"] or NATION
    if place != NATION:
        form.one_of("place", place_codes())
    first, last = ends
    found: list[dict[str, Any]] = []
    total, parts, part = 0, 1, 0
    if not form.errors and first is not None and last is not None:
        changed = differences((known, first), (known, last), place)
        total, parts = len(changed), -(-len(changed) // MOST_CHANGES) or 1
        part = min(int(at), parts) - 1 if (at := said.get("part", "")).isdecimal() and at.isascii() and int(at) else 0
        found = [
            {
                "name": it.name, "kind": it.kind, "how": it.how, "key": it.key,
                "before": _side(known, it.name, it.kind, it.before, reader),
                "after": _side(known, it.name, it.kind, it.after, reader),
            }
            for it in changed[part * MOST_CHANGES :][:MOST_CHANGES]
        ]  # fmt: skip
    return page(
        request, "public/law_changes.html", 422 if form.errors else 200, form=form, found=found, kinds=KINDS,
        place=place, first=first, last=last, total=total, parts=parts, part=part + 1,
    )  # fmt: skip


@pages.get("/law/{name}")
@allow("public")
async def one(request: Request, name: str) -> Response:
    """One name: what it is, its values over time in a place, its texts, what it needs and what needs it."""
    reader, known = reader_of(request), portal_of(request).law
    if name not in known.known:
        raise NotThere(name)
    asked = request.query_params.get("place", "")
    place = asked if asked in place_codes() else NATION
    it = entry(known, name, place)
    values = [{**row, "shown": _value(known, name, row["value"], reader)} for row in it["values"]]
    return page(
        request, "public/law_entry.html", it=it, values=values, place=place, kinds=KINDS,
        form=Form(reader, {"place": asked}), line=_line(known, name, it["values"], reader),
        show=lambda value: reader.value(known.unit_of(name), value),
    )  # fmt: skip


def _month(form: Form, name: str) -> int | None:
    """The month of NAME_year and NAME_month."""
    year, month = form.whole(f"{name}_year", FIRST_MONTH // 12, this_month() // 12 + 20), form.whole(
        f"{name}_month", 1, 12
    )  # fmt: skip
    return None if year is None or month is None else year * 12 + month - 1


def _value(law: Law, name: str, written: str, reader: Reader) -> str:
    """A value of the dictionary in the reader's form."""
    unit = law.unit_of(name)
    if written == "unknown":
        return reader.text("not known")
    return reader.value(unit, unit.parse(written))


def _side(law: Law, name: str, kind: str, side: Side | None, reader: Reader) -> dict[str, str]:
    """One side of a change: a value, or a rule's articles."""
    if side is None:
        return {"shown": "", "cites": ""}
    return {"shown": _value(law, name, side.shown, reader) if kind == "figure" else "", "cites": side.cites}


def _line(law: Law, name: str, values: list[dict[str, Any]], reader: Reader) -> Line | None:
    """The values of the nearest place that has several, as a line over time; None where nothing changed."""
    figure = law.figures.get(name)
    if figure is None or figure.keys or figure.unit.kind != "number":
        return None
    for place in dict.fromkeys(row["region"] for row in values):
        rows = [row for row in values if row["region"] == place and row["value"] != "unknown"]
        yearly = figure.per == "year"
        points = sorted(
            (int(row["since"]) * 12 if yearly else parse_month(row["since"]), figure.unit.parse(row["value"]))
            for row in rows
        )
        if not yearly and points:  # a value holds until the next: a step, not a slope
            ends = [(month - 1, points[n][1]) for n, (month, _) in enumerate(points[1:])]
            points = sorted({*points, *ends, (max(this_month(), points[-1][0] + 1), points[-1][1])})
        if len({value for _, value in points}) > 1:
            marks = (points[0][0], points[-1][0])
            return line(points, [(month, reader.digits(month // 12)) for month in marks], points[-1][0])
    return None

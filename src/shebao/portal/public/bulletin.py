"""Coverage, funds and provinces as pages, and each of them as a file.

The one thing to know: a table is sorted by its address (`?by=…&down=1`), so a heading is a link and needs no script;
the numbers and their sources are those of `published.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.law.language import NATION
from shebao.portal.chart import Bars, bars, line
from shebao.portal.language import Reader
from shebao.portal.pages import NotThere, Pages, page, portal_of, reader_of
from shebao.portal.public import published
from shebao.portal.public.life import this_month
from shebao.portal.public.system import FIGURES, figures_kept

pages = Pages()
CLASSES = 5
"""Shades of the map: each has a fifth of the provinces."""


@pages.get("/system/coverage")
@allow("public")
def coverage(request: Request) -> Response:
    """Who is insured, by insurance and year, and as a share of those who can be."""
    return page(
        request, "public/coverage.html", insurances=published.INSURANCES, shares=published.shares(),
        years=dict(reversed(published.coverage().items())), sources=_sources(published.coverage()),
    )  # fmt: skip


@pages.get("/system/funds")
@allow("public")
def funds(request: Request) -> Response:
    """Income, spending and balance of each insurance by year, drawn and as a table."""
    reader = reader_of(request)
    held = {it: published.funds(it.key) for it in published.INSURANCES}
    return page(
        request, "public/funds.html", money=published.MONEY,
        funds=[(it, dict(reversed(rows.items())), _drawn(rows, reader), _sources(rows)) for it, rows in held.items()],
    )  # fmt: skip


@pages.get("/system/provinces")
@allow("public")
def provinces(request: Request, by: str = "share", down: str = "1") -> Response:
    """Every province, sorted by one of the columns, and a map of it."""
    rows = dict(published.provinces())
    nation = rows.pop(NATION)
    column = next((it for it in published.COLUMNS if it.key == by), None)
    if column is not None:
        # What is not known stands last, whichever way the others go.
        known = sorted(_known(rows, by), key=lambda place: rows[place][by] or 0, reverse=down == "1")
        order = [*known, *(place for place in rows if rows[place][by] is None)]
    else:
        order = sorted(rows, reverse=down == "1" and by == "place")
    return page(
        request, "public/provinces.html", columns=published.COLUMNS, rows=[(p, rows[p]) for p in order], nation=nation,
        by=by if column else "place", down=down == "1", column=column, year=published.PROVINCIAL,
        tiles=_tiles(rows, by) if column else (), sources=published.SOURCES, show=show,
    )  # fmt: skip


@pages.get("/system/provinces/{province}")
@allow("public")
def province(request: Request, province: str) -> Response:
    """One province: the figures in force, who is insured, its funds, beside the nation."""
    if province not in published.provinces() or province == NATION:
        raise NotThere(province)
    reader, month = reader_of(request), this_month()
    heads = published.heads(province)
    ticks = [(year, reader.digits(year)) for year in (heads[0][0], heads[-1][0])] if heads else []
    return page(
        request, "public/province.html", place=province, columns=published.COLUMNS, month=month, figures=FIGURES,
        values=dict(figures_kept(portal_of(request), month)).get(province), held=published.provinces()[province],
        nation=published.provinces()[NATION], year=published.PROVINCIAL, sources=published.SOURCES, show=show,
        heads=heads, chart=line(heads, ticks, None),
    )  # fmt: skip


@pages.get("/system/coverage.csv")
@allow("public")
def coverage_file(request: Request) -> Response:
    """Coverage as a file, each number with its source."""
    return _file("coverage", published.coverage_lines())


@pages.get("/system/funds.csv")
@allow("public")
def funds_file(request: Request) -> Response:
    """The funds as a file, each number with its source."""
    return _file("funds", published.funds_lines())


@pages.get("/system/provinces.csv")
@allow("public")
def provinces_file(request: Request) -> Response:
    """The provinces as a file, each number with its source."""
    return _file("provinces", published.provinces_lines())


def show(reader: Reader, kind: str, value: int | None) -> str:
    """A value of a column for the reader; a dash for none."""
    if value is None:
        return "—"
    if kind == "fen":
        return reader.money_many(value)
    if kind == "ppm":
        return reader.percent(value)
    if kind == "ratio":
        return reader.number(value / 1000, 2)
    if kind == "months":
        return reader.number(value / 10, 1)
    return reader.many(value)


def _file(name: str, lines: Iterable[tuple[object, ...]]) -> Response:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    headers = {"content-disposition": f'attachment; filename="shebao-{name}.csv"'}
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _sources(rows: published.Years) -> list[tuple[int, list[str]]]:
    """Each year with the sources of its figures, the newest first."""
    return [
        (year, list(dict.fromkeys(held.source for held in row.values() if held is not None)))
        for year, row in reversed(rows.items())
    ]


def _drawn(rows: published.Years, reader: Reader) -> Bars | None:
    def series(part: str) -> dict[int, int]:
        return {year: held.value for year, row in rows.items() if (held := row[part]) is not None}

    years = range(min(rows), max(rows) + 1)
    return bars(years, [series("revenue"), series("expenditure")], series("balance"), reader.digits)


def _tiles(rows: dict[str, dict[str, int | None]], by: str) -> list[tuple[str, int, int, int]]:
    """The map's squares: letters, column, row, shade from 1 to CLASSES; 0 where nothing is known."""
    known = sorted(_known(rows, by), key=lambda place: rows[place][by] or 0)
    shade = {place: 1 + n * CLASSES // len(known) for n, place in enumerate(known)}
    return [(letters, x, y, shade.get(p, 0)) for p, (letters, x, y) in published.tiles().items()]


def _known(rows: dict[str, dict[str, int | None]], by: str) -> list[str]:
    return [place for place, row in rows.items() if row[by] is not None]

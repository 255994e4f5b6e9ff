"""The system over HTTP: who is insured, what the funds hold, every province, the figures in force, the office itself.

The one thing to know: published numbers come with their source and are shown as printed; null is what was not seen.
Persons are whole numbers, money whole fen, shares millionths (`_ppm`).
"""

from __future__ import annotations

from fastapi import Request
from pydantic import BaseModel, Field

from shebao.engine.texts import units_month
from shebao.guard.access import allow
from shebao.law.language import NATION
from shebao.portal.api.problem import as_page, problems
from shebao.portal.api.shapes import Month, Place, Shape
from shebao.portal.pages import NotThere, Pages, portal_of, reader_of
from shebao.portal.public import published
from shebao.portal.public.ahead import ahead
from shebao.portal.public.life import this_month
from shebao.portal.public.system import FIGURES, figures_kept, latest, outlook_in, own

PROBLEMS = problems(400, 404)
pages = Pages(include_in_schema=True)
INSURANCE = "ue pension of employees, ru of residents, ui unemployment, wi work injury"


class Published(Shape):
    """One published number: persons, or whole fen for money. express: from the December express, preliminary."""

    value: int
    source: str
    express: bool


class Latest(BaseModel):
    """The newest year of an insurance: insured persons; revenue, expenditure and balance in fen."""

    insurance: str = Field(description=INSURANCE)
    name: str
    year: int
    figures: dict[str, Published | None]


class Figures(BaseModel):
    """The figures in force in a place this month, by their names in the law, in fen; null where one is not known."""

    place: Place
    fen: dict[str, int | None]


class Ahead(Shape):
    """A scenario of the outlook: a projection, not a fact. Years in which none falls are null."""

    name: str
    titles: dict[str, str]
    last: int
    deficit: int | None = Field(description="The first year the employees' fund spends more than it takes in")
    exhausted: int | None = Field(description="The first year it ends below zero")
    support: dict[int, float] = Field(description="Insured for each retired, by year")


class Outlook(BaseModel):
    """The report of the outlook that is kept here: GET /api/v1/outlook has its series."""

    scenarios: list[Ahead]
    years: int


class Own(Shape):
    """The last closed month of the office behind these pages. money_fen: by scheme, income, spending and balance."""

    month: Month
    region: Place
    synthetic: bool = Field(description="Whether it is of the demonstration: invented")
    counts: dict[str, int]
    money_fen: dict[str, dict[str, int]] = Field(validation_alias="money")


class System(BaseModel):
    """Who is insured, the funds, this month's figures everywhere, the office's own last month, the outlook."""

    month: Month
    insurances: list[Latest]
    places: list[Figures]
    own: Own | None
    outlook: Outlook | None


class CoverageYear(BaseModel):
    """The insured of a year, by insurance."""

    year: int
    insured: dict[str, Published | None] = Field(description=INSURANCE)


class Share(Shape):
    """Insured persons as a share of those who can be insured."""

    insurance: str
    year: int
    insured: int
    of: str = Field(description="Who can be insured")
    can: int
    share_ppm: int = Field(validation_alias="ppm", description="Millionths")
    source: str = Field(description="Of those who can be")


class Coverage(BaseModel):
    """Who is insured, newest year first, and as a share."""

    years: list[CoverageYear]
    shares: list[Share]


class FundYear(BaseModel):
    """Income, spending and balance at the year's end of an insurance, in fen."""

    year: int
    figures: dict[str, Published | None] = Field(description="revenue, expenditure, balance")


class FundYears(BaseModel):
    """An insurance's funds in the nation, newest year first."""

    insurance: str = Field(description=INSURANCE)
    name: str
    years: list[FundYear]


class Column(BaseModel):
    """A column of the provinces. unit: persons, fen, ppm (millionths), ratio (thousandths), months (tenths)."""

    key: str
    name: str
    unit: str


class Row(BaseModel):
    """A province, or the nation; null where nothing was published."""

    place: Place
    values: dict[str, int | None] = Field(description="By the keys of the columns, in their units")


class Provinces(BaseModel):
    """Every province in a year, the nation first, with the sources."""

    year: int
    columns: list[Column]
    rows: list[Row]
    sources: dict[str, str]


class Persons(BaseModel):
    """Persons of a year."""

    year: int
    persons: int


class Province(BaseModel):
    """A province beside the nation: published in a year, the figures in force this month, its insured employees."""

    year: int
    columns: list[Column]
    province: Row
    nation: Row
    month: Month
    figures_fen: dict[str, int | None]
    employees: list[Persons]
    sources: dict[str, str]


@pages.get("/system", responses=PROBLEMS, summary="The system in figures", openapi_extra=as_page("GET /system"))
@allow("public")
def system(request: Request) -> System:
    """The newest published figures, those in force in every province, the office's last month, the outlook."""
    portal, month, text = portal_of(request), this_month(), reader_of(request).text
    report, held = outlook_in(portal.settings.outlook), own(request)
    scenarios = ahead(report.page.parent, report.scenarios) if report else []
    return System(
        month=units_month(month),
        insurances=[
            Latest(insurance=it.key, name=text(it.name), year=year, figures={n: _figure(one) for n, one in row.items()})
            for it, year, row in latest()
        ],
        places=[
            Figures(place=place, fen=dict(zip(FIGURES, values, strict=True)))
            for place, values in figures_kept(portal, month)
        ],
        own=Own.model_validate(held) if held else None,
        outlook=Outlook(scenarios=[Ahead.model_validate(it) for it in scenarios], years=report.years)
        if report
        else None,
    )


@pages.get("/system/coverage", responses=PROBLEMS, summary="Who is insured, year by year",
           openapi_extra=as_page("GET /system/coverage", "GET /system/coverage.csv"))  # fmt: skip
@allow("public")
def coverage(request: Request) -> Coverage:
    """By insurance, each number with its source, and as a share of those who can be."""
    text = reader_of(request).text
    shares = [Share.model_validate(it) for it in published.shares()]
    return Coverage(
        years=[
            CoverageYear(year=year, insured={key: _figure(held) for key, held in row.items()})
            for year, row in reversed(published.coverage().items())
        ],
        shares=[it.model_copy(update={"insurance": text(it.insurance), "of": text(it.of)}) for it in shares],
    )


@pages.get("/system/funds", responses=PROBLEMS, summary="What the funds took in, paid and held",
           openapi_extra=as_page("GET /system/funds", "GET /system/funds.csv"))  # fmt: skip
@allow("public")
def funds(request: Request) -> list[FundYears]:
    """Each insurance in the nation, year by year, each number with its source."""
    return [
        FundYears(
            insurance=it.key,
            name=reader_of(request).text(it.name),
            years=[
                FundYear(year=year, figures={part: _figure(held) for part, held in row.items()})
                for year, row in reversed(published.funds(it.key).items())
            ],
        )
        for it in published.INSURANCES
    ]


@pages.get("/system/provinces", responses=PROBLEMS, summary="Every province",
           openapi_extra=as_page("GET /system/provinces", "GET /system/provinces.csv"))  # fmt: skip
@allow("public")
def provinces(request: Request) -> Provinces:
    """Insured, income, spending and balance, as the yearbook has them."""
    return Provinces(
        year=published.PROVINCIAL,
        columns=_columns(request),
        rows=[Row(place=place, values=row) for place, row in published.provinces().items()],
        sources=published.SOURCES,
    )


@pages.get("/system/provinces/{province}", responses=PROBLEMS, summary="One province",
           openapi_extra=as_page("GET /system/provinces/{province}"))  # fmt: skip
@allow("public")
def province(request: Request, province: str) -> Province:
    """Beside the nation, with the figures in force there."""
    rows, month = published.provinces(), this_month()
    if province not in rows or province == NATION:
        raise NotThere(f"no province {province!r}")
    values = dict(figures_kept(portal_of(request), month)).get(province) or [None] * len(FIGURES)
    return Province(
        year=published.PROVINCIAL,
        columns=_columns(request),
        province=Row(place=province, values=rows[province]),
        nation=Row(place=NATION, values=rows[NATION]),
        month=units_month(month),
        figures_fen=dict(zip(FIGURES, values, strict=True)),
        employees=[Persons(year=year, persons=persons) for year, persons in published.heads(province)],
        sources=published.SOURCES,
    )


def _figure(held: published.Figure | None) -> Published | None:
    return Published.model_validate(held) if held else None


def _columns(request: Request) -> list[Column]:
    return [Column(key=it.key, name=reader_of(request).text(it.name), unit=it.kind) for it in published.COLUMNS]

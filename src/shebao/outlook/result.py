"""What a run gives: the funds and people of every year and province, the pyramid, the cohorts, and what all rests on.

The one thing to know: lives give what is paid in and out; here it is put into the funds' accounts, the public money,
the interest and the transfers between provinces are added, and every balance is the last one and the year's surplus.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.law.language import NATION
from shebao.outlook import accounts as of
from shebao.outlook import relief, worlds
from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.behaviour import flags, over
from shebao.outlook.bulletins import provinces, published
from shebao.outlook.carried import Carried
from shebao.outlook.economy import Economy
from shebao.outlook.lives import HURT_PARTS
from shebao.outlook.people import People
from shebao.outlook.population import Population
from shebao.outlook.readings import KNOWN, exhausted
from shebao.outlook.returns import cohorts
from shebao.outlook.running import Cells
from shebao.outlook.scenario import Assumptions, Scenario
from shebao.outlook.shares import dealt, part, share

FUNDS = ("employee_pension", "resident_pension", "unemployment", "injury")
TABLES = ("funds", "people", "pyramid", "cohorts")
HEADS: Mapping[str, int] = {
    "population": of.POPULATION, "urban": of.URBAN, "births": of.BIRTHS, "deaths": of.DEATHS,
    "in_service": of.IN_SERVICE, "flexible": of.FLEXIBLE, "retirees": of.RETIREES, "new_retirees": of.NEW_RETIREES,
    "resident_payers": of.PAYERS, "resident_recipients": of.RECIPIENTS, "unemployment_insured": of.JOBLESS_INSURED,
    "unemployment_recipients": of.JOBLESS_MONTHS, "injury_insured": of.INJURY_INSURED, "injury_recipients": of.INJURED,
    "institution_in_service": of.INSTITUTION_SERVICE, "institution_retirees": of.INSTITUTION_RETIREES,
}  # fmt: skip
MONTHS_OR_PARTS: Mapping[int, int] = {of.JOBLESS_MONTHS: 12, of.INJURED: HURT_PARTS}
"""Heads that are counted finer: how many make a person."""
INCOME = ("contributions_employer", "contributions_employee", "contributions_flexible", "premiums", "subsidy",
          "interest", "transfers_in", "pooling_in")  # fmt: skip


@dataclass
class Result:
    """One run. Tables are pyarrow tables; see docs/outlook.md for their columns. Money is whole fen."""

    name: str
    titles: Mapping[str, str]
    funds: Any
    people: Any
    pyramid: Any
    cohorts: Any
    meta: dict[str, Any] = field(default_factory=dict[str, Any])

    def series(self, fund: str, item: str, province: str = NATION) -> dict[int, int]:
        """One item of one fund by year, in fen. BadInput for a fund, item or province that is none."""
        if fund not in FUNDS:
            raise BadInput("fund", fund, f"one of {', '.join(FUNDS)}")
        if province not in (NATION, *PROVINCES):
            raise BadInput("province", province, "a six-digit code such as 330000, or 000000")
        mine = pc.field("fund") == fund
        found = self.funds.filter(mine & (pc.field("item") == item) & (pc.field("province") == province))
        if not found.num_rows:
            items = sorted(set(self.funds.filter(mine)["item"].to_pylist()))
            raise BadInput("item", item, f"one of {', '.join(items)}")
        return dict(zip(found["year"].to_pylist(), found["fen"].to_pylist(), strict=True))

    def balance(self, fund: str, province: str = NATION) -> dict[int, int]:
        """What a fund holds at the end of every year, in fen; below zero is debt."""
        return self.series(fund, "balance", province)

    def exhausted(self, fund: str, province: str = NATION) -> int | None:
        """The first year that ends below zero, or None."""
        return exhausted(self.balance(fund, province))

    def write(self, folder: Path) -> None:
        """The tables as Parquet and CSV, and `meta.json`, into an existing folder."""
        for name in TABLES:
            table = getattr(self, name)
            parquet.write_table(table, folder / f"{name}.parquet", compression="zstd")
            csv.write_csv(table, folder / f"{name}.csv")
        meta = {"name": self.name, "titles": dict(self.titles), **self.meta}
        (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def make(
    scenario: Scenario, a: Assumptions, economy: Economy, population: Population, people: People, cells: Cells,
    carried: Carried, law: Law, last: int,
) -> Result:  # fmt: skip
    """The result of the cells that lives have filled."""
    count = last - FIRST + 1
    c = cells.cells * people.weight
    accounts = _flows(c, a, count)
    if a.pooling == "national":
        _pool(accounts["employee_pension"], law, c, economy)
    tables = {fund: _fund(fund, items, a, count) for fund, items in accounts.items()}
    worlds.settle(tables, c, a)
    return Result(
        scenario.name,
        scenario.titles,
        _long_funds(tables, count),
        _long_people(c, count),
        _pyramid(population, count),
        cohorts(cells, people.weight, economy, a.discount),
        {
            "law_version": law.digest,
            "published_until": KNOWN,
            "first": FIRST,
            "last": last,
            "world": a.world,
            "person_years": int(cells.cells[..., of.LIVES].sum()),
            "digest": cells.digest(),
            "gdp": {FIRST + n: int(economy.gdp[n]) for n in range(count)},
            "price_index": {FIRST + n: float(economy.prices[n]) for n in range(count)},
            "assumptions": [
                {"name": f.name, "value": f.value, "why": f.why} for f in (*a.flagged, *economy.flagged, *flags())
            ],
            "carried": [
                {"figure": x.figure, "places": len(x.provinces), "first": x.first, "last": x.last, "rule": x.rule}
                for x in carried.assumed
            ],
            "note": scenario.note,
        },
    )  # fmt: skip


Items = dict[str, Any]


def _flows(c: Any, a: Assumptions, count: int) -> dict[str, Items]:
    """What lives paid and got, [Y, P] fen by fund and item."""
    years = np.arange(FIRST, FIRST + count)
    forgiven = np.rint(over("relief", years) * 1_000_000).astype(np.int64)[:, None]
    enterprise = c[..., of.EMPLOYER] - c[..., of.PUBLIC_EMPLOYER]
    pension: Items = {
        "contributions_employer": c[..., of.EMPLOYER] - part(enterprise, forgiven),
        "contributions_employee": c[..., of.EMPLOYEE],
        "contributions_flexible": c[..., of.FLEXIBLE_PAID],
        "transfers_in": c[..., of.TRANSFER_IN],
        "basic_pensions": c[..., of.BASIC],
        "account_pensions": c[..., of.ACCOUNT_PAID],
        "transitional_pensions": c[..., of.TRANSITIONAL],
        "deaths": c[..., of.DEATH_GRANTS],
        "inherited": c[..., of.INHERITED],
        "refunds": c[..., of.REFUNDS],
        "transfers_out": c[..., of.TRANSFER_OUT],
    }
    pension["other"] = share(sum(pension[x] for x in PENSIONS), over("pension_other", years))
    spent = sum(v for k, v in pension.items() if k not in INCOME and k != "transfers_out")
    # Budgets fill up the institutions' part, and add a share to the spending of the others'.
    members = c[..., of.INSTITUTION_PENSIONS]
    paid_in = c[..., of.PUBLIC_EMPLOYER] + c[..., of.PUBLIC_EMPLOYEE]
    pension["subsidy"] = share(spent - members, a.subsidy_share[:count]) + np.maximum(members - paid_in, 0)
    reached = over("residents_reached", years)
    basic = share(c[..., of.RESIDENT_BASIC], reached * over("resident_rise_paid", years))
    resident: Items = {
        "premiums": share(c[..., of.RESIDENT_PREMIUM], reached),
        "transfers_in": c[..., of.RESIDENT_MOVED_IN],
        "basic_pensions": basic + share(basic, over("resident_additions", years)),
        "account_pensions": c[..., of.RESIDENT_ACCOUNT],
        "deaths": c[..., of.RESIDENT_DEATHS],
        "inherited": c[..., of.RESIDENT_INHERITED],
    }
    # The law has the budget pay basic pensions, subsidies to premiums and funeral grants.
    premium_subsidy = share(c[..., of.RESIDENT_SUBSIDY], reached)
    resident["subsidy"] = premium_subsidy + resident["basic_pensions"] + resident["deaths"]
    benefits = share(c[..., of.JOBLESS_BENEFIT], over("unemployment_benefit_level", years))
    base = over("unemployment_base", years)
    # Members of institutions, not forgiven anything, are nearly a fifth of the insured in the other two.
    branch = forgiven * 82 // 100
    jobless: Items = {
        "contributions_employer": part(share(c[..., of.JOBLESS_EMPLOYER], base), 1_000_000 - branch),
        "contributions_employee": share(c[..., of.JOBLESS_EMPLOYEE], base),
        "unemployment_benefits": benefits,
    }
    paid = jobless["contributions_employer"] + jobless["contributions_employee"]
    taken = np.rint(over("training_fund", years) * 100).astype(np.int64)
    jobless["transfers_out"] = np.array([dealt(paid[n], int(taken[n])) for n in range(count)])
    jobless["other"] = (
        share(benefits, over("unemployment_other", years)) + relief.assistance(benefits) + relief.refunds(paid)
    )
    hurt = c[..., of.INJURY_BENEFIT]
    injury: Items = {
        "contributions_employer": part(share(c[..., of.INJURY_PAID], over("injury_rate", years)), 1_000_000 - branch),
        "injury_benefits": hurt,
        "other": share(hurt, over("injury_other", years)),
    }
    return dict(zip(FUNDS, (pension, resident, jobless, injury), strict=True))


PENSIONS = ("basic_pensions", "account_pensions", "transitional_pensions")


def _sum(tables: Iterable[Any]) -> Any:
    """Tables added up; 0 of none."""
    return sum(tables)


def _fund(fund: str, items: Items, a: Assumptions, count: int) -> Items:
    """Income, spending, surplus and balance of every province; interest on what was there at the start of the year."""
    opening = {"employee_pension": "ue", "resident_pension": "ru", "unemployment": "ui", "injury": "wi"}[fund]
    said = published(f"{opening}_balance", FIRST - 1)
    start = int(said.value) if said is not None else 0
    paid = _sum(items[x].astype(object) for x in INCOME[:4] if x in items)
    balance = dealt(_held_before(paid[0]) if fund == "employee_pension" else paid[0], start)
    earns = a.fund_return[:count]
    if fund == "employee_pension":
        earns = earns + over("other_income", np.arange(FIRST, FIRST + count))
    rate, owes = (np.rint(x * 1_000_000).astype(np.int64).astype(object) for x in (earns, a.fund_return[:count]))
    interest, owed, balances, incomes, spendings = [], [], [], [], []
    plain_in = _sum(v for k, v in items.items() if k in INCOME)
    plain_out = _sum(v for k, v in items.items() if k not in INCOME)
    held = balance.astype(object)
    for n in range(count):
        interest.append(np.maximum(held, 0) * rate[n] // 1_000_000)
        owed.append(np.maximum(-held, 0) * owes[n] // 1_000_000)
        incomes.append(plain_in[n].astype(object) + interest[-1])
        spendings.append(plain_out[n].astype(object) + owed[-1])
        held = held + incomes[-1] - spendings[-1]
        balances.append(held)
    income, spending = np.array(incomes), np.array(spendings)
    return {
        **items,
        "interest": np.array(interest),
        "debt_interest": np.array(owed),
        "income": income,
        "spending": spending,
        "surplus": income - spending,
        "balance": np.array(balances),
    }


def _held_before(paid: Any) -> Any:
    """[P] what employees' funds held at the end of 2010, by which the balance of 2011 is dealt out, fen.

    A province known for 2008 alone has grown as the nation has; those in neither table share the rest by what is paid.
    """
    known, before = (provinces("employee_pension", "balance", year) for year in (2010, 2008))
    growth = known[NATION] / before[NATION]
    held = np.array([known.get(p, before.get(p, 0) * growth) for p in PROVINCES])
    rest = max(0.0, known[NATION] - held.sum())
    lacking = np.where(held == 0, paid.astype(float), 0.0)
    return np.rint(held + lacking * (rest / max(1.0, lacking.sum()))).astype(np.int64)


def _pool(items: Items, law: Law, c: Any, economy: Economy) -> None:
    """Money between provinces: the adjustment fund of 2018 to 2021 by its rules, then surpluses for deficits."""
    count = len(c)
    given, got = np.zeros(c.shape[:2], dtype=object), np.zeros(c.shape[:2], dtype=object)
    plain_in = _sum(v for k, v in items.items() if k in INCOME).astype(object)
    plain_out = _sum(v for k, v in items.items() if k not in INCOME).astype(object)
    for n in range(2018 - FIRST, count):
        year = FIRST + n
        if year < 2022:
            given[n], got[n] = _adjusted(law, year, c[n])
            continue
        surplus = plain_in[n] - plain_out[n]
        over_, under = np.maximum(surplus, 0), np.maximum(-surplus, 0)
        moved = min(int(over_.sum()), int(under.sum()))
        if moved:
            given[n], got[n] = dealt(over_, moved), dealt(under, moved)
    items["pooling_in"], items["pooling_out"] = got, given


def _adjusted(law: Law, year: int, c: Any) -> tuple[Any, Any]:
    """What every province sends up and gets back under the central adjustment, by the law's own rules."""
    half = 2 if year == 2018 else 1
    month = (year * 12 + 6) if year == 2018 else year * 12
    up = []
    for p, code in enumerate(PROVINCES):
        facts = {"insured_in_service": int(c[p, of.IN_SERVICE] - c[p, of.INSTITUTION_SERVICE])}
        up.append(
            law.at(month, code).values(("central_adjustment_upload",), facts)["central_adjustment_upload"] // half
        )
    fund = sum(up)
    retirees = [int(x) for x in c[:, of.RETIREES] - c[:, of.INSTITUTION_RETIREES]]
    down = []
    for p, code in enumerate(PROVINCES):
        facts = {"central_fund": fund, "national_retirees": sum(retirees), "retirees": retirees[p]}
        name = "central_adjustment_download"
        down.append(law.at(month, code).values((name,), facts)[name])
    down[0] += fund - sum(down)
    return np.array(up, dtype=object), np.array(down, dtype=object)


def _long_funds(tables: Mapping[str, Items], count: int) -> Any:
    """The funds as one long table, the nation beside the provinces."""
    columns: dict[str, list[Any]] = {"year": [], "province": [], "fund": [], "item": [], "fen": []}
    for fund, items in tables.items():
        for item, table in items.items():
            values = table.astype(object)
            both = np.concatenate([values.sum(axis=1)[:, None], values], axis=1)
            _append(columns, both, count, fund, item)
    schema = pa.schema([("year", pa.int16()), ("province", pa.string()), ("fund", pa.string()), ("item", pa.string()),
                        ("fen", pa.int64())])  # fmt: skip
    return pa.table(columns, schema=schema)


def _append(columns: dict[str, list[Any]], values: Any, count: int, *words: str) -> None:
    names = [name for name in columns if name not in ("year", "province", "fen", "persons")]
    last = "fen" if "fen" in columns else "persons"
    columns["year"] += [FIRST + n for n in range(count) for _ in range(len(PROVINCES) + 1)]
    columns["province"] += [NATION, *PROVINCES] * count
    for name, word in zip(names, words, strict=True):
        columns[name] += [word] * values.size
    columns[last] += values.ravel().tolist()


def _long_people(c: Any, count: int) -> Any:
    columns: dict[str, list[Any]] = {"year": [], "province": [], "measure": [], "persons": []}
    for measure, account in HEADS.items():
        values = c[..., account] / MONTHS_OR_PARTS.get(account, 1)
        if account == of.INJURED:
            # Who was treated alone, beside those with a grade.
            treated = over("injury_treated", np.arange(FIRST, FIRST + count))[:, None]
            values = values + np.rint(c[..., of.INJURY_INSURED] * treated)
        _append(columns, np.concatenate([values.sum(axis=1)[:, None], values], axis=1), count, measure)
    schema = pa.schema(
        [("year", pa.int16()), ("province", pa.string()), ("measure", pa.string()), ("persons", pa.float64())]
    )
    return pa.table(columns, schema=schema)


def _pyramid(population: Population, count: int) -> Any:
    persons = population.persons[:count].sum(axis=(1, 3))
    year, sex, age = np.meshgrid(np.arange(FIRST, FIRST + count), np.arange(2), np.arange(106), indexing="ij")
    return pa.table(
        {
            "year": pa.array(year.ravel(), pa.int16()),
            "sex": pa.array(sex.ravel(), pa.int8()),
            "age": pa.array(age.ravel(), pa.int16()),
            "persons": pa.array(persons.ravel()),
        }
    )

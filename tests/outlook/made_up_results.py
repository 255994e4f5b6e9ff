"""Made-up results of the shape a run gives, for tests of the report: smooth curves and noise, no projection at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from shebao.outlook.report.payload import NATION, places

FIRST, LAST = 2012, 2100
YEARS = np.arange(FIRST, LAST + 1)
PROVINCES = [place["code"] for place in places()[1:]]
TITLES = {
    "as_it_stands": ("The law as it stands", "现行法律", "قانون چنان‌که هست"),
    "no_reform": ("No retirement reform", "不延迟退休", "بدون اصلاح بازنشستگی"),
    "retire_at_65": ("Retirement at 65", "65 岁退休", "بازنشستگی در ۶۵"),
    "minimum_15": ("Fifteen years suffice forever", "最低缴费年限保持 15 年", "پانزده سال برای همیشه"),
    "prices": ("Benefits follow prices", "待遇按物价调整", "مستمری هم‌گام با قیمت‌ها"),
    "wages": ("Benefits follow wages", "待遇按工资调整", "مستمری هم‌گام با دستمزدها"),
    "employer_20": ("Employer rate 20%", "单位费率 20%", "نرخ کارفرما ۲۰٪"),
    "compliance": ("Base compliance up", "缴费基数合规提高", "پایبندی بیشتر به پایهٔ حق بیمه"),
    "low": ("Low fertility", "低生育率", "باروری پایین"),
    "high": ("High fertility", "高生育率", "باروری بالا"),
    "no_pooling": ("National pooling off", "取消全国统筹", "بدون تجمیع ملی"),
    "provident_fund": ("A provident fund", "公积金模式", "صندوق پس‌انداز"),
}


@dataclass(frozen=True)
class MadeUp:
    """A result in the shape of the outlook's, with made-up figures."""

    name: str
    titles: dict[str, str]
    funds: pa.Table
    people: pa.Table
    pyramid: pa.Table
    cohorts: pa.Table
    meta: dict[str, Any]


def made_up(name: str = "as_it_stands", pooling: bool = True, fan: bool = False, strength: float = 1.0) -> MadeUp:
    """One result; `strength` above 1 makes its pension fund last longer."""
    rng = np.random.default_rng(sum(map(ord, name)))
    share = np.linspace(0.3, 3, len(PROVINCES))
    share = np.random.default_rng(0).permutation(share / share.sum())
    ageing = 1 / (1 + np.exp(-(YEARS - 2040) / 12))
    meta = _meta(name)
    if fan:
        meta["fan"], meta["draws"] = _fan(strength, ageing), 200
    titles: dict[str, str] = dict(zip(("en", "zh", "fa"), TITLES[name], strict=True))
    funds = _funds(rng, share, ageing, pooling, strength)
    return MadeUp(name, titles, funds, _people(rng, share, ageing), _pyramid(name), _cohorts(rng), meta)


def _flows(fund: str, ageing: np.ndarray, strength: float) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The nation's income and spending items, in fen."""
    grown = 1.045 ** (YEARS - 2024) * 1e14
    if fund == "employee_pension":
        income = {
            "contributions_employer": 4.0,
            "contributions_employee": 1.9,
            "contributions_flexible": 0.7,
            "interest": 0.2,
        }
        spending = {"basic_pensions": 5.2, "account_pensions": 0.8, "transitional_pensions": 0.3, "deaths": 0.1}
    elif fund == "resident_pension":
        income, spending = {"premiums": 0.16, "subsidy": 0.4}, {"basic_pensions": 0.36, "account_pensions": 0.08}
    elif fund == "unemployment":
        income, spending = {"premiums": 0.18}, {"unemployment_benefits": 0.16}
    else:
        income, spending = (
            {"premiums": 0.12, "platform_premiums": 0.005},
            {"injury_benefits": 0.12, "platform_benefits": 0.005},
        )
    weight = 0.8 + 0.75 * ageing / strength if fund == "employee_pension" else 1.0
    return (
        {item: grown * size for item, size in income.items()},
        {item: grown * size * weight for item, size in spending.items()},
    )


def _funds(rng: np.random.Generator, share: np.ndarray, ageing: np.ndarray, pooling: bool, strength: float) -> pa.Table:
    columns: dict[str, list[Any]] = {"year": [], "province": [], "fund": [], "item": [], "fen": []}

    def add(fund: str, item: str, by_province: np.ndarray) -> None:
        for code, values in [*zip(PROVINCES, by_province, strict=True), (NATION, by_province.sum(axis=0))]:
            columns["year"].extend(YEARS.tolist())
            columns["province"].extend([code] * len(YEARS))
            columns["fund"].extend([fund] * len(YEARS))
            columns["item"].extend([item] * len(YEARS))
            columns["fen"].extend(values.tolist())

    for fund in ("employee_pension", "resident_pension", "unemployment", "injury"):
        incomes, spendings = _flows(fund, ageing, strength)
        tilt = np.linspace(0.8, 1.2, len(PROVINCES)) if fund == "employee_pension" else np.ones(len(PROVINCES))
        income = spending = np.zeros((len(PROVINCES), len(YEARS)), np.int64)
        for item, nation in incomes.items():
            part = (share[:, None] * tilt[:, None] * nation * rng.normal(1, 0.01, (31, len(YEARS)))).astype(np.int64)
            add(fund, item, part)
            income = income + part
        for item, nation in spendings.items():
            part = (share[:, None] * nation * rng.normal(1, 0.01, (31, len(YEARS)))).astype(np.int64)
            add(fund, item, part)
            spending = spending + part
        if fund == "employee_pension" and pooling:
            surplus = income - spending
            moved = (0.4 * (surplus - share[:, None] * surplus.sum(axis=0))).astype(np.int64)
            moved[:, YEARS < 2022] = 0
            moved[0] -= moved.sum(axis=0)
            add(fund, "pooling_out", np.maximum(moved, 0))
            add(fund, "pooling_in", np.maximum(-moved, 0))
            income, spending = income + np.maximum(-moved, 0), spending + np.maximum(moved, 0)
        add(fund, "income", income)
        add(fund, "spending", spending)
        add(fund, "surplus", income - spending)
        add(fund, "balance", np.cumsum(income - spending, axis=1) + (share[:, None] * 2e14).astype(np.int64))
    return pa.table(columns)


def _people(rng: np.random.Generator, share: np.ndarray, ageing: np.ndarray) -> pa.Table:
    nation = {
        "population": 1.41e9 - 7e8 * ageing,
        "urban": 8e8 + 0 * ageing,
        "in_service": 3.3e8 - 1.2e8 * ageing,
        "flexible": 6e7 - 1e7 * ageing,
        "platform_workers": 2e7 - 1e7 * ageing,
        "retirees": 1e8 + 1.9e8 * ageing,
        "resident_payers": 3.6e8 - 2.2e8 * ageing,
        "resident_recipients": 1.7e8 + 2e7 * ageing,
    }
    columns: dict[str, list[Any]] = {"year": [], "province": [], "measure": [], "persons": []}
    for measure, values in nation.items():
        parts = share[:, None] * values * rng.normal(1, 0.004, (31, len(YEARS)))
        for code, part in [*zip(PROVINCES, parts, strict=True), (NATION, parts.sum(axis=0))]:
            columns["year"].extend(YEARS.tolist())
            columns["province"].extend([code] * len(YEARS))
            columns["measure"].extend([measure] * len(YEARS))
            columns["persons"].extend(part.tolist())
    return pa.table(columns)


def _pyramid(name: str) -> pa.Table:
    """Cohorts of made-up size that thin out with age."""
    born = np.arange(1900, LAST + 1)
    size = 8e6 + 1.6e7 * np.exp(-(((born - 1968) / 18) ** 2)) + 5e6 * np.exp(-(((born - 1990) / 6) ** 2))
    size *= {"low": 0.7, "high": 1.3}.get(name, 1.0) ** np.clip((born - 2024) / 30, 0, 2)
    year, sex, age = (grid.ravel() for grid in np.meshgrid(YEARS, [0, 1], np.arange(106), indexing="ij"))
    alive = np.exp(-((age / np.where(sex == 1, 88, 83)) ** 8.0))
    persons = np.interp(year - age, born, size) * np.where(sex == 1, 0.48, 0.52) * alive
    return pa.table(
        {"year": year.astype(np.int16), "sex": sex.astype(np.int8), "age": age.astype(np.int16), "persons": persons}
    )


def _cohorts(rng: np.random.Generator) -> pa.Table:
    born, sex, third = (grid.ravel() for grid in np.meshgrid(np.arange(1950, 2036), [0, 1], [0, 1, 2], indexing="ij"))
    rate = 0.62 - 0.09 * third - 0.05 * sex - 0.0015 * (born - 1950) + rng.normal(0, 0.004, born.size)
    irr = 0.085 - 0.006 * third + 0.006 * sex - 0.0004 * (born - 1950) + rng.normal(0, 0.0006, born.size)
    irr[born > 2030] = np.nan
    return pa.table(
        {
            "birth_year": born.astype(np.int16),
            "sex": sex.astype(np.int8),
            "third": third.astype(np.int8),
            "persons": np.full(born.size, 2e6),
            "replacement_ppm": (rate * 1e6).astype(np.int64),
            "irr_ppm": pa.array(irr * 1e6, from_pandas=True),
            "real_irr_ppm": pa.array((irr - 0.02) * 1e6, from_pandas=True),
            "paid_fen": np.full(born.size, 5 * 10**7),
            "received_fen": np.full(born.size, 9 * 10**7),
            "pension_years": 18 + 3.0 * sex + 0.05 * (born - 1950),
        }
    )


def _fan(strength: float, ageing: np.ndarray) -> dict[str, Any]:
    income, spending = _flows("employee_pension", ageing, strength)
    flows = {"income": np.sum([*income.values()], axis=0), "spending": np.sum([*spending.values()], axis=0)}
    flows["surplus"] = flows["income"] - flows["spending"]
    flows["balance"] = np.cumsum(flows["surplus"]) + 2e14
    spread = np.clip((YEARS - 2024) / 76, 0, 1) ** 1.2
    size = {"income": flows["income"], "spending": flows["spending"], "surplus": flows["spending"] * 0.4}
    size["balance"] = np.maximum(np.abs(flows["balance"]), flows["spending"] * 6)
    return {
        "employee_pension": {
            item: {
                int(year): [float(flows[item][i] + size[item][i] * spread[i] * q) for q in (-0.5, -0.2, 0, 0.22, 0.6)]
                for i, year in enumerate(YEARS)
            }
            for item in flows
        }
    }


def _meta(name: str) -> dict[str, Any]:
    years = range(2012, 2025)
    hindcast = [
        {
            "what": {"en": what, "zh": zh, "fa": fa},
            "year": year,
            "ours": round(start * growth ** (year - 2012) * (1 + 0.02 * np.sin(year)), 3),
            "theirs": round(start * growth ** (year - 2012), 3),
            "unit": unit,
            "difference_ppm": round(2e4 * float(np.sin(year))),
            "reason": "made up",
            "fitted": year <= 2018,
            "evidence": year != 2015,
        }
        for what, zh, fa, start, growth, unit in (
            (
                "Participants, employees' pension",
                "职工养老保险参保人数",
                "بیمه‌شدگان بازنشستگی کارکنان",
                304.3,
                1.048,
                "million",
            ),
            ("Retirees, employees' pension", "职工养老保险退休人数", "بازنشستگان", 74.5, 1.055, "million"),
            ("Income, employees' pension", "职工养老保险基金收入", "درآمد صندوق کارکنان", 2.0, 1.11, "tn yuan"),
            ("Spending, employees' pension", "职工养老保险基金支出", "هزینهٔ صندوق کارکنان", 1.56, 1.13, "tn yuan"),
        )
        for year in years
    ]
    comparison = [
        {
            "what": "Enterprise scheme at 16%: peak of the balance (made up)",
            "year": 2027,
            "ours": 7.4,
            "theirs": 6.99,
            "unit": "tn yuan",
            "difference_ppm": 58655,
            "reason": "",
        },
        {
            "what": "Enterprise scheme at 16%: balance reaches zero (made up)",
            "year": 2035,
            "ours": 2039,
            "theirs": 2035,
            "unit": "year",
            "difference_ppm": None,
            "reason": "made up: their retirement ages stay, ours follow the law of 2025",
        },
    ]
    return {
        "scenario": name,
        "sample": "1:1000",
        "seed": 1,
        "years": 75,
        "law_version": "made-up",
        "lives": 2_345_678,
        "person_years": 123_456_789,
        "seconds": 4.2,
        "published_until": 2024,
        "price_index": {int(year): float(1.02 ** (year - 2025)) for year in YEARS},
        "gdp": {int(year): float(1.35e16 * 1.055 ** (year - 2024) * 0.993 ** max(0, year - 2040)) for year in YEARS},
        "hindcast": hindcast,
        "comparison": comparison,
        "assumptions": [
            {
                "name": "compliance",
                "value": 0.72,
                "unit": "share",
                "why": {"en": "Made up for the test.", "zh": "为测试而编。", "fa": "برای آزمون ساخته شده."},
            },
            {"name": "wage_growth_after_2035", "value": "4.5% a year, falling to 3%", "why": "Made up for the test."},
        ],
        "warnings": ["Figures of this result are made up for a test of the report."],
    }

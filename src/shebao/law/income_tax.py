"""The income tax that pensions touch: the yearly and the monthly table, and the tax of a year.

The one thing to know: a table is rates and quick deductions by bracket; as the brackets meet, the tax is the greatest
of amount times rate less quick deduction over all seven.
"""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.language import fact, formula, half_up, rule
from shebao.law.units import MILLION, Count, Fen, Ppm, Table

BRACKETS = 8  # one above the last
MOST_FEN = 100_000_000_000
LAW = "个人所得税法"

fact("annual_income", Fen, low=0, high=MOST_FEN)
fact("other_deductions", Fen, low=0, high=MOST_FEN, default=0)


@formula
def bracket_tax(amount: Fen, rate: Ppm, quick: Fen, months: Count) -> Fen:
    """One bracket's tax of an amount spread over months, in millionths of a fen."""
    return amount * rate - quick * months * MILLION


@rule(cites=f"{LAW} §6", since="2019-01")
def taxable_income(annual_income: Fen, basic_deduction: Fen, other_deductions: Fen) -> Fen:
    """A year's comprehensive income less the basic and the other deductions, before the personal pension."""
    return max(0, annual_income - basic_deduction - other_deductions)


@rule(cites=f"{LAW} 附表一", since="2019-01")
def income_tax_without(taxable_income: Fen, yearly_tax_rate: Table[Ppm], yearly_quick_deduction: Table[Fen]) -> Fen:
    """The year's tax without the deduction for the personal pension."""
    tax = 0
    for bracket in range(1, BRACKETS):
        tax = max(tax, bracket_tax(taxable_income, yearly_tax_rate[bracket], yearly_quick_deduction[bracket], 1))
    return half_up(tax, MILLION)


@rule(cites=f"{LAW} 附表一", since="2019-01", until="2021-12")
def income_tax(income_tax_without: Fen) -> Fen:
    """The year's tax, before payments to a personal pension came off the income."""
    return income_tax_without


@rule(
    cites=(f"{LAW} 附表一", "财政部 税务总局公告2022年第34号 §1", "财政部 税务总局公告2024年第21号 §1"), since="2022-01"
)
def income_tax(
    taxable_income: Fen,
    personal_pension_deduction: Fen,
    yearly_tax_rate: Table[Ppm],
    yearly_quick_deduction: Table[Fen],
) -> Fen:
    """The year's tax after the deduction for the personal pension."""
    left = max(0, taxable_income - personal_pension_deduction)
    tax = 0
    for bracket in range(1, BRACKETS):
        tax = max(tax, bracket_tax(left, yearly_tax_rate[bracket], yearly_quick_deduction[bracket], 1))
    return half_up(tax, MILLION)


@rule(cites=f"{LAW} 附表一", since="2019-01")
def marginal_tax_rate(taxable_income: Fen, yearly_tax_rate: Table[Ppm], yearly_quick_deduction: Table[Fen]) -> Ppm:
    """The rate on the last fen of taxable income; nothing where there is none."""
    tax = 0
    rate = 0
    for bracket in range(1, BRACKETS):
        here = bracket_tax(taxable_income, yearly_tax_rate[bracket], yearly_quick_deduction[bracket], 1)
        # Where two brackets meet both give the same tax: the amount still lies in the lower one.
        rate = yearly_tax_rate[bracket] if here > tax else rate
        tax = max(tax, here)
    return rate

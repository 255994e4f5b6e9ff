"""Wages that several branches measure by: the minimum wage of a place."""

from __future__ import annotations

from shebao.law.language import fact, half_up, rule
from shebao.law.units import Count, Fen, Table

MOST_CLASS = 5

fact("region_class", Count, low=1, high=MOST_CLASS, default=1)


@rule(cites=("劳动法 §48", "最低工资规定 §8"), since="2004-03")
def minimum_wage(minimum_wage_table: Table[Fen], region_class: Count) -> Fen:
    """The monthly minimum wage of the class that the province has put the place in."""
    return minimum_wage_table[region_class]


@rule(cites=("劳动法 §48", "最低工资规定 §8"), since="2004-03")
def minimum_wage_class_1(minimum_wage_table: Table[Fen]) -> Fen:
    """The highest monthly minimum wage of the place: that of class 1."""
    return minimum_wage_table[1]


@rule(
    cites="国办发〔2019〕13号 §3",
    since="1998-01",
    reading="Twelve months of the wage behind the bases; a yearly wage that is stated goes before it.",
)
def average_wage_year(average_wage: Fen) -> Fen:
    """The average wage of a year."""
    return average_wage * 12


@rule(cites="国办发〔2019〕13号 §3", since="1998-01")
def area_monthly_wage(average_wage_year: Fen) -> Fen:
    """The average monthly wage of the pooling area in the year before: a twelfth of the year's."""
    return half_up(average_wage_year, 12)

"""What funds of different places send to and receive from the nation and the province.

The one thing to know: from July 2018 to 2021 a share of wages went up and came down by heads of retirees; since 2022
surpluses of the year are moved between provinces as the yearly central budget says, by a formula not published. What
the budgets print of provinces are the figures `central_*_budgeted`.
"""

from __future__ import annotations

from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, Count, Fen, Ppm, YesNo

MOST_FUND = 10**16  # a hundred thousand billion yuan
LAW = "社会保险法"
ACT_2018 = "国发〔2018〕18号 §2"
ACT_2021 = "国办发〔2021〕48号"

fact("fund_income", Fen, low=0, high=MOST_FUND)
fact("fund_expenditure", Fen, low=0, high=MOST_FUND)
fact("fund_reserve", Fen, low=0, high=MOST_FUND, default=0)
fact("unemployment_premiums_due", Fen, low=0, high=MOST_FUND)


@rule(cites=ACT_2018, since="2018-07", until="2021-12", bounds=(0, 2**62))
def central_adjustment_upload(average_wage_year: Fen, insured_in_service: Count, upload_rate: Ppm) -> Fen:
    """Nine tenths of the average wage, times those who should be insured, times the rate: a year's share."""
    return half_up(half_up(average_wage_year * 9, 10) * insured_in_service * upload_rate, MILLION)


@rule(cites=ACT_2018, since="2018-07", until="2021-12", bounds=(0, 2**62))
def central_adjustment_download(central_fund: Fen, national_retirees: Count, retirees: Count) -> Fen:
    """The fund of all places, divided by all retirees, times the place's own."""
    return half_up(central_fund * retirees, national_retirees)


@rule(cites=ACT_2018, since="2018-07", until="2021-12", bounds=(-(2**62), 2**62))
def central_adjustment_net(central_adjustment_upload: Fen, central_adjustment_download: Fen) -> Fen:
    """What a place gives to the others (above zero) or gets from them (below)."""
    return central_adjustment_upload - central_adjustment_download


@rule(
    cites=ACT_2018,
    since="2018-07",
    until="2021-12",
    reading="Four equal prepayments, the rest at the settlement of the year.",
)
def central_adjustment_prepayment(central_adjustment_upload: Fen) -> Fen:
    """What a place sends up for a quarter before the year is settled."""
    return half_up(central_adjustment_upload, 4)


@rule(cites=(f"{LAW} §64", ACT_2021), since="2011-07", bounds=(-(2**62), 2**62))
def fund_surplus(fund_income: Fen, fund_expenditure: Fen) -> Fen:
    """What a fund took in more than it spent in a year, each insurance for itself."""
    return fund_income - fund_expenditure


@rule(
    cites=(f"{LAW} §64", ACT_2021),
    since="2022-01",
    assumed="which provinces give is read from the budget of 2022; how much each gives is not published",
)
def national_pooling_gives(fund_surplus: Fen) -> YesNo:
    """Under national pooling a place with a surplus in the year hands over, one with a shortage receives."""
    return 1 if fund_surplus > 0 else 0


@rule(cites=(f"{LAW} §65", f"{LAW} §13"), since="2011-07", bounds=(0, 2**62))
def government_top_up(fund_surplus: Fen, fund_reserve: Fen) -> Fen:
    """What governments from the county up add when a fund's income and reserve do not cover its payments."""
    return max(0, 0 - fund_surplus - fund_reserve)


@rule(cites="失业保险条例 §8", since="1999-01", local=True)
def unemployment_adjustment_remittance(unemployment_premiums_due: Fen, unemployment_adjustment_rate: Ppm) -> Fen:
    """What a pool sends to the province's adjustment fund: the province's share of the premiums due by law."""
    return half_up(unemployment_premiums_due * unemployment_adjustment_rate, MILLION)


@rule(cites="失业保险条例 §8", since="1999-01", local=True)
def unemployment_adjustment_most(unemployment_adjustment_remittance: Fen, unemployment_adjustment_payback: Ppm) -> Fen:
    """The most a pool in need gets back from the province's adjustment fund, by what it sent itself."""
    return half_up(unemployment_adjustment_remittance * unemployment_adjustment_payback, MILLION)

"""What may be known about a person: the facts that rules ask for, with their bounds.

The one thing to know: bounds are promises. The compiled engine proves on them that nothing overflows; a value
outside is refused by name. A *stint* is a run of months inside one calendar year with the same base, place and
category; the lists of one history have the same length and are in time order.
"""

from __future__ import annotations

from shebao.law.language import fact
from shebao.law.units import (
    YEAR,
    Category,
    Count,
    Day,
    Days,
    Fen,
    Month,
    Months,
    Ppm,
    Region,
    Sex,
    Track,
    Years,
    YesNo,
)

FIRST_DAY, LAST_DAY = 675_334, 803_168  # 1850-01-01, 2199-12-31
FIRST_MONTH, LAST_MONTH = 1900 * 12, 2199 * 12 + 11
MOST_FEN = 10_000_000_000  # a hundred million yuan
MOST_MONTHS = 1200
MOST_YEARS = 100 * YEAR
MOST_INDEX = 20_000_000
NOT_STATED = -1

fact("as_of", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("region", Region, low=0, high=999_999)

fact("sex", Sex, low=0, high=1)
fact("birth", Day, low=FIRST_DAY, high=LAST_DAY)
fact("retirement_track", Track, low=0, high=2)
fact("chosen_retirement_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("minimum_reference_month", Month, low=0, high=LAST_MONTH, default=0)
fact("retirement_month", Month, low=FIRST_MONTH, high=LAST_MONTH)
fact("claim_age_months", Months, low=0, high=1500)
fact("work_started", Month, low=0, high=LAST_MONTH, default=0)
fact("wage", Fen, low=0, high=MOST_FEN)
fact("unemployment_wage", Fen, low=-1, high=MOST_FEN, default=NOT_STATED)
fact("project_contract_sum", Fen, low=-1, high=10**15, default=NOT_STATED)
fact("tier", Ppm, low=0, high=10_000_000, default=0)
fact("months", Count, low=0, high=12, default=12)
fact("industry_class", Count, low=1, high=8)
fact("injury_float", Ppm, low=0, high=3_000_000, default=1_000_000)
fact("overdue_amount", Fen, low=0, high=MOST_FEN)
fact("overdue_days", Days, low=0, high=100_000)
fact("elastic_months", Months, low=-MOST_MONTHS, high=MOST_MONTHS, default=0)
fact("months_paid", Months, low=0, high=MOST_MONTHS)
fact("deemed_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("deemed_index", Ppm, low=0, high=MOST_INDEX, default=0)
fact("contribution_index", Ppm, low=0, high=MOST_INDEX)
fact("transitional_index", Ppm, low=0, high=MOST_INDEX, default=0)
fact("months_before_accounts", Months, low=0, high=MOST_MONTHS, default=0)
fact("contribution_years", Years, low=0, high=MOST_YEARS)
fact("deemed_years", Years, low=0, high=MOST_YEARS)
fact("years_paid_before_accounts", Years, low=0, high=MOST_YEARS)
fact("years_before_accounts", Years, low=0, high=MOST_YEARS)
fact("only_child_parent", YesNo, low=0, high=1, default=0)
fact("intellectual", YesNo, low=0, high=1, default=0)
fact("account_balance", Fen, low=0, high=MOST_FEN)
fact("account_balance_start", Fen, low=-1, high=MOST_FEN, default=NOT_STATED)
fact("account_interest_rate", Ppm, low=-1, high=200_000, default=NOT_STATED)
fact("monthly_entry", Fen, low=0, high=MOST_FEN)
fact("entries_of_year", Fen, low=0, high=MOST_FEN, default=0)
fact("months_entered", Count, low=0, high=12, default=12)
fact("account_part_paid_month", Fen, low=0, high=MOST_FEN, default=0)
fact("months_paid_out", Count, low=0, high=12, default=0)
fact("resident_premium_year", Fen, low=0, high=100_000_000)
fact("resident_premium_known", Fen, low=NOT_STATED, high=100_000_000, default=NOT_STATED)
fact("resident_claim_age_months", Months, low=0, high=1500, default=720)
fact("insured_in_service", Count, low=0, high=10**10)
fact("retirees", Count, low=0, high=10**10)
fact("stint_start", Month, low=FIRST_MONTH, high=LAST_MONTH, history="stint")
fact("stint_months", Months, low=1, high=12, history="stint")
fact("stint_base", Fen, low=0, high=100_000_000, history="stint")
fact("stint_region", Region, low=0, high=999_999, history="stint")
fact("stint_category", Category, low=0, high=1, history="stint")

# What several branches ask.
fact("age", Count, low=NOT_STATED, high=150, default=NOT_STATED)
fact("months_to_statutory_age", Months, low=-MOST_MONTHS, high=MOST_MONTHS)
fact("service_months", Months, low=0, high=MOST_MONTHS)
fact("incapacitated", YesNo, low=0, high=1, default=0)
fact("settled_abroad", YesNo, low=0, high=1, default=0)
fact("dependants", Count, low=0, high=30)
fact("unused_unemployment_months", Months, low=0, high=24, default=0)
fact("collective_subsidy", Fen, low=0, high=100_000_000, default=0)
fact("resident_account_subsidies", Fen, low=0, high=MOST_FEN, default=0)

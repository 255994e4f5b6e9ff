"""The personal account: what each month puts in, the interest of each year, and the balance."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import month_in_year, year_of
from shebao.law.facts import NOT_STATED
from shebao.law.language import down, formula, half_up, rule
from shebao.law.units import (
    BY_YEAR,
    HALF_ON_ENTRIES,
    MILLION,
    Count,
    Fen,
    History,
    Method,
    Month,
    Months,
    Permille,
    Ppm,
    Region,
    Series,
)

BY_MONTHS_TEXT = "劳办发〔1997〕116号 §12"
RATES = "人社部发〔2017〕31号"
SWITCH = "人社部发〔2014〕17号"


@rule(cites=(RATES, "社会保险法 §14"), since="1995-01", local=True)
def interest_rate_of_year(
    account_interest_rate: Ppm, published_interest_rate: Series[Ppm], region: Region, as_of: Month
) -> Ppm:
    """The published rate of the year, unless a rate is stated."""
    if account_interest_rate != NOT_STATED:
        return account_interest_rate
    return published_interest_rate[region, year_of(as_of)]


@rule(cites="浙江省职工基本养老保险条例 §25", since="2008-05", until="2015-12", regions=("330000",))
def interest_rate_of_year(
    account_interest_rate: Ppm,
    months_paid_out: Count,
    bank_deposit_rate: Ppm,
    published_interest_rate: Series[Ppm],
    region: Region,
    as_of: Month,
) -> Ppm:
    """Zhejiang until the national rate: the banks' deposit rate from the month the pension starts."""
    if account_interest_rate != NOT_STATED:
        return account_interest_rate
    if months_paid_out > 0:
        return bank_deposit_rate
    return published_interest_rate[region, year_of(as_of)]


@rule(cites=BY_MONTHS_TEXT, since="1998-01")
def entries_of_year(monthly_entry: Fen, months_entered: Count) -> Fen:
    """What the months of a year put into the account, where every month puts in the same."""
    return monthly_entry * months_entered


@rule(cites=BY_MONTHS_TEXT, since="1998-01")
def account_year_end(
    account_balance_start: Fen,
    entries_of_year: Fen,
    months_entered: Count,
    account_part_paid_month: Fen,
    months_paid_out: Count,
    interest_rate_of_year: Ppm,
    account_interest_method: Method,
) -> Fen:
    """The balance at the end of a year: start, entries and interest, less what was paid out of the account."""
    start = opening(account_balance_start)
    paid = account_part_paid_month * months_paid_out
    rate = interest_rate_of_year
    left = start + entries_of_year - paid
    if account_interest_method == HALF_ON_ENTRIES:
        return left + half_up((2 * start + entries_of_year - paid) * rate, 2 * MILLION)
    if account_interest_method == BY_YEAR:
        # 1.083 / 2 of a year's interest on equal entries and payments.
        parts = (start - paid) * 2000 + (entries_of_year + paid) * 1083
        return left + half_up(parts * rate, 2000 * MILLION)
    # Entry n of the year earns 12 - n + 1 months.
    in_months = 13 * months_entered - down(months_entered * (months_entered + 1), 2)
    out_months = 13 * months_paid_out - down(months_paid_out * (months_paid_out + 1), 2)
    entry_months = 0
    if months_entered > 0:
        entry_months = half_up(entries_of_year * in_months, months_entered)
    weighted = start * 12 + entry_months - account_part_paid_month * out_months
    return left + half_up(weighted * rate, 12 * MILLION)


@formula
def opening(balance: Fen) -> Fen:
    """What an account holds at the start of a year; nothing where none is stated: it begins in this year."""
    return max(0, balance)


@formula
def year_closed(balance: Fen, entries: Fen, weighted: Fen, rate: Ppm) -> Fen:
    """The account after a year: what was there, what came in, and interest by the months it lay there."""
    return balance + entries + half_up((balance * 12 + weighted) * rate, 12 * MILLION)


@formula
def weight_of(entry: Fen, start: Month, months: Months) -> Fen:
    """The entries of a run of months inside one year, each times the months it lies there until the year's end."""
    return entry * max(0, months * (13 - month_in_year(start)) - down(months * (months - 1), 2))


@formula
def entry_of(base: Fen, rate: Ppm) -> Fen:
    """What one month on a base puts into the account."""
    return half_up(base * rate, MILLION)


@rule(cites=("国发〔1997〕26号 §4", "国发〔2005〕38号 §6"), since="1998-01")
def account_entry(contribution_base: Fen, account_entry_rate: Series[Ppm], region: Region, as_of: Month) -> Fen:
    """What a month's contribution puts into the personal account."""
    return entry_of(contribution_base, account_entry_rate[region, as_of])


@rule(
    cites=("国发〔1997〕26号 §4", "国发〔2005〕38号 §6", BY_MONTHS_TEXT, RATES),
    since="1998-01",
    reading="The year of the claim earns nothing until its rate is published; the agency then recomputes.",
)
def account_from_history(
    as_of: Month,
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    stint_region: History[Region],
    account_entry_rate: Series[Ppm],
    published_interest_rate: Series[Ppm],
) -> Fen:
    """Every month's share of its base, and each past year's interest by the months the entries lay there."""
    balance = 0
    entries = 0
    weighted = 0
    year = 0
    place = 0
    for start, months, base, region in zip(stint_start, stint_months, stint_base, stint_region, strict=True):
        entry = entry_of(base, account_entry_rate[region, start])
        if balance + entries > 0:
            for closed in range(year, year_of(start)):
                rate = published_interest_rate[place, closed]
                balance = year_closed(balance, entries, weighted, rate)
                entries = 0
                weighted = 0
        year = year_of(start)
        place = region
        entries = entries + entry * months
        weighted = weighted + weight_of(entry, start, months)
    if balance + entries > 0:
        for closed in range(year, year_of(as_of)):
            rate = published_interest_rate[place, closed]
            balance = year_closed(balance, entries, weighted, rate)
            entries = 0
            weighted = 0
    return balance + entries


@rule(cites="国发〔2014〕8号 §4", since="1998-01")
def resident_premium_known(resident_premium_year: Fen) -> Fen:
    """The tier of who pays as a resident; of who states none it is not known."""
    return resident_premium_year


@rule(cites=("国发〔2005〕38号 §6", BY_MONTHS_TEXT), since="1998-01")
def employee_account(account_balance_start: Fen, account_year_end: Fen, account_from_history: Fen) -> Fen:
    """What lies in the employees' account: from the start of the year, or from the history."""
    if account_balance_start != NOT_STATED:
        return account_year_end
    return account_from_history


@rule(
    cites=(
        "国发〔2005〕38号 §6",
        BY_MONTHS_TEXT,
        "国发〔2014〕8号 §5",
        "人社部发〔2014〕17号 §5",
        "人社部发〔2014〕17号 §6",
    ),
    since="1998-01",
)
def account_balance(
    resident_premium_known: Fen, resident_account_balance: Fen, employee_account: Fen, resident_account: Fen
) -> Fen:
    """What lies in the account: a resident's yearly payments, or the employees' account and a residents' one joined."""
    if resident_premium_known != NOT_STATED:
        return resident_account_balance
    return employee_account + resident_account


@rule(cites=RATES, since="1998-01")
def account_interest_rate_month_permille(interest_rate_of_year: Ppm) -> Permille:
    """A twelfth of the yearly rate, in thousandths."""
    return half_up(interest_rate_of_year, 12)


@rule(cites="粤府〔2006〕96号", since="2006-07", assumed="seen on one notice of Shenzhen for 2011")
def account_interest_rate_month_compound_permille(interest_rate_of_year: Ppm) -> Permille:
    """The monthly rate that twelve times compounded gives the yearly one, in thousandths."""
    low = 0
    high = 100_000
    # Halving: the largest monthly rate (in tenths of a ppm) whose twelfth power stays within the yearly rate.
    for _ in range(20):
        middle = down(low + high + 1, 2)
        grown = 1_000_000_000
        for _month in range(12):
            grown = half_up(grown * (10_000_000 + middle), 10_000_000)
        if grown <= 1_000_000_000 + interest_rate_of_year * 1000:
            low = middle
        else:
            high = middle - 1
    return half_up(low, 10)

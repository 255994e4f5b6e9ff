"""The account after the claim and after death: what is left, who inherits it, when the pooled fund takes over."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.account import opening
from shebao.law.calendar import month_in_year
from shebao.law.facts import MOST_FEN
from shebao.law.language import fact, rule
from shebao.law.pension import stepped
from shebao.law.units import MILLION, Count, Fen, Month, Ppm, YesNo

LAW_14 = "社会保险法 §14"

fact("account_own_part", Fen, low=0, high=MOST_FEN)
fact("bank_deposit_rate", Ppm, low=0, high=1_000_000)
fact("died", YesNo, low=0, high=1, default=0)


@rule(cites=LAW_14, since="2011-07")
def account_interest_rate_least(bank_deposit_rate: Ppm) -> Ppm:
    """The record rate may not lie below the banks' time deposit rate."""
    return bank_deposit_rate


@rule(cites=LAW_14, since="2011-07")
def account_interest_rate_lawful(interest_rate_of_year: Ppm, account_interest_rate_least: Ppm) -> YesNo:
    """Whether a record rate is at least the deposit rate."""
    return 1 if interest_rate_of_year >= account_interest_rate_least else 0


@rule(
    cites=("劳办发〔1997〕116号", "上海市个人账户计息办法"),
    since="1998-01",
    assumed="the months counted are from memory for the nation; Shanghai prints the same",
    reading="A month counts from January to that of retirement; an entry counts from its own month.",
)
def account_at_claim(
    account_balance_start: Fen,
    entries_of_year: Fen,
    months_entered: Count,
    retirement_month: Month,
    interest_rate_of_year: Ppm,
    claim_interest_step: Fen,
) -> Fen:
    """The account when the pension starts inside a year: the year's rate by the months that the money lay there."""
    months = month_in_year(retirement_month)
    entered = min(months_entered, months)
    # Entry n lies there for months - n + 1 months: on average half of first and last.
    start = opening(account_balance_start)
    weighted = 2 * start * months + entries_of_year * (2 * months - entered + 1)
    held = (start + entries_of_year) * 24 * MILLION + weighted * interest_rate_of_year
    return stepped(held, 24 * MILLION, claim_interest_step, 1 if claim_interest_step > 1 else 0)


@rule(cites=LAW_14, since="2011-07")
def account_drawable(as_of: Month, pension_start_month: Month, died: YesNo, account_refund: Fen) -> YesNo:
    """The account may not be drawn before the pension starts, save by the heirs or when the relation ends."""
    if died == 1 or as_of >= pension_start_month:
        return 1
    return 1 if account_refund > 0 else 0


@rule(cites=("国发〔1997〕26号 §4", "郑州市企业职工基本养老保险条例 §26"), since="1998-01", until="2011-06")
def account_inheritance(account_own_part: Fen) -> Fen:
    """Until June 2011 the heirs got what was left of the own contributions with their interest."""
    return account_own_part


@rule(
    cites=(LAW_14, "人社部令第13号 §6"),
    since="2011-07",
    reading="The law prevails over local texts that still give the heirs the own contributions alone.",
)
def account_inheritance(account_balance: Fen) -> Fen:
    """The heirs get the whole balance that is left; nothing once it is used up."""
    return max(0, account_balance)


@rule(cites="郑州市企业职工基本养老保险条例 §25", since="2006-01")
def account_pension_from_account(account_pension: Fen, account_balance: Fen) -> Fen:
    """The part of a month's account pension that the account still holds."""
    return min(account_pension, max(0, account_balance))


@rule(cites="郑州市企业职工基本养老保险条例 §25", since="2006-01")
def account_pension_from_pool(account_pension: Fen, account_pension_from_account: Fen) -> Fen:
    """Once the account is used up the pooled fund pays on."""
    return account_pension - account_pension_from_account

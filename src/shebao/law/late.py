"""Who reaches the age with too few months: paying on, paying the rest at once, or taking the account and leaving."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.calendar import full_years, month_of
from shebao.law.facts import MOST_MONTHS
from shebao.law.language import fact, rule
from shebao.law.units import Day, Fen, Month, Months, YesNo

LAW_IN_FORCE = 2011 * 12 + 6
FIVE_YEARS = 60
FIFTEEN_YEARS = 180
RULES_2011 = "人社部令第13号"
ZHEJIANG = "浙江省职工基本养老保险条例 §34"

fact("months_paid_after_age", Months, low=0, high=MOST_MONTHS, default=0)
fact("relation_end_requested", YesNo, low=0, high=1, default=0)
fact("nationality_lost", YesNo, low=0, high=1, default=0)


@rule(cites=("社会保险法 §16", f"{RULES_2011} §2"), since="2011-07")
def late_paying_allowed(
    as_of: Month, statutory_retirement_month: Month, first_insured_month: Month, pension_shortfall_months: Months
) -> YesNo:
    """Who reached the age insured but short of the minimum may pay on until it is full; who never joined may not."""
    if as_of < statutory_retirement_month or pension_shortfall_months == 0:
        return 0
    return 1 if 0 < first_insured_month < statutory_retirement_month else 0


@rule(cites=("社会保险法 §16", f"{RULES_2011} §2"), since="2011-07")
def lump_sum_allowed(
    first_insured_month: Month, months_paid_after_age: Months, pension_shortfall_months: Months
) -> YesNo:
    """The rest may be paid at once by who joined before July 2011 and is still short after five more years."""
    if first_insured_month == 0 or first_insured_month >= LAW_IN_FORCE:
        return 0
    return 1 if months_paid_after_age >= FIVE_YEARS and pension_shortfall_months > 0 else 0


@rule(cites=("社会保险法 §16", f"{RULES_2011} §2"), since="2011-07")
def lump_sum_months(lump_sum_allowed: YesNo, pension_shortfall_months: Months) -> Months:
    """The months that may be paid at once."""
    return pension_shortfall_months if lump_sum_allowed == 1 else 0


@rule(
    cites=("社会保险法 §16", f"{RULES_2011} §2", ZHEJIANG),
    since="2011-07",
    reading="Each month as a flexible worker pays it today; the notice that fixes base and rate is local.",
)
def lump_sum_payment(lump_sum_months: Months, flexible_pension_contribution: Fen) -> Fen:
    """What paying the rest at once costs."""
    return lump_sum_months * flexible_pension_contribution


@rule(cites=("社会保险法 §16", ZHEJIANG), since="2006-01")
def late_payment_cost(pension_shortfall_months: Months, flexible_pension_contribution: Fen) -> Fen:
    """What all the months still missing cost at the rate of flexible workers."""
    return pension_shortfall_months * flexible_pension_contribution


@rule(
    cites=("社会保险法 §16", f"{RULES_2011} §2"),
    since="2011-07",
    reading="Every month from the age on is paid; who may pay the rest at once does so after sixty.",
)
def minimum_filled_month(
    retirement_month: Month,
    months_paid_after_age: Months,
    pension_shortfall_months: Months,
    first_insured_month: Month,
) -> Month:
    """The month in which the minimum is full: that of retirement, or the last one paid for after it."""
    still = pension_shortfall_months
    if 0 < first_insured_month < LAW_IN_FORCE:
        still = min(still, max(0, FIVE_YEARS - months_paid_after_age))
    return retirement_month + months_paid_after_age + still


@rule(cites="社会保险法 §16", since="2011-07", assumed="the start after late paying is practice, from memory")
def late_pension_start_month(minimum_filled_month: Month) -> Month:
    """The pension starts the month after the minimum is full."""
    return minimum_filled_month + 1


@rule(cites="国发〔2005〕38号 附表", since="2011-07", assumed="the age after late paying is practice, from memory")
def late_claim_age_months(birth: Day, minimum_filled_month: Month) -> Months:
    """The age in months when the minimum is full, by which the account is paid out."""
    return minimum_filled_month - month_of(birth)


@rule(cites="国发〔1997〕26号 §5", since="1998-01", until="2005-12")
def account_refund(contribution_months: Months, account_balance: Fen) -> Fen:
    """With fewer than fifteen years at the age there is no basic pension: the account is paid out at once."""
    return account_balance if contribution_months < FIFTEEN_YEARS else 0


@rule(
    cites="国发〔2005〕38号 §6",
    since="2006-01",
    until="2011-06",
    local=True,
    assumed="that the relation ends with the account paid out is from memory for these years",
)
def account_refund(pension_shortfall_months: Months, account_balance: Fen) -> Fen:
    """Short of the minimum at the age: the account is paid out at once."""
    return account_balance if pension_shortfall_months > 0 else 0


@rule(cites=("社会保险法 §16", f"{RULES_2011} §3", f"{RULES_2011} §6"), since="2011-07", local=True)
def account_refund(
    relation_end_requested: YesNo, nationality_lost: YesNo, pension_shortfall_months: Months, account_balance: Fen
) -> Fen:
    """Who asks in writing to end the relation gets the whole account: short at the age, or no longer a national."""
    if relation_end_requested == 0:
        return 0
    if nationality_lost == 1:
        return account_balance
    return account_balance if pension_shortfall_months > 0 else 0


@rule(cites=ZHEJIANG, since="2008-05", regions=("330000",))
def account_refund(
    relation_end_requested: YesNo,
    nationality_lost: YesNo,
    pension_shortfall_months: Months,
    account_balance: Fen,
    contribution_months: Months,
    indexed_wage: Fen,
) -> Fen:
    """Zhejiang adds a month of the own indexed wage for each whole year, deemed ones included."""
    if relation_end_requested == 0:
        return 0
    if nationality_lost == 1:
        return account_balance
    return account_balance + full_years(contribution_months) * indexed_wage if pension_shortfall_months > 0 else 0


@rule(cites=("郑州市企业职工基本养老保险条例 §27", f"{RULES_2011} §3"), since="2008-11", regions=("410100",))
def account_refund(
    relation_end_requested: YesNo,
    nationality_lost: YesNo,
    settled_abroad: YesNo,
    pension_shortfall_months: Months,
    account_balance: Fen,
) -> Fen:
    """Zhengzhou also pays the account to who settles abroad and asks to end the relation."""
    if relation_end_requested == 0:
        return 0
    if nationality_lost == 1 or settled_abroad == 1:
        return account_balance
    return account_balance if pension_shortfall_months > 0 else 0

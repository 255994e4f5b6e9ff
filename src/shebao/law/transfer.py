"""Moving between places: which place pays, what money goes along with a person, and what only stays on record.

The one thing to know: a notice of 2025-26 on the same questions is known by its title only. Everything here is the
law as of 2024 (66号 of 2009 and what followed it) and says so in its `reading`. The unit of place is the province.
"""

from __future__ import annotations

from typing import Annotated

from shebao.law.account import entry_of, weight_of, year_closed
from shebao.law.calendar import january_of, month_of, year_of
from shebao.law.facts import LAST_MONTH, MOST_FEN, MOST_INDEX, MOST_MONTHS, MOST_YEARS, NOT_STATED
from shebao.law.language import fact, formula, half_up, rule
from shebao.law.places import province_of
from shebao.law.units import (
    FEMALE,
    MILLION,
    Day,
    Days,
    Fen,
    History,
    Month,
    Months,
    Ppm,
    Region,
    Series,
    Sex,
    Unit,
    YearNo,
    Years,
    YesNo,
)

NATION = 0
TEN_YEARS = 120
JANUARY_1998 = 1998 * 12
OCTOBER_2014 = 2014 * 12 + 9
ACT = "国办发〔2009〕66号"
MANUAL = "人社厅发〔2017〕7号 附件 §7"
NOTICE_2016 = "人社部规〔2016〕5号"
LAW_OF_2024 = "The law as of 2024: a later notice on transfers (2025-26) is known by its title only."

TRANSFERS = ("across_provinces", "institution", "inside_pool", "to_residents", "residents", "temporary_account")
ACROSS_PROVINCES, INSTITUTION, INSIDE_POOL, TO_RESIDENTS, RESIDENTS, TEMPORARY_ACCOUNT = 0, 1, 2, 3, 4, 5
Transfer = Annotated[int, Unit("transfer", "|".join(TRANSFERS), kind="enum", choices=TRANSFERS)]

fact("transfer_kind", Transfer, low=0, high=5, default=ACROSS_PROVINCES)
fact("place_region", Region, low=0, high=999_999, history="place")
fact("place_months", Months, low=0, high=MOST_MONTHS, history="place")
fact("place_deemed_months", Months, low=0, high=MOST_MONTHS, history="place")
fact("place_temporary", YesNo, low=0, high=1, history="place")
fact("household_place", Region, low=0, high=999_999)
fact("relation_place", Region, low=0, high=999_999)
fact("resident_years", Years, low=0, high=MOST_YEARS, default=0)
fact("overlap_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("pension_in_payment", YesNo, low=0, high=1, default=0)
fact("move_month", Month, low=0, high=LAST_MONTH)
fact("moved_officially", YesNo, low=0, high=1, default=0)
fact("stint_index", Ppm, low=0, high=MOST_INDEX, history="stint")
fact("stint_average_wage", Fen, low=1, high=100_000_000, history="stint")
fact("year", YearNo, low=0, high=2199, default=0)
fact("lump_months", Months, low=0, high=MOST_MONTHS, default=0)
fact("lump_payment_proven", YesNo, low=0, high=1, default=0)
fact("own_contributions_before_1998_with_interest", Fen, low=0, high=MOST_FEN, default=0)
fact("account_since_1998", Fen, low=0, high=MOST_FEN)
fact("temporary_account_balance", Fen, low=0, high=MOST_FEN)
fact("resident_account", Fen, low=0, high=MOST_FEN, default=0)

# What a rule below finds, or that there is no history or list of places to find it in.
fact("months_of_history", Months, low=NOT_STATED, high=15 * MOST_MONTHS, default=NOT_STATED)
fact("months_of_places", Months, low=NOT_STATED, high=2 * MOST_MONTHS * MOST_MONTHS, default=NOT_STATED)
fact("index_sum_by_stated_wages", Ppm, low=NOT_STATED, high=2**61, default=NOT_STATED)
fact("index_sum_stated", Ppm, low=NOT_STATED, high=2**61, default=NOT_STATED)
fact("transfer_principal_of_history", Fen, low=NOT_STATED, high=10**13, default=NOT_STATED)
fact("record_principal_of_history", Fen, low=NOT_STATED, high=10**13, default=NOT_STATED)
fact("account_since_1998_of_history", Fen, low=NOT_STATED, high=10**15, default=NOT_STATED)
fact("pooled_of_history", Fen, low=NOT_STATED, high=10**13, default=NOT_STATED)


# Years and index of several places.


@rule(cites="社会保险法 §19", since="1998-01")
def months_of_history(stint_months: History[Months]) -> Months:
    """The months of the record, wherever they were paid."""
    total = 0
    for months in stint_months:
        total = total + months
    return total


@rule(
    cites=("社会保险法 §19", f"{ACT} §3", "人社部发〔2009〕187号 §3", "社会保险经办条例 §12"),
    since="1998-01",
    reading="Months paid twice are those of two places, unless years of the residents' scheme are stated: then those"
    f" of both schemes. {LAW_OF_2024}",
)
def months_of_places(place_months: History[Months], overlap_months: Months, resident_years: Years) -> Months:
    """The months paid in all places are added up, those paid in two at once counted once."""
    total = 0
    for months in place_months:
        total = total + months
    if resident_years == 0:
        total = max(0, total - overlap_months)
    return total


@rule(cites=(f"{NOTICE_2016} §1", "人社厅函〔2017〕151号"), since="1998-01", reading=LAW_OF_2024)
def deemed_months(place_deemed_months: History[Months]) -> Months:
    """Months deemed paid, each recorded where the person then worked."""
    total = 0
    for months in place_deemed_months:
        total = total + months
    return total


@rule(cites=("劳办发〔1997〕116号", f"{ACT} §7"), since="1998-01")
def index_sum_by_stated_wages(
    stint_months: History[Months], stint_base: History[Fen], stint_average_wage: History[Fen]
) -> Ppm:
    """The indices of all months together, where every row of the record states the average wage to measure by."""
    total = 0
    for months, base, wage in zip(stint_months, stint_base, stint_average_wage, strict=True):
        total = total + half_up(base * months * MILLION, wage)
    return total


@rule(cites=("劳办发〔1997〕116号", f"{ACT} §7"), since="1998-01")
def index_sum_stated(index_sum_by_stated_wages: Ppm, stint_months: History[Months], stint_index: History[Ppm]) -> Ppm:
    """The indices of all months together, where the record states them or the wages to measure by."""
    total = 0
    if index_sum_by_stated_wages != NOT_STATED:
        total = index_sum_by_stated_wages
    else:
        for months, index in zip(stint_months, stint_index, strict=True):
            total = total + index * months
    return total


# Which place pays.


@rule(
    cites=(f"{ACT} §5", f"{ACT} §8"),
    since="2010-01",
    reading=f"Not stated: the last place that is no temporary account. {LAW_OF_2024}",
)
def relation_place(place_region: History[Region], place_temporary: History[YesNo]) -> Region:
    """The place that keeps the relation: a temporary account leaves it where it was."""
    kept = 0
    for place, temporary in zip(place_region, place_temporary, strict=True):
        if temporary == 0:
            kept = place
    return kept


@rule(
    cites=(f"{ACT} §6", f"{ACT} §5", f"{ACT} §12", f"{NOTICE_2016} §1", f"{NOTICE_2016} §8", "社会保险法 §19"),
    since="2010-01",
    reading=f"All stays in a province are added; the latest place is the one lived in last. {LAW_OF_2024}",
)
def pension_place(
    household_place: Region,
    relation_place: Region,
    place_region: History[Region],
    place_months: History[Months],
    place_deemed_months: History[Months],
    place_temporary: History[YesNo],
) -> Region:
    """The household province where the relation is there; else the latest with ten years; else the household one."""
    home = province_of(household_place)
    related = province_of(relation_place)
    if related == home:
        return home
    latest = home
    at_relation = 0
    for place, temporary in zip(place_region, place_temporary, strict=True):
        here = 0
        for other, months, deemed, passing in zip(
            place_region, place_months, place_deemed_months, place_temporary, strict=True
        ):
            if passing == 0 and province_of(other) == province_of(place):
                here = here + months + deemed
        if temporary == 0 and here >= TEN_YEARS:
            latest = province_of(place)
            if latest == related:
                at_relation = 1
    return related if at_relation == 1 else latest


@rule(
    cites=(f"{ACT} §5", "人社部发〔2009〕187号"),
    since="2010-01",
    reading=f"The age is full in the month of the birthday. {LAW_OF_2024}",
)
def opens_temporary_account(
    region: Region,
    household_place: Region,
    moved_officially: YesNo,
    sex: Sex,
    birth: Day,
    move_month: Month,
    temporary_account_age_men: Months,
    temporary_account_age_women: Months,
) -> YesNo:
    """Whether the new place only opens a temporary account: men from 50, women from 40, away from home."""
    if moved_officially == 1 or province_of(region) == province_of(household_place):
        return 0
    limit = temporary_account_age_women if sex == FEMALE else temporary_account_age_men
    return 1 if move_month - month_of(birth) >= limit else 0


@rule(cites=(f"{ACT} §2", f"{ACT} §3"), since="2010-01", reading=LAW_OF_2024)
def relation_may_move(pension_in_payment: YesNo) -> YesNo:
    """Whether the relation may still move: not once the pension is paid."""
    return 1 - pension_in_payment


# What goes along.


@formula
def pool_share_since(kind: Transfer) -> Month:
    """The first month whose bases bring money of the pool along: 1998, of institutions their reform."""
    return OCTOBER_2014 if kind == INSTITUTION else JANUARY_1998


@formula
def month_meant(year: YearNo, as_of: Month) -> Month:
    """January of the year stated, else the month asked in."""
    return january_of(year) if year > 0 else as_of


@rule(cites=("国发〔1997〕26号 §4", "国发〔2005〕38号 §6"), since="1998-01")
def booked_rate(account_entry_rate: Series[Ppm], region: Region, as_of: Month, year: YearNo) -> Ppm:
    """The share of the base that the place books into the account."""
    return account_entry_rate[region, month_meant(year, as_of)]


@rule(cites=(f"{ACT} §4", MANUAL), since="2010-01", reading=LAW_OF_2024)
def transfer_principal_of_history(
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    account_entry_rate: Series[Ppm],
) -> Fen:
    """The account without interest as it is sent: at the nation's rate, whatever the place has booked."""
    total = 0
    for start, months, base in zip(stint_start, stint_months, stint_base, strict=True):
        total = total + entry_of(base, account_entry_rate[NATION, start]) * months
    return total


@rule(cites=(f"{ACT} §4", MANUAL), since="2010-01", reading=LAW_OF_2024)
def transfer_account_principal(
    transfer_principal_of_history: Fen,
    contribution_base: Fen,
    months_paid: Months,
    account_entry_rate: Series[Ppm],
    as_of: Month,
    year: YearNo,
) -> Fen:
    """What is sent of the account, without interest: 11 percent of the base from 1998, 8 percent from 2006."""
    if transfer_principal_of_history != NOT_STATED:
        return transfer_principal_of_history
    return entry_of(contribution_base, account_entry_rate[NATION, month_meant(year, as_of)]) * months_paid


@rule(cites=(f"{ACT} §4", MANUAL), since="2010-01", reading=LAW_OF_2024)
def record_principal_of_history(
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    stint_region: History[Region],
    account_entry_rate: Series[Ppm],
) -> Fen:
    """The account without interest as it stays recorded, month by month."""
    total = 0
    for start, months, base, place in zip(stint_start, stint_months, stint_base, stint_region, strict=True):
        rate = max(account_entry_rate[place, start], account_entry_rate[NATION, start])
        total = total + entry_of(base, rate) * months
    return total


@rule(
    cites=(f"{ACT} §4", MANUAL),
    since="2010-01",
    reading=f"What was booked above the nation's rate stays as record, what lay below is raised. {LAW_OF_2024}",
)
def account_record_principal(
    record_principal_of_history: Fen,
    contribution_base: Fen,
    months_paid: Months,
    booked_rate: Ppm,
    account_entry_rate: Series[Ppm],
    as_of: Month,
    year: YearNo,
) -> Fen:
    """What the account keeps on record, without interest: a higher booking stays, though it is not sent."""
    if record_principal_of_history != NOT_STATED:
        return record_principal_of_history
    rate = max(booked_rate, account_entry_rate[NATION, month_meant(year, as_of)])
    return entry_of(contribution_base, rate) * months_paid


@rule(
    cites=(f"{ACT} §4", MANUAL),
    since="2010-01",
    reading=f"Each closed year earns the rate of the place it was paid in; the running year none. {LAW_OF_2024}",
)
def account_since_1998_of_history(
    as_of: Month,
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    stint_region: History[Region],
    account_entry_rate: Series[Ppm],
    published_interest_rate: Series[Ppm],
) -> Fen:
    """The account since 1998 with interest, each month at the nation's rate of the base."""
    balance = 0
    entries = 0
    weighted = 0
    year = 0
    place = 0
    for start, months, base, region in zip(stint_start, stint_months, stint_base, stint_region, strict=True):
        entry = entry_of(base, account_entry_rate[NATION, start])
        if balance + entries > 0:
            for closed in range(year, year_of(start)):
                balance = year_closed(balance, entries, weighted, published_interest_rate[place, closed])
                entries = 0
                weighted = 0
        year = year_of(start)
        place = region
        entries = entries + entry * months
        weighted = weighted + weight_of(entry, start, months)
    if balance + entries > 0:
        for closed in range(year, year_of(as_of)):
            balance = year_closed(balance, entries, weighted, published_interest_rate[place, closed])
            entries = 0
            weighted = 0
    return balance + entries


@rule(
    cites=f"{ACT} §4",
    since="2010-01",
    reading=f"A balance stated without a record is taken as one since 1998. {LAW_OF_2024}",
)
def account_since_1998(account_since_1998_of_history: Fen, account_balance: Fen) -> Fen:
    """The whole balance of the account since 1998."""
    if account_since_1998_of_history != NOT_STATED:
        return account_since_1998_of_history
    return account_balance


@rule(
    cites=(f"{ACT} §4", f"{ACT} §5", "人社部规〔2017〕1号", "国发〔2014〕8号 §8"),
    since="2010-01",
    reading=f"Pilot contributions of institutions before 2014-10 are settled apart. {LAW_OF_2024}",
)
def transfer_account_amount(
    transfer_kind: Transfer,
    own_contributions_before_1998_with_interest: Fen,
    account_since_1998: Fen,
    resident_account: Fen,
    temporary_account_balance: Fen,
) -> Fen:
    """Own contributions before 1998 and the whole account since; inside one pool nothing."""
    if transfer_kind == INSIDE_POOL:
        return 0
    if transfer_kind == RESIDENTS:
        return resident_account
    if transfer_kind == TEMPORARY_ACCOUNT:
        return temporary_account_balance
    return own_contributions_before_1998_with_interest + account_since_1998


@rule(cites=(f"{ACT} §4", "人社部规〔2017〕1号"), since="2010-01", reading=LAW_OF_2024)
def pooled_of_history(
    transfer_kind: Transfer,
    stint_start: History[Month],
    stint_months: History[Months],
    stint_base: History[Fen],
    pooled_transfer_rate: Ppm,
) -> Fen:
    """Twelve percent of the bases of every month really paid since 1998, or since the reform of institutions."""
    total = 0
    for start, months, base in zip(stint_start, stint_months, stint_base, strict=True):
        # A run that straddles the first month counts from it on.
        total = total + base * min(months, max(0, start + months - pool_share_since(transfer_kind)))
    return half_up(total * pooled_transfer_rate, MILLION)


@rule(
    cites=(f"{ACT} §4", f"{ACT} §5", "人社部发〔2014〕17号 §6", "人社部规〔2017〕1号"),
    since="2010-01",
    reading=f"No interest is added to this part. {LAW_OF_2024}",
)
def transfer_pooled_amount(
    transfer_kind: Transfer,
    pooled_of_history: Fen,
    contribution_base: Fen,
    months_paid: Months,
    pooled_transfer_rate: Ppm,
    as_of: Month,
    year: YearNo,
) -> Fen:
    """Twelve percent of the bases paid on since 1998; between schemes of residents or inside one pool nothing."""
    if transfer_kind != ACROSS_PROVINCES and transfer_kind != INSTITUTION:
        return 0
    if pooled_of_history != NOT_STATED:
        return pooled_of_history
    if month_meant(year, as_of) < pool_share_since(transfer_kind):
        return 0
    return half_up(contribution_base * months_paid * pooled_transfer_rate, MILLION)


@rule(cites=f"{ACT} §4", since="2010-01", reading=LAW_OF_2024)
def transfer_amount(transfer_account_amount: Fen, transfer_pooled_amount: Fen) -> Fen:
    """All the money that goes along: of the account and of the pool."""
    return transfer_account_amount + transfer_pooled_amount


@rule(
    cites=(f"{NOTICE_2016} §4", "人社厅发〔2019〕94号 §1", "人社厅发〔2019〕94号 §2"),
    since="2016-11",
    reading="Proof is the sending agency's written word for payments before 2016-11-28, later a judgment, audit,"
    f" inspection or arbitration paper older than the payment. {LAW_OF_2024}",
)
def lump_payment_moves(lump_months: Months, lump_payment_proven: YesNo, lump_payment_limit: Months) -> YesNo:
    """Whether months bought at one stroke move along: three years and more only when proven."""
    if lump_months < lump_payment_limit:
        return 1
    return lump_payment_proven


@rule(cites=(f"{ACT} §8", "社会保险经办条例 §16"), since="2010-01", reading=LAW_OF_2024)
def transfer_working_days(transfer_leg_working_days: Days) -> Days:
    """The new place answers, the old place sends, the new place books: three times the limit of one step."""
    return 3 * transfer_leg_working_days

"""The books: double entry per fund, balanced by the database itself, never changed.

The one thing to know: an entry has a key made from what it books, so posting it again changes nothing, and the
same key with other amounts is refused. Legs are summary legs: one entry per batch and fund, never one per person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from shebao.database.store import copy_rows, rows, run, value
from shebao.errors import ShebaoError

DEBIT, CREDIT = 1, -1

ACCOUNTS: Mapping[str, tuple[int, bool]] = {
    # What the fund has. Spending without money behind it is refused by the database.
    "bank": (DEBIT, True),
    # What it owes: to payers whose money is not matched, to people whose payment is on its way or came back.
    "unmatched_receipts": (CREDIT, True),
    "payments_on_the_way": (CREDIT, True),
    "payments_returned": (CREDIT, True),
    "personal_accounts": (CREDIT, False),
    "pooled_balance": (CREDIT, False),
    # Income and spending of the year.
    "contributions": (CREDIT, False),
    "subsidies": (CREDIT, False),
    "from_other_pools": (CREDIT, False),
    "benefits": (DEBIT, False),
    "to_other_pools": (DEBIT, False),
    # What of the fund's money is set aside for people by name, and what of it benefits have used up: movements inside
    # the fund, so that income and spending stand gross, as in the ministry's bulletin.
    "credited_to_accounts": (DEBIT, False),
    "drawn_from_accounts": (CREDIT, False),
}
"""Account to its usual side, and whether it may never fall below zero (财会〔2017〕28号, in outline)."""
INCOME = ("contributions", "subsidies", "from_other_pools")
SPENDING = ("benefits", "to_other_pools")
OUTSIDE = ("bank", "unmatched_receipts", "payments_on_the_way", "payments_returned")
"""What lies in the bank, and what of it is other people's already: the rest is the fund's accumulated balance."""


class BooksTrouble(ShebaoError):
    """The books refuse, and say why."""


@dataclass(frozen=True)
class Fund:
    """One fund: a scheme in a pool."""

    fund_id: int
    scheme: str
    region: str


@dataclass(frozen=True)
class Statement:
    """A fund's month as the bulletin has it, in fen: income, spending, accumulated balance, personal accounts."""

    income: int
    spending: int
    credited_to_accounts: int
    drawn_from_accounts: int
    balance: int
    personal_accounts: int
    off: int


def open_fund(connection: Connection, scheme: str, region: str) -> int:
    """The number of a fund, opened with all its accounts if new."""
    found = value(
        connection, "SELECT fund_id FROM fund.fund WHERE scheme = :s AND region = :r", s=scheme, r=int(region)
    )
    if found is not None:
        return int(found)
    number = int(value(connection, "SELECT coalesce(max(fund_id), 0) + 1 FROM fund.fund"))
    run(connection, "INSERT INTO fund.fund VALUES (:n, :s, :r)", n=number, s=scheme, r=int(region))
    copy_rows(
        connection,
        "fund.account",
        ("fund_id", "account", "side", "never_below_zero"),
        [(number, account, side, floor) for account, (side, floor) in ACCOUNTS.items()],
    )
    return number


def funds(connection: Connection) -> list[Fund]:
    """Every fund, by number."""
    found = rows(connection, "SELECT fund_id, scheme, region FROM fund.fund ORDER BY 1")
    return [Fund(int(n), str(scheme), f"{region:06d}") for n, scheme, region in found]


def post(connection: Connection, key: str, fund_id: int, month: int, memo: str, legs: Mapping[str, int]) -> bool:
    """Book one entry: account to fen, debit above zero. False when it was booked before.

    BooksTrouble when the legs do not balance, or the same key stands with other amounts. Zero legs are left out.
    """
    kept = {account: amount for account, amount in sorted(legs.items()) if amount}
    inputs = ";".join(f"{account}={amount}" for account, amount in kept.items())
    if sum(kept.values()):
        raise BooksTrouble(f"entry {key} does not balance: off by {sum(kept.values())} fen")
    before = value(connection, "SELECT inputs FROM fund.entry WHERE key = :k", k=key)
    if before is not None:
        if before != inputs:
            raise BooksTrouble(f"entry {key} stands with other amounts: {before}, now {inputs}")
        return False
    if not kept:
        return False
    run(
        connection,
        "INSERT INTO fund.entry (key, fund_id, month, memo, inputs) VALUES (:k, :f, :m, :memo, :i)",
        k=key,
        f=fund_id,
        m=month,
        memo=memo,
        i=inputs,
    )
    copy_rows(
        connection,
        "fund.leg",
        ("key", "fund_id", "account", "amount"),
        [(key, fund_id, account, amount) for account, amount in kept.items()],
    )
    return True


def settle_now(connection: Connection) -> None:
    """Let the database check every entry booked so far, so that a refusal names the step that caused it."""
    try:
        run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
        run(connection, "SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise BooksTrouble(str(error.orig).splitlines()[0]) from None


def trial_balance(connection: Connection) -> list[tuple[int, str, int]]:
    """Fund, account and balance in fen (debit above zero) of every account that moved."""
    found = rows(
        connection,
        "SELECT fund_id, account, sum(amount) FROM fund.leg GROUP BY 1, 2 HAVING sum(amount) <> 0 ORDER BY 1, 2",
    )
    return [(int(fund), str(account), int(amount)) for fund, account, amount in found]


def moved(connection: Connection, month: int) -> dict[tuple[int, str], int]:
    """What the entries of a month moved, by fund and account, in fen (debit above zero)."""
    found = rows(
        connection,
        "SELECT l.fund_id, account, sum(amount) FROM fund.leg l JOIN fund.entry e USING (key)"
        " WHERE e.month = :m GROUP BY 1, 2",
        m=month,
    )
    return {(int(fund), str(account)): int(amount) for fund, account, amount in found}


def statements(connection: Connection, month: int) -> dict[int, Statement]:
    """What each fund took in and spent in a month, gross, and how it stands now; by fund number."""
    flow = moved(connection, month)
    held = {(fund, account): amount for fund, account, amount in trial_balance(connection)}
    made: dict[int, Statement] = {}
    for fund in (f.fund_id for f in funds(connection)):

        def total(of: Mapping[tuple[int, str], int], accounts: Iterable[str], fund: int = fund) -> int:
            return sum(of.get((fund, account), 0) for account in accounts)

        made[fund] = Statement(
            income=-total(flow, INCOME),
            spending=total(flow, SPENDING),
            credited_to_accounts=total(flow, ["credited_to_accounts"]),
            drawn_from_accounts=-total(flow, ["drawn_from_accounts"]),
            balance=total(held, OUTSIDE),
            personal_accounts=-total(held, ["personal_accounts"]),
            off=total(held, ACCOUNTS),
        )
    return made


def faults(connection: Connection) -> list[str]:
    """What does not add up, to the fen: nothing when the books may be closed."""
    said: list[str] = []
    for fund, off in rows(connection, "SELECT fund_id, sum(amount) FROM fund.leg GROUP BY 1 HAVING sum(amount) <> 0"):
        said.append(f"fund {fund}: the trial balance is off by {off} fen")
    for key, off in rows(connection, "SELECT key, sum(amount) FROM fund.leg GROUP BY 1 HAVING sum(amount) <> 0"):
        said.append(f"entry {key} is off by {off} fen")
    query = """
        SELECT f.fund_id, coalesce(p.total, 0), coalesce(-l.total, 0) FROM fund.fund f
        LEFT JOIN (SELECT fund_id, sum(amount) AS total FROM fund.personal GROUP BY 1) p USING (fund_id)
        LEFT JOIN (SELECT fund_id, sum(amount) AS total FROM fund.leg WHERE account = 'personal_accounts' GROUP BY 1) l
               USING (fund_id)
        WHERE coalesce(p.total, 0) <> coalesce(-l.total, 0)
    """
    for fund, people, books in rows(connection, query):
        said.append(f"fund {fund}: personal accounts come to {people} fen, the books say {books}")
    for person, fund, total in rows(
        connection,
        "SELECT person_id, fund_id, sum(amount) FROM fund.personal GROUP BY 1, 2 HAVING sum(amount) < 0 LIMIT 5",
    ):
        said.append(f"fund {fund}: the personal account of person {person} stands at {total} fen")
    return said

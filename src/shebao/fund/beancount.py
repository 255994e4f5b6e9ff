"""The books as a beancount file, so that a program that is not ours can add them up again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from shebao.database.store import stream
from shebao.fund.books import ACCOUNTS, funds

KINDS = {
    "bank": "Assets", "unmatched_receipts": "Liabilities", "payments_on_the_way": "Liabilities",
    "payments_returned": "Liabilities", "personal_accounts": "Liabilities", "pooled_balance": "Equity",
    "contributions": "Income", "subsidies": "Income", "from_other_pools": "Income", "benefits": "Expenses",
    "to_other_pools": "Expenses", "credited_to_accounts": "Equity", "drawn_from_accounts": "Equity",
}  # fmt: skip


def export(connection: Connection) -> Iterator[str]:
    """The lines of a beancount file with every entry, and a balance check for every account at the end."""
    names = {f.fund_id: f"{_word(f.scheme)}:P{f.region}" for f in funds(connection)}

    def name(fund: int, account: str) -> str:
        return f"{KINDS[account]}:{names[fund]}:{_word(account)}"

    yield 'option "title" "Social insurance funds"'
    yield 'option "operating_currency" "CNY"'
    first = stream(connection, "SELECT min(month), max(month) FROM fund.entry")
    for since, until in first:
        if since is None:
            return
        for fund in names:
            for account in ACCOUNTS:
                yield f"{_day(since, 1)} open {name(fund, account)} CNY"
        key = None
        query = """SELECT e.month, l.key, e.memo, l.fund_id, l.account, l.amount FROM fund.leg l
                   JOIN fund.entry e USING (key) ORDER BY e.month, l.key, l.account"""
        for month, entry, memo, fund, account, amount in stream(connection, query):
            if entry != key:
                key = entry
                text = str(memo).replace('"', "'")
                yield f'{_day(month, 1)} * "{text}" "{entry}"'
            yield f"  {name(fund, account)}  {_yuan(amount)} CNY"
        after = until + 1
        for fund, account, amount in stream(
            connection, "SELECT fund_id, account, sum(amount) FROM fund.leg GROUP BY 1, 2 ORDER BY 1, 2"
        ):
            yield f"{_day(after, 1)} balance {name(fund, account)}  {_yuan(int(amount))} CNY"


def _word(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _day(month: int, day: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}-{day:02d}"


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"

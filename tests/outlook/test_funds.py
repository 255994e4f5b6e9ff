"""The funds' accounts: every balance follows from the last one, provinces add up to the nation, to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest

from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.bulletins import published
from shebao.outlook.result import FUNDS, INCOME, NATION, Result

TOTALS = {"income", "spending", "surplus", "balance"}
OPENING = {"employee_pension": "ue", "resident_pension": "ru", "unemployment": "ui", "injury": "wi"}
Books = Mapping[tuple[str, str, str], Mapping[int, int]]


@pytest.fixture(scope="module")
def books(result: Result) -> Books:
    """Fen by year, of every province, fund and item."""
    made: dict[tuple[str, str, str], dict[int, int]] = {}
    for row in result.funds.to_pylist():
        made.setdefault((row["province"], row["fund"], row["item"]), {})[row["year"]] = row["fen"]
    return made


def items(books: Books, fund: str) -> set[str]:
    return {item for _, of, item in books if of == fund}


@pytest.mark.parametrize("fund", FUNDS)
def test_a_balance_is_the_last_one_and_income_less_spending_in_every_province(books: Books, fund: str) -> None:
    for place in (NATION, *PROVINCES):
        income, spending, surplus, balance = (
            books[place, fund, x] for x in ("income", "spending", "surplus", "balance")
        )
        for before, year in pairwise(balance):
            assert balance[year] == balance[before] + income[year] - spending[year]
            assert surplus[year] == income[year] - spending[year]


@pytest.mark.parametrize("fund", FUNDS)
def test_income_and_spending_are_the_sums_of_their_items(books: Books, fund: str) -> None:
    parts = items(books, fund) - TOTALS
    assert "interest" in parts
    for place in (NATION, *PROVINCES):
        for year in books[place, fund, "income"]:
            got = sum(books[place, fund, item][year] for item in parts if item in INCOME)
            spent = sum(books[place, fund, item][year] for item in parts if item not in INCOME)
            assert (got, spent) == (books[place, fund, "income"][year], books[place, fund, "spending"][year])


@pytest.mark.parametrize("fund", FUNDS)
def test_the_nation_is_the_sum_of_its_provinces(books: Books, fund: str) -> None:
    for item in items(books, fund):
        for year, fen in books[NATION, fund, item].items():
            assert fen == sum(books[place, fund, item][year] for place in PROVINCES)


@pytest.mark.parametrize("fund", FUNDS)
def test_funds_open_with_what_was_published(books: Books, fund: str) -> None:
    said = published(f"{OPENING[fund]}_balance", FIRST - 1)
    assert said is not None
    balance, surplus = books[NATION, fund, "balance"], books[NATION, fund, "surplus"]
    assert balance[FIRST] - surplus[FIRST] == said.value


def test_what_provinces_give_for_pooling_others_get(books: Books) -> None:
    given, got = (books[NATION, "employee_pension", x] for x in ("pooling_out", "pooling_in"))
    assert given == got
    assert all(given[year] == 0 for year in range(FIRST, 2018))
    assert all(given[year] > 0 for year in range(2018, 2022))


def test_since_2022_no_province_gives_and_receives_and_none_gives_more_than_its_surplus(books: Books) -> None:
    for place in PROVINCES:
        names = ("pooling_out", "pooling_in", "surplus", "interest", "debt_interest")
        item = {x: books[place, "employee_pension", x] for x in names}
        for year in range(2022, max(item["surplus"]) + 1):
            given, got = item["pooling_out"][year], item["pooling_in"][year]
            own = item["surplus"][year] - item["interest"][year] + item["debt_interest"][year] - got + given
            assert (0 <= given <= max(own, 0), 0 <= got <= max(-own, 0)) == (True, True), (place, year)


def test_what_moves_with_people_leaves_one_province_and_reaches_another(books: Books) -> None:
    left, came = (books[NATION, "employee_pension", x] for x in ("transfers_out", "transfers_in"))
    assert left == came
    assert min(left.values()) > 0


def test_accounts_that_leave_the_employees_fund_enter_the_residents(books: Books) -> None:
    for place in PROVINCES:
        assert books[place, "employee_pension", "refunds"] == books[place, "resident_pension", "transfers_in"]


def test_every_province_has_every_year_of_every_item_once(result: Result, books: Books) -> None:
    assert len(books) * (result.meta["last"] - FIRST + 1) == result.funds.num_rows


def test_only_totals_transfers_and_interest_may_be_below_zero(books: Books) -> None:
    for (place, fund, item), years in books.items():
        if item not in TOTALS | {"interest"}:
            assert min(years.values()) >= 0, (place, fund, item)

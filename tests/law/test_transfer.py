"""Moving between places and schemes: where the pension is paid, what goes along, what is refunded or returned."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import BadInput, MissingInput
from shebao.engine.reading import read_dossier, read_history, read_places

NOW = "2024-06"
ask = Asking(NOW)
ZHEJIANG, SHANGHAI, BEIJING, GUANGDONG, HENAN = 330000, 310000, 110000, 440000, 410000
PROVINCES = [ZHEJIANG, SHANGHAI, BEIJING, GUANGDONG]
money = st.integers(0, 3_000_000)
stays = st.lists(
    st.tuples(st.sampled_from(PROVINCES), st.integers(0, 200), st.integers(0, 40), st.booleans()), max_size=6
)


def life(*places: tuple[int, int, int, bool]) -> dict[str, list[int]]:
    columns: list[list[int]] = [[int(p[i]) for p in places] for i in range(4)]
    return dict(zip(("place_region", "place_months", "place_deemed_months", "place_temporary"), columns, strict=True))


def history(*rows: dict[str, Any], region: str = "330000") -> dict[str, list[int]]:
    return read_history(list(rows), region)


# The place that pays.


@quick
@given(stays, st.sampled_from([*PROVINCES, HENAN]))
def test_the_pension_is_paid_at_home_or_where_ten_years_were_worked(places: list[Any], home: int) -> None:
    paid = ask("pension_place", household_place=home, relation_place=BEIJING, **life(*places))
    worked = sum(m + d for p, m, d, temporary in places if p == paid and not temporary)
    assert paid == home or (worked >= 120 and home != BEIJING)
    ten_at_relation = sum(m + d for p, m, d, t in places if p == BEIJING and not t) >= 120
    if ten_at_relation and home != BEIJING:
        assert paid == BEIJING


@quick
@given(stays, st.sampled_from(PROVINCES))
def test_a_relation_at_home_is_paid_at_home_whatever_the_years(places: list[Any], home: int) -> None:
    assert ask("pension_place", household_place=home + 100, relation_place=home + 200, **life(*places)) == home


@pytest.mark.parametrize(
    ("months", "deemed", "paid"), [(119, 0, HENAN), (120, 0, SHANGHAI), (100, 19, HENAN), (100, 20, SHANGHAI)]
)
def test_ten_years_are_120_months_paid_or_deemed(months: int, deemed: int, paid: int) -> None:
    assert ask("pension_place", household_place=HENAN, **life((SHANGHAI, months, deemed, False))) == paid


def test_a_temporary_account_never_makes_a_place_the_paying_one() -> None:
    places = life((GUANGDONG, 130, 0, False), (SHANGHAI, 150, 0, True))
    for relation in (GUANGDONG, SHANGHAI):
        assert ask("pension_place", household_place=HENAN, relation_place=relation, **places) == GUANGDONG
    assert ask("relation_place", **places) == GUANGDONG


def test_of_two_earlier_places_the_later_pays_and_stays_in_one_province_are_added() -> None:
    places = life((330100, 70, 0, False), (GUANGDONG, 120, 0, False), (330200, 50, 0, False), (SHANGHAI, 12, 0, False))
    assert ask("pension_place", household_place=HENAN, **places) == ZHEJIANG


@pytest.mark.parametrize(
    ("sex", "moved", "opens"), [(0, "2020-02", 0), (0, "2020-03", 1), (1, "2010-02", 0), (1, "2010-03", 1)]
)
def test_men_from_50_and_women_from_40_open_only_a_temporary_account(sex: int, moved: str, opens: int) -> None:
    facts = read_dossier(LAW, {"birth": "1970-03-08", "move_month": moved, "household_place": "410000"}) | {"sex": sex}
    assert ask("opens_temporary_account", NOW, "330100", **facts) == opens
    assert ask("opens_temporary_account", NOW, "410100", **facts) == 0
    assert ask("opens_temporary_account", NOW, "330100", moved_officially=1, **facts) == 0


# The money.


def test_the_pool_sends_twelve_percent_of_bases_paid_since_1998() -> None:
    # By hand: 1997 nothing; 1998 10 months of 500.00 = 5000.00; 2006 12 of 1000.01 = 12000.12; 12 % = 2040.0144.
    rows = history(
        {"year": 1997, "base": 400},
        {"from": "1998-03", "to": "1998-12", "base": 500},
        {"year": 2006, "base": "1000.01"},
    )
    assert ask("transfer_pooled_amount", **rows) == 204_001
    # Account: 0.11 x 500 x 10 = 550.00; 0.08 x 1000.01 = 80.0008 a month, booked 80.00.
    assert ask("transfer_account_principal", **rows) == 55_000 + 96_000


def test_institutions_send_the_pools_money_from_their_reform_on() -> None:
    rows = history({"from": "2014-09", "to": "2014-12", "base": 1000})
    assert ask("transfer_pooled_amount", **rows, transfer_kind=0) == 48_000
    assert ask("transfer_pooled_amount", **rows, transfer_kind=1) == 36_000


@pytest.mark.parametrize("kind", ["inside_pool", "to_residents", "residents", "temporary_account"])
def test_the_pool_sends_nothing_inside_it_or_to_residents(kind: str) -> None:
    facts = read_dossier(LAW, {"transfer_kind": kind, "contribution_base": 5000, "months_paid": 24})
    assert ask("transfer_pooled_amount", **facts) == 0


@quick
@given(st.integers(100, 3_000_000), st.integers(0, 400), st.sampled_from([0, 1997, 1998, 2005, 2006, 2020]))
def test_the_nations_rate_is_sent_and_a_higher_booking_stays_on_record(base: int, months: int, year: int) -> None:
    facts = {"contribution_base": base, "months_paid": months, "year": year}
    sent = ask("transfer_account_principal", **facts)
    rate = 8 if year in (0, 2006, 2020) else 0 if year == 1997 else 11
    assert abs(sent * 100 - base * months * rate) <= 50 * months
    for booked in (0, rate * 10_000, 160_000):
        record = ask("account_record_principal", **facts, booked_rate=booked)
        assert record >= sent
        assert (record > sent) == (booked > rate * 10_000 and months > 0)
    assert (ask("transfer_pooled_amount", **facts) == 0) == (year == 1997 or months == 0)


@quick
@given(money, money, money)
def test_the_parts_of_a_transfer_sum_to_it(before: int, since: int, pooled: int) -> None:
    account = {"own_contributions_before_1998_with_interest": before, "account_since_1998": since}
    assert ask("transfer_account_amount", **account) == before + since
    assert ask("transfer_amount", **account, transfer_pooled_amount=pooled) == before + since + pooled
    assert ask("transfer_account_amount", **account, transfer_kind=2) == 0


def test_the_account_since_1998_bears_the_published_interest() -> None:
    # 2006: 12 months of 80.00 with the interest by months; then each closed year; May 2010 closes 2009.
    rows = history({"year": 2006, "base": 1000}, region="320000")
    rates = [LAW.figures["published_interest_rate"].find("320000", year).value or 0 for year in range(2006, 2010)]
    want = 96_000 + 8_000 * 78 * rates[0] / 12_000_000
    for rate in rates[1:]:
        want += want * rate / 1_000_000
    assert abs(ask("account_since_1998", "2010-05", "320000", **rows) - want) <= 2
    assert ask("account_since_1998", "2010-05", account_balance=77) == 77
    # The running year has no interest yet.
    rows = history({"from": "2010-01", "to": "2010-04", "base": 1000})
    assert ask("account_since_1998", "2010-05", **rows) == 4 * 8_000


@quick
@given(
    st.lists(st.tuples(st.integers(1998, 2019), st.integers(1, 12), money), max_size=5, unique_by=lambda row: row[0])
)
def test_where_the_place_books_what_the_nation_does_the_account_goes_along_as_it_is(rows: list[Any]) -> None:
    facts = history(*({"year": y, "months": m, "base": f"{b / 100:.2f}"} for y, m, b in rows))
    assert ask("account_since_1998", "2020-05", **facts) == ask("account_from_history", "2020-05", **facts)
    assert ask("account_record_principal", **facts) == ask("transfer_principal_of_history", **facts)
    assert ask("months_of_history", **facts) == sum(m for _, m, _ in rows)


def test_what_a_place_booked_before_the_nation_or_above_its_rate_stays_on_record_month_by_month() -> None:
    # Hunan has accounts since October 1995 and books 11 percent: three months of 110.00 stay there, nothing is sent.
    rows = history({"from": "1997-10", "to": "1998-01", "base": 1000}, region="430000")
    assert ask("transfer_account_principal", **rows) == 11_000
    assert ask("account_record_principal", **rows) == 4 * 11_000
    # Jiangsu went from 11 to 8 percent in July 2006, the nation in January: six months of 30.00 stay.
    halves = ({"from": "2006-01", "to": "2006-06", "base": 1000}, {"from": "2006-07", "to": "2006-12", "base": 1000})
    rows = history(*halves, region="320000")
    assert ask("transfer_account_principal", **rows) == 12 * 8_000
    assert ask("account_record_principal", **rows) == 12 * 8_000 + 6 * 3_000


def test_halves_of_a_fen_are_rounded_up() -> None:
    # 12 percent of 0.29 and 0.21: 3.48 and 2.52 fen; 0.5 of a benefit of 3 fen: 1.5.
    for base, sent in ((29, 3), (21, 3)):
        rows = history({"year": 2020, "months": 1, "base": f"0.{base}"})
        assert ask("transfer_pooled_amount", **rows) == sent
        assert ask("transfer_pooled_amount", contribution_base=base, months_paid=1) == sent
    assert ask("index_sum_stated", **history({"year": 2020, "months": 1, "base": 2, "average_wage": 3})) == 666_667
    assert ask("unemployment_transfer_amount", unused_unemployment_months=1, unemployment_benefit=3) == 5


@pytest.mark.parametrize(("months", "proven", "moves"), [(35, 0, 1), (36, 0, 0), (36, 1, 1)])
def test_three_years_bought_at_one_stroke_move_only_when_proven(months: int, proven: int, moves: int) -> None:
    assert ask("lump_payment_moves", lump_months=months, lump_payment_proven=proven) == moves


# Years and index of several places.


@quick
@given(stays, st.integers(0, 30))
def test_months_of_all_places_are_added_and_months_paid_twice_count_once(places: list[Any], twice: int) -> None:
    months, deemed = sum(p[1] for p in places), sum(p[2] for p in places)
    facts = life(*places)
    assert ask("months_paid", **facts, overlap_months=twice) == max(0, months - twice)
    assert ask("contribution_months", **facts) == months + deemed
    assert ask("months_paid", **facts, overlap_months=twice, resident_years=1) == months


def test_a_record_month_by_month_goes_before_what_places_have_recorded() -> None:
    rows = history({"year": 2020, "base": 5000, "months": 7})
    assert ask("months_paid", **rows, **life((ZHEJIANG, 90, 0, False))) == 7
    with pytest.raises(MissingInput, match="stint_months"):
        ask("months_paid")


def test_months_of_other_provinces_are_measured_with_the_wages_of_the_place_that_pays() -> None:
    def index(region: str, paid_in: str) -> int:
        return ask("contribution_index", NOW, region, **history({"year": 2015, "base": 5000}, region=paid_in))

    assert index("330000", "410000") == index("330000", "330000") != index("410000", "330000")
    assert index("410000", "330000") == index("410000", "410000")
    assert index("330100", "330000") == index("330000", "330000")


def test_stated_indices_and_wages_go_before_the_published_ones() -> None:
    assert ask("contribution_index", **history({"index": 0.6, "months": 24}, {"index": "1.2", "months": 12})) == 800_000
    rows = history(
        {"year": 2010, "base": 2000, "average_wage": 2500}, {"year": 2011, "base": 3000, "average_wage": 2500}
    )
    assert ask("contribution_index", **rows) == 1_000_000


def test_a_history_without_its_average_wages_is_not_read_compiled_either() -> None:
    lists = pa.list_(pa.int64())
    table = pa.table({"stint_months": pa.array([[3, 1]], lists), "stint_base": pa.array([[100, 200]], lists),
                      "stint_index": pa.array([[1_000_000, 2_000_000]], lists)})  # fmt: skip
    compiled = LAW.at(NOW, "330000").compile(("contribution_index",)).run(table)
    assert compiled.to_pydict() == {"contribution_index": [1_250_000], "refusal": [None]}


# Employees and residents.


@quick
@given(st.integers(1, 480), st.integers(1, 40), st.integers(0, 12), money, money)
def test_years_of_residents_never_count_for_employees_but_the_reverse(
    months: int, years: int, twice: int, own: int, other: int
) -> None:
    facts = {"months_paid": months, "resident_years": years * 12_000, "overlap_months": min(twice, months),
             "employee_account": own, "resident_account": other}  # fmt: skip
    assert ask("months_counted", **facts) == months
    assert ask("resident_years_total", **facts) == years * 12_000 + (months - min(twice, months)) * 1000
    assert ask("account_balance", **facts) == own + other
    assert ask("resident_years_total", months_paid=months, overlap_months=twice) == months * 1000


@pytest.mark.parametrize(("months", "employees", "residents"), [(179, 0, 1), (180, 1, 0)])
def test_the_minimum_months_decide_which_way_one_may_switch(months: int, employees: int, residents: int) -> None:
    facts = {"statutory_retirement_month": 2024 * 12 + 5, "contribution_months": months, "minimum_months_paid": 180}
    assert ask("may_join_employees", **facts) == employees
    assert ask("may_join_residents", **facts) == residents
    for question in ("may_join_employees", "may_join_residents"):
        assert ask(question, "2024-05", **facts) == 0
        assert ask(question, **facts, pension_in_payment=1) == 0


@quick
@given(money, money, st.integers(0, 60), money)
def test_own_premium_and_collective_subsidy_of_double_months_go_back(
    premium: int, collective: int, months: int, subsidy: int
) -> None:
    facts = {"resident_premium_year": premium, "collective_subsidy": collective, "overlap_months": months}
    refund = ask("resident_refund", **facts)
    assert abs(refund * 12 - (premium + collective) * months) <= 6
    keeps = ask("resident_account_keeps", **facts, resident_subsidy=subsidy)
    assert abs(keeps * 12 - subsidy * months) <= 6
    account = refund + keeps + 5
    assert ask("resident_account_keeps", **facts, resident_account=account) == account - refund


@quick
@given(money, money, st.integers(0, 50_000), st.integers(0, 60))
def test_a_pension_drawn_twice_is_set_off_to_the_fen(account: int, subsidies: int, basic: int, months: int) -> None:
    facts = {"resident_account": account, "resident_account_subsidies": subsidies, "resident_basic_pension": basic,
             "double_months": months}  # fmt: skip
    payout, back = ask("resident_account_payout", **facts), ask("resident_basic_to_return", **facts)
    net, rest = ask("net_to_person", **facts), ask("set_off_against_pension", **facts)
    assert payout == max(0, account - subsidies)
    assert back == basic * months
    assert net - rest == payout - back
    assert min(net, rest) == 0
    second = {"second_pension": basic, "double_months": months, "second_account": account}
    assert ask("net_of_second_relation", **second) == account - back


# The forces, and unemployment insurance.


@quick
@given(money, st.integers(0, 300), st.sampled_from(["2014-10", "2014-11", "2017-01", "2024-06"]))
def test_leaving_the_forces(wage: int, months: int, left: str) -> None:
    facts = {"monthly_contribution_wage": wage, "service_months": months}
    own, employer = ask("military_account_part", left, **facts), ask("military_employer_part", left, **facts)
    assert ask("military_pension_subsidy", left, **facts) == own + employer
    assert abs(own * 100 - wage * months * 8) <= 50
    assert abs(employer * 100 - wage * months * 12) <= 50
    since = min(months, {"2014-10": 0, "2014-11": 1, "2017-01": 27, "2024-06": 116}[left])
    assert ask("military_months_since_reform", left, **facts) == since
    assert abs(ask("military_annuity_subsidy", left, **facts) * 100 - wage * since * 12) <= 50
    to_institution = ask("military_pension_subsidy", left, **facts, military_destination=1)
    assert abs(to_institution * 100 - wage * since * 20) <= 100


@pytest.mark.parametrize(
    ("month", "paid_there", "sent"), [("2021-10", 11, 1_350_002), ("2021-11", 11, 0), ("2021-11", 12, 1_350_002)]
)
def test_unused_unemployment_benefit_moves_with_half_as_much_again(month: str, paid_there: int, sent: int) -> None:
    facts = {"unused_unemployment_months": 1, "unemployment_benefit": 900_001}
    there = {"sending_place_unemployment_months": paid_there} if month == "2021-11" else {}
    assert ask("unemployment_transfer_amount", month, **facts, **there) == sent
    assert ask("unemployment_months_joined", unemployment_months_elsewhere=30, unemployment_months_here=12) == 42


# What people write.


def test_places_are_read_as_histories() -> None:
    rows = [
        {"region": "330100", "months": "120"},
        {"region": 310000, "months": 8, "deemed_months": 4, "temporary": "yes"},
    ]
    assert read_places(rows) == life((330100, 120, 0, False), (SHANGHAI, 8, 4, True))
    facts = read_dossier(LAW, {"household_place": "410000", "places": rows}, "330100")
    assert LAW.at(NOW).explain("pension_place", facts).value == ZHEJIANG


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ("330000", "places"),
        ([7], "places[1]"),
        ([{"months": 3}], "places[1].region"),
        ([{"region": "330000"}], "places[1].months"),
        ([{"region": "33", "months": 3}], "places[1].region"),
        ([{"region": "330000", "months": 1201}], "places[1].months"),
        ([{"region": "330000", "months": -1}], "places[1].months"),
        ([{"region": "330000", "months": 3, "temporary": "perhaps"}], "places[1].temporary"),
        ([{"region": "330000", "months": 3}, {"region": "330000", "year": 3}], "places[2].year"),
    ],
)
def test_a_place_that_cannot_be_read_is_named(rows: Any, field: str) -> None:
    with pytest.raises(BadInput) as error:
        read_places(rows)
    assert error.value.field == field


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([{"year": 2020, "base": 5000}, {"year": 2021, "index": 1}], "history[2].base"),
        ([{"year": 2020, "base": 5000}, {"year": 2021, "base": 5000, "average_wage": 6000}], "history[2].average_wage"),
        ([{"year": 2020, "index": 1}, {"months": 12, "index": 1}], "history[2].year"),
        ([{"year": 2020, "average_wage": 6000}], "history[1].base"),
        ([{"year": 2020, "base": 5000, "average_wage": 0}], "history[1]"),
        ([{"base": 5000, "months": 12}], "history[1]"),
        ([{"year": 2020, "base": 5000, "index": 1, "average_wage": 5000}], "history[1].average_wage"),
        ([{"year": 2020, "base": 5000}, {"from": "2020-12", "to": "2021-01", "base": 1}], "history"),
    ],
)
def test_rows_of_contributions_state_alike(rows: Any, field: str) -> None:
    with pytest.raises(BadInput) as error:
        history(*rows)
    assert error.value.field == field

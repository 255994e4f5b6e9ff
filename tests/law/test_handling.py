"""Collecting, handling and fines: what must hold for every amount and day, and days worked out from the texts."""

from __future__ import annotations

import datetime

import pytest
from asking import LAW, Asking, quick
from hypothesis import given
from hypothesis import strategies as st

from shebao.engine.errors import MissingFigure, MissingInput
from shebao.law.collection import BRANCHES, EMPLOYERS, INJURY, MATERNITY, NOBODY, PENSION, UNEMPLOYMENT

NOW = "2024-06"
ask = Asking(NOW)
amounts = st.integers(0, 1_000_000_000)
some_amount = st.integers(1, 1_000_000_000)


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


# Late fees


@quick
@given(amounts, st.integers(0, 5000))
def test_a_late_fee_grows_with_days_and_amount_and_starts_at_nothing(amount: int, days: int) -> None:
    fee = ask("late_fee", overdue_amount=amount, overdue_days=days)
    assert 0 <= fee <= ask("late_fee", overdue_amount=amount, overdue_days=days + 1)
    assert fee <= ask("late_fee", overdue_amount=amount + 100, overdue_days=days)
    assert ask("late_fee", overdue_amount=amount, overdue_days=0) == 0
    assert ask("arrears_total", overdue_amount=amount, overdue_days=days) == amount + fee


@quick
@given(st.integers(0, 5_000_000), st.integers(0, 2000))
def test_the_earlier_rate_is_four_times_the_law_s(units: int, days: int) -> None:
    amount = units * 2000  # whole fen at both rates
    law, before = (ask("late_fee", m, overdue_amount=amount, overdue_days=days) for m in ("2011-07", "2011-06"))
    assert (law, before) == (units * days, units * days * 4)


def test_before_the_law_who_pays_within_the_order_pays_no_late_fee() -> None:
    late = {"overdue_amount": 100_000, "overdue_days": 10}
    assert ask("late_fee", "2011-06", **late) == 2000
    assert ask("late_fee", "2011-06", **late, paid_within_order=1) == 0
    assert ask("late_fee", "2011-07", **late, paid_within_order=1) == 500


def test_half_a_fen_of_late_fee_is_rounded_up() -> None:
    assert ask("late_fee", overdue_amount=1000, overdue_days=1) == 1
    assert ask("late_fee", overdue_amount=999, overdue_days=1) == 0
    assert [ask("late_fee", "2011-06", overdue_amount=a, overdue_days=1) for a in (249, 250)] == [0, 1]


@quick
@given(some_amount, st.integers(-400, 400), st.integers(0, 800))
def test_each_day_of_arrears_counts_once_at_the_rate_of_its_time(amount: int, start: int, days: int) -> None:
    since = day("2011-07-01") + start
    fee = ask("late_fee_by_days", "2013-12", overdue_amount=amount, overdue_since=since, payment_day=since + days)
    old = min(max(-start, 0), days)
    assert abs(fee * 1_000_000 - amount * (2000 * old + 500 * (days - old))) <= 500_000
    counted = ask("overdue_days", overdue_since=since, payment_day=since + days)
    assert counted == days


def test_paying_before_the_day_due_is_not_late() -> None:
    assert ask("overdue_days", overdue_since=day("2024-06-16"), payment_day=day("2024-06-10")) == 0
    early = {"overdue_amount": 100, "overdue_since": day("2011-08-01"), "payment_day": day("2011-06-01")}
    assert ask("late_fee_by_days", "2012-01", **early) == 0


@quick
@given(some_amount, st.integers(1900, 2100))
def test_only_chongqing_and_only_unemployment_premiums_cap_the_late_fee(amount: int, days: int) -> None:
    late = {"overdue_amount": amount, "overdue_days": days}
    free = ask("late_fee", **late)
    assert ask("late_fee", NOW, "500000", **late, unemployment_overdue=1) == min(free, amount)
    assert ask("late_fee", NOW, "500000", **late) == free
    assert ask("late_fee", NOW, "510000", **late, unemployment_overdue=1) == free


# What is declared, paid and given back


@quick
@given(amounts, amounts)
def test_what_was_paid_less_the_refund_and_plus_the_shortfall_is_what_was_due(paid: int, due: int) -> None:
    facts = {"premium_paid": paid, "premium_due": due}
    refund, short = ask("premium_refund", **facts), ask("premium_shortfall", **facts)
    assert paid - refund + short == due
    assert min(refund, short) == 0


@quick
@given(amounts, amounts, amounts)
def test_bank_and_guarantee_cover_the_shortfall_together(paid: int, due: int, balance: int) -> None:
    facts = {"premium_paid": paid, "premium_due": due, "bank_balance": balance}
    levy, rest = ask("bank_levy", **facts), ask("guaranteed_amount", **facts)
    assert levy + rest == ask("premium_shortfall", **facts)
    assert 0 <= levy <= balance
    assert rest == 0 or levy == balance


@quick
@given(some_amount)
def test_an_undeclared_premium_is_a_tenth_above_the_month_before(before: int) -> None:
    presumed = ask("presumed_premium", previous_month_premium=before)
    assert abs(10 * presumed - 11 * before) <= 5
    assert presumed >= before


def test_without_a_month_before_the_agency_s_estimate_stands() -> None:
    assert ask("presumed_premium", estimated_premium=77_00) == 77_00
    with pytest.raises(MissingInput, match="estimated_premium"):
        ask("presumed_premium")


def test_two_debts_do_not_make_each_other_good() -> None:
    assert ask("deregistration_allowed", premiums_unpaid=100, late_fee_unpaid=100) == 0
    assert ask("deregistration_allowed", premiums_unpaid=100, fines_unpaid=100) == 0


def test_a_premium_waits_only_where_a_law_lets_it() -> None:
    due = {"premium_due_month": 2024 * 12}
    assert ask("deferral_last_month", NOW, "410100", **due) == 2024 * 12 + 6
    assert ask("deferral_last_month", NOW, "410200", **due) == 2024 * 12


def test_statements_and_publications_come_every_year() -> None:
    assert ask("account_statement_last_month", last_statement_month=2023 * 12 + 6) == 2024 * 12 + 6
    assert ask("premium_publication_last_month", last_publication_month=2023 * 12 + 11) == 2024 * 12 + 11


@pytest.mark.parametrize("debt", ["premiums_unpaid", "late_fee_unpaid", "fines_unpaid"])
def test_any_debt_keeps_a_registration_open(debt: str) -> None:
    assert ask("deregistration_allowed", premiums_unpaid=0) == 1
    assert ask("deregistration_allowed", **{"premiums_unpaid": 0, debt: 1}) == 0


# Registration


@pytest.mark.parametrize(
    ("question", "fact", "days"),
    [
        ("registration_review_last_day", "registration_application_day", 15),
        ("registration_change_last_day", "registration_changed_day", 30),
        ("worker_registration_last_day", "hired_day", 30),
    ],
)
def test_a_term_ends_so_many_days_after_the_day_that_starts_it(question: str, fact: str, days: int) -> None:
    assert ask(question, **{fact: day("2024-01-31")}) == day("2024-01-31") + days


def test_employers_had_thirty_days_until_they_registered_with_their_business() -> None:
    founded = {"established_day": day("2019-02-10")}
    assert ask("registration_last_day", "2019-02", **founded) == day("2019-03-12")
    assert ask("registration_last_day", "2019-03", **founded) == day("2019-02-10")
    assert ask("registration_last_day", "2019-03", **founded, registers_with_authority=0) == day("2019-03-12")


@pytest.mark.parametrize("employer", range(NOBODY))
@pytest.mark.parametrize("branch", range(len(BRANCHES)))
def test_every_employer_but_the_state_insures_in_every_branch(employer: int, branch: int) -> None:
    facts = {"employer_type": employer, "insurance_branch": branch}
    if EMPLOYERS[employer] == "government" and branch == MATERNITY:
        with pytest.raises(MissingFigure):
            ask("insurance_duty", **facts)
    else:
        assert ask("insurance_duty", **facts) == (
            0 if EMPLOYERS[employer] == "government" and branch in (UNEMPLOYMENT, INJURY) else 1
        )
    assert ask("insurance_choice", **facts) == 0


@pytest.mark.parametrize("branch", range(len(BRANCHES)))
def test_who_works_for_nobody_may_join_pension_and_medical_but_must_not(branch: int) -> None:
    facts = {"employer_type": NOBODY, "insurance_branch": branch}
    assert ask("insurance_duty", **facts) == 0
    assert ask("insurance_choice", **facts) == (1 if BRANCHES[branch] in ("pension", "medical") else 0)
    pays = BRANCHES[branch] in ("pension", "medical", "unemployment")
    assert ask("employee_shares_premium", insurance_branch=branch) == pays


def test_public_institutions_join_the_pension_in_october_2014() -> None:
    facts = {"employer_type": EMPLOYERS.index("public_institution"), "insurance_branch": PENSION}
    assert [ask("insurance_duty", m, **facts) for m in ("2014-09", "2014-10")] == [0, 1]


def test_whether_a_province_took_in_associations_before_the_law_is_not_made_up() -> None:
    facts = {"employer_type": EMPLOYERS.index("social_organisation"), "insurance_branch": UNEMPLOYMENT}
    with pytest.raises(MissingFigure, match="province"):
        ask("insurance_duty", "2011-06", "330000", **facts)
    assert ask("insurance_duty", "2011-07", "330000", **facts) == 1


@quick
@given(st.integers(0, 3_000_000))
def test_the_employer_remits_its_own_part_and_what_it_withheld(wage: int) -> None:
    parts = ["employer_pension_contribution", "employee_pension_contribution", "employer_unemployment_contribution",
             "employee_unemployment_contribution", "injury_contribution"]  # fmt: skip
    got = LAW.at("2021-06", "310000").values(
        [*parts, "premium_remitted", "withheld_premium"], {"wage": wage, "injury_rate": 3200}
    )
    assert got["premium_remitted"] == sum(got[p] for p in parts)
    assert got["withheld_premium"] == got[parts[1]] + got[parts[3]]


# Fines


RANGES = [
    ("fraud_fine", "cheated_amount", 2, 5),
    ("registration_fine", "premium_due", 1, 3),
    ("arrears_fine", "overdue_amount", 1, 3),
]


@quick
@given(st.sampled_from(RANGES), amounts)
def test_a_fine_by_times_is_that_many_times_the_amount(of: tuple[str, str, int, int], amount: int) -> None:
    name, fact, least, most = of
    assert ask(f"{name}_minimum", **{fact: amount}) == least * amount
    assert ask(f"{name}_maximum", **{fact: amount}) == most * amount


@quick
@given(amounts)
def test_cheating_costs_the_amount_and_the_fine_and_more_since_the_law(amount: int) -> None:
    for month, least, most in (("2011-06", 2, 4), ("2011-07", 3, 6)):
        assert ask("fraud_total_minimum", month, cheated_amount=amount) == least * amount
        assert ask("fraud_total_maximum", month, cheated_amount=amount) == most * amount


def test_fines_of_persons_rise_with_what_they_did() -> None:
    ends = [
        (ask("declaration_fine_minimum", offence_severity=s), ask("declaration_fine_maximum", offence_severity=s))
        for s in range(3)
    ]
    assert ends == [(0, 0), (100_000, 500_000), (500_000, 1_000_000)]


@pytest.mark.parametrize(
    ("question", "fact", "threshold", "inclusive", "more"),
    [
        ("fraud_crime_possible", "cheated_amount", 300_000, True, {}),
        ("fraud_crime_certain", "cheated_amount", 1_000_000, True, {}),
        ("listed_for_fraud", "cheated_amount", 1_000_000, False, {}),
        ("listed_for_false_enrolment", "false_enrolments", 20, False, {}),
        ("listed_for_false_enrolment", "illegal_gain", 2_000_000, False, {}),
        ("listed_for_drawing_on", "months_drawn_without_right", 6, False, {"refuses_return": 1}),
        ("listed_for_drawing_on", "amount_drawn_without_right", 1_000_000, False, {"refuses_return": 1}),
        ("listed_for_contract_loss", "contract_loss", 10_000_000, False, {}),
        ("listed_for_advance", "advance_unpaid", 1_000_000, False, {"refuses_return": 1}),
    ],
)
def test_a_threshold_lies_exactly_where_the_text_puts_it(
    question: str, fact: str, threshold: int, inclusive: bool, more: dict[str, int]
) -> None:
    around = [ask(question, **{fact: threshold + step}, **more) for step in (-1, 0, 1)]
    assert around == [0, int(inclusive), 1]
    if more:
        assert ask(question, **{fact: threshold + 1}) == 0


def test_refusing_to_return_lists_any_cheated_amount_but_not_nothing() -> None:
    assert ask("listed_for_fraud", cheated_amount=1, refuses_return=1) == 1
    assert ask("listed_for_fraud", cheated_amount=0, refuses_return=1) == 0


def test_when_the_police_is_told_is_known_of_sichuan_alone() -> None:
    assert [ask("fraud_referred", NOW, "510000", cheated_amount=a) for a in (499_999, 500_000)] == [0, 1]
    with pytest.raises(MissingFigure, match="fraud_referral_least"):
        ask("fraud_referred", NOW, "440000", cheated_amount=500_000)


# Handling


def test_places_that_promise_fewer_days_do_so_from_the_month_they_said() -> None:
    limit = "unemployment_claim_limit"
    assert [ask(limit, m, "310000") for m in ("2026-07", "2026-08")] == [10, 5]
    assert [ask(limit, m, "440100") for m in ("2023-11", "2024-01")] == [7, 7]
    with pytest.raises(MissingFigure):
        ask(limit, "2023-11", "330000")


@quick
@given(st.integers(0, 100_000_000), st.integers(1, 1200))
def test_parts_of_a_repayment_sum_to_it_and_none_is_negative(amount: int, repayments: int) -> None:
    facts = {"overpaid_amount": amount, "repayments": repayments}
    part, last = ask("repayment_part", **facts), ask("last_repayment_part", **facts)
    assert part * (repayments - 1) + last == amount
    assert 0 <= part <= last < part + repayments


@quick
@given(st.integers(0, 100_000_000), st.integers(1, 1_000_000))
def test_setting_off_takes_just_the_months_it_needs(amount: int, monthly: int) -> None:
    months = ask("offset_months", overpaid_amount=amount, monthly_offset=monthly)
    assert (months - 1) * monthly < amount <= months * monthly or amount == months == 0


def test_what_was_overpaid_is_computed_unless_it_is_stated() -> None:
    assert ask("offset_from_balance", overpaid_benefit=1000, overpaid_months=3, offsetting_balance=2500) == 2500
    assert ask("offset_from_balance", overpaid_amount=2000, offsetting_balance=2500) == 2000


def test_a_check_is_overdue_only_after_a_whole_year() -> None:
    checked = {"last_verified_month": 2023 * 12 + 5}
    assert [ask("verification_overdue", m, **checked) for m in ("2024-05", "2024-06", "2024-07")] == [0, 0, 1]


def test_nobody_is_visited_whom_data_or_herself_confirms_and_suspicion_ends_nothing() -> None:
    assert [ask("visit_needed", data_matched=d, self_verified=s) for d in (0, 1) for s in (0, 1)] == [1, 0, 0, 0]
    assert ask("benefit_ends") == 0
    assert ask("benefit_ends", found_unqualified=1) == 1


def test_survivors_claim_after_either_insurance() -> None:
    assert ask("survivors_may_claim", died_insured=1) == 1
    assert ask("survivors_may_claim", died_drawing_unemployment_benefit=1) == 1
    assert ask("survivors_may_claim") == 0


def test_which_records_move() -> None:
    schemes = ["employees", "residents", "unemployment", "injury", "maternity"]
    assert [ask("relation_moves", moving_scheme=n) for n in range(len(schemes))] == [1, 1, 1, 0, 0]
    assert [ask("relation_moves", moving_scheme=n, draws_benefit=1) for n in range(len(schemes))] == [1, 0, 1, 0, 0]


def test_days_of_the_card_are_each_place_s_own() -> None:
    lost = {"card_loss_reported_day": day("2024-05-28")}
    assert ask("card_loss_report_last_day", NOW, "320200", **lost) == day("2024-06-04")
    assert ask("card_loss_report_last_day", NOW, "330784", **lost) == day("2024-06-07")
    with pytest.raises(MissingFigure, match="places set"):
        ask("card_loss_report_last_day", NOW, "330100", **lost)
    assert ask("temporary_card_last_day", NOW, "220100", temporary_card_day=day("2024-01-01")) == day("2024-03-01")
    assert ask("card_replacement_limit", NOW, "610100") == 7


# Pooling


@quick
@given(st.lists(st.tuples(st.integers(20_000_00, 200_000_00), st.integers(1, 10**8), st.integers(1, 10**7)),
                min_size=1, max_size=6))  # fmt: skip
def test_what_goes_up_comes_down(places: list[tuple[int, int, int]]) -> None:
    on = LAW.at("2021-12")
    up = [
        on.values(["central_adjustment_upload"], {"average_wage_year": w, "insured_in_service": n})[
            "central_adjustment_upload"
        ]
        for w, n, _ in places
    ]
    shared = {"central_fund": sum(up), "national_retirees": sum(r for *_, r in places)}
    down = [
        on.values(["central_adjustment_download"], {**shared, "retirees": r})["central_adjustment_download"]
        for *_, r in places
    ]
    assert abs(sum(down) - sum(up)) <= len(places)


@pytest.mark.parametrize(("month", "rate"), [("2018-12", 30), ("2019-01", 35), ("2020-12", 40), ("2021-01", 45)])
def test_the_rate_of_the_central_adjustment_rises_each_year(month: str, rate: int) -> None:
    facts = {"average_wage_year": 100_000_00, "insured_in_service": 1}
    assert ask("central_adjustment_upload", month, **facts) == 90_000_00 * rate // 1000


def test_the_central_adjustment_ends_with_2021() -> None:
    with pytest.raises(MissingInput):
        ask("central_adjustment_upload", "2022-01", average_wage_year=100, insured_in_service=1)


def test_half_a_fen_of_the_adjustment_is_rounded_up() -> None:
    assert ask("central_adjustment_upload", "2018-12", average_wage_year=1_000, insured_in_service=5) == 135
    assert ask("central_adjustment_upload", "2019-12", average_wage_year=1_000, insured_in_service=1) == 32  # 31.5
    shared = {"central_fund": 3, "national_retirees": 2}
    assert ask("central_adjustment_download", "2019-12", **shared, retirees=1) == 2  # 1.5
    facts = {"average_wage_year": 1_000, "insured_in_service": 1, **shared, "retirees": 1}
    assert ask("central_adjustment_net", "2019-12", **facts) == 30
    assert ask("central_adjustment_prepayment", "2020-12", average_wage_year=1_000, insured_in_service=1) == 9  # 36 / 4
    assert ask("central_adjustment_prepayment", "2021-12", average_wage_year=10_000, insured_in_service=1) == 101
    assert ask("central_adjustment_prepayment", "2019-12", average_wage_year=9_600, insured_in_service=1) == 76  # 75.5


def test_henan_sends_a_twentieth_up_and_gets_at_most_twice_that_back() -> None:
    facts = {"unemployment_premiums_due": 1_010}
    assert ask("unemployment_adjustment_remittance", NOW, "410000", **facts) == 51  # 50.5
    assert ask("unemployment_adjustment_most", NOW, "410000", **facts) == 102
    with pytest.raises(MissingFigure, match="provinces set"):
        ask("unemployment_adjustment_remittance", NOW, "330000", **facts)


@quick
@given(amounts, amounts, amounts)
def test_governments_add_exactly_what_income_and_reserve_do_not_cover(income: int, spent: int, reserve: int) -> None:
    facts = {"fund_income": income, "fund_expenditure": spent, "fund_reserve": reserve}
    added = ask("government_top_up", **facts)
    assert added >= 0
    assert income + reserve + added >= spent
    assert added == 0 or income + reserve + added == spent
    assert ask("national_pooling_gives", fund_income=income, fund_expenditure=spent) == (income > spent)


def test_a_province_without_a_published_sum_does_not_take_the_nation_s() -> None:
    with pytest.raises(MissingFigure):
        ask("central_upload_budgeted", "2019-06", "330000")
    with pytest.raises(MissingFigure, match="net sum"):
        ask("central_upload_budgeted", "2020-06", "440000")
    assert ask("central_net_budgeted", "2020-06", "210000") == -5_555_800_000_000


# Maternity


@quick
@given(st.integers(0, 10_000_000), st.integers(0, 400))
def test_a_maternity_allowance_is_wage_by_days_and_only_after_premiums(wage: int, days: int) -> None:
    facts = {"employer_average_wage": wage, "maternity_leave_days": days}
    assert ask("maternity_allowance", **facts) == 0
    allowance = ask("maternity_allowance", **facts, maternity_premium_paid=1)
    assert abs(allowance * 30 - wage * days) <= 15

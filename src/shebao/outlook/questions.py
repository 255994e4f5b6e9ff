"""The questions the outlook asks of the compiled law, each with the fewest facts that answer it.

The one thing to know: a question is a list of columns (what the kernel fills in for one person), facts that are stated
the same for everybody, histories, and the rules asked. `shebao.outlook.asking` makes one ready for a loop of Numba.
Money is in fen, months are year * 12 + month - 1, days are ordinals, `contribution_years` are thousandths of a month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shebao.law.facts import NOT_STATED

HISTORY = ("stint_start", "stint_months", "stint_base", "stint_region")
"""A history: runs of months inside one calendar year, in time order: first month, months, monthly base, place."""


@dataclass(frozen=True)
class Question:
    """What is asked about one person.

    columns: facts the kernel states, in order. outputs: rules, in the order of the answers. lists: histories it
    states. stated: facts that are the same for everybody, after the columns.
    """

    name: str
    says: str
    columns: tuple[str, ...]
    outputs: tuple[str, ...]
    lists: tuple[str, ...] = ()
    stated: Mapping[str, int] = field(default_factory=dict[str, int])


_HISTORY_ALONE = {
    "resident_premium_known": NOT_STATED, "resident_account_balance": 0, "account_balance_start": NOT_STATED,
    "account_year_end": 0, "months_of_places": NOT_STATED, "index_sum_stated": NOT_STATED,
}  # fmt: skip
"""What is not stated besides a history, said at once: rules and tables for it are then left out of the loop."""
_PLACE = ("region", "as_of")
_LIFE = (*_PLACE, "birth", "sex", "retirement_track", "deemed_months", "elastic_months")

_ALL = (
    Question(
        "employee_month",
        "What one month of an employee's wage pays: base, both pension parts, account, unemployment, work injury.",
        (*_PLACE, "wage", "industry_class"),
        (
            "contribution_base", "employer_pension_contribution", "employee_pension_contribution", "account_entry",
            "employer_unemployment_contribution", "employee_unemployment_contribution", "injury_contribution",
        ),
    ),
    Question(
        "flexible_base",
        "The monthly base of a flexible worker who would pay on this income; ask `flexible_month` with it.",
        (*_PLACE, "wage"),
        ("flexible_base",),
    ),
    Question(
        "flexible_month",
        "What one month on a base costs a flexible worker, and what of it enters the account.",
        (*_PLACE, "contribution_base"),
        ("flexible_pension_contribution", "account_entry"),
    ),
    Question(
        "retirement",
        "When a person may retire by the law of `as_of`, the month chosen by `elastic_months`, and the months needed."
        " Before 2025 the law knows no delay: ask in the month of the age that then held, or of the year looked at.",
        (*_PLACE, "birth", "retirement_track", "elastic_months"),
        (
            "statutory_retirement_month", "earliest_retirement_month", "latest_retirement_month",
            "chosen_retirement_month", "minimum_months_paid",
        ),
    ),
    Question(
        "award",
        "The first monthly pension of an employee or flexible worker from the whole history; `as_of` is the month of"
        " retirement. Months deemed paid count with an index of one. Where months are missing"
        " (`pension_shortfall_months`) no pension is due.",
        _LIFE,
        (
            "monthly_pension", "basic_pension", "account_pension", "transitional_pension", "account_balance",
            "payment_months", "contribution_months", "pension_shortfall_months",
        ),
        HISTORY,
        {**_HISTORY_ALONE, "deemed_index": 1_000_000},
    ),
    Question(
        "account",
        "What lies in the account by the history in a month: at a death in service, at a move.",
        _PLACE,
        ("account_balance",),
        HISTORY,
        _HISTORY_ALONE,
    ),
    Question(
        "pensioner_year",
        "A pensioner's monthly pension after January's adjustment (`age`: whole years at the end of the year before),"
        " and what is left of the account at the year's end after paying `account_part_paid_month` in some months."
        " An account that is used up comes out below zero: state 0 from then on. Tilts paid in earlier years are not"
        " followed, and Zhejiang's bank rate of before 2016 is taken as 2.5 percent.",
        (
            *_PLACE, "pension_before", "contribution_years", "age", "sex", "pension_since", "account_balance_start",
            "account_part_paid_month", "months_paid_out",
        ),
        ("pension_after", "account_year_end"),
        stated={"entries_of_year": 0, "months_entered": 0, "age_tilt_before": 0, "bank_deposit_rate": 25_000},
    ),
    Question(
        "death",
        "What is due at a death in the month `as_of`: funeral grant, survivors' grant, the account to the heirs."
        " `insured_status` 0 in service, 1 retired.",
        (*_PLACE, "contribution_years", "insured_status", "pension_months_drawn", "account_balance"),
        ("funeral_grant", "survivors_grant", "account_inheritance"),
        stated={"death_month": 0},
    ),
    Question(
        "transfer",
        "What moves along when the relation goes to another province in the month `as_of`: account and pooled share.",
        _PLACE,
        ("transfer_account_amount", "transfer_pooled_amount"),
        HISTORY,
        {"account_balance": 0, "contribution_base": 0, "months_paid": 0},
    ),
    Question(
        "resident_year",
        "A resident's year: the subsidy to the premium, what enters the account, the account at the year's end."
        " Premiums are hundreds of yuan up to 10000 in money of 2026 (`Carried.resident_level`). For a pensioner state"
        " no premium and the balance less what the year paid out.",
        (*_PLACE, "resident_premium_year", "account_balance_start"),
        ("resident_subsidy", "resident_year_entry", "resident_account_year_end"),
        stated={"collective_subsidy": 0},
    ),
    Question(
        "resident_pension",
        "A resident's monthly pension as the standards of `as_of` have it, at the start and in every later year:"
        " `account_balance` is the account at sixty.",
        (*_PLACE, "birth", "contribution_years", "account_balance"),
        ("resident_monthly_pension", "resident_basic_pension", "resident_account_pension", "resident_entitled"),
        stated={
            "resident_claim_age_months": 720, "resident_premium_year": 0, "resident_basic_pension_2023": -1,
            "resident_service_months": 0,
        },
    ),
    Question(
        "resident_death",
        "What heirs of a resident get: the account that is left, and the funeral grant where the place has one.",
        (*_PLACE, "birth", "account_balance"),
        ("resident_account_inherited", "resident_funeral_grant"),
        stated={"resident_account_subsidies": 0, "resident_basic_pension_2023": -1},
    ),
    Question(
        "unemployment",
        "The benefit of one month (`unemployment_benefit_month` 1 for the first year, 13 for the second) and, in"
        " tenths, the months due for the months paid.",
        (*_PLACE, "unemployment_months_paid", "unemployment_benefit_month", "wage"),
        ("unemployment_benefit_months", "unemployment_benefit"),
    ),
    Question(
        "injury",
        "A work injury of a grade: what the fund pays once (the medical grant as if the work ended now), and a month.",
        (*_PLACE, "birth", "injury_grade", "wage", "months_before_retirement"),
        ("disability_grant", "injury_medical_grant", "disability_allowance_from_fund"),
    ),
    Question(
        "injury_death",
        "A death at work: funeral and death grant once, and the survivors' allowances a month.",
        (*_PLACE, "wage", "spouse_depends", "relatives_depending"),
        ("injury_funeral_grant", "death_grant", "survivor_allowance_total"),
    ),
    Question(
        "platform_month",
        "What a platform pays for the orders of one person in a month, and whether she is in the pilot.",
        (*_PLACE, "orders", "platform_trade", "platform"),
        ("occupational_injury_premium", "occupational_injury_covered"),
    ),
    Question(
        "platform_injury",
        "An injury of a platform worker: what the pilot pays once, once in place of an allowance, and a month.",
        (*_PLACE, "injury_grade", "private_wage"),
        ("platform_disability_grant", "platform_single_allowance", "platform_disability_allowance"),
    ),
    Question(
        "platform_death",
        "A platform worker's death at work: funeral and death grant once, the survivors' allowances a month.",
        (*_PLACE, "private_wage", "spouse_depends", "relatives_depending"),
        ("platform_funeral_grant", "platform_death_grant", "platform_survivor_allowance_total"),
    ),
    Question(
        "institution_month",
        "What one month of a base pays for a member of an institution, since October 2014.",
        (*_PLACE, "wage"),
        ("contribution_base", "institution_employer_contribution", "institution_employee_contribution"),
    ),
    Question(
        "institution_award",
        "The first monthly pension the fund pays a member of an institution, since October 2014. The pension of the"
        " old method (`old_method_pension`) is an assumption of the outlook: its posts and grades are not simulated.",
        (*_LIFE, "deemed_index", "old_method_pension"),
        (
            "monthly_pension", "basic_pension", "account_pension", "transitional_pension", "account_balance",
            "contribution_months", "pension_shortfall_months",
        ),
        HISTORY,
        _HISTORY_ALONE,
    ),
)  # fmt: skip

QUESTIONS: dict[str, Question] = {question.name: question for question in _ALL}
"""Every question by its name."""

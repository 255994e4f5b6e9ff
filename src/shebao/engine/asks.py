"""What people ask of each branch of the law, and the answer to such a question with its traces.

The one thing to know: a branch is one line of `ASKS`. Names are rules of the law, in the order of display; one that
the law does not have is left out, and a question that lacks a fact says which, in what unit, with an example.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from shebao.engine.errors import BadInput, MissingFigure, MissingInput, NotInForce
from shebao.engine.law import Law
from shebao.engine.names import label
from shebao.engine.notes import notes_of
from shebao.engine.one import LawOn
from shebao.engine.texts import units_month
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError
from shebao.law.language import NATION
from shebao.law.units import Unit


class Ask(NamedTuple):
    """What a branch is asked: `main` is always answered or says why not, `more` only where it can be.

    needs: facts that the law does without, but this branch makes no sense without.
    """

    says: str
    main: tuple[str, ...]
    more: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def _ask(says: str, main: str, more: str = "", needs: str = "") -> Ask:
    return Ask(says, tuple(main.split()), tuple(more.split()), tuple(needs.split()))


# The pension itself is asked by `engine.estimate`, which also looks for the month.
ASKS: dict[str, Ask] = {
    "retirement": _ask(
        "when may I retire",
        "statutory_retirement_month earliest_retirement_month latest_retirement_month minimum_months_paid",
        "retirement_delay_months pension_shortfall_months",
    ),
    "contributions": _ask(
        "what is due for a wage",
        "contribution_base employer_pension_contribution employee_pension_contribution",
        "employer_unemployment_contribution employee_unemployment_contribution injury_contribution",
    ),
    "flexible": _ask(
        "what is due on one's own account",
        "flexible_pension_contribution",
        "flexible_pension_contribution_year flexible_unemployment_contribution flexible_social_insurance_subsidy",
    ),
    "account": _ask(
        "a year of the personal account", "account_year_end", "interest_rate_of_year", needs="account_balance_start"
    ),
    "residents": _ask(
        "a resident's pension",
        "resident_basic_pension resident_account_pension resident_monthly_pension",
        "resident_years_supplement resident_subsidy resident_entitled",
    ),
    "unemployment": _ask(
        "benefit without work",
        "unemployment_benefit unemployment_benefit_months",
        "jobseeker_subsidy rural_worker_lump_sum_month unemployment_transfer_amount",
    ),
    "unemployment_death": _ask("death while on benefit", "unemployment_funeral_grant unemployment_survivors_grant"),
    "injury": _ask(
        "work injury, by grade",
        "disability_grant",
        "disability_allowance nursing_allowance injury_medical_grant injury_employment_grant"
        " paid_injury_leave_wage injury_wage",
    ),
    "injury_death": _ask("death by work", "death_grant injury_funeral_grant", "survivor_allowance_total"),
    "survivors": _ask(
        "death of an insured person", "funeral_grant survivors_grant survivors_total", "survivors_months"
    ),
    "sickness": _ask(
        "unable to work before retirement",
        "sickness_allowance",
        "sickness_allowance_case sickness_allowance_months sickness_allowance_total",
    ),
    "transfer": _ask(
        "moving to another place",
        "transfer_amount transfer_account_amount transfer_pooled_amount",
        "transfer_account_principal",
    ),
    "place": _ask("which place pays the pension", "pension_place"),
    "schemes": _ask(
        "from one scheme to the other",
        "resident_years_total",
        "resident_account_part resident_account_keeps resident_account_payout resident_refund resident_basic_to_return"
        " net_to_person",
    ),
    "adjustment": _ask(
        "the yearly rise of a pension",
        "pension_adjustment pension_after",
        "adjustment_fixed adjustment_per_year adjustment_level adjustment_age adjustment_hard_region reissue_amount",
    ),
    "institution": _ask(
        "pension of an institution's staff",
        "transition_pension_with_annuity",
        "new_method_pension old_method_pension transition_year transition_share occupational_annuity_monthly",
    ),
    "institution_death": _ask(
        "death of an institution's staff",
        "institution_death_grant",
        "civil_servant_death_grant civil_servant_death_total",
    ),
    "military": _ask(
        "leaving the forces",
        "military_pension_subsidy military_annuity_subsidy",
        "military_employer_part military_account_part",
    ),
    "annuity": _ask("tax on an annuity paid out", "annuity_tax", "enterprise_annuity_tax occupational_annuity_tax"),
    "annuity_deduction": _ask(
        "tax relief while paying into an annuity",
        "annuity_deduction annuity_contribution_taxed",
        "annuity_deduction_limit annuity_tax_base",
    ),
    "personal_pension": _ask(
        "paying into a personal pension",
        "tax_saved",
        "income_tax income_tax_without net_tax_saved",
        needs="personal_pension_contribution",
    ),
    "personal_pension_payout": _ask("a personal pension paid out", "personal_pension_payout_tax"),
    "platform": _ask("injury insurance of platform workers", "occupational_injury_premium"),
    "late_fee": _ask("paying late", "late_fee"),
    "fraud": _ask("benefits drawn by fraud", "fraud_fine_minimum fraud_fine_maximum"),
    "pooling": _ask("a province and the central fund", "central_adjustment_upload central_adjustment_download"),
}

ON_A_STATEMENT = frozenset(("months_paid", "contribution_index", "account_balance"))
"""What an insured person reads off the statement of a year, in place of the history behind it."""

_SAID = {"stint": "history", "place": "places"}  # how the lists of a group are written in a file
EXAMPLES = {"yuan": "5000", "ratio": "0.6", "permille": "2.5", "YYYY-MM": "2027-03", "YYYY-MM-DD": "1975-03-08",
            "months": "180", "years": "15", "days": "30", "year": "2024", "GB/T 2260 code": "330100"}  # fmt: skip


@dataclass(frozen=True)
class Lack:
    """A fact the answer needs: its name, label, unit, and what to write."""

    name: str
    label: str
    unit: str
    example: str


@dataclass(frozen=True)
class Answer:
    """One question: its trace, or what is missing for it, or why it cannot be computed."""

    question: str
    unit: Unit
    trace: Trace | None
    missing: tuple[Lack, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Answers:
    """The answers of one branch. unused: facts stated that nothing asked for. notes: what the answers rest on."""

    branch: str
    region: str
    as_of: int
    answers: tuple[Answer, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]


def questions_of(law: Law, branch: str) -> Ask:
    """What a branch, or a single rule by its name, is asked. BadInput names the nearest where there is none."""
    found = ASKS.get(branch)
    if found is not None:
        main, more = (tuple(n for n in names if n in law.known) for names in (found.main, found.more))
        if not main and not more:
            raise BadInput("--ask", branch, f"a branch the law has rules for ({', '.join(found.main)} is missing)")
        return found._replace(main=main, more=more)
    if branch in law.rules:
        return Ask("", (branch,))
    from difflib import get_close_matches

    near = get_close_matches(branch, sorted({*ASKS, *law.rules}), 3, 0.5) or ["pension"]
    raise BadInput("--ask", branch, f"a branch (`shebao estimate --help`) or a rule, perhaps {' or '.join(near)}")


def ask(law: Law, branch: str, dossier: Mapping[str, Any], region: str, as_of: int, *, steps: bool = False) -> Answers:
    """The answers of a branch for one person, in the law of one place and month. Errors: BadInput for bad facts."""
    wanted = questions_of(law, branch)
    on = law.at(as_of, region)
    answers: list[Answer] = []
    needed = tuple(lack(law, name) for name in wanted.needs if name not in dossier)
    for question in (*wanted.main, *wanted.more):
        unit = law.unit_of(question)
        try:
            trace = on.explain(question, dossier, steps=steps)
            if needed and question in wanted.main:
                trace = None
            answers.append(Answer(question, unit, trace, () if trace else needed))
        except BadInput:
            raise
        except ShebaoError as error:
            if question in wanted.main:
                missing, refusal = _why_not(law, question, dossier, on, error)
                answers.append(Answer(question, unit, None, tuple(dict.fromkeys((*needed, *missing))), refusal))
    used = {name for answer in answers if answer.trace for name in answer.trace.nodes}
    open_ = any(answer.trace is None for answer in answers)
    unused = () if open_ else _unused(law, dossier, used)
    notes = notes_of(answer.trace for answer in answers if answer.trace)
    if region == NATION:
        notes.insert(0, "no place stated: the nation's own texts and figures")
    return Answers(branch, region, as_of, tuple(answers), unused, tuple(notes))


def _unused(law: Law, dossier: Mapping[str, Any], used: set[str]) -> tuple[str, ...]:
    """What was stated and not asked for; the lists of a history count as one, used if one of them was."""
    groups = {name: fact.history for name in dossier if (fact := law.facts.get(name)) and fact.history}
    read = {groups[name] for name in groups if name in used}
    left = [name for name in dossier if name not in used and groups.get(name) not in read]
    return tuple(dict.fromkeys(_SAID.get(groups.get(name) or "", name) for name in left))


def lacking(
    law: Law, questions: Iterable[str], dossier: Mapping[str, Any], region: str, as_of: int
) -> tuple[Lack, ...]:
    """The facts that questions may still ask for; one that a history alone would give stands for the history."""
    asked = tuple(questions)
    # Where rows of a history are stated the rest of a row is the last thing that is missing.
    rows = {fact.history for name in dossier if (fact := law.facts.get(name)) and fact.history}
    alike = [name for name, fact in law.facts.items() if fact.history in rows]
    names = _missing(law, asked, {*dossier, *alike}, dossier, region, as_of) or _missing(
        law, asked, {*dossier}, dossier, region, as_of
    )
    return tuple(dict.fromkeys(lack(law, name) for name in names))


def _missing(
    law: Law, asked: tuple[str, ...], stated: set[str], dossier: Mapping[str, Any], region: str, as_of: int
) -> Iterable[str]:
    plan = law.plan(asked, region, as_of, frozenset(dossier))
    inputs = {step.name: step.names for step in plan.steps}
    held: dict[str, tuple[str, ...]] = {}
    from_history: dict[str, bool] = {}

    def of_history(name: str) -> bool:
        """Whether a history that nobody stated would give this."""
        if name not in from_history:
            fact = law.facts.get(name)
            from_history[name] = name not in stated and (
                any(map(of_history, inputs[name])) if name in inputs
                else fact is not None and fact.history is not None and fact.default is None
            )  # fmt: skip
        return from_history[name]

    def below(name: str) -> tuple[str, ...]:
        if name not in held:
            fact = law.facts.get(name)
            if name in stated or name in ("region", "as_of") or (fact is not None and fact.default is not None):
                held[name] = ()
            elif name in inputs:
                found = tuple(dict.fromkeys(missing for n in inputs[name] for missing in below(n)))
                bare = any(missing in law.facts and law.facts[missing].history for missing in found)
                # Whoever has no history states what it would have given: what a statement shows, else what is nearest.
                instead = of_history(name) if name in ON_A_STATEMENT else bare
                held[name] = (name,) if instead and fact is not None and name not in asked else found
            else:
                missing = fact is not None or (name in law.rules and name not in asked)
                held[name] = (name,) if missing else ()
        return held[name]

    return dict.fromkeys(missing for question in asked for missing in below(question))


def _why_not(
    law: Law, question: str, dossier: Mapping[str, Any], on: LawOn, error: ShebaoError
) -> tuple[tuple[Lack, ...], str]:
    """What would have to be stated for an answer, and the reason where it is not only that."""
    if isinstance(error, MissingInput):
        missing = lacking(law, [question], dossier, on.region, on.month)
        return missing, str(error) if isinstance(error, NotInForce) or not missing else ""
    if isinstance(error, MissingFigure):
        plan = law.plan((question,), on.region, on.month, frozenset(dossier))
        statable = any(leaf.name == error.figure and leaf.shape == "scalar" for leaf in plan.leaves)
        return (lack(law, error.figure),) if statable else (), str(error)
    return (), str(error)


def lack(law: Law, name: str) -> Lack:
    """How to state a fact: its label, its unit, and an example within its bounds."""
    unit, fact = law.unit_of(name), law.facts.get(name)
    if fact is not None and fact.history:
        return Lack("history", "months paid, one by one", "list", "in the file, history: [{year: 2020, base: 6000}]")
    example = unit.choices[-1] if unit.kind == "enum" else EXAMPLES.get(unit.shown, "1")
    if fact is not None and not fact.low <= unit.parse(example) <= fact.high:
        example = unit.show(fact.low if unit.parse(example) < fact.low else fact.high)
    return Lack(name, label(name), unit.shown, f"--fact {name}={example}")


def answers_json(answers: Answers) -> dict[str, Any]:
    """Plain data, with the traces."""
    return {
        "branch": answers.branch,
        "region": answers.region,
        "as_of": units_month(answers.as_of),
        "answers": [
            {
                "question": a.question, "label": label(a.question), "unit": a.unit.shown,
                "value": a.trace.value if a.trace else None, "shown": a.trace.node.shown() if a.trace else "",
                "missing": [asdict(lack) for lack in a.missing],
                "refusal": a.refusal, "trace": a.trace.to_json() if a.trace else None,
            }
            for a in answers.answers
        ],
        "unused": list(answers.unused),
        "assumptions": list(answers.notes),
    }  # fmt: skip

"""What one person will get and when: the choices of a retirement month, and the pension for each.

The one thing to know: a future month needs figures nobody has published. The last published value is carried
on, and every number that rests on it says so; with `strict` nothing is carried and the missing figure is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, Any

from shebao.engine.errors import BadInput, MissingInput
from shebao.engine.figures import Figure, Later, Span
from shebao.engine.law import Law
from shebao.engine.notes import notes_of
from shebao.engine.texts import units_month
from shebao.engine.trace import Trace
from shebao.errors import ShebaoError
from shebao.law.language import NATION
from shebao.law.units import EMPLOYEE

if TYPE_CHECKING:
    from shebao.engine.asks import Lack

PARTS = ("basic_pension", "account_pension", "transitional_pension", "regional_supplement")


@dataclass(frozen=True)
class Choice:
    """One month in which the person may retire, and the pension of that choice or why there is none.

    name: earliest, statutory, latest or chosen. month: YYYY-MM number. trace: how the pension came about.
    missing: the facts that would have to be stated for a pension.
    """

    name: str
    month: int
    age_months: int
    trace: Trace | None
    minimum_months: int | None
    counted_months: int | None
    refusal: str = ""
    missing: tuple[Lack, ...] = ()

    def parts(self) -> dict[str, int]:
        """The parts of the pension in fen, in the order of the award sheet."""
        if self.trace is None:
            return {}
        found: dict[str, int] = {}
        for part in PARTS:
            node = self.trace.nodes.get(part)
            if node is not None and isinstance(node.value, int):
                found[part] = node.value
        return found


@dataclass(frozen=True)
class Window:
    """The months in which somebody may retire: the statutory one with its trace, the earliest and the latest."""

    statutory: Trace
    earliest: int
    latest: int
    birth_month: int


@dataclass(frozen=True)
class Estimate:
    """The answer to 'when may I retire and what shall I get'."""

    region: str
    as_of: int
    statutory: Trace
    choices: tuple[Choice, ...]
    assumptions: tuple[str, ...]


def carried(law: Law) -> Law:
    """The same law with the last published value of every yearly figure carried on, marked as assumed.

    A reform's own values lie over the carried ones and end when the reform does.
    """
    root = law.root
    made = root.with_figures({name: _carry(f) if f.per == "year" else f for name, f in root.figures.items()})
    for reform in law.reforms:
        made = made.reformed(reform)
    return made


def _carry(figure: Figure) -> Figure:
    return replace(figure, spans=Later(partial(_carried_spans, figure)))


def _carried_spans(figure: Figure) -> dict[str, dict[int, tuple[Span, ...]]]:
    def last(region: str, key: int) -> int:
        return max((s.until for s in figure.spans.get(region, {}).get(key, ()) if s.value is not None), default=-1)

    spans: dict[str, dict[int, tuple[Span, ...]]] = {}
    for region, keyed in figure.spans.items():
        for key, known in keyed.items():
            above = max(last(code, key) for code in (region[:2] + "0000", NATION))
            end = last(region, key)
            kept = tuple(s for s in known if s.value is not None or s.since < end)
            if kept and end >= above:
                note = f"value of {end} carried on: later ones are not published"
                final = kept[-1]
                kept = (*kept, replace(final, since=end + 1, until=9998, assumed=True, note=note))
            spans.setdefault(region, {})[key] = kept
    return spans


def estimate(
    law: Law,
    dossier: Mapping[str, Any],
    region: str,
    as_of: int,
    *,
    then_base: int | None = None,
    at: tuple[int, ...] = (),
    strict: bool = False,
    steps: bool = False,
) -> Estimate:
    """The retirement month, the earliest and latest choice, and the pension of each.

    dossier: birth, sex, retirement_track and either totals (months_paid, contribution_index, account_balance)
    or a history of stints. then_base: fen a month paid from `as_of` until retirement (a history is needed).
    at: further months to try. Errors: MissingInput and BadInput for the person; a choice whose pension cannot
    be computed carries the reason instead.
    """
    if then_base is not None and _only_indices(dossier):
        raise BadInput("then_base", then_base, "a history of dated bases, without indices of its own")
    book = law if strict else carried(law)
    window = window_of(book, dossier, region, as_of)
    statutory, birth_month = window.statutory, window.birth_month
    wanted = {
        "earliest": window.earliest,
        "statutory": statutory.value,
        "latest": window.latest,
        **{f"chosen {units_month(m)}": m for m in at},
    }
    if wanted["latest"] == statutory.value:
        del wanted["latest"]
    if wanted["earliest"] == statutory.value:
        del wanted["earliest"]
    choices = tuple(
        _choice(book, name, month, month - birth_month, dossier, region, as_of, then_base, steps)
        for name, month in sorted(wanted.items(), key=lambda item: item[1])
    )
    notes: dict[str, None] = {}
    later = any(choice.trace and choice.month > as_of for choice in choices)
    if then_base is None and "stint_start" in dossier and later:
        notes[f"nothing is paid from {units_month(as_of)} on"] = None
    if "stint_start" not in dossier and later:
        notes["months, index and account are taken as stated for every choice: no later contributions"] = None
    notes.update(dict.fromkeys(notes_of([statutory, *(choice.trace for choice in choices if choice.trace)])))
    return Estimate(region, as_of, statutory, choices, tuple(notes))


def estimate_json(answer: Estimate) -> dict[str, Any]:
    """Plain data, with the traces."""
    return {
        "region": answer.region,
        "as_of": units_month(answer.as_of),
        "statutory_retirement_month": units_month(answer.statutory.value),
        "choices": [
            {
                "name": c.name, "retirement_month": units_month(c.month), "age_months": c.age_months,
                "minimum_months": c.minimum_months, "counted_months": c.counted_months,
                "monthly_pension_fen": c.trace.value if c.trace else None, "parts_fen": c.parts(),
                "refusal": c.refusal, "missing": [asdict(lack) for lack in c.missing],
                "trace": c.trace.to_json() if c.trace else None,
            }
            for c in answer.choices
        ],
        "assumptions": list(answer.assumptions),
    }  # fmt: skip


def window_of(law: Law, dossier: Mapping[str, Any], region: str, as_of: int) -> Window:
    """When somebody may retire. dossier: birth, sex, retirement_track. Errors: MissingInput and BadInput."""
    statutory = law.at(as_of, region).explain("statutory_retirement_month", dossier)
    for _ in range(3):  # the law of that month counts, and it may be another by then (a reform that begins between)
        then = law.at(max(as_of, statutory.value), region).explain("statutory_retirement_month", dossier)
        if then.value == statutory.value:
            break
        statutory = then
    bounds = law.at(statutory.value, region).values(
        ["earliest_retirement_month", "latest_retirement_month", "statutory_retirement_age"], dossier
    )
    return Window(
        statutory,
        bounds["earliest_retirement_month"],
        bounds["latest_retirement_month"],
        statutory.value - bounds["statutory_retirement_age"],
    )


def _only_indices(dossier: Mapping[str, Any]) -> bool:
    """Whether the history states indices or average wages: bases of later months cannot be put beside them."""
    return any(name in dossier for name in ("stint_index", "stint_average_wage"))


def _choice(
    law: Law,
    name: str,
    month: int,
    age: int,
    dossier: Mapping[str, Any],
    region: str,
    as_of: int,
    then_base: int | None,
    steps: bool,
) -> Choice:
    facts = {**dossier, "chosen_retirement_month": month}
    if then_base is not None:
        facts.update(paying_on(facts, region, as_of, month, then_base))
    on = law.at(month, region)

    def number(question: str) -> int | None:
        try:
            return on.values([question], facts)[question]
        except ShebaoError:
            return None

    minimum, counted = number("minimum_months_paid"), number("contribution_months")
    try:
        trace = on.explain("monthly_pension", facts, steps=steps)
    except MissingInput as error:
        from shebao.engine.asks import lacking  # needed only where a fact is

        missing = lacking(law, ["monthly_pension"], facts, region, month)
        lacks = ", ".join(dict.fromkeys(lack.label for lack in missing))
        refusal = f"no pension can be computed without {lacks}" if lacks else str(error)
        return Choice(name, month, age, None, minimum, counted, refusal, missing)
    except ShebaoError as error:
        return Choice(name, month, age, None, minimum, counted, str(error))
    return Choice(name, month, age, trace, minimum, counted)


def paying_on(dossier: Mapping[str, Any], region: str, since: int, until: int, base: int) -> dict[str, list[int]]:
    """The stints with one base (fen a month) paid from `since` to `until`, both included, where nothing is yet."""
    names = ("stint_start", "stint_months", "stint_base", "stint_region", "stint_category")
    starts, months, *others = (dossier.get(name, []) for name in names)
    first = max((since, *map(add, starts, months)))
    begun = [first, *range(first - first % 12 + 12, until + 1, 12)] if first <= until else []
    lengths = [after - month for month, after in pairwise((*begun, until + 1))]
    same = ([value] * len(begun) for value in (base, int(region), EMPLOYEE))
    added = (begun, lengths, *same)
    return {name: [*old, *new] for name, old, new in zip(names, (starts, months, *others), added, strict=True)}

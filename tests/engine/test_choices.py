"""When and how much: what is carried on, what is assumed, and what is said where no pension can be computed."""

from __future__ import annotations

from shebao import Law
from shebao.engine.estimate import carried, estimate
from shebao.engine.reading import read_dossier
from shebao.law.units import parse_month

NOW = parse_month("2026-11")
LIFE = {"birth": "1975-03-08", "sex": "male", "retirement_track": "men_60"}


def asked(strict: bool = False, **facts: object):
    law = Law.load()
    return estimate(law, read_dossier(law, {**LIFE, **facts}, "330100"), "330100", NOW, strict=strict)


def test_a_pension_that_lacks_facts_says_which_in_words_and_as_data() -> None:
    for choice in asked(months_paid="240").choices:
        assert choice.trace is None
        assert choice.refusal == "no pension can be computed without mean contribution index, account balance"
        assert [lack.name for lack in choice.missing] == ["contribution_index", "account_balance"]


def test_whoever_states_a_history_is_not_asked_for_what_it_gives() -> None:
    choices = asked(strict=True, history=[{"from": "1998-01", "to": "2025-12", "base": "6000"}]).choices
    assert all("published_reference_wage is not known" in choice.refusal for choice in choices)
    assert all(choice.missing == () for choice in choices)


def test_every_assumption_of_a_trace_is_among_those_of_the_estimate() -> None:
    found = asked(months_paid="240", contribution_index="1", account_balance="90000")
    text = "\n".join(found.assumptions)
    for choice in found.choices:
        assert choice.trace is not None
        assert all(node.assumed in text for node in choice.trace.assumptions())
    assert "carried on: later ones are not published" in text
    assert "no later contributions" in text


def test_a_carried_figure_says_so_and_the_law_itself_stays_as_it_is() -> None:
    law = Law.load()
    name, year = "published_reference_wage", 2040
    span = carried(law).figures[name].find("330100", year)
    assert span.assumed
    assert "carried on" in span.note
    assert law.figures[name].look("330100", year) is None

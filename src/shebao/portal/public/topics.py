"""What can be asked beside a pension: unemployment, work injury, survivors, transfer; one question a page.

The one thing to know: a topic is data: its fields and the law's questions. Answers stand in the address, as with
'My pension', and the server remembers nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.responses import Response

from shebao.engine.law import Law
from shebao.guard.access import allow
from shebao.portal.forms import Form
from shebao.portal.language import N_, Reader
from shebao.portal.pages import NotThere, Pages, go, page, portal_of, reader_of
from shebao.portal.public.answers import Answered, answers
from shebao.portal.public.fields import (
    BIRTH,
    LEAVING,
    PAID,
    PLACE,
    TRACK,
    WAGE,
    YES_NO,
    Field,
    OtherAsks,
    about,
    check,
    facts,
    questions_by,
    read,
    spread,
    told,
)
from shebao.portal.public.life import this_month

pages = Pages()
IN_SERVICE = ("insured_status", ("in_service",))
RETIRED = ("insured_status", ("retired",))
NOT_BY_WORK, BY_WORK = ("death_by_work", ("no",)), ("death_by_work", ("yes",))


@dataclass(frozen=True)
class Topic:
    """One topic. asks: the law's questions, the one people come for first. given: facts that hold for all who ask."""

    name: str
    title: str
    lead: str
    fields: tuple[Field, ...]
    asks: tuple[str, ...]
    given: Mapping[str, int] = field(default_factory=dict[str, int])
    asks_when: OtherAsks | None = None

    def asked(self, said: Mapping[str, str]) -> list[Field]:
        """The fields that are asked, by what is said so far."""
        return [it for it in self.fields if it.asked(said)]

    def questions(self, said: Mapping[str, str]) -> tuple[str, ...]:
        """The law's questions, by what is said."""
        return questions_by(self.asks, self.asks_when, said)


TOPICS = {
    it.name: it
    for it in (
        Topic(
            "unemployment", N_("Without work"), N_("What do I get when I lose my work, and how long?"),
            (
                about(PLACE, "place", N_("Where were you insured last?"), PLACE.hint),
                Field("leaving_reason", "choice", N_("Why did the work end?"), "", LEAVING),
                about(PAID, "unemployment_months_paid", N_("How long have you paid unemployment contributions?"),
                      N_("Since you last drew benefit; all years and months together.")),
            ),
            ("unemployment_benefit", "unemployment_benefit_months", "unemployment_entitled"),
            {"registered_unemployed": 1},
        ),
        Topic(
            "work-injury", N_("Injured at work"), N_("What does the insurance pay for an injury at work?"),
            (
                about(PLACE, "place", N_("Where does your employer pay?"), PLACE.hint),
                about(WAGE, "wage", N_("What was the wage before the injury?"),
                      N_("Yuan a month, the mean of the twelve months before.")),
                Field("injury_grade", "whole", N_("Which grade was found?"),
                      N_("From 1 (the gravest) to 10, as the appraisal says."), low=1, high=10),
                TRACK, BIRTH,
            ),
            ("disability_grant", "disability_allowance", "injury_medical_grant", "injury_employment_grant"),
        ),
        Topic(
            "survivors", N_("After a death"), N_("What does the family get when an insured person has died?"),
            (
                about(PLACE, "place", N_("Where was the person insured?"), PLACE.hint),
                Field("death_by_work", "choice", N_("Did the death come of work?"),
                      N_("As the office has recognised it."), YES_NO),
                Field("spouse_depends", "choice", N_("Did a wife or husband live on the person's wage?"), "", YES_NO,
                      when=BY_WORK),
                Field("relatives_depending", "whole", N_("How many other relatives lived on it?"), "", high=20,
                      when=BY_WORK),
                about(WAGE, "wage", N_("What was the person's wage?"), WAGE.hint, when=BY_WORK),
                Field("insured_status", "choice", N_("Was the person still paying?"), "",
                      (("in_service", N_("Still paying")), ("retired", N_("Drawing a pension"))), when=NOT_BY_WORK),
                about(PAID, "months_paid", N_("How long had the person paid?"), PAID.hint, when=NOT_BY_WORK),
                about(TRACK, "retirement_track", N_("Who was the person?"), TRACK.hint, when=NOT_BY_WORK),
                about(BIRTH, "birth", N_("When was the person born?"), when=NOT_BY_WORK),
                about(PAID, "pension_months_drawn", N_("How long had the person drawn the pension?"), PAID.hint,
                      when=RETIRED),
            ),
            ("survivors_total", "funeral_grant", "survivors_grant", "survivors_months"),
            asks_when=("death_by_work", "yes", ("death_grant", "injury_funeral_grant", "survivor_allowance_total")),
        ),
        Topic(
            "transfer", N_("Moving to another place"), N_("What moves with me when I work in another province?"),
            (
                about(PLACE, "place", N_("Which place do you leave?"), PLACE.hint),
                about(PAID, "months_paid", N_("How long have you paid there?"), PAID.hint),
                about(WAGE, "wage", N_("On what base did you pay, on the whole?"),
                      N_("Yuan a month, the mean of those months.")),
                about(WAGE, "account_balance", N_("What lies in your personal account?"),
                      N_("Yuan, as on your statement."), low=0),
            ),
            ("transfer_amount", "transfer_account_amount", "transfer_pooled_amount", "transfer_working_days"),
            {"temporary_account_balance": 0},
        ),
    )
}  # fmt: skip


def topic_of(name: str) -> Topic:
    """A topic by its name in the address. NotThere where there is none."""
    if name not in TOPICS:
        raise NotThere(name)
    return TOPICS[name]


@pages.get("/questions")
@allow("public")
async def questions(request: Request) -> Response:
    """Everything that can be asked."""
    return page(request, "public/questions.html", topics=TOPICS)


@pages.get("/questions/{topic}")
@allow("public")
async def begin(request: Request, topic: str) -> Response:
    """What will be asked, and what it is for."""
    return page(request, "public/topic_begin.html", topic=topic_of(topic))


@pages.get("/questions/{topic}/answer")
@allow("public")
async def answer(request: Request, topic: str) -> Response:
    """The answers with their reasons; back to the first question that is open."""
    about_, reader, portal = topic_of(topic), reader_of(request), portal_of(request)
    said = _kept(request, about_)
    form = Form(reader, said)
    clean = read_said(about_, said, form)
    if form.errors:
        return go(request, f"/questions/{topic}/{next(iter(form.errors))}", **said)
    said = clean
    found = answers_of(portal.book, about_, said, reader)
    return page(request, "public/topic_answer.html", topic=about_, said=said, answers=found,
                told=[(it, told(it, said, reader)) for it in about_.asked(said)])  # fmt: skip


def read_said(topic: Topic, said: Mapping[str, str], form: Form) -> dict[str, str]:
    """What is said of the fields that are asked, read again; form.errors by the field, in their order."""
    return {**said, **{it.fact: check(it, said, form) for it in topic.asked(said)}}


def answers_of(law: Law, topic: Topic, said: Mapping[str, str], reader: Reader) -> list[Answered]:
    """What the law says of a topic this month, by what was said and checked. law: with later figures carried on."""
    given = {**topic.given, **facts(law, topic.asked(said), said)}
    return answers(law, topic.questions(said), given, said["place"], this_month(), reader)


@pages.get("/questions/{topic}/{ask}")
@allow("public")
async def question(request: Request, topic: str, ask: str) -> Response:
    """One question. With `answered` in the query it is read: on to the next, or shown again with what is wrong."""
    about_ = topic_of(topic)
    said = _kept(request, about_)
    asked = about_.asked(said)
    at = next((n for n, it in enumerate(asked) if it.fact == ask), None)
    if at is None:
        raise NotThere(ask)
    it, typed = asked[at], dict(request.query_params)
    form = Form(reader_of(request), typed if typed.get("answered") == ask else spread(it, said))
    if typed.get("answered") == ask:
        found = read(it, form)
        if not form.errors:
            said = {**said, it.fact: found}
            after = next((f.fact for f in about_.asked(said) if f.fact not in said), "answer")
            return go(request, f"/questions/{topic}/{after}", **said)
    return page(
        request, "public/topic_question.html", 422 if form.errors else 200, topic=about_, field=it, number=at + 1,
        of=len(asked), before=asked[at - 1].fact if at else "", form=form, said=said,
        kept={name: held for name, held in said.items() if name != ask},
    )  # fmt: skip


def _kept(request: Request, topic: Topic) -> dict[str, str]:
    """What the address says of the topic's fields."""
    said = request.query_params
    return {it.fact: said[it.fact] for it in topic.fields if said.get(it.fact) and len(said[it.fact]) < 40}

"""Life events, one visit each: what is asked is little, for the record knows the rest; what follows is said and dated.

The one thing to know: a form is answered twice. First what the law gives for this person, with nothing kept; then,
confirmed, the event is kept as a request with the answers that were shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from shebao.engine.estimate import paying_on
from shebao.engine.law import Law
from shebao.guard.access import allow
from shebao.guard.who import Who
from shebao.law.units import EMPLOYEE
from shebao.portal.forms import Form
from shebao.portal.language import N_, Reader
from shebao.portal.pages import NotThere, Pages, go, page, portal_of, reader_of, session, who_of
from shebao.portal.person.found import Known, facts_of, known_of
from shebao.portal.person.requests import ask, new_mark
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
    facts,
    questions_by,
    read_all,
    told,
)
from shebao.portal.public.life import this_month

pages = Pages()
HISTORY = ("stint_start", "stint_months", "stint_base", "stint_region", "stint_category")
Given = Callable[[Law, Known, Mapping[str, str], int], dict[str, Any]]


@dataclass(frozen=True)
class Event:
    """One event. asks: the law's questions. given: the facts of the record they are asked with. follows: what happens
    next and who does it. at: the month whose law counts, by the facts; now where there is none.
    """

    name: str
    title: str
    lead: str
    fields: tuple[Field, ...]
    asks: tuple[str, ...]
    given: Given
    follows: tuple[str, ...]
    asks_when: OtherAsks | None = None

    def questions(self, said: Mapping[str, str]) -> tuple[str, ...]:
        """The law's questions, by what is said."""
        return questions_by(self.asks, self.asks_when, said)


def last_base(known: Known) -> int:
    """The base of the last month paid, fen; 0 where nothing was."""
    return known.dossier["stint_base"][-1] if known.dossier["stint_base"] else 0


def _nothing(law: Law, known: Known, said: Mapping[str, str], now: int) -> dict[str, Any]:
    return {}


def _moving(law: Law, known: Known, said: Mapping[str, str], now: int) -> dict[str, Any]:
    dossier = known.dossier
    return {**{name: dossier[name] for name in HISTORY}, "account_balance": dossier["account_balance"],
            "temporary_account_balance": 0}  # fmt: skip


def _without_work(law: Law, known: Known, said: Mapping[str, str], now: int) -> dict[str, Any]:
    rows = zip(known.dossier["stint_months"], known.dossier["stint_category"], strict=True)
    paid = sum(months for months, category in rows if category == EMPLOYEE)
    return {**_oneself(known), "unemployment_months_paid": paid, "registered_unemployed": 1}


def _injured(law: Law, known: Known, said: Mapping[str, str], now: int) -> dict[str, Any]:
    return {**_oneself(known), "wage": last_base(known)}


def _oneself(known: Known) -> dict[str, Any]:
    return {name: known.dossier[name] for name in ("birth", "sex", "retirement_track") if name in known.dossier}


def _retiring(law: Law, known: Known, said: Mapping[str, str], now: int) -> dict[str, Any]:
    made = facts_of(law, known)
    month = _month(said)
    made["chosen_retirement_month"] = month
    if month > now:
        made.update(paying_on(made, known.place, now, month, last_base(known)))
    return made


def _month(said: Mapping[str, str]) -> int:
    year, month = (said.get("retirement", "") or "0-1").split("-")[:2]
    return int(year) * 12 + int(month) - 1


NOT_BY_WORK = ("death_by_work", ("no",))
EVENTS = {
    it.name: it
    for it in (
        Event(
            "start-work", N_("I start work"), N_("A new employer, or work on your own account."),
            (
                Field("employer", "text", N_("Who is the employer?"), N_("The name on the contract; or: on my own.")),
                Field("hired_day", "date", N_("Which is the first day?")),
                WAGE,
            ),
            ("employee_pension_contribution", "employee_unemployment_contribution", "employer_pension_contribution",
             "contribution_base", "worker_registration_last_day"),
            _nothing,
            (N_("The employer registers you by the day below. You need do nothing."),
             N_("Your part is taken from the wage each month; the first month stands in your record when it is paid."),
             N_("If the month is missing there, the office sees this note and asks the employer.")),
        ),
        Event(
            "move", N_("I change place"), N_("You work in another city or province from now on."),
            (
                about(PLACE, "place", N_("Where do you go?"), PLACE.hint),
                Field("moved", "date", N_("From which day?")),
            ),
            ("transfer_amount", "transfer_account_amount", "transfer_pooled_amount", "transfer_working_days"),
            _moving,
            (N_("Your record and what is below move to the new place once you pay there; inside a province nothing"
                " needs to move."),
             N_("The two offices do it between them within the working days below. Your months count everywhere.")),
        ),
        Event(
            "lose-work", N_("I lose work"), N_("Your work has ended or will end."),
            (
                Field("employment_ended", "date", N_("Which is the last day?")),
                Field("leaving_reason", "choice", N_("Why did the work end?"), "", LEAVING),
            ),
            ("unemployment_benefit", "unemployment_benefit_months", "unemployment_entitled",
             "unemployment_report_deadline"),
            _without_work,
            (N_("The benefit is paid by the month once you are registered without work; this note asks for that."),
             N_("The employer reports by the day below that you have left."),
             N_("While you draw it, your health insurance goes on and is paid by the fund.")),
        ),
        Event(
            "injury", N_("I was injured at work"),
            N_("An accident at work or on the way there, or an illness of work."),
            (
                Field("injury_day", "date", N_("On which day?")),
                Field("what", "text", N_("What happened?"), N_("In one sentence.")),
                Field("injury_grade", "choice", N_("Has a grade been found?"), N_("The appraisal comes later."),
                      (("", N_("Not yet")), *((str(n), str(n)) for n in range(1, 11)))),
            ),
            ("employer_application_deadline", "worker_application_deadline"),
            _injured,
            (N_("The employer applies for recognition by the first day below; if it does not, you or your family may"
                " until the second."),
             N_("Treatment of a recognised injury is paid by the fund, and the wage goes on while you are treated."),
             N_("When the treatment is over, a grade is found; what is paid by grade stands here then.")),
        ),
        Event(
            "retire", N_("I retire"), N_("You choose the month, within the months the law gives you."),
            (Field("retirement", "date", N_("From which month?"), N_("Any day of that month.")),),
            ("monthly_pension", "earliest_retirement_month", "statutory_retirement_month", "latest_retirement_month"),
            _retiring,
            (N_("The office prepares the decision in that month and a second clerk approves it."),
             N_("The pension is paid from the month after, to the account in your record.")),
        ),
        Event(
            "death", N_("A death in the family"), N_("We are sorry. These questions are all that is needed."),
            (
                Field("deceased", "text", N_("Who has died?"), N_("The name, as on the identity card.")),
                Field("relation", "choice", N_("Who was that to you?"), "",
                      (("spouse", N_("Wife or husband")), ("parent", N_("Mother or father")),
                       ("child", N_("Daughter or son")), ("other", N_("Another relative")))),
                Field("death_day", "date", N_("On which day?")),
                about(PLACE, "place", N_("Where was the person insured?"), PLACE.hint),
                Field("death_by_work", "choice", N_("Did the death come of work?"), "", YES_NO),
                about(TRACK, "retirement_track", N_("Who was the person?"), TRACK.hint, when=NOT_BY_WORK),
                about(BIRTH, "birth", N_("When was the person born?"), when=NOT_BY_WORK),
                Field("insured_status", "choice", N_("Was the person still paying?"), "",
                      (("in_service", N_("Still paying")), ("retired", N_("Drawing a pension"))), when=NOT_BY_WORK),
                about(PAID, "months_paid", N_("How long had the person paid?"),
                      N_("As far as you know; the office takes it from the record."), when=NOT_BY_WORK),
                about(PAID, "pension_months_drawn", N_("How long had the person drawn the pension?"),
                      N_("Leave 0 where none was drawn."), when=("insured_status", ("retired",))),
            ),
            ("survivors_total", "funeral_grant", "survivors_grant"),
            _nothing,
            (N_("The pension of the person ends with the month of the death; what lies in the personal account is"
                " inherited."),
             N_("The office looks the death up in the register, and asks for a certificate only where it finds none."),
             N_("The grants are paid to the family in one sum.")),
            asks_when=("death_by_work", "yes", ("death_grant", "injury_funeral_grant")),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Where an event is told: on the person's own pages or, for somebody who came in, at the counter.

    base: the path its forms stand under, back: where one comes from. clerk: whether another tells it for her.
    """

    person: int
    frame: str = "person/frame.html"
    base: str = "/events"
    back: str = "/events"
    clerk: bool = False
    name: str = ""


GRADED = ("disability_grant", "disability_allowance", "injury_medical_grant", "injury_employment_grant")


def event_of(name: str) -> Event:
    """An event by its name in the address. NotThere where there is none."""
    if name not in EVENTS:
        raise NotThere(name)
    return EVENTS[name]


@pages.get("/events")
@allow("own record")
def events(request: Request) -> Response:
    """What may happen in a life."""
    return page(request, "person/events.html", events=EVENTS)


@pages.get("/events/{event}")
@allow("own record")
def event(request: Request, event: str) -> Response:
    """The form of one event."""
    return form_of(request, event_of(event), Form(reader_of(request), {"once": new_mark()}), _own(request))


@pages.post("/events/{event}")
@allow("own record")
async def tell(request: Request, event: str) -> Response:
    """What follows from the event; with `sure`, it is kept."""
    typed = {name: str(held) for name, held in (await request.form()).items() if name != "form_token"}
    return await run_in_threadpool(tell_at, request, event_of(event), typed, _own(request), _thanks)


def tell_at(
    request: Request, event: Event, typed: Mapping[str, str], desk: Desk, done: Callable[[Request, int], Response]
) -> Response:
    """Read the form of an event: what is wrong in it, what follows from it, or, with `sure`, keep it and go to `done`
    with its number.
    """
    form = Form(reader_of(request), typed)
    said = read_all(event.fields, form)
    if form.errors or typed.get("sure") == "no":
        return form_of(request, event, form, desk, 422 if form.errors else 200)
    law, reader = portal_of(request).book, form.reader
    with session(request) as connection:
        found = follows(connection, law, desk.person, event, said, reader)
        if form.typed.get("sure") == "yes":
            at = desk.person if desk.clerk else None
            number = keep(connection, who_of(request), event, said, found, form.typed.get("once", ""), person=at)
            return done(request, number)
    kept = {name: held for name, held in form.typed.items() if name != "sure"}
    words = [(it, told(it, said, reader)) for it in event.fields if said.get(it.fact)]
    return page(request, "person/event_told.html", event=event, answers=found, kept=kept, told=words, desk=desk)


def form_of(request: Request, event: Event, form: Form, desk: Desk, status: int = 200) -> Response:
    """The form of an event, as far as it is filled in."""
    return page(request, "person/event.html", status, event=event, form=form, desk=desk)


def _own(request: Request) -> Desk:
    person = who_of(request).person_id
    assert person is not None
    return Desk(person)


def _thanks(request: Request, number: int) -> Response:
    return go(request, "/requests", sent="")


def follows(
    connection: Connection, law: Law, person: int, event: Event, said: Mapping[str, str], reader: Reader
) -> list[Answered]:
    """What the law gives somebody by an event, from her record and what she says of it. law: carried on."""
    now = this_month()
    known = known_of(connection, person, now)
    given = {**event.given(law, known, said, now), **facts(law, event.fields, said)}
    # A move is asked of the place that is left; a death of the place of the dead.
    place = said.get("place", known.place) if event.name != "move" else known.place
    month = max(now, _month(said)) if event.name == "retire" else now
    questions = event.questions(said) + (GRADED if said.get("injury_grade") else ())
    return answers(law, questions, given, place, month, reader)


def keep(
    connection: Connection, who: Who, event: Event, said: Mapping[str, str], found: Sequence[Answered], once: str,
    *, person: int | None = None,
) -> int:  # fmt: skip
    """Keep an event as a request, with the answers that were shown; its number. person: told at the counter for her."""
    shown = {it.question: it.value for it in found}
    return ask(connection, who, event.name, {**said, "answers": shown}, once, person=person)

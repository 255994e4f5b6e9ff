"""My pension: one question a page, then when, how much, the line, what would change it, and why.

The one thing to know: every answer stands in the address, so going back loses nothing, a page can be kept and sent,
and the server remembers nobody.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.engine.texts import units_month
from shebao.errors import ShebaoError
from shebao.guard.access import allow
from shebao.law.units import TRACKS
from shebao.portal.chart import line
from shebao.portal.forms import Form
from shebao.portal.pages import NotThere, Pages, go, page, portal_of, query_of, reader_of
from shebao.portal.public.life import STEPS, fields_of, read_life, read_step, this_month
from shebao.portal.public.prospect import prospect, trace_of, why_not
from shebao.portal.why import articles, rests_on, why

pages = Pages()
KEPT = (*STEPS, "then", "at", "move")


@pages.get("/my-pension")
@allow("public")
async def begin(request: Request) -> Response:
    """What will be asked, and what it is for."""
    return page(request, "public/pension_begin.html")


@pages.get("/my-pension/answer")
@allow("public")
async def answer(request: Request) -> Response:
    """When, how much, and why; back to the first question that is open."""
    said = dict(request.query_params)
    form, reader, portal = Form(reader_of(request), said), reader_of(request), portal_of(request)
    life = read_life(said, form)
    if life is None and (open_ := next((step for step in STEPS if step in form.errors), None)):
        return _asked(request, open_)
    if life is None:
        life = read_life({name: said[name] for name in STEPS}, Form(reader, said))
        assert life is not None
    now = this_month()
    try:
        found = prospect(portal.book, life, now, reader)
    except ShebaoError as error:
        refusal = why_not(portal.book, error, {}, life.place, now, reader)
        return page(request, "public/pension_refused.html", 200, life=life, refusal=refusal)
    chosen, window, query = found.chosen, found.window, life.query()
    others = query_of({name: value for name, value in query.items() if name != "at"})
    ages = [(month, month - window.birth_month, pension) for month, pension in found.points]
    birthdays = [at for at in ages if at[1] % 12 == 0] or [*ages[:1], *ages[-1:]]
    named = {window.earliest, window.statutory.value, chosen.month, window.latest}
    return page(
        request,
        "public/pension_answer.html",
        422 if form.errors else 200,
        form=form,
        life=life,
        said=query,
        told=query_of(query),
        at=units_month(chosen.month),
        found=found,
        window=window,
        chosen=chosen,
        rows=[
            (month, f"{others}&at={units_month(month)}", age, pension)
            for month, age, pension in ages
            if month in named or age % 12 == 0
        ],
        line=line(found.points, [(month, reader.number(age // 12)) for month, age, _ in birthdays], chosen.month),
        rests_on=rests_on(chosen.trace, reader) if chosen.trace else [],
        articles=articles(chosen.trace) if chosen.trace else [],
    )


@pages.get("/my-pension/why/{about}")
@allow("public")
async def reasons(request: Request, about: str) -> Response:
    """The tree behind the amount, or behind the months: made when somebody opens it."""
    if about not in ("amount", "months"):
        raise NotThere(about)
    form, reader, book, now = Form(reader_of(request)), reader_of(request), portal_of(request).book, this_month()
    life = read_life(dict(request.query_params), form)
    if life is None:
        return _asked(request, next((step for step in STEPS if step in form.errors), "answer"))
    trace = trace_of(book, life, now, about, reader)
    if trace is None:
        return _asked(request, "answer")
    title = reader.text("Why this amount?") if about == "amount" else reader.text("Why these months?")
    return page(request, "public/pension_why.html", title=title, life=life, why=why(trace, reader))


@pages.get("/my-pension/{step}")
@allow("public")
async def question(request: Request, step: str) -> Response:
    """One question. With `answered` in the query it is read: on to the next, or shown again with what is wrong."""
    if step not in STEPS:
        raise NotThere(step)
    said = {name: value for name, value in request.query_params.items() if len(value) < 40}
    kept = {name: said[name] for name in KEPT if said.get(name) and name != step}
    at = STEPS.index(step)
    if said.get("answered") != step:
        form = Form(reader_of(request), fields_of(step, said))
    else:
        form = Form(reader_of(request), said)
        found = read_step(step, form)
        if found:
            kept |= found
            after = next((s for s in STEPS[at + 1 :] if s not in kept), "answer")
            return go(request, f"/my-pension/{after}", **kept)
    return page(
        request,
        "public/pension_question.html",
        422 if form.errors else 200,
        step=step,
        number=at + 1,
        of=len(STEPS),
        before=STEPS[at - 1] if at else "",
        form=form,
        kept=kept,
        said={**kept, **({step: said[step]} if said.get(step) else {})},
        tracks=TRACKS,
    )


def _asked(request: Request, step: str) -> Response:
    """On to a question or the answer, with all that is said so far."""
    said = request.query_params
    return go(request, f"/my-pension/{step}", **{name: said[name] for name in KEPT if said.get(name)})

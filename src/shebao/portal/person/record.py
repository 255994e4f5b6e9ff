"""My record: a life from the first contribution to the pension, gaps shown, who looked at it, and what is wrong in it.

The one thing to know: 'something is wrong' keeps what is told as a request to the office (`requests`); the record
itself is changed by staff with a new row, never by this page.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from shebao.guard.access import allow
from shebao.guard.audit import looks_at
from shebao.law.units import parse_month
from shebao.portal.forms import Form
from shebao.portal.language import N_
from shebao.portal.pages import Pages, go, page, reader_of, session, who_of
from shebao.portal.person.life import Gap, life_of
from shebao.portal.person.requests import ask, asked, new_mark
from shebao.portal.public.life import this_month

pages = Pages()
WRONGS = {
    "missing": N_("Months are missing"), "base": N_("The base is not my wage"), "payer": N_("The payer is wrong"),
    "twice": N_("Something stands there that never was"), "person": N_("My name, birth or sex is wrong"),
    "other": N_("Something else"),
}  # fmt: skip
LONGEST = 1000


@pages.get("/record")
@allow("own record")
def record(request: Request) -> Response:
    """The timeline, and the looks."""
    person = who_of(request).person_id
    assert person is not None
    with session(request) as connection:
        life = life_of(connection, person, this_month())
        looks = looks_at(connection, person)
        corrections = [it for it in asked(connection, person) if it.kind == "correction"]
    return page(
        request, "person/record.html", life=life, is_gap=lambda part: isinstance(part, Gap), looks=looks,
        corrections=corrections,
    )  # fmt: skip


@pages.get("/record/wrong")
@allow("own record")
def wrong(request: Request) -> Response:
    """The form for what is wrong, with the months of the place on the timeline it was asked from."""
    said = dict(request.query_params)
    typed = {"what": said["what"]} if said.get("what") in WRONGS else {}
    for end in ("from", "to"):
        try:
            year, month = divmod(parse_month(said.get(end, "")), 12)
        except ValueError:
            continue
        typed |= {f"{end}_year": str(year), f"{end}_month": str(month + 1)}
    return _form(request, Form(reader_of(request), {**typed, "once": new_mark()}))


@pages.post("/record/wrong")
@allow("own record")
async def say_wrong(request: Request) -> Response:
    """Keep the correction, or show the form again with what is wrong in it."""
    from starlette.concurrency import run_in_threadpool

    form = Form(reader_of(request), {name: str(held) for name, held in (await request.form()).items()})
    content = correction_of(form)
    if content is None:
        return _form(request, form, 422)

    def keep() -> None:
        with session(request) as connection:
            ask(connection, who_of(request), "correction", content, form.typed.get("once", ""))

    await run_in_threadpool(keep)
    return go(request, "/requests", sent="")


def correction_of(form: Form) -> dict[str, object] | None:
    """What is told to be wrong, as a request keeps it; None with form.errors where the form is not whole."""
    what = form.one_of("what", WRONGS)
    content: dict[str, object] = {"what": what}
    if what not in ("person", "other"):
        first, last = _month(form, "from"), _month(form, "to")
        if first is not None and last is not None and first > last:
            form.wrong("to", form.reader.text("The last month lies before the first"))
        content |= {"from": first, "to": last}
    said = form.typed.get("said", "").strip()
    if not said or len(said) > LONGEST:
        most = form.reader.number(LONGEST)
        form.wrong("said", form.reader.text("Say what would be right, in up to {most} letters").format(most=most))
    return None if form.errors else {**content, "said": said}


def _month(form: Form, name: str) -> int | None:
    """The month typed as NAME_year and NAME_month."""
    year, month = form.whole(f"{name}_year", 1950, this_month() // 12), form.whole(f"{name}_month", 1, 12)
    return None if year is None or month is None else year * 12 + month - 1


def _form(request: Request, form: Form, status: int = 200) -> Response:
    return page(request, "person/wrong.html", status, form=form, wrongs=WRONGS, longest=LONGEST)

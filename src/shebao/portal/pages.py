"""How a page is made: a router that asks the guard first, and templates in the reader's language.

The one thing to know: `Pages()` is the router of a room's module, `@allow("act")` on each handler says what it is, and
`page(request, "room/name.html", ...)` answers. Handlers that reach the database are plain `def` (a thread runs them)
and take `with session(request) as connection`: every row they see is theirs to see.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from shebao.engine.estimate import carried
from shebao.engine.law import Law
from shebao.engine.names import all_places
from shebao.errors import ShebaoError
from shebao.guard.access import ACTS, Refused, act_of, may
from shebao.guard.who import NOBODY, Who
from shebao.portal.chart import draw_line
from shebao.portal.language import LANGUAGES, Reader, reader
from shebao.portal.outage import again, lost
from shebao.portal.settings import Settings
from shebao.portal.shield import form_token, is_ours
from shebao.portal.texts import Templates
from shebao.portal.why import draw

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from shebao.office.orders import Worker

HERE = Path(__file__).parent
ROOMS = ("design", "public", "person", "employer", "staff", "papers", "identity")
SESSION = "__Host-session"


class NotSignedIn(ShebaoError):
    """The page is for somebody in particular."""


class NotOurs(ShebaoError):
    """A form that this session was not given."""


class NotUnderWay(ShebaoError):
    """A sign-in that nobody began here, or that took too long."""


class NotThere(ShebaoError):
    """Nothing is there, or nothing that this reader may see: the two are not told apart."""


@dataclass
class Portal:
    """What every page stands on: the law, read once; the database and the month's worker, where there are; settings."""

    settings: Settings
    law: Law
    engine: Engine | None = None
    worker: Worker | None = None
    kept: dict[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def book(self) -> Law:
        """The law with the last published value of each yearly figure carried on, for questions about the future."""
        return carried(self.law)

    @cached_property
    def templates(self) -> Mapping[str, Environment]:
        """The templates, bound to each language."""
        return {language: _templates(reader(language)) for language in LANGUAGES}

    def prepare(self) -> None:
        """Make now what the first reader would wait for."""
        from shebao.portal.public import published
        from shebao.portal.public.warm import warm

        for made in self.templates.values():
            for name in made.list_templates(extensions=["html"]):
                if name.startswith(("design/", "public/")):
                    made.get_template(name)
        published.provinces()
        warm(self.book)


def portal_of(request: Request) -> Portal:
    """What the page stands on."""
    return request.app.state.portal


def reader_of(request: Request) -> Reader:
    """The reader's language."""
    return reader(request.state.language)


def who_of(request: Request) -> Who:
    """Who asks."""
    return getattr(request.state, "who", NOBODY)


@contextmanager
def session(request: Request) -> Generator[Connection]:
    """A transaction that sees and writes only what the one who asks may. NotThere where there is no office."""
    from shebao.guard.rows import acting

    engine = portal_of(request).engine
    if engine is None:
        raise NotThere("no office is behind these pages")
    with acting(engine, who_of(request)) as connection:
        yield connection


class Guarded(APIRoute):
    """A route whose handler runs only when the guard lets it; one without a rule stops the start with NoRule."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, act = super().get_route_handler(), act_of(self.endpoint)

        async def once(request: Request) -> Response:
            await _guard(request, act)
            return await handle(request)

        async def guarded(request: Request) -> Response:
            return await again(request, once)

        return guarded


class Pages(APIRouter):
    """The router of a room's pages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Guarded, include_in_schema=options.pop("include_in_schema", False), **options)


async def _guard(request: Request, act: str) -> None:
    portal = portal_of(request)
    said = _bearer(request)
    token = request.cookies.get(SESSION, "") if said is None else said
    rule = ACTS[act]
    if token and portal.engine is not None:
        from shebao.guard import sessions

        try:
            request.state.who = await run_in_threadpool(sessions.read, portal.engine, token)
        except SQLAlchemyError as error:
            # What everyone may read is read by nobody in particular while the office's records are away.
            if not (lost(error) and may(NOBODY, act) and request.method in ("GET", "HEAD")):
                raise
    who = who_of(request)
    # A browser sends a cookie for whoever asks it to, a bearer's token only for who holds it.
    if rule.form and said is None and request.method not in ("GET", "HEAD", "OPTIONS"):
        await _check_form(request, who)
    if not may(who, act, who.place):
        if who.signed_in:
            raise Refused(act, who)
        raise NotSignedIn("sign in first")
    if rule.about and portal.engine is not None:
        from shebao.guard import rows

        about = request.path_params.get(rule.about, "")
        place = await run_in_threadpool(rows.look, portal.engine, who, act, rule.about, str(about))
        if place is None or not may(who, act, place):
            raise NotThere(f"{rule.about} {about}")


def _bearer(request: Request) -> str | None:
    """The token that a program says it bears; None where it says none. Pages know only the browser's session."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and request.scope["path"].startswith("/api/") else None


async def _check_form(request: Request, who: Who) -> None:
    """NotOurs unless what changes something comes from a page of ours that was given to this session."""
    origin = request.headers.get("origin", "")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise NotOurs("the form comes from another site")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotOurs("the form comes from another site")
    token = request.headers.get("x-form-token", "")
    if not token and "form" in request.headers.get("content-type", ""):
        token = str((await request.form()).get("form_token", ""))
    if not is_ours(portal_of(request).settings.secret, who.token, token):
        raise NotOurs("the form was made for another session")


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of a template, e.g. `page(request, "public/home.html", people=3)`."""
    portal, language, who = portal_of(request), request.state.language, who_of(request)
    made = portal.templates[language].get_template(template)
    here = request.scope["path"].removeprefix(f"/{language}") or "/"
    text = made.render(
        request=request,
        who=who,
        here=here,
        query=request.scope["query_string"].decode("utf-8", "replace"),
        demo=portal.settings.demo,
        form_token=form_token(portal.settings.secret, who.token),
        **values,
    )
    return HTMLResponse(text, status)


def go(request: Request, path: str, **query: object) -> RedirectResponse:
    """On to another page in the same language."""
    return RedirectResponse(url(request.state.language, path, **query), 303)


def url(language: str, path: str, **query: object) -> str:
    """The address of a page in a language; what is None is left out of the query."""
    said = query_of(query)
    return f"/{language}{path}" + (f"?{said}" if said else "")


def query_of(said: Mapping[str, object]) -> str:
    """What stands in an address behind its question mark; what is None is left out."""
    return "&".join(f"{_quoted(name)}={_quoted(str(value))}" for name, value in said.items() if value is not None)


_quoted = lru_cache(10_000)(quote_plus)
"""The parts of an address, as it says them; a page has two hundred, and they are the same few."""


def _templates(reader: Reader) -> Environment:
    loader = PrefixLoader(
        {room: FileSystemLoader(HERE / room if room == "design" else HERE / room / "templates") for room in ROOMS}
    )
    made = Templates(
        reader,
        fixed={"url": partial(url, reader.language), "design": _design()},
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    made.install_gettext_translations(reader.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        reader=reader,
        languages=LANGUAGES,
        language=reader.language,
        draw=draw,
        draw_line=partial(draw_line, reader),
        **(apart := {"money_apart": partial(_money_apart, reader), "change_apart": partial(_change_apart, reader)}),
        form_token_field=_token,
        place_names=(names := _place_names(reader)),
        place_options=Markup("").join(
            Markup('<option value="{}">{}</option>').format(code, name) for code, name in names.items()
        ),
    )
    made.filters.update(query=query_of, **apart)
    for name in ("money", "amount", "number", "percent", "month", "date", "span", "name", "place", "digits"):
        made.filters[name] = getattr(reader, name)
    return made


def _money_apart(reader: Reader, fen: int) -> Markup:
    """Money as the components show it: not a macro, for a page has dozens."""
    return Markup(f'<bdi class="num">{reader.money(fen)}</bdi>')


def _change_apart(reader: Reader, fen: int) -> Markup:
    way = "up" if fen > 0 else "down" if fen < 0 else ""
    return Markup(f'<bdi class="num {way}">{"+" if fen > 0 else ""}{reader.money(fen)}</bdi>')


@pass_context
def _token(context: Context) -> Markup:
    """What every form with method="post" carries. It reads the page's own context, so components need none."""
    return Markup(f'<input type="hidden" name="form_token" value="{context["form_token"]}">')


def _place_names(reader: Reader) -> dict[str, str]:
    """Every place that can be chosen, each province before its cities that have figures of their own."""
    found: dict[str, str] = {}
    for province, cities in all_places().items():
        found[province] = reader.place(province)
        found.update((city, f"{reader.place(province)} · {reader.place(city)}") for city in cities)
    return found


def _design() -> Callable[[str], str]:
    """The address of a file of the design; a change of the file is a change of the address, so it is kept for ever."""
    import hashlib

    marks = {
        path.relative_to(HERE / "design").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in (HERE / "design").rglob("*")
        if path.suffix in (".css", ".js", ".svg")
    }
    return lambda name: f"/design/{name}?{marks[name]}"

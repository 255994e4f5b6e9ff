"""The reader's language: texts, numbers, money, dates and spans of time in English, 中文 and فارسی.

The one thing to know: the language is the first part of a page's path (/en, /zh, /fa); without it a reader is sent to
the language of the cookie, else of the browser. English texts stand in the code and the templates; `words/*.po` beside
each room's templates translate them and are read at start, so there is nothing to compile.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal

from shebao.engine.names import label as name_of
from shebao.engine.names import place_label
from shebao.law.units import Unit

LANGUAGES = {"en": "English", "zh": "中文", "fa": "فارسی"}
LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN", "fa": "fa_IR"}
ROOMS = Path(__file__).parent
COOKIE = "language"
YEAR = 31_536_000
MINUS = "\u2212"
UNPREFIXED = ("api", "design", "alive", "sign", "demo-identity", "robots.txt", "favicon.ico")
"""First parts of paths that are the same in every language."""


def N_(text: str) -> str:  # noqa: N802
    """Mark a text to be translated where it is shown, not where it stands."""
    return text


CHOICES = (
    N_("yes"), N_("no"), N_("male"), N_("female"), N_("men 60"), N_("women 55"), N_("women 50"), N_("employee"),
    N_("flexible"), N_("monthly"), N_("yearly"), N_("half"),
)  # fmt: skip
"""What the choices of the law's commonest units are called; others are shown as the law's code names them."""


class Reader:
    """One language: everything shown to its reader passes through here."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(LOCALES[language])
        self.right_to_left = self.locale.text_direction == "rtl"
        self.catalogue = _catalogue(language)
        symbols = self.locale.number_symbols[self.locale.default_numbering_system]
        zero = {"arabext": "۰", "arab": "٠"}.get(self.locale.default_numbering_system, "0")
        digits = {str(n): chr(ord(zero) + n) for n in range(10)}
        self._signs = str.maketrans({**digits, ",": symbols["group"], ".": symbols["decimal"], "-": MINUS})
        self._digits = str.maketrans(digits)
        self._yuan = self.text("¥{amount}").split("{amount}")

    def text(self, message: str) -> str:
        """A text in this language."""
        return self.catalogue.gettext(message)

    def texts(self, one: str, many: str, n: int) -> str:
        """A text that depends on a number."""
        return self.catalogue.ngettext(one, many, n)

    def number(self, value: int | float, places: int = 0) -> str:
        """A number with the language's digits and separators."""
        return f"{value:,.{places}f}".translate(self._signs)

    def digits(self, text: object) -> str:
        """Codes and years: the language's digits, nothing else changed."""
        return str(text).translate(self._digits)

    def amount(self, fen: int) -> str:
        """Money without its sign of currency, to the fen."""
        whole, part = divmod(abs(fen), 100)
        return f"{'-' if fen < 0 else ''}{whole:,}.{part:02d}".translate(self._signs)

    def money(self, fen: int) -> str:
        """Money, to the fen."""
        before, after = self._yuan
        return f"{MINUS if fen < 0 else ''}{before}{self.amount(abs(fen))}{after}"

    def money_short(self, fen: int) -> str:
        """Money in whole yuan, where room is short (the scale of a chart)."""
        return self.text("¥{amount}").format(amount=self.number(round(fen / 100)))

    def many(self, value: int) -> str:
        """A large number in the language's own large units (million, 亿, میلیون), to four digits or so."""
        return _compact(self.language, value).translate(self._signs)

    def money_many(self, fen: int) -> str:
        """Money in the same units."""
        said = self.text("¥{amount}").format(amount=self.many(abs(round(fen / 100))))
        return f"{MINUS if fen < 0 else ''}{said}"

    def percent(self, ppm: int, places: int = 1) -> str:
        """A share, given in millionths."""
        return self.text("{number}%").format(number=self.number(ppm / 10_000, places))

    def month(self, month: int) -> str:
        """A month (year * 12 + month - 1); a dash for what is none."""
        return _month(self.language, month).translate(self._digits) if 12 <= month < 120_000 else "—"

    def date(self, day: int) -> str:
        """A day, by its ordinal; a dash for what is none."""
        return _date(self.language, day).translate(self._digits) if 0 < day < 3_652_060 else "—"

    def span(self, months: int) -> str:
        """A length of time: years and months."""
        return _span(self.language, months)

    def name(self, name: str) -> str:
        """What a quantity of the law is called."""
        return name_of(name, self.language)

    def place(self, code: str) -> str:
        """What a place is called."""
        return place_label(code, self.language)

    def value(self, unit: Unit, value: int) -> str:
        """A quantity of the law in its unit."""
        show = self._units.get(unit.name)
        if show is not None:
            return show(value)
        if unit.kind == "enum":
            return self.text(unit.show(value).replace("_", " "))
        if unit.kind == "region":
            return self.place(f"{value:06d}")
        return unit.show(value).translate(self._signs)

    @cached_property
    def _units(self) -> Mapping[str, Callable[[int], str]]:
        return {
            "fen": self.money,
            "month": self.month,
            "day": self.date,
            "months": self.span,
            "year": self.digits,
            "tenths": lambda n: self.text("{number} months").format(number=self.number(n / 10, 1)),
            "years": lambda n: self.text("{number} years").format(number=_plain(self, n / 12_000)),
            "days": lambda n: self.texts("{n} day", "{n} days", n).format(n=self.number(n)),
        }


def _plain(reader: Reader, value: float) -> str:
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.translate(reader._signs)


@cache
def reader(language: str) -> Reader:
    """The reader of a language, made once."""
    return Reader(language)


def plain_digits(text: str) -> str:
    """What somebody typed, with 0-9 and a point whatever the keyboard: ۱۲٫۵ and １２．５ are 12.5."""
    found: list[str] = []
    for sign in text.strip():
        if sign.isdecimal():
            found.append(str(int(sign)))
        elif sign not in ",٬，،":
            found.append({"٫": ".", "．": ".", "。": ".", "−": "-"}.get(sign, sign))
    return "".join(found)


def chosen(cookie: str, accept: str) -> str:
    """The language for somebody who asked for none: the cookie's, else the browser's first of ours, else English."""
    if cookie in LANGUAGES:
        return cookie
    wanted: list[tuple[float, str]] = []
    for part in accept.split(","):
        name, _, quality = part.strip().partition(";q=")
        code = name.split("-")[0].lower()
        if code in LANGUAGES:
            try:
                wanted.append((-float(quality or 1), code))
            except ValueError:
                continue
    return min(wanted)[1] if wanted else "en"


class Languages:
    """Takes the language off a page's path; sends a reader without one to it. Pure ASGI: it costs microseconds."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        first = scope["path"].split("/", 2)[1]
        headers = {name: value for name, value in scope["headers"] if name in (b"cookie", b"accept-language")}
        kept = _cookie(headers.get(b"cookie", b"").decode("latin-1"))
        language = first if first in LANGUAGES else chosen(kept, headers.get(b"accept-language", b"").decode("latin-1"))
        scope.setdefault("state", {})["language"] = language  # in place: whoever stands outside answers in it too
        if first in LANGUAGES:
            scope["root_path"] = f"/{first}"
            if kept != first:
                send = _keeping(send, first)
            await self.app(scope, receive, send)
        elif first in UNPREFIXED:
            await self.app(scope, receive, send)
        else:
            query = scope["query_string"]
            where = f"/{language}{scope['path']}".encode() + (b"?" + query if query else b"")
            head = [(b"location", where), (b"vary", b"accept-language, cookie"), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 307, "headers": head})
            await send({"type": "http.response.body", "body": b""})


def _keeping(send: Any, language: str) -> Any:
    async def with_cookie(message: Any) -> None:
        if message["type"] == "http.response.start":
            cookie = f"{COOKIE}={language}; Path=/; Max-Age={YEAR}; SameSite=Lax; Secure; HttpOnly"
            message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie.encode())]}
        await send(message)

    return with_cookie


def _cookie(header: str) -> str:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


@lru_cache(20_000)
def _compact(language: str, value: int) -> str:
    # 中文 has one form of large numbers; of the others the long one names the unit whole.
    form = "short" if language == "zh" else "long"
    return format_compact_decimal(value, format_type=form, fraction_digits=2, locale=LOCALES[language])


@lru_cache(20_000)
def _month(language: str, month: int) -> str:
    import datetime

    first = datetime.date(month // 12, month % 12 + 1, 1)
    return format_skeleton("yMMMM", first, locale=LOCALES[language])


@lru_cache(20_000)
def _span(language: str, months: int) -> str:
    words = reader(language)
    years, rest = divmod(months, 12)
    parts = [
        *([words.texts("{n} year", "{n} years", years).format(n=words.number(years))] if years else []),
        *([words.texts("{n} month", "{n} months", rest).format(n=words.number(rest))] if rest or not years else []),
    ]
    return words.text("{years} and {months}").format(years=parts[0], months=parts[1]) if parts[1:] else parts[0]


@lru_cache(20_000)
def _date(language: str, day: int) -> str:
    import datetime

    return format_date(datetime.date.fromordinal(day), "long", locale=LOCALES[language])


def _catalogue(language: str) -> gettext.NullTranslations:
    """All rooms' words in one catalogue; English needs none."""
    found: gettext.NullTranslations = gettext.NullTranslations()
    for path in sorted(ROOMS.glob(f"*/words/{language}.po")):
        with path.open("rb") as file:
            words = read_po(file, locale=language)
        compiled = io.BytesIO()
        write_mo(compiled, words)
        compiled.seek(0)
        made = gettext.GNUTranslations(compiled)
        made.add_fallback(found)
        found = made
    return found

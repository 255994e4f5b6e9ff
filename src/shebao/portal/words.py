"""The texts of the pages and their translations: found in templates and code, kept in each room's `words/*.po`.

The one thing to know: `python -m shebao.portal.words` adds texts that are new (without a translation) and takes away
those that are gone; a test names every text that has none. Each room has its own files, so rooms do not collide; the
files at the top of the portal and the design share `design/words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from shebao.portal.language import LANGUAGES, ROOMS

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
KEYWORDS = {"_": None, "text": None, "texts": (1, 2), "gettext": None, "ngettext": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def rooms() -> list[str]:
    """Every room with texts of its own."""
    return sorted(path.parent.name for path in ROOMS.glob("*/words"))


def texts_of(room: str) -> dict[str | tuple[str, ...], list[str]]:
    """Every text of a room (with its plural where it has one), and the files it stands in."""
    found: dict[str | tuple[str, ...], list[str]] = {}
    for path in _files(room):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {} if path.suffix == ".py" else {"newstyle_gettext": "true", "trim_blocks": "true",
                                                   "lstrip_blocks": "true", "silent": "false"}  # fmt: skip
        with path.open("rb") as file:
            for found_at in extract(method, file, KEYWORDS, options=options):
                found.setdefault(found_at[1], []).append(path.relative_to(ROOMS).as_posix())
    return {text: sorted(set(files)) for text, files in found.items() if text}


def _files(room: str) -> Iterator[Path]:
    yield from sorted((ROOMS / room).rglob("*.html"))
    yield from sorted((ROOMS / room).rglob("*.py"))
    if room == "design":
        yield from sorted(ROOMS.glob("*.py"))


def catalogue(room: str, language: str) -> Catalog:
    """The translations of a room; empty where there are none yet."""
    path = ROOMS / room / "words" / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated() -> list[str]:
    """Every text that lacks a translation, or whose translation has other placeholders: room, language, text."""
    missing: list[str] = []
    everywhere = {language: [catalogue(room, language) for room in rooms()] for language in TRANSLATED}
    for room in rooms():
        for text in texts_of(room):
            first = text if isinstance(text, str) else text[0]
            for language in TRANSLATED:
                held = [c.get(text).string for c in everywhere[language] if c.get(text)]  # type: ignore[union-attr]
                said = next((s for s in held if s and (isinstance(s, str) or all(s))), "")
                strings = [said] if isinstance(said, str) else list(said)
                wanted = set(PLACEHOLDER.findall(first))
                if not said or any(set(PLACEHOLDER.findall(s)) != wanted for s in strings):
                    missing.append(f"{room}/words/{language}.po: {first}")
    return missing


def renew() -> int:
    """Bring every file of translations in line with the texts; how many texts there are."""
    count = 0
    for room in rooms():
        texts = texts_of(room)
        count += len(texts)
        for language in TRANSLATED:
            before, after = catalogue(room, language), Catalog(locale=language, fuzzy=False)
            for text in sorted(texts, key=str):
                held = before.get(text)  # type: ignore[arg-type]
                after.add(text, held.string if held else None, auto_comments=texts[text])
            path = ROOMS / room / "words" / f"{language}.po"
            with path.open("wb") as file:
                write_po(file, after, omit_header=True, width=0, no_location=True)
    return count


if __name__ == "__main__":
    print(renew(), "texts")
    for line in untranslated():
        print("not translated:", line)

"""The letters of the papers: two fonts that come with the package, and one of the machine for what they lack.

The one thing to know: a paper comes out the same on a machine without any font. A character that neither the package
nor the machine has is printed as its number (〔U+20BB7〕) and logged: never left out in silence.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shebao.errors import ShebaoError

HERE = Path(__file__).parent / "fonts"
SONG, PERSIAN = HERE / "song.otf", HERE / "persian.ttf"
MACHINE = (
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/System/Library/Fonts/STHeiti Light.ttc", 1),
    ("C:/Windows/Fonts/simsunb.ttf", 0),
)
"""Where a font with rare Chinese characters may lie, and its number in a collection. SHEBAO_FONT names another file."""
UNSEEN = frozenset("\n\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")
log = logging.getLogger("shebao.portal.papers")


class BadFont(ShebaoError):
    """SHEBAO_FONT names a file that is no font."""


@dataclass(frozen=True)
class Letters:
    """What a paper is written with. extra: a font of the machine and its number, for characters ours lack."""

    extra: tuple[str, int] | None
    numbered: frozenset[str]

    def fit(self, text: str) -> str:
        """A text as it can be printed."""
        if not self.numbered & set(text):
            return text
        return "".join(f"〔U+{ord(sign):04X}〕" if sign in self.numbered else sign for sign in text)


def letters_for(texts: Iterable[str]) -> Letters:
    """The letters for these texts. BadFont where SHEBAO_FONT cannot be read."""
    missing = set().union(*map(set, texts)) - UNSEEN
    missing = {sign for sign in missing if ord(sign) not in _cover(str(SONG), 0) | _cover(str(PERSIAN), 0)}
    if not missing:
        return Letters(None, frozenset())
    found = _machine(frozenset(missing))
    left = {sign for sign in missing if found is None or ord(sign) not in _cover(*found)}
    if left:
        said = " ".join(f"U+{ord(sign):04X}" for sign in sorted(left))
        log.warning("no font has %s: printed as its number; SHEBAO_FONT may name a font that has it", said)
    return Letters(found if len(left) < len(missing) else None, frozenset(left))


@cache
def _machine(missing: frozenset[str]) -> tuple[str, int] | None:
    """The font of this machine that has most of what is missing."""
    named = os.environ.get("SHEBAO_FONT")
    if named and not Path(named).is_file():
        raise BadFont(f"SHEBAO_FONT is {named}, expected the file of a font")
    places = ((named, 0),) if named else tuple(place for place in MACHINE if Path(place[0]).is_file())
    return max(places, key=lambda place: sum(ord(sign) in _cover(*place) for sign in missing), default=None)


@cache
def _cover(path: str, number: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=number, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, ValueError) as error:
        raise BadFont(f"{path} is no font that can be read ({error})") from None

"""Makes the two fonts that the papers are printed in, what names in China and Persian need, and no more.

The one thing to know: run by hand, when the letters needed change; what it makes is kept in `fonts/`. It wants the
`fonttools` that comes with fpdf2, and three files:

    python -m shebao.portal.papers.subset NotoSerifCJK-Regular.ttc Vazirmatn-Regular.ttf Unihan_OtherMappings.txt

Noto Serif CJK: Debian's fonts-noto-cjk-extra or github.com/notofonts/noto-cjk. Vazirmatn: npm's
@expo-google-fonts/vazirmatn or github.com/rastikerdar/vazirmatn. Unihan: Debian's unicode-data or unicode.org.
"""

from __future__ import annotations

import bz2
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "fonts"
SIMPLIFIED = 2
"""The number of the Chinese font in Noto's collection."""
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040), 0x2190, 0x2192, 0x20AC, 0x2212, 0x2236)
ARABIC = (*range(0x600, 0x6FF + 1), *range(0x200B, 0x2010), *map(ord, " !\"'()*+,.:;[]"), 0xA0, 0xAB, 0xBB, 0x2212)
"""Without Latin letters and digits: between Persian words, too, they are taken from the other font."""


def gb2312() -> set[int]:
    """Every character of GB 2312: both levels of Chinese characters, and its signs."""
    found: set[int] = set()
    for first in range(0xA1, 0xF8):
        for second in range(0xA1, 0xFF):
            try:
                found.update(map(ord, bytes([first, second]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def table_of_2013(unihan: Path) -> set[int]:
    """The 8105 characters of 通用规范汉字表 (国发〔2013〕23号), in which names are given today: Unihan's kTGH."""
    text = (bz2.open if unihan.suffix == ".bz2" else open)(unihan, "rt", encoding="utf-8")
    with text as file:  # type: ignore[union-attr]
        found = {int(m[1], 16) for line in file if (m := re.match(r"U\+(\w+)\tkTGH\t", str(line)))}
    if len(found) < 8105:
        raise SystemExit(f"{unihan}: expected the 8105 characters of kTGH, found {len(found)}")
    return found


def make(source: Path, number: int, letters: Iterable[int], features: list[str], family: str, out: Path) -> None:
    """Write a font with these letters under a name of its own, as the licence asks where a name is reserved."""
    from fontTools import subset

    options: Any = subset.Options()
    options.font_number, options.layout_features, options.hinting = number, features, False
    options.notdef_outline, options.name_IDs = True, [0, 13, 14]
    options.drop_tables += ["vmtx", "vhea", "VORG", "BASE", "DSIG"]
    font = subset.load_font(str(source), options)
    chooser = subset.Subsetter(options)
    chooser.populate(unicodes=letters)
    chooser.subset(font)
    names = font["name"]
    for key, said in {1: family, 2: "Regular", 3: f"{family} 1", 4: family, 6: family.replace(" ", "")}.items():
        names.setName(said, key, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [family.replace(" ", "")]
        top = cff.topDictIndex[0]
        top.FamilyName = top.FullName = family
    font.recalcTimestamp = False
    font.save(str(out))
    print(out, out.stat().st_size, "bytes,", len(font.getBestCmap() or ()), "letters")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    song, vazir, unihan = map(Path, sys.argv[1:])
    make(song, SIMPLIFIED, {*gb2312(), *table_of_2013(unihan), *LATIN}, ["kern"], "Shebao Song", HERE / "song.otf")
    make(vazir, 0, ARABIC, ["*"], "Shebao Persian", HERE / "persian.ttf")

"""The letters of papers: names in China and Persian without a font of the machine; what is missing is not hidden."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from shebao.portal.language import LANGUAGES, reader
from shebao.portal.papers import fonts
from shebao.portal.papers.fonts import BadFont, letters_for
from shebao.portal.papers.sheet import Column, Part, Section, Table, draw
from shebao.portal.papers.subset import ARABIC, LATIN, gb2312
from shebao.portal.papers.verify import FAULTS
from shebao.portal.words import catalogue, rooms

ISSUED = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
TODAY = "喆堃玥珺赟翀旸煜昇镕淼鑫怡祎"
"""Characters of names today, of which GB 2312 lacks some."""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test looks for fonts of the machine anew."""
    monkeypatch.delenv("SHEBAO_FONT", raising=False)
    fonts._machine.cache_clear()
    yield
    fonts._machine.cache_clear()


def sheet(name: str, language: str = "zh") -> bytes:
    """A paper about somebody."""
    table = Table((Column("年", 0.5), Column("元", 0.5, True)), (("2026", "1.00"),), ("", "1.00"))
    part = Part(
        reader(language), "证明", "", "机构", (Section("a", "b", (("姓名", name),), table),), "今天", "0000", "", "how"
    )  # fmt: skip
    return draw([part], "https://x/verify?code=0000", ISSUED, {"name": name}, "paper.json")


def words_of(pdf: bytes) -> str:
    """Every text of a PDF."""
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))


def test_every_character_of_gb_2312_latin_and_persian_is_in_our_own_fonts() -> None:
    assert len(gb2312()) == 7445
    ours = fonts._cover(str(fonts.SONG), 0) | fonts._cover(str(fonts.PERSIAN), 0)
    assert {chr(sign) for sign in gb2312() - ours} == set()
    assert letters_for(["پچژگکی۰۱۲۳۴۵۶۷۸۹ءآأؤئۀ٬٫٪،؛؟", "Müller, Nguyễn"[:6], TODAY]).extra is None
    assert len(ours & set(range(0x4E00, 0xA000))) > 7900
    assert set(LATIN[:95]) <= ours
    assert len(set(ARABIC) & ours) > 100


def test_every_text_of_the_papers_can_be_printed_in_every_language() -> None:
    texts: list[str] = []
    for room in rooms():
        for language in LANGUAGES:
            if language != "en":
                texts += [str(message.string) for message in catalogue(room, language) if message.string]
    found = letters_for(texts)
    assert (found.extra, found.numbered) == (None, frozenset())


def test_a_name_of_today_is_printed_from_our_own_font() -> None:
    assert TODAY in words_of(sheet(TODAY))


def test_a_character_of_no_font_is_printed_as_its_number_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    told = words_of(sheet("王\ue123"))
    assert "王〔U+E123〕" in told
    assert "U+E123" in caplog.text


def test_a_rare_character_is_taken_from_the_font_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for point in ((0, 0), (0, 700), (700, 700)):
        (pen.lineTo if pen.points else pen.moveTo)(point)
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "rare"])
    made.setupCharacterMap({0xE123: "rare"})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "rare": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (500, 0), "rare": (800, 0)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Rare", "styleName": "Regular", "psName": "Rare"})
    made.setupOS2()
    made.setupPost()
    made.save(str(tmp_path / "rare.ttf"))
    monkeypatch.setenv("SHEBAO_FONT", str(tmp_path / "rare.ttf"))
    assert letters_for(["王\ue123"]).extra == (str(tmp_path / "rare.ttf"), 0)
    assert "王\ue123" in words_of(sheet("王\ue123"))
    monkeypatch.setenv("SHEBAO_FONT", str(tmp_path / "none.ttf"))
    fonts._machine.cache_clear()
    with pytest.raises(BadFont, match=r"none\.ttf, expected the file of a font"):
        letters_for(["王\ue123"])


def test_a_covered_number_is_not_turned_around_on_a_persian_page() -> None:
    told = words_of(sheet("330106********0013", "fa"))
    assert "330106********0013" in told


def test_a_long_table_has_its_heads_on_every_page_and_no_row_is_lost() -> None:
    rows = tuple((str(1900 + n), f"{n}.00") for n in range(120))
    part = Part(
        reader("en"), "Title", "", "Office",
        (Section(table=Table((Column("The year", 0.5), Column("Yuan", 0.5, True)), rows)),), "today", "0000", "", "how",
        "page {page} of {pages}",
    )  # fmt: skip
    told = words_of(draw([part], "https://x", ISSUED, {}, "paper.json"))
    pages = told.count("page ")
    assert pages >= 4
    assert f"page {pages} of {pages}" in told
    assert all(str(1900 + n) in told for n in range(120))
    assert "".join(told.split()).count("Theyear") >= pages - 1


def test_each_fault_of_a_file_has_its_sentence_on_the_page() -> None:
    from shebao.guard.seal import FAULTS as KNOWN

    assert set(FAULTS) == set(KNOWN)

"""A sheet of paper: what is written on it in one language after another, drawn as PDF.

The one thing to know: each language is a part of its own that begins on a new page, Chinese first, for it is what
counts; its numbers, dates and direction are those of the language. Positions are told from the start of the line (left,
or right in Persian), so a part is laid out once.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import bidirectional

from shebao.portal.language import Reader
from shebao.portal.papers.fonts import PERSIAN, SONG, letters_for

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT, MARGIN, TOP, BOTTOM = 210.0, 297.0, 22.0, 24.0, 26.0
INNER = WIDTH - 2 * MARGIN
INK, QUIET, RULE, MADE_UP = (26, 28, 32), (98, 104, 112), (190, 194, 199), (138, 75, 8)
QR = 30.0
_HAN = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
PIECES = re.compile(
    rf"[〈-【〔（“‘《]*[{_HAN}][、。，；：？！）》」』】〕”’%°]*(?: §[^\s；;]+)?\s*|[^\s{_HAN}]+\s*|\s+"
)
"""What is not broken in Chinese: a character with its punctuation and the number of its article, or a word."""
WORDS = re.compile(r"\S+(?: §\S+)*\s*|\s+")
"""What is not broken elsewhere: a word, also a Chinese one."""
End = Literal["start", "end", "middle"]


@dataclass(frozen=True)
class Column:
    """A column of a table. share: of the width; end: whether its cells stand at the end of it, as numbers do."""

    head: str
    share: float
    end: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of texts under columns; `last` is the sum below them, if any."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    last: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a decision: how deep below the answer, what it is, how much, and the article or source."""

    depth: int
    label: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class Section:
    """A heading ('' for none) with what stands below it."""

    heading: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Part:
    """All of a paper in one language."""

    reader: Reader
    title: str
    other_title: str
    office: str
    sections: tuple[Section, ...]
    date: str
    code: str
    made_up: str
    how: str
    pages: str = field(default="{page} / {pages}")

    def texts(self) -> list[str]:
        """Every text of it, for the letters it needs."""
        found = [self.title, self.other_title, self.office, self.date, self.code, self.made_up, self.how, self.pages]
        for section in self.sections:
            found += [section.heading, section.text, *chain.from_iterable(section.facts)]
            if section.table:
                found += [column.head for column in section.table.columns]
                found += chain.from_iterable((*section.table.rows, section.table.last))
            found += chain.from_iterable((step.label, step.value, step.source) for step in section.steps)
        return found


def draw(parts: Sequence[Part], address: str, issued: datetime.datetime, paper: dict[str, Any], file: str) -> bytes:
    """The parts as one PDF. address: what the QR code holds. paper: the same as data, attached as `file`."""
    return _Sheet(parts, address).finished(issued, paper, file)


class _Sheet:
    """One PDF under the pen."""

    def __init__(self, parts: Sequence[Part], address: str) -> None:
        from fpdf import FPDF

        self.parts, self.address = parts, address
        self.letters = letters_for(text for part in parts for text in part.texts())
        self.pdf: FPDF = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(MARGIN, TOP, MARGIN)
        self.pdf.add_font("song", fname=str(SONG))
        self.pdf.add_font("persian", fname=str(PERSIAN))
        others: list[str] = []
        if self.letters.extra:
            path, number = self.letters.extra
            self.pdf.add_font("machine", fname=path, collection_font_number=number)
            others = ["machine"]
        self.others = others
        self.of_page: list[Part] = []

    def finished(self, issued: datetime.datetime, paper: dict[str, Any], file: str) -> bytes:
        """All parts drawn, pages numbered."""
        pdf = self.pdf
        pdf.set_creation_date(issued)
        pdf.set_title(f"{self.parts[0].title} {self.parts[0].code}")
        pdf.set_author(self.parts[0].office)
        pdf.set_lang({"zh": "zh-CN"}.get(self.parts[0].reader.language, self.parts[0].reader.language))
        for part in self.parts:
            self._part(part)
        for number, part in enumerate(self.of_page, 1):
            pdf.page = number
            # A page gone back to knows nothing of the font and colour of the last: say others first.
            pdf.set_font("song", size=1)
            pdf.set_fill_color(255)
            self._frame(part, number)
        data = json.dumps(paper, ensure_ascii=False, sort_keys=True, indent=1).encode()
        pdf.embed_file(bytes=data, basename=file, desc="what this paper says, as data", mime_type="application/json")
        return bytes(pdf.output())

    def _part(self, part: Part) -> None:
        self.part, self.right = part, part.reader.right_to_left
        self._turn(part)
        self.y = TOP + 14
        for line in self._lines(part.title, INNER, 21):
            self._line(line, 0, INNER, 21, "middle")
            self.y += 10.5
        if part.other_title:
            self._line(part.other_title, 0, INNER, 10, "middle", QUIET)
            self.y += 6
        self.y += 7
        for section in part.sections:
            self._section(section)
        self._close()

    def _turn(self, part: Part) -> None:
        """A new page of a part."""
        self.pdf.add_page()
        self.of_page.append(part)
        self.y = TOP + 6

    def _room(self, height: float) -> None:
        """Go to a new page where less than this is left on the page."""
        if self.y + height > HEIGHT - BOTTOM:
            self._turn(self.part)

    def _frame(self, part: Part, number: int) -> None:
        """What stands at the head and the foot of each page."""
        self.part, self.right = part, part.reader.right_to_left
        self.y = 12
        self._line(part.office, 0, INNER / 2, 8.5, "start", QUIET)
        self._line(part.code, INNER / 2, INNER / 2, 8.5, "end", QUIET)
        self._rule(18)
        if part.made_up:
            self.y = 20
            self._line(part.made_up, 0, INNER, 8.5, "middle", MADE_UP)
        self._rule(HEIGHT - 18)
        self.y = HEIGHT - 16.5
        digits = part.reader.digits
        said = part.pages.format(page=digits(number), pages=digits(len(self.of_page)))
        self._line(part.title, 0, INNER / 2, 8.5, "start", QUIET)
        self._line(said, INNER / 2, INNER / 2, 8.5, "end", QUIET)

    def _section(self, section: Section) -> None:
        if section.heading:
            self._room(26)
            self.y += 4
            self._line(section.heading, 0, INNER, 12.5)
            self.y += 8.5
        if section.text:
            self._paragraph(section.text, 0, INNER, 10.5)
            self.y += 4
        if section.facts:
            self._facts(section.facts)
        if section.table:
            self._table(section.table)
        if section.steps:
            self._steps(section.steps)

    def _facts(self, facts: Sequence[tuple[str, str]]) -> None:
        for label, value in facts:
            lines = self._lines(value, INNER - 52, 11)
            labels = self._lines(label, 48, 9.5)
            height = max(len(lines) * 6.2, len(labels) * 5.2, 6.2) + 1.2
            self._room(height)
            self._stack(labels, 0.5, 0, 48, 9.5, 5.2, ink=QUIET)
            self._stack(lines, 0, 52, INNER - 52, 11, 6.2)
            self.y += height
        self.y += 5

    def _table(self, table: Table) -> None:
        widths = [column.share * INNER for column in table.columns]
        heads = tuple(column.head for column in table.columns)
        self._room(24)
        self._row(table, widths, heads, 8.5, QUIET)
        self._rule(self.y, INK, 0.3)
        for row in table.rows:
            self._row(table, widths, row, 9.5, INK, again=heads)
        if table.last:
            self._rule(self.y, INK, 0.3)
            self._row(table, widths, table.last, 10, INK, again=heads)
        self._rule(self.y, INK, 0.3)
        self.y += 7

    def _row(
        self, table: Table, widths: Sequence[float], cells: Sequence[str], size: float, ink: tuple[int, int, int],
        again: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """One row; where the page is full it stands on the next, under the heads once more."""
        gap, step = 2.0, size * 0.53
        broken = [self._lines(cell, width - 2 * gap, size) for cell, width in zip(cells, widths, strict=True)]
        height = max(map(len, broken)) * step + 2.4
        if again and self.y + height > HEIGHT - BOTTOM:
            self._turn(self.part)
            self._row(table, widths, again, 8.5, QUIET)
            self._rule(self.y, INK, 0.3)
        start = 0.0
        for lines, width, column in zip(broken, widths, table.columns, strict=True):
            self._stack(lines, 1.2, start + gap, width - 2 * gap, size, step, "end" if column.end else "start", ink)
            start += width
        self.y += height
        if ink == INK:
            self._rule(self.y)

    def _steps(self, steps: Sequence[Step]) -> None:
        """One line a step: what it is, by which text, how much; deeper ones further in."""
        for step in steps:
            indent = min(step.depth, 8) * 3.0
            widths = (78 - indent, 50.0, INNER - 132)
            labels = self._lines(step.label, widths[0], 9)
            sources = self._lines(step.source, widths[1], 7) if step.source else []
            values = self._lines(step.value, widths[2], 9)
            height = max(len(labels) * 4.6, len(values) * 4.6, len(sources) * 3.6) + 1.4
            self._room(height)
            self._stack(labels, 0.7, indent, widths[0], 9, 4.6)
            self._stack(sources, 1.1, 80, widths[1], 7, 3.6, ink=QUIET)
            self._stack(values, 0.7, 132, widths[2], 9, 4.6, "end")
            self.y += height
            self._rule(self.y, start=indent)
        self.y += 5

    def _close(self) -> None:
        """Who issued it and when, and how it is checked."""
        self._room(QR + 26)
        self.y += 4
        self._line(self.part.office, INNER / 2, INNER / 2, 11, "end")
        self.y += 6.5
        self._line(self.part.date, INNER / 2, INNER / 2, 11, "end")
        self.y += 14
        self._rule(self.y - 4)
        self._code()
        top = self.y
        self._line(self.part.code, QR + 7, INNER - QR - 7, 12)
        self.y += 8
        self._paragraph(self.part.how, QR + 7, INNER - QR - 7, 9, QUIET)
        self.y = max(self.y, top + QR)

    def _code(self) -> None:
        import segno

        lines = [list(line) for line in segno.make(self.address, error="m").matrix]
        step = QR / len(lines)
        left = MARGIN if not self.right else WIDTH - MARGIN - QR
        self.pdf.set_fill_color(0)
        for down, line in enumerate(lines):
            for across, dark in enumerate(line):
                if dark:
                    self.pdf.rect(left + across * step, self.y + down * step, step, step, style="F")

    def _paragraph(
        self, text: str, start: float, width: float, size: float, ink: tuple[int, int, int] = INK
    ) -> None:  # fmt: skip
        step = size * 0.56
        for line in self._lines(text, width, size):
            self._room(step)
            self._line(line, start, width, size, "start", ink, step)
            self.y += step

    def _lines(self, text: str, width: float, size: float) -> list[str]:
        """A text broken into lines."""
        self._write(size)
        found, line, used = [], "", 0.0
        pieces = PIECES if self.part.reader.language == "zh" else WORDS
        for piece in pieces.findall(self.letters.fit(text)):
            long = self.pdf.get_string_width(piece.rstrip())
            if used + long > width and line:
                found.append(line.rstrip())
                line, used = "", 0.0
            while long > width and len(piece) > 1:  # an address without a place to break it
                most = max(1, int(len(piece) * width / long))
                found.append(piece[:most])
                piece = piece[most:]
                long = self.pdf.get_string_width(piece.rstrip())
            line += piece
            used += self.pdf.get_string_width(piece)
        return [*found, line.rstrip()]

    def _stack(
        self, lines: Sequence[str], below: float, start: float, width: float, size: float, tall: float,
        at: End = "start", ink: tuple[int, int, int] = INK,
    ) -> None:  # fmt: skip
        """Lines one under another, from `below` the pen on, which stays where it is."""
        top = self.y
        for number, line in enumerate(lines):
            self.y = top + below + number * tall
            self._line(line, start, width, size, at, ink, tall)
        self.y = top

    def _line(
        self, text: str, start: float, width: float, size: float, at: End = "start",
        ink: tuple[int, int, int] = INK, height: float = 6,
    ) -> None:  # fmt: skip
        """One line at the height of the pen, within a width that begins `start` from the start of the line."""
        if not text:
            return
        self._write(size, text)
        self.pdf.set_text_color(*ink)
        # The colour of fillings is that of the text: else fpdf2 writes it within q and Q, and a font that a line of two
        # scripts took is lost at Q without its knowing.
        self.pdf.set_fill_color(*ink)
        left = WIDTH - MARGIN - start - width if self.right else MARGIN + start
        align = "C" if at == "middle" else "R" if (at == "end") != self.right else "L"
        self.pdf.set_xy(left, self.y)
        self.pdf.cell(width, height, self.letters.fit(text), align=align)

    def _write(self, size: float, text: str = "") -> None:
        """Take the pen of the part's language. A line without a letter of a right-to-left script is set left to right:
        codes and covered numbers would be turned around otherwise."""
        mine, other = ("persian", "song") if self.right else ("song", "persian")
        self.pdf.c_margin = 0
        self.pdf.set_font(mine, size=size)
        self.pdf.set_fallback_fonts([other, *self.others], exact_match=False)
        if self.right and any(bidirectional(sign) in ("R", "AL") for sign in text):
            self.pdf.set_text_shaping(True, direction="rtl", script="arab", language="fas")
        else:
            self.pdf.set_text_shaping(True, direction="ltr")

    def _rule(self, y: float, ink: tuple[int, int, int] = RULE, thick: float = 0.15, start: float = 0) -> None:
        left, right = (MARGIN, WIDTH - MARGIN - start) if self.right else (MARGIN + start, WIDTH - MARGIN)
        self.pdf.set_draw_color(*ink)
        self.pdf.set_line_width(thick)
        self.pdf.line(left, y, right, y)

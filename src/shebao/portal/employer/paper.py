"""A certificate as a PDF: what it says in Chinese and English, its code, and the code's address as a QR.

The one thing to know: the PDF is drawn from what was stored when it was issued, so it is the same whenever it is asked
for; the letters used are embedded, from a Chinese font of this machine.
"""

from __future__ import annotations

import datetime
import os
from functools import cache
from pathlib import Path
from typing import Any

from shebao.engine.texts import units_month
from shebao.errors import ShebaoError

FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/System/Library/Fonts/STHeiti Light.ttc", 1),
    ("C:/Windows/Fonts/msyh.ttc", 0),
)
"""Where a font with Chinese letters lies, and its number in a collection. SHEBAO_FONT names another file."""
TITLES = {
    "employer_payments": ("社会保险费缴纳证明", "Certificate of social insurance contributions paid"),
    "person_payments": ("社会保险参保缴费证明", "Certificate of social insurance record"),
}
COLUMNS = {
    "employer_payments": (
        ("所属期", "Month"),
        ("人数", "People"),
        ("应缴 (元)", "Due, yuan"),
        ("实缴 (元)", "Paid, yuan"),
    ),
    "person_payments": (
        ("年度", "Year"),
        ("缴费月数", "Months"),
        ("月缴费基数 (元)", "Monthly base, yuan"),
        ("缴费单位", "Paid by"),
    ),
}
SYNTHETIC = "演示数据，纯属虚构 · Demonstration: everything here is synthetic"


class NoFont(ShebaoError):
    """No font with Chinese letters is on this machine."""


@cache
def font() -> tuple[str, int]:
    """A font with Chinese letters: its file and its number there. NoFont says what to install."""
    if named := os.environ.get("SHEBAO_FONT"):
        return named, 0
    for path, number in FONTS:
        if Path(path).is_file():
            return path, number
    raise NoFont("a certificate needs a font with Chinese letters: apt-get install fonts-noto-cjk, or set SHEBAO_FONT")


def grouped(code: str) -> str:
    """A code in fours, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def rows_of(kind: str, said: dict[str, Any]) -> list[tuple[str, ...]]:
    """The rows of a certificate as texts."""
    if kind == "employer_payments":
        return [(units_month(m), str(people), _yuan(due), _yuan(paid)) for m, people, due, paid in said["rows"]]
    return [(str(year), str(months), _yuan(base), payer) for year, months, base, payer in said["rows"]]


def draw(code: str, kind: str, issued: datetime.datetime, said: dict[str, Any], address: str) -> bytes:
    """The PDF. address: where the code is verified."""
    import segno
    from fpdf import FPDF
    from fpdf.fonts import FontFace

    path, number = font()
    pdf = FPDF(format="A4")
    pdf.set_creation_date(issued)
    pdf.set_lang("zh-CN")
    chinese, english = TITLES[kind]
    pdf.set_title(f"{chinese} {english}")
    pdf.set_auto_page_break(True, 20)
    pdf.add_font("text", fname=path, collection_font_number=number)
    pdf.add_page()
    if said.get("synthetic"):
        pdf.set_font("text", size=10)
        pdf.set_text_color(138, 75, 8)
        pdf.cell(0, 8, SYNTHETIC, align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.set_text_color(0)
    pdf.set_font("text", size=20)
    pdf.cell(0, 14, chinese, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("text", size=11)
    pdf.cell(0, 7, english, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(8)
    for label, held in (
        ("名称 Name", said["name"]),
        (said["number_label"], said["number"]),
        ("出具日期 Issued", f"{issued:%Y-%m-%d}"),
        ("验证码 Code", grouped(code)),
    ):
        pdf.cell(60, 8, label)
        pdf.cell(0, 8, held, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    with pdf.table(line_height=7, padding=(1, 2), headings_style=FontFace()) as table:
        head = table.row()
        for zh, en in COLUMNS[kind]:
            head.cell(f"{zh}\n{en}")
        for row in rows_of(kind, said):
            line = table.row()
            for cell in row:
                line.cell(cell)
    pdf.ln(8)
    if pdf.will_page_break(45):
        pdf.add_page()
    top, left, size = pdf.get_y(), pdf.get_x(), 36.0
    matrix = [list(line) for line in segno.make(f"{address}?code={code}", error="m").matrix]
    step = size / len(matrix)
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            if dark:
                pdf.rect(left + x * step, top + y * step, step, step, style="F")
    pdf.set_xy(left + size + 8, top)
    pdf.set_font("text", size=10)
    text = (
        f"本证明可凭验证码在 {address} 核验。以网上查询结果为准。\n"
        f"Anyone can check this certificate with its code at {address}. What is shown there counts."
    )
    pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"

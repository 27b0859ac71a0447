"""The incident document as a PDF: A4 across, with its own fonts, links that can be followed, and tables that go on over pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any
from xml.etree import ElementTree as ET

from forensics.present.document import Block, Bullets, Heading, Paragraph, Raw, Runs, Table, plain, strong

_REGULAR, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_MARGIN = 42.0
# The fonts of ours have no Chinese, Japanese or Korean; a reader has these (PDF 32000, 9.7.5.2). (from, to, name.)
_EAST_ASIAN = (
    (0x3040, 0x30FF, "HeiseiKakuGo-W5"),
    (0x1100, 0x11FF, "HYGothic-Medium"),
    (0xAC00, 0xD7AF, "HYGothic-Medium"),
    (0x3000, 0x303F, "HeiseiKakuGo-W5"),
    (0x4E00, 0x9FFF, "HeiseiKakuGo-W5"),
    (0xFF00, 0xFFEF, "HeiseiKakuGo-W5"),
)
_GREY, _LINE, _LINK = "#eeeeee", "#999999", "#0b57d0"


def written(blocks: Sequence[Block], title: str) -> bytes:
    """Blocks as PDF. A character that no font has stands as an escape (`\\U0001f469`), so that nothing is dropped silently. Right-to-left
    text stands in the order in which it is stored."""
    from reportlab.platypus.doctemplate import LayoutError

    _register()
    try:
        return _laid(blocks, title, split_rows=False)
    except LayoutError:  # a row that is higher than a page
        return _laid(blocks, title, split_rows=True)


def _laid(blocks: Sequence[Block], title: str, split_rows: bool) -> bytes:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import SimpleDocTemplate, Spacer

    out = io.BytesIO()
    size = landscape(A4)
    paper = SimpleDocTemplate(
        out, pagesize=size, invariant=1, title=title[:250], author="forensics",
        leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
    )  # fmt: skip
    flow: list[Any] = [part for block in blocks for part in _parts(block, size[0] - 2 * _MARGIN, split_rows)]
    paper.build(flow or [Spacer(1, 1)], onFirstPage=_number, onLaterPages=_number)
    return out.getvalue()


def _number(canvas: Any, paper: Any) -> None:
    canvas.setFont(_REGULAR, 7)
    canvas.drawRightString(paper.pagesize[0] - _MARGIN, _MARGIN / 2, str(canvas.getPageNumber()))


def _parts(block: Block, width: float, split_rows: bool) -> Iterator[Any]:
    from reportlab.platypus import Spacer

    match block:
        case Heading(level, runs):
            yield _paragraph(runs, 16 if level == 1 else 12, before=0 if level == 1 else 10, bold=True)
        case Paragraph(runs):
            yield _paragraph(runs, 9)
        case Bullets(rows):
            for row in rows:
                yield _paragraph(row, 9, bullet=True)
        case Table():
            yield _table(block, width, split_rows)
            yield Spacer(1, 6)
        case Raw(text):
            for line in text.splitlines():
                if line.strip():
                    yield _paragraph((plain(line),), 9)


def _table(block: Table, width: float, split_rows: bool) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import LongTable

    rows = [[_paragraph((strong(head),), 7.5) for head in block.head]]
    rows += [[_paragraph(cell, 7.5) for cell in row] for row in block.rows]
    widths = [width * part / sum(block.widths) for part in block.widths]
    made = LongTable(rows, colWidths=widths, repeatRows=1, splitInRow=int(split_rows))
    made.setStyle([
        ("GRID", (0, 0), (-1, -1), 0.4, HexColor(_LINE)),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(_GREY)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ])  # fmt: skip
    return made


def _paragraph(runs: Runs, size: float, before: float = 0, bold: bool = False, bullet: bool = False) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Laid

    style = ParagraphStyle(
        "of ours", fontName=_BOLD if bold else _REGULAR, fontSize=size, leading=size * 1.3, spaceBefore=before, spaceAfter=3,
        leftIndent=10 if bullet else 0, bulletFontName=_REGULAR, bulletFontSize=size,
    )  # fmt: skip
    return Laid(_marked_up(runs, bold), style, bulletText="•" if bullet else None)


def _marked_up(runs: Runs, bold: bool) -> str:
    """Runs in reportlab's own markup, made as a tree of elements."""
    made = ET.Element("para")
    for run in runs:
        attributes = {"href": run.url, "color": _LINK} if run.url else {"backColor": _GREY} if run.style == "code" else {}
        parent = ET.SubElement(made, "a" if run.url else "font", attributes)
        for font, text in _by_font(run.text, _BOLD if bold or run.style == "strong" else _REGULAR):
            ET.SubElement(parent, "font", {"name": font}).text = text
    return ET.tostring(made, encoding="unicode")


def _by_font(text: str, own: str) -> Iterator[tuple[str, str]]:
    """Stretches of text, each with a font that has its characters."""
    font, stretch = own, ""
    for char in text:
        needed, shown = _font_of(char, own)
        if needed != font and stretch:
            yield font, stretch
            stretch = ""
        font, stretch = needed, stretch + shown
    if stretch:
        yield font, stretch


@lru_cache(maxsize=8192)
def _font_of(char: str, own: str) -> tuple[str, str]:
    from reportlab.pdfbase import pdfmetrics

    code = ord(char)
    if code in pdfmetrics.getFont(own).face.charToGlyph:
        return own, char
    other = next((name for first, last, name in _EAST_ASIAN if first <= code <= last), None)
    if other is not None:
        return other, char
    return own, f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@lru_cache(maxsize=1)
def _register() -> None:
    """Makes the fonts known to reportlab; once is enough."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (_REGULAR, _BOLD):
        with (resources.files("forensics.present") / "fonts" / f"{name}.ttf").open("rb") as file:
            pdfmetrics.registerFont(TTFont(name, io.BytesIO(file.read())))
    for name in sorted({name for _, _, name in _EAST_ASIAN}):
        pdfmetrics.registerFont(UnicodeCIDFont(name))

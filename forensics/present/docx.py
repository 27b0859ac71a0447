"""The incident document as a Word file, which Google Docs, Pages and LibreOffice open too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from forensics.present.document import Block, Bullets, Heading, Paragraph, Raw, Run, Runs, Table, plain, strong

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as WordParagraph

_LONG_SIDE, _SHORT_SIDE, _MARGIN = 297, 210, 15  # A4 across, in millimetres: five columns need the room
# ZIP has no time before 1980; a fixed one, so that the same report makes the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def written(blocks: Sequence[Block], title: str) -> bytes:
    """Blocks as Office Open XML: Word's own heading, list and table styles, so that a team's template restyles it."""
    import docx

    word = docx.Document()
    _set_up(word, title)
    for block in blocks:
        _add(word, block)
    out = io.BytesIO()
    word.save(out)
    return _repeatable(out.getvalue())


def _set_up(word: Word, title: str) -> None:
    from docx.shared import Mm, Pt

    page = word.sections[0]
    page.page_width, page.page_height = Mm(_LONG_SIDE), Mm(_SHORT_SIDE)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)
    word.styles["Normal"].font.size = Pt(10)
    told = word.core_properties
    told.title, told.author, told.comments = title[:250], "forensics", ""


def _add(word: Word, block: Block) -> None:
    match block:
        case Heading(level, runs):
            _fill(word.add_heading(level=level), runs)
        case Paragraph(runs):
            _fill(word.add_paragraph(), runs)
        case Bullets(rows):
            for row in rows:
                _fill(word.add_paragraph(style="List Bullet"), row)
        case Table():
            _table(word, block)
        case Raw(text):
            for line in text.splitlines():
                if line.strip():
                    _fill(word.add_paragraph(), (plain(line),))


def _table(word: Word, block: Table) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = word.add_table(rows=0, cols=len(block.head), style="Table Grid")
    made.autofit = False
    room = _LONG_SIDE - 2 * _MARGIN
    heads: tuple[Runs, ...] = tuple((strong(head),) for head in block.head)
    for number, cells in enumerate((heads, *block.rows)):
        row = made.add_row()
        if number == 0:  # repeated on each page
            repeated = row._tr.get_or_add_trPr().makeelement(qn("w:tblHeader"), {})
            row._tr.get_or_add_trPr().append(repeated)
        for cell, runs, width in zip(row.cells, cells, block.widths, strict=True):
            cell.width = Mm(room * width // 100)
            _fill(cell.paragraphs[0], runs, Pt(8.5))
    word.add_paragraph()


def _fill(paragraph: WordParagraph, runs: Runs, size: Any = None) -> None:
    from docx.oxml.ns import qn

    for run in runs:
        made = paragraph.add_run(run.text)
        made.bold = True if run.style == "strong" else None
        if size is not None:
            made.font.size = size
        if run.style == "code":
            made.font.name = "Consolas"
        if run.url is not None:
            _dress_link(made)
            link = made._r.makeelement(qn("w:hyperlink"), {qn("r:id"): _address(paragraph, run)})
            paragraph._p.append(link)
            link.append(made._r)


def _dress_link(made: Any) -> None:
    from docx.shared import RGBColor

    made.font.color.rgb, made.font.underline = RGBColor(0x05, 0x63, 0xC1), True


def _address(paragraph: WordParagraph, run: Run) -> str:
    from docx.opc.constants import RELATIONSHIP_TYPE

    return paragraph.part.relate_to(run.url or "", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _repeatable(made: bytes) -> bytes:
    """The same archive with one time at all of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, _MOMENT), old.read(part.filename), zipfile.ZIP_DEFLATED)
    return out.getvalue()

"""The incident document's formats, each a writer of blocks and its own way to write a text as it is; and how a report goes through one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from forensics.model import Report
from forensics.present import adf, clipboard, confluence, docx, jira_wiki, markdown, pdf
from forensics.present.document import Block, plain_line
from forensics.present.happened import Columns
from forensics.present.incident import incident
from forensics.present.layout import Layout, laid_out

Written = TypeVar("Written", str, bytes)


@dataclass(frozen=True, slots=True)
class Format(Generic[Written]):
    """`write(blocks, title)` and `escaped(text)` of one format. Called with a report, it gives the document."""

    write: Callable[[Sequence[Block], str], Written]
    escaped: Callable[[str], str]

    def __call__(self, report: Report, who: bool = False, columns: Columns = "std", layout: Layout | None = None) -> Written:
        """The report as this format's document. `who`: with people's names; `columns`: those of the timeline; `layout`: a template.
        Raises `LayoutRefused` for a template that can't be used."""
        document = incident(report, who, columns)
        blocks = laid_out(layout, report, document, who, self.escaped) if layout else document.blocks
        return self.write(blocks, f"{plain_line(document.key, 200)}: how it came about")


TEXTS: dict[str, Format[str]] = {
    "markdown": Format(markdown.written, markdown.escaped),
    "clipboard": Format(clipboard.written, clipboard.escaped),
    "confluence": Format(confluence.written, confluence.escaped),
    "adf": Format(adf.written, plain_line),
    "jira": Format(jira_wiki.written, jira_wiki.escaped),
}
PAPERS: dict[str, Format[bytes]] = {"docx": Format(docx.written, plain_line), "pdf": Format(pdf.written, plain_line)}

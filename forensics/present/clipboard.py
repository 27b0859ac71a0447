"""The incident document as HTML for the clipboard: what Google Docs, Notion and mail programs keep of a paste."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from forensics.present.document import Block
from forensics.present.xhtml import joined
from forensics.present.xhtml import written as element_text

# Those editors drop style sheets and classes on pasting, and keep what stands at the element itself.
_STYLES = {
    "table": "border-collapse:collapse",
    "th": "border:1px solid #999999;padding:4px 8px;text-align:left;vertical-align:top;background-color:#eeeeee",
    "td": "border:1px solid #999999;padding:4px 8px;text-align:left;vertical-align:top",
    "code": "font-family:Consolas,Menlo,monospace",
}


def written(blocks: Sequence[Block], title: str) -> str:
    """A whole HTML document without scripts, pictures or anything that is fetched: to be opened and copied, or put on the clipboard as
    `text/html`."""
    name = ET.Element("title")
    name.text = title
    head = f'<meta charset="utf-8">{element_text(name, "html")}'
    return f"<!DOCTYPE html>\n<html lang=\"en\"><head>{head}</head><body>\n{joined(tuple(blocks), 'html', _dress)}</body></html>\n"


def escaped(text: str) -> str:
    """Text as HTML shows it as it is."""
    made = ET.Element("p")
    made.text = text
    return element_text(made, "html")[3:-4]


def _dress(tag: str) -> dict[str, str]:
    return {"style": _STYLES[tag]} if tag in _STYLES else {}

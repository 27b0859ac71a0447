"""The incident document in Confluence's storage format: well-formed XHTML without a macro, as its REST API and source editor take it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from forensics.present.document import Block
from forensics.present.xhtml import joined
from forensics.present.xhtml import written as element_text


def written(blocks: Sequence[Block], title: str = "") -> str:
    """Elements one after the other (Atlassian, "Confluence Storage Format"); the page's title is not part of it. Mentions and macros are
    elements of the namespaces `ac` and `ri` there, which no text can become."""
    return joined(tuple(blocks), "xml")


def escaped(text: str) -> str:
    """Text as the storage format shows it as it is."""
    made = ET.Element("p")
    made.text = text
    return element_text(made, "xml")[3:-4] if text else ""

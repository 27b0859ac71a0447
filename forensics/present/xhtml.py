"""Blocks as XHTML elements, for the clipboard and for Confluence: built as a tree, so that no text can become a tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from xml.etree import ElementTree as ET

from forensics.present.document import Block, Bullets, Heading, Paragraph, Raw, Runs, Table

Method = Literal["xml", "html"]
# How an element is dressed: the attributes that a tag gets.
Dress = Callable[[str], dict[str, str]]


def bare(_: str) -> dict[str, str]:
    return {}


def element(block: Heading | Paragraph | Bullets | Table, dress: Dress = bare) -> ET.Element:
    """One block as one element: h2 and h3, p, ul, table."""
    match block:
        case Heading(level, runs):
            return _filled(_new(f"h{level + 1}", dress), runs, dress)
        case Paragraph(runs):
            return _filled(_new("p", dress), runs, dress)
        case Bullets(rows):
            made = _new("ul", dress)
            for row in rows:
                _filled(_under(made, "li", dress), row, dress)
            return made
        case Table(head, rows):
            return _table(head, rows, dress)


def joined(blocks: tuple[Block, ...], method: Method, dress: Dress = bare) -> str:
    """All blocks, each on a line of its own. `method`: `xml` or `html`, as ElementTree writes it."""
    return "".join(f"{block.text if isinstance(block, Raw) else written(element(block, dress), method)}\n" for block in blocks)


def written(made: ET.Element, method: Method) -> str:
    return ET.tostring(made, encoding="unicode", method=method)


def _table(head: tuple[str, ...], rows: tuple[tuple[Runs, ...], ...], dress: Dress) -> ET.Element:
    made = _new("table", dress)
    body = ET.SubElement(made, "tbody")
    titles = ET.SubElement(body, "tr")
    for title in head:
        _under(titles, "th", dress).text = title
    for row in rows:
        line = ET.SubElement(body, "tr")
        for cell in row:
            _filled(_under(line, "td", dress), cell, dress)
    return made


def _filled(made: ET.Element, runs: Runs, dress: Dress) -> ET.Element:
    last: ET.Element | None = None
    for run in runs:
        if run.style == "plain" and run.url is None:
            if last is None:
                made.text = (made.text or "") + run.text
            else:
                last.tail = (last.tail or "") + run.text
            continue
        last = _under(made, "a" if run.url else run.style, dress)
        last.text = run.text
        if run.url:
            last.set("href", run.url)
    return made


def _new(tag: str, dress: Dress) -> ET.Element:
    return ET.Element(tag, dress(tag))


def _under(parent: ET.Element, tag: str, dress: Dress) -> ET.Element:
    return ET.SubElement(parent, tag, dress(tag))

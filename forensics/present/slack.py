"""The report as a Slack message of blocks: the verdict, the environments, and as much of the rest as a message holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from forensics.model import Report
from forensics.present.document import Block, Bullets, Document, Heading, Paragraph, Raw, Run, Runs, Table, plain, strong, text_of
from forensics.present.incident import incident

# Slack's own limits: 50 blocks in a message, 150 characters in a header, 3,000 in one text, and 12,000 in a payload's text together
# (docs.slack.dev, "Block Kit" reference). What is cut is said, and stands in the other formats.
_MOST_BLOCKS = 50
_HEADER = 150
_LONGEST = 3000
_ALTOGETHER = 12_000
_ROWS = 40
_MRKDWN = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def slack(report: Report, who: bool = False) -> str:
    """A payload for `chat.postMessage` or an incoming webhook. Texts from outside stand only in rich text elements, which Slack shows
    as they are: a mention or a channel-wide call is an element of another type there. Tables become lists; links unfurl nothing."""
    document = incident(report, who, many=_ROWS)
    header = {"type": "header", "text": {"type": "plain_text", "text": _cut(document.key or "forensics", _HEADER), "emoji": False}}
    fallback = " ".join(text_of(block.runs) for block in document.summary if isinstance(block, Paragraph))
    payload = {
        "text": _cut(fallback, 1000).translate(_MRKDWN),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": [header, *_bodies(document)],
    }
    return json.dumps(payload, ensure_ascii=True, indent=1) + "\n"


def _bodies(document: Document) -> list[dict[str, Any]]:
    """As many parts as the limits leave room for, in the order of their weight, and a last line that says what is left out."""
    room = _ALTOGETHER - 1500
    found: list[dict[str, Any]] = []
    left_out: list[str] = []
    parts = [("", document.summary), *((section.heading, section.blocks) for section in document.sections)]
    for heading, blocks in sorted(parts, key=lambda part: part[0] in ("Timeline", "Other places of this key")):
        rows = [row for block in blocks for row in _rows(block)]
        size = sum(len(text_of(row)) for row, _ in rows) + len(heading)
        if size > room or len(found) + 2 > _MOST_BLOCKS - 2:
            rows, size = _within(rows, room - len(heading))
            left_out.append(heading)
        if rows:
            elements = [_section((strong(heading),))] if heading else []
            found.append({"type": "rich_text", "elements": [*elements, *_elements(rows)]})
            room -= size
    if left_out:
        words = f"Not all of it fits into a message: {', '.join(part.lower() for part in left_out if part)}."
        found.append({"type": "rich_text", "elements": [_section((plain(words),))]})
    return found


def _within(rows: list[tuple[Runs, bool]], room: int) -> tuple[list[tuple[Runs, bool]], int]:
    """The first rows that fit, and their size."""
    kept, used = [], 0
    for row, listed in rows:
        size = len(text_of(row))
        if used + size > room:
            break
        kept.append((row, listed))
        used += size
    return kept, used


def _rows(block: Block) -> list[tuple[Runs, bool]]:
    """A block's lines, and whether each is one of a list. A table's row becomes one line."""
    match block:
        case Bullets(rows):
            return [(row, True) for row in rows]
        case Table(_, rows):
            return [(_joined(row), True) for row in rows]
        case Heading(_, runs) | Paragraph(runs):
            return [(runs, False)]
        case Raw(text):
            return [((plain(text),), False)]


def _joined(cells: Iterable[Runs]) -> Runs:
    told: list[Run] = []
    for cell in cells:
        if text_of(cell).strip():
            told += [*([plain(" · ")] if told else []), *cell]
    return tuple(told)


def _elements(rows: list[tuple[Runs, bool]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row, listed in rows:
        section = _section(row)
        if not listed:
            found.append(section)
        elif found and found[-1]["type"] == "rich_text_list":
            found[-1]["elements"].append(section)
        else:
            found.append({"type": "rich_text_list", "style": "bullet", "elements": [section]})
    return found


def _section(runs: Runs) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [_element(run) for run in runs if run.text]}


def _element(run: Run) -> dict[str, Any]:
    style: dict[str, Any] = {"style": {"bold" if run.style == "strong" else "code": True}} if run.style != "plain" else {}
    if run.url is not None:
        return {"type": "link", "url": run.url, "text": _cut(run.text, _LONGEST), **style}
    return {"type": "text", "text": _cut(run.text, _LONGEST), **style}


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"

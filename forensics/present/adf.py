"""The incident document in the Atlassian Document Format: what Jira Cloud's and Confluence Cloud's REST APIs take."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from forensics.present.document import Block, Bullets, Heading, Paragraph, Raw, Run, Runs, Table, plain


def written(blocks: Sequence[Block], title: str = "") -> str:
    """One JSON document (developer.atlassian.com, "Atlassian Document Format", version 1). Mentions and cards are nodes of their own
    there, which no text can become."""
    content = [node for block in blocks for node in _nodes(block)]
    return json.dumps({"version": 1, "type": "doc", "content": content}, ensure_ascii=False, indent=1) + "\n"


def _nodes(block: Block) -> list[dict[str, Any]]:
    match block:
        case Heading(level, runs):
            return [{"type": "heading", "attrs": {"level": level + 1}, "content": _texts(runs)}]
        case Paragraph(runs):
            return [_paragraph(runs)]
        case Bullets(rows):
            return [{"type": "bulletList", "content": [{"type": "listItem", "content": [_paragraph(row)]} for row in rows]}]
        case Table(head, rows):
            titles = [_cell("tableHeader", (plain(title),)) for title in head]
            lines = [titles, *([_cell("tableCell", cell) for cell in row] for row in rows)]
            return [{"type": "table", "content": [{"type": "tableRow", "content": line} for line in lines]}]
        case Raw(text):
            return [_paragraph((plain(line),)) for line in text.splitlines() if line.strip()]


def _cell(kind: str, runs: Runs) -> dict[str, Any]:
    return {"type": kind, "attrs": {}, "content": [_paragraph(runs)]}


def _paragraph(runs: Runs) -> dict[str, Any]:
    return {"type": "paragraph", "content": _texts(runs)}


def _texts(runs: Runs) -> list[dict[str, Any]]:
    """The schema refuses a text node without text."""
    return [_text(run) for run in runs if run.text]


def _text(run: Run) -> dict[str, Any]:
    marks: list[dict[str, Any]] = [{"type": run.style}] if run.style != "plain" else []
    if run.url is not None:
        marks.append({"type": "link", "attrs": {"href": run.url}})
    return {"type": "text", "text": run.text, **({"marks": marks} if marks else {})}

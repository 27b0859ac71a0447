"""Atlassian Document Format as plain text: links with their label, code, mentions, tables and panels kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

_DEPTH = 100
_NODES = 200_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Nodes that stand on lines of their own; the rest flows within its line.
_BLOCKS = frozenset({
    "paragraph", "heading", "codeBlock", "blockquote", "panel", "rule", "table", "tableRow", "listItem", "taskItem",
    "decisionItem", "mediaSingle", "mediaGroup", "expand", "nestedExpand", "layoutSection", "layoutColumn",
    "bulletList", "orderedList", "taskList", "decisionList", "blockCard", "embedCard", "extension", "bodiedExtension",
    "multiBodiedExtension", "caption",
})  # fmt: skip


def adf_text(document: Any) -> str:
    """The text of an ADF document or of any part of one.

    Source: the node list of developer.atlassian.com/cloud/jira/platform/apis/document/structure. Nodes it doesn't name give the text
    within them. What lies deeper than 100 levels or beyond 200,000 nodes is left out, with `…` in its place.
    """
    walk = _Walk()
    walk.node(document, 0)
    return walk.text()


class _Walk:
    """Collects text piece by piece; `_NODES` bounds what one document may cost."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._left = _NODES
        self._led = 0

    def text(self) -> str:
        lines = (line.rstrip() for line in "".join(self._pieces).split("\n"))
        return "\n".join(line for line in lines if line)

    def node(self, node: Any, depth: int) -> None:
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            if self._pieces[-1:] != ["…"]:
                self._pieces.append("…")
            return
        if isinstance(node, list):
            for child in node:
                self.node(child, depth + 1)
        if not isinstance(node, dict):
            return
        kind = node.get("type")
        kind = kind if isinstance(kind, str) else ""
        attributes = node.get("attrs")
        block = kind in _BLOCKS
        if block:
            self._line()
        lead = _lead(kind, node, attributes if isinstance(attributes, dict) else {})
        if lead:
            self._pieces.append(lead)
            self._led = len(self._pieces) if block else self._led
        self._content(node.get("content"), kind, depth)
        if block:
            self._led = 0
            self._line()

    def _content(self, content: Any, kind: str, depth: int) -> None:
        if not isinstance(content, list):
            return
        for number, child in enumerate(content):
            if kind == "tableRow":
                self._cell(child, number, depth + 1)
            else:
                self.node(child, depth + 1)

    def _cell(self, cell: Any, number: int, depth: int) -> None:
        """A table cell on its row's line: a row reads `environment | timeout`."""
        inner = _Walk()
        inner._left = self._left
        inner.node(cell, depth)
        self._left = inner._left
        self._pieces.append((" | " if number else "") + inner.text().replace("\n", " "))

    def _line(self) -> None:
        """A new line, unless one has just begun, if only with a bullet or a panel's kind."""
        if self._pieces and self._led != len(self._pieces) and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")


def _lead(kind: str, node: dict[str, Any], attributes: dict[str, Any]) -> str:
    """What a node says itself, before the nodes within it."""
    reader = _LEADS.get(kind)
    return reader(node, attributes) if reader else ""


def _text(node: dict[str, Any], _: dict[str, Any]) -> str:
    text, marks = node.get("text"), node.get("marks")
    if not isinstance(text, str):
        return ""
    for mark in marks if isinstance(marks, list) else ():
        if isinstance(mark, dict) and mark.get("type") == "link" and isinstance(mark.get("attrs"), dict):
            return _linked(text, mark["attrs"].get("href"))
    return text


def _linked(label: str, url: Any) -> str:
    return f"{label} ({url})" if isinstance(url, str) and url and url != label else label


def _mention(_: dict[str, Any], attributes: dict[str, Any]) -> str:
    name = _word(attributes, "text") or _word(attributes, "id")
    return f"@{name.removeprefix('@')}" if name else ""


def _date(_: dict[str, Any], attributes: dict[str, Any]) -> str:
    try:
        return (_EPOCH + timedelta(milliseconds=int(attributes.get("timestamp", "")))).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


def _word(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name)
    return value if isinstance(value, str) else ""


def _attribute(name: str, form: str = "{}") -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """A reader of nodes that say one attribute, in a form; nothing where the attribute is missing."""
    return lambda _, attributes: form.format(_word(attributes, name)) if _word(attributes, name) else ""


_LEADS: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "text": _text,
    "mention": _mention,
    "date": _date,
    "hardBreak": lambda _node, _attributes: "\n",
    "listItem": lambda _node, _attributes: "- ",
    "taskItem": lambda _node, attributes: "[x] " if attributes.get("state") == "DONE" else "[ ] ",
    "decisionItem": lambda _node, _attributes: "- ",
    "emoji": lambda _node, attributes: _word(attributes, "text") or _word(attributes, "shortName"),
    "status": _attribute("text", "[{}]"),
    "panel": _attribute("panelType", "[{}] "),
    "expand": _attribute("title", "{}\n"),
    "nestedExpand": _attribute("title", "{}\n"),
    "inlineCard": _attribute("url"),
    "blockCard": _attribute("url"),
    "embedCard": _attribute("url"),
    "media": _attribute("alt"),
    "mediaInline": _attribute("alt"),
    "placeholder": _attribute("text"),
    "extension": _attribute("text"),
    "inlineExtension": _attribute("text"),
    "bodiedExtension": _attribute("text"),
}

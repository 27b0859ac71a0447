"""Jira's wiki markup as plain text: code untouched, links as label and address, names with underscores unharmed."""

from __future__ import annotations

import re
from collections.abc import Callable

# The two blocks whose inside is no markup, and the inline one, unless it is a template's `{{ .Values.x }}`.
_VERBATIM = re.compile(r"\{(code|noformat)(?::[^{}\n]{0,200})?\}|\{\{(?=[^{}\s])")
# Stands for the verbatim text of that number while the rest is read; the character is for private use, so no text needs it.
_HELD = re.compile("\ue000([0-9]{1,9})\ue001")
_PANEL = re.compile(r"\{(panel|info|note|tip|warning|expand)(?::([^{}\n]{0,300}))?\}")
_DROPPED = re.compile(r"\{(?:quote|anchor(?::[^{}\n]{0,200})?|color(?::[^{}\n]{0,40})?|adf(?::[^{}\n]{0,300})?)\}")
_TITLE = re.compile(r"(?:^|\|)title=([^|]*)")
_LINK = re.compile(r"\[([^\[\]\n]{1,2000})\]")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|mailto:)\S+", re.IGNORECASE)
_IMAGE = re.compile(r"(?<![\w!])!([^!|\n\s]{1,300})(?:\|[^!\n]{0,300})?!(?!\w)")
_HEADING = re.compile(r"^[ \t]*(?:h[1-6]|bq)\.[ \t]+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[*#]{1,20}|-)[ \t]+", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|{1,2}[^\n]*$", re.MULTILINE)
_BAR = re.compile(r"\|{1,2}")
# Only what can't be part of a name: *bold* whole, and _italic_ that holds no further underscore.
_BOLD = re.compile(r"(?<![\w*\\])\*(?![\s*])([^*\n]{1,400})(?<!\s)\*(?![\w*])")
_ITALIC = re.compile(r"(?<![\w\\])_(?!\s)([^_\n]{1,400})(?<!\s)_(?!\w)")
_BREAK = re.compile(r"\\\\(?=\s|$)[ \t]?")
_ESCAPED = re.compile(r"\\([*_\-{}\[\]|!#+^~?])")


def wiki_text(markup: str) -> str:
    """Wiki markup as plain text. Source: the "Text Formatting Notation Help" page of every Jira.

    `[label|address]` becomes `label (address)`, `[~name]` `@name`; a panel's title and a table's cells stay.
    """
    text = markup.replace("\r\n", "\n").replace("\ue000", "\ufffd")
    pieces: list[str] = []
    verbatim: list[str] = []
    at, closed = 0, _Closers(text)
    for opening in _VERBATIM.finditer(text):
        if opening.start() < at:
            continue
        closer = f"{{{opening[1]}}}" if opening[1] else "}}"
        end = closed.after(closer, opening.end())
        if end < 0 or (not opening[1] and text.find("\n", opening.end(), end) >= 0):
            continue
        pieces += [text[at : opening.start()], f"\ue000{len(verbatim)}\ue001"]
        verbatim.append(text[opening.end() : end].strip("\n"))
        at = end + len(closer)
    pieces.append(text[at:])
    plain = _prose("".join(pieces))
    return (_HELD.sub(lambda hit: verbatim[int(hit[1])], plain) if verbatim else plain).strip()


class _Closers:
    """Where a closing word stands next; once there is no further one the text is not searched again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, closer: str, start: int) -> int:
        known = self._next.get(closer)
        if known is None or 0 <= known < start:
            known = self._next[closer] = self._text.find(closer, start)
        return known


def _prose(text: str) -> str:
    for mark, pattern, plain in _STEPS:  # most texts hold few of the marks, and looking for a character is cheap
        if mark in text:
            text = pattern.sub(plain, text)
    return text


def _panel(hit: re.Match[str]) -> str:
    title = _TITLE.search(hit[2] or "")
    named = hit[1] if hit[1] not in ("panel", "expand") else ""
    if title:
        return f"[{named}] {title[1]}\n" if named else f"{title[1]}\n"
    return f"[{named}] " if named and hit[2] is not None else ""


def _link(hit: re.Match[str]) -> str:
    inside = hit[1]
    if inside.startswith("~"):
        return "@" + inside[1:].removeprefix("accountid:")
    if inside.startswith("^"):
        return inside[1:]
    parts = inside.split("|")
    if len(parts) == 1:
        return inside if _ADDRESS.fullmatch(inside) else hit[0]
    label, address = parts[0], parts[1]  # a third part only says how the link looks (smart-link)
    if _ADDRESS.fullmatch(address):
        return address if label in ("", address) else f"{label} ({address})"
    return f"{label} ({address})" if address[:1] in "#^/~" and len(address) > 1 else hit[0]


def _row(hit: re.Match[str]) -> str:
    cells = [cell.strip() for cell in _BAR.split(hit[0].strip().strip("|"))]
    return " | ".join(cells)


# In this order: a mark without which the pattern finds nothing, the pattern, and what takes its place.
_STEPS: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("{", _PANEL, _panel),
    ("{", _DROPPED, ""),
    ("[", _LINK, _link),
    ("!", _IMAGE, r"\1"),
    (". ", _HEADING, ""),
    ("* ", _BULLET, "- "),
    ("# ", _BULLET, "- "),
    ("|", _ROW, _row),
    ("*", _BOLD, r"\1"),
    ("_", _ITALIC, r"\1"),
    ("\\\\", _BREAK, "\n"),
    ("\\", _ESCAPED, r"\1"),
)

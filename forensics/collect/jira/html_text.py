"""HTML out of Jira's XML export as plain text: one pass over the tags, whatever their state."""

from __future__ import annotations

import html
import re

_ATTRIBUTE = re.compile(r"([\w-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,20})")
_SPACE = re.compile(r"[ \t\r\n]+")
_LINES = frozenset({
    "p", "div", "br", "hr", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote",
    "dl", "dt", "dd", "section", "tbody", "thead",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "template"})
_TAG_LIMIT = 8000


def html_text(markup: str) -> str:
    """The text of an HTML fragment: a link as `label (address)`, an image as its alternative text, a table's rows on a line each.

    Scripts and styles give nothing. Tags that never close, or aren't tags, cost nothing but themselves.
    """
    reader = _Reader()
    at = 0
    while True:
        opening = markup.find("<", at)
        if opening < 0:
            break
        reader.text(markup[at:opening])
        comment = markup.startswith("<!--", opening)
        closing = markup.find("-->" if comment else ">", opening)
        if closing < 0:  # nothing closes any more: the rest is text
            at = opening
            break
        inside = markup[opening + 1 : closing]
        if comment:
            at = closing + 3
        elif _NAME.match(inside) or inside[:1] in "!?":
            reader.tag(inside)
            at = closing + 1
        else:  # `5 < 10`: text
            reader.text("<")
            at = opening + 1
    reader.text(markup[at:])
    return reader.result()


class _Reader:
    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._link: tuple[str, int] | None = None
        self._verbatim = 0
        self._silent: str | None = None
        self._cells = 0

    def text(self, raw: str) -> None:
        if self._silent or not raw:
            return
        text = html.unescape(raw)
        if not self._verbatim:
            text = _SPACE.sub(" ", text)
            text = text.removeprefix(" ") if not self._pieces or self._pieces[-1].endswith(("\n", "- ", "| ")) else text
        if text:
            self._pieces.append(text)

    def tag(self, inside: str) -> None:
        hit = _NAME.match(inside)
        if hit is None:
            return
        name, closes = hit[1].lower(), inside.startswith("/")
        if self._silent:
            self._silent = None if closes and name == self._silent else self._silent
            return
        if name in _SILENT and not closes:
            self._silent = name
        if name == "pre":
            self._verbatim = max(0, self._verbatim + (-1 if closes else 1))
        if name in _LINES:
            self._pieces.append("\n")
        if name == "tr":
            self._cells = 0
        if name == "li" and not closes:
            self._pieces.append("- ")
        if name in ("td", "th") and not closes:
            self._pieces += [" | "] if self._cells else []
            self._cells += 1
        self._linking(name, closes, inside)

    def _linking(self, name: str, closes: bool, inside: str) -> None:
        if name == "img":
            self._pieces.append(_attribute(inside, "alt") or "")
        if name != "a":
            return
        if self._link is not None:
            address, start = self._link
            label = "".join(self._pieces[start:]).strip()
            self._pieces.append("" if not address or label == address else f" ({address})" if label else address)
            self._link = None
        if not closes:
            self._link = (_attribute(inside, "href") or "", len(self._pieces))

    def result(self) -> str:
        lines = (line.rstrip() for line in "".join(self._pieces).split("\n"))
        return "\n".join(line for line in lines if line)


def _attribute(inside: str, name: str) -> str | None:
    for hit in _ATTRIBUTE.finditer(inside[:_TAG_LIMIT]):
        if hit[1].lower() == name:
            return html.unescape(next((part for part in hit.groups()[1:] if part is not None), ""))
    return None

"""JSON and JSONC → tree, by an own reader: comments, trailing commas, repeated keys, numbers as written, lines for all."""

from __future__ import annotations

import json
import re

from forensics.parse.tree import DEEPEST, Leaf, Map, Node, Outline, Seq, Stop, Unreadable

# Every repetition is possessive: a hostile file can't make one backtrack.
_BLANK = r"(?:[ \t\n]++|//[^\n]*+|(?>/\*.*?\*/))*+"
_QUOTED = r"\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"
_BARE = r"[^\s{}\[\]:,\"'/][^\s{}\[\]:,\"']*+"  # a number, true, and what JSON5 and templates leave unquoted
_SKIP = re.compile(_BLANK, re.DOTALL)
_MEMBER = re.compile(rf"({_QUOTED}|{_BARE}){_BLANK}:{_BLANK}(?:({_QUOTED})|({_BARE})|([{{\[]))", re.DOTALL)
_VALUE = re.compile(rf"({_QUOTED})|({_BARE})|([{{\[])", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(text: str) -> Outline:
    """The value of a JSON text (or several, one after the other); where it breaks off, what came before.

    Values with commas between them are a list without its brackets: a fragment that a template puts into a whole.
    """
    reader = _Reader(text)
    documents: list[Node] = []
    stop: Stop | None = None
    fragment = False
    try:
        reader.skip()
        while reader.at < len(text):
            reader.value(documents, 0)
            reader.skip()
            fragment = reader.comma() or fragment
    except Unreadable as unreadable:
        stop = unreadable.stop
    return Outline([Seq(1, documents)] if fragment and len(documents) > 1 else documents, stop)


class _Reader:
    """A cursor over the text. A container is hung into its parent before it is filled, so that an error loses nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1

    def skip(self) -> None:
        """Goes past blanks and comments."""
        hit = _SKIP.match(self.text, self.at)
        if hit is not None and (end := hit.end()) != self.at:
            self.line += self.text.count("\n", self.at, end)
            self.at = end

    def _fail(self, why: str = "not valid JSON") -> Unreadable:
        return Unreadable(self.line, "truncated" if self.at >= len(self.text) else why)

    def value(self, nodes: list[Node], depth: int) -> None:
        """Appends the value that stands here."""
        hit = _VALUE.match(self.text, self.at)
        if hit is None:
            raise self._fail()
        self.at = hit.end()
        sort = hit.lastindex
        if sort == 1:
            nodes.append(Leaf(_unquoted(hit[1]), self.line))
        elif sort == 2:
            nodes.append(_word(hit[2], self.line))
        else:
            node = Map(self.line) if hit[3] == "{" else Seq(self.line)
            nodes.append(node)
            self._fill(node, depth + 1)

    def _fill(self, node: Map | Seq, depth: int) -> None:
        if depth > DEEPEST:
            raise self._fail("too deep")
        if isinstance(node, Map):
            self._members(node.pairs, depth)
        else:
            self._elements(node.nodes, depth)

    def _members(self, pairs: list[tuple[str, int, Node]], depth: int) -> None:
        text, match = self.text, _MEMBER.match
        self.skip()
        while not text.startswith("}", self.at):
            hit = match(text, self.at)
            if hit is None:
                raise self._fail()
            key_line = line = self.line
            sort = hit.lastindex or 1
            if (gap := hit.start(sort) - hit.end(1)) > 1:
                line += text.count("\n", hit.end(1), hit.end(1) + gap)
            self.at, self.line = hit.end(), line
            key = _unquoted(hit[1]) if hit[1][0] in "\"'" else hit[1]
            if sort == 2:
                pairs.append((key, key_line, Leaf(_unquoted(hit[2]), line)))
            elif sort == 3:
                pairs.append((key, key_line, _word(hit[3], line)))
            else:
                node = Map(line) if hit[4] == "{" else Seq(line)
                pairs.append((key, key_line, node))
                self._fill(node, depth + 1)
            self._separator("}")
        self.at += 1

    def _elements(self, nodes: list[Node], depth: int) -> None:
        self.skip()
        while not self.text.startswith("]", self.at):
            self.value(nodes, depth)
            self._separator("]")
        self.at += 1

    def comma(self) -> bool:
        """Goes past a comma and the blanks after it; whether there was one."""
        if not self.text.startswith(",", self.at):
            return False
        self.at += 1
        self.skip()
        return True

    def _separator(self, closer: str) -> None:
        """Goes past a comma; before the closer none is needed."""
        self.skip()
        if not self.comma() and not self.text.startswith(closer, self.at):
            raise self._fail()


def _word(word: str, line: int) -> Leaf:
    return Leaf(word, line, "null" if word == "null" else "scalar")


def _unquoted(token: str) -> str:
    """A string token's text. Escapes that make no whole character (a lone surrogate) stay as written."""
    if "\\" not in token:
        return token[1:-1]
    try:
        text = json.loads(f'"{token[1:-1]}"', strict=False)
    except ValueError:
        return token[1:-1]
    return text if isinstance(text, str) and not _SURROGATE.search(text) else token[1:-1]

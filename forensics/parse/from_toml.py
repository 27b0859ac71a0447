"""TOML → tree, by an own reader: the standard library's gives no lines, and stalls on long dotted keys."""

from __future__ import annotations

import re

from forensics.parse.tree import DEEPEST, Leaf, Map, Node, Outline, Seq, Unreadable

_BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_LINE_END = re.compile(r"[ \t]*+(?:#[^\n]*+)?(?:\n|\Z)")
_KEY_PART = re.compile(r"[ \t]*+(?:\"((?:[^\"\\\n]|\\.)*+)\"|'([^'\n]*+)'|([^\s.=\[\]#\"'{},]++))[ \t]*+")
_BARE = re.compile(r"[^\n,\]}#=\"']++")
_STRINGS = (
    re.compile(r'"""\n?((?:[^"\\]|\\.|"(?!""))*+"{0,2})"""', re.DOTALL),
    re.compile(r"'''\n?((?:[^']|'(?!''))*+'{0,2})'''"),
    re.compile(r'"((?:[^"\\\n]|\\.)*+)"'),
    re.compile(r"'([^'\n]*+)'"),
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(\s*\n\s*)|(.))")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


def read(text: str) -> Outline:
    """The tables of a TOML text as nested maps; where it breaks off, what came before."""
    reader = _Reader(text)
    try:
        reader.tables()
    except Unreadable as unreadable:
        return Outline([reader.root], unreadable.stop)
    return Outline([reader.root])


class _Reader:
    """A cursor over the text, and the maps made so far, found again by their place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.root = Map(1)
        self.known: dict[tuple[int, str], Map | Seq] = {}

    def tables(self) -> None:
        table = self.root
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self._header("[[", "]]")
            elif self.text.startswith("[", self.at):
                table = self._header("[", "]")
            else:
                self._setting(table, 1)
            self._expect(_LINE_END)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        hit = pattern.match(self.text, self.at)
        if hit is not None:
            self.line += hit[0].count("\n")
            self.at = hit.end()

    def _expect(self, pattern: re.Pattern[str]) -> re.Match[str]:
        hit = pattern.match(self.text, self.at)
        if hit is None:
            raise Unreadable(self.line, "not valid TOML")
        self.line += hit[0].count("\n")
        self.at = hit.end()
        return hit

    def _sign(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _key(self) -> list[str]:
        parts: list[str] = []
        while True:
            hit = self._expect(_KEY_PART)
            parts.append(_unescaped(hit[1]) if hit[1] is not None else hit[2] if hit[2] is not None else hit[3])
            if len(parts) > DEEPEST:
                raise Unreadable(self.line, "too deep")
            if not self._sign("."):
                return parts

    def _header(self, opener: str, closer: str) -> Map:
        line = self.line
        self._sign(opener)
        parts = self._key()
        if not self._sign(closer):
            raise Unreadable(line, "not valid TOML")
        table = self._down(self.root, parts[:-1], line)
        if opener == "[":
            return self._down(table, parts[-1:], line)
        row = self.known.get((id(table), parts[-1]))
        if not isinstance(row, Seq):
            row = Seq(line)
            self._hang(table, parts[-1], line, row)
        row.nodes.append(Map(line))
        return row.nodes[-1]  # type: ignore[return-value]  # the Map of the line above

    def _down(self, table: Map, parts: list[str], line: int) -> Map:
        """The map at the end of a dotted path, made where it isn't there; of an array of tables the last."""
        for part in parts:
            found = self.known.get((id(table), part))
            if isinstance(found, Seq):
                found = next((node for node in reversed(found.nodes) if isinstance(node, Map)), None)
            if found is None:
                found = Map(line)
                self._hang(table, part, line, found)
            table = found
        return table

    def _hang(self, table: Map, key: str, line: int, node: Map | Seq) -> None:
        table.pairs.append((key, line, node))
        self.known[id(table), key] = node

    def _setting(self, table: Map, depth: int) -> None:
        line = self.line
        parts = self._key()
        if not self._sign("="):
            raise Unreadable(line, "not valid TOML")
        self._skip(_SPACE)
        table = self._down(table, parts[:-1], line)
        holder: list[Node] = []
        try:
            self._value(holder, depth)
        finally:
            for node in holder:
                table.pairs.append((parts[-1], line, node))
                if not isinstance(node, Leaf):
                    self.known[id(table), parts[-1]] = node

    def _value(self, nodes: list[Node], depth: int) -> None:
        """Appends the value that stands here; containers are hung up before they are filled."""
        if depth > DEEPEST:
            raise Unreadable(self.line, "too deep")
        first = self.text[self.at : self.at + 1]
        if first == "[":
            self._array(nodes, depth)
        elif first == "{":
            self._inline_table(nodes, depth)
        else:
            nodes.append(self._scalar(first))

    def _scalar(self, first: str) -> Leaf:
        line = self.line
        if first in ('"', "'"):
            for pattern in _STRINGS:
                if (hit := pattern.match(self.text, self.at)) is not None:
                    self._expect(pattern)
                    return Leaf(_unescaped(hit[1]) if first == '"' else hit[1], line)
        elif (bare := _BARE.match(self.text, self.at)) is not None and (word := bare[0].strip()):
            self.at = bare.end()
            return Leaf(word, line)
        raise Unreadable(line, "not valid TOML")

    def _array(self, nodes: list[Node], depth: int) -> None:
        row = Seq(self.line)
        nodes.append(row)
        self._sign("[")
        self._skip(_BLANK)
        while not self._sign("]"):
            self._value(row.nodes, depth + 1)
            self._skip(_BLANK)
            if not self._sign(",") and not self.text.startswith("]", self.at):
                raise Unreadable(self.line, "not valid TOML")
            self._skip(_BLANK)

    def _inline_table(self, nodes: list[Node], depth: int) -> None:
        made = Map(self.line)
        nodes.append(made)
        self._sign("{")
        self._skip(_BLANK)
        while not self._sign("}"):
            self._setting(made, depth + 1)
            self._skip(_BLANK)
            if not self._sign(",") and not self.text.startswith("}", self.at):
                raise Unreadable(self.line, "not valid TOML")
            self._skip(_BLANK)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(hit: re.Match[str]) -> str:
    code = hit[1] or hit[2] or hit[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else hit[0]
    return "" if hit[4] is not None else _ESCAPES.get(hit[5], hit[0])

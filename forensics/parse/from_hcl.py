"""HCL (Terraform, tfvars, Terragrunt) → tree: attributes, blocks with their labels, objects and lists; expressions as text.

An own reader and not tree-sitter's: its error recovery is quadratic (15 kB of `a =` take it a second, 300 kB over twenty).
"""

from __future__ import annotations

import re

from forensics.parse.hcl_scan import BLANK, SPACE, heredoc_end, skip_expression, string_end
from forensics.parse.identity import pair_of
from forensics.parse.tree import DEEPEST, Leaf, LeafKind, Map, Node, Outline, Seq, Unreadable

_NAME = re.compile(r"[A-Za-z_\ue000][\w.\-\ue000\ue001]*+")
_LABEL = re.compile(r"[ \t]*+(?:\"([^\"\n]*+)\"|([A-Za-z_][\w\-]*+))")
# Most lines are no more than this, and read at once: a name, and a string without escapes and templates or a word.
_PLAIN = re.compile(r"([ \t\n]*+)([A-Za-z_][\w.\-]*+)[ \t]*+=[ \t]*+(?:\"([^\"\\$%\n]*+)\"|([\w.\-]++))[ \t]*+\n")
_EQUALS = re.compile(r"[ \t]*+(?:=(?![=>])|:|=>)[ \t]*+")
_FOR = re.compile(rf"[\[{{]{BLANK.pattern}for\b", re.DOTALL)
_CALL = re.compile(r"(merge|jsonencode|yamlencode|tomap|tolist|toset|concat|flatten)\(")
_VALUE_END = re.compile(r"[ \t]*+(?:[\n,\]})#]|//|/\*|\Z)")
_REFERENCE = re.compile(r"(?:\$\{\s*)?[A-Za-z_][\w\-]*+(?:\.[\w\-*]++|\[(?:\"[^\"]*+\"|[\w*.]++)\])++(?:\s*\})?")
_ESCAPE = re.compile(r"\\([nrt\"\\])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def read(text: str) -> Outline:
    """The body of an HCL text; where it breaks off, what came before."""
    reader = _Reader(text)
    root = Map(1)
    try:
        reader.body(root, 0)
    except Unreadable as unreadable:
        return Outline([root], unreadable.stop)
    return Outline([root])


class _Reader:
    """A cursor over the text. What is read is hung into its parent before it is filled, so that an error loses nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1

    def _go(self, end: int) -> str:
        """Moves to `end`; returns the text passed."""
        passed = self.text[self.at : end]
        self.line += passed.count("\n")
        self.at = end
        return passed

    def _skip(self, pattern: re.Pattern[str]) -> None:
        hit = pattern.match(self.text, self.at)
        if hit is not None:
            self._go(hit.end())

    def _sign(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _fail(self, why: str = "not valid HCL") -> Unreadable:
        return Unreadable(self.line, why)

    def body(self, made: Map, depth: int) -> None:
        """Attributes and blocks, up to the closing brace (below the top) or the end of the text."""
        if depth > DEEPEST:
            raise self._fail("too deep")
        blocks = _Blocks()
        while True:
            self._plain_pairs(made, depth)
            self._skip(BLANK)
            if self.at >= len(self.text):
                if depth:
                    raise self._fail("truncated")
                return
            if depth and self._sign("}"):
                return
            line, key = self.line, self._key()
            hit = _EQUALS.match(self.text, self.at)
            if hit is not None:
                self.at = hit.end()
                self._pair(made, key, line, depth)
                self._sign(",")
            else:
                self._block(made, blocks, key, line, depth)

    def _key(self) -> str:
        if self.text.startswith('"', self.at):
            return self._go(string_end(self.text, self.at, self.line))[1:-1]
        if self.text.startswith("(", self.at):
            return self._go(skip_expression(self.text, self.at + 1, self.line) + 1)
        hit = _NAME.match(self.text, self.at)
        if hit is None:
            raise self._fail()
        return self._go(hit.end())

    def _plain_pairs(self, made: Map, depth: int) -> None:
        """Reads the plain lines that stand here, if any."""
        if depth >= DEEPEST:
            return
        at, line, text, pairs = self.at, self.line, self.text, made.pairs
        while (hit := _PLAIN.match(text, at)) is not None:
            blank, key, string, word = hit.groups()
            line += blank.count("\n")
            pairs.append((key, line, _expression(word, line) if string is None else Leaf(string, line)))
            line += 1
            at = hit.end()
        self.at, self.line = at, line

    def _pair(self, made: Map, key: str, line: int, depth: int) -> None:
        holder: list[Node] = []
        place = len(made.pairs)
        try:
            self._value(holder, depth + 1)
        finally:
            if holder:
                made.pairs[place:] = [(key, line, holder[-1])]

    def _block(self, made: Map, blocks: _Blocks, key: str, line: int, depth: int) -> None:
        path: tuple[str, ...] = (key,)
        while (hit := _LABEL.match(self.text, self.at)) is not None and len(path) < DEEPEST:
            path = (*path, hit[1] if hit[1] is not None else hit[2])
            self.at = hit.end()
        self._skip(SPACE)
        if not self._sign("{"):
            raise self._fail()
        block = Map(line)
        blocks.hang(made, path, block)
        self.body(block, depth + len(path))
        if len(path) == 1 and pair_of(block) is not None:
            blocks.make_list(path)

    def _value(self, nodes: list[Node], depth: int) -> None:
        """Appends the expression that stands here: containers and literal strings taken apart, the rest as its text."""
        if depth > DEEPEST:
            raise self._fail("too deep")
        start, line, first = self.at, self.line, self.text[self.at : self.at + 1]
        if first == '"':
            quoted = self._go(string_end(self.text, start, line))
            nodes.append(_string(quoted, line))
        elif first == "<" and self.text.startswith("<<", start):
            nodes.append(Leaf(_heredoc(self._go(heredoc_end(self.text, start, line))), line, block=True))
            return
        elif first in ("[", "{") and _FOR.match(self.text, start) is None:
            self._container(nodes, first, depth)
        elif (call := _CALL.match(self.text, start)) is not None:
            self.at = call.end()
            self._arguments(nodes, depth)
        is_more = not nodes or _VALUE_END.match(self.text, self.at) is None
        if is_more:
            self._go(skip_expression(self.text, self.at, self.line))
            nodes[:] = [_expression(self.text[start : self.at].strip(), line)]

    def _container(self, nodes: list[Node], first: str, depth: int) -> None:
        self.at += 1
        if first == "[":
            row = Seq(self.line)
            nodes.append(row)
            self._elements(row.nodes, "]", depth)
        else:
            made = Map(self.line)
            nodes.append(made)
            self._object(made, depth)

    def _elements(self, nodes: list[Node], closer: str, depth: int) -> None:
        while True:
            self._skip(BLANK)
            if self._sign(closer):
                return
            holder: list[Node] = []
            try:
                self._value(holder, depth + 1)
            finally:
                nodes += holder[-1:]
            self._skip(BLANK)
            if not self._sign(",") and not self.text.startswith(closer, self.at):
                raise self._fail()

    def _object(self, made: Map, depth: int) -> None:
        while True:
            self._plain_pairs(made, depth)
            self._skip(BLANK)
            if self._sign("}"):
                return
            line, key = self.line, self._key()
            hit = _EQUALS.match(self.text, self.at)
            if hit is None:
                raise self._fail()
            self.at = hit.end()
            self._pair(made, key, line, depth)
            self._skip(SPACE)
            self._sign(",")

    def _arguments(self, nodes: list[Node], depth: int) -> None:
        """A call that passes its containers on: `merge({…}, {…})` is one map, `concat([…], […])` one list."""
        line = self.line
        made: list[Node] = []
        self._elements(made, ")", depth)
        self._sign("...")
        containers = [node for node in made if not isinstance(node, Leaf)]
        maps = [node for node in containers if isinstance(node, Map)]
        if maps and len(maps) == len(containers):
            nodes.append(Map(line, [pair for node in maps for pair in node.pairs]))
        elif containers and not maps:
            nodes.append(Seq(line, [each for row in containers if isinstance(row, Seq) for each in row.nodes]))


class _Blocks:
    """Where the blocks of one body hang, by type and labels: those that share them become a list."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, ...], tuple[list[tuple[str, int, Node]], int]] = {}

    def hang(self, made: Map, path: tuple[str, ...], block: Map) -> None:
        """Puts a block below its type and labels, making what is missing in between."""
        for length in range(1, len(path)):
            between = self._at(path[:length])
            if not isinstance(between, Map):
                between = Map(block.line)
                self._put(made, path[:length], between)
            made = between
        if self._at(path) is None:
            self._put(made, path, block)
        else:
            self.make_list(path).nodes.append(block)

    def make_list(self, path: tuple[str, ...]) -> Seq:
        """The list that hangs at a path. One `set { name = "x" value = "y" }` is a list of one: a second must not move it."""
        pairs, place = self.places[path]
        key, line, node = pairs[place]
        if isinstance(node, Seq):
            return node
        row = Seq(line, [node])
        pairs[place] = (key, line, row)
        return row

    def _at(self, path: tuple[str, ...]) -> Node | None:
        pairs, place = self.places.get(path, (None, 0))
        return None if pairs is None else pairs[place][2]

    def _put(self, made: Map, path: tuple[str, ...], node: Map) -> None:
        self.places[path] = (made.pairs, len(made.pairs))
        made.pairs.append((path[-1], node.line, node))


def _string(quoted: str, line: int) -> Leaf:
    text = quoted[1:-1]
    if "${" in text:
        return Leaf(text, line, "reference" if _REFERENCE.fullmatch(text) else "scalar")
    return Leaf(_ESCAPE.sub(lambda hit: _ESCAPES.get(hit[1], hit[1]), text) if "\\" in text else text, line)


def _heredoc(text: str) -> str:
    """The lines between a heredoc's two ends; `<<-` takes the common indentation away."""
    lines = text.split("\n")[1:-1]
    if text.startswith("<<-"):
        margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        lines = [line[margin:] for line in lines]
    return "\n".join(lines)


def _expression(text: str, line: int) -> Leaf:
    kind: LeafKind = "null" if text == "null" else "reference" if _REFERENCE.fullmatch(text) else "scalar"
    return Leaf(text, line, kind if text else "null")

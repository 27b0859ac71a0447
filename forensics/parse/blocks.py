"""A YAML text as blocks, each read once however many versions of a file have it.

A block's lines mean the same wherever they stand: libyaml reads a block that begins at some column without looking at what came
before it, but for anchors and directives. What is not plainly so raises `Indivisible`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from forensics.parse import from_yaml
from forensics.parse.choices import all_points
from forensics.parse.forks import Spot, forks, mentioned
from forensics.parse.identity import NAMING
from forensics.parse.templates import pieces
from forensics.parse.tree import Leaf, Map, Node, Seq

_SMALL = 24  # lines; a block of no more is not divided
_MEMORY = 64_000_000  # characters of blocks that are remembered
_REMEMBERED = 20_000  # characters; a longer block changes too often to be worth it
_DEEPEST = 60
_MOST_NODES = 20_000
_LONGEST_KEY = 300
# What turns on lines far from its own, or gives them another meaning: complex keys, `--set` before its value, template blocks.
_FAR_REACHING = re.compile(
    r"^[ ]*+(?:-[ ]++)*+[?:](?:[ \n]|\Z)|--set|\{%|<%|%\{~?\s*+(?:if|else|endif|for|endfor)\b"
    r"|\{\{-?\s*+(?:if|else|end|range|with|define|block|/\*)",
    re.MULTILINE,
)
_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&[^\s&]", re.MULTILINE)
_ALIAS = re.compile(r"(?:^|[\s\[{,:-])(?:\*[^\s*]|<<)", re.MULTILINE)
_OPENS = re.compile(r"[ ]*+(?P<key>:?[A-Za-z_][\w./\-]*+|\"[\w./\- ]++\"|'[\w./\- ]++'):[ ]*+(?:#[^\n]*+)?\n")
_FIRST = re.compile(r"(?:[ ]*+(?:#[^\n]*+)?\n)*+(?P<lead>[ ]*+)(?:(?P<dash>-)(?=[ \n])|(?=[^\s#]))")
_PLAIN_START = re.compile(r"[\w\"'./~(\\$-]|:(?=\S)")
_OPENER = re.compile(r"\{\{")
_RUN = re.compile(r"\w+")


class Indivisible(Exception):
    """Raised where a text has to be read as a whole."""


@dataclass(frozen=True, slots=True)
class Block:
    """One pair of a map, or one entry of a list (`key` is None), with what follows it up to the next.

    `flat` and `deep` are its value as JSON: without what it holds, and with the names of what it holds. `runs`: the runs of letters
    and digits in it, in lower case without underscores; `anchored`: those that an alias elsewhere may repeat. `held`: other paths may
    depend on more of it than that. `opening`: the lines before its `parts`, which have their line's number from
    the block's first; a block that isn't divided has none. `dash`: the column of the dash that the first part's line begins with.
    """

    text: str
    lines: int
    column: int
    key: str | None
    flat: str
    deep: str
    runs: frozenset[str]
    held: bool
    aliases: bool
    anchored: frozenset[str]
    opening: str = ""
    own_runs: frozenset[str] = frozenset()
    parts: tuple[tuple[int, Block], ...] = ()
    dash: int = -1


@dataclass(frozen=True, slots=True)
class Level:
    """The blocks of one collection: what precedes the first, its column, and each with the number of its line."""

    before: str
    is_list: bool
    column: int
    blocks: tuple[tuple[int, Block], ...]


class Blocks:
    """Divides texts, and remembers the blocks. `pieces`: the runs that are of interest; no others are kept."""

    def __init__(self, pieces: frozenset[str]) -> None:
        self._pieces = pieces
        self._known: dict[str, Block] = {}
        self._size = 0

    def level(self, text: str, depth: int = 0) -> Level | None:
        """The blocks of a text, which is one collection; None where it holds nothing but comments. Raises Indivisible."""
        first = _FIRST.match(text)
        if first is None:
            if text.strip() and any(line.strip()[:1] not in ("", "#") for line in text.split("\n")):
                raise Indivisible
            return None
        column, is_list = len(first["lead"]), first["dash"] is not None
        starts = [hit.start() for hit in _starts(column, is_list).finditer(text)]
        if not starts or starts[0] != first.start("lead") or depth > _DEEPEST:
            raise Indivisible
        found: list[tuple[int, Block]] = []
        line = text.count("\n", 0, starts[0])
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            block = self._block(text[start:end], column, is_list, depth)
            found.append((line, block))
            line += block.lines
        return Level(text[: starts[0]], is_list, column, tuple(found))

    def _block(self, text: str, column: int, is_list: bool, depth: int) -> Block:
        known = self._known.get(text)
        if known is not None:
            return known
        made = self._divided(text, column, is_list, depth) if text.count("\n") > _SMALL else None
        block = made or self._whole(text, column, is_list)
        if len(text) <= _REMEMBERED:
            self._size += len(text)
            if self._size > _MEMORY:
                self._known.clear()
                self._size = len(text)
            self._known[text] = block
        return block

    def _divided(self, text: str, column: int, is_list: bool, depth: int) -> Block | None:
        """A long block by its parts; None where its first line doesn't plainly open a collection."""
        if is_list:
            inside = text[:column] + " " + text[column + 1 :]
            first = _FIRST.match(inside)
            if first is None or first["dash"] or text.find("\n") < first.end() or not _PLAIN_START.match(inside, first.end()):
                return None
            level = self._inner(inside, depth)
            if level is None:
                return None
            deep = "{" + ", ".join(f"{quoted(part.key or '')}: {part.flat}" for _, part in level.blocks) + "}"
            names: frozenset[str] = frozenset().union(*(part.runs for _, part in level.blocks if part.key in NAMING))
            return _composed(text, column, None, "{}", deep, "", level, column, names)
        opened = _OPENS.match(text)
        if opened is None:
            return None
        rest = text[opened.end() :]
        inner = _FIRST.match(rest)
        if inner is None or len(inner["lead"]) < column + (inner["dash"] is None):
            return None
        if not inner["dash"] and not _PLAIN_START.match(rest, inner.end()):
            return None
        level = self._inner(rest, depth)
        if level is None:
            return None
        parts = (part.deep if level.is_list else f"{quoted(part.key or '')}: {part.flat}" for _, part in level.blocks)
        deep = ("[{}]" if level.is_list else "{{{}}}").format(", ".join(parts))
        own = frozenset(_runs(opened[0])) & self._pieces
        flat = "[]" if level.is_list else "{}"
        return _composed(text, column, opened["key"].strip("\"'"), flat, deep, opened[0], level, -1, own)

    def _inner(self, text: str, depth: int) -> Level | None:
        """The blocks inside a block; None where they don't divide: it is then read as one."""
        try:
            return self.level(text, depth + 1)
        except Indivisible:
            return None

    def _whole(self, text: str, column: int, is_list: bool) -> Block:
        if _FAR_REACHING.search(text) or not (is_list or _PLAIN_START.match(text, column)) or _forks(text):
            raise Indivisible
        outline = from_yaml.read(text)
        if outline.stopped is not None or len(outline.documents) != 1:
            raise Indivisible
        root = outline.documents[0]
        if _is_deep(root):
            raise Indivisible
        key: str | None = None
        if is_list and isinstance(root, Seq) and len(root.nodes) == 1:
            node = root.nodes[0]
        elif not is_list and isinstance(root, Map) and len(root.pairs) == 1:
            key, _, node = root.pairs[0]
            if len(key) > _LONGEST_KEY:
                raise Indivisible
        else:
            raise Indivisible
        runs = frozenset(_runs(text)) & self._pieces
        anchors, aliases = _ANCHOR.search(text) is not None, _ALIAS.search(text) is not None
        held = anchors or (aliases and _is_borrowed(node, 2))
        anchored: frozenset[str] = runs if anchors else frozenset()
        return Block(text, text.count("\n"), column, key, _flat(key, node), _deep(key, node), runs, held, aliases, anchored)


def _composed(
    text: str, column: int, key: str | None, flat: str, deep: str, opening: str, level: Level, dash: int, own: frozenset[str]
) -> Block:
    before = opening.count("\n")
    opening += level.before if dash < 0 else ""
    runs = own.union(*(part.runs for _, part in level.blocks))
    anchored: frozenset[str] = frozenset().union(*(part.anchored for _, part in level.blocks))
    held, aliases = any(part.held for _, part in level.blocks), any(part.aliases for _, part in level.blocks)
    parts = tuple((line + before, part) for line, part in level.blocks)
    return Block(text, text.count("\n"), column, key, flat, deep, runs, held, aliases, anchored, opening, own, parts, dash)


@lru_cache(maxsize=256)
def _starts(column: int, is_list: bool) -> re.Pattern[str]:
    what = r"-(?=[ \n])" if is_list else r"(?:[^\s#-]|-(?=[^\s]))"
    return re.compile(rf"^[ ]{{{column}}}{what}", re.MULTILINE)


def _runs(text: str) -> list[str]:
    return _RUN.findall(text.lower().replace("_", ""))


def _forks(text: str) -> bool:
    """Whether a piece of template in a block may choose by environment, or may end outside the block."""
    if "{{" not in text and "${" not in text:
        return False
    closed = list(pieces(text))
    if any(not any(start <= hit.start() < end for start, end in closed) for hit in _OPENER.finditer(text)):
        return True
    nodes = forks(text, "yaml")
    return any(not isinstance(node, Spot) for node in nodes) or len(all_points(mentioned(nodes))) > 1


def _is_borrowed(node: Node, depth: int) -> bool:
    """Whether what a node holds, this deep, comes from an anchor elsewhere."""
    if isinstance(node, Leaf):
        return node.kind == "reference"
    if isinstance(node, Map):
        return node.merges or (depth > 0 and any(_is_borrowed(child, depth - 1) for _, _, child in node.pairs))
    return depth > 0 and any(_is_borrowed(child, depth - 1) for child in node.nodes)


def _is_deep(node: Node) -> bool:
    """Whether a node holds others too deep, or too many, as aliases can: one may even hold itself."""
    pending, seen = [(node, 0)], 0
    while pending:
        one, depth = pending.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST_NODES:
            return True
        if not isinstance(one, Leaf):
            inner = (child for _, _, child in one.pairs) if isinstance(one, Map) else iter(one.nodes)
            pending += [(child, depth + 1) for child in inner if not isinstance(child, Leaf)]
    return False


def quoted(text: str) -> str:
    """A text as YAML and JSON both read it, on one line."""
    return json.dumps(text, ensure_ascii=False)


def _flat(key: str | None, node: Node) -> str:
    """A value as far as other paths may depend on it: that it is there, and what it says where that may be a name."""
    if isinstance(node, Leaf):
        return "null" if node.kind == "null" else quoted(node.text) if key is None or key in NAMING else '"x"'
    return "{}" if isinstance(node, Map) else "[]"


def _deep(key: str | None, node: Node) -> str:
    if isinstance(node, Map):
        return "{" + ", ".join(f"{quoted(name)}: {_flat(name, child)}" for name, _, child in node.pairs) + "}"
    if isinstance(node, Seq) and key is not None:
        return "[" + ", ".join(_deep(None, child) for child in node.nodes) + "]"
    return _flat(key, node)

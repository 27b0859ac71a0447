"""A YAML text as blocks, each read once however many versions of a file have it.

A block's lines mean the same wherever they stand: libyaml reads a block that begins at some column without looking at what came
before it, but for anchors and directives. What is not plainly so raises `Indivisible`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from forensics.parse import from_yaml
from forensics.parse.identity import NAMING, PAIR_VALUES, may_share_a_name
from forensics.parse.memory import Memory
from forensics.parse.reaching import has_defaults_in_escapes, reaches_far
from forensics.parse.references import SOURCES
from forensics.parse.sectioned import every_text, may_name_environments
from forensics.parse.sections import may_name
from forensics.parse.speaking import Indivisible, borrows, deep_of, flat_of, quoted, runs_in, spoken
from forensics.parse.tree import Leaf, Map, Node, Seq

_SMALL = 24  # lines; a block of no more is not divided
_DEEPEST = 60
_MOST_NODES = 20_000
_LONGEST_KEY = 300
# libyaml's names of anchors: letters, digits, `_` and `-`.
_ANCHOR = re.compile(r"(?:(?<=[\s\[{,:-])|(?<![^\n]))&([\w-]+)")
_ALIAS = re.compile(r"(?:(?<=[\s\[{,:-])|(?<![^\n]))\*([\w-]+)")
_ALIAS_AS_KEY = re.compile(r"\*[\w-]+\s*+:")
_OPENS = re.compile(r"[ ]*+(?P<key>:?[A-Za-z_][\w./\-]*+|\"(?:[\w./\- ]|\{\w++\})++\"|'(?:[\w./\- ]|\{\w++\})++'):[ ]*+(?:#[^\n]*+)?\n")
_FIRST = re.compile(r"(?:[ ]*+(?:#[^\n]*+)?\n)*+(?P<lead>[ ]*+)(?:(?P<dash>-)(?=[ \n])|(?=[^\s#]))")
_PLAIN_START = re.compile(r"[\w\"'./~(\\$-]|:(?=\S)")
_NOWHERE: frozenset[str] = frozenset()
# Lists and maps that are told as one value, by all that they hold.
_TOLD_AS_ONE = frozenset({*SOURCES, "valueFrom", "remoteRef", "sops"})


@dataclass(slots=True)
class Notes:
    """What readers of a block remember of it, who know what these are: its pieces, the comments at its end, what it lends."""

    pieces: dict[Any, Any] = field(default_factory=dict)
    below: tuple[str, ...] | None = None
    lends: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One pair of a map, or one entry of a list (`key` is None), with what follows it up to the next.

    `flat` and `deep` are its value as JSON: without what it holds, and with the names of what it holds; `is_borrowed` and
    `borrows_names`: that turns on an anchor elsewhere. `runs`: the runs of letters and digits that paths may be made of, in lower
    case without underscores. `has_environments`: a name in it may be that of an environment. `anchors` and `aliases`: the names of
    those in it; `anchored`: the runs that an alias elsewhere may repeat; `linked`: the undivided blocks in it that have anchors or
    aliases. `nodes` and `deepest`: how many entries it makes at most, without what it borrows, and how deep; `alias_count`: how
    often at most. `opening`: the lines before its `parts`, which have their line's number from the block's first; a block that
    isn't divided has none. `dash`: the column of the dash that the first part's line begins with. `notes`: what others remember of
    it.
    """

    text: str
    lines: int
    column: int
    key: str | None
    flat: str
    deep: str
    runs: frozenset[str]
    is_borrowed: bool
    borrows_names: bool
    has_environments: bool
    anchors: frozenset[str]
    aliases: frozenset[str]
    anchored: frozenset[str]
    nodes: int
    deepest: int
    alias_count: int
    opening: str = ""
    own_runs: frozenset[str] = frozenset()
    parts: tuple[tuple[int, Block], ...] = ()
    linked_inside: tuple[Block, ...] = ()
    dash: int = -1
    notes: Notes = field(default_factory=Notes)

    @property
    def linked(self) -> tuple[Block, ...]:
        return self.linked_inside if self.parts else (self,) if self.anchors or self.aliases else ()


@dataclass(frozen=True, slots=True)
class Level:
    """The blocks of one collection: what precedes the first, and each with the number of its line."""

    before: str
    is_list: bool
    blocks: tuple[tuple[int, Block], ...]


class Blocks:
    """Divides texts, and remembers the blocks. `pieces`: the runs that are of interest; no others are kept."""

    def __init__(self, pieces: frozenset[str]) -> None:
        self._pieces = pieces
        self._known: Memory[Block] = Memory()

    def level(self, text: str, depth: int = 0) -> Level | None:
        """The blocks of a text, which is one collection; None where it holds nothing but comments. Raises Indivisible."""
        first = _FIRST.match(text)
        if first is None:
            if text.strip() and any(line.strip()[:1] not in ("", "#") for line in text.split("\n")):
                raise Indivisible
            return None
        column, is_list, begin = len(first["lead"]), first["dash"] is not None, first.start("lead")
        # What is sought begins with a line end, which is quicker than to look at each place whether it begins a line.
        starts = [begin, *(hit.start() + 1 for hit in _starts(column, is_list).finditer(text, begin))]
        if depth > _DEEPEST or not _starts(column, is_list).match("\n" + text[begin : begin + column + 2]) or reaches_far(text[:begin]):
            raise Indivisible
        found: list[tuple[int, Block]] = []
        line = text.count("\n", 0, begin)
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            block = self._block(text[start:end], column, is_list, depth)
            found.append((line, block))
            line += block.lines
        if any(block.has_environments for _, block in found) and _tell_together([block for _, block in found]):
            raise Indivisible
        return Level(text[:begin], is_list, tuple(found))

    def _block(self, text: str, column: int, is_list: bool, depth: int) -> Block:
        def make() -> Block:
            made = self._divided(text, column, is_list, depth) if text.count("\n") > _SMALL else None
            return made or self._whole(text, column, is_list)

        return self._known.of(text, make)

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
            naming = [part for _, part in level.blocks if part.key in NAMING]
            if any(part.aliases for part in naming):
                return None
            names: frozenset[str] = frozenset().union(*(part.runs for part in naming))
            return _composed(text, column, None, "", level, column, names)
        opened = _OPENS.match(text)
        if opened is None:
            return None
        rest = text[opened.end() :]
        inner = _FIRST.match(rest)
        if inner is None or len(inner["lead"]) < column + (inner["dash"] is None) or reaches_far(opened[0]):
            return None
        if not inner["dash"] and not _PLAIN_START.match(rest, inner.end()):
            return None
        level = self._inner(rest, depth)
        if level is None:
            return None
        key = opened["key"].strip("\"'")
        if key in _TOLD_AS_ONE:
            return None
        return _composed(text, column, key, opened[0], level, -1, runs_in((key,)) & self._pieces)

    def _inner(self, text: str, depth: int) -> Level | None:
        """The blocks inside a block; None where they don't divide: it is then read as one."""
        try:
            return self.level(text, depth + 1)
        except Indivisible:
            return None

    def _whole(self, text: str, column: int, is_list: bool) -> Block:
        if reaches_far(text) or not (is_list or _PLAIN_START.match(text, column)):
            raise Indivisible
        outline = from_yaml.read(text)
        if outline.stopped is not None or len(outline.documents) != 1:
            raise Indivisible
        root = outline.documents[0]
        nodes, deepest = _measured(root)
        key: str | None = None
        if is_list and isinstance(root, Seq) and len(root.nodes) == 1:
            node = root.nodes[0]
        elif not is_list and isinstance(root, Map) and len(root.pairs) == 1:
            key, _, node = root.pairs[0]
            if len(key) > _LONGEST_KEY:
                raise Indivisible
        else:
            raise Indivisible
        runs = runs_in(spoken(root)) & self._pieces if self._pieces else _NOWHERE
        anchors, aliases = frozenset(_ANCHOR.findall(text)), frozenset(_ALIAS.findall(text))
        if (aliases and _ALIAS_AS_KEY.search(text)) or ("\\" in text and has_defaults_in_escapes(root, "${" in text)):
            raise Indivisible
        # What an alias repeats may become a name where it is repeated.
        anchored = runs | (runs_in((*every_text(root), text)) & self._pieces) if anchors and self._pieces else _NOWHERE
        return Block(
            text,
            text.count("\n"),
            column,
            key,
            flat_of(key, node),
            deep_of(key, node),
            runs,
            borrows(node, 0),
            borrows(node, 1 if key is None or isinstance(node, Map) else 2),
            may_name_environments(root, repeated=bool(anchors)),
            anchors,
            aliases,
            anchored,
            nodes,
            deepest,
            text.count("*") if aliases else 0,
        )


def _composed(text: str, column: int, key: str | None, opening: str, level: Level, dash: int, own: frozenset[str]) -> Block:
    parts = [part for _, part in level.blocks]
    if level.is_list:
        flat, deep = "[]", "[" + ", ".join(part.deep for part in parts) + "]"
        borrowing = any(part.borrows_names for part in parts)
    else:
        inner = (f"{quoted(part.key or '')}: {part.deep if part.key in PAIR_VALUES else part.flat}" for part in parts)
        flat, deep = "{}", "{" + ", ".join(inner) + "}"
        borrowing = any((part.borrows_names if part.key in PAIR_VALUES else part.is_borrowed) or part.key == "<<" for part in parts)
    none: frozenset[str] = frozenset()
    before = opening.count("\n")
    return Block(
        text,
        text.count("\n"),
        column,
        key,
        flat,
        deep,
        own.union(*(part.runs for part in parts)),
        False,
        borrowing,
        (key is not None and may_name(key)) or any(part.has_environments for part in parts),
        none.union(*(part.anchors for part in parts)),
        none.union(*(part.aliases for part in parts)),
        none.union(*(part.anchored for part in parts)),
        sum(part.nodes for part in parts) + 1,
        max(part.deepest for part in parts) + 1,
        0,
        opening + level.before if dash < 0 else "",
        own,
        tuple((line + before, part) for line, part in level.blocks),
        tuple(one for part in parts for one in part.linked),
        dash,
    )


@lru_cache(maxsize=256)
def _starts(column: int, is_list: bool) -> re.Pattern[str]:
    what = r"-(?=[ \n])" if is_list else r"(?:[^\s#-]|-(?=[^\s]))"
    return re.compile(rf"\n{' ' * column}{what}")


def _tell_together(blocks: Sequence[Block]) -> bool:
    """Whether what stands below one name in several blocks of a collection may tell sections together."""
    if blocks[0].key is None:
        return may_share_a_name([keys for block in blocks if isinstance(keys := json.loads(block.deep), dict)])
    keys = [block.key or "" for block in blocks]
    return len(set(keys)) < len(keys) or any("[" in key for key in keys)  # `apps[x]` is the entry x of a list `apps`, too


def _measured(root: Node) -> tuple[int, int]:
    """How many entries a node makes at most, and how deep. Raises Indivisible where that is many, as aliases can make it: a node may
    even hold itself."""
    pending, seen, deepest = [(root, 0)], 0, 0
    while pending:
        one, depth = pending.pop()
        seen += 1
        deepest = max(deepest, depth)
        if depth > _DEEPEST or seen > _MOST_NODES:
            raise Indivisible
        if not isinstance(one, Leaf):
            inner = (child for _, _, child in one.pairs) if isinstance(one, Map) else iter(one.nodes)
            pending += [(child, depth + 1) for child in inner]
        elif "\n" in one.text:  # each entry of a file in a string has a mark of these
            seen += sum(one.text.count(mark) for mark in "\n:=,-[{")
    return seen, deepest

"""The part of a YAML text that can speak of a key: what can't is cut down to the names on which others' paths depend.

A version of a file whose reduced text is that of another says the same of the key, and needs no parse of its own. What stays: every
block in which the key's letters may be put together, with all blocks around it by name; what those hold by name (sections and list
entries go by these); what has an anchor, an alias or a tag; and the comments above what stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from forensics.parse.blocks import Block, Blocks, Indivisible, quoted
from forensics.parse.defaults import is_spring
from forensics.parse.jobs import is_pipeline
from forensics.parse.memory import Memory
from forensics.parse.tree import DEEPEST, LARGEST, MOST

_LONGEST_KEY = 100
_SEPARATOR = re.compile(r"\n---([ ]*+\n)?")
_DIGITS = re.compile(r"\d+")
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reduced:
    """The text that is left, and for each of its lines the number (from 1) of the line that it stands for."""

    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Document:
    """Likewise for one document: its lines from 0, and how many the document has. `entries` and `deepest`: how many entries those are
    at most, in full, and how deep."""

    text: str
    lines: tuple[int, ...]
    ends: int
    entries: int
    deepest: int


@dataclass(frozen=True, slots=True)
class _Remains:
    """Likewise for a block. `ends`: it ends as it did; `borrowing`: the names of the aliases in what is left."""

    text: str
    lines: tuple[int, ...]
    ends: bool
    borrowing: frozenset[str]


_TurnsOn: TypeAlias = tuple[frozenset[str], frozenset[str], frozenset[tuple[str, frozenset[str]]]]


class Letters:
    """What a key can be put together of: `bare` are its spellings without case and separators (keys.canon). Nothing can be told of one
    that is not `usable`.

    `pieces`: the runs of letters and digits that may be parts of it; `given`: those that need stand nowhere.
    """

    def __init__(self, bare: Iterable[str]) -> None:
        self._bare = tuple(dict.fromkeys(bare))
        plain = all(one.isascii() and one.isalnum() and not one.isdigit() and len(one) <= _LONGEST_KEY for one in self._bare)
        self.usable = bool(self._bare) and plain
        pieces = {one[start:end] for one in self._bare for start in range(len(one)) for end in range(start + 1, len(one) + 1)}
        self.pieces = frozenset(pieces) if self.usable else frozenset()
        # The place of an entry in a list is a digit that stands nowhere.
        self.given = frozenset(piece for piece in self.pieces if _DIGITS.fullmatch(piece))

    def spelled(self, runs: frozenset[str]) -> bool:
        """Whether the key, or another name of it, can be put together of these runs."""
        return any(_can_be_made(bare, runs) for bare in self._bare)


class Reducer:
    """Reduces versions of files for one key: `bare` are its spellings without case and separators (keys.canon)."""

    def __init__(self, bare: Iterable[str]) -> None:
        self._letters = Letters(bare)
        self._blocks = Blocks(self._letters.pieces)
        self._documents: Memory[_Document | None] = Memory()
        self._remains: Memory[dict[_TurnsOn, _Remains]] = Memory()
        self._anchored: dict[str, frozenset[str]] = {}  # anchor → the runs that its alias may repeat
        self._needed = _NOWHERE
        self._borrowing: set[str] = set()

    def reduced(self, path: str, text: str) -> Reduced | None:
        """What of a file's text (as parse.text.decode gives it) can say anything of the key; None where all of it has to be read."""
        if not self._letters.usable or len(text) > LARGEST or (is_pipeline(path) and "environment" in text):
            return None
        parts: list[str] = []
        lines: list[int] = []
        line, entries, deepest = 1, 0, 0
        for separator, document in _documents(text):
            left = self._documents.of(document, partial(self._left_of, document)) if document is not None else None
            if left is None:
                return None
            if separator:
                parts.append(separator)
                lines.append(line)
                line += 1
            parts.append(left.text)
            lines.extend([line + place for place in left.lines])
            line += left.ends
            entries, deepest = entries + left.entries, max(deepest, left.deepest)
        if not _is_within_budget(entries, deepest):
            return None
        return Reduced("".join(parts), tuple(lines))

    def _left_of(self, text: str) -> _Document | None:
        """What is left of one document; None where it doesn't divide, or holds other objects."""
        if _is_far_reaching(text):
            return None
        try:
            level = self._blocks.level(text)
        except Indivisible:
            return None
        if level is None:
            return _Document("", (), text.count("\n"), 0, 0)
        blocks = [block for _, block in level.blocks]
        if any(block.key == "kind" and (block.lent_flat or block.flat.endswith('List"')) for block in blocks):
            return None
        lending = [each for block in blocks for each in block.lending()]
        self._anchored = _borrowed(lending)
        anchors = _NOWHERE.union(*(each.anchors for each in lending))
        self._needed = _NOWHERE
        while True:
            parts, lines = [level.before], list(range(level.before.count("\n")))
            self._borrowing = set()
            self._siblings(level.blocks, 0, self._letters.given, parts, lines)
            needed = anchors & self._borrowing
            if needed <= self._needed:
                return _Document("".join(parts), tuple(lines), text.count("\n"), *_measured(blocks, lending))
            self._needed |= needed

    def _siblings(self, blocks: Iterable[tuple[int, Block]], line: int, above: frozenset[str], parts: list[str], lines: list[int]) -> bool:
        """Writes what is left of the blocks of one collection; whether the last one ends as it was."""
        previous: Block | None = None
        for place, block in blocks:
            if not block.lent and self._needed.isdisjoint(block.anchors) and not self._concerns(block, above):
                parts.append(_outline_of(block))
                lines.append(line + place)
                previous = block
                continue
            if previous is not None:
                said = tuple(_comments_below(previous.text))
                parts.extend(f"{' ' * block.column}{comment}\n" for comment in said)
                lines.extend(range(line + place - len(said), line + place))
            previous = None if self._kept(block, line + place, above, parts, lines) else block
        return previous is None

    def _kept(self, block: Block, line: int, above: frozenset[str], parts: list[str], lines: list[int]) -> bool:
        within = above | block.own_runs
        if not block.parts or (block.own_runs and self._letters.spelled(within)):
            self._borrowing |= block.aliases
            parts.append(block.text)
            lines.extend(range(line, line + block.lines + (not block.text.endswith("\n"))))
            return True
        # What is left of it turns on nothing else than these.
        lent = frozenset((name, self._anchored[name]) for name in block.aliases if name in self._anchored)
        turns_on = within, self._needed & block.anchors, lent
        known = self._remains.of(block.text, dict)
        remains = known.get(turns_on)
        if remains is None:
            remains = known[turns_on] = self._remains_of(block, within)
        self._borrowing |= remains.borrowing
        parts.append(remains.text)
        lines.extend([line + place for place in remains.lines])
        return remains.ends

    def _remains_of(self, block: Block, within: frozenset[str]) -> _Remains:
        """What is left of a divided block that is kept."""
        outer, self._borrowing = self._borrowing, set()
        parts = [block.opening] if block.opening else []
        lines = list(range(block.opening.count("\n")))
        first = len(parts)
        ends = self._siblings(block.parts, 0, within, parts, lines)
        if block.dash >= 0:
            parts[first] = f"{parts[first][: block.dash]}-{parts[first][block.dash + 1 :]}"
        borrowing, self._borrowing = frozenset(self._borrowing), outer
        return _Remains("".join(parts), tuple(lines), ends, borrowing)

    def _concerns(self, block: Block, above: frozenset[str]) -> bool:
        runs = block.runs.union(*(self._anchored.get(name, _NOWHERE) for name in block.aliases))
        return bool(runs) and self._letters.spelled(runs | above)


def _can_be_made(bare: str, runs: frozenset[str]) -> bool:
    ends = {len(bare)}
    pending = [len(bare)]
    while pending:
        end = pending.pop()
        for start in range(end):
            if start not in ends and bare[start:end] in runs:
                if start == 0:
                    return True
                ends.add(start)
                pending.append(start)
    return False


def _outline_of(block: Block) -> str:
    lead = " " * block.column
    return f"{lead}- {block.deep}\n" if block.key is None else f"{lead}{quoted(block.key)}: {block.deep}\n"


def _comments_below(text: str) -> list[str]:
    """The comment lines at the end of a text, right above what follows it."""
    found: list[str] = []
    for line in reversed(text[:-1].split("\n")):
        bare = line.strip(" \t")
        if not bare.startswith("#"):
            break
        found.append(bare)
    return found[::-1]


def _borrowed(lending: list[Block]) -> dict[str, frozenset[str]]:
    """The runs that an alias of each anchor may repeat. What it repeats may repeat what stands above that."""
    known: dict[str, frozenset[str]] = {}
    for block in lending:
        runs = block.anchored.union(*(known.get(name, _NOWHERE) for name in block.aliases))
        for name in block.anchors:
            known[name] = known.get(name, _NOWHERE) | runs
    return known


def _measured(blocks: list[Block], lending: list[Block]) -> tuple[int, int]:
    """How many entries the blocks of a document make at most, each alias counted as the most that it may repeat, and how deep.

    An alias repeats what stands above it, so that one look at the blocks in their order will do.
    """
    nodes, deepest = sum(block.nodes for block in blocks) + 1, max(block.deepest for block in blocks) + 1
    known: dict[str, tuple[int, int]] = {}  # what an alias adds: entries, and how many anchors inside one another
    longest = 0
    for block in lending:
        each = [known[name] for name in block.aliases if name in known]
        added = block.text.count("*") * max((more for more, _ in each), default=0)
        links = max((chain for _, chain in each), default=0)
        nodes, longest = nodes + added, max(longest, links)
        for name in block.anchors:
            before = known.get(name, (0, 0))
            known[name] = max(before[0], block.nodes + added), max(before[1], links + 1)
    return nodes, deepest * (1 + longest)


def _is_within_budget(entries: int, deepest: int) -> bool:
    """Whether a parse of all of a text would surely not be cut (shape.py's budgets)."""
    return entries <= MOST and deepest < DEEPEST and entries * (deepest + 2) <= 20 * MOST


def _is_far_reaching(text: str) -> bool:
    """Whether what stands somewhere in a document gives all of the file another meaning: directives, Spring's profiles and defaults."""
    if text.startswith("%") or "\n%" in text or "\n..." in text or text.startswith("..."):
        return True
    if "spring" in text and "profile" in text.lower():
        return True
    return "${" in text and is_spring(text)


def _documents(text: str) -> Iterator[tuple[str, str | None]]:
    """Each document with the separator above it; None for what a separator has beside it."""
    at, separator = 0, ""
    sought = "\n" + text[:_LONGEST_KEY] if text.startswith("---") else ""
    if sought and (first := _SEPARATOR.match(sought)) is not None and first[1] is not None:
        at, separator = first.end() - 1, first[0][1:]
    while (hit := _SEPARATOR.search(text, max(at - 1, 0))) is not None:
        if hit[1] is None:
            break
        yield separator, text[at : hit.start() + 1]
        at, separator = hit.end(), hit[0][1:]
    yield separator, None if hit or text.startswith("---", at) else text[at:]

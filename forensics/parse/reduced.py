"""The part of a YAML text that can speak of a key: what can't is cut down to the names on which others' paths depend.

A version of a file whose reduced text is that of another says the same of the key, and needs no parse of its own. What stays: every
block in which the key's letters may be put together, with all blocks around it by name; what those hold by name, where sections or
list entries may go by it (siblings.py); what has an anchor, an alias or a tag that is needed; and the comments above what stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from forensics.parse.blocks import Block, Blocks
from forensics.parse.divided import Divider
from forensics.parse.documents import documents, is_within_budget
from forensics.parse.frames import Siblings
from forensics.parse.jobs import is_pipeline
from forensics.parse.lending import Lent
from forensics.parse.memory import Memory
from forensics.parse.outlines import Left, comments_below
from forensics.parse.siblings import can_spare, is_spare
from forensics.parse.speaking import runs_in
from forensics.parse.tree import LARGEST

_LONGEST_KEY = 100
_DIGITS = re.compile(r"\d+")
_NOWHERE: frozenset[str] = frozenset()
_MOST_ASKED = 100_000


@dataclass(frozen=True, slots=True)
class Reduced:
    """The text that is left, and for each of its lines the number (from 1) of the line that it stands for."""

    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Document:
    """Likewise for one document: its lines from 0, and how many the document has. `entries` and `deepest`: how many entries those are
    at most, in full, and how deep. `has_environments`: a name in it may be that of an environment.
    `called`: the object that it is, as far as its blocks tell."""

    text: str
    lines: tuple[int, ...]
    ends: int
    entries: int
    deepest: int
    has_environments: bool
    called: str = ""


@dataclass(frozen=True, slots=True)
class _Remains:
    """Likewise for a block. `ends`: it ends as it did; `borrowing`: the names of the aliases in what is left."""

    text: str
    lines: tuple[int, ...]
    ends: bool
    borrowing: frozenset[str]


_TurnsOn: TypeAlias = tuple[frozenset[str], frozenset[str], frozenset[tuple[str, frozenset[str]]], bool]


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
        self._asked: dict[frozenset[str], bool] = {}

    def spelled(self, runs: frozenset[str]) -> bool:
        """Whether the key, or another name of it, can be put together of these runs."""
        known = self._asked.get(runs)
        if known is None:
            if len(self._asked) > _MOST_ASKED:
                self._asked.clear()
            known = self._asked[runs] = any(_can_be_made(bare, runs) for bare in self._bare)
        return known


class Reducer:
    """Reduces versions of files for one key: `bare` are its spellings without case and separators (keys.canon)."""

    def __init__(self, bare: Iterable[str]) -> None:
        self._letters = Letters(bare)
        self._divider = Divider(Blocks(self._letters.pieces))
        self._documents: Memory[_Document | None] = Memory()
        self._remains: Memory[dict[_TurnsOn, _Remains]] = Memory()
        self._lent = Lent({})
        self._needed = _NOWHERE
        self._borrowing: set[str] = set()
        self._sparing = False

    def reduced(self, path: str, text: str) -> Reduced | None:
        """What of a file's text (as parse.text.decode gives it) can say anything of the key; None where all of it has to be read."""
        if not self._letters.usable or len(text) > LARGEST or (is_pipeline(path) and "environment" in text):
            return None
        divided = list(documents(text))
        remains = [self._documents.of(one, partial(self._left_of, one)) if one is not None else None for _, one in divided]
        told = Counter(left.called for left in remains if left is not None and left.lines)
        if any(left is not None and left.has_environments and told[left.called] > 1 for left in remains):
            return None  # what stands at one path in several documents tells sections together
        parts: list[str] = []
        lines: list[int] = []
        line, entries, deepest = 1, 0, 0
        for (separator, _), left in zip(divided, remains, strict=True):
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
        if not is_within_budget(entries, deepest):
            return None
        return Reduced("".join(parts), tuple(lines))

    def _left_of(self, text: str) -> _Document | None:
        """What is left of one document; None where it doesn't divide, or holds other objects."""
        one = self._divider.divided(text)
        if one is None:
            return None
        level, name = one.level, one.name
        if not level.blocks:
            return _Document("", (), text.count("\n"), 0, 0, False)
        self._sparing, self._lent = one.sectionless, one.lent
        anchors = _NOWHERE.union(*(each.anchors for each in one.linked))
        # A key may begin inside an object's name that has dots.
        above = self._letters.given | (runs_in((name,)) & self._letters.pieces) if "." in name else self._letters.given
        self._needed = _NOWHERE
        while True:
            left = Left([level.before], list(range(level.before.count("\n"))))
            self._borrowing = set()
            self._siblings(level.blocks, 0, above, left, last_stays=True)
            needed = anchors & self._borrowing
            if needed <= self._needed:
                text_left, lines = "".join(left.parts), tuple(left.lines)
                return _Document(text_left, lines, text.count("\n"), one.entries, one.deepest, not one.sectionless, one.called)
            self._needed |= needed

    def _siblings(
        self, blocks: Siblings, line: int, above: frozenset[str], left: Left, first_stays: bool = False, last_stays: bool = False
    ) -> bool:
        """Writes what is left of the blocks of one collection, at least one; whether the last one ends as it was. `last_stays`: else
        what follows might be taken for a part of what stands before it."""
        previous: Block | None = None
        before = len(left.parts)
        sparing = self._sparing and len(blocks) > 1 and can_spare([block for _, block in blocks])
        for number, (place, block) in enumerate(blocks):
            if self._needed.isdisjoint(block.anchors) and not self._concerns(block, above):
                # What follows a comment keeps that from being told of what comes next.
                stays = (first_stays and number == 0) or (last_stays and number == len(blocks) - 1)
                spared = sparing and not stays and is_spare(block) and not left.ends_in_comment
                if spared or not block.borrows_names:
                    if not spared:
                        left.outline(block, line + place)
                    previous = block
                    continue
            if previous is not None:
                left.comments(comments_below(previous.text), block, line + place)
            previous = None if self._kept(block, line + place, above, left) else block
        if len(left.parts) == before:
            place, block = next((one for one in blocks if not one[1].borrows_names), blocks[0])
            if block.borrows_names:
                return self._kept(block, line + place, above, left) and len(blocks) == 1
            left.outline(block, line + place)
        return previous is None

    def _kept(self, block: Block, line: int, above: frozenset[str], left: Left) -> bool:
        within = above | block.own_runs
        if not block.parts or (block.own_runs and self._letters.spelled(within)):
            self._borrowing |= block.aliases
            left.whole(block, line)
            return True
        # What is left of it turns on nothing else than these.
        lent = frozenset((name, self._lent.anchored[name]) for name in block.aliases if name in self._lent.anchored)
        turns_on = within, self._needed & block.anchors, lent, self._sparing
        known = self._remains.of(block.text, dict)
        remains = known.get(turns_on)
        if remains is None:
            remains = known[turns_on] = self._remains_of(block, within)
        self._borrowing |= remains.borrowing
        left.parts.append(remains.text)
        left.lines.extend([line + place for place in remains.lines])
        return remains.ends

    def _remains_of(self, block: Block, within: frozenset[str]) -> _Remains:
        """What is left of a divided block that is kept."""
        outer, self._borrowing = self._borrowing, set()
        left = Left([block.opening] if block.opening else [], list(range(block.opening.count("\n"))))
        first = len(left.parts)
        ends = self._siblings(block.parts, 0, within, left, first_stays=block.dash >= 0)
        if block.dash >= 0:
            left.parts[first] = f"{left.parts[first][: block.dash]}-{left.parts[first][block.dash + 1 :]}"
        borrowing, self._borrowing = frozenset(self._borrowing), outer
        return _Remains("".join(left.parts), tuple(left.lines), ends, borrowing)

    def _concerns(self, block: Block, above: frozenset[str]) -> bool:
        runs = block.runs
        if block.aliases:
            runs = runs.union(*(self._lent.anchored.get(name, _NOWHERE) for name in block.aliases))
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

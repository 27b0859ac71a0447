"""The pieces of a YAML document, and a text of what is new among them, from which their entries are read."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

from forensics.model import Entry
from forensics.parse.blocks import Block
from forensics.parse.ladder import parse_apart
from forensics.parse.lending import Lenders
from forensics.parse.outlines import Left
from forensics.parse.tree import APART

_NOWHERE: frozenset[str] = frozenset()
LentText: TypeAlias = tuple[str, int]  # a text with anchors; how often the document has it above


@dataclass(slots=True)
class Piece:
    """Some lines of a file, the first of which is `line` (from 1), and the entries on them; None until they are parsed.

    `borrowed`: which of these an alias repeats, of which text, and how far below its first line they stand there. `lends`: the texts in
    it that have anchors, each with the lines above it in the piece. `parts`: the pieces that it is made of, likewise; it is then told by
    these.
    """

    line: int
    entries: tuple[Entry, ...] | None = None
    borrowed: tuple[tuple[int, LentText, int], ...] = ()
    lends: tuple[tuple[int, str], ...] = ()
    parts: list[tuple[int, Piece]] = field(default_factory=list)
    is_known: bool = False
    borrows: bool = False

    def has_all(self) -> bool:
        """Whether everything in it is parsed."""
        if not self.is_known and self.parts:
            self.is_known = all(part.is_known for _, part in self.parts)
            self.borrows = any(part.borrows for _, part in self.parts)
            self.lends = tuple((above + more, text) for above, part in self.parts for more, text in part.lends)
        return self.is_known

    def on(self, line: int, where: Mapping[LentText, int]) -> tuple[Entry, ...]:
        """The entries where the piece begins on a line, and what it borrows from on those in `where`."""
        entries = self.entries
        if entries is None or (self.borrows and self.parts):
            entries = tuple(chain.from_iterable([part.on(line + above, where) for above, part in self.parts]))
        elif line != self.line:
            further = line - self.line
            entries = tuple([entry.moved(entry.path, entry.line + further) for entry in entries])
        if self.borrowed:
            made = list(entries)
            for place, lent, below in self.borrowed:
                made[place] = made[place].moved(made[place].path, where[lent] + below)
            entries = tuple(made)
        self.line, self.entries = line, entries
        return entries


@dataclass(slots=True)
class Sheet:
    """What is to be parsed of a document: the text with its lines' numbers, and all of its pieces.

    `needed`: the anchors without which what is new would read otherwise; `seen`: how often each anchor stood above; `ends`: what stands
    right above what comes next is written, with the comments at its end.
    """

    sectionless: bool
    lenders: Lenders
    needed: frozenset[str] = _NOWHERE
    left: Left = field(default_factory=lambda: Left([], []))
    laid: list[tuple[int, Piece]] = field(default_factory=list)
    borrowing: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    ends: bool = False

    def lent_to(self, block: Block) -> Iterator[str]:
        """Marks of what a block borrows from above."""
        for name in sorted(block.aliases):
            if name in self.lenders.marks:
                yield f"{name} {self.seen[name]} {self.lenders.marks[name]}"


def lent_lines(sheet: Sheet) -> list[tuple[int, LentText]]:
    """The texts with anchors in a document, each with its first line's number."""
    seen: Counter[str] = Counter()
    found: list[tuple[int, LentText]] = []
    for line, piece in sheet.laid:
        for above, text in piece.lends:
            found.append((line + above, (text, seen[text])))
            seen[text] += 1
    return found


def filled(path: str, sheets: Sequence[tuple[str, Sheet]]) -> bool:
    """Parses what is new; False where it does not read as it should."""
    spots = [spot for _, sheet in sheets for spot in sheet.laid]
    new = {id(piece): (line, piece) for line, piece in reversed(spots) if not piece.is_known}
    if not new:
        return True
    text, lines = _written(sheets)
    entries = parse_apart(path, text)
    if entries is None:
        return False
    starts, lending = [line for line, _ in spots], [one for _, sheet in sheets for one in lent_lines(sheet)]
    found: dict[int, list[Entry]] = {number: [] for number in new}
    borrowed: dict[int, list[tuple[int, LentText, int]]] = {number: [] for number in new}
    for entry in entries:
        repeated, own = divmod(entry.line, APART)
        if max(repeated, own) > len(lines):
            return False
        line = lines[own - 1]
        at, piece = spots[bisect_right(starts, lines[repeated - 1] if repeated else line) - 1]
        number = id(piece)
        if number not in new or new[number][0] != at:
            continue  # known, or the same once more
        if repeated and spots[bisect_right(starts, line) - 1][0] != at:
            place = bisect_right(lending, line, key=itemgetter(0)) - 1
            if place < 0:
                return False
            above, lent = lending[place]
            borrowed[number].append((len(found[number]), lent, line - above))
        found[number].append(entry.moved(entry.path, line))
    for number, (_, piece) in new.items():
        piece.entries, piece.borrowed = tuple(found[number]), tuple(borrowed[number])
        piece.is_known, piece.borrows = True, bool(borrowed[number])
    return True


def _written(sheets: Sequence[tuple[str, Sheet]]) -> tuple[str, list[int]]:
    """What is to be parsed of several documents, each with the separator above it, and its lines' numbers in the file."""
    parts: list[str] = []
    lines: list[int] = []
    for separator, sheet in sheets:
        if sheet.left.parts:
            parts += [separator] if separator else []
            lines += [0] if separator else []
            parts += sheet.left.parts
            lines += sheet.left.lines
    return "".join(parts), lines

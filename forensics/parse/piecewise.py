"""A YAML file's entries, piece by piece: each piece of its text is parsed once, however many versions of the file have it.

What a piece says turns on its own text, on the comments above it, on what its aliases repeat, and on its *frame*: what holds it, with the
names that stand beside it there, as far as paths may go by them (blocks.py, siblings.py). What is new in a version is parsed together, as
one text in which all that is known is cut down to its frame.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from forensics.model import Entry, Parsed
from forensics.parse.blocks import Block, Blocks
from forensics.parse.divided import Divided, Divider
from forensics.parse.documents import documents, is_within_budget
from forensics.parse.encrypted import is_encrypted_file
from forensics.parse.frames import Frame, Siblings, borrows_names, frame_of, is_one
from forensics.parse.jobs import is_pipeline
from forensics.parse.ladder import parse
from forensics.parse.lending import NO_LENDERS, Lenders, Lending, lenders, lent_in
from forensics.parse.memory import Memory
from forensics.parse.names import format_of
from forensics.parse.outlines import Left, comments_below
from forensics.parse.sheets import Piece, Sheet, filled, lent_lines
from forensics.parse.siblings import is_spare
from forensics.parse.text import decode
from forensics.parse.tree import LARGEST

# Versions of so many bytes, if there are many of a file, are sooner read piece by piece than each as a whole.
WORTH_PIECES = 8_000
# Of a file that had to be read as a whole so often in a row only each so-manieth version is tried from then on; so is one of which more
# than this was new.
_TRIES, _AGAIN = 3, 16
_MOST_NEW = 0.35
# A block that stands in so many frames is hardly told by any of them again.
_MOST_FRAMES = 32
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Document:
    """A divided document, and what aliases in it repeat."""

    divided: Divided
    lenders: Lenders


class Piecewise:
    """Reads versions of files. Those of one file are read quickest one after another."""

    def __init__(self) -> None:
        self._divider = Divider(Blocks(_NOWHERE))
        self._documents: Memory[_Document | None] = Memory()
        self._lending: tuple[list[Lending], Lenders | None] = ([], NO_LENDERS)
        self._in_vain: Counter[str] = Counter()
        self._new = 0  # how much of the last version was parsed

    def parse(self, path: str, content: bytes) -> Parsed:
        """What `ladder.parse` makes of a version of a file."""
        in_vain = self._in_vain[path]
        self._new, parsed = len(content), None
        if in_vain < _TRIES or in_vain % _AGAIN == 0:
            try:
                parsed = self.by_pieces(path, content)
            except Exception:  # a mistake of ours costs time, and never an entry
                self._new = len(content)
        self._in_vain[path] = in_vain + 1 if self._new > _MOST_NEW * len(content) else 0
        return parsed or parse(path, content)

    def by_pieces(self, path: str, content: bytes) -> Parsed | None:
        """Likewise; None where the file has to be read as a whole."""
        if format_of(path) != "yaml" or len(content) > LARGEST or is_encrypted_file(content):
            return None
        text, doubt = decode(content)
        pipeline = is_pipeline(path)
        if doubt is not None or (pipeline and "environment" in text):
            return None
        divided = self._divided(text)
        if divided is None or not _are_apart([one.divided for _, _, one in divided]):
            return None
        kind = f"{pipeline}{path.rpartition('/')[2].startswith('helmfile')}"  # the rest of what is told by a path
        sheets = [(separator, self._laid_out(one, line, kind)) for line, separator, one in divided if one.divided.level.blocks]
        if not filled(path, sheets):
            return None
        self._new = sum(len(part) for _, sheet in sheets for part in sheet.left.parts)
        entries: list[Entry] = []
        for _, sheet in sheets:
            where = {lent: line for line, lent in lent_lines(sheet)}
            for line, piece in sheet.laid:
                entries += piece.on(line, where)
        return Parsed(tuple(entries))

    def _divided(self, text: str) -> list[tuple[int, str, _Document]] | None:
        """Each document with its first line's number and the separator above it; None where one doesn't divide."""
        found: list[tuple[int, str, _Document]] = []
        line = 1
        for separator, document in documents(text):
            one = None if document is None else self._documents.of(document, partial(self._document, document))
            if document is None or one is None:
                return None
            line += bool(separator)
            found.append((line, separator, one))
            line += document.count("\n")
        return found

    def _document(self, text: str) -> _Document | None:
        one = self._divider.divided(text)
        if one is None:
            return None
        blocks, told = one.level.blocks, NO_LENDERS
        if any(block.aliases for _, block in blocks):
            lending = self._lenders(list(_lending(blocks, one.level.before)))
            if lending is None:
                return None
            told = lending
        return None if borrows_names(blocks, one.sectionless) else _Document(one, told)

    def _lenders(self, lending: list[Lending]) -> Lenders | None:
        if lending != self._lending[0]:
            self._lending = lending, lenders(lending)
        return self._lending[1]

    def _laid_out(self, one: _Document, line: int, kind: str) -> Sheet:
        """The pieces of a document, and what of it is to be parsed: nothing, where all is known."""
        sectionless, blocks, before = one.divided.sectionless, one.divided.level.blocks, one.divided.level.before
        frame = frame_of(f"{kind}{sectionless}", blocks, sectionless)
        needed = _NOWHERE
        while True:
            sheet = Sheet(sectionless, one.lenders, needed)
            if before:
                sheet.left.whole_text(before, line)
            if not self._lay(blocks, line, frame, tuple(comments_below(before)), sheet):
                sheet.left = Left([], [])
            wanted = needed.union(*map(one.lenders.needs.__getitem__, sheet.borrowing))
            if wanted == needed:
                return sheet
            needed = wanted

    def _lay(self, blocks: Siblings, line: int, frame: Frame, said: tuple[str, ...], sheet: Sheet, dashed: bool = False) -> bool:
        """Lays out the pieces of the blocks of one collection, and writes what is new in them with their frame; whether anything is.
        `said`: the comments above the first; `dashed`: it begins with the dash of what holds it."""
        left = sheet.left
        new = follows = False
        begun = len(left.parts)
        previous: Block | None = None
        for place, (start, block) in enumerate(blocks):
            above = _below(previous) if previous is not None else said
            stays = dashed and not place
            pieces = _pieces(block)
            where = f"{'' if frame.spares else place}{'-' if stays else ''}"
            mark = frame.mark, where, tuple(sheet.lent_to(block)), above
            known = pieces.get(mark)
            if known is not None and known.has_all() and sheet.needed.isdisjoint(block.anchors):
                sheet.laid.append((line + start, known))
                for each in block.linked if block.anchors else ():
                    sheet.seen.update(each.anchors)
                if stays or follows or not (frame.spares and is_spare(block)) or left.ends_in_comment:
                    left.outline(block, line + start)
                sheet.ends = follows = False
            else:
                if previous is not None and not sheet.ends:
                    left.comments(above, block, line + start)
                first = len(sheet.laid)
                self._lay_block(block, line + start, frame.mark + where, above, sheet)
                parts = [(at - line - start, piece) for at, piece in sheet.laid[first:]]
                pieces[mark] = parts[0][1] if is_one(block, sheet.sectionless) else Piece(line + start, parts=parts)
                new = follows = True  # what follows a comment keeps that from being told of what comes next
            previous = block
        if len(left.parts) == begun:
            start, block = blocks[0]
            left.outline(block, line + start)
        return new

    def _lay_block(self, block: Block, line: int, mark: str, above: tuple[str, ...], sheet: Sheet) -> None:
        """Likewise, of one block that is new, or in which something is."""
        left = sheet.left
        if is_one(block, sheet.sectionless):
            sheet.borrowing.update(name for name in block.aliases if name in sheet.lenders.marks)
            sheet.seen.update(block.anchors)
            sheet.laid.append((line, Piece(line, lends=tuple(lent_in(block)))))
            left.whole(block, line)
            sheet.ends = True
            return
        if block.opening:
            sheet.laid.append((line, Piece(line)))
            left.whole_text(block.opening, line)
        first = len(left.parts)
        frame = frame_of(f"{mark}\0{block.key}\0", block.parts, sheet.sectionless)
        self._lay(block.parts, line, frame, tuple(comments_below(block.opening)) if block.opening else above, sheet, block.dash >= 0)
        if block.dash >= 0:
            left.parts[first] = f"{left.parts[first][: block.dash]}-{left.parts[first][block.dash + 1 :]}"


def _are_apart(told: Sequence[Divided]) -> bool:
    """Whether no document's entries turn on another's, and there are not too many."""
    called = Counter(one.called for one in told if one.level.blocks)
    if any(not one.sectionless and called[one.called] > 1 for one in told):
        return False  # what stands at one path in several documents tells sections together
    return is_within_budget(sum(one.entries for one in told), max((one.deepest for one in told), default=0))


def _pieces(block: Block) -> dict[Any, Piece]:
    """The pieces of a block, by what each turns on."""
    found: dict[Any, Piece] = block.notes.pieces
    if len(found) > _MOST_FRAMES:
        found.clear()
    return found


def _below(block: Block) -> tuple[str, ...]:
    """The comments at a block's end."""
    if block.notes.below is None:
        block.notes.below = tuple(comments_below(block.text))
    return block.notes.below


def _lending(blocks: Siblings, before: str) -> Iterator[Lending]:
    """The undivided blocks with anchors in a collection, each with comments that may be told of what it lends."""
    said = tuple(comments_below(before))
    for _, block in blocks:
        if block.anchors:
            for more, each in _lending_in(block):
                yield (*said, *more), each
        said = _below(block)


def _lending_in(block: Block) -> Sequence[Lending]:
    if not block.parts:
        return [((), block)]
    found: list[Lending] | None = block.notes.lends
    if found is None:
        found = block.notes.lends = list(_lending(block.parts, block.opening))
    return found

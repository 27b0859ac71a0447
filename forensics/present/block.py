"""The block between two markers of an existing document: found, checked for edits by hand, replaced; every other byte stays."""

from __future__ import annotations

import hashlib
import re

# Stands last in the block, so that the next run can tell whether what stands above is still what was written.
_SEAL = re.compile(rb"<!-- forensics:sha256 ([0-9a-f]{32}) -->\s*\Z")


class BlockRefused(Exception):
    """The document has no such block, or one that must not be replaced; the message is the one sentence to show."""


def replaced(document: bytes, key: str, text: str, force: bool = False) -> bytes:
    """`document` with `text` between `<!-- forensics:begin KEY -->` and `<!-- forensics:end KEY -->`, in the line ends that the begin
    marker's line has. Raises BlockRefused where the markers are missing or don't pair, and, without `force`, where the block holds
    something that this function did not write."""
    start, end = _between(document, key)
    old = document[start:end]
    if old.strip() and not force and not _untouched(old):
        raise BlockRefused(f"the block of {key} was edited by hand, or not written by forensics: use --force to replace it")
    body = text.strip("\n") + "\n"
    new = f"\n{body}<!-- forensics:sha256 {_sum(body.encode())} -->\n".encode()
    return document[:start] + (new.replace(b"\n", b"\r\n") if _carriage_returns(document, start) else new) + document[end:]


def _between(document: bytes, key: str) -> tuple[int, int]:
    if "--" in key or key.strip() != key or not key.isprintable():
        raise BlockRefused(f"the key {key!r} can't stand in a marker: a comment holds no two hyphens, no line end and no blank at its ends")
    begin, end = f"<!-- forensics:begin {key} -->".encode(), f"<!-- forensics:end {key} -->".encode()
    counts = document.count(begin), document.count(end)
    if counts == (0, 0):
        raise BlockRefused(f"no block to fill: put the lines {begin.decode()} and {end.decode()} where it belongs")
    if counts != (1, 1) or document.index(begin) > document.index(end):
        raise BlockRefused(f"the markers don't pair: one {begin.decode()} and, below it, one {end.decode()} are needed")
    start, stop = document.index(begin) + len(begin), document.index(end)
    if b"<!-- forensics:begin " in document[start:stop] or b"<!-- forensics:end " in document[start:stop]:
        raise BlockRefused(f"another block's marker stands inside the block of {key}")
    return start, stop


def _untouched(old: bytes) -> bool:
    seal = _SEAL.search(old)
    return seal is not None and seal[1].decode() == _sum(old[: seal.start()])


def _sum(body: bytes) -> str:
    """Blanks at line ends and the kind of line end don't count: editors change them unasked."""
    lines = [line.rstrip() for line in body.strip().split(b"\n")]
    return hashlib.sha256(b"\n".join(lines)).hexdigest()[:32]


def _carriage_returns(document: bytes, start: int) -> bool:
    """Whether the begin marker's line, or else the document's first, ends with CRLF."""
    after = document.find(b"\n", start)
    place = after if after >= 0 else document.find(b"\n")
    return place > 0 and document[place - 1 : place] == b"\r"

"""Bytes → text: the encoding is found out, line ends become `\\n`, characters that no configuration means are dropped."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

# YAML's printable set (YAML 1.1 §5.1) without the exotic line ends, which would make line numbers differ from git's.
_STRANGE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_PLAIN = bytes([9, 10, 13, *range(0x20, 0x7F)])
_LINE_ENDS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(content: bytes) -> tuple[str, str | None]:
    """The text, and why it is doubtful (`latin-1`, `control characters`) or None.

    Tried in order: a byte order mark's encoding, UTF-8, then Windows-1252, as the WHATWG reads what calls itself latin-1.
    """
    text, doubt = _characters(content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if content.translate(None, _PLAIN) and _STRANGE.search(text):
        # A byte order mark in the middle is what `cat a b` leaves behind: no loss, so no doubt.
        text = text.translate(_LINE_ENDS).replace("\ufeff", "")
        clean = _STRANGE.sub("", text)
        doubt = doubt or ("control characters" if clean != text else None)
        text = clean
    return text, doubt


def _characters(content: bytes) -> tuple[str, str | None]:
    if content.startswith(_UTF_16):
        return content.decode("utf-16", errors="replace"), None
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252"), "latin-1"
        except UnicodeDecodeError:
            return content.decode("latin-1"), "latin-1"


def numbered(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Each match of a pattern with the line (from 1) on which it begins."""
    line, counted = 1, 0
    for hit in pattern.finditer(text):
        line += text.count("\n", counted, hit.start())
        counted = hit.start()
        yield line, hit


def line_within(lines: list[str], first: int, last: int, piece: str) -> int:
    """The line (from 1), between two, on which a piece of text stands; the first of them where it is written otherwise."""
    sought = piece.partition("\n")[0]
    return next((number for number in range(first, min(last, len(lines)) + 1) if sought in lines[number - 1]), first)

"""Reads one expression of code, in any language with quotes and brackets: an argument, a fallback, and what a call is followed by."""

from __future__ import annotations

import re
from typing import NamedTuple

_OPEN = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = ")]}"
_QUOTES = "\"'`"
# Nothing that is worth showing as a default is longer, and an unclosed bracket must not lead through the whole file.
_LONGEST = 600
_SHOWN = 200
_LITERAL = re.compile(r"""(?:[@$]|[rRuUbB]{1,2}(?=["']))?(["'`])((?:(?!\1)[^\\\n]|\\.)*+)\1""")
_CONVERTED = re.compile(r"\.(?:to_string|into|to_owned|to_s|to_i|to_sym|toString|freeze)(?:\(\))?$")
_MADE = re.compile(r"^String::from\((.*)\)$")
_CLOSURE = re.compile(r"^(?:move\s++)?(?:\|[^|\n]{0,40}\||\(\s*\)\s*(?:->|=>)|_\s*=>)\s*")


class Expression(NamedTuple):
    """An expression as written, and where what follows it begins."""

    text: str
    end: int


def _after_quote(text: str, start: int, limit: int) -> int:
    """The place behind the string that opens at `start`; a plain string ends with its line."""
    quote = text[start]
    place = start + 1
    while place < limit:
        letter = text[place]
        if letter == "\\":
            place += 1
        elif letter == quote:
            return place + 1
        elif letter == "\n" and quote != "`":
            return place
        place += 1
    return limit


def argument(text: str, start: int) -> Expression:
    """What stands between `start` and the next comma or closing bracket of the same depth; over several lines, if need be."""
    return _read(text, start, ",", None)


def fallback(text: str, start: int, comment: str) -> Expression:
    """What stands behind an operator: until the line, the statement or the bracket around it ends, or a comment begins."""
    while start < len(text) and text[start] in " \t\r\n":
        start += 1
    return _read(text, start, ",;\n", comment)


def _read(text: str, start: int, stops: str, comment: str | None) -> Expression:
    limit = min(len(text), start + _LONGEST)
    depth, place = 0, start
    while place < limit:
        letter = text[place]
        if letter in _QUOTES and not (letter == "'" and place > start and text[place - 1].isalnum()):
            place = _after_quote(text, place, limit)
            continue
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSERS:
            if not depth:
                break
            depth -= 1
        elif not depth and (letter in stops or (comment is not None and _breaks(text, place, comment))):
            break
        place += 1
    return Expression(text[start:place].strip(), place)


_BREAK = re.compile(r"\s(?:if|unless|else|then|do|rescue|:)\s")


def _breaks(text: str, place: int, comment: str) -> bool:
    """Whether a fallback ends here: at a comment, a modifier (`… if ready`), or the colon of a condition around it."""
    return text[place].isspace() and (text.startswith(comment, place + 1) or _BREAK.match(text, place) is not None)


def arguments(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """The arguments from `start` on until the bracket around them closes, and the place behind that bracket.

    Fewer than there are where they don't close within a reasonable stretch.
    """
    found: list[str] = []
    place = start
    while place < len(text) and len(found) < 30:
        one = argument(text, place)
        if one.text:
            found.append(one.text)
        place = one.end
        if place >= len(text) or text[place] != ",":
            break
        place += 1
    closed = place < len(text) and text[place] in _CLOSERS
    return tuple(found), place + 1 if closed else place


def opening_before(text: str, place: int) -> int | None:
    """The place behind the bracket that is open at `place`; None where there is none nearby. Strings are not told apart."""
    depth = 0
    for at in range(place - 1, max(-1, place - 2 * _LONGEST), -1):
        if text[at] in _CLOSERS:
            depth += 1
        elif text[at] in _OPEN:
            if not depth:
                return at + 1
            depth -= 1
    return None


def as_shown(expression: str) -> str:
    """A default as it is shown: a string literal without its quotes and conversions, anything else as written, on one line."""
    text = _CLOSURE.sub("", expression.strip())
    if text.startswith("{") and text.endswith("}") and text.count("{") == 1:
        text = text[1:-1].strip()  # a block: `ENV.fetch("X") { 3000 }`
    made = _MADE.match(text)
    bare = made[1].strip() if made else text
    shorter = _CONVERTED.sub("", bare)
    literal = _LITERAL.fullmatch(shorter)
    if literal is not None:
        return literal[2]
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

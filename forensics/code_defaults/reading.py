"""One file's text and a key → the places where the code reads that key, each with its default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from forensics.code_defaults.bound import bound_fields
from forensics.code_defaults.expressions import as_shown
from forensics.code_defaults.idioms import IDIOMS, NO_READ
from forensics.code_defaults.languages import language_of
from forensics.code_defaults.spots import Found, Spot
from forensics.keys import Key, canon
from forensics.model import CodeRead

# What an idiom needs to see before the key's name.
_BEFORE = 320
# A file that names the key more often than this is a list or a generated table.
_MOST = 200
_SHOWN = 200
# Languages whose comments begin with a hash.
_HASH = ("python", "ruby", "shell", "elixir")
_UPPER = re.compile(r"[A-Z][A-Z0-9_]*+")


def reads_in(path: str, text: str, key: Key) -> tuple[CodeRead, ...]:
    """Where the code in `text` reads the key, in the order of its lines; none where the path names no known language.

    A read counts where the environment variable (or the property) itself is named in a known idiom, and for the fields of
    pydantic's settings and Spring's configuration properties, which are bound by name. Comments don't count. Never raises,
    and takes time linear in the text.
    """
    language = language_of(path)
    names = _names(key)
    if language is None or names is None:
        return ()
    lines = text.split("\n")
    found: dict[int, str | None] = {}
    for start, default in (*_in_idioms(text, language, names), *bound_fields(text, language, key)):
        line = text.count("\n", 0, start) + 1
        if found.get(line) is None:
            found[line] = None if default is None else as_shown(default)
    return tuple(CodeRead(path, line, default, language, lines[line - 1].strip()[:_SHOWN]) for line, default in sorted(found.items()))


@lru_cache(maxsize=64)
def _names(key: Key) -> re.Pattern[str] | None:
    """Any spelling of the key: its letters, with at most one separator between any two, whatever the case."""
    wanted = dict.fromkeys(canon(spelling) for spelling in key.spellings)
    spelt = ["[_.:-]{0,2}".join(map(re.escape, letters)) for letters in wanted if letters]
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(spelt)})(?![A-Za-z0-9_])", re.IGNORECASE) if spelt else None


def _in_idioms(text: str, language: str, names: re.Pattern[str]) -> Iterator[tuple[int, str | None]]:
    read_until = 0
    blocks = _block_comments(text) if language not in _HASH else ()
    for count, hit in enumerate(names.finditer(text)):
        if count >= _MOST:
            return
        if hit.start() < read_until or _in_comment(text, hit.start(), language) or any(a <= hit.start() < b for a, b in blocks):
            continue
        found = _read(text, language, hit.start(), hit.end())
        if found is not None:
            read_until = found.end
            yield hit.start(), found.default


def _read(text: str, language: str, start: int, end: int) -> Found | None:
    origin = max(0, start - _BEFORE)
    before = text[origin:start]
    for idiom in IDIOMS:
        if language not in idiom.languages or (idiom.upper and not _UPPER.fullmatch(text, start, end)):
            continue
        hit = idiom.before.search(before)
        if hit is None or NO_READ.search(hit[0]):
            continue
        found = idiom.how(Spot(text, language, origin + hit.start(), start, end))
        if found is not None:
            return found
    return None


def _block_comments(text: str) -> tuple[tuple[int, int], ...]:
    """`/* … */` where it opens at the head of a line; elsewhere it is as likely part of a glob."""
    found, place = [], 0
    for hit in re.finditer(r"^[ \t]*+/\*", text, re.MULTILINE):
        if hit.start() >= place:
            closed = text.find("*/", hit.end())
            place = closed if closed >= 0 else len(text)
            found.append((hit.start(), place))
    return tuple(found)


def _in_comment(text: str, start: int, language: str) -> bool:
    """Whether a comment begins before `start` on its line, outside of a string."""
    line = text[max(text.rfind("\n", 0, start) + 1, start - 1000) : start]
    mark = "#" if language in _HASH else "//"
    if line.lstrip().startswith((mark, "#") if language in (*_HASH, "php") else (mark, "*", "/*")):
        return True
    quote = ""
    for place, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote and line[place - 1] != "\\" else quote
        elif letter in "\"'`":
            quote = letter
        elif line.startswith(mark, place) and (place == 0 or line[place - 1] in " \t;"):
            return True
    return False

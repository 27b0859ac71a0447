"""Large JSON and YAML texts, one object at a time: what holds no word of the key is never parsed, and a cut costs one object."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

_BLANK = re.compile(r"[ \t\n]*+")
_AFTER = re.compile(r"[ \t\n]*+,?+[ \t\n]*+")
_ITEMS = re.compile(r"items:[ ]*+(?:#.*)?")
_ENTRY = re.compile(r"( *+)- ")
_decode = json.JSONDecoder(strict=False).raw_decode


@dataclass(frozen=True, slots=True)
class Piece:
    """One object's text. `before`: how many lines of the file precede it; `name`: the list that it stood in; `ends`: the text was
    ended by what follows it, so that nothing of it can have been cut off."""

    text: str
    before: int
    form: str
    name: str = ""
    ends: bool = True


@dataclass(slots=True)
class Pieces:
    """The objects of a file, and at which line it can't be read further, or None."""

    found: list[Piece] = field(default_factory=list)
    stopped: int | None = None


def is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def json_pieces(text: str, each: Collection[str], inside: Collection[str] = (), elements: bool = False) -> Pieces:
    """The elements of the lists named in `each`, found by going down the keys named in `inside`; a document that has none of
    these lists is one piece. `elements`: so are the elements of a document that is itself a list.

    No more than one element is ever decoded at a time.
    """
    made, walk = Pieces(), _Walk(text, frozenset(each), frozenset(inside))
    counted = lines = 0
    try:
        walk.skip()
        while walk.at < len(text):
            for name, start, end in walk.document(elements):
                lines += text.count("\n", counted, start)
                counted = start
                made.found.append(Piece(text[start:end], lines, "json", name))
            walk.skip()
    except (ValueError, RecursionError):
        made.stopped = text.count("\n", 0, walk.at) + 1
    return made


class _Walk:
    """A cursor over JSON text that yields (name of the list, start, end)."""

    def __init__(self, text: str, each: frozenset[str], inside: frozenset[str]) -> None:
        self.text, self.each, self.inside, self.at = text, each, inside, 0

    def skip(self) -> None:
        hit = _BLANK.match(self.text, self.at)
        self.at = hit.end() if hit else self.at

    def document(self, elements: bool) -> Iterator[tuple[str, int, int]]:
        start = self.at
        if self.text[start] == "[" and elements:
            yield from self._list("", False)
            return
        any_found = False
        if self.text[start] == "{":
            for found in self._object():
                any_found = True
                yield found
        else:
            self.at = _decode(self.text, start)[1]
        if not any_found:
            yield "", start, self.at

    def _object(self) -> Iterator[tuple[str, int, int]]:
        text = self.text
        self.at += 1
        self.skip()
        while text[self.at : self.at + 1] != "}":
            name, self.at = _decode(text, self.at)
            self._expect(":")
            opener = text[self.at : self.at + 1]
            if name in self.each and opener == "[":
                yield from self._list(name, False)
            elif name in self.inside and opener == "[":
                yield from self._list(name, True)
            elif name in self.inside and opener == "{":
                yield from self._object()
            else:
                self.at = _decode(text, self.at)[1]
            self._next("}")
        self.at += 1

    def _list(self, name: str, into: bool) -> Iterator[tuple[str, int, int]]:
        text = self.text
        self.at += 1
        self.skip()
        while text[self.at : self.at + 1] != "]":
            if into and text[self.at : self.at + 1] == "{":
                yield from self._object()
            else:
                start = self.at
                end = _decode(text, start)[1]
                if not into:
                    yield name, start, end
                self.at = end
            self._next("]")
        self.at += 1

    def _expect(self, sign: str) -> None:
        self.skip()
        if self.text[self.at : self.at + 1] != sign:
            raise ValueError(sign)
        self.at += 1
        self.skip()

    def _next(self, closer: str) -> None:
        start = self.at
        hit = _AFTER.match(self.text, start)
        self.at = hit.end() if hit else start
        if "," not in self.text[start : self.at] and self.text[self.at : self.at + 1] != closer:
            raise ValueError(closer)


def yaml_pieces(text: str) -> Pieces:
    """The documents of a YAML text, each `items:` list taken apart. Sound for block style, as kubectl prints it: no line inside an
    entry stands as far left as the dash that begins it."""
    made = Pieces()
    lines = text.split("\n")
    start = 0
    for number, line in enumerate([*lines, "---"]):
        if line == "---" or line.startswith(("--- ", "...")):
            _document(made.found, lines, start, number)
            start = number + 1
    if made.found and not text.endswith("\n"):
        last = made.found[-1]
        made.found[-1] = Piece(last.text, last.before, last.form, last.name, ends=False)
    return made


def _document(found: list[Piece], lines: list[str], start: int, end: int) -> None:
    at = next((number for number in range(start, end) if _ITEMS.fullmatch(lines[number].rstrip())), None)
    first = next((number for number in range(at + 1, end) if lines[number].strip()), None) if at is not None else None
    hit = _ENTRY.match(lines[first]) if first is not None else None
    if first is None or hit is None:
        if any(line.strip() and not line.startswith("#") for line in lines[start:end]):
            found.append(Piece("\n".join(lines[start:end]), start, "yaml"))
        return
    dash = hit[1] + "- "
    begin = first
    for number in range(first + 1, end + 1):
        line = lines[number] if number < end else "end"
        after = bool(line) and line[0] not in " #" and not line.startswith(dash)
        if line.startswith(dash) or after:
            body = [hit[1] + "  " + lines[begin][len(dash) :], *lines[begin + 1 : number]]
            found.append(Piece("\n".join(body), begin, "yaml", "items"))
            begin = number
        if after:
            break

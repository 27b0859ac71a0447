"""Issues out of REST JSON of any size, one at a time: pages, lists, single issues, JSON Lines; a broken one costs only itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

_CHUNK = 1 << 20
# One issue with 5,000 comments of 32,767 characters would be larger, and no site keeps such.
_LARGEST = 64 << 20
_TRIES = 1000
_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"[\s\ufeff]*")
_STARTS = re.compile(r'\{\s*"(?:expand|id|key|self|fields)"\s*:')
_LISTS = frozenset({"issues", "values"})


@dataclass(slots=True)
class Told:
    """What a file says about itself: its counted `total`, shown field names, whether another page was announced, what was broken."""

    total: int | None = None
    names: dict[str, str] = field(default_factory=dict)
    more: bool = False
    broken: list[str] = field(default_factory=list)

    def learn(self, name: str, value: Any) -> None:
        if name == "total" and isinstance(value, int) and not isinstance(value, bool):
            self.total = max(self.total or 0, value)
        elif name == "names" and isinstance(value, dict):
            self.names.update({key: shown for key, shown in value.items() if isinstance(shown, str)})
        elif (name == "nextPageToken" and value) or (name == "isLast" and value is False):
            self.more = True


def json_issues(stream: TextIO, told: Told) -> Iterator[tuple[Any, str]]:
    """(object, its raw text) of each entry of the top-level lists, or of the one issue. Objects are as decoded: not yet checked.

    What can't be decoded is passed over up to the next thing that is an issue, and noted in `told.broken`.
    """
    scroll = _Scroll(stream)
    while (mark := scroll.peek()) is not None:
        if mark == "[":
            yield from _entries(scroll, told)
        elif mark == "{":
            yield from _object(scroll, told)
        else:
            found = _recover(scroll, told, "no JSON")
            if found is None:
                return
            yield found
            scroll.take(",")


def line_issues(stream: TextIO, told: Told, may_hold: Any) -> Iterator[tuple[Any, str]]:
    """Likewise of JSON Lines: each line an issue, a page or a list; a line that `may_hold` denies is not decoded."""
    for number, line in enumerate(stream, 1):
        if len(line) > _LARGEST:
            told.broken.append(f"line {number} is too large")
        elif line.strip() and may_hold(line):
            try:
                value = _DECODER.decode(line)
            except (ValueError, RecursionError):
                told.broken.append(f"line {number} is no JSON")
                continue
            yield from ((entry, line) for entry in _unfolded(value, told))


def _unfolded(value: Any, told: Told) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(value.get("issues"), list):
        for name, part in value.items():
            told.learn(name, part)
        return list(value["issues"])
    return [value]


def _object(scroll: _Scroll, told: Told) -> Iterator[tuple[Any, str]]:
    """A page's entries; or, of an object that holds no list of them, the object itself."""
    whole: dict[str, Any] = {}
    texts: list[str] = []
    listed = False
    scroll.take("{")
    while not scroll.take("}"):
        name = scroll.value()
        colon = scroll.take(":") if name is not None and isinstance(name[0], str) else False
        if name is None or not colon:
            found = _recover(scroll, told, "an object breaks off")
            if found is None:
                return
            yield found
            scroll.take(",")
            yield from _rest(scroll, told)
            continue
        if name[0] in _LISTS and scroll.peek() == "[":
            listed = True
            yield from _entries(scroll, told)
        else:
            part = scroll.value()
            if part is not None:
                told.learn(name[0], part[0])
                whole[name[0]] = part[0]
                texts.append(part[1])
        scroll.take(",")
    if not listed:
        yield whole, "\n".join(texts)


def _entries(scroll: _Scroll, told: Told) -> Iterator[tuple[Any, str]]:
    scroll.take("[")
    yield from _rest(scroll, told)


def _rest(scroll: _Scroll, told: Told) -> Iterator[tuple[Any, str]]:
    """The entries up to the list's end."""
    while scroll.peek() is not None and not scroll.take("]"):
        found = scroll.value() or _recover(scroll, told, "an issue is broken")
        if found is None:
            return
        yield found
        scroll.take(",")
        if scroll.peek() in ("}", ":"):  # the list was left by a recovery, or never closed
            return
    if scroll.peek() is None:
        scroll.ended = True


def _recover(scroll: _Scroll, told: Told, why: str) -> tuple[Any, str] | None:
    """The next whole issue behind something broken, or None where the file holds no more of them."""
    told.broken.append(why)
    for _ in range(_TRIES):
        if not scroll.seek(_STARTS):
            return None
        found = scroll.value()
        if found is None:
            scroll.step()
        elif _is_issue(found[0]):
            return found
    return None


def _is_issue(value: Any) -> bool:
    """Not a stub of one, as stand in links and sub-tasks: those carry neither a time nor a project."""
    fields: Mapping[str, Any] | None = value.get("fields") if isinstance(value, dict) else None
    return isinstance(fields, dict) and "key" in value and not fields.keys().isdisjoint({"created", "project", "description"})


class _Scroll:
    """A text that is read as it is needed. `value` decodes with the C scanner of the json module; what it needs is kept, no more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self.ended = False

    def _more(self) -> bool:
        chunk = "" if self.ended else self._stream.read(max(_CHUNK, len(self._text) - self._at))
        self.ended = not chunk
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def peek(self) -> str | None:
        """The next character that is no space; None at the end."""
        while True:
            hit = _SPACE.match(self._text, self._at)
            self._at = hit.end() if hit else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return None

    def take(self, mark: str) -> bool:
        """Step over `mark` where it is next. True also at the end of the file for closing marks, which then never come."""
        found = self.peek()
        if found == mark:
            self._at += 1
            return True
        return found is None and mark in "}]"

    def value(self) -> tuple[Any, str] | None:
        """The value that stands here, with its text; None where there is none that can be decoded: then nothing is stepped over."""
        if self.peek() is None:
            return None
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as trouble:
                cut = trouble.msg.startswith("Unterminated string") or trouble.pos >= len(self._text) - 20
                if not cut or len(self._text) - self._at > _LARGEST or not self._more():
                    return None
                continue
            except (ValueError, RecursionError):
                return None
            if end == len(self._text) and not isinstance(value, dict | list | str) and self._more():
                continue  # a number may go on in what wasn't read yet
            text, self._at = self._text[self._at : end], end
            return value, text

    def seek(self, pattern: re.Pattern[str]) -> bool:
        """Go on to where `pattern` matches; False where it doesn't any more."""
        while True:
            hit = pattern.search(self._text, self._at)
            if hit:
                self._at = hit.start()
                return True
            self._at = max(self._at, len(self._text) - 200)  # the pattern may stand across the edge
            if not self._more():
                self._at = len(self._text)
                return False

    def step(self) -> None:
        self._at += 1

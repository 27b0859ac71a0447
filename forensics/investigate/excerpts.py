"""The lines of a file around what is cited: a commit's diff of the key, or an evidence file's own lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from forensics.keys import keypath
from forensics.model import Excerpt, FileLine, Neighbour
from forensics.parse import format_of, parse

_AROUND = 3
# What is cited of an evidence file is often the first line of an object.
_BELOW = 12
_MOST_LINES = 60
# Comparing two versions of a file costs the square of its lines at worst.
_LONGEST_COMPARED = 20_000
_LONGEST_LINE = 400


def diff_of(path: str, before: bytes | None, after: bytes | None, line: int | None, own: Sequence[str | None]) -> Excerpt:
    """What a commit did to a file around a line (from 1, of the file as it is after it). `own`: the traced key's values."""
    old, new = _lines(before), _lines(after)
    neighbours = (*_neighbours(path, before, own), *_neighbours(path, after, own))
    if len(old) + len(new) > _LONGEST_COMPARED:
        return Excerpt(path, tuple(_around(new, line or 1)), neighbours, "the file is long: its lines afterwards")
    groups = list(SequenceMatcher(None, old, new, autojunk=len(old) > 2_000).get_grouped_opcodes(_AROUND))
    if not groups:
        return Excerpt(path, tuple(_around(new, line or 1)), neighbours, "this commit left the file as it was")
    at = (line or 1) - 1
    group = next((one for one in groups if one[0][3] <= at < one[-1][4]), None)
    if group is None:
        group = min(groups, key=lambda one: min(abs(one[0][3] - at), abs(one[-1][4] - at)))
    shown = [one for step in group for one in _step(step, old, new)]
    return Excerpt(path, tuple(_near(shown, line)), neighbours, _what(before, after))


def lines_of(path: str, content: bytes, line: int | None, own: Sequence[str | None]) -> Excerpt:
    """An evidence file's lines around the cited one. A long line is cut around what it says of the key."""
    every = _lines(content)
    around = [_cut(one, own) for one in _around(every, line or 1, _BELOW)]
    marked = tuple(FileLine(one.number, one.text, "cited") if one.number == line else one for one in around)
    return Excerpt(path, marked, tuple(_neighbours(path, content, own, [every[one.number - 1] for one in around])))


def _what(before: bytes | None, after: bytes | None) -> str:
    return "the file is new" if before is None else "the file is gone" if after is None else ""


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", "replace").splitlines()


def _around(lines: Sequence[str], line: int, below: int = _AROUND) -> Iterator[FileLine]:
    for number in range(max(1, line - _AROUND), min(len(lines), line + below) + 1):
        yield FileLine(number, lines[number - 1])


def _step(step: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]) -> Iterator[FileLine]:
    tag, start, end, begin, until = step
    if tag == "equal":
        yield from (FileLine(number + 1, new[number]) for number in range(begin, until))
        return
    yield from (FileLine(number + 1, old[number], "taken") for number in range(start, end))
    yield from (FileLine(number + 1, new[number], "added") for number in range(begin, until))


def _near(shown: Sequence[FileLine], line: int | None) -> Sequence[FileLine]:
    """So many of a long hunk's lines as can be read, around the one that is cited."""
    if len(shown) <= _MOST_LINES:
        return shown
    at = next((place for place, one in enumerate(shown) if one.number == line and one.mark != "taken"), 0)
    start = max(0, min(at - _MOST_LINES // 2, len(shown) - _MOST_LINES))
    return shown[start : start + _MOST_LINES]


def _cut(one: FileLine, own: Sequence[str | None]) -> FileLine:
    if len(one.text) <= _LONGEST_LINE:
        return one
    at = next((place for value in own if value and (place := one.text.find(value)) >= 0), 0)
    start = max(0, at - _LONGEST_LINE // 2)
    lead, rest = "…" if start else "", "…" if start + _LONGEST_LINE < len(one.text) else ""
    return FileLine(one.number, f"{lead}{one.text[start : start + _LONGEST_LINE]}{rest}", one.mark)


def _neighbours(path: str, content: bytes | None, own: Sequence[str | None], quoted: Sequence[str] = ()) -> Iterator[Neighbour]:
    """Every value of the file with its key, by which a secret beside the cited line is known as one; for a log, those of its lines."""
    if content is None:
        return
    texts = [(path, content)] if format_of(path) else []
    if not texts and content.lstrip()[:1] in (b"{", b"["):
        texts = [("whole.json", content), *(("line.json", line.encode("utf-8", "replace")) for line in quoted)]
    for name, text in texts:
        for entry in parse(name, text).entries:
            if entry.value is not None:
                yield Neighbour(keypath(entry.path), entry.value, entry.value in own)

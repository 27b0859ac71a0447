"""Helm's `--set a.b=c` in commands, as settings: the dotted name below a segment `--set`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.model import Entry
from forensics.parse.text import line_within, numbered
from forensics.parse.tree import Leaf, Map

# Helm's own options that set one value each (helm.sh/docs/intro/using_helm): --set-file and --set-json hold no plain value.
_OPTION = re.compile(
    r"--set(?:-string)?+(?:[ \t]++|=)"
    r"(\"(?:[^\"\\\n]++|\\.)*+\"|'[^'\n]*+'|(?:[^\s\"'\\]++|\"[^\"\n]*+\"|'[^'\n]*+'|\\.)++)"
)
_SPLIT = re.compile(r"--set(?:-string)?")
_ONE = re.compile(r"((?:[\w\-/]|\\.|\.|\[\d{1,6}\])++)=((?:\{[^{}\n]*+\}|[^,\\]|\\.)*+)(?:,|\Z)", re.DOTALL)
_STEP = re.compile(r"(\[\d+\])|((?:[^.\[\\]|\\.)++)")
_MOST_STEPS = 30
_Set = tuple[tuple[str, ...], str]


def sets_in(text: str) -> Map | None:
    """All that the commands of a script set, as one tree; None where nothing is."""
    root: Map | None = None
    places: dict[tuple[str, ...], Map] = {}
    for line, hit in numbered(_OPTION, text):
        for steps, value in _sets(hit[1]):
            root = root or places.setdefault((), Map(line))
            _place(places, steps[:-1], line).pairs.append((steps[-1], line, Leaf(value, line)))
    return root


def _place(places: dict[tuple[str, ...], Map], steps: tuple[str, ...], line: int) -> Map:
    """The map at the end of some steps, made where it isn't there."""
    for length in range(1, len(steps) + 1):
        if steps[:length] not in places:
            places[steps[:length]] = Map(line)
            places[steps[: length - 1]].pairs.append((steps[length - 1], line, places[steps[:length]]))
    return places[steps]


def with_sets(entries: list[Entry], text: str) -> list[Entry]:
    """The entries, each scalar that is or holds a command followed by what its `--set` options say."""
    if "--set" not in text:
        return entries
    made: list[Entry] = []
    option = False
    lines = text.split("\n")
    for entry in entries:
        made.append(entry)
        value = entry.value
        if value is None or entry.kind != "scalar":
            continue
        if option:
            made += [_below(entry, steps, said, entry.line) for steps, said in _sets(value)]
        elif "--set" in value and "--set" not in entry.path:
            made += _in_command(entry, value, lines)
        option = _SPLIT.fullmatch(value) is not None
    return made


def _in_command(entry: Entry, value: str, lines: list[str]) -> Iterator[Entry]:
    at, last = entry.line, entry.line + value.count("\n") + 1
    for hit in _OPTION.finditer(value):
        at = line_within(lines, at, last, hit[0])
        for steps, said in _sets(hit[1]):
            yield _below(entry, steps, said, at)


def _below(entry: Entry, steps: tuple[str, ...], value: str, line: int) -> Entry:
    return Entry((*entry.path, "--set", *steps), value, line, "scalar", entry.comment)


def _sets(word: str) -> Iterator[_Set]:
    """`a.b=c,d=e` taken apart: names by their dots, an escaped dot or comma as itself."""
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        word = word[1:-1]
    at = 0
    while (hit := _ONE.match(word, at)) is not None and hit.end() > at:
        at = hit.end()
        steps = tuple(step[1] or step[2].replace("\\", "") for step in _STEP.finditer(hit[1]))
        if 0 < len(steps) <= _MOST_STEPS:
            yield steps, hit[2].replace("\\,", ",").strip("\"'")

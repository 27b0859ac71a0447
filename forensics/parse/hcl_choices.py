"""Terraform's values that turn on the environment (`var.env == "prod" ? 6 : 2`, `lookup({…}, var.env)`) → one entry per branch.

Terraform's conditional expressions, `lookup` and index operator: developer.hashicorp.com/terraform/language/expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from forensics.model import Entry
from forensics.parse import from_hcl
from forensics.parse.choices import Piece, Point, Value, all_points, pick, points_of, scopes_of
from forensics.parse.forking import may_choose
from forensics.parse.infix import choice_at, choice_in
from forensics.parse.tree import Leaf

# Most of what chooses does so by something else, which these words spare the reading of.
_SUBJECT = re.compile(r"env|workspace|stage|profile|platform|tier|landscape|namespace|cluster", re.IGNORECASE)
_CLOSE = re.compile(r"\s*+\}")
# A longer string, or one with more interpolations, is a document: no value that somebody chose.
_LONGEST = 10_000
_MOST_CHOICES = 8
_MOST_TRIES = 100
_MOST_POINTS = 24


def by_environment(entries: list[Entry]) -> list[Entry]:
    """The entries, each that chooses by environment as one entry per branch with its scope."""
    made: list[Entry] = []
    for entry in entries:
        if entry.kind == "scalar" and entry.value and may_choose(entry.value):
            made.extend(_branches(entry))
        else:
            made.append(entry)
    return made


def _branches(entry: Entry) -> Iterator[Entry]:
    value = entry.value
    if value is None or len(value) > _LONGEST or _SUBJECT.search(value) is None:
        yield entry
        return
    is_whole, choices = _choices_in(value)
    points = all_points(point for _, _, choice in choices for point in points_of(choice))
    if not 1 < len(points) <= _MOST_POINTS:
        yield entry
        return
    sharing: dict[tuple[Piece | None, ...], list[Point]] = {}
    for point in points:
        sharing.setdefault(tuple(pick(choice, point) for _, _, choice in choices), []).append(point)
    for picked, here in sharing.items():
        made = _plain(entry, picked[0]) if is_whole else _filled(entry, choices, picked)
        for scope in scopes_of(frozenset(here), points):
            yield replace(made, scope=scope)


@lru_cache(maxsize=1024)  # the blocks of one file are those of many
def _choices_in(value: str) -> tuple[bool, Sequence[tuple[int, int, Value]]]:
    """Whether all of a value chooses; and what in it does, with its bounds."""
    whole = choice_in(value)
    return (True, ((0, len(value), whole),)) if whole is not None else (False, tuple(_interpolated(value)))


def _interpolated(value: str) -> Iterator[tuple[int, int, Value]]:
    """The choices in `${…}` inside a string, with the place of the braces."""
    at, found, tries = 0, 0, 0
    while (start := value.find("${", at)) >= 0 and found < _MOST_CHOICES and tries < _MOST_TRIES:
        tries += 1
        choice, end = choice_at(value, start + 2)
        at = start + 2
        close = _CLOSE.match(value, end)
        if choice is not None and close is not None:
            found += 1
            yield start, close.end(), choice
            at = close.end()


def _plain(entry: Entry, piece: Piece | None) -> Entry:
    """The entry with one branch as its value, read as the file's own values are; as it was where nothing can be told."""
    if piece is None or entry.value is None:
        return entry
    source = entry.value[piece.start : piece.end]
    line = entry.line + entry.value.count("\n", 0, piece.start)
    leaf = next((node for _, _, node in _pairs(source)), None)
    if not isinstance(leaf, Leaf):
        return replace(entry, value=source, line=line)
    return replace(entry, value=None if leaf.kind == "null" else leaf.text, line=line, kind=leaf.kind)


def _pairs(source: str) -> list[tuple[str, int, object]]:
    document = from_hcl.read(f"it = {source}\n").documents[0]
    return list(getattr(document, "pairs", ()))


def _filled(entry: Entry, choices: Sequence[tuple[int, int, Value]], picked: tuple[Piece | None, ...]) -> Entry:
    """The entry's string with what was picked in place of each choice."""
    value, parts, at = entry.value or "", [], 0
    for (start, end, _), piece in zip(choices, picked, strict=True):
        if piece is not None:
            content = piece.text if piece.text is not None else "${" + value[piece.start : piece.end] + "}"
            parts += [value[at:start], content]
            at = end
    return replace(entry, value="".join([*parts, value[at:]]))

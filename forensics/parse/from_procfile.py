"""Procfile → tree: each process's command, and the settings that stand in front of it."""

from __future__ import annotations

import re

from forensics.parse.assignments import WORD, plain
from forensics.parse.text import numbered
from forensics.parse.tree import Leaf, Map, Node, Outline

_LINE = re.compile(r"^([A-Za-z0-9_\-]++):[ \t]*+([^\n]*+)$", re.MULTILINE)  # as Heroku's and foreman's readers have it
_ENV = re.compile(r"(?:env[ \t]++|exec[ \t]++|export[ \t]++)*+")
_BLANKS = re.compile(r"[ \t]*+")


def read(text: str) -> Outline:
    """Per process its command as one scalar, and each `X=v` before the program as a setting below it."""
    pairs: list[tuple[str, int, Node]] = []
    for line, hit in numbered(_LINE, text):
        pairs.append((hit[1], line, Leaf(hit[2].strip(), line)))
        if set_before := _settings(hit[2], line):
            pairs.append((hit[1], line, Map(line, set_before)))
    return Outline([Map(1, pairs)])


def _settings(command: str, line: int) -> list[tuple[str, int, Node]]:
    found: list[tuple[str, int, Node]] = []
    start = _ENV.match(command)
    at = start.end() if start else 0
    while (hit := WORD.match(command, at)) is not None:
        found.append((hit[1], line, Leaf(plain(hit[2]), line)))
        blanks = _BLANKS.match(command, hit.end())
        at = blanks.end() if blanks else hit.end()
    return found

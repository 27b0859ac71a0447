"""asdf's and mise's `.tool-versions` → tree: tool → version."""

from __future__ import annotations

from forensics.parse.pins import pinned
from forensics.parse.tree import Outline


def read(text: str) -> Outline:
    """The versions of a text, several for one tool (a fallback) as they are written."""
    parts = ((number, line.partition("#")[0].split(None, 1)) for number, line in enumerate(text.split("\n"), 1))
    return Outline([pinned((words[0], number, words[1].strip()) for number, words in parts if len(words) == 2)])

"""The documents of a YAML text, and what in one of them gives all of the text another meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.parse.defaults import is_spring
from forensics.parse.tree import DEEPEST, MOST

_SEPARATOR = re.compile(r"\n---([ ]*+\n)?")
_LONGEST_SEPARATOR = 100


def documents(text: str) -> Iterator[tuple[str, str | None]]:
    """Each document with the separator above it; None for what a separator has beside it."""
    at, separator = 0, ""
    sought = "\n" + text[:_LONGEST_SEPARATOR] if text.startswith("---") else ""
    if sought and (first := _SEPARATOR.match(sought)) is not None and first[1] is not None:
        at, separator = first.end() - 1, first[0][1:]
    while (hit := _SEPARATOR.search(text, max(at - 1, 0))) is not None:
        if hit[1] is None:
            break
        yield separator, text[at : hit.start() + 1]
        at, separator = hit.end(), hit[0][1:]
    yield separator, None if hit or text.startswith("---", at) else text[at:]


def is_far_reaching(text: str) -> bool:
    """Whether what stands somewhere in a document gives all of the file another meaning: directives, Spring's profiles and defaults,
    the Serverless Framework's maps of stages."""
    if text.startswith("%") or "\n%" in text or "\n..." in text or text.startswith("..."):
        return True
    if "spring" in text and "profile" in text.lower():
        return True
    return "${" in text and ("${self:" in text or is_spring(text))


def is_within_budget(entries: int, deepest: int) -> bool:
    """Whether a parse of all of a text would surely not be cut (shape.py's budgets)."""
    return entries <= MOST and deepest < DEEPEST and entries * (deepest + 2) <= 20 * MOST

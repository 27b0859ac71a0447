"""The terms by which a text is found: its words, and every identifier in it also as a whole, however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forensics.keys import Key, words

# What may be one identifier: segments of letters, digits, `_` and `-`, joined by what separates the steps of a path.
_IDENTIFIER = re.compile(r"[\w-]+(?:[.:\[\]]+[\w-]+)*")
_STEP = re.compile(r"[.:\[\]]+")
_PIECE = re.compile(r"[a-z0-9]+|[^\Wa-z0-9_]+")
_LONGEST = 120
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in which a text may hold what is sought: all of `terms` occur in it, the last of them perhaps only as a beginning."""

    terms: tuple[str, ...]
    open_ended: bool = False


def terms_of(text: str) -> Iterator[str]:
    """The terms of a text, in lower case; the same may come twice.

    The words of each identifier, at separators and camelCase boundaries (`forensics.keys.words`), each cut where ASCII ends and other
    letters begin; and each identifier of several words without its separators (`paymentgatewaytimeoutms`), also every stretch of the
    steps of its path. So every spelling of a key shares all terms of a `Choice`: its words, or the key in one piece.
    """
    for whole in _IDENTIFIER.findall(text):
        yield from _of_identifier(whole)


@lru_cache(maxsize=65536)
def _of_identifier(whole: str) -> tuple[str, ...]:
    parts = words(whole)
    found = [piece for part in parts for piece in pieces(part)]
    if len(parts) > 1 and len(whole) <= _LONGEST:
        found += _joined([words(step) for step in _STEP.split(whole) if step][-_DEEPEST:])
    return tuple(found)


def _joined(steps: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Every stretch of a path's steps in one piece, where it is more than one word."""
    for start in range(len(steps)):
        run: list[str] = []
        for step in steps[start:]:
            run += step
            whole = "".join(run)
            if len(run) > 1 and whole.isascii():
                yield whole


def pieces(word: str) -> list[str]:
    """A word cut into runs of ASCII and runs of other letters, in lower case."""
    return [word] if word.isascii() and word.isalnum() and word.islower() else _PIECE.findall(word.lower())


def choices_for(sought: Key | Sequence[str]) -> tuple[Choice, ...] | None:
    """The ways in which a text may hold a key (any of its spellings) or one of several words, each literally; None where only a look
    through every text can tell (a word without a single ASCII letter or digit, as the words of some languages have no borders).

    Never misses a spelling of a key whose steps are whole. A word is found where it begins at a border (`gateway` in
    `PAYMENT_GATEWAY`, `abc1234` in `abc1234de…`), not in the midst of another. What is found is a candidate: look literally.
    """
    spelled = sought.spellings if isinstance(sought, Key) else tuple(sought)
    found: dict[Choice, None] = {}
    for text in spelled:
        parts = [piece for word in words(text) for piece in pieces(word) if piece.isascii()]
        if not parts:
            return None
        ends_open = not isinstance(sought, Key) and text[-1:].isascii() and text[-1:].isalnum()
        found[Choice(tuple(parts), ends_open)] = None
        joined = "".join(parts)
        if len(parts) > 1:
            found[Choice((joined,), ends_open)] = None
    return tuple(found)


def fts_query(choices: Sequence[Choice]) -> str:
    """The choices in the query language of SQLite's FTS5 (https://sqlite.org/fts5.html, section 3); every term is quoted."""
    told = []
    for choice in choices:
        quoted = [f'"{term}"' for term in choice.terms]
        if choice.open_ended:
            quoted[-1] += "*"
        told.append("(" + " AND ".join(quoted) + ")")
    return " OR ".join(told)

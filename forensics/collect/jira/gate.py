"""A cheap look at an issue's raw text before it is decoded: can it hold one of the words at all?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

_PIECE = re.compile(r"[a-z0-9]+")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class Gate:
    """Opens for texts that may hold one of `words`; for every text where there are none.

    Looser than any matching that follows: all letter-and-digit pieces of one word must occur, in any case and anywhere, so that
    escaped, marked up and camelCased spellings pass (`PAY\\_TIMEOUT`, `payTimeout`). A word without such a piece opens it always.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._pieces = [sorted(set(_PIECE.findall(word.lower())), key=len, reverse=True) for word in words]
        self._open = not words or not all(self._pieces)

    def opens(self, text: str) -> bool:
        if self._open:
            return True
        lowered = text.lower()
        return any(all(piece in lowered for piece in pieces) for pieces in self._pieces)


class MinuteGate(Gate):
    """Opens for texts that hold a time within a minute of one of `written` (`2026-02-25T16:38:58.000+0000`), in the same time zone."""

    def __init__(self, written: Iterable[str]) -> None:
        super().__init__()
        self._minutes: set[str] = set()
        for time in {text[:16] for text in written}:
            try:
                moment = datetime.fromisoformat(time)
                self._minutes.update((moment + timedelta(minutes=step)).isoformat(timespec="minutes") for step in (-1, 0, 1))
            except (ValueError, OverflowError):
                continue

    def opens(self, text: str) -> bool:
        return not self._minutes.isdisjoint(_MINUTE.findall(text))

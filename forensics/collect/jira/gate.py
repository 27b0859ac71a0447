"""A cheap look at an issue's raw text before it is decoded: can it hold one of the words at all?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

_PIECE = re.compile(r"[a-z0-9]+")
_ADF = '"marks"'
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class Gate:
    """Opens for texts that may hold one of `words`; for every text where there are none.

    Looser than any matching that follows: a word's pieces of letters and digits must stand in their order with little between them,
    in any case, so that escaped, marked up and camelCased spellings pass (`PAY\\_TIMEOUT`, `*PAY*_{{TIMEOUT}}`, `payTimeout`). ADF may
    break a word over several nodes: there the pieces may stand anywhere. A word without such a piece opens it always.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._pieces = [sorted(set(_PIECE.findall(word.lower())), key=len, reverse=True) for word in words]
        self._near = [_near(word) for word in words]
        self._open = not words or not all(self._pieces)

    def opens(self, text: str) -> bool:
        if self._open:
            return True
        lowered = text.lower()
        for pieces, near in zip(self._pieces, self._near, strict=True):
            if all(piece in lowered for piece in pieces) and (near is None or _ADF in lowered or near.search(lowered)):
                return True
        return False


def _near(word: str) -> re.Pattern[str] | None:
    """The pieces in order, with up to twelve other characters between two; None where letters outside of ASCII or controls, which
    JSON escapes, or blanks, which may be a break of the line, stand between them."""
    lowered = word.lower()
    if not lowered.isascii() or not lowered.isprintable() or re.search(r"\s", lowered.strip()):
        return None
    return re.compile("[^a-z0-9]{0,12}".join(_PIECE.findall(lowered)))


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

    def only_moves(self, raw: Any) -> Any:
        """The issue without its texts and without the changes of other minutes: all that a look for bulk moves needs."""
        histories = _histories(raw)
        kept = [history for history in histories if isinstance(history, dict) and str(history.get("created"))[:16] in self._minutes]
        return {"key": raw.get("key"), "fields": {}, "changelog": {"histories": kept}} if histories else raw


def times_of_changes(raw: Any) -> Iterator[str]:
    """The times of an issue's changes as they are written, to look for the same in other issues."""
    for history in _histories(raw):
        created = history.get("created") if isinstance(history, dict) else None
        if isinstance(created, str):
            yield created


def _histories(raw: Any) -> list[Any]:
    changelog = raw.get("changelog") if isinstance(raw, dict) else None
    histories = changelog.get("histories") if isinstance(changelog, dict) else None
    return histories if isinstance(histories, list) else []

"""What was made of texts that come again and again, as versions of one file do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Memory(Generic[Made]):
    """What was made of a text, until as much again has been made of others since it was last asked for. `most`: so many characters are
    remembered; as many again of what was read before them."""

    def __init__(self, most: int = 10_000_000) -> None:
        self._most = most
        self._known: dict[str, Made] = {}
        self._before: dict[str, Made] = {}
        self._size = 0

    def of(self, text: str, make: Callable[[], Made]) -> Made:
        """What is remembered of a text, or else what is now made of it."""
        if text in self._known:
            return self._known[text]
        made = self._before[text] if text in self._before else make()
        self._size += len(text)
        if self._size > self._most:
            self._before, self._known, self._size = self._known, {}, len(text)
        self._known[text] = made
        return made

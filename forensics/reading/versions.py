"""Reads the versions of files that may hold a key, in one process, and gathers what they say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forensics.hits import Hit
from forensics.keys import Key
from forensics.parse import format_of
from forensics.reading.finding import Finder, Found
from forensics.reading.unchanged import says_the_same


@dataclass(slots=True)
class Said:
    """What versions say of a key, by blob: its hits; why these may be incomplete; and the blobs that could not be had."""

    hits: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    degraded: dict[str, str] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def add(self, other: Said) -> None:
        self.hits.update(other.hits)
        self.degraded.update(other.degraded)
        self.unreadable.update(other.unreadable)


class Reader:
    """Reads one key in versions of files. Versions of one file, and then of its neighbours, are read quickest one after another."""

    def __init__(self, key: Key) -> None:
        self._key, self._gate, self._finder = key, key.gate(), Finder(key)
        self._latest: tuple[str, list[bytes], Found] = ("", [], ((), None))  # the version that came before: path, lines, what it says

    def read(self, path_of: Mapping[str, str], blobs: Iterable[tuple[str, bytes | None]]) -> Said:
        """What some blobs say; None for one that could not be had. `path_of`: the path of each."""
        said = Said()
        for oid, content in blobs:
            if content is None:
                said.unreadable.add(oid)
                continue
            path = path_of[oid]
            if not self._gate.admits(content) or (format_of(path) == "lock" and not self._gate.admits_name(content)):
                continue
            hits, why = self._finder.by_reduction(path, content) or self._in_turn(path, content)
            if hits:
                said.hits[oid] = hits
            if why:
                said.degraded[oid] = why
        return said

    def _in_turn(self, path: str, content: bytes) -> Found:
        """What a version says, by the one before it where the two plainly say the same."""
        lines = content.split(b"\n")
        its_path, its_lines, found = self._latest
        if its_path != path or not says_the_same(self._key, its_lines, lines, found[0]):
            found = self._finder.find_in_whole(path, content)
        self._latest = path, lines, found
        return found

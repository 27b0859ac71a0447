"""All values of the versions of files that stand around settings; a version that several settings share is read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from sys import intern
from typing import TYPE_CHECKING

from forensics.habits import Course, Snapshot
from forensics.keys import keypath
from forensics.parse import parse
from forensics.parse.piecewise import WORTH_PIECES, Piecewise

if TYPE_CHECKING:
    from forensics.collect.git import Repository

Values = Mapping[str, str | None]
# What is remembered, in bytes of the files' text; the values take some five times as much.
_MOST_BYTES = 12_000_000
_MOST_COURSES = 6


class Neighbours:
    """Reads versions of files of one repository, and remembers the last ones."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._known: dict[tuple[str, str], tuple[int, Values | None]] = {}
        self._bytes = 0
        self._files = Piecewise()
        self._courses: list[tuple[tuple[tuple[datetime, int], ...], Course]] = []

    def values(self, path_of: Mapping[str, str], budget: int) -> dict[str, Values]:
        """Blob → key path → value, for the blobs of `path_of` (blob → path) in its order, up to so many bytes of text."""
        unread = iter(self._repository.blobs([oid for oid, path in path_of.items() if (path, oid) not in self._known]))
        found: dict[str, Values] = {}
        for oid, path in path_of.items():
            # What was known at the beginning stays so until the end: nothing is forgotten in between.
            size, values = self._known[path, oid] if (path, oid) in self._known else self._read(path, next(unread), budget)
            budget -= size
            if budget < 0:
                break
            if values is not None:
                found[oid] = values
        while self._bytes > _MOST_BYTES:
            oldest = next(iter(self._known))
            self._bytes -= self._known.pop(oldest)[0]
        return found

    def course(self, snapshots: Sequence[Snapshot]) -> Course:
        """The course of a file by its snapshots; settings whose files are the same ones share it."""
        asked = tuple((one.landed, id(one.values)) for one in snapshots)  # what a course was made of lives as long as it
        known = next((found for mark, found in self._courses if mark == asked), None)
        if known is None:
            known = Course(snapshots)
        self._courses = [(asked, known), *((mark, found) for mark, found in self._courses if found is not known)][:_MOST_COURSES]
        return known

    def _read(self, path: str, read: tuple[str, bytes | None], budget: int) -> tuple[int, Values | None]:
        oid, content = read
        if content is None:
            return 0, None
        if len(content) > budget:
            return len(content), None
        entries = (self._files.parse if len(content) >= WORTH_PIECES else parse)(path, content).entries
        values = {intern(keypath(entry.path)): entry.value for entry in entries if entry.kind not in ("map", "list")}
        self._known[path, oid] = len(content), values
        self._bytes += len(content)
        return len(content), values

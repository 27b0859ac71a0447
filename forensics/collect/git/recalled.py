"""What earlier walks of a repository read: a walk takes it as it is, and asks git for the rest alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from forensics.model import FileChange

from .ancestry import Ancestry

_FEW = 8  # of fewer rows than one in so many each is looked up by itself


@dataclass(frozen=True)
class Recalled:
    """Commits in rows, and their changes against the first parent, in columns.

    A file version is a path with a blob: `version_paths` (places in `paths`) and `blobs`. Of each change, those of one commit together
    and the commits in their order: the commit's row, and the versions before and after, from 1; 0 is none.
    """

    commits: Sequence[str]
    paths: Sequence[str]
    version_paths: Sequence[int]
    blobs: Sequence[str]
    changed: Sequence[int]
    befores: Sequence[int]
    afters: Sequence[int]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Commit → row."""
        return {oid: row for row, oid in enumerate(self.commits)}

    def changes(self, place_of: Mapping[int, int]) -> Iterator[FileChange]:
        """The changes of the commits in some rows, their commits as the places that belong to these; in no order of the places."""
        if len(place_of) * _FEW < len(self.commits):
            return self._changes_of(place_of)
        return self._all_changes(place_of)

    def _changes_of(self, place_of: Mapping[int, int]) -> Iterator[FileChange]:
        """Of few rows: those of each are looked up."""
        for row, place in place_of.items():
            at = bisect_left(self.changed, row)
            while at < len(self.changed) and self.changed[at] == row:
                before, after = self.befores[at], self.afters[at]
                path = self.paths[self.version_paths[(before or after) - 1]]
                yield FileChange(place, path, self.blobs[before - 1] if before else None, self.blobs[after - 1] if after else None)
                at += 1

    def _all_changes(self, place_of: Mapping[int, int]) -> Iterator[FileChange]:
        blobs: list[str | None] = [None, *self.blobs]
        paths = ["", *(self.paths[where] for where in self.version_paths)]
        for row, before, after in zip(self.changed, self.befores, self.afters, strict=True):
            place = place_of.get(row)
            if place is not None:
                yield FileChange(place, paths[before or after], blobs[before], blobs[after])


class Memory(Protocol):
    """Where a walk may find what earlier ones read, and leave what it read itself. None of the calls may raise."""

    def ancestry(self) -> Ancestry | None:
        """The commits that are known, with times and parents: the caller's to add to. None: none."""

    def learn_ancestry(self, ancestry: Ancestry, rows: Sequence[int]) -> None:
        """Commits of an undamaged history that were not among the known ones, parents before children; their rows in an ancestry."""

    @property
    def learned(self) -> bool:
        """Whether it was told anything of this history: of one that is known to be damaged it is not."""

    def recall(self) -> Recalled | None:
        """The changes that are known. None: none."""

    def learn(self, commits: Sequence[str], changes: Sequence[FileChange]) -> None:
        """Commits of an undamaged history that were not recalled, and their changes, whose commits are places in `commits`, in order."""

    @property
    def is_due(self) -> bool:
        """Whether a walk has gone on for so long that what was read by now is to be learned and kept: it may be broken off."""

    def keep(self) -> None:
        """Keeps what was learned."""

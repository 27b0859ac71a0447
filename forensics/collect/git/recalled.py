"""What earlier walks of a repository saw: a walk takes it as it is, and asks git for the rest alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from forensics.model import FileChange, History

from .raw_log import Strand


@dataclass(frozen=True, slots=True)
class Recalled:
    """Commits in rows, each below its parents, and their changes against the first parent, in columns.

    `times`: epoch seconds, -1 where there is no usable one. `parents`: rows, those of one commit after those of another;
    `counts`: how many each has. A file version is a path with a blob: `version_paths` (places in `paths`) and `blobs`.
    Of each change, in the order of the commits: the commit's row, and the versions before and after, from 1; 0 is none.
    """

    commits: Sequence[str]
    times: Sequence[int]
    counts: Sequence[int]
    parents: Sequence[int]
    paths: Sequence[str]
    version_paths: Sequence[int]
    blobs: Sequence[str]
    changed: Sequence[int]
    befores: Sequence[int]
    afters: Sequence[int]

    def spans(self) -> dict[int, tuple[int, int]]:
        """Where the changes of each commit stand: row → first place, and the one behind the last."""
        found: dict[int, tuple[int, int]] = {}
        start = 0
        for place, row in enumerate(self.changed):
            if row != self.changed[start]:
                found[self.changed[start]] = (start, place)
                start = place
        if self.changed:
            found[self.changed[start]] = (start, len(self.changed))
        return found


class Memory(Protocol):
    """Where a walk may find what earlier ones saw, and leave what it saw itself. Neither call may raise."""

    def recall(self) -> Recalled | None:
        """What is known; asked from another thread. None: nothing."""

    def learn(self, history: History, fresh: Sequence[int]) -> None:
        """A whole, undamaged history, and those of its commits (as places) that were not recalled."""


def joined(order: Sequence[str], recalled: Recalled, strands: Sequence[Strand]) -> tuple[History, list[int]]:
    """The history of the commits in `order`, known ones from `recalled`, the others from the strands, which hold them in that order;
    and the places of these others."""
    rows = {oid: row for row, oid in enumerate(recalled.commits)}
    at = [rows.get(oid, -1) for oid in order]
    place_of = [-1] * len(recalled.commits)
    for place, row in enumerate(at):
        if row >= 0:
            place_of[row] = place
    fresh = [place for place, row in enumerate(at) if row < 0]
    commits = tuple(order[place] if row < 0 else recalled.commits[row] for place, row in enumerate(at))
    parents = tuple(_parents(commits, at, place_of, recalled, strands))
    seconds = chain.from_iterable(strand.times for strand in strands)
    times = tuple(next(seconds) if row < 0 else _time(recalled.times[row]) for row in at)
    return History(commits, parents, times, tuple(_changes(at, fresh, recalled, strands))), fresh


def _parents(
    commits: Sequence[str], at: Sequence[int], place_of: Sequence[int], recalled: Recalled, strands: Sequence[Strand]
) -> Iterator[tuple[int, ...]]:
    places = {oid: place for place, oid in enumerate(commits)} if any(strand.commits for strand in strands) else {}
    stated = chain.from_iterable(strand.parents for strand in strands)
    ends = [0]
    for count in recalled.counts:
        ends.append(ends[-1] + count)
    flat = recalled.parents
    for row in at:
        if row < 0:
            yield tuple(places[parent] for parent in next(stated) if parent in places)
        elif recalled.counts[row] == 1:
            yield (place_of[flat[ends[row]]],)
        else:
            yield tuple(place_of[parent] for parent in flat[ends[row] : ends[row + 1]])


def _time(seconds: int) -> int | None:
    return seconds if seconds >= 0 else None


def _changes(at: Sequence[int], fresh: Sequence[int], recalled: Recalled, strands: Sequence[Strand]) -> Iterator[FileChange]:
    spans = recalled.spans()
    blobs: list[str | None] = [None, *recalled.blobs]
    news = _fresh_changes(fresh, strands)
    new = next(news, None)
    for place, row in enumerate(at):
        if row < 0:
            while new is not None and new.commit == place:
                yield new
                new = next(news, None)
        elif row in spans:
            for number in range(*spans[row]):
                before, after = recalled.befores[number], recalled.afters[number]
                path = recalled.paths[recalled.version_paths[(before or after) - 1]]
                yield FileChange(place, path, blobs[before], blobs[after])


def _fresh_changes(fresh: Sequence[int], strands: Sequence[Strand]) -> Iterator[FileChange]:
    """The strands' changes, their commits as places in the whole."""
    shift = 0
    for strand in strands:
        for change in strand.changes:
            yield FileChange(fresh[change.commit + shift], change.path, change.before, change.after)
        shift += len(strand.commits)

"""Steps of tracks → changes: which commit landed each, in which commits it was written, and what kind of change git shows it to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from forensics.investigate.mining import Mined
from forensics.model import Commit, FileChange
from forensics.reconstruct.landing import arrivals
from forensics.reconstruct.tracks import Step, Track, changed, relayered, respelled

if TYPE_CHECKING:
    from forensics.collect.git import Repository


@dataclass(frozen=True, slots=True)
class Change:
    """Before → after in one environment of one setting, with the commit that landed it (indexes into the history)."""

    track: Track
    before: Step | None
    after: Step
    written_in: tuple[int, ...]
    by_hand: bool
    stale_side: bool

    @property
    def respelled(self) -> bool:
        return respelled(self.before, self.after)

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.after.landed, UTC)


class Provenance:
    """Finds for each landing the commits in which a value was written. Values in, values out; nothing is read but `other_parents`."""

    def __init__(self, mined: Mined, repository: Repository) -> None:
        self._mined = mined
        self._repository = repository
        self._arrived: dict[str, Mapping[int, int]] = {}

    @cached_property
    def _by_path(self) -> Mapping[str, Sequence[FileChange]]:
        found: dict[str, list[FileChange]] = {}
        hits = self._mined.contents.hits
        for changes in self._mined.by_commit.values():
            for change in changes:
                if (change.before or "") in hits or (change.after or "") in hits:
                    found.setdefault(change.path, []).append(change)
        return found

    def changes(self, tracks: Iterable[Track]) -> tuple[Change, ...]:
        """All changes of the tracks, oldest first within each."""
        return self._where(tracks, changed)

    def relayerings(self, tracks: Iterable[Track]) -> tuple[Change, ...]:
        """The moves of a value between an environment's layers, which change none."""
        return self._where(tracks, relayered)

    def _where(self, tracks: Iterable[Track], holds: Callable[[Step | None, Step], bool]) -> tuple[Change, ...]:
        found: list[Change] = []
        for track in tracks:
            before: Step | None = None
            for step in track.steps:
                if holds(before, step):
                    found.append(self._change(track, before, step))
                before = step
        return tuple(found)

    def _change(self, track: Track, before: Step | None, step: Step) -> Change:
        parents = self._mined.history.parents[step.commit]
        if len(parents) < 2:
            return Change(track, before, step, (), False, False)
        path = step.reading.path
        inner = [change for change in self._by_path.get(path, ()) if self._arrived_with(track.branch, change.commit) == step.place]
        writers = tuple(
            change.commit
            for change in inner
            if change.commit != step.commit and len(self._mined.history.parents[change.commit]) < 2 and self._writes(change, step)
        )
        if writers or before is None:
            return Change(track, before, step, writers, False, False)
        if any(change.commit != step.commit and self._writes(change, step) for change in inner):
            return Change(track, before, step, (), True, False)  # by hand, in a merge inside the branch
        theirs = self._at_other_parents(step, path)
        return Change(track, before, step, (), step.reading.value not in theirs, step.reading.value in theirs)

    def _writes(self, change: FileChange, step: Step) -> bool:
        contents, keypath = self._mined.contents, step.reading.keypath
        after = contents.reading(change.path, keypath, change.after)
        earlier = contents.reading(change.path, keypath, change.before)
        told = (after.state, after.value)
        return told == (step.reading.state, step.reading.value) and told != (earlier.state, earlier.value)

    def _arrived_with(self, branch: str, commit: int) -> int | None:
        if branch not in self._arrived:
            self._arrived[branch] = arrivals(self._mined.history, self._mined.lines[branch])
        return self._arrived[branch].get(commit)

    def _at_other_parents(self, step: Step, path: str) -> tuple[str | None, ...]:
        commits, history = self._mined.history.commits, self._mined.history
        pairs = [(commits[parent], path) for parent in history.parents[step.commit][1:]]
        blobs = self._repository.at(pairs)
        readings = (self._mined.contents.reading(path, step.reading.keypath, blobs.get(pair)) for pair in pairs)
        return tuple(reading.value for reading in readings)


def notes_on(change: Change, landing: Commit, writers: Sequence[Commit], moved_from: str | None) -> tuple[str, ...]:
    """What git itself says of the kind of change, as short statements."""
    notes: list[str] = []
    for commit in (landing, *writers):
        notes += [f"reverts {oid[:10]}" for oid in commit.reverts]
        notes += [f"cherry-picked from {oid[:10]}" for oid in commit.cherry_picked_from]
    if change.by_hand:
        notes.append("set by hand inside the merge: no parent has this value")
    if change.stale_side:
        notes.append("the merge kept the value of the side that had not changed it")
    if relayered(change.before, change.after) and change.before:
        notes.append(f"the same value as before from {change.before.reading.path}: only the layer that gives it changed")
    elif change.respelled:
        notes.append("the same value, spelled differently")
    if moved_from:
        notes.append(f"moved from {moved_from}")
    if change.after.reading.degraded:
        notes.append(f"read by the line reader: {change.after.reading.degraded}")
    return tuple(dict.fromkeys(notes))

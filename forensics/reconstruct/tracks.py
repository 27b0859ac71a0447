"""Versions of files along a branch → what one environment had of the key, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forensics.keys import Hit
from forensics.model import FileChange, History, Reading
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.landing import Line


@dataclass(frozen=True, slots=True)
class Version:
    """A file's content from a place on a line on; `blob` None: it is not there any more."""

    place: int
    commit: int
    blob: str | None


_BROKEN = ("not valid", "truncated", "tab-indented", "conflict markers", "too deep", "too large", "reader failed")


@dataclass(frozen=True, slots=True)
class Contents:
    """What was read of each blob: the key's hits, why it is degraded, or that it could not be read at all."""

    hits: Mapping[str, tuple[Hit, ...]]
    unreadable: frozenset[str] = frozenset()
    degraded: Mapping[str, str] = field(default_factory=dict)

    def reading(self, path: str, keypath: str, blob: str | None) -> Reading:
        """The key under `keypath` in one version of a file."""
        if blob is None:
            return Reading(path, keypath, "absent", None, None, None)
        if blob in self.unreadable:
            return Reading(path, keypath, "unreadable", None, None, blob)
        for hit in self.hits.get(blob, ()):
            if hit.keypath == keypath:
                why = self.degraded.get(blob) or ("the key stands there several times, and the last one counts" if hit.repeated else None)
                return Reading(path, keypath, "present", hit.value, hit.line, blob, hit.kind, hit.tier, why, hit.comment)
        if self.degraded.get(blob, "").partition(", ")[2].startswith("not valid") or self.degraded.get(blob, "").startswith(_BROKEN):
            # The key's letters are in a file that could not be read as a whole: that it isn't there is not known.
            return Reading(path, keypath, "unreadable", None, None, blob, degraded=self.degraded[blob])
        return Reading(path, keypath, "absent", None, None, blob)


def versions_on(history: History, line: Line, changes: Mapping[int, Sequence[FileChange]]) -> dict[str, tuple[Version, ...]]:
    """Each file's versions along a line, oldest first. `changes`: by commit index, those of the files of interest."""
    found: dict[str, list[Version]] = {}
    for place, commit in enumerate(line.commits):
        for change in changes.get(commit, ()):
            found.setdefault(change.path, []).append(Version(place, commit, change.after))
    return {path: tuple(versions) for path, versions in found.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """From a place on the line on, an environment's effective reading. `exists` False: it has no such file (yet, or any more)."""

    place: int
    commit: int
    landed: int
    reading: Reading
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Track:
    """One environment of one setting on one branch: its steps, oldest first."""

    template: str
    keypath: str
    environment: str
    branch: str
    steps: tuple[Step, ...]

    @property
    def born(self) -> Step:
        return next((step for step in self.steps if step.exists), self.steps[0])

    @property
    def last(self) -> Step:
        return self.steps[-1]


@dataclass(frozen=True, slots=True)
class Stack:
    """The files whose layering makes an environment's value, base first; the last one is its own where `has_own`."""

    environment: str
    paths: tuple[str, ...]
    has_own: bool


def track(
    template: str, keypath: str, stack: Stack, line: Line, versions: Mapping[str, Sequence[Version]], contents: Contents
) -> Track | None:
    """What the environment's layers say of the key over time: the topmost layer that has it wins.

    An environment begins with its own file; once begun it lasts while any of its layers does, so that a deleted override
    falls back to the base.
    """
    moments = sorted({(version.place, version.commit) for path in stack.paths for version in versions.get(path, ())})
    current: dict[str, str | None] = {}
    cursors = dict.fromkeys(stack.paths, 0)
    steps: list[Step] = []
    begun = not stack.has_own
    for place, commit in moments:
        for path in stack.paths:
            mine = versions.get(path, ())
            while cursors[path] < len(mine) and mine[cursors[path]].place <= place:
                current[path] = mine[cursors[path]].blob
                cursors[path] += 1
        own = current.get(stack.paths[-1])
        begun = begun or own is not None
        exists = begun and any(blob is not None for blob in current.values())
        reading = _effective(keypath, stack.paths, current, contents)
        step = Step(place, commit, line.landed[place], reading, exists)
        if not steps or _moved(steps[-1], step):
            steps.append(step)
    if not any(step.exists for step in steps):
        return None
    return Track(template, keypath, stack.environment, line.branch, tuple(steps))


def _effective(keypath: str, paths: Sequence[str], current: Mapping[str, str | None], contents: Contents) -> Reading:
    own = paths[-1]
    for path in reversed(paths):
        reading = contents.reading(path, keypath, current.get(path))
        if reading.state != "absent":
            return reading
    return contents.reading(own, keypath, current.get(own))


def _moved(before: Step, after: Step) -> bool:
    """Whether a step says something new: value, presence, the layer that gives it, or the environment's being there."""
    old, new = before.reading, after.reading
    return before.exists != after.exists or (old.state, old.value, old.path) != (new.state, new.value, new.path)


def changed(before: Step | None, after: Step) -> bool:
    """Whether a step is a change of what the environment has, as text; a move between layers alone is none."""
    if before is None or not before.exists:
        return after.exists and after.reading.state != "absent"
    if not after.exists:
        return before.reading.state == "present"
    return (before.reading.state, before.reading.value) != (after.reading.state, after.reading.value)


def respelled(before: Step | None, after: Step) -> bool:
    """Whether a change of text is no change of value."""
    return (
        before is not None and before.reading.state == after.reading.state == "present" and same(before.reading.value, after.reading.value)
    )


def relayered(before: Step | None, after: Step) -> bool:
    """Whether only the layer changed that gives the value: an override that repeats its base, or goes and leaves the same behind."""
    if before is None or not (before.exists and after.exists) or changed(before, after):
        return False
    place = (before.reading.path, before.reading.keypath)
    return after.reading.state == "present" and place != (after.reading.path, after.reading.keypath)


def born_without(before: Step | None, after: Step) -> bool:
    """Whether an environment's file appears that does not set the key."""
    return after.exists and after.reading.state == "absent" and (before is None or not before.exists)

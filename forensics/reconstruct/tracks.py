"""Versions of files along a branch → what one environment had of the key, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from forensics.layering import Address, System
from forensics.model import FileChange, History, Layer, Reading
from forensics.reconstruct.contents import Contents, effective
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.landing import Line


class Version(NamedTuple):  # as many as there are changes of files
    """A file's content from a place on a line on; `blob` None: it is not there any more."""

    place: int
    commit: int
    blob: str | None


def versions_on(history: History, line: Line, changes: Mapping[int, Sequence[FileChange]]) -> dict[str, tuple[Version, ...]]:
    """Each file's versions along a line, oldest first. `changes`: by commit index, those of the files of interest."""
    found: dict[str, list[Version]] = {}
    for place, commit in enumerate(line.commits):
        for _, path, _, after in changes.get(commit, ()):
            version = Version(place, commit, after)
            if path in found:
                found[path].append(version)
            else:
                found[path] = [version]
    return {path: tuple(versions) for path, versions in found.items()}


def turning(versions: Iterable[Version], said: Callable[[Version], object]) -> Iterator[Version]:
    """The versions of which not the same is said as of the one before."""
    last: object = turning  # like nothing that is said
    for version in versions:
        now = said(version)
        if now != last:
            yield version
        last = now


@dataclass(frozen=True, slots=True)
class Step:
    """From a place on the line on, an environment's effective reading. `exists` False: it has no such file (yet, or any more).

    `commit`: the index of the commit that brought it; below zero where none did (a live edit, a deploy), each with a number of its own.
    """

    place: int
    commit: int
    landed: int
    reading: Reading
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Stack:
    """The files whose layering makes an environment's value.

    `address`: where the key stands in the whole. `arranged`: from which place on the environment's line which layers, lowest first;
    oldest arrangement first, never empty, each of at least one layer. `own`: the file with which the environment begins, or None
    where it is there from its layers' first; `ends_with_own`: it is there only while that file is, and not as long as any layer.
    `missing`: what can also decide and is in no repository.
    """

    environment: str
    address: Address
    arranged: tuple[tuple[int, tuple[Layer, ...]], ...]
    own: str | None
    system: System
    missing: tuple[str, ...] = ()
    ends_with_own: bool = False

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers as they are arranged last."""
        return self.arranged[-1][1]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file (or part of one) that was ever a layer, in the order of the last arrangement, what left it first; and its own."""
        now = [layer.known_by for layer in self.layers]
        past = [layer.known_by for _, layers in self.arranged for layer in layers if layer.known_by not in now]
        return tuple(dict.fromkeys((*past, *([self.own] if self.own else []), *now)))


@dataclass(frozen=True, slots=True)
class Track:
    """One environment of one setting on one branch: its steps, oldest first. `address`: where the key stands in the whole that the
    layers make; `keypath` the same as the setting's own files write it."""

    template: str
    keypath: str
    address: Address
    environment: str
    branch: str
    steps: tuple[Step, ...]
    stack: Stack

    @property
    def born(self) -> Step:
        return next((step for step in self.steps if step.exists), self.steps[0])

    @property
    def last(self) -> Step:
        return self.steps[-1]


class Turns:
    """The files of a branch, and at which of their versions what they say of the key changes, or their being there."""

    def __init__(self, versions: Mapping[str, Sequence[Version]], contents: Contents) -> None:
        self.versions, self.contents = versions, contents
        self._known: dict[str, tuple[Version, ...]] = {}

    def of(self, path: str) -> tuple[Version, ...]:
        """The versions of a file of which not the same is said as of the one before."""
        if path not in self._known:
            self._known[path] = tuple(turning(self.versions.get(path, ()), lambda version: self.contents.saying(version.blob)))
        return self._known[path]

    def tells(self, path: str) -> bool:
        """Whether any version of a file says anything of the key."""
        return any(self.contents.tells(version.blob) for version in self.of(path))


def track(template: str, keypath: str, stack: Stack, line: Line, turns: Turns) -> Track | None:
    """What the environment's layers say of the key over time: the topmost layer that has it wins, by its system's rules.

    An environment begins with its own file; once begun it lasts while any of its layers does, so that a deleted override
    falls back to the base.
    """
    paths, versions, contents = stack.paths, turns.versions, turns.contents
    telling = frozenset(path for path in paths if turns.tells(path))
    moments = {(version.place, version.commit) for path in paths for version in turns.of(path)}
    moments |= {(place, line.commits[place]) for place, _ in stack.arranged if 0 < place < len(line.commits)}
    current: dict[str, str | None] = {}
    cursors = dict.fromkeys(paths, 0)
    arrangements = list(stack.arranged)
    steps: list[Step] = []
    begun = stack.own is None
    layers = said = arrangements[0][1]
    for place, commit in sorted(moments):
        while arrangements and arrangements[0][0] <= place:
            layers = arrangements.pop(0)[1]
            said = tuple(layer for layer in layers if layer.known_by in telling) or layers[-1:]
        for path in paths:
            mine = versions.get(path, ())
            while cursors[path] < len(mine) and mine[cursors[path]].place <= place:
                current[path] = mine[cursors[path]].blob
                cursors[path] += 1
        begun = begun or (stack.own is not None and current.get(stack.own) is not None)
        lasting = [stack.own] if stack.own and stack.ends_with_own else [layer.known_by for layer in layers]
        exists = begun and any(current.get(path) is not None for path in lasting)
        reading = effective(stack.address, said, current, contents, stack.system, stack.environment)
        if reading.state == "absent" and reading.removed is None:
            own = next((layer for layer in layers if layer.path == stack.own), layers[-1])
            reading = contents.in_layer(own, stack.address, current.get(own.known_by), stack.environment)
        step = Step(place, commit, line.landed[place], reading, exists)
        if not steps or _moved(steps[-1], step):
            steps.append(step)
    if not any(step.exists for step in steps):
        return None
    return Track(template, keypath, stack.address, stack.environment, line.branch, tuple(steps), stack)


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

"""The stacks that files themselves declare, over the history of a branch: from which place on which layers, in which order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forensics.layering.declared import Chain, Declared, declares, facts_of, layers_from
from forensics.reconstruct.landing import Line
from forensics.reconstruct.tracks import Version, turning

# A root that is rearranged more often than this (a folder's list of resources that a bot keeps) is followed in its newest arrangements.
_MOST_ARRANGEMENTS = 200
_READ_IN_OTHER_WAYS = frozenset({"helmfile", "terragrunt"})
Text = Callable[[str, Iterable[str]], str | None]  # a blob's text, and the blobs that are likely to be asked for next


@dataclass(frozen=True, slots=True)
class Root:
    """A declaring file that makes a stack in one environment; `whole`: which of its releases or applications; `own`: the file that
    led to it."""

    path: str
    environment: str
    whole: str | None
    own: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What a file's versions declare, by their places; whether any says different things of environments or wholes."""

    by_place: Mapping[int, Declared | None]
    differs: bool


class Past:
    """The files of a branch at any place on its line. `text` gives a blob's text, None where it can't be had."""

    def __init__(self, line: Line, versions: Mapping[str, Sequence[Version]], text: Text) -> None:
        self.line, self.versions, self.text = line, versions, text
        self._places: dict[str, list[int]] = {}
        self._comings: dict[str, list[int]] = {}
        self._sayings: dict[tuple[str, str, str | None], list[int]] = {}
        self._declared: dict[str, _Said] = {}
        self._open: dict[str, list[Declared]] = {}

    def blob(self, path: str, place: int) -> str | None:
        """A file's blob at a place on the line; None where it is not there."""
        found = self._index(path, place)
        return self.versions[path][found - 1].blob if found else None

    def text_at(self, path: str, place: int) -> str | None:
        """A file's text at a place on the line; its later versions, which are likely to be asked for, are read with it."""
        blob = self.blob(path, place)
        later = (one.blob for one in self.versions.get(path, ())[self._index(path, place) :] if one.blob)
        return self.text(blob, later) if blob else None

    def next_coming(self, path: str, place: int) -> int | None:
        """The next place at which a file comes or goes; None where it never does again."""
        if path not in self._comings:
            self._comings[path] = [one.place for one in turning(self.versions.get(path, ()), lambda one: one.blob is not None)]
        return _next(self._comings[path], place)

    def next_saying(self, path: str, place: int, environment: str, whole: str | None) -> int | None:
        """The next place at which what a file declares for a whole in an environment changes: most of its versions declare what the one
        before did, or something else of others."""
        said = self._said(path)
        asked = (path, environment.casefold(), whole) if said.differs else (path, "", None)
        if asked not in self._sayings:
            turns = turning(self.versions.get(path, ()), lambda one: _heard(one, said.by_place[one.place], environment, whole))
            self._sayings[asked] = [one.place for one in turns]
        return _next(self._sayings[asked], place)

    def tells_of(self, root: str, own: str, environment: str) -> bool:
        """Whether a file ever tells what stands for the open names of what a root declares."""
        if root not in self._open:
            texts = (self.text_at(root, one.place) for one in self.versions.get(root, ()))
            said = dict.fromkeys(declared for text in texts if text is not None and (declared := declares(root, text)) is not None)
            self._open[root] = [one for one in said if one.leaves_open]
        return any(facts_of(declared, own, environment) for declared in self._open[root])

    def _said(self, path: str) -> _Said:
        if path not in self._declared:
            texts = {one.place: self.text_at(path, one.place) for one in self.versions.get(path, ())}
            said = {place: declares(path, text) if text is not None else None for place, text in texts.items()}
            self._declared[path] = _Said(said, any(one is not None and not one.is_one_for_all for one in said.values()))
        return self._declared[path]

    def _index(self, path: str, place: int) -> int:
        if path not in self._places:
            self._places[path] = [version.place for version in self.versions.get(path, ())]
        return bisect_right(self._places[path], place)


def _heard(version: Version, declared: Declared | None, environment: str, whole: str | None) -> object:
    """All of what a version declares that a chain for a whole in an environment may turn on."""
    if declared is None or declared.system in _READ_IN_OTHER_WAYS:
        return version.blob, declared  # what these say is read in other ways too, by the file that leads to them
    if declared.leaves_open or declared.is_one_for_all:
        return declared
    lacking = tuple(what for each, what in declared.lacking if whole in (None, each))
    return declared.system, declared.counting(environment, whole), declared.missing, lacking, declared.affixes


def _next(places: Sequence[int], place: int) -> int | None:
    index = bisect_right(places, place)
    return places[index] if index < len(places) else None


def arrangements(root: Root, past: Past) -> Iterator[tuple[int, Chain]]:
    """From which place on the line which chain, oldest first. A chain is asked for anew only where a file that it was read from
    changes, or one that was looked for comes or goes."""
    place: int | None = past.next_coming(root.path, -1)
    found: list[tuple[int, Chain]] = []
    while place is not None:
        reading = _Reading(past, place)
        chain = layers_from(root.path, reading.text_of, root.environment, reading.exists, root.whole, own=root.own)
        if not found or found[-1][1] != chain:
            found.append((place, chain))
        place = reading.next_place(root)
        if len(found) > 2 * _MOST_ARRANGEMENTS:
            found = found[-_MOST_ARRANGEMENTS:]
    yield from found


class _Reading:
    """One look at the files of a place, which remembers what was looked at."""

    def __init__(self, past: Past, place: int) -> None:
        self.past, self.place = past, place
        self.read: set[str] = set()
        self.sought: set[str] = set()

    def text_of(self, path: str) -> str | None:
        text = self.past.text_at(path, self.place)
        # What declares nothing changes no chain by what it says; only that it is there counts.
        (self.read if text is not None and declares(path, text) is not None else self.sought).add(path)
        return text

    def exists(self, path: str) -> bool:
        self.sought.add(path)
        return self.past.blob(path, self.place) is not None

    def next_place(self, root: Root) -> int | None:
        places = [self.past.next_saying(path, self.place, root.environment, root.whole) for path in self.read]
        places += [self.past.next_coming(path, self.place) for path in self.sought - self.read]
        return min((place for place in places if place is not None), default=None)

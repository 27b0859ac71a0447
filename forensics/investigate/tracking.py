"""Settings and their stacks → tracks: what each environment had of the key along its branch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forensics.investigate.around import around
from forensics.investigate.declaring import settings_as_declared
from forensics.investigate.mining import Mined
from forensics.investigate.parts import Parts
from forensics.investigate.stacks import anchors_of, kept_apart, paths_of, pruned
from forensics.keys import Key
from forensics.model import Gap
from forensics.reconstruct.contents import Contents
from forensics.reconstruct.tracks import Track, Turns, Version, track, versions_on

if TYPE_CHECKING:
    from forensics.collect.git import Repository


@dataclass(frozen=True, slots=True)
class Tracked:
    """The tracks, the file versions that they were read from (by branch and path), what these say, and what could not be read."""

    tracks: tuple[Track, ...]
    versions: Mapping[str, Mapping[str, tuple[Version, ...]]]
    contents: Contents
    gaps: tuple[Gap, ...] = ()

    def blob_now(self, branch: str, path: str) -> str | None:
        """A file's blob at the end of a branch's line; None where it is not there."""
        mine = self.versions.get(branch, {}).get(path)
        return mine[-1].blob if mine else None


def tracks_of(mined: Mined, repository: Repository, key: Key, chosen: Iterable[str]) -> Tracked:
    """One track per setting and environment. `chosen`: only these environments, or all where it is empty."""
    parts = Parts(repository, key)
    anchors = anchors_of(mined)
    every = {branch: versions_on(mined.history, line, mined.by_commit) if anchors else {} for branch, line in mined.lines.items()}
    anchors = settings_as_declared(repository, mined, parts, anchors, every, frozenset(chosen))
    mined = replace(mined, contents=parts.into(mined.contents))
    paths = paths_of(anchors)
    versions: dict[str, Mapping[str, tuple[Version, ...]]] = {
        branch: parts.with_versions(branch, {path: some for path, some in mine.items() if path in paths}) for branch, mine in every.items()
    }
    contents, gaps = around(repository, mined, anchors, versions)
    turns = {branch: Turns(some, contents) for branch, some in versions.items()}
    telling = {branch: frozenset(path for path in some if turns[branch].tells(path)) for branch, some in versions.items()}
    anchors = tuple(pruned(anchor, telling, mined) for anchor in anchors)
    found: list[Track] = []
    for anchor in anchors:
        for stack in anchor.stacks:
            line = mined.line_for(stack.environment)
            one = track(anchor.template, anchor.keypath, stack, line, turns[line.branch])
            if one is not None:
                found.append(one)
    kinds: dict[tuple[str, str], set[str]] = {}
    for one in found:
        seen = kinds.setdefault((one.template, one.keypath), set())
        seen.update(step.reading.kind for step in one.steps if step.reading.state == "present")
    alive = kept_apart(kinds)
    return Tracked(tuple(one for one in found if (one.template, one.keypath) in alive), versions, contents, gaps)

"""Which settings the hits belong to, and the stack of files that makes each environment's value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forensics.environments import Layout
from forensics.investigate.mining import Mined
from forensics.reconstruct.tracks import Stack, Track, Version, track, versions_on

# What an environment is called where the repository has none: one value for whatever runs from it.
SHARED = "shared"
# The base files seen as an environment of their own, where no production-like environment overrides them.
BASE = "base"
_PRODUCTION = ("prod", "production", "prd", "live")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a setting lives: a path with `{env}` (or a plain path), and the key's path inside."""

    template: str
    keypath: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """The tracks, and the file versions that they were read from, by branch and path."""

    tracks: tuple[Track, ...]
    versions: Mapping[str, Mapping[str, tuple[Version, ...]]]

    def blob_now(self, branch: str, path: str) -> str | None:
        """A file's blob at the end of a branch's line; None where it is not there."""
        mine = self.versions.get(branch, {}).get(path)
        return mine[-1].blob if mine else None


def tracks_of(mined: Mined, chosen: Iterable[str]) -> Tracked:
    """One track per setting and environment. `chosen`: only these environments, or all where it is empty."""
    wanted = set(chosen)
    anchors = _anchors(mined)
    stacks = {template: tuple(_stacks(mined.layout, template)) for template in {anchor.template for anchor in anchors}}
    paths = {path for some in stacks.values() for stack in some for path in stack.paths}
    mine = {commit: tuple(change for change in changes if change.path in paths) for commit, changes in mined.by_commit.items()}
    versions: dict[str, Mapping[str, tuple[Version, ...]]] = {
        branch: versions_on(mined.history, line, mine) for branch, line in mined.lines.items()
    }
    found: list[Track] = []
    for anchor in sorted(anchors, key=lambda anchor: (anchor.template, anchor.keypath)):
        for stack in stacks[anchor.template]:
            if wanted and stack.environment not in wanted:
                continue
            line = mined.line_for(stack.environment)
            one = track(anchor.template, anchor.keypath, stack, line, versions[line.branch], mined.contents)
            if one is not None:
                found.append(one)
    kinds: dict[tuple[str, str], set[str]] = {}
    for one in found:
        seen = kinds.setdefault((one.template, one.keypath), set())
        seen.update(step.reading.kind for step in one.steps if step.reading.state == "present")
    # A map of that name is what was meant only where nothing of that name is a value.
    valued = any(seen - {"map"} for seen in kinds.values())
    alive = {place for place, seen in kinds.items() if seen and (seen != {"map"} or not valued)}
    return Tracked(tuple(one for one in found if (one.template, one.keypath) in alive), versions)


def _anchors(mined: Mined) -> set[Anchor]:
    """Each (template, key path) at which the key was ever seen in an environment's own file; a base's key path joins those of
    the templates above it, or stands alone where none of them ever sets it."""
    own: set[Anchor] = set()
    shared: set[tuple[str, str]] = set()
    for changes in mined.by_commit.values():
        for change in changes:
            hits = mined.contents.hits.get(change.after or "", ())
            place = mined.layout.place(change.path) if hits else None
            if place is None:
                continue
            for hit in hits:
                if place.environment is not None:
                    own.add(Anchor(place.template, hit.keypath))
                else:
                    shared.add((change.path, hit.keypath))
    above = _templates_above(mined.layout, {path for path, _ in shared})
    for path, keypath in shared:
        if not any(Anchor(template, keypath) in own for template in above.get(path, ())):
            own.add(Anchor(path, keypath))
    return own


def _templates_above(layout: Layout, bases: set[str]) -> dict[str, set[str]]:
    """For each base file, the templates whose environments stand on it."""
    above: dict[str, set[str]] = {}
    if not bases:
        return above
    for template in layout.templates:
        for environment, own in layout.template_paths(template):
            for path in layout.layers(template, environment):
                if path in bases and path != own:
                    above.setdefault(path, set()).add(template)
    return above


def _stacks(layout: Layout, template: str) -> Iterator[Stack]:
    found = layout.template_paths(template)
    if not found:
        served = layout.shared_environments(template) or (SHARED,)
        yield from (Stack(environment, (template,), False) for environment in served)
        return
    bases: tuple[str, ...] = ()
    for environment, path in found:
        layers = layout.layers(template, environment)
        yield Stack(environment, (*(layer for layer in layers if layer != path), path), True)
        bases = tuple(layer for layer in layers if layer != path and layer not in {own for _, own in found})
    productive = any(part in _PRODUCTION for environment, _ in found for part in environment.casefold().replace("_", "-").split("-"))
    if bases and not productive:
        yield Stack(BASE, bases, False)

"""Changes of a lower layer that an override hides: no value changed, and the environment missed what the others got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forensics.model import Layer, Reading
from forensics.reconstruct.contents import Contents
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.tracks import Step, Track, Version


@dataclass(frozen=True, slots=True)
class Masked:
    """A change of `layer` at a place on the track's line that `hidden_by`, from a layer above it, kept out of sight."""

    track: Track
    layer: Layer
    place: int
    commit: int
    before: Reading
    after: Reading
    hidden_by: Step


def masked(track: Track, versions: Mapping[str, Sequence[Version]], contents: Contents) -> Iterator[Masked]:
    """The masked changes of one track's lower layers, oldest first within each layer. `versions`: path → those on the track's line."""
    for layer in track.stack.layers:
        if layer.path == track.stack.own:
            continue
        for before, after in pairwise((Version(-1, -1, None), *versions.get(layer.known_by, ()))):
            old, new = (contents.in_layer(layer, track.address, version.blob, track.environment) for version in (before, after))
            if "unreadable" in (old.state, new.state) or (old.state == new.state and same(old.value, new.value)):
                continue
            standing = _standing(track, after.place)
            earlier = _standing(track, after.place - 1)
            if standing is not None and standing is earlier and _stands_above(track, standing, layer):
                yield Masked(track, layer, after.place, after.commit, old, new, standing)


def _standing(track: Track, place: int) -> Step | None:
    found = [step for step in track.steps if step.place <= place]
    return found[-1] if found and found[-1].exists and found[-1].reading.state == "present" else None


def _stands_above(track: Track, step: Step, layer: Layer) -> bool:
    """Whether the value comes from a layer above this one."""
    layers = [one for place, some in track.stack.arranged if place <= step.place for one in some]
    paths = [one.path for one in layers]
    return step.reading.path in paths and layer.path in paths and paths.index(step.reading.path) > paths.index(layer.path)

"""The files that forensics.toml gives to environments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from forensics.environments.discovery import Spot, discover
from forensics.environments.globs import opening, pattern_of
from forensics.environments.words import words_in

RULE = "stated in forensics.toml"
Named = tuple[tuple[str, tuple[str, ...]], ...]


class Statements(Protocol):
    """What this room needs of `forensics.stated.Stated`: environment → globs of its files; the order of promotion; glob → globs
    of the layers below it, base first. A shape of its own, as neither room stands below the other."""

    @property
    def environments(self) -> Named: ...

    @property
    def order(self) -> tuple[str, ...]: ...

    @property
    def layers(self) -> Named: ...


def stated_spots(paths: Sequence[str], stated: Statements) -> tuple[dict[str, Spot], dict[str, tuple[str, ...]]]:
    """The spot of each path that is stated for one environment; and those stated for several, with their environments."""
    matched: dict[str, dict[str, str]] = {}
    for environment, globs in stated.environments:
        for glob in globs:
            pattern = pattern_of(glob)
            for path in paths:
                if pattern.fullmatch(path):
                    matched.setdefault(path, {}).setdefault(environment, glob)
    inferred = discover(paths) if matched else {}
    own: dict[str, Spot] = {}
    taken: set[tuple[str, str]] = set()
    for path, found in sorted(matched.items()):
        if len(found) > 1:
            continue
        ((environment, glob),) = found.items()
        others = [one for name, globs in stated.environments if name != environment for one in globs]
        spot = Spot(path, environment, RULE, _bounds(path, environment, glob, others, inferred.get(path)))
        # Two files of one environment in one template (values-live.yaml, values-prod.yaml): the second stands for itself.
        own[path] = spot if (spot.template(), environment) not in taken else Spot(path, environment, RULE, ())
        taken.add((own[path].template(), environment))
    return own, {path: tuple(found) for path, found in matched.items() if len(found) > 1}


def _bounds(path: str, environment: str, glob: str, others: Iterable[str], inferred: Spot | None) -> tuple[tuple[int, int], ...]:
    """Which part of a stated path changes with the environment: what the globs write differently, or the environment's own name,
    or what would have been inferred; none of these: the path stands for itself."""
    where = opening(glob, others, path)
    if where is not None:
        return (where,)
    offset = 0
    for segment in path.split("/"):
        for word in words_in(segment):
            if word.name.casefold() == environment.casefold():
                return ((offset + word.start, offset + word.end),)
        offset += len(segment) + 1
    return inferred.bounds if inferred else ()

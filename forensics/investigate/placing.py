"""Which setting and environment of a repository a piece of live evidence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forensics.investigate.evidence import same_environment
from forensics.keys import words
from forensics.model import Gap, LiveEdit, LiveRead, Observation, Ownership, Rollout, Spot, Watched
from forensics.reconstruct.tracks import Track

_NAME = re.compile(r"[A-Za-z0-9]+")


Piece = Observation | LiveEdit | Rollout | Ownership | Watched


@dataclass(slots=True)
class Placed:
    """The evidence of one environment of one setting."""

    observations: list[Observation] = field(default_factory=list)
    edits: list[LiveEdit] = field(default_factory=list)
    rollouts: list[Rollout] = field(default_factory=list)
    ownerships: list[Ownership] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.observations or self.edits or self.watched)


def placed(
    read: LiveRead, settings: Mapping[str, Sequence[Track]], environments: Sequence[str]
) -> tuple[dict[str, dict[str, Placed]], tuple[Gap, ...]]:
    """Setting → environment → its evidence; and a gap for what no environment, or more than one setting, could be meant by.

    An object, a namespace or a file that shares words with one setting's path is that setting's; what names nothing is the only
    setting's that there is, else nobody's.
    """
    found: dict[str, dict[str, Placed]] = {name: {} for name in settings}
    gaps: dict[Gap, None] = {}
    every: list[Piece] = [*read.observations, *read.edits, *read.ownerships, *read.watched, *read.rollouts]
    for one in every:
        environment = same_environment(one.environment, environments)
        if environment is None:
            if not isinstance(one, Rollout):
                why = f"the environment {one.environment!r} is none of this repository's ({', '.join(environments) or 'it has none'})"
                gaps[Gap(one.spot.file, why)] = None
            continue
        mine = _of(one.spot, getattr(one, "keypath", None), settings, environment)
        if mine is None:
            if isinstance(one, Observation | LiveEdit):
                gaps[Gap(one.spot.file, _unclear(one.spot, settings))] = None
            continue
        for name in mine:
            _put(found[name].setdefault(environment, Placed()), one)
    return found, tuple(gaps)


def _put(place: Placed, one: Piece) -> None:
    if isinstance(one, Observation):
        place.observations.append(one)
    elif isinstance(one, LiveEdit):
        place.edits.append(one)
    elif isinstance(one, Rollout):
        place.rollouts.append(one)
    elif isinstance(one, Ownership):
        place.ownerships.append(one)
    else:
        place.watched.append(one)


def _unclear(spot: Spot, settings: Mapping[str, Sequence[Track]]) -> str:
    return f"it does not say which of {len(settings)} settings its value is of; none of them takes it"


def _of(spot: Spot, keypath: str | None, settings: Mapping[str, Sequence[Track]], environment: str) -> Sequence[str] | None:
    """The settings meant: the one whose path shares most words with what the evidence names; all, for what names no key; None where
    that is not clear."""
    here = [name for name, tracks in settings.items() if any(track.environment == environment for track in tracks)] or list(settings)
    if len(here) <= 1 or keypath is None:
        return here or None
    told = _words([spot.object or "", spot.owner or "", spot.namespace or "", spot.host or "", keypath])
    scores = {name: len(told & _telling(name, here)) for name in here}
    best = max(scores.values())
    top = [name for name in here if scores[name] == best]
    return top if len(top) == 1 and best else None


def _telling(name: str, others: Iterable[str]) -> set[str]:
    """The words of a setting's id that not every setting's has."""
    mine = _words([name])
    shared = set(mine)
    for other in others:
        shared &= _words([other])
    return mine - shared


def _words(texts: Iterable[str]) -> set[str]:
    return {part.casefold() for text in texts for part in (*_NAME.findall(text), *words(text)) if len(part) > 1}

"""Which setting and environment of a repository a piece of live evidence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from forensics.investigate.evidence import same_environment
from forensics.keys import words
from forensics.model import Gap, LiveEdit, LiveRead, Observation, Ownership, Rollout, Watched
from forensics.reconstruct.tracks import Track

_NAME = re.compile(r"[A-Za-z0-9]+")
# Words of paths and titles that name no application.
_COMMON = frozenset({
    "app", "apps", "application", "chart", "charts", "config", "configs", "configuration", "configmap", "deploy", "deployment",
    "deployments", "dev", "development", "env", "envs", "environment", "environments", "group", "helm", "infra", "ini", "json",
    "k8s", "kubernetes", "kustomize", "main", "manifest", "manifests", "of", "overlay", "overlays", "patch", "prod", "production",
    "properties", "release", "revision", "rollout", "service", "services", "stage", "staging", "sync", "terraform", "test", "tf",
    "the", "to", "toml", "upgrade", "value", "values", "vars", "yaml", "yml",
})  # fmt: skip

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

    @property
    def tells_a_value(self) -> bool:
        """Whether it shows that the key was set there, whatever its files say."""
        seen = any(one.proves not in ("absence", "applied") for one in self.observations)
        return seen or any(one.keypath is not None and not one.removed for one in self.edits)


def placed(
    read: LiveRead, settings: Mapping[str, Sequence[Track]], environments: Sequence[str], elsewhere: Sequence[str] = ()
) -> tuple[dict[str, dict[str, Placed]], tuple[Gap, ...]]:
    """Setting → environment → its evidence; and a gap for what could be meant for more than one setting.

    An object, an application or a file that shares words with one setting's path is that setting's; what names nothing is the only
    setting's that there is, else nobody's. Deploys and watched time that name no setting are told of all. `elsewhere`: the settings of
    other repositories, which may be meant as well.
    """
    found: dict[str, dict[str, Placed]] = {name: {} for name in settings}
    gaps: dict[Gap, None] = {}
    every: list[Piece] = [*read.observations, *read.edits, *read.ownerships, *read.watched, *read.rollouts]
    for one in every:
        environment = same_environment(one.environment, environments)
        if environment is None or not settings:
            continue
        mine = _meant(one, settings, environment, elsewhere)
        if not mine and isinstance(one, Observation | LiveEdit):
            number = len(settings) + len(elsewhere)
            gaps[Gap(one.spot.file, f"it does not say which of {number} settings its value is of; none of them takes it")] = None
        for name in settings.keys() & mine:
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


def _meant(one: Piece, settings: Mapping[str, Sequence[Track]], environment: str, elsewhere: Sequence[str]) -> Sequence[str]:
    """The settings that a piece of evidence speaks of, none where that is not clear."""
    here = [name for name, tracks in settings.items() if any(track.environment == environment for track in tracks)] or list(settings)
    here += elsewhere
    if len(here) <= 1:
        return here
    telling = _telling(tuple(here))
    for texts in _names(one):
        told = _words(texts)
        scores = {name: len(told & telling[name]) for name in here}
        best = max(scores.values())
        top = [name for name in here if scores[name] == best]
        if best and (len(top) == 1 or not isinstance(one, Observation | LiveEdit | Ownership)):
            return top
    general = isinstance(one, Rollout) or (isinstance(one, Watched) and one.spot.object is None)
    vague = isinstance(one, LiveEdit) and one.keypath is None
    return here if general or vague else ()


def _names(one: Piece) -> Iterable[tuple[str, ...]]:
    """What a piece of evidence names, the surest first: its object and the key's place in it; who told it; its file."""
    spot, keypath = one.spot, getattr(one, "keypath", None)
    yield (spot.object or "", spot.owner or "", keypath or "", one.title if isinstance(one, Rollout) else "")
    yield (spot.namespace or "", spot.host or "")
    if not isinstance(one, Rollout | Watched):
        yield (getattr(one, "how", "") or one.source, spot.file.rpartition("/")[2])


def names_it(title: str, setting: str) -> bool:
    """Whether a deploy's title names the application that a setting's path is of."""
    return bool(_words([title]) & (_words([setting.partition("#")[0]]) - _COMMON))


@lru_cache(maxsize=64)
def _telling(names: tuple[str, ...]) -> Mapping[str, set[str]]:
    """The words of each setting's id that not every setting's has."""
    every = {name: _words([name]) for name in names}
    shared = set.intersection(*every.values())
    return {name: mine - shared for name, mine in every.items()}


def _words(texts: Iterable[str]) -> set[str]:
    return {part.casefold() for text in texts for part in (*_NAME.findall(text), *words(text)) if len(part) > 1}

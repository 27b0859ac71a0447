"""What was seen in an environment and stands in no file of it: the lines that live evidence alone makes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from forensics.investigate.evidence import same_environment
from forensics.investigate.mining import Mined
from forensics.investigate.placing import Placed, placed
from forensics.investigate.stacks import SHARED
from forensics.keys import Key, keypath
from forensics.layering import SYSTEMS
from forensics.model import Gap, Layer, LiveRead, Reading
from forensics.reconstruct.tracks import Stack, Step, Track

# The template of a setting that no file has.
LIVE = "live"
Groups = Mapping[str, tuple[Track, ...]]
Where = Mapping[str, Mapping[str, Placed]]


@dataclass(frozen=True, slots=True)
class Others:
    """What is known of the other repositories: the ids of their settings; `none`: no file anywhere has the key."""

    settings: tuple[str, ...] = ()
    none: bool = False


def with_unfiled(
    read: LiveRead, groups: Groups, mined: Mined, key: Key, others: Others, chosen: Collection[str]
) -> tuple[Groups, Where, tuple[Gap, ...]]:
    """The settings with a line for each environment in which the key was seen and no file has it, where the evidence is placed, and
    what could not be. Where no file anywhere has the key, what was seen makes a setting of its own.
    `chosen`: the environments asked for, or all where it is empty."""
    environments = mined.layout.environments
    if not groups and others.none:
        groups = _only_live(read, environments, mined, key)
        groups = {
            name: mine for name, some in groups.items() if (mine := tuple(one for one in some if not chosen or one.environment in chosen))
        }
    where, gaps = placed(read, groups, environments, others.settings)
    where = {name: {one: place for one, place in some.items() if not chosen or one in chosen} for name, some in where.items()}
    found = {}
    for name, tracks in groups.items():
        there = {track.environment for track in tracks}
        unfiled = [one for one, place in sorted(where[name].items()) if one not in there and place.tells_a_value]
        more = [_joins(tracks, one, mined) for one in unfiled if not chosen or one in chosen]
        rank = {environment: place for place, environment in enumerate(environments)}
        found[name] = tuple(sorted((*tracks, *more), key=lambda track: rank.get(track.environment, -1))) if more else tracks
    return found, where, gaps


def _only_live(read: LiveRead, environments: Sequence[str], mined: Mined, key: Key) -> dict[str, tuple[Track, ...]]:
    """One setting of what was seen: under the path that all evidence gives the key, or else under the key as asked."""
    told = [(one.environment, one.keypath) for one in read.observations if one.proves not in ("absence", "applied")]
    told += [(one.environment, one.keypath) for one in read.edits if one.keypath is not None and not one.removed]
    where = {same_environment(name, environments) for name, _ in told}
    paths = {path for _, path in told if path}
    path = paths.pop() if len(paths) == 1 else keypath((key.text,))
    tracks = tuple(_nowhere(name, path, mined) for name in environments or sorted(map(str, where)) if name in where)
    return {f"{LIVE}#{path.removeprefix('#')}": tracks} if tracks else {}


def _nowhere(environment: str, path: str, mined: Mined) -> Track:
    """The line of an environment of which no file has the key, ever."""
    line = mined.line_for(environment)
    address = tuple(path.split("."))
    stack = Stack(environment, address, ((0, (Layer(LIVE, "seen running, in no file"),)),), None, SYSTEMS["dotenv"])
    step = Step(0, line.commits[0] if line.commits else 0, 0, Reading("", path, "absent", None, None, None, address=address), exists=False)
    return Track(LIVE, path, address, environment, line.branch, (step,), stack)


def _joins(tracks: Sequence[Track], environment: str, mined: Mined) -> Track:
    """The line of an environment that has no file of this setting: that of a file for all environments, where there is one."""
    shared = next((track for track in tracks if track.environment == SHARED), None)
    if shared is not None:
        return replace(shared, environment=environment, stack=replace(shared.stack, environment=environment))
    made = _nowhere(environment, tracks[0].keypath, mined)
    return replace(made, template=tracks[0].template, address=tracks[0].address)

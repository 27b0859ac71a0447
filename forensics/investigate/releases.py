"""Tags and release branches beside the mainline: values that may have run although they never landed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from forensics.investigate.assembly import setting_id, utc
from forensics.investigate.mining import Mined
from forensics.model import Event, Reading
from forensics.reconstruct.contents import Contents, effective
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.tracks import Step, Track

if TYPE_CHECKING:
    from forensics.collect.git import Repository

_RELEASE_BRANCH = re.compile(r"^refs/(?:heads|remotes/[^/]+)/(?:releases?|hotfix(?:es)?)[/-]")
# The newest so many are looked at; a repository that tags every build off its mainline would drown the report.
_MOST = 200
_FAR = 500


def releases(
    mined: Mined,
    tracks: Sequence[Track],
    contents: Contents,
    repository: Repository,
    as_of: datetime,
    arrivals: Callable[[str], Sequence[int]],
) -> Iterator[Event]:
    """An event for each environment in which a tag or release branch off the mainline holds another value than the mainline
    did at that moment. It shows that the value was released; whether it ran, only a deploy or an observation can show. Its commit is
    the one that brought the value there. `arrivals`: by branch, the place on its line at which each commit arrived, or -1."""
    named = sorted(_off_mainline(mined, int(as_of.timestamp()), arrivals), reverse=True)[:_MOST]
    pairs = {(mined.history.commits[commit], layer.path) for _, commit, _ in named for track in tracks for layer in track.stack.layers}
    blobs = repository.at(sorted(pairs)) if named else {}
    for time, commit, name in named:
        oid = mined.history.commits[commit]
        for track in tracks:
            step = _at(track, time)
            if step is None:
                continue
            layers = track.stack.layers
            there = {layer.known_by: blobs.get((oid, layer.path)) for layer in layers if not layer.slot}
            released = effective(track.address, layers, there, contents, track.stack.system, track.environment)
            if released.state == "present" and not same(released.value, step.reading.value):
                brought = mined.history.commits[_brought_by(mined, track, contents, commit, released)]
                yield Event(
                    id=f"{setting_id(track)}|{track.environment}|{oid}|{name}",
                    time=utc(time),
                    kind="release",
                    title=f"{_told(name)} holds another value than {track.branch} did",
                    source="git",
                    environment=track.environment,
                    setting=setting_id(track),
                    before=step.reading.value,
                    after=released.value,
                    commit=brought,
                    path=released.path,
                    line=released.line,
                    ref=name,
                    url=repository.commit_url(brought),
                    notes=(f"it never landed on {track.branch}; whether it ran, git does not show",),
                )


def _off_mainline(mined: Mined, as_of: int, arrivals: Callable[[str], Sequence[int]]) -> Iterator[tuple[int, int, str]]:
    """(time, commit, ref) of the tags and release branches that no environment's branch contains."""
    wanted = [(commit, name) for name, commit in mined.named if name.startswith("refs/tags/") or _RELEASE_BRANCH.match(name)]
    if not wanted:
        return
    arrived = [arrivals(branch) for branch in mined.lines]
    for commit, name in wanted:
        time = mined.history.times[commit]
        if all(places[commit] < 0 for places in arrived) and time is not None and time <= as_of:
            yield time, commit, name


def _brought_by(mined: Mined, track: Track, contents: Contents, tip: int, released: Reading) -> int:
    """The commit on the way to a tag or branch (along first parents) that gave it the value; the tip where none is seen to."""
    layer = next((one for one in track.stack.layers if one.path == released.path), None)
    commit = tip
    for _ in range(_FAR):
        change = next((one for one in mined.by_commit.get(commit, ()) if one.path == released.path), None)
        if change is not None and layer is not None:
            before = contents.in_layer(layer, track.address, change.before, track.environment)
            return commit if not same(before.value, released.value) else tip
        parents = mined.history.parents[commit]
        if not parents:
            break
        commit = parents[0]
    return tip


def _at(track: Track, time: int) -> Step | None:
    standing = [step for step in track.steps if step.landed <= time and step.exists]
    return standing[-1] if standing else None


def _told(name: str) -> str:
    return name.replace("refs/tags/", "tag ").replace("refs/heads/", "branch ").replace("refs/remotes/", "branch ")

"""What gave each environment its value, beside what `git blame` says of the same line, and why the two may differ."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from forensics.investigate.assembly import Told
from forensics.investigate.looking import Looking
from forensics.investigate.mining import Mined
from forensics.model import Blame, Event, Setting, Stand
from forensics.reconstruct.equivalence import same

_AT_ONCE = 4


def with_blame(told: Told, mined: Mined, events: Mapping[str, Event], looking: Looking) -> Setting:
    """The setting with `blame` on each environment whose value stands at a line now."""
    origins = {stand.environment: _origin(told, stand.environment, events) for stand in told.setting.stands}
    asked: dict[str, tuple[str, str, int]] = {}  # environment → the newest commit, file and line to ask of
    for stand in told.setting.stands:
        origin = origins[stand.environment]
        layer = next((layer for layer in reversed(stand.layers) if layer.value is not None), None)
        line = mined.line_for(stand.environment)
        if origin is not None and origin.commit is not None and layer is not None and layer.line is not None and line.commits:
            asked[stand.environment] = mined.history.commits[line.commits[-1]], layer.path, layer.line
    # Each is a git process that goes back to where the line began: a second, in a long history.
    places = list(dict.fromkeys(asked.values()))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        blamed = dict(zip(places, pool.map(lambda place: looking.repository.blame(*place), places), strict=True))
    stands = [
        _blamed(stand, origin, blamed[asked[stand.environment]], told, mined, looking)
        if stand.environment in asked and (origin := origins[stand.environment]) is not None
        else stand
        for stand in told.setting.stands
    ]
    return replace(told.setting, stands=tuple(stands))


def _origin(told: Told, environment: str, events: Mapping[str, Event]) -> Event | None:
    """The newest change of the value itself; a mere respelling gave nothing."""
    mine = [change for change in told.changes if change.track.environment == environment and not change.respelled]
    return events.get(told.events[(environment, mine[-1].after.commit)]) if mine else None


def _blamed(stand: Stand, origin: Event, blamed: str | None, told: Told, mined: Mined, looking: Looking) -> Stand:
    value_commit = origin.written_in[-1] if origin.written_in else origin.commit or ""
    agree = blamed is None or blamed == origin.commit or blamed in origin.written_in
    return replace(
        stand, blame=Blame(value_commit, blamed, None if agree else _why(blamed or "", value_commit, stand, told, mined, looking))
    )


def _why(blamed: str, value_commit: str, stand: Stand, told: Told, mined: Mined, looking: Looking) -> str:
    """What the blamed commit did to the line, when it isn't what gave the value."""
    place, its = (_place(mined, oid) for oid in (blamed, value_commit))
    track = next(track for track in told.tracks if track.environment == stand.environment)
    address, path = track.last.reading.address, track.last.reading.path
    if place is None or place > (-1 if its is None else its):
        return "the line is older than the value: a merge, a base or a block around it brought the value back"
    if place not in mined.by_commit:
        mined = looking.into(mined, [place])
    for change in mined.by_commit.get(place, ()):
        if change.path != path:
            continue
        before = mined.contents.reading(path, address, change.before, stand.environment)
        after = mined.contents.reading(path, address, change.after, stand.environment)
        if change.before is None:
            return "the file was added or moved there with its line; the value is older"
        if before.state == "absent":
            return "the block above the line moved, so that its path is new; the value is older"
        if same(before.value, after.value):
            return "the line was rewritten (spelling, quotes, indentation) and the value kept"
    return "the line was written on another branch and came with a merge"


def _place(mined: Mined, oid: str) -> int | None:
    try:
        return mined.history.commits.index(oid)
    except ValueError:
        return None

"""What gave each environment its value, beside what `git blame` says of the same line, and why the two may differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from forensics.investigate.assembly import Told
from forensics.investigate.looking import Looking
from forensics.investigate.mining import Mined
from forensics.model import Blame, Event, Setting, Stand
from forensics.reconstruct.equivalence import same


def with_blame(told: Told, mined: Mined, events: Mapping[str, Event], looking: Looking) -> Setting:
    """The setting with `blame` on each environment whose value stands at a line now."""
    stands = []
    for stand in told.setting.stands:
        origin = _origin(told, stand.environment, events)
        layer = next((layer for layer in reversed(stand.layers) if layer.value is not None), None)
        line = mined.line_for(stand.environment)
        if origin is None or origin.commit is None or layer is None or layer.line is None or not line.commits:
            stands.append(stand)
            continue
        tip = mined.history.commits[line.commits[-1]]
        blamed = looking.repository.blame(tip, layer.path, layer.line)
        stands.append(_blamed(stand, origin, blamed, told, mined, looking))
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
    number = {oid: place for place, oid in enumerate(mined.history.commits)}
    track = next(track for track in told.tracks if track.environment == stand.environment)
    address, path = track.last.reading.address, track.last.reading.path
    if blamed not in number or number[blamed] > number.get(value_commit, -1):
        return "the line is older than the value: a merge, a base or a block around it brought the value back"
    if number[blamed] not in mined.by_commit:
        mined = looking.into(mined, [number[blamed]])
    for change in mined.by_commit.get(number[blamed], ()):
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

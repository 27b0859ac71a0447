"""What gave each environment its value, beside what `git blame` says of the same line, and why the two may differ."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from forensics.investigate.assembly import Told
from forensics.investigate.looking import Looking
from forensics.investigate.mining import Mined
from forensics.investigate.tracking import Tracked
from forensics.model import Blame, Event, Setting, Stand
from forensics.reconstruct.equivalence import same

if TYPE_CHECKING:
    from forensics.store.history import HistoryIndex

_AT_ONCE = 4
_Line = tuple[str, str, int]  # a commit, a file as it has it, and a line of it


class Blames:
    """What `git blame` says of the lines that give a setting's environments their values, each asked once, beside whatever else is done:
    it is a git process that goes back to where the line began. A context manager, after which none is left running."""

    def __init__(self, mined: Mined, tracked: Tracked, looking: Looking) -> None:
        self._mined, self._tracked, self._looking = mined, tracked, looking
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._asked: dict[_Line, Future[str | None]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def ask(self, told: Told) -> None:
        """Begins to ask of a setting."""
        index = self._looking.index
        if index is not None and not index.learned:  # what can't be reached in a damaged history is blamed on others
            index = None
        fresh = [place for place in self.lines(told).values() if place not in self._asked]
        known = index.blamed(fresh) if index is not None else {}
        for place in dict.fromkeys(fresh):
            self._asked[place] = self._pool.submit(self._blame, place, index, known)

    def _blame(self, place: _Line, index: HistoryIndex | None, known: Mapping[_Line, str]) -> str | None:
        if place in known:
            return known[place]
        found = self._looking.repository.blame(*place)
        if found is not None and index is not None:
            index.learn_blame(place, found)
        return found

    def said(self, told: Told) -> dict[str, str | None]:
        """Environment → the commit that is blamed for the line of its value; None where git names none."""
        self.ask(told)
        return {environment: self._asked[place].result() for environment, place in self.lines(told).items()}

    def lines(self, told: Told) -> dict[str, _Line]:
        """Environment → the line that gives it its value now. It is asked of the newest commit in which its file changed, whose blame is
        that of all later ones: git-blame hands a file on to the first parent that has the very same."""
        found: dict[str, _Line] = {}
        for stand in told.setting.stands:
            layer = next((layer for layer in reversed(stand.layers) if layer.value is not None), None)
            line = self._mined.line_for(stand.environment)
            if layer is not None and layer.line is not None and line.commits:
                versions = self._tracked.versions.get(line.branch, {}).get(layer.path, ())
                newest = versions[-1].commit if versions and versions[-1].blob is not None else line.commits[-1]
                found[stand.environment] = self._mined.history.commits[newest], layer.path, layer.line
        return found


def with_blame(told: Told, mined: Mined, events: Mapping[str, Event], looking: Looking, blames: Blames) -> Setting:
    """The setting with `blame` on each environment whose value stands at a line now."""
    said = blames.said(told)
    stands = []
    for stand in told.setting.stands:
        origin = _origin(told, stand.environment, events)
        if stand.environment in said and origin is not None and origin.commit is not None:
            stands.append(_blamed(stand, origin, said[stand.environment], told, mined, looking))
        else:
            stands.append(stand)
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

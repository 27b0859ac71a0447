"""Steps of tracks → changes: which commit landed each, in which commits it was written, and what kind of change git shows it to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from forensics.investigate.looking import Looking
from forensics.investigate.mining import Mined
from forensics.model import Commit, FileChange, Gap
from forensics.reconstruct.landing import arrivals
from forensics.reconstruct.tracks import Step, Track, born_without, changed, relayered, respelled

if TYPE_CHECKING:
    from forensics.collect.git import Repository


@dataclass(frozen=True, slots=True)
class Change:
    """Before → after in one environment of one setting, with the commit that landed it (indexes into the history).

    `written_in`: the commit inside a merged branch in which the value was written. `by_hand`: a merge made it, no side had it;
    `stale_side`: a merge kept the value of the side that had not changed it.
    """

    track: Track
    before: Step | None
    after: Step
    written_in: tuple[int, ...]
    by_hand: bool = False
    stale_side: bool = False

    @property
    def kind(self) -> str:
        """`change` of the value, `layer` where only the file that gives it changed, `birth` of a file that doesn't set it,
        `unreadable` where a version says nothing."""
        if self.after.reading.state == "unreadable":
            return "unreadable"
        if relayered(self.before, self.after):
            return "layer"
        return "birth" if born_without(self.before, self.after) else "change"

    @property
    def respelled(self) -> bool:
        return respelled(self.before, self.after)

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.after.landed, UTC)


class Provenance:
    """Finds for each landing the commit in which a value was written. `mined`: with what was done inside the branches that the steps
    of the tracks landed by."""

    def __init__(self, mined: Mined, repository: Repository, tracks: Sequence[Track], looking: Looking) -> None:
        self._repository, self._looking, self._tracks = repository, looking, tracks
        self._arrived: dict[str, Sequence[int]] = {}
        self.mined = mined
        merged = {(track.branch, step.place) for track, before, step in self._all(_tells) if self._is_merged(before, step)}
        self.mined = looking.into(mined, self._inside(merged))

    def _inside(self, landings: Iterable[tuple[str, int]]) -> set[int]:
        """The commits that arrived with landings (branch, place on its line) which are merges."""
        places: dict[str, set[int]] = {}
        for branch, place in landings:
            places.setdefault(branch, set()).add(place)
        brought = {commit for branch, some in places.items() for commit, place in enumerate(self.arrivals(branch)) if place in some}
        return brought - {self.mined.lines[branch].commits[place] for branch, some in places.items() for place in some}

    def _is_merged(self, before: Step | None, step: Step) -> bool:
        """Whether a step's landing is a merge into which it is worth looking for who wrote the value."""
        merge = step.commit >= 0 and len(self.mined.history.parents[step.commit]) > 1
        return merge and not born_without(before, step) and step.reading.state != "unreadable"

    @cached_property
    def _by_path(self) -> Mapping[str, Sequence[FileChange]]:
        """Path → its changes that may touch the key, oldest first."""
        found: dict[str, list[FileChange]] = {}
        hits = self.mined.contents.hits
        for commit in sorted(self.mined.by_commit, reverse=True):
            for change in self.mined.by_commit[commit]:
                if (change.before or "") in hits or (change.after or "") in hits:
                    found.setdefault(change.path, []).append(change)
        return found

    def changes(self) -> tuple[Change, ...]:
        """All changes of the tracks, and the births of files without the key, oldest first within each."""
        return tuple(self._change(*one) for one in self._all(lambda before, step: changed(before, step) or born_without(before, step)))

    def relayerings(self) -> tuple[Change, ...]:
        """The moves of a value between an environment's layers, which change none."""
        return tuple(self._change(*one) for one in self._all(relayered))

    def _all(self, holds: Callable[[Step | None, Step], bool]) -> Iterator[tuple[Track, Step | None, Step]]:
        """The steps of which something holds, each with the one before it."""
        for track in self._tracks:
            before: Step | None = None
            for step in track.steps:
                if holds(before, step):
                    yield track, before, step
                # A version that can't be read changes nothing: the next one is held against the last that could be.
                if step.reading.state != "unreadable" or before is None:
                    before = step

    def _change(self, track: Track, before: Step | None, step: Step) -> Change:
        parents = self.mined.history.parents
        if not self._is_merged(before, step):
            return Change(track, before, step, ())
        writers = [change for change in self._writers(track, before, step) if change.commit != step.commit]
        plain = [change.commit for change in writers if len(parents[change.commit]) < 2]
        if plain or before is None or not before.exists:
            return Change(track, before, step, tuple(plain[-1:]))
        if writers:
            return Change(track, before, step, (writers[-1].commit,), by_hand=True)
        if before.reading.path != step.reading.path:
            return Change(track, before, step, ())  # one layer gave way to another: no side's value was lost
        theirs = self._at_other_parents(step, step.reading.path, track.environment)
        return Change(track, before, step, (), by_hand=step.reading.value not in theirs, stale_side=step.reading.value in theirs)

    def _writers(self, track: Track, before: Step | None, step: Step) -> Sequence[FileChange]:
        """The changes that arrived with this landing and made the file say what it says since, oldest first."""
        found: list[FileChange] = []
        pending = [step.reading.path] + ([before.reading.path] if before else [])
        seen: set[str] = set()
        while pending:
            path = pending.pop()
            if path in seen:
                continue
            seen.add(path)
            for change in self._by_path.get(path, ()):
                if self.arrivals(track.branch)[change.commit] != step.place:
                    continue
                origin = self._moved_from(change, step, track.environment) if change.before is None else None
                if origin is not None:
                    pending.append(origin)
                elif self._writes(change, step, track.environment) or (
                    before is not None and self._unsets(change, before, step, track.environment)
                ):
                    found.append(change)
        return sorted(found, key=lambda change: -change.commit)

    def _moved_from(self, added: FileChange, step: Step, environment: str) -> str | None:
        """The path from which a file was only moved: deleted in the same commit, and it said the same."""
        contents, address = self.mined.contents, step.reading.address
        value = contents.reading(added.path, address, added.after, environment).value
        for other in self.mined.by_commit.get(added.commit, ()):
            gone = contents.reading(other.path, address, other.before, environment)
            if other.after is None and gone.state == "present" and gone.value == value:
                return other.path
        return None

    def _writes(self, change: FileChange, step: Step, environment: str) -> bool:
        contents, address = self.mined.contents, step.reading.address
        after = contents.reading(change.path, address, change.after, environment)
        earlier = contents.reading(change.path, address, change.before, environment)
        told, wanted = (after.state, after.value), (step.reading.state, step.reading.value)
        return told == wanted and told != (earlier.state, earlier.value) and (change.path == step.reading.path or after.state == "present")

    def _unsets(self, change: FileChange, before: Step, step: Step, environment: str) -> bool:
        """Whether it took away the override from which the value came before, so that another layer gives it now."""
        if change.path != before.reading.path or before.reading.path == step.reading.path:
            return False
        contents, address = self.mined.contents, before.reading.address
        earlier = contents.reading(change.path, address, change.before, environment)
        return earlier.value == before.reading.value and contents.reading(change.path, address, change.after, environment).state == "absent"

    def arrivals(self, branch: str) -> Sequence[int]:
        """For each commit the place on a branch's line at which it arrived, or -1 where the line does not contain it."""
        if branch not in self._arrived:
            self._arrived[branch] = arrivals(self.mined.history, self.mined.lines[branch])
        return self._arrived[branch]

    def _at_other_parents(self, step: Step, path: str, environment: str) -> tuple[str | None, ...]:
        commits, history = self.mined.history.commits, self.mined.history
        pairs = [(commits[parent], path) for parent in history.parents[step.commit][1:]]
        blobs = self._repository.at(pairs)
        # A side may have had its version from a branch that was merged before.
        contents = self._looking.with_versions(self.mined, {oid: path for oid in blobs.values() if oid})
        readings = (contents.reading(path, step.reading.address, blobs.get(pair), environment) for pair in pairs)
        return tuple(reading.value for reading in readings)


def _tells(before: Step | None, step: Step) -> bool:
    return changed(before, step) or relayered(before, step)


def undated(mined: Mined, changes: Iterable[Change]) -> tuple[Gap, ...]:
    """Environments' branches on which a change stands in a commit that is the mainline's own too: it came by a fast-forward, of
    which git keeps no date."""
    main = set(mined.lines[mined.mainline].commits)
    late = {change.track.branch for change in changes if change.before and change.before.exists and change.after.commit in main}
    why = f"it was fast-forwarded to commits of {mined.mainline}, of which git keeps no date: what came so may have arrived later than said"
    return tuple(Gap(f"branch {branch}", why) for branch in sorted(late - {mined.mainline}))


def notes_on(change: Change, landing: Commit, writers: Sequence[Commit], moved_from: str | None) -> tuple[str, ...]:
    """What git itself says of the kind of change, as short statements."""
    notes: list[str] = []
    for commit in (landing, *writers):
        notes += [f"reverts {oid[:10]}" for oid in commit.reverts]
        notes += [f"cherry-picked from {oid[:10]}" for oid in commit.cherry_picked_from]
    if change.by_hand:
        notes.append(f"set by hand inside the merge {writers[-1].oid[:10] if writers else ''}".rstrip() + ": no parent has this value")
    if change.stale_side:
        notes.append("the merge kept the value of the side that had not changed it")
    if moved_from:
        notes.append(f"moved from {moved_from}")
    elif change.kind == "layer" and change.before:
        notes.append(f"the same value as before from {change.before.reading.path}: only the layer that gives it changed")
    elif change.kind == "birth":
        notes.append("the file appears and does not set the key")
    elif change.respelled:
        notes.append("the same value, spelled differently")
    if change.after.reading.removed:
        notes.append(f"{change.after.reading.path}, line {change.after.reading.line}: {change.after.reading.removed}")
    if change.after.reading.state == "unreadable":
        notes.append("this version of the file could not be read: what it set is not known")
    if change.after.reading.degraded:
        notes.append(f"read with care: {change.after.reading.degraded}")
    if landing.committed.utc is None:
        notes.append("the landing's date could not be read; it is placed by its neighbours")
    return tuple(dict.fromkeys(notes))

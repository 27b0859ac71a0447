"""What stands around a setting's changes: what else each landing touched, which bases were masked, what is usual here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from forensics import habits
from forensics.investigate.assembly import Told, utc
from forensics.investigate.mining import Mined
from forensics.investigate.neighbours import Neighbours, Values
from forensics.investigate.states import agree, closing_values, past
from forensics.investigate.tracking import Tracked
from forensics.judge.case import Case, Lag, Masking, OtherValue, Standing, Touch, TouchKind
from forensics.judge.said import Said
from forensics.model import Commit, Episode, Event, FileChange, Layer
from forensics.reconstruct.masking import Masked, masked
from forensics.reconstruct.running import Move
from forensics.reconstruct.tracks import Step, Track

# Habits and neighbouring values are learned from at most this much text per setting, the newest first.
_BYTES_TO_LEARN_FROM = 4_000_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of the changes or of the key, the key's spellings, and the report's events by id."""

    said: Sequence[Said] = ()
    spellings: Sequence[str] = ()
    events: Mapping[str, Event] = field(default_factory=dict)


class Surroundings:
    """Reads the files around one setting once, and answers for each of its episodes."""

    def __init__(
        self,
        told: Told,
        mined: Mined,
        tracked: Tracked,
        commits: Mapping[str, Commit],
        neighbours: Neighbours,
        heard: Heard,
    ) -> None:
        self._told, self._mined, self._tracked, self._commits = told, mined, tracked, commits
        self._said, self._spellings, self._events = heard.said, heard.spellings, heard.events
        self._neighbours = neighbours
        self._paths = self._own_paths()
        self._effective = {track.environment: {step.commit for step in track.steps} for track in told.tracks}
        differences = (episode for episode in told.setting.episodes if episode.nature == "difference")
        self._intervals = {episode.id: interval for episode, interval in zip(differences, told.intervals, strict=True)}
        self._values = self._read_values(neighbours) if told.setting.episodes else {}
        self._known_snapshots: dict[str, Sequence[habits.Snapshot]] = {}

    def case(self, key: str, episode: Episode, as_of: datetime, expected: Mapping[str, str] | None) -> Case:
        """The judge's view of one episode; nothing later than its end is in it."""
        told = self._told
        end = min(as_of, episode.closed_at) if episode.closed_at else as_of
        interval = self._intervals.get(episode.id)
        closing = interval.end if interval else None
        mapped = [(track, self._step_at(track, end, episode.closed_at is not None)) for track in told.tracks]
        return Case(
            setting=told.setting.id,
            key=key,
            subject=told.setting.subject,
            episode=episode,
            as_of=as_of,
            order=self._mined.layout.environments,
            standings=tuple(self._standing(track, step) for track, step in mapped if step is not None and step.exists),
            touches=tuple(touch for touch in self._every_touch if touch.landed < end or (touch.landed == end and not episode.closed_at)),
            ever_agreed=self._agreed_first is not None and self._agreed_first < episode.opened_at,
            masked=told.setting.masked,
            by_name=bool(interval and interval.by_name),
            closed_in=closing_values(closing),
            gone=frozenset(environment for environment in closing_values(closing) if closing and environment not in closing.readings),
            other_landings=self._other_landings(episode.opened_at, end),
            maskings=tuple(self._maskings(end)),
            lags=tuple(self._lags(end)),
            expected=expected,
            past_values={track.environment: past(track, end) for track in told.tracks},
            said=self._spoken(as_of),
            files={track.environment: self._file(track, end) for track in told.tracks},
            at_birth={track.environment: self._at_birth(track) for track in told.tracks},
            findings=told.setting.findings,
            watched=told.setting.watched,
            observed=frozenset(name for name, spans in told.setting.observed if spans),
        )

    @cached_property
    def _agreed_first(self) -> datetime | None:
        """When environments first had the same value."""
        agreed = (one.landed for one in self._told.moments if len(one.readings) > 1 and agree(one.readings.values()))
        first = min(agreed, default=None)
        return None if first is None else utc(first)

    def _spoken(self, as_of: datetime) -> tuple[Said, ...]:
        """What was said of this setting's changes, or of the key without being linked to another setting's, by `as_of`."""
        mine = set(self._told.events.values())
        return tuple(one for one in self._said if one.time <= as_of and (not one.about or any(to in mine for to, _ in one.about)))

    def _file(self, track: Track, end: datetime) -> Mapping[str, str | None]:
        """All values of an environment's own file at a moment; empty where it isn't there or was not read."""
        found = self._snapshots(track)
        place = bisect_right(found, end, key=lambda snapshot: snapshot.landed)
        return found[place - 1].values if place else {}

    def _at_birth(self, track: Track) -> Mapping[str, Mapping[str, str | None]]:
        """The values of each environment's file when this one's file first appeared, where others were there before it."""
        born = utc(track.born.landed)
        files = {other.environment: self._file(other, born) for other in self._told.tracks if other.born.landed <= track.born.landed}
        older = any(other.born.landed < track.born.landed for other in self._told.tracks)
        return {name: values for name, values in files.items() if values} if older else {}

    def _own_paths(self) -> dict[str, tuple[str, ...]]:
        """Environment → every path that its own file had, renames included. Bases below it are not its own; where it has none but
        a shared file, that one is."""
        layout = self._mined.layout
        found: dict[str, tuple[str, ...]] = {}
        for track in self._told.declared:
            paths = tuple(dict.fromkeys(step.reading.path for step in track.steps))
            own = dict(layout.template_paths(track.template)).get(track.environment)
            if own is not None:
                places = {path: layout.place(path) for path in paths}
                paths = (own, *(path for path, place in places.items() if path != own and (place is None or place.environment is not None)))
            found[track.environment] = paths
        return found

    def _other_landings(self, start: datetime, end: datetime) -> int:
        """How many landings after `start` changed the setting's own files and not its value."""
        return len({one for landed, one in self._landings if start < landed <= end})

    @cached_property
    def _landings(self) -> Sequence[tuple[datetime, tuple[str, int]]]:
        """When the setting's own files changed and not its value: branch and place."""
        mine = {(change.track.branch, change.after.place) for change in self._told.changes}
        found: dict[tuple[str, int], datetime] = {}
        for track in self._told.tracks:
            line = self._mined.line_for(track.environment)
            for path in self._paths[track.environment]:
                for version in self._tracked.versions.get(line.branch, {}).get(path, ()):
                    found[line.branch, version.place] = utc(line.landed[version.place])
        return [(landed, one) for one, landed in found.items() if one not in mine]

    def _read_values(self, neighbours: Neighbours) -> dict[str, Values]:
        """Blob → all its values, for the versions of the setting's files, newest first within the budget."""
        versions = [
            (version.place, path, version.blob)
            for files in self._tracked.versions.values()
            for path, some in files.items()
            if any(path in paths for paths in self._paths.values())
            for version in some
            if version.blob is not None
        ]
        path_of = {blob: path for _, path, blob in sorted(versions, reverse=True)}
        return neighbours.values(path_of, _BYTES_TO_LEARN_FROM)

    def _step_at(self, track: Track, end: datetime, before: bool) -> Step | None:
        moment = int(end.timestamp())
        standing = [step for step in track.steps if step.landed < moment or (step.landed == moment and not before)]
        return standing[-1] if standing else None

    def _standing(self, track: Track, step: Step) -> Standing:
        born = track.born
        own = self._mined.layout.template_paths(track.template)
        inherited = bool(own) and step.commit >= 0 and step.reading.path != dict(own).get(track.environment, step.reading.path)
        since, event = born, ""
        for one in track.steps[: track.steps.index(step) + 1]:
            known = self._told.events.get((track.environment, one.commit))
            if known:
                since, event = one, known
        move = self._told.moves.get((track.environment, since.commit))
        return Standing(
            track.environment,
            step.reading.value,
            step.reading.state,
            utc(since.landed),
            event,
            inherited,
            utc(born.landed),
            step.reading.comment,
            self._declared_at(track.environment, step.landed),
            "change" if move is None or move.kind == "release" else move.kind,
        )

    def _declared_at(self, environment: str, moment: int) -> str | None:
        """What an environment's files say at a moment."""
        mine = next((track for track in self._told.declared if track.environment == environment), None)
        standing = [step for step in mine.steps if step.landed <= moment and step.exists] if mine else []
        return standing[-1].reading.value if standing else None

    @cached_property
    def _every_touch(self) -> Sequence[Touch]:
        """The landings and the moves that no commit brought, oldest first."""
        moves = (self._move(environment, move) for (environment, _), move in self._told.moves.items())
        return sorted((*self._touches(), *moves), key=lambda touch: touch.landed)

    def _move(self, environment: str, move: Move) -> Touch:
        """A live edit, a deploy, an observation, or a release that ran beside the mainline."""
        kind: TouchKind = "change" if move.kind == "release" else move.kind
        event = self._events[move.event]
        commit = self._commits.get(event.commit or "")
        moment = utc(move.at)
        return Touch(
            event=move.event,
            landed=moment,
            commit=event.commit or "",
            subject=commit.subject if commit else event.title,
            body=commit.message if commit else "",
            changed={environment: (move.before, move.after)},
            neighbours=frozenset((environment,)),
            created=frozenset(),
            files=0,
            others=(),
            said=self._commit_said(move.event, [commit], moment) if commit else None,
            kind=kind,
        )

    def _touches(self) -> Iterable[Touch]:
        """One per landing that changed the setting anywhere, oldest first."""
        told, history = self._told, self._mined.history
        by_commit: dict[int, list[tuple[str, str | None, str | None, bool, bool, str]]] = {}
        landed: dict[int, int] = {}
        writers: dict[int, list[int]] = {}
        for change in told.changes:
            if change.after.commit not in self._effective[change.track.environment]:
                continue  # something else held the value: what ran did not change
            existed = change.before is not None and change.before.exists
            if change.respelled or (not existed and change.after.reading.state == "absent"):
                continue  # no other value: a new spelling, or a file born without the key
            before = change.before.reading.value if change.before and existed else None
            row = (
                change.track.environment,
                before,
                change.after.reading.value,
                change.by_hand,
                change.stale_side,
                change.after.reading.comment,
            )
            by_commit.setdefault(change.after.commit, []).append(row)
            landed[change.after.commit] = change.after.landed
            writers.setdefault(change.after.commit, []).extend(change.written_in)
        for commit in sorted(by_commit, key=lambda commit: (landed[commit], -commit)):
            rows = by_commit[commit]
            named = [
                self._commits[history.commits[index]]
                for index in (*dict.fromkeys(writers[commit]), commit)
                if history.commits[index] in self._commits
            ]
            changes = self._mined.by_commit.get(commit, ())
            yield Touch(
                event=told.events[(rows[0][0], commit)],
                landed=utc(landed[commit]),
                commit=history.commits[commit],
                subject=named[0].subject if named else "",
                body="\n\n".join(one.message for one in named),
                changed={row[0]: (row[1], row[2]) for row in rows},
                neighbours=self._touched(changes),
                created=self._touched(change for change in changes if change.before is None),
                files=len(changes),
                others=self._others(commit),
                reverts=tuple(oid for one in named for oid in one.reverts),
                cherry_picked=tuple(oid for one in named for oid in one.cherry_picked_from),
                by_hand=any(row[3] for row in rows),
                stale_side=any(row[4] for row in rows),
                is_merge=len(history.parents[commit]) > 1,
                is_root=not history.parents[commit],
                silent=any(len(one.message.split()) < 2 for one in named),
                comment=next((row[5] for row in rows if row[5]), ""),
                said=self._commit_said(told.events[(rows[0][0], commit)], named, utc(landed[commit])),
            )

    def _commit_said(self, event: str, commits: Sequence[Commit], landed: datetime) -> Said | None:
        """What the commits behind a landing say, as one statement."""
        if not commits:
            return None
        from forensics.investigate.statements import commit_said

        text = "\n\n".join(dict.fromkeys(one.message.strip() for one in commits))
        return commit_said(event, text, landed, self._mined.layout.environments, self._spellings)

    def _touched(self, changes: Iterable[FileChange]) -> frozenset[str]:
        """The environments whose own file is among the changed ones."""
        changed = {change.path for change in changes}
        return frozenset(environment for environment, paths in self._paths.items() if not changed.isdisjoint(paths))

    def _others(self, commit: int) -> tuple[OtherValue, ...] | None:
        """Other values that a landing changed in the setting's files; None where a version was beyond the budget."""
        found: list[OtherValue] = []
        wanted = self._told.tracks[0].keypath
        for change in self._mined.by_commit.get(commit, ()):
            environment = next((name for name, paths in self._paths.items() if change.path in paths), None)
            if environment is None or change.before is None or change.after is None:
                continue
            if change.before not in self._values or change.after not in self._values:
                return None
            before, after = self._values[change.before], self._values[change.after]
            found += [
                OtherValue(environment, name, before.get(name), after.get(name))
                for name in sorted(before.keys() | after.keys())
                if before.get(name) != after.get(name) and name != wanted
            ]
        return tuple(found)

    def _maskings(self, end: datetime) -> Iterable[Masking]:
        """Changes of a lower layer while overrides stood above it, each once with all environments from which it was hidden."""
        return (one for one in self._every_masking if one.landed <= end)

    @cached_property
    def _every_masking(self) -> Sequence[Masking]:
        told = self._told
        hidden: dict[tuple[int, Layer], list[Masked]] = {}
        for track in told.declared:
            for one in masked(track, self._tracked.versions[self._mined.line_for(track.environment).branch], self._tracked.contents):
                hidden.setdefault((one.commit, one.layer), []).append(one)
        found: list[Masking] = []
        for (commit, _), some in sorted(hidden.items(), key=lambda pair: (pair[1][0].place, pair[0][1].path)):
            first = some[0]
            moment = utc(self._mined.line_for(first.track.environment).landed[first.place])
            event = next((told.events[key] for key in told.events if key[1] == commit), "")
            environments = frozenset(one.track.environment for one in some)
            found.append(Masking(event, moment, first.before.value, first.after.value, environments))
        return found

    def _lags(self, end: datetime) -> Iterable[Lag]:
        """How other values of the same files travelled, as far as that was to be seen at `end`."""
        wanted = self._told.tracks[0].keypath
        for passage in self._courses.passages(end):
            own = passage.keypath == wanted
            days = (passage.arrived - passage.left).total_seconds() / 86400 if passage.arrived else None
            yield Lag(passage.keypath, passage.first, passage.then, days, (end - passage.left).total_seconds() / 86400, passage.left, own)

    @cached_property
    def _courses(self) -> habits.Courses:
        return habits.Courses({track.environment: self._neighbours.course(self._snapshots(track)) for track in self._told.tracks})

    def _snapshots(self, track: Track) -> Sequence[habits.Snapshot]:
        """All that was read of an environment's own file, oldest first."""
        if track.environment not in self._known_snapshots:
            line = self._mined.line_for(track.environment)
            found: list[habits.Snapshot] = []
            for path in self._paths[track.environment]:
                for version in self._tracked.versions.get(line.branch, {}).get(path, ()):
                    if version.blob in self._values:
                        found.append(habits.Snapshot(utc(line.landed[version.place]), self._values[version.blob]))
            self._known_snapshots[track.environment] = sorted(found, key=lambda snapshot: snapshot.landed)
        return self._known_snapshots[track.environment]

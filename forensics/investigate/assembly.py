"""Tracks and changes → the report's settings and events, with ids that sentences can cite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from forensics.investigate.alive import Alive
from forensics.investigate.changes import Change, notes_on
from forensics.investigate.mining import Mined
from forensics.investigate.stacks import BASE, SHARED
from forensics.investigate.tracking import Tracked
from forensics.keys import TIERS, words
from forensics.model import Commit, Episode, Event, Link, MatchTier, Setting, Span, Stand, Window
from forensics.reconstruct.consulting import consult, resolved
from forensics.reconstruct.episodes import Interval, Moment, intervals, moments
from forensics.reconstruct.moves import Move as Renamed
from forensics.reconstruct.running import Move
from forensics.reconstruct.tracks import Track
from forensics.reconstruct.windows import runs

_PIN_FILES = ("Chart.yaml", "package.json", "requirements.txt", "go.mod", "pom.xml", "pyproject.toml", "versions.yaml", "versions.tf")
_FLAG_WORDS = {"flag", "flags", "feature", "features", "ff", "enable", "enabled", "disable", "disabled", "toggle"}


@dataclass(frozen=True, slots=True)
class Told:
    """A setting with its tracks of the effective value, its changes, and the event id of each change; `declared`: the tracks as the files
    say, `moves` the steps that no commit brought."""

    setting: Setting
    tracks: tuple[Track, ...]
    declared: tuple[Track, ...]
    changes: tuple[Change, ...]
    moments: tuple[Moment, ...]
    intervals: tuple[Interval, ...]
    events: Mapping[tuple[str, int], str]  # (environment, commit index) → event id
    moves: Mapping[tuple[str, int], Move]


def utc(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)


def setting_id(track: Track) -> str:
    """`path-with-{env}#key.path`; an object prefix keeps its own `#` once."""
    return f"{track.template}#{track.keypath.removeprefix('#')}"


def grouped(tracks: Iterable[Track], order: Sequence[str]) -> dict[str, tuple[Track, ...]]:
    """Tracks by setting id, environments in promotion order."""
    rank = {environment: place for place, environment in enumerate([BASE, *order, SHARED])}
    groups: dict[str, list[Track]] = {}
    for track in tracks:
        groups.setdefault(setting_id(track), []).append(track)
    groups = {name: some for name, some in groups.items() if any(step.reading.state == "present" for track in some for step in track.steps)}
    return {
        name: tuple(sorted(some, key=lambda track: (rank.get(track.environment, len(rank)), track.environment)))
        for name, some in sorted(groups.items())
    }


def events_of(
    changes: Sequence[Change],
    commits: Mapping[str, Commit],
    mined: Mined,
    moves: Sequence[Renamed],
    commit_url: Callable[[str], str | None],
) -> list[Event]:
    """An event for each change, of its kind, and a `commit` event for each commit in which a landed value was written.

    Ids are unique and wordy (`setting|environment|commit`); `numbering` gives the report's own once all is gathered.
    """
    oid_of = mined.history.commits
    moved = {(move.environment, move.commit, move.after): move.before for move in moves}
    found: dict[str, Event] = {}
    for change in changes:
        oid = oid_of[change.after.commit]
        landing = commits.get(oid)
        if landing is None:
            continue
        writers = [commits[oid_of[index]] for index in change.written_in if oid_of[index] in commits]
        author = (writers[-1] if writers else landing).author
        reading = change.after.reading
        removed = reading.state == "absent" and change.before is not None and change.before.reading.state == "present"
        name = setting_id(change.track)
        key = f"{name}|{change.track.environment}|{oid}"
        for writer in writers:
            found.setdefault(f"|{writer.oid}", _written(writer, change.moment, commit_url(writer.oid)))
        found[key] = Event(
            id=key,
            time=change.moment,
            kind=change.kind,
            title=(writers[-1] if writers else landing).subject,
            source="git",
            environment=change.track.environment,
            setting=name,
            before=change.before.reading.value if change.before and change.before.exists else None,
            after=reading.value if change.after.exists else None,
            actor=author.name,
            commit=oid,
            # What was removed is cited where it stood.
            path=change.before.reading.path if removed and change.before else reading.path,
            line=reading.line,
            url=commit_url(oid),
            authored_at=(writers[-1] if writers else landing).authored.utc,
            committed_at=landing.committed.utc,
            written_in=tuple(writer.oid for writer in writers),
            pull_request=landing.pull_request or next((writer.pull_request for writer in writers if writer.pull_request), None),
            notes=notes_on(
                change, landing, writers, moved.get((change.track.environment, change.after.commit, f"{reading.path}#{reading.keypath}"))
            ),
            links=tuple(Link(f"|{writer.oid}", "written in", 1.0) for writer in writers),
        )
    return list(found.values())


def _written(commit: Commit, landed: datetime, url: str | None) -> Event:
    return Event(
        id=f"|{commit.oid}",
        time=commit.committed.utc or landed,
        kind="commit",
        title=commit.subject,
        source="git",
        actor=commit.author.name,
        commit=commit.oid,
        url=url,
        authored_at=commit.authored.utc,
        committed_at=commit.committed.utc,
        pull_request=commit.pull_request,
        notes=() if commit.committed.utc else ("its date could not be read; the landing's stands instead",),
    )


def told(name: str, declared: tuple[Track, ...], changes: tuple[Change, ...], mined: Mined, tracked: Tracked, live: Alive) -> Told:
    """One setting: spans, episodes and stands. `changes`: those of its own tracks; `live`: what live evidence makes of it. Event ids are
    those of `events_of` and of the live events."""
    commits = mined.history.commits
    tracks = live.tracks
    ids = {
        (change.track.environment, change.after.commit): f"{name}|{change.track.environment}|{commits[change.after.commit]}"
        for change in changes
    }
    ids |= {where: move.event for where, move in live.moves.items()}
    every = moments(tracks)
    stretches = tuple(intervals(every))
    timelines = tuple((track.environment, _spans(track, ids)) for track in tracks)
    setting = Setting(
        id=name,
        subject=_subject(tracks[0]),
        tier=min(_tiers(tracks), key=TIERS.index, default="exact"),
        stands=tuple(_seen(_stand(track, mined, tracked), live) for track in declared),
        timelines=timelines,
        episodes=tuple(_episode(name, number, stretch, ids) for number, stretch in enumerate(stretches, 1)),
        windows=tuple(_windows(timelines)),
        masked=any(stretch.by_name for stretch in stretches),
        declared=tuple((track.environment, _spans(track, ids)) for track in declared if track.environment in live.running),
        observed=live.observed,
        watched=live.watched,
        findings=live.findings,
    )
    return Told(setting, tracks, declared, changes, every, stretches, ids, live.moves)


def _tiers(tracks: Iterable[Track]) -> Iterable[MatchTier]:
    return (step.reading.tier for track in tracks for step in track.steps if step.reading.state == "present")


def _seen(stand: Stand, live: Alive) -> Stand:
    """The stand with what ran there last, where live evidence tells and the files have not changed since."""
    line = live.running.get(stand.environment)
    last = max((*(move.at for move in line.moves), *line.confirmed), default=None) if line else None
    if line is None or last is None or (line.track.last.commit >= 0 and line.track.last.landed > last):
        return stand
    return replace(stand, observed=line.track.last.reading.value)


def _spans(track: Track, ids: Mapping[tuple[str, int], str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    origin = readable = ""
    for place, step in enumerate(track.steps):
        unreadable = step.reading.state == "unreadable"
        origin = ids.get((track.environment, step.commit), origin if unreadable else readable)
        readable = readable if unreadable else origin
        if not step.exists:
            continue
        end = track.steps[place + 1] if place + 1 < len(track.steps) else None
        reading = step.reading
        until = utc(end.landed) if end else None
        before = spans[-1] if spans else None
        if before and (before.state, before.value) == (reading.state, reading.value) and before.until == utc(step.landed):
            spans[-1] = Span(before.start, until, before.state, before.value, before.origin, before.path, before.line)
        else:
            spans.append(Span(utc(step.landed), until, reading.state, reading.value, origin, reading.path, reading.line))
    return tuple(spans)


def _stand(track: Track, mined: Mined, tracked: Tracked) -> Stand:
    """What the environment has at the report's moment, layer by layer."""
    line = mined.line_for(track.environment)
    last = track.last
    reading = last.reading
    paths = tuple(layer for layer in track.stack.layers if last.exists or layer.path == reading.path)
    current = {layer.known_by: tracked.blob_now(line.branch, layer.known_by) for layer in paths}
    layers = consult(track.address, paths, current, tracked.contents, track.stack) if paths else ()
    known, missing = resolved(reading, track.stack, layers)
    if not last.exists:
        return Stand(track.environment, None, "absent", layers, line.branch)
    return Stand(track.environment, reading.value, reading.state, layers, line.branch, resolved=known, missing=missing)


def _episode(name: str, number: int, stretch: Interval, ids: Mapping[tuple[str, int], str]) -> Episode:
    first, last = stretch.moments[0], stretch.moments[-1]
    return Episode(
        id=f"{name}@{number}",
        opened_at=utc(first.landed),
        closed_at=utc(stretch.end.landed) if stretch.end else None,
        opened_by=_first_id(first, ids) or "",
        closed_by=_first_id(stretch.end, ids) if stretch.end else None,
        values=tuple((environment, reading.value) for environment, reading in sorted(last.readings.items())),
    )


def _first_id(moment: Moment, ids: Mapping[tuple[str, int], str]) -> str | None:
    return next((ids[moved] for moved in moment.moved if moved in ids), None)


def _windows(timelines: Iterable[tuple[str, tuple[Span, ...]]]) -> Iterable[Window]:
    for environment, spans in timelines:
        for run in runs(spans):
            within = spans[run.first : run.last + 1]
            values = tuple(dict.fromkeys(span.value for span in within))
            yield Window(environment, within[0].start, within[-1].start, len(within), values)


def _subject(track: Track) -> Literal["setting", "pin", "flag"]:
    """What kind of thing the key is: a pinned version, a switch, or a plain setting."""
    name = track.template.rsplit("/", 1)[-1]
    parts = set(words(track.keypath))
    values = {step.reading.value for step in track.steps if step.reading.state == "present"}
    if name in _PIN_FILES or parts & {"version", "tag", "image"} or track.template.endswith("lock"):
        return "pin"
    switch = values and all(
        (value or "").casefold() in ("true", "false", "on", "off", "yes", "no", "enabled", "disabled") for value in values
    )
    return "flag" if switch or parts & _FLAG_WORDS else "setting"

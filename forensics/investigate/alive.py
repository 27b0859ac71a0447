"""Beside the line of an environment's files, what ran there: the effective line, its live events and what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from forensics.investigate.live_events import edit_event, observation_event, owner_event, rollout_event
from forensics.investigate.live_findings import findings_of
from forensics.investigate.placing import Placed, placed
from forensics.model import Event, Finding, Gap, LiveEdit, LiveRead, Span, Watched
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.running import Move, Running, Sign, running
from forensics.reconstruct.tracks import Track

# One act, as two sources wrote it down: a shell's line and the server's stamp lie seconds apart, if their clocks agree.
_ONE_ACT = timedelta(minutes=5)
_SHOWS_A_VALUE = ("value", "running", "template", "released", "recorded", "absence")
# A release or sync that ended so brought nothing; Helm's and Argo CD's words.
_FAILED = ("failed", "pending-install", "pending-upgrade", "pending-rollback", "error", "terminating")


@dataclass(frozen=True, slots=True)
class Alive:
    """What live evidence makes of one setting. `tracks`: the effective lines of all its environments; `moves`: (environment, number)
    → the step that no commit brought; `running`: those environments of which evidence was read."""

    tracks: tuple[Track, ...]
    moves: Mapping[tuple[str, int], Move]
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    watched: tuple[Watched, ...] = ()
    observed: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    running: Mapping[str, Running] = field(default_factory=dict)


def alive(
    setting: str, tracks: Sequence[Track], evidence: Mapping[str, Placed], released: Sequence[Event], declared: Sequence[Event]
) -> Alive:
    """The effective lines of a setting. `released`: values of tags and release branches beside the mainline; `declared`: the events
    of the files' changes."""
    if not any(evidence.values()) and not any(_ran(one, evidence) for one in released):
        return Alive(tuple(tracks), {})
    lines: dict[str, Running] = {}
    events: dict[str, Event] = {}
    first = 1
    for track in tracks:
        mine = evidence.get(track.environment, Placed())
        signs = [*_signs(setting, track.environment, mine, events), *_releases(track, released, mine)]
        lines[track.environment] = running(track, signs, first)
        first += len(lines[track.environment].moves)
    for line in lines.values():
        events |= {one.id: one for one in _ran_after_all(line, released)}
        events |= {one.id: one for one in _brought(setting, line, events)}
    told = [*events.values(), *declared]
    findings, gaps = findings_of(tracks, lines, {event.id: event for event in told}, evidence)
    return Alive(
        tracks=tuple(lines[track.environment].track for track in tracks),
        moves={(name, move.commit): move for name, line in lines.items() for move in line.moves},
        events=tuple(events.values()),
        findings=findings,
        gaps=(*gaps, *_unwatched(evidence)),
        watched=tuple(sorted((one for place in evidence.values() for one in place.watched), key=lambda one: (one.environment, one.start))),
        observed=tuple((name, _observed(events.values(), name)) for name in lines if evidence.get(name)),
        running={name: line for name, line in lines.items() if evidence.get(name) or line.moves},
    )


def lives_of(
    read: LiveRead,
    groups: Mapping[str, Sequence[Track]],
    environments: Sequence[str],
    events: Sequence[Event],
    released: Sequence[Event],
) -> tuple[dict[str, Alive], tuple[Gap, ...]]:
    """What live evidence makes of each setting, and what of it could not be placed."""
    where, gaps = placed(read, groups, environments)
    found = {
        name: alive(
            name,
            group,
            where[name],
            [one for one in released if one.setting == name],
            [one for one in events if one.setting == name and one.kind == "change"],
        )
        for name, group in groups.items()
    }
    return found, gaps


def _signs(setting: str, environment: str, mine: Placed, events: dict[str, Event]) -> Iterable[Sign]:
    """The signs of one environment; the events that tell of them are put beside."""
    for one in mine.observations:
        event = observation_event(one, environment, setting)
        if event is None:
            continue
        events[event.id] = event
        if one.proves in _SHOWS_A_VALUE and (one.value is not None or one.proves == "absence"):
            yield Sign(
                _second(event.time),
                "seen",
                event.id,
                one.value,
                since=int(one.since.timestamp()) if one.since else None,
                path=one.spot.file,
                line=one.spot.line,
                running=one.proves == "running",
                place=one.spot.object or one.spot.host or one.spot.file,
                past=one.source in ("replicasets", "controllerrevisions"),
            )
    for act in acts(mine.edits):
        best, *others = act
        event = edit_event(best, environment, setting, others)
        if event is None:
            continue
        events[event.id] = event
        value = next((one.value for one in act if one.value is not None), None)
        known = value is not None or any(one.removed for one in act)
        sure = any(one.certainty != "typed" for one in act)
        yield Sign(_second(event.time), "edit", event.id, value, known=known, path=best.spot.file, line=best.spot.line, sure=sure)
    yield from _rollouts(environment, mine, events)


def _second(time: datetime) -> int:
    return int(time.timestamp())


def acts(edits: Sequence[LiveEdit]) -> list[list[LiveEdit]]:
    """Edits grouped by the act that they record, what a server recorded first."""
    timed = sorted((one for one in edits if one.time is not None), key=lambda one: (one.time, one.spot.file, one.spot.line or 0))
    found: list[list[LiveEdit]] = []
    for one in timed:
        last = found[-1] if found else []
        one_act = any(_one_act(one, other) for other in last)
        if one_act:
            last.append(one)
        else:
            found.append([one])
    return [sorted(act, key=lambda one: _CERTAIN.get(one.certainty, 9)) for act in found]


_CERTAIN = {"recorded": 0, "owned": 1, "executed": 2, "differs": 3, "typed": 4}


def _one_act(one: LiveEdit, other: LiveEdit) -> bool:
    near = one.time is not None and other.time is not None and abs(one.time - other.time) <= _ONE_ACT
    unlike_source = (one.source, one.spot.file) != (other.source, other.spot.file)
    return near and unlike_source and (one.value is None or other.value is None or same(one.value, other.value))


def _rollouts(environment: str, mine: Placed, events: dict[str, Event]) -> Iterable[Sign]:
    """Deploys and their like, and what a pipeline's ownership of the field shows where no deploy near it is known."""
    times: list[datetime] = []
    for one in mine.rollouts:
        event = rollout_event(one, environment)
        if event is not None:
            events.setdefault(event.id, event)
            times.append(event.time)
            if (one.status or "").casefold() not in _FAILED:
                yield Sign(_second(event.time), "restart" if one.kind == "restart" else "rollout", event.id)
    for owner in mine.ownerships:
        wrote = owner.manager_class in ("gitops", "ambiguous") and owner.reach in ("value", "text")
        event = owner_event(owner, environment) if wrote else None
        if event is not None and not any(abs(event.time - time) <= _ONE_ACT for time in times):
            events[event.id] = event
            yield Sign(_second(event.time), "rollout", event.id)


def _ran(release: Event, evidence: Mapping[str, Placed]) -> bool:
    return any(_named(release, one.title) for place in evidence.values() for one in place.rollouts)


def _ran_after_all(line: Running, released: Sequence[Event]) -> Iterable[Event]:
    """The released values that are known to have run: each a change of what ran, at the moment from which it did."""
    by_id = {one.id: one for one in released}
    for move in line.moves:
        if move.kind == "release":
            one = by_id[move.event]
            time = datetime.fromtimestamp(move.at, UTC)
            yield replace(one, kind="change", time=time, before=move.before, notes=(f"it never landed on the mainline; {one.title}",))


def _brought(setting: str, line: Running, events: Mapping[str, Event]) -> Iterable[Event]:
    """The deploys that changed what ran, with the values that they took and brought."""
    for move in line.moves:
        if move.kind == "deploy":
            yield replace(events[move.event], setting=setting, before=move.before, after=move.after)


def _named(release: Event, title: str) -> bool:
    """Whether a deploy's title names a tag or branch."""
    name = (release.ref or "").removeprefix("refs/tags/").removeprefix("refs/heads/")
    return len(name) > 3 and name.casefold() in title.casefold()


def _releases(track: Track, released: Sequence[Event], mine: Placed) -> Iterable[Sign]:
    for one in released:
        if one.environment != track.environment:
            continue
        deploys = [other.time for other in mine.rollouts if other.time is not None and _named(one, other.title)]
        at = min(deploys, default=one.time)
        yield Sign(_second(at), "release", one.id, one.after, ran=bool(deploys), path=one.path or "", line=one.line)


def _observed(events: Iterable[Event], environment: str) -> tuple[Span, ...]:
    """The observed line: from when to when each value was seen, in the order of time."""
    seen = sorted(
        (one for one in events if one.kind == "observation" and one.environment == environment and one.after is not None),
        key=lambda one: (one.time, one.id),
    )
    spans = []
    for _, group in groupby(seen, key=lambda one: one.after):
        some = list(group)
        spans.append(Span(some[0].time, some[-1].time, "present", some[0].after, some[0].id, some[0].path, some[0].line))
    return tuple(spans)


def _unwatched(evidence: Mapping[str, Placed]) -> Iterable[Gap]:
    """Where nothing was looking, a manual edit would not have been seen: said once for each environment."""
    for environment, place in sorted(evidence.items()):
        windows = sorted((one.start, one.until) for one in place.watched)
        if not windows:
            yield Gap(f"{environment}, live", "it was seen at moments only; a manual edit and its undoing between them would not show")
            continue
        last = max(until for _, until in windows)
        says = f"watched from {windows[0][0]:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
        holes = [f"{until:%Y-%m-%d %H:%M} to {start:%Y-%m-%d %H:%M}" for until, start in _holes(windows)]
        without = f", but not from {', '.join(holes)}" if holes else ""
        yield Gap(f"{environment}, live", f"{says}{without}; a manual edit at another time would not be seen")


def _holes(windows: Sequence[tuple[datetime, datetime]]) -> Iterable[tuple[datetime, datetime]]:
    end = windows[0][1]
    for start, until in windows[1:]:
        if start > end:
            yield end, start
        end = max(end, until)

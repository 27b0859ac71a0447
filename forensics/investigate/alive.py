"""Beside the line of an environment's files, what ran there: the effective line, its live events and what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal

from forensics.investigate.live_findings import findings_of, in_order
from forensics.investigate.live_signs import names_ref, released_signs, signs_of
from forensics.investigate.placing import Placed
from forensics.investigate.watching import clocks, unwatched
from forensics.model import Event, Finding, Gap, Span, Watched
from forensics.reconstruct.running import Move, Running, Sign, running
from forensics.reconstruct.tracks import Track


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
    signs: dict[str, list[Sign]] = {}
    events: dict[str, Event] = {}
    first = 1
    for track in tracks:
        mine = evidence.get(track.environment, Placed())
        signs[track.environment] = [*signs_of(setting, track.environment, mine, events), *released_signs(track, released, mine)]
        lines[track.environment] = running(track, signs[track.environment], first)
        first += len(lines[track.environment].moves)
    for line in lines.values():
        events |= {one.id: one for one in _ran_after_all(line, released)}
        events |= {one.id: one for one in (*_brought(setting, line, events), *_set_by_hand(line, events))}
    findings, gaps = findings_of(lines, events | {event.id: event for event in declared})
    offsets = [one for name, place in evidence.items() for one in clocks(name, place, tuple(events.values()))]
    return Alive(
        tracks=tuple(lines[track.environment].track for track in tracks),
        moves={(name, move.commit): move for name, line in lines.items() for move in line.moves},
        events=tuple(events.values()),
        findings=in_order((*findings, *offsets)),
        gaps=(*gaps, *unwatched(evidence, tuple(events.values()))),
        watched=tuple(sorted((one for place in evidence.values() for one in place.watched), key=lambda one: (one.environment, one.start))),
        observed=tuple((name, _observed(signs[name], events)) for name in lines if evidence.get(name)),
        running={name: line for name, line in lines.items() if evidence.get(name) or line.moves},
    )


def lives_of(
    where: Mapping[str, Mapping[str, Placed]], groups: Mapping[str, Sequence[Track]], events: Sequence[Event], released: Sequence[Event]
) -> dict[str, Alive]:
    """What live evidence makes of each setting. `where`: setting → environment → its evidence."""
    return {
        name: alive(
            name,
            group,
            where.get(name, {}),
            [one for one in released if one.setting == name],
            [one for one in events if one.setting == name and one.kind == "change"],
        )
        for name, group in groups.items()
    }


def _ran(release: Event, evidence: Mapping[str, Placed]) -> bool:
    return any(names_ref(release, one.title) for place in evidence.values() for one in place.rollouts)


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


def _set_by_hand(line: Running, events: Mapping[str, Event]) -> Iterable[Event]:
    """The live edits that changed what ran, with the value that was there before and, where the edit does not tell it, the one after."""
    for move in line.moves:
        event = events.get(move.event)
        if move.kind == "live_edit" and event is not None:
            unknown = event.after is None and move.after is not None
            notes = (*event.notes, "its value is that which was seen next") if unknown else event.notes
            yield replace(event, before=move.before, after=move.after, notes=notes)


def _observed(signs: Sequence[Sign], events: Mapping[str, Event]) -> tuple[Span, ...]:
    """The observed line: from when to when each value was seen, in the order of time."""
    seen = sorted((one for one in signs if one.kind == "seen"), key=lambda one: (one.at, one.event))
    spans = []
    for value, group in groupby(seen, key=lambda one: one.value):
        some = list(group)
        first, last = events[some[0].event], events[some[-1].event]
        state: Literal["present", "absent"] = "present" if value is not None else "absent"
        spans.append(Span(first.time, last.time, state, value, first.id, first.path, first.line))
    return tuple(spans)

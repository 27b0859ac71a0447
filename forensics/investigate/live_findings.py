"""The named differences between what was declared and what ran, each in one sentence with its citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

from forensics.investigate.placing import Placed
from forensics.model import Event, Finding, Gap
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.running import Note, Running
from forensics.reconstruct.tracks import Track

# A value that another environment's file takes so long after a live edit may have been written for that edit's sake.
_SOON = timedelta(days=60)
_CLOCKS_AGREE = timedelta(seconds=90)


def findings_of(
    tracks: Sequence[Track], lines: Mapping[str, Running], events: Mapping[str, Event], evidence: Mapping[str, Placed]
) -> tuple[tuple[Finding, ...], tuple[Gap, ...]]:
    """The findings of a setting, by environment and time, and what can't be told."""
    found: list[Finding] = []
    gaps: list[Gap] = []
    nowhere = not any(step.reading.state == "present" for track in tracks for step in track.steps)
    for environment, line in lines.items():
        for note in line.notes:
            if note.mechanism == "unsure":
                gaps.append(Gap(f"{environment}, live", _unsure(note, events)))
            else:
                found.append(_finding(environment, note, events, nowhere))
        found += _elsewhere(environment, line, events)
        found += _clocks(environment, evidence.get(environment))
    return tuple(sorted(found, key=lambda one: (one.environment, one.since or _EVER, one.mechanism))), tuple(gaps)


_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _told(moment: datetime | int) -> str:
    return f"{moment if isinstance(moment, datetime) else _at(moment):%Y-%m-%d %H:%MZ}"


def _unsure(note: Note, events: Mapping[str, Event]) -> str:
    way = events[note.events[1]].title if note.events[1] in events else "a deploy"
    return (
        f"“{way}” of {_told(note.since)} came after a live edit, and nothing was seen after it: whether the edit still holds is not known"
    )


def _finding(environment: str, note: Note, events: Mapping[str, Event], nowhere: bool) -> Finding:
    mechanism = note.mechanism if note.mechanism != "live_only" or not (nowhere or note.declared is None) else "unmanaged"
    assert mechanism != "unsure"
    return Finding(
        mechanism,
        environment,
        _says(mechanism, environment, note, events),
        _at(note.since) if note.since else None,
        _at(note.until) if note.until is not None else None,
        note.events,
    )


def _says(mechanism: str, environment: str, note: Note, events: Mapping[str, Event]) -> str:
    value, declared = note.value, note.declared if note.declared is not None else "nothing"
    last = events.get(note.events[-1])
    if mechanism == "undone":
        way = events[note.events[1]].title if len(note.events) > 2 and note.events[1] in events else None
        by = (
            f"was put back to {declared} by “{way}” at {_told(note.until or 0)}"
            if way
            else f"was gone when it was seen at {_told(note.until or 0)}"
        )
        return f"{value}, set live in {environment}, {by}"
    if mechanism == "codified_later":
        return f"{value}, set live in {environment} at {_told(note.since)}, is in its files since {_told(note.until or 0)}"
    if mechanism == "not_yet_running":
        return f"{environment} is declared as {declared} since {_told(note.since)}, and still ran with {value} at {_told(note.until or 0)}"
    if mechanism == "split":
        values = sorted({str(events[one].after) for one in note.events if one in events})
        return f"{len(note.events)} places of {environment} disagreed at {_told(note.since)}: {', '.join(values)}"
    seen = f"seen at {_told(last.time)}" if last is not None and last.kind == "observation" else f"set live at {_told(note.since)}"
    if mechanism == "unmanaged":
        return f"{value} in {environment}, {seen}, stands in no file: an apply leaves it as it is"
    return f"{value} in {environment}, {seen}, is in none of its files, which say {declared}"


def _elsewhere(environment: str, line: Running, events: Mapping[str, Event]) -> Iterator[Finding]:
    """A live edit's value that another environment's file took soon after, while this one's own files did not."""
    codified = {note.value for note in line.notes if note.mechanism == "codified_later"}
    for move in line.moves:
        if move.kind != "live_edit" or move.after is None or move.after in codified:
            continue
        start = _at(move.at)
        later = [one for one in events.values() if one.kind == "change" and start <= one.time <= start + _SOON]
        taken = [one for one in later if one.environment not in (environment, None) and same(one.after, move.after)]
        if taken:
            first = min(taken, key=lambda one: (one.time, one.id))
            says = f"{move.after}, set live in {environment} at {_told(start)}, went into {first.environment}'s file at {_told(first.time)}"
            yield Finding("codified_elsewhere", environment, f"{says}, not into its own", start, first.time, (move.event, first.id))


def _clocks(environment: str, place: Placed | None) -> Iterator[Finding]:
    """One act at two times, as two sources wrote it down: their clocks differ, and no time here was changed for it."""
    edits = sorted((one.time, one.source, one.value) for one in (place.edits if place else ()) if one.time is not None and one.value)
    for (start, source, value), (until, other, again) in combinations(edits, 2):
        apart = until - start
        if source != other and same(value, again) and _CLOCKS_AGREE < apart <= timedelta(minutes=5):
            says = f"{source} and {other} tell of one edit {int(apart.total_seconds())} seconds apart: their clocks may differ"
            yield Finding("clock", environment, says, start, until)
